import io

import pypdf
import pytest
from pypdf.annotations import Link
from weasyprint import HTML

from candidate.cv_pdf import leaks, render
from candidate.profile import PersonalInfo
from edukai.errors import PermanentError
from tests.candidate.cv_pdf.cast import PERSON, cv, job


def page(text: str, style: str = "") -> bytes:
    return HTML(string=f"<title>CV</title><p style='{style}'>{text}</p>").write_pdf()


def of(full_name: str) -> PersonalInfo:
    return PersonalInfo(full_name=full_name)


def test_it_finds_nothing_in_an_anonymous_cv():
    assert leaks(render(cv(), skills=["Phonics"]), PERSON, filename="Sarah CV.pdf") == []


@pytest.mark.parametrize(
    ("text", "leak"),
    [
        ("As Ms Whitcombe I taught Year 3.", "surname"),
        ("WHITCOMBE", "surname"),
        ("known as Whitcombe's choir", "surname"),
        ("Jane's choir", "surname"),
        ("sarahwhitcombe on the web", "surname"),
        ("Write to sarah.whitcombe@mail.example", "email"),
        ("Write to Sarah.Whitcombe @ mail.example", "email"),
        ("Write to sarah.whitcombe (at) mail.example", "email"),
        ("Call 07700 900123", "phone"),
        ("Call +44 (0)7700-900-123", "phone"),
        ("Call 0 7 7 0 0 9 0 0 1 2 3", "phone"),
        ("Call 00447700900123", "phone"),
        ("Call ٠٧٧٠٠٩٠٠١٢٣", "phone"),
        ("Lives in Acacia Avenue", "address"),
        ("Lives at 14 Acacia Ave.", "address"),
        ("Leeds LS6 2AB", "postcode"),
        ("Leeds ls62ab", "postcode"),
        ("Referee: m.jones@school.example", "other_contact"),
        ("Referee: 0113 496 0123", "other_contact"),
        ("Referee: +1 212 555 2368", "other_contact"),
        ("See LinkedIn.com/in/sjwteach/", "other_contact"),
        ("Ask 01632960555", "other_contact"),
        ("Ask head @ oldschool . example", "other_contact"),
    ],
)
def test_it_finds_what_leaks_in_any_field(text, leak):
    for changes in (
        {"professional_profile": text},
        {"employment_history": [job(responsibilities=["Taught.", text])]},
        {"qualifications": [text]},
    ):
        assert leak in leaks(render(cv(**changes)), PERSON)


@pytest.mark.parametrize("field", ["name", "location", "availability", "interests"])
def test_it_finds_a_surname_in_every_short_field(field):
    assert "surname" in leaks(render(cv(**{field: "Sarah Whitcombe"})), PERSON)


def test_it_names_only_what_leaked():
    assert leaks(render(cv(interests="Call 07700 900123 or write to post@mail.example")), PERSON) == ["phone", "other_contact"]


@pytest.mark.parametrize(
    "text",
    [
        "W h i t c o m b e",
        "S A R A H W H I T C O M B E",
        "Whit&shy;combe",
        "Whit&#x200b;combe",
        "Ｗｈｉｔｃｏｍｂｅ",
        "Whitcömbe",
        "Whit-<br>combe",
        "Sarah_Whitcombe",
        "www.school.example/staff/swhitcombe",
        "@whitcombe84",
        "swhitcombe84",
        "Jane-Whitcombe",
    ],
)
def test_it_finds_a_surname_that_is_broken_up(text):
    assert leaks(page(text), PERSON) == ["surname"]


def test_it_finds_what_the_layout_broke_up():
    assert leaks(page("Whitcombe", "letter-spacing: 1em"), PERSON) == ["surname"]
    assert leaks(page("Whitcombe", "width: 3em; hyphens: auto; overflow-wrap: anywhere") + b"", of("Sarah Whitcombe")) == ["surname"]
    assert "phone" in leaks(page("07700900123", "letter-spacing: 1em"), PERSON)
    assert "phone" in leaks(page("07700 900 123", "width: 3em"), PERSON)
    assert "email" in leaks(page("sarah.whitcombe@mail.example", "width: 8em; overflow-wrap: anywhere"), PERSON)


def test_it_reads_through_ligatures():
    assert leaks(page("Griffith Offley", "font-family: Lato"), of("Tom Offley")) == ["surname"]


