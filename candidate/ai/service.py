"""The engine on another machine: the HTTP contract of the AI service at AI_BASE_URL. It answers later, so a task becomes a ticket."""

import json
import logging
import uuid
from typing import Any
from urllib.parse import quote, urljoin

from django.conf import settings
from django.core.files.base import ContentFile
from pydantic import BaseModel, ValidationError

from candidate.ai.base import Analyse, Answer, Busy, Criticise, Malformed, Pending, Rewrite, Task, Ticket, Unanswered, complaint_of
from candidate.ai.local import LocalEngine
from candidate.ai.local.anonymise import Identity, anonymise
from candidate.profile import Brief, DataExtracted, PersonalInfo, Profile, Writer
from edukai import http, pictures
from edukai.errors import EduKaiError, PermanentError, TransientError
from edukai.text import clean

log = logging.getLogger(__name__)

MOST_BYTES = 5 * 1024 * 1024  # of an answer
MOST_REASON = 200  # characters of what the service says of itself
LONGEST_ID = 200
UNDER_WAY = {"pending", "started", "retry", "processing"}
NOT_KEPT = "not_kept"  # the code of a result that was there and is not any more
TASKS = "/api/v1/tasks/"
NOBODY = uuid.UUID(int=0)

_ended_otherwise: set[str] = set()  # endpoints that are found with a slash at the end where the contract has none, or without


class ServiceEngine:
    """Engine of `candidate.ai.base`. The service knows no criticism: that is the local engine's, at once."""

    name = "service"
    model = ""  # whatever the service takes

    def answers_at_once(self, kind: type[Task]) -> bool:
        return kind is Criticise

    def submit(self, task: Task, key: str, complaint: str = "") -> Ticket | Answer:
        match task:
            case Analyse(brief=brief, file_url=file_url):
                if file_url is None:
                    raise PermanentError("The AI service reads the file itself, and there is none to hand over.", code="no_file")
                answer = _call("POST", "/api/v1/regeneration/", {"cv_url": file_url(), "additional_info": _info(brief)}, key)
            case Rewrite(data=data, instruction=instruction):
                body = {"cv_data": data.model_dump(mode="json"), "instruction": instruction or None}
                answer = _call("POST", "/api/v1/rewrite/", body, key)
            case Criticise():
                return LocalEngine().submit(task, key)
        ticket = _object(answer).get("task_id")
        if not isinstance(ticket, str) or not 0 < len(ticket) <= LONGEST_ID:
            raise _no_service("it gave no task_id")
        return Ticket(ticket)

    def fetch(self, ticket: Ticket, kind: type[Task]) -> Answer | Pending:
        body = _object(_call("GET", f"{TASKS}{quote(ticket.id, safe='')}/"))
        match str(body.get("status")).lower():
            case "completed":
                return _answer(body, kind)
            case "failed" if body.get("code") == NOT_KEPT:
                raise Unanswered("The AI service no longer keeps the result.")
            case "failed":
                raise PermanentError(_could_not(body.get("error")), code="service_failed")
            case status if status in UNDER_WAY:
                return Pending()
        raise _malformed("status is none of PENDING, STARTED, RETRY, completed, failed")

    def forget(self, ticket: Ticket) -> None:
        """The service forgets by itself, after a day."""

    def check(self) -> None:
        """Whether it is there, and takes our token: asked for a task of nobody's, it need not know it."""
        _call("GET", "/health")
        try:
            _call("GET", f"{TASKS}{NOBODY}/")
        except Unanswered:
            return


def _call(method: str, path: str, body: dict[str, Any] | None = None, key: str = "") -> http.Answer:
    """What the service answers when all is well; `path` as the contract writes it."""
    if not settings.AI_BASE_URL:
        raise PermanentError("AI_BASE_URL is empty: set it to the address of the AI service.", code="address")
    answer = _in_either_form(method, path, body, key)
    if answer.status == 404 and path.startswith(TASKS):
        raise Unanswered("The AI service does not know the task any more.")
    _raise_for(answer)
    return answer


def _in_either_form(method: str, path: str, body: dict[str, Any] | None, key: str) -> http.Answer:
    """Some services want a slash at the end of their paths, some want none: what one form does not find is asked for in the other."""
    base = settings.AI_BASE_URL.rstrip("/")
    endpoint = base + "/".join(path.split("/")[:4])
    forms = [base + path, base + path.rstrip("/") if path.endswith("/") else f"{base}{path}/"]
    first, second = reversed(forms) if endpoint in _ended_otherwise else forms
    answer = _asked(method, first, body, key)
    if answer.status == 404 or (answer.is_redirect and http.path(answer.headers["location"]) == http.path(second)):
        other = _asked(method, second, body, key)
        if other.status != 404 and not other.is_redirect:
            _ended_otherwise.symmetric_difference_update({endpoint})
            return other
    return answer


