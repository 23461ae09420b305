"""The small contract between the pipeline and whatever understands a CV: a task in, a checked result out, at once or later."""

import dataclasses
from collections.abc import Callable
from typing import Protocol

from pydantic import ValidationError

from candidate.ai.feedback import Feedback, Finding
from candidate.documents.model import Document
from candidate.profile import Brief, DataExtracted, Profile
from edukai.errors import PermanentError, TransientError

MOST_COMPLAINTS = 10


@dataclasses.dataclass(frozen=True, slots=True)
class Analyse:
    """Understand a CV: the result is a Profile. `file_url` gives an address of the original file, for engines that read for themselves."""

    document: Document
    brief: Brief
    file_url: Callable[[], str] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Rewrite:
    """Write `data` better, following the operator's `instruction` ("" = none): the result is a DataExtracted with the same facts."""

    document: Document
    data: DataExtracted
    instruction: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Criticise:
    """Say what is wrong with a CV: the result is a Feedback. `known` is what the local engine has found already."""

    document: Document
    data: DataExtracted
    known: tuple[Finding, ...] = ()


Task = Analyse | Rewrite | Criticise
Result = Profile | DataExtracted | Feedback


@dataclasses.dataclass(frozen=True, slots=True)
class Usage:
    """What an answer took, in tokens: `cached_tokens` are those of the input at a lower price; in the tiers "flex" and "batch" all are."""

    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    tier: str = ""


NO_USAGE = Usage()


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """`prompt` names the version of the prompt that was used, `remark` is for the operator: what could not be followed, and why.

    `photo`: a portrait that the engine found, as JPEG.
    """

    result: Result
    engine: str = "local"
    model: str = ""
    prompt: str = ""
    usage: Usage = NO_USAGE
    remark: str = ""
    photo: bytes | None = None  # a JPEG, of an engine that reads the file for itself


@dataclasses.dataclass(frozen=True, slots=True)
class Ticket:
    """A promise of an engine that answers later; kept in the database, so that a late poller loses nothing.

    `pause`: seconds for which the engine lets nobody submit anything more.
    """

    id: str
    pause: float = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """Not there yet. `wait` is the engine's advice, in seconds; 0: none."""

    wait: float = 0


class Busy(TransientError):
    """The engine has turned a task away without doing it, and would others too: everybody waits, `retry_after` if it named a time."""

    code = "busy"


class Unanswered(TransientError):
    """A ticket will never be answered (the engine broke down, or forgot it): the task may be submitted again."""

    code = "unanswered"


class Malformed(PermanentError):
    """The engine answered, but with nothing of use. `complaint` tells the engine what is wrong, so that it can mend it once."""

    code = "malformed"

    def __init__(self, message: str, complaint: str, *, usage: Usage = NO_USAGE) -> None:
        super().__init__(message)
        self.complaint = complaint
        self.usage = usage


def complaint_of(error: ValidationError, within: str = "") -> str:
    """What does not fit, and where, for an engine that may mend it; nothing of what the answer said."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)[:MOST_COMPLAINTS]
    return "; ".join(f"{'.'.join(map(str, (*([within] if within else []), *fault['loc'])))}: {fault['msg']}" for fault in faults)


class Engine(Protocol):
    name: str

    @property
    def model(self) -> str:
        """Its name; "" where there is none to choose."""
        ...

    def answers_at_once(self, kind: type[Task]) -> bool:
        """Whether tasks of this kind are answered within `submit`, cost nothing and need no turn."""
        ...

    def submit(self, task: Task, key: str, complaint: str = "") -> Ticket | Answer:
        """Hand over a task: its answer at once, or a ticket to fetch it with. `key` is the same when the same task comes again;
        `complaint` says why the answer to it was of no use, so that the next one is better.

        Raises Busy, TransientError, PermanentError.
        """
        ...

    def fetch(self, ticket: Ticket, kind: type[Task]) -> Answer | Pending:
        """The answer to a ticket of this kind of task, when it is there. Raises Unanswered, Malformed, TransientError, PermanentError."""
        ...

    def forget(self, ticket: Ticket) -> None:
        """The answer is here: it need not be kept there any longer. Never raises; what is not forgotten goes with time."""
        ...

    def check(self) -> None:
        """Whether it could work. Raises PermanentError with the mend, or TransientError."""
        ...
