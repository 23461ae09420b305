"""CVs of several trades and habits, with what a careful reader finds in each. The marks are those of `samples`."""

from tests.candidate.ai.samples import CV

CVS = [
    CV(
        "electrician",
        """
        ^ CURRICULUM VITAE
        + MARK ANTHONY O'DONNELL
        14 Beech Grove, Wigan, WN1 2PQ
        M: 07700 900321  E: markod77@example.com
        # PERSONAL PROFILE
        I am a fully qualified electrician with experience of domestic and commercial work, from rewires to new builds.
        # EMPLOYMENT HISTORY
        + Senior Electrician
        Northern Power Solutions Ltd
        March 2018 - Present
        * Install and test distribution boards
        * Supervise two apprentices
        + Electrician
        J. Murphy & Sons, Manchester
        Jan 2012 - Feb 2018
        Duties included:
        * Fault finding
        + Apprentice Electrician
        Wigan Council
        2008 - 2012
        # QUALIFICATIONS
        City & Guilds 2391 Inspection and Testing, 2015
        NVQ Level 3 Electrical Installation, Wigan & Leigh College, 2012
        # REFERENCES
        Mr Paul Smithson, Manager, Northern Power Solutions, paul.smithson@example.org, 0161 496 0123
        """,
        "Mark Anthony O'Donnell",
        "markod77@example.com",
        "+447700900321",
        "Wigan",
        [
            ("Senior Electrician", "Northern Power Solutions Ltd", "2018-03", "present"),
            ("Electrician", "J. Murphy & Sons", "2012-01", "2018-02"),
            ("Apprentice Electrician", "Wigan Council", "2008-09", "2012-08"),
        ],
        ["City & Guilds 2391 Inspection and Testing, 2015", "NVQ Level 3 Electrical Installation, Wigan & Leigh College, 2012"],
        secrets=("Smithson",),
    ),
    CV(
        "nurse, employer first, labels",
        """
        Curriculum Vitae
        Name: Blessing Nkechi Okonkwo
        Address: Flat 3, 22 Mill Lane, Peckham, London SE15 4AB
        Tel: 07700 900 456
        Email: blessing.okonkwo@example.com
        Date of Birth: 12/03/1985
        # Professional Experience
        St Thomas' Hospital, London
        Staff Nurse, Acute Medical Unit
        09/2019 to date
        * Administer medication to 12 patients
        King's College Hospital NHS Foundation Trust
        Healthcare Assistant
        06/2015 - 08/2019
        # Education
        BSc (Hons) Adult Nursing, London South Bank University, 2016-2019
        GCSEs: Maths, English, Science
        # Hobbies
        Singing, cooking
        """,
        "Blessing Nkechi Okonkwo",
        "blessing.okonkwo@example.com",
        "+447700900456",
        "London",
        [
            ("Staff Nurse, Acute Medical Unit", "St Thomas' Hospital", "2019-09", "present"),
            ("Healthcare Assistant", "King's College Hospital NHS Foundation Trust", "2015-06", "2019-08"),
        ],
        ["BSc (Hons) Adult Nursing, London South Bank University, 2016-2019", "GCSEs: Maths, English, Science"],
        secrets=("1985",),
    ),
    CV(
        "chef, one line a job",
        """
        ^ Tomasz Kowalski-Brown
        Head Chef | Bristol | 07700 900987 | tomasz.kb@example.net
        # Profile
        Creative chef.
        # Work Experience
        + Head Chef, The Harbour Inn, Bristol | Apr 2021 – Present
        * Lead a brigade of 6
        + Sous Chef, Lido Restaurant, Bristol | 2017 – 2021
        + Commis Chef – Hotel du Vin (Cheltenham) – 2015-17
        # Education
        NVQ Level 2 Professional Cookery, City of Bristol College
        # Interests: Foraging, cycling
        """,
        "Tomasz Kowalski-Brown",
        "tomasz.kb@example.net",
        "+447700900987",
        "Bristol",
        [
            ("Head Chef", "The Harbour Inn", "2021-04", "present"),
            ("Sous Chef", "Lido Restaurant", "2017-09", "2021-08"),
            ("Commis Chef", "Hotel du Vin", "2015-09", "2017-08"),
        ],
        ["NVQ Level 2 Professional Cookery, City of Bristol College"],
    ),
    CV(
        "teacher, dates first, two employment sections",
        """
        ^ Jane Mary Whitfield
        Primary School Teacher
        Leeds, West Yorkshire
        jane.whitfield@example.com
        # Teaching Experience
        Sept 2020 – present
        + Oakwood Primary School, Leeds
        Year 3 Class Teacher
        Responsible for a class of 30 and for leading geography across the school.
        Sept 2017 – Aug 2020
        + Elm Tree Academy
        NQT then Year 5 Teacher
        Taught Year 5.
        # Other Employment
        2015 – 2017
        + Costa Coffee
        Barista
        # Education and Training
        2016 – 2017
        PGCE Primary, Leeds Beckett University
        2013 – 2016
        BA History (2:1), University of York
        # Referees
        Dr Alan Joneson
        Head, Oakwood Primary School
        alan.joneson@example.org
        0113 496 0999
        """,
        "Jane Mary Whitfield",
        "jane.whitfield@example.com",
        "",
        "Leeds",
        [
            ("Year 3 Class Teacher", "Oakwood Primary School", "2020-09", "present"),
            ("NQT then Year 5 Teacher", "Elm Tree Academy", "2017-09", "2020-08"),
            ("Barista", "Costa Coffee", "2015-09", "2017-08"),
        ],
        ["PGCE Primary, Leeds Beckett University, 2016 – 2017", "BA History (2:1), University of York, 2013 – 2016"],
        secrets=("Joneson", "496 0999"),
    ),
    CV(
        "lecturer, several posts with one employer",
        """
        ^ Dr Priscilla van den Berg-Osei BSc (Hons) PhD
        Email: p.vandenberg@example.com | Mobile +44 (0)7700 900654 | Reading, Berkshire
        # CAREER HISTORY
        + University of Reading   October 2010 – Present
        + Senior Lecturer in Biology (August 2016 – Present)
        * Module lead for 3 courses
        + Lecturer in Biology (October 2010 – July 2016)
        * Taught ecology
        + Postdoctoral Researcher, Wageningen University (2008 – 2010)
        # PUBLICATIONS
        van den Berg-Osei, P. (2015). Something. 2014-2015.
        # QUALIFICATIONS
        * PhD Ecology, University of Leiden, 2008
        """,
        "Priscilla van den Berg-Osei",
        "p.vandenberg@example.com",
        "+447700900654",
        "Reading",
        [
            ("Senior Lecturer in Biology", "University of Reading", "2016-08", "present"),
            ("Lecturer in Biology", "University of Reading", "2010-10", "2016-07"),
            ("Postdoctoral Researcher", "Wageningen University", "2008-09", "2010-08"),
        ],
        ["PhD Ecology, University of Leiden, 2008"],
    ),
    CV(
        "shop manager, oldest first, below a summary",
        """
        + Aisha Begum
        20 Queens Road, Birmingham B1 1AA
        0121 496 0555 / 07700 900111
        aishab@example.com
        + Career summary:
        2009 to 2012   Sales Assistant, Boots, Birmingham
        2012 to 2015   Supervisor, Next, Birmingham
        2015 to 2019   Assistant Store Manager, Primark, Birmingham
        2019 to present   Store Manager, H&M, Solihull
        + Key skills:
        Customer service, stock control, team leadership, cash handling
        + Education:
        GCSEs (2009) 7 at grades A-C
        """,
        "Aisha Begum",
        "aishab@example.com",
        "+447700900111",
        "Birmingham",
        [
            ("Store Manager", "H&M", "2019-09", "present"),
            ("Assistant Store Manager", "Primark", "2015-09", "2019-08"),
            ("Supervisor", "Next", "2012-09", "2015-08"),
            ("Sales Assistant", "Boots", "2009-09", "2012-08"),
        ],
        ["GCSEs, 7 at grades A-C, 2009"],
        secrets=("496 0555",),
    ),
    CV(
        "teaching assistant, a form",
        """
        + PERSONAL DETAILS
        First name: Gwen
        Surname: Llewellyn-Price
        Address: 3 Heol y Bryn
        Swansea
        SA2 8PP
        Telephone number: 01632 960111
        E-mail address: gwen.lp@example.com
        + WORK EXPERIENCE
        Job title: Teaching Assistant
        Employer: Ysgol Gynradd Bryn Glas
        Dates: 01/09/2018 – 31/08/2022
        Duties: Supporting pupils in the Foundation Phase
        Job title: Lunchtime Supervisor
        Employer: Sketty Primary School
        Dates: 01/09/2015 – 20/07/2018
        + EDUCATION
        NVQ Level 3 Supporting Teaching and Learning
        """,
        "Gwen Llewellyn-Price",
        "gwen.lp@example.com",
        "+441632960111",
        "Swansea",
        [
            ("Teaching Assistant", "Ysgol Gynradd Bryn Glas", "2018-09", "2022-08"),
            ("Lunchtime Supervisor", "Sketty Primary School", "2015-09", "2018-07"),
        ],
        ["NVQ Level 3 Supporting Teaching and Learning"],
        secrets=("960111",),
    ),
    CV(
        "driver, no e-mail, employers without a telling word",
        """
        ^ Robert "Bob" Hargreaves
        HGV Class 1 Driver
        Mob. 07700 900333
        Doncaster DN4 5AA
        # EMPLOYMENT
        Wincanton Logistics – HGV Driver
        May 2016 – Present
        Deliveries nationwide. Loading and unloading. Maintaining tachograph records.
        Royal Mail - Van Driver
        Feb 2011 – Apr 2016
        Collections and deliveries.
        British Army - Private, Royal Logistic Corps
        1999 – 2010
        # LICENCES
        Class 1 (C+E), CPC, Digital tacho card
        """,
        "Robert Hargreaves",
        "",
        "+447700900333",
        "Doncaster",
        [
            ("HGV Driver", "Wincanton Logistics", "2016-05", "present"),
            ("Van Driver", "Royal Mail", "2011-02", "2016-04"),
            ("Private", "British Army", "1999-09", "2010-08"),
        ],
        ["Class 1 (C+E), CPC, Digital tacho card"],
    ),
    CV(
        "supply teacher with a career break",
        """
        ^ HELEN MCARTHUR
        + Qualified Primary Teacher
        07700 900888 – helen.mcarthur@example.co.uk – Newcastle upon Tyne
        # EXPERIENCE
        + Supply Teacher – various schools across Tyneside (via Bright Futures Agency)  Jan 2022 – date
        * EYFS to KS2
        + Class Teacher, Year 2 – St Oswald's RC Primary, Gateshead  Sept '14 – Dec '21
        * Maths lead
        Career break 2012 – 2014 (raising family)
        + NQT – Kenton Infants  Sept 2010 – July 2012
        # EDUCATION
        2010 PGCE, Northumbria University
        """,
        "Helen McArthur",
        "helen.mcarthur@example.co.uk",
        "+447700900888",
        "Newcastle upon Tyne",
        [
            ("Supply Teacher", "various schools across Tyneside (via Bright Futures Agency)", "2022-01", "present"),
            ("Class Teacher, Year 2", "St Oswald's RC Primary", "2014-09", "2021-12"),
            ("NQT", "Kenton Infants", "2010-09", "2012-07"),
        ],
        ["PGCE, Northumbria University, 2010"],
    ),
]
