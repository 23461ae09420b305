"""Text from outside, made fit to be stored, shown and compared."""

import re
import unicodedata
from typing import Any

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff]")


def clean(value: Any) -> Any:
    """Text without control characters, NFC, white space folded within each line; None becomes ''; other types untouched."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", _UNPRINTABLE.sub(" ", value.replace("\r\n", "\n")))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in text.split("\n"))).strip()
