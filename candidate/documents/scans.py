"""Pages that are pictures: made upright and level, read by tesseract, and laid out like any other page. For the child process only."""

import dataclasses
import io
import math
import statistics
import time
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from candidate.documents import ocr
from candidate.documents.failures import unreadable
from candidate.documents.lines import lines_of
from candidate.documents.model import Document, Page, Photo
from candidate.documents.photo import MOST_PIXELS, cut_out
from candidate.documents.segments import Segment

DPI = 200  # a full page takes a second; 300 takes half as long again, and reads print no better
PAPER = 8.27  # inches, the shorter side of A4: what a picture shows that does not say how large it is
LONGEST_SIDE = 3_600  # pixels
MOST_READ = 5 * 1_654 * 2_339  # pixels of a picture: phone apps join pages below each other
POOR = 60  # confidence, of 100: the page may be upside down
MOST_SKEW = 6.0  # degrees
LEAST_SKEW = 0.15
HEAVY = 1.2  # times the usual weight of the page: bold
_PROFILE_SIDE = 600  # pixels: enough to find lines in
_EDGE = 40  # of 255
_STRIPS = 6  # of a page, from left to right: the lines of columns are not level with each other
_PATCH = 8  # pixels
_DARKEST_PAPER, _BRIGHT = 110, 215  # of 255

Ink = tuple[np.ndarray, np.ndarray]


@dataclasses.dataclass(slots=True)
class Scanner:
    """Reads pictures of pages, until `pages` are read or the clock (time.monotonic) says `until`."""

    languages: str
    pages: int
    until: float
    left_out: bool = False  # whether there were more
    photo: Photo | None = None  # the portrait on the first page, when that was read

    def page(self, draw: Callable[[], Image.Image], dpi: float, block: int) -> Page | None:
        """The page that a picture shows; None when nothing can be read in it, or no more pages are to be read."""
        if self.pages <= 0 or time.monotonic() > self.until:
            self.left_out = True
            return None
        self.pages -= 1
        image = draw().convert("L")
        if np.ptp(np.asarray(image)) < _EDGE:
            return None
        degrees = _levelling(image)
        image = turned(image, degrees)
        if round(degrees / 90) and _on_its_head(image):
            image, degrees = turned(image, 180), degrees + 180
        words = self._words(image, dpi)
        if ocr.confidence(words) < POOR:
            over = turned(image, 180)
            other = self._words(over, dpi)
            if _sure_letters(other) > _sure_letters(words):
                image, words, degrees = over, other, degrees + 180
        if words and not block:
            self.photo = cut_out(image)
        return dataclasses.replace(_page(words, image, dpi, block), turned=degrees) if words else None

    @property
    def flags(self) -> tuple[str, ...]:
        return ("unread_pages",) if self.left_out else ()

    def _words(self, image: Image.Image, dpi: float) -> list[ocr.Word]:
        return ocr.recognised(_evened(image), dpi, self.languages, max(0.1, self.until - time.monotonic()))


def read_picture(content: bytes, scanner: Scanner) -> Document:
    """A PNG or JPEG of one page. Raises PermanentError: corrupt, too_complex."""
    image = opened_picture(content)
    page = scanner.page(lambda: image, DPI, 0)
    return Document((page,) if page else (), photo=scanner.photo, flags=("scan", *scanner.flags))


def opened_picture(content: bytes) -> Image.Image:
    """A PNG or JPEG of a page in grey, as large as it is read. Raises PermanentError: corrupt, too_complex."""
    try:
        file = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
        if file.width * file.height > MOST_PIXELS:
            raise unreadable("too_complex")
        image = _on_white(ImageOps.exif_transpose(file))
    except Image.DecompressionBombError as error:
        raise unreadable("too_complex") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise unreadable("corrupt") from error
    scale = min(PAPER * DPI / min(image.size), math.sqrt(MOST_READ / (image.width * image.height)))
    if 0.95 < scale < 1.05:
        return image
    return image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.LANCZOS)


