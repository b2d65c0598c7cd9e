import pandas as pd
import pytest

from lcanalysis.charts import draw_coverage, draw_reliability
from lcanalysis.errors import DataError
from lcanalysis.forecasting import measured
from lcanalysis.forecasting.measured import BENCHMARK, SHIPPED, load_measured
from lcanalysis.stories import backtest


@pytest.mark.parametrize("measured_on", [BENCHMARK, SHIPPED])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_made_of_the_committed_results(lang, measured_on):
    held = load_measured().results
    row = held[
        (held["data"] == measured_on) & (held["method"] == "named_class") & (held["n"] == 2) & (held["group"] == "all")
    ].iloc[0]
    answer = backtest.answer(lang, measured_on)
    assert f"{100 * row['ratio']:.1f}%" in answer.text
    assert f"{row['covers_80']:.1f}%" in answer.text
    assert backtest.limits(lang, measured_on).quantities
    assert len(backtest.scores(lang, measured_on).rows) >= 40
    for group in ("domain", "year"):
        assert backtest.ratios(lang, group, 2, measured_on).rows
    charts = [
        backtest.coverage_by_domain(lang, measured_on),
        backtest.coverage_by_year(lang, measured_on),
        backtest.reliability(lang, 5, 2, measured_on),
        backtest.reliability(lang, 8, 5, measured_on),
    ]
    assert all(chart.quantities and chart.alt and chart.source for chart in charts)


def test_both_editions_show_the_same_numbers():
    shown = [
        [(q.key, q.value) for q in (*backtest.answer(lang).quantities, *backtest.scores(lang).quantities)]
        for lang in ("zh", "en")
    ]
    assert shown[0] == shown[1]


def test_data_that_was_not_measured_is_refused_with_what_there_is():
    with pytest.raises(DataError, match="shipped"):
        backtest.answer("en", "moon")


def test_the_committed_results_are_those_of_the_present_method():
    backtest.require_sound("data")


def test_results_of_another_method_are_reported_as_out_of_date(monkeypatch):
    held = load_measured()
    results = held.results.assign(crps=held.results["crps"] + 0.01)
    monkeypatch.setattr(measured, "load_measured", lambda: measured.Measured(results, held.reliability, held.about))
    monkeypatch.setattr(measured, "recheck", lambda _data: held.results[held.results["group"] == "sample"])
    with pytest.raises(DataError, match="make bench"):
        measured.require_current("data")


def test_no_class_of_the_mix_holds_the_domain_of_its_own_series():
    table = measured.shipped_table("data")
    assert set(table["domain"]) <= set(measured.OWN_CLASSES)
    assert measured.OWN_CLASSES["national_products"][0] == "national_products"


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
