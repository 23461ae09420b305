"""Candidates as the API shows them: shapes, filters, pages, and who may see them."""

import itertools
import uuid
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.core.signing import b64_decode
from django.utils import timezone

from candidate.models import Candidate, Delivery, DeliveryStatus
from tests.contract.fields import DETAIL, LISTED
from tests.factories import a_batch, a_candidate, client_of, download, normal_user, small_pdf, stored

URL = "/api/candidates/"
PAGINATION = {"total", "page", "page_size", "total_pages", "has_next", "has_previous", "next", "previous"}
SOME_ID = "3f0e2f0c-52a9-4f3c-9c0e-0d6c6f1c2b11"
ENDPOINTS = [
    ("post", "upload/"),
    ("get", ""),
    ("get", f"{SOME_ID}/"),
    ("patch", f"{SOME_ID}/update/"),
    ("delete", f"{SOME_ID}/delete/"),
    ("get", "batches/"),
    ("get", f"batches/{SOME_ID}/"),
    ("delete", f"batches/{SOME_ID}/delete/"),
]
WRONG_METHODS = [
    (method, path)
    for path, allowed in itertools.groupby(ENDPOINTS, key=lambda endpoint: endpoint[1])
    for method in sorted({"get", "post", "put", "patch", "delete"} - {method for method, _ in allowed})
]


@pytest.fixture
def cast(db) -> dict[str, Candidate]:
    """Four candidates that differ in everything that can be filtered."""
    amy = a_candidate(quality_status="passed", availability_status="available", source="crm")
    ben = a_candidate(
        name="Ben Ó Briain", name_without_surname="Ben", email="BEN@school.example", whatsapp_number="+447700900999", location="York",
        years_of_experience=0.0, skills=["Phonics", "SEN support"], job_titles=["Teaching Assistant"], quality_status="failed",
    )  # fmt: skip
    cleo = a_candidate(
        name="Cleo 100% Moss", name_without_surname="Cleo", email="cleo@home.example", location="North Yorkshire", years_of_experience=12.5,
        skills=["Phonics", "Forest School"], job_titles=["Year 2 Teacher", "Phonics Lead"], quality_status="manual",
        availability_status="open_to_offers", source="previous_db",
    )  # fmt: skip
    raw = a_candidate(
        name="", name_without_surname="", email="", whatsapp_number="", location="", years_of_experience=None, skills=[], job_titles=[],
        ai_processing_status="failed", ai_enhanced_cv_content=None, ai_failure_reason="The file is damaged and cannot be opened.",
    )  # fmt: skip
    return {"Amy": amy, "Ben": ben, "Cleo": cleo, "": raw}


def names(answer) -> set[str]:
    assert answer.status_code == 200, answer.content
    return {row["name_without_surname"] for row in answer.json()["results"]}


def test_it_lists_candidates_newest_first(api, cast):
    rows = api.get(URL).json()["results"]
    assert [row["id"] for row in rows] == [str(candidate.pk) for candidate in reversed(cast.values())]
    amy = rows[-1]
    assert set(amy) == LISTED
    assert {name: amy[name] for name in LISTED - {"id", "created_at"}} == {
        "name": "Amy Okafor",
        "name_without_surname": "Amy",
        "email": cast["Amy"].email,
        "whatsapp_number": "+447700900123",
        "location": "Leeds",
        "years_of_experience": 5.0,
        "skills": ["Algebra"],
        "job_titles": ["Maths Teacher"],
        "profile_photo_url": None,
        "source": "crm",
        "availability_status": "available",
        "quality_status": "passed",
        "ai_processing_status": "completed",
    }


def test_it_shows_all_of_a_candidate(api, cast):
    batch = a_batch()
    amy = cast["Amy"]
    amy.change(batch=batch, notes="Call on Monday", original_key=stored("cvs", ".pdf"), enhanced_key=stored("enhanced", ".pdf"))
    amy.change(photo_key=stored("photos", ".jpg"), ai_task_id="task 7")
    Delivery.objects.create(purpose="availability", candidate=amy, recipient=amy.email, status=DeliveryStatus.SENT)
    shown = api.get(f"{URL}{amy.pk}/").json()
    assert set(shown) >= DETAIL
    assert (shown["batch"], shown["ai_task_id"], shown["notes"]) == (str(batch.pk), "task 7", "Call on Monday")
    assert (shown["email_subject"], shown["ai_failure_reason"], shown["ai_retry_count"]) == ("A maths teacher in Leeds", "", 0)
    assert shown["availability_email_status"] == "sent"
    for field in ("original_cv_url", "enhanced_cv_url", "profile_photo_url"):
        assert download(shown[field])[:2] == (200, b"content")
    content = shown["ai_enhanced_cv_content"]
    assert set(content) >= {"quality_check", "extracted_photo_url", "personal_info", "data_extracted", "education", "remarks"}
    assert content["quality_check"] == "pass"
    assert content["extracted_photo_url"] == shown["profile_photo_url"]
    assert set(content["personal_info"]) >= {"full_name", "email", "whatsapp", "skill", "job_role", "experience", "location"}
    assert set(content["data_extracted"]) == {
        "name", "role", "location", "availability", "professional_profile", "employment_history", "qualifications", "interests",
        "email_subject", "email_body",
    }  # fmt: skip
    assert set(content["data_extracted"]["employment_history"][0]) >= {"date_range", "role", "company", "responsibilities"}
    assert content["data_extracted"]["name"] == "Amy"


