"""What can go wrong, sorted by what helps. Adapters translate their vendor's errors into these at the edge."""


class EduKaiError(Exception):
    """`message` is one sentence for people, free of personal data and of technical detail; `code` is for programs."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code


class TransientError(EduKaiError):
    """Trying again may help. `retry_after` (seconds), when the other side named a time."""

    code = "transient"

    def __init__(self, message: str, *, code: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class PermanentError(EduKaiError):
    """Trying again will not help."""

    code = "permanent"


class Conflict(EduKaiError):
    """The thing asked for does not go with the present state. HTTP 409, or 400 where the contract says so."""

    code = "conflict"


class UnknownOutcome(EduKaiError):
    """The other side may or may not have done it. To be settled by what it says later or by a person, never by doing it again."""

    code = "unknown_outcome"
