import io
import re
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pypdf
import pypdfium2
import pytest
from PIL import Image
from pypdf.generic import IndirectObject

from candidate.cv_pdf import brand, render, rendering
from candidate.profile import DataExtracted, Employment
from edukai.errors import PermanentError
from tests.candidate.cv_pdf.cast import cv, job, photo


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def text(pdf: bytes) -> str:
    return "\n".join(pages(pdf))


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def structure(pdf: bytes) -> list[str]:
    """Tags of the document in reading order."""
    found: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"])[1:])
            walk(node.get("/K", []))

    walk(reader(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def test_it_shows_the_candidate_in_the_order_of_a_cv():
    shown = text(render(cv(), skills=["Phonics", "SEND"]))
    places = [
        shown.index(words)
        for words in (
            "Sarah",
            "Primary School Teacher",
            "Leeds",
            "Immediately",
            "Warm and",
            "Phonics",
            "Class Teacher",
            "Oakfield",
            "PGCE",
            "Fell",
        )
    ]
    assert places == sorted(places)
    assert "References available on request." in shown


def test_it_puts_the_newest_job_first_and_undated_ones_last():
    jobs = [
        job("Cleaner", start="", end=""),
        job("Assistant", start="2012-01", end="2014-01"),
        job("Head", start="2021-09"),
        job("Tutor", start="2014-02", end="2021-08"),
        job("Driver", start="", end=""),
    ]
    shown = text(render(cv(role=[], employment_history=jobs)))
    places = [
        shown.index(role + " ") if role + " " in shown else shown.index(role)
        for role in ("Head", "Tutor", "Assistant", "Cleaner", "Driver")
    ]
    assert places == sorted(places)


def test_it_leaves_out_what_is_empty():
    shown = text(render(DataExtracted(name="Sarah")))
    for label in ("PROFILE", "SKILLS", "EMPLOYMENT", "QUALIFICATIONS", "INTERESTS", "Location", "Availability"):
        assert label not in shown
    assert "Candidate profile" in text(render(DataExtracted()))


def test_it_carries_the_agency_of_the_settings_on_every_page(settings):
    settings.AGENCY_NAME, settings.AGENCY_EMAIL, settings.AGENCY_PHONE = "Bright & <Sons>", "post@bright.example", "0113 496 0999"
    settings.AGENCY_WEBSITE, settings.AGENCY_ADDRESS, settings.AGENCY_CONSULTANT = "bright.example", "1 Park Row, Leeds", "Kim Lee"
    shown = pages(render(cv(employment_history=[job()] * 14)))
    assert len(shown) > 2
    for number, page in enumerate(shown, 1):
        for words in ("Bright & <Sons>", "post@bright.example", "0113 496 0999", "bright.example", "1 Park Row, Leeds"):
            assert words in page
        assert f"Page {number} of {len(shown)}" in page
    assert "Kim Lee" in shown[0]


def test_it_is_tagged_and_accessible():
    pdf = render(cv(), photo())
    document = reader(pdf)
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not None
    assert root["/Lang"] == "en-GB"
    assert b'part="1"' in root["/Metadata"].get_data()
    assert document.metadata.title == "Sarah, Primary School Teacher"
    tags = structure(pdf)
    assert [tag for tag in tags if re.fullmatch(r"H\d", tag)][:4] == ["H1", "H2", "H2", "H3"]
    assert {"Figure", "L", "LI", "P"} <= set(tags)


def test_it_embeds_every_font():
    document = reader(render(cv(name="Мария 王小明 محمد प्रियंका")))
    fonts = {name: font for page in document.pages for name, font in page["/Resources"]["/Font"].items()}
    assert len(fonts) > 4
    for font in fonts.values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3", "/FontFile"} & set(descriptor)


@pytest.mark.parametrize("name", ["Мария", "王小明", "محمد", "प्रियंका", "Łukasz", "Nguyễn", "Γιώργος", "דוד", "김민준", "Ọláṣubọ̀mí"])
def test_it_draws_names_in_any_script(name):
    with pypdfium2.PdfDocument(render(cv(name=name))) as document:
        banner = document[0].render(scale=2).to_pil().crop((90, 150, 800, 260))
        nothing = pypdfium2.PdfDocument(render(cv(name="\ue000\ue001")))[0].render(scale=2).to_pil().crop((90, 150, 800, 260))
    assert sum(banner.convert("L").histogram()[200:]) > 150
    assert banner.tobytes() != nothing.tobytes()
    assert text(render(cv(name=name))).count("\ufffd") == 0


def test_it_escapes_candidate_text():
    hostile = "<script>alert(1)</script><img src='file:///etc/passwd'>{{ settings.SECRET_KEY }}{% debug %}</style>&amp;"
    shown = text(render(cv(professional_profile=hostile, name="<b>Sarah"), skills=["<i>"]))
    assert "<script>alert(1)</script>" in shown
    assert "{{ settings.SECRET_KEY }}" in shown
    assert "</style>&amp;" in shown
    assert "<b>Sarah" in shown


@pytest.fixture
def visitors():
    asked = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_fetches_nothing_even_if_markup_came_through(visitors, tmp_path):
    port, asked = visitors
    picture = tmp_path / "secret.jpg"
    picture.write_bytes(photo())
    urls = [f"http://127.0.0.1:{port}/x.png", picture.as_uri(), "data:image/png;base64,iVBORw0KGgo=", "ftp://127.0.0.1/x", "edukai:photo"]
    markup = "".join(
        f"<img src='{url}'><link rel=stylesheet href='{url}'><link rel=attachment href='{url}'><p style=\"background: url('{url}')\">x</p>"
        f"<style>@import url('{url}'); @font-face {{ font-family: x; src: url('{url}') }}</style><object data='{url}'></object>"
        for url in urls
    )
    pdf = rendering._pdf(f"<html lang=en><title>x</title>{markup}", rendering._fetcher())
    assert asked == []
    assert not [image for page in reader(pdf).pages for image in page.images]
    assert "/EmbeddedFiles" not in reader(pdf).trailer["/Root"].get("/Names", {})


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/", "https://example.org", "data:text/plain,x", "edukai:photo", "EDUKAI:LOGO", ""]
)
def test_it_refuses_every_url_it_was_not_given(url):
    with pytest.raises(ValueError):
        rendering.Pictures().fetch(url)


def test_it_keeps_nothing_of_a_candidate_between_documents():
    render(cv(), photo())
    assert rendering._fetcher().given == {}
    assert rendering._fonts().font_features == {}  # WeasyPrint never frees one, so the style sheet asks for none
    assert not list(reader(render(cv())).pages[0].images)


def test_it_keeps_only_the_pixels_of_a_photo():
    exif = Image.Exif()
    exif[0x010E] = "Sarah Whitcombe"
    pdf = render(cv(), photo(comment=b"Sarah Whitcombe", exif=exif))
    (image,) = reader(pdf).pages[0].images
    assert b"Whitcombe" not in pdf
    assert (image.image.width, image.image.height) == rendering.PHOTO_PIXELS
    assert len(pdf) < 60_000


def test_it_turns_a_photo_upright():
    sideways = Image.new("RGB", (400, 400), "red")
    sideways.paste("blue", (0, 0, 200, 400))
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    sideways.save(out, "JPEG", exif=exif)
    (image,) = reader(render(cv(), out.getvalue())).pages[0].images
    assert image.image.convert("RGB").getpixel((118, 20))[2] > 200


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP", "TIFF", "BMP"])
def test_it_takes_a_photo_in_any_format(form):
    out = io.BytesIO()
    Image.new("RGBA" if form == "PNG" else "L", (50, 70), "grey").save(out, form)
    assert len(reader(render(cv(), out.getvalue())).pages[0].images) == 1


@pytest.mark.parametrize("content", [b"no picture", photo()[:300], b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_it_refuses_a_photo_that_is_none(content):
    with pytest.raises(PermanentError):
        render(cv(), content)


@pytest.mark.parametrize("duties", range(17))
def test_it_breaks_no_page_after_a_heading(duties):
    jobs = [job(f"Role {n}", f"School {n}", responsibilities=[f"Duty {d} of {n}, done well." for d in range(duties)]) for n in range(24)]
    shown = pages(render(cv(employment_history=jobs, qualifications=["Degree"] * 9)))
    headings = r"Role \d+ .*|EMPLOYMENT|QUALIFICATIONS|INTERESTS|REFERENCES" + (r"|School \d+" if duties else "")
    assert len(shown) > 1
    for page in shown[:-1]:
        body = re.sub(r"\nSarah, Primary School Teacher.*", "", page[: page.rindex("EduKai Education · ")]).rstrip()
        assert body.count("\n") > 25
        assert not re.search(rf"(?:{headings})$", body), body[-200:]


def test_it_saves_a_last_page_that_would_hold_next_to_nothing(monkeypatch):
    def some(duties: int) -> DataExtracted:
        return cv(employment_history=[job("Class Teacher", responsibilities=["Taught a class of thirty"] * duties)])

    with monkeypatch.context() as usual:
        usual.setattr(rendering, "_ends_early", lambda document: False)
        one_too_many = next(duties for duties in range(10, 60) if len(pages(render(some(duties)))) == 2)
    assert len(pages(render(some(one_too_many)))) == 1
    assert len(pages(render(some(one_too_many + 20)))) == 2


def test_it_sets_every_bullet_beside_its_text():
    sentence = "Between fourteen and twenty regular pupils a week, from Key Stage 2 to A-level. Tutor for the National Tutoring Programme."
    words = sentence.split()
    duties = [" ".join(words[at:] + words[:at]) for at in range(len(words))] + ["i" * at + " " + sentence for at in range(1, 13)]
    shown = text(render(cv(employment_history=[job(responsibilities=[*duties, "w" * 300])])))
    assert shown.count("•") >= len(duties)
    assert not re.search(r"•\s*\n", shown)


def test_it_keeps_long_words_and_lists_inside_the_page():
    data = cv(
        name="W" * 90,
        role=["X" * 120],
        professional_profile="y" * 3_000,
        employment_history=[job("Z" * 150, "Q" * 150, date_range="D" * 90, responsibilities=["Taught."] * 150)],
    )
    with pypdfium2.PdfDocument(render(data, photo(), skills=["s" * 200])) as document:
        assert len(document) > 3
        for page in document:
            width, height = page.get_size()
            textpage = page.get_textpage()
            for at in range(textpage.count_chars()):
                left, bottom, right, top = textpage.get_charbox(at)
                assert left >= -1
                assert bottom >= -1
                assert right <= width - 40
                assert top <= height


def test_it_takes_jobs_without_role_company_or_dates():
    shown = text(
        render(
            cv(employment_history=[Employment(company="Gap year"), Employment(role="Tutor"), Employment(date_range="2012", role="Cook")])
        )
    )
    for words in ("Gap year", "Tutor", "Cook", "2012"):
        assert words in shown


def test_it_sets_the_name_of_an_agency_without_logo(settings, tmp_path):
    settings.AGENCY_LOGO = tmp_path / "none.svg"
    assert text(render(cv())).startswith("EduKai Education\n")


def test_it_scales_a_large_logo(settings, tmp_path):
    settings.AGENCY_LOGO = tmp_path / "logo.png"
    Image.effect_noise((3_000, 1_000), 80).save(settings.AGENCY_LOGO)
    assert len(render(cv())) < 200_000
    assert len(reader(render(cv())).pages[0].images) >= 1


@pytest.mark.parametrize(
    "colour", ["#0b4f6c", "#ffd34d", "#777777", "#808080", "#ffffff", "#000000", "#ff0000", "#00ff00", "#7f7fff", "#e0007a"]
)
def test_it_keeps_text_readable_on_any_colour(colour):
    palette = brand.palette(colour)
    assert brand.contrast(colour, palette.on_brand) >= 4.5
    assert brand.contrast("#ffffff", palette.ink) >= 4.5


@pytest.mark.parametrize("colour", ["red", "#fff", "#0b4f6c; } body { background: url(http://x)", "#0b4f6c\n", ""])
def test_it_lets_no_css_in_with_the_colour(colour, settings):
    settings.AGENCY_COLOUR = colour
    with pytest.raises(brand.ImproperlyConfigured):
        render(cv())
