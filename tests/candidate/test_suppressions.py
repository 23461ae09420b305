"""Addresses that get no mail any more."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from candidate.models import Delivery, DeliveryStatus, Reason, Suppression, SuppressionSource
from candidate.suppression_lists import MOST_BYTES, import_csv
from candidate.suppressions import allow, among, suppress, suppress_each
from edukai.errors import PermanentError
from tests.candidate.mails import a_campaign, mails_of
from tests.factories import client_of, normal_user

URL = "/api/suppressions/"


def stop(address: str = "head@school.example", reason: Reason = Reason.UNSUBSCRIBE, **fields) -> Suppression:
    return suppress(address, reason, SuppressionSource.OPERATOR, **fields)


def stored() -> dict[str, str]:
    return dict(Suppression.objects.values_list("address", "reason"))


def test_an_address_is_one_in_any_case(db):
    assert stop(" Head@School.example ").pk == stop("head@school.EXAMPLE").pk
    assert stored() == {"head@school.example": "unsubscribe"}
    assert among(["HEAD@school.example", "other@school.example"]) == {"head@school.example"}


@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [
        ("hard_bounce", "complaint", "complaint"),
        ("complaint", "objection", "complaint"),
        ("objection", "unsubscribe", "objection"),
        ("hard_bounce", "unsubscribe", "unsubscribe"),
        ("manual", "hard_bounce", "hard_bounce"),
    ],
)
def test_the_gravest_reason_stays(db, first, second, stays):
    stop(reason=Reason(first), note="first")
    row = stop(reason=Reason(second), note="second")
    assert (row.reason, row.note) == (stays, "first" if first == stays else "second")


def test_many_at_once_count_the_new_ones_and_take_the_gravest_of_a_list(db, django_assert_max_num_queries):
    stop("old@school.example", Reason.MANUAL)
    rows = [Suppression(address=f"head{n}@school.example", reason=Reason.MANUAL, source=SuppressionSource.IMPORT) for n in range(2_500)]
    complaint = {"reason": Reason.COMPLAINT, "source": SuppressionSource.PROVIDER}
    rows += [Suppression(address=address, **complaint) for address in ("OLD@school.example", "Head7@school.example")]
    with django_assert_max_num_queries(12):
        assert suppress_each(rows) == 2_500
    assert Suppression.objects.count() == 2_501
    assert [stored()[address] for address in ("old@school.example", "head7@school.example")] == ["complaint", "complaint"]


def test_what_is_planned_does_not_leave_any_more_and_what_has_left_stays_as_it_is(db):
    planned, other, left = mails_of(a_campaign(), 3, DeliveryStatus.PLANNED)
    Delivery.objects.filter(pk=left.pk).update(status=DeliveryStatus.SENT)
    stop(planned.recipient.upper())
    stop(left.recipient)
    statuses = dict(Delivery.objects.values_list("pk", "status"))
    assert statuses == {planned.pk: "suppressed", other.pk: "planned", left.pk: "sent"}


def test_it_is_taken_out_by_hand(db):
    stop()
    assert allow("Head@school.example")
    assert not allow("head@school.example")
    assert stored() == {}


def test_a_list_is_imported_once_however_often_it_comes(olu):
    text = (
        "E-mail,Reason,Note\r\n"
        "Head@Ash.example,Spam report,rang us\r\n"
        "\r\n"
        "nobody,,\r\n"
        "office@ash.example,550 5.1.1 no such user,\r\n"
        ",manual,\r\n"
        "HEAD@ash.example,,\r\n"
    )
    report = import_csv(io.BytesIO(text.encode()), olu)
    assert report.summary() == {
        "total_rows": 5,
        "added": 2,
        "known": 1,
        "errors": [
            {"row": 4, "value": "nobody", "reason": "is not an e-mail address"},
            {"row": 6, "value": "", "reason": "has no address"},
        ],
        "errors_total": 2,
    }
    again = import_csv(io.BytesIO(text.encode()), None)
    assert (again.added, again.known) == (0, 3)
    rows = Suppression.objects.order_by("address").values_list("address", "reason", "note", "source", "created_by")
    assert list(rows) == [
        ("head@ash.example", "complaint", "rang us", "import", olu.pk),
        ("office@ash.example", "manual", "550 5.1.1 no such user", "import", olu.pk),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_needs_no_header_and_comes_in_any_encoding(db, encoding, delimiter):
    text = delimiter.join(["zoe@ash.example", "Unsubscribe", "Zoë rang"]) + "\nmailto:Amy@ash.example\n"
    assert import_csv(io.BytesIO(text.encode(encoding)), None).added == 2
    assert Suppression.objects.get(address="zoe@ash.example").note == "Zoë rang"
    assert stored() == {"zoe@ash.example": "unsubscribe", "amy@ash.example": "manual"}


def test_the_columns_may_stand_anywhere(db):
    text = "created,reason,email,status\n1700000000,bounce,a@ash.example,5.1.1\n"
    assert import_csv(io.BytesIO(text.encode()), None).added == 1
    assert stored() == {"a@ash.example": "hard_bounce"}


@pytest.mark.parametrize("content", [b"PK\x03\x04\0\0", b"\xff\xfea", b'"' + b"a" * 200_000, b"a" * (MOST_BYTES + 1)])
def test_what_is_no_list_is_refused_in_a_sentence(db, content):
    with pytest.raises(PermanentError, match="The file is"):
        import_csv(io.BytesIO(content), None)


def test_an_empty_list_adds_nothing(db):
    assert import_csv(io.BytesIO(b"email\n"), None).summary()["total_rows"] == 0


def test_operators_add_list_and_delete(api, olu):
    made = api.post(URL, {"address": "Head@Ash.example", "note": "rang us"})
    shown = {"address": "head@ash.example", "reason": "manual", "source": "operator", "note": "rang us", "created_by": olu.email}
    assert made.status_code == 201
    assert made.json().items() >= shown.items()
    again = api.post(URL, {"address": "head@ash.example", "reason": "objection"})
    assert (again.status_code, again.json()["id"], again.json()["reason"]) == (200, made.json()["id"], "objection")
    suppress("office@oak.example", Reason.HARD_BOUNCE, SuppressionSource.PROVIDER)
    for query, found in [
        ("", ["office@oak.example", "head@ash.example"]),
        ("?address=ASH", ["head@ash.example"]),
        ("?reason=hard_bounce", ["office@oak.example"]),
        ("?source=operator", ["head@ash.example"]),
        ("?source=link", []),
    ]:
        assert [row["address"] for row in api.get(URL + query).json()["results"]] == found
    assert api.get(URL).json()["pagination"]["total"] == 2
    assert api.delete(f"{URL}{made.json()['id']}/").status_code == 200
    assert api.delete(f"{URL}{made.json()['id']}/").status_code == 404
    assert api.delete(f"{URL}{10**30}/").status_code == 404
    assert list(stored()) == ["office@oak.example"]


@pytest.mark.parametrize("address", ["", "nobody", f"{'a' * 320}@b.example", "a\0@b.example"])
def test_it_refuses_what_is_no_address(api, address):
    assert api.post(URL, {"address": address}).status_code == 400
    assert stored() == {}


@pytest.mark.parametrize("sent", [{}, {"address": "a@b.example", "reason": "boredom"}, {"address": "a@b.example", "note": "a" * 301}])
def test_it_refuses_what_makes_no_sense(api, sent):
    assert api.post(URL, sent).status_code == 400
    assert stored() == {}


def test_operators_import_a_list(api):
    file = SimpleUploadedFile("list.csv", b"address\na@ash.example\nb\n")
    report = api.post(f"{URL}import/", {"file": file}, format="multipart").json()
    assert report == {
        "total_rows": 2,
        "added": 1,
        "known": 0,
        "errors": [{"row": 3, "value": "b", "reason": "is not an e-mail address"}],
        "errors_total": 1,
    }
    refused = api.post(f"{URL}import/", {"file": SimpleUploadedFile("list.xlsx", b"PK\x03\x04\0")}, format="multipart")
    assert (refused.status_code, refused.json()) == (400, {"detail": "The file is not a .csv file."})


def test_nobody_else_may(db):
    for client in (client_of(), client_of(normal_user())):
        calls = [client.get(URL), client.post(URL, {"address": "a@b.example"}), client.delete(f"{URL}1/"), client.post(f"{URL}import/")]
        for call in calls:
            assert call.status_code in (401, 403)
    assert stored() == {}