def turned(image: Image.Image, degrees: float) -> Image.Image:
    """The picture turned anticlockwise: by right angles, and levelled by the few degrees that are left."""
    quarters = round(degrees / 90)
    level = degrees - 90 * quarters
    if quarters % 4:
        image = image.transpose((Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)[quarters % 4 - 1])
    return image.rotate(level, Image.Resampling.BILINEAR, fillcolor="white") if level else image


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("L")
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("L")


def _sure_letters(words: list[ocr.Word]) -> float:
    return sum(len(word.text) * word.confidence for word in words if word.confidence > POOR)


def _page(words: list[ocr.Word], image: Image.Image, dpi: float, block: int) -> Page:
    points = 72 / dpi
    usual = statistics.median(word.weight for word in words)
    places = [number + 10 * word.line for number, word in enumerate(words)]  # words of one line follow each other, lines do not
    segments = [
        Segment(word.text, word.x0 * points, word.y0 * points, word.x1 * points, word.y1 * points, place, place)
        for word, place in zip(words, places, strict=True)
    ]
    at = dict(zip(places, words, strict=True))

    def style(place: int) -> tuple[float, bool, str]:
        return round(at[place].size * points, 1), at[place].weight > HEAVY * usual, ""

    return Page(lines_of(segments, style, block), width=image.width * points, height=image.height * points)


def _evened(image: Image.Image) -> Image.Image:
    """The picture as if the light fell on it evenly: a photographed page has shadows. Coloured columns stay darker than paper."""
    paper = image.reduce(_PATCH).filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.GaussianBlur(6))
    brightness = np.maximum(np.asarray(paper, dtype=np.float32), _DARKEST_PAPER)
    if np.percentile(brightness, 5) > _BRIGHT:
        return image
    light = np.asarray(Image.fromarray(brightness).resize(image.size, Image.Resampling.BILINEAR))
    return Image.fromarray((np.asarray(image) * (255 / light)).clip(0, 255).astype(np.uint8))


def _levelling(image: Image.Image) -> float:
    """The degrees by which to turn the picture for its lines of text to run from side to side, though perhaps upside down."""
    small = np.asarray(image.reduce(max(1, min(image.size) // _PROFILE_SIDE)), dtype=np.int16)
    rows, columns = _ink(small), _ink(small.T)
    level, sideways = _skew(rows), _skew(columns)
    quarter = 0
    if _clearness(columns, sideways) > _clearness(rows, level):
        quarter, level = 90, -sideways
    return quarter + (level if abs(level) >= LEAST_SKEW else 0.0)


def _on_its_head(image: Image.Image) -> bool:
    """Whether lines begin sharply and fray out below: more letters reach up than down. Right for most pages, so that few are read twice."""
    strips = np.array_split(255.0 - np.asarray(image), _STRIPS, axis=1)
    return sum(float((np.diff(strip.sum(axis=1)) ** 3).sum()) for strip in strips) > 0


def _ink(pixels: np.ndarray) -> Ink:
    """Places (y, x) where brightness changes sharply from one row to the next."""
    y, x = np.nonzero(np.abs(np.diff(pixels, axis=0)) > _EDGE)
    return y, x


def _skew(ink: Ink) -> float:
    """By how many degrees lines fall to the right: the slope along which the ink gathers most in few rows."""
    if not len(ink[0]):
        return 0.0
    coarse = max(np.arange(-MOST_SKEW, MOST_SKEW + 0.1, 0.5), key=lambda slope: np.square(_profile(ink, slope)).sum())
    fine = max(np.arange(coarse - 0.4, coarse + 0.45, 0.1), key=lambda slope: np.square(_profile(ink, slope)).sum())
    return float(fine)


def _clearness(ink: Ink, degrees: float) -> float:
    """How sharply rows of ink and gaps alternate; a single long edge, as that of a coloured column, counts little."""
    return float(np.abs(np.diff(_profile(ink, degrees))).sum() / max(len(ink[0]), 1))


def _profile(ink: Ink, degrees: float) -> np.ndarray:
    """How much ink there is in each row of this slope."""
    y, x = ink
    rows = y - x * math.tan(math.radians(degrees))
    return np.bincount((rows - rows.min(initial=0)).astype(np.intp))
