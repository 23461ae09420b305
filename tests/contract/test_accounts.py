"""`/api/auth/`, call by call. The dashboard has tests of its own."""

import pytest

from account import activity
from account.models import Activity, EventType, Gender, Severity, User
from tests.account.helpers import NEW_PASSWORD, PASSWORD, code_in, picture, sign_in
from tests.contract.described import Described
from tests.factories import work

URL = "/api/auth/"
USER = {
    "id", "email", "first_name", "last_name", "full_name", "gender", "country", "profile_pic_url", "role", "date_joined", "updated_at",
}  # fmt: skip
ENTRY = {
    "id", "event_type", "severity", "title", "message", "is_read", "candidate_id", "batch_id", "organization_id", "created_at",
}  # fmt: skip
ANN = {"email": "ann@school.example", "first_name": "Ann", "last_name": "Lee", "password": PASSWORD, "password_confirm": PASSWORD}
TOKENS = {"access_token", "refresh_token"}


@pytest.fixture
def ann(db) -> User:
    return User.objects.create_user("ann@school.example", PASSWORD, first_name="Ann", last_name="Lee")


@pytest.fixture
def signed_in(browser, ann) -> Described:
    """Ann's browser."""
    assert sign_in(browser, ann.email).status_code == 200
    return browser


@pytest.fixture
def code(browser, ann, outbox) -> str:
    """The code that Ann got by mail."""
    assert browser.post(f"{URL}forgot-password/", {"email": ann.email}).status_code == 200
    work()
    return code_in(outbox)


def a_wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.parametrize("also", [{}, {"gender": "female", "country": "Kenya"}])
def test_post_register(browser, also):
    answer = browser.post(f"{URL}register/", ANN | also)
    assert (answer.status_code, set(answer.json()), set(answer.json()["user"])) == (201, {"message", "user"}, USER)
    assert answer.json()["user"]["role"] == "normaluser"
    assert set(answer.cookies) == TOKENS


def test_post_register_multipart(browser):
    answer = browser.post(f"{URL}register/", ANN | {"profile_pic": picture()}, format="multipart")
    assert answer.status_code == 201
    assert answer.json()["user"]["profile_pic_url"]


@pytest.mark.parametrize("field", ["email", "first_name", "last_name", "password", "password_confirm"])
def test_post_register_without_what_it_needs(browser, field):
    answer = browser.post(f"{URL}register/", {name: value for name, value in ANN.items() if name != field})
    assert (answer.status_code, list(answer.json())) == (400, [field])


def test_post_login(browser, ann):
    answer = sign_in(browser, ann.email)
    assert (answer.status_code, set(answer.json()), set(answer.json()["user"])) == (200, {"message", "user"}, USER)
    assert set(answer.cookies) == TOKENS
    assert sign_in(browser, ann.email, "wrong").status_code == 401


def test_post_logout(signed_in):
    before = signed_in.cookies["refresh_token"].value
    answer = signed_in.post(f"{URL}logout/")
    assert (answer.status_code, set(answer.json())) == (200, {"message"})
    assert all(answer.cookies[name].value == "" and answer.cookies[name]["max-age"] == 0 for name in TOKENS)
    signed_in.cookies["refresh_token"] = before
    assert signed_in.post(f"{URL}token/refresh/").status_code == 401


def test_post_logout_without_a_refresh_cookie(signed_in):
    del signed_in.cookies["refresh_token"]
    assert signed_in.post(f"{URL}logout/").status_code == 400


def test_post_token_refresh(signed_in):
    before = signed_in.cookies["refresh_token"].value
    answer = signed_in.post(f"{URL}token/refresh/")
    assert (answer.status_code, set(answer.json()), set(answer.cookies)) == (200, {"message"}, TOKENS)
    assert signed_in.get(f"{URL}me/").status_code == 200
    signed_in.cookies["refresh_token"] = before
    assert signed_in.post(f"{URL}token/refresh/").status_code == 401


def test_get_me(signed_in, ann):
    answer = signed_in.get(f"{URL}me/")
    assert (answer.status_code, set(answer.json())) == (200, USER)
    assert (answer.json()["id"], answer.json()["full_name"], answer.json()["role"]) == (str(ann.pk), "Ann Lee", "normaluser")


@pytest.mark.parametrize("changes", [{"first_name": "Anna"}, {"last_name": "Ray"}, {"gender": "other"}, {"country": "Wales"}], ids=str)
def test_patch_profile_update(signed_in, changes):
    answer = signed_in.patch(f"{URL}profile/update/", changes)
    assert (answer.status_code, set(answer.json()), set(answer.json()["data"])) == (200, {"message", "data"}, USER)
    assert answer.json()["data"].items() >= changes.items()


def test_patch_profile_update_multipart(signed_in):
    answer = signed_in.patch(f"{URL}profile/update/", {"profile_pic": picture(), "country": "Wales"}, format="multipart")
    assert (answer.status_code, answer.json()["data"]["country"]) == (200, "Wales")
    assert answer.json()["data"]["profile_pic_url"]


