"""What people see and do by the links in their mails, without signing in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone
from redis.exceptions import RedisError

from account import limits
from account.models import Activity, EventType
from candidate import links, replies
from candidate.models import Availability, Candidate, Delivery, DeliveryStatus, Purpose, Reason, Suppression, SuppressionSource
from edukai.errors import PermanentError
from tests.factories import a_candidate, files_in, stored

pytestmark = pytest.mark.django_db

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=x>',
    "\u202egnp.exe",
    "line\r\nBcc: x@x.example",
    "{{ settings }}",
    "a\x00b",
    "عربى",
)


@pytest.fixture
def amy(db) -> Candidate:
    return a_candidate(email="Amy@Home.example")


@pytest.fixture
def mail(amy) -> Delivery:
    return Delivery.objects.create(purpose=Purpose.OUTREACH, candidate=amy, recipient="Ann.Lee@ash.example", status=DeliveryStatus.SENT)


@pytest.fixture
def browser() -> Client:
    """One that has to show where its forms came from."""
    return Client(enforce_csrf_checks=True)


def path(link: str) -> str:
    assert link.startswith(settings.PUBLIC_URL + "/m/")
    return link.removeprefix(settings.PUBLIC_URL)


def filled_in(browser: Client, address: str, **fields: Any) -> Any:
    """Open a page and send its form."""
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(address).content.decode())
    assert token
    return browser.post(address, {"csrfmiddlewaretoken": token[1], **fields})


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestLinks:
    def test_they_lead_back(self, amy, mail):
        for link, key, inverse in (
            (links.unsubscribe_link(str(mail.pk)), mail.pk, links.delivery_key),
            (links.availability_link(amy), amy.pk, links.candidate_id),
        ):
            token, signature = re.fullmatch(r"/m/[ua]/([^/]+)/\?s=(.+)", path(link)).groups()
            assert inverse(token, signature) == str(key)
            assert "home.example" not in link
            assert "ash.example" not in link

    def test_forged_ones_are_refused(self, amy, mail):
        token, signature = str(amy.pk), links.availability_link(amy).partition("?s=")[2]
        links.candidate_id(token, signature)
        for forged in ((token, ""), (token, signature[:-1]), (token, f"{signature}x"), (str(mail.pk), signature), ("", ""), ("é", "\x00")):
            with pytest.raises(PermanentError):
                links.candidate_id(*forged)
        with pytest.raises(PermanentError):
            links.delivery_key(token, signature)

    def test_answers_are_taken_for_60_days_and_noes_for_ever(self, amy, mail, monkeypatch):
        answer, stop = links.availability_link(amy).partition("?s=")[2], links.unsubscribe_link(str(mail.pk)).partition("?s=")[2]
        now = signing.time.time()
        monkeypatch.setattr(signing.time, "time", lambda: now + 59 * 86_400)
        assert links.candidate_id(str(amy.pk), answer)
        monkeypatch.setattr(signing.time, "time", lambda: now + 61 * 86_400)
        with pytest.raises(PermanentError):
            links.candidate_id(str(amy.pk), answer)
        monkeypatch.setattr(signing.time, "time", lambda: now + 4_000 * 86_400)
        assert links.delivery_key(str(mail.pk), stop)


class TestUnsubscribing:
    def test_looking_changes_nothing(self, browser, mail):
        page = browser.get(path(links.unsubscribe_link(str(mail.pk))))
        assert "Stop mails from EduKai Education to A…@ash.example" in text(page)
        assert "Ann.Lee" not in text(page)
        mail.refresh_from_db()
        assert (mail.status, Suppression.objects.count()) == (DeliveryStatus.SENT, 0)

    @pytest.mark.parametrize("body", [{"List-Unsubscribe": "One-Click"}, {}])
    def test_a_post_does_it_without_cookies_and_once_is_enough(self, browser, mail, body):
        for _ in range(2):
            page = browser.post(path(links.unsubscribe_link(str(mail.pk))), body, HTTP_ORIGIN="null")
            assert page.status_code == 200
            assert "You will get no more mails" in text(page)
            assert not page.cookies
        mail.refresh_from_db()
        stopped = Suppression.objects.get()
        assert (stopped.address, stopped.reason, stopped.source) == ("ann.lee@ash.example", Reason.UNSUBSCRIBE, SuppressionSource.LINK)
        assert mail.status == DeliveryStatus.UNSUBSCRIBED

    def test_a_mail_that_is_to_be_sent_again_has_left_when_its_link_is_used(self, browser, mail):
        Delivery.objects.update(status=DeliveryStatus.PLANNED)
        assert browser.post(path(links.unsubscribe_link(str(mail.pk)))).status_code == 200
        mail.refresh_from_db()
        assert (mail.status, Suppression.objects.count()) == (DeliveryStatus.UNSUBSCRIBED, 1)

    def test_a_deleted_mail_is_told_where_to_write_to(self, browser, mail):
        address = path(links.unsubscribe_link(str(mail.pk)))
        mail.delete()
        page = browser.post(address)
        assert page.status_code == 404
        assert 'write to us instead: <a href="mailto:hello@edukai.example"' in text(page)


class TestAnswering:
    def test_the_link_preselects_and_stores_nothing(self, browser, amy):
        page = text(browser.get(path(links.availability_link(amy)) + "&answer=open_to_offers"))
        assert re.findall('<input type="radio" name="choice" value="([^"]+)"[^>]* checked>', page) == ["open_to_offers"]
        assert " checked>" not in text(browser.get(path(links.availability_link(amy)) + "&answer=%22%3E%3Cscript%3E"))
        before = amy.updated_at
        amy.refresh_from_db()
        assert (amy.updated_at, amy.answer, Activity.objects.count()) == (before, None, 0)

    def test_a_whole_answer(self, browser, amy):
        amy.change(notes="Called on Monday.")
        address, day = path(links.availability_link(amy)), timezone.localdate() + timedelta(days=30)
        given = {"patterns": ["full_time", "long_term"], "roles": "Maths, Head of Year", "miles": "15", "note": "Not on\r\nFridays."}
        page = filled_in(browser, address, choice="from_date", from_date=day.isoformat(), **given)
        said = (
            f"Available from {day.day} {day:%B %Y}; full-time, long-term supply; roles: Maths, Head of Year; travels up to 15 miles. "
            "“Not on Fridays.”"
        )
        assert said in text(page)
        amy.refresh_from_db()
        today = timezone.localdate()
        assert amy.notes == f"Called on Monday.\n\nAnswer of {today.day} {today:%B %Y}: {said}"
        assert amy.availability_status == Availability.NOT_AVAILABLE
        entry = Activity.objects.get()
        assert (entry.event_type, entry.candidate_id) == (EventType.AVAILABILITY_ANSWERED, amy.pk)
        assert entry.message == f"Available from {day.day} {day:%B %Y}."
        assert "Amy" not in entry.title + entry.message
        again = text(browser.get(address))
        assert said in again
        assert f'value="{day.isoformat()}"' in again
        assert "Called on Monday" not in again

    @pytest.mark.parametrize("choice", ["available", "open_to_offers", "not_available"])
    def test_one_click_is_enough_and_two_are_one(self, browser, amy, choice):
        for _ in range(2):
            assert filled_in(browser, path(links.availability_link(amy)), choice=choice, from_date="junk").status_code == 200
        amy.refresh_from_db()
        assert amy.availability_status == choice
        assert amy.notes.count("Answer of") == 1
        assert Activity.objects.count() == 1

    def test_a_changed_mind_is_a_second_answer(self, browser, amy):
        for choice in ("available", "not_available"):
            filled_in(browser, path(links.availability_link(amy)), choice=choice)
        amy.refresh_from_db()
        assert amy.availability_status == Availability.NOT_AVAILABLE
        assert [part.partition(": ")[2] for part in amy.notes.split("\n\n")] == ["Available now.", "Not at the moment."]

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"choice": "perhaps"},
            {"choice": "from_date"},
            {"choice": "from_date", "from_date": "31 of Juli"},
            {"choice": "from_date", "from_date": "2020-01-01"},
            {"choice": "from_date", "from_date": "9999-12-31"},
            {"choice": "available", "patterns": ["night"]},
            {"choice": "available", "miles": "201"},
            {"choice": "available", "miles": "-1"},
            {"choice": "available", "miles": "many"},
            {"choice": "available", "roles": "x" * 201},
            {"choice": "available", "note": "x" * 10_000},
        ],
    )
    def test_what_cannot_be_is_shown_again_with_the_reason(self, browser, amy, fields):
        page = filled_in(browser, path(links.availability_link(amy)), **fields)
        assert "errorlist" in text(page)
        assert "Nothing has been sent yet" in text(page)
        amy.refresh_from_db()
        assert (amy.answer, amy.notes) == (None, "")

    def test_line_breaks_count_once(self, browser, amy):
        note = "\r\n".join(["x" * 99] * 10)
        filled_in(browser, path(links.availability_link(amy)), choice="available", note=note)
        amy.refresh_from_db()
        assert amy.answer["note"] == note.replace("\r\n", "\n")

    @pytest.mark.parametrize("evil", HOSTILE)
    def test_hostile_words_stay_words(self, browser, amy, evil):
        page = filled_in(browser, path(links.availability_link(amy)), choice="available", roles=evil, note=evil)
        shown = text(page) + text(browser.get(path(links.availability_link(amy))))
        assert not re.search("<script|<img|\u202e|\x00", shown)
        amy.refresh_from_db()
        assert "\n" not in amy.notes
        assert "\u202e" not in amy.notes
        assert amy.answer["roles"]

    def test_a_form_from_elsewhere_is_refused(self, browser, amy):
        page = browser.post(path(links.availability_link(amy)), {"choice": "available"})
        assert page.status_code == 403
        assert "Please try again" in text(page)
        amy.refresh_from_db()
        assert amy.answer is None

    def test_nobody_answers_without_end(self, browser, amy):
        address = path(links.availability_link(amy))
        states = [filled_in(browser, address, choice="available", miles=miles).status_code for miles in range(21)]
        assert states == [200] * 20 + [429]
        amy.refresh_from_db()
        assert amy.answer["miles"] == 19


class TestDeleting:
    def delete_page(self, amy: Candidate) -> str:
        return path(links.availability_link(amy)).replace("/?s=", "/delete/?s=")

    def test_it_asks_first(self, browser, amy):
        assert f'href="{self.delete_page(amy)}"' in text(browser.get(path(links.availability_link(amy))))
        assert "Delete my data?" in text(browser.get(self.delete_page(amy)))
        assert browser.post(self.delete_page(amy)).status_code == 403
        assert Candidate.objects.filter(pk=amy.pk).exists()

    def test_it_deletes_and_never_writes_again(self, browser, amy, mail, media):
        amy.change(original_key=stored("cvs", ".pdf"))
        page = filled_in(browser, self.delete_page(amy))
        assert "Your data are deleted" in text(page)
        assert not Candidate.objects.exists()
        assert Delivery.objects.get().recipient == "Ann.Lee@ash.example"  # whose link still has to work
        objected = Suppression.objects.get()
        assert (objected.address, objected.reason) == ("amy@home.example", Reason.OBJECTION)
        entry = Activity.objects.get()
        assert (entry.event_type, entry.candidate_id) == (EventType.DATA_DELETED, None)
        assert files_in(media)  # the file follows as a job
        for address in (self.delete_page(amy), path(links.availability_link(amy))):
            assert browser.get(address).status_code == 404

    def test_a_candidate_without_an_address_can_be_deleted_too(self, amy):
        amy.change(email="")
        replies.erase(amy)
        replies.erase(amy)
        assert (Candidate.objects.count(), Suppression.objects.count(), Activity.objects.count()) == (0, 0, 1)

    def test_an_answer_that_comes_too_late_is_told_so(self, amy):
        replies.erase(amy)
        with pytest.raises(PermanentError):
            replies.answer(amy, replies.Answer(choice="available", from_date="", patterns=[], roles="", miles=None, note=""))


class TestAllPages:
    def test_they_are_for_the_reader_alone(self, browser, amy, mail):
        for address in (path(links.availability_link(amy)), path(links.unsubscribe_link(str(mail.pk))), "/m/a/x/", "/m/u/x/?s=y"):
            page = browser.get(address)
            assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert page.headers["Cache-Control"] == "private, no-store"
            assert page.headers["Referrer-Policy"] == ("same-origin" if address.startswith("/m/a/") else "no-referrer")
            assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
            assert not re.search(r"<script|<img|<link|style=|https?://", text(page))

    def test_links_that_are_none_of_ours_are_counted(self, browser, mail, settings):
        settings.SIGN_IN_LIMIT_PER_ADDRESS = 3
        good = path(links.unsubscribe_link(str(mail.pk)))
        for _ in range(5):
            assert browser.get(good).status_code == 200
        assert [browser.get("/m/u/x/?s=y").status_code for _ in range(4)] == [404, 404, 404, 429]
        assert int(browser.get(good).headers["Retry-After"]) > 0

    def test_without_the_cache_they_say_so(self, browser, mail, monkeypatch):
        def broken(*_: object) -> int:
            raise RedisError

        monkeypatch.setattr(limits.Limit, "hit", broken)
        page = browser.post(path(links.unsubscribe_link(str(mail.pk))))
        assert page.status_code == 503
        assert "did not work just now" in text(page)
