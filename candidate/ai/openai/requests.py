"""What is sent: instructions from a prompt file, the CV between markers that it cannot know, and the schema of the answer."""

import dataclasses
import json
import secrets
from typing import Any

from django.conf import settings
from pydantic import BaseModel, Field

from candidate.ai import prompts
from candidate.ai.base import Analyse, Criticise, Rewrite, Task
from candidate.ai.feedback import Finding
from candidate.ai.prompts import Prompt
from candidate.ai.strict import schema_of
from candidate.profile import Brief, DataExtracted, Profile

MOST_TOKENS = 16_000  # of an answer, with what the model thinks before it
MOST_TEXT = 60_000  # characters of a CV: some 20 full pages
# What is computed, or taken from the reader alone: a model is not asked for it.
OURS = {
    "quality_check", "extracted_photo_url", "education", "remarks", "unsupported_claims", "written_by", "experience", "address",
    "postcode", "other_contacts",
}  # fmt: skip


class Criticisms(BaseModel):
    """What a model adds to the findings of our own."""

    findings: list[Finding] = Field(default=[], max_length=30)


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """How a kind of task is put: the prompt's file and the shape of the answer."""

    prompt: str
    shape: type[BaseModel]


FORMS: dict[type[Task], Form] = {
    Analyse: Form("analyse", Profile),
    Rewrite: Form("rewrite", DataExtracted),
    Criticise: Form("feedback", Criticisms),
}


def prompt_of(kind: type[Task]) -> Prompt:
    return prompts.load(FORMS[kind].prompt)


def body(task: Task, key: str, complaint: str = "") -> dict[str, Any]:
    """The body of a request to `/v1/responses`; `complaint` says what was wrong with the answer before."""
    form = FORMS[type(task)]
    return {
        "model": settings.OPENAI_MODEL,
        "instructions": prompt_of(type(task)).text,
        "input": [{"role": "user", "content": "\n\n".join(filter(None, [_told(task), complaint and _again(complaint)]))}],
        "text": {"format": {"type": "json_schema", "name": form.prompt, "strict": True, "schema": schema_of(form.shape, OURS)}},
        "max_output_tokens": MOST_TOKENS,
        "store": True,
        "metadata": {"call": key},
    }


def _told(task: Task) -> str:
    match task:
        case Analyse(document, brief):
            return _parts(_brief(brief), ("CV", document.text[:MOST_TEXT]))
        case Rewrite(_, data, instruction):
            wish = f"The consultant's instruction:\n{instruction}" if instruction else ""
            return _parts(wish, ("PROFILE", json.dumps(data.model_dump(), ensure_ascii=False)))
        case Criticise(document, _, known):
            findings = json.dumps([finding.model_dump(mode="json") for finding in known], ensure_ascii=False)
            return _parts(f"Known findings:\n{findings}", ("CV", document.text[:MOST_TEXT]))


def _parts(before: str, data: tuple[str, str]) -> str:
    """Data between markers with a word that nobody can have written into it."""
    name, text = data
    word = secrets.token_hex(8)
    return "\n\n".join(filter(None, [before, f"<<<{name} {word}>>>\n{text}\n<<<END {word}>>>"]))


def _brief(brief: Brief) -> str:
    asked = {"job roles": ", ".join(brief.job_role), "skills": ", ".join(brief.skills)}
    lines = [f"- {what}: {names}" for what, names in asked.items() if names]
    return "\n".join(["The agency's brief:", *lines]) if lines else ""


def _again(complaint: str) -> str:
    return f"An answer to this was given before and cannot be used: {complaint}\nReturn the whole JSON object with this put right."
