"""The engine on another machine, against a service on loopback that speaks the contract."""

import io
import logging
from collections.abc import Iterator

import httpx
import pytest
from django.utils import timezone
from PIL import Image

from candidate.ai import engine, service
from candidate.ai.base import Analyse, Answer, Busy, Criticise, Malformed, Pending, Rewrite, Ticket, Unanswered
from candidate.ai.local import LocalEngine
from candidate.documents.model import Document, Line, Page
from candidate.profile import Brief, DataExtracted, Profile
from edukai import http
from edukai.errors import PermanentError, TransientError
from tests.account.helpers import picture
from tests.fakes.ai_service import CUT, PROFILE, AIService, ai_service
from tests.servers import free_port

CV_URL = "http://minio:9000/edukai/cvs/5f/5fd2.pdf?signature=abc"
DOCUMENT = Document((Page((Line("Amy Okafor"), Line("Maths Teacher"))),))
ANALYSE = Analyse(DOCUMENT, Brief(), lambda: CV_URL)
REWRITE = Rewrite(DOCUMENT, DataExtracted(name="Amy", role=["Maths Teacher"]), "Shorter, please.")
TICKET = Ticket("task-1")
CALLS = (
    lambda: engine().check(),
    lambda: engine().submit(ANALYSE, "key-1"),
    lambda: engine().submit(REWRITE, "key-1"),
    lambda: engine().fetch(TICKET, Analyse),
)


@pytest.fixture
def remote(settings) -> Iterator[AIService]:
    with ai_service() as double:
        settings.AI_ENGINE, settings.AI_BASE_URL = "service", double.url
        yield double


def completed(result: object, **more: object) -> list[dict]:
    return [{"status": "completed", "result": result, **more}]


def with_photo(url: str) -> list[dict]:
    return completed(PROFILE | {"extracted_photo_url": url})


def test_it_hands_over_a_cv_and_comes_back_for_the_answer(remote):
    assert engine().submit(ANALYSE, "key-1") == TICKET
    assert engine().fetch(TICKET, Analyse) == Pending()
    answer = engine().fetch(TICKET, Analyse)
    assert answer == Answer(answer.result, engine="service")
    assert answer.result == Profile.model_validate(PROFILE | {"written_by": {"engine": "service"}})
    assert remote.paths() == ["/api/v1/regeneration/", "/api/v1/tasks/task-1/", "/api/v1/tasks/task-1/"]
    assert remote.asked[0].body == {"cv_url": CV_URL, "additional_info": None}
    assert remote.asked[0].headers["Idempotency-Key"] == "key-1"
    assert "Authorization" not in remote.asked[0].headers


def test_it_passes_on_what_the_operator_asks_for(remote):
    brief = Brief(experience=2.0, skills=("SEN",), job_role=("Teacher", "Tutor"))
    engine().submit(Analyse(DOCUMENT, brief, lambda: CV_URL), "key-1")
    assert remote.asked[0].body["additional_info"] == {"experience": 2.0, "skills": ["SEN"], "job_role": ["Teacher", "Tutor"]}


def test_it_has_a_text_rewritten(remote):
    assert engine().submit(REWRITE, "key-1") == TICKET
    assert remote.asked[0].path == "/api/v1/rewrite/"
    assert remote.asked[0].body == {"cv_data": REWRITE.data.model_dump(), "instruction": "Shorter, please."}
    remote.states = completed({"data_extracted": {"name": "Amy", "professional_profile": "Short."}}, remark="Kept the dates.")
    expected = DataExtracted(name="Amy", professional_profile="Short.")
    assert engine().fetch(TICKET, Rewrite) == Answer(expected, engine="service", remark="Kept the dates.")


def test_no_instruction_is_null(remote):
    engine().submit(Rewrite(DOCUMENT, DataExtracted()), "key-1")
    assert remote.asked[0].body["instruction"] is None


