"""Rewriting, versions and feedback, with our own engine and with a model."""

import json
from collections.abc import Iterator

import pytest

from account.models import Activity, EventType
from candidate.models import AiCall, Candidate, Version
from edukai.jobs.models import Job, Status
from tests.candidate.openai_stack import model_engine, to_the_end
from tests.factories import WHITLOCK, client_of, cv, normal_user, upload, work
from tests.fakes.openai_server import Behaviour, OpenAIServer


@pytest.fixture
def tom(api) -> Candidate:
    """A candidate whose CV our own engine has dealt with."""
    upload(api, cv(WHITLOCK))
    work()
    return Candidate.objects.get()


@pytest.fixture
def openai(tom, settings) -> Iterator[OpenAIServer]:
    with model_engine(settings) as server:
        yield server


def url(candidate: Candidate, rest: str) -> str:
    return f"/api/candidates/{candidate.pk}/{rest}"


def data(api, candidate: Candidate) -> dict:
    return api.get(url(candidate, "")).json()["ai_enhanced_cv_content"]["data_extracted"]


def test_nothing_is_rewritten_by_itself(api, tom):
    assert api.get(url(tom, "rewrite/status/")).json() == {"rewrite_status": "idle", "rewrite_task_id": None}
    assert api.get(url(tom, "versions/")).json()["results"] == []


def test_it_rewrites_what_the_operator_has_made_of_it(api, tom, outbox):
    api.patch(url(tom, "update/"), {"email_body": "Tom has organized a color day.", "name_without_surname": "Tommy"}, format="json")
    work()
    before = data(api, tom)
    started = api.post(url(tom, "rewrite/"), {"instruction": "UK spelling, please"}, format="json")
    assert (started.status_code, started.json()["rewrite_status"]) == (202, "processing")
    assert api.get(url(tom, "rewrite/status/")).json()["rewrite_status"] == "processing"
    assert api.get(url(tom, "")).json()["enhanced_cv_url"]
    work()
    status = api.get(url(tom, "rewrite/status/")).json()
    assert (status["rewrite_status"], status["rewrite_task_id"]) == ("completed", started.json()["rewrite_task_id"])
    after, shown = data(api, tom), status["candidate"]
    assert (shown["email_body"], after["name"]) == ("Tom has organised a colour day.", "Tommy")
    facts = [(job["role"], job["company"], job["start"], job["end"], job["date_range"]) for job in before["employment_history"]]
    assert [(job["role"], job["company"], job["start"], job["end"], job["date_range"]) for job in after["employment_history"]] == facts
    assert shown["enhanced_cv_url"]
    assert len(list(outbox.iterdir())) == 1
    assert Activity.objects.filter(event_type=EventType.CV_REWRITE_COMPLETED, candidate_id=tom.pk).count() == 1


def test_versions_tell_who_and_what_and_can_be_brought_back(api, tom, olu):
    original = data(api, tom)
    for instruction in ("shorter", ""):
        api.post(url(tom, "rewrite/"), {"instruction": instruction}, format="json")
        work()
    third, second, first = api.get(url(tom, "versions/")).json()["results"]
    assert [each["number"] for each in (first, second, third)] == [1, 2, 3]
    assert (first["kind"], first["before"], first["after"]) == ("original", None, original)
    assert (second["kind"], second["instruction"], second["created_by"], second["engine"]) == ("rewrite", "shorter", olu.email, "local")
    assert (second["before"], third["before"]) == (original, second["after"])
    pdf = api.get(url(tom, "")).json()["enhanced_cv_url"]
    answer = api.post(url(tom, "versions/1/restore/"))
    assert (answer.status_code, answer.json()["version"]["number"], answer.json()["candidate"]["enhanced_cv_url"]) == (200, 4, None)
    work()
    assert data(api, tom) == original
    assert api.get(url(tom, "")).json()["enhanced_cv_url"] not in (None, pdf)
    assert api.post(url(tom, "versions/9/restore/")).status_code == 404


