"""Sheets of schools and contacts through the API."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from edukai.jobs.control import cancel, enqueue
from edukai.jobs.models import Job
from organization.imports import Report
from organization.models import Organization, OrganizationContact
from organization.placing import placing
from organization.sheets import reader
from organization.sheets.formats import OLE
from tests.factories import a_school, client_of, download, normal_user, work

URL = "/api/organizations/import/"
SCHOOLS = [
    ["URN", "Organization Name", "local-authority", "Phase", "Gender", "Town", "Postcode", "TelephoneNumber"],
    [100001, "Ash Primary", "Kent", "Primary", "Mixed", "Ashford", "tn231aa", "01233 555 000"],
    [100002, "Elm College", "Kent", "Secondary", "Girls", "Ashford", "TN23 1AB", None],
    [100003, None, "Kent", "Primary", "Mixed", "Ashford", "TN23 1AC", None],
]
CONTACTS = [
    ["LocalAuthority", "OrganizationName", "ContactPersonName", "JobTitle", "WorkEmail"],
    ["Kent", "ASH PRIMARY", "Ann Lee", "Head teacher", "head@ash.example"],
    ["Kent", "Atlantis Academy", "Bo Ray", "", "bo@atlantis.example"],
]


def workbook(rows: list[list], name: str = "sheet.xlsx") -> SimpleUploadedFile:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def far_apart() -> bytes:
    """A workbook for which billions of cells have to be made room for."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active["XFD1048576"] = "URN", "far away"
    book.save(out)
    return out.getvalue()


def send(api, rows: list[list], path: str = "", query: str = ""):
    return api.post(f"{URL}{path}{query}", {"file": workbook(rows)}, format="multipart")


def status(api, answer) -> dict:
    assert answer.status_code == 202, answer.content
    assert set(answer.json()) == {"message", "task_id", "note"}
    shown = api.get(f"{URL}status/{answer.json()['task_id']}/")
    assert shown.status_code == 200
    return shown.json()


def test_it_imports_schools_and_says_how_far_it_is(api):
    answer = send(api, SCHOOLS)
    assert status(api, answer) | {"progress": None} == {
        "status": "pending", "progress": None, "summary": None, "errors_url": None, "error": "",
    }  # fmt: skip
    work()
    over = status(api, answer)
    assert (over["status"], over["error"], over["progress"]) == ("completed", "", {"done": 3, "total": 3})
    summary = over["summary"]
    assert (summary["total_rows"], summary["organizations_created"], summary["organizations_skipped"]) == (3, 2, 1)
    assert [(error["row"], error["column"]) for error in summary["errors"]] == [(4, "OrganizationName")]
    assert "errors_key" not in summary
    assert [(row.name, row.postcode, row.phase) for row in Organization.objects.all()] == [
        ("Ash Primary", "TN23 1AA", "primary"),
        ("Elm College", "TN23 1AB", "secondary"),
    ]


def test_it_is_not_done_before_all_is_written(api, monkeypatch):
    answer, seen = send(api, SCHOOLS), []
    summary = Report.summary  # asked for when all is read and nothing written
    monkeypatch.setattr(Report, "summary", lambda report: seen.append(status(api, answer)) or summary(report))
    work()
    assert [shown["progress"] for shown in seen] == [{"done": 0, "total": 3}]
    assert status(api, answer)["progress"] == {"done": 3, "total": 3}


def test_it_links_the_whole_list_of_errors(api):
    answer = send(api, SCHOOLS)
    work()
    code, content, headers = download(status(api, answer)["errors_url"])
    assert (code, headers["Content-Type"]) == (200, "text/csv")
    assert b"OrganizationName" in content


def test_it_imports_contacts(api):
    a_school(name="Ash Primary")
    answer = send(api, CONTACTS, "contacts/")
    work()
    summary = status(api, answer)["summary"]
    assert (summary["total_rows"], summary["contacts_created"], summary["contacts_skipped"]) == (2, 1, 1)
    assert [error["row"] for error in summary["errors"]] == [3]
    assert [contact.work_email for contact in OrganizationContact.objects.all()] == ["head@ash.example"]


