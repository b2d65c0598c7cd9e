import importlib.util
import json
import math
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.tsa.api import Holt
from statsmodels.tsa.forecasting.theta import ThetaModel

from lcanalysis import forecast
from lcanalysis.errors import UsageError
from lcanalysis.forecasting import load_reference
from lcanalysis.forecasting.class_summary import ClassSummary, generic_summary, summarise_growth
from lcanalysis.forecasting.distribution import GRID
from lcanalysis.forecasting.growth_law import growth_law, load_constants
from lcanalysis.forecasting.history_weight import (
    DAMPED_WEIGHTS,
    DAMPING,
    damped_path,
    expected_change,
    hand_over,
    model_weights,
    shift_weight,
    theta_path,
)
from lcanalysis.forecasting.pool import pool_classes, shared_weights

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
CLASS = ClassSummary(
    "a", 2018, 50, 800, 2001, 2018, 0.07, 0.09, {2015: -0.04, 2016: 0.01, 2017: -0.03, 2018: 0.02}, 0.3
)


def levels_of(count, n, seed=1):
    return np.cumsum(np.random.default_rng(seed).normal(0.05, 0.12, (count, n)), axis=1) + 5


def plain_law(levels, origin, horizon, c):
    """Return location and scale of one series, term by term as the docstring says."""
    levels = list(levels)[-11:]
    own = [after - before for before, after in pairwise(levels)]
    m = len(own)

    def clip(x, most):
        return max(-most, min(most, x))

    def common(year):
        return clip(c.year_dev.get(year, 0.0) / c.spread, 3)

    d = [clip(clip((g - c.mu) / c.spread, 4) - common(origin - m + 1 + at), 4) for at, g in enumerate(own)]
    mean = sum(d) / m
    s2 = (3 + sum((x - mean * m / (m + 3)) ** 2 for x in d)) / (3 + m)
    latest = [common(origin - back) for back in range(3)]
    k = load_constants()
    passing = 2 * (1 - 0.5**horizon)
    x = [
        horizon, passing * d[-1] / s2, horizon * mean / s2, horizon * latest[0], horizon * sum(latest) / 3,
        horizon * c.mu / c.spread,
    ]  # fmt: skip
    log_s, log_h = math.log(s2) / 2, math.log(horizon)
    z = [1, c.tail, abs(d[-1]), log_s, log_h, log_s * log_h]
    location = sum(term * weight for term, weight in zip(x, k.location, strict=True))
    scale = sum(term * weight for term, weight in zip(z, k.scale, strict=True))
    return horizon * c.mu + c.spread * location, c.spread * math.exp(scale)


@pytest.mark.parametrize("n", [2, 3, 5, 9, 14])
def test_the_law_is_that_of_plain_loops(n):
    levels = levels_of(6, n)
    found = growth_law(levels, 2018, (1, 3, 6), CLASS)
    for row in range(6):
        for column, horizon in enumerate((1, 3, 6)):
            location, scale = plain_law(levels[row], 2018, horizon, CLASS)
            assert found.location[row, column] == pytest.approx(location)
            assert found.scale[row, column] == pytest.approx(scale)


def test_sums_over_more_years_have_lighter_tails():
    freedom = growth_law(levels_of(1, 3), 2018, (1, 2, 4, 8), CLASS).freedom
    assert (np.diff(freedom) > 0).all()
    assert freedom[0] > 2


def test_faster_own_growth_raises_the_centre_and_a_crash_widens_the_band():
    paths = np.log([[100.0, 100 * (1 + rate)] for rate in (0.0, 0.05, 0.1, 0.2)])
    centre = growth_law(paths, 2018, (1, 4), CLASS).location
    assert (np.diff(centre, axis=0) > 0).all()
    crash = growth_law(np.log([[100.0, 70.0]]), 2018, (1,), CLASS)
    assert crash.scale[0, 0] > growth_law(paths, 2018, (1,), CLASS).scale.max()