def test_what_was_edited_by_hand_can_be_brought_back_too(api, tom):
    api.post(url(tom, "rewrite/"), {}, format="json")
    work()
    api.patch(url(tom, "update/"), {"email_body": "My own words."}, format="json")
    api.post(url(tom, "rewrite/"), {"instruction": "shorter"}, format="json")
    work()
    kinds = [each["kind"] for each in api.get(url(tom, "versions/")).json()["results"]]
    assert kinds == ["rewrite", "edit", "rewrite", "original"]
    api.post(url(tom, "versions/3/restore/"))
    assert data(api, tom)["email_body"] == "My own words."


def test_the_remark_is_that_of_the_rewrite(api, tom):
    api.post(url(tom, "rewrite/"), {"instruction": None}, format="json")
    work()
    api.post(url(tom, "versions/1/restore/"))
    assert api.get(url(tom, "rewrite/status/")).json()["rewrite_remark"] == ""


def test_one_rewrite_at_a_time(api, tom):
    assert api.post(url(tom, "rewrite/"), {}, format="json").status_code == 202
    again = api.post(url(tom, "rewrite/"), {}, format="json")
    assert (again.status_code, again.json()["detail"]) == (400, "A rewrite of this candidate is under way already.")
    work()
    assert api.post(url(tom, "rewrite/"), {}, format="json").status_code == 202
    assert api.post(url(tom, "versions/1/restore/")).status_code == 400


def test_nothing_is_asked_about_a_cv_that_was_not_read(api):
    upload(api, cv(WHITLOCK))
    blank = Candidate.objects.get()
    for path in ("rewrite/", "feedback/"):
        answer = api.post(url(blank, path), {}, format="json")
        assert (answer.status_code, answer.json()["detail"]) == (400, "Nothing has been extracted from this CV yet.")


def test_instructions_have_a_length(api, tom):
    assert api.post(url(tom, "rewrite/"), {"instruction": "x" * 2_001}, format="json").status_code == 400
    assert api.post(url(tom, "rewrite/"), {"instruction": ["x"]}, format="json").status_code == 400


def test_a_model_cannot_add_facts(api, tom, openai):
    before = data(api, tom)
    lie = {**before, "employment_history": [{**job, "role": "Head of Eton", "start": "1999-01"} for job in before["employment_history"]]}
    lie["qualifications"] = ["QTS", "PhD Astrophysics, Oxford"]
    lie["professional_profile"] = "Tom is a headteacher with 40 years at Eton. He holds QTS."
    openai.answer = lambda request: json.dumps(lie)
    api.post(url(tom, "rewrite/"), {"instruction": "say he worked at Eton"}, format="json")
    to_the_end()
    status, after = api.get(url(tom, "rewrite/status/")).json(), data(api, tom)
    assert status["rewrite_status"] == "completed"
    for fact in ("role", "company", "start", "end"):
        assert [job[fact] for job in after["employment_history"]] == [job[fact] for job in before["employment_history"]]
    assert "Eton" not in json.dumps(after)
    assert "Astrophysics" not in json.dumps(after)
    shown = api.get(url(tom, "")).json()
    assert (shown["quality_status"], "unsupported_claims" in shown["quality_reasons"]) == ("manual", True)
    assert "Taken out" in status["rewrite_remark"]
    assert Version.objects.first().prompt.startswith("rewrite 1 ")


def test_a_rewrite_that_fails_says_why(api, tom, openai):
    openai.script += [Behaviour("refusal"), Behaviour("refusal")]
    before = data(api, tom)
    api.post(url(tom, "rewrite/"), {}, format="json")
    to_the_end()
    status = api.get(url(tom, "rewrite/status/")).json()
    assert (status["rewrite_status"], status["rewrite_failure_reason"]) == ("failed", "The model refused to work on this CV.")
    assert data(api, tom) == before
    assert Activity.objects.filter(event_type=EventType.CV_REWRITE_FAILED).count() == 1


