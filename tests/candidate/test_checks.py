import pytest
from django.core.checks import run_checks

from candidate.checks import TAG
from tests.fakes.openai_server import openai_server


def found() -> list[tuple[str, str]]:
    return [(message.id, message.msg) for message in run_checks(tags=[TAG], include_deployment_checks=True)]


def test_our_own_engine_needs_nothing():
    assert found() == []


@pytest.mark.parametrize(("address", "is_ai", "id"), [("", False, "edukai.E006"), ("http://ai:8100", True, "edukai.E007")])
def test_the_service_needs_an_address_that_is_not_its_own(settings, address, is_ai, id):
    settings.AI_ENGINE, settings.AI_BASE_URL, settings.IS_AI = "service", address, is_ai
    assert [found_id for found_id, _ in found()] == [id]


def test_a_missing_key_is_an_error(settings):
    settings.AI_ENGINE = "openai"
    assert found() == [("edukai.E008", "AI_ENGINE is openai, but OPENAI_API_KEY is empty.")]


def test_a_budget_needs_a_price(settings):
    settings.AI_ENGINE, settings.OPENAI_API_KEY, settings.AI_DAILY_BUDGET = "openai", "sk-test", 5
    settings.OPENAI_MODEL = "llama"
    assert [id for id, _ in found()] == ["edukai.E009"]


def test_batches_need_openai(settings):
    settings.AI_BATCH = True
    assert [id for id, _ in found()] == ["edukai.W005"]


@pytest.mark.parametrize(
    ("key", "model", "sentence"),
    [
        ("sk-test", "gpt-5-mini", None),
        ("sk-wrong", "gpt-5-mini", "OpenAI refuses the key: set OPENAI_API_KEY to one that is valid."),
        ("sk-test", "gpt-nonsense", "OpenAI does not know the model gpt-nonsense: set OPENAI_MODEL."),
    ],
)
def test_the_engine_itself_is_asked(settings, key, model, sentence):
    with openai_server() as server:
        settings.AI_ENGINE, settings.OPENAI_API_KEY, settings.OPENAI_MODEL, settings.OPENAI_BASE_URL = "openai", key, model, server.url
        assert found() == ([("edukai.W006", sentence)] if sentence else [])


def test_an_engine_that_is_away_is_told(settings):
    settings.AI_ENGINE, settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "openai", "sk-test", "http://127.0.0.1:9"
    assert found() == [("edukai.W006", "OpenAI could not be reached.")]
