"""A career told in two or three sentences: the present or last post, those before it, and what came before work in schools."""

import re
from collections.abc import Callable, Iterable, Sequence

from candidate.ai.local import posts, wording
from candidate.ai.local.english import WORDS, article, listed, within
from candidate.profile import Employment

_CONTRACT = re.compile(
    r"\s*(?:[,(|/]|\s[-–—])\s*(?:(?:full|part)[\s-]time|permanent|temporary|temp|fixed[\s-]term|maternity cover|term[\s-]time(?: only)?"
    r"|casual|contract|job[\s-]share|\d?\.\d+\s?(?:fte)?|fte|\d{1,2} (?:hours|days)[\w ]{0,15}|agency|zero hours|unpaid|voluntary)\b"
    r"[\w .,]{0,20}\)?$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*[(\[](?!(?:years?|ks\d?|key stage|reception|eyfs)\b)[^()\[\]]*[)\]]", re.IGNORECASE)
_SELF = re.compile(r"\b(?:self[\s-]employed|freelance)\b", re.IGNORECASE)
_SUPPLY = re.compile(r"\b(?:supply|cover|agency)\b", re.IGNORECASE)
_LONGEST, _WIDEST = 9, 80  # words and characters of a title or an employer; more has been misread


def post(title: str) -> str:
    """A job title without hours, contract and asides: 'Class Teacher' of 'Class Teacher (part time, 0.5)'."""
    title = _BRACKETS.sub("", title)
    while (shorter := _CONTRACT.sub("", title)) != title:
        title = shorter
    title = re.sub(r"\s[-–—|]\s", ", ", title).strip(" ,;:-–—|/.")
    pieces = [piece for part in title.split(",") if (piece := part.strip())]
    title = f"{pieces[0]} ({pieces[1]})" if len(pieces) == 2 and "(" not in title else "".join(pieces[:1])
    return "" if _is_misread(title) or WORDS["no_post"] & set(wording.words(title)) else title


def workplace(employer: str, title: str = "") -> str:
    """'at Oak School', 'with Wigan Council', 'through Bright Futures Agency', 'on a self-employed basis', '' where nobody is named."""
    employer = employer.strip(" ,;:-–—|.")
    words = wording.words(employer)
    if not words or _is_misread(employer):
        return ""
    if _SELF.match(employer):
        return "" if _SELF.search(title) else "on a self-employed basis"
    if words[0] in WORDS["nameless"] or employer[0].islower():
        return f"at {employer[0].lower()}{employer[1:]}" if {"schools", "nurseries", "colleges"} & set(words) else ""
    school = posts.is_school(employer)
    if set(words) & WORDS["agencies"] or (not school and (_SUPPLY.search(title) or (posts.roles(title) and words[-1] in WORDS["supply"]))):
        return f"through {employer}"
    named = f"the {employer}" if wording.key(employer).startswith(tuple(WORDS["the"])) else employer
    house = school or set(words) & WORDS["houses"] or posts.roles(title, employer) or set(wording.words(title)) & WORDS["at_the_house"]
    return f"{'at' if house else 'with'} {named}"


def _is_misread(text: str) -> bool:
    return len(text) > _WIDEST or len(text.split()) > _LONGEST or text.count("(") != text.count(")")


def sentences(name: str, jobs: Sequence[Employment], years: frozenset[str], introduced_as: str) -> list[str]:
    """The career, newest first. Only `years` are told: those that the CV has in as many digits. The title that the candidate was
    `introduced_as` is not said again."""
    told = [job for job in jobs if post(job.role)]
    if not told:
        return []
    newest, held = told[0], _held_there(told)
    outside = _before_schools(told)
    earlier = [job for job in told if job not in held and job != outside]
    found = [_newest(name, newest, held[-1], years, introduced_as), _earlier(earlier, newest, 2 if outside is None else 1)]
    if outside is not None:
        found.append(f"Before working in education, {name} was {_whole(outside, article)}.")
    return [sentence for sentence in found if sentence]


def _held_there(told: Sequence[Employment]) -> list[Employment]:
    """The newest post and those before it with the same employer."""
    same = [told[0]]
    for job in told[1:]:
        if not job.company or wording.key(job.company) != wording.key(told[0].company):
            break
        same.append(job)
    return same


def _newest(name: str, newest: Employment, first: Employment, years: frozenset[str], introduced_as: str) -> str:
    where, since, until = workplace(newest.company, newest.role), _year(first.start, years), _year(newest.end, years)
    risen = where and wording.key(post(first.role)) != wording.key(post(newest.role))
    role = "" if post(newest.role) == introduced_as else _as(newest)
    if newest.end == "present":
        if risen and since:
            return f"{name} has been {where} since {since}, first {_as(first)} and now {_as(newest)}."
        if not where and not role:
            return f"{name} has held this post since {since}." if since else ""
        been = "has been" if not role and re.match(r"(?:at|with) (?!various|several|different|multiple|many)", where) else "has worked"
        return f"{_spaced(name, been if since else 'currently works', role, where, f'since {since}' if since else '')}."
    if not where and not role:
        return ""
    ended = f", from {since} to {until}" if since and until and since != until and not risen else f", until {until}" if until else ""
    return f"{_spaced(name, 'most recently worked', role, where)}{ended}."


def _earlier(jobs: Sequence[Employment], newest: Employment, most: int) -> str:
    shown = list(dict.fromkeys(_whole(job, str) for job in jobs))[:most]
    if not shown:
        return ""
    if len(shown) == 1:
        return f"The post before that was {_whole(jobs[0], _plainly)}."
    kind = "leadership posts" if all(_leads(job.role) for job in (*jobs[:most], newest)) else "posts"
    return f"Earlier {kind} include {listed(shown)}."


def _before_schools(told: Sequence[Employment]) -> Employment | None:
    """The last post in another trade, of somebody who has worked in schools ever since."""
    schools = [job for job in told if posts.roles(job.role, job.company) or posts.is_school(job.company)]
    others = [job for job in told if job not in schools]
    dated = all(job.start and job.end for job in told)
    if not schools or not others or not dated or min(job.start for job in schools) < max(job.end for job in others):
        return None
    return others[0]


def _whole(job: Employment, told: Callable[[str], str]) -> str:
    return _spaced(told(within(post(job.role))), workplace(job.company, job.role))


def _as(job: Employment) -> str:
    return f"as {_plainly(within(post(job.role)))}"


def _plainly(title: str) -> str:
    """With an article, but for those of whom a place has one: 'as head of mathematics'."""
    return title if title.casefold().startswith(tuple(WORDS["no_article"])) else article(title)


def _leads(title: str) -> bool:
    return bool(WORDS["leaders"] & set(wording.words(title)))


def _year(date: str, years: Iterable[str]) -> str:
    return date[:4] if date[:4] in years else ""


def _spaced(*parts: str) -> str:
    return " ".join(filter(None, parts))
