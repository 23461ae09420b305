"""The jobs of a CV: title, employer, dates and what was done, newest first whatever the order in the file.

Every job is anchored on the line that holds its dates. How many lines of heading stand above that line is learnt from the first job.
"""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from datetime import date

from candidate.ai.local import dates, roles, wording
from candidate.ai.local.evidence import Evidence, seen
from candidate.documents.model import Line

MAX_JOBS = 60
_LOOSE = " ,;:|-–—•·/\t"
_LABELS = re.compile(
    r"(?:dates?|employer|company|organisation|school|job title|title|position|post|role|location|period)(?:\s(?:held|employed))?\s*:\s*",
    re.IGNORECASE,
)
_ANY_LABEL = re.compile(r"[A-Z][\w &]{2,30}:\s")
_DUTIES = re.compile(
    r"(?:key\s|main\s)?(?:duties|responsibilities|achievements|tasks)(?:\s(?:and|&|include[ds]?)(?:\s\w+)?)?\s*:?$", re.IGNORECASE
)
_DUTY_LABEL = re.compile(r"^(?:(?:key|main)\s)?(?:duties|responsibilities|achievements|tasks)\s*:\s*", re.IGNORECASE)
_SENTENCE_AFTER = re.compile(r"[)\]]?\.\s([A-Z].{10,})")
_OPEN_END = re.compile(r"(?:\b(?:of|and|for|in|with|to|the|at)|[&,/(])$", re.IGNORECASE)
_BARE_BRACKETS = re.compile(r"[(\[]\s*\|\s*[)\]]")
_DATE_WORDS = re.compile(r"\b(?:from|since|dates?|prior to|before|until|to)\s*:?\s*(?=\|)|(?<=\|)\s*onwards?", re.IGNORECASE)


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


def read(blocks: Iterable[Sequence[Line]], today: date) -> list[Job]:
    """The jobs that the employment sections tell of, newest first; each block holds the lines of one section."""
    jobs = [
        job for lines in blocks for job in _of_section(_mended(lines, today), today) if (job.title or job.employer) and not _is_break(job)
    ]
    return sorted(jobs, key=lambda job: job.order, reverse=True)[:MAX_JOBS]


def _of_section(lines: Sequence[Line], today: date) -> list[Job]:
    anchors = _anchors(lines, today)
    if not anchors:
        return _undated(lines)
    depth = _depth(lines, anchors[0][0])
    tops = [_top(lines, place, depth, anchors[number - 1][0] if number else -1) for number, (place, _) in enumerate(anchors)]
    ends = [*tops[1:], len(lines)]
    return _inherited(
        [
            _job(lines[top:place], lines[place], range_, lines[place + 1 : end])
            for top, end, (place, range_) in zip(tops, ends, anchors, strict=True)
        ]
    )


def _is_break(job: Job) -> bool:
    return any(wording.key(text) in wording.BREAKS for text in (job.title, job.employer, job.title.partition(" (")[0]))


def _mended(lines: Sequence[Line], today: date) -> list[Line]:
    """Without the heads of table columns; dates that run on ('October 2014 to February' / '2017)') are put together on the first line."""
    mended: list[Line] = []
    for line in lines:
        if wording.heads_columns(line.text):
            continue
        previous = mended[-1] if mended else None
        if previous is not None and line.kind != "bullet" and len(previous.text) < 160 and dates.GOES_ON.search(previous.text):
            joined = f"{previous.text} {line.text[:60]}"
            range_ = next((item for item in dates.ranges(joined, today) if item.span[0] < len(previous.text) < item.span[1]), None)
            if range_ and not range_.single:
                mended[-1] = dataclasses.replace(previous, text=joined[: range_.span[1]])
                rest = f"{previous.text} {line.text}"[range_.span[1] :].strip(_LOOSE + ")]")
                mended += [dataclasses.replace(line, text=rest)] if rest else []
                continue
        if previous is not None and _is_wrapped_title(previous, line):
            mended[-1] = dataclasses.replace(previous, text=f"{previous.text} {line.text}")
            continue
        mended.append(line)
    return mended


def _is_wrapped_title(previous: Line, line: Line) -> bool:
    """'Lifeguard and Swimming' / 'Teacher', in bold, is one title on two lines."""
    if (
        not (previous.bold and line.bold and previous.block == line.block)
        or "bullet" in {previous.kind, line.kind}
        or len(previous.text) > 80
    ):
        return False
    return bool(_OPEN_END.search(previous.text)) or (roles.reading(previous.text) == roles.reading(line.text) == "title")


def _anchors(lines: Sequence[Line], today: date) -> list[tuple[int, dates.DateRange]]:
    found = []
    careless = not any(line.text[0].isupper() for line in lines)  # nothing has a capital: they tell nothing
    for place, line in enumerate(lines):
        if len(line.text) > 160:
            continue
        range_ = dates.first_range(line.text, today)
        if range_ and _is_anchor(line, range_, careless):
            found.append((place, range_))
    plain = [anchor for anchor in found if lines[anchor[0]].kind != "bullet"]
    found = plain or found
    real = [anchor for anchor in found if not anchor[1].single]
    return [anchor for anchor in found if not plain or not anchor[1].single or _heads(lines[anchor[0]], anchor[1])] if real else found


