"""The one shape of what is known about a candidate: `ai_enhanced_cv_content` of the contract, checked once, here.

Whatever wrote it (our engine, a model, another service, an operator's edit) passes through `Profile.model_validate` first: text is
cleaned (NUL and other control characters out, white space folded), lengths are bounded, unknown keys are ignored.
"""

import dataclasses
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from candidate.taxonomy import KeyStage, Phase, Remark, Role, Status, Subject
from edukai.text import clean


def _listed(value: Any) -> Any:
    """None becomes []; empty members go."""
    if value is None:
        return []
    if isinstance(value, list):
        return [item for item in value if item is not None and clean(item) != ""]
    return value


def _codes[Code: StrEnum](codes: type[Code]) -> BeforeValidator:
    """Members of `codes`, each once; what is none of them goes."""

    def known(value: Any) -> list[Code]:
        texts = [text for text in value if isinstance(text, str)] if isinstance(value, (list, tuple)) else []
        return [codes(text) for text in dict.fromkeys(texts) if text in set(codes)]

    return BeforeValidator(known)


Short = Annotated[str, BeforeValidator(clean), Field(max_length=300)]
Long = Annotated[str, BeforeValidator(clean), Field(max_length=10_000)]
ShortList = Annotated[list[Short], BeforeValidator(_listed), Field(max_length=200)]
LongList = Annotated[list[Long], BeforeValidator(_listed), Field(max_length=200)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)  # errors are logged, CV text is not


class PersonalInfo(_Model):
    """What identifies or reaches the candidate: never on the PDF."""

    full_name: Short = ""
    email: Short = ""
    whatsapp: Short = ""  # E.164
    skill: ShortList = []
    job_role: ShortList = []
    experience: Short = ""  # years, as computed from the jobs: "6.5"; "" when not computable
    location: Short = ""
    address: ShortList = []  # street lines of the candidate's address, as written
    postcode: Short = ""
    other_contacts: ShortList = []  # further phones, e-mails and links found, referees' included: for the leak check alone


class Employment(_Model):
    """One job. `start` and `end` are "YYYY-MM", "" when unknown; `end` is "present" for a running one."""

    date_range: Short = ""  # as shown: "Sep 2019 - Present"
    role: Short = ""
    company: Short = ""
    responsibilities: LongList = []
    start: Annotated[str, BeforeValidator(clean), Field(pattern=r"^(|\d{4}-(0[1-9]|1[0-2]))$")] = ""
    end: Annotated[str, BeforeValidator(clean), Field(pattern=r"^(|present|\d{4}-(0[1-9]|1[0-2]))$")] = ""


class DataExtracted(_Model):
    """What the branded CV and the mails show."""

    name: Short = ""  # the given name only
    role: ShortList = []
    location: Short = ""  # town or county, never a street or a full postcode
    availability: Short = ""
    professional_profile: Long = ""
    employment_history: Annotated[list[Employment], BeforeValidator(_listed), Field(max_length=100)] = []
    qualifications: LongList = []
    interests: Long = ""
    email_subject: Short = ""
    email_body: Long = ""


class Dbs(_Model):
    """A certificate of the Disclosure and Barring Service, as the CV states it."""

    level: Literal["", "basic", "standard", "enhanced"] = ""
    update_service: bool = False
    date: Short = ""  # of the certificate: YYYY-MM, YYYY or ""


class Education(_Model):
    """What the candidate is to a school; all empty for other trades. The codes are those of `candidate.taxonomy`."""

    roles: Annotated[list[Role], _codes(Role)] = []  # newest first
    phases: Annotated[list[Phase], _codes(Phase)] = []
    key_stages: Annotated[list[KeyStage], _codes(KeyStage)] = []
    subjects: Annotated[list[Subject], _codes(Subject)] = []
    statuses: Annotated[list[Status], _codes(Status)] = []
    qts: bool = False  # stated in as many words
    dbs: Dbs | None = None
    right_to_work: bool | None = None  # None: the CV does not say


class Claim(_Model):
    """Something that a model wrote and the CV does not support; it was taken out."""

    place: Short = ""  # where it stood: "employment_history", "qualifications", "professional_profile" ...
    text: Short = ""
    reason: Short = ""  # one sentence


class Writer(_Model):
    """Who wrote the texts: an engine, its model and the version of its prompt."""

    engine: Short = ""
    model: Short = ""
    prompt: Short = ""


class Profile(_Model):
    quality_check: Literal["pass", "fail", "manual review"] = "manual review"
    extracted_photo_url: Annotated[str | None, Field(max_length=2_000)] = None
    personal_info: PersonalInfo = PersonalInfo()
    data_extracted: DataExtracted = DataExtracted()
    education: Education = Education()
    remarks: Annotated[list[Remark], _codes(Remark)] = []
    unsupported_claims: Annotated[list[Claim], BeforeValidator(_listed), Field(max_length=200)] = []
    written_by: Writer = Writer()


@dataclasses.dataclass(frozen=True, slots=True)
class Brief:
    """What the operator said at upload: leads the profile and the e-mail where the CV supports it, never adds to it."""

    experience: float | None = None  # the least years asked for
    skills: tuple[str, ...] = ()
    job_role: tuple[str, ...] = ()
