"""What speaks for a candidate beside the career, a sentence each: school work, skills, qualifications, checks. '' for nothing."""

import itertools
import re
from collections.abc import Sequence

from candidate.ai.local import wording
from candidate.ai.local.english import WORDS, article, listed, within
from candidate.profile import Education
from candidate.taxonomy import KeyStage, Phase, Role, Status, Subject

_PHASES = {Phase.NURSERY: "early years", Phase.PRIMARY: "primary", Phase.SECONDARY: "secondary", Phase.SPECIAL: "special"}
_SUBJECTS = {
    Subject.PE: "PE",
    Subject.ESOL: "ESOL",
    Subject.PSHE: "PSHE",
    Subject.DESIGN_TECHNOLOGY: "design and technology",
    Subject.HEALTH_SOCIAL_CARE: "health and social care",
    Subject.TRAVEL_TOURISM: "travel and tourism",
}
_STATUSES = {
    Status.QTS: "is a qualified teacher",
    Status.WORKING_TOWARDS_QTS: "is working towards QTS",
    Status.QTLS: "holds QTLS",
    Status.EYTS: "holds Early Years Teacher Status",
    Status.HLTA: "holds HLTA status",
}
_WITH_QTS = re.compile(r"\s*(?:\b(?:with|and|including)\b|[&+(])\s*QTS\)?", re.IGNORECASE)
_SUPPORTS = {Role.SENCO, Role.TEACHING_ASSISTANT, Role.LEARNING_SUPPORT_ASSISTANT, Role.HLTA}
_TEACHES_SUBJECTS = {Role.SUBJECT_TEACHER, Role.TUTOR}


def experience(school: Education, numbers: frozenset[str], titles: str) -> str:
    """Key stages where the CV has their `numbers`, else phases; subjects that the `titles` do not tell. Only where there are several."""
    stages = [stage.value[2:] for stage in school.key_stages if stage != KeyStage.EYFS]
    phases = [_PHASES[phase] for phase in school.phases if phase in _PHASES]
    taught = [subject for subject in school.subjects if subject != Subject.LANGUAGES]
    subjects = [_subject(subject) for subject in taught] if _TEACHES_SUBJECTS & set(school.roles) else []
    unsaid = not set(map(str.casefold, subjects)) <= set(wording.words(titles))
    covered = ""
    if len(school.key_stages) > 1 and set(stages) <= numbers:
        early = ["the early years"] if KeyStage.EYFS in school.key_stages else []
        covered = listed([*early, f"Key Stage{'s' if len(stages) > 1 else ''} {listed(stages)}"])
    elif len(phases) > 1:
        covered = f"{listed(phases)} settings"
    if len(subjects) > 1 and unsaid:
        return f"Subjects include {listed(subjects[:4])}{f', and experience covers {covered}' if covered else ''}."
    return f"Experience covers {covered}." if covered else ""


def _subject(subject: Subject) -> str:
    plainly = _SUBJECTS.get(subject, subject.value.replace("_", " "))
    return wording.LANGUAGES.get(plainly, plainly)


def skills(held: Sequence[str], wanted: Sequence[str], school: Education) -> str:
    """Four skills: those that are `wanted`, then as the CV lists them; those with special needs come first for who works there."""
    telling = [skill for skill in held if _tells(skill) and skill not in wanted]
    special = [skill for skill in telling if WORDS["send"] & set(wording.words(skill))]
    if len(special) > 1 and not wanted and (_SUPPORTS & set(school.roles) or Phase.SPECIAL in school.phases):
        others = [skill for skill in telling if skill not in special][:2]
        more = f" Other skills include {listed(_spoken(others))}." if len(others) > 1 else ""
        return f"For special educational needs, the CV names {listed(_spoken(special[:3]))}.{more}"
    shown = [*wanted, *telling][:4]
    return f"Key skills include {listed(_spoken(shown))}." if len(shown) > 1 or wanted else ""


def _tells(skill: str) -> bool:
    """Whether a skill is more than a trait ('Punctual'), and short enough for a list."""
    words = wording.words(skill)
    trait = not words or words[0] in WORDS["weak_skills"] or wording.key(skill) in WORDS["send_itself"]
    return not trait and len(words) <= 5 and not re.search(r"[,;:.?!]\s|\b(?:I|my|me)\b", skill)


def _spoken(items: Sequence[str]) -> list[str]:
    return [within(item) for item in items]


def qualified(name: str, held: Sequence[str], school: Education, posts: str) -> str:
    """Teacher status, then the two qualifications that tell most. `posts`: titles told already, whose words are not said again."""
    shown = _best(held)
    if Status.WORKING_TOWARDS_QTS in school.statuses:
        shown = [_WITH_QTS.sub("", name) for name in shown]
    said = " ".join((*shown, posts))
    statuses = [
        words for status, words in _STATUSES.items() if status in school.statuses and not (status == Status.HLTA and "HLTA" in said.upper())
    ]
    if Status.QTS in school.statuses and "QTS" not in said:
        statuses[0] += " (QTS)"
    status = f"{name} {listed(statuses)}" if statuses else ""
    qualifications = f"ualifications include {listed(shown)}" if shown else ""
    if status and qualifications:
        return f"{status}; q{qualifications}."
    return f"{status}." if status else f"Q{qualifications}." if qualifications else ""


def _best(held: Sequence[str]) -> list[str]:
    """Degrees and the like first; school leaving and one-day courses only where there is nothing else."""
    names = list(dict.fromkeys(name for text in held if (name := _short(text))))
    minor = [name for name in names if WORDS["minor_qualifications"] & _words(name)]
    ranked = [[name for name in names if WORDS[rank] & _words(name)] for rank in ("degrees", "diplomas")]
    major = [*itertools.chain(*ranked), *(name for name in names if name not in minor)]
    return list(dict.fromkeys(major))[:2] or names[:1]


def _short(text: str) -> str:
    """Without what stands behind it: place, grade and year."""
    name = re.split(r",\s|\s[-–—|]\s|[;:]\s", text.strip(" .,;:-–—"), maxsplit=1)[0].strip()
    words = wording.words(name)
    known = WORDS["degrees"] | WORDS["diplomas"] | WORDS["minor_qualifications"]
    telling = set(words) - WORDS["rank_alone"] if len(words) > 1 else _words(name) & known
    return name if len(words) <= 12 and any(not word.isdigit() for word in telling) else ""


def _words(text: str) -> set[str]:
    return set(wording.words(re.sub(r"[().]", "", text)))


def checks(name: str, school: Education) -> str:
    """DBS certificate and right to work, as the CV states them."""
    stated = []
    if school.dbs is not None:
        level = " ".join(filter(None, [school.dbs.level, "DBS certificate"]))
        stated.append(article(level) + (" on the Update Service" if school.dbs.update_service else ""))
    if school.right_to_work:
        stated.append("the right to work in the UK")
    return f"{name} has {listed(stated)}." if stated else ""
