"""From what is known about a candidate to a tagged PDF (PDF/UA-1), by Django's template engine and WeasyPrint.

What costs time is made once a process: the font configuration, the parsed style sheets and the URL fetcher. They are not
made for threads, so one document is rendered at a time.
"""

import functools
import io
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from PIL import Image, ImageOps
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from candidate.cv_pdf import brand
from candidate.profile import DataExtracted, Employment
from edukai import agency
from edukai.errors import PermanentError
from edukai.logos import Picture, logo

LOGO_URL = "edukai:logo"
PHOTO_URL = "edukai:photo"
VARIANT = "pdf/ua-1"
STYLE_SHEET = settings.BASE_DIR / "templates" / "candidate" / "cv.css"
TIGHTER = STYLE_SHEET.with_name("cv-tighter.css")
PHOTO_PIXELS = (236, 236)  # 30 mm at 200 dpi
PHOTO_QUALITY = 80
MOST_ROLES = 4  # in the banner, which is to stay a banner

_one_at_a_time = threading.Lock()


class Pictures(URLFetcher):
    """Serves the pictures it was given, and refuses every other URL, whatever its scheme."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.given: dict[str, Picture] = {}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        picture = self.given.get(url)
        if picture is None:
            raise ValueError("A CV fetches nothing but its logo and its photo.")
        return URLFetcherResponse(url, picture.content, {"Content-Type": picture.content_type})


def render(data: DataExtracted, photo: bytes | None = None, *, skills: Sequence[str] = ()) -> bytes:
    """The CV as PDF: A4, fonts embedded, tagged, in the agency's brand (settings AGENCY_*).

    `photo` is a picture in any format that Pillow reads; only its pixels reach the file. Raises PermanentError when it is
    none, ImproperlyConfigured when the agency's colour is not one.
    """
    pictures = {PHOTO_URL: _portrait(photo)} if photo else {}
    if agency_logo := logo(settings.AGENCY_LOGO):
        pictures[LOGO_URL] = agency_logo
    html = render_to_string("candidate/cv.html", _context(data, skills, pictures))
    with _one_at_a_time:
        fetcher = _fetcher()
        fetcher.given = pictures
        try:
            return _pdf(html, fetcher)
        finally:
            fetcher.given = {}


def _context(data: DataExtracted, skills: Sequence[str], pictures: Mapping[str, Picture]) -> dict[str, Any]:
    roles = data.role[:MOST_ROLES]
    return {
        "cv": data,
        "title": ", ".join([data.name or "Candidate profile", *roles[:1]]),
        "roles": roles,
        "jobs": sorted(data.employment_history, key=_recency, reverse=True),
        "skills": [skill for skill in skills if skill],
        "agency": agency.details(),
        "logo": LOGO_URL if LOGO_URL in pictures else "",
        "photo": PHOTO_URL if PHOTO_URL in pictures else "",
    }


def _recency(job: Employment) -> tuple[str, str]:
    """Later is greater; a job without dates comes last, and jobs that are alike keep their order."""
    end = "9999-12" if job.end == "present" else job.end
    return end or job.start, job.start


def _pdf(html: str, fetcher: Pictures) -> bytes:
    document = _laid_out(html, fetcher)
    if _ends_early(document):
        tighter = _laid_out(html, fetcher, _style_sheet(TIGHTER))
        document = min(document, tighter, key=lambda one: len(one.pages))  # as it was, when nothing is won
    return document.write_pdf(pdf_variant=VARIANT)


def _laid_out(html: str, fetcher: Pictures, *more: CSS) -> Document:
    sheets = [_palette(settings.AGENCY_COLOUR), _style_sheet(STYLE_SHEET), *more]
    # A cache of images of its own: all photos share one address, and none may stay for the next candidate.
    options: dict[str, Any] = {"pdf_variant": VARIANT, "cache": {}}
    return HTML(string=html, url_fetcher=fetcher).render(font_config=_fonts(), stylesheets=sheets, **options)


def _ends_early(document: Document) -> bool:
    """Whether the last of several pages holds next to nothing: its last section begins in the top quarter."""
    last = document.pages[-1]
    return len(document.pages) > 1 and last.anchors["end"][1] < last.height / 4


@functools.cache
def _fetcher() -> Pictures:
    return Pictures()


@functools.cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@functools.cache
def _style_sheet(file: Path) -> CSS:
    return CSS(filename=file, font_config=_fonts(), url_fetcher=_fetcher())


@functools.lru_cache(maxsize=8)
def _palette(colour: str) -> CSS:
    return CSS(string=brand.palette(colour).css, font_config=_fonts(), url_fetcher=_fetcher())


def _portrait(photo: bytes) -> Picture:
    """Cut to the frame, scaled down and made anew, so that no comment, EXIF or thumbnail of the original is left."""
    try:
        with Image.open(io.BytesIO(photo)) as picture:
            picture.draft("RGB", PHOTO_PIXELS)  # has the JPEG decoder itself skip what is not needed
            ImageOps.exif_transpose(picture, in_place=True)
            fitted = ImageOps.fit(picture.convert("RGB"), PHOTO_PIXELS, centering=(0.5, 0.3))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PermanentError("The photo is not a picture that can be read.", code="photo_unreadable") from error
    fitted.info.clear()
    jpeg = io.BytesIO()
    fitted.save(jpeg, "JPEG", quality=PHOTO_QUALITY)
    return Picture(jpeg.getvalue(), "image/jpeg")
