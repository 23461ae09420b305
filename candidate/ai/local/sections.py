"""A document cut at its headings: which lines are about work, which about schooling, which about the referees.

A heading is told by its wording and, where the file has any typography, by how it stands out (headings.py).
Hostile sizes are cut here: nothing later sees more than MAX_LINES lines, MAX_CHARS characters a line, about MAX_TOTAL in all.
"""

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import date

from candidate.ai.local import asides, dates, jobs, roles
from candidate.ai.local.columns import Columns, Part
from candidate.ai.local.headings import TOP, Look, heading_kind
from candidate.documents.model import Document, Line

MAX_LINES = 3_000
MAX_CHARS = 4_000
MAX_TOTAL = 200_000
OF_OTHERS = frozenset({"references", asides.LETTER, asides.AGENCY})  # kinds of sections that tell of other people

_INLINE = re.compile(r"([A-Za-z][A-Za-z &]{2,40}?)\s*(?::|\s[-–—])\s*(?=\S)")
_INLINE_KINDS = frozenset({"education", "interests", "languages", "availability", "references", "skills", "profile"})
_SKILLS = re.compile(r"\b(?:skills?|abilities|competenc\w+|expertise|strengths|knowledge|sgiliau)\b", re.IGNORECASE)
_MARGINS = frozenset({"header", "footer"})
_REACH = re.compile(r"@|(?:\+|\b0)\d[\d\s()]{8,}")
_MOST_CONTACT_LINES, _CONTACT_WIDTH = 8, 50  # of a block that tells nothing but how to reach somebody
_UNPAID = re.compile(r"\b(?:volunt\w+|unpaid|governors?|trustees?)\b", re.IGNORECASE)
_BEFORE = re.compile(r"(?:before|prior to|previously)\b", re.IGNORECASE)  # 'Before nursing': its jobs may name no employer
_MOST_JOBS = 0.6  # of those that a section tells
_SURE_JOB = 0.95  # title and employer told by their wording, and when
_LONGEST_HEAD = 80
_LEVEL = 0.5  # line heights
_INDENT = 15.0  # points
_SCHOOLS = re.compile(r"schools?\b", re.IGNORECASE)
_HEAD_LINES = 4  # above the first of those that say how the candidate can be reached
_BULLET = re.compile(r"(?:[•▪●○◦‣⁃∙■□➢➤✓✔►*]\s?|[-–o]\s(?=[A-Za-z]))(?=\S)")
_GLUED_DATE = re.compile(  # 'LeedsFeb 2019 - Jan 2021', 'Leeds2019 - 2021'
    r"(?<=[a-z)\d])(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s(?:19|20)\d\d\b)"
    r"|(?<=[a-z]{3})(?=(?:19|20)\d\d\s?(?:[-–—]|to\b)\s?(?:(?:19|20)\d\d|present|date|now)\b)"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff\ufffc\ufffd]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """`kind`: top, contact, profile, experience, placements, volunteering, education, skills, languages, interests, availability,
    references, other; letter and agency for what is not the CV (asides.py). `heading` as written, '' for the top."""

    kind: str
    heading: str
    lines: tuple[Line, ...]


def split(document: Document, today: date) -> list[Section]:
    """The sections in reading order, the top first; then running headers and footers, as contact data, and what is not the CV.

    Any may be empty.
    """
    bounded = list(_bounded(document))
    aside = asides.marks(bounded)
    own = [line for place, line in enumerate(bounded) if place not in aside]
    margins = tuple(line for line in own if line.kind in _MARGINS)
    sections = _headed(_cut([line for line in own if line.kind not in _MARGINS]))
    others = [
        Section(kind, "", tuple(line for place, line in enumerate(bounded) if aside.get(place) == kind))
        for kind in sorted(set(aside.values()))
    ]
    return [*_reconsidered(sections, today), Section("contact", "", margins), *others]


