"""The audit's page: its counts, its tables, what it asks, on today's plan and on plans of another shape."""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from made_plans import HARD, Figure, Made, write
from notebook_exhibits import Page

import lcanalysis
from lcanalysis.cleaning import clean
from lcanalysis.cleaning.pipeline import cleaned_plan
from lcanalysis.errors import LcAnalysisError

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def today():
    return Page("audit.ipynb", ROOT / "data")


def page(plan, folder):
    clean(write(plan, folder / "plan"))
    return Page("audit.ipynb", folder / "plan")


def made(*vintages, **changes):
    return Made(2020, 2025, tuple((f"{2021 + at}-03", figures) for at, figures in enumerate(vintages)), **changes)


def steel(unit="万吨", rate=None, **printed):
    levels = tuple(Figure("output", "steel", year[1:], value, unit) for year, value in printed.items())
    return levels + (() if rate is None else (Figure("output_yoy", "steel", "2020", rate, "%"),))


def test_the_answer_counts_what_agrees_what_was_cut_off_and_what_rounding_explains(today):
    counts = {
        key.partition("/")[2]: int(value)
        for key, value in today.numbers.items()
        if key.startswith(("answer/", "checked/"))
    }
    assert {name: counts[f"output_yoy/{name}"] for name in ("all", "agrees", "rounding")} == {
        "all": 15, "agrees": 11, "rounding": 4,
    }  # fmt: skip
    assert (counts["rd_intensity/truncated"], counts["verdict/cut_off"]) == (1, 1)
    assert (counts["mild/rounding"], counts["rest/relations"], counts["rest/hold"]) == (4, 7, 6)
    assert "没有与公布数据不符的" in today.text("checked")
    assert "有1项疑未按四舍五入修约" in today.text("answer")
    assert "No published figure contradicts the others" in today.text("answer", "en")


def test_a_kind_of_finding_that_there_is_none_of_has_no_row(tmp_path):
    found = page(made(steel(_2019="100", _2020="120", rate="20.0")), tmp_path)
    assert [row[1] for row in found.rows("summary", "en")] == ["1"]


def test_both_languages_show_the_same_numbers_and_english_tables_no_chinese(today):
    for name, one in today.exhibits.items():
        if one["kind"] == "table":
            zh, en = today.rows(name, "zh"), today.rows(name, "en")
            assert len(zh) == len(en)
            assert not any("\u4e00" <= letter <= "\u9fff" for row in en for cell in row for letter in cell), name


def test_the_table_of_growth_has_a_row_for_each_product_with_its_verdict(today):
    rows = {row[0]: row[1:] for row in today.rows("rates/output_yoy")}
    assert len(rows) == 15
    assert rows["铜材（万吨）"][:6] == ["修约误差", "21.96", "27.16", "-19.14", "-19.1458", "-19.1791"]
    assert [name for name in rows if name.endswith("（吨）")] == ["黄金（吨）", "白银（银锭）（吨）", "铝合金（吨）"]


def test_only_the_most_numerous_rate_has_a_chart_which_tells_every_rate(today):
    assert [name for name, one in today.exhibits.items() if one["kind"] == "chart"] == ["chart"]
    drawn = today.exhibits["chart"]
    alt = drawn[drawn["drawn"]]["alt"].lower()
    names = [
        row[0].rpartition("（" if drawn["drawn"] == "zh" else " (")[0]
        for row in today.rows("rates/output_yoy", drawn["drawn"])
    ]
    assert [name for name in names if name.lower() not in alt] == []
    assert not any("/chart/" in key for key in today.numbers)


def test_the_answer_a_table_and_a_chart_stand_on_top_and_each_finding_is_told_once(today):
    assert list(today.exhibits)[:3] == ["answer", "summary", "chart"]
    rows = {row[0]: row[1] for row in today.rows("summary", "en")}
    told = {
        name: today.text(f"findings/{name}", "en").splitlines()
        for name in ("unexplained", "open", "wording", "rounding")
    }
    assert [len(lines) for lines in told.values()] == [int(count) for count in list(rows.values())[:4]]
    every = [line for lines in told.values() for line in lines]
    assert len(set(every)) == len(every)
    plan = lcanalysis.load(ROOT / "data")
    assert len(every) == (plan.findings["certainty"] != "sound").sum()


def test_what_nothing_explains_stands_first_and_what_rounding_explains_last(today):
    names = [name for name in today.exhibits if name.startswith("findings/")]
    assert names == ["findings/unexplained", "findings/open", "findings/wording", "findings/rounding"]
    assert "3.05%" in today.text(names[0])
    assert "铜材" in today.text(names[-1])


