"""Characters as they stand in files, made into characters as people type them."""

import re
import unicodedata

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff]"
)
_MARKS = "•◦▪▫■□●○◆◇♦❖➢➤➔►▶▸‣⁃∙✓✔❑❒\uf02d\uf06c\uf06e\uf071\uf076\uf0a7\uf0b7\uf0d8\uf0fc"  # the last ones: Symbol and Wingdings
_BULLET = re.compile(rf"(?:[{_MARKS}]+\s*|[·o*]\s+|[-–—]\s+(?=[^\W\d])(?!(?i:present|current|now|date)\b))(?=\S)")
_DINGBAT = re.compile(r"[§ØüvnlquàèÞ]\s+(?=\S)")
_LONE_MARK = re.compile(rf"[{_MARKS}]+|[·o*]")


def clean(text: str) -> str:
    """Ligatures opened, invisible, directional and private characters out, accents joined (NFC), white space single."""
    for ligature, letters in _LIGATURES.items():
        if ligature in text:
            text = text.replace(ligature, letters)
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def is_mark(text: str) -> bool:
    """Whether a text is a bullet mark alone."""
    return bool(_LONE_MARK.fullmatch(text.strip()))


def without_bullet(text: str, font: str = "") -> tuple[str, bool]:
    """The raw text of a line without its bullet mark, and whether there was one. `font` is that of the line's first character."""
    text = text.lstrip()
    found = _BULLET.match(text) or ("dings" in font.lower() and _DINGBAT.match(text))
    return (text[found.end() :], True) if found else (text, False)
