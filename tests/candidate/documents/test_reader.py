"""Hostile files, dying children, and what the rest of the process notices of them: nothing."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from candidate.documents import read, reader
from candidate.documents.reader import DOCUMENTS_PER_CHILD
from edukai.errors import PermanentError, TransientError
from tests.candidate.documents import files

GOOD = files.pdf("<h1>Jane Smith</h1><p>Teacher of Mathematics in Leeds</p>")


def _code(content: bytes, filename: str = "cv.pdf") -> str:
    with pytest.raises(PermanentError) as caught:
        read(content, filename)
    assert caught.value.message.endswith(".")
    return caught.value.code


def _child() -> psutil.Process:
    (child,) = (child for child in psutil.Process().children() if "candidate.documents.child" in child.cmdline())
    return child


def _deep_pdf(levels: int, copies: int) -> bytes:
    """A PDF of forms that draw each other: copies ** levels texts."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(595, 842)
    inner = StreamObject()
    inner.set_data(b"BT /F 10 Tf 50 500 Td (abcdefghijklmnopqrstuvwxyz) Tj ET")
    resources = files.resources()
    for _ in range(levels):
        inner.update(
            {NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"), NameObject("/Resources"): resources}
        )
        inner[NameObject("/BBox")] = ArrayObject(map(NumberObject, (0, 0, 595, 842)))
        resources = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/X"): writer._add_object(inner)})})
        inner = StreamObject()
        inner.set_data(b"/X Do " * copies)
    page[NameObject("/Resources")] = resources
    page[NameObject("/Contents")] = writer._add_object(inner)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _run(script: str) -> subprocess.CompletedProcess[str]:
    setup = "import django\ndjango.setup()\nfrom candidate.documents import read, reader\nimport sys, os, time, signal\n"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "edukai.settings"}
    command = [sys.executable, "-c", setup + textwrap.dedent(script)]
    return subprocess.run(command, input="", capture_output=True, text=True, timeout=60, env=environment, cwd=Path(__file__).parents[3])


def test_it_refuses_what_is_larger_than_an_upload_may_be(settings):
    settings.CV_MAX_BYTES = 1000
    assert _code(b"%PDF-1.7" + bytes(1000)) == "too_large"


def test_it_refuses_a_pdf_of_5000_pages_quickly():
    content = files.many_pages(5000)
    start = time.monotonic()
    assert _code(content) == "too_many_pages"
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_it_names_a_truncated_pdf_corrupt(kept):
    assert _code(GOOD[: int(len(GOOD) * kept)]) in {"corrupt", "no_text"}


def test_it_names_a_pdf_with_a_password_encrypted():
    assert _code(files.encrypted_pdf(GOOD, user="secret", owner="secret")) == "encrypted"


def test_it_reads_a_pdf_that_only_its_owner_may_change():
    assert "Jane Smith" in read(files.encrypted_pdf(GOOD, user="", owner="secret"), "cv.pdf").text


def test_it_says_that_a_scan_has_no_text():
    assert _code(files.pdf_of_drawing(b"0 0 1 rg 100 100 200 200 re f")) == "no_text"


def test_it_survives_a_pdf_that_unpacks_to_more_than_the_memory_allowed(settings, fresh_reader):
    settings.READER_MEMORY_MB = 256
    packer = zlib.compressobj(1)
    chunk = b"BT (x) Tj ET " * 80_000
    packed = b"".join(packer.compress(chunk) for _ in range(600)) + packer.flush()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(files.pdf_of_drawing(b"")))
    stream = StreamObject()
    stream.set_data(packed)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    target = io.BytesIO()
    writer.write(target)
    assert len(target.getvalue()) < settings.CV_MAX_BYTES
    assert _code(target.getvalue()) in {"too_complex", "no_text"}
    assert "Jane Smith" in read(GOOD, "cv.pdf").text


def test_it_gives_up_on_a_pdf_that_takes_too_long(settings, fresh_reader):
    settings.READER_SECONDS = 2
    start = time.monotonic()
    assert _code(_deep_pdf(levels=9, copies=30)) == "too_complex"
    assert time.monotonic() - start < 8
    assert "Jane Smith" in read(GOOD, "cv.pdf").text


