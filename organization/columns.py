"""The columns of the sheets that are imported: the headers they go by, and how a typed value becomes a clean one."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from organization.geo import postcodes
from organization.geo.grid import MOST_EASTING, MOST_NORTHING
from organization.models import Gender, Organization, OrganizationContact, Phase
from organization.sheets.cells import header_key

NOTHING = {"", "-", "--", "?", "n/a", "na", "#n/a", "none", "null", "nil", "nan", "tbc", "tba"} | {
    "unknown", "not known", "not available", "not recorded", "not applicable", "does not apply",
}  # fmt: skip

_FILLING = re.compile(r"['’]?\b(?:schools?|phase|education|only)\b", re.IGNORECASE)  # "Primary school", "Girls only"
_EXTENSION = re.compile(r"(?:\bext(?:ension)?|\bx)\W*(\d{1,6})\W*$", re.IGNORECASE)


class BadValue(ValueError):
    """A value that cannot be taken; the text is the reason, in words for people."""


@dataclass(frozen=True, slots=True)
class Column:
    """`field` of the model; `title` as people know it; `also`: further headers it goes by; `clean` raises BadValue."""

    field: str
    title: str
    clean: Callable[[str], Any]
    also: tuple[str, ...] = ()
    required: bool = False

    @property
    def keys(self) -> list[str]:
        return [header_key(title) for title in (self.title, *self.also)]


def plain(most: int) -> Callable[[str], str]:
    """A cleaner for text of at most `most` characters."""

    def clean(value: str) -> str:
        if len(value) > most:
            raise BadValue(f"is longer than {most} characters")
        return value

    return clean


def optional(most: int) -> Callable[[str], str]:
    """Like `plain`, but 'N/A' and the like mean nothing."""
    clean = plain(most)
    return lambda value: "" if value.casefold() in NOTHING else clean(value)


def urn(value: str) -> str:
    if value.casefold() in NOTHING or value == "0":
        return ""
    if not (value.isascii() and value.isdigit() and len(value) <= 10):
        raise BadValue("is not a unique reference number: digits are expected")
    return value


def telephone(value: str) -> str:
    """UK numbers as digits with the leading zero (a sheet drops it), an extension behind ' ext '; others with '+' and their code."""
    if value.casefold() in NOTHING:
        return ""
    extension = _EXTENSION.search(value)
    number = value[: extension.start()] if extension else value
    digits = "".join(filter(str.isdigit, number.replace("(0)", "")))
    if not digits.isascii() or any(map(str.isalpha, number)):
        raise BadValue("is not a telephone number")
    abroad = number.startswith(("+", "00"))
    digits = digits.removeprefix("00") if abroad else digits
    if digits.startswith("44") and len(digits) in (11, 12, 13):
        digits, abroad = digits[2:], False
    if not digits.strip("0"):
        return ""
    digits = f"+{digits}" if abroad else f"0{digits.lstrip('0')}"
    if not (abroad and 8 <= len(digits) <= 16) and len(digits) not in (10, 11):
        raise BadValue("is not a telephone number")
    return f"{digits} ext {extension[1]}" if extension else digits


def postcode(value: str) -> str:
    """As Royal Mail writes it: 'sw1a1aa' is 'SW1A 1AA'."""
    if value.casefold() in NOTHING:
        return ""
    if code := postcodes.normalise(value):
        return code
    raise BadValue("is not a UK postcode")


def metres(most: int) -> Callable[[str], int | None]:
    """A cleaner for an easting or northing; the register writes 0 where it does not know."""

    def clean(value: str) -> int | None:
        if value.casefold() in NOTHING:
            return None
        try:
            number = round(float(value))
        except (ValueError, OverflowError):
            raise BadValue("is not a number of metres") from None
        if not 0 <= number <= most:
            raise BadValue("lies outside the national grid")
        return number or None

    return clean


def choice(choices: type[Phase] | type[Gender], further: Mapping[Any, Iterable[str]], default: str) -> Callable[[str], str]:
    """A cleaner for a choice in any wording: its value, its label, or one of the `further`."""
    meanings = {header_key(str(text)): value for value, label in choices.choices for text in (value, label, *further.get(value, ()))}

    def clean(value: str) -> str:
        meaning = meanings.get(header_key(value)) or meanings.get(header_key(_FILLING.sub("", value)))
        if meaning is None and value.casefold() not in NOTHING:
            raise BadValue(f"is none of: {', '.join(map(str, choices.labels))}")
        return meaning or default

    return clean


def is_open(value: str) -> bool:
    """Of the register: whether the school teaches ('Open', 'Open, but proposed to close')."""
    return not value or value.casefold().startswith("open")


def email(value: str) -> str:
    """In lower case; 'mailto:' and angle brackets around it do not matter."""
    address = value.removeprefix("mailto:").strip("<>;, ").lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadValue("is not an e-mail address") from None
    return plain(320)(address)


_PHASE_WORDINGS = {
    Phase.SIXTEEN_PLUS: ("16", "16+", "post 16", "sixteen plus", "sixth form"),
    Phase.ALL_THROUGH: ("all age",),
    Phase.MIDDLE_DEEMED_PRIMARY: ("middle primary",),
    Phase.MIDDLE_DEEMED_SECONDARY: ("middle secondary",),
    Phase.PRIMARY: ("infant", "infants", "junior", "juniors", "infant and junior", "first"),
    Phase.SECONDARY: ("upper", "high"),
}
_GENDER_WORDINGS = {
    Gender.BOYS: ("boy", "male"),
    Gender.GIRLS: ("girl", "female"),
    Gender.MIXED: ("co-ed", "co-educational", "both", "not collected"),
}


def _length(model: type[Organization] | type[OrganizationContact], field: str) -> int:
    return getattr(model._meta.get_field(field), "max_length", None) or 0


def _optional(field: str, title: str, *also: str) -> Column:
    return Column(field, title, optional(_length(Organization, field)), also)


_AUTHORITY = ("LA (name)", "LA", "LocalAuthorityName", "Local Education Authority", "LEA")
_NAME = ("OrganisationName", "EstablishmentName", "Establishment", "SchoolName", "School", "Organization", "Organisation", "Name of school")

ORGANIZATION = (
    Column("urn", "URN", urn, ("Unique reference number",)),
    Column("name", "OrganizationName", plain(_length(Organization, "name")), (*_NAME, "Name"), required=True),
    Column("local_authority", "LocalAuthority", plain(_length(Organization, "local_authority")), _AUTHORITY, required=True),
    Column("phase", "Phase", choice(Phase, _PHASE_WORDINGS, Phase.NOT_APPLICABLE), ("PhaseOfEducation (name)", "PhaseOfEducation")),
    Column("gender", "Gender", choice(Gender, _GENDER_WORDINGS, Gender.MIXED), ("Gender (name)", "Sex")),
    _optional("street", "Street"),
    _optional("address_line_1", "AddressLine1", "Locality", "Address1"),
    _optional("address_line_2", "AddressLine2", "Address3", "Address2"),
    _optional("town", "Town", "Town/City", "City"),
    _optional("county", "County", "County (name)"),
    Column("postcode", "Postcode", postcode, ("Post code of school", "PostalCode")),
    Column("telephone", "TelephoneNumber", telephone, ("TelephoneNum", "Telephone", "Telephone no", "Phone", "PhoneNumber", "Tel")),
    Column("easting", "Easting", metres(MOST_EASTING)),
    Column("northing", "Northing", metres(MOST_NORTHING)),
    Column("is_open", "EstablishmentStatus", is_open, ("EstablishmentStatus (name)", "Status")),
)

CONTACT = (
    Column("local_authority", "LocalAuthority", plain(_length(Organization, "local_authority")), _AUTHORITY, required=True),
    Column("name", "OrganizationName", plain(_length(Organization, "name")), _NAME, required=True),
    Column(
        "contact_person", "ContactPersonName", plain(_length(OrganizationContact, "contact_person")),
        ("ContactPerson", "ContactName", "Contact", "FullName"), required=True,
    ),
    Column("job_title", "JobTitle", optional(_length(OrganizationContact, "job_title")), ("Job", "Position", "Role")),
    Column("work_email", "WorkEmail", email, ("WorkEmailAddress", "Email", "EmailAddress"), required=True),
)  # fmt: skip
