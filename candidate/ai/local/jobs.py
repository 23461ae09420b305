"""The jobs of a CV: title, employer, dates and what was done, newest first whatever the order in the file.

Every job is anchored on the line that holds its dates. How many lines of heading stand above that line is learnt from the first job;
whether titles or employers come first from the jobs whose wording tells.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from candidate.ai.local import anchors, dates, mending, roles, wording
from candidate.ai.local.evidence import Evidence, seen
from candidate.documents.model import Line

MAX_JOBS = 60
_BREAKS = wording.phrases("breaks.txt")
_SECTION = re.compile(r"\b(?:experience|history|employment|appointments)$", re.IGNORECASE)  # of a heading within the section
_SINCE = re.compile(r"\s(?:since|until)\s['’]?(?:\d\d)?\d\d$")  # 'Deputy DSL since 2022' is something that was done
_SAME = re.compile(r"(?:at )?(?:the )?(?:same|as above|ditto)(?:\s\w+)?", re.IGNORECASE)  # 'the same school'
_ASIDE = re.compile(r"\([^()]{1,60}\)")  # below the dates of a job: '(closed in 2020)'
_FORM = re.compile(r"(?:job title|job role|position|post|role)(?:\sheld)?:\s\S", re.IGNORECASE)  # begins a job, be it without dates
_DUTY_LABEL = re.compile(r"^(?:(?:key|main|my)\s)?(?:duties|responsibilities|achievements|tasks)\s*:\s*", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    title: str = ""
    employer: str = ""
    when: dates.DateRange | None = None
    duties: tuple[str, ...] = ()
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()

    @property
    def order(self) -> tuple[str, str]:
        """Sorts by end, then by start; a running job comes last."""
        if self.when is None:
            return "", ""
        return ("9999-99" if self.when.end == dates.PRESENT else self.when.end), self.when.start

    @property
    def at_most(self) -> tuple[str, str]:
        """First and last month by the widest reading: a year alone may be any part of it. '' where nothing is told."""
        if self.when is None:
            return "", ""
        first, _, last = self.when.label.rpartition(" - ")
        first = first or last
        return f"{first}-01" if first.isdigit() else self.when.start, f"{last}-12" if last.isdigit() else self.when.end


@dataclasses.dataclass(slots=True)
class _Entry:
    """The lines of one job: its heading, its dates when it has any, and what follows."""

    heads: list[str]
    read_from: list[Line]
    told: list[Line]
    when: dates.DateRange | None = None
    heading: roles.Heading = dataclasses.field(default_factory=roles.Heading)


def read(blocks: Iterable[Sequence[Line]], today: date) -> list[Job]:
    """The jobs that the employment sections tell of, newest first; each block holds the lines of one section."""
    jobs = [job for lines in blocks for job in _of_section(mending.mended(lines, today), today)]
    jobs = [job for job in jobs if (job.title or job.employer) and not _is_break(job)]
    return sorted(jobs, key=lambda job: job.order, reverse=True)[:MAX_JOBS]


def _of_section(lines: Sequence[Line], today: date) -> list[Job]:
    entries = _dated(lines, anchors.find(lines, today)) or _undated(lines)
    leads = Counter(entry.heading.leads for entry in entries if entry.heading.leads)
    usual = leads.most_common(1)[0][0] if leads else ""
    for entry in entries:
        if not entry.heading.settled:
            entry.heading = roles.part(entry.heads, usual)
    return _inherited([_job(entry) for entry in entries])


def _dated(lines: Sequence[Line], found: Sequence[anchors.Anchor]) -> list[_Entry]:
    """The jobs around the dates, with as many lines of heading above them as fit the whole section best."""
    if not found:
        return []
    above = [_depth(lines, place) for place, _ in found]
    first = above[0] if Counter(above).most_common(1)[0][0] else 0  # a heading stands above the first alone
    depths = sorted(range(max(above) + 1), key=lambda depth: abs(depth - first))
    return max((_at_depth(lines, found, depth) for depth in depths), key=_fitness)


def _at_depth(lines: Sequence[Line], found: Sequence[anchors.Anchor], depth: int) -> list[_Entry]:
    before = [-1, *(place for place, _ in found)]
    tops = [_top(lines, anchor, depth, previous) for anchor, previous in zip(found, before, strict=False)]
    ends = [*tops[1:], len(lines)]
    entries: list[_Entry] = []
    for top, end, (place, range_) in zip(tops, ends, found, strict=True):
        entry = _entry(lines[top:place], lines[place], range_, lines[place + 1 : end])
        entries.append(entry)
        start = next(
            (
                number
                for number, line in enumerate(entry.told)
                if _FORM.match(line.text) or (number and _is_undated_heading(line, entry.told[number - 1]))
            ),
            None,
        )
        if start is not None:
            entry.told, rest = entry.told[:start], entry.told[start:]
            entries += _undated(rest)
    return entries


def _fitness(entries: Sequence[_Entry]) -> int:
    """How well a reading of a section fits: headings tell both title and employer, and no title is left over among the duties."""
    found = 0
    for entry in entries:
        heading = entry.heading
        if entry.when is None and _FORM.match(entry.heads[0]):
            found -= not entry.heading.employer  # cut off from the dates below it
            continue
        found += 2 * heading.settled + bool(heading.title and heading.employer) + bool(heading.title)
        left = [line for line in entry.told[-3:] if anchors.heading_like(line) and len(line.text.split()) <= 6]
        found -= sum(roles.reading(line.text) == "title" for line in left)
    return found


def _is_undated_heading(line: Line, previous: Line) -> bool:
    """A job without dates among others with: title and employer on one line, below the duties of the job before."""
    if previous.kind != "bullet" or not anchors.heading_like(line) or line.text[0].islower():
        return False
    heading = roles.part([line.text])
    return heading.settled and len(line.text.split()) <= 14


def _is_break(job: Job) -> bool:
    """'Career break', 'Career break to travel': told by all of the title or by its first two words."""
    title = wording.key(job.title.partition(" (")[0] or job.employer)
    if title.startswith("travelling ") or " ".join(title.split()[:2]) in _BREAKS:
        return True
    return title in _BREAKS or wording.key(job.employer) in _BREAKS


def _depth(lines: Sequence[Line], first: int) -> int:
    """How many lines of heading stand above the dates."""
    depth = 0
    while (
        depth < min(first, 3)
        and _may_head(lines[first - depth - 1])
        and not anchors.is_indented(lines[first - depth - 1], lines[first - depth : first + 1])
    ):
        depth += 1
    return depth


def _top(lines: Sequence[Line], anchor: anchors.Anchor, depth: int, previous: int) -> int:
    """The first line of a job's heading; a line that tells title, employer and dates is all of it."""
    place, range_ = anchor
    top = place
    if roles.part([anchors.without(lines[place].text, range_)]).settled:
        return place
    while (
        top - 1 > previous
        and place - top < depth
        and _may_head(lines[top - 1])
        and not anchors.is_indented(lines[top - 1], lines[top : place + 1])
    ):
        top -= 1
    if top == place and top - 2 > previous and _is_undated_heading(lines[top - 1], lines[top - 2]):
        top -= 1
    return top