def test_criticism_is_the_local_engines(remote):
    task = Criticise(DOCUMENT, DataExtracted())
    assert engine().submit(task, "key-1") == LocalEngine().submit(task, "key-1")
    assert remote.asked == []


def test_who_wrote_the_texts_is_told(remote):
    remote.states = completed(PROFILE | {"written_by": {"engine": "openai", "model": "m-1", "prompt": "v3"}})
    answer = engine().fetch(TICKET, Analyse)
    assert (answer.engine, answer.model, answer.prompt) == ("service", "m-1", "v3")
    assert answer.result.written_by.engine == "openai"


@pytest.mark.parametrize("end", ["", "/", "//"])
def test_the_address_may_end_in_slashes(remote, settings, end):
    settings.AI_BASE_URL = remote.url + end
    assert engine().submit(ANALYSE, "key-1") == TICKET
    assert remote.paths() == ["/api/v1/regeneration/"]


@pytest.mark.parametrize("redirects", [False, True])
def test_it_finds_a_service_without_slashes_and_remembers_it(remote, redirects):
    remote.slash, remote.redirects = False, redirects
    for _ in range(2):
        assert engine().submit(ANALYSE, "key-1") == TICKET
        assert engine().fetch(TICKET, Analyse) is not None
    regeneration, tasks = "/api/v1/regeneration", "/api/v1/tasks/task-1"
    assert remote.paths() == [f"{regeneration}/", regeneration, f"{tasks}/", tasks, regeneration, tasks]


@pytest.mark.parametrize("slash", [True, False, None])
def test_it_checks_a_service_of_either_form(remote, slash):
    remote.slash = slash
    engine().check()


def test_it_follows_a_service_that_changes_its_form(remote):
    for remote.slash in (False, True, False):
        assert engine().submit(ANALYSE, "key-1") == TICKET


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_it_follows_no_redirect_to_elsewhere(remote, status):
    remote.faults, remote.headers = [status], {"Location": f"{remote.url}/files/cv.pdf"}
    with pytest.raises(PermanentError, match="AI_BASE_URL is not an AI service: it leads elsewhere") as told:
        engine().submit(ANALYSE, "key-1")
    assert told.value.code == "address"
    assert len(remote.asked) == 1


def test_it_shows_its_token(remote, settings):
    remote.token = settings.AI_SERVICE_TOKEN = "s3cret"
    engine().check()
    assert engine().submit(ANALYSE, "key-1") == TICKET
    assert remote.asked[-1].headers["Authorization"] == "Bearer s3cret"


@pytest.mark.parametrize("token", ["", "wrong", "n\u00f6"])
@pytest.mark.parametrize("call", CALLS)
def test_a_token_that_is_refused_is_a_matter_of_settings(remote, settings, token, call):
    remote.token, settings.AI_SERVICE_TOKEN = "s3cret", token
    with pytest.raises(PermanentError, match=r"^The AI service refuses the token: set AI_SERVICE_TOKEN\.$") as told:
        call()
    assert told.value.code == "key"


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:99999", "http://[", "ftp://127.0.0.1"])
def test_an_address_that_is_none_is_a_matter_of_settings(settings, address):
    settings.AI_ENGINE, settings.AI_BASE_URL = "service", address
    for call in (engine().check, lambda: engine().submit(ANALYSE, "key-1")):
        with pytest.raises(PermanentError, match="AI_BASE_URL") as told:
            call()
        assert told.value.code == "address"


def test_what_is_no_ai_service_is_told_apart(remote):
    remote.submitted = b"<html>Welcome</html>"
    with pytest.raises(Malformed):
        engine().submit(ANALYSE, "key-1")
    remote.submitted = {"hello": "world"}
    with pytest.raises(PermanentError, match="gave no task_id"):
        engine().submit(ANALYSE, "key-1")
    remote.faults = [404, 404]
    with pytest.raises(PermanentError, match="does not know the paths"):
        engine().submit(ANALYSE, "key-1")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", [500, 502, 503, 504, CUT])
