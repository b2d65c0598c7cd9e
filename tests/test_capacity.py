from dataclasses import replace
from pathlib import Path

import pytest

from lcanalysis.exhibits import Quantity, Statement
from lcanalysis.forecasting import forecast
from lcanalysis.plan import load
from lcanalysis.stories.capacity import capped_outputs

PLAN = load(Path(__file__).parent.parent / "data")


@pytest.fixture(scope="module")
def numbers() -> dict[str, Quantity]:
    return {quantity.key: quantity for quantity in capped_outputs(PLAN, "zh").quantities}


@pytest.mark.parametrize("product", ["primary_aluminium", "alumina"])
def test_a_capped_forecast_stays_below_its_cap_and_the_free_one_does_not(numbers, product):
    cap = numbers[f"capacity/{product}/cap"].value
    assert float(numbers[f"capacity/{product}/with/high"].value) < float(cap)
    assert float(numbers[f"capacity/{product}/without/high"].value) > float(cap)
    assert numbers[f"capacity/{product}/with/reaches"].value == 0  # both caps lie below the output of 2018


def test_the_free_forecast_is_that_of_the_public_call(numbers):
    series = PLAN.series("output", "alumina")
    free = forecast(series, 2022, as_of="2019-12-31", data=PLAN.data)
    assert float(numbers["capacity/alumina/without/median"].value) == pytest.approx(free.quantile(0.5), rel=1e-9)
    share = float(numbers["capacity/alumina/without/reaches"].value) / 100
    assert share == pytest.approx(free.probability(level=series[2018]), abs=1e-9)


def test_both_languages_hold_the_same_numbers_each_with_a_trace(numbers):
    english = {quantity.key: quantity.result() for quantity in capped_outputs(PLAN, "en").quantities}
    assert {key: quantity.result() for key, quantity in numbers.items()} == english
    assert all(quantity.trace for quantity in numbers.values())


def test_a_cap_later_than_the_plan_is_named_as_later_knowledge():
    notes = capped_outputs(PLAN, "en").notes
    assert any("2022-05" in note and "later than the plan" in note for note in notes)


def test_a_plan_without_caps_says_so():
    plain = replace(PLAN, definition=PLAN.definition.model_copy(update={"caps": ()}))
    assert isinstance(capped_outputs(plain, "en"), Statement)
