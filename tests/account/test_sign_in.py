import threading
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from account import sessions
from account.models import User, UserSession
from tests.account.helpers import PASSWORD, bearer, sign_in

LOGIN, LOGOUT, REFRESH, ME = (f"/api/auth/{call}/" for call in ("login", "logout", "token/refresh", "me"))


def some_time_ago() -> None:
    """Lets every session's last refresh be longer ago than two requests at once can be."""
    UserSession.objects.update(refreshed_at=timezone.now() - timedelta(minutes=5))


class TestLogin:
    def test_it_signs_in_in_any_case(self, api, ann):
        response = sign_in(api, " Ann@SCHOOL.example ")
        assert response.status_code == 200
        assert set(response.json()) == {"message", "user"}
        assert response.json()["user"]["id"] == str(ann.id)
        assert api.get(ME).json()["email"] == "ann@school.example"

    @pytest.mark.parametrize("secure", [True, False])
    def test_it_sets_both_cookies_as_the_contract_says(self, api, ann, settings, secure):
        settings.COOKIE_SECURE, settings.COOKIE_SAMESITE = secure, "Strict"
        cookies = sign_in(api, ann.email).cookies
        assert {name: cookie["path"] for name, cookie in cookies.items()} == {"access_token": "/", "refresh_token": "/api/auth"}
        assert cookies["access_token"]["max-age"] == settings.ACCESS_TOKEN_MINUTES * 60
        assert cookies["refresh_token"]["max-age"] == settings.REFRESH_TOKEN_DAYS * 86_400
        for cookie in cookies.values():
            assert cookie["httponly"] is True
            assert bool(cookie["secure"]) is secure
            assert cookie["samesite"] == "Strict"

    def test_it_says_the_same_for_a_wrong_password_an_unknown_and_a_deactivated_account(self, api, ann):
        answers = [sign_in(api, ann.email, "wrong"), sign_in(api, "nobody@school.example")]
        User.objects.update(is_active=False)
        answers.append(sign_in(api, ann.email))
        assert [answer.status_code for answer in answers] == [401, 401, 401]
        assert len({answer.content for answer in answers}) == 1
        assert all(answer["WWW-Authenticate"] == "Bearer" for answer in answers)
        assert not any(answer.cookies for answer in answers)

    def test_it_hashes_once_whether_or_not_the_account_exists(self, api, ann, monkeypatch):
        hashed, encode = [], MD5PasswordHasher.encode
        monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args))
        sign_in(api, ann.email, "wrong")
        known = len(hashed)
        sign_in(api, "nobody@school.example", "wrong")
        assert (known, len(hashed) - known) == (1, 1)

    def test_it_works_with_stale_cookies(self, api, ann):
        api.cookies["access_token"] = api.cookies["refresh_token"] = "stale"
        assert sign_in(api, ann.email).status_code == 200

    def test_a_token_does_not_stand_in_the_body(self, api, ann):
        response = sign_in(api, ann.email)
        assert response.cookies["access_token"].value not in response.content.decode()

    def test_it_notes_when(self, api, ann):
        sign_in(api, ann.email)
        ann.refresh_from_db()
        assert timezone.now() - ann.last_login < timedelta(minutes=1)

    def test_it_clears_away_expired_sessions(self, api, ann):
        sign_in(api, ann.email)
        UserSession.objects.update(expires_at=timezone.now())
        sign_in(api, ann.email)
        assert ann.sessions.count() == 1


class TestWhoIsSignedIn:
    def test_a_cookie_or_a_header_will_do(self, signed_in):
        assert signed_in.get(ME).status_code == 200
        assert bearer(signed_in.cookies["access_token"].value).get(ME).status_code == 200

    def test_it_takes_one_query(self, signed_in, django_assert_num_queries):
        with django_assert_num_queries(1):
            signed_in.get(ME)

    def test_the_header_wins_over_the_cookie(self, signed_in):
        assert signed_in.get(ME, HTTP_AUTHORIZATION="Bearer nonsense").status_code == 401

    @pytest.mark.parametrize(
        "header", ["", "Basic YW5uOmFubg==", "Bearer", "Bearer ", "Bearer a b", "Bearer é", "Token x", "Bearer " + "x" * 9000]
    )
    def test_anything_else_is_401(self, api, db, header):
        response = api.get(ME, HTTP_AUTHORIZATION=header)
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"

    @pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "é", "eyJhbGciOiJub25lIn0.e30."])
    def test_a_cookie_that_is_no_token_is_401(self, api, db, cookie):
        api.cookies["access_token"] = cookie
        assert api.get(ME).status_code == 401

    def test_a_refresh_token_opens_nothing(self, signed_in):
        assert bearer(signed_in.cookies["refresh_token"].value).get(ME).status_code == 401

    def test_a_token_of_no_session_opens_nothing(self, ann):
        lone = AccessToken.for_user(ann)
        assert bearer(str(lone)).get(ME).status_code == 401
        lone["sid"] = str(uuid.uuid4())
        assert bearer(str(lone)).get(ME).status_code == 401

    def test_an_expired_token_opens_nothing(self, ann):
        token = AccessToken(sessions.start(ann).access)
        token.set_exp(lifetime=-timedelta(seconds=1))
        assert bearer(str(token)).get(ME).status_code == 401

    def test_an_expired_session_opens_nothing(self, signed_in):
        UserSession.objects.update(expires_at=timezone.now())
        assert signed_in.get(ME).status_code == 401

    def test_a_deactivated_user_is_out_at_once(self, signed_in, ann):
        User.objects.filter(pk=ann.pk).update(is_active=False)
        assert signed_in.get(ME).status_code == 401
        assert signed_in.post(REFRESH).status_code == 401

    def test_a_password_set_by_any_way_ends_the_session(self, signed_in, ann):
        ann.set_password("set in the back office")
        ann.save()
        assert signed_in.get(ME).status_code == 401
        assert signed_in.post(REFRESH).status_code == 401


