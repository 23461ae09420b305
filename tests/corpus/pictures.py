"""Logos, and pictures of pages: as a scanner or a telephone makes them."""

import io
import random

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

INK = ("#1d3557", "#e63946", "#2a9d8f", "#6a4c93", "#bc6c25")
SCAN_DPI = 200


def logo(dice: random.Random) -> bytes:
    """A PNG with the sort of mark that agencies put on paper."""
    picture = Image.new("RGB", (360, 360), "#ffffff")
    pen = ImageDraw.Draw(picture)
    first, second = dice.sample(INK, 2)
    pen.ellipse((40, 40, 320, 320), fill=first)
    pen.polygon([(180, 70), (290, 270), (70, 270)], fill="#ffffff")
    pen.rectangle((150, 190, 210, 290), fill=second)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def scanned(pdf: bytes, dice: random.Random) -> list[Image.Image]:
    """The pages as a scanner gives them: a little askew, grey, with noise."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_worn(document[number].render(scale=SCAN_DPI / 72).to_pil(), dice) for number in range(len(document))]
    finally:
        document.close()


def scan(pdf: bytes, dice: random.Random) -> bytes:
    """A PDF of pictures of these pages; some come out of the machine upside down or lying on their side."""
    turned = dice.choice((0, 0, 0, 0, 180, 90))
    pages = [page.rotate(turned, expand=True) for page in scanned(pdf, dice)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=SCAN_DPI, quality=70)
    return out.getvalue()


def picture(pdf: bytes, kind: str, dice: random.Random) -> bytes:
    """The first page as PNG or JPEG; of a longer CV all pages below each other, as phone apps join them."""
    pages = scanned(pdf, dice)
    sheet = Image.new("L", (max(page.width for page in pages), sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        sheet.paste(page, (0, top))
        top += page.height
    out = io.BytesIO()
    sheet.save(out, "PNG" if kind == "png" else "JPEG", dpi=(SCAN_DPI, SCAN_DPI))
    return out.getvalue()


def _worn(page: Image.Image, dice: random.Random) -> Image.Image:
    grey = page.convert("L").rotate(dice.uniform(-1.2, 1.2), Image.Resampling.BICUBIC, expand=False, fillcolor=255)
    small = (grey.width // 4, grey.height // 4)
    noise = Image.frombytes("L", small, dice.randbytes(small[0] * small[1])).resize(grey.size).point(lambda value: 255 - value // 14)
    return ImageChops.multiply(grey.filter(ImageFilter.GaussianBlur(0.6)), noise)