def test_it_shows_why_a_cv_failed(api, cast):
    shown = api.get(f"{URL}{cast[''].pk}/").json()
    assert set(shown) >= DETAIL
    assert shown["ai_processing_status"] == "failed"
    assert shown["ai_failure_reason"] == "The file is damaged and cannot be opened."
    assert [shown[field] for field in ("ai_enhanced_cv_content", "original_cv_url", "enhanced_cv_url", "batch")] == [None] * 4


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Amy", "Ben", "Cleo", ""}),
        ({"quality_status": "passed"}, {"Amy"}),
        ({"quality_status": "pending"}, {""}),
        ({"quality_status": ""}, {"Amy", "Ben", "Cleo", ""}),
        ({"availability_status": "open_to_offers"}, {"Cleo"}),
        ({"availability_status": "not_available"}, {"Ben", ""}),
        ({"ai_processing_status": "failed"}, {""}),
        ({"ai_processing_status": "in_progress"}, set()),
        ({"source": "crm"}, {"Amy"}),
        ({"name": "oKaF"}, {"Amy"}),
        ({"name": "%"}, {"Cleo"}),
        ({"name": "_"}, set()),
        ({"name": "'; DROP TABLE candidate_candidate; --"}, set()),
        ({"name_without_surname": "ben"}, {"Ben"}),
        ({"email": "ben@SCHOOL"}, {"Ben"}),
        ({"whatsapp_number": "900999"}, {"Ben"}),
        ({"location": "york"}, {"Ben", "Cleo"}),
        ({"years_min": "5"}, {"Amy", "Cleo"}),
        ({"years_min": "0"}, {"Amy", "Ben", "Cleo"}),
        ({"years_max": "0"}, {"Ben"}),
        ({"years_min": "5", "years_max": "5.0"}, {"Amy"}),
        ({"years_min": "-3"}, {"Amy", "Ben", "Cleo"}),
        ({"years_min": "1e2"}, set()),
        ({"years_min": "9", "years_max": "1"}, set()),
        ({"skills": "phonics"}, {"Ben", "Cleo"}),
        ({"skills": ["PHONICS", "forest"]}, {"Cleo"}),
        ({"skills": ["phonics", ""]}, {"Ben", "Cleo"}),
        ({"skills": "teacher"}, set()),
        ({"job_titles": "teacher"}, {"Amy", "Cleo"}),
        ({"job_titles": ["teacher", "lead"]}, {"Cleo"}),
        ({"search": "phonics"}, {"Ben", "Cleo"}),
        ({"search": "school.example"}, {"Ben"}),
        ({"search": "leeds"}, {"Amy"}),
        ({"search": "assistant"}, {"Ben"}),
        ({"search": "900123"}, {"Amy", "Cleo"}),
        ({"search": "Briain", "quality_status": "passed"}, set()),
        ({"unheard_of": "x"}, {"Amy", "Ben", "Cleo", ""}),
    ],
)
def test_it_filters(api, cast, query, found):
    assert names(api.get(URL, query)) == found


@pytest.mark.parametrize("asked", ["Élodie", "élodie", "ÉLODIE", "éLoDiE", "E\u0301lodie", "lodie"])
@pytest.mark.parametrize("parameter", ["name", "name_without_surname", "email", "location", "skills", "job_titles", "search"])
def test_it_folds_the_case_of_every_letter(api, cast, parameter, asked):
    shown = {"email": "élodie@home.example", "skills": ["Work of Élodie Ray"], "job_titles": ["ÉLODIE's assistant"]}
    a_candidate(**{"name": "Ms Élodie Ray", "location": "Élodie Park", **shown, "name_without_surname": "Élodie"})
    assert names(api.get(URL, {parameter: asked})) == {"Élodie"}
    assert names(api.get(URL, {parameter: "Ùlodie"})) == set()


