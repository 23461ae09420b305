"""Versions of a candidate's texts: what they were before a rewrite and after it, and how one is brought back."""

from collections.abc import Sequence
from typing import Any

from account.models import User
from candidate.ai.base import Answer
from candidate.models import Candidate, Quality, Version
from candidate.models.versions import VersionKind
from candidate.profile import Claim, DataExtracted
from edukai.flows import forget_files

# What a version brings back; who somebody is, and where, is changed by hand alone.
TEXTS = ("professional_profile", "employment_history", "qualifications", "interests", "email_subject", "email_body")


def replace(row: Candidate, after: DataExtracted, kind: VersionKind, user: User | None, **about: Any) -> Version:
    """Give a locked candidate these texts: noted as a version, its PDF no longer shown. `about` are columns of the version.

    The caller has the PDF made anew.
    """
    before = row.profile.data_extracted
    texts = before.model_copy(update={name: getattr(after, name) for name in TEXTS})
    last = row.versions.first()
    number = last.number if last else 0
    if last is None or last.after != before.model_dump(mode="json"):  # what operators have made of it since can be brought back too
        number += 1
        row.versions.create(number=number, kind=VersionKind.EDIT if last else VersionKind.ORIGINAL, after=before.model_dump())
    version = row.versions.create(
        number=number + 1, kind=kind, before=before.model_dump(), after=texts.model_dump(), created_by=user, **about
    )
    forget_files([row.enhanced_key] if row.enhanced_key else [])
    content = {**(row.ai_enhanced_cv_content or {}), "data_extracted": texts.model_dump()}
    mails = {"email_subject": texts.email_subject, "email_body": texts.email_body}
    row.change(ai_enhanced_cv_content=content, **mails, **row.outdating)
    return version


def rewritten(
    row: Candidate, after: DataExtracted, answer: Answer, instruction: str, claims: Sequence[Claim], user: User | None
) -> Version:
    """`replace` for what an engine wrote; claims that had to be taken out make a person look at the candidate."""
    taken_out = f"Taken out, since the CV does not support it: {'; '.join(claim.text for claim in claims)}" if claims else ""
    remark = " ".join(filter(None, [answer.remark, taken_out]))
    about = {"engine": answer.engine, "model": answer.model, "prompt": answer.prompt}
    version = replace(row, after, VersionKind.REWRITE, user, instruction=instruction, remark=remark, **about)
    if claims:
        content = row.ai_enhanced_cv_content or {}
        content["unsupported_claims"] = [*content.get("unsupported_claims", []), *(claim.model_dump() for claim in claims)][:200]
        reasons = [*(reason for reason in row.quality_reasons if reason != "unsupported_claims"), "unsupported_claims"]
        row.learn(ai_enhanced_cv_content=content, quality_status=Quality.MANUAL, quality_reasons=reasons)
    return version
