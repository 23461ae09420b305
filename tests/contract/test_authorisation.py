"""Who may do what: every endpoint there is, as somebody of every kind, by cookie and by Bearer token.

An endpoint that nobody has entered here fails. Whoever is let in gets past the door and no further: the ids lead nowhere.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from account import sessions
from account.models import Role, User
from tests.contract.world import rows
from tests.factories import normal_user, operator

OWN, OPERATORS = "whoever is signed in", "operators"
SOME_ID = "3f0e2f0c-52a9-4f3c-9c0e-0d6c6f1c2b11"
CANDIDATES, ORGANIZATIONS, JOBS = "api/candidates/", "api/organizations/", "api/jobs/"

# Who may, or the status that everybody gets, whoever they are
WHOM: dict[str, str | int] = {
    "": 302,
    "api/auth/register/": 400,
    "api/auth/login/": 400,
    "api/auth/token/refresh/": 401,  # for want of a refresh cookie
    "api/auth/forgot-password/": 400,
    "api/auth/verify-otp/": 400,
    "api/auth/reset-password/": 400,
    "api/auth/logout/": OWN,
    "api/auth/me/": OWN,
    "api/auth/profile/update/": OWN,
    "api/auth/password/update/": OWN,
    "api/auth/dashboard/": OPERATORS,
    "api/auth/activity/": OPERATORS,
    "api/auth/activity/mark-read/": OPERATORS,
    CANDIDATES: OPERATORS,
    f"{CANDIDATES}upload/": OPERATORS,
    f"{CANDIDATES}send-status/<str:task_id>/": OPERATORS,
    f"{CANDIDATES}send-status/<str:task_id>/<str:action>/": OPERATORS,
    f"{CANDIDATES}batches/": OPERATORS,
    f"{CANDIDATES}batches/<str:id>/": OPERATORS,
    f"{CANDIDATES}batches/<str:id>/delete/": OPERATORS,
    f"{CANDIDATES}<str:id>/": OPERATORS,
    f"{CANDIDATES}<str:id>/update/": OPERATORS,
    f"{CANDIDATES}<str:id>/rewrite/": OPERATORS,
    f"{CANDIDATES}<str:id>/rewrite/status/": OPERATORS,
    f"{CANDIDATES}<str:id>/versions/": OPERATORS,
    f"{CANDIDATES}<str:id>/versions/<int:number>/restore/": OPERATORS,
    f"{CANDIDATES}<str:id>/feedback/": OPERATORS,
    f"{CANDIDATES}<str:id>/send-to-contacts/": OPERATORS,
    f"{CANDIDATES}<str:id>/outreach-preview/": OPERATORS,
    f"{CANDIDATES}<str:id>/nearby-organizations/": OPERATORS,
    f"{CANDIDATES}<str:id>/nearby-contacts/": OPERATORS,
    f"{CANDIDATES}<str:id>/delete/": OPERATORS,
    ORGANIZATIONS: OPERATORS,
    f"{ORGANIZATIONS}import/": OPERATORS,
    f"{ORGANIZATIONS}import/contacts/": OPERATORS,
    f"{ORGANIZATIONS}import/status/<str:task_id>/": OPERATORS,
    f"{ORGANIZATIONS}contacts/": OPERATORS,
    f"{ORGANIZATIONS}contacts/<str:id>/": OPERATORS,
    f"{ORGANIZATIONS}<str:id>/": OPERATORS,
    f"{ORGANIZATIONS}<str:id>/contacts/": OPERATORS,
    "api/suppressions/": OPERATORS,
    "api/suppressions/import/": OPERATORS,
    "api/suppressions/<int:id>/": OPERATORS,
    JOBS: OPERATORS,
    f"{JOBS}replay/": OPERATORS,
    f"{JOBS}<str:id>/": OPERATORS,
    f"{JOBS}<str:id>/replay/": OPERATORS,
    f"{JOBS}<str:id>/cancel/": OPERATORS,
    "api/ai/events/": 400,  # not signed
    "api/mail/events/": 403,  # not signed
    "api/mail/inbound-unsubscribe/": 404,  # no secret is set
    "api/schema/": 200,
    "api/docs/": 200,
    "api/redoc/": 200,
    "admin/": 302,  # to a sign-in of its own
    "m/u/<str:token>/": 404,
    "m/a/<str:token>/": 404,
    "m/a/<str:token>/delete/": 404,
    "files/<str:token>": 403,
    "healthz": 200,
    "readyz": 200,
}
EVERYBODY = {
    "nobody", "normal user, cookie", "normal user, bearer", "operator, cookie", "operator, bearer", "expired, cookie", "expired, bearer",
    "deactivated, cookie", "deactivated, bearer",
}  # fmt: skip


def endpoints(patterns: list[URLPattern | URLResolver], beginning: str = "") -> Iterator[tuple[str, str]]:
    """Route and method of everything that can be called; the back office as a whole, whose pages come last here."""
    for pattern in patterns:
        route = beginning + str(pattern.pattern)
        if route == "admin/":
            yield route, "get"
        elif isinstance(pattern, URLResolver):
            yield from endpoints(pattern.url_patterns, route)
        else:
            view = getattr(pattern.callback, "view_class", None)
            methods = [method for method in ("get", "post", "put", "patch", "delete") if hasattr(view, method)] if view else ["get"]
            yield from ((route, method) for method in methods)


ENDPOINTS = list(endpoints(get_resolver().url_patterns))


def test_the_matrix_is_about_what_there_is():
    assert {route for route, _ in ENDPOINTS} == set(WHOM)


@pytest.fixture
def tokens(db) -> dict[str, str]:
    """Access tokens."""
    olu, expired = operator(), AccessToken(sessions.start(operator("late@agency.example")).access)
    expired.set_exp(lifetime=-timedelta(seconds=1))
    gone = operator("gone@agency.example")
    given = {"operator": sessions.start(olu).access, "normal user": sessions.start(normal_user()).access, "expired": str(expired)}
    given["deactivated"] = sessions.start(gone).access
    User.objects.filter(pk=gone.pk).update(is_active=False)
    return given


@pytest.fixture
def everybody(tokens) -> dict[str, APIClient]:
    clients = {"nobody": APIClient()}
    for who, token in tokens.items():
        clients[f"{who}, cookie"], clients[f"{who}, bearer"] = APIClient(), APIClient(HTTP_AUTHORIZATION=f"Bearer {token}")
        clients[f"{who}, cookie"].cookies["access_token"] = token
    return clients


@pytest.mark.parametrize(("route", "method"), ENDPOINTS, ids=[f"{method} {route}" for route, method in ENDPOINTS])
def test_who_gets_in(everybody, route, method):
    path = "/" + re.sub(r"<(?:(int)|str):(\w+)>", lambda found: "1" if found[1] else "pause" if found[2] == "action" else SOME_ID, route)
    answers = {who: getattr(client, method)(path).status_code for who, client in everybody.items()}
    assert answers.keys() == EVERYBODY
    match WHOM[route]:
        case int() as status:
            assert set(answers.values()) == {status}
        case whom:
            stopped = {who: status for who, status in answers.items() if status in (401, 403)}
            assert stopped == {who: expected(who, whom) for who in EVERYBODY if expected(who, whom)}


def expected(who: str, whom: str) -> int | None:
    """401, 403, or None for whoever is let in."""
    if who.startswith("operator"):
        return None
    if who.startswith("normal user"):
        return None if whom == OWN else 403
    return 401


OFFICE = {route for route, _ in endpoints(site.urls[0], "admin/")}
SIGN_IN, SIGN_OUT = "/admin/login/", "/admin/logout/"
OUTSIDE = [
    None,
    {"role": Role.NORMALUSER},
    {"role": Role.NORMALUSER, "is_staff": True, "is_superuser": True},
    {"role": Role.SUPERUSER, "is_active": False},
]


@pytest.fixture
def pages(db) -> list[str]:
    """Every path of the back office but its doors: where it names a row, once with one that is there and once with none."""
    sheet = rows(operator())["/api/organizations/import/status/"]["task_id"]
    there = {f"{table._meta.app_label}/{table._meta.model_name}": table._base_manager.first() for table in site._registry}
    ids = {"organization/organization/import": sheet} | {place: row.pk for place, row in there.items() if row}
    paths = {page(route, SOME_ID) for route in OFFICE}
    paths |= {page(route, id) for route in OFFICE for place, id in ids.items() if route.startswith(f"admin/{place}/")}
    return sorted(paths - {SIGN_IN, SIGN_OUT})


def page(route: str, id: object) -> str:
    plain = re.sub(r"\^?\(\?P<\w+>([^|)]*).*", r"\1/", route).replace("<str:which>", "original")  # Django's own are regular expressions
    return "/" + re.sub(r"<[^>]+>", str(id), plain)


@pytest.mark.parametrize("rights", OUTSIDE, ids=str)
def test_nobody_else_gets_into_the_back_office(client, pages, rights):
    if rights:
        client.force_login(User.objects.create_user("jo@agency.example", **rights))
    for path in pages:
        for answer in (client.get(path), client.post(path)):
            assert (answer.status_code, answer.get("Location", "").partition("?")[0]) == (302, SIGN_IN), path


def test_an_operator_gets_into_all_of_the_back_office(client, pages):
    client.force_login(operator("desk@agency.example"))
    assert [path for path in pages if client.get(path).get("Location", "").startswith(SIGN_IN)] == []
