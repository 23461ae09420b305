import io
import zipfile

import pytest

from candidate.documents import sniff
from edukai.errors import PermanentError
from tests.candidate.documents import files


def _code(content: bytes, filename: str) -> str:
    with pytest.raises(PermanentError) as caught:
        sniff(content, filename)
    assert caught.value.message.endswith(".")
    return caught.value.code


def _zip_of(name: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr(name, "x")
    return target.getvalue()


def test_it_tells_the_kind_by_content():
    assert sniff(b"%PDF-1.7\n...", "cv.pdf") == "pdf"
    assert sniff(b"\xef\xbb\xbf junk \n%PDF-1.4", "CV.PDF") == "pdf"
    assert sniff(files.word(lambda document: None), "My CV.docx") == "docx"
    assert sniff(files.legacy_word(["Jane"]), "cv.doc") == "doc"
    assert sniff(b"{\\rtf1\\ansi Jane}", "cv.rtf") == "rtf"
    assert sniff(files.open_text("<text:p>Jane</text:p>"), "cv.odt") == "odt"
    assert sniff(files.portrait(), "cv.jpeg") == "jpg"
    assert sniff(files.logo(), "scan.png") == "png"


@pytest.mark.parametrize(
    "content",
    [
        b"Jane Smith\r\nTeacher",
        "Siân Ó Brádaigh".encode(),
        "Siân, caf\u00e9 \u2013 \u20ac".encode("cp1252"),
        "\ufeffJane".encode(),
        "陈美玲 Jane".encode("utf-16"),
        "Jane Smith".encode("utf-16-le"),
        "Jane Smith".encode("utf-16-be"),
        b"a" * 4095 + "é and what follows".encode(),
    ],
)
def test_it_knows_a_text_by_its_characters(content):
    assert sniff(content, "cv.txt") == "txt"


def test_it_knows_the_word_file_that_is_named_as_its_older_brother():
    assert sniff(files.word(lambda document: None), "cv.doc") == "docx"
    assert sniff(files.legacy_word(["Jane"]), "cv.docx") == "doc"
    assert sniff(b"{\\rtf1\\ansi Jane}", "cv.doc") == "rtf"


def test_it_reads_a_seekable_file_and_leaves_it_at_its_start():
    file = io.BytesIO(files.word(lambda document: None))
    file.seek(100)
    assert sniff(file, "cv.docx") == "docx"
    assert file.tell() == 0


@pytest.mark.parametrize("filename", ["cv.exe", "cv", "cv.pdf.exe", "", ".pdf ", "cv.docm", "cv.ods"])
def test_it_refuses_other_types_by_name(filename):
    assert _code(b"%PDF-1.7", filename) == "unsupported"


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (b"MZ\x90\x00" + bytes(2000), "cv.pdf"),
        (b"%PDF-1.7", "cv.docx"),
        (files.word(lambda document: None), "cv.pdf"),
        (_zip_of("xl/workbook.xml"), "cv.docx"),
        (b"PK\x03\x04", "cv.docx"),
        (b"PK\x03\x04" + b"word/document.xml" * 10, "cv.docx"),
        (files.compound({"Workbook": b"x"}), "cv.doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cv.doc"),
        (b"<html>", "cv.doc"),
        (b"MZ\x90\x00" + bytes(2000), "cv.txt"),
        (bytes(range(256)) * 20, "cv.txt"),
        (b"%PDF-1.7", "cv.txt"),
        (b"Jane Smith", "cv.rtf"),
        (b"{\\rtf1 Jane}", "cv.txt"),
        (files.open_text("<text:p>Jane</text:p>"), "cv.docx"),
        (files.word(lambda document: None), "cv.odt"),
        (files.open_text("", kind="spreadsheet"), "cv.odt"),
        (files.logo(), "cv.pdf"),
        (b"%PDF-1.7", "cv.png"),
    ],
)
def test_it_refuses_content_that_is_not_what_the_name_says(content, filename):
    assert _code(content, filename) == "mismatch"


def test_it_refuses_an_empty_file():
    assert _code(b"", "cv.pdf") == "empty"
    assert _code(b" \r\n\r\n", "cv.txt") == "empty"
    assert _code("\ufeff".encode("utf-16-le"), "cv.txt") == "empty"


def test_it_recognises_a_word_file_with_a_password():
    assert _code(files.compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "cv.docx") == "encrypted"


def test_it_ends_on_an_ole_directory_that_runs_in_circles():
    looped = bytearray(files.compound({"Workbook": b"x"}))
    looped[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")  # the directory's sector names itself as the next one
    assert _code(bytes(looped), "cv.doc") == "mismatch"
