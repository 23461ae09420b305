"""Words in the picture of a page, through tesseract. For the child process only.

tesseract is a system program; it inherits the child's memory limit, and gets one core. Source of what it answers: the hOCR
specification 1.2 (http://kba.github.io/hocr-spec/1.2/).
"""

import dataclasses
import os
import re
import subprocess
from collections.abc import Iterator

import numpy as np
from lxml import etree
from numpy.typing import NDArray
from PIL import Image

SECONDS_A_PAGE = 15  # a full page takes one
LEAST_CONFIDENCE = 25  # of 100, in a word; less is a line, an icon or dirt
SURE = 60  # in a word without a letter or a digit
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_STUCK_MARK = re.compile(r"[¢©®«»°¤](?=[^\W\d])")
_DASHES = frozenset("-–—")
_MISREAD_MARK = re.compile(r"[e¢©®«»°*~>@§+¤]|[eo]e")  # what becomes of a bullet at the start of a line


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    """A word in pixels of the picture. All words of a line share `y0` and `y1`: the height of its font."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    line: int
    size: float
    weight: float  # width of its strokes, by its size
    confidence: float


def recognised(image: Image.Image, dpi: float, languages: str, seconds: float) -> list[Word]:
    """The words of a grey picture in reading order; none when tesseract is not installed, fails, or takes too long."""
    command = ["tesseract", "stdin", "stdout", "-l", languages, "--dpi", str(round(dpi)), "--psm", "3", "hocr"]
    header = b"P5 %d %d 255\n" % image.size
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # more threads cost more than they bring
    try:
        answer = subprocess.run(
            command,
            input=header + image.tobytes(),
            capture_output=True,
            check=True,
            timeout=min(seconds, SECONDS_A_PAGE),
            env=environment,
        )
        root = etree.fromstring(answer.stdout, _PARSER)
    except (FileNotFoundError, subprocess.SubprocessError, etree.XMLSyntaxError):
        return []
    return list(_words(root, np.asarray(image)))


def confidence(words: list[Word]) -> float:
    """How sure tesseract was of what it read, 0 to 100: the mean over letters."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _words(root: etree._Element, pixels: NDArray[np.uint8]) -> Iterator[Word]:
    lines = (span for span in root.iter("{*}span") if span.get("class", "") != "ocrx_word")
    for number, line in enumerate(lines):
        title = line.get("title", "")
        left, _, _, bottom = _numbers(title, "bbox", 4)
        slope, offset = _numbers(title, "baseline", 2)
        (size,), (descent,) = _numbers(title, "x_size", 1), _numbers(title, "x_descenders", 1)
        words = []
        for span in line:
            x0, _, x1, _ = _numbers(span.get("title", ""), "bbox", 4)
            (sure,) = _numbers(span.get("title", ""), "x_wconf", 1)
            y1 = bottom + offset + slope * (x0 - left) + descent
            if size > 0 and (text := "".join(span.itertext()).strip()):
                words.append(Word(text, x0, y1 - size, x1, y1, number, size, _stroke(pixels, (x0, y1 - size, x1, y1)) / size, sure))
        yield from _believed(words)


def _believed(line: list[Word]) -> Iterator[Word]:
    """The words of a line without what is dirt, a rule or an icon, and with the bullet in front of it, if there is one."""
    clear = confidence(line) >= SURE  # tesseract gives low marks to right words too, among others that it is sure of
    for place, word in enumerate(line):
        if not place and len(line) > 1 and _MISREAD_MARK.fullmatch(word.text):
            yield dataclasses.replace(word, text="•")
        elif not place and (stuck := _STUCK_MARK.match(word.text)):
            yield dataclasses.replace(word, text=f"• {word.text[stuck.end() :]}")
        elif word.confidence >= SURE or (_says_something(line, place) and (clear or word.confidence >= LEAST_CONFIDENCE)):
            yield word


def _says_something(line: list[Word], place: int) -> bool:
    """Whether a word has letters or digits, or is the dash between two others, as in '2019 - 2021'."""
    text = line[place].text
    return any(map(str.isalnum, text)) or (text in _DASHES and 0 < place < len(line) - 1)


def _numbers(title: str, name: str, count: int) -> list[float]:
    """The numbers behind a name in the properties of hOCR; zeros when there are none."""
    found = re.search(rf"\b{name}" + r" (-?[\d.]+)" * count, title)
    return [float(number) for number in found.groups()] if found else [0.0] * count


def _stroke(pixels: NDArray[np.uint8], box: tuple[float, float, float, float]) -> float:
    """The mean width of the strokes of a word, in pixels."""
    x0, y0, x1, y1 = (max(0, round(edge)) for edge in box)
    word = pixels[y0:y1, x0:x1]
    if not word.size:
        return 0.0
    ink = word < (int(np.amin(word)) + int(np.amax(word))) / 2
    if ink.mean() > 0.5:  # light on dark
        ink = ~ink
    strokes = int(np.count_nonzero(ink[:, 1:] & ~ink[:, :-1]) + np.count_nonzero(ink[:, 0]))
    return int(np.count_nonzero(ink)) / max(strokes, 1)