def test_places_are_those_of_the_plan_in_the_words_of_the_language(today):
    assert all(line.endswith(("节）", "章）")) for line in today.text("findings/open").splitlines())
    assert all("(chapter " in line for line in today.text("findings/open", "en").splitlines())
    assert ".csv" not in today.whole() + today.whole("en")


@pytest.mark.parametrize("withdrawn", ["2417", "两个目标不一致", "没有归属", "同一产品的产能", "似截尾"])
def test_what_was_said_wrongly_is_said_no_more(today, withdrawn):
    assert withdrawn not in today.whole()


def test_a_contradiction_turns_the_verdict_and_is_asked_about_first(tmp_path):
    plan = made(steel(_2019="100", _2020="120", rate="2.0"))
    found = page(plan, tmp_path)
    assert "1 finding contradicts the published figures" in found.text("answer", "en")
    assert "1 that does not follow from the published inputs" in found.text("checked", "en")
    assert "请发布单位核实" in found.text("findings/unexplained").splitlines()[0]
    assert found.numbers["answer/verdict/grave"] == "1"


def test_one_rate_that_agrees_is_no_plural_and_has_no_chart(tmp_path):
    found = page(made(steel(_2019="100", _2020="120", rate="20.0")), tmp_path)
    assert "可复算1项，与复算结果一致" in found.text("checked")
    assert "The 1 published figure of" in found.text("checked", "en")
    assert "chart" not in found.exhibits
    assert not [name for name in found.exhibits if name.startswith("findings/")]
    assert found.text("nothing_left", "en") == "There is nothing to report."


def test_a_revision_is_told_and_rates_on_older_levels_may_have_been_revised(tmp_path):
    plan = made(
        steel(_2019="100", _2020="120"), (*steel(_2020="130"), Figure("output_yoy", "steel", "2020", "40.0", "%"))
    )
    found = page(plan, tmp_path)
    assert "由2021年3月公布的120万吨修订为2022年3月公布的130万吨" in found.text("findings/open")
    assert "可能已经修订" in found.text("findings/open")
    assert "findings/unexplained" not in found.exhibits, "its title is left out too"
    assert "其他发现（" in found.text("nothing_left")


def test_a_missing_year_leaves_its_growth_unchecked(tmp_path):
    found = page(made(steel(_2018="100", _2020="120", rate="9.0")), tmp_path)
    assert found.numbers["checked/rest/unchecked"] == "1"
    assert "未公布2019年" in found.text("unchecked")
    assert "no rate" in found.text("rates", "en").lower()


def test_units_of_another_plan_stand_with_their_rows(tmp_path):
    tea = (Figure("output", "tea", "2019", "50", "千克"), Figure("output", "tea", "2020", "60", "千克"))
    rate = Figure("output_yoy", "tea", "2020", "20.0", "%")
    found = page(made((*steel(_2019="100", _2020="120", rate="20.0"), *tea, rate)), tmp_path)
    assert {row[0].partition("（")[2] for row in found.rows("rates/output_yoy")} == {"万吨）", "千克）"}


def test_a_plan_with_nothing_to_check_says_so(tmp_path):
    found = page(made(steel(_2020="120")), tmp_path)
    assert "无从核查" in found.text("answer")
    assert found.numbers == {}


@pytest.mark.parametrize("name", list(HARD)[:5])
def test_a_plan_of_another_shape_has_a_page(name, tmp_path):
    assert page(HARD[name], tmp_path).text("answer", "en")


def test_findings_that_are_not_those_of_the_observations_are_refused(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    plan = lcanalysis.load(tmp_path / "data")
    stale = replace(plan, findings=plan.findings.iloc[1:])
    monkeypatch.setattr(cleaned_plan, "load", lambda _data, **_more: stale)
    with pytest.raises(LcAnalysisError, match="clean"):
        Page("audit.ipynb", tmp_path / "data")


def test_a_figure_printed_twice_with_two_values_is_two_numbers_of_the_page(tmp_path, monkeypatch):
    plan = lcanalysis.load(ROOT / "data")
    wrong = tuple(
        replace(row, value=Decimal(24791), lower=Decimal("24790.5"), upper=Decimal("24791.5"))
        if (row.indicator, row.entity) == ("rd_spending", "guanzhou") and row.source.endswith("/rd_intensity.csv")
        else row
        for row in plan.records
    )
    monkeypatch.setattr(cleaned_plan, "load", lambda _data, **_more: replace(plan, records=wrong))
    with pytest.raises(LcAnalysisError, match="clean"):  # at its end; until then nothing of the page died
        Page("audit.ipynb", ROOT / "data")
