"""Job titles to roles, and what texts say of years, key stages, phases and subjects."""

import pytest

from candidate.ai.local import curriculum, posts

TITLES = {
    ("Year 3 Class Teacher", "Oakwood Primary School"): {"class_teacher"},
    ("Class Teacher", "St Anne's Junior School"): {"class_teacher"},
    ("Reception Teacher", ""): {"class_teacher"},
    ("NQT", "Kenton Infants"): {"class_teacher"},
    ("Year 6 Teacher and Computing Lead", "Ash Primary School"): {"class_teacher", "middle_leader"},
    ("Year 3 Teacher (maths and English sets)", "Ash Primary School"): {"class_teacher"},
    ("KS2 Music Teacher", "Ash Primary School"): {"subject_teacher"},
    ("Primary Teacher of PE", "Ash Primary School"): {"subject_teacher"},
    ("Athrawes Blwyddyn 4", "Ysgol Gynradd Bryn Glas"): {"class_teacher"},
    ("Teacher", "Denbigh High"): {"subject_teacher"},
    ("Teacher of Science KS3/4", ""): {"subject_teacher"},
    ("Teacher of French & Spanish", "La Retraite"): {"subject_teacher"},
    ("PE Teacher (0.6 FTE)", "Penistone Grammar School"): {"subject_teacher"},
    ("Supply Teacher (Secondary English)", "Randstad Education"): {"subject_teacher"},
    ("Teacher of Science with responsibility for KS3", "Trinity School"): {"subject_teacher"},
    ("Teacher of Maths and Head of Year 9", "Moor End Academy"): {"subject_teacher", "middle_leader"},
    ("Head of Mathematics", "The Ridings High School"): {"middle_leader"},
    ("Deputy Head of Maths", "Oak School"): {"middle_leader"},
    ("Second in Department (English)", "Oak School"): {"middle_leader"},
    ("KS4 Co-ordinator for Mathematics", "Oak School"): {"middle_leader"},
    ("Literacy Coordinator", "Loxford School"): {"middle_leader"},
    ("Year 2 Lead", "Ash Primary School"): {"middle_leader"},
    ("Headteacher", "Whitehill Junior School"): {"head"},
    ("Assistant Headteacher (Inclusion) and SENDCo", "Chantry School"): {"head", "senco"},
    ("Head", "Birkdale Prep"): {"head"},
    ("Vice Principal", "Harris Academy"): {"head"},
    ("Inclusion Manager", "Oak School"): {"senco"},
    ("Special Educational Needs Co-ordinator", ""): {"senco"},
    ("Teaching Assistant", "Ash Primary School"): {"teaching_assistant"},
    ("TA (Level 3) - KS1", ""): {"teaching_assistant"},
    ("Higher Level Teaching Assistant", ""): {"hlta"},
    ("1:1 Learning Support Assistant (ASD Base)", ""): {"learning_support_assistant"},
    ("SEND Support Worker", ""): {"learning_support_assistant"},
    ("Graduate Cover Supervisor / aspiring teacher", ""): {"cover_supervisor"},
    ("Nursery Nurse (Baby Room)", "Busy Bees"): {"nursery"},
    ("Early Years Practitioner", ""): {"nursery"},
    ("Pre-School Assistant", "Acorns"): {"nursery"},
    ("Private Maths Tutor", ""): {"tutor"},
    ("Lecturer in Functional Skills", "Tameside College"): {"tutor"},
    ("Exams Invigilator", ""): {"support_staff"},
    ("Receptionist", "Oak Academy"): {"support_staff"},
    ("Site Manager", "Derwent Academy"): {"support_staff"},
    ("SENDCo Assistant", "Oak School"): {"support_staff"},
    ("Acting Deputy Head Teacher & Year 6", "St Mary's"): {"head"},
    ("Head of Creative Arts Faculty", "Park School"): {"middle_leader"},
    ("Teach First Participant (English)", "Oak Academy"): {"subject_teacher"},
    ("Teacher of the Deaf", "Hamilton Lodge School"): {"class_teacher"},
    # other trades
    ("Chief Executive Officer", "Oak Academy Trust"): set(),
    ("Sales Assistant", "School Uniform Shop"): set(),
    ("Receptionist", "Wigan Driving School"): set(),
    ("Lecturer", "Imperial College London"): set(),
    ("Receptionist", "Premier Inn"): set(),
    ("Site Manager", "Balfour Beatty"): set(),
    ("Head of Business", "Acme Ltd"): set(),
    ("Head Chef", "The Harbour Inn"): set(),
    ("Executive Head Chef", ""): set(),
    ("Principal Engineer", "Atkins"): set(),
    ("Lecturer in Biology", "University of Reading"): set(),
    ("Graduate Teaching Assistant", "University of Leeds"): set(),
    ("Swimming Teacher", "Tamar Leisure Centre"): set(),
    ("Yoga Teacher", ""): set(),
    ("Driving Instructor", ""): set(),
    ("Newly Qualified Social Worker", "Kent County Council"): set(),
    ("Nursery Assistant", "Hillier Garden Centre"): set(),
    ("Project Lead", "IBM"): set(),
    ("Team Leader", "Tesco"): set(),
    ("Staff Nurse", "St Thomas' Hospital"): set(),
    ("HGV Driver", "Wincanton Logistics"): set(),
    ("", ""): set(),
}


