"""Skills: what a CV lists, as written, and what it mentions, in one spelling."""

import pytest

from candidate.ai.local import skills, wording
from candidate.ai.local.evidence import values
from candidate.documents.model import Line


def read(listed: list[str | Line], mentioned: list[str] | None = None) -> list[str]:
    lines = [line if isinstance(line, Line) else Line(line, block=number) for number, line in enumerate(listed)]
    return list(values(skills.read(lines, [*lines, *(Line(text) for text in mentioned or [])])))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Trained in RWI and Little Wandle Letters and Sounds", ["Read Write Inc", "Little Wandle"]),
        ("KS1 and Key Stage 2", ["Key Stage 1", "Key Stage 2"]),
        ("SEN, ASD, EHCPs and ELSA", ["SEND", "Autism", "EHCP", "ELSA"]),
        ("ClassCharts, SIMS.net, CPOMS", ["Class Charts", "SIMS", "CPOMS"]),
        ("Word, Excel and PowerPoint", ["Microsoft Word", "Excel", "PowerPoint"]),
        ("C++, C#, .NET, Node.js and JavaScript", ["C++", "C#", ".NET", "Node.js", "JavaScript"]),
        ("Managing behaviour & child protection", ["Behaviour management", "Safeguarding"]),
        ("Counterbalance and reach truck, HACCP", ["Forklift", "Reach truck", "Food hygiene"]),
        ("I want every child to excel, in word and in deed", []),
        ("Word of mouth", []),
        ("React quickly and prevent harm", []),
        ("Teacher at Arbor Academy", []),
        ("We use Arbor", ["Arbor"]),
        ("Level 3 in electrical work, EAL", []),
        ("Support for EAL learners", ["English as an additional language"]),
        ("java", ["Java"]),
        ("", []),
    ],
)
def test_it_knows_skills_by_all_their_names(text, named):
    assert skills.mentioned(text) == named


def test_it_keeps_what_the_cv_lists_as_written_and_adds_what_it_mentions_elsewhere():
    listed = ["Ms Excel (advanced), Phonics - RWI | juggling", "IT: Python / SQL", "2019", "me@example.com", "Languages:"]
    assert read(listed, ["Taught RWI and used Excel", "Led safeguarding training on CPOMS"]) == [
        "Ms Excel (advanced)", "Phonics - RWI", "juggling", "Python", "SQL", "Safeguarding", "CPOMS",
    ]  # fmt: skip


def test_it_puts_lists_together_that_run_over_lines():
    listed = [
        Line("Lesson planning, guided reading, display and classroom", block=1),
        Line("organisation, marking, feedback", block=1),
        Line("First aid", kind="bullet", block=1),
    ]
    assert read(listed) == ["Lesson planning", "guided reading", "display and classroom organisation", "marking", "feedback", "First aid"]


def test_it_shows_where_a_skill_was_read():
    lines = [Line("Makaton"), Line("Trained in Team-Teach")]
    listed, mentioned = skills.read(lines[:1], lines)
    assert [(found.value, found.confidence, found.evidence[0].text) for found in (listed, mentioned)] == [
        ("Makaton", 0.9, "Makaton"),
        ("Team Teach", 0.8, "Trained in Team-Teach"),
    ]


def test_its_list_says_nothing_twice():
    names = [part.strip().lstrip("*") for line in wording.entries("skills.txt") for part in line.replace(" = ", ", ").split(", ")]
    keys = [name.casefold() for name in names]
    assert len(keys) > 1_000
    assert [name for name in keys if keys.count(name) > 1] == []
