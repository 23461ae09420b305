"""Criticism of a CV, by rules: a module for each part, the words of each fault in `wording/faults.json`."""

from collections.abc import Iterator, Sequence
from datetime import date

from candidate.ai.feedback import COSTS, FULL, GRAVE, WEIGHTS, Feedback, Finding, Severity, scored
from candidate.ai.local.english import listed
from candidate.ai.local.feedback import completeness, impact, language, safeguarding, structure
from candidate.ai.local.feedback.cv import Cv
from candidate.ai.local.feedback.faults import in_short
from candidate.ai.local.findings import Findings
from candidate.documents.model import Document

MOST = 25
_NAMED = 3  # faults that the summary names
_VERDICTS = {
    Severity.HIGH: "Not fit to be put forward as it stands: {faults}.",
    Severity.MEDIUM: "Needs work before it goes to a school or employer: {faults}.",
    Severity.LOW: "To be tidied up before it goes out: {faults}.",
}
_FAULTLESS = "The rules found no fault; facts, tone and fit for the post have yet to be judged by a person."


def criticise(document: Document, found: Findings, today: date) -> Feedback:
    """What is wrong with a CV, as of `today`: at most `MOST` findings, each code once. Never raises on a document."""
    cv = Cv(document, found, today)
    findings = sorted(_findings(cv), key=_weight, reverse=True)[:MOST]
    if found.not_a_cv.value:
        findings = [finding for finding in findings if finding.severity == Severity.HIGH]
    return scored(findings, _summary(findings))


def _findings(cv: Cv) -> Iterator[Finding]:
    for part in (safeguarding, completeness, impact, structure, language):
        for rule in part.RULES:
            for finding in rule(cv):
                yield finding.model_copy(update={"quote": cv.to_the_letter(finding.quote)})


def _weight(finding: Finding) -> float:
    """What a finding takes off the score; whether it is a CV at all comes first."""
    cost = COSTS[finding.severity] * WEIGHTS[finding.part] / sum(WEIGHTS.values()) + GRAVE * (finding.severity == Severity.HIGH)
    return cost + FULL * (finding.code == "not_a_cv")


def _summary(findings: Sequence[Finding]) -> str:
    """One blunt sentence or two that name the faults which decide the score."""
    if not findings:
        return _FAULTLESS
    decisive = [in_short(finding.code) for finding in findings[:_NAMED]]
    gravest = min((finding.severity for finding in findings), key=list(Severity).index)
    verdict = _VERDICTS[gravest].format(faults=listed(decisive))
    more = len(findings) - len(decisive)
    return f"{verdict} {more} more {'fault is' if more == 1 else 'faults are'} listed below." if more else verdict
