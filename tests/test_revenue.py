import json
import math
import re
import shutil
from decimal import Decimal
from pathlib import Path

import nbformat
import numpy as np
import pytest

import lcanalysis
from lcanalysis.errors import UsageError
from lcanalysis.exhibits import RESULTS_MIME, Statement, Table
from lcanalysis.forecasting import load_reference
from lcanalysis.plan import load
from lcanalysis.stories import revenue

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
SHOWN = (
    "answer",
    "basis",
    "paths",
    "paths_chart",
    "odds",
    "sensitivity",
    "odds_chart",
    "fan_chart",
    "needed",
    "needed_chart",
    "caveats",
)
SEGMENTS = ("cluster", "copper", "aluminium", "sheet", "tube")


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(DATA)


def story_of(plan, lang="zh", **parameters):
    return revenue.open_story(plan, lang, **parameters)


def bundle_of(exhibit) -> dict:
    found = exhibit._repr_mimebundle_()
    return found[0] if isinstance(found, tuple) else found


def results_of(story) -> dict[str, dict]:
    shown = [bundle_of(getattr(story, name)()) for name in SHOWN]
    return {key: value for bundle in shown for key, value in bundle[RESULTS_MIME].items()}


def test_the_answer_tells_the_level_the_gap_the_growth_needed_and_the_share_that_grew_so_fast(plan):
    text = story_of(plan).answer().text
    for part in ("813.9亿元", "增长14.9%", "989.30亿元", "少10.70亿元", "5.28%", "情景，不是预测"):
        assert part in text
    share = story_of(plan, reference="national_products").predictive.probability(level=1000)
    assert f"～{share * 100:.0f}%" in text


def test_the_english_answer_says_the_same(plan):
    text = story_of(plan, "en").answer().text
    for part in ("813.9 hundred million yuan", "up 14.9%", "989.30", "10.70", "5.28%", "scenario, not a forecast"):
        assert part in text


def test_faster_growth_than_needed_is_said_to_lie_beyond_the_goal(plan):
    assert "多107.30亿元" in story_of(plan, goal_growth_pct=8).answer().text


def test_the_derived_revenue_of_2017_keeps_its_interval_and_is_marked(plan):
    table = story_of(plan).basis()
    row = [table.text_of(cell) for cell in table.rows[0]]
    assert row == ["2017", "708.36", "708.00", "708.71", "—", "推算"]
    assert table.rows[1][-1] == "公布"


def test_the_paths_are_the_plain_products(plan):
    table = story_of(plan, goal_growth_pct=6.5).paths()
    assert [table.columns[at] for at in (1, 2, 3)] == ["年均5%", "年均6%", "年均6.5%"]
    for row in table.rows:
        for cell, rate in zip(row[1:], (5, 6, 6.5, 7, 8), strict=True):
            assert float(cell.value) == pytest.approx(813.9 * (1 + rate / 100) ** (int(row[0]) - 2018))


def test_the_growth_still_needed_rises_where_growth_was_slow(plan):
    table = story_of(plan).needed()
    assert [table.text_of(cell) for cell in table.rows[0][1:]] == ["5.3"] * 4
    last = [float(cell.value) for cell in table.rows[-1][1:]]
    assert last == sorted(last, reverse=True)
    assert last[0] == pytest.approx((1000 / 813.9 - 1) * 100)


def test_every_class_is_shown_with_the_boom_years_for_contrast(plan):
    table = story_of(plan).odds()
    shares = {row[0]: float(row[-1].value) for row in table.rows}
    boom = next(share for title, share in shares.items() if title.startswith("对照") and "分行业" in title)
    mix = next(share for title, share in shares.items() if "混合" in title)
    assert boom > 75
    assert 50 < mix < 70
    assert len(shares) == len(table.rows) == 9


def test_another_target_year_names_the_year_that_the_plan_sets(plan):
    text = story_of(plan, target_year=2025).answer().text
    assert "规划要求的年份是2022年" in text
    assert "2025年为1145.24亿元" in text


def test_one_class_is_used_alone_when_it_is_asked_for(plan):
    story = story_of(plan, reference="national_industry_revenue")
    assert story.predictive.classes == ("national_industry_revenue",)
    assert "只用一个参照类" in story.answer().text