def _cut(lines: list[Line]) -> list[Section]:
    look, columns = Look(lines), Columns(lines)
    part = Part(TOP)
    parts = [part]
    pair: tuple[Part, Part] | None = None  # whose headings stand side by side
    resumed: Part | None = None  # what goes on after a heading with its text on the same line
    for place, line in enumerate(lines):
        if resumed and not _goes_on(part.lines, line):
            part, resumed = Part(resumed.kind, resumed.heading, resumed.opened), None
            parts.append(part)
        found = look.heading(line, part.kind)
        inline = None if found else _inline(line, part.kind)
        if inline:
            resumed = resumed or part
            part = Part(inline[0], inline[1], line, [dataclasses.replace(line, text=inline[2], kind="text")])
        elif found:
            above = part
            part, resumed = Part(found, line.text, line, [line] if found == TOP else []), None
            pair = (above, part) if not above.lines and _side_by_side(above.opened, line) else None
        else:
            part = _of_pair(pair, line) if pair else columns.part_of(place, line, part, parts[0])
            part.lines.append(line)
        if found or inline:
            parts.append(part)
        columns.note(place, part)
    return [Section(part.kind, part.heading, tuple(part.lines)) for part in parts]


def _side_by_side(heading: Line | None, other: Line) -> bool:
    if heading is None or heading.box is None or other.box is None or heading.page != other.page:
        return False
    return heading.box[2] < other.box[0] and abs(heading.box[1] - other.box[1]) < _LEVEL * (other.box[3] - other.box[1])


def _of_pair(pair: tuple[Part, Part], line: Line) -> Part:
    """Of two parts whose headings stand side by side the one that the line stands below."""
    opened = pair[1].opened
    if line.box is None or opened is None or opened.box is None or line.page != opened.page:
        return pair[1]
    return pair[line.box[0] > opened.box[0] - _INDENT]


def _headed(sections: list[Section]) -> list[Section]:
    """Of a CV that begins with a heading, such as 'Personal statement', and tells only below it who it is: that part as its top."""
    top, *others = sections
    if top.lines or not others or others[0].kind != "profile" or any(section.kind in {TOP, "contact"} for section in others):
        return sections
    lines = others[0].lines
    reach = [place for place, line in enumerate(lines) if len(line.text) < 120 and _REACH.search(line.text)]
    if not reach:
        return sections
    first = reach[0]
    while first and reach[0] - first < _HEAD_LINES and _may_be_of_head(lines[first - 1]):
        first -= 1
    rest = dataclasses.replace(others[0], lines=lines[:first] + lines[reach[-1] + 1 :])
    return [Section(TOP, "", lines[first : reach[-1] + 1]), rest, *others[1:]]


def _may_be_of_head(line: Line) -> bool:
    return line.kind != "bullet" and len(line.text) < 80 and not line.text.endswith(".")


def _goes_on(held: list[Line], line: Line) -> bool:
    return line.text[0].islower() or bool(held and held[-1].block == line.block and line.kind != "bullet")


def _reconsidered(sections: list[Section], today: date) -> Iterator[Section]:
    """'Career summary' may head a paragraph or the jobs themselves, 'Skills and experience' the jobs or a list: lines of dates decide."""
    dated = [sum(_is_dated(line, today) for line in section.lines) for section in sections]
    worked = any(section.kind == "experience" and count for section, count in zip(sections, dated, strict=True))
    for above, section, count in zip((None, *sections), sections, dated, strict=False):
        if section.kind == "profile" and _reaches(section):
            yield dataclasses.replace(section, kind="contact")
        elif section.kind == "other" and above and above.kind == "contact" and _tells_reach(section) and not _tells_reach(above):
            yield dataclasses.replace(section, kind="contact")  # their name, or the label of a form, that looked like a heading
        elif (
            (section.kind == "profile" and count > 1)
            or (section.kind == "other" and count and _tells_jobs(section, today))
            or (section.kind == "education" and _SCHOOLS.match(section.heading) and _tells_titles(section, today))
        ):
            yield dataclasses.replace(section, kind="experience")
        elif section.kind == "other" and count and above and above.kind == "experience" and _tells_posts(section, today):
            employer = dataclasses.replace(section.lines[0], text=section.heading, box=None, bold=True)
            yield dataclasses.replace(section, kind="experience", lines=(employer, *section.lines))
        elif section.kind == "experience" and not count and worked and _SKILLS.search(section.heading):
            yield dataclasses.replace(section, kind="skills")
        else:
            yield section