def test_it_gives_up_on_a_page_with_too_many_characters():
    lines = b"".join(b"1 0 0 1 10 %d Tm (%s) Tj " % (y, b"x" * 3000) for y in range(700, 500, -10))
    assert _code(files.pdf_of_drawing(b"BT /F 1 Tf " + lines + b"ET")) == "too_complex"


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"])
def test_it_refuses_a_word_file_that_unpacks_to_hundreds_of_megabytes(name):
    bomb = files.repacked(files.word(lambda document: document.add_paragraph("Jane Smith")), {name: b" " * 300_000_000})
    assert len(bomb) < 1_000_000
    assert _code(bomb, "cv.docx") == "too_complex"


def test_it_refuses_a_word_file_that_lies_about_its_sizes():
    package = bytearray(files.repacked(files.word(lambda document: None), {"word/document.xml": b" " * 50_000_000}))
    directory = package.rindex(b"word/document.xml") - 46
    package[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")
    assert _code(bytes(package), "cv.docx") == "corrupt"


def test_it_refuses_a_word_file_of_thousands_of_parts():
    package = files.repacked(files.word(lambda document: None), {f"word/{number}.xml": b"" for number in range(6000)})
    assert _code(package, "cv.docx") == "too_complex"


def test_it_refuses_a_word_file_with_entities(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("a secret of the machine")
    laughs = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
    for subset, reference in ((f'<!ENTITY a0 "ha">{laughs}', "&a9;"), (f'<!ENTITY a SYSTEM "file://{secret}">', "&a;")):
        main = files.body(f"<w:p><w:r><w:t>Jane Smith {reference}</w:t></w:r></w:p>")
        package = files.repacked(files.word(lambda document: None), {"word/document.xml": f"<!DOCTYPE w [{subset}]>".encode() + main})
        assert _code(package, "cv.docx") == "corrupt"


def test_it_refuses_xml_that_is_nested_without_end():
    deep = "<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000
    assert _code(files.word_xml(deep), "cv.docx") == "corrupt"


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
def test_it_names_a_truncated_word_file_damaged(kept):
    package = files.word(lambda document: document.add_paragraph("Jane Smith"))
    assert _code(package[: int(len(package) * kept)], "cv.docx") in {"mismatch", "corrupt"}


def test_it_names_a_word_file_with_a_damaged_part_corrupt():
    package = bytearray(files.word(lambda document: document.add_paragraph("Jane Smith")))
    at = package.index(b"word/document.xml") + 60
    package[at : at + 200] = bytes(200)
    assert _code(bytes(package), "cv.docx") == "corrupt"


def test_it_goes_on_when_the_child_is_killed_in_the_middle_of_a_file(fresh_reader):
    read(GOOD, "cv.pdf")
    first = _child()
    first.suspend()  # so that the file is in its hands, but not finished
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(read, GOOD, "cv.pdf")
        time.sleep(0.3)
        assert not answer.done()
        first.send_signal(signal.SIGKILL)
        assert "Jane Smith" in answer.result(timeout=20).text
    assert _child().pid != first.pid


def test_it_goes_on_when_the_child_was_killed_between_two_files(fresh_reader):
    read(GOOD, "cv.pdf")
    _child().kill()
    assert "Jane Smith" in read(GOOD, "cv.pdf").text


def test_it_replaces_a_child_that_hangs(settings, fresh_reader):
    settings.READER_SECONDS = 1
    read(GOOD, "cv.pdf")
    hanging = _child()
    hanging.suspend()
    assert _code(GOOD) == "too_complex"
    assert not hanging.is_running()
    assert "Jane Smith" in read(GOOD, "cv.pdf").text


def test_it_replaces_a_child_that_has_served_long_enough(fresh_reader, monkeypatch):
    monkeypatch.setattr(reader, "DOCUMENTS_PER_CHILD", 3)
    assert DOCUMENTS_PER_CHILD > 3
    served = []
    for _ in range(7):
        read(GOOD, "cv.pdf")
        served.append(_child().pid)
    assert [served.count(pid) for pid in dict.fromkeys(served)] == [3, 3, 1]


def test_it_leaves_no_zombies(fresh_reader):
    for _ in range(3):
        read(GOOD, "cv.pdf")
        _child().kill()
    read(GOOD, "cv.pdf")
    assert psutil.STATUS_ZOMBIE not in [child.status() for child in psutil.Process().children()]


def test_it_serves_many_threads(fresh_reader):
    contents = [files.pdf(f"<p>Candidate number {number}, teacher of mathematics</p>") for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        texts = list(pool.map(lambda number: read(contents[number % 6], "cv.pdf").text, range(30)))
    assert texts == [f"Candidate number {number % 6}, teacher of mathematics" for number in range(30)]


def test_it_keeps_the_childs_hands_off_our_secrets(fresh_reader, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    read(GOOD, "cv.pdf")
    assert set(_child().environ()) <= {"PATH", "LANG", "LC_CTYPE"}


@pytest.mark.parametrize("executable", ["/nowhere/python", "/bin/false"])
def test_it_may_be_tried_again_when_no_child_can_be_started(fresh_reader, monkeypatch, executable):
    monkeypatch.setattr(sys, "executable", executable)
    with pytest.raises(TransientError):
        read(GOOD, "cv.pdf")
    monkeypatch.undo()
    assert "Jane Smith" in read(GOOD, "cv.pdf").text


def test_it_gives_each_forked_process_a_child_of_its_own(tmp_path):
    (tmp_path / "cv.pdf").write_bytes(GOOD)
    done = _run(f"""
        content = open({str(tmp_path / "cv.pdf")!r}, "rb").read()
        read(content, "cv.pdf")
        mine = reader.reader._child.process.pid
        forked = os.fork()
        if not forked:
            assert "Jane Smith" in read(content, "cv.pdf").text
            assert reader.reader._child.process.pid != mine
            sys.exit(0)
        assert os.waitpid(forked, 0)[1] == 0
        assert "Jane Smith" in read(content, "cv.pdf").text
        assert reader.reader._child.process.pid == mine
        print("well")
    """)
    assert done.stdout == "well\n", done.stderr
    assert not done.stderr


@pytest.mark.parametrize("busy", [False, True])
def test_its_child_does_not_outlive_a_killed_parent(tmp_path, busy):
    (tmp_path / "good.pdf").write_bytes(GOOD)
    (tmp_path / "slow.pdf").write_bytes(_deep_pdf(levels=9, copies=30))
    done = _run(f"""
        from django.conf import settings
        import threading
        settings.READER_SECONDS = 2
        read(open({str(tmp_path / "good.pdf")!r}, "rb").read(), "cv.pdf")
        print(reader.reader._child.process.pid, flush=True)
        if {busy}:
            slow = open({str(tmp_path / "slow.pdf")!r}, "rb").read()
            threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGKILL)).start()
            read(slow, "cv.pdf")
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    assert done.returncode == -signal.SIGKILL, done.stderr
    child = int(done.stdout)
    deadline = time.monotonic() + 8
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def test_it_is_not_disturbed_by_what_a_thread_that_has_ended_started(fresh_reader):
    thread = threading.Thread(target=read, args=(GOOD, "cv.pdf"))
    thread.start()
    thread.join()
    first = _child().pid
    assert "Jane Smith" in read(GOOD, "cv.pdf").text
    assert _child().pid == first


def test_it_survives_noise_in_place_of_parts():
    package = files.word(lambda document: document.add_paragraph("Jane Smith"))
    for name in zipfile.ZipFile(io.BytesIO(package)).namelist():
        if name.endswith((".xml", ".rels")):
            broken = files.repacked(package, {name: os.urandom(500)})
            with contextlib.suppress(PermanentError):  # anything else is a fault of ours
                assert "Jane Smith" in read(broken, "cv.docx").text
