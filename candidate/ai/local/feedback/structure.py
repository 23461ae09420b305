"""Structure: length, order, looks, and what has no place on a CV."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from candidate.ai.feedback import Finding, Severity
from candidate.ai.local import emails
from candidate.ai.local.feedback.cv import LISTS, Cv, is_dated, named, place
from candidate.ai.local.feedback.faults import Hit, counted, fault, pooled
from candidate.ai.local.jobs import Job, paragraphs
from candidate.ai.local.places import POSTCODE
from candidate.documents.model import Line, Page
from candidate.taxonomy import Role

_WORDS_A_PAGE = 550
_HALF_A_PAGE, _ALMOST_NOTHING = 150, 100  # words
_WALL, _LONG_BULLET, _MOST_BULLETS = 90, 40, 12
_MOST_SIZES = 5
_LEAST_SHARE = 0.01  # of the characters, for a size that counts
_HEADED = frozenset({"experience", "education", "skills", "profile", "references", "interests", "volunteering", "placements"})
_SHORT = 100  # words of a CV that needs no headings
_SIDE, _ACROSS, _LEAST_LINES = 0.2, 0.1, 16  # of a page: its words on either side, its lines across; and how many lines tell
_DATE_STYLES = {
    "words": re.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?,?\s'?\d{2}", re.IGNORECASE),
    "numbers": re.compile(r"(?<![\d/.])(?:\d{1,2}/)?\d{1,2}/(?:19|20)?\d\d(?![\d/.%])"),
}
_PERSONAL = {
    "a date of birth": re.compile(r"\b(?:date of birth|d\.?\s?o\.?\s?b\b\.?|born(?: on)?:?\s(?=\d))", re.IGNORECASE),
    "an age": re.compile(r"^age\s?[:–-]\s?(?=\d\d\b)", re.IGNORECASE),
    "a marital status": re.compile(r"\bmarital status\b", re.IGNORECASE),
    "a religion": re.compile(r"\breligion\s?[:–-]", re.IGNORECASE),
    "a gender": re.compile(r"\b(?:gender|sex)\s?[:–-]\s?(?=(?:fe)?male\b|[mf]\b)", re.IGNORECASE),
    "a National Insurance number": re.compile(r"\b(?:national insurance|NI)\s(?:number|no)\b\.?|\bNINO\b", re.IGNORECASE),
    "a passport number": re.compile(r"\bpassport (?:number|no)\b", re.IGNORECASE),
}
_NOT_PERSONAL = frozenset({"experience", "education", "references"})
_LONGEST_PERSONAL = 160  # characters
_CARELESS, _DRAFT = frozenset(LISTS["careless"]), frozenset(LISTS["draft"])
_DRAFTED = re.compile(r"\bfinal\b.*\bfinal\b|\((?:\d|copy)\)|\bcopy\b|\bdraft\b|\bv\d+\b", re.IGNORECASE)


def _kind(cv: Cv) -> Iterator[Finding]:
    if cv.found.not_a_cv.value:
        yield fault("not_a_cv", Severity.HIGH)
    if cv.is_scan:
        yield fault("scan", Severity.MEDIUM)
    if cv.document.photo is not None:
        yield fault("photo", Severity.LOW)


def _length(cv: Cv) -> Iterator[Finding]:
    most = 4 if Role.HEAD in cv.present else 2 if cv.is_support else 3
    pages = len({line.page for line in cv.own})
    told = counted(pages, "page")
    if cv.document.pages and cv.document.pages[0].width is None:
        pages = -(-cv.words // _WORDS_A_PAGE)
        told = f"about {cv.words} words, some {pages} pages"
    if pages > most:
        yield fault("too_long", Severity.MEDIUM if pages > most + 1 else Severity.LOW, length=told, most=str(most))
    if cv.words < _HALF_A_PAGE:
        severity = Severity.HIGH if cv.words < _ALMOST_NOTHING else Severity.MEDIUM
        yield fault("too_short", severity, words=counted(cv.words, "word"))


def _order(cv: Cv) -> Iterator[Finding]:
    """Silent on jobs whose place in the file is not certain."""
    for part in cv.parts:
        if part.kind != "experience":
            continue
        times = Counter(line.text for line in part.lines)
        at = {line.text: number for number, line in enumerate(part.lines) if times[line.text] == 1}
        found = [(number, job) for job in cv.found.jobs if is_dated(job) and (number := _first(job, at)) is not None]
        in_file = [job for _, job in sorted(found, key=lambda item: item[0])]
        turned = [(older, newer) for older, newer in itertools.pairwise(in_file) if _is_older(older, newer)]
        if len(turned) * 2 >= len(in_file) > 1:
            older, newer = turned[0]
            yield fault("not_newest_first", Severity.MEDIUM, place(older), older=named(older), newer=named(newer))
            return


def _first(job: Job, at: dict[str, int]) -> int | None:
    return min((at[line.text] for line in job.evidence if line.text in at), default=None)


def _is_older(job: Job, other: Job) -> bool:
    return job.order[0] < other.order[0] and job.order[1] < other.order[1]


def _blocks(cv: Cv) -> Iterator[Finding]:
    if cv.is_scan:  # where a paragraph ends is not certain then
        return
    walls = [piece for piece in cv.prose if len(piece.text.split()) > _WALL]
    walls.sort(key=lambda piece: -len(piece.text.split()))
    most = str(len(walls[0].text.split())) if walls else ""
    yield from pooled("wall_of_text", [Hit(piece.place, piece.text) for piece in walls], "paragraph", many=2, most=f"{most} words")
    bullets = [text for part in cv.parts if part.kind in _HEADED for text in _bullets(part.lines) if len(text.split()) > _LONG_BULLET]
    longest = max((len(text.split()) for text in bullets), default=0)
    bullets = [text for text in bullets if len(text.split()) <= _WALL]
    yield from pooled("long_bullets", [Hit("", text) for text in bullets], "bullet", many=3, most=f"{longest} words")
    full = max(cv.found.jobs, key=lambda job: len(job.duties), default=Job())
    if len(full.duties) > _MOST_BULLETS and not any(len(duty.split()) > _WALL for duty in full.duties):
        yield fault("many_bullets", Severity.LOW, place(full), count=counted(len(full.duties), "line"))


def _bullets(lines: tuple[Line, ...]) -> Iterator[str]:
    """The bullets, each with the lines that it was wrapped into."""
    held: list[Line] = []
    for line in (*lines, Line("", kind="bullet")):
        if line.kind == "bullet" or (held and line.block != held[-1].block):
            yield from paragraphs(held)[:1]
            held = []
        if line.text and (held or line.kind == "bullet"):
            held.append(line)


def _looks(cv: Cv) -> Iterator[Finding]:
    sizes = Counter[float]()
    for line in cv.own:
        if line.size and line.kind not in {"header", "footer"}:
            sizes[round(line.size)] += len(line.text)
    used = [size for size, count in sizes.items() if count > _LEAST_SHARE * sizes.total()]
    if len(used) > _MOST_SIZES and not cv.is_scan:
        yield fault("many_sizes", Severity.LOW, count=str(len(used)))
    if cv.words > _SHORT and not any(part.heading and part.kind in _HEADED for part in cv.parts):
        yield fault("no_headings", Severity.MEDIUM)
    for number, page in enumerate(cv.document.pages, 1):
        if not cv.is_scan and _has_columns(page):
            yield fault("two_columns", Severity.LOW, f"Page {number}", page=str(number))
            return
    styles = {style for job in cv.found.jobs for line in job.evidence for style, form in _DATE_STYLES.items() if form.search(line.text)}
    if len(styles) > 1:
        yield fault("mixed_dates", Severity.LOW, "Employment")


def _has_columns(page: Page) -> bool:
    """Running text to the left and to the right of one gutter, beside each other; dates beside titles are none."""
    lines = [line for line in page.lines if line.box is not None]
    if page.width is None or len(lines) < _LEAST_LINES:
        return False
    words = sum(len(line.text.split()) for line in lines)
    for gutter in (page.width * share / 100 for share in range(25, 76, 5)):
        left = [line for line in lines if line.box and line.box[2] <= gutter]
        right = [line for line in lines if line.box and line.box[0] >= gutter]
        across = len(lines) - len(left) - len(right)
        sides = [sum(len(line.text.split()) for line in side if re.search(r"[^\W\d]{4}", line.text)) for side in (left, right)]
        if across <= _ACROSS * len(lines) and min(sides) >= _SIDE * words and min(len(left), len(right)) >= _LEAST_LINES // 3:
            return True
    return False


def _contact(cv: Cv) -> Iterator[Finding]:
    email, phones = cv.found.contact.email, cv.found.contact.phones
    places = [line for fact in (email, *phones[:1]) for line in fact.evidence if line.page]
    first = min((line.page for line in places), default=1)
    if first > 1:
        yield fault("contact_at_end", Severity.LOW, f"Page {first}", page=str(first))
    margins = {line.text for line in cv.own if line.kind in {"header", "footer"}}
    if places and all(line.text in margins for line in places):
        yield fault("contact_in_margin", Severity.LOW, f"Page {first}")
    address = emails.Address(email.value, cv.found.name.value.full) if email.value else None
    if address and address.is_at_work and not email.value.endswith(".ac.uk"):
        yield fault("work_email", Severity.LOW, f"Page {first}", email.value)


def _personal(cv: Cv) -> Iterator[Finding]:
    found: dict[str, str] = {}
    for part in cv.parts:
        for line in part.lines if part.kind not in _NOT_PERSONAL else ():
            for what, pattern in _PERSONAL.items() if len(line.text) < _LONGEST_PERSONAL else ():
                if match := pattern.search(line.text):
                    found.setdefault(what, match[0].strip())
    if found:
        yield fault("personal_data", Severity.MEDIUM, "", next(iter(found.values())), what=" and ".join(found))
    references = [line for part in cv.parts if part.kind == "references" for line in part.lines]
    for line in [line for line in references if POSTCODE.search(line.text)][:1]:
        yield fault("referee_address", Severity.LOW, "References", line.text)


def _file_name(cv: Cv) -> Iterator[Finding]:
    name = next(iter(cv.document.labels), "")
    words = [word for word in re.split(r"[\W_\d]+", name.casefold()) if word]
    bare = " ".join(words)
    if name and (bare in _CARELESS or not set(words) - _DRAFT - _CARELESS or _DRAFTED.search(re.sub(r"_", " ", name))):
        yield fault("file_name", Severity.LOW, "File name", "", name=name)


RULES = (_kind, _length, _order, _blocks, _looks, _contact, _personal, _file_name)
