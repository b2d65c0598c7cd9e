"""The backtest page against the committed results, read slowly from their files."""

import csv
import json
from pathlib import Path

import pytest
from run_in_process import run

from lcanalysis.errors import DataError
from lcanalysis.forecasting.backtest_scores import BENCHMARK, SHIPPED

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "lcanalysis" / "forecasting" / "backtest_results.csv"


@pytest.fixture(scope="module", params=[BENCHMARK, SHIPPED])
def page(request):
    return request.param, {one.id: one for _, one in run("backtest.ipynb", measured_on=request.param)}


def rows_of(measured_on, group, method="named_class"):
    with RESULTS.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if (row["data"], row["group"]) == (measured_on, group)]
    return {(row["member"], int(row["n"])): row for row in rows if row["method"] == method}


def value(exhibit, key):
    return float(exhibit.results()[key]["value"])


def test_the_answer_is_that_of_the_committed_results(page):
    measured_on, shown = page
    rows, ahead = rows_of(measured_on, "all"), rows_of(measured_on, "chinese_horizon")
    expected = {
        "error": 100 * float(rows["", 2]["ratio"]),
        "held": float(rows["", 2]["covers_80"]),
        "error_many": 100 * float(rows["", 8]["ratio"]),
        "held_many": float(rows["", 8]["covers_80"]),
        "chinese": float(ahead["4", 2]["covers_80"]),
    }
    for name, number in expected.items():
        assert value(shown["answer"], f"answer/{name}") == pytest.approx(number, abs=0.051)
        for lang in ("zh", "en"):
            assert f"{shown['answer'].results()[f'answer/{name}']['value']}%" in shown["answer"].plain(lang)
    series = json.loads(RESULTS.with_suffix(".json").read_text(encoding="utf-8"))["data"][measured_on]["series"]
    assert f"在{series}条序列上" in shown["answer"].plain("zh")
    assert f"on {series:,} series" in shown["answer"].plain("en")


def test_what_intervals_held_later_is_what_the_file_and_the_documentation_hold(page):
    _, shown = page
    with RESULTS.with_name("backtest_later_years.csv").open(encoding="utf-8", newline="") as lines:
        held = {(row["method"], row["until"], row["n"], row["horizon"]): row for row in csv.DictReader(lines)}
    documented = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    every = []
    for until in ("2005", "2008", "2011", "2014"):
        for n in ("2", "8"):
            pool, named = (held[method, until, n, "0"] for method in ("mix", "named_class"))
            every.append(float(pool["covers_80"]))
            for name, row in (("covers_80", pool), ("one_class", named), ("covers_80_far", held["mix", until, n, "4"])):
                assert value(shown["later"], f"later/{until}/{n}/{name}") == pytest.approx(
                    float(row["covers_80"]), abs=0.051
                )
            line = f"| {until} | {n} | {pool['cases']} | {float(pool['covers_80']):.0f} |"
            assert line in documented
    assert value(shown["answer"], "answer/low") == pytest.approx(min(every), abs=0.051)
    assert value(shown["answer"], "answer/high") == pytest.approx(max(every), abs=0.051)


def test_every_score_of_the_table_is_a_committed_one(page):
    measured_on, shown = page
    assert len(shown["scores"].rows) == 11
    for method in ("named_class", "mix", "naive", "AutoETS"):
        for (_, n), row in rows_of(measured_on, "all", method).items():
            for name, places in (("cases", 0), ("ratio", 3), ("covers_80", 1), ("brier_5", 3)):
                key = ("scores", f"scores/{method}/2/{name}") if n == 2 else (f"more/{n}", f"more/{n}/{method}/{name}")
                shown_value = value(shown[key[0]], key[1])
                assert shown_value == pytest.approx(float(row[name]), abs=0.51 * 10**-places)


@pytest.mark.parametrize("group", ["domain", "year"])
def test_the_ratios_of_a_group_are_those_of_two_observations(page, group):
    measured_on, shown = page
    rows = {member: row for (member, n), row in rows_of(measured_on, group).items() if n == 2}
    rows = {member: row for member, row in rows.items() if group == "domain" or int(member) >= 1998}
    assert [*shown[group].rows] == sorted(rows)
    for member, row in rows.items():
        assert value(shown[group], f"{group}/{member}/named_class") == pytest.approx(float(row["ratio"]), abs=0.00051)
        assert value(shown[group], f"{group}/{member}/cases") == int(row["cases"])


def test_the_years_named_are_those_in_which_most_and_least_held_among_those_with_enough_cases(page):
    measured_on, shown = page
    rows = {member: row for (member, n), row in rows_of(measured_on, "chinese_year").items() if n == 2}
    held = {year: float(row["covers_80"]) for year, row in rows.items() if int(row["cases"]) >= 30}
    worst, best = min(held, key=held.get), max(held, key=held.get)
    text = shown["limits"].plain("en")
    assert f"with origin {worst}, 80% intervals of Chinese series held only" in text
    assert f"with origin {best}, " in text
    assert value(shown["limits"], "limits/worst") == pytest.approx(held[worst], abs=0.051)
    assert ("constants" in text) == (measured_on == BENCHMARK)


def test_every_chart_has_its_numbers_its_source_and_its_text_in_both_languages(page):
    _, shown = page
    charts = [one for one in shown.values() if one.kind == "chart"]
    assert [one.id for one in charts] == ["reliability/5", "reliability/8", "domain_coverage", "year_coverage"]
    for chart in charts:
        assert chart.results()
        for lang in ("zh", "en"):
            about = chart.shown(lang)
            assert about["alt"]
            assert about["source"]


def test_data_that_was_not_measured_fail_the_notebook_with_what_there_is():
    with pytest.raises(DataError, match="shipped"):
        run("backtest.ipynb", measured_on="moon")
