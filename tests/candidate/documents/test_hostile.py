"""Files that are broken, protected or made to do harm: each ends with its name, and the next file is read as ever."""

import contextlib
import io
import os
import time
import zipfile

import pytest

from candidate.documents import read
from edukai.errors import PermanentError
from tests.candidate.documents import files
from tests.candidate.documents.files import GOOD, refusal


def test_it_refuses_what_is_larger_than_an_upload_may_be(settings):
    settings.CV_MAX_BYTES = 1000
    assert refusal(b"%PDF-1.7" + bytes(1000)) == "too_large"


def test_it_refuses_a_pdf_of_5000_pages_quickly():
    content = files.many_pages(5000)
    start = time.monotonic()
    assert refusal(content) == "too_many_pages"
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_it_names_a_truncated_pdf_corrupt(kept):
    assert refusal(GOOD[: int(len(GOOD) * kept)]) in {"corrupt", "no_text"}


def test_it_names_a_pdf_with_a_password_encrypted():
    assert refusal(files.encrypted_pdf(GOOD, user="secret", owner="secret")) == "encrypted"


def test_it_reads_a_pdf_that_only_its_owner_may_change():
    assert "Jane Smith" in read(files.encrypted_pdf(GOOD, user="", owner="secret"), "cv.pdf").text


def test_it_says_that_a_scan_has_no_text():
    assert refusal(files.pdf_of_drawing(b"0 0 1 rg 100 100 200 200 re f")) == "no_text"


def test_it_survives_a_pdf_that_unpacks_to_more_than_the_memory_allowed(settings, fresh_reader):
    settings.READER_MEMORY_MB = 512
    bomb = files.pdf_bomb(b"BT /F 9 Tf 50 50 Td (x) Tj ET " * 80_000, times=250)
    assert len(bomb) < settings.CV_MAX_BYTES
    assert refusal(bomb, "cv.pdf") == "too_complex"
    assert "Jane Smith" in read(GOOD, "cv.pdf").text


def test_it_gives_up_on_a_pdf_that_takes_too_long(settings, fresh_reader):
    settings.READER_SECONDS = 2
    start = time.monotonic()
    assert refusal(files.deep_pdf(levels=9, copies=30)) == "too_complex"
    assert time.monotonic() - start < 8
    assert "Jane Smith" in read(GOOD, "cv.pdf").text


def test_it_survives_a_picture_that_unpacks_to_more_than_the_memory_allowed(settings, fresh_reader):
    settings.READER_MEMORY_MB = 512
    bomb = files.image_bomb(side=18_000)
    assert len(bomb) < settings.CV_MAX_BYTES
    assert refusal(bomb) in {"no_text", "too_complex"}
    assert "Jane Smith" in read(GOOD, "cv.pdf").text


def test_it_gives_up_on_a_page_with_too_many_characters():
    lines = b"".join(b"1 0 0 1 10 %d Tm (%s) Tj " % (y, b"x" * 3000) for y in range(700, 500, -10))
    assert refusal(files.pdf_of_drawing(b"BT /F 1 Tf " + lines + b"ET")) == "too_complex"


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"])
def test_it_refuses_a_word_file_that_unpacks_to_hundreds_of_megabytes(name):
    bomb = files.repacked(files.word(lambda document: document.add_paragraph("Jane Smith")), {name: b" " * 300_000_000})
    assert len(bomb) < 1_000_000
    assert refusal(bomb, "cv.docx") == "too_complex"


def test_it_refuses_a_word_file_that_lies_about_its_sizes():
    package = bytearray(files.repacked(files.word(lambda document: None), {"word/document.xml": b" " * 50_000_000}))
    directory = package.rindex(b"word/document.xml") - 46
    package[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")
    assert refusal(bytes(package), "cv.docx") == "corrupt"


def test_it_refuses_a_word_file_of_thousands_of_parts():
    package = files.repacked(files.word(lambda document: None), {f"word/{number}.xml": b"" for number in range(6000)})
    assert refusal(package, "cv.docx") == "too_complex"


def test_it_refuses_a_word_file_with_entities(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("a secret of the machine")
    laughs = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
    for subset, reference in ((f'<!ENTITY a0 "ha">{laughs}', "&a9;"), (f'<!ENTITY a SYSTEM "file://{secret}">', "&a;")):
        main = files.body(f"<w:p><w:r><w:t>Jane Smith {reference}</w:t></w:r></w:p>")
        package = files.repacked(files.word(lambda document: None), {"word/document.xml": f"<!DOCTYPE w [{subset}]>".encode() + main})
        assert refusal(package, "cv.docx") == "corrupt"


def test_it_refuses_xml_that_is_nested_without_end():
    deep = "<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000
    assert refusal(files.word_xml(deep), "cv.docx") == "corrupt"


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
def test_it_names_a_truncated_word_file_damaged(kept):
    package = files.word(lambda document: document.add_paragraph("Jane Smith"))
    assert refusal(package[: int(len(package) * kept)], "cv.docx") in {"mismatch", "corrupt"}


def test_it_names_a_word_file_with_a_damaged_part_corrupt():
    package = bytearray(files.word(lambda document: document.add_paragraph("Jane Smith")))
    at = package.index(b"word/document.xml") + 60
    package[at : at + 200] = bytes(200)
    assert refusal(bytes(package), "cv.docx") == "corrupt"


def test_it_survives_noise_in_place_of_parts():
    package = files.word(lambda document: document.add_paragraph("Jane Smith"))
    for name in zipfile.ZipFile(io.BytesIO(package)).namelist():
        if name.endswith((".xml", ".rels")):
            broken = files.repacked(package, {name: os.urandom(500)})
            with contextlib.suppress(PermanentError):  # anything else is a fault of ours
                assert "Jane Smith" in read(broken, "cv.docx").text
