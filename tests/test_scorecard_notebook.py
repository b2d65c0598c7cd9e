"""The scorecard's notebook on the plan of today and on made ones: sentences and numbers as its exhibits carry them."""

import re
from pathlib import Path

import nbformat
import pytest
from made_plans import Figure, Made, goal, write
from page_numbers import told
from run_in_process import run

import lcanalysis as lc
from lcanalysis.briefing.results import collect_results
from lcanalysis.cleaning import clean
from lcanalysis.exhibits import EXHIBIT_MIME
from lcanalysis.forecasting.forecast import FORECAST_FROM
from lcanalysis.runner.execute import Job, execute

ROOT = Path(__file__).parent.parent
NOTEBOOK = "scorecard.ipynb"
LEVEL = goal("revenue", "cluster", "level", 1000, "亿元", 2018, 2022, "above")
GROWTH = goal("revenue", "cluster", "growth", 5, "%", 2018, 2022, "about")


@pytest.fixture(scope="module")
def today(monkeypatch_module):
    """The exhibits of the executed notebook, by their cells, and the notebook."""
    monkeypatch_module.setenv("LCANALYSIS_PAGE_LANGUAGES", "zh en")
    source = (ROOT / "notebooks" / NOTEBOOK).read_text(encoding="utf-8")
    done = execute(Job(source, {"lang": "zh", "data": str(ROOT / "data")}, ROOT, ROOT / "data", 120, "forked"))
    assert done.failure is None
    return done.notebook


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def exhibits(notebook):
    found = [
        output["data"][EXHIBIT_MIME]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if EXHIBIT_MIME in output["data"]
    ]
    return {one["id"]: one for one in found} | {"both": [one for one in found if one["id"] == "scorecard"]}


def text_of(exhibit, lang):
    shown = exhibit[lang]
    if exhibit["kind"] == "text":
        return shown["markdown"]
    if exhibit["kind"] == "table":
        rows = [" ".join(cell["text"] for cell in row) for row in shown["rows"]]
        return "\n".join([shown["title"], shown["unit"], " ".join(shown["heads"]), *rows, *shown["foot"]])
    return f"{shown['caption']}\n{shown['alt']}"


def numbers_in(text):
    """Return the numbers in a text but for years and the numbers of notes."""
    bare = re.sub(r"(?<![\d.])20\d\d(?!\d|\.\d)|(?m:^\S* ?\d\. )|：\d\. ", " ", text.replace(",", ""))
    return set(re.findall(r"\d+(?:\.\d+)?", bare))


def test_the_answer_counts_each_verdict(today):
    zh = text_of(exhibits(today)["answer"], "zh")
    assert "34项2022年目标还没有一项可以评价" in zh
    assert "“基期，尚不评价”5项，“未设数值，不评价”2项，“尚无数据”27项" in zh


def test_chances_are_added_up_and_never_multiplied(today):
    judged, _ = exhibits(today)["both"]
    chances = lc.goal_probabilities(lc.load(ROOT / "data"))["probability"].dropna()
    met = f"{sum(float(one.exact) for one in chances) / 100:.1f}"
    assert any(f"{len(chances)}项目标中预计约有{met}项实现" in line for line in judged["zh"]["foot"])
    assert any(f"about {met} of {len(chances)} goals met" in line for line in judged["en"]["foot"])


def test_each_goal_stands_in_one_of_the_two_tables(today):
    judged, unjudged = exhibits(today)["both"]
    assert (len(judged["labels"]), len(unjudged["labels"])) == (5, 29)
    assert set(judged["labels"]) & set(unjudged["labels"]) == set()


def test_both_pages_hold_the_same_rates_and_english_no_chinese(today):
    for one in [*exhibits(today)["both"], *(one for name, one in exhibits(today).items() if name != "both")]:
        zh, en = text_of(one, "zh"), text_of(one, "en")
        # Amounts stand in other units; rates are the same digits.
        assert set(re.findall(r"[\d.]+(?=%)", zh)) == set(re.findall(r"[\d.]+(?=%)", en)), one["id"]
        assert re.findall(r"[\u4e00-\u9fff]+", en) == [], one["id"]


