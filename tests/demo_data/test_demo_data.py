"""The demo CVs are what `truth.json` says they are, belong to nobody, and come out of the generator again."""

import json
import re
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest

from demo_data import generate, many, pdf, people, truth, word

CVS = Path(generate.HERE) / "cvs"
TRUTH = json.loads((Path(generate.HERE) / "truth.json").read_text(encoding="utf-8"))
READABLE = sorted(file for file, facts in TRUTH.items() if facts["failure"] is None)
WORD_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
DRAMA_NUMBERS = re.compile(r"\+44(7700900|2079460|1632960|1214960|1154960)\d{3}")  # kept free by Ofcom for fiction


def squeezed(text: str) -> str:
    """Letters and digits alone: line breaks, hyphenation and spacing differ between a layout and its facts."""
    return "".join(character for character in unicodedata.normalize("NFC", text) if character.isalnum())


def text_of(file: Path) -> str:
    if file.suffix == ".pdf":
        document = pypdfium2.PdfDocument(file)
        try:
            return "\n".join(page.get_textpage().get_text_range() for page in document)
        finally:
            document.close()
    with zipfile.ZipFile(file) as package:
        parts = [name for name in package.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
        return "\n".join(node.text or "" for part in parts for node in ElementTree.fromstring(package.read(part)).iter(WORD_TEXT))


def test_it_has_one_file_for_each_person_and_no_other():
    assert {file.name for file in CVS.iterdir()} == {person.file for person in people.everyone()} == set(TRUTH)


def test_it_offers_the_variety_that_the_demo_needs():
    facts = [TRUTH[file] for file in READABLE]
    kinds = Counter(Path(file).suffix for file in READABLE)
    assert len(READABLE) >= 16
    assert abs(kinds[".pdf"] - kinds[".docx"]) <= 1
    assert Counter(fact["quality"] for fact in facts) == {"passed": len(facts) - 3, "failed": 1, "manual": 2}
    assert sum(fact["has_photo"] for fact in facts) == 3
    assert len({person.design for person in people.everyone()}) >= 12
    assert len(pypdfium2.PdfDocument(CVS / "Fairweather_Margaret_Deputy_Head.pdf")) == 3
    assert sum(file.stat().st_size for file in CVS.iterdir()) < 3_000_000


@pytest.mark.parametrize("file", READABLE)
def test_it_shows_every_fact_of_its_truth(file: str):
    facts, text = TRUTH[file], squeezed(text_of(CVS / file))
    shown = [facts["full_name"], facts["native_name"], facts["email"], facts["location"], facts["postcode"]]
    shown += [*facts["address"], *facts["titles"], *facts["employers"], *facts["qualifications"]]
    shown += [contact for contact in facts["referee_contacts"] if "@" in contact]
    assert [fact for fact in shown if squeezed(fact) not in text] == []
    digits = re.sub(r"\D", "", text)
    assert all(number[3:] in digits for number in [facts["phone"], *facts["referee_contacts"]] if number.startswith("+44"))


def test_it_shows_the_dates_of_every_job_as_written():
    for person in people.everyone():
        if person.file in READABLE:
            text = squeezed(text_of(CVS / person.file))
            assert [job.dates for job in person.jobs if squeezed(job.dates) not in text] == []
            assert all(bool(job.dates) == bool(job.start) == bool(job.end) for job in person.jobs)


def test_it_hides_contact_and_dates_where_the_truth_says_manual():
    manual = {file: TRUTH[file] for file in READABLE if TRUTH[file]["quality"] == "manual"}
    for file, facts in manual.items():
        text = text_of(CVS / file)
        if facts["years_of_experience"] is None:
            assert not re.search(r"\b(19|20)\d\d\b", text)
        else:
            assert "@" not in text
            assert not re.search(r"(\d[\s()-]*){7,}", text)


def test_it_belongs_to_nobody():
    for file in READABLE:
        facts = TRUTH[file]
        for contact in filter(None, [facts["email"], facts["phone"], *facts["referee_contacts"]]):
            assert DRAMA_NUMBERS.fullmatch(contact) or re.search(r"[@.]example\.(com|org|net)$", contact), file


def test_it_repeats_no_sentence_between_people():
    texts = Counter(
        text
        for person in people.everyone()
        for text in {section.text for section in person.sections if section.text != "Available on request."}
        | {text for job in person.jobs for text in (job.text, *job.bullets)}
        if text
    )
    assert [text for text, times in texts.items() if times > 1] == []


def test_it_breaks_exactly_one_file_behind_a_good_header():
    broken = [file for file in TRUTH if TRUTH[file]["failure"] == "corrupt"]
    assert broken == ["Daniel Hartley CV.pdf"]
    assert (CVS / broken[0]).read_bytes().startswith(b"%PDF-1.")
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(CVS / broken[0])


@pytest.mark.parametrize(
    ("file", "years"),
    [
        ("Chloe Bramhall ECT.pdf", 0.2),  # April to June: 3 months
        ("TWhitlock PE Teacher CV.pdf", 13.2),  # 04/2022 to 11/2026: 56, 09/2014 to 12/2019: 64, 06/2010 to 08/2013: 39 months
        ("Grace Mensah CV October 2026.docx", 26.2),  # 09/2000 to 11/2026 less August 2005: 314 months, part-time jobs overlap
        ("callum macleod cv final (2).docx", 11.5),  # 04/2015 to 11/2026 less August 2021: 139 of 140 months, rounded from 11.58
    ],
)
def test_it_counts_years_with_overlaps_merged_and_gaps_left_out(file: str, years: float):
    assert TRUTH[file]["years_of_experience"] == pytest.approx(years, abs=0.1)


def test_it_writes_the_same_bytes_and_the_committed_truth_again():
    everyone = {person.design: person for person in people.everyone()}
    for person in everyone.values():
        render = word.render if person.file.endswith(".docx") else pdf.render
        assert render(person) == render(person)
    assert {person.file: truth.truth(person) for person in people.everyone()} == TRUTH


def test_it_makes_many_distinct_people_of_the_size_asked_for(tmp_path: Path):
    assert many.make(tmp_path, 40, 60_000) == 40
    files = sorted(tmp_path.iterdir())
    texts = [text_of(file) for file in files]
    assert len({text.splitlines()[0] for text in texts}) == len({re.search(r"\S+@example\.com", text)[0] for text in texts}) == 40
    assert all("Employment" in text and "present" in text for text in texts)
    assert all(54_000 < file.stat().st_size < 66_000 for file in files)


def test_it_keeps_names_apart_beyond_the_lists_of_names():
    lists = len(many.WORDS["family"]) * len(many.WORDS["given"])
    names = [many.person(number) for number in range(2 * lists)]
    assert len(set(names)) == len({email for _, email in names}) == 2 * lists
