"""Puts a candidate's own profile into the third person, as 'they': no gender is guessed, and nearly every verb keeps its form."""

import re

_CHANGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), change)
    for pattern, change in (
        (r"\bI['’]m\b|\bI am\b", "they are"),
        (r"\bI['’]ve\b", "they have"),
        (r"\bI['’]d\b", "they would"),
        (r"\bI['’]ll\b", "they will"),
        (r"\bI was\b", "they were"),
        (r"\b[Aa]m I\b", "are they"),
        (r"(?<!War )(?<!Level )(?<!Part )(?<!Phase )(?<!Stage )(?<!Grade )\bI\b(?=,?\s[a-z])", "they"),
        (r"\bmyself\b", "themselves"),
        (r"\bmy own\b", "their own"),
        (r"\b[Mm]y\b", "their"),
        (r"\bof mine\b", "of theirs"),
        (r"\bme\b", "them"),
    )
)
_SENTENCE = re.compile(r"(?:^|(?<=[.!?]\s)|(?<=\n))(they|their|theirs|themselves|are they)\b")
_VERBS = (
    "have|am|was|enjoy|believe|love|work|teach|lead|take|like|hold|bring|can|aim|want|seek|thrive|care|know|offer|understand|value|pride"
)
_FIRST = re.compile(rf"^They (are|have|were)\b(?![^.]{{0,400}}\b(?:and|but)\s(?:\w{{1,30}}ly\s)?(?:{_VERBS})\b)")
_SINGULAR = {"are": "is", "have": "has", "were": "was"}


def third_person(text: str, given_name: str) -> str:
    """'I am a teacher. I love my work.' becomes 'Anna is a teacher. They love their work.'"""
    text = neutral(text)
    if not given_name:
        return text
    return _FIRST.sub(lambda match: f"{given_name} {_SINGULAR[match[1]]}", text)


def neutral(text: str) -> str:
    """'I planned my lessons' becomes 'They planned their lessons'; text without 'I' and 'my' stays as it is."""
    for pattern, change in _CHANGES:
        text = pattern.sub(change, text)
    return _SENTENCE.sub(lambda match: match[0][0].upper() + match[0][1:], text)
