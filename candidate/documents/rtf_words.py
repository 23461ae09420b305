"""The control words and the text of a Rich Text Format file. For the child process only.

Source: Rich Text Format Specification 1.9.1.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(rb"\\([A-Za-z]{1,32})(-?[0-9]{1,9})? ?|\\'([0-9A-Fa-f]{2})|\\(\r?\n|[^A-Za-z'])|([{}])|([^\\{}\r\n]+)")
_CODE_PAGES = {0: 1252, 77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258}  # by \fcharset
_CODE_PAGES |= {177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250}
_CODECS = {10000: "mac_roman", 65001: "utf-8"}
_PYTHON_KNOWS = {437, 850, 852, 866, 874, 932, 936, 949, 950, *range(1250, 1259)}
SYMBOLS = -2  # the "code page" of fonts of signs, like Symbol and Wingdings


class Token(NamedTuple):
    """`kind`: "{", "}", "word" (its name is in `word`), "text" (its bytes in `data`) or "binary"."""

    kind: str
    word: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(content: bytes) -> Iterator[Token]:
    """What the file consists of, in its order. Never fails: what is no token is passed by."""
    at = 0
    while found := _TOKEN.search(content, at):
        at = found.end()
        word, number, hexadecimal, sign, brace, text = found.groups()
        if word == b"bin":
            size = max(0, int(number or 0))
            yield Token("binary", data=content[at : at + size])
            at += size
        elif word:
            yield Token("word", word.decode(), int(number) if number else None)
        elif text:
            yield Token("text", data=text)
        elif hexadecimal:
            yield Token("text", data=bytes.fromhex(hexadecimal.decode()))
        elif brace:
            yield Token(brace.decode())
        elif sign in b"\\{}":
            yield Token("text", data=sign)
        else:
            yield Token("word", "par" if sign.strip() == b"" else sign.decode("latin-1"))


def code_page(charset: int) -> int | None:
    """The code page of a font with this \\fcharset; None for that of the document."""
    return SYMBOLS if charset == 2 else _CODE_PAGES.get(charset)


def decoded(data: bytes, page: int) -> str:
    """Text in a code page; signs of symbol fonts are private characters, as in other formats."""
    if page == SYMBOLS:
        return "".join(chr(0xF000 + code) if code > 32 else chr(code) for code in data)
    return data.decode(_CODECS.get(page, f"cp{page}" if page in _PYTHON_KNOWS else "cp1252"), "replace")
