"""Pages for whoever got a mail: no sign-in, no script, nothing from elsewhere. The signed link is the permission."""

import base64
import hashlib
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from redis.exceptions import RedisError

from account.limits import Limit, TooManyAttempts, by_address, client_address
from candidate import replies
from candidate.forms import AnswerForm
from edukai import agency
from edukai.errors import PermanentError

ANSWERS = Limit("answers", 20, 24 * 60 * 60)  # of one candidate


class Page(View):
    """What all have in common. Addresses are counted for links that are none of ours; a good one is not held up."""

    http_method_names = ["get", "head", "post"]
    referrer_policy = "no-referrer"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = self._counted(request, **kwargs)
        except PermanentError as error:
            response = self.page("sorry", HTTPStatus.NOT_FOUND, sentence=error.message)
        except TooManyAttempts as error:
            response = self.page("sorry", HTTPStatus.TOO_MANY_REQUESTS, sentence="That was too often. Please try again later.")
            response.headers["Retry-After"] = str(error.wait)
        except RedisError:
            response = self.page("sorry", HTTPStatus.SERVICE_UNAVAILABLE, sentence="That did not work just now. Please try again.")
        response.headers["Referrer-Policy"] = self.referrer_policy
        return response

    def _counted(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        limit, address = by_address("public"), client_address(request)
        limit.hit(address)
        response = super().dispatch(request, **kwargs)
        limit.take_back(address)
        return response

    def page(self, name: str, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
        """A template of candidate/public/, which may do nothing but show itself and send its own form."""
        details = agency.details()
        style = render_to_string("candidate/public/page.css", {"agency": details})
        context |= {"agency": details, "style": style, "signature": self.request.GET.get("s", ""), **self.kwargs}
        response = render(self.request, f"candidate/public/{name}.html", context, status=status)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        allowed = f"style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        response.headers["Content-Security-Policy"] = f"default-src 'none'; {allowed}"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "private, no-store"
        return response


@method_decorator(csrf_exempt, name="dispatch")  # RFC 8058: a mail program posts without cookies
class Unsubscribe(Page):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        mail = replies.delivery(token, request.GET.get("s", ""))
        return self.page("unsubscribe", recipient=_masked(mail.recipient), done=not mail.recipient)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        mail = replies.delivery(token, request.GET.get("s", ""))
        replies.unsubscribe(mail)
        return self.page("unsubscribe", recipient=_masked(mail.recipient), done=True)


class Answer(Page):
    referrer_policy = "same-origin"  # without any, browsers hide the origin of a form, and the check against forged ones refuses it

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        candidate = replies.candidate(token, request.GET.get("s", ""))
        before = candidate.answer or {}
        chosen = {"choice": request.GET["answer"]} if request.GET.get("answer") in replies.Choice.values else {}
        return self._form(AnswerForm(initial={**before, **chosen}), before)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        candidate = replies.candidate(token, request.GET.get("s", ""))
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._form(form, candidate.answer)
        ANSWERS.hit(str(candidate.pk))
        return self.page("answered", told=replies.told(replies.answer(candidate, form.answer())))

    def _form(self, form: AnswerForm, before: Any) -> HttpResponse:
        told = replies.told(before) if before else ""
        return self.page("answer", form=form, told=told)


class Delete(Page):
    referrer_policy = "same-origin"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        replies.candidate(token, request.GET.get("s", ""))
        return self.page("delete")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        replies.erase(replies.candidate(token, request.GET.get("s", "")))
        return self.page("delete", done=True)


def _masked(address: str) -> str:
    """a…@school.example: enough to know one's own address by."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}" if address else "you"
