"""The demo CVs, read from their files and compared with what they are known to hold."""

import json
from datetime import date
from pathlib import Path

import pytest

from candidate import documents
from candidate.ai.local import understand
from candidate.profile import Brief

FOLDER = Path(__file__).resolve().parents[3] / "demo_data"
TRUTH = {file: facts for file, facts in json.loads((FOLDER / "truth.json").read_text(encoding="utf-8")).items() if not facts["failure"]}
VERDICTS = {"pass": "passed", "fail": "failed", "manual review": "manual"}


@pytest.fixture(scope="module")
def read():
    profiles = {}

    def understood(file):
        if file not in profiles:
            document = documents.read((FOLDER / "cvs" / file).read_bytes(), file)
            profiles[file] = understand(document, Brief(), as_of(TRUTH[file]))
        return profiles[file]

    return understood


def as_of(facts) -> date:
    year, month = map(int, facts["as_of"].split("-"))
    return date(year, month, 15)


def test_there_are_demo_cvs_to_read():
    assert len(TRUTH) >= 12


@pytest.mark.parametrize("file", TRUTH)
def test_it_knows_who_the_candidate_is_and_how_to_reach_them(read, file):
    personal, facts = read(file).personal_info, TRUTH[file]
    assert (personal.full_name, personal.email, personal.whatsapp) == (facts["full_name"], facts["email"], facts["phone"])
    assert (personal.location, personal.postcode, personal.address) == (facts["location"], facts["postcode"], facts["address"])
    assert facts["given_name"].split()[0] == read(file).data_extracted.name


@pytest.mark.parametrize("file", TRUTH)
def test_it_knows_every_job_newest_first(read, file):
    jobs, facts = read(file).data_extracted.employment_history, TRUTH[file]["jobs"]
    assert [(job.role, job.company) for job in jobs] == [(job["title"], job["employer"]) for job in facts]
    for job, fact in zip(jobs, facts, strict=True):
        assert job.start.startswith(fact["start"])
        assert job.end.startswith(fact["end"])


@pytest.mark.parametrize("file", TRUTH)
def test_it_knows_years_and_quality(read, file):
    profile, facts = read(file), TRUTH[file]
    assert VERDICTS[profile.quality_check] == facts["quality"]
    if facts["years_range"]:
        least, most = facts["years_range"]
        assert least <= float(profile.personal_info.experience) <= most
    else:
        assert profile.personal_info.experience == ""


@pytest.mark.parametrize("file", TRUTH)
def test_it_knows_the_qualifications(read, file):
    found = read(file).data_extracted.qualifications
    for wanted in TRUTH[file]["qualifications"]:
        assert any(wanted in text for text in found)


@pytest.mark.parametrize("file", TRUTH)
def test_it_keeps_referees_and_contact_data_out_of_what_is_shown(read, file):
    profile, facts = read(file), TRUTH[file]
    shown = json.dumps(profile.data_extracted.model_dump(), ensure_ascii=False)
    surname = facts["full_name"].removeprefix(facts["given_name"]).strip()
    for secret in (surname, facts["email"], facts["postcode"], *facts["address"], *facts["referee_contacts"]):
        assert not secret or secret not in shown
    assert set(facts["referee_contacts"]) <= set(profile.personal_info.other_contacts)
