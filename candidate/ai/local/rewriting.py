"""Better words for the same facts, by rules."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from candidate.ai.local import bullets, instructions, wording
from candidate.ai.local.instructions import Wishes, about
from candidate.ai.local.plain_english import plain, says_nothing
from candidate.ai.local.spelling import british
from candidate.profile import DataExtracted, Employment

SHORT_JOBS = (4, 4, 3)  # bullets that the newest jobs keep when it is to be shorter; older ones keep the OLD_JOB first
OLD_JOB = 2
SHORT_PROFILE = 3  # sentences
_LONGEST, _LONGEST_SUBJECT = 10_000, 300  # characters, as in `candidate.profile`
_BULLET = "- "


def rewrite(data: DataExtracted, instruction: str, today: date) -> tuple[DataExtracted, str]:
    """The data in better words and order, and what of the instruction could not be followed, in one sentence ("" = nothing).

    Names, dates, employers, titles, places and qualifications stay to the letter; nothing is added. Rewriting the result again
    changes nothing.
    """
    duties = [text for job in data.employment_history for text in job.responsibilities]
    movable = [data.professional_profile, data.email_body, *data.qualifications, *duties]
    wishes = instructions.understood(instruction, lambda topic: any(about(topic, text) for text in movable))
    told = [bullets.told(job, today, formal=wishes.formal) for job in data.employment_history]
    retold = {wording.key(old): new.rstrip(" .;,") for pairs in reversed(told) for old, new in pairs}
    changes = {
        "employment_history": [
            _job(job, pairs, number, wishes) for number, (job, pairs) in enumerate(zip(data.employment_history, told, strict=True))
        ],
        "qualifications": _led(data.qualifications, wishes),
        "professional_profile": _fitting(data.professional_profile, lambda text: _profile(text, data.name, wishes)),
        "interests": _fitting(data.interests, british),
        "email_subject": _fitting(data.email_subject, _subject, _LONGEST_SUBJECT),
        "email_body": _fitting(data.email_body, lambda text: _email(text, wishes, retold)),
    }
    return data.model_copy(update=changes, deep=True), wishes.remark()


def _fitting(text: str, change: Callable[[str], str], longest: int = _LONGEST) -> str:
    """The changed text, unless it has become longer than it may be."""
    return new if len(new := change(text)) <= longest else text


def _job(job: Employment, told: Sequence[tuple[str, str]], number: int, wishes: Wishes) -> Employment:
    kept = bullets.improved([new for old, new in told if not _unwanted(old, wishes)])
    if any(len(text) > _LONGEST for text in kept):
        return job
    most = wishes.most or ((SHORT_JOBS[number] if number < len(SHORT_JOBS) else OLD_JOB) if "bullets" in wishes.shorter else None)
    return job.model_copy(update={"responsibilities": _led(kept, wishes)[:most]})


def _profile(text: str, name: str, wishes: Wishes) -> str:
    """Line by line; the sentence that introduces the candidate by name stays in front."""
    lines = []
    for line in text.split("\n"):
        said = _sentences(line, wishes)
        introduced = 1 if said and name and name in said[0] else 0
        lines.append(
            " ".join([*said[:introduced], *_led(said[introduced:], wishes)][: SHORT_PROFILE if "profile" in wishes.shorter else None])
        )
    return _closed_up(lines)


def _email(text: str, wishes: Wishes, retold: Mapping[str, str]) -> str:
    """Paragraph by paragraph; what a list says of a job it says in the words that the job has now."""
    paragraphs = []
    for paragraph in text.split("\n\n"):
        lines = paragraph.split("\n")
        listed = [plain(line.removeprefix(_BULLET), formal=wishes.formal) for line in lines if line.startswith(_BULLET)]
        shown = iter(_led([retold.get(wording.key(item), item) for item in listed if not _unwanted(item, wishes)], wishes))
        told = [_BULLET + item if (item := next(shown, "")) else "" for line in lines if line.startswith(_BULLET)]
        running = iter(told)
        new = [next(running) if line.startswith(_BULLET) else " ".join(_sentences(line, wishes)) for line in lines]
        paragraphs.append("\n".join(line for line in new if line and not (listed and not any(told) and line.endswith(":"))))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _sentences(line: str, wishes: Wishes) -> list[str]:
    """The sentences of a line in plain words, without those that are not wanted or say nothing."""
    said = [sentence for sentence in bullets.SENTENCES.split(line.strip()) if not _unwanted(sentence, wishes)]
    telling = [sentence for sentence in said if not says_nothing(sentence)] or said
    return [new for sentence in telling if (new := plain(sentence, formal=wishes.formal))]


def _subject(text: str) -> str:
    return british(" ".join(text.split())).rstrip(" .,;")


def _closed_up(lines: Sequence[str]) -> str:
    """Lines with at most one empty one between them."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _led(texts: Sequence[str], wishes: Wishes) -> list[str]:
    """Those that mention what is to be emphasised in front, as it was named; what leans on the text before it stays behind that."""
    groups = list[list[str]]()
    for text in texts:
        if groups and bullets.LEANS.match(text) and not text.startswith("They"):
            groups[-1].append(text)
        else:
            groups.append([text])

    def rank(group: Sequence[str]) -> int:
        return next((place for place, topic in enumerate(wishes.first) if any(about(topic, text) for text in group)), len(wishes.first))

    return [text for group in sorted(groups, key=rank) for text in group]


def _unwanted(text: str, wishes: Wishes) -> bool:
    return any(about(topic, text) for topic in wishes.without)
