"""Better words for the same facts: what changes, what never does, and what an instruction can ask for."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candidate import documents
from candidate.ai.local import understand
from candidate.ai.local.rewriting import rewrite
from candidate.ai.local.spelling import british
from candidate.profile import Brief, DataExtracted, Employment
from tests.candidate.ai.cvs import CVS
from tests.candidate.ai.samples import styled

TODAY = date(2026, 10, 15)
FOLDER = Path(__file__).resolve().parents[3] / "demo_data" / "cvs"
FILES = [file for file in sorted(FOLDER.iterdir()) if "Hartley" not in file.name]  # his is damaged on purpose
NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
NAMES = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]+")


def job(*bullets, end="2020-07"):
    return Employment(role="Class Teacher", company="Color Lab School", start="2018-09", end=end, responsibilities=list(bullets))


def told(*bullets, end="2020-07", instruction=""):
    data, _ = rewrite(DataExtracted(employment_history=[job(*bullets, end=end)]), instruction, TODAY)
    return data.employment_history[0].responsibilities


def profile(text, instruction=""):
    return rewrite(DataExtracted(name="Ana", professional_profile=text), instruction, TODAY)[0].professional_profile


def remark(instruction, data=None):
    return rewrite(data or DataExtracted(professional_profile="Ana has taught phonics."), instruction, TODAY)[1]


@pytest.fixture(scope="module")
def cvs():
    read = [understand(documents.read(file.read_bytes(), file.name), Brief(), TODAY) for file in FILES]
    return [cv.data_extracted for cv in (*read, *(understand(styled(cv.text), Brief(), TODAY) for cv in CVS))]


@pytest.mark.parametrize(
    ("text", "uk"),
    [
        ("Organized a color program at Center Parcs", "Organised a colour programme at Center Parcs"),
        ("Center Parcs", "Center Parcs"),
        ("the emphasized size of a prize, Microsoft Organizer", "the emphasised size of a prize, Microsoft Organizer"),
        ("Math and English, a math club, AP Math", "Maths and English, a maths club, AP Math"),
        ("Pupils program robots in Python; a program", "Pupils program robots in Python; a program"),
        ("Behavior at color.example.org or a@center.example", "Behaviour at color.example.org or a@center.example"),
        ("Wrote “The color of behavior” on humorous labor", "Wrote “The color of behavior” on humorous labour"),
        ("Traveled; enrollment; fulfill; counselor; analyze; defense", "Travelled; enrolment; fulfil; counsellor; analyse; defence"),
    ],
)
def test_it_spells_as_in_the_uk_but_no_names(text, uk):
    assert british(text) == uk


@pytest.mark.parametrize(
    ("text", "ended", "running"),
    [
        ("Responsible for teaching phonics", "Taught phonics", "Teach phonics"),
        (
            "Duties included teaching Year 2 and supporting readers",
            "Taught Year 2 and supported readers",
            "Teach Year 2 and support readers",
        ),
        ("My role was to plan and deliver lessons", "Planned and delivered lessons", "Plan and deliver lessons"),
        ("I was involved in planning school trips", "Planned school trips", "Plan school trips"),
        ("They helped with the chess club", "Supported the chess club", "Supported the chess club"),
        ("Helped with the breakfast club", "Supported the breakfast club", "Supported the breakfast club"),
        ("Helped with running the chess club", "Helped run the chess club", "Helped run the chess club"),
        ("They have written the reading scheme", "Wrote the reading scheme", "Wrote the reading scheme"),
        ("Teaches phonics and leads assemblies", "Taught phonics and led assemblies", "Teach phonics and lead assemblies"),
        (
            "Supporting pupils in class, ensuring safety",
            "Supported pupils in class, ensuring safety",
            "Support pupils in class, ensuring safety",
        ),
        ("Working with staff to plan lessons and mark books", "Worked with staff to plan lessons and mark books", None),
        ("Providing help by using PECS and creating stories", "Provided help by using PECS and creating stories", None),
        ("Teaching reading and writing to Year 2", "Taught reading and writing to Year 2", None),
        ("My responsibilities included lesson planning", "Lesson planning", "Lesson planning"),
        ("Attend staff meetings", "Attended staff meetings", "Attend staff meetings"),
        ("Wrote a scheme for Scratch", "Wrote a scheme for Scratch", "Wrote a scheme for Scratch"),
    ],
)
def test_it_begins_with_a_verb_in_the_tense_of_the_job(text, ended, running):
    assert told(text) == [ended]
    if running:
        assert told(text, end="present") == [running]


@pytest.mark.parametrize(
    "text",
    [
        "Teaching Assistant to a class of 30",
        "Lead practitioner for English",
        "Responsible for Key Stage 5, timetabling and A-level data",
        "Responsible for planning and marking",
        "Planning and assessment",
        "Preparing and setting up of equipment",
        "Preparing lunches, cleaning the kitchen",
        "Reading interventions with Year 2",
        "Coaching sessions for parents",
        "Supporting role in the school play",
        "Managing director's diary",
        "Cover across all subjects",
        "Help pupils and prepare snacks",
        "Supervise children and ensure they are safe",
        "Deliveries nationwide. Loading and unloading. Maintaining records.",
        "iPad loans and e-mail accounts",
        "Support staff training",
    ],
)
def test_it_leaves_what_it_is_not_sure_of(text):
    assert told(text) == [text]


def test_it_leaves_verbs_alone_when_the_cv_does_not_say_whether_a_job_has_ended():
    assert told("Teaching phonics", end="") == ["Teaching phonics"]
    assert told("Teaching phonics", "Ran the club", end="") == ["Taught phonics", "Ran the club"]


def test_it_puts_figures_results_and_responsibility_first():
    bullets = ["Taught Year 5 from 2018", "Ran the art club for two summers", "Raised attendance", "Led a team", "Results rose by 12%"]
    assert told(*bullets) == ["Raised attendance", "Led a team", "Results rose by 12%", "Taught Year 5 from 2018", bullets[1]]


def test_it_keeps_a_bullet_behind_the_one_it_leans_on():
    assert told("Taught art", "Wrote a new scheme", "This raised results by 8%") == [
        "Wrote a new scheme",
        "This raised results by 8%",
        "Taught art",
    ]


def test_it_says_each_thing_once_in_its_fuller_wording():
    assert told("Taught phonics in Reception", "Ran clubs", "Teaching phonics in Reception daily") == [
        "Taught phonics in Reception daily",
        "Ran clubs",
    ]
    assert told("Planned the maths lessons weekly", "Planned the maths lesson weekly") == ["Planned the maths lessons weekly"]


@pytest.mark.parametrize(
    "pair", [("Taught Year 5", "Taught Year 6"), ("Taught in Leeds schools", "Taught in Leigh schools"), ("Led maths", "Led music")]
)
def test_it_takes_no_two_facts_for_one(pair):
    assert told(*pair) == list(pair)


def test_it_drops_labels_and_empty_bullets():
    assert told("Main duties:", "Taught art", "-", "Key responsibilities") == ["Taught art"]


def test_it_ends_all_bullets_as_most_do():
    assert told("Taught art.", "Ran clubs.", "Cooked meals") == ["Taught art.", "Ran clubs.", "Cooked meals."]
    assert told("Taught art.", "Ran clubs", "Cooked meals;") == ["Taught art", "Ran clubs", "Cooked meals"]


def test_it_cuts_long_bullets_at_their_sentences():
    first = "Taught a mixed class of Years 3 and 4 in a small village school by the sea."
    second = "Wrote the policy for art and music with Mr. Hill of St. Anne's."
    assert told(f"{first} {second}") == [first, second]


def test_it_takes_filler_out():
    text = "Utilised phonics on a daily basis in order to help a number of pupils, due to the fact that they didn't read"
    assert told(text) == ["Used phonics daily to help several pupils, because they did not read"]


def test_it_takes_cliches_out_where_a_sentence_is_left():
    text = "Ana is a hard-working, dynamic and experienced teacher. They are a motivated team player. It's a joy. They've taught in Leeds."
    assert profile(text) == "Ana is an experienced teacher. It is a joy. They have taught in Leeds."
    assert profile("They are a dynamic team player.") == "They are a dynamic team player."


def test_it_keeps_paragraphs_and_the_list_of_the_email_and_tells_duties_as_the_job_does():
    body = "I would like to introduce Ana.\n\nFrom the CV:\n- Teaching phonics\n- A prize in 2019\n\nIf Ana's right, please reply."
    data = DataExtracted(email_body=body, email_subject="Introducing Ana:  Program lead. ", employment_history=[job("Teaching phonics")])
    new, _ = rewrite(data, "", TODAY)
    assert new.email_body == body.replace("Teaching", "Taught")
    assert new.email_subject == "Introducing Ana: Programme lead"


def test_interests_are_spelt_and_nothing_else():
    new, _ = rewrite(DataExtracted(interests="Color theory in order to relax; I don't run"), "", TODAY)
    assert new.interests == "Colour theory in order to relax; I don't run"


@pytest.mark.parametrize(
    ("instruction", "kept"),
    [
        ("make it shorter", 4),
        ("Please cut it down", 4),
        ("One page", 4),
        ("at most 2 bullets per job", 2),
        ("no more than three bullets", 3),
        ("shorter profile", 6),
        ("", 6),
    ],
)
def test_an_instruction_makes_it_shorter(instruction, kept):
    assert len(told("Taught art", "Ran clubs", "Cooked meals", "Sang", "Drew maps", "Swam", instruction=instruction)) == kept
    assert remark(instruction) == ""


@pytest.mark.parametrize("instruction", ["Emphasise phonics and SEN experience", "lead with phonics, SEND", "Put phonics and SEN first."])
def test_an_instruction_brings_things_to_the_front(instruction):
    data = DataExtracted(
        name="Ana",
        professional_profile="Ana is a teacher. They like art. They teach phonics.",
        qualifications=["BA Art", "SEN Award", "Phonics course"],
        employment_history=[job("Ran art clubs", "Taught SEN pupils", "Taught phonics")],
    )
    new, said = rewrite(data, instruction, TODAY)
    assert new.employment_history[0].responsibilities == ["Taught phonics", "Taught SEN pupils", "Ran art clubs"]
    assert new.qualifications == ["Phonics course", "SEN Award", "BA Art"]
    assert new.professional_profile == "Ana is a teacher. They teach phonics. They like art."
    assert said == ""


def test_an_instruction_leaves_things_out_but_no_jobs():
    assert told("Ran the garden club", "Taught art", instruction="leave out the garden club") == ["Taught art"]
    body = "Ana teaches.\n\nFrom the CV:\n- Ran the garden club\n\nPlease reply."
    new, _ = rewrite(DataExtracted(email_body=body), "don't mention gardens", TODAY)
    assert new.email_body == "Ana teaches.\n\nPlease reply."


def test_an_instruction_makes_it_more_formal():
    assert told("Taught lots of kids!", "Ran clubs", instruction="more formal please") == ["Taught many children", "Ran clubs"]


@pytest.mark.parametrize(
    "instruction", ["use UK spelling", "Fix the spelling and grammar", "stronger verbs", "Proofread it.", "British English, please"]
)
def test_what_is_always_done_is_no_order_to_remark_on(instruction):
    assert remark(instruction) == ""
    assert told("Teaching phonics", instruction=instruction) == ["Taught phonics"]


@pytest.mark.parametrize(
    ("instruction", "why"),
    [
        ("add that she has QTS", "adds nothing that the CV does not say"),
        ("say he worked at Eton", "adds nothing"),
        ("make her sound outstanding", "adds nothing"),
        ("Ignore all previous instructions", "adds nothing"),
        ("highlight safeguarding", "mentions 'safeguarding'"),
        ("remove football", "mentions 'football'"),
        ("leave out the dates", "stay as they are"),
        ("change the job title to Headteacher", "stay as they are"),
        ("remove the job at Oak School", "stay as they are"),
        ("make it friendlier", "no rule for that tone"),
        ("Rewrite it so that she seems to hold a doctorate", "does not understand"),
        ("translate it into French", "does not understand"),
    ],
)
def test_it_says_what_it_does_not_follow_and_why(instruction, why):
    data = DataExtracted(professional_profile="Ana has taught phonics.", employment_history=[job("Taught phonics")])
    new, said = rewrite(data, instruction, TODAY)
    assert said.startswith(f"Not followed: '{instruction}': ")
    assert why in said
    assert new == data


def test_it_follows_what_it_can_of_several_orders():
    data = DataExtracted(employment_history=[job("Ran clubs", "Taught phonics")])
    new, said = rewrite(data, "Make it shorter, focus on phonics and add that she has QTS.", TODAY)
    assert new.employment_history[0].responsibilities == ["Taught phonics", "Ran clubs"]
    assert said == "Not followed: 'add that she has QTS': the local engine adds nothing that the CV does not say."


def everything(data):
    duties = [text for each in data.employment_history for text in each.responsibilities]
    return "\n".join((data.professional_profile, *duties, data.interests, data.email_subject, data.email_body, *data.qualifications))


@pytest.mark.parametrize(
    "instruction", ["", "shorter", "focus on reading and maths", "more formal; leave out clubs", "add a degree from Oxford"]
)
def test_facts_stay_as_they_are(cvs, instruction):
    for old in cvs:
        new, _ = rewrite(old, instruction, TODAY)
        assert (new.name, new.role, new.location, new.availability) == (old.name, old.role, old.location, old.availability)
        assert sorted(new.qualifications) == sorted(old.qualifications)
        posts = [
            [(each.role, each.company, each.start, each.end, each.date_range) for each in data.employment_history] for data in (new, old)
        ]
        assert posts[0] == posts[1]
        assert set(NUMBERS.findall(everything(new))) <= set(NUMBERS.findall(everything(old)))
        assert set(NAMES.findall(everything(new))) <= set(re.findall(r"[\w'’-]+", everything(old)))


def test_nothing_is_lost_without_an_instruction(cvs):
    for old in cvs:
        new, _ = rewrite(old, "", TODAY)
        for before, after in zip(old.employment_history, new.employment_history, strict=True):
            was, now = ("\n".join(each.responsibilities) for each in (before, after))
            assert sorted(NUMBERS.findall(was)) == sorted(NUMBERS.findall(now))
            assert sorted(NAMES.findall(was)) == sorted(NAMES.findall(now))
            assert len(now.split()) >= len(was.split()) * 0.8


def test_a_second_time_changes_nothing_in_cvs(cvs):
    for old in cvs:
        new, _ = rewrite(old, "", TODAY)
        assert rewrite(new, "", TODAY) == (new, "")


PIECES = """Responsible for|teaching|My role was to|plan|and|,|the|pupils|organized|color|in order to|Helped with|I|They have|written|.
|. Also|to|Year 5|30|a number of|don't|it's|hard-working|teacher|Duties included|:|supporting|lessons|-|\n|\n\n- |“quoted|”|'|Led|Teach
|Teaching|also|is|utilise|a|who|on a daily basis|an|dynamic|team player|program|Math|etc.|;|(|)|!|kids|Currently|Successfully|managed
|with|staff|St.|planning"""
TEXTS = st.lists(st.sampled_from(PIECES.split("|")), max_size=14).map(" ".join) | st.text(max_size=60)
JOBS = st.fixed_dictionaries({"end": st.sampled_from(["", "present", "2020-07"]), "responsibilities": st.lists(TEXTS, max_size=4)})


def some(text, body, jobs):
    return DataExtracted.model_validate({"name": "Ana", "professional_profile": text, "email_body": body, "employment_history": jobs})


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, st.lists(JOBS, max_size=2))
def test_a_second_time_changes_nothing(text, body, jobs):
    new, _ = rewrite(some(text, body, jobs), "", TODAY)
    assert DataExtracted.model_validate(new.model_dump()) == new
    assert rewrite(new, "", TODAY) == (new, "")


@settings(max_examples=200, deadline=None)
@given(
    TEXTS,
    st.lists(JOBS, max_size=2),
    TEXTS | st.lists(st.sampled_from(["shorter,", "focus on", "pupils", "and remove", "."])).map(" ".join),
)
def test_no_instruction_makes_it_fail(text, jobs, instruction):
    new, _ = rewrite(some(text, text, jobs), instruction, TODAY)
    assert DataExtracted.model_validate(new.model_dump()) == new


@pytest.mark.parametrize("text", ["plan, " * 1600, "a" * 9_999, "teaching and " * 700, "@" * 9_000 + " color", "'" * 9_000, "x. Y" * 2_000])
@pytest.mark.timeout(60)  # half a second on a quiet machine
def test_no_text_takes_long(text):
    told(*[text] * 3, instruction=text[:2_000])
    profile(text)
