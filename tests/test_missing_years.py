"""Series with missing years: the law takes a growth over several years as what it is, and the result says so."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from backtest import cells_of, panels_of
from current_backtest import shipped_table
from scoring import covered, score_crps

from lcanalysis.forecasting import forecast
from lcanalysis.forecasting.class_summary import generic_summary
from lcanalysis.forecasting.distribution import GRID
from lcanalysis.forecasting.growth_law import (
    LOCATION_TERMS,
    SCALE_TERMS,
    bridged,
    growth_features,
    growth_law,
    growth_steps,
)

DATA = Path(__file__).parent.parent / "data"
CLASS = generic_summary(2018)


def predicted(values, horizon=2022, **options):
    series = pd.Series(values, name="output")
    return forecast(series, horizon, "national_products", data=DATA, **options)


def test_a_series_with_a_missing_year_is_forecast_and_says_which_year_is_missing():
    found = predicted({2016: 600.0, 2018: 813.9})
    assert (found.origin, found.kind, found.years) == (2018, "scenario", (2019, 2020, 2021, 2022))
    said = [caution.text("en") for caution in found.warnings]
    assert any(text.startswith("There is no figure for 2017:") for text in said)
    assert any(caution.text("zh").startswith("2017年没有数据") for caution in found.warnings)


def test_many_missing_years_are_told_as_spans():
    found = predicted({1990: 100.0, 1992: 110.0, 2018: 813.9})
    assert any("1991, 1993–2017:" in caution.text("en") for caution in found.warnings)


def test_without_missing_years_nothing_is_said_of_them():
    assert not any("missing" in caution.key for caution in predicted({2017: 708.36, 2018: 813.9}).warnings)


def test_growth_over_two_years_counts_as_growth_over_two_years():
    two_years, one_year = predicted({2016: 700.0, 2018: 800.0}), predicted({2017: 700.0, 2018: 800.0})
    steady = predicted({2016: 700.0, 2017: (700.0 * 800.0) ** 0.5, 2018: 800.0})
    assert two_years.probability(0.05) < one_year.probability(0.05)
    assert two_years.quantile(0.5) == pytest.approx(steady.quantile(0.5), rel=0.01)


def test_a_missing_year_never_makes_the_interval_narrower_than_even_growth_through_it_would():
    gap = predicted({2014: 500.0, 2016: 700.0, 2018: 800.0})
    even = predicted({2014: 500.0, 2015: 350000**0.5, 2016: 700.0, 2017: 560000**0.5, 2018: 800.0})
    low, high = gap.interval(80)
    assert high / low > even.interval(80)[1] / even.interval(80)[0]


def test_five_observations_are_counted_without_the_years_between():
    assert predicted({2010: 5.0, 2012: 6.0, 2014: 7.0, 2018: 8.0}).kind == "scenario"
    assert predicted({2010: 5.0, 2012: 6.0, 2014: 7.0, 2017: 7.5, 2018: 8.0}).kind == "forecast"


def test_a_break_within_missing_years_cuts_the_series_after_them():
    found = predicted({2014: 5.0, 2017: 60.0, 2018: 61.0}, breaks=[2016])
    assert found.observed.years == (2017, 2018)


def test_series_of_a_long_table_may_miss_different_years():
    table = pd.DataFrame(
        [("a", 2015, 5.0), ("a", 2018, 6.0), ("b", 2017, 7.0), ("b", 2018, 8.0), ("c", 2016, 5.0), ("c", 2018, 6.0)],
        columns=["series", "year", "value"],
    )
    found = forecast(table, 2020, "national_products", data=DATA)
    for name, rows in table.groupby("series"):
        alone = forecast(rows.set_index("year")["value"], 2020, "national_products", data=DATA)
        assert found[str(name)].quantile(0.5) == pytest.approx(alone.quantile(0.5))


def test_shares_and_levels_may_miss_years_too():
    share = forecast(pd.Series({2014: 10.0, 2016: 11.0, 2018: 12.0}), 2020, scale="share", unit="%", data=DATA)
    loss = forecast(pd.Series({2014: -10.0, 2016: 11.0, 2018: 12.0}), 2020, scale="level", data=DATA)
    assert 0 < share.interval(95)[0] < share.interval(95)[1] < 100
    assert np.isfinite(loss.levels).all()


def test_without_missing_years_the_steps_are_the_years_and_the_bridge_is_the_series():
    levels = np.log([[1.0, 2.0, 3.0, 5.0]])
    assert (growth_steps(levels, 10) == np.eye(3)).all()
    assert bridged(levels) is levels


def test_a_growth_that_began_before_the_window_stands_for_all_of_itself():
    levels = np.full((1, 21), np.nan)
    levels[0, [0, 20]] = [0.0, 2.0]
    assert growth_steps(levels, 10).sum() == pytest.approx(20**0.5)


def test_features_of_a_bridged_year_have_the_mean_growth_but_one_observation_of_volatility():
    gap, even = np.array([[0.0, np.nan, 0.4]]), np.array([[0.0, 0.2, 0.4]])
    (x_gap, z_gap), (x_even, z_even) = (growth_features(levels, 2018, CLASS) for levels in (gap, even))
    volatility = SCALE_TERMS.index("log_s")
    assert z_gap[0, volatility] > z_even[0, volatility]  # a jump of 40 % is more than two even years
    for term in ("last", "mean"):  # both are divided by the own variance
        at = LOCATION_TERMS.index(term)
        variances = (np.exp(2 * z[0, volatility]) for z in (z_gap, z_even))
        growth = [x[0, at] * variance for x, variance in zip((x_gap, x_even), variances, strict=True)]
        assert growth[0] == pytest.approx(growth[1])
    assert growth_law(gap, 2018, (1,), CLASS).scale[0, 0] > growth_law(even, 2018, (1,), CLASS).scale[0, 0]


@pytest.mark.parametrize(("n", "missing"), [(3, (1,)), (5, (1, 3)), (8, (1, 3, 5))])
def test_with_years_left_out_intervals_hold_and_the_error_is_near_that_of_the_whole_series(n, missing):
    scores = {"whole": [], "gap": []}
    inside = []
    for cell in cells_of(panels_of(shipped_table(DATA)), n, origins=1, most=150):
        table, known = cell.table(), cell.panel.class_table(cell.fold)
        years = [cell.origin - n + 1 + at for at in missing]
        for name, rows in {"whole": table, "gap": table[~table["year"].isin(years)]}.items():
            found = forecast(rows, 4, known, str(cell.origin + 1), data=DATA)
            quantiles = np.log([each.levels for each in found.values()]) - cell.logs[:, -1, None, None]
            scores[name].append(score_crps(quantiles, cell.outcomes).ravel())
            if name == "gap":
                low, high = (quantiles[..., int(np.argmin(abs(GRID - q)))] for q in (0.1, 0.9))
                inside.append(covered(low, high, cell.outcomes).ravel())
    whole, gap = (np.nanmean(np.concatenate(scores[name])) for name in ("whole", "gap"))
    assert gap < 1.04 * whole
    assert 0.74 < np.nanmean(np.concatenate(inside)) < 0.95
