"""What people hand to a forecast: the forms of a series, rates and levels with units; understood, or met with a line to write."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from runner_project import ROOT

import lcanalysis as lc
from lcanalysis.errors import FaultsError, UnitMismatchError, UsageError
from lcanalysis.forecasting.rates_and_levels import growth_ratio, level_in
from lcanalysis.forecasting.series_input import yearly
from lcanalysis.wording import LANGUAGES

VALUES = [708.36, 813.9]
CLASS = "national_products"


def outlook(series, horizon=2022, **options):
    return lc.forecast(series, horizon, CLASS, "2019-11", data=ROOT / "data", **options)


BARE = pd.Series(VALUES)
EXPECTED = pd.Series(VALUES, index=[2017, 2018])


@pytest.mark.parametrize(
    "given",
    [
        {2017: 708.36, 2018: 813.9},
        {"2017": 708.36, "2018": 813.9},
        [(2017, 708.36), (2018, 813.9)],
        pd.Series(VALUES, index=pd.to_datetime(["2017-12-31", "2018-12-31"])),
        pd.Series(VALUES, index=pd.date_range("2017", periods=2, freq="YS")),
        pd.Series(VALUES, index=pd.period_range("2017", periods=2, freq="Y")),
        pd.Series(VALUES, index=["2017", "2018"]),
        pd.DataFrame({"year": pd.to_datetime(["2017-12-31", "2018-12-31"]), "value": VALUES}),
        pd.DataFrame({"year": pd.period_range("2017", periods=2, freq="Y"), "value": VALUES}),
        pd.DataFrame({"year": ["2017", "2018"], "value": VALUES}),
        (Decimal("708.36"), Decimal("813.9")),
        tuple(VALUES),
        np.array(VALUES),
        BARE,
    ],
)
def test_a_series_is_understood_in_whatever_form_it_comes(given):
    is_without_years = isinstance(given, tuple | np.ndarray) or given is BARE
    found = outlook(given, **({"start": 2017} if is_without_years else {}))
    assert found.observed.years == (2017, 2018)
    assert found.quantile(0.5) == outlook(EXPECTED).quantile(0.5)


def test_a_long_table_with_dates_is_understood():
    dates = pd.to_datetime(["2016-12-31", "2017-12-31", "2018-12-31"])
    found = outlook(pd.DataFrame({"series": ["a"] * 3, "year": dates, "value": [600, *VALUES]}))
    assert found["a"].origin == 2018


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("given", "line"),
    [
        (VALUES, "lc.forecast(values, 2022, start=2017)"),
        (pd.Series(VALUES), "lc.forecast(values, 2022, start=2017)"),
        ("revenue", 'lc.forecast(plan.series("revenue", "cluster"), 2022)'),
        (813.9, 'lc.forecast(plan.series("revenue", "cluster"), 2022)'),
        (None, 'lc.forecast(plan.series("revenue", "cluster"), 2022)'),
        (
            pd.Series([1.0] * 3, index=pd.period_range("2018-01", periods=3, freq="M")),
            "lc.forecast(series, 2022, sum_months=True)",
        ),
        (
            pd.Series([1.0] * 3, index=pd.date_range("2018-01", periods=3, freq="MS")),
            "lc.forecast(series, 2022, sum_months=True)",
        ),
    ],
)
def test_what_cannot_be_understood_is_met_with_the_line_to_write(given, line, lang):
    with pytest.raises(UsageError) as caught:
        outlook(given)
    assert line in caught.value.text(lang)


@pytest.mark.parametrize("given", [[], {}, pd.Series([], dtype="float64")])
def test_an_empty_series_is_not_asked_for_another_year(given):
    with pytest.raises(FaultsError) as caught:
        outlook(given)
    assert "no observation" in caught.value.text("en")
    assert "another year" not in caught.value.text("en")


# ---------------------------------------------------------------------- the plan's own tables


def test_the_rows_of_one_figure_are_forecast_with_their_unit_and_bounds(plan):
    chosen = "indicator == 'revenue' and entity == 'cluster'"
    rows = plan.observations.query(chosen)
    found = outlook(rows)
    assert (found.name, found.unit) == ("revenue/cluster", "亿元")
    assert found.observed.years == (2017, 2018)
    assert found.observed.lower[-1] < 813.9 < found.observed.upper[-1]
    assert outlook(plan.all_observations.query(chosen)).quantile(0.5) == found.quantile(0.5)
    few = outlook(rows[["indicator", "entity", "period", "value", "unit"]])
    assert (few.observed.years, few.last_value, few.unit) == ((2017, 2018), 813.9, "亿元")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_of_many_figures_or_of_none_is_met_with_the_line_to_write(plan, lang):
    with pytest.raises(UsageError) as caught:
        outlook(plan.observations)
    first = plan.observations.iloc[0]
    assert f'lc.forecast(plan.series("{first.indicator}", "{first.entity}"), 2022)' in caught.value.text(lang)
    with pytest.raises(UsageError) as caught:
        outlook(plan.observations.query("indicator == 'revenu'"))
    assert "lc.forecast(plan.series(" in caught.value.text(lang)


def test_quantities_are_forecast_with_their_unit_and_the_bounds_of_their_rounding(plan):
    revenue = lc.series(plan, "revenue", "cluster")
    found = outlook(revenue)
    assert found.unit == "亿元"
    assert found.observed.last_value == 813.9
    assert found.observed.lower[-1] == pytest.approx(813.85)
    assert outlook(revenue.to_frame("value")).quantile(0.5) == found.quantile(0.5)
    assert outlook(list(revenue), start=2017).quantile(0.5) == found.quantile(0.5)


def test_like_units_are_converted_to_that_of_the_last_and_unlike_ones_refused():
    mixed = {2017: lc.Quantity(7083600, "万元"), 2018: lc.Quantity("813.9", "亿元")}
    assert outlook(mixed).observed == outlook(EXPECTED).observed
    with pytest.raises(UnitMismatchError):
        outlook({2017: lc.Quantity(5, "万吨"), 2018: lc.Quantity("813.9", "亿元")})


def test_the_unit_of_a_plans_series_is_shown_with_its_forecast(plan):
    assert outlook(plan.series("revenue", "cluster")).unit == "亿元"
    assert outlook(plan.series("revenue", "cluster"), unit="亿").unit == "亿"


def test_breaks_and_names_go_along():
    given = pd.Series([1.0, 9.0, 10.0], index=[2016, 2017, 2018], name="output")
    given.attrs["breaks"] = (2017,)
    assert yearly(given).attrs["breaks"] == (2017,)
    assert outlook(given).observed.years == (2017, 2018)
    assert outlook(given).name == "output"


# ---------------------------------------------------------------------- rates and levels


def test_a_rate_is_a_quantity_in_percent_and_a_plain_number_is_a_ratio():
    found = outlook(EXPECTED)
    assert found.probability(lc.Quantity(5, "%")) == found.probability(0.05)
    assert found.probability(lc.Quantity("0.05")) == found.probability(0.05)
    assert found.probability(lc.parameter("goal_growth_pct", 5, "%")) == found.probability(0.05)
    assert 0 <= found.probability(lc.Quantity(150, "%")) < 0.01
    assert growth_ratio(Decimal("-0.02")) == -0.02


@pytest.mark.parametrize(
    ("given", "percent", "ratio"),
    [("5%", "5", "0.05"), ("5", "5", "0.05"), (5, "5", "0.05"), (1, "1", "0.01"), (5.5, "5.5", "0.055"), ("5.50％", "5.5", "0.055"), (-3, "-3", "-0.03"),
     (True, "5", "0.05"), ("fast", "5", "0.05"), (float("nan"), "5", "0.05"), (float("inf"), "5", "0.05"), ([5], "5", "0.05")],
)  # fmt: skip
def test_what_may_be_five_percent_or_five_hundred_is_asked_about(given, percent, ratio):
    with pytest.raises(UsageError) as caught:
        outlook(EXPECTED).probability(given)
    for lang in LANGUAGES:
        said = caught.value.text(lang)
        assert f'lc.Quantity({percent}, "%")' in said
        assert ratio in said


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lc.Quantity(5, "个百分点"), "is in 个百分点"),
        (lc.Quantity(5, "亿元"), "is in 亿元"),
        (lc.Quantity(-100, "%"), "100%"),
    ],
)
def test_a_quantity_that_is_no_rate_of_growth_is_refused(given, words):
    with pytest.raises(UsageError) as caught:
        growth_ratio(given)
    assert words in caught.value.text("en")


def test_a_level_is_a_quantity_in_any_like_unit_or_a_number_in_the_series_own():
    found = outlook(EXPECTED, unit="亿元")
    level = lc.Quantity(10_000_000, "万元")
    assert found.probability(level=level) == found.probability(level=1000)
    assert found.required_growth(level) == found.required_growth(1000)
    assert found.expected_shortfall(level) == found.expected_shortfall(1000)
    assert found.capped(level).cap == outlook(EXPECTED, unit="亿元", cap=level).cap == 1000
    with pytest.raises(UnitMismatchError):
        found.probability(level=lc.Quantity(5, "万吨"))
    with pytest.raises(UsageError, match="unit="):
        outlook(EXPECTED).probability(level=level)
    with pytest.raises(UsageError):
        level_in("1000", "亿元")


def test_a_cap_is_a_quantity_with_digits_of_its_own_unit():
    output = pd.Series({2017: 430.09, 2018: 440.24})
    output.attrs["unit"] = "万吨"
    in_tonnes = lc.Quantity(4_402_000, "吨")  # 440.2 to the tonne lies below 440.24
    with pytest.raises(UsageError, match="below_latest"):
        outlook(output, cap=in_tonnes)
    assert outlook(output, cap=in_tonnes, cap_below_latest=True).cap == 440.2
    assert outlook(output, cap=lc.Quantity("0.044", "亿吨")).cap == 440.24  # equal within the rounding of both
    assert outlook(output, cap=Decimal("450.5")).cap == outlook(output, cap=lc.Quantity("450.5", "万吨")).cap == 450.5
    for cap in ("450", True, None, float("nan"), lc.Quantity(450, "亿元")):
        with pytest.raises((UsageError, UnitMismatchError)):
            outlook(output).capped(cap)