def test_a_service_that_is_out_of_order_is_asked_again_later(remote, call, fault):
    remote.faults = [fault]
    with pytest.raises(TransientError) as told:
        call()
    assert type(told.value) is TransientError
    assert told.value.code == "service_down"


def test_a_service_that_cannot_be_reached_is_named(settings):
    settings.AI_ENGINE, settings.AI_BASE_URL = "service", f"http://127.0.0.1:{free_port()}"
    with pytest.raises(TransientError, match=r"^The AI service at AI_BASE_URL cannot be reached\.$"):
        engine().check()


def test_a_service_that_is_slow_is_given_up(remote, monkeypatch):
    monkeypatch.setattr(http, "TIMEOUT", httpx.Timeout(0.1))
    remote.delay = 0.4
    with pytest.raises(TransientError, match="cannot be reached"):
        engine().submit(ANALYSE, "key-1")


def test_an_answer_that_drips_is_given_up(remote, monkeypatch):
    monkeypatch.setattr(http, "LONGEST_SECONDS", 0.1)
    remote.delay = 0.2
    with pytest.raises(TransientError, match="cannot be reached"):
        engine().submit(ANALYSE, "key-1")


@pytest.mark.parametrize(("named", "seconds"), [("7", 7.0), ("999999", 3_600.0), ("soon", None), ("-3", None), ("", None)])
def test_a_service_that_is_busy_says_how_long(remote, named, seconds):
    remote.faults, remote.headers = [429], {"Retry-After": named}
    with pytest.raises(Busy) as told:
        engine().submit(ANALYSE, "key-1")
    assert told.value.retry_after == seconds


def test_the_time_to_wait_may_be_a_date(remote):
    at = timezone.now() + timezone.timedelta(seconds=90)
    remote.faults, remote.headers = [429], {"Retry-After": at.strftime("%a, %d %b %Y %H:%M:%S GMT")}
    with pytest.raises(Busy) as told:
        engine().fetch(TICKET, Analyse)
    assert 80 < told.value.retry_after <= 90


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("The file is protected by a password.", "The AI service could not do it: The file is protected by a password."),
        ("Mail amy@home.example or ring 07700 900123.", "The AI service could not do it: Mail or ring."),
        ("long " * 200, f"The AI service could not do it: {('long ' * 40).strip()}"),
        ("", "The AI service could not do it."),
        (None, "The AI service could not do it."),
        ({"code": 3}, "The AI service could not do it."),
    ],
)
def test_what_the_service_could_not_do_is_a_sentence_without_personal_data(remote, error, sentence):
    remote.states = [{"status": "failed", "error": error}]
    with pytest.raises(PermanentError) as told:
        engine().fetch(TICKET, Analyse)
    assert (told.value.message, told.value.code) == (sentence, "service_failed")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"detail": "Not now."}, ": Not now."),
        ({"cv_url": ["Not there.", "Not at all."]}, ": cv_url: Not there."),
        ({"detail": [{"input": "Amy Okafor"}]}, "."),
        ({}, "."),
    ],
)
def test_what_the_service_refuses_is_told(remote, body, told):
    remote.faults, remote.refusal = [400], body
    with pytest.raises(PermanentError) as refused:
        engine().submit(ANALYSE, "key-1")
    assert (refused.value.message, refused.value.code) == (f"The AI service could not do it{told}", "service_refused")


