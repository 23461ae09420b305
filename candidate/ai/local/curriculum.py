"""What a text says of school years, key stages, phases and subjects. Only worth asking of texts about school work."""

import re
from collections.abc import Iterator

from candidate.ai.local import wording
from candidate.taxonomy import KeyStage, Phase, Subject

MAX_TEXT = 2_000
_STAGE_OF_YEAR = {
    **dict.fromkeys((1, 2), KeyStage.KS1),
    **dict.fromkeys((3, 4, 5, 6), KeyStage.KS2),
    **dict.fromkeys((7, 8, 9), KeyStage.KS3),
    **dict.fromkeys((10, 11), KeyStage.KS4),
    **dict.fromkeys((12, 13), KeyStage.KS5),
    0: KeyStage.EYFS,
}
_PHASE_OF_STAGE = {
    KeyStage.KS1: Phase.PRIMARY,
    KeyStage.KS2: Phase.PRIMARY,
    KeyStage.KS3: Phase.SECONDARY,
    KeyStage.KS4: Phase.SECONDARY,
}
_SPELT_OUT = ("r", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen")
_SPELT = {word: number for number, word in enumerate(_SPELT_OUT)}
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(_SPELT)})(?![\w£%])"
_AND_ON = r"(?:\s?(?:-|–|—|to|through|and|&|/|,|\+)\s?"
_YEARS = re.compile(
    rf"(?<!\d\s)(?<!\d)\b(?:(?:years?|yrs?\.?)(?:\sgroups?)?\s?|y|[bfm]lwyddyn\s)({_NUMBER}{_AND_ON}(?:(?:years?|yrs?)\s?|y)?{_NUMBER}){{0,6}})"
    r"(?!\s(?:of\s(?:my|the|a|study)|months?|degree|undergraduate|plan))",
    re.IGNORECASE,
)
_FROM_RECEPTION = re.compile(rf"\breception\s?(?:to|-|–|through)\s?(?:years?\s?|yr\s?|y)?({_NUMBER})", re.IGNORECASE)
_STAGES = re.compile(
    rf"\b(?:[lu]?ks|key\s?stages?|cyfnod allweddol)\s?([1-5]{_AND_ON}(?:[lu]?ks|key\s?stage\s)?\s?[1-5](?!\d)){{0,4}})", re.IGNORECASE
)
_STEPS = re.compile(r"\d{1,2}|[a-z]+|[-–—]", re.IGNORECASE)
_THROUGH = frozenset({"-", "–", "—", "to", "through"})
_RECEPTION = re.compile(
    r"\bReception\b(?=\s(?:class|teacher|children|pupils|year|and|to|&)|\s?[,/()&-]|$)(?!\s?(?:and|&|,)\s(?:admin|office|switchboard))"
)
_HIGH = re.compile(r"\bHigh\b(?!\s?-)(?=$|[\s,|(]{1,2}(?:$|[,|(]|School|Academy|and|&))")
_NAMED: dict[str, wording.Phrases[tuple[str, ...]]] = {
    kind: wording.Phrases(
        (phrase, tuple(code for code in codes if phrase in codes[code])) for listed in codes.values() for phrase in listed
    )
    for kind, codes in wording.SCHOOL.items()
}
_CODES = frozenset({"it", "re", "rs", "dt", "pe", "rpe", "hsc", "psd", "fe", "eal", "ict"})  # read as words unless in capitals


def key_stages(text: str) -> list[KeyStage]:
    """Key stages that the text names: as such, by school years ('Year 3', 'Y7-9'), or by what is taught in them ('GCSE')."""
    text = text[:MAX_TEXT]
    found = {_STAGE_OF_YEAR[year] for year in _years(text)}
    found |= {KeyStage(f"ks{number}") for match in _STAGES.finditer(text) for number in _counted(match[1]) if 1 <= number <= 5}
    found |= {KeyStage(stage) for stages, _ in _NAMED["key_stages"].find(text) for stage in stages}
    found |= {KeyStage.EYFS} if _RECEPTION.search(text) else set()
    return [stage for stage in KeyStage if stage in found]


def phases(text: str) -> list[Phase]:
    """Phases that the text names, or that its years and key stages belong to."""
    text = text[:MAX_TEXT]
    found = {Phase(phase) for phases, _ in _NAMED["phases"].find(text) for phase in phases}
    found |= {_PHASE_OF_STAGE[stage] for stage in key_stages(text) if stage in _PHASE_OF_STAGE}
    found |= {Phase.SECONDARY} if _HIGH.search(text) else set()
    found |= {Phase.PRIMARY} if _RECEPTION.search(text) else set()
    return [phase for phase in Phase if phase in found]


def subjects(text: str) -> list[Subject]:
    """School subjects that the text names, in its order."""
    text = text[:MAX_TEXT]
    capitals = set(re.findall(r"\b[A-Z]{2,4}\b", text)) if not text.islower() else {code.upper() for code in _CODES}
    named = _NAMED["subjects"].find(text)
    return list(dict.fromkeys(Subject(code) for (code,), word in named if word not in _CODES or word.upper() in capitals))


def _years(text: str) -> Iterator[int]:
    for match in _YEARS.finditer(text):
        yield from (year for year in _counted(match[1]) if year in _STAGE_OF_YEAR)
    for match in _FROM_RECEPTION.finditer(text):
        yield from range(max(_counted(match[1]), default=0) + 1)


def _counted(text: str) -> set[int]:
    """'5/6' is 5 and 6, '7 to 11' all from 7 to 11."""
    found: set[int] = set()
    last, through = -1, False
    for step in _STEPS.findall(text.casefold()):
        number = int(step) if step.isdigit() else _SPELT.get(step)
        if number is None:
            through = through or step in _THROUGH
            continue
        found |= set(range(last, number + 1)) if through and 0 <= last < number <= 13 else {number}
        last, through = number, False
    return found
