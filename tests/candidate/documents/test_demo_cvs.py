"""The demo CVs, each against what its generator knows of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from candidate.documents import read
from edukai.errors import PermanentError

DEMO = Path(__file__).parents[3] / "demo_data"
TRUTH: dict[str, dict[str, Any]] = json.loads((DEMO / "truth.json").read_text())
READABLE = [name for name, truth in TRUTH.items() if not truth["failure"]]


def test_there_are_demo_cvs():
    assert len(READABLE) >= 12
    assert len(READABLE) < len(TRUTH)


@pytest.mark.parametrize("name", READABLE)
def test_it_finds_every_fact(name):
    truth = TRUTH[name]
    document = read((DEMO / "cvs" / name).read_bytes(), name)
    text = " ".join(document.text.split())
    facts = [
        truth["full_name"],
        truth["email"],
        truth["postcode"],
        *truth["address"],
        *truth["titles"],
        *truth["employers"],
        *truth["qualifications"],
    ]
    assert [fact for fact in facts if fact not in text] == []
    assert truth["phone"][-9:] in re.sub(r"\D", "", text)
    assert (document.photo is not None) == truth["has_photo"]


@pytest.mark.parametrize("name", READABLE)
def test_it_reads_jobs_in_the_order_of_the_page(name):
    truth = TRUTH[name]
    text = " ".join(read((DEMO / "cvs" / name).read_bytes(), name).text.split())
    places = [text.rindex(employer) if text.count(employer) == 1 else None for employer in truth["employers"]]
    known = [place for place in places if place is not None]
    assert known in (sorted(known), sorted(known, reverse=True))


@pytest.mark.parametrize("name", TRUTH.keys() - READABLE)
def test_it_names_the_failure_of_the_broken_one(name):
    with pytest.raises(PermanentError) as caught:
        read((DEMO / "cvs" / name).read_bytes(), name)
    assert caught.value.code == TRUTH[name]["failure"]
