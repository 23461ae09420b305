import pytest

from candidate.cv_pdf.surname import surname


@pytest.mark.parametrize(
    ("full_name", "given", "words"),
    [
        ("", "", ()),
        ("Sarah", "", ()),
        ("Sarah Whitcombe", "sarah", ("whitcombe",)),
        ("Miss Sarah Jane Whitcombe", "sarah", ("jane", "whitcombe")),
        ("S. J. Whitcombe", "s.", ("whitcombe",)),
        ("J. Sarah Whitcombe", "sarah", ("whitcombe",)),
        ("José Luis de la Cruz", "jose", ("luis", "cruz")),
        ("Rhys ap Gruffydd", "rhys", ("gruffydd",)),
        ("Yusuf al-Hassan", "yusuf", ("al-hassan", "hassan")),
        ("Siobhán O’Connor", "siobhan", ("o'connor", "connor")),
        ("Henry Ashworth‑Pike", "henry", ("ashworth-pike", "ashworth", "pike")),
        ("Whitcombe, Sarah", "sarah", ("whitcombe",)),
        ("Sarah Whitcombe, BA, QTS", "sarah", ("whitcombe",)),
        ("Sarah Whitcombe MA", "sarah", ("whitcombe",)),
        ("WHITCOMBE Sarah", "", ("whitcombe", "sarah")),
        ("SARAH WHITCOMBE", "sarah", ("whitcombe",)),
        ("Anh Le", "anh", ("le",)),
        ("王小明", "", ("王小明", "王")),
        ("欧阳小明", "", ("欧阳小明", "欧阳")),
        ("山田 太郎", "太郎", ("山田", "山")),
    ],
)
def test_it_parts_a_name(full_name, given, words):
    assert (surname(full_name).given, surname(full_name).words) == (given, words)
