"""Tasks of other installations: taken in, done, shown, and forgotten."""

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from PIL import Image

from candidate import ai
from candidate.ai.base import Answer, Busy, Malformed, Pending, Ticket, Unanswered
from candidate.ai.local import LocalEngine
from candidate.models import AiCall
from candidate.profile import DataExtracted, Profile
from candidate.service import flows
from edukai.errors import TransientError
from edukai.jobs import control
from edukai.jobs.models import Job, Status
from tests.candidate.service.conftest import REGENERATION, REWRITE, offered
from tests.factories import BROKEN, CHOUDHURY, content, files_in, time_passes, work
from tests.fakes.ai_service import CUT

DATA = content()["data_extracted"]
GONE = "The CV is not to be had at its address; the link may have expired."
FORGOTTEN = {"status": "failed", "error": "This result is no longer kept.", "code": "not_kept"}


class Later(LocalEngine):
    """An engine that answers at the second asking."""

    name = "later"
    asked = 0

    def answers_at_once(self, kind):
        return False

    def submit(self, task, key, complaint=""):
        Later.task = task
        return Ticket(f"ticket of {key}")

    def fetch(self, ticket, kind):
        Later.asked += 1
        return Pending(5) if Later.asked == 1 else LocalEngine().submit(Later.task, ticket.id)


def to_the_end() -> None:
    for _ in range(6):
        time_passes()
        work(skip=["forget"])


@pytest.fixture
def later(settings, monkeypatch):
    monkeypatch.setitem(ai._ENGINES, "later", f"{__name__}.Later")
    monkeypatch.setattr(Later, "asked", 0)
    settings.AI_ENGINE = "later"


def test_it_reads_a_cv_from_its_address(client, cv_url):
    answer = client.post(REGENERATION, {"cv_url": cv_url, "additional_info": None})
    assert (answer.status_code, answer.json()["status"]) == (202, "processing")
    task = answer.json()["task_id"]
    assert client.state(task) == {"status": "PENDING"}
    work()
    state = client.state(task)
    assert set(state) == {"status", "result"}
    assert state["status"] == "completed"
    assert state["result"]["personal_info"]["full_name"] == "Siobhán O'Connor"
    assert state["result"]["written_by"]["engine"] == "local"
    assert Profile.model_validate(state["result"]).data_extracted.employment_history


def test_it_shows_the_photo_by_a_signed_link_of_its_own(client, cv_url):
    task = client.hand_over(REGENERATION, {"cv_url": cv_url})
    work()
    url = client.state(task)["result"]["extracted_photo_url"]
    assert url.startswith("http://testserver/files/")
    picture = client.get(url)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    with Image.open(io.BytesIO(picture.getvalue())) as image:
        assert image.format == "JPEG"
    assert client.get(urlsplit(url).path).status_code == 403


def test_a_cv_without_a_photo_has_no_link(client, store):
    task = client.hand_over(REGENERATION, {"cv_url": offered(store, CHOUDHURY)})
    work()
    assert client.state(task)["result"]["extracted_photo_url"] is None


def test_the_brief_leads(client, cv_url):
    brief = {"experience": 60, "skills": None, "job_role": ["Exam Invigilator"]}
    task = client.hand_over(REGENERATION, {"cv_url": cv_url, "additional_info": brief})
    work()
    assert client.state(task)["result"]["quality_check"] == "manual review"


def test_it_rewrites(client):
    task = client.hand_over(REWRITE, {"cv_data": DATA, "instruction": "Shorter, please."})
    work()
    expected = LocalEngine().submit(flows.Rewrite(flows.Document(()), DataExtracted.model_validate(DATA), "Shorter, please."), "")
    result = {"data_extracted": expected.result.model_dump(mode="json")}
    assert client.state(task) == {"status": "completed", "result": result, "remark": expected.remark}