@pytest.mark.parametrize("segment", SEGMENTS[1:])
def test_a_segment_without_published_revenue_says_so_and_shows_no_money(plan, segment):
    story = story_of(plan, segment=segment, goal_growth_pct=8)
    text = story.answer().text
    assert "尚无数据" in text
    assert "指数为136.0" in text
    assert {value["unit"] for value in results_of(story).values()} <= {"%", "比", "个", "万吨"}


def test_the_mix_of_a_segment_is_the_mean_of_its_classes(plan):
    rows = story_of(plan, segment="sheet", goal_growth_pct=5).odds().rows
    used = [row[3].value for row in rows if not row[0].startswith("对照")]
    mix = next(row[3].value for row in rows if "混合" in row[0])
    used.remove(mix)
    assert len(used) == 3
    assert mix == pytest.approx(sum(used) / 3, abs=0.1)


def test_the_share_of_a_segment_is_that_of_the_class(plan):
    story = story_of(plan, segment="copper", goal_growth_pct=8, reference="national_products")
    expected = load_reference("national_products", DATA).growths(4, 2018).share_reaching(0.08)
    row = next(row for row in story.odds().rows if row[0] == "全国主要工业产品产量")
    assert float(row[-1].value) == pytest.approx(expected * 100)


def test_outputs_are_summed_only_within_one_unit_and_with_a_warning(plan):
    table = story_of(plan, segment="sheet").basis()
    total = table.rows[-1]
    assert total[0].startswith("合计")
    assert total[3].value == Decimal("132.88") + Decimal("113.78") + Decimal("95.63")
    assert any("重复计算" in note for note in table.notes)
    single = story_of(plan, segment="copper").basis()
    assert len(single.rows) == 1


def test_published_growth_stands_beside_the_recomputed(plan):
    row = story_of(plan, segment="tube").basis().rows[1]
    assert [row[4].digits("zh"), row[5].digits("zh")] == ["-18.09", "-18.02"]


@pytest.mark.parametrize(
    ("segment", "target_year"),
    [("cluster", 2019), ("cluster", 2022), ("cluster", 2035), ("sheet", 2022), ("tube", 2035)],
)
def test_both_languages_hold_the_same_finite_numbers(plan, segment, target_year):
    zh, en = (results_of(story_of(plan, lang, segment=segment, target_year=target_year)) for lang in ("zh", "en"))
    assert zh == en
    assert zh
    assert all(math.isfinite(float(value["value"])) for value in zh.values())


@pytest.mark.parametrize("growth", [0.0, 30.0, 4.75])
def test_any_rate_of_the_range_can_be_asked_for(plan, growth):
    for segment in ("cluster", "tube"):
        story = story_of(plan, segment=segment, goal_growth_pct=growth)
        assert results_of(story)
        story.require_sound()


@pytest.mark.parametrize("segment", ["cluster", "copper"])
def test_every_number_has_a_trace(plan, segment):
    results = results_of(story_of(plan, segment=segment))
    assert results
    assert {key: value for key, value in results.items() if not value["trace"]} == {}


def test_no_number_is_called_a_confidence_interval_or_a_forecast(plan):
    for lang, banned in (("zh", "置信"), ("en", "confidence")):
        for segment in ("cluster", "copper"):
            story = story_of(plan, lang, segment=segment)
            shown = [name for name in SHOWN if not name.endswith("chart")]
            text = " ".join(bundle_of(getattr(story, name)())["text/plain"] for name in shown)
            assert banned not in text


def test_statements_and_tables_are_what_is_shown(plan):
    story = story_of(plan)
    assert isinstance(story.answer(), Statement)
    assert isinstance(story.odds(), Table)
    assert story.fan_chart().alt
    assert "不是预测" in story.fan_chart().finding


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"segment": "gold"}, "cluster"),
        ({"reference": "national_product"}, "national_products"),
        ({"target_year": 2016}, "2018"),
    ],
)
def test_what_cannot_be_asked_is_refused(plan, parameters, named):
    with pytest.raises(UsageError, match=named):
        story_of(plan, **parameters).answer()


