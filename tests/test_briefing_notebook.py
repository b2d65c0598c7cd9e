"""The briefing's notebook: headline, figures, goals, problems and whom to ask, on today's plan and on made ones."""

import json
import re
from decimal import Decimal
from pathlib import Path

import nbformat
import pytest
import yaml
from made_plans import HARD, Figure, Made, goal, write
from run_in_process import run

from lcanalysis.cleaning import clean
from lcanalysis.errors import FaultsError
from lcanalysis.exhibits import EXHIBIT_MIME, cell_text
from lcanalysis.runner.execute import Job, execute

ROOT = Path(__file__).parent.parent
NOTEBOOK = "briefing.ipynb"
LEVEL = goal("revenue", "cluster", "level", 1000, "亿元", 2018, 2022, "above")


@pytest.fixture(scope="module")
def today():
    """The notebook of today's plan, executed once for both languages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LCANALYSIS_PAGE_LANGUAGES", "zh en")
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
    texts |= {(one.id, "notes"): "".join(one.shown("zh")["notes"]) for one in shown if one.kind == "chart"}
    return texts, {key: entry["value"] for one in shown for key, entry in one.results().items()}


def revenue_plan(*vintages, goals=(LEVEL,)):
    published = tuple(
        (day, tuple(Figure("revenue", "cluster", year, printed, unit) for year, printed, unit in figures))
        for day, figures in vintages
    )
    return Made(2018, 2022, published, segments={"cluster": ()}, goals=tuple(goals))


def rows(shown, name, lang="zh"):
    """Return the rows of a table as texts, second lines after a stroke."""
    return [[cell_text(cell) for cell in row] for row in shown[name][lang]["rows"]]


def test_the_headline_says_probability_and_second_message_in_one_sentence(today):
    answer = exhibits(today)["answer"]
    assert answer["role"] == "answer"
    first, lead = answer["zh"]["markdown"].split("\n\n")
    assert first == "**2022年产业集群营业收入超过1000亿元能否实现尚难判断（约60%），且2018年增收不增利、研发投入下降**"
    assert lead.startswith("基期（2018年），尚无规划期内的年度数据，暂不评价完成情况")
    assert "从813.9亿元起，年均增长5.28%即可达到目标。换用其他假设，可能性为50%～75%。" in lead
    assert answer["en"]["markdown"].startswith(
        "**Revenue of the cluster above 100 billion yuan in 2022 may or may not be reached (about 60%); in 2018 profit fell "
        "while revenue rose, and "
    )


def test_the_strip_leads_with_the_headline_its_opposite_and_the_ratio_that_fell(today):
    strip = exhibits(today)["figures"]
    assert [(one["value"], one["unit"], one["change"]) for one in strip["zh"]["figures"]] == [
        ("813.9", "亿元", "↑14.9%"), ("17.8", "亿元", "↓7.1%"), ("2.19", "%", "↓0.5个百分点"),
        ("27.67", "亿元", "↓28.4%"), ("207.81", "万吨", "↓9.12%"), ("5", "／34项", ""),
    ]  # fmt: skip
    assert [one["value"] + one["unit"] for one in strip["en"]["figures"]][:2] == ["81.39bn yuan", "1.78bn yuan"]
    assert [one["direction"] for one in strip["zh"]["figures"]] == ["rise", "fall", "fall", "fall", "fall", ""]


def test_the_outlook_is_titled_a_scenario_and_drawn_for_screen_paper_and_phone(today):
    chart = exhibits(today)["outlook"]
    for lang in ("zh", "en"):
        assert set(chart[lang]["widths"]) == {"screen", "print", "phone"}
    assert chart["zh"]["caption"] == "情景测算：与可比序列同样增长，2022年中位数为1090亿元"
    assert "是情景，不是预测" in chart["zh"]["subtitle"]
    assert chart["en"]["caption"] == "Scenario: growing as comparable series did, a median of 109 billion yuan in 2022"


def test_the_years_changes_leave_out_what_is_doubted_and_name_it(today):
    chart = exhibits(today)["changes"]["zh"]
    assert "铝合金" not in chart["alt"]
    assert "铝合金2018年数据的计量单位存疑，未列" in chart["notes"][0]
    assert chart["caption"] == "无缝钢管增67.4%，铜材降19.1%"


def test_in_the_base_year_goals_show_momentum_and_the_next_marker_and_no_verdict(today):
    table = rows(exhibits(today), "indicators")
    assert table[0] == [
        "产业集群营业收入 / 第二章第三节", "813.9亿元", "超过1000亿元", "增长5.3% / 2019年856.9亿元", "+14.9%",
        "60% / 不同假设50%～75%", "▲快于所需",
    ]  # fmt: skip
    assert [row[-1] for row in table] == ["▲快于所需", "▲快于所需", "▲快于所需", "▼慢于所需", "◇不评价"]
    foot = " ".join(exhibits(today)["indicators"]["zh"]["foot"])
    assert "大企业营业收入：规划未定数量或口径，不评价" in foot


def test_each_problem_has_an_advice_who_and_by_when(today):
    table = rows(exhibits(today), "problems")
    assert [row[0].split(" / ")[0] for row in table] == [
        "一、增收不增利", "二、研发投入、铜材与电解铜产量之比走弱", "三、数据有缺口",
    ]  # fmt: skip
    assert table[0][1] == "将利润列为监测指标，按季调度，查明下降原因。 / 市工信局原材料产业科，2020年一季度起"
    assert "阳谷县、临清市，2020年6月底前" in table[1][1]
    assert "时限为拟议" in exhibits(today)["problems"]["zh"]["title"]


def test_whom_to_ask_counts_goals_and_figures_and_their_sum(today):
    table = rows(exhibits(today), "ask")
    counted = [[int(row[1]), int(row[2])] for row in table]
    assert table[-1][0] == "合计"
    assert counted[-1] == [sum(row[at] for row in counted[:-1]) for at in (0, 1)]
    assert ["阳谷县、临清市 / 铜加工营业收入", "1", "4"] in table


def test_english_has_no_chinese_and_no_hundred_million(today):
    for name, one in exhibits(today).items():
        shown = {**one["en"], "widths": {}, "drawing": {}}
        if "rows" in shown:
            shown["rows"] = rows(exhibits(today), name, "en")
        text = json.dumps(shown, ensure_ascii=False)
        assert re.findall(r"[\u4e00-\u9fff]+", text) == [], name
        assert "hundred million" not in text, name


def test_every_number_is_kept_with_what_it_follows_from(today):
    for name, one in exhibits(today).items():
        lacking = [key for key, entry in one["numbers"].items() if entry["unit"] and not entry["trace"]]
        assert lacking == [], name


def test_both_languages_say_the_same_amounts(today):
    """English amounts are the Chinese ones by value: 813.9亿元 is 81.39 billion yuan."""
    sizes = {"亿元": Decimal(100), "万吨": Decimal("0.01"), "billion yuan": Decimal(1000), "million tonnes": Decimal(1)}
    form = re.compile(r"([\d.,]+) ?(亿元|万吨|billion yuan|million tonnes)")
    said = {}
    for lang in ("zh", "en"):
        text = " ".join(one[lang]["markdown"] for one in exhibits(today).values() if one["kind"] == "text")
        said[lang] = {Decimal(number.replace(",", "")) * sizes[unit] for number, unit in form.findall(text)}
    assert said["zh"] == said["en"] != set()


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


def test_a_figure_that_contradicts_its_table_stands_first_among_the_problems(tmp_path):
    texts, _ = page(tmp_path, HARD["a growth of the other sign than its own levels"])
    first = texts["problems", "zh"].splitlines()[2]
    assert first.startswith("一、公布数字不一致")
    assert "6.4%" in first
    assert "公布数字中有1处互相矛盾，待核实。" in texts["foot", "zh"]
    assert "1. Published figures disagree" in texts["problems", "en"]


def test_a_second_year_with_a_revision_is_told_from_its_newest_figures(tmp_path):
    made = revenue_plan(
        ("2019-03", [("2017", "708.4", "亿元"), ("2018", "813.9", "亿元")]),
        ("2020-03", [("2018", "815.0", "亿元"), ("2019", "900.0", "亿元")]),
    )
    texts, values = page(tmp_path, made)
    assert "数据到2019年，规划期时间进度25%。从900.0亿元起，年均增长3.57%即可达到目标。" in texts["answer", "zh"]
    assert "2019年主要数据，与2018年比较" in texts["figures", "zh"]
    assert values["figures/revenue/cluster/change"] == "10.4"
    assert "评价" in texts["indicators", "zh"]


def test_a_gap_gives_no_growth_on_the_year(tmp_path):
    made = revenue_plan(("2021-03", [("2018", "813.9", "亿元"), ("2020", "900.0", "亿元")]))
    texts, values = page(tmp_path, made)
    assert "数据到2020年" in texts["answer", "zh"]
    assert "figures/revenue/cluster/change" not in values


def test_one_figure_is_not_judged_and_says_why_there_is_no_probability(tmp_path):
    texts, values = page(tmp_path, revenue_plan(("2019-03", [("2018", "813.9", "亿元")])))
    assert texts["answer", "zh"].startswith("“2022年cluster营业收入超过1000亿元”尚在基期，暂不评价")
    assert texts["goals", "zh"].startswith("自2018年起")
    assert "一个数看不出增速" in texts["goals", "notes"]
    assert "只看此后每年所需。" in texts["answer", "zh"]
    assert "shows what the goals take a year. From" in texts["answer", "en"]
    assert values["figures/revenue/cluster/value"] == "813.9"
    assert "态势" not in texts["indicators", "zh"]
    assert "answer/chance" not in values


def test_in_the_base_year_growth_above_a_ceiling_is_above_its_limit_and_no_good_start(tmp_path):
    ceilings = (
        goal("revenue", "cluster", "level", 800, "亿元", 2018, 2022, "at_most"),
        goal("revenue", "cluster", "growth", 5, "%", 2018, 2022, "at_most"),
    )
    texts, _ = page(
        tmp_path, revenue_plan(("2019-03", [("2017", "780.0", "亿元"), ("2018", "813.9", "亿元")]), goals=ceilings)
    )
    table = texts["indicators", "zh"]
    assert "1项在限度内，1项超出限度" in table
    assert ("下降0.4%" in table, "增长不超过5.0%" in table, "2019年不超过810.4亿元" in table) == (True, True, True)
    assert ("▼超出限度" in table, "▲在限度内" in table, "快于所需" in table) == (True, True, False)


def test_a_fall_that_an_earlier_edition_told_is_dated_and_leads_no_headline(tmp_path):
    figures = (
        Figure("revenue", "cluster", "2018", "813.9", "亿元"), Figure("revenue", "cluster", "2019", "860.0", "亿元"),
        Figure("output", "steel", "2017", "100.0", "万吨"), Figure("output", "steel", "2018", "80.0", "万吨"),
    )  # fmt: skip
    aims = (LEVEL, goal("output", "steel", "level", 120, "万吨", 2018, 2022, "at_least"))
    texts, _ = page(tmp_path, Made(2018, 2022, (("2020-03", figures),), segments={"cluster": ("steel",)}, goals=aims))
    assert "下降" not in texts["answer", "zh"].split("\n")[0]
    assert "2018年steel产量下降20.0%" in texts["problems", "zh"]


def test_a_plan_without_goals_says_so_first(tmp_path):
    texts, _ = page(tmp_path, revenue_plan(("2019-03", [("2018", "813.9", "亿元")]), goals=()))
    assert texts["answer", "zh"] == "规划没有定量目标。"
    assert {name for name, _ in texts} & {"no_outlook", "no_indicators"} == set()


def test_another_unit_is_that_of_the_goal_in_the_table_and_of_print_elsewhere(tmp_path):
    made = revenue_plan(("2019-03", [("2017", "7084000", "万元"), ("2018", "8139000", "万元")]))
    texts, values = page(tmp_path, made)
    assert values["indicators/goal_0/latest"] == "813.90"
    assert values["figures/revenue/cluster/value"] == "8139000"
    assert "From 81.39 billion yuan" in texts["answer", "en"]
    assert float(values["answer/least"]) <= float(values["answer/_answer/chance"] if "answer/_answer/chance" in values else
                                                  values["answer/chance"]) <= float(values["answer/most"])  # fmt: skip


def test_a_goal_whose_year_has_come_was_reached_or_not(tmp_path):
    figures = [("2018", "813.9", "亿元"), ("2022", "930.0", "亿元")]
    texts, _ = page(tmp_path, revenue_plan(("2023-03", figures)))
    assert texts["answer", "zh"].startswith("“2022年cluster营业收入超过1000亿元”未完成（实际930.0亿元）")
    assert "2022年cluster营业收入为930.0亿元，目标超过1000亿元" in texts["problems", "zh"]


def test_a_segment_that_the_plan_does_not_have_leads_with_another_goal(tmp_path):
    texts, _ = page(tmp_path, HARD["a processing ratio"], segment="nowhere")
    assert texts["answer", "en"].startswith("Ratio of wire to steel, at least 0.8 in 2025")


def test_what_the_office_pins_leads_the_strip_and_the_problems(tmp_path):
    folder = write(HARD["revenue with its growth"], tmp_path / "plan")
    path = folder / "raw" / "plan.yml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    declared["briefing"] = {
        "figures": [{"indicator": "profit", "entity": "cluster"}, {"indicator": "revenue", "entity": "cluster"}],
        "problems": [{"title": {"zh": "用能偏紧", "en": "energy is short"}, "text": {"zh": "见专报。", "en": "See the report."},
                      "advice": {"zh": "逐月调度。", "en": "Watch it monthly."}, "who": ["office"]}],
    }  # fmt: skip
    path.write_text(yaml.safe_dump(declared, allow_unicode=True, sort_keys=False), encoding="utf-8")
    clean(folder)
    shown = {one.id: one for _, one in run(NOTEBOOK, data=str(folder))}
    assert shown["problems"].plain("en").splitlines()[2].startswith("1. Energy is short / See the report.")
    assert next(iter(shown["figures"].figures)) == "revenue/cluster", (
        "a pinned figure that nobody published is passed over"
    )


def test_a_pin_of_nothing_known_is_a_fault_of_plan_yml_at_its_line(tmp_path):
    folder = write(HARD["revenue with its growth"], tmp_path / "plan")
    path = folder / "raw" / "plan.yml"
    text = path.read_text(encoding="utf-8") + "briefing:\n  figures:\n  - {indicator: revenues, entity: cluster}\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultsError) as found:
        clean(folder)
    [fault] = found.value.faults
    assert (fault.place.row, fault.fields["found"]) == (text.count("\n"), "revenues")


ABOUT = goal("revenue", "cluster", "growth", 5, "%", 2018, 2022, "about")


def test_the_probability_of_a_goal_of_about_a_value_is_said_to_be_of_that_or_more(tmp_path):
    plan = revenue_plan(("2019-03", (("2017", "700", "亿元"), ("2018", "800", "亿元"))), goals=(ABOUT,))
    texts, _ = page(tmp_path, plan)
    assert "年均增长5%左右，达到或超过" in texts["answer", "zh"]
    assert "growth of about 5% a year to 2022, or more, " in texts["answer", "en"]
    assert "“左右”的目标，可能性指达到或超过。" in texts["foot", "zh"]


def test_a_goal_without_a_figure_since_its_base_year_is_a_problem(tmp_path):
    later = goal("revenue", "cluster", "level", 1000, "亿元", 2018, 2022)
    stale = goal("output", "metals", "level", 300, "万吨", 2018, 2022)
    figures = (Figure("revenue", "cluster", "2018", "800", "亿元"), Figure("revenue", "cluster", "2019", "900", "亿元"))
    plan = Made(
        2018,
        2022,
        (("2020-03", (*figures, Figure("output", "metals", "2018", "200", "万吨"))),),
        segments={"cluster": ()},
        goals=(later, stale),
    )
    texts, numbers = page(tmp_path, plan)
    assert "1项目标基期以后没有公布数据" in texts["problems", "zh"]
    assert "No figure since the base year is published for 1 goal." in texts["problems", "en"]
    assert numbers["ask/office/goals"] == "1"


def test_a_headline_still_in_its_base_year_does_not_say_that_no_goal_has_later_figures(tmp_path):
    later = goal("output", "metals", "level", 300, "万吨", 2018, 2022)
    revenue = (Figure("revenue", "cluster", "2017", "700", "亿元"), Figure("revenue", "cluster", "2018", "800", "亿元"))
    output = (Figure("output", "metals", "2018", "200", "万吨"), Figure("output", "metals", "2019", "210", "万吨"))
    plan = Made(2018, 2022, (("2020-03", (*revenue, *output)),), segments={"cluster": ()}, goals=(LEVEL, later))
    texts, _ = page(tmp_path, plan)
    assert "这项目标只有基期（2018年）数据，暂不评价；另有1项目标已有规划期内的年度数据。" in texts["answer", "zh"]
    assert "2018, and is not judged yet; 1 other goal has one." in texts["answer", "en"]
    assert "Change a year" in texts["indicators", "en"]  # of 2018 in one row and of 2019 in the other
    assert "2019 on 2018" not in texts["indicators", "en"]


def test_a_profit_that_turned_into_a_loss_is_told_by_its_amounts_and_not_in_percent(tmp_path):
    texts, values = page(tmp_path, HARD["a loss"])
    assert "-160" not in "".join(texts.values()).replace("−", "-")
    assert "8.0亿元" in texts["figures", "zh"]
    assert "went from 500 million yuan to −300 million yuan" in texts["problems", "en"]
    assert values["figures/profit/cluster/change"] == "-8.0"


@pytest.mark.parametrize(
    ("levels", "zh"),
    [
        (("100.0", "90.0", "50.0", "49.0"), "2种产品产量全部下降，steel降幅最大（10.0%）"),
        (("100.0", "110.0", "50.0", "51.0"), "2种产品产量全部增长，steel增幅最大（10.0%）"),
    ],
)
def test_outputs_that_all_moved_one_way_are_told_so(tmp_path, levels, zh):
    subjects = [(product, year) for product in ("steel", "copper") for year in ("2017", "2018")]
    figures = [
        Figure("output", product, year, printed, "万吨")
        for (product, year), printed in zip(subjects, levels, strict=True)
    ]
    made = Made(2018, 2022, (("2019-03", tuple(figures)),), segments={"cluster": ("steel", "copper")}, goals=(LEVEL,))
    texts, _ = page(tmp_path, made)
    assert zh in texts["changes", "zh"]
