"""Pictures of pages: photographed, scanned, askew, upside down, and files whose characters mean nothing."""

import io
import re
import subprocess
import time

import numpy as np
import pypdf
import pytest
from PIL import Image, ImageFilter
from pypdf.generic import NameObject, StreamObject

from candidate.documents import ocr, read, scans
from tests.candidate.documents import files
from tests.candidate.documents.files import drawn, refusal, scanned, stored

LINES = ["Siobhan O'Connor", "Teacher of mathematics, Leeds", "07700 900123 siobhan@example.com", "Led the choir", "Taught Year 7"]
PAGE = files.pdf(
    f"<h1>{LINES[0]}</h1><p>{LINES[1]}</p><p><b>{LINES[2]}</b></p><ul><li>{LINES[3]}</li><li>{LINES[4]}</li></ul>", "body{font-size:12pt}"
)


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    return drawn(PAGE)


def _with_grain(image: Image.Image) -> Image.Image:
    pixels = np.asarray(image, dtype=float) * 0.93 + np.random.default_rng(1).normal(8, 8, np.asarray(image).shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))


def test_it_reads_a_scanned_page_as_people_see_it(picture):
    document = read(scanned(_with_grain(picture)), "scan.pdf")
    assert [line.text for line in document.lines] == LINES
    assert document.flags == ("scan",)
    name, title, contact, *bullets = document.lines
    assert name.size == pytest.approx(24, rel=0.15)
    assert title.size == pytest.approx(12, rel=0.1)
    assert (title.bold, contact.bold) == (False, True)
    assert [line.kind for line in bullets] == ["bullet", "bullet"]
    (page,) = document.pages
    assert (page.width, page.height) == pytest.approx((595, 842), abs=2)
    original = read(PAGE, "cv.pdf").lines[1].box or ()
    assert title.box == pytest.approx(original, abs=6)


@pytest.mark.parametrize(("kind", "degrees"), [("PNG", 2.4), ("JPEG", -4.8), ("PNG", 90), ("JPEG", 180), ("PNG", 268.5)])
def test_it_reads_pictures_that_lie_askew(picture, kind, degrees):
    turned = picture.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    document = read(stored(turned, kind), f"cv.{kind.lower()}")
    assert [line.text for line in document.lines] == LINES


@pytest.mark.parametrize("degrees", [90, 270])
def test_it_reads_a_page_that_lies_on_its_side_once(picture, degrees, monkeypatch):
    readings = []
    recognised = ocr.recognised
    monkeypatch.setattr(ocr, "recognised", lambda *given: readings.append(recognised(*given)) or readings[-1])
    page = scans.Scanner("eng", 10, time.monotonic() + 60).page(lambda: picture.rotate(degrees, expand=True), 200, 0)
    assert page is not None
    assert [line.text for line in page.lines] == LINES
    assert len(readings) == 1


def test_it_believes_the_camera_that_says_how_it_was_held(picture):
    exif = Image.Exif()
    exif[0x0112] = 8
    content = stored(picture.transpose(Image.Transpose.ROTATE_270), "JPEG", exif=exif)
    assert read(content, "cv.jpg").lines[0].text == LINES[0]


def test_it_reads_small_transparent_and_dark_pictures(picture):
    small = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)
    ink = Image.new("RGBA", picture.size, "black")
    ink.putalpha(Image.eval(picture, lambda value: 255 - value))
    dark = Image.eval(picture, lambda value: 255 - value)
    for image in (small, ink, dark):
        assert LINES[1] in read(stored(image), "cv.png").text


def test_it_reads_photographs_with_a_shadow_on_them(picture):
    height, width = picture.height, picture.width
    light = np.linspace(1, 0.3, width) * np.linspace(1, 0.6, height)[:, None]
    shadowed = Image.fromarray((np.asarray(_with_grain(picture)) * light).astype(np.uint8))
    assert [line.text for line in read(stored(shadowed, "JPEG"), "cv.jpg").lines] == LINES


def test_it_reads_pages_of_columns_column_by_column():
    column = "".join(f"<p>{word} tells of teaching in Leeds</p>" for word in ("First", "Second", "Third", "Fourth", "Fifth"))
    page = files.pdf(f"<div>{column}</div><div>{column.replace('Leeds', 'York')}</div>", "div{float:left;width:48%;margin-right:2%}")
    towns = [line.text.split()[-1] for line in read(stored(drawn(page)), "cv.png").lines]
    assert towns == ["Leeds"] * 5 + ["York"] * 5


@pytest.mark.parametrize("degrees", [0, 1.5, 180])
def test_it_cuts_the_portrait_out_of_a_scan(picture, degrees):
    page = picture.copy()
    page.paste(Image.open(io.BytesIO(files.portrait(280, 350))).convert("L"), (1200, 120))
    photo = read(scanned(page.rotate(degrees, fillcolor=255)), "cv.pdf").photo
    assert photo is not None
    assert 150 < photo.width < photo.height < 350
    assert read(scanned(picture), "cv.pdf").photo is None


def test_it_reads_pages_that_were_joined_below_each_other(picture):
    joined = Image.new("L", (picture.width, 3 * picture.height), 255)
    for number in range(3):
        joined.paste(picture, (0, number * picture.height))
    assert [line.text for line in read(stored(joined), "cv.png").lines] == LINES * 3


