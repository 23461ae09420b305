"""Job titles to the roles of `candidate.taxonomy`. What is no post at a school, nursery, college or as a tutor gives none."""

import re

from candidate.ai.local import curriculum, wording
from candidate.taxonomy import Phase, Role

_ROLES = wording.Phrases((phrase, code) for code, phrases in wording.SCHOOL["roles"].items() for phrase in phrases)
_AT_SCHOOLS = wording.Phrases((phrase, True) for phrase in wording.SCHOOL["school_posts"]["support_staff"])
_NEVER = wording.Phrases((phrase, True) for phrase in wording.SCHOOL["never"]["never"])
_USUAL = (
    ("co ordinator", "coordinator"),
    ("pre school", "preschool"),
    ("day care", "daycare"),
    ("mid day", "midday"),
    ("head teacher", "headteacher"),
)
_SCHOOL = re.compile(
    r"\b(?:schools?|academ(?:y|ies)|colleges?|ysgol|coleg|nurser(?:y|ies)|federation|(?:learning|education|educational) trust|"
    r"multi academy trust|pupil referral|sixth form|utc|lyc[eé]e|colegio|escuela|szko[lł]a|scoil"
    r"|grammar|infants?|juniors?|primary|preschool)\b",
    re.IGNORECASE,
)
_NO_SCHOOL = re.compile(
    r"\b(?:hospitals?(?! (?:school|education|and home))|NHS"
    r"|universi\w+|prifysgol|royal college of|college of policing|imperial college|college london"
    r"|garden|plants?|horticultur\w*|(?:business|medical|law) school)\b",
    re.IGNORECASE,
)
_SCHOOL_ALL_THE_SAME = re.compile(r"\buniversity (?:technical college|academy|school|primary|free school)\b", re.IGNORECASE)
_SERVES_SCHOOLS = re.compile(
    r"\b(?:shops?|uniforms?|supplies|recruit\w+|agency|personnel|photograph\w*|software|insurance|publish\w+|transport|travel|coaches|services|solutions"
    r"|(?:driving|riding|language|dance|ballet|flying|beauty|barber|football|sailing|ski|cookery) (?:school|academy))\b",
    re.IGNORECASE,
)
_TEACHER = re.compile(
    r"\b(?:teacher|schoolteacher|(?:supply|classroom|primary|secondary) teaching(?! assist)|athro|athrawes|nqt"
    r"|teach first|day to day supply)\b"
)
_ECT = re.compile(r"\bect\b")  # a treatment in hospitals
_CLASS = re.compile(r"\b(?:class|classroom|form)\b")
_TRAINEE = re.compile(r"\b(?:trainee|student|pgce|placement|scitt|school direct|training|unqualified|teach first)\b")
_HEAD = re.compile(r"^(?:acting |interim |executive |associate )?(?:head|principal)$")
_SUBJECT = (
    "(?:" + "|".join(sorted({phrase for listed in wording.SCHOOL["subjects"].values() for phrase in listed}, key=len, reverse=True)) + ")"
)
_OF_SUBJECT = re.compile(rf"\b{_SUBJECT}(?: \w+)? teacher\b|\bteacher(?: \w+)? of (?:\w+ )?{_SUBJECT}\b")  # and not of a class
_LED = re.compile(
    r"\b(?P<before>(?:head|leader|lead|director|second|second in charge|2ic|coordinator|champion) (?:of|for|in) "
    r"(?:the |department |faculty )*"
    rf"|(?:lead|head|coordinator|subject leader|curriculum leader|faculty leader) )?{_SUBJECT}(?: and {_SUBJECT})*\b"
    r"(?P<after> (?:co |subject |curriculum |faculty |department )?(?:lead|leader|coordinator|champion)\b)?"
)
_WISH = re.compile(r"\b(?:aspiring|seeking|looking for|future|prospective)\b[^/|,;]{0,100}", re.IGNORECASE)
_FACULTY_LED = re.compile(r"\b(?:head|lead|leader|director) of (?:\w+ ){1,4}(?:faculty|department)\b")
_YEAR_LED = re.compile(r"\byears? [\dr]\w*(?: and)?(?: \d+)* (?:group )?(?:lead|leader|head|coordinator|manager)\b")
_DUTY = re.compile(r"\b(?:with|including|plus) (?:\w+ )?responsibilit\w+ (?:for|of|in)\b.*$")


