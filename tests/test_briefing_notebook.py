"""The briefing's notebook: the verdict first, what is wrong by name, the gravest first, on today's plan and on made ones."""

import re
from decimal import Decimal
from pathlib import Path

import nbformat
import pytest
from made_plans import HARD, Figure, Made, goal, write
from run_in_process import run

from lcanalysis.briefing.results import collect_results
from lcanalysis.cleaning import clean
from lcanalysis.exhibits import EXHIBIT_MIME
from lcanalysis.runner.execute import Job, execute

ROOT = Path(__file__).parent.parent
NOTEBOOK = "briefing.ipynb"
LEVEL = goal("revenue", "cluster", "level", 1000, "亿元", 2018, 2022, "above")


@pytest.fixture(scope="module")
def today():
    """The notebook of today's plan, executed once for both languages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LCANALYSIS_ALL_LANGUAGES", "1")
        source = (ROOT / "notebooks" / NOTEBOOK).read_text(encoding="utf-8")
        job = Job(
            source, {"lang": "zh", "data": str(ROOT / "data"), "segment": "cluster"}, ROOT, ROOT / "data", 120, "forked"
        )
        done = execute(job)
    assert done.failure is None
    return done.notebook


def exhibits(notebook):
    outputs = [output["data"] for cell in notebook.cells for output in cell.get("outputs", [])]
    return {data[EXHIBIT_MIME]["id"]: data[EXHIBIT_MIME] for data in outputs if EXHIBIT_MIME in data}


def page(tmp_path, made, **parameters):
    """Return the texts of a made plan's page by exhibit and language, and its numbers."""
    clean(write(made, tmp_path / "plan"))
    shown = [one for _, one in run(NOTEBOOK, data=str(tmp_path / "plan"), **parameters)]
    texts = {(one.id, lang): one.plain(lang) for one in shown for lang in ("zh", "en")}
    return texts, {key: entry["value"] for one in shown for key, entry in one.results().items()}


def revenue_plan(*vintages, goals=(LEVEL,), has_classes=True):
    published = tuple(
        (day, tuple(Figure("revenue", "cluster", year, printed, unit) for year, printed, unit in figures))
        for day, figures in vintages
    )
    return Made(2018, 2022, published, segments={"cluster": ()}, goals=tuple(goals), has_classes=has_classes)


def test_the_answer_gives_verdict_probability_and_range_in_one_sentence(today):
    answer = exhibits(today)["answer"]
    assert answer["role"] == "answer"
    assert answer["zh"]["markdown"] == (
        "**规划的核心目标“2022年产业集群营业收入超过1000亿元”尚不评价（数据只到基期2018年），较有可能实现："
        "可能性约为65%，范围是53%～68%。**"
    )
    assert "the probability is about 65%, within 53% to 68%" in answer["en"]["markdown"]


def test_the_paragraphs_say_what_the_verdict_rests_on(today):
    shown = exhibits(today)
    assert shown["way"]["zh"]["markdown"] == (
        "2018年产业集群营业收入813.9亿元，同比增长14.9%。以2018年为基期，今后年均增长5.3%即可达到目标。"
        "按此速度，2019年应达到856.90亿元。可能性的范围按3类可比序列分别测算，并含不计自身上年增速的结果。"
        "只有2个年度观测值，以上是情景，不是预测。"
    )
    assert (
        "34项目标都还不能评价：“基期，尚不评价”5项，“未设数值，不评价”2项，“尚无数据”27项。"
        in shown["goals"]["zh"]["markdown"]
    )
    assert (
        "可复算24项：19项一致，1项没有按四舍五入修约，4项的差异在修约误差之内，无一相互矛盾。"
        in shown["rates"]["zh"]["markdown"]
    )


