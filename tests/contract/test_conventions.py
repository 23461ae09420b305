"""What holds for every call."""

import pytest
from django.test import override_settings

from tests.account.helpers import PASSWORD, sign_in
from tests.contract.described import Described, operations
from tests.contract.world import parameters_of, rows
from tests.factories import a_contact, a_school, operator

CALLS = {f"{operation.method.upper()} {operation.path}": operation for operation in operations()}
LISTS = [name for name, operation in CALLS.items() if name.startswith("GET") and "page_size" in {p.name for p in operation.query}]
ALWAYS_PAGED = [name for name in LISTS if not name.endswith("nearby-organizations/")]  # which pages only when it is asked to
BY_ID = [name for name in CALLS if "id}" in name]
PAGINATION = {"total", "page", "page_size", "total_pages", "has_next", "has_previous", "next", "previous"}
ELSEWHERE = {"cross-site": {"HTTP_SEC_FETCH_SITE": "cross-site"}, "foreign origin": {"HTTP_ORIGIN": "https://evil.example"}}
HOME = {
    "neither header": {},
    "this host": {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"},
    "CORS_ALLOWED_ORIGINS": {"HTTP_ORIGIN": "https://front.example", "HTTP_SEC_FETCH_SITE": "cross-site"},
    "CSRF_TRUSTED_ORIGINS": {"HTTP_ORIGIN": "https://desk.example", "HTTP_SEC_FETCH_SITE": "cross-site"},
}


@pytest.fixture
def known(olu):
    """A row of everything."""
    return rows(olu)


@pytest.fixture
def desk(browser) -> Described:
    """The operator's browser, signed in by cookie."""
    user = operator("desk@agency.example")
    user.set_password(PASSWORD)
    user.save()
    assert sign_in(browser, user.email).status_code == 200
    return browser


def test_there_are_lists_and_ids_to_test():
    assert len(LISTS) > 5
    assert len(BY_ID) > 20


@pytest.mark.parametrize("path", ["schema", "docs", "redoc"])
def test_the_api_describes_itself_to_anybody(browser, path):
    assert browser.get(f"/api/{path}/").status_code == 200


def test_there_is_a_back_office(browser):
    assert browser.get("/admin/login/").status_code == 200


def test_every_path_ends_in_a_slash_and_begins_with_a_known_prefix():
    others = ("/api/suppressions/", "/api/jobs/", "/api/mail/", "/api/ai/")
    paths = {operation.path for operation in CALLS.values()}
    assert {path for path in paths if not path.endswith("/")} == set()
    assert {path for path in paths if not path.startswith(("/api/auth/", "/api/candidates/", "/api/organizations/", *others))} == set()


@pytest.mark.parametrize("name", BY_ID)
@pytest.mark.parametrize("wrong", ["3f0e2f0c-52a9-4f3c-9c0e-0d6c6f1c2b11", "nonsense", "%00"])
def test_an_unknown_or_malformed_id_is_404(api, name, wrong):
    operation = CALLS[name]
    path = operation.path.replace("{id}", wrong).replace("{task_id}", wrong).replace("{number}", "1").replace("{action}", "pause")
    answer = api.generic(operation.method, path)
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


@pytest.mark.parametrize("name", ALWAYS_PAGED)
def test_a_page(api, known, name):
    path = CALLS[name].path.format(**parameters_of(CALLS[name].path, known))
    whole = api.get(path).json()
    assert set(whole) >= {"pagination", "results"}
    assert set(whole["pagination"]) == PAGINATION
    assert (whole["pagination"]["page"], whole["pagination"]["page_size"]) == (1, 20)
    assert api.get(path, {"page_size": 1_000}).json()["pagination"]["page_size"] == 100
    assert api.get(path, {"page": whole["pagination"]["total_pages"] + 1}).status_code == 404


def test_pages_lead_to_each_other(api):
    school = a_school()
    for number in range(3):
        a_contact(school, work_email=f"{number}@ash.example")
    first = api.get("/api/organizations/contacts/", {"page_size": 2}).json()
    second = api.get(first["pagination"]["next"]).json()
    figures = {"total": 3, "page_size": 2, "total_pages": 2}
    assert first["pagination"].items() >= (figures | {"page": 1, "has_next": True, "has_previous": False, "previous": None}).items()
    assert second["pagination"].items() >= (figures | {"page": 2, "has_next": False, "has_previous": True, "next": None}).items()
    assert (len(first["results"]), len(second["results"])) == (2, 1)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"ids": "x"}, {"ids": ['Expected a list of items but got type "str".']}),
        ({"ids": ["x", "y"]}, {"ids": [f"Item {number}: Must be a valid UUID." for number in (1, 2)]}),
    ],
)
def test_errors_are_lists_of_sentences_by_field(api, body, errors):
    answer = api.post("/api/auth/activity/mark-read/", body)
    assert (answer.status_code, answer.json()) == (400, errors)


def test_429_says_when_to_come_back(browser, settings):
    settings.SIGN_IN_LIMIT_PER_ADDRESS = 1
    answers = [sign_in(browser, "ann@school.example") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [401, 429]
    assert list(answers[1].json()) == ["detail"]
    assert int(answers[1]["Retry-After"]) > 0


def test_signing_in_sets_two_cookies_that_scripts_cannot_read(desk):
    cookies = {name: (cookie["path"], cookie["httponly"]) for name, cookie in desk.cookies.items()}
    assert cookies == {"access_token": ("/", True), "refresh_token": ("/api/auth", True)}


def test_a_cookie_and_a_bearer_token_do_the_same(desk):
    token = desk.cookies["access_token"].value
    assert desk.get("/api/candidates/").status_code == 200
    assert Described().get("/api/candidates/", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 200


@pytest.mark.parametrize("headers", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_cookie_from_elsewhere_is_refused_and_a_bearer_token_is_not(desk, headers):
    url, token = "/api/auth/activity/mark-read/", desk.cookies["access_token"].value
    assert desk.get("/api/candidates/", **headers).status_code == 200
    assert desk.post(url, {}, **headers).status_code == 403
    assert Described().post(url, {}, HTTP_AUTHORIZATION=f"Bearer {token}", **headers).status_code == 200


@pytest.mark.parametrize("headers", HOME.values(), ids=HOME)
@override_settings(CORS_ALLOWED_ORIGINS=["https://front.example"], CSRF_TRUSTED_ORIGINS=["https://desk.example"])
def test_a_cookie_from_home_is_let_in(desk, headers):
    assert desk.post("/api/auth/activity/mark-read/", {}, **headers).status_code == 200
