import math
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from backtest import (
    BASE,
    BASELINES,
    HOLT,
    backtest,
    cells_of,
    named_class,
    panels_of,
    ratio_interval,
    summarise,
)
from baselines import (
    pool,
    predict_class_median,
    predict_drift,
    predict_each,
    predict_holt,
    predict_naive,
)
from current_backtest import supported_from

from lcanalysis.errors import UsageError
from lcanalysis.forecasting.backtest_scores import Measured, load_measured
from lcanalysis.forecasting.distribution import GRID
from lcanalysis.forecasting.forecast import FORECAST_FROM
from lcanalysis.number_format import format_number

MEDIAN = int(np.searchsorted(GRID, 0.5 - 1e-9))


def sample(series=12, years=9, domain="products"):
    random = np.random.default_rng(5)
    logs = 3 + np.cumsum(random.normal(0.05, 0.1, (series, years)), axis=1)
    rows = [(f"s{i}", domain, 2000 + t, math.exp(logs[i, t])) for i in range(series) for t in range(years)]
    return pd.DataFrame(rows, columns=["series", "domain", "year", "value"])


def test_a_series_is_never_in_its_own_class():
    (panel,) = panels_of(sample())
    for cell in cells_of([panel], 3):
        own = {panel.names[each] for each in cell.members}
        assert own.isdisjoint(panel.class_table(cell.fold)["series"])


def test_what_comes_after_the_origin_changes_no_forecast():
    table = sample()
    later = table.assign(value=table["value"].where(table["year"] <= 2005, table["value"] * 3))
    for method in [*BASELINES.values(), named_class(), *HOLT.values()]:
        found = []
        for each in (table, later):
            cell = next(cell for cell in cells_of(panels_of(each), 3) if cell.origin == 2005)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found.append(method(cell).quantiles)
        np.testing.assert_allclose(found[0], found[1])


def test_each_series_has_the_same_weight_shared_by_its_origins():
    for origins in (None, 2):
        totals: dict[str, float] = {}
        for cell in cells_of(panels_of(sample()), 2, origins=origins):
            for member, weight in zip(cell.members, cell.weights, strict=True):
                name = cell.panel.names[member]
                totals[name] = totals.get(name, 0.0) + weight
        assert {round(total, 9) for total in totals.values()} == {1.0}


def test_the_choice_of_origins_is_the_same_every_time_and_no_more_than_asked():
    chosen = [[(c.origin, c.members) for c in cells_of(panels_of(sample()), 2, origins=2, most=7)] for _ in range(2)]
    assert chosen[0] == chosen[1]
    assert sum(len(members) for _, members in chosen[0]) == 7


def test_outcomes_are_the_log_growth_that_came_and_missing_beyond_the_data():
    table = sample(series=5)
    cell = next(cell for cell in cells_of(panels_of(table), 2) if cell.origin == 2006)
    values = table.set_index(["series", "year"])["value"]
    name = cell.panel.names[cell.members[0]]
    expected = [math.log(values[name, year] / values[name, 2006]) for year in (2007, 2008)]
    assert cell.outcomes[0, :2].tolist() == pytest.approx(expected)
    assert np.isnan(cell.outcomes[0, 2:]).all()


def test_missing_columns_are_named():
    with pytest.raises(UsageError, match="domain"):
        panels_of(pd.DataFrame({"series": [], "year": [], "value": []}))


def test_the_class_median_is_the_weighted_median_growth_of_the_class():
    logs = np.log(np.array([[100.0, 110.0], [100.0, 110.0], [100.0, 130.0]] * 5))
    pooled = pool(logs, 2)
    assert pooled.centre == pytest.approx(math.log(1.1))
    found = predict_class_median(np.log([[50.0, 60.0]]), pooled).quantiles
    assert found[0, :, MEDIAN] == pytest.approx([math.log(1.1), 2 * math.log(1.1)])


def test_naive_and_drift_are_centred_where_they_say():
    pooled = pool(np.log(sample().pivot_table(index="series", columns="year", values="value").to_numpy()), 3)
    own = np.log([[100.0, 120.0]])
    assert predict_naive(own, pooled).quantiles[0, :, MEDIAN] == pytest.approx([0, 0, 0], abs=1e-12)
    assert predict_drift(own, pooled).quantiles[0, :, MEDIAN] == pytest.approx([math.log(1.2) * h for h in (1, 2, 3)])


def test_the_errors_of_drift_are_those_a_loop_finds():
    logs = np.log(sample().pivot_table(index="series", columns="year", values="value").to_numpy())
    errors = [own[t + 2] - own[t] - 2 * (own[t] - own[t - 1]) for own in logs for t in range(1, logs.shape[1] - 2)]
    expected = np.quantile(errors, GRID) - np.median(errors)
    np.testing.assert_allclose(pool(logs, 2).drift_error[1], expected)


