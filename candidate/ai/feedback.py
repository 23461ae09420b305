"""Criticism of a CV: findings, and a score that is computed from them alone, so that no text of a CV can talk it up."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from candidate.profile import Long, Short

FULL = 100


class Part(StrEnum):
    STRUCTURE = "structure"
    EVIDENCE = "evidence_of_impact"
    COMPLETENESS = "completeness"
    LANGUAGE = "language"
    SAFEGUARDING = "safeguarding_and_gaps"


class Severity(StrEnum):
    HIGH = "high"  # would keep the candidate from being put forward
    MEDIUM = "medium"
    LOW = "low"


WEIGHTS = {Part.STRUCTURE: 15, Part.EVIDENCE: 25, Part.COMPLETENESS: 20, Part.LANGUAGE: 15, Part.SAFEGUARDING: 25}  # of the overall score
COSTS = {Severity.HIGH: 60, Severity.MEDIUM: 25, Severity.LOW: 8}  # what a finding takes off its part
GRAVE = 8  # what each high finding takes off the whole beside that: no other part makes up for it


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class Finding(_Model):
    """One thing that is wrong, where, and what to do about it; said to whoever can mend it."""

    code: Short = Field(description="snake_case, the same for the same kind of fault")
    part: Part
    severity: Severity
    place: Short = Field(description="where in the CV, e.g. 'Employment: Class Teacher, Oak School'; '' for all of it")
    quote: Short = Field(description="the words of the CV that it is about, to the letter; '' when it is about something missing")
    finding: Long = Field(description="what is wrong, in one or two sentences")
    advice: Long = Field(description="what to do, concretely, in one or two sentences")


class Feedback(_Model):
    """`score` and each of `parts` from 0 to 100; findings the gravest first."""

    score: int = Field(ge=0, le=FULL)
    parts: dict[Part, int]
    summary: Long
    findings: list[Finding]


def quoted(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Those whose quote stands in the text, or who quote nothing."""
    said = " ".join(text.split()).casefold()
    return [each for each in findings if " ".join(each.quote.split()).casefold() in said]


def scored(findings: Sequence[Finding], summary: str) -> Feedback:
    """The findings in order, each once, with the scores that follow from them."""
    order = list(Severity)
    kept = sorted({(each.code, each.place, each.quote): each for each in findings}.values(), key=lambda each: order.index(each.severity))
    parts = {part: max(0, FULL - sum(COSTS[each.severity] for each in kept if each.part == part)) for part in Part}
    total = sum(parts[part] * weight for part, weight in WEIGHTS.items()) / sum(WEIGHTS.values())
    total -= GRAVE * sum(each.severity == Severity.HIGH for each in kept)
    return Feedback(score=max(0, round(total)), parts=parts, summary=summary, findings=kept)