def test_every_number_of_a_sentence_is_kept_with_what_it_follows_from(today):
    for name in ("answer", "reasons"):
        one = exhibits(today)[name]
        known = {told(entry).lstrip("-") for entry in one["numbers"].values()} | {
            "5",
            "4",
            "16949",
        }  # of firms, and a standard
        assert numbers_in(text_of(one, "zh")) - known == set()
        assert [key for key, entry in one["numbers"].items() if entry["unit"] and not entry["trace"]] == []


def test_no_key_stands_for_two_numbers_and_what_the_ledger_reads_is_there(today):
    results = collect_results(today, "scorecard")
    wanted = {
        "scorecard/cluster_revenue/verdict": "base_year", "scorecard/cluster_revenue/base_value": "813.9",
        "scorecard/cluster_revenue/momentum": "14.9", "scorecard/cluster_revenue/next_marker": "856.90",
        "reasons/cluster_revenue/latest": "813.9",
        "scorecard/cluster_revenue/required_growth": "5.3", "scorecard/cluster_revenue/probability": "62.19",
        "scorecard/rd_intensity/required_points": "0.46", "scorecard/smart_factories/verdict": "no_data",
        "reasons/cluster_revenue/period": "2018",
    }  # fmt: skip
    assert {key: results[key]["value"] for key in wanted} == wanted


def test_analysis_cells_are_short_and_hold_no_words():
    notebook = nbformat.read(ROOT / "notebooks" / NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        tags = cell.metadata.get("tags", [])
        assert max(map(len, cell.source.splitlines())) <= 120
        if "words" in tags:
            assert cell.metadata["jupyter"] == {"source_hidden": True}
        elif "check" not in tags:
            assert len(cell.source.splitlines()) <= 12
            bare = re.sub(r'"[亿万个项家%]\S*?"|#.*', "", cell.source)
            assert re.findall(r"[\u4e00-\u9fff]+", bare) == [], cell.id
    tags = [tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])]
    assert (tags.count("lang-zh"), tags.count("parameters"), tags.count("check")) == (tags.count("lang-en"), 1, 1)


def figures(unit="亿元", **years):
    return tuple(Figure("revenue", "cluster", year.removeprefix("y"), printed, unit) for year, printed in years.items())


def page(tmp_path, goals, unit="亿元", **vintages):
    """Return the texts of a made plan's page by exhibit, in both languages, and its numbers."""
    published = tuple(
        (name.removeprefix("v").replace("_", "-"), figures(unit, **years)) for name, years in vintages.items()
    )
    made = Made(2018, 2022, published, segments={"cluster": ()}, goals=tuple(goals), has_classes=False)
    clean(write(made, tmp_path / "plan"))
    shown = [one for _, one in run(NOTEBOOK, data=str(tmp_path / "plan"))]
    texts = {(one.id, lang): one.plain(lang) for one in shown for lang in ("zh", "en")}
    return texts, {key: entry["value"] for one in shown for key, entry in one.results().items()}


def test_a_second_year_with_a_revision_moves_the_latest_figure_and_what_is_required(tmp_path):
    vintages = {"v2019_03": {"y2017": "708.4", "y2018": "813.9"}, "v2020_03": {"y2018": "815.0", "y2019": "900.0"}}
    texts, values = page(tmp_path, [LEVEL], **vintages)
    assert (
        "2019年为900.0亿元，自2018年以来年均增长10.4%；2022年目标为超过1000亿元，自2019年起需年均增长3.6%，"
        "2020年应达到902.77亿元。评价：快于预期（初步），实际速度为所需速度的199%。" in texts["reasons", "zh"]
    )
    assert "基期为2018年，最新值为2019年" in texts["scorecard", "zh"]
    assert (values["scorecard/goal_0/base_value"], values["scorecard/goal_0/progress"]) == ("815.0", "45.9")
    assert (values["scorecard/goal_0/time"], values["progress/goal_0/progress_pct"]) == ("25", "45.9")
    assert "1项可以评价：“快于预期”1项" in texts["answer", "zh"]
    assert "评价是初步的" in texts["answer", "zh"]


