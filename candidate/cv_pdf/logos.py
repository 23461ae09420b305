"""The agency's logo as mail programs show it: a small PNG, since they know no SVG."""

import dataclasses
import functools
import io
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops
from weasyprint import HTML

from candidate.cv_pdf import brand
from candidate.cv_pdf.pdf_text import pdfium
from candidate.cv_pdf.rendering import LOGO_URL, Pictures

SHOWN = (200, 44)  # pixels of a screen at most
DENSITY = 2  # pixels of the file for one of the screen: phones have more
COLOURS = 128
FAINT = 16  # of 255: what is no darker than that belongs to the margin
PAGE = f"""<style>@page {{ size: 2400px 600px; margin: 0 }} body {{ margin: 0 }} img {{ display: block; object-fit: contain }}</style>
<img src="{LOGO_URL}" style="width: 2400px; height: 600px">"""


@dataclasses.dataclass(frozen=True, slots=True)
class MailLogo:
    """A PNG, and how large it is to be shown, in pixels."""

    content: bytes
    width: int
    height: int


@functools.lru_cache(maxsize=8)
def mail_logo(file: Path) -> MailLogo | None:
    """The logo in `file` without empty margins, on white; None where nothing is to be seen. Raises as `brand.logo` does."""
    logo = brand.logo(file)
    if logo is None:
        return None
    drawn = _drawn(logo)
    ink = ImageChops.difference(drawn, Image.new("RGB", drawn.size, "white")).convert("L")
    box = ink.point(lambda darkness: 255 if darkness > FAINT else 0).getbbox()
    if box is None:
        return None
    small = drawn.crop(box)
    small.thumbnail((SHOWN[0] * DENSITY, SHOWN[1] * DENSITY), Image.Resampling.LANCZOS)
    png = io.BytesIO()
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(png, "PNG", optimize=True)
    return MailLogo(png.getvalue(), max(1, small.width // DENSITY), max(1, small.height // DENSITY))


def _drawn(logo: brand.Picture) -> Image.Image:
    fetcher = Pictures()
    fetcher.given = {LOGO_URL: logo}
    pdf = HTML(string=PAGE, url_fetcher=fetcher).write_pdf()
    with pdfium, pypdfium2.PdfDocument(pdf) as document:
        return document[0].render(scale=96 / 72).to_pil().convert("RGB")
