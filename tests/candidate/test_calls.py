from decimal import Decimal

import pytest

from candidate import calls
from candidate.ai.base import Answer, Usage
from candidate.ai.feedback import scored
from candidate.ai.prices import price
from candidate.profile import DataExtracted, Profile

PRICES = {"small": (Decimal(1), Decimal("0.5"), Decimal(10)), "small-pro": (Decimal(2), Decimal(1), Decimal(20))}


@pytest.mark.parametrize(
    ("model", "usage", "dollars"),
    [
        ("small", Usage(1_000_000, 0, 0), "1"),
        ("small-2026-01-01", Usage(1_000_000, 500_000, 100_000), "1.75"),
        ("small-pro", Usage(0, 0, 1_000_000), "20"),
        ("small", Usage(1_000_000, 0, 0, "flex"), "0.5"),
        ("small", Usage(1_000_000, 0, 0, "batch"), "0.5"),
        ("small", Usage(1_000_000, 0, 0, "default"), "1"),
        ("small-max", Usage(1_000_000, 0, 0), "0"),
        ("unheard-of", Usage(1_000_000, 0, 0), "0"),
    ],
)
def test_it_knows_what_an_answer_costs(settings, model, usage, dollars):
    settings.AI_PRICES = PRICES
    assert price(model, usage) == Decimal(dollars)


@pytest.mark.parametrize("result", [Profile(), DataExtracted(interests="Chess"), scored([], "Well.")], ids=lambda each: type(each).__name__)
def test_an_answer_is_kept_as_it_is(result):
    answer = Answer(result, engine="openai", model="small", prompt="analyse 1 abc", remark="Not all.", photo=b"\xff\xd8\x00")
    assert calls.load(calls.dump(answer)) == answer
