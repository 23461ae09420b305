import pytest

from candidate.documents import read
from edukai.errors import PermanentError
from tests.candidate.documents import files

PARAGRAPHS = ["Jane Smith", "Teacher of mathematics \u2013 caf\u00e9", "Phone:\t07700 900123", "\u2022\tTaught Year 7", "Tutor\t2016"]


def test_it_reads_a_legacy_word_file():
    document = read(files.legacy_word(PARAGRAPHS), "cv.doc")
    assert [(line.kind, line.text) for line in document.lines] == [
        ("text", "Jane Smith"),
        ("text", "Teacher of mathematics – café"),
        ("text", "Phone: 07700 900123"),
        ("bullet", "Taught Year 7"),
        ("text", "Tutor"),
        ("text", "2016"),
    ]
    assert document.lines[-1].block == document.lines[-2].block


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (files.legacy_word(PARAGRAPHS, encrypted=True), "encrypted"),
        (files.legacy_word([]), "corrupt"),
        (files.compound({"WordDocument": b"\xec\xa5" + bytes(5000)}), "corrupt"),
        (files.legacy_word(PARAGRAPHS)[:1800], "corrupt"),
    ],
)
def test_it_names_what_it_cannot_read(content, code):
    with pytest.raises(PermanentError) as caught:
        read(content, "cv.doc")
    assert caught.value.code in {code, "no_text"}
