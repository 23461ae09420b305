"""The small contract between the pipeline and whatever understands a CV: documents in, a checked Profile out."""

import dataclasses
from typing import Protocol

from candidate.documents.model import Document
from candidate.profile import Brief, Profile


@dataclasses.dataclass(frozen=True, slots=True)
class Ticket:
    """A promise of an engine that answers later; kept in the database, so that a late poller loses nothing."""

    id: str


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """Not there yet. `wait` is the engine's advice, in seconds."""

    wait: float


class Engine(Protocol):
    def submit(self, document: Document, brief: Brief) -> Ticket | Profile:
        """Hand over a document: the profile at once, or a ticket to fetch it with. Raises TransientError, PermanentError."""
        ...

    def fetch(self, ticket: Ticket) -> Profile | Pending:
        """The answer to a ticket, when it is there. Raises TransientError, PermanentError."""
        ...