def test_a_class_without_growth_gives_a_generic_spread():
    pooled = pool(np.full((3, 1), 4.0), 2)
    assert pooled.centre == 0.04
    assert (np.diff(pooled.spread, axis=1) > 0).all()


def test_a_failing_method_counts_as_the_random_walk_and_its_warnings_are_counted():
    def one(own, horizons):
        if own[0] > 4.8:
            raise ValueError("no")
        warnings.warn("slow", stacklevel=1)
        return np.tile(own[-1], (horizons, len(GRID)))

    own = np.log([[100.0, 120.0], [200.0, 220.0]])
    pooled = pool(np.full((3, 1), 4.0), 2)
    found = predict_each(own, pooled, one)
    assert found.failed.tolist() == [False, True]
    assert found.warned == 1
    np.testing.assert_array_equal(found.quantiles[1], predict_naive(own, pooled).quantiles[1])


def test_holt_has_no_width_with_two_observations():
    pooled = pool(np.full((3, 1), 4.0), 2)
    found = predict_holt(np.log([[708.36, 813.9]]), pooled).quantiles[0]
    assert np.ptp(found, axis=1).max() < 0.01


def test_summaries_equal_weighted_means_of_the_rows():
    cells = cells_of(panels_of(sample()), 2, origins=2)
    scores = backtest(cells, {**BASELINES, "named_class": named_class()})
    table = summarise(scores, ["horizon"]).set_index(["method", "horizon"])
    for method in ("naive", BASE, "named_class"):
        total, held, lost = 0.0, 0.0, 0.0
        for row in scores.itertuples():
            if row.method == method and row.horizon == 2:
                total += row.weight
                held += row.weight * row.covered_80
                lost += row.weight * row.crps
        assert table.loc[(method, 2), "covers_80"] == pytest.approx(100 * held / total)
        assert table.loc[(method, 2), "crps"] == pytest.approx(lost / total)
    assert table.loc[(BASE, 2), "ratio"] == 1.0


def test_the_interval_of_a_ratio_holds_it_and_that_of_the_base_to_itself_is_one():
    cells = cells_of(panels_of(sample()), 2)
    scores = backtest(cells, BASELINES)
    ratio = summarise(scores).set_index("method").loc["drift", "ratio"]
    low, high = ratio_interval(scores, "drift")
    assert low < ratio < high
    assert ratio_interval(scores, BASE) == pytest.approx((1.0, 1.0))


def results_of(*rows):
    columns = ["data", "group", "method", "n", "ratio_high"]
    return Measured(pd.DataFrame([("a", "all", "mix", *row) for row in rows], columns=columns), pd.DataFrame(), {})


def test_a_result_is_called_forecast_from_where_the_backtest_supports_the_word():
    assert supported_from() == FORECAST_FROM


def test_support_counts_only_if_it_holds_for_all_data_and_all_longer_series():
    assert supported_from(results_of((2, 1.1), (3, 0.9), (5, 0.9))) == 3
    assert supported_from(results_of((2, 0.9), (3, 1.1), (5, 0.9))) == 5
    assert supported_from(results_of((3, 0.9), (3, 1.1), (5, 0.9), (5, 0.8))) == 5
    with pytest.raises(ValueError, match="no measured number"):
        supported_from(results_of((2, 0.9), (3, 1.0)))


@pytest.mark.parametrize("data", ["benchmark", "shipped"])
def test_the_documentation_rounds_the_scores_as_the_page_does(data):
    held = load_measured().results
    rows = held[(held["data"] == data) & (held["group"] == "all")]
    scores = {"crps": 3, "ratio": 3, "covers_80": 1, "covers_95": 1, "brier_5": 3, "brier_8": 3}
    expected = [
        [str(row["n"]), str(row["cases"]), *(format_number(row[name], places, "zh") for name, places in scores.items())]
        for row in rows.to_dict("records")
    ]
    text = (Path(__file__).parent.parent / "docs" / "method.md").read_text(encoding="utf-8")
    larger, shipped = text.split("### Measured on the series that are shipped")
    lines = (line.strip("| ").split(" | ") for line in (larger if data == "benchmark" else shipped).splitlines())
    shown = [[n, cases, crps, ratio.split(" ")[0], *rest] for n, _, cases, crps, ratio, *rest, _ in
             (line for line in lines if len(line) == 10 and line[0] in "2358")]  # fmt: skip
    assert sorted(shown) == sorted(expected)
