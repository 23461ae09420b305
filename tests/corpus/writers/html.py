"""PDFs printed from HTML, by WeasyPrint and by Chromium."""

import base64
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import weasyprint
from django.template import Context, Engine
from weasyprint.text.fonts import FontConfiguration

from tests.corpus.sheet import Sheet

TEMPLATES = Path(__file__).parents[1] / "templates"
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-sync", "--disable-background-networking", "--no-pdf-header-footer")
SEPARATORS = {"academic": "\u00b7", "us": "|", "equal": "\u2022"}
DRAWN_BY_BROWSER = {"\u2022"}  # the glyph that a list has anyway


def html(sheet: Sheet) -> str:
    """The sheet as a page of HTML with its style."""
    design = sheet.design
    css = "".join((TEMPLATES / f"{name}.css").read_text(encoding="utf-8") for name in ("base", design.name))
    context = {
        "sheet": sheet,
        "css": css,
        "photo": _inline(sheet.photo, "jpeg"),
        "logo": _inline(sheet.logo, "png"),
        "side": [section for section in sheet.sections if section.kind in design.side],
        "main": [section for section in sheet.sections if section.kind not in design.side],
        "separator": SEPARATORS.get(design.name, "|"),
        "contact_title": "Contact",
        "drawn_glyph": "" if sheet.glyph in DRAWN_BY_BROWSER else sheet.glyph,
    }
    page = _engine().get_template("sheet.html").render(Context(context))
    return page if not context["drawn_glyph"] else page.replace("<ul>", '<ul style="list-style: none; padding-left: 0">')


def pdf(sheet: Sheet) -> bytes:
    """Printed by WeasyPrint."""
    return weasyprint.HTML(string=html(sheet)).write_pdf(font_config=_fonts())


def chromium_pdf(sheet: Sheet) -> bytes:
    """Printed by Chromium where it is installed and may write to the temporary folder, else by WeasyPrint."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        return pdf(sheet)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "cv.html"), Path(folder, "cv.pdf")
        source.write_text(html(sheet), encoding="utf-8")
        subprocess.run(
            [browser, *QUIET, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", str(source)],
            check=False,
            capture_output=True,
            timeout=60,
        )
        return target.read_bytes() if target.exists() else pdf(sheet)


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)])


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


def _inline(picture: bytes | None, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}" if picture else ""
