"""What stands in the file and is not the CV: a letter that goes with it, and the letterhead and remarks of an agency that sends it.

Names, phones and addresses in them are those of other people. The words are in `wording/asides.json`.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from candidate.ai.local import roles, wording
from candidate.ai.local.headings import heading_kind
from candidate.documents.model import Line

LETTER, AGENCY = "letter", "agency"

_WORDS: dict[str, list[str]] = wording.data("asides.json")

_PERSONAL = frozenset(wording.CONTACT["personal_domains"])
_HEAD = 25  # lines: an address, a date and another address stand above a letter, a letterhead above a CV
_FOOT = 8  # lines of a page where an agency may tell of itself
_LONGEST_LETTER = 120
_SIGNED = 10  # lines behind the end of a letter in which its page, or its writer's name again, begins the CV
_EDGE = 3  # lines: a letterhead may be a name alone at the very beginning
_MOST = 300  # lines where an agency is looked for
_LONGEST = 250  # characters of such a line
_MOST_WORDS = 8
_MARGINS = frozenset({"header", "footer"})
_BODY = frozenset({"profile", "experience", "education", "skills", "placements", "volunteering", "references"})


def _either(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SALUTATION = re.compile(rf"(?:{_either(_WORDS['salutations'])})\b(?!\s(?:i|i['’]m|my|and|there i)\b)[^.?@]{{0,60}}$", re.IGNORECASE)
_CLOSING = re.compile(rf"(?:{_either(_WORDS['closings'])})\s?(?:[,.!]\s*((?:\S+\s?){{0,4}}))?$", re.IGNORECASE)
_TITLE = re.compile(r"^\W*(?:curriculum vitae|c\.?v\.?|r[eé]sum[eé])\W*$", re.IGNORECASE)
_ENCLOSED = re.compile(r"^\W*(?:enc(?:l|s|losed|losures?)?|attach(?:ed|ments?)|cc)\b", re.IGNORECASE)

_EMAIL = re.compile(r"([\w.+'’-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_SITE = re.compile(r"\b(?:www\.|https?://(?:www\.)?)([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})", re.IGNORECASE)
_REACHED = re.compile(
    r"@|\b(?:www\.|https?:)|(?<!\w)(?:\+\d{1,3}|\(?0\d)[\d ()./-]{7,14}\d\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
    r"|^(?:tel|telephone|phone|fax|e-?mail|web|address|office|mobile)\b\W"
)
_NAMED = re.compile(
    rf"\b\S{{1,40}}\s(?:{_either(_WORDS['agency_words'])})(?:\s(?:{_either(_WORDS['firm_words'])}))*\W*(?:$|\s[-–|]|[,|])"
    rf"|^(?:{_either(_WORDS['agencies'])})\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\bregistered (?:office|in england|in scotland|in wales|address|company)|\b(?:company|vat) (?:no\b|number|reg)"
    r"|\bemployment (?:agency|business)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"^\W*(?:your |our |lead |recruitment |education )?(?:consultant|recruiter|account manager|resourcer|branch|agency)"
    r"(?:'s)?(?: name| contact| details)?\s*[:|]"
    r"|^\W*(?:cv |candidate |profile )?(?:presented|submitted|represented|supplied|prepared|introduced|provided) (?:by|exclusively)\b",
    re.IGNORECASE,
)
_FILED = re.compile(
    r"^\W*(?:our |cv |candidate |job |vacancy |agency )?ref(?:erence)?(?: no\.?| number| id)?\s*[:#]\s*\S{2,20}$", re.IGNORECASE
)
_REMARK = re.compile(
    r"\b(?:to arrange|to book|to interview|for (?:more|further|additional))\b.{0,80}\b(?:interview|information|details|candidate)\b"
    r".{0,80}\b(?:contact|call|e-?mail|speak)\b"
    r"|\b(?:contact|call|speak to)\b.{0,80}\b(?:to arrange|to interview|about this candidate|for an interview)\b"
    r"|\bth(?:is|e) (?:cv|candidate|profile) (?:is|has been|was) (?:exclusively )?"
    r"(?:supplied|submitted|represented|introduced|provided|presented)\b"
    r"|\bterms (?:of business|and conditions)\b.{0,20}\bapply\b",
    re.IGNORECASE,
)


def marks(lines: Sequence[Line]) -> dict[int, str]:
    """Places in `lines` that do not belong to the CV, each with LETTER or AGENCY."""
    found = dict.fromkeys(_letter(lines), LETTER)
    return found | {place: AGENCY for place in _agency(lines) if place not in found}


def _letter(lines: Sequence[Line]) -> Iterator[int]:
    """The places of a letter, from its sender's address to its signature."""
    for opened, line in enumerate(lines):
        if len(line.text) < 80 and line.kind != "bullet" and _SALUTATION.match(line.text):
            closed = _closed(lines, opened)
            if closed is not None:
                yield from range(_began(lines, opened, closed), closed)
                return


def _closed(lines: Sequence[Line], opened: int) -> int | None:
    """Where a letter ends that begins at `opened`; None when it is none."""
    for place in range(opened + 1, min(len(lines), opened + _LONGEST_LETTER)):
        text = lines[place].text
        if heading_kind(text) in {"experience", "education"}:
            return None
        if len(text) < 60 and (match := _CLOSING.match(text)):
            return _signed(lines, place + 1, named=bool(match[1]))
    return None