class TestLogout:
    def test_it_ends_the_session_at_once(self, signed_in):
        access, refresh = (signed_in.cookies[name].value for name in ("access_token", "refresh_token"))
        response = signed_in.post(LOGOUT)
        assert response.status_code == 200
        assert list(response.json()) == ["message"]
        assert bearer(access).get(ME).status_code == 401
        signed_in.cookies["refresh_token"] = refresh
        assert signed_in.post(REFRESH).status_code == 401
        assert BlacklistedToken.objects.filter(token__jti=RefreshToken(refresh, verify=False)["jti"]).exists()

    def test_it_clears_the_cookies_where_they_were_set(self, signed_in):
        cookies = signed_in.post(LOGOUT).cookies
        for name, path in {"access_token": "/", "refresh_token": "/api/auth"}.items():
            assert (cookies[name].value, cookies[name]["max-age"], cookies[name]["path"]) == ("", 0, path)

    def test_it_leaves_other_sessions_alone(self, signed_in, ann):
        other = APIClient()
        sign_in(other, ann.email)
        signed_in.post(LOGOUT)
        assert other.get(ME).status_code == 200

    def test_it_ends_the_session_of_the_cookie_too_when_the_header_names_another(self, signed_in, ann):
        script = sessions.start(ann).access
        assert signed_in.post(LOGOUT, HTTP_AUTHORIZATION=f"Bearer {script}").status_code == 200
        assert not ann.sessions.exists()

    @pytest.mark.parametrize("cookie", ["x", "a.b.c"])
    def test_a_broken_refresh_cookie_does_not_keep_anybody_in(self, signed_in, ann, cookie):
        signed_in.cookies["refresh_token"] = cookie
        assert signed_in.post(LOGOUT).status_code == 200
        assert not ann.sessions.exists()

    def test_it_needs_the_refresh_cookie(self, signed_in):
        del signed_in.cookies["refresh_token"]
        response = signed_in.post(LOGOUT)
        assert response.status_code == 400
        assert isinstance(response.json()["detail"], str)

    def test_it_needs_somebody_signed_in(self, api, db):
        assert api.post(LOGOUT).status_code == 401


