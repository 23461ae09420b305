"""Whether text from a file is language, or the rubbish that fonts without character maps and poor text layers give."""

import re
from collections.abc import Sequence

FEWEST_WORDS = 12  # fewer are not judged
LEAST_GOOD = 0.55  # of the words
_GOOD = re.compile(
    r"(?:[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+)(?:['’/&.-](?:[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+))*['’]?s?"
    r"|\d+(?:[.,:/–-]\d+)*(?:st|nd|rd|th|%|\+)?|[\w.+-]+@[\w.-]+|(?:https?:|www\.)\S+|[&+–—-]"
)
_VOICED = re.compile(r"(?i)[aeiouywà-ÿ\d@&+–—-]")
_EDGES = "()[]{}.,;:!?\"'“”‘’|/•·*<>"


def is_language(words: Sequence[str]) -> bool:
    """Whether most of the words look like words of a language."""
    texts = [text for word in words if (text := word.strip(_EDGES))]
    if len(texts) < FEWEST_WORDS:
        return True
    return sum(map(_is_good, texts)) >= LEAST_GOOD * len(texts)


def _is_good(text: str) -> bool:
    if _GOOD.fullmatch(text):
        return bool(_VOICED.search(text)) or (text.isupper() and len(text) < 5)  # abbreviations
    return any(letter.isalpha() and letter > "\u0233" for letter in text)  # other scripts, and letters of other languages