def _may_head(line: Line) -> bool:
    if (_SECTION.search(line.text) and roles.reading(line.text) != "title") or _SINCE.search(line.text):
        return False
    if roles.labelled(line.text):
        return True
    return anchors.heading_like(line) and (roles.reading(line.text) != "unknown" or _names_something(line.text))


def _entry(above: Sequence[Line], anchor: Line, range_: dates.DateRange, below: Sequence[Line]) -> _Entry:
    then = anchors.then(anchor.text, range_)
    head = anchor.text.removesuffix(then)
    heads = [text for text in (*(line.text for line in above), anchors.without(head, range_)) if text]
    heading, read_from = roles.part(heads), [*above, anchor]
    used = 0
    while used < len(below) and used < 3 and not heading.settled:
        line = below[used]
        if _ASIDE.fullmatch(line.text):
            used += 1
            continue
        if not anchors.heading_like(line) or anchors.is_indented(line, read_from):
            break
        if heading.title and not _names_something(line.text) and (heading.employer or roles.reading(line.text) == "unknown"):
            break
        heads.append(line.text)
        heading = roles.part(heads)
        read_from.append(line)
        used += 1
    if used < len(below) and roles.reading(below[used].text) == "place":
        used += 1
    told = [dataclasses.replace(anchor, text=then, kind="text"), *below[used:]] if then else list(below[used:])
    return _Entry(heads, read_from, told, range_, heading)


