"""The committed results of the backtest as quantities, and the check that they are those of the present method."""

import current_backtest
import pandas as pd
import pytest

from lcanalysis.charts import draw_coverage, draw_reliability
from lcanalysis.errors import DataError
from lcanalysis.forecasting.backtest_scores import (
    BENCHMARK,
    METHODS,
    SHIPPED,
    Measured,
    backtest_data,
    backtest_reliability,
    backtest_scores,
    domain_words,
    load_measured,
    method_words,
)


@pytest.mark.parametrize("measured_on", [BENCHMARK, SHIPPED])
@pytest.mark.parametrize("group", ["all", "domain", "year", "chinese_year", "chinese_horizon"])
def test_scores_are_the_committed_ones_each_traced_to_the_backtest(measured_on, group):
    held = load_measured().results
    held = held[(held["data"] == measured_on) & (held["group"] == group)]
    found = backtest_scores(measured_on, group)
    assert len(found) == len(held) > 0
    assert found.index.is_unique
    for row in held.fillna({"member": ""}).itertuples():
        line = found.loc[f"{row.member}/{row.method}/{row.n}".removeprefix("/")]
        assert (line["member"], line["method"], line["n"]) == (row.member, row.method, row.n)
        assert float(line["ratio"]) == row.ratio
        assert (float(line["covers_80"]), line["covers_80"].unit) == (row.covers_80, "%")
        assert line["cases"].trace.machine == ("forecast/backtest",)


def test_methods_stand_in_one_order_for_each_number_of_observations():
    found = backtest_scores()
    for _, rows in found.groupby("n"):
        assert list(rows["method"]) == [method for method in METHODS if method in set(rows["method"])]


def test_reliability_is_that_of_the_bins_in_percent():
    held = load_measured().reliability
    held = held[(held["data"] == BENCHMARK) & (held["n"] == 2) & (held["goal_pct"] == 8)]
    found = backtest_reliability(BENCHMARK, 2, 8)
    assert found["cases"].sum() == held["cases"].sum()
    row = held[(held["method"] == "named_class") & (held["lower"] == 0.7)].iloc[0]
    given = found.loc["named_class/0.7", "probability_pct"]
    assert (float(given), given.unit) == (pytest.approx(100 * row["probability"]), "%")


def test_data_that_was_not_measured_is_refused_with_what_there_is():
    for read in (backtest_data, backtest_scores, backtest_reliability):
        with pytest.raises(DataError, match="shipped"):
            read("moon")


def test_methods_and_kinds_of_series_have_names_in_both_languages_and_software_keeps_its_own():
    methods = {method: method_words(method) for method in METHODS}
    assert methods["naive"].text("zh") == "不变（随机游走）"
    assert methods["AutoETS"].text("zh") == methods["AutoETS"].text("en") == "AutoETS"
    for domain in backtest_scores(group="domain")["member"].unique():
        assert domain not in {domain_words(domain).text("zh"), domain_words(domain).text("en")}


def test_the_committed_results_are_those_of_the_present_method():
    current_backtest.require_current("data")


def test_results_of_another_method_are_reported_as_out_of_date(monkeypatch):
    held = load_measured()
    results = held.results.assign(crps=held.results["crps"] + 0.01)
    monkeypatch.setattr(current_backtest, "load_measured", lambda: Measured(results, held.reliability, held.about))
    monkeypatch.setattr(current_backtest, "recheck", lambda _data: held.results[held.results["group"] == "sample"])
    with pytest.raises(ValueError, match="make bench"):
        current_backtest.require_current("data")


def test_no_class_of_the_mix_holds_the_domain_of_its_own_series():
    table = current_backtest.shipped_table("data")
    assert set(table["domain"]) <= set(current_backtest.OWN_CLASSES)
    assert current_backtest.OWN_CLASSES["national_products"][0] == "national_products"


def test_coverage_is_refused_without_rows():
    with pytest.raises(DataError):
        draw_coverage(pd.DataFrame(columns=["name", "mark", "covers_pct"]), "zh", level_pct=80)


def test_reliability_names_the_distance_weighted_by_cases():
    rows = [
        {"name": "A", "probability_pct": 20.0, "happened_pct": 30.0, "cases": 30},
        {"name": "A", "probability_pct": 80.0, "happened_pct": 78.0, "cases": 10},
    ]
    # thirty cases are ten points off and ten cases two: eight on average
    assert "8.0" in draw_reliability(rows, "en", event="growth").finding