def test_the_pool_averages_the_quantiles_of_its_classes():
    classes = [CLASS, generic_summary(2018, 0.2, 0.03)]
    weighted = shared_weights(classes, generic_summary(2018))
    levels = levels_of(3, 4)
    pool = pool_classes(levels, 2018, (1, 4), weighted)
    each = [pool_classes(levels, 2018, (1, 4), ((found, 1.0),)).quantiles(GRID) for found, _ in weighted]
    expected = sum(weight * found for (_, weight), found in zip(weighted, each, strict=True))
    np.testing.assert_allclose(pool.quantiles(GRID), expected)
    assert math.fsum(weight for _, weight in weighted) == pytest.approx(1)


@given(st.integers(2, 12), st.integers(0, 9999))
def test_quantiles_and_probabilities_of_the_pool_are_each_others_inverse(n, seed):
    law = pool_classes(levels_of(3, n, seed), 2018, (1, 4), shared_weights([CLASS], generic_summary(2018)))
    found = law.quantiles(GRID)
    for at in (0, 40, 200, 380, -1):
        np.testing.assert_allclose(law.below(found[..., at]), GRID[at], atol=1e-9)


@pytest.mark.parametrize("width", [0.0001, 0.02, 0.1])
def test_the_rounding_of_the_last_level_is_folded_in(width):
    law = pool_classes(levels_of(2, 3), 2018, (1, 2), shared_weights([CLASS], generic_summary(2018)))
    low, high = np.array([-width, -width / 2]), np.array([width / 3, width])
    for share in (0.1, 0.3, 0.5, 0.9):
        level = law.quantiles(np.array([share]))[..., 0]
        draws = (np.arange(1000) + 0.5) / 1000
        expected = np.mean([law.below(level - (low + (high - low) * at)[:, None]) for at in draws], axis=0)
        np.testing.assert_allclose(law.with_rounding(low, high).below(level), expected, atol=0.015)


@pytest.mark.parametrize("n", [5, 8, 12])
def test_theta_is_that_of_statsmodels(n):
    levels = levels_of(25, n, seed=n)
    found = theta_path(levels, (1, 2, 3, 4))
    expected = np.array(
        [ThetaModel(row, period=1, deseasonalize=False, use_test=False).fit().forecast(4) for row in levels]
    )
    # The smoothing weight is taken from a grid, so that a few of the series differ in the third decimal.
    difference = np.abs(found - expected)
    assert np.median(difference) < 0.002
    assert np.quantile(difference, 0.9) < 0.02


def test_a_steady_trend_is_continued_by_the_damped_one_with_ever_smaller_steps():
    path = damped_path(np.arange(6.0)[None], (1, 2, 3, 4))[0]
    assert path[0] == pytest.approx(5.9, abs=0.1)
    assert (np.diff(path, 2) < 0).all()


def test_the_hand_over_begins_at_nothing_grows_without_a_jump_and_is_bounded():
    say = [shift_weight(n) for n in range(2, 40)]
    assert say[0] == 0
    assert max(np.diff(say)) < 0.18  # from 8 to 10 observations the series takes over
    assert say == sorted(say)
    location, scale = np.array([[0.1]]), np.array([[0.05]])
    assert hand_over(location, scale, np.array([[9.0]]), 0.5)[0, 0] == pytest.approx(0.1 + 0.5 * 2 * 0.05)


def test_a_summary_looks_only_at_what_was_known():
    growth = np.random.default_rng(3).normal(0.06, 0.1, (30, 20))
    years = np.arange(1999, 2019)
    full = summarise_growth(growth, years, 2010)
    changed = growth.copy()
    changed[:, years > 2010] = 9.0
    assert summarise_growth(changed, years, 2010) == full
    assert full.last_year == 2010
    assert full.n_growths == 30 * 12


def test_a_small_class_leans_on_the_generic_one_and_an_empty_one_is_it():
    years = np.arange(2010, 2019)
    one = summarise_growth(np.array([[np.nan] * 8 + [0.5]]), years, 2018)
    assert one.mu == pytest.approx(0.04 + (0.5 - 0.04) / 21)
    assert summarise_growth(np.full((2, 9), np.nan), years, 2018, "none").mu == 0.04