def _undated(lines: Sequence[Line]) -> list[_Entry]:
    """Jobs without any date: each begins at a line that names a title, in the order of the file."""
    starts = [place for place, line in enumerate(lines) if anchors.heading_like(line) and roles.reading(line.text) == "title"]
    entries = []
    for number, place in enumerate(starts[:MAX_JOBS]):
        end = starts[number + 1] if number + 1 < len(starts) else len(lines)
        text = lines[place].text
        length = dates.length_behind(text)
        heads = [text[: length.span[0]] if length else text]
        heading = roles.part(heads)
        used = place + 1
        if not heading.employer and used < end and anchors.heading_like(lines[used]) and _names_something(lines[used].text):
            heads.append(lines[used].text)
            heading = roles.part(heads)
            used += 1
        entries.append(_Entry(heads, list(lines[place:used]), list(lines[used:end]), length, heading))
    return entries


def _job(entry: _Entry) -> Job:
    dated = entry.when is not None and bool(entry.when.start or entry.when.end)
    sure = 0.5 if not dated else 0.95 if entry.heading.settled and entry.when and not entry.when.single else 0.75
    return Job(entry.heading.title, entry.heading.employer, entry.when, tuple(paragraphs(entry.told)), sure, seen(*entry.read_from))


def _names_something(text: str) -> bool:
    """Written like a name: most of its longer words begin with a capital."""
    words = [word for word in text.split() if len(word) > 3]
    return len(words) <= 8 and sum(word[0].isupper() for word in words) * 2 > len(words)


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Bullets and paragraphs, their wrapped lines joined; bare labels such as 'Duties:' left out."""
    found: list[str] = []
    previous: Line | None = None
    for line in lines:
        if anchors.DUTIES.match(line.text):
            previous = None
            continue
        line = dataclasses.replace(line, text=_DUTY_LABEL.sub("", line.text) or line.text)
        if previous is not None and line.kind != "bullet" and _continues(previous, line):
            found[-1] += line.text if found[-1].endswith("-") else f" {line.text}"
        else:
            found.append(line.text)
        previous = line
    return found


def _continues(previous: Line, line: Line) -> bool:
    if line.text[0].islower():
        return True
    return previous.block == line.block and not previous.text.endswith((".", "!", "?", ":", ";"))


def names_a_role(text: str) -> bool:
    """A line such as 'Key Stage 1 Class Teacher', as it stands below a name."""
    return len(text.split()) <= 8 and len(text) <= 80 and "@" not in text and roles.reading(text) == "title"


def _inherited(jobs: list[Job]) -> list[Job]:
    """An employer with its own dates above several posts gives its name to each of them; so does one above the first of them only."""
    found: list[Job] = []
    employer = ""
    for job in jobs:
        if job.employer and not job.title and not job.duties:
            employer = job.employer
            continue
        if _SAME.fullmatch(job.employer) and found:
            job = dataclasses.replace(job, employer=found[-1].employer)
        if job.employer:
            alone = len(job.evidence) > 1 and job.title and job.title.casefold() not in job.evidence[0].text.casefold()
            employer = job.employer if alone else ""
        found.append(dataclasses.replace(job, employer=employer) if employer and not job.employer else job)
    return found or jobs
