"""CVs as PDF: the HTML designs of `designs/`, set by WeasyPrint."""

import base64
from pathlib import Path

from django.conf import settings
from django.template import Context, Engine
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from demo_data.people import Person
from demo_data.portraits import portrait

DESIGNS = Path(__file__).resolve().parent / "designs"
_FONTS = FontConfiguration()
_ENGINE = Engine(dirs=[str(DESIGNS)], autoescape=True)


def render(person: Person) -> bytes:
    """The CV of `person` as PDF, the same bytes every time on the same fonts."""
    if not settings.configured:
        settings.configure()  # the template engine asks it for number formats, nothing else
    photo = base64.b64encode(portrait(person.photo)).decode() if person.photo else ""
    html = _ENGINE.get_template(f"{person.design}.html").render(Context({"person": person, "photo": photo}))
    document = HTML(string=html).render(font_config=_FONTS)
    return document.write_pdf(pdf_identifier=person.file.encode().ljust(16)[:16]) or b""