def test_both_pages_hold_the_same_numbers_and_english_no_chinese(today):
    for name, one in exhibits(today).items():
        if one["kind"] != "text":
            continue
        numbers = {
            lang: set(re.findall(r"\d+(?:\.\d+)?", one[lang]["markdown"].replace(",", ""))) - {"1"}
            for lang in ("zh", "en")
        }
        assert numbers["zh"] == numbers["en"], name
        assert re.findall(r"[\u4e00-\u9fff]+", one["en"]["markdown"]) == [], name


def test_every_number_of_a_sentence_is_kept_with_what_it_follows_from(today):
    for name in ("answer", "way", "goals", "rates", "problems", "advice"):
        one = exhibits(today)[name]
        known = {Decimal(entry["value"]).copy_abs() for entry in one["numbers"].values() if entry["unit"]}
        words = re.sub(r"(?<![\d.,])20\d\d(?![\d.,]*\d)|^- ", " ", one["zh"]["markdown"], flags=re.MULTILINE)
        said = {Decimal(found) for found in re.findall(r"\d+(?:\.\d+)?", words)}
        rounded = {round(number, 1) for number in known}
        assert said - known - rounded <= {Decimal(3), Decimal(2)}, name  # classes, observations
        assert [key for key, entry in one["numbers"].items() if entry["unit"] and not entry["trace"]] == []


def test_its_numbers_are_those_of_the_scorecard(today):
    own = collect_results(today, "briefing")
    for _, one in run("scorecard.ipynb", data=str(ROOT / "data")):
        for key, entry in one.results().items():
            _, _, rest = key.partition("/")
            for name in (key.replace("scorecard/", "indicators/", 1), f"problems/{rest}"):
                if key.startswith(("scorecard/", "reasons/")) and name in own:
                    assert (own[name]["value"], own[name]["trace"]) == (entry["value"], entry["trace"]), name


