"""What candidates are to schools, as it is kept, filtered and corrected: roles, phases, key stages, subjects, QTS."""

import pytest

from candidate.models import Candidate
from tests.factories import a_candidate, client_of, content, cv, operator, upload, work

URL = "/api/candidates/"
FIELDS = ("roles", "phases", "key_stages", "subjects")


@pytest.fixture
def api(db):
    return client_of(operator())


@pytest.fixture
def cast(db) -> None:
    """Three people of schools and one of another trade."""
    filed(name_without_surname="Amy", roles=["subject_teacher", "middle_leader"], phases=["secondary"], key_stages=["ks3", "ks4"],
          subjects=["maths", "physics"], qts=True)  # fmt: skip
    filed(name_without_surname="Ben", roles=["teaching_assistant"], phases=["primary"], key_stages=["ks1", "ks2"])
    filed(name_without_surname="Cleo", roles=["head", "class_teacher"], phases=["nursery", "primary"], key_stages=["eyfs"], qts=True)
    filed(name_without_surname="Dai")


def filed(**fields) -> Candidate:
    lists = {name: fields.pop(name, []) for name in FIELDS}
    candidate = a_candidate(**fields)
    candidate.change(**lists)
    return candidate


def names(answer) -> set[str]:
    assert answer.status_code == 200, answer.content
    return {row["name_without_surname"] for row in answer.json()["results"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"roles": "middle_leader"}, {"Amy"}),
        ({"roles": "head"}, {"Cleo"}),
        ({"roles": ["head", "class_teacher"]}, {"Cleo"}),
        ({"roles": ["head", "middle_leader"]}, set()),
        ({"roles": "nursery"}, set()),
        ({"phases": "nursery"}, {"Cleo"}),
        ({"phases": "primary"}, {"Ben", "Cleo"}),
        ({"key_stages": ["ks1", "ks2"]}, {"Ben"}),
        ({"subjects": "physics", "roles": "subject_teacher", "phases": "secondary"}, {"Amy"}),
        ({"subjects": ""}, {"Amy", "Ben", "Cleo", "Dai"}),
        ({"qts": "true"}, {"Amy", "Cleo"}),
        ({"qts": "false"}, {"Ben", "Dai"}),
        ({"qts": "true", "phases": "primary"}, {"Cleo"}),
    ],
)
def test_it_finds_candidates_by_school_work(api, cast, query, found):
    assert names(api.get(URL, query)) == found


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"roles": "headmistress"}, "roles"),
        ({"roles": ["head", "x"]}, "roles"),
        ({"phases": "16_plus|"}, "phases"),
        ({"key_stages": "KS1"}, "key_stages"),
        ({"subjects": "a\0b"}, "subjects"),
        ({"qts": "perhaps"}, "qts"),
    ],
    ids=str,
)
def test_it_refuses_codes_that_there_are_not(api, cast, query, named):
    answer = api.get(URL, query)
    assert (answer.status_code, list(answer.json())) == (400, [named])


def test_it_keeps_what_the_engine_reads(api):
    upload(api, cv("Priya-Raghunathan-CV-Chemistry.pdf"))
    work(skip=["render"])
    shown = api.get(f"{URL}{Candidate.objects.get().pk}/").json()
    assert {name: shown[name] for name in (*FIELDS, "qts")} == {
        "roles": ["subject_teacher", "middle_leader"],
        "phases": ["secondary"],
        "key_stages": ["ks3", "ks4", "ks5"],
        "subjects": ["science", "chemistry"],
        "qts": True,
    }
    told = shown["ai_enhanced_cv_content"]["education"]
    assert {name: told[name] for name in (*FIELDS, "qts")} == {name: shown[name] for name in (*FIELDS, "qts")}
    assert told["statuses"] == ["qts"]


def test_it_lets_an_operator_correct_it(api):
    amy = filed(roles=["nursery"], phases=["nursery"], qts=True)
    answer = api.patch(f"{URL}{amy.pk}/update/", {"roles": ["class_teacher"], "qts": False}, format="json")
    assert answer.status_code == 200
    assert (answer.json()["roles"], answer.json()["qts"], answer.json()["phases"]) == (["class_teacher"], False, ["nursery"])
    assert answer.json()["ai_enhanced_cv_content"]["education"]["roles"] == ["class_teacher"]
    assert names(api.get(URL, {"roles": "nursery"})) == set()
    assert names(api.get(URL, {"roles": "class_teacher", "phases": "nursery", "qts": "false"})) == {"Amy"}


@pytest.mark.parametrize("fields", [{"roles": ["astronaut"]}, {"key_stages": ["ks9"]}, {"qts": "perhaps"}])
def test_it_takes_no_codes_that_there_are_not(api, fields):
    answer = api.patch(f"{URL}{filed().pk}/update/", fields, format="json")
    assert (answer.status_code, list(answer.json())) == (400, list(fields))


def test_it_leaves_what_an_operator_has_set(api):
    amy = filed(phases=["primary"])
    api.patch(f"{URL}{amy.pk}/update/", {"phases": ["secondary"]}, format="json")
    amy.refresh_from_db()
    amy.learn(phases=["nursery"], roles=["head"])
    assert names(api.get(URL, {"phases": "secondary", "roles": "head"})) == {"Amy"}
    assert names(api.get(URL, {"phases": "nursery"})) == set()


def test_it_shows_candidates_from_before_there_was_any_of_it(api):
    amy = a_candidate(ai_enhanced_cv_content=content())
    shown = api.get(f"{URL}{amy.pk}/").json()
    assert (shown["roles"], shown["qts"]) == ([], False)
    assert shown["ai_enhanced_cv_content"]["education"]["dbs"] is None