def test_a_class_shipped_as_its_summary_answers_as_its_rows_would():
    city = load_reference("city_secondary", DATA)
    found = city.summary_at(2016)
    assert (found.as_of, found.last_year, found.first_year) == (2016, 2016, 2013)
    assert city.from_year(None).summary_at(2016).first_year == 2001
    assert city.summary_at(2030).as_of == 2030
    assert city.summary_at(2030).last_year == 2023
    assert city.summary_at(2012) is None


def test_a_record_of_a_summary_gives_it_back():
    again = ClassSummary.of_record(json.loads(json.dumps(CLASS.to_record())))
    assert again == CLASS


def test_a_summary_of_version_0_1_is_read_without_what_is_no_longer_used():
    former = CLASS.to_record() | {"between_years": 0.3, "lag1": 0.1, "lag_long": 0.0}
    assert ClassSummary.of_record(former) == ClassSummary.of_record(CLASS.to_record())


def test_growth_across_a_break_and_from_before_the_first_comparable_year_is_not_in_a_summary():
    table = pd.DataFrame({"series": "a", "year": range(2010, 2016), "value": [1.0, 2, 3, 4, 5, 6]})
    whole = load_reference(table)
    assert whole.summary_at(2015).n_growths == 5
    assert whole.summary_at(2012).n_growths == 2
    assert whole.from_year(2013).summary_at(2015).n_growths == 2
    assert whole.from_year(2013).summary_at(2013) is None


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location(
        "fit_forecast_constants", ROOT / "scripts" / "fit_forecast_constants.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its records look up their module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def benchmark(tmp_path_factory):
    draws = np.random.default_rng(5)
    rows = [
        (f"{domain}{name}", domain, 2000 + at, level)
        for domain, mean in (("x", 0.02), ("y", 0.08))
        for name in range(15)
        for at, level in enumerate(np.exp(np.cumsum(draws.normal(mean, 0.1, 14))))
    ]
    path = tmp_path_factory.mktemp("benchmark") / "panel.csv"
    pd.DataFrame(rows, columns=["series_id", "domain", "year", "value"]).to_csv(path, index=False)
    return path


def test_the_constants_of_a_panel_are_the_same_every_time(script, benchmark):
    cases = script.collect_cases(script.read_benchmark(benchmark))
    again = script.collect_cases(script.read_benchmark(benchmark))
    one, two = script.fit(cases, steps=40), script.fit(again, steps=40)
    assert one == two
    written = json.loads(script.to_text(one, ["x", "y"]))
    shipped = json.loads((ROOT / "lcanalysis" / "forecasting" / "constants.json").read_text(encoding="utf-8"))
    assert written.keys() == shipped.keys()
    assert all(written[part].keys() == shipped[part].keys() for part in ("location", "scale", "freedom"))


def test_constants_until_a_year_look_at_nothing_after_it(script, benchmark, tmp_path):
    table = pd.read_csv(benchmark)
    later = table["year"] > 2010
    changed = table.assign(value=table["value"].where(~later, 7.0))
    changed.to_csv(tmp_path / "changed.csv", index=False)
    for name, path in (("one", benchmark), ("two", tmp_path / "changed.csv")):
        script.write_constants(script.read_benchmark(path), tmp_path / f"{name}.json", 2010)
    one, two = (json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8")) for name in ("one", "two"))
    assert one == two
    assert one["until"] == 2010


def test_a_forecast_with_constants_from_a_file_differs_and_a_faulty_file_is_named(script, benchmark, tmp_path):
    path = tmp_path / "constants.json"
    script.write_constants(script.read_benchmark(benchmark), path)
    own = {2017: 100.0, 2018: 104.0}
    table = pd.DataFrame({"series": "a", "year": range(2008, 2019), "value": np.linspace(50, 90, 11)})
    found, shipped = (forecast(own, 2022, table, constants=each) for each in (path, None))
    assert found.quantile(0.5) != shipped.quantile(0.5)
    for text in ("", "[]", '{"location": {}, "scale": {}, "freedom": {}}'):
        faulty = tmp_path / f"faulty{len(text)}.json"
        faulty.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=faulty.name):
            forecast(own, 2022, table, constants=faulty)


def test_the_gradient_of_the_loss_is_its_slope(script, benchmark):
    blocks = script.blocks_of(script.collect_cases(script.read_benchmark(benchmark)))
    ridge, draws = script.penalties(), np.random.default_rng(0)
    theta = draws.normal(0, 0.05, len(ridge) + 2)
    _, gradient = script.loss(theta, blocks, ridge)
    for at in draws.choice(len(theta), 8, replace=False):
        step = np.zeros_like(theta)
        step[at] = 1e-5
        slope = (script.loss(theta + step, blocks, ridge)[0] - script.loss(theta - step, blocks, ridge)[0]) / 2e-5
        assert gradient[at] == pytest.approx(slope, abs=1e-6)


def test_growth_in_years_that_are_left_out_is_in_no_case(script, benchmark):
    cases, without = script.collect_cases(script.read_benchmark(benchmark)), range(2010, 2013)
    kept = 0
    for found in cases.values():
        for origin, changes in zip(found["origin"], found["change"], strict=True):
            for horizon, change in zip(script.HORIZONS, changes, strict=True):
                looked_at = range(int(origin) + 1, int(origin) + horizon + 1)
                kept += bool(np.isfinite(change)) and not set(looked_at) & set(without)
    blocks = [block for block in script.blocks_of(cases, without) if len(block.growth)]
    left = sum(len(block.growth) for block in script.blocks_of(cases))
    assert sum(len(block.growth) for block in blocks) == kept < left


def test_the_weights_of_one_series_sum_to_one(script, benchmark):
    for found in script.collect_cases(script.read_benchmark(benchmark)).values():
        frame = pd.DataFrame({"series": found["series"], "weight": found["weights"]})
        np.testing.assert_allclose(frame.groupby("series")["weight"].sum(), 1)


@pytest.mark.parametrize("n", [3, 6, 12])
def test_the_damped_trend_is_that_of_statsmodels_with_the_weights_that_err_least(n):
    rows = np.random.default_rng(n).normal(0.05, 0.2, (3, n)).cumsum(axis=1)
    for row, found in zip(rows, damped_path(rows, (1, 2, 3)), strict=True):
        fits = [
            Holt(
                row[1:],
                damped_trend=True,
                initialization_method="known",
                initial_level=row[0],
                initial_trend=np.median(np.diff(row)),
            ).fit(smoothing_level=a, smoothing_trend=b, damping_trend=DAMPING, optimized=False)
            for a, b in DAMPED_WEIGHTS
        ]
        best = min(fits, key=lambda fit: fit.sse)
        assert found == pytest.approx(best.forecast(3), abs=1e-9)


def test_models_count_alike_for_short_series_and_by_their_errors_from_rolling_origins_for_long_ones():
    rows = np.random.default_rng(3).normal(0.05, 0.2, (4, 12)).cumsum(axis=1)
    assert (model_weights(rows[:, :8]) == 0.5).all()
    errors = [
        [sum((path(row[None, :at], (1,))[0, 0] - row[at]) ** 2 for at in range(6, 12)) for row in rows]
        for path in (theta_path, damped_path)
    ]
    theta, damped = model_weights(rows)
    for at in range(4):
        slow = (1 / errors[0][at]) / (1 / errors[0][at] + 1 / errors[1][at])
        assert theta[at] == pytest.approx(slow)
        assert theta[at] + damped[at] == pytest.approx(1)
    middle = model_weights(rows[:, :9])
    assert (np.abs(middle - 0.5) < 0.5).all()


def test_a_model_without_an_error_is_no_division_by_zero():
    flat = np.ones((1, 12))
    change = expected_change(flat, (1, 2))
    assert change is not None
    assert change == pytest.approx(np.zeros((1, 2)))
