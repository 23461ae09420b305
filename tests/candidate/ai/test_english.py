"""Articles, lists and small letters of running text; the candidate's own words in the third person."""

import pytest

from candidate.ai.local.career import post
from candidate.ai.local.english import article, listed, sentence, within
from candidate.ai.local.voice import described, neutral, third_person


@pytest.mark.parametrize(
    "noun",
    [
        "a teacher",
        "an HLTA",
        "an LSA",
        "a SENCO",
        "an NQT",
        "a PE teacher",
        "an RE teacher",
        "a university tutor",
        "an unqualified teacher",
        "an umpire",
        "a European buyer",
        "an honorary fellow",
        "an hour",
        "a one-to-one tutor",
        "an 8-bit expert",
        "a unit manager",
        "an ICT technician",
        "a headteacher",
        "an art teacher",
        "an MFL teacher",
        "a USA expert",
        "a utility worker",
        "an uninspired cook",
        "a UX designer",
        "an SQL course",
        "a TA",
        "an A level tutor",
    ],
)
def test_it_takes_the_article_by_sound(noun):
    kind, _, rest = noun.partition(" ")
    assert article(rest) == f"{kind} {rest}"


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a and b", "c"], "a and b, and c"),
        (["a", "b & c", "d"], "a, b & c, and d"),
    ],
)
def test_it_lists_without_doubt_what_belongs_together(items, told):
    assert listed(items) == told


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Year 6 Teacher and Computing Lead", "Year 6 teacher and computing lead"),
        ("SITE MANAGER", "site manager"),
        ("PE TEACHER", "PE teacher"),
        ("Teacher of English and Drama", "teacher of English and drama"),
        ("Key Stage 2 Teacher", "Key Stage 2 teacher"),
        ("Senior HLTA", "senior HLTA"),
        ("SENCO", "SENCO"),
        ("A-level Tutor", "A-level tutor"),
        ("Teacher/Tutor", "teacher/tutor"),
        ("Urdd Camp Leader", "Urdd Camp Leader"),
        ("Microsoft Office", "Microsoft Office"),
        ("Read Write Inc", "Read Write Inc"),
        ("Head Chef (Nova Bistro)", "head chef (Nova Bistro)"),
        ("Gas Safe registered", "Gas Safe registered"),
        ("Pressure testing", "pressure testing"),
        ("", ""),
    ],
)
def test_it_takes_capitals_only_from_words_that_need_none(title, told):
    assert within(title) == told


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Class Teacher (part time, 0.5)", "Class Teacher"),
        ("Class Teacher (Year 3)", "Class Teacher (Year 3)"),
        ("Headteacher - Full Time", "Headteacher"),
        ("Head of Digital, 0.8 FTE", "Head of Digital"),
        ("Backend Developer (Permanent)", "Backend Developer"),
        ("Higher Level Teaching Assistant (HLTA)", "Higher Level Teaching Assistant"),
        ("Staff Nurse, Acute Medical Unit", "Staff Nurse (Acute Medical Unit)"),
        ("Profile prepared by your consultant", ""),
        ("a " * 12, ""),
        (" - ", ""),
    ],
)
def test_it_tells_a_post_without_its_contract(title, told):
    assert post(title) == told


def test_it_ends_a_sentence_once():
    assert [sentence(text) for text in ("", "ja", "Ltd.", "why?", "so, ")] == ["", "Ja.", "Ltd.", "Why?", "So."]


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("I am a teacher. I love my work.", "Anna is a teacher. They love their work."),
        ("Teacher who loves art. I paint.", "Anna is a teacher who loves art. They paint."),
        ("A calm HLTA with a quiet voice.", "Anna is a calm HLTA with a quiet voice."),
        ("Experienced English teacher, now in Leeds.", "Anna is an experienced English teacher, now in Leeds."),
        ("Head of department with a habit.", "Anna is a head of department with a habit."),
        ("Hard-working individual seeking a post.", "Anna is a hard-working individual seeking a post."),
        ("Coach and mentor staff daily.", "Coach and mentor staff daily."),
        ("Teaching assistants change lives.", "Teaching assistants change lives."),
        ("A career in retail taught me patience.", "A career in retail taught them patience."),
        ("As a nurse, I have seen much.", "As a nurse, Anna has seen much."),
        ("As a nurse, I have seen much and love my work.", "As a nurse, they have seen much and love their work."),
        ("I have worked in schools and am happiest outdoors.", "They have worked in schools and are happiest outdoors."),
        ("I trained in York and was promoted twice.", "They trained in York and were promoted twice."),
        ("I taught a class which was small and was closed.", "They taught a class which was small and was closed."),
        ("i am kind and i have patience", "Anna is kind and they have patience"),
        (
            "I'd worked abroad, I'd like to stay, and I wasn't bored.",
            "They had worked abroad, they would like to stay, and they weren't bored.",
        ),
        ("My name is Anna Smith and I am a nurse.", "Anna is a nurse."),
        ("Hello! I'm Anna, an LSA from Hull.", "Anna is an LSA from Hull."),
        ("A kind individual, I work well alone.", "A kind individual, they work well alone."),
        ("As a mother, I know children, and I am willing.", "As a mother, they know children, and they are willing."),
        ("Teacher of maths since 2005.", "Teacher of maths since 2005."),
        ("Primary teacher (QTS) with a song.", "Anna is a primary teacher (QTS) with a song."),
        ("Throughout my career I have been trusted.", "Throughout their career Anna has been trusted."),
        ("Open Saturday am and pm. War and World War I in fiction.", "Open Saturday am and pm. War and World War I in fiction."),
        ("Jane is a cook. She likes salt.", "Jane is a cook. She likes salt."),
        ("", ""),
    ],
)
def test_it_puts_a_profile_into_the_third_person(own, told):
    assert third_person(own, "Anna") == told


def test_it_names_nobody_without_a_name():
    assert third_person("I am a teacher.", "") == neutral("I am a teacher.") == "They are a teacher."
    assert third_person("Teacher who paints.", "") == "Teacher who paints."


@pytest.mark.parametrize(
    ("own", "noun"),
    [
        ("Newly qualified primary teacher looking for a post.", "newly qualified primary teacher"),
        ("Head of department with a habit.", "head of department"),
        ("Creative chef.", "creative chef"),
        ("I am a teacher.", ""),
        ("Available at once.", ""),
    ],
)
def test_it_knows_what_somebody_calls_themselves(own, noun):
    assert described(own) == noun