def test_it_filters_by_batch(api, cast):
    batch = a_batch()
    cast["Ben"].change(batch=batch)
    assert names(api.get(URL, {"batch": batch.pk})) == {"Ben"}
    assert names(api.get(URL, {"batch": uuid.uuid4()})) == set()


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"quality_status": "splendid"}, "quality_status"),
        ({"quality_status": "PASSED"}, "quality_status"),
        ({"availability_status": "0"}, "availability_status"),
        ({"ai_processing_status": "done"}, "ai_processing_status"),
        ({"source": "crm,previous_db"}, "source"),
        ({"source": "cr\0m"}, "source"),
        *(
            ({field: value}, field)
            for field in ("years_min", "years_max")
            for value in ("abc", "nan", "NaN", "sNaN", "inf", "-Infinity", "1e400", "-1e400", "9" * 5_000, "1,5", "\0", "0x10")
        ),
        *(
            ({field: "a\0b"}, field)
            for field in ("name", "name_without_surname", "email", "whatsapp_number", "location", "skills", "job_titles", "search")
        ),
        ({"batch": "nonsense"}, "batch"),
        ({"page_size": "abc"}, "page_size"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "-1"}, "page_size"),
        ({"page_size": "1.5"}, "page_size"),
        ({"page_size": "nan"}, "page_size"),
        ({"page_size": "٣"}, "page_size"),
        ({"page_size": ""}, "page_size"),
        ({"page_size": "1\0"}, "page_size"),
    ],
    ids=str,
)
def test_it_refuses_a_query_that_makes_no_sense_and_names_the_parameter(api, cast, query, named):
    answer = api.get(URL, query)
    assert answer.status_code == 400
    assert list(answer.json()) == [named]
    assert all(isinstance(message, str) for message in answer.json()[named])


def test_it_pages(api, cast):
    for _ in range(3):
        a_candidate()
    first = api.get(URL, {"page_size": 3, "location": "e"}).json()
    assert set(first["pagination"]) == PAGINATION
    facts = first["pagination"]
    assert [facts[name] for name in ("total", "page", "page_size", "total_pages", "has_next", "has_previous", "previous")] == [
        5, 1, 3, 2, True, False, None,
    ]  # fmt: skip
    second = api.get(facts["next"]).json()
    assert [second["pagination"][name] for name in ("page", "has_next", "has_previous", "next")] == [2, False, True, None]
    assert api.get(second["pagination"]["previous"]).json()["results"] == first["results"]
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert len(set(ids)) == 5


def test_it_gives_an_empty_first_page(api):
    answer = api.get(URL).json()
    assert answer["results"] == []
    facts = {"total": 0, "page": 1, "page_size": 20, "total_pages": 1, "has_next": False, "has_previous": False}
    assert answer["pagination"] == facts | {"next": None, "previous": None}


def test_it_gives_20_a_page_and_at_most_100(api):
    Candidate.objects.bulk_create(Candidate(original_name="cv.pdf", original_key=f"cvs/{number}") for number in range(120))
    assert len(api.get(URL).json()["results"]) == 20
    assert len(api.get(URL, {"page_size": 100}).json()["results"]) == 100
    many = api.get(URL, {"page_size": "9" * 30}).json()
    assert (len(many["results"]), many["pagination"]["page_size"]) == (100, 100)


@pytest.mark.parametrize("page", ["2", "0", "-1", "abc", "nan", "1.5", " ", "9" * 5_000, "1e3", "\0", "1\0"])
def test_it_answers_404_to_a_page_that_is_not_there(api, cast, page):
    answer = api.get(URL, {"page": page})
    assert answer.status_code in ((404,) if "\0" not in page else (400, 404))
    assert len(answer.json()) == 1


def test_it_keeps_the_order_of_candidates_made_at_the_same_moment(api):
    Candidate.objects.bulk_create(Candidate(original_name="cv.pdf", original_key=f"cvs/{number}") for number in range(60))
    Candidate.objects.update(created_at=timezone.now() - timedelta(days=1))
    seen = [row["id"] for page in (1, 2, 3) for row in api.get(URL, {"page": page}).json()["results"]]
    assert len(set(seen)) == 60


def test_it_needs_the_same_few_queries_for_a_full_page(api, django_assert_max_num_queries):
    batch = a_batch(100)
    for number in range(100):
        a_candidate(batch=batch, email=f"{number}@home.example", photo_key=f"photos/{number}")
    with django_assert_max_num_queries(4):  # session and user, count, rows
        assert len(api.get(URL, {"page_size": 100, "search": "maths"}).json()["results"]) == 100
    with django_assert_max_num_queries(4):
        api.get(f"{URL}{Candidate.objects.first().pk}/")


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_it_is_for_operators_alone(db, method, path):
    body = {"data": {"files": small_pdf()}, "format": "multipart"} if path == "upload/" else {}
    anonymous = getattr(client_of(), method)(URL + path, **body)
    assert (anonymous.status_code, list(anonymous.json())) == (401, ["detail"])
    signed_in = getattr(client_of(normal_user()), method)(URL + path, **body)
    assert (signed_in.status_code, list(signed_in.json())) == (403, ["detail"])


