"""`manage.py read_cv`: one line of JSON a file, whatever the file is; no database, no server."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from candidate.management.commands.read_cv import read_file

CVS = settings.BASE_DIR / "demo_data" / "cvs"
GOOD = CVS / "CV_Oluwaseun_Adebayo_2026.pdf"
WORD = CVS / "Ashworth-Pike_H_English.docx"
BROKEN = CVS / "Daniel Hartley CV.pdf"
PERSON = {"name", "email", "phone", "phones", "location", "postcode", "has_photo"}
CAREER = {"titles", "employers", "jobs", "qualifications", "skills", "years_of_experience", "qts", "dbs", "roles", "phases"}
PROMISED = {"file", "sha256", "quality", "reasons", "failure", "seconds"} | PERSON | CAREER


def command(*arguments: object) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "read_cv", *map(str, arguments)]


@pytest.fixture
def without_a_database(tmp_path) -> dict[str, str]:
    """An environment in which every query would fail."""
    return {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing", "EDUKAI_DATA_DIR": str(tmp_path)}


def test_it_tells_what_is_in_a_cv():
    row = read_file(GOOD).row
    assert set(row) >= PROMISED
    assert (row["file"], row["failure"], row["message"]) == (str(GOOD), "", "")
    assert (row["name"], row["email"], row["location"]) == ("Oluwaseun Adébáyọ̀", "seun.adebayo@example.org", "Croydon")
    assert (row["quality"], row["qts"], "evidence" in row) == ("passed", True, False)


def test_it_tells_what_is_wrong_when_asked():
    feedback = read_file(GOOD, criticised=True).row["feedback"]
    assert 0 < feedback["score"] < 100
    assert {"code", "part", "severity", "place", "quote", "finding", "advice"} <= set(feedback["findings"][0])
    assert "feedback" not in read_file(GOOD).row
    assert "feedback" not in read_file(BROKEN, criticised=True).row


def test_it_tells_where_and_how_surely_each_fact_was_read():
    evidence = read_file(GOOD, evidence=True).row["evidence"]
    name = evidence["name"]
    assert name["value"] == "Oluwaseun Adébáyọ̀"
    assert 0.5 < name["confidence"] <= 1
    (line,) = name["evidence"]
    assert (line["page"], line["text"]) == (1, "Oluwaseun Adébáyọ̀")
    x0, y0, x1, y1 = line["box"]
    assert 0 < x0 < x1 < 595
    assert 0 < y0 < y1 < 842
    job = evidence["jobs"][0]
    assert job["value"]["employer"] in " ".join(line["text"] for line in job["evidence"])
    held = evidence["qualifications"][0]
    assert {"text", "name", "level", "subject", "awarding_body", "grade", "year"} <= set(held["value"])
    referee = evidence["referees"][0]
    assert (referee["value"]["name"], referee["evidence"][0]["page"]) == ("Helen Pargeter", 2)


def test_it_tells_of_formats_without_pages_no_boxes():
    lines = read_file(WORD, evidence=True).row["evidence"]["name"]["evidence"]
    assert [(line["page"], line["box"], line["text"]) for line in lines] == [(1, None, "Henry Ashworth-Pike")]


def _of_bytes(content: bytes) -> Any:
    def made(folder: Path) -> Path:
        path = folder / "cv.pdf"
        path.write_bytes(content)
        return path

    return made


@pytest.mark.parametrize(
    ("path", "failure"),
    [
        (lambda folder: folder / "nothing.pdf", "not_found"),
        (lambda folder: folder, "not_found"),
        (lambda folder: Path("/dev/zero"), "not_found"),
        (lambda folder: BROKEN, "corrupt"),
        (_of_bytes(b""), "empty"),
        (_of_bytes(b"no PDF at all"), "mismatch"),
        (lambda folder: settings.BASE_DIR / "README.md", "unsupported"),
    ],
)
def test_it_says_in_a_sentence_why_a_file_cannot_be_read(tmp_path, path, failure):
    row = read_file(path(tmp_path)).row
    assert (row["failure"], row["quality"], row["reasons"]) == (failure, "manual", [failure])
    assert row["message"].endswith(".")
    assert set(row) >= PROMISED


def test_it_does_not_read_more_of_a_file_than_it_takes(tmp_path, settings):
    settings.CV_MAX_BYTES = 1_000
    path = _of_bytes(b"%PDF" + bytes(10_000))(tmp_path)
    assert read_file(path).row["failure"] == "too_large"


def test_it_reads_files_in_the_order_given_and_writes_the_page(tmp_path, without_a_database):
    odd = tmp_path / os.fsdecode(b"\xff.txt")  # no name in UTF-8
    odd.write_text("Jane Smith\nTeaching assistant in Leeds")
    page = tmp_path / "evidence.html"
    done = subprocess.run(command(GOOD, BROKEN, odd, WORD, "--html", page), env=without_a_database, capture_output=True, check=True)
    assert done.stderr == b""
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(row["file"]).suffix for row in rows] == [".pdf", ".pdf", ".txt", ".docx"]
    assert [row["failure"] for row in rows] == ["", "corrupt", "", ""]
    told = page.read_text(encoding="utf-8")
    assert told.count("<article") == 4
    assert told.count("data:image/webp") == 2
    assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in told


def test_it_ends_quietly_when_nobody_reads_on(without_a_database):
    running = subprocess.Popen(command(*[WORD] * 50), env=without_a_database, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout
    assert running.stderr
    assert json.loads(running.stdout.readline())["name"] == "Henry Ashworth-Pike"
    running.stdout.close()
    assert running.stderr.read() == b""
    running.stderr.close()
    assert running.wait() == 0


def test_it_ends_quietly_when_interrupted(without_a_database):
    running = subprocess.Popen(
        command(*[WORD] * 500), env=without_a_database, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert running.stdout
    running.stdout.readline()
    os.killpg(running.pid, signal.SIGINT)  # a Ctrl-C reaches every process of ours
    rest, complaints = running.communicate(timeout=30)  # which also waits for those it started: they hold the pipes
    assert (running.returncode, complaints) == (130, b"")
    assert rest.count(b"\n") < 499
