"""Characters from files, as people would type them."""

import pytest

from candidate.documents.words import clean, is_mark, without_bullet


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("o\ufb03ce, \ufb01ne, \ufb02at", "office, fine, flat"),
        ("co\xadoperate a\u200bbc\ufeff", "cooperate abc"),
        ("Jane\xa0Smith\u2007\u202fLeeds\u3000UK", "Jane Smith Leeds UK"),
        ("re\u0301sume\u0301 Siôn Wiśniewska", "résumé Siôn Wiśniewska"),
        ("Smith\u2010Jones\u2011Brown", "Smith-Jones-Brown"),
        ("\U0001d5dd\U0001d5ee\U0001d5fb\U0001d5f2 ＳＭＩＴＨ", "Jane SMITH"),
        ("\ufea3\ufeb4\ufef4\ufee6", "حسين"),
        ("\u202b\u200fחיים\u202c", "חיים"),
        ("\uf0e0 jane@example.com", "jane@example.com"),
        ("Jos´e Garc´ıa M¨uller", "José García Müller"),
        ("Jos ´e Ko´scielny", "José Kościelny"),
        ("Medicin˘a", "Medicină"),
        ("O´Connor isn´t", "O'Connor isn´t"),
        ("C U R R I C U L U M   V I T A E", "CURRICULUM VITAE"),
        ("S K I L L S  &  I N T E R E S T S", "SKILLS & INTERESTS"),
        ("P r o f i l e", "Profile"),
        ("GCSEs: A A B B C", "GCSEs: A A B B C"),
        ("A A B B C", "A A B B C"),
        ("J R", "J R"),
    ],
)
def test_it_makes_plain_text(text, expected):
    assert clean(text) == expected
    assert clean(expected) == expected


@pytest.mark.parametrize("mark", [*"•▪➢✓★☑→", "\uf0b7", "\uf0a7", "\uf0d8", "\uf0fc"])
def test_it_takes_bullet_marks_off_whatever_they_look_like(mark):
    assert is_mark(f" {mark} ")
    assert without_bullet(f"  {mark} Taught Year 7") == ("Taught Year 7", True)


@pytest.mark.parametrize("text", ["- Taught Year 7", "o Taught Year 7", "* Taught Year 7", "» Taught Year 7"])
def test_it_takes_typed_marks_off(text):
    assert without_bullet(text) == ("Taught Year 7", True)


@pytest.mark.parametrize("text", ["– present", "- 2019", "o'clock", "-5", "*starred", "v good"])
def test_it_leaves_what_is_no_bullet(text):
    assert without_bullet(text) == (text, False)


def test_it_knows_the_letters_that_stand_for_signs_in_fonts_of_signs():
    assert without_bullet("Ø Taught Year 7", "ABCDEF+Wingdings-Regular") == ("Taught Year 7", True)
    assert without_bullet("{ Taught Year 7", "MarVoSym") == ("Taught Year 7", True)
    assert without_bullet("Ø Taught Year 7", "Calibri") == ("Ø Taught Year 7", False)
