"""The notebooks revenue.ipynb and growth.ipynb: what they show, on the bundled plan and on changed data."""

import json
import math
import re
import shutil
from decimal import Decimal
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest
from run_in_process import run
from test_one_answer import with_years
from what_is_shown import answer_of, rows_of, text_of, values_of

import lcanalysis as lc
from lcanalysis.errors import UsageError
from lcanalysis.exhibits import EXHIBIT_MIME
from lcanalysis.forecasting import load_reference
from lcanalysis.quantities.checking import CheckError

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
UNPUBLISHED = ("copper", "aluminium", "sheet", "tube")


@cache
def shown(segment="cluster", data=DATA, **parameters):
    """Return what the page of a segment shows; each once, since tests only read it."""
    notebook = "revenue.ipynb" if segment == "cluster" else "growth.ipynb"
    return run(notebook, segment=segment, data=str(data), **parameters)


def exhibit(page, name):
    (found,) = [one for _, one in page if one.id == name]
    return found


@pytest.fixture(scope="module")
def page():
    return shown()


def test_the_answer_tells_the_odds_of_the_growth_asked_about_first_and_then_the_goal(page):
    answer = answer_of(page, "zh")
    assert answer.startswith("2018至2022年年均增长5%以上的可能性约65%")
    for part in (
        "50%～75%",
        "813.9亿元",
        "增长14.9%",
        "989.30亿元",
        "少10.70亿元",
        "5.28%",
        "情景，不是预测",
    ):
        assert part in answer
    english = answer_of(page, "en")
    for part in ("81.39 billion yuan", "up 14.9%", "98.93", "1.07", "5.28%", "scenario, not a forecast"):
        assert part in english


def test_every_number_that_depends_on_the_growth_asked_about_moves_with_it():
    faster = shown(goal_growth_pct=8.0)
    assert answer_of(faster, "zh").startswith("2018至2022年年均增长8%以上的可能性约50%")
    assert "多107.30亿元" in answer_of(faster, "zh")
    assert "年均增长8%以上" in exhibit(faster, "odds_chart").plain("zh")
    assert "年均增长8%以上" in exhibit(faster, "sensitivity").plain("zh")


def test_the_derived_revenue_of_2017_keeps_its_interval_and_is_marked(page):
    first, second = rows_of(exhibit(page, "basis"))
    assert first == ["2017", "708.36", "708.00", "708.71", "—", "推算"]
    assert second[-1] == "公布"


def test_the_paths_are_the_plain_products():
    values = values_of(shown(goal_growth_pct=6.5))
    for year in range(2018, 2023):
        for rate in (5, 6, 6.5, 7, 8):
            expected = 813.9 * (1 + rate / 100) ** (year - 2018)
            assert float(values[f"paths/{year}/{rate:g}"]) == pytest.approx(expected, abs=0.006)


def test_the_growth_still_needed_rises_where_growth_was_slow(page):
    rows = rows_of(exhibit(page, "needed"))
    assert rows[0][1:] == ["5.3"] * 4
    last = [float(cell) for cell in rows[-1][1:]]
    assert last == sorted(last, reverse=True)
    assert last[0] == pytest.approx((1000 / 813.9 - 1) * 100, abs=0.06)


def test_every_class_is_shown_with_the_boom_years_for_contrast(page):
    shares = {row[0]: float(row[-1]) for row in rows_of(exhibit(page, "odds"))}
    assert next(share for title, share in shares.items() if title.startswith("对照") and "分行业" in title) >= 75
    assert 50 < next(share for title, share in shares.items() if "混合" in title) < 70
    assert len(shares) == 9


def test_another_target_year_names_the_year_that_the_plan_sets():
    answer = answer_of(shown(target_year=2025), "zh")
    assert "规划要求的年份是2022年" in answer
    assert "2025年为1145.24亿元" in answer


def test_one_class_is_used_alone_when_it_is_asked_for():
    page = shown(reference="national_industry_revenue")
    assert "只用参照类" in answer_of(page, "zh")
    assert not any("混合" in row[0] for row in rows_of(exhibit(page, "odds")))