def test_it_shows_where_a_task_is(client, cv_url, store):
    store.faults = [503, CUT]
    task = client.hand_over(REGENERATION, {"cv_url": cv_url})
    for _ in range(2):
        work()
        assert client.state(task) == {"status": "RETRY"}
        time_passes()
    Job.objects.filter(pk=task).move(Status.RUNNING)
    assert client.state(task) == {"status": "STARTED"}
    Job.objects.filter(pk=task).update(status=Status.PENDING)
    work()
    assert client.state(task)["status"] == "completed"


def test_an_engine_that_answers_later_is_asked_again(client, cv_url, later):
    task = client.hand_over(REGENERATION, {"cv_url": cv_url})
    work()
    job = Job.objects.get(pk=task)
    call = AiCall.objects.get(job_id=task)
    assert (job.stage, job.status, call.ticket) == ("collect", Status.PENDING, f"ticket of {call.pk}-0")
    assert 0 < (job.not_before - timezone.now()).total_seconds() <= 5
    assert client.state(task) == {"status": "PENDING"}
    to_the_end()
    assert client.state(task)["status"] == "completed"


def test_a_ticket_that_the_engine_has_lost_is_replaced(client, later, monkeypatch):
    tickets = iter(["first", "second"])

    def fetch(self, ticket, kind):
        if ticket.id == "first":
            raise Unanswered("Lost.")
        return LocalEngine().submit(Later.task, "")

    def submit(self, task, key, complaint=""):
        Later.task = task
        return Ticket(next(tickets))

    monkeypatch.setattr(Later, "submit", submit)
    monkeypatch.setattr(Later, "fetch", fetch)
    task = client.hand_over(REWRITE, {"cv_data": DATA})
    to_the_end()
    assert AiCall.objects.get(job_id=task).ticket == "second"
    assert client.state(task)["status"] == "completed"


def test_a_ticket_belongs_to_the_engine_that_gave_it(client, later, settings):
    task = client.hand_over(REWRITE, {"cv_data": DATA})
    work()
    settings.AI_ENGINE = "local"
    to_the_end()
    assert client.state(task)["status"] == "completed"


@pytest.mark.parametrize(
    ("answer", "code", "error"),
    [
        ((404, {}, b""), "cv_url", GONE),
        ((302, {"Location": "http://127.0.0.1:1/cv.pdf"}, b""), "cv_url", GONE),
        ((200, {}, b"<html></html>"), "unsupported", "Files of this type cannot be read."),
    ],
)
def test_a_cv_that_is_not_there_fails_with_a_sentence(client, store, answer, code, error):
    store.files["/cvs/5f"] = answer
    task = client.hand_over(REGENERATION, {"cv_url": f"{store.url}/cvs/5f"})
    work()
    assert client.state(task) == {"status": "failed", "error": error, "code": code}


def test_a_cv_that_cannot_be_read_fails_with_its_reason(client, store):
    task = client.hand_over(REGENERATION, {"cv_url": offered(store, BROKEN)})
    work()
    state = client.state(task)
    assert (state["status"], state["code"]) == ("failed", "corrupt")


def test_a_cv_that_is_too_large_is_not_fetched_whole(client, store, settings):
    settings.CV_MAX_BYTES = 1_000
    store.files["/cv.pdf"] = (200, {}, b"%PDF-" + b"\0" * 1_000)
    task = client.hand_over(REGENERATION, {"cv_url": f"{store.url}/cv.pdf"})
    work()
    assert client.state(task)["code"] == "too_large"


def test_the_name_of_the_file_may_stand_in_its_address(client, store, cv_url):
    store.files["/cvs/5f.pdf"] = (200, {}, store.files["/cvs/5f"][2])
    task = client.hand_over(REGENERATION, {"cv_url": f"{store.url}/cvs/5f.pdf?signature=a"})
    work()
    assert client.state(task)["status"] == "completed"


