"""The agency's logo: as it is printed on CVs, and as mail programs show it."""

import dataclasses
import functools
import io
from pathlib import Path

import resvg_py
from django.core.exceptions import ImproperlyConfigured
from PIL import Image, ImageChops

PRINTED = (1_180, 142)  # pixels: 100 by 12 mm at 300 dpi
SHOWN = (200, 44)  # pixels of a screen at most
DENSITY = 2  # pixels of the file for one of the screen: phones have more
DPI = 96  # of an SVG whose size is in millimetres or points
DRAWN = (1_600, 352)  # pixels an SVG is drawn on, before its margins are cut off
COLOURS = 128
FAINT = 16  # of 255: what is no darker than that belongs to the margin


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    content: bytes
    content_type: str


@dataclasses.dataclass(frozen=True, slots=True)
class MailLogo:
    """A PNG, and how large it is to be shown, in pixels."""

    content: bytes
    width: int
    height: int


@functools.lru_cache(maxsize=8)
def logo(file: Path) -> Picture | None:
    """The picture in `file`: SVG as it is, anything else scaled to what print needs. None when there is no such file, then the
    design sets the agency's name instead. Raises ImproperlyConfigured when the file is no picture.
    """
    if not file.is_file():
        return None
    if _is_svg(file):
        return Picture(file.read_bytes(), "image/svg+xml")
    small = _opened(file.read_bytes())
    small.thumbnail(PRINTED)
    png = io.BytesIO()
    small.save(png, "PNG")
    return Picture(png.getvalue(), "image/png")


@functools.lru_cache(maxsize=8)
def mail_logo(file: Path) -> MailLogo | None:
    """The logo in `file` as a small PNG, since mail programs know no SVG: without empty margins, on white. None where nothing is to
    be seen. Raises as `logo` does.
    """
    drawn = _drawn(file) if file.is_file() else None
    if drawn is None:
        return None
    ink = ImageChops.difference(drawn, Image.new("RGB", drawn.size, "white")).convert("L")
    box = ink.point(lambda darkness: 255 if darkness > FAINT else 0).getbbox()
    if box is None:
        return None
    small = drawn.crop(box)
    small.thumbnail((SHOWN[0] * DENSITY, SHOWN[1] * DENSITY), Image.Resampling.LANCZOS)
    png = io.BytesIO()
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(png, "PNG", optimize=True)
    return MailLogo(png.getvalue(), max(1, small.width // DENSITY), max(1, small.height // DENSITY))


def _drawn(file: Path) -> Image.Image | None:
    """On white, as large as it is worth."""
    if _is_svg(file):
        try:
            content = resvg_py.svg_to_bytes(svg_path=str(file), width=DRAWN[0], height=DRAWN[1], dpi=DPI)
        except ValueError:
            return None
    else:
        content = file.read_bytes()
    drawn = _opened(content)
    white = Image.new("RGBA", drawn.size, "white")
    white.alpha_composite(drawn)
    return white.convert("RGB")


def _is_svg(file: Path) -> bool:
    return file.suffix.lower() == ".svg"


def _opened(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ImproperlyConfigured("AGENCY_LOGO must be an SVG, PNG or JPEG picture.") from error