def _tells_jobs(section: Section, today: date) -> bool:
    """'Before teaching', a heading that no list knows, above titles, employers and dates."""
    if any(_UNPAID.search(line.text) for line in section.lines):
        return False
    found = jobs.read([section.lines], today) if heading_kind(section.heading) is None else []
    if _BEFORE.match(section.heading):
        return bool(found) and all(jobs.names_a_role(job.title) and job.when and not job.when.single for job in found)
    sure = [job for job in found if job.title and job.employer and job.confidence >= _SURE_JOB]
    return len(sure) > _MOST_JOBS * len(found)


def _tells_posts(section: Section, today: date) -> bool:
    """'Wok & Go', an employer that looks like a heading, above titles and dates without one."""
    if heading_kind(section.heading) or any(_UNPAID.search(line.text) for line in section.lines):
        return False
    found = jobs.read([section.lines], today)
    return bool(found) and all(job.when and not job.when.single and not job.employer and jobs.names_a_role(job.title) for job in found)


def _reaches(section: Section) -> bool:
    """'About' may head nothing but how the candidate can be reached."""
    return (
        _tells_reach(section)
        and len(section.lines) <= _MOST_CONTACT_LINES
        and all(len(line.text) <= _CONTACT_WIDTH for line in section.lines)
    )


def _tells_reach(section: Section) -> bool:
    return any(_REACH.search(line.text) for line in section.lines)


def _tells_titles(section: Section, today: date) -> bool:
    """Whether titles stand beside most dates, above or below them."""
    lines = section.lines
    dated = [place for place, line in enumerate(lines) if _is_dated(line, today) and len(line.text) < _LONGEST_HEAD]
    titled = [place for place in dated if any(roles.reading(line.text) == "title" for line in lines[max(0, place - 1) : place + 2])]
    return 2 * len(titled) > len(dated)


def _is_dated(line: Line, today: date) -> bool:
    return len(line.text) < 120 and any(not found.single for found in dates.ranges(line.text, today))


def of_kind(sections: Iterable[Section], *kinds: str) -> list[Line]:
    """All lines of the sections of these kinds, in order."""
    return [line for section in sections if section.kind in kinds for line in section.lines]


def _bounded(document: Document) -> Iterator[Line]:
    """Clean lines, bullet marks turned into kind, each running header or footer once."""
    seen: set[str] = set()
    left = MAX_TOTAL
    numbered = ((line, number) for number, page in enumerate(document.pages, 1) for line in page.lines)
    for line, page in itertools.islice(numbered, MAX_LINES):
        text, kind = " ".join(_GLUED_DATE.sub(" ", _CONTROL.sub(" ", line.text[:MAX_CHARS])).split()), line.kind
        if kind in _MARGINS and text in seen:
            continue
        if kind in _MARGINS:
            seen.add(text)
        elif mark := _BULLET.match(text):
            text, kind = text[mark.end() :], "bullet"
        if text:
            yield dataclasses.replace(line, text=text, kind=kind, page=page)
        left -= len(text)
        if left <= 0:
            return


def _inline(line: Line, current: str) -> tuple[str, str, str] | None:
    """'Interests: running, choir' as kind, heading and text; within jobs, skills and references such words are part of these."""
    match = _INLINE.match(line.text) if line.kind != "bullet" and current not in {"experience", "skills", "references"} else None
    kind = heading_kind(match[1]) if match else None
    if match is None or kind not in _INLINE_KINDS:
        return None
    return kind, match[1], line.text[match.end() :]