def test_a_host_that_is_taken_off_the_list_is_not_asked(client, store, cv_url, settings):
    task = client.hand_over(REGENERATION, {"cv_url": cv_url})
    settings.AI_SERVICE_CV_HOSTS = ["elsewhere.example"]
    work()
    assert client.state(task)["code"] == "cv_host"
    assert store.asked == []


def test_a_task_that_is_cancelled_has_failed(client, cv_url):
    task = client.hand_over(REGENERATION, {"cv_url": cv_url})
    control.cancel(Job.objects.filter(pk=task))
    assert client.state(task) == {"status": "failed", "error": "Cancelled.", "code": "cancelled"}


def test_a_task_that_comes_again_under_way_is_the_same(client, cv_url):
    def again(key: str, path: str = REGENERATION, **body: object) -> str:
        return client.hand_over(path, body or {"cv_url": cv_url}, **{"Idempotency-Key": key})

    first = again("a")
    assert again("a") == first
    assert len({first, again("b"), again("a", REWRITE, cv_data=DATA), client.hand_over(REGENERATION, {"cv_url": cv_url})}) == 4
    work()
    assert again("a") != first


def test_results_are_forgotten_in_time(client, cv_url, settings, media):
    task = client.hand_over(REGENERATION, {"cv_url": cv_url})
    work()
    forgetting = Job.objects.get(flow="forgetting")
    hours = timedelta(hours=settings.AI_SERVICE_KEEP_HOURS)
    assert timedelta(0) < timezone.now() + hours - forgetting.not_before < timedelta(minutes=1)
    assert len(files_in(media)) == 1
    assert set(Job.objects.get(pk=task).args) == {"photo"}
    time_passes()
    work()
    assert client.state(task) == FORGOTTEN
    job = Job.objects.get(pk=task)
    assert (job.args, job.result, files_in(media)) == ({}, None, [])


def test_a_task_that_failed_keeps_its_reason_and_nothing_else(client, store):
    task = client.hand_over(REGENERATION, {"cv_url": offered(store, BROKEN)})
    work()
    time_passes()
    work()
    assert client.state(task)["code"] == "corrupt"
    assert Job.objects.get(pk=task).args == {}
    control.replay(Job.objects.filter(pk=task))
    work()
    assert client.state(task) == FORGOTTEN


def test_a_task_that_is_taken_up_again_is_not_forgotten_meanwhile(client, store, cv_url):
    store.files["/cvs/5f"], good = (404, {}, b""), store.files["/cvs/5f"]
    task = client.hand_over(REGENERATION, {"cv_url": cv_url})
    work()
    control.replay(Job.objects.filter(pk=task))
    Job.objects.filter(flow="forgetting").update(not_before=timezone.now() - timedelta(days=1))
    work(skip=["read"])
    store.files["/cvs/5f"] = good
    work()
    assert client.state(task)["status"] == "completed"
    assert Job.objects.filter(flow="forgetting").count() == 1


@pytest.mark.parametrize("error", [Busy("Wait.", retry_after=7), TransientError("Down.")])
def test_an_engine_that_cannot_now_is_tried_again(client, monkeypatch, error):
    def refuse(*args: object) -> Answer:
        raise error

    task = client.hand_over(REWRITE, {"cv_data": DATA})
    with monkeypatch.context() as patched:
        patched.setattr(LocalEngine, "submit", refuse)
        work()
    assert client.state(task) == {"status": "RETRY"}
    time_passes()
    work(skip=["forget"])
    assert client.state(task)["status"] == "completed"


def test_an_engine_that_answers_nonsense_fails_the_task(client, monkeypatch):
    def nonsense(*args: object) -> Answer:
        raise Malformed("The model answered with nothing of use.", "no JSON")

    monkeypatch.setattr(LocalEngine, "submit", nonsense)
    task = client.hand_over(REWRITE, {"cv_data": DATA})
    work()
    assert client.state(task) == {"status": "failed", "error": "The model answered with nothing of use.", "code": "malformed"}
