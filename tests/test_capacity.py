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


@pytest.mark.parametrize(("product", "cap"), [("primary_aluminium", 158), ("alumina", 440.24)])
def test_a_capped_output_is_the_lesser_of_the_free_one_and_the_cap(numbers, product, cap):
    for name in ("low", "median", "high"):
        free, capped = (float(numbers[f"capacity/{product}/{case}/{name}"].value) for case in ("without", "with"))
        assert capped == pytest.approx(min(free, cap), rel=1e-12)
    assert float(numbers[f"capacity/{product}/without/high"].value) > cap


def test_a_cap_that_equals_the_latest_output_within_rounding_leaves_its_probability(numbers):
    # 440 万吨 of capacity, 440.24 made in 2018: no less likely to be made again than without the cap.
    assert numbers["capacity/alumina/with/reaches"].value == numbers["capacity/alumina/without/reaches"].value > 0
    # Aluminium is capped below the output of 2018 on purpose, as plan.yml says.
    assert numbers["capacity/primary_aluminium/with/reaches"].value == 0


def test_a_cap_that_was_exceeded_is_not_applied_unless_asked_for_and_the_page_says_so():
    caps = tuple(cap.model_copy(update={"below_latest": False}) for cap in PLAN.definition.caps)
    plan = replace(PLAN, definition=PLAN.definition.model_copy(update={"caps": caps}))
    table = capped_outputs(plan, "en")
    keys = {quantity.key for quantity in table.quantities}
    assert "capacity/primary_aluminium/without/median" in keys
    assert "capacity/primary_aluminium/with/median" not in keys
    assert any("is not applied" in note and "160.51" in note and "158" in note for note in table.notes)


def test_a_year_that_was_observed_already_has_no_capped_forecast():
    assert isinstance(capped_outputs(PLAN, "zh", 2018), Statement)


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