@pytest.mark.parametrize("segment", UNPUBLISHED)
def test_a_segment_without_published_revenue_says_so_and_shows_no_money(segment):
    page = shown(segment, goal_growth_pct=8.0)
    answer = answer_of(page, "zh")
    assert "尚无数据" in answer
    assert "指数为136.0。" in answer
    units = {number["unit"] for _, one in page for number in one.results().values()}
    assert units <= {"%", "", "比", "万吨"}


def test_few_observations_are_spoken_of_only_where_there_are_some_and_few(page, tmp_path):
    few = ("观测值过少", "too few observations")
    assert all(said in exhibit(page, "sensitivity").plain(lang) for said, lang in zip(few, ("zh", "en"), strict=True))
    prose = "".join(cell.source for cell in nbformat.read(ROOT / "notebooks" / "growth.ipynb", 4).cells)
    assert not [said for said in few if said in prose], "of a segment without revenue there are none"
    years = {f"year{2019 + at}": (f"{850 + 30 * at}.5", f"{2020 + at}-03") for at in range(12)}
    later = shown(data=with_years(tmp_path, **years).data, target_year=2032)
    assert not any(
        said in exhibit(later, "sensitivity").plain(lang) for said, lang in zip(few, ("zh", "en"), strict=True)
    )


def test_a_published_figure_is_asked_for_where_there_is_none():
    with pytest.raises(CheckError, match=r"growth\.ipynb"):
        run("revenue.ipynb", segment="copper", data=str(DATA))


def test_the_mix_of_a_segment_is_the_mean_of_its_classes():
    odds = values_of(shown("sheet", goal_growth_pct=5.0))
    used = [float(odds[f"odds/{name}/5"]) for name in ("city_secondary", "listed_metal_firms", "national_products")]
    assert float(odds["odds/mix/5"]) == pytest.approx(sum(used) / 3, abs=1)


def test_the_share_of_a_segment_is_that_of_the_class():
    page = shown("copper", goal_growth_pct=8.0, reference="national_products")
    expected = load_reference("national_products", DATA).growths(4, 2018).share_reaching(0.08)
    assert float(values_of(page)["odds/national_products/8"]) == pytest.approx(expected * 100, abs=0.005)


def test_outputs_are_summed_only_within_one_unit_and_with_a_warning():
    table = exhibit(shown("sheet"), "basis")
    *_, total = rows_of(table)
    assert total[0].startswith("合计")
    assert Decimal(total[2]) == Decimal("132.88") + Decimal("113.78") + Decimal("95.63")
    assert any("重复计算" in line for line in table.shown("zh")["foot"])
    assert len(rows_of(exhibit(shown("copper"), "basis"))) == 1


def test_published_growth_stands_beside_the_recomputed():
    row = rows_of(exhibit(shown("tube"), "basis"))[1]
    assert row[3:5] == ["-18.09", "-18.02"]


@pytest.mark.parametrize(
    ("segment", "target_year"), [("cluster", 2019), ("cluster", 2035), ("sheet", 2022), ("tube", 2035)]
)
def test_all_numbers_are_finite_and_have_a_trace(segment, target_year):
    numbers = {key: one for _, each in shown(segment, target_year=target_year) for key, one in each.results().items()}
    assert numbers
    assert all(math.isfinite(float(one["value"])) and one["trace"] for one in numbers.values())


@pytest.mark.parametrize("growth", [0.0, 30.0, 4.75])
@pytest.mark.parametrize("segment", ["cluster", "tube"])
def test_any_rate_of_the_range_can_be_asked_for(segment, growth):
    assert values_of(shown(segment, goal_growth_pct=growth))


def test_no_number_is_called_a_confidence_interval(page):
    for lang, banned in (("zh", "置信"), ("en", "confidence")):
        assert banned not in text_of(page, lang) + text_of(shown("copper"), lang)


@pytest.mark.parametrize(
    ("parameters", "named"),
    [({"segment": "clustr"}, "cluster"), ({"reference": "national_product"}, "national_products")],
)
def test_what_cannot_be_asked_is_refused(parameters, named):
    with pytest.raises(UsageError) as raised:
        run("revenue.ipynb", data=str(DATA), **parameters)
    assert named in raised.value.text("zh")