def test_the_note_of_the_rule_names_the_verdicts_of_the_table_and_no_others(tmp_path):
    vintages = {"v2019_03": {"y2017": "708.4", "y2018": "813.9"}, "v2020_03": {"y2018": "815.0", "y2019": "900.0"}}
    first, _ = page(tmp_path / "first", [LEVEL, GROWTH], v2019_03=vintages["v2019_03"])
    later, _ = page(tmp_path / "later", [LEVEL, GROWTH], **vintages)
    for texts, (zh, en) in (
        (first, ({"基期，尚不评价"}, {"base year, not assessed"})),
        (later, ({"快于预期", "高于目标"}, {"ahead of schedule", "above the goal"})),
    ):
        (rule,) = (line for line in texts["scorecard", "zh"].splitlines() if "评价规则" in line)
        assert set(re.findall("“([^”]+)”指", rule)) == zh
        (rule,) = (line for line in texts["scorecard", "en"].splitlines() if "Rule:" in line)
        assert set(re.findall("“([^”]+)” is", rule)) == en


def test_a_gap_is_told_as_an_average_and_draws_no_growth_of_the_latest_year(tmp_path):
    texts, values = page(tmp_path, [LEVEL], v2021_03={"y2018": "813.9", "y2020": "900.0"})
    assert "自2018年以来年均增长5.2%" in texts["reasons", "zh"]
    assert "since 2018 it rose by 5.2% a year on average" in texts["reasons", "en"]
    assert "required/goal_0/observed_pct" not in values
    assert values["required/goal_0/required_pct"] == "5.4"


def test_the_base_year_alone_is_no_verdict_and_is_shown(tmp_path):
    texts, values = page(tmp_path, [LEVEL, GROWTH], v2019_03={"y2018": "813.9"})
    assert "“基期，尚不评价”2项" in texts["answer", "zh"]
    assert "2018年为813.9亿元；2022年目标为超过1000亿元，自2018年起需年均增长5.3%" in texts["reasons", "zh"]
    assert values["scorecard/goal_0/verdict"] == "base_year"
    assert "progress" not in {name for name, _ in texts}


def made(tmp_path, goals, *vintages, has_classes=False):
    """Return the texts of the page on a made plan with figures of any kind, in both languages."""
    plan = Made(2018, 2022, vintages, segments={"cluster": ()}, goals=tuple(goals), has_classes=has_classes)
    clean(write(plan, tmp_path / "plan"))
    return {
        (one.id, lang): one.plain(lang)
        for _, one in run(NOTEBOOK, data=str(tmp_path / "plan"))
        for lang in ("zh", "en")
    }


def test_a_base_that_was_worked_back_carries_its_caveat_on_the_scorecard(tmp_path):
    rate = Figure("revenue_yoy", "cluster", "2019", "5.2", "%")
    texts = made(tmp_path, [LEVEL], ("2020-03", (*figures(y2019="900.0"), rate)))
    assert "2018年的水平没有公布，由下一年的水平和公布的增速反推；增速如按可比口径计算" in texts["scorecard", "zh"]
    assert "the level of 2018 was not published and is worked back" in texts["scorecard", "en"]
    published = made(tmp_path / "published", [LEVEL], ("2020-03", figures(y2018="855.5", y2019="900.0")))
    assert "反推" not in published["scorecard", "zh"]


