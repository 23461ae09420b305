"""How UK postcodes are written, and how to find them in a text. Source: Royal Mail, PAF programmers' guide."""

import re
import unicodedata

_OUTWARD = (
    r"(?:[A-PR-UWYZ][0-9]{1,2}"  # M1, B33
    r"|[A-PR-UWYZ][A-HK-Y][0-9]{1,2}"  # CR2, DN55
    r"|[A-PR-UWYZ][0-9][A-HJKPSTUW]"  # W1A
    r"|[A-PR-UWYZ][A-HK-Y][0-9][ABEHMNPRVWXY]"  # EC1A
    r"|GIR)"
)
_INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_WHOLE = re.compile(f"({_OUTWARD})({_INWARD})")
_OUTWARD_ALONE = re.compile(_OUTWARD)
_FULL_IN_TEXT = re.compile(rf"(?<![A-Z0-9])({_OUTWARD})[ ]{{0,3}}({_INWARD})(?![A-Z0-9])")
# "Unit B1, Leeds" is not in Birmingham.
_OUTWARD_IN_TEXT = re.compile(rf"(?<![A-Z0-9])(UNIT |FLAT |BLOCK |SUITE |ROOM |FLOOR |APARTMENT |PLOT )?({_OUTWARD})(?![A-Z0-9])")


def normalise(text: str) -> str | None:
    """A full postcode as Royal Mail writes it ("se264qh" is "SE26 4QH"); None when the text is anything else."""
    found = _WHOLE.fullmatch(re.sub(r"[\s.\-]", "", _capitals(text)))
    return f"{found[1]} {found[2]}" if found else None


def compact(postcode: str) -> str:
    """The key of a normalised postcode in the table: without its space."""
    return postcode.replace(" ", "")


def is_compact(text: str) -> bool:
    """Whether it is such a key."""
    return _WHOLE.fullmatch(text) is not None


def is_outcode(text: str) -> bool:
    return _OUTWARD_ALONE.fullmatch(text) is not None


def outcode(postcode: str) -> str:
    """The outward code of a full postcode: the half before the space, which is there or not."""
    return compact(postcode)[:-3]


def find_postcode(text: str) -> str | None:
    """The last full postcode in a text, since addresses end with it."""
    found = _FULL_IN_TEXT.findall(_capitals(text))
    return " ".join(found[-1]) if found else None


def find_outcode(text: str) -> str | None:
    """The last outward code that stands alone in a text: "SE26" of "London SE26"."""
    found = [code for numbered, code in _OUTWARD_IN_TEXT.findall(_capitals(text)) if not numbered]
    return found[-1] if found else None


def _capitals(text: str) -> str:
    """Full-width letters and the spaces of typesetters become plain ones."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).upper()