@pytest.mark.parametrize(("path", "rows", "created"), [("", SCHOOLS, "organizations_created"), ("contacts/", CONTACTS, "contacts_created")])
def test_a_dry_run_reports_the_same_and_writes_nothing(api, path, rows, created):
    a_school(name="Ash Primary", urn="100001")
    dry = send(api, rows, path, "?dry_run=true")
    work()
    reported = status(api, dry)["summary"]
    assert (Organization.objects.count(), OrganizationContact.objects.count()) == (1, 0)
    wet = send(api, rows, path)
    work()
    assert status(api, wet)["summary"] == reported | {"dry_run": False}
    assert reported[created] == 1


@pytest.mark.parametrize("path", ["", "contacts/"])
@pytest.mark.parametrize(
    ("file", "named"),
    [
        (None, "file"),
        ("text", "file"),
        (b"", "file"),
        (b"not a workbook", "detail"),
    ],
    ids=["none", "text", "empty", "nonsense"],
)
def test_it_refuses_what_is_no_sheet_and_leaves_no_job(api, path, file, named):
    sent = SimpleUploadedFile("sheet.xlsx", file) if isinstance(file, bytes) else file
    answer = api.post(URL + path, {} if sent is None else {"file": sent}, format="multipart")
    assert (answer.status_code, list(answer.json())) == (400, [named])
    assert not Job.objects.exists()


def test_it_refuses_json_and_a_switch_that_makes_no_sense(api):
    assert api.post(URL, {"file": "x"}).status_code == 415
    answer = send(api, SCHOOLS, query="?dry_run=perhaps")
    assert (answer.status_code, list(answer.json())) == (400, ["dry_run"])
    assert not Job.objects.exists()


def test_it_refuses_a_file_of_more_than_50_mb(api, monkeypatch):
    monkeypatch.setattr(reader, "MOST_BYTES", 1_000)
    answer = send(api, SCHOOLS)
    assert (answer.status_code, answer.json()) == (400, {"detail": "The file is larger than 50 MB."})
    assert not Job.objects.exists()


@pytest.mark.parametrize("path", ["", "contacts/"])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (workbook([["Colour", "Shape"], ["red", "round"]]).read(), "The file has no table with the columns"),
        (b"PK\x03\x04 and nothing else", "The file is damaged, or not a workbook"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "The workbook is protected with a password."),
        (far_apart(), "The file takes too much time or memory"),
    ],
    ids=["columns", "damaged", "password", "memory"],
)
def test_it_says_in_one_sentence_why_an_import_failed(api, path, content, sentence):
    answer = api.post(URL + path, {"file": SimpleUploadedFile("sheet.xlsx", content)}, format="multipart")
    work()
    failed = status(api, answer)
    assert (failed["status"], failed["summary"], failed["errors_url"]) == ("failed", None, None)
    assert failed["error"].startswith(sentence)
    assert not Job.objects.open().exclude(flow="files").exists()


def test_a_cancelled_import_has_failed(api):
    answer = send(api, SCHOOLS)
    cancel(Job.objects.filter(pk=answer.json()["task_id"]))
    assert status(api, answer)["status"] == "failed"


@pytest.mark.parametrize("wrong", ["3f0e2f0c-52a9-4f3c-9c0e-0d6c6f1c2b11", "1", "%00"])
def test_it_answers_404_to_an_unknown_id(api, wrong):
    assert api.get(f"{URL}status/{wrong}/").status_code == 404


def test_it_answers_404_to_the_id_of_other_work(api):
    assert api.get(f"{URL}status/{enqueue(placing).pk}/").status_code == 404


@pytest.mark.parametrize(("method", "path"), [("post", ""), ("post", "contacts/"), ("get", "status/3f0e2f0c-52a9-4f3c-9c0e-0d6c6f1c2b11/")])
def test_it_is_for_operators_alone(db, method, path):
    assert getattr(client_of(), method)(URL + path).status_code == 401
    assert getattr(client_of(normal_user()), method)(URL + path).status_code == 403
