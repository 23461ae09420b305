"""What may go out of a CV's text, and what may not."""

import pytest

from candidate.ai.local.anonymise import Identity, anonymise
from candidate.ai.local.names import Name


def out(text, name="Jane Smith", streets=(), native=""):
    return anonymise(text, Identity(Name(name, native), streets))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Write to jane@example.com or call 07700 900123", "Write to or call"),
        ("See www.example.org/jane for more", "See for more"),
        ("linkedin.com/in/jane-smith", ""),
        ("Lives at LS7 4QJ, works in Leeds", "Lives at, works in Leeds"),
        ("Jane Smith has led teams", "Jane has led teams"),
        ("Ms Smith has led teams", "Jane has led teams"),
        ("JANE SMITH", "Jane"),
        ("Smith joined in 2020", "Jane joined in 2020"),
        ("A class of 30. Call me on 07700 900123 today. Happy to help.", "A class of 30. Happy to help."),
        ("From 2016 to 2019, 84 of 120 pupils", "From 2016 to 2019, 84 of 120 pupils"),
    ],
)
def test_it_takes_out_who_and_where(text, kept):
    assert out(text) == kept


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Worked with young people", "Anna Young"),
        ("Young people with SEMH needs", "Anna Young"),
        ("Deputy Head of Park Primary School", "Anna Park"),
        ("BA History, University of Lincoln", "Anna Lincoln"),
        ("Taught blacksmiths", "Jane Smith"),
    ],
)
def test_it_leaves_words_that_only_look_like_the_surname(text, name):
    assert out(text, name) == text


@pytest.mark.parametrize("text", ["Ms Young taught Year 2", "Anna Young taught Year 2", "A. Young taught Year 2"])
def test_it_knows_a_surname_that_is_a_word_by_what_stands_before_it(text):
    assert out(text, "Anna Young") == "Anna taught Year 2"


def test_it_knows_every_part_of_a_long_name():
    text = "José Luis de la Cruz Ortega and Mr Ortega and De La Cruz"
    assert out(text, "José Luis de la Cruz Ortega") == "José and José and José"
    assert out("O’Connor-Lee, called Lee or O'Connor", "Mary O'Connor-Lee") == "Mary, called Mary or Mary"
    assert out("Mr Adebayo led Year 3. Adebayo taught", "Seun Adébáyọ̀") == "Seun led Year 3. Seun taught"


def test_it_takes_out_the_street_and_the_name_in_another_script():
    assert out("I live at 12 Oak Road in Leeds, 陈美玲", "Mei Chen", ("12 Oak Road",), "陈美玲") == "I live at in Leeds"


def test_it_rather_shortens_an_employers_name_than_makes_up_another():
    assert anonymise("Okafor Tuition Ltd", Identity(Name("Ada Okafor")), instead="") == "Tuition Ltd"
    assert anonymise("Okafor Park School", Identity(Name("Ada Okafor")), instead="") == "Okafor Park School"
