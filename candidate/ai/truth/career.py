"""Employment as a model wrote it, held against the CV: who worked where, as what and when."""

import dataclasses
import re
from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz

from candidate.ai.local import dates, wording
from candidate.ai.local.english import WORDS
from candidate.ai.local.jobs import Job
from candidate.ai.truth.source import Source, telling
from candidate.profile import Claim, Employment

ALIKE = 85  # of 100
REACH = 3  # lines around employer and title in which their dates stand
_HOUSES = wording.INSTITUTIONS | WORDS["houses"]
_PLACE = "employment_history"


def alike(one: str, other: str) -> bool:
    """Whether two wordings name the same employer or post: one may say more than the other, but not by words of any employer's."""
    first, second = set(telling(one)), set(telling(other))
    if not first or not second:
        return False
    if first <= second or second <= first:
        return first == second or bool((first & second) - _HOUSES)
    return fuzz.token_sort_ratio(" ".join(sorted(first)), " ".join(sorted(second))) >= ALIKE


def pairs(written: Sequence[Employment], read: Sequence[Employment]) -> dict[int, int]:
    """Which written job is which of those that were read: by employer and title, then by dates; each only once."""
    likely = (
        (_likeness(job, other), -abs(here - there), here, there) for here, job in enumerate(written) for there, other in enumerate(read)
    )
    found: dict[int, int] = {}
    for likeness, _, here, there in sorted(likely, reverse=True):
        if likeness and here not in found and there not in found.values():
            found[here] = there
    return found


def _likeness(job: Employment, other: Employment) -> int:
    same_house, same_post = alike(job.company, other.company), alike(job.role, other.role)
    begun, ended = bool(job.start) and job.start[:4] == other.start[:4], bool(job.end) and job.end[:4] == other.end[:4]
    if not same_house and not (same_post and (not (job.company and other.company) or (begun and ended and _share(job, other)))):
        return 0
    if not same_post and job.role and other.role and not (begun and ended):
        return 0
    return 8 * same_house + 4 * same_post + 2 * begun + ended


def _share(job: Employment, other: Employment) -> bool:
    """Whether two names of employers have a word in common that is not any employer's."""
    return bool(set(telling(job.company)) & set(telling(other.company)) - _HOUSES)


