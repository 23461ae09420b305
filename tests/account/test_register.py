import threading

import pytest
from django.db import IntegrityError, connection
from rest_framework.test import APIClient

from account.models import Role, User
from tests.account.helpers import PASSWORD, picture

URL = "/api/auth/register/"
NEW = {"email": "new@school.example", "first_name": "New", "last_name": "Comer", "password": PASSWORD, "password_confirm": PASSWORD}
USER_FIELDS = {
    "id", "email", "first_name", "last_name", "full_name", "gender", "country", "profile_pic_url", "role", "date_joined", "updated_at",
}  # fmt: skip


def test_it_makes_a_normal_user_and_signs_in(api, db):
    response = api.post(URL, {**NEW, "gender": "other", "country": "Wales"})
    assert response.status_code == 201
    assert set(response.json()) == {"message", "user"}
    user = response.json()["user"]
    assert set(user) == USER_FIELDS
    assert user["full_name"] == "New Comer"
    assert (user["role"], user["gender"], user["country"], user["profile_pic_url"]) == ("normaluser", "other", "Wales", None)
    assert api.get("/api/auth/me/").json() == user


def test_it_never_lets_anybody_choose_a_role(api, db):
    api.post(URL, {**NEW, "role": "superuser", "is_staff": True, "is_superuser": True, "is_active": False, "id": "1"})
    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser, user.is_active) == (Role.NORMALUSER, False, False, True)
    assert api.get("/api/auth/me/").status_code == 200


def test_it_keeps_the_password_as_a_hash_and_out_of_answers(api, db):
    response = api.post(URL, NEW)
    assert PASSWORD not in response.content.decode()
    assert User.objects.get().password != PASSWORD
    assert User.objects.get().check_password(PASSWORD)


def test_it_takes_spaces_in_a_password_as_they_are(api, db):
    spaced = f" {PASSWORD} "
    assert api.post(URL, {**NEW, "password": spaced, "password_confirm": spaced}).status_code == 201
    assert User.objects.get().check_password(spaced)


@pytest.mark.parametrize("missing", ["email", "first_name", "last_name", "password", "password_confirm"])
def test_it_names_what_is_missing(api, db, missing):
    response = api.post(URL, {name: value for name, value in NEW.items() if name != missing})
    assert response.status_code == 400
    assert list(response.json()) == [missing]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a" * 300 + "@school.example"}, "email"),
        ({"first_name": "x" * 151}, "first_name"),
        ({"first_name": "  "}, "first_name"),
        ({"gender": "robot"}, "gender"),
        ({"country": "x" * 101}, "country"),
        ({"password_confirm": "something else"}, "password_confirm"),
        ({"password": "short", "password_confirm": "short"}, "password"),
        ({"password": "password123", "password_confirm": "password123"}, "password"),
        ({"password": "8347562910", "password_confirm": "8347562910"}, "password"),
        ({"password": "new@school.example", "password_confirm": "new@school.example"}, "password"),
        ({"password": "x" * 1_025, "password_confirm": "x" * 1_025}, "password"),
        ({"profile_pic": "me.png"}, "profile_pic"),
    ],
)
def test_it_names_what_is_wrong(api, db, changes, field):
    response = api.post(URL, {**NEW, **changes})
    assert response.status_code == 400
    assert field in response.json()
    assert all(isinstance(messages, list) for messages in response.json().values())
    assert not User.objects.exists()
    assert "access_token" not in response.cookies


def test_it_refuses_an_address_in_use_in_any_case(api, ann):
    response = api.post(URL, {**NEW, "email": " ANN@School.Example "})
    assert response.status_code == 400
    assert response.json() == {"email": ["There is an account with this e-mail address."]}


def test_the_database_itself_refuses_the_same_address_in_another_case(ann):
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="ANN@school.example")])


def test_it_takes_a_picture_along(api, db):
    response = api.post(URL, {**NEW, "profile_pic": picture()}, format="multipart")
    assert response.status_code == 201
    url = response.json()["user"]["profile_pic_url"]
    served = api.get(url[url.index("/files/") :])
    assert served.status_code == 200
    assert served["Content-Type"] == "image/jpeg"
    served.close()


def test_it_makes_no_account_when_the_picture_is_bad(api, db):
    bad = picture()
    bad.write(b"GIF89a, or is it?")
    bad.seek(0)
    response = api.post(URL, {**NEW, "profile_pic": bad}, format="multipart")
    assert response.status_code == 400
    assert list(response.json()) == ["profile_pic"]
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_makes_one_account_of_many_requests_at_once():
    start, statuses = threading.Barrier(4), []

    def register() -> None:
        start.wait()
        statuses.append(APIClient().post(URL, NEW).status_code)
        connection.close()

    threads = [threading.Thread(target=register) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 400, 400, 400]
    assert User.objects.count() == 1


def test_it_slows_down_one_address(api, db, settings):
    settings.SIGN_IN_LIMIT_PER_ADDRESS = 2
    for _ in range(2):
        assert api.post(URL, {}).status_code == 400
    response = api.post(URL, NEW)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= settings.SIGN_IN_WINDOW_SECONDS