def test_where_progress_and_chance_diverge_the_sentence_names_both_rates(tmp_path):
    levels = figures(y2016="600.0", y2017="700.0", y2018="813.9", y2019="820.0")
    texts = made(tmp_path, [LEVEL | {"value": "850"}], ("2020-03", levels), has_classes=True)
    assert "自2018年以来年均增长0.7%，自2019年起需年均增长1.2%；进展滞后而可能性过半" in texts["reasons", "zh"]
    assert (
        "Since 2018 it rose by 0.7% a year on average; the goal takes growth of 1.2% a year from 2019 on"
        in texts["reasons", "en"]
    )


def test_a_sum_is_told_as_one_and_has_no_chance_of_the_level_of_one_year(tmp_path):
    summed = goal("profit", "cluster", "cumulative", 240, "亿元", 2018, 2022)
    profits = tuple(
        Figure("profit", "cluster", str(year), one, "亿元")
        for year, one in ((2018, "58.0"), (2019, "51.0"), (2020, "49.0"))
    )
    texts = made(tmp_path, [summed], ("2021-03", profits), has_classes=True)
    assert "2020年为49.0亿元，2018年以后年均50.00亿元，累计为目标的41.7%" in texts["reasons", "zh"]
    assert "累计180.00亿元" in texts["scorecard", "zh"]
    assert "可能性约" not in texts["reasons", "zh"]


def test_goals_of_unlike_due_years_are_not_called_those_of_one(tmp_path):
    texts, _ = page(tmp_path, [LEVEL, LEVEL | {"due_period": "2020"}], v2021_03={"y2018": "813.9", "y2020": "900.0"})
    assert "规划提出的2项目标中，2项可以评价" in texts["answer", "zh"]


def test_a_goal_whose_due_year_is_past_and_not_published_has_no_chance_and_says_so(tmp_path):
    texts = made(
        tmp_path,
        [LEVEL, goal("output", "tea", "level", 14, "万吨", 2018, 2020)],
        (
            "2022-03",
            (
                *figures(y2018="813.9", y2021="900.0"),
                *(Figure("output", "tea", str(year), one, "万吨") for year, one in ((2018, "12.0"), (2019, "12.3"))),
            ),
        ),
        has_classes=True,
    )
    assert "2020年目标为不低于14万吨，该年的数据还没有公布" in texts["reasons", "zh"]
    assert "到2020年实现的可能性" not in texts["reasons", "zh"]
    assert "到2022年实现的可能性约" in texts["reasons", "zh"]


def test_a_ceiling_for_growth_is_told_since_the_base_and_not_as_momentum(tmp_path):
    ceiling = goal("revenue", "cluster", "growth", 1, "%", 2018, 2022, "at_most")
    texts, _ = page(
        tmp_path, [ceiling], v2021_03={"y2017": "820.0", "y2018": "813.9", "y2019": "800.0", "y2020": "790.0"}
    )
    assert "起步态势" not in texts["reasons", "zh"]
    assert "自2018年以来年均下降1.5%" in texts["reasons", "zh"]


def test_of_growth_alone_the_next_year_must_lead_back_to_the_path(tmp_path):
    rates = tuple(Figure("output_yoy", "tea", str(year), one, "%") for year, one in ((2018, "8.9"), (2019, "2.0")))
    texts = made(tmp_path, [goal("output", "tea", "growth", 5, "%", 2018, 2022)], ("2020-03", rates))
    # 1.05 ** 2 / 1.02 is 1.0809; a mean of 5% over four years takes 1.05 ** 4 / 1.02 = 1.1917 in three, 6.0% a year.
    assert "年均增长不低于5%\t2.0\t6.0\t8.1" in texts["scorecard", "zh"]


def test_a_ceiling_takes_a_fall_and_is_called_passed_only_below_it(tmp_path):
    ceiling = goal("revenue", "cluster", "level", 700, "亿元", 2018, 2022, "at_most")
    texts, _ = page(tmp_path, [ceiling], v2020_03={"y2018": "813.9", "y2019": "800.0"})
    assert "自2019年起需年均下降4.4%" in texts["reasons", "zh"]
    assert "takes a fall of 4.4% a year from 2019 on" in texts["reasons", "en"]


