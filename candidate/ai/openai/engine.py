"""The engine: submits, fetches, translates what the client raises."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import openai
from django.conf import settings

from candidate.ai.base import Analyse, Answer, Busy, Pending, Task, Ticket, Unanswered
from candidate.ai.openai import answers, requests
from edukai import http
from edukai.errors import PermanentError, TransientError

log = logging.getLogger(__name__)

NO_KEY = "There is no key for OpenAI: set OPENAI_API_KEY."
_TIME = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400}


class OpenAIEngine:
    """Engine of `candidate.ai.base` over background responses."""

    name = "openai"

    @property
    def model(self) -> str:
        return settings.OPENAI_MODEL

    def answers_at_once(self, kind: type[Task]) -> bool:
        return False

    def submit(self, task: Task, key: str, complaint: str = "") -> Ticket:
        body = requests.body(task, key, complaint)
        tier = settings.OPENAI_SERVICE_TIER if isinstance(task, Analyse) else "default"
        try:
            return self._create(body, key, tier)
        except _FlexUnavailable:
            return self._create(body, key, "default")
        except openai.NotFoundError as error:
            if error.code == "model_not_found":
                raise _no_model() from None
            raise PermanentError("There is no Responses API at OPENAI_BASE_URL.", code="address") from None

    def fetch(self, ticket: Ticket, kind: type[Task]) -> Answer | Pending:
        try:
            with translated():
                response = client().responses.with_raw_response.retrieve(ticket.id).http_response.json()
        except openai.NotFoundError:
            raise Unanswered("OpenAI does not know this answer any more.") from None
        return answers.read(response, kind)

    def forget(self, ticket: Ticket) -> None:
        try:
            with translated():
                client().responses.delete(ticket.id)
        except (PermanentError, TransientError, openai.NotFoundError) as error:
            log.info("response %s is still stored: %s", ticket.id, getattr(error, "code", ""))

    def check(self) -> None:
        try:
            with translated():
                client().models.retrieve(settings.OPENAI_MODEL)
        except openai.NotFoundError:
            raise _no_model() from None

    def _create(self, body: dict[str, Any], key: str, tier: str) -> Ticket:
        with translated(tier):
            create: Any = client().responses.with_raw_response.create
            raw = create(**body, background=True, service_tier=tier, extra_headers={"Idempotency-Key": f"{key}-{tier}"})
            response = raw.http_response.json()
            return Ticket(response["id"], pause=pause(raw.headers))


def _no_model() -> PermanentError:
    return PermanentError(f"OpenAI does not know the model {settings.OPENAI_MODEL}: set OPENAI_MODEL.", code="model")


def client() -> openai.OpenAI:
    """The official client. Raises PermanentError without a key."""
    if not settings.OPENAI_API_KEY:
        raise PermanentError(NO_KEY, code="key")
    return _client(settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL, settings.OPENAI_TIMEOUT_SECONDS)


@cache
def _client(key: str, url: str, seconds: float) -> openai.OpenAI:
    # It must not try again by itself: a request that timed out may have been taken, and the jobs try again anyway.
    return openai.OpenAI(api_key=key, base_url=url, timeout=openai.Timeout(seconds, connect=10), max_retries=0)


class _FlexUnavailable(Exception):
    """The cheap tier has no room now."""


@contextmanager
def translated(tier: str = "") -> Iterator[None]:
    """The client's errors in our words."""
    try:
        yield
    except (openai.AuthenticationError, openai.PermissionDeniedError):
        raise PermanentError("OpenAI refuses the key: set OPENAI_API_KEY to one that is valid.", code="key") from None
    except openai.NotFoundError:
        raise  # whoever asked knows what is not there
    except openai.RateLimitError as error:
        raise _refused(error, tier) from None
    except openai.APIConnectionError as error:  # a time-out is one of these
        raise TransientError("OpenAI could not be reached.", code="network") from error
    except openai.APIStatusError as error:
        log.warning("OpenAI answered %d (%s)", error.status_code, error.code)
        if tier == "flex" and error.param == "service_tier":  # this model, or this server, knows no such tier
            raise _FlexUnavailable from None
        if error.code == "model_not_found":
            raise _no_model() from None
        if error.status_code >= 500 or error.status_code in (408, 409):
            raise TransientError("OpenAI is out of order.", code="server", retry_after=http.retry_after(error.response.headers)) from None
        if error.code == "context_length_exceeded":
            raise PermanentError("The CV is too long for the model.", code="too_long") from None
        raise PermanentError("OpenAI does not take the request.", code="refused_request") from None
    except (ValueError, KeyError) as error:
        raise TransientError("OpenAI's answer cannot be read.", code="server") from error


def _refused(error: openai.RateLimitError, tier: str) -> Exception:
    if error.code == "insufficient_quota":
        return PermanentError("The quota at OpenAI is used up: look at the account's billing.", code="quota")
    if error.code == "resource_unavailable" and tier == "flex":
        return _FlexUnavailable()
    return Busy("OpenAI takes no more at the moment.", retry_after=http.retry_after(error.response.headers))


def pause(headers: Mapping[str, str]) -> float:
    """Seconds until more is taken, by the headers that count what is left; 0 while something is."""
    waits = [
        sum(float(number) * _SECONDS[unit] for number, unit in _TIME.findall(headers.get(f"x-ratelimit-reset-{what}", "")))
        for what in ("requests", "tokens")
        if headers.get(f"x-ratelimit-remaining-{what}") == "0"
    ]
    return min(max(waits, default=0), http.LONGEST_RETRY_AFTER)
