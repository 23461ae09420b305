"""How to reach the candidate: e-mail, phones, links. Those of referees, schools and agencies are told apart, never taken for theirs."""

import dataclasses
import re
from collections.abc import Iterable, Sequence

from candidate.ai.local import emails, names, owners, phones
from candidate.ai.local.evidence import Evidence, Found, seen, values
from candidate.ai.local.sections import Section
from candidate.documents.model import Line

URL = re.compile(
    r"(?:https?://|www\.)\S{1,300}"
    r"|(?<![@\w.-])(?:[\w-]{1,63}\.){0,3}(?:linkedin|github|gitlab|twitter|facebook|instagram|x|behance|medium)\.(?:com|net)/\S{1,200}"
    r"|(?<![@\w.-])(?:[\w-]{1,63}\.){1,3}(?:(?:co|org|me)\.uk|github\.io|wordpress\.com|wixsite\.com|blogspot\.com|carrd\.co)\b(?:/\S{0,200})?",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"\b(?:tel|telephone|phone|mobile|mob|cell|contact|call|whatsapp|ring|ffôn)\b", re.IGNORECASE)
_LINKS = 50  # how many of a file's hyperlinks are looked at
_MAILBOXES = 20
_LEAST = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Contact:
    """'' or () where nothing was found. Phones are E.164, the one to use first. `links` of the candidate as written;
    `others`: everybody else's data, and links."""

    email: Found[str]
    phones: tuple[Found[str], ...] = ()
    links: tuple[Found[str], ...] = ()
    others: tuple[str, ...] = ()


def read(sections: Sequence[Section], links: Iterable[str], name: str, region: str = "GB") -> Contact:
    """The candidate's contact data. `name` helps to tell their e-mail address from another one, `region` (ISO 3166) is where they live."""
    lines = owners.of(sections)
    targets = [link[:300] for link in links][:_LINKS]
    email, all_emails = _email(lines, targets, name)
    own_phones, all_phones = _phones(lines, targets, region)
    urls = [Found(match[0].rstrip(".,;)"), 0.9, seen(line)) for line in (*lines.own, *lines.later) for match in URL.finditer(line.text)]
    urls += [Found(link, 0.8, (Evidence(0, None, link),)) for link in targets if link.casefold().startswith(("http://", "https://"))]
    everybodys = [match[0] for line in (*lines.work, *lines.foreign) for match in URL.finditer(line.text)]
    others = dict.fromkeys([*all_emails, *all_phones, *values(urls), *everybodys])
    first = next(iter(values(own_phones)), "")
    return Contact(email, own_phones, tuple(urls), tuple(other for other in others if other not in {email.value, first}))


def mailboxes(sections: Sequence[Section]) -> list[str]:
    """E-mail addresses that may be the candidate's, before their name is known: none of referees, offices and agencies."""
    lines = owners.of(sections)
    found = (email for email, _ in emails.everywhere([*lines.own, *lines.later, *lines.work]))
    return [email for email in dict.fromkeys(found) if not emails.Address(email, "").is_shared][:_MAILBOXES]


def _email(lines: owners.Owners, targets: Sequence[str], name: str) -> tuple[Found[str], list[str]]:
    """The candidate's e-mail address, and every address of the document."""
    found: list[tuple[float, Found[str]]] = []
    foreign = [email for email, _ in emails.everywhere(lines.foreign)]
    for trust, group in ((2.0, lines.own), (1.0, lines.later), (0.0, lines.work)):
        found += [_weighed(email, trust, seen(*where), name) for email, where in emails.everywhere(group)]
    linked = [email for link in targets if link.casefold().startswith("mailto:") for email in emails.find(link[7:].partition("?")[0])]
    found = [(weight, item) for weight, item in found if not any(_is_rest(item.value, email) for email in linked)]
    found += [_weighed(email, 1.5, (Evidence(0, None, f"mailto:{email}"),), name) for email in linked if email not in foreign]
    strayed = [(email, where) for email, where in emails.everywhere(lines.foreign) if names.likeness(name, email) == 1]
    found += [(_LEAST, Found(email, 0.7, seen(*where))) for email, where in strayed]
    best = max(found, key=lambda item: item[0], default=(0.0, Found("")))
    everybodys = [*(item.value for _, item in found), *foreign]
    return (best[1] if best[0] >= _LEAST else Found("")), everybodys


def _is_rest(email: str, whole: str) -> bool:
    """Whether an address is what a break of the line has left of another one."""
    return email != whole and (whole.startswith(email) or whole.endswith(email))


def _weighed(email: str, trust: float, where: tuple[Evidence, ...], name: str) -> tuple[float, Found[str]]:
    """How much speaks for an address being the candidate's, given how much its line is (`trust`)."""
    address = emails.Address(email, name)
    if address.is_named:
        return trust + 4, Found(email, 0.99, where)
    weight = trust + 2 * address.is_personal - 4 * address.is_shared - address.is_at_work
    return weight, Found(email, 0.97 if address.is_personal and trust else 0.85 if trust >= 1.5 else 0.7, where)


def _phones(lines: owners.Owners, targets: Sequence[str], region: str) -> tuple[tuple[Found[str], ...], list[str]]:
    """The candidate's numbers, the one to use first, and every number of the document."""
    foreign = _numbers(lines.foreign, region)
    elsewhere = _numbers([line for line in lines.work if _LABELLED.search(line.text)], region)
    linked = {number: None for link in targets if link.casefold().startswith("tel:") for number in phones.find(link[4:], region)}
    own = _numbers(lines.own, region) or _numbers(lines.later, region)
    own |= {number: None for number in linked if number not in own and number not in foreign}
    own = own or {number: line for number, line in elsewhere.items() if phones.is_mobile(number)}
    found = [
        Found(number, 0.97 if phones.is_mobile(number) else 0.93, seen(line) if line else (Evidence(0, None, f"tel:{number}"),))
        for number, line in own.items()
    ]
    found.sort(key=lambda item: not phones.is_mobile(item.value))
    everybodys = [*own, *_numbers(lines.later, region), *_numbers(lines.work, region), *foreign]
    return tuple(found), everybodys


def _numbers(lines: Iterable[Line], region: str) -> dict[str, Line | None]:
    """Each number of the lines once, with the first line that holds it."""
    found: dict[str, Line | None] = {}
    for line in lines:
        for number in phones.find(owners.without_others(line.text), region):
            found.setdefault(number, line)
    return found