class TestRefresh:
    def test_it_gives_new_cookies_for_the_same_session(self, signed_in):
        before = {name: cookie.value for name, cookie in signed_in.cookies.items()}
        response = signed_in.post(REFRESH)
        assert response.status_code == 200
        assert list(response.json()) == ["message"]
        assert set(response.cookies) == {"access_token", "refresh_token"}
        assert all(cookie.value != before[name] for name, cookie in response.cookies.items())
        assert signed_in.get(ME).status_code == 200
        assert UserSession.objects.count() == 1
        assert BlacklistedToken.objects.filter(token__jti=RefreshToken(before["refresh_token"], verify=False)["jti"]).exists()

    def test_it_goes_on_and_on(self, signed_in):
        for _ in range(5):
            assert signed_in.post(REFRESH).status_code == 200

    @pytest.mark.parametrize("cookie", [None, "", "x", "a.b.c", "é"])
    def test_it_is_401_without_a_good_cookie(self, api, db, cookie):
        if cookie is not None:
            api.cookies["refresh_token"] = cookie
        response = api.post(REFRESH)
        assert response.status_code == 401
        assert isinstance(response.json()["detail"], str)

    def test_an_access_token_is_no_refresh_token_and_harms_nothing(self, signed_in):
        access = signed_in.cookies["access_token"].value
        some_time_ago()
        stranger = APIClient()
        stranger.cookies["refresh_token"] = access
        assert stranger.post(REFRESH).status_code == 401
        assert signed_in.get(ME).status_code == 200

    def test_a_copied_token_that_comes_back_later_ends_the_session(self, signed_in):
        thief = APIClient()
        thief.cookies["refresh_token"] = signed_in.cookies["refresh_token"].value
        assert signed_in.post(REFRESH).status_code == 200
        some_time_ago()
        assert thief.post(REFRESH).status_code == 401
        assert signed_in.get(ME).status_code == 401
        assert signed_in.post(REFRESH).status_code == 401

    def test_two_requests_of_one_browser_do_not_sign_it_out(self, signed_in):
        twin = APIClient()
        twin.cookies["refresh_token"] = signed_in.cookies["refresh_token"].value
        assert signed_in.post(REFRESH).status_code == 200
        late = twin.post(REFRESH)
        assert late.status_code == 401
        assert not late.cookies
        assert signed_in.get(ME).status_code == 200
        assert signed_in.post(REFRESH).status_code == 200

    def test_a_token_blacklisted_by_hand_is_refused(self, signed_in):
        RefreshToken(signed_in.cookies["refresh_token"].value).blacklist()
        assert signed_in.post(REFRESH).status_code == 401

    def test_what_the_database_keeps_of_a_token_is_not_enough_to_use_it(self, signed_in, ann, api):
        kept = ann.outstandingtoken_set.get().token
        api.cookies["refresh_token"] = kept
        assert api.post(REFRESH).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_of_many_refreshes_at_once_one_wins_and_the_session_lives(ann):
    tokens = sessions.start(ann)
    start, answers = threading.Barrier(4), []

    def refresh() -> None:
        browser = APIClient()
        browser.cookies["refresh_token"] = tokens.refresh
        start.wait()
        answers.append(browser.post(REFRESH))
        connection.close()

    threads = [threading.Thread(target=refresh) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    winner = next(answer for answer in answers if answer.status_code == 200)
    assert bearer(winner.cookies["access_token"].value).get(ME).status_code == 200
    assert ann.sessions.count() == 1


class TestSignInLimits:
    def test_an_account_is_closed_after_too_many_failures_even_for_the_right_password(self, api, ann, settings):
        settings.SIGN_IN_LIMIT_PER_ACCOUNT = 3
        for _ in range(3):
            assert sign_in(api, ann.email, "wrong").status_code == 401
        response = sign_in(api, ann.email.upper())
        assert response.status_code == 429
        assert 0 < int(response["Retry-After"]) <= settings.SIGN_IN_WINDOW_SECONDS
        assert isinstance(response.json()["detail"], str)

    def test_an_unknown_account_is_counted_like_a_known_one(self, api, ann, settings):
        settings.SIGN_IN_LIMIT_PER_ACCOUNT = 3
        for email in (ann.email, "nobody@school.example"):
            assert [sign_in(api, email, "wrong").status_code for _ in range(4)] == [401, 401, 401, 429]

    def test_an_account_is_counted_across_addresses(self, api, ann, settings):
        settings.SIGN_IN_LIMIT_PER_ACCOUNT = 2
        statuses = [sign_in(api, ann.email, "wrong", REMOTE_ADDR=f"198.51.100.{last}").status_code for last in range(3)]
        assert statuses == [401, 401, 429]

    def test_an_address_is_counted_across_accounts(self, api, ann, settings):
        settings.SIGN_IN_LIMIT_PER_ADDRESS = 2
        statuses = [sign_in(api, f"{name}@school.example", "wrong").status_code for name in "abc"]
        assert statuses == [401, 401, 429]
        assert sign_in(api, ann.email).status_code == 429
        assert sign_in(api, ann.email, REMOTE_ADDR="198.51.100.7").status_code == 200

    def test_signing_in_well_is_not_counted(self, api, ann, settings):
        settings.SIGN_IN_LIMIT_PER_ACCOUNT = settings.SIGN_IN_LIMIT_PER_ADDRESS = 2
        assert [sign_in(api, ann.email).status_code for _ in range(5)] == [200] * 5

    def test_signing_in_well_does_not_wash_failures_off(self, api, ann, settings):
        settings.SIGN_IN_LIMIT_PER_ACCOUNT = 3
        given = ["wrong", "wrong", PASSWORD, "wrong", PASSWORD]
        assert [sign_in(api, ann.email, password).status_code for password in given] == [401, 401, 200, 401, 429]

    def test_a_new_window_opens_the_account_again(self, api, ann, settings):
        settings.SIGN_IN_LIMIT_PER_ACCOUNT = 1
        sign_in(api, ann.email, "wrong")
        assert sign_in(api, ann.email).status_code == 429
        cache.clear()
        assert sign_in(api, ann.email).status_code == 200

    def test_without_the_cache_the_door_is_closed(self, signed_in, ann, settings):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
        response = sign_in(APIClient(), ann.email)
        assert response.status_code == 503
        assert isinstance(response.json()["detail"], str)
        assert not response.cookies
        assert signed_in.get(ME).status_code == 200
