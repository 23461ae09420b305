"""The one shape of what is known about a candidate: `ai_enhanced_cv_content` of the contract, checked once, here.

Whatever wrote it (our engine, a model, another service, an operator's edit) passes through `Profile.model_validate` first: text is
cleaned (NUL and other control characters out, white space folded), lengths are bounded, unknown keys are ignored.
"""

import dataclasses
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from edukai.text import clean


def _listed(value: Any) -> Any:
    """None becomes []; empty members go."""
    if value is None:
        return []
    if isinstance(value, list):
        return [item for item in value if item is not None and clean(item) != ""]
    return value


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


class Profile(_Model):
    quality_check: Literal["pass", "fail", "manual review"] = "manual review"
    extracted_photo_url: Annotated[str | None, Field(max_length=2_000)] = None
    personal_info: PersonalInfo = PersonalInfo()
    data_extracted: DataExtracted = DataExtracted()


@dataclasses.dataclass(frozen=True, slots=True)
class Brief:
    """What the operator said at upload: leads the profile and the e-mail where the CV supports it, never adds to it."""

    experience: float | None = None  # the least years asked for
    skills: tuple[str, ...] = ()
    job_role: tuple[str, ...] = ()