def test_a_rank_is_told_with_its_distance_from_the_goal(tmp_path):
    places = tuple(
        Figure("national_rank", "cluster", year, place, "位") for year, place in (("2018", "9"), ("2020", "6"))
    )
    texts = made(tmp_path, [goal("national_rank", "cluster", "rank", 5, "位", 2018, 2022)], ("2021-03", places))
    assert "2020年居第6位，距目标还差1位（2018年为第9位）" in texts["reasons", "zh"]
    assert "place 6 in 2020, 1 place from the goal (place 9 in 2018)" in texts["reasons", "en"]


def test_a_plan_without_goals_says_so(tmp_path):
    texts, values = page(tmp_path, [], v2019_03={"y2018": "813.9"})
    assert (texts["answer", "zh"], values) == ("规划没有定量目标。", {})
    assert texts["none_judged", "en"] == "No goal has figures yet."


def test_a_plan_of_which_nothing_is_published_asks_for_everything(tmp_path):
    texts, values = page(tmp_path, [LEVEL])
    assert values["answer/no_data/n"] == "1"
    assert "reasons" not in {name for name, _ in texts}
    assert "无" in texts["scorecard", "zh"]


def test_another_unit_is_that_of_the_goal(tmp_path):
    texts, values = page(tmp_path, [LEVEL], "万元", v2019_03={"y2017": "7084000", "y2018": "8139000"})
    assert "2018年为813.90亿元；起步态势：比2017年增长14.9%" in texts["reasons", "zh"]
    assert values["scorecard/goal_0/base_value"] == "813.90"


def test_two_goals_of_one_thing_are_told_apart_where_they_are_behind(tmp_path):
    texts, _ = page(tmp_path, [LEVEL, GROWTH], v2020_03={"y2018": "820.0", "y2019": "813.9"})
    assert "需要关注的是cluster营业收入（超过1000亿元）、cluster营业收入（年均增长5%左右）" in texts["answer", "zh"]


def test_a_goal_that_is_due_is_told_without_a_rate_it_does_not_have(tmp_path):
    texts, values = page(tmp_path, [LEVEL], v2023_03={"y2018": "813.9", "y2022": "900.0"})
    assert "自2018年以来年均增长2.5%；2022年目标为超过1000亿元，已到目标年" in texts["reasons", "zh"]
    assert "and that year has come" in texts["reasons", "en"]
    assert "年起" not in texts["scorecard", "zh"]
    assert "scorecard/goal_0/required_growth" not in values


def test_goals_of_unlike_spans_stand_on_no_one_chart(tmp_path):
    later = LEVEL | {"due_period": "2025"}
    texts, _ = page(tmp_path, [LEVEL, later], v2019_03={"y2017": "708.4", "y2018": "813.9"})
    assert "不宜在一张图上比较" in texts["required", "zh"]


def test_what_is_beyond_its_goal_is_drawn_with_no_growth_that_it_still_needs(tmp_path):
    texts, values = page(tmp_path, [LEVEL, GROWTH], v2020_03={"y2018": "813.9", "y2019": "995.0"})
    assert "required/goal_0/required_pct" in values
    assert "已在2022年目标（年均增长5%左右）的水平之上" in texts["reasons", "zh"]
    assert "required/goal_1/required_pct" not in values
    assert "-" not in texts["required", "zh"]


def test_a_ceiling_is_told_as_what_is_allowed_and_never_as_growth_to_be_reached(tmp_path):
    ceilings = [
        goal("revenue", "cluster", "level", 800, "亿元", 2018, 2022, "at_most"),
        goal("revenue", "cluster", "growth", 3, "%", 2018, 2022, "at_most"),
    ]
    texts, values = page(tmp_path, ceilings, v2019_03={"y2017": "780.0", "y2018": "813.9"})
    assert "自2018年起需年均下降0.4%，2019年应不超过810.40亿元" in texts["reasons", "zh"]
    assert "自2018年起年均增长须不超过3.0%，2019年应不超过838.32亿元" in texts["reasons", "zh"]
    assert "allows growth of 3.0% a year from 2018 on: at most 83.832 billion yuan in 2019" in texts["reasons", "en"]
    assert values["scorecard/goal_1/required_growth"] == "3.0"
    assert ("required", "zh") not in texts


