"""Text of a Rich Text Format file. For the child process only.

Source: Rich Text Format Specification 1.9.1. rtf_words.py parts the file into tokens; here they become paragraphs and tables.
"""

import dataclasses
import functools
import re
from typing import Any

from PIL import Image

from candidate.documents.failures import unreadable
from candidate.documents.links import kept_links
from candidate.documents.model import Document, Page
from candidate.documents.photo import Picture, choose, opened
from candidate.documents.prose import Look, Piece, Prose, is_light
from candidate.documents.rtf_words import Token, code_page, decoded, tokens

_SKIPPED = {"info", "nonshppict", "shprslt", "sp", "objdata", "filetbl", "xe", "tc", "rxe", "nonesttables", "ud"}
_READ_APART = {"fonttbl", "colortbl", "stylesheet", "pict", "fldinst", "listtext", "pntext"}
_READ_STARRED = {"fldinst", "shppict", "shpinst"}  # behind \*, which tells programs to skip what they do not know
_FURNITURE = {f"{kind}{side}": kind for kind in ("header", "footer") for side in ("", "l", "r", "f")}
_SIGNS = {"tab": "\t", "line": "\n", "lbr": "\n", "bullet": "•", "endash": "–", "emdash": "—", "lquote": "‘", "rquote": "’", "~": "\xa0"}
_SIGNS |= {"ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ", "_": "-"}
_GROUNDS = re.compile(rb"\\(?:clcbpat|cbpat|chcbpat|highlight|cb)[1-9]|\\shp\b")
_HEADING = re.compile(r"(?i)\s*(?:heading|title|subtitle)\b")
_ADDRESS = re.compile(r'HYPERLINK\s+(?:\\[a-z]\s+)*"?([^"\s]+)')
DEEPEST = 300  # groups in groups; Word's own need twenty
TWIPS = 20.0  # in a point


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """What a group inherits from the one around it."""

    look: Look
    page: int | None = None  # code page of the font
    apart: str = ""  # destination whose text this is, "" = the document, "skipped"
    place: str = ""  # header, footer
    in_table: bool = False
    substitutes: int = 1  # characters behind each \u for programs that do not know it


def read_rtf(content: bytes) -> Document:
    """Raises PermanentError: too_complex."""
    reader = _Reader(Look(size=12.0, filled=bool(_GROUNDS.search(content))))  # with coloured grounds, white text may well be seen
    for token in tokens(content):
        reader.take(token)
    return reader.document()