def test_a_task_that_is_forgotten_may_come_again(remote):
    remote.states = [{"status": "failed", "error": "This result is no longer kept.", "code": "not_kept"}]
    with pytest.raises(Unanswered):
        engine().fetch(TICKET, Analyse)
    remote.knows_tasks = False
    with pytest.raises(Unanswered):
        engine().fetch(TICKET, Analyse)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"status": "lost"},
        {"status": ["completed"]},
        {"status": "completed"},
        {"status": "completed", "result": "text"},
        {"status": "completed", "result": {}},
        {"status": "completed", "result": PROFILE | {"data_extracted": None}},
        {"status": "completed", "result": PROFILE | {"personal_info": []}},
        {"status": "completed", "result": PROFILE | {"quality_check": "excellent"}},
        {"status": "completed", "result": PROFILE | {"data_extracted": {"name": ["Amy"]}}},
        {"status": "completed", "result": PROFILE | {"data_extracted": {"employment_history": [{"start": "Secret Street"}]}}},
    ],
)
def test_an_answer_that_does_not_fit_is_of_no_use(remote, state):
    remote.states = [state]
    with pytest.raises(Malformed) as told:
        engine().fetch(TICKET, Analyse)
    assert told.value.complaint
    assert "Secret" not in told.value.complaint


def test_an_answer_that_is_too_large_is_of_no_use(remote):
    remote.submitted = b" " * (service.MOST_BYTES + 1)
    with pytest.raises(Malformed, match="nothing of use"):
        engine().submit(ANALYSE, "key-1")


def test_a_rewrite_needs_no_more_than_its_data(remote):
    remote.states = completed({})
    with pytest.raises(Malformed, match="nothing of use"):
        engine().fetch(TICKET, Rewrite)


def test_it_hands_over_nothing_without_a_file(remote):
    with pytest.raises(PermanentError) as told:
        engine().submit(Analyse(DOCUMENT, Brief()), "key-1")
    assert told.value.code == "no_file"
    assert remote.asked == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("relative", [True, False])
def test_it_fetches_the_photo_and_makes_it_anew(remote, settings, kind, relative):
    settings.AI_SERVICE_TOKEN = "s3cret"
    remote.files["/files/photo"] = (200, {}, picture(kind).read())
    remote.states = with_photo("/files/photo?signature=a" if relative else f"{remote.url}/files/photo")
    answer = engine().fetch(TICKET, Analyse)
    assert answer.result.extracted_photo_url is None
    with Image.open(io.BytesIO(answer.photo)) as made:
        assert (made.format, max(made.size)) == ("JPEG", 512)
    assert remote.asked[-1].headers["Authorization"] == "Bearer s3cret"


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/files/photo",
        "http://localhost:{port}/files/photo",
        "http://127.0.0.1:{other}/files/photo",
        "//elsewhere.example/photo",
        "http://127.0.0.1:{port}@elsewhere.example/photo",
        "file:///etc/passwd",
        "http://[/files/photo",
        "/files/gone",
        "/files/moved",
        "/files/text",
        "/files/heavy",
        "/files/bomb",
    ],
)
def test_a_photo_that_is_not_its_own_or_none_at_all_is_left_out(remote, url, caplog):
    with ai_service() as other:
        other.files["/files/photo"] = (200, {}, picture().read())
        remote.files = {
            "/files/photo": (200, {}, picture().read()),
            "/files/moved": (302, {"Location": f"{other.url}/files/photo"}, b""),
            "/files/text": (200, {}, b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            "/files/heavy": (200, {}, b"\xff\xd8\xff" + b"\0" * (5 * 1024**2)),
            "/files/bomb": (200, {}, picture(size=(6_000, 5_000)).read()),
        }
        ports = {"port": remote.url.rpartition(":")[2], "other": other.url.rpartition(":")[2]}
        remote.states = with_photo(url.format(**ports))
        with caplog.at_level(logging.WARNING):
            answer = engine().fetch(TICKET, Analyse)
        assert answer.photo is None
        assert answer.result.personal_info.full_name == "Amy Okafor"
        assert other.asked == []
    assert "photo of the AI service is left out" in caplog.text
    assert "files" not in caplog.text


def test_nothing_that_was_asked_is_logged(remote, caplog):
    with caplog.at_level(logging.INFO):
        engine().submit(ANALYSE, "key-1")
    assert logging.getLogger("httpx").level == logging.WARNING
    assert "regeneration" not in caplog.text
