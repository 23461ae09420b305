"""Characters as they stand in files, made into characters as people type them."""

import re
import unicodedata

_DRESSED = re.compile(
    "[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdff\ufe70-\ufefc\uff01-\uff5e\U0001d400-\U0001d7ff]+"
)  # ligatures, letter shapes
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U0010ffff]"
)
_MARKS = "•◦▪▫■□●○◆◇♦❖➢➤➔►▶▸▹‣⁃∙✓✔☑✅❑❒★☆✦✧✱✳❯➜➥➼→⇒◾◽⬥⬧⦿⦾◉◈⚫🔹🔸"
_MARKS += "\uf02d\uf06c\uf06e\uf06f\uf070\uf071\uf072\uf076\uf09f\uf0a1\uf0a7\uf0a8\uf0ad\uf0b7\uf0d8\uf0e8\uf0fc\uf0fe"  # Wingdings
_BULLET = re.compile(rf"(?:[{_MARKS}]+\s*|[·o*»›]\s+|[-–—]\s+(?=[^\W\d])(?!(?i:present|current|now|date)\b))(?=\S)")
_DINGBAT = re.compile(r"[§ØüvnlquàèÞ{]\s+(?=\S)")
_SYMBOLS = re.compile(r"dings|marvosym", re.IGNORECASE)  # fonts
_LONE_MARK = re.compile(rf"[{_MARKS}]+|[·o*»›]")
_SPACED = re.compile(r"(?:[^\W\d_] ){2,}[^\W\d_](?:\s{2,}(?:(?:[^\W\d_]|[&/-]) )*(?:[^\W\d_]|[&/-]))*")
_GRADES = set("ABCDEFU")
_LOOSE_ACCENT = re.compile("(?<=[^\\W\\d_]) (?=[´ˆ¨˜ˇ˚˘][^\\W\\d_])|([´ˆ¨˜ˇ˚˘])([aeiouyıcnszAEIOUYCNSZ])(?!(?<=s)\\b)")
_PLAIN = {0xA0: " ", 0x2010: "-", 0x2011: "-"}
_COMBINING = {"´": "\u0301", "ˆ": "\u0302", "¨": "\u0308", "˜": "\u0303", "ˇ": "\u030c", "˚": "\u030a", "˘": "\u0306"}


def clean(text: str) -> str:
    """Text as it is typed: no ligatures, no invisible, directional or private characters, accents on their letters (NFC), spaced letters
    joined, plain hyphens, single spaces.
    """
    if not text.isascii():
        text = _DRESSED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
        text = unicodedata.normalize("NFC", _LOOSE_ACCENT.sub(_accented, _INVISIBLE.sub("", text)))
    elif not text.isprintable():
        text = _INVISIBLE.sub("", text)
    text = text.translate(_PLAIN).strip()
    if _SPACED.fullmatch(text) and not set(text) <= _GRADES | {" "}:
        text = "  ".join(word.replace(" ", "") for word in re.split(r"\s{2,}", text))
    return " ".join(text.split())


def _accented(found: re.Match[str]) -> str:
    """An accent that a typesetter drew before its letter, on it; one that stands for an apostrophe (O´Connor) stays."""
    accent, letter = found[1], found[2]
    if accent is None:
        return ""
    before = found.string[: found.start()][-1:]
    if accent == "´" and letter.isupper() and before.isalpha():
        return "'" + letter
    joined = unicodedata.normalize("NFC", letter.replace("ı", "i") + _COMBINING[accent])
    return joined if len(joined) == 1 else found[0]


def is_mark(text: str) -> bool:
    """Whether a text is a bullet mark alone."""
    return bool(_LONE_MARK.fullmatch(text.strip()))


def without_bullet(text: str, font: str = "") -> tuple[str, bool]:
    """The raw text of a line without its bullet mark, and whether there was one. `font` is that of the line's first character."""
    text = text.lstrip()
    found = _BULLET.match(text) or (_SYMBOLS.search(font) and _DINGBAT.match(text))
    return (text[found.end() :], True) if found else (text, False)
