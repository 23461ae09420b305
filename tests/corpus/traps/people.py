"""Traps in names, addresses and numbers."""

from tests.corpus.case import PICTURES, Case
from tests.corpus.invent import address, lines_of, phone
from tests.corpus.person import Name
from tests.corpus.traps.registry import trap

ALL_CAPITALS = frozenset({"us", "canva"})  # their names are in capitals anyway
ONE_ALPHABET = PICTURES | {"reportlab", "doc"}
ANY_SCRIPT = frozenset({"weasyprint", "chromium", "docx", "odt", "rtf", "txt"})
BIRTHDAYS = ("Date of Birth: 14/03/1987", "D.O.B. 2nd June 1991", "Born: 30.11.1979", "DOB 05/09/94")
NATIONALITIES = (
    "Nationality: British",
    "Nationality: Irish / EU settled status",
    "British citizen, full UK driving licence",
    "Marital status: Single",
)
SURNAME_TOWNS = ("Bolton", "Washington", "Sutton", "Preston", "Burton", "Lincoln", "Kendal", "Barton")
FOREIGN = ("+33 6 39 98 {}", "+48 512 34 {}", "+353 85 12 {}", "+34 612 34 {}", "+91 98765 4{}", "+1 (212) 555-{}")


@trap("surname first, with a comma", "person", "name form")
def surname_first(case: Case) -> bool:
    name = case.person.name
    name.shown = f"{name.surname}, {name.given}"
    return True


@trap("surname first, in capitals", "person", "name form", not_designs=ALL_CAPITALS)
def surname_in_capitals(case: Case) -> bool:
    name = case.person.name
    if name.surname.upper() == name.surname or name.given.endswith("."):
        return False
    name.shown = f"{name.surname.upper()} {name.given}"
    return True


@trap("name in capitals", "person", "name form")
def capitals(case: Case) -> bool:
    case.person.name.shown = case.person.name.full.upper()
    return True


@trap("name in small letters", "person", "name form")
def small_letters(case: Case) -> bool:
    case.person.name.shown = case.person.name.full.lower()
    return True


@trap("native script beside the name", "person", "name form", ANY_SCRIPT)
def native_script(case: Case) -> bool:
    name = _native(case, right_to_left=False)
    name.shown = case.dice.choice((f"{name.full} ({name.native})", f"{name.full} {name.native}", f"{name.native} {name.full}"))
    name.accepted = [name.shown, name.native]
    return True


@trap("right-to-left name", "person", "name form", ANY_SCRIPT)
def right_to_left(case: Case) -> bool:
    name = _native(case, right_to_left=True)
    name.shown = f"{name.full} {name.native}"
    name.accepted = [name.shown, name.native]
    return True


def _native(case: Case, *, right_to_left: bool) -> Name:
    """Gives the person a name that has a script of its own."""
    rows = [row for row in lines_of("names.txt") if row[3] and right_to_left == any("\u0590" <= letter <= "\u06ff" for letter in row[3])]
    given, surname, origin, native = case.dice.choice(rows)
    case.person.name = Name(given, surname, native, origin)
    case.person.email = address(case.person.name, case.dice)
    return case.person.name


@trap("title before the name", "person", "name form")
def title(case: Case) -> bool:
    case.person.name.shown = f"{case.dice.choice(('Mr', 'Mrs', 'Miss', 'Ms.', 'Dr', 'Mx', 'Revd'))} {case.person.name.full}"
    return True


@trap("letters behind the name", "person", "name form")
def letters_behind(case: Case) -> bool:
    letters = case.dice.choice(("BA (Hons), PGCE", "MSc FCCA", "B.Ed., NPQH", "RGN", "PhD", "BSc PGCE QTS"))
    case.person.name.shown = f"{case.person.name.full} {letters}" if case.dice.random() < 0.5 else f"{case.person.name.full}, {letters}"
    return True


