"""DBS certificate and right to work, where the CV states them. A nationality is no statement of the right to work."""

import re
from collections.abc import Iterable
from datetime import date

from candidate.ai.local import dates
from candidate.ai.local.evidence import Found
from candidate.ai.local.statements import Statement
from candidate.profile import Dbs

_DBS = re.compile(
    r"\b(?:DBS|CRB)\b(?!\s(?:checks|applications|forms|records|process|clearances|administ\w+))|\bdisclosure (?:and|&) barring\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:pending|applied|apply\w*|in pro(?:gress|cess)|will need|willing|happy|prepared|required?|undergo\w*|awaiting"
    r"|expired|subject to|no longer)\b"
    r"|\b(?:no|not|without)\s(?:\w+\s){0,3}(?:DBS|CRB)\b|\b(?:DBS|CRB)(?:\s\w+){0,2}\s?[:=?–-]{1,2}\s?(?:no|none|n/a|not)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:process\w*|conduct\w*|carr(?:y|ied|ying) out|ensur\w+|monitor\w*|administ\w*|staff|recruit\w*|single central"
    r"|applications|chas\w+|verif\w+|volunteers|applicants|compliance|checking|responsible for|manag\w+|employees|new starters)\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\b(?:enhanced|standard|basic)\b", re.IGNORECASE)
_UPDATE = re.compile(r"\bupdat\w+[\s-]service\b|\bportable\b", re.IGNORECASE)
_NO_UPDATE_BEFORE = re.compile(r"\b(?:not|no|never|will|willing|happy|apply\w*)\b[^.;|]{0,30}$", re.IGNORECASE)
_NO_UPDATE_AFTER = re.compile(r"^\s?[:=?–-]{0,2}\s?no\b", re.IGNORECASE)
_EXPIRY = re.compile(r"\b(?:expir\w*|renew\w*|valid (?:to|till?|until)|until|born)\b[^\d]{0,12}$", re.IGNORECASE)
_UK = r"(?:the )?(?:UK|United Kingdom|Great Britain|Britain|England)"
_WORK = re.compile(
    r"\bright[\s-]to[\s-](?:(?:live|reside) and )?work\b(?!\s(?:checks?|document\w*|verification|compliance))"
    r"|\bsettled status\b|\bfull work(?:ing)? rights\b|\bwork permit:? not required\b|\bindefinite leave to remain\b|\bILR\b"
    r"|\b(?:eligib\w+|entitled|entitlement|authori[sz]\w+|permitted|permission|allowed|free) to (?:(?:live|reside) and )?work"
    rf"(?: and live)?(?: full[ -]time)? in {_UK}\b"
    r"|\bno (?:visa|work permit|sponsorship)(?: or \w+)? (?:is )?(?:required|needed|necessary)\b"
    r"|\bdo(?:es)?(?: not|n['’]t) (?:require|need) (?:\w+ ){0,2}(?:sponsorship|visa|permit)\b",
    re.IGNORECASE,
)
_NO_WORK = re.compile(
    r"(?<!not )(?<!n't )\b(?:require|requires|requiring|need|needs|seeking|looking for) "
    r"(?:an? )?(?:(?:uk|visa|skilled|worker|tier 2) ){0,3}(?:sponsorship|sponsor|visa)\b"
    r"|(?<!no )(?<!no visa )\bsponsorship (?:is )?(?:required|needed)\b|\b(?:no|not have(?: the)?) right to work\b"
    r"|\bright to work[^.;|]{0,25}[:=–-]\s?(?:no|none|pending)\b",
    re.IGNORECASE,
)
_ELSEWHERE = frozenset({"experience", "volunteering", "placements", "education"})


def dbs(told: Iterable[Statement], today: date) -> Found[Dbs | None]:
    """The certificate that tells most of itself; None where no statement is about one that the candidate has."""
    best, most = Found[Dbs | None](None), -1
    for statement in told:
        if not _DBS.search(statement.text) or _WISH.search(statement.text) or statement.denied:
            continue
        if statement.kind in _ELSEWHERE and _OF_OTHERS.search(statement.text):
            continue
        whole = " | ".join(filter(None, [statement.text, statement.after if _goes_on(statement.after) else ""]))
        level = _LEVEL.search(whole) or _LEVEL.search(statement.before if _UPDATE.search(statement.before) else "")
        certificate = Dbs.model_validate(
            {"level": level[0].lower() if level else "", "update_service": _updated(whole), "date": _dated(whole, today)}
        )
        worth = sum(map(bool, (certificate.level, certificate.update_service, certificate.date)))
        if worth > most:
            best, most = Found(certificate, 0.95 if worth else 0.8, statement.evidence), worth
    return best


def right_to_work(told: Iterable[Statement]) -> Found[bool | None]:
    """True where it is stated, False where a sponsor is needed or it is denied, else None."""
    for statement in told:
        if statement.kind in _ELSEWHERE:
            continue
        if _NO_WORK.search(statement.text) or (_WORK.search(statement.text) and statement.denied):
            return Found(False, 0.9, statement.evidence)
        if _WORK.search(statement.text):
            return Found(True, 0.95, statement.evidence)
    return Found(None)


def _goes_on(text: str) -> bool:
    """Whether a statement that follows still speaks of the certificate."""
    return bool(
        _UPDATE.search(text) or re.match(r"(?:issued?|dated?|certificate|enhanced|number|workforce|registered)\b", text, re.IGNORECASE)
    )


def _updated(text: str) -> bool:
    return any(
        not _NO_UPDATE_BEFORE.search(text[: match.start()][-50:]) and not _NO_UPDATE_AFTER.match(text[match.end() :])
        for match in _UPDATE.finditer(text)
    )


def _dated(text: str, today: date) -> str:
    """The first date that is no expiry and not to come."""
    for range_ in dates.ranges(text, today):
        month = range_.start or range_.end
        if _EXPIRY.search(text[: range_.span[0]]) or not month[:4].isdigit() or month[:7] > f"{today:%Y-%m}":
            continue
        return month[:4] if range_.label[:4].isdigit() else month[:7]
    return ""
