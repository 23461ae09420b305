"""Who the candidate is and how to reach them: heads of CVs of many people, as they write them."""

from collections.abc import Callable
from datetime import date

import pytest

from candidate.ai.local import report
from candidate.ai.local.findings import find
from candidate.documents.model import Document
from tests.candidate.ai.samples import plain, styled

TODAY = date(2026, 11, 20)
BODY = """
# Experience
+ Teacher, Oak School, Bath BA1 1AA
Sept 2015 - present
* taught things
# References
Mr Alan Jones, Head, Oak School, alan.jones@oak.sch.uk 0113 496 0999
"""
HEADS: list[tuple[str, str, str, list[str], str, str]] = [  # text, name, e-mail, phones, town, postcode
    ("^ Jane Smith Primary School Teacher\nLeeds LS7 | 07700 900123", "Jane Smith", "", ["+447700900123"], "Leeds", "LS7"),
    (
        "^ CURRICULUM VITAE\nMrs. Nkechi Blessing Okonjo-Eze BSc (Hons), PGCE, QTS\n"
        "12 Oak Lane, Much Hadham, Herts SG10 6AA\nTel: 01279 842 111 Mob:07700.900.456\nEmail : nkechi.eze @ gmail . com",
        "Nkechi Blessing Okonjo-Eze",
        "nkechi.eze@gmail.com",
        ["+447700900456", "+441279842111"],
        "Much Hadham",
        "SG10 6AA",
    ),
    (
        "+ Personal Details\nFull Name\nMohammed Abdul Rahman\nAddress\n4 High Street\nLuton\nLU1 2AB\n"
        "NI Number\nQQ 12 34 56 C\nTelephone\n07700 900 001",
        "Mohammed Abdul Rahman",
        "",
        ["+447700900001"],
        "Luton",
        "LU1 2AB",
    ),
    ("^ Nguyễn Thị Lan\nNail technician\nLondon E8 3AB\n(+84) 912 345 678", "Nguyễn Thị Lan", "", ["+84912345678"], "London", "E8 3AB"),
    (
        "^ ZHANG Wei\nwei.zhang88@hotmail.com / 07700 900 222 / Coventry",
        "Wei Zhang",
        "wei.zhang88@hotmail.com",
        ["+447700900222"],
        "Coventry",
        "",
    ),
    (
        "^ Maria de Fátima Gonçalves da Silva\nRua do Ouro 12, Lisboa, Portugal\n912 345 678\nfatima@sapo.pt",
        "Maria de Fátima Gonçalves da Silva",
        "fatima@sapo.pt",
        ["+351912345678"],
        "Lisboa",
        "",
    ),
    (
        "^ Adebayo Ogunlesi\nLagos, Nigeria | 0803 123 4567 | adebayo [at] yahoo [dot] com",
        "Adebayo Ogunlesi",
        "adebayo@yahoo.com",
        ["+2348031234567"],
        "Lagos",
        "",
    ),
    ("^ Grace Hope\nGrantham | 01476 555 666", "Grace Hope", "", ["+441476555666"], "Grantham", ""),
    ("^ Jordan Chester\nEmail: jc99@gmail.com", "Jordan Chester", "jc99@gmail.com", [], "", ""),
    ("^ Chance Price\nHead of Maths\nYork YO1 1AA", "Chance Price", "", [], "York", "YO1 1AA"),
    ("^ aisha khan\naisha.khan@live.co.uk", "Aisha Khan", "aisha.khan@live.co.uk", [], "", ""),
    ("^ DR. P.J. O'SULLIVAN\nGalway, Ireland\n087 123 4567", "P.J. O'Sullivan", "", ["+353871234567"], "Galway", ""),
    ("^ Máire Ní Bhriain\n028 9649 6123, Belfast BT9 5AA", "Máire Ní Bhriain", "", ["+442896496123"], "Belfast", "BT9 5AA"),
    (
        "^ Oluwaseun (Seun) Adebayo-Smith\nSeunAS@Outlook.comMobile 07700900999",
        "Oluwaseun Adebayo-Smith",
        "seunas@outlook.com",
        ["+447700900999"],
        "",
        "",
    ),
    ("^ Executive Chef\n^ Giovanni D'Angelo", "Giovanni D'Angelo", "", [], "", ""),
    ("^ Sandeep\n^ Kaur\nSales Assistant\nSouthall", "Sandeep Kaur", "", [], "Southall", ""),
    ("^ J A N E  S M I T H\nTeacher", "Jane Smith", "", [], "", ""),
    (
        "^ Siân Môn Davies | Athrawes Gynradd\nCyfeiriad: 3 Heol y Bryn, Caernarfon, Gwynedd LL55 1AA\nFfôn: 01286 555123",
        "Siân Môn Davies",
        "",
        ["+441286555123"],
        "Caernarfon",
        "LL55 1AA",
    ),
    (
        "^ Muhammad ibn Yusuf al-Farsi\nNationality: Omani\nPlace of birth: Muscat, Oman\nBased in Birmingham",
        "Muhammad ibn Yusuf al-Farsi",
        "",
        [],
        "Birmingham",
        "",
    ),
    ("^ Anna Kowalska-Nowak\nul. Długa 5, Kraków, Poland\ntel. 601 234 567", "Anna Kowalska-Nowak", "", ["+48601234567"], "Kraków", ""),
    ("^ Priya Raghunathan\npriya.r@gmail.com | p.raghunathan@oakschool.sch.uk", "Priya Raghunathan", "priya.r@gmail.com", [], "", ""),
    ("^ Personal Profile\nI am a hard-working and reliable Teaching Assistant", "", "", [], "", ""),
    ("^ Lead Practitioner for English", "", "", [], "", ""),
    ("^ Key Skills\nCommunication Skills\nTime Management", "", "", [], "", ""),
    (
        "^ Rajesh Kumar s/o Gopal\n15 Station Road, Harrow, Middlesex, HA1 2AB\nH: (020) 8427 1234",
        "Rajesh Kumar",
        "",
        ["+442084271234"],
        "Harrow",
        "HA1 2AB",
    ),
    (
        "^ Dominika Wiśniewska\n15/3 Leith Walk, Edinburgh EH6 5AA\n+447700900111",
        "Dominika Wiśniewska",
        "",
        ["+447700900111"],
        "Edinburgh",
        "EH6 5AA",
    ),
    ("^ Mary Teacher\nTeacher\nmary.teacher@gmail.com", "Mary Teacher", "mary.teacher@gmail.com", [], "", ""),
    (
        "^ Name: Hana Novakova   Phone: 07700900555\nAddress: 12 Park View, Leigh-on-Sea, Essex",
        "Hana Novakova",
        "",
        ["+447700900555"],
        "Leigh-on-Sea",
        "",
    ),
    ("+ Ali\nHouse 5, Street 9, Lahore, Pakistan", "", "", [], "Lahore", ""),
    ("^ Ngozi O.\nngozi.okafor@gmail.com", "Ngozi O.", "ngozi.okafor@gmail.com", [], "", ""),
    (
        "^ Alexandros Papadopoulos – Software Engineer\nlondon, uk · alex@alexpap.dev · 07700 900 777",
        "Alexandros Papadopoulos",
        "alex@alexpap.dev",
        ["+447700900777"],
        "London",
        "",
    ),
    ("^ Sean O Brien\nLeeds & Bradford area", "Sean O Brien", "", [], "", ""),
    (
        "^ Olena Kovalenko\nContact no. 07700-900-888; Emergency contact: Ivan 07700 900889",
        "Olena Kovalenko",
        "",
        ["+447700900888"],
        "",
        "",
    ),
    (
        "^ Mr. William St. John-Smythe MBE\n27a Queen's Gate Terrace, South Kensington, London, SW7 5JE",
        "William St. John-Smythe",
        "",
        [],
        "London",
        "SW7 5JE",
    ),
    ("^ Van Anh Tran\nvan.anh.tran@gmail.com", "Van Anh Tran", "van.anh.tran@gmail.com", [], "", ""),
    ("^ Résumé – Thandiwe Nkosi-Dlamini, RGN", "Thandiwe Nkosi-Dlamini", "", [], "", ""),
    ("^ Marcus Reid Forklift Driver\nHGV licence 0771234567", "Marcus Reid", "", [], "", ""),
    ("^ Beth Ward - Ward Sister, RGN\nGloucester GL1", "Beth Ward", "", [], "Gloucester", "GL1"),
    (
        "^ Chloe Bramhall\nFlat 2\n18 Marine Terrace\nMargate\nKent\nCT9 1XJ\n07700900123 / chloe@hotmail.co.uk",
        "Chloe Bramhall",
        "chloe@hotmail.co.uk",
        ["+447700900123"],
        "Margate",
        "CT9 1XJ",
    ),
    ("^ SHARMA PRIYANKA\npriyanka_sharma1990@gmail.com", "Priyanka Sharma", "priyanka_sharma1990@gmail.com", [], "", ""),
    (
        "^ Faith Nyambura Kamau\nRegistered Nurse (Adult), NMC PIN 12A3456E\nDBS Certificate No: 001512345678\n07700 900 321",
        "Faith Nyambura Kamau",
        "",
        ["+447700900321"],
        "",
        "",
    ),
    (
        "+ Name\tRobert McDonald\nDOB: 01.02.1980\nHome: 0161 496 0111 / Mobile: 07700 900112\n22 Acacia Avenue, Manchester. M21 9AA",
        "Robert McDonald",
        "",
        ["+447700900112", "+441614960111"],
        "Manchester",
        "M21 9AA",
    ),
    (
        "^ Dimitrios Karagiannis\nThessaloniki, Greece\n6912345678\nEmail: d.karagiannis@uni.ac.uk",
        "Dimitrios Karagiannis",
        "d.karagiannis@uni.ac.uk",
        ["+306912345678"],
        "Thessaloniki",
        "",
    ),
    (
        "^ Curriculum Vitae\n^ Personal Information\nSurname: Hussain   First Names: Zainab Fatima\nTel. No: (01274) 555 222",
        "Zainab Fatima Hussain",
        "",
        ["+441274555222"],
        "",
        "",
    ),
    ("^ Li Na Chen 陈丽娜\nMandarin Teacher\nchenlina@163.com", "Li Na Chen", "chenlina@163.com", [], "", ""),
    ("^ Mrs J. Okoro\njokoro@hotmail.com\nMilton Keynes, MK", "J. Okoro", "jokoro@hotmail.com", [], "Milton Keynes", ""),
    ("^ Teaching Assistant – Level 3\n+ Leanne Potter\nHull, East Yorkshire, HU5", "Leanne Potter", "", [], "Hull", "HU5"),
    ("^ KIM HEAD\nExperienced School Business Manager\nDidcot, Oxon", "Kim Head", "", [], "Didcot", ""),
    (
        "^ Bilal Chaudhry\nFlat 12B Regent Court, 45-47 London Road, Croydon, Surrey CR0 2RF\nbilal.chaudhry@\ngmail.com",
        "Bilal Chaudhry",
        "bilal.chaudhry@gmail.com",
        [],
        "Croydon",
        "CR0 2RF",
    ),
    ("^ Agnieszka Maria Zielińska-Brzozowska (ur. 1988)\nSprzątaczka / Cleaner", "Agnieszka Maria Zielińska-Brzozowska", "", [], "", ""),
    (
        "^ Experienced HGV Class 1 Driver\nAddress\n7 The Crescent\nThurcroft\nRotherham\nS66 9AB\nContact\nDarren Wilks\n07700 900 777",
        "Darren Wilks",
        "",
        ["+447700900777"],
        "Rotherham",
        "S66 9AB",
    ),
    ("^ PROFESSIONAL SUMMARY\nResults-driven marketing professional", "", "", [], "", ""),
    ("^ Kind & Caring Nanny\nBrighton", "", "", [], "Brighton", ""),
    ("^ Maths Mastery Lead\n^ Bukola Fashola", "Bukola Fashola", "", [], "", ""),
    (
        "^ Ana Cristina dos Santos Pereira\nNacionalidade: Portuguesa\nMorada: Stockwell, London SW9",
        "Ana Cristina dos Santos Pereira",
        "",
        [],
        "London",
        "SW9",
    ),
    ("^ Hiba Al Masri | هبة المصري\nArabic Tutor | Ealing W5", "Hiba Al Masri", "", [], "Ealing", "W5"),
    ("^ Rose Garden\nFlorist\nrosegarden@yahoo.co.uk", "Rose Garden", "rosegarden@yahoo.co.uk", [], "", ""),
    (
        "^ Samuel Oppong\nGraduate Teacher\nAccra, Ghana (relocating to London Sept 2025)\n+233 24 123 4567",
        "Samuel Oppong",
        "",
        ["+233241234567"],
        "Accra",
        "",
    ),
    ("^ Mohamed Abdi\nMohamedabdi@gmail.com.\nMob: 0044-7700-900-456", "Mohamed Abdi", "mohamedabdi@gmail.com", ["+447700900456"], "", ""),
    (
        "^ Harpreet Singh Gill\nPlumbing & Heating Engineer (Gas Safe Reg. 0712345678)\nSmethwick",
        "Harpreet Singh Gill",
        "",
        [],
        "Smethwick",
        "",
    ),
    ("^ Catherine O’Hara-Byrne\nSENDCo\nCo. Down, Northern Ireland", "Catherine O’Hara-Byrne", "", [], "Co. Down", ""),
    ("^ Lee\n^ Mills\nWarehouse Operative", "Lee Mills", "", [], "", ""),
    ("^ Victoria Parks\nReceptionist\nStoke on Trent", "Victoria Parks", "", [], "Stoke on Trent", ""),
    ("^ Jamie-Lee Hunt (They/Them)\nYouth Worker\nPlymouth, PL4 7AA, UK.", "Jamie-Lee Hunt", "", [], "Plymouth", "PL4 7AA"),
    ("^ T. J. Adeyemi-Brown PhD FHEA\nLecturer", "T. J. Adeyemi-Brown", "", [], "", ""),
    (
        "^ Nurul Izzah binti Abdullah\nKuala Lumpur, Malaysia\n012-345 6789",
        "Nurul Izzah binti Abdullah",
        "",
        ["+60123456789"],
        "Kuala Lumpur",
        "",
    ),
    ("^ Juan Carlos Reyes Jr.\nCare Assistant, Inverness", "Juan Carlos Reyes", "", [], "Inverness", ""),
]


@pytest.mark.parametrize("of", [styled, plain])
@pytest.mark.parametrize(("head", "name", "email", "phones", "town", "postcode"), HEADS)
def test_it_reads_the_head_of_a_cv(
    of: Callable[[str], Document], head: str, name: str, email: str, phones: list[str], town: str, postcode: str
) -> None:
    told = report.facts(find(of(head + BODY), TODAY))
    assert (told["name"], told["email"], told["phones"]) == (name, email, phones)
    assert (told["location"], told["postcode"]) == (town, postcode)
