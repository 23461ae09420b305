"""What comes back: a response of the API, as plain JSON, becomes an answer, or says that there is none yet, or none at all."""

import json
import logging
from typing import Any

from django.conf import settings
from pydantic import ValidationError

from candidate.ai.base import Answer, Malformed, Pending, Result, Task, Unanswered, Usage, complaint_of
from candidate.ai.feedback import scored
from candidate.ai.openai.requests import FORMS, Criticisms, prompt_of
from candidate.profile import DataExtracted, Profile, Writer
from edukai.errors import PermanentError

log = logging.getLogger(__name__)

_UNDER_WAY = {"queued", "in_progress"}
_MAY_GO_BETTER = {"server_error", "rate_limit_exceeded", "vector_store_timeout"}


def read(response: dict[str, Any], kind: type[Task]) -> Answer | Pending:
    """Raises Malformed, Unanswered, PermanentError."""
    status = response.get("status")
    if status in _UNDER_WAY:
        return Pending()
    if status == "completed":
        return _completed(response, kind)
    if status == "incomplete":
        reason = (response.get("incomplete_details") or {}).get("reason")
        if reason == "content_filter":
            raise Malformed("OpenAI's content filter stopped the answer.", "It was stopped by a filter.", usage=usage(response))
        raise Malformed("The model's answer was cut off.", "It was too long and was cut off: write less.", usage=usage(response))
    code = (response.get("error") or {}).get("code") or status
    log.warning("response %s ended as %s (%s)", response.get("id"), status, code)
    if status == "failed" and code not in _MAY_GO_BETTER:
        raise PermanentError("OpenAI could not deal with this CV.", code="engine_failed")
    raise Unanswered("OpenAI gave up on this CV.")


def usage(response: dict[str, Any]) -> Usage:
    told = response.get("usage") or {}
    return Usage(
        input_tokens=int(told.get("input_tokens") or 0),
        cached_tokens=int((told.get("input_tokens_details") or {}).get("cached_tokens") or 0),
        output_tokens=int(told.get("output_tokens") or 0),
        tier=str(response.get("service_tier") or ""),
    )


def _completed(response: dict[str, Any], kind: type[Task]) -> Answer:
    taken = usage(response)
    said = [part for item in response.get("output") or [] if item.get("type") == "message" for part in item.get("content") or []]
    if any(part.get("type") == "refusal" for part in said):
        raise Malformed("The model refused to work on this CV.", "You refused. This is an ordinary CV.", usage=taken)
    text = "".join(part.get("text") or "" for part in said if part.get("type") == "output_text")
    try:
        told = FORMS[kind].shape.model_validate(json.loads(text))
    except ValidationError as error:
        raise Malformed("The model's answer does not have the form that was asked for.", complaint_of(error), usage=taken) from error
    except (ValueError, RecursionError) as error:
        raise Malformed("The model's answer is no JSON.", "It is no valid JSON.", usage=taken) from error
    model, prompt = str(response.get("model") or settings.OPENAI_MODEL), prompt_of(kind).version
    match told:
        case Profile():
            told.written_by = Writer(engine="openai", model=model, prompt=prompt)
            result: Result = told
        case Criticisms():
            result = scored(told.findings, "")
        case DataExtracted():
            result = told
        case _:
            raise TypeError(f"Nobody knows what to do with {type(told).__name__}.")
    return Answer(result, engine="openai", model=model, prompt=prompt, usage=taken)
