"""Text from outside, made fit to be stored, shown and compared."""

import codecs
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


def decoded(content: bytes) -> str:
    """A text file in the encodings that spreadsheets write: UTF-8, UTF-16 that says so, else Windows-1252. Raises UnicodeDecodeError."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")