def test_a_newer_observation_moves_the_origin_and_growth_across_a_gap_is_computed(tmp_path):
    plan = with_years(tmp_path / "later", year2019=("854.6", "2020-03"))
    page = shown(data=plan.data)
    assert "2019年产业集群营业收入854.6亿元" in answer_of(page, "zh")
    assert "2019至2022年年均增长5%以上" in answer_of(page, "zh")
    gap = with_years(tmp_path / "gap", year2020=("925.0", "2021-02"))
    assert "3个年度观测值" in text_of(shown(data=gap.data), "zh")


def test_a_target_year_that_has_come_is_told_as_an_outcome_and_nothing_is_projected(tmp_path):
    plan = with_years(tmp_path, year2019=("850.0", "2020-03"), year2022=("1003.5", "2023-03"))
    page = shown(data=plan.data)
    answer = answer_of(page, "zh")
    assert "2022年产业集群营业收入1003.5亿元" in answer
    assert "已达到规划目标" in answer
    assert "年均增长5.4%" in answer
    assert [one.id for _, one in page if one.kind == "chart"] == []
    assert "可能性" not in answer


def test_one_year_alone_gives_no_probability(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    path = data / "processed" / "observations.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("revenue,cluster,liaocheng,2017")]
    path.write_text("".join(kept), encoding="utf-8")
    from lcanalysis.plan import load

    view = lc.outlook(load(data), "revenue", "cluster", 2022)
    assert view.why_not == "one_year"
    assert view.why_not_words.text("en").startswith("Revenue")


def test_a_cap_bounds_the_fan_and_is_named_beside_the_probability_without_it():
    free, capped = shown(), shown(cap_100m_yuan=1000.0)
    assert float(values_of(free)["fan_chart/finding/high"]) > 1000
    assert float(values_of(capped)["fan_chart/finding/high"]) == 1000
    # The goal needs just the cap, so that it is as likely as without.
    assert values_of(capped)["answer/of_goal"] == values_of(free)["answer/of_goal"]
    assert "以上假定营业收入不超过1000亿元；不设上限时，达到目标的可能性为60%" in answer_of(capped, "zh")
    chart = exhibit(capped, "fan_chart")
    assert "（假定不超过1000亿元）" in chart.plain("zh")
    assert "上限1000亿元" in chart.plain("zh")
    assert "上限" not in exhibit(free, "fan_chart").plain("zh")
    assert "假定不超过1000亿元" in exhibit(capped, "caveats").plain("zh")


def test_a_cap_below_the_goal_makes_it_impossible_and_one_that_was_exceeded_is_refused():
    answer = answer_of(shown(cap_100m_yuan=950.0), "en")
    assert "never exceeds 95 billion yuan" in answer
    assert "The probability of reaching it is below 5%" in answer
    with pytest.raises(UsageError) as raised:
        shown(cap_100m_yuan=800.0)
    assert all("cap" in raised.value.text(lang) for lang in ("zh", "en"))


def test_the_fan_grows_wider_with_the_years():
    ends = lc.outlook(lc.load(DATA), "revenue", "cluster", 2022).intervals((80,))
    widths = [
        np.log(float(upper.value) / float(lower.value))
        for lower, upper in zip(ends["lower"], ends["upper"], strict=True)
    ]
    assert widths == sorted(widths)


@pytest.mark.parametrize("name", ["revenue", "growth"])
def test_analysis_stands_in_short_cells_and_words_in_collapsed_ones_beside_them(name):
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown":
            assert tags[:1] in (["lang-zh"], ["lang-en"])
            assert set(tags[1:]) <= {"detail"}
        elif "words" in tags:
            assert cell.metadata["jupyter"]["source_hidden"]
        else:
            assert len(cell.source.splitlines()) <= 12, cell.id
            has_own_words = "check" in tags or "lc.require" in cell.source
            analysis = "" if has_own_words else re.sub('"亿元"', "", cell.source)
            assert not re.search(r"[\u4e00-\u9fff]", analysis), f"{cell.id} holds words"


@pytest.mark.slow
def test_the_notebook_runs_under_plain_papermill(tmp_path, monkeypatch):
    import papermill

    monkeypatch.chdir(ROOT)
    out = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        "notebooks/revenue.ipynb", out, {"lang": "en"}, progress_bar=False, kernel_name="python3"
    )
    cells = json.loads(out.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    assert all(EXHIBIT_MIME in output["data"] for output in outputs)
    assert len(outputs) == 11