@pytest.mark.parametrize(("method", "path"), [endpoint for endpoint in ENDPOINTS if SOME_ID in endpoint[1]])
@pytest.mark.parametrize(
    "wrong", [SOME_ID, "1", "nonsense", SOME_ID + "0", "\0", f"{SOME_ID}\0", "%ff%fe", "\ud800", "x" * 5_000, "None", "..", "' OR 1=1"]
)
def test_it_answers_404_to_an_unknown_or_malformed_id(api, cast, method, path, wrong):
    address = URL + path.replace(SOME_ID, wrong if wrong.startswith("%") else quote(wrong.encode("utf-8", "surrogatepass"), safe=""))
    answer = getattr(api, method)(address)
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])
    assert Candidate.objects.count() == 4


@pytest.mark.parametrize(("method", "path"), WRONG_METHODS)
def test_it_answers_405_to_a_wrong_method(api, method, path):
    answer = getattr(api, method)(URL + path)
    assert (answer.status_code, list(answer.json())) == (405, ["detail"])


def change(api, candidate: Candidate, fields: dict):
    return api.patch(f"{URL}{candidate.pk}/update/", fields)


@pytest.mark.parametrize("address", ["amy@home.example", "AMY@Home.example"])
def test_it_takes_back_an_unchanged_email_that_the_same_cv_brought_in_twice(api, address):
    amy, again = a_candidate(email="amy@home.example"), a_candidate(email="amy@home.example")
    ben = a_candidate(email="ben@home.example")
    assert change(api, again, {"email": address, "notes": "Twice"}).status_code == 200
    assert change(api, ben, {"email": address}).status_code == 400
    assert change(api, amy, {"email": ""}).status_code == 200


def test_it_takes_a_text_of_a_json_list_as_it_is(api):
    amy = a_candidate()
    for texts in (["[SEND] trained"], ['["Phonics", "SEN"]'], ["[]"]):
        assert change(api, amy, {"skills": texts, "job_titles": texts}).json()["skills"] == texts
    assert list(change(api, amy, {"skills": '["Phonics"]'}).json()) == ["skills"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"name": "To\x02m", "name_without_surname": "T\u200bom\x7f"}, {"name": "To m", "name_without_surname": "T om"}),
        ({"location": " North \t York\u2028"}, {"location": "North York"}),
        ({"whatsapp_number": "\x02"}, {"whatsapp_number": ""}),
        ({"email_subject": "Zoe\u0308 \x1b[0m"}, {"email_subject": "Zoë [0m"}),
        ({"email_body": "Dear all,\r\n\r\n\r\n\r\nmore"}, {"email_body": "Dear all,\n\nmore"}),
        ({"notes": "a\x85b"}, {"notes": "a b"}),
        ({"skills": ["Pho\x02nics", "\x02"], "job_titles": ["Head\x9f"]}, {"skills": ["Pho nics"], "job_titles": ["Head"]}),
    ],
    ids=str,
)
def test_it_cleans_what_an_operator_types(api, sent, kept):
    shown = change(api, a_candidate(), sent).json()
    assert {field: shown[field] for field in kept} == kept


@pytest.mark.parametrize(("fields", "named"), [({"email": '"\x02"@home.example'}, "email"), ({"name": "\ufb2c" * 200}, "name")])
def test_it_judges_what_is_left_after_cleaning(api, fields, named):
    answer = change(api, a_candidate(), fields)
    assert (answer.status_code, list(answer.json())) == (400, [named])


def test_its_links_name_nobody(api):
    amy = a_candidate(original_key=stored("cvs", ".docx"), enhanced_key=stored("enhanced", ".pdf"), photo_key=stored("photos", ".jpg"))
    shown = api.get(f"{URL}{amy.pk}/").json()
    named = {}
    for field in ("original_cv_url", "enhanced_cv_url", "profile_photo_url"):
        named[field] = download(shown[field])[2]["Content-Disposition"]
        signed = b64_decode(urlsplit(shown[field]).path.rpartition("/")[2].encode()).decode()
        assert "Amy" not in signed
    assert named == {
        "original_cv_url": 'inline; filename="Original CV.docx"',
        "enhanced_cv_url": 'inline; filename="CV.pdf"',
        "profile_photo_url": 'inline; filename="Photo.jpg"',
    }


def test_it_links_the_photo_in_the_list(api, cast):
    cast["Amy"].change(photo_key=stored("photos", ".jpg", b"\xff\xd8\xff"))
    url = next(row["profile_photo_url"] for row in api.get(URL).json()["results"] if row["name"] == "Amy Okafor")
    status, picture, headers = download(url)
    assert (status, picture, headers["Content-Type"]) == (200, b"\xff\xd8\xff", "image/jpeg")
