from uuid import uuid4

import pytest

from organization.matching import Matcher, School


def leeds(*names: str) -> Matcher:
    return Matcher(School(uuid4(), name, "Leeds") for name in names)


@pytest.mark.parametrize(
    ("school", "written"),
    [
        ("St. Mary's C of E Primary School", "St Marys CE Primary"),
        ("St. Mary's C of E Primary School", "ST MARY\u2019S CHURCH OF ENGLAND PRIMARY SCHOOL"),
        ("St. Mary's C of E Primary School", "Saint Marys CofE (VA) Primary School"),
        ("St Joseph's Roman Catholic Primary School", "St Josephs RC Primary"),
        ("St Joseph's Catholic Primary School, a Voluntary Academy", "St Joseph's RC Primary School"),
        ("Oak Lane Infants' School", "Oak Lane Infant"),
        ("Oak Lane Junior & Infant School", "Oak Lane J & I School"),
        ("Hill Top Primary School", "The Hill Top Primary Academy"),
        ("Hill Top School / Ysgol Pen y Bryn", "Ysgol Pen-y-Bryn"),
        ("Hill Top School", "Hill Top School (formerly Valley School)"),
        ("Featherstone Primary School", "Fetherstone Primary School"),
        ("Featherstone High School", "Featherstone High Schol"),
        ("St Vincent's Catholic Primary School", "St Vincents Catholc Primray School"),
        ("\u00c9cole Jeannine Manuel", "Ecole Jeannine Manuel"),
    ],
)
def test_it_knows_a_school_as_people_write_it(school, written):
    answer = leeds(school, "Another Place High School").find(written, "Leeds")
    assert answer.school is not None
    assert answer.school.name == school


@pytest.mark.parametrize(
    ("schools", "written"),
    [
        (["St Mark's C of E Primary School"], "St Mary's C of E Primary School"),
        (["Oak Lane Infant School"], "Oak Lane Junior School"),
        (["Oak Lane Primary School"], "Elm Lane Primary School"),
        (["Park High School for Girls"], "Park High School for Boys"),
        (["St Peter's CE Primary School"], "St Peter's RC Primary School"),
        (["Axminster Primary School"], "Exminster Primary School"),
        (["Furness College"], "Furness Academy"),
        (["King Ina Academy (Infants)"], "King Ina Academy (Juniors)"),
        (["Park Primary School"], "Primary School"),
        (["Park Primary School"], "The School"),
        (["Park Primary School"], "???"),
    ],
)
def test_it_does_not_take_one_school_for_another(schools, written):
    assert leeds(*schools).find(written, "Leeds").school is None


def test_it_refuses_to_guess_between_two():
    answer = leeds("St Peter's CE Primary School", "St Peter's RC Primary School").find("St Peters Primary", "Leeds")
    assert (answer.school, answer.ambiguous) == (None, True)
    assert set(answer.closest) == {"St Peter's CE Primary School", "St Peter's RC Primary School"}


def test_it_prefers_the_exact_name():
    answer = leeds("Park Primary School", "Park Primary Academy").find("park primary academy", "LEEDS")
    assert answer.school is not None
    assert answer.school.name == "Park Primary Academy"


def test_it_stays_within_the_local_authority():
    matcher = Matcher([School(uuid4(), "Park Primary School", "Leeds")])
    assert matcher.find("Park Primary School", "York").school is None


@pytest.mark.parametrize(
    ("registered", "written"),
    [
        ("Bristol, City of", "Bristol City Council"),
        ("Kingston upon Thames", "Royal Borough of Kingston upon Thames"),
        ("Croydon", "London Borough of Croydon"),
        ("Telford and Wrekin", "Telford & Wrekin"),
        ("Herefordshire, County of", "herefordshire"),
        ("St. Helens", "St Helens"),
    ],
)
def test_it_knows_local_authorities_as_people_write_them(registered, written):
    assert Matcher([School(uuid4(), "Park Primary School", registered)]).find("Park Primary", written).school is not None