def test_post_password_update(signed_in, ann):
    body = {"old_password": PASSWORD, "new_password": NEW_PASSWORD, "new_password_confirm": NEW_PASSWORD}
    answer = signed_in.post(f"{URL}password/update/", body)
    assert (answer.status_code, set(answer.json())) == (200, {"message"})
    assert sign_in(signed_in, ann.email, NEW_PASSWORD).status_code == 200


@pytest.mark.parametrize("email", ["ann@school.example", "nobody@school.example"])
def test_post_forgot_password(browser, ann, email):
    answers = [browser.post(f"{URL}forgot-password/", {"email": email}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert [set(answer.json()) for answer in answers] == [{"detail", "retry_after", "remaining_requests"}] * 2
    assert int(answers[1]["Retry-After"]) == answers[1].json()["retry_after"] > 0


def test_post_verify_otp(browser, ann, code):
    wrong = browser.post(f"{URL}verify-otp/", {"email": ann.email, "otp": a_wrong(code)})
    assert (wrong.status_code, set(wrong.json()), wrong.json()["attempts_remaining"]) == (400, {"detail", "attempts_remaining"}, 4)
    answer = browser.post(f"{URL}verify-otp/", {"email": ann.email, "otp": code})
    assert (answer.status_code, set(answer.json())) == (200, {"detail", "reset_token"})
    cookie = answer.cookies["password_reset"]
    assert (cookie.value, cookie["path"], cookie["httponly"]) == (answer.json()["reset_token"], "/api/auth", True)


def test_post_verify_otp_after_too_many_attempts(browser, ann, code):
    tries = [browser.post(f"{URL}verify-otp/", {"email": ann.email, "otp": a_wrong(code)}).status_code for _ in range(6)]
    assert tries == [400] * 5 + [403]
    assert browser.post(f"{URL}verify-otp/", {"email": ann.email, "otp": code}).status_code == 403


@pytest.mark.parametrize("proof", ["cookie", "token"])
def test_post_reset_password(browser, ann, code, proof):
    token = browser.post(f"{URL}verify-otp/", {"email": ann.email, "otp": code}).json()["reset_token"]
    body = {"email": ann.email, "new_password": NEW_PASSWORD, "new_password_confirm": NEW_PASSWORD}
    assert Described().post(f"{URL}reset-password/", body).status_code == 400  # knowing the address is not enough
    whoever, shown = (browser, {}) if proof == "cookie" else (Described(), {"reset_token": token})
    answer = whoever.post(f"{URL}reset-password/", body | shown)
    assert (answer.status_code, set(answer.json())) == (200, {"detail"})
    assert sign_in(browser, ann.email, NEW_PASSWORD).status_code == 200
    assert whoever.post(f"{URL}reset-password/", body | shown).status_code == 400


@pytest.fixture
def entries(db) -> None:
    """An entry of each severity; the first one has been read."""
    for severity in Severity.values:
        activity.log(EventType.CV_PROCESSED, severity, severity=Severity(severity))
    Activity.objects.filter(title="info").update(is_read=True)


def test_get_activity(api, entries):
    answer = api.get(f"{URL}activity/")
    assert (answer.status_code, set(answer.json()), answer.json()["unread_count"]) == (200, {"pagination", "unread_count", "results"}, 3)
    assert [set(entry) for entry in answer.json()["results"]] == [ENTRY] * 4


@pytest.mark.parametrize("severity", ["info", "success", "warning", "error"])
def test_get_activity_by_severity(api, entries, severity):
    assert [entry["severity"] for entry in api.get(f"{URL}activity/", {"severity": severity}).json()["results"]] == [severity]


def test_get_activity_unread(api, entries):
    assert {entry["is_read"] for entry in api.get(f"{URL}activity/", {"unread": "true"}).json()["results"]} == {False}


@pytest.mark.parametrize(("all_of_them", "updated"), [(False, 1), (True, 3)])
def test_post_activity_mark_read(api, entries, all_of_them, updated):
    body = {} if all_of_them else {"ids": [str(Activity.objects.get(title="error").pk)]}
    answer = api.post(f"{URL}activity/mark-read/", body)
    assert (answer.status_code, set(answer.json()), answer.json()["updated"]) == (200, {"message", "updated"}, updated)


def test_the_choices_of_accounts():
    assert Gender.values == ["male", "female", "other", "prefer_not_to_say"]
    assert Severity.values == ["info", "success", "warning", "error"]
    assert set(EventType.values) >= {
        "batch_uploaded", "batch_completed", "batch_failed", "cv_processed", "cv_failed", "emails_sent", "cv_rewrite_completed",
        "cv_rewrite_failed", "org_import_completed", "contact_import_completed",
    }  # fmt: skip