@pytest.mark.parametrize(("post", "roles"), TITLES.items(), ids=lambda value: str(value) if isinstance(value, tuple) else None)
def test_it_files_a_post_under_its_roles(post, roles):
    assert {role.value for role in posts.roles(*post)} == roles


def test_it_takes_a_leader_for_one_among_posts_in_schools():
    assert posts.roles("Head of Drama", "Coombe Dean") == {}
    assert list(posts.roles("Head of Drama", "Coombe Dean", among_schools=True)) == ["middle_leader"]


@pytest.mark.parametrize(
    ("text", "stages", "phases"),
    [
        ("Year 3", "ks2", "primary"),
        ("Year Three", "ks2", "primary"),
        ("Y5/6", "ks2", "primary"),
        ("Years 2 and 3", "ks1 ks2", "primary"),
        ("Years 7 to 13", "ks3 ks4 ks5", "secondary"),
        ("Y7-9", "ks3", "secondary"),
        ("Year 9, 10 and 11", "ks3 ks4", "secondary"),
        ("Reception to Year 6", "eyfs ks1 ks2", "primary"),
        ("KS3/4", "ks3 ks4", "secondary"),
        ("Key Stages 1 & 2", "ks1 ks2", "primary"),
        ("LKS2", "ks2", "primary"),
        ("EYFS", "eyfs", ""),
        ("Nursery Teacher", "eyfs", "nursery"),
        ("Reception Class", "eyfs", "primary"),
        ("Foundation Phase", "eyfs ks1", "primary"),
        ("GCSE and A-level Physics", "ks4 ks5", "secondary"),
        ("Sixth Form College", "ks5", "16_plus"),
        ("Blwyddyn 4", "ks2", "primary"),
        ("Denbigh High", "", "secondary"),
        ("Ysgol Uwchradd Dyffryn Conwy", "", "secondary"),
        ("Highfurlong Special School", "", "special"),
        ("The Orchard Centre PRU", "", "special"),
        ("Chantry Middle School", "", "primary secondary"),
        ("10 years 5 months", "", ""),
        ("Year 1 of my degree", "", ""),
        ("Reception desk and reception duties", "", ""),
        ("2019 to 2021, 3 years", "", ""),
        ("", "", ""),
    ],
)
def test_it_knows_years_key_stages_and_phases(text, stages, phases):
    assert curriculum.key_stages(text) == stages.split()
    assert set(curriculum.phases(text)) == set(phases.split())


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Teacher of Computer Science", "computing"),
        ("IT and PE Teacher", "computing pe"),
        ("I taught it again, re: the tests", ""),
        ("Teacher of French & Spanish", "french spanish"),
        ("Art and Design Teacher", "art"),
        ("Design and Technology", "design_technology"),
        ("Sports Science", "pe"),
        ("Teacher of RE", "religious_education"),
        ("Food Technology and Textiles", "food textiles"),
        ("Athro Mathemateg", "maths"),
    ],
)
def test_it_knows_subjects(text, subjects):
    assert curriculum.subjects(text) == subjects.split()


def test_a_hospital_is_no_school_but_a_hospital_school_is():
    assert not posts.is_school("King's College Hospital NHS Foundation Trust")
    assert posts.is_school("Lifford Park Hospital School")