def _asked(method: str, url: str, body: dict[str, Any] | None = None, key: str = "", most_bytes: int = MOST_BYTES) -> http.Answer:
    headers = {"Accept": "application/json"}
    if settings.AI_SERVICE_TOKEN:
        headers["Authorization"] = f"Bearer {settings.AI_SERVICE_TOKEN}"
    if key:
        headers["Idempotency-Key"] = key  # so that what was sent again after a lost answer is not done twice
    try:
        return http.request(method, url, most_bytes=most_bytes, headers=headers, body=body)
    except TransientError as error:
        raise TransientError("The AI service at AI_BASE_URL cannot be reached.", code="service_down") from error
    except PermanentError as error:
        if error.code == http.NO_ADDRESS:
            raise PermanentError("AI_BASE_URL is not an address that can be asked.", code="address") from error
        raise _malformed("the answer is too large") from error


def _raise_for(answer: http.Answer) -> None:
    """What a status that is no success comes to."""
    if answer.is_redirect:
        raise _no_service("it leads elsewhere")
    match answer.status:
        case 401 | 403:
            raise PermanentError("The AI service refuses the token: set AI_SERVICE_TOKEN.", code="key")
        case 404 | 405:
            raise _no_service("it does not know the paths of one")
        case 429:
            raise Busy("The AI service asks to wait.", retry_after=answer.retry_after)
        case status if status >= 500:
            raise TransientError("The AI service is out of order.", code="service_down", retry_after=answer.retry_after)
        case status if status >= 300:
            raise PermanentError(_could_not(_refusal(_object(answer))), code="service_refused")


def _object(answer: http.Answer) -> dict[str, Any]:
    try:
        body = json.loads(answer.content)
    except (ValueError, RecursionError) as error:
        raise _malformed("the answer is no JSON") from error
    if not isinstance(body, dict):
        raise _malformed("the answer is no JSON object")
    return body


def _info(brief: Brief) -> dict[str, Any] | None:
    if brief == Brief():
        return None
    return {"experience": brief.experience, "skills": list(brief.skills), "job_role": list(brief.job_role)}


def _answer(body: dict[str, Any], kind: type[Task]) -> Answer:
    result = body.get("result")
    data = _checked(DataExtracted, result, "data_extracted")
    if kind is Rewrite:
        remark = clean(body.get("remark"))
        return Answer(data, engine=ServiceEngine.name, remark=remark[:MOST_REASON] if isinstance(remark, str) else "")
    _checked(PersonalInfo, result, "personal_info")  # a profile of nothing would do without
    profile = _checked(Profile, body, "result")
    photo = _photo(profile.extracted_photo_url) if profile.extracted_photo_url else None
    profile.extracted_photo_url = None  # the link expires
    if not profile.written_by.engine:
        profile.written_by = Writer(engine=ServiceEngine.name)
    writer = profile.written_by
    return Answer(profile, engine=ServiceEngine.name, model=writer.model, prompt=writer.prompt, photo=photo)


def _checked[Model: BaseModel](model: type[Model], around: Any, name: str) -> Model:
    """The object called `name` in `around`. Raises Malformed."""
    value = around.get(name) if isinstance(around, dict) else None
    if not isinstance(value, dict):
        raise _malformed(f"{name} is no object")
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise _malformed(complaint_of(error, name)) from error


def _photo(url: str) -> bytes | None:
    """The portrait that the service found, made anew; None, and a line in the log, when it cannot be had or is not the service's own."""
    try:
        own = http.origin(settings.AI_BASE_URL)
        address = urljoin(f"{settings.AI_BASE_URL.rstrip('/')}/", url)
        if http.origin(address) != own:
            raise PermanentError("It lies on another machine.", code="foreign_host")
        answer = _asked("GET", address, most_bytes=pictures.MOST_BYTES)
        if answer.status != 200:
            raise PermanentError("It is not there.", code=f"status_{answer.status}")
        return pictures.normalise(ContentFile(answer.content))
    except (EduKaiError, ValueError) as error:  # urljoin raises the latter for what is no address
        log.warning("a photo of the AI service is left out: %s", error.code if isinstance(error, EduKaiError) else http.NO_ADDRESS)
        return None


def _could_not(reason: Any) -> str:
    """A sentence for people; what the service says goes in without ways to reach anybody."""
    told = anonymise(clean(reason), Identity()) if isinstance(reason, str) else ""
    short = " ".join(told.split())[:MOST_REASON].rstrip()
    return f"The AI service could not do it: {short}" if short else "The AI service could not do it."


def _refusal(body: dict[str, Any]) -> str:
    """Why a request was refused: `detail`, or the first of the messages by field."""
    match next(iter(body.items()), None):
        case _, str(told):
            return told
        case field, [str(told), *_]:
            return f"{field}: {told}"
    return ""


def _no_service(why: str) -> PermanentError:
    return PermanentError(f"What answers at AI_BASE_URL is not an AI service: {why}.", code="address")


def _malformed(complaint: str) -> Malformed:
    return Malformed("The AI service answered with nothing of use.", complaint)
