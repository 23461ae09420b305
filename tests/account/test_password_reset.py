import email
import re
import threading
from datetime import timedelta
from email.policy import default

import pytest
import redis
from django.conf import settings as conf
from django.db import connection
from rest_framework.test import APIClient

from account import password_reset
from account.models import User
from edukai import mailer
from edukai.errors import TransientError, UnknownOutcome
from edukai.jobs.models import Job, Status
from edukai.jobs.runner import run
from tests.account.helpers import NEW_PASSWORD, PASSWORD, bearer, code_in, sign_in

FORGOT, VERIFY, RESET, ME = (f"/api/auth/{call}/" for call in ("forgot-password", "verify-otp", "reset-password", "me"))
NOBODY = "nobody@school.example"


def forgot(api, address, **headers):
    return api.post(FORGOT, {"email": address}, **headers)


def verify(api, address, code, **headers):
    return api.post(VERIFY, {"email": address, "otp": code}, **headers)


def reset(api, address, password=NEW_PASSWORD, **more):
    return api.post(RESET, {"email": address, "new_password": password, "new_password_confirm": password, **more})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def outcome(response) -> tuple:
    return response.status_code, response.json(), sorted(response.headers)


class TestForgotPassword:
    def test_it_mails_a_code_of_six_digits_to_the_account(self, api, ann, outbox):
        assert forgot(api, " ANN@school.example ").status_code == 200
        assert list(outbox.glob("*")) == []
        run(str(Job.objects.get().pk), "mail")
        (file,) = outbox.glob("*.eml")
        mail = email.message_from_bytes(file.read_bytes(), policy=default)
        assert mail["To"] == "ann@school.example"
        parts = [mail.get_body(kind).get_content() for kind in (["plain"], ["html"])]
        codes = {re.search(r"\b\d{6}\b(?!\s*;)", re.sub(r"#\w+", "", part)).group() for part in parts}
        assert len(codes) == 1
        assert "10 minutes" in parts[0]
        assert "Ann" not in parts[0]

    def test_the_answer_does_not_tell_whether_there_is_an_account(self, api, ann):
        known, unknown = forgot(api, ann.email), forgot(api, NOBODY)
        assert outcome(known) == outcome(unknown)
        assert set(known.json()) == {"detail", "retry_after", "remaining_requests"}
        assert known.json()["remaining_requests"] == conf.OTP_REQUESTS_PER_HOUR - 1
        assert 0 < known.json()["retry_after"] <= conf.OTP_SECONDS_BETWEEN
        assert outcome(forgot(api, ann.email)) == outcome(forgot(api, NOBODY))

    def test_neither_does_its_work_in_the_database(self, api, ann, django_assert_num_queries):
        forgot(api, "warm-up@school.example")
        counts = []
        for address in (ann.email, NOBODY):
            with django_assert_num_queries(3, exact=False) as queries:
                forgot(api, address)
            counts.append([query["sql"].split(" ")[0] for query in queries])
        assert counts[0] == counts[1]

    @pytest.mark.parametrize("who", [NOBODY, "gone@school.example"])
    def test_nobody_is_mailed_when_there_is_no_active_account(self, api, db, outbox, who):
        User.objects.create_user("gone@school.example", PASSWORD, is_active=False)
        forgot(api, who)
        job = Job.objects.get()
        run(str(job.pk), "mail")
        job.refresh_from_db()
        assert (job.status, job.result) == (Status.COMPLETED, None)
        assert not outbox.exists()

    def test_the_job_forgets_the_address_once_it_is_done(self, api, ann):
        forgot(api, ann.email)
        job = Job.objects.get()
        run(str(job.pk), "mail")
        job.refresh_from_db()
        assert (job.status, job.args) == (Status.COMPLETED, {})

    @pytest.mark.parametrize("error", [TransientError("down"), UnknownOutcome("cut off")])
    def test_a_mail_that_fails_is_tried_again_with_a_newer_code(self, api, ann, outbox, monkeypatch, error):
        def fail(*args, **options):
            raise error

        forgot(api, ann.email)
        job = Job.objects.get()
        with monkeypatch.context() as patch:
            patch.setattr(mailer, "send", fail)
            run(str(job.pk), "mail")
        job.refresh_from_db()
        assert (job.status, job.error_code) == (Status.PENDING, error.code)
        Job.objects.update(not_before=job.created_at - timedelta(seconds=1))
        run(str(job.pk), "mail")
        assert verify(api, ann.email, code_in(outbox)).status_code == 200

    def test_a_cache_that_is_down_in_the_worker_is_waited_for(self, api, ann, settings):
        forgot(api, ann.email)
        job = Job.objects.get()
        settings.CACHES = without_cache()
        run(str(job.pk), "mail")
        job.refresh_from_db()
        assert (job.status, job.error_code) == (Status.PENDING, "cache")

    @pytest.mark.parametrize("address", ["ann@school.example", NOBODY])
    def test_there_is_a_pause_between_two_requests(self, api, ann, address):
        forgot(api, address)
        response = forgot(api, address)
        assert response.status_code == 429
        body = response.json()
        assert set(body) == {"detail", "retry_after", "remaining_requests"}
        assert 0 < body["retry_after"] <= conf.OTP_SECONDS_BETWEEN
        assert response["Retry-After"] == str(body["retry_after"])
        assert body["remaining_requests"] == conf.OTP_REQUESTS_PER_HOUR - 1
        assert Job.objects.count() == 1

    @pytest.mark.parametrize("address", ["ann@school.example", NOBODY])
    def test_there_are_five_requests_an_hour(self, api, ann, settings, address):
        settings.OTP_SECONDS_BETWEEN = 0
        answers = [forgot(api, address) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert [answer.json()["remaining_requests"] for answer in answers] == [4, 3, 2, 1, 0, 0]
        assert 3_590 < answers[5].json()["retry_after"] <= 3_600
        assert answers[4].json()["retry_after"] > 3_590

    def test_an_address_on_the_network_is_limited_too(self, api, db, settings):
        settings.SIGN_IN_LIMIT_PER_ADDRESS = 2
        answers = [forgot(api, f"{name}@school.example") for name in "abc"]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert set(answers[2].json()) == {"detail", "retry_after", "remaining_requests"}
        assert int(answers[2]["Retry-After"]) == answers[2].json()["retry_after"] > 60
        assert forgot(api, "c@school.example", REMOTE_ADDR="198.51.100.7").status_code == 200

    def test_without_the_cache_it_is_503(self, api, ann, settings):
        settings.CACHES = without_cache()
        for response in (forgot(api, ann.email), verify(api, ann.email, "000000"), reset(api, ann.email, reset_token="x")):
            assert response.status_code == 503
            assert isinstance(response.json()["detail"], str)
        assert not Job.objects.exists()


class TestVerify:
    def test_the_right_code_gives_a_token_and_a_cookie(self, api, ann, code_of, settings):
        settings.COOKIE_SECURE = True
        response = verify(api, ann.email, code_of(ann.email))
        assert response.status_code == 200
        assert set(response.json()) == {"detail", "reset_token"}
        cookie = response.cookies["password_reset"]
        assert cookie.value == response.json()["reset_token"]
        assert (cookie["path"], cookie["httponly"], cookie["secure"], cookie["samesite"]) == ("/api/auth", True, True, "Lax")
        assert 0 < cookie["max-age"] <= settings.OTP_TTL_SECONDS

    def test_a_code_is_good_once(self, api, ann, code_of):
        code = code_of(ann.email)
        assert verify(api, ann.email, code).status_code == 200
        assert verify(api, ann.email, code).status_code == 400

    def test_a_wrong_code_says_how_many_tries_are_left(self, api, ann, code_of):
        code = code_of(ann.email)
        answers = [verify(api, ann.email, wrong(code)) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [400] * 5 + [403]
        assert [answer.json()["attempts_remaining"] for answer in answers[:5]] == [4, 3, 2, 1, 0]
        assert set(answers[0].json()) == {"detail", "attempts_remaining"}
        assert isinstance(answers[5].json()["detail"], str)
        assert verify(api, ann.email, code).status_code == 403

    def test_the_fifth_try_may_be_the_right_one(self, api, ann, code_of):
        code = code_of(ann.email)
        for _ in range(4):
            verify(api, ann.email, wrong(code))
        assert verify(api, ann.email, code).status_code == 200

    def test_an_exhausted_code_stays_dead_when_the_counting_begins_anew(self, api, ann, code_of):
        code = code_of(ann.email)
        for _ in range(5):
            verify(api, ann.email, wrong(code))
        forgot(api, ann.email, REMOTE_ADDR="198.51.100.7")
        password_reset._tries().forget(ann.email)
        assert verify(api, ann.email, code).status_code == 400

    def test_it_answers_alike_whether_or_not_there_is_an_account(self, api, ann, settings):
        settings.OTP_SECONDS_BETWEEN = 0
        for _ in range(2):
            for address in (ann.email, NOBODY):
                forgot(api, address)
            for job in Job.objects.open():
                run(str(job.pk), "mail")
            for _ in range(6):
                # 000000 is wrong but for one run in a million
                assert outcome(verify(api, ann.email, "000000")) == outcome(verify(api, NOBODY, "000000"))

    def test_it_asks_the_database_nothing(self, api, ann, django_assert_num_queries):
        with django_assert_num_queries(0):
            verify(api, ann.email, "000000")
            verify(api, NOBODY, "000000")

    def test_a_newer_code_replaces_the_older_one(self, api, ann, code_of):
        older, newer = code_of(ann.email), code_of(ann.email)
        if older != newer:
            assert verify(api, ann.email, older).status_code == 400
        assert verify(api, ann.email, newer).status_code == 200

    def test_a_code_is_for_its_address_alone(self, api, ann, operator, code_of):
        code, other = code_of(ann.email), code_of(operator.email)
        if code != other:
            assert verify(api, operator.email, code).status_code == 400

    def test_the_cache_does_not_show_codes_tokens_or_addresses(self, api, ann, code_of):
        code = code_of(ann.email)
        server = redis.Redis.from_url(conf.REDIS_URL)
        kept = [key + (server.get(key) or b"") for key in server.scan_iter()]
        token = verify(api, ann.email, code).json()["reset_token"]
        kept += [key + (server.get(key) or b"") for key in server.scan_iter()]
        assert len(kept) > 5
        for secret in (ann.email, token, f"'{code}'", ann.password):
            assert not any(secret.encode() in entry for entry in kept)
        assert all(server.ttl(key) > 0 for key in server.scan_iter())

    def test_a_code_expires(self, api, ann, code_of, settings):
        settings.OTP_TTL_SECONDS = 1
        code = code_of(ann.email)
        threading.Event().wait(1.2)
        assert verify(api, ann.email, code).status_code == 400

    def test_an_address_on_the_network_is_limited_too(self, api, db, settings):
        settings.SIGN_IN_LIMIT_PER_ADDRESS = 2
        answers = [verify(api, f"{name}@school.example", "000000") for name in "abc"]
        assert [answer.status_code for answer in answers] == [400, 400, 429]
        assert int(answers[2]["Retry-After"]) > 0

    @pytest.mark.parametrize(
        "code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345\n", "12\x00456", None, True, [], {}, 1.5, "9" * 10_000]
    )
    def test_what_is_no_code_does_not_cost_a_try(self, api, ann, code):
        response = verify(api, ann.email, code)
        assert response.status_code == 400
        assert list(response.json()) == ["otp"]
        assert verify(api, ann.email, "000000").json()["attempts_remaining"] == 4


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def at_once(self, call, count: int) -> list:
        start, answers = threading.Barrier(count), []

        def work() -> None:
            start.wait()
            answers.append(call())
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def test_tries_cannot_be_raced(self, ann, code_of):
        bad = wrong(code_of(ann.email))
        statuses = [answer.status_code for answer in self.at_once(lambda: verify(APIClient(), ann.email, bad), 16)]
        assert sorted(statuses) == [400] * 5 + [403] * 11

    def test_a_right_code_wins_once(self, ann, code_of):
        code = code_of(ann.email)
        statuses = [answer.status_code for answer in self.at_once(lambda: verify(APIClient(), ann.email, code), 5)]
        assert sorted(statuses) == [200, 400, 400, 400, 400]

    def test_a_token_wins_once(self, ann, code_of):
        token = verify(APIClient(), ann.email, code_of(ann.email)).json()["reset_token"]
        statuses = [answer.status_code for answer in self.at_once(lambda: reset(APIClient(), ann.email, reset_token=token), 4)]
        assert sorted(statuses) == [200, 400, 400, 400]

    def test_requests_cannot_be_raced(self, ann):
        statuses = [answer.status_code for answer in self.at_once(lambda: forgot(APIClient(), ann.email), 8)]
        assert sorted(statuses) == [200] + [429] * 7
        assert Job.objects.count() == 1


class TestReset:
    def test_the_cookie_is_enough(self, api, ann, code_of):
        verify(api, ann.email, code_of(ann.email))
        response = reset(api, ann.email)
        assert response.status_code == 200
        assert list(response.json()) == ["detail"]
        assert response.cookies["password_reset"].value == ""
        assert sign_in(api, ann.email, PASSWORD).status_code == 401
        assert sign_in(api, ann.email, NEW_PASSWORD).status_code == 200

    def test_the_token_is_enough(self, api, ann, code_of):
        token = verify(APIClient(), ann.email, code_of(ann.email)).json()["reset_token"]
        assert reset(api, "ANN@school.example", reset_token=token).status_code == 200
        assert sign_in(api, ann.email, NEW_PASSWORD).status_code == 200

    def test_it_ends_every_session(self, signed_in, ann, code_of):
        stranger = APIClient()
        verify(stranger, ann.email, code_of(ann.email))
        assert reset(stranger, ann.email).status_code == 200
        assert signed_in.get(ME).status_code == 401
        assert signed_in.post("/api/auth/token/refresh/").status_code == 401
        assert bearer(signed_in.cookies["access_token"].value).get(ME).status_code == 401

    def test_it_opens_an_account_closed_by_too_many_failures(self, api, ann, code_of, settings):
        settings.SIGN_IN_LIMIT_PER_ACCOUNT = 1
        sign_in(api, ann.email, "wrong")
        assert sign_in(api, ann.email).status_code == 429
        verify(api, ann.email, code_of(ann.email))
        reset(api, ann.email)
        assert sign_in(api, ann.email, NEW_PASSWORD).status_code == 200

    @pytest.mark.parametrize("token", [None, "", "x", "é" * 50, "x" * 200])
    def test_knowing_the_address_alone_is_not_enough(self, api, ann, token):
        response = reset(api, ann.email, **({"reset_token": token} if token is not None else {}))
        assert response.status_code == 400
        assert isinstance(response.json()["detail"], str)
        assert sign_in(api, ann.email).status_code == 200

    def test_a_token_is_for_its_account_alone(self, api, ann, operator, code_of):
        token = verify(api, ann.email, code_of(ann.email)).json()["reset_token"]
        assert reset(api, operator.email, reset_token=token).status_code == 400
        assert reset(api, NOBODY, reset_token=token).status_code == 400
        assert sign_in(api, operator.email).status_code == 200

    def test_a_token_is_good_once(self, api, ann, code_of):
        token = verify(api, ann.email, code_of(ann.email)).json()["reset_token"]
        assert reset(api, ann.email, reset_token=token).status_code == 200
        assert reset(api, ann.email, "yet another one!", reset_token=token).status_code == 400

    def test_a_password_that_is_refused_does_not_use_the_token_up(self, api, ann, code_of):
        verify(api, ann.email, code_of(ann.email))
        for bad in ("short", "12345678901", ann.email):
            response = reset(api, ann.email, bad)
            assert response.status_code == 400
            assert list(response.json()) == ["new_password"]
        assert list(reset(api, ann.email, new_password_confirm="other").json()) == ["new_password_confirm"]
        assert reset(api, ann.email).status_code == 200

    def test_a_code_is_no_token(self, api, ann, code_of):
        assert reset(api, ann.email, reset_token=code_of(ann.email)).status_code == 400

    def test_codes_and_tokens_die_with_the_password_they_were_made_for(self, api, ann, code_of):
        token = verify(api, ann.email, code_of(ann.email)).json()["reset_token"]
        ann.set_password("changed in the meantime")
        ann.save()
        assert reset(api, ann.email, reset_token=token).status_code == 400

    def test_a_deactivated_account_stays_as_it_is(self, api, ann, code_of):
        token = verify(api, ann.email, code_of(ann.email)).json()["reset_token"]
        User.objects.update(is_active=False)
        assert reset(api, ann.email, reset_token=token).status_code == 400


def without_cache() -> dict:
    return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