@trap("job in the name line", "person", "name form")
def job_in_name_line(case: Case) -> bool:
    joint = case.dice.choice((" - ", " | ", " \u2013 ", ", "))
    case.person.name.shown = f"{case.person.name.full}{joint}{case.person.headline}"
    case.person.headline = ""
    return True


@trap("name labelled", "person", "name form")
def labelled(case: Case) -> bool:
    case.person.name.shown = f"{case.dice.choice(('Name:', 'Full name:', 'NAME -', 'CV of'))} {case.person.name.full}"
    return True


@trap("two e-mail addresses", "person", "e-mail")
def two_addresses(case: Case) -> bool:
    other = f"{case.person.email.split('@')[0][:4]}.work@staffmail.example.ac.uk"
    case.person.notes.append(other)
    case.accepted_emails.append(other)
    return True


@trap("no e-mail", "person", "e-mail")
def no_address(case: Case) -> bool:
    case.person.email = ""
    return True


@trap("foreign number", "person", "phone")
def foreign_number(case: Case) -> bool:
    shape = case.dice.choice(FOREIGN)
    tail = f"{case.dice.randint(0, 9)}{case.dice.randint(0, 9)} {case.dice.randint(10, 99)}"
    if "212" in shape:
        tail = f"01{case.dice.randint(10, 99)}"
    elif shape.startswith("+48") or shape.startswith("+34"):
        tail = f"{case.dice.randint(0, 9)} {case.dice.randint(100, 999)}"
    elif shape.startswith("+353"):
        tail = f"{case.dice.randint(100, 999)} {case.dice.randint(10, 99)}"
    elif shape.startswith("+91"):
        tail = f"{case.dice.randint(1000, 9999)}"
    case.person.phones = [phone(shape.format(tail))]
    return True


@trap("country code and (0)", "person", "phone")
def country_code(case: Case) -> bool:
    digits = f"{case.dice.randint(0, 999):03}"
    shape = case.dice.choice(("+44 (0) 7700 900 {}", "+44(0)7700-900{}", "0044 (0)7700 900{}", "+44.7700.900{}"))
    case.person.phones = [phone(shape.format(digits))]
    return True


@trap("no phone, but year ranges and reference numbers", "person", "phone")
def no_phone(case: Case) -> bool:
    case.person.phones = []
    reference = case.dice.choice(
        ("TRN: 1748 203", "DfE number 0734 5126", "NMC PIN 18I0123E", "NI number QQ 12 34 56 C", "Ref. 2014 2018 2021")
    )
    case.person.notes.append(reference)
    case.person.statement += " Career break 2009-2010 2012-2013."
    return True


@trap("two phones", "person", "phone")
def two_phones(case: Case) -> bool:
    first = case.person.phones[0]
    other = phone(case.dice.choice(("020 7946 0{}", "0113 496 0{}")).format(f"{case.dice.randint(0, 999):03}"))
    case.person.phones = [first, other]
    return True


@trap("date of birth", "person", "note")
def birthday(case: Case) -> bool:
    case.person.notes.append(case.dice.choice(BIRTHDAYS))
    return True


@trap("nationality line", "person", "note 2")
def nationality(case: Case) -> bool:
    case.person.notes.insert(0, case.dice.choice(NATIONALITIES))
    return True


@trap("town that is a surname", "person", "town")
def surname_town(case: Case) -> bool:
    case.person.town.name, case.person.town.postcode = case.dice.choice(SURNAME_TOWNS), ""
    case.person.town.street = case.person.town.street if case.dice.random() < 0.5 else ""
    return True


@trap("town alone", "person", "town")
def town_alone(case: Case) -> bool:
    case.person.town.street, case.person.town.postcode = "", ""
    return True


@trap("no address", "person", "town")
def no_town(case: Case) -> bool:
    town = case.person.town
    town.name = town.county = town.postcode = town.street = ""
    return True