def is_school(employer: str) -> bool:
    """Whether the employer's name is that of a school, nursery or college of further education."""
    if _is_no_school(employer):
        return False
    return bool(_SCHOOL.search(employer) or curriculum.phases(employer)) and not _SERVES_SCHOOLS.search(employer)


def roles(title: str, employer: str = "", *, among_schools: bool = False) -> dict[Role, float]:
    """The roles that a title stands for, each with how sure that is.

    `among_schools`: other posts of the same person are in schools, so that titles which mean something elsewhere too
    ('Head of Business') are taken for school work wherever the employer's name does not speak against it.
    """
    folded = _folded(_WISH.sub("", title))
    if _is_no_school(employer) or _NEVER.find(folded):
        return {}
    at_school = is_school(employer)
    teaches = bool(_TEACHER.search(folded) or (_ECT.search(folded) and (at_school or folded == "ect" or curriculum.phases(title))))
    found = {role: 0.9 if at_school or role != Role.TUTOR else 0.7 for role in _named(folded)}
    if teaches:
        found |= _teacher(title, folded, employer)
    if at_school or among_schools or teaches:
        found |= {Role.MIDDLE_LEADER: 0.9 if at_school else 0.7} if _leads(folded) else {}
    if at_school and _HEAD.match(folded):
        found[Role.HEAD] = 0.9
    if at_school and not found and _AT_SCHOOLS.find(folded):
        found[Role.SUPPORT_STAFF] = 0.8
    return found


def _is_no_school(employer: str) -> bool:
    return bool(_NO_SCHOOL.search(employer)) and not _SCHOOL_ALL_THE_SAME.search(employer)


def _folded(title: str) -> str:
    folded = wording.key(title.replace("-", " ").replace("–", " "))
    for written, usual in _USUAL:
        folded = folded.replace(written, usual)
    return folded


def _named(folded: str) -> list[Role]:
    """Roles whose names stand in the title, 'Deputy Head of Maths' taken for no deputy head."""
    return [Role(code) for code, _ in _ROLES.find(_unled(folded)) if code]


def _unled(folded: str) -> str:
    return _LED.sub(lambda match: " | " if _is_led(match) else match[0], folded)


def _leads(folded: str) -> bool:
    return bool(_YEAR_LED.search(folded) or _FACULTY_LED.search(folded)) or any(_is_led(match) for match in _LED.finditer(folded))


def _is_led(match: re.Match[str]) -> bool:
    return bool(match["after"] or match["before"])


def _teacher(title: str, folded: str, employer: str) -> dict[Role, float]:
    """A teacher of one subject, or of a class: told by the subject, else by the years, the phase, and the school."""
    if set(_named(folded)) & {Role.COVER_SUPERVISOR, Role.TUTOR, Role.TEACHING_ASSISTANT}:
        return {}
    sure = 0.55 if _TRAINEE.search(folded) else 0.9
    taught = _DUTY.sub("", _unled(folded))
    if curriculum.subjects(taught) and (_OF_SUBJECT.search(taught) or Phase.PRIMARY not in curriculum.phases(title)):
        return {Role.SUBJECT_TEACHER: sure}
    for phases in (curriculum.phases(title), curriculum.phases(employer)):
        if phases and not _CLASS.search(folded):
            return {Role.SUBJECT_TEACHER if Phase.PRIMARY not in phases and Phase.SECONDARY in phases else Role.CLASS_TEACHER: sure}
    return {Role.CLASS_TEACHER: sure if _CLASS.search(folded) else 0.6}
