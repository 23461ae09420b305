"""The candidate's name: where it stands, how it is written, what of it may be shown."""

from datetime import date

import pytest

from candidate.ai.local import names, naming, sections
from candidate.ai.local.findings import find
from tests.candidate.ai.samples import plain, styled

TODAY = date(2026, 11, 20)


def found(document, *emails):
    return naming.find(sections.split(document, TODAY), emails).value


@pytest.mark.parametrize("of", [styled, plain])
@pytest.mark.parametrize(
    ("top", "name"),
    [
        ("^ Siobhán O'Connor\nPrimary Teacher", "Siobhán O'Connor"),
        ("^ CURRICULUM VITAE\n+ MARK ANTHONY O'DONNELL", "Mark Anthony O'Donnell"),
        ("^ Curriculum Vitae of Jane Smith", "Jane Smith"),
        ("^ CV – Jane Smith", "Jane Smith"),
        ("^ Primary School Teacher\nHelen McArthur\nLeeds", "Helen McArthur"),
        ("^ Dr Margaret Fairweather BSc (Hons), PhD", "Margaret Fairweather"),
        ("^ JEAN-PIERRE VAN DEN BERG", "Jean-Pierre van den Berg"),
        ("^ Rhys ap Gruffydd", "Rhys ap Gruffydd"),
        ("Name: Yusuf al-Hassan", "Yusuf al-Hassan"),
        ("First name: Gwen\nSurname: Llewellyn-Price", "Gwen Llewellyn-Price"),
        ('^ Robert "Bob" Hargreaves', "Robert Hargreaves"),
        ("^ Tomasz Kowalski | Head Chef | Bristol", "Tomasz Kowalski"),
        ("^ SMITH, Jane", "Jane Smith"),
        ("^ WEI Li", "Li Wei"),
        ("^ JANE Smith", "Jane Smith"),
        ("^ Sister Bernadette Kelly", "Bernadette Kelly"),
        ("^ Sarah Mason\nSales Manager", "Sarah Mason"),
        ("^ Sales Manager\nSarah Mason", "Sarah Mason"),
        ("^ Penny Lane", "Penny Lane"),
        ("^ Mei-Ling Chen 陈美玲", "Mei-Ling Chen"),
        ("^ Анна Петрова", "Анна Петрова"),
        ("^ Oluwaseun Adébáyọ̀", "Oluwaseun Adébáyọ̀"),
    ],
)
def test_it_finds_the_name(of, top, name):
    assert found(of(f"{top}\n# Experience\n+ Teacher, Oak School")).full == name


@pytest.mark.parametrize(
    "top",
    [
        "^ Curriculum Vitae",
        "^ Primary School Teacher",
        "^ Sales Manager\nWarehouse Supervisor",
        "^ Leeds\nWest Yorkshire",
        "^ Personal Details\nNewcastle upon Tyne",
        "Experienced and reliable",
        "24 Oak Street\nLeeds LS1 2AB",
        "",
    ],
)
def test_it_would_rather_find_no_name_than_a_wrong_one(top):
    assert found(styled(f"{top}\n# Experience\n+ Teacher, Oak School\n# References\nMr Alan Jones")).full == ""


def test_it_never_takes_a_referee_for_the_candidate():
    assert (
        find(styled("# Experience\n+ Teacher, Oak School\n# Referees\n+ Alan Jones\nalan.jones@example.com"), TODAY).name.value.full == ""
    )


def test_it_believes_small_letters_when_the_address_says_the_same():
    assert found(styled("+ sarah jenkins\n# work"), "sarah.jenkins@example.com").full == "Sarah Jenkins"
    assert found(styled("+ hard working\n# work")).full == ""


def test_it_believes_address_and_file_name_rather_than_words_that_are_no_name():
    parts = sections.split(styled("^ Peripatetic Violin\n# Experience\n+ Teacher, Oak School"), TODAY)
    assert naming.find(parts, ["rutendo.chikwanha@example.com"], ["Rutendo_Chikwanha_CV"]).value.full == "Rutendo Chikwanha"


def test_it_keeps_a_name_in_another_script_apart():
    assert found(styled("^ Mei-Ling Chen 陈美玲")).native == "陈美玲"


@pytest.mark.parametrize(
    ("full", "given", "surnames"),
    [
        ("Jane Smith", "Jane", ["Smith"]),
        ("José Luis de la Cruz Ortega", "José", ["Luis", "Cruz", "Ortega"]),
        ("J. Alan Smith", "Alan", ["Smith"]),
        ("Mary-Jane O'Brien", "Mary-Jane", ["O'Brien"]),
        ("Rhys ap Gruffydd", "Rhys", ["Gruffydd"]),
        ("王小明", "小明", ["王小明"]),
        ("Prince", "Prince", []),
        ("", "", []),
    ],
)
def test_it_parts_given_name_and_surname(full, given, surnames):
    assert (names.given(full), names.surnames(full)) == (given, surnames)