@pytest.mark.parametrize(
    ("full_name", "text"),
    [
        ("Анна Петрова", "Учитель Петрова"),
        ("محمد الأحمدي", "الأستاذ الأحمدي"),
        ("प्रियंका शर्मा", "श्रीमती शर्मा"),
        ("দীপা চক্রবর্তী", "শিক্ষক চক্রবর্তী"),
        ("דוד כהן", "מורה כהן"),
        ("王小明", "教师王小明"),
        ("王小明", "教师 王"),
        ("欧阳小明", "欧阳 老师"),
        ("山田 太郎", "教師山田"),
        ("김민준", "선생님 김민준"),
        ("Γιώργος Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ"),
        ("Mei-Ling Chen 陈美玲", "陈美玲"),
        ("Nguyễn Thị Hương", "cô Hương"),
    ],
)
def test_it_finds_a_surname_in_any_script(full_name, text):
    assert leaks(render(cv(professional_profile=text)), of(full_name)) == ["surname"]


def test_it_lets_the_given_name_pass_in_any_script():
    for full_name, given in [
        ("王小明", "小明"),
        ("محمد الأحمدي", "محمد"),
        ("Анна Петрова", "Анна"),
        ("山田 太郎", "太郎"),
        ("Cher", "Cher"),
    ]:
        assert leaks(render(cv(name=given)), of(full_name)) == []


@pytest.mark.parametrize(
    ("full_name", "text"),
    [
        ("Dr Anna Smith", "Anna is a teacher"),
        ("Anna Smith BSc (Hons) QTS", "BSc (Hons) with QTS"),
        ("Smith, Anna", "Anna is a teacher"),
        ("Anna (Annie) Smith", "Annie is a teacher"),
        ("A. Anna Smith", "Anna is a teacher"),
        ("Anna van der Berg", "ter, van, der, den"),
        ("Anna Young", "Young people with autism; Young Enterprise; young children and the young at heart"),
        ("Anna Head", "Head of English, Deputy Head Teacher, Assistant Head, head injuries"),
        ("Anna Park", "Park Primary School, Leeds. Took pupils to the park. Park Lane Academy"),
        ("Anna Young", "Young Foundation Primary School (2019)"),
        ("Anna Lincoln", "BA, University of Lincoln"),
        ("Anna King", "King's College London"),
        ("Anna May", "May 2019 - Present, 12 May 2020, May - July 2021"),
        ("Anna Key", "Key Stage 2 pupils"),
        ("Anna Page", "turn the page"),
        ("Anna Strong", "Strong classroom management and high expectations"),
        ("Anna Brown", "the brown bear"),
        ("Anna Asher", "known as her class's best listener"),
        ("Anna Cope", "the scope of the work"),
        ("Harrison Harris", "Harrison is a teacher"),
    ],
)
def test_it_raises_no_false_alarm(full_name, text):
    given = "Harrison" if "Harrison" in full_name else "Anna"
    assert leaks(render(cv(name=given, interests=text)), of(full_name), filename=f"{given} CV.pdf") == []


@pytest.mark.parametrize(
    ("full_name", "text"),
    [
        ("Anna Young", "Mrs Young, people person"),
        ("Anna Young", "Young was nominated for an award"),
        ("Anna Young", "anna young"),
        ("Anna Young", "Young, Anna"),
        ("Anna Young", "A. Young"),
        ("Anna Young", "YOUNG"),
        ("Anna Park", "Anna Park Primary School teacher"),
        ("Anna Park", "Miss Park Primary School"),
        ("Anna Park", "Park School Teacher"),
        ("Anna Head", "Ms Head of Year 7"),
        ("Anna Smith", "smith"),
        ("Anna Smith-Jones", "Mrs Jones"),
        ("Anna Smith-Jones", "Smith Jones"),
        ("Anna O'Brien", "Ms O’Brien"),
        ("Anna O'Brien", "OBRIEN"),
        ("Anna McDonald", "Mc Donald"),
        ("Anna Müller", "Muller"),
        ("Anna Le", "Miss Le"),
        ("Anna Smith (née Clarke)", "Anna Clarke"),
        ("SMITH Anna", "Ms Smith"),
        ("Smith, Anna", "Ms Smith"),
        ("JUN MA", "Ms Ma"),
        ("Wei Jun Ma", "Ms Ma"),
    ],
)
def test_it_never_lets_a_surname_pass(full_name, text):
    assert "surname" in leaks(render(cv(name="Candidate", interests=text)), of(full_name))


@pytest.mark.parametrize("filename", ["Whitcombe CV.pdf", "sarahwhitcombe.pdf", "CV_WHITCOMBE_2024.pdf", "swhitcombe.pdf"])
def test_it_reads_the_file_name(filename):
    assert leaks(render(cv()), PERSON, filename=filename) == ["surname"]


def test_it_reads_contact_data_in_the_file_name():
    assert leaks(render(cv()), PERSON, filename="CV 07700900123 sarah@mail.example LS6 2AB.pdf") == ["phone", "postcode", "other_contact"]