def test_a_change_that_prints_as_nothing_is_no_fall(tmp_path):
    texts, _ = page(tmp_path, [LEVEL], v2020_03={"y2018": "813.9", "y2019": "813.8"})
    assert "自2018年以来年均基本持平" in texts["reasons", "zh"]
    assert "since 2018 it hardly changed a year on average" in texts["reasons", "en"]


def test_what_the_next_year_must_show_is_dated_where_the_figures_of_a_goal_end_earlier(tmp_path):
    output = (Figure("output", "tea", "2018", "12.0", "万吨"),)
    levels = (*figures(y2018="813.9", y2019="850.0", y2020="900.0"), *output)
    texts = made(tmp_path, [LEVEL, goal("output", "tea", "level", 14, "万吨", 2018, 2022)], ("2021-03", levels))
    # (14 / 12) ** (1 / 4) * 12 is 12.47; the revenue's is of 2021, as its column says.
    assert "12.47 / 2019年" in texts["scorecard", "zh"]
    assert "/ 2021年" not in texts["scorecard", "zh"]


@pytest.mark.parametrize(("aim", "is_told"), [(GROWTH, True), (LEVEL, False)])
def test_what_the_probability_of_about_a_value_is_of_is_told_of_such_goals_alone(tmp_path, aim, is_told):
    levels = figures(y2017="708.4", y2018="813.9")
    texts = made(tmp_path, [aim], ("2019-03", levels), has_classes=True)
    assert ("“左右”的目标，可能性指达到或超过该值" in texts["scorecard", "zh"]) == is_told


def test_a_base_that_was_restated_is_told_beside_what_the_plan_printed(tmp_path):
    texts, _ = page(
        tmp_path, [LEVEL], v2019_03={"y2017": "708.4", "y2018": "813.9"}, v2020_03={"y2018": "810.9", "y2019": "842.3"}
    )
    assert "2018年基期值取2020年3月公布的修订数810.9亿元，原公布为813.9亿元" in texts["scorecard", "zh"]


def test_the_note_on_chances_tells_from_how_many_years_on_they_are_forecasts(tmp_path):
    levels = {f"y{year}": f"{value}.0" for year, value in zip(range(2016, 2020), (600, 700, 814, 870), strict=True)}
    texts, _ = page(tmp_path, [LEVEL], v2020_03=levels)
    assert f"年度数据少于{FORECAST_FROM}个时是情景，不是预测" in texts["scorecard", "zh"]
    assert f"with fewer than {FORECAST_FROM} years of figures it is a scenario" in texts["scorecard", "en"]


def test_the_rule_of_what_moved_away_names_the_direction_and_no_share_of_a_pace(tmp_path):
    texts, _ = page(tmp_path, [LEVEL], v2020_03={"y2018": "813.9", "y2019": "790.0"})
    assert "“滞后（偏离目标）”指自基期以来的变动与目标方向相反" in texts["scorecard", "zh"]
    assert "“behind, moving away” is a change since the base that leads away from the goal" in texts["scorecard", "en"]


def test_a_goal_met_since_its_base_year_needs_no_more(tmp_path):
    texts, values = page(tmp_path, [LEVEL], v2020_03={"y2018": "813.9", "y2019": "1200.0"})
    assert (
        "2019年为1200.0亿元，自2018年以来年均增长47.4%，已达到2022年的目标（超过1000亿元）。评价：提前实现"
        in texts["reasons", "zh"]
    )
    assert values["scorecard/goal_0/verdict"] == "achieved_early"