def _is_anchor(line: Line, range_: dates.DateRange, careless: bool) -> bool:
    """Dates at the beginning or the end of a short line head a job; dates within a sentence do not."""
    before, after = line.text[: range_.span[0]].strip(_LOOSE + "()["), line.text[range_.span[1] :].strip(_LOOSE + "()].")
    if before and after and len(after.split()) > 8:
        return False
    rest = f"{before} {after}".strip()
    if _then(line.text, range_):
        return len(before.split()) <= 12 and (roles.part([before]).settled or roles.reading(before) in {"title", "employer"})
    if line.text.endswith(".") and len(rest.split()) > 6:
        return False
    words = rest.split()
    if line.kind == "bullet":
        known = roles.reading(rest) in ({"title"} if range_.single else {"title", "employer"})
        return known and len(words) <= 14 and not rest[:1].islower() and not (range_.single and before)
    opening = careless or not before or not before[0].islower() or before.casefold().startswith(("from", "since", "date"))
    return len(words) <= 18 and opening


def _heads(line: Line, range_: dates.DateRange) -> bool:
    """A single date heads a job only at an edge of a line that is not a bullet."""
    rest = _without(line.text, range_)
    return line.kind != "bullet" and len(rest.split()) <= 10 and (not rest or roles.reading(rest) in {"title", "employer"})


def _heading_like(line: Line) -> bool:
    text = line.text
    if line.kind == "bullet" or len(text) > 110 or text.endswith((".", ";")) or ". " in text[8:] or _DUTIES.match(text):
        return False
    if _ANY_LABEL.match(text) and not _LABELS.match(text):
        return False
    return text[0].isupper() or text[0].isdigit()


def _depth(lines: Sequence[Line], first: int) -> int:
    """How many lines of heading stand above the dates."""
    depth = 0
    while depth < min(first, 3) and _heading_like(lines[first - depth - 1]):
        depth += 1
    return depth


def _top(lines: Sequence[Line], place: int, depth: int, previous: int) -> int:
    top = place
    while top - 1 > previous and place - top < depth and _heading_like(lines[top - 1]):
        top -= 1
    return top


def _then(text: str, range_: dates.DateRange) -> str:
    """The sentences that follow a heading on its line: 'Oak School, Teacher, 2015 to date. I taught Year 3.'"""
    match = _SENTENCE_AFTER.match(text, range_.span[1])
    return match[1] if match else ""


def _without(text: str, range_: dates.DateRange) -> str:
    """The text with a bar in place of its dates."""
    rest = f"{text[: range_.span[0]].rstrip()} | {text[range_.span[1] :].lstrip()}"
    return _DATE_WORDS.sub(" ", _BARE_BRACKETS.sub("|", rest)).strip(_LOOSE)


def _job(above: Sequence[Line], anchor: Line, range_: dates.DateRange, below: Sequence[Line]) -> Job:
    then = _then(anchor.text, range_)
    head = anchor.text.removesuffix(then)
    heads = [_unlabelled(text) for text in (*(line.text for line in above), _without(head, range_)) if text]
    heading, read_from = roles.part(heads), [*above, anchor]
    used = 0
    while used < len(below) and used < 3 and not heading.settled and _heading_like(below[used]):
        line = below[used]
        if heading.title and heading.employer and not _names_something(line.text):
            break
        heads.append(_unlabelled(line.text))
        heading = roles.part(heads)
        read_from.append(line)
        used += 1
    if used < len(below) and roles.reading(below[used].text) == "place":
        used += 1
    told = [dataclasses.replace(anchor, text=then, kind="text"), *below[used:]] if then else below[used:]
    sure = 0.95 if heading.settled and not range_.single else 0.75
    return Job(heading.title, heading.employer, range_, tuple(paragraphs(told)), sure, seen(*read_from))


def _unlabelled(text: str) -> str:
    return _LABELS.sub("", text, count=1) if _LABELS.match(text) else text


def _names_something(text: str) -> bool:
    """Written like a name: most of its longer words begin with a capital."""
    words = [word for word in text.split() if len(word) > 3]
    return len(words) <= 8 and sum(word[0].isupper() for word in words) * 2 > len(words)


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Bullets and paragraphs, their wrapped lines joined; bare labels such as 'Duties:' left out."""
    found: list[str] = []
    previous: Line | None = None
    for line in lines:
        if _DUTIES.match(line.text):
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
    """An employer with its own dates above several posts gives its name to each of them."""
    found: list[Job] = []
    employer = ""
    for job in jobs:
        if job.employer and not job.title and not job.duties:
            employer = job.employer
            continue
        employer = "" if job.employer else employer
        found.append(dataclasses.replace(job, employer=employer) if employer and not job.employer else job)
    return found or jobs


def _undated(lines: Sequence[Line]) -> list[Job]:
    """Jobs without any date: each begins at a line that names a title, in the order of the file."""
    starts = [place for place, line in enumerate(lines) if _heading_like(line) and roles.reading(line.text) == "title"]
    jobs = []
    for number, place in enumerate(starts[:MAX_JOBS]):
        end = starts[number + 1] if number + 1 < len(starts) else len(lines)
        heading = roles.part([lines[place].text])
        used = place + 1
        if not heading.settled and used < end and _heading_like(lines[used]):
            heading = roles.part([lines[place].text, lines[used].text])
            used += 1
        jobs.append(Job(heading.title, heading.employer, None, tuple(paragraphs(lines[used:end])), 0.5, seen(*lines[place:used])))
    return jobs
