"""In pandas columns quantities are what they are in plain Python, and what loses them cannot reach a page."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quantity_cases import printed, unpickled

from lcanalysis.errors import DataError, UnitMismatchError
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import (
    maximum,
    mean,
    measured,
    median,
    minimum,
    rolling,
    standard_deviation,
    total,
)
from lcanalysis.quantities.checking import BareNumbersError, require_quantities

YEARS = (2017, 2018, 2019)
REVENUE = pd.Series(
    {2017: printed("708.4", cell="t.csv B2"), 2018: printed("813.9", cell="t.csv C2"), 2019: None, 2020: printed("900", cell="t.csv E2")},
    dtype=object,
)  # fmt: skip
LAST = REVENUE[2018]


def same(found, wanted) -> bool:
    """Whether two results have the same values, units, traces and bounds, and miss the same."""
    pairs = list(zip(found, wanted, strict=True))
    if any(pd.isna(one) != pd.isna(other) for one, other in pairs):
        return False
    held = [(one, other) for one, other in pairs if not pd.isna(one)]
    return all(
        (one.exact, one.unit, one.trace, one.bounds) == (other.exact, other.unit, other.trace, other.bounds)
        for one, other in held
    )


def test_columns_calculate_as_plain_python_does():
    a, b, _, d = REVENUE
    nan = math.nan
    assert same(REVENUE * 2, [a * 2, b * 2, nan, d * 2])
    assert same(1.05 * REVENUE, [a * 1.05, b * 1.05, nan, d * 1.05])
    assert same(LAST - REVENUE, [LAST - a, LAST - b, nan, LAST - d])
    assert same((REVENUE / REVENUE.shift(1) - 1) * 100, [nan, (b / a - 1) * 100, nan, nan])
    assert same(REVENUE.pct_change(), [nan, b / a - 1, nan, nan])
    assert same(REVENUE.diff(), [nan, b - a, nan, nan])
    assert same(REVENUE.cumsum(), [a, a + b, nan, a + b + d])
    assert same([REVENUE.sum()], [a + b + d])
    assert same(REVENUE.dropna().clip(upper=LAST), [a, b, b])
    assert same(REVENUE.dropna().clip(lower=0), [a, b, d])
    assert same(REVENUE.dropna().abs(), [a, b, d])
    assert same(REVENUE.dropna().round(1), [round(one, 1) for one in (a, b, d)])
    assert same([REVENUE.max(), REVENUE.min()], [d, a])
    assert same(np.log(REVENUE.dropna() / LAST), [(one / LAST).log() for one in (a, b, d)])
    assert same(np.float64(2) * REVENUE, REVENUE * 2)
    assert same(np.array([1.0, 2.0]) * LAST, [LAST, LAST * 2])
    assert same(LAST * np.array([1, 2]), [LAST, LAST * 2])
    assert same([np.float64(2) * LAST, np.int64(2) * LAST, LAST * np.float64(2)], [LAST * 2] * 3)
    assert same([np.sqrt(LAST / LAST), np.log(LAST / LAST)], [(LAST / LAST).sqrt(), (LAST / LAST).log()])


@given(st.lists(st.integers(-99, 99) | st.none(), min_size=2, max_size=6))
def test_a_column_of_any_figures_calculates_as_plain_python_does(values):
    # pandas itself subtracts None from None in vain; what its own calculations leave out is NaN.
    held = [
        math.nan if value is None else printed(Decimal(value) / 10, cell=f"t.csv B{at}")
        for at, value in enumerate(values)
    ]
    column = pd.Series(held, dtype=object)
    there = [one for one in held if isinstance(one, Quantity)]
    assert same(column + LAST, [one + LAST for one in held])
    assert same(column.diff(), [
        math.nan if at == 0 else held[at] - held[at - 1] for at in range(len(held))
    ])  # fmt: skip
    if there:
        assert column.sum() == total(held) == sum(there)
        assert (column.max(), column.min()) == (max(there), min(there))
        assert column.dropna().sort_values().tolist() == sorted(there)


def test_order_masks_and_missing_figures_are_those_of_pandas():
    assert REVENUE.sort_values().index.tolist() == [2017, 2018, 2020, 2019]
    assert REVENUE.isna().tolist() == [False, False, True, False]
    assert (Quantity(750, "亿元") < REVENUE).tolist() == [False, True, False, True]
    assert (REVENUE > 0).tolist() == [True, True, False, True]
    assert REVENUE.between(REVENUE[2017], LAST).tolist() == [True, True, False, False]
    assert (REVENUE == LAST).tolist() == [False, True, False, False]
    assert REVENUE.idxmax() == 2020
    assert REVENUE.astype(float).tolist()[:2] == [708.4, 813.9]
    with pytest.raises(UnitMismatchError):
        _ = REVENUE > 750
    with pytest.raises(UnitMismatchError):
        _ = REVENUE + Quantity(1, "吨")


def test_tables_are_grouped_pivoted_and_merged_with_all_that_quantities_hold():
    rows = [(metal, year, printed(str(value), "万吨", f"t.csv {metal}{year}")) for metal, year, value in (
        ("copper", 2017, 2), ("copper", 2018, 3), ("steel", 2017, 5), ("steel", 2018, 7),
    )]  # fmt: skip
    table = pd.DataFrame(rows, columns=["metal", "year", "output"])
    values = table["output"].tolist()
    assert same(table.groupby("metal")["output"].sum(), [values[0] + values[1], values[2] + values[3]])
    assert same(table.groupby("metal")["output"].agg(mean), [mean(values[:2]), mean(values[2:])])
    wide = table.pivot(index="metal", columns="year", values="output")  # noqa: PD010 - nothing to aggregate
    assert same(wide.sum(axis=1), table.groupby("metal")["output"].sum())
    assert same(wide.stack(), values)  # noqa: PD013 - as people write it
    assert same(
        (wide[2018] / wide[2017] - 1) * 100, [(values[1] / values[0] - 1) * 100, (values[3] / values[2] - 1) * 100]
    )
    shares = table["output"] / table.groupby("year")["output"].transform("sum") * 100
    assert same(shares, [value / sum(values[at % 2 :: 2]) * 100 for at, value in enumerate(values)])
    merged = table.merge(table.rename(columns={"output": "again"}), on=["metal", "year"])
    assert [one.exact for one in merged["output"] - merged["again"]] == [0] * 4
    assert table.sort_values("output", ascending=False)["metal"].tolist() == ["steel", "steel", "copper", "copper"]
    assert same(unpickled(table)["output"], values)


def test_charts_and_models_take_a_column_as_floats():
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    (line,) = axes.plot(YEARS[:2], REVENUE.dropna()[:2].astype(float))
    assert line.get_ydata().tolist() == [708.4, 813.9]
    (line,) = axes.plot([1, 2], [REVENUE[2017], LAST])
    assert line.get_ydata().astype(float).tolist() == [708.4, 813.9]


def test_aggregates_leave_out_what_is_missing_and_convert_like_units():
    held = [Quantity(2, "万吨", "a"), None, Quantity(1000, "吨", "b"), math.nan, pd.NA]
    assert [how(held).exact for how in (total, mean, median, minimum, maximum)] == [
        Fraction(21, 10), Fraction(105, 100), Fraction(105, 100), Fraction(1, 10), 2,
    ]  # fmt: skip
    assert all(
        how(held).trace.machine == ("a", "b") for how in (total, mean, median, minimum, maximum, standard_deviation)
    )
    assert all(math.isnan(how([None, math.nan])) for how in (total, mean, median, minimum, maximum, standard_deviation))
    assert math.isnan(standard_deviation(held[:2]))
    assert standard_deviation([Quantity(1, "吨"), Quantity(3, "吨")]).exact ** 2 - 2 < Fraction(1, 10**40)
    with pytest.raises(UnitMismatchError):
        total([Quantity(2, "万吨"), Quantity(2, "亿元")])
    with pytest.raises(DataError) as raised:
        mean([Quantity(2, "万吨"), 5])
    assert raised.value.fields == {"position": 2, "value": "5"}


def test_a_mean_of_a_hundred_rates_is_a_rate():
    assert (mean([Quantity(5, "%")] * 100).exact, mean([Quantity(5, "%")] * 100).unit) == (5, "%")


def test_a_moving_mean_keeps_traces_and_is_missing_beside_a_gap():
    a, b, _, d = REVENUE
    assert same(rolling(REVENUE, 2), [math.nan, (a + b) / 2, math.nan, math.nan])
    assert same(rolling(REVENUE, 1, maximum), [a, b, math.nan, d])


def test_what_a_model_returns_follows_from_what_it_was_given():
    chance = measured(62.5, "%", REVENUE, "reference/mix", decimals=0)
    assert (chance.text("zh"), chance.exact) == ("63%", Fraction("62.5"))
    assert chance.trace.machine == ("reference/mix", "t.csv B2", "t.csv C2", "t.csv E2")
    paths = measured(pd.DataFrame({"low": [1.5, math.nan], "high": [2.5, 3]}), "亿元", LAST)
    assert paths["low"][0].exact == Fraction(3, 2)
    assert math.isnan(paths["low"][1])
    assert paths["high"][1].trace == LAST.trace
    column = measured(pd.Series([1.0, None], index=[2019, 2020], name="median"), "亿元", LAST)
    assert (column.name, column.index.tolist(), column.isna().tolist()) == ("median", [2019, 2020], [False, True])
    with pytest.raises(UnitMismatchError):
        measured(1.5, "亿员", LAST)


@pytest.mark.parametrize(
    "lost",
    [
        REVENUE.mean,
        REVENUE.median,
        REVENUE.std,
        lambda: REVENUE.dropna().rolling(2).mean(),
        lambda: REVENUE.dropna().rolling(2).sum(),
        lambda: REVENUE.dropna().ewm(span=2).mean(),
        lambda: REVENUE.astype(float).interpolate(),
        lambda: REVENUE.to_frame("a").mean(),
        lambda: REVENUE.groupby([1, 1, 2, 2]).mean(),
        lambda: REVENUE.dropna().map(float),
        lambda: REVENUE.dropna().map(lambda one: one.value),
        lambda: pd.Series([1.5], dtype="Float64"),
        lambda: np.float32(1.5),
        lambda: pd.Series([5.0, 6.0]),
    ],
)
def test_floats_that_pandas_made_of_quantities_are_refused_with_the_remedy(lost):
    with pytest.raises(BareNumbersError) as raised:
        require_quantities(lost(), "basis")
    assert "lc.mean" in raised.value.text("en").splitlines()[1]
    assert "lc.mean" in raised.value.text("zh").splitlines()[1]
    assert raised.value.exit_code == 3


def test_the_message_names_each_column_its_first_row_and_value():
    table = pd.DataFrame({"revenue": REVENUE, "mean": [1.5, math.nan, 2.5, 3.5], ("a", "b"): [Decimal(1), 2, 3, 4]})
    with pytest.raises(BareNumbersError) as raised:
        require_quantities(table, "basis")
    headline, one, other = raised.value.text("en").splitlines()
    assert headline == "numbers without unit and source in the exhibit basis: 4"
    assert one.startswith("column mean: 3 floats that have lost unit and source, first 1.5 in row 2017")
    assert other.startswith("column a / b: 1 ")
    zh = raised.value.text("zh").splitlines()
    assert zh[0] == "图表basis中有4处数没有单位和来源"
    assert "“mean”列的3个数" in zh[1]


def test_quantities_years_counts_text_and_missing_values_pass():
    table = pd.DataFrame({
        "year": [2017, 2018], "count": [3.0, math.nan], "name": ["铜", None], "revenue": [LAST, None], "kept": [True, False],
        "mixed": [LAST, 5], "counts": pd.array([1, None], dtype="Int64"), "none": [math.nan, math.nan],
    })  # fmt: skip
    require_quantities(table)
    require_quantities(LAST)
    require_quantities(REVENUE)


def test_a_quantity_without_a_source_is_refused_where_sources_are_asked_for():
    held = pd.DataFrame({"revenue": [LAST, Quantity(5, "亿元")]}, index=["a", "b"])
    require_quantities(held)
    with pytest.raises(BareNumbersError) as raised:
        require_quantities(held, traced=True)
    assert "column revenue: 1 quantity without a source, first 500 million yuan in row b" in str(
        raised.value.text("en")
    )
