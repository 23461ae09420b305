"""Texts as a model wrote them: each sentence stays that the CV bears out, and nothing goes out but through `anonymise`."""

import dataclasses
import re
from collections.abc import Iterable, Sequence

from candidate.ai.local import wording
from candidate.ai.local.anonymise import Identity, anonymise
from candidate.ai.truth.sentences import Truth, split
from candidate.ai.truth.source import telling
from candidate.profile import Claim

SHORT, LONG = 300, 9_000  # characters
_LEAST_COMMON = 4  # letters with which two forms of a word begin: 'cook', 'cooking'
_EMPTY_LIST = re.compile(r"^[^\n-][^\n]*:\n++(?![-•*\d])", re.MULTILINE)
_PARTS = re.compile(r"[,;:|()/]|\s[–-]\s")
_GRADE = re.compile(r"(?<![\w'’.-])(?:[A-EU]\*?)(?![\w'’.]|[\s-][Ll]evel)")
_WITHIN_ENTRY = 8  # lines over which a qualification may stand


@dataclasses.dataclass(frozen=True)
class Editor:
    """`identities`: of what must not show, the candidate's own first."""

    truth: Truth
    identities: Sequence[Identity]
    claims: list[Claim]

    def shown(self, text: str, most: int = LONG, *, instead: str | None = None) -> str:
        """What may go out of a text; its lines stay lines."""
        given = self.identities[0].given_name if instead is None else instead
        lines = text.split("\n")
        for identity in self.identities:
            lines = [_anonymised(line, identity, given) for line in lines]
        return "\n".join(lines)[:most].strip()

    def text(self, place: str, text: str, otherwise: str = "", most: int = LONG, *, grounded: bool = False) -> str:
        """The sentences that may stand; `otherwise` where none is left. `grounded`: half of a sentence's words must be the CV's."""
        lines = []
        for line in self.shown(text).split("\n"):
            kept = " ".join(sentence for sentence in split(line) if self._stands(place, sentence, grounded=grounded))
            if kept.strip("-• ") or not line:
                lines.append(kept)
        told = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        return (_EMPTY_LIST.sub("", f"{told}\n") if told != text else told).strip()[:most] or otherwise

    def texts(self, place: str, items: Iterable[str]) -> list[str]:
        """Those that may stand, each as a whole."""
        return [kept for item in items if (kept := self.shown(item)) and self._stands(place, kept)]

    def supported(self, place: str, items: Iterable[str], *, most: int = SHORT) -> list[str]:
        """Titles, skills and the like: those whose words the CV has, in one place."""
        kept = dict.fromkeys(shown for item in items if (shown := self.shown(item, most)))
        return [item for item in kept if self._bears_out(item) or self.refused(place, item, "The CV does not say so.")]

    def qualifications(self, items: Iterable[str], read: Sequence[str]) -> list[str]:
        """Those of which the CV has all words, grades and years, the parts of each close together."""
        kept = dict.fromkeys(shown for item in items if (shown := self.shown(item, 500)))
        return [
            item for item in kept if self._is_held(item, read) or self.refused("qualifications", item, "The CV does not have it like this.")
        ]

    def refused(self, place: str, text: str, reason: str) -> bool:
        """Puts down what was taken out; False, for whoever asks whether to keep it."""
        self.claims.append(Claim(place=place, text=text[:SHORT], reason=reason[:SHORT]))
        return False

    def _stands(self, place: str, sentence: str, *, grounded: bool = False) -> bool:
        reason = self.truth.fault(sentence)
        if not reason and grounded and not self._is_grounded(sentence):
            reason = "The CV says nothing like it."
        return not reason or self.refused(place, sentence, reason)

    def _is_grounded(self, sentence: str) -> bool:
        words = [word for word in telling(sentence) if len(word) >= _LEAST_COMMON]
        return 2 * sum(map(self._begins, words)) >= len(words)

    def _begins(self, word: str) -> bool:
        return self.truth.source.begins(word[: max(_LEAST_COMMON, len(word) - 3)])

    def _bears_out(self, item: str) -> bool:
        source, words = self.truth.source, telling(item)
        if self.truth.fault(item):
            return False
        return bool(source.near(words, 1)) or source.knows_skill(item) or (bool(words) and all(map(self._begins, words)))

    def _is_held(self, item: str, read: Sequence[str]) -> bool:
        source = self.truth.source
        if wording.key(item) in map(wording.key, read):
            return True
        words, grades = telling(item), set(_GRADE.findall(item))
        places = source.near(words, _WITHIN_ENTRY)
        if not places or not all(source.near(telling(part), 1) or not telling(part) for part in _PARTS.split(item)):
            return False
        around = "\n".join(source.raw[max(0, min(places) - _WITHIN_ENTRY) : max(places) + _WITHIN_ENTRY + 1])
        in_part = set(telling(item)) <= {word for text in read for word in telling(text)}
        return grades <= set(_GRADE.findall(around)) and not (self.truth.unknown_numbers(item) or (not in_part and self.truth.status(item)))


def _anonymised(line: str, identity: Identity, instead: str) -> str:
    """What may go out of a line; the mark at its end stays: 'Dear Headteacher,'."""
    shown = anonymise(line, identity, instead=instead)
    return line if shown == line.strip(" ,;|") else shown