@dataclasses.dataclass(frozen=True)
class Career:
    """`read` and `jobs`: the same jobs in the same order, as the reader shows them and as it found them."""

    source: Source
    today: date
    read: Sequence[Employment] = ()
    jobs: Sequence[Job] = ()
    claims: list[Claim] = dataclasses.field(default_factory=list)

    def checked(self, written: Sequence[Employment]) -> list[Employment]:
        """The jobs that the CV bears out, newest first, their dates as the CV has them; what was wrong is put down in `claims`."""
        known = pairs(written, self.read)
        found = [self._known(job, known[number]) if number in known else self._unknown(job) for number, job in enumerate(written)]
        kept = {(wording.key(job.role), wording.key(job.company), job.start, job.end): job for job in found if job}
        order = {"present": "9999-99"}
        return sorted(kept.values(), key=lambda job: (order.get(job.end, job.end), job.start), reverse=True)

    def _known(self, job: Employment, number: int) -> Employment:
        read = self.read[number]
        evidence = set(telling(" ".join([read.role, read.company, *(line.text for line in self.jobs[number].evidence)])))
        names = {"role": job.role or read.role, "company": job.company or read.company}
        for name, told in names.items():
            if not (set(telling(told)) <= evidence or self._heads(told, getattr(read, "company" if name == "role" else "role"))):
                self._claim(told, f"The CV has {getattr(read, name) or 'nothing like it'} there.")
                names[name] = getattr(read, name)
        when = self._when(job, read, self.jobs[number])
        return job.model_copy(update=names | when)

    def _heads(self, told: str, beside: str) -> bool:
        """Whether wording fills most of a line near the other half of a job's heading."""
        words, lines = telling(told), self.source.lines
        around = {near + step for near in self.source.near(telling(beside), 1) for step in range(-2, 3)}
        places = around & set(self.source.near(words, 0))
        return any(2 * sum(map(len, words)) >= len(lines[place]) for place in places)

    def _when(self, job: Employment, read: Employment, found: Job) -> dict[str, str]:
        """The reader's dates, where it has any to rely on, else the written ones, where the CV has their years near the job."""
        sure = found.when is not None and not found.when.single and bool(read.start and read.end)
        if not sure:
            around = self._around(job, read)
            if self._years_near(job, around):
                return self._as_written(job, around)
        when = {"start": read.start, "end": read.end, "date_range": read.date_range}
        shown = dates.first_range(job.date_range, self.today)
        sides = ((job.start, read.start), (job.end, read.end))
        if (shown is None or (shown.start, shown.end) != (read.start, read.end)) and not all(
            _agree(*side, job.date_range, read.date_range) for side in sides
        ):
            self._claim(_shown(job), f"The CV has the dates {read.date_range}." if read.date_range else "The CV has no such dates.")
        return when

    def _unknown(self, job: Employment) -> Employment | None:
        """A job that the reader has not: its title and employer must stand together, with its years."""
        around = self._around(job)
        if not around:
            self._claim(_shown(job), "The CV has no such job.")
        elif not self._years_near(job, around):
            self._claim(_shown(job), "The CV has no such dates near this employer and title.")
        else:
            return job.model_copy(update=self._as_written(job, around))
        return None

    def _around(self, job: Employment, read: Employment | None = None) -> str:
        """The lines around title and employer; '' where they do not stand together."""
        words = telling(f"{job.role} {job.company}")
        places = self.source.near(words, REACH) or (self.source.near(telling(f"{read.role} {read.company}"), REACH) if read else [])
        lines = {place + step for place in places for step in range(-REACH, REACH + 1)}
        return "\n".join(text for number, text in enumerate(self.source.raw) if number in lines)

    def _years_near(self, job: Employment, around: str) -> bool:
        return all(self._says_year(side, around) for side in (job.start, job.end) if side) and bool(around)

    def _says_year(self, side: str, around: str) -> bool:
        told = dates.ranges(around, self.today)
        return any(side[:4] in (range_.start[:4], range_.end[:4]) for range_ in told) or (side != "present" and side[:4] in around)

    def _as_written(self, job: Employment, around: str) -> dict[str, str]:
        """The dates of a job as the CV words them, where it has them in one piece; else as written, with a label that says the same."""
        for range_ in dates.ranges(around, self.today):
            if (range_.start[:4], range_.end[:4]) == (job.start[:4], job.end[:4]) and not range_.single:
                return {"start": range_.start, "end": range_.end, "date_range": range_.label}
        shown = dates.first_range(job.date_range, self.today)
        fits = shown and (shown.start[:4], shown.end[:4]) == (job.start[:4], job.end[:4])
        return {"start": job.start, "end": job.end, "date_range": job.date_range if fits else label(job.start, job.end)}

    def _claim(self, text: str, reason: str) -> None:
        self.claims.append(Claim(place=_PLACE, text=text[:300], reason=reason[:300]))


def label(start: str, end: str) -> str:
    """'Sep 2019 - Present', as the reader words it."""
    first, last = _month(start), _month(end)
    return f"{first} - {last}" if first and last and first != last else f"Until {last}" if last and not first else first


def _month(side: str) -> str:
    if side == dates.PRESENT:
        return "Present"
    return f"{dates.MONTHS[int(side[5:]) - 1]} {side[:4]}" if side else ""


def _agree(written: str, read: str, *labels: str) -> bool:
    """Whether two months are the same, or as near as a year alone or a day of the month leaves them."""
    if written == read or not written:
        return True
    if not (written[:4].isdigit() and read[:4].isdigit()):
        return False
    if any(not re.search(rf"{'|'.join(dates.MONTHS)}", shown) for shown in labels):
        return written[:4] == read[:4]
    return abs(_count(written) - _count(read)) <= 1


def _count(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])


def _shown(job: Employment) -> str:
    when = job.date_range or label(job.start, job.end)
    return ", ".join(filter(None, [job.role, job.company, when]))
