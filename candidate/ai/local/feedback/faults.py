"""Faults of a CV as findings: their words are data, `wording/faults.json`; what comes from the CV is made short and harmless here."""

import dataclasses
from collections.abc import Iterator, Sequence

from candidate.ai.feedback import Finding, Severity
from candidate.ai.local import wording
from edukai.text import clean

LONGEST_QUOTE, LONGEST_DETAIL = 160, 250  # characters; cleaning may lengthen odd ones
_FAULTS: dict[str, dict[str, str]] = wording.data("faults.json")
CODES = tuple(_FAULTS)


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule has struck, and the words that it struck on."""

    place: str
    quote: str = ""


def fault(code: str, severity: Severity, place: str = "", quote: str = "", **details: str) -> Finding:
    """A finding in the words of its code, with the details that these ask for."""
    words = _FAULTS[code]
    told = {name: shortened(detail, LONGEST_DETAIL) for name, detail in details.items()}
    return Finding.model_validate(
        {
            "code": code,
            "part": words["part"],
            "severity": severity,
            "place": shortened(place, LONGEST_QUOTE),
            "quote": shortened(quote, LONGEST_QUOTE),
            "finding": words["finding"].format(**told),
            "advice": words["advice"].format(**told),
        }
    )


def pooled(code: str, hits: Sequence[Hit], thing: str, *, many: int = 0, **details: str) -> Iterator[Finding]:
    """One low finding for all the hits, which quotes the first; a medium one from `many` on (0: never). `thing`: what is counted."""
    if hits:
        severity = Severity.MEDIUM if 0 < many <= len(hits) else Severity.LOW
        yield fault(code, severity, hits[0].place, hits[0].quote, count=counted(len(hits), thing), **details)


def in_short(code: str) -> str:
    """The fault in a few words, for a list."""
    return _FAULTS[code]["short"]


def counted(count: int, thing: str) -> str:
    """'1 job', '2 jobs'; '1 line begins', '2 lines begin'; 'no referee'."""
    noun, _, verb = thing.partition(" ")
    plural = "" if count == 1 else "es" if noun.endswith(("s", "x")) else "s"
    said = {"is": "are", "stands": "stand", "speaks": "speak"}.get(verb, verb) if count != 1 else verb
    return " ".join(filter(None, (str(count) if count else "No", noun + plural, said)))


def shortened(text: str, most: int) -> str:
    """The beginning of a text in whole words, without control characters and halves of characters."""
    text = " ".join(str(clean(text[: 4 * most])).encode("utf-8", "ignore").decode().split())
    if len(text) <= most:
        return text
    return text[: most + 1].rpartition(" ")[0] or text[:most]