def test_analysis_cells_are_short_and_words_are_collapsed():
    notebook = nbformat.read(ROOT / "notebooks" / NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        tags = cell.metadata.get("tags", [])
        assert max(map(len, cell.source.splitlines())) <= 120, cell.id
        if "words" in tags:
            assert cell.metadata["jupyter"] == {"source_hidden": True}
        else:
            assert len(cell.source.splitlines()) <= 12, cell.id


def test_a_figure_that_contradicts_its_table_stands_first_among_the_problems_and_is_asked_for(tmp_path):
    texts, values = page(tmp_path, HARD["a growth of the other sign than its own levels"])
    assert texts["problems", "zh"].splitlines()[0] == (
        "- Steel2020年产量同比公布为6.4%，按公布的2020年104.0万吨、2019年110.0万吨复算为-5.455%，相差11.855个百分点；"
        "公布数据的修约误差只允许-5.543%～-5.366%，公布值与之不符，请发布单位核实。（第一章）"
    )
    assert "1项与公布数据相矛盾" in texts["rates", "zh"]
    assert "核对1处修约和口径都不能解释的数字" in texts["advice", "zh"]
    assert "published 6.4%" in texts["problems", "en"]
    assert "it comes to −5.455%" in texts["problems", "en"]
    assert values["advice/unexplained/n"] == "1"


def test_only_what_nothing_explains_stands_on_the_briefing(today):
    problems = exhibits(today)["problems"]
    assert "3.05%" in problems["zh"]["markdown"]
    for open_or_rounded in ("铜材", "2417", "131家", "122.00吨", "两个目标", "没有归属"):
        assert open_or_rounded not in problems["zh"]["markdown"]


def test_a_second_year_with_a_revision_is_told_from_its_newest_figures(tmp_path):
    made = revenue_plan(
        ("2019-03", [("2017", "708.4", "亿元"), ("2018", "813.9", "亿元")]),
        ("2020-03", [("2018", "815.0", "亿元"), ("2019", "900.0", "亿元")]),
    )
    texts, values = page(tmp_path, made)
    assert (
        "2019年cluster营业收入900.0亿元，同比增长10.4%。以2019年为基期，今后年均增长3.6%即可达到目标"
        in texts["way", "zh"]
    )
    assert "最新数值为2019年" in texts["indicators", "zh"]
    assert {key: values[key] for key in values if "/2018" in key and key.startswith("annex")}.keys() != set()


def test_a_gap_gives_no_growth_on_the_year(tmp_path):
    made = revenue_plan(("2021-03", [("2018", "813.9", "亿元"), ("2020", "900.0", "亿元")]))
    texts, _ = page(tmp_path, made)
    assert texts["way", "zh"].startswith("2020年cluster营业收入900.0亿元。以2020年为基期")
    assert "同比" not in texts["way", "zh"]


def test_one_figure_gives_no_verdict_and_says_why_there_is_no_probability(tmp_path):
    texts, values = page(tmp_path, revenue_plan(("2019-03", [("2018", "813.9", "亿元")])))
    assert texts["answer", "zh"] == "规划的核心目标“2022年cluster营业收入超过1000亿元”尚不评价（数据只到基期2018年）。"
    assert "一个数看不出增速" in texts["way", "zh"]
    assert texts["way", "en"].endswith(
        "Revenue is published for 2018 alone. One figure shows no growth, so that no probability is told."
    )
    assert (values["goals/base_year/n"], "answer/chance" in values) == ("1", False)


def test_a_plan_without_goals_says_so_first(tmp_path):
    texts, values = page(tmp_path, revenue_plan(("2019-03", [("2018", "813.9", "亿元")]), goals=()))
    assert texts["answer", "zh"] == "规划没有定量目标。"
    assert ("goals", "zh") not in texts
    assert texts["no_indicators", "en"] == "No goal has figures yet."
    assert values["annex/revenue/cluster/place/2018/value"] == "813.9"


def test_another_unit_is_that_of_the_goal_in_the_table_and_of_print_elsewhere(tmp_path):
    made = revenue_plan(("2019-03", [("2017", "7084000", "万元"), ("2018", "8139000", "万元")]))
    texts, values = page(tmp_path, made)
    assert "2018年cluster营业收入8139000万元，同比增长14.9%" in texts["way", "zh"]
    assert values["indicators/goal_0/latest"] == "813.90"
    assert float(values["answer/least"]) <= float(values["answer/chance"]) <= float(values["answer/most"])


def test_without_reference_classes_the_verdict_stands_without_a_probability(tmp_path):
    made = revenue_plan(("2019-03", [("2017", "708.4", "亿元"), ("2018", "813.9", "亿元")]), has_classes=False)
    texts, values = page(tmp_path, made)
    assert texts["answer", "zh"].endswith("尚不评价（数据只到基期2018年）。")
    assert "没有可供比较的参照类" in texts["way", "zh"]
    assert not {key for key in values if key.startswith("outlook/")}


def test_a_goal_whose_year_has_come_was_reached_or_not(tmp_path):
    figures = [("2018", "813.9", "亿元"), ("2022", "999.0", "亿元")]
    texts, _ = page(tmp_path, revenue_plan(("2023-03", figures)))
    assert texts["answer", "zh"] == "规划的核心目标“2022年cluster营业收入超过1000亿元”已到期，评价为基本完成。"
    slump = [("2018", "813.9", "亿元"), ("2022", "900.0", "亿元")]
    texts, _ = page(tmp_path / "slump", revenue_plan(("2023-03", slump)))
    assert texts["answer", "zh"].endswith("评价为未完成。")
    assert "2022年为900.0亿元，目标超过1000亿元，未完成" in texts["problems", "zh"]


def test_a_segment_that_the_plan_does_not_have_leaves_the_counts_first(tmp_path):
    texts, _ = page(tmp_path, HARD["a processing ratio"], segment="nowhere")
    assert texts["answer", "en"] == "No goal of the plan (1 in all) can be judged yet: 1 “base year, not assessed”."
