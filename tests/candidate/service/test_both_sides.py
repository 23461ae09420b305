"""One installation asks another over HTTP, and gets what its own engine would have said."""

from collections.abc import Iterator

import pytest

from candidate.ai.base import Analyse, Answer, Pending, Rewrite
from candidate.ai.local import LocalEngine
from candidate.ai.service import ServiceEngine
from candidate.documents import read
from candidate.profile import Brief, DataExtracted
from edukai import http
from edukai.errors import PermanentError, TransientError
from tests.candidate.service.conftest import offered
from tests.factories import BROKEN, CHOUDHURY, CVS, WHITLOCK, WITH_PHOTO, content, work

BRIEF = Brief(experience=1.0, skills=("Phonics",), job_role=("Teaching Assistant",))


@pytest.fixture
def engine(transactional_db, settings, live_server) -> Iterator[ServiceEngine]:
    settings.ROOT_URLCONF = "edukai.ai_urls"
    settings.AI_BASE_URL, settings.AI_SERVICE_TOKEN = f"{live_server.url}/", "s3cret"
    yield ServiceEngine()
    http.hang_up()  # so that the server lets go of the database


def answered(engine: ServiceEngine, task: Analyse | Rewrite) -> Answer:
    ticket = engine.submit(task, "key-1")
    assert engine.submit(task, "key-1") == ticket
    assert engine.fetch(ticket, type(task)) == Pending()
    work()
    return engine.fetch(ticket, type(task))


@pytest.mark.parametrize("name", [WHITLOCK, CHOUDHURY, WITH_PHOTO])
@pytest.mark.parametrize("brief", [Brief(), BRIEF])
def test_it_says_of_a_cv_what_our_own_engine_says(engine, store, name, brief):
    url = offered(store, name)
    document = read((CVS / name).read_bytes(), name)
    task = Analyse(document, brief, lambda: url)
    answer = answered(engine, task)
    assert answer.result == LocalEngine().submit(task, "key-1").result
    assert answer.engine == "service"
    assert (answer.photo is not None) == (document.photo is not None) == (name == WITH_PHOTO)


def test_it_rewrites_as_our_own_engine_does(engine):
    task = Rewrite(read((CVS / WHITLOCK).read_bytes(), WHITLOCK), DataExtracted.model_validate(content()["data_extracted"]), "Shorter.")
    answer, own = answered(engine, task), LocalEngine().submit(task, "key-1")
    assert (answer.result, answer.remark) == (own.result, own.remark)


def test_it_says_why_a_cv_cannot_be_read(engine, store):
    url = offered(store, BROKEN)
    with pytest.raises(PermanentError, match=r"^The AI service could not do it: The file is damaged and cannot be opened\.$"):
        answered(engine, Analyse(read((CVS / WHITLOCK).read_bytes(), WHITLOCK), Brief(), lambda: url))


def test_a_host_that_is_not_allowed_is_told_at_once(engine):
    with pytest.raises(PermanentError, match=r"cv_url: CVs are not fetched from there: its host is not in AI_SERVICE_CV_HOSTS"):
        engine.submit(Analyse(read((CVS / WHITLOCK).read_bytes(), WHITLOCK), Brief(), lambda: "http://elsewhere.example/cv.pdf"), "key-1")


def test_it_checks_the_token(engine, settings):
    engine.check()
    settings.AI_BASE_URL = "http://127.0.0.1:9"
    with pytest.raises(TransientError, match="AI_BASE_URL"):
        engine.check()