def test_it_scans_only_the_pages_that_have_no_text(picture):
    pages = pypdf.PdfWriter()
    for content in (files.GOOD, scanned(picture)):
        pages.append(io.BytesIO(content))
    pages.add_blank_page(595, 842)
    target = io.BytesIO()
    pages.write(target)
    document = read(target.getvalue(), "cv.pdf")
    assert [[line.text for line in page.lines][:1] for page in document.pages] == [["Jane Smith"], [LINES[0]], []]


def test_it_reads_no_more_pictures_than_it_may(picture, settings):
    settings.OCR_MAX_PAGES = 1
    document = read(scanned(picture, picture), "cv.pdf")
    assert [len(page.lines) for page in document.pages] == [len(LINES), 0]
    assert document.flags == ("scan", "unread_pages")
    settings.OCR_MAX_PAGES = 0
    assert refusal(scanned(picture)) == "no_text"


def test_it_stops_in_time(picture):
    assert scans.Scanner("eng", 10, until=0.0).page(lambda: picture, 200, 0) is None


def test_it_says_so_when_a_picture_shows_no_text():
    assert refusal(stored(Image.new("L", (800, 1100), 255)), "cv.png") == "no_text"
    assert refusal(files.logo(), "cv.png") == "no_text"
    assert refusal(stored(Image.new("L", (1, 1), 255)), "cv.png") == "no_text"


def test_it_names_pictures_that_are_damaged_or_bombs(picture):
    assert refusal(stored(picture)[:5000], "cv.png") == "corrupt"
    assert refusal(b"\x89PNG\r\n\x1a\n" + b"nonsense" * 9, "cv.png") == "corrupt"
    assert refusal(stored(Image.new("1", (20_000, 20_000))), "cv.png") == "too_complex"


@pytest.mark.parametrize("program", ["", "#!/bin/sh\nexit 1\n", "#!/bin/sh\nsleep 9\n", "#!/bin/sh\necho '<html'\n"])
def test_it_reads_nothing_when_tesseract_is_missing_or_fails(picture, monkeypatch, tmp_path, program):
    if program:
        (tmp_path / "tesseract").write_text(program)
        (tmp_path / "tesseract").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if program else str(tmp_path))
    assert ocr.recognised(picture, 200, "eng", seconds=0.2) == []


def _with_layer(layer: str, picture: Image.Image) -> bytes:
    """A scan with a text layer: invisible ink over the picture."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(scanned(picture)))
    page = writer.pages[0]
    page["/Resources"][NameObject("/Font")] = files.resources()["/Font"]  # type: ignore[index]
    stream = StreamObject()
    stream.set_data(page.get_contents().get_data() + f" BT 3 Tr /F 12 Tf 14 TL 50 700 Td {layer} ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_it_takes_the_text_layer_of_a_scan_that_makes_sense(picture):
    words = "(Jane Smith, a teacher of mathematics) Tj T* (who has taught for eleven years in four schools of Leeds and York) Tj T*"
    document = read(_with_layer(words * 3, picture), "cv.pdf")
    assert document.lines[0].text == "Jane Smith, a teacher of mathematics"
    assert document.flags == ("scan",)


def test_it_reads_the_picture_when_the_text_layer_is_rubbish(picture):
    document = read(_with_layer(r"(T~ac}\\er 0f m4t#3m |||1 J#ne 5m!th xq zv kj wq 7x\(9 l;; brrt zzk qqp) Tj T* " * 8, picture), "cv.pdf")
    assert [line.text for line in document.lines] == LINES


def test_it_reads_the_picture_of_a_page_whose_characters_mean_nothing():
    """Each letter stands for another one, as in a font without a character map."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(files.pdf(f"<h1>Siobhan</h1>{'<p>A teacher of mathematics in Leeds and York</p>' * 5}")))
    maps = [found for found in map(writer.get_object, range(1, len(writer._objects) + 1)) if isinstance(found, StreamObject)]
    for stream in maps:
        if b"beginbfchar" in stream.get_data():
            stream.set_data(re.sub(rb"<00[46-7]([0-9a-f])>(?=\s)", rb"<e0\g<1>7>", stream.get_data()))
    target = io.BytesIO()
    writer.write(target)
    document = read(target.getvalue(), "cv.pdf")
    assert document.flags == ("scan",)
    assert document.lines[1].text == "A teacher of mathematics in Leeds and York"


def test_it_keeps_the_dash_between_words_of_which_tesseract_is_not_sure(monkeypatch):
    words = [("—", 50), ("10/2010", 90), ("-", 50), ("07/2012", 91), ("~", 50), ("Analyst", 95), ("—", 50)]
    spans = "".join(
        f"<span class='ocrx_word' title='bbox {x} 0 {x + 9} 9; x_wconf {sure}'>{text}</span>" for x, (text, sure) in enumerate(words)
    )
    title = "bbox 0 0 90 9; baseline 0 0; x_size 9; x_descenders 2"
    answer = f"<p><span class='ocr_line' title='{title}'>{spans}</span></p>".encode()
    monkeypatch.setattr(ocr.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, answer))
    read_words = ocr.recognised(Image.new("L", (100, 10), 255), 200, "eng", 1)
    assert [word.text for word in read_words] == ["10/2010", "-", "07/2012", "Analyst"]