class _Reader:
    """Follows the tokens of a file, and gathers its paragraphs."""

    def __init__(self, plain: Look) -> None:
        self._plain = plain
        self._state = State(plain)
        self._around: list[State] = []
        self._proses = {"header": Prose(), "": Prose(), "footer": Prose()}
        self._pieces: list[Piece] = []
        self._raw, self._skip, self._starred = bytearray(), 0, False
        self._apart: list[str] = []
        self._page, self._pages, self._font = 1252, dict[int, int | None](), 0
        self._colours, self._colour = list[str](), dict[str, int]()
        self._headings, self._style = set[int](), 0
        self._picture, self._pictures = dict[str, int](), list[Picture]()
        self._links: list[str] = []
        self._row, self._rows = list[str](), list[list[str]]()
        self._table_start = self._cell_start = 0

    def document(self) -> Document:
        self._flush()
        self._end_paragraph()
        self._end_table()
        header, body, footer = self._proses.values()
        for kind, prose in self._proses.items():
            if kind:
                prose.mark(0, kind)
        tables = tuple(dataclasses.replace(table, at_line=table.at_line + len(header.lines)) for table in body.tables)
        page = Page((*header.lines, *body.lines, *footer.lines), tables)
        flags = tuple(dict.fromkeys(header.flags + body.flags + footer.flags))
        return Document((page,), kept_links(self._links), choose(self._pictures), flags)

    def take(self, token: Token) -> None:
        if token.kind == "text":
            data = token.data[self._skip :]
            self._skip = max(0, self._skip - len(token.data))
            self._raw += data
            return
        self._flush()
        if token.kind == "{":
            if len(self._around) >= DEEPEST:
                raise unreadable("too_complex")
            self._around.append(self._state)
        elif token.kind == "}":
            self._close()
        elif token.kind == "word" and self._state.apart != "skipped":
            self._word(token.word, token.number)
        self._skip = 0 if token.kind != "word" or token.word != "u" else self._skip

    def _close(self) -> None:
        closed = self._state
        if closed.place != (self._around[-1].place if self._around else ""):
            self._end_paragraph()
        self._state = self._around.pop() if self._around else State(self._plain)
        if closed.apart != self._state.apart:
            text, self._apart = "".join(self._apart), []
            self._end_apart(closed.apart, text)

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, word == "*"
        if word in _SKIPPED or (starred and word not in _READ_STARRED):
            self._set(apart="skipped")
        elif word in _READ_APART:
            self._set(apart=word)
            self._picture = {}
        elif self._state.apart in ("fonttbl", "colortbl", "stylesheet", "pict"):
            self._table_word(word, number or 0)
        elif word == "u":
            self._emit(chr((number or 0) % 0x10000))
            self._skip = self._state.substitutes
        elif word in _SIGNS:
            self._emit(_SIGNS[word])
        elif word in _FURNITURE or word == "shptxt":
            self._end_paragraph()
            self._set(place=_FURNITURE.get(word, self._state.place))
        else:
            self._format(word, number)
            self._structure(word, number)

    def _format(self, word: str, number: int | None) -> None:
        on = number != 0
        match word:
            case "b":
                self._look(bold=on)
            case "v" | "deleted":
                self._look(hidden=on)
            case "fs":
                self._look(size=(number or 24) / 2)
            case "cf":
                self._look(light=0 < (number or 0) < len(self._colours) and is_light(self._colours[number or 0]))
            case "plain":
                look = self._state.look
                self._set(look=dataclasses.replace(self._plain, heading=look.heading, listed=look.listed))
            case "pard":
                self._look(heading=False, listed=False)
                self._set(in_table=False)
            case "s":
                self._look(heading=number in self._headings)
            case "outlinelevel":
                self._look(heading=(number or 0) < 9)
            case "ls":
                self._look(listed=on)
            case "f":
                self._set(page=self._pages.get(number or 0))
            case "uc":
                self._set(substitutes=min(number or 0, 10))
            case "ansicpg" if number:
                self._page = number

    def _structure(self, word: str, number: int | None) -> None:
        match word:
            case "par" | "sect" | "page" | "column":
                if not self._state.in_table and not self._state.place:
                    self._end_table()
                self._end_paragraph()
            case "intbl":
                self._set(in_table=True)
            case "trowd" if not self._state.place and not self._row:
                self._cell_start = len(self._proses[""].lines)
                self._table_start = self._table_start if self._rows else self._cell_start
            case "cell" | "nestcell":
                self._end_paragraph()
                if word == "cell" and not self._state.place:
                    self._row.append(self._proses[""].text_since(self._cell_start))
                    self._cell_start = len(self._proses[""].lines)
            case "row" if self._row:
                self._rows.append(self._row)
                self._row = []

    def _table_word(self, word: str, number: int) -> None:
        """A control word in one of the tables that stand before the text, or in a picture."""
        match word:
            case "f":
                self._font = number
            case "fcharset":
                self._pages[self._font] = code_page(number)
            case "red" | "green" | "blue":
                self._colour[word] = number & 255
            case "s":
                self._style = number
            case _:
                self._picture[word] = number

    def _flush(self) -> None:
        if self._raw:
            raw, self._raw = self._raw, bytearray()
            page = self._state.page
            self._emit(decoded(bytes(raw), self._page if page is None else page))

    def _emit(self, text: str) -> None:
        match self._state.apart:
            case "":
                self._pieces.append((text, self._state.look))
            case "colortbl":
                for _ in range(text.count(";")):
                    self._colours.append("{red:02x}{green:02x}{blue:02x}".format(**self._colour) if len(self._colour) == 3 else "")
                    self._colour = {}
            case "stylesheet":
                if _HEADING.match(text):
                    self._headings.add(self._style)
                self._style = 0 if ";" in text else self._style
            case "fonttbl" | "skipped":
                return
            case _:
                self._apart.append(text)

    def _end_apart(self, destination: str, text: str) -> None:
        if destination in ("listtext", "pntext"):
            self._look(listed=True)
        elif destination == "fldinst":
            self._links += _ADDRESS.findall(text)
        elif destination == "pict" and self._state.place != "footer" and {"pngblip", "jpegblip"} & self._picture.keys():
            get = self._picture.get
            width, height = (get(f"pic{side}goal", 0) / TWIPS * get(f"picscale{axis}", 100) / 100 for side, axis in ("wx", "hy"))
            self._pictures.append(Picture(width, height, self._proses[""].depth, functools.partial(_pixels, text)))

    def _end_paragraph(self) -> None:
        pieces, self._pieces = self._pieces, []
        self._proses[self._state.place].paragraph(pieces, self._state.look.kind)

    def _end_table(self) -> None:
        if self._rows:
            self._proses[""].table(self._rows, self._table_start)
        self._rows, self._row = [], []

    def _look(self, **changes: Any) -> None:
        self._set(look=dataclasses.replace(self._state.look, **changes))

    def _set(self, **changes: Any) -> None:
        self._state = dataclasses.replace(self._state, **changes)


def _pixels(hexadecimal: str) -> Image.Image:
    """Raises OSError, ValueError."""
    return opened(bytes.fromhex(hexadecimal))
