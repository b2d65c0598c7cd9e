"""The committed results of the backtest as quantities, and the check that they are those of the present method."""

import bench_odds
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
    backtest_odds,
    backtest_reliability,
    backtest_scores,
    domain_words,
    load_measured,
    method_words,
)
from lcanalysis.number_format import STEP


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
    held = held[held["brier"].isna() & (held["kind"] == "growth") & (held["goal_pct"] == 8)]
    found = backtest_reliability(8)
    assert list(found["cases"]) == list(held["cases"])
    row = held[held["lower"] == 0.7].iloc[-1]
    given = found.loc[f"{row['first']}/0.7", "probability_pct"]
    assert (float(given), given.unit) == (pytest.approx(100 * row["probability"]), "%")


@pytest.mark.parametrize("at", list(backtest_odds().index))
def test_a_period_and_goal_has_the_cases_and_the_means_of_its_bins(at):
    line = backtest_odds().loc[at]
    rows = backtest_reliability(line["goal_pct"], line["kind"])
    rows = rows[rows["first"] == line["first"]]
    assert rows["cases"].sum() == int(line["cases"].exact)
    for name in ("probability", "happened"):
        mean = sum(float(row[f"{name}_pct"]) * row["cases"] for _, row in rows.iterrows()) / rows["cases"].sum()
        assert float(line[name]) == pytest.approx(mean, abs=0.02)
    share = float(line["happened"]) / 100
    assert float(line["brier_base"]) == pytest.approx(share * (1 - share), abs=2e-4)


def test_probabilities_are_told_in_steps_that_the_latest_period_does_not_support_to_be_finer():
    rows = backtest_reliability(5)
    rows = rows[rows["first"] == rows["first"].max()]
    apart = abs((rows["probability_pct"] - rows["happened_pct"]).astype(float))
    assert (apart * rows["cases"]).sum() / rows["cases"].sum() > STEP / 2


def test_odds_are_those_of_the_chinese_series_by_period_and_goal_of_the_default_pool():
    cases = [("mix", "cn_a", 2010, 0.9, 1.0), ("mix", "cn_a", 2013, 0.9, 0.0), ("mix", "m3", 2010, 0.1, 1.0)]
    rows = [
        {"method": method, "n": 2, "domain": domain, "series": "s", "origin": origin, "horizon": horizon}
        | {f"{name}_{goal}": value for goal in (5, 8) for name, value in
           (("probability", p), ("met", met), ("brier", (p - met) ** 2))}
        for base in (True, False)
        for method, domain, origin, given, met in cases
        for horizon in (1, 4)
        for p in ([0.5] if base else [given])
        for method in (["class_median"] if base else [method])
    ]  # fmt: skip
    found = bench_odds.odds(pd.DataFrame(rows)).set_index(["first", "kind", "goal_pct", "upper"]).sort_index()
    for first, brier, happened in ((2010, 0.01, 1), (2013, 0.81, 0)):
        whole = found.loc[(first, "growth", 5, 1.0)].dropna(subset=["brier"]).iloc[0]
        assert (whole["cases"], whole["happened"]) == (2, happened)
        assert (whole["brier"], whole["brier_class"]) == (pytest.approx(brier), 0.25)
    assert found.loc[(2010, "level", 22)]["cases"].max() == 1


def test_data_that_was_not_measured_is_refused_with_what_there_is():
    for read in (backtest_data, backtest_scores):
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
