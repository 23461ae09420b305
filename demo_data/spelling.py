"""Names of schools as people write them in lists of contacts: what the matching of contacts to schools has to cope with."""

import random
import re
from collections.abc import Callable

Dice = random.Random
Way = Callable[[Dice, str], str]

SHARE_AS_REGISTERED = 0.5
SHARE_WITH_SLIP = 0.06
SHORTEST_SLIPPED = 5  # letters: nobody mistypes "of" and leaves it so

# What is written in several ways, and these ways.
_HABITS = (
    (r"\b(?:C of E|CofE|C\.?E\.?|Church of England)(?=\W|$)", ("C of E", "CofE", "CE", "C.E.", "Church of England")),
    (r"\b(?:Roman Catholic|RC|Catholic)\b", ("Catholic", "RC", "R.C.", "Roman Catholic")),
    (r"\b(?:St\.?|Saint)(?= )", ("St", "St.", "Saint")),
    (r"(?<=[a-z])['\u2019](?=s?\b|s?$)", ("", "\u2019", "'")),
    (r"\bInfants?'?(?=\W|$)", ("Infant", "Infants", "Infants'", "Inf")),
    (r"\bPrimary\b", ("Prim", "Prim.")),
    (r"\bJunior\b", ("Jun", "Jnr")),
    (r"\bVoluntary (?:Aided|Controlled)\b", ("",)),
    (r" School$", ("", " Sch", " Academy")),
    (r" and ", (" & ",)),
    (r"(?<=\w)-(?=\w)", (" ",)),
    (r"^The ", ("",)),
)


def as_written(dice: Dice, name: str) -> str:
    """A school's name as it stands in a list of contacts: half of them as in the register, some with a slip of the pen."""
    if dice.random() < SHARE_AS_REGISTERED:
        return name
    ways = [*(_habit(pattern, words) for pattern, words in _HABITS if re.search(pattern, name)), _shouted, _mumbled, _spaced, _introduced]
    for way in dice.sample(ways, min(dice.randint(1, 3), len(ways))):
        name = way(dice, name)
    return _slipped(dice, name) if dice.random() < SHARE_WITH_SLIP / (1 - SHARE_AS_REGISTERED) else name


def authority_as_written(dice: Dice, name: str) -> str:
    """A local authority likewise, most of them as in the register."""
    if dice.random() < 0.8:
        return name
    return dice.choice((f"{name} Council", name.upper(), f"{name} ", name.partition(",")[0], name.replace(" and ", " & ")))


def _habit(pattern: str, words: tuple[str, ...]) -> Way:
    return lambda dice, name: " ".join(re.sub(pattern, dice.choice(words), name).split())


def _shouted(dice: Dice, name: str) -> str:
    return name.upper()


def _mumbled(dice: Dice, name: str) -> str:
    return name.lower()


def _spaced(dice: Dice, name: str) -> str:
    """As it comes along when a cell is copied from a web page."""
    return dice.choice((f" {name}", f"{name}  ", name.replace(" ", "  ", 1), name.replace(" ", "\u00a0", 1)))


def _introduced(dice: Dice, name: str) -> str:
    return name if name.lower().startswith("the ") else f"The {name}"


def _slipped(dice: Dice, name: str) -> str:
    """One letter left out, doubled, or swapped with the next, never the first one of a word."""
    words = [match for match in re.finditer(r"[^\W\d_]+", name) if len(match[0]) >= SHORTEST_SLIPPED]
    if not words:
        return name
    word = dice.choice(words)
    at = dice.randrange(word.start() + 1, word.end() - 1)
    before, letter, following, after = name[:at], name[at], name[at + 1], name[at + 2 :]
    return before + dice.choice((following, letter + letter + following, following + letter)) + after