def edited(change) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(render(cv())))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda writer: writer.add_metadata({"/Title": "CV of Sarah Whitcombe"}),
        lambda writer: writer.add_metadata({"/Applicant": "Whitcombé, (Sarah)"}),
        lambda writer: writer.add_outline_item(title="Sarah (Jane) Whitcombe", page_number=0),
        lambda writer: writer.add_annotation(0, Link(rect=(1, 1, 9, 9), url="https://example.org/whitcombe")),
        lambda writer: writer.add_attachment("note.txt", b"by Sarah Whitcombe"),
        lambda writer: writer.add_attachment("whitcombe.txt", b"nothing"),
        lambda writer: writer.add_attachment("inner.pdf", page("Whitcombe")),
    ],
)
def test_it_reads_what_no_page_shows(change):
    assert leaks(edited(change), PERSON) == ["surname"]


def test_it_reads_metadata_and_descriptions_of_its_own_making():
    empty = "data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 9 9%22/>"
    html = "<html lang=en><title>{}</title><meta name=author content='{}'><p>Text <img alt='{}' src='" + empty + "'>"
    for place in range(3):
        words = ["Candidate"] * 3
        words[place] = "Sarah Whitcombe"
        assert leaks(HTML(string=html.format(*words)).write_pdf(pdf_variant="pdf/ua-1"), PERSON) == ["surname"]


def test_it_reads_link_targets():
    assert leaks(page("<a href='mailto:sarah.whitcombe@mail.example'>mail</a>"), PERSON) == ["surname", "email"]
    assert leaks(page("<a href='tel:+447700900123'>call</a>"), PERSON) == ["phone"]
    assert leaks(page("<a href='https://www.linkedin.com/in/sjwteach'>more</a>"), PERSON) == ["other_contact"]


def test_it_knows_the_agency(settings):
    settings.AGENCY_NAME = "Young & Page Education"
    settings.AGENCY_CONSULTANT = "Anna Page"
    settings.AGENCY_EMAIL = "anna.page@agency.example"
    settings.AGENCY_PHONE = "0113 496 0999"
    pdf = render(cv(name="Tom", interests="Ask Anna Page at anna.page@agency.example or +44 113 4960999."))
    assert leaks(pdf, of("Tom Page")) == []
    assert leaks(render(cv(name="Tom", interests="Tom Page")), of("Tom Page")) == ["surname"]


def test_it_lets_the_town_pass_but_no_street():
    person = PersonalInfo(address=["Rose Cottage", "5 Victoria Road", "Otley", "Leeds"], location="Leeds", postcode="LS21 3AB")
    assert leaks(render(cv(location="Otley, Leeds LS21", interests="Victoria Road Primary School")), person) == []
    assert leaks(render(cv(interests="Victoria Rd")), person) == ["address"]
    assert leaks(render(cv(interests="at Rose Cottage")), person) == ["address"]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["8 Heol Llansteffan"], "near Heol Llansteffan"),
        (["Flat 2, 75 Crookesmoor Rise, Sheffield"], "CROOKESMOOR RISE"),
        (["The Old Forge", "4 Bishopthorpe Green"], "The Old Forge"),
        (["14 Hillcrest"], "14 Hillcrest"),
        (["16a St John's Street"], "St Johns St"),
        (["16a St Johns Street"], "St John’s Street"),
    ],
)
def test_it_finds_addresses_of_all_kinds(lines, text):
    assert leaks(render(cv(interests=text)), PersonalInfo(address=lines, location="Leeds")) == ["address"]


def test_it_takes_dates_and_numbers_for_what_they_are():
    text = (
        "2016 - 2019, 2019-2020 2021, 01/09/2018 - 31/08/2020, 95% of 1,240 pupils, TRN 1234567, room 101, 9 @ Key Stage 2. In 2020 we won."
    )
    assert leaks(render(cv(interests=text)), PERSON) == []


def test_it_leaves_empty_data_alone():
    assert leaks(render(cv()), PersonalInfo()) == []


def test_it_refuses_what_it_cannot_search():
    with pytest.raises(PermanentError):
        leaks(b"%PDF-1.7 broken", PERSON)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(render(cv())))
    writer.encrypt("", "owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(PermanentError):
        leaks(out.getvalue(), PERSON)


def test_it_is_not_held_up_by_hostile_text():
    text = "a" * 3_000 + " " + "1 " * 1_500 + "@" * 500 + " " + "(" * 500 + "Whitcomb" * 300
    assert leaks(render(cv(professional_profile=text)), PERSON) in ([], ["surname"])