def _signed(lines: Sequence[Line], place: int, *, named: bool) -> int:
    """The place behind the signature; `named`: the line before it has the name already."""
    after = lines[place : place + _SIGNED]
    folded = [wording.key(line.text) for line in after]
    names = {text for text in folded[: 0 if named else 2] if 0 < len(text.split()) <= _MOST_WORDS // 2}
    for number, line in enumerate(after):
        again = folded[number] in names and folded[number] in folded[:number]
        if line.page != lines[place - 1].page or _TITLE.match(line.text) or again or (number < 2 and heading_kind(line.text)):
            return place + number
    end = 1 if after and folded[0] in names and not any(map(str.isdigit, folded[0])) else 0
    while end < len(after) and _ENCLOSED.match(after[end].text):
        end += 1
    return place + end


def _began(lines: Sequence[Line], opened: int, closed: int) -> int:
    """Where the letter's head begins. The head of a page that names no other address is kept as that of the CV."""
    start = next((place for place in range(opened) if lines[place].page == lines[opened].page), opened)
    before = range(start, opened)
    if len(before) > _HEAD or any(heading_kind(lines[place].text) in _BODY for place in before):
        return opened
    told_again = any(_REACHED.search(line.text) for line in lines[closed : closed + _HEAD]) or start > 0
    return start if told_again else opened


def _agency(lines: Sequence[Line]) -> Iterator[int]:
    """The places of what an agency tells of itself: runs of lines that say how to reach somebody, and that it is the agency."""
    zone = _zone(lines)
    telling = [place for place in zone[:_MOST] if _is_seed(lines[place]) or _is_reach(lines[place].text)]
    another = sum("@" in lines[place].text for place in zone) > 1
    for _, run in itertools.groupby(enumerate(telling), lambda numbered: numbered[1] - numbered[0]):
        yield from _of_agency(lines, [place for _, place in run], another=another)


def _zone(lines: Sequence[Line]) -> list[int]:
    """Where an agency may tell of itself: above the CV, in the margins, at the foot of a page, and behind a remark of its own.

    What stands below the referees at a foot is theirs.
    """
    body = next((place for place, line in enumerate(lines) if heading_kind(line.text) in _BODY), _HEAD)
    last = {line.page: place for place, line in enumerate(lines)}
    referees = next((place for place, line in enumerate(lines) if heading_kind(line.text) == "references"), len(lines))
    return [
        place
        for place, line in enumerate(lines)
        if place < min(body, _HEAD)
        or line.kind in _MARGINS
        or last[line.page] - place < _FOOT * (place < referees)
        or _REMARK.search(line.text)
    ]


def _is_reach(text: str) -> bool:
    return len(text) < _LONGEST and bool(_REACHED.search(text))


def _is_seed(line: Line) -> bool:
    """Whether a line is an agency's by its words: 'Brightwater Education Recruitment Ltd', but no 'Safer recruitment'."""
    text = line.text
    if len(text) > _LONGEST:
        return False
    if _LEGAL.search(text) or _STAFF.search(text) or _FILED.search(text) or _REMARK.search(text):
        return True
    return line.kind != "bullet" and len(text.split()) <= _MOST_WORDS and bool(_NAMED.search(text)) and roles.reading(text) != "title"


def _of_agency(lines: Sequence[Line], run: Sequence[int], *, another: bool) -> Iterator[int]:
    """Of a run of lines those that are the agency's. `another`: there are other e-mail addresses than those of the run."""
    seeds = [place for place in run if _is_seed(lines[place])]
    at_edge = lines[run[0]].kind in _MARGINS or run[0] < _EDGE
    if not any(_is_reach(lines[place].text) for place in run) and not (at_edge or all(_FILED.search(lines[place].text) for place in seeds)):
        return
    firms = {domain for place in run for name, domain in _firm_emails(lines[place].text) if seeds or (another and _is_mailbox(name))}
    firms |= {match[1].casefold() for place in run if seeds for match in _SITE.finditer(lines[place].text)}
    own = [place for place in run if place in seeds or any(domain in lines[place].text.casefold() for domain in firms)]
    if own and not all(_FILED.search(lines[place].text) for place in own):
        own = list(range(run[0], _end(lines, run, own) + 1))
    yield from own
    above = own[0] - 1 if own else -1
    if above >= 0 and any(_named_after(lines[above].text, domain) for domain in firms):
        yield above


def _end(lines: Sequence[Line], run: Sequence[int], own: Sequence[int]) -> int:
    """The last line of the agency: those behind its last word that name another address are the candidate's."""
    rest = [place for place in run if place > own[-1]]
    return own[-1] if any("@" in lines[place].text for place in rest) else run[-1]


def _firm_emails(text: str) -> list[tuple[str, str]]:
    found = [(match[1].casefold(), match[2].casefold()) for match in _EMAIL.finditer(text)]
    return [(name, domain) for name, domain in found if _PERSONAL.isdisjoint({domain, domain.partition(".")[0]})]


def _is_mailbox(name: str) -> bool:
    return re.split(r"[.+_-]", name)[0] in wording.CONTACT["shared_mailboxes"]


def _named_after(text: str, domain: str) -> bool:
    """Whether a line is the name of the firm that has this domain."""
    words = wording.words(text)
    return 0 < len(words) <= _MOST_WORDS and len(words[0]) > 3 and words[0] in domain