def test_a_newer_observation_moves_the_origin(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    path = data / "processed" / "observations.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if line.startswith("revenue,cluster,liaocheng,2018"))
    newer = row.replace(",2018,", ",2019,").replace("813.9", "854.6").replace("2019-11", "2020-03")
    newer = newer.replace("813.85", "854.55").replace("813.95", "854.65")
    path.write_text("\n".join([*lines, newer]) + "\n", encoding="utf-8")
    story = story_of(load(data))  # as it stands there, whatever raw/ holds
    assert story.origin == 2019
    assert story.predictive.observed.years == (2017, 2018, 2019)
    assert story.predictive.years == (2020, 2021, 2022)


def test_a_cap_bounds_the_fan_and_is_named_beside_the_probability_without_it(plan):
    free, capped = story_of(plan), story_of(plan, cap_100m_yuan=1000.0)
    high = free.predictive.quantile(0.95)
    assert high > 1000
    assert capped.predictive.quantile(0.95) == 1000
    # The goal needs just the cap, so that it is as likely as without.
    assert capped.mixed.shares[-1] == free.mixed.shares[-1]
    assert "以上假定营业收入不超过1000亿元；不设上限时，达到目标的可能性为65%" in capped.answer().text
    chart = capped.fan_chart()
    assert "（假定不超过1000亿元）" in chart.finding
    assert "上限1000亿元" in chart.alt
    assert "上限" not in free.fan_chart().alt
    assert any("假定不超过1000亿元" in line for line in capped.caveats().text.splitlines())
    capped.require_sound()


def test_a_cap_below_the_goal_makes_it_impossible_and_the_page_says_so_in_english(plan):
    answer = story_of(plan, lang="en", cap_100m_yuan=950.0).answer().text
    assert "never exceeds 950 hundred million yuan" in answer or "never exceeds 95 billion yuan" in answer
    assert "without the cap the probability of reaching the goal is 65%" in answer
    assert "about 0%" in answer


@pytest.mark.parametrize(("segment", "cap"), [("cluster", 800.0), ("copper", 100.0)])
def test_a_cap_that_was_exceeded_or_has_no_level_to_bound_is_refused(plan, segment, cap):
    with pytest.raises(UsageError) as raised:
        story_of(plan, segment=segment, cap_100m_yuan=cap).answer()
    assert all("cap" in raised.value.text(lang) for lang in ("zh", "en"))


def test_the_fan_grows_wider_with_the_years(plan):
    found = story_of(plan).predictive
    widths = [np.log(found.interval(80, year)[1] / found.interval(80, year)[0]) for year in found.years]
    assert widths == sorted(widths)


def test_the_notebook_is_prose_and_one_call_cells():
    notebook = nbformat.read(ROOT / "notebooks" / "revenue.ipynb", as_version=4)
    nbformat.validate(notebook)
    calls = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert all(len(call.splitlines()) <= 10 for call in calls)
    assert not any(re.search(r"^\s*(def|for|while|with)\b", call, re.MULTILINE) for call in calls)
    shown = {match for call in calls for match in re.findall(r"story\.(\w+)\(\)", call)}
    assert shown == {*SHOWN, "require_sound"}
    tags = [tag for cell in notebook.cells if cell.cell_type == "markdown" for tag in cell.metadata.tags]
    assert tags.count("lang-zh") == tags.count("lang-en") == len(tags) / 2


@pytest.mark.slow
def test_the_notebook_runs_under_plain_papermill(tmp_path, monkeypatch):
    import papermill

    monkeypatch.chdir(ROOT)
    out = tmp_path / "out.ipynb"
    parameters = {"lang": "en"}
    papermill.execute_notebook("notebooks/revenue.ipynb", out, parameters, progress_bar=False, kernel_name="python3")
    cells = json.loads(out.read_text(encoding="utf-8"))["cells"]
    shown = [output for cell in cells for output in cell.get("outputs", ())]
    assert sum(RESULTS_MIME in output.get("data", {}) for output in shown) == len(SHOWN)
    assert all(output["output_type"] == "execute_result" for output in shown)