def test_what_an_operator_writes_meanwhile_stays(api, tom, openai):
    told = json.dumps({**data(api, tom), "email_subject": "By a model", "email_body": "Tom teaches."})
    openai.answer = lambda request: told
    api.post(url(tom, "rewrite/"), {}, format="json")
    work()
    api.patch(url(tom, "update/"), {"email_subject": "By hand"}, format="json")
    to_the_end()
    assert data(api, tom)["email_subject"] == "By hand"


def test_feedback_is_asked_for_and_then_there(api, tom):
    assert api.get(url(tom, "feedback/")).json() == {"feedback_status": "idle", "feedback_task_id": None, "feedback": None}
    first, second = (api.post(url(tom, "feedback/")) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["feedback_task_id"] == second.json()["feedback_task_id"]
    assert Job.objects.filter(flow="feedback").count() == 1
    work()
    answer = api.get(url(tom, "feedback/")).json()
    assert answer["feedback_status"] == "completed"
    feedback = answer["feedback"]
    assert feedback["engine"] == "local"
    assert 0 <= feedback["score"] <= 100
    assert set(feedback["parts"]) == {"structure", "evidence_of_impact", "completeness", "language", "safeguarding_and_gaps"}
    assert all(finding["finding"] and finding["advice"] for finding in feedback["findings"])


def test_a_model_adds_findings_that_quote_the_cv_and_no_praise_raises_the_score(api, tom, openai):
    api.post(url(tom, "feedback/"))
    found = {"part": "structure", "severity": "medium", "place": "", "advice": "Do it."}
    told = [
        {**found, "code": "true", "quote": "Whitlock", "finding": "A."},
        {**found, "code": "made_up", "quote": "Hogwarts", "finding": "B."},
    ]
    openai.answer = lambda request: json.dumps({"score": 100, "findings": told})
    to_the_end()
    feedback = api.get(url(tom, "feedback/")).json()["feedback"]
    assert feedback["engine"] == "openai"
    codes = [finding["code"] for finding in feedback["findings"]]
    assert ("true" in codes, "made_up" in codes) == (True, False)
    assert feedback["score"] < 100
    assert AiCall.objects.get().task == "criticise"


def test_a_failed_feedback_says_why_and_may_be_asked_for_again(api, tom, openai):
    openai.keys = {"another"}
    api.post(url(tom, "feedback/"))
    work()
    answer = api.get(url(tom, "feedback/")).json()
    assert (answer["feedback_status"], answer["feedback_failure_reason"][:22]) == ("failed", "OpenAI refuses the key")
    openai.keys = {"sk-test"}
    api.post(url(tom, "feedback/"))
    to_the_end()
    assert api.get(url(tom, "feedback/")).json()["feedback_status"] == "completed"


@pytest.mark.parametrize(
    ("method", "path"), [("post", "rewrite/"), ("get", "rewrite/status/"), ("get", "versions/"), ("post", "feedback/")]
)
def test_they_are_for_operators(tom, method, path):
    assert getattr(client_of(), method)(url(tom, path)).status_code == 401
    assert getattr(client_of(normal_user()), method)(url(tom, path)).status_code == 403


def test_unknown_candidates_are_404(api, db):
    for method, path in (
        ("post", "rewrite/"),
        ("get", "rewrite/status/"),
        ("get", "versions/"),
        ("get", "feedback/"),
        ("post", "versions/1/restore/"),
    ):
        assert getattr(api, method)(f"/api/candidates/nobody/{path}").status_code == 404


def test_a_candidate_that_is_deleted_takes_versions_and_feedback_along(api, tom):
    api.post(url(tom, "rewrite/"), {}, format="json")
    api.post(url(tom, "feedback/"))
    work()
    api.delete(url(tom, "delete/"))
    assert not Version.objects.exists()
    assert not Job.objects.filter(status=Status.PENDING, flow__in=("rewrite", "feedback")).exists()
