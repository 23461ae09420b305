"""Traps in how text is set: bullets, spacing, hyphens, boxes, headings."""

from tests.corpus.case import PICTURES, PRINTED, Case
from tests.corpus.compose import WELSH
from tests.corpus.sheet import Sheet
from tests.corpus.traps.registry import trap

LIGATURES = {"ffi": "\ufb03", "ffl": "\ufb04", "fi": "\ufb01", "fl": "\ufb02", "ff": "\ufb00"}
GLYPHS = ("\u2756", "\u27a2", "\u25aa", "\u2713", "\uf0b7", "\u25cb", "\u00bb", "*", "\u2014")


@trap("bullets by odd glyphs", "sheet", producers=PRINTED | {"docx", "reportlab", "txt", "doc", "rtf"})
def odd_bullets(case: Case) -> bool:
    assert case.sheet
    case.sheet.glyph = case.dice.choice(GLYPHS)
    return True


@trap(
    "letter-spaced headings",
    "sheet",
    producers=PRINTED | PICTURES | {"reportlab", "txt"},
    not_designs=frozenset({"canva", "table", "europass"}),
)
def letter_spaced(case: Case) -> bool:
    assert case.sheet
    case.sheet.spaced = True
    return True


@trap("ligatures and soft hyphens", "sheet", producers=frozenset({"docx", "txt", "weasyprint", "chromium"}))
def ligatures(case: Case) -> bool:
    assert case.sheet
    _rewrite(case.sheet, _with_ligatures)
    return True


@trap("Welsh headings", "sheet")
def welsh(case: Case) -> bool:
    assert case.sheet
    for section in case.sheet.sections:
        section.title = WELSH[section.kind]
    return True


@trap("contact data in a text box", "sheet", producers=frozenset({"docx"}))
def boxed(case: Case) -> bool:
    assert case.sheet
    case.sheet.boxed = True
    return True


@trap("headings that are no headings", "sheet")
def unmarked(case: Case) -> bool:
    assert case.sheet
    endings = {"experience": "Where I have worked", "education": "What I studied", "skills": "Good at", "profile": "In short"}
    for section in case.sheet.sections:
        section.title = endings.get(section.kind, section.title)
    return True


def _rewrite(sheet: Sheet, change: object) -> None:
    assert callable(change)
    for section in sheet.sections:
        for block in section.blocks:
            block.text = change(block.text)
            block.bullets = [change(item) for item in block.bullets]
            for head in block.heads:
                head.text = change(head.text)


def _with_ligatures(text: str) -> str:
    for letters, ligature in LIGATURES.items():
        text = text.replace(letters, ligature)
    return " ".join(word if len(word) < 11 or not word.isalpha() else f"{word[:5]}\u00ad{word[5:]}" for word in text.split(" "))
