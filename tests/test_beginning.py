"""A plan from a workbook: read as a plan prints its goals, refused whole with every cell, answered, and an office of its own."""

import json
from decimal import Decimal

import pytest
import yaml
from adding_cases import contents
from openpyxl import Workbook

import lcanalysis
from lcanalysis import cli
from lcanalysis.cleaning.new_plans.form import write_form
from lcanalysis.cleaning.new_plans.goal_values import read_target
from lcanalysis.cleaning.new_plans.new_plan import begin
from lcanalysis.cli import beginning, terminal
from lcanalysis.doctor import Wanted
from lcanalysis.doctor.surroundings import check_notebooks
from lcanalysis.errors import FaultsError, UsageError
from lcanalysis.files.carried import carried
from lcanalysis.files.regular_files import sha256_of
from lcanalysis.notebooks.parameters import read_parameters
from lcanalysis.runner.moved_notebooks import ORIGIN, moved_notebooks
from lcanalysis.runner.office import lay_out
from lcanalysis.runner.run_plan import load_run_plan

GIVEN = {
    "title": "某市规划|A plan", "publisher": "某市|A city", "published_on": "2021年3月", "area": "某市|A city", "whole": "全市经济|the economy",
}  # fmt: skip


def book(path, sheets):
    """Write a workbook of sheets by name, each a list of rows."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def a_table(
    path, *rows, heads=("类别", "指标", "单位", "2020年", "2025年", "年均增长（%）/[累计]", "属性", "责任单位")
):
    """Write a table of main indicators as a 规划 prints it: below a title, the years alone as heads."""
    return book(path, {"专栏1": [["专栏1  “十四五”主要指标"], list(heads), *map(list, rows)]})


def raw(folder, name):
    return yaml.safe_load((folder / "raw" / name).read_text(encoding="utf-8"))


def goals_of(folder):
    return {one["goal"]: one for one in raw(folder, "goals.yml")["goals"]}


def typed(*arguments):
    with pytest.raises(SystemExit) as left:
        cli.main([*map(str, arguments)])
    return left.value.code


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_form_to_fill_in_begins_a_clean_plan_in_either_language(tmp_path, lang):
    write_form(tmp_path / "plan.xlsx", lang)
    begun = begin(tmp_path / "plan", tmp_path / "plan.xlsx", lang)
    assert begun.cleaned.notices == ()
    assert {(one.goal, one.kind, one.comparison, str(one.value)) for one in begun.cleaned.goals} == {
        ("tea_output_growth", "growth", "at_least", "4"), ("revenue_level", "level", "at_least", "60"),
        ("revenue_growth", "growth", "at_least", "8"), ("firms_count", "count", "at_least", "45"),
        ("passed_inspections_share", "share", "at_least", "98"), ("well_known_brands_count", "count", "within", "3"),
        ("newly_certified_gardens_cumulative", "cumulative", "at_least", "15"),
    }  # fmt: skip
    plan = lcanalysis.load(tmp_path / "plan")
    assert plan.series("output", "tea").to_dict() == {
        2017: 10890.0,
        2018: 11200.0,
        2019: 11420.0,
        2020: 11850.0,
        2021: 12290.0,
    }
    assert (plan.name("green_tea", "zh"), plan.name("green_tea", "en"), plan.definition.headline) == (
        "绿茶",
        "green tea",
        "the_tea_industry",
    )
    # What became known after the plan is of a later vintage.
    assert {one.vintage for one in plan.records if one.period == "2021"} == {"2022-03"}
    assert {one.vintage for one in plan.records if one.period < "2021"} == {"2021-03"}


def test_a_table_of_main_indicators_is_read_as_a_plan_prints_it(tmp_path):
    path = a_table(
        tmp_path / "plan.xlsx",
        ["规模", "地区生产总值", "亿元", "2500", "3500", "6.5左右", "预期性", "发展改革委、统计局"],
        ["规模", "规模以上工业增加值增速", "%", None, None, "7", "预期性", "工信局"],
        ["绿色", "单位GDP能耗", "吨标准煤", "0.62", "0.53", None, "约束性", "发展改革委"],
        ["绿色", "能耗累计降低", "%", None, None, "[13.5]", "约束性", "发展改革委"],
        ["创新", "研发经费投入强度", "%", "2.1", "2.8以上", None, None, "科技局"],
        ["创新", "国家级平台", "个", "2", "3—5", None, "预期性", "科技局"],
        ["民生", "托育体系", "—", None, "基本建成", None, "预期性", "卫健委"],
        ["民生", "托位", None, "900", "1200", None, "预期性", "卫健委"],
    )
    with pytest.raises(FaultsError) as refused:
        begin(tmp_path / "plan", path, "zh", GIVEN)
    assert [(one.place.cell, one.key) for one in refused.value.faults] == [("C10", "beginning.no_unit")]
    begin(tmp_path / "plan", path, "zh", {**GIVEN, "[专栏1] C10": "个"})
    found = goals_of(tmp_path / "plan")
    assert {name: (one["kind"], one["comparison"], one["value"], one["unit"]) for name, one in found.items()} == {
        "地区生产总值_level": ("level", "at_least", "3500", "亿元"),
        "地区生产总值_real_growth": ("real_growth", "about", "6.5", "%"),
        "规模以上工业增加值_real_growth": ("real_growth", "at_least", "7", "%"),
        "单位gdp能耗_level": ("level", "at_most", "0.53", "吨标准煤"),
        "rd_intensity_share": ("share", "at_least", "2.8", "%"),
        "国家级平台_count": ("count", "within", "3", "个"),
        "能耗降低_cumulative": ("cumulative", "at_least", "13.5", "%"),
        "托位_count": ("count", "at_least", "1200", "个"),
    }  # fmt: skip
    assert {one["base_period"] + one["due_period"] for one in found.values()} == {"20202025"}
    assert found["地区生产总值_level"]["quotation"] == "地区生产总值（亿元），2025年：3500"
    assert found["地区生产总值_level"]["responsible"] == ["发展改革委", "统计局"]
    in_words = raw(tmp_path / "plan", "goals.yml")["qualitative"]
    assert [(one["text_zh"], one["quotation"]) for one in in_words] == [
        ("托育体系：基本建成", "托育体系，2025年：基本建成")
    ]
    assert lcanalysis.load(tmp_path / "plan").observation("rd_intensity", "the_economy", "2020").value == Decimal("2.1")


def test_everything_open_is_told_at_once_with_its_cell_and_nothing_is_written(tmp_path, capsys):
    path = a_table(
        tmp_path / "plan.xlsx",
        ["规模", "营业收入", "亿圆", "2500", "3500", None, "预期性", None],
        ["规模", "质量指数增速", "%", None, None, "3", "指导性", None],
        ["规模", "产量", "吨", "约9", "10", None, None, None],
    )
    assert typed("new", tmp_path / "mine", "--from", path, "--lang", "en", "--answer", "title=A plan") == 3
    said = capsys.readouterr().err
    for where in (
        "plan.xlsx: Publisher",
        "[专栏1] C3",
        "[专栏1] C4",
        "[专栏1] G4",
        "[专栏1] D5",
        "--answer published_on=",
    ):
        assert where in said.replace("发布单位 / ", "")
    assert [one.name for one in tmp_path.iterdir()] == ["plan.xlsx"]


def test_a_person_at_a_terminal_is_asked_until_nothing_is_open(tmp_path, monkeypatch):
    path = a_table(tmp_path / "plan.xlsx", ["规模", "营业收入", "亿圆", "2500", "3500", None, "预期性", None])
    replies = iter(["某市规划", "某市", "2021-03", "某市", "全市", "亿元"])
    monkeypatch.setattr(terminal, "ask", lambda _: next(replies))
    said = {}
    made = beginning._asking(lambda: lay_out(tmp_path / "mine", "zh", path, said), said, "zh")
    assert said == {
        "title": "某市规划", "publisher": "某市", "published_on": "2021-03", "area": "某市", "whole": "全市", "[专栏1] C3": "亿元",
    }  # fmt: skip
    assert made.goals("zh") == ("全市营业收入：不低于3500亿元（营业收入（亿元），2025年：3500）",)


def test_a_figure_later_than_the_plan_asks_when_it_was_known_and_two_that_differ_are_refused(tmp_path):
    sheets = {
        "目标": [["指标", "单位", "2020年基期值", "2025年目标值"], ["营业收入", "亿元", "100", "150"]],
        "数据": [["指标", "单位", "2020年", "2021年"], ["营业收入", "亿元", "101", "110"]],
    }
    path = book(tmp_path / "plan.xlsx", sheets)
    with pytest.raises(FaultsError) as refused:
        begin(tmp_path / "plan", path, "zh", GIVEN)
    assert [(one.place.address, one.key) for one in refused.value.faults] == [
        ("[数据] C2", "beginning.figure_differs"), ("[数据] D2", "beginning.not_known_yet"),
    ]  # fmt: skip


def test_beds_and_allowances_are_in_their_units_and_no_name_stands_twice(tmp_path):
    path = a_table(
        tmp_path / "plan.xlsx",
        ["供给", "每千名老年人养老床位数", "张", "28.4", "35", None, "预期性", "民政局"],
        ["保障", "低保标准", "元/人·月", "700", "900", None, "预期性", "民政局"],
        ["保障", "养老服务投诉件数", "件", "31", "20", None, "预期性", "民政局"],
    )
    given = {**GIVEN, "whole": "养老服务|elderly care"}
    made = lay_out(tmp_path / "mine", "zh", path, given)
    assert [one.partition("（")[0] for one in made.goals("zh")] == [
        "养老服务每千名老年人养老床位数：不低于35张/千人", "养老服务低保标准：不低于900元/人·月", "养老服务投诉件数：不超过20件",
    ]  # fmt: skip
    wanted = [one.partition(" (")[0].partition(": ")[2] for one in made.goals("en")]
    assert wanted[:2] == ["at least 35 beds per 1,000 persons", "at least 900 yuan per person a month"]


@pytest.mark.parametrize(
    ("text", "comparison", "value"),
    [
        ("60以上", "at_least", "60"), ("≥95", "at_least", "95"), ("＞1,000", "above", "1000"), ("突破2000", "above", "2000"),
        ("8%左右", "about", "8"), ("约8", "about", "8"), ("不超过0.5", "at_most", "0.5"), ("控制在3以内", "at_most", "3"),
        ("<2", "below", "2"), ("3—5", "within", "3"), ("3%～5%", "within", "3"), ("-13.5", None, "-13.5"), ("60", None, "60"),
        ("at least 60", "at_least", "60"), ("3 to 5", "within", "3"), ("about 8%", "about", "8"), ("60 or more", "at_least", "60"),
    ],
)  # fmt: skip
def test_targets_are_read_in_the_words_of_plans(text, comparison, value):
    found = read_target(text)
    assert (found.comparison, str(found.value)) == (comparison, value)


@pytest.mark.parametrize("text", ["", "建成", "3个以上的5", "—", "60年", "第3位", "5—3—1"])
def test_what_is_no_single_target_is_not_taken_for_one(text):
    found = read_target(text)
    assert found is None or text == "60年"


MISTYPED = {
    "1O00亿元": "1000亿元", "8 %%": "8", "1,00": "100", "力争1000": "1000", "10OO": "1000", "3.5.1": "3.5", "1000亿圆": "1000",
    "1O00|1000": "1000", "98以上|at least 9B": "98",
}  # fmt: skip


@pytest.mark.parametrize("text", MISTYPED)
def test_an_attempted_number_is_asked_about_at_its_cell_and_never_kept_as_words(tmp_path, text):
    path = a_table(tmp_path / "plan.xlsx", ["规模", "营业收入", "亿元", "800", text, text, "预期性", None])
    with pytest.raises(FaultsError) as refused:
        begin(tmp_path / "plan", path, "zh", GIVEN)
    assert [(one.place.address, one.key) for one in refused.value.faults] == [
        ("[专栏1] E3", "beginning.mistyped_target"), ("[专栏1] F3", "beginning.mistyped_target"),
    ]  # fmt: skip
    answered = {"[专栏1] E3": MISTYPED[text], "[专栏1] F3": "5"}
    begin(tmp_path / "plan", path, "zh", {**GIVEN, **answered})
    assert len(goals_of(tmp_path / "plan")) == 2


def test_a_target_in_a_unit_of_something_else_and_a_growth_that_is_an_amount_are_refused_at_their_cells(tmp_path):
    path = a_table(
        tmp_path / "plan.xlsx",
        ["规模", "营业收入", "亿元", "800", "1000吨", "8亿元", "预期性", None],
        ["规模", "占比", "%", "3", "5个百分点", "0.5个百分点", "预期性", None],
    )
    with pytest.raises(FaultsError) as refused:
        begin(tmp_path / "plan", path, "zh", GIVEN)
    assert [(one.place.address, one.key) for one in refused.value.faults] == [
        ("[专栏1] E3", "beginning.target_unit"), ("[专栏1] F3", "beginning.growth_unit"),
    ]  # fmt: skip


def test_words_with_digits_are_a_goal_where_the_row_has_no_unit_or_they_stand_in_quotation_marks(tmp_path):
    path = a_table(
        tmp_path / "plan.xlsx",
        ["规模", "园区", "—", None, "2025年底前建成3个园区", None, "预期性", None],
        ["规模", "集群", "个", None, "“建成3个集群”", None, "预期性", None],
        ["规模", "收入", "亿元", None, "约1000", None, "预期性", None],
    )
    begin(tmp_path / "plan", path, "zh", GIVEN)
    in_words = raw(tmp_path / "plan", "goals.yml")["qualitative"]
    assert [one["text_zh"] for one in in_words] == ["园区：2025年底前建成3个园区", "集群：建成3个集群"]
    assert [one["comparison"] for one in goals_of(tmp_path / "plan").values()] == ["about"]


def test_an_office_is_laid_out_whole_and_its_run_plan_is_one(tmp_path):
    made = lay_out(tmp_path / "office", "zh")
    assert not made.is_plan_only
    plan = load_run_plan(tmp_path / "office" / "notebooks" / "suite.yml")
    own = load_run_plan(carried("notebooks") / "suite.yml")
    assert {run.notebook for run in plan.runs} == {run.notebook for run in own.runs}
    assert (plan.languages, plan.formats) == (own.languages, own.formats)
    segments = {run.parameters["segment"] for run in plan.runs if "segment" in run.parameters}
    assert segments == {"the_tea_industry"}
    assert {run.parameters["target_year"] for run in plan.runs if "target_year" in run.parameters} == {2025}
    assert read_parameters(tmp_path / "office" / "notebooks" / "revenue.ipynb")


def test_below_an_office_it_is_a_further_plan_with_a_run_plan_of_its_own(tmp_path):
    lay_out(tmp_path / "office", "zh")
    made = lay_out(tmp_path / "office" / "plans" / "second", "en")
    assert made.is_plan_only
    assert {one.name for one in made.folder.iterdir()} == {"raw", "processed"}
    assert load_run_plan(made.folder / "raw" / "suite.yml", tmp_path / "office" / "notebooks").runs


def test_a_new_folder_is_never_laid_over_another(tmp_path):
    lay_out(tmp_path / "new", "zh")
    before = contents(tmp_path)
    with pytest.raises(UsageError, match="new"):
        lay_out(tmp_path / "new", "en")
    assert contents(tmp_path) == before


def test_the_command_writes_the_form_and_begins_from_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert typed("new", "--form", "plan.xlsx", "--lang", "zh") == 0
    assert typed("new", "mine", "--from", "plan.xlsx", "--yes", "--lang", "zh") == 0
    assert "至少" in (said := capsys.readouterr().out) or "不低于" in said
    assert typed("clean", "--data", "mine/data", "--lang", "zh") == 0
    assert typed("new", "--lang", "zh") == typed("new", "a", "--form", "b.xlsx", "--lang", "zh") == 2
    assert typed("new", "a", "--answer", "nothing", "--lang", "zh") == 2


def test_the_doctor_says_when_the_package_has_a_newer_notebook_and_what_differs(tmp_path, monkeypatch):
    lay_out(tmp_path / "office", "zh")
    notebooks = tmp_path / "office" / "notebooks"
    monkeypatch.chdir(tmp_path / "office")
    assert moved_notebooks(notebooks) == ()
    # What the office alone has changed is its own matter.
    path = notebooks / "audit.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('"cells"', ' "cells"', 1), encoding="utf-8")
    assert moved_notebooks(notebooks) == ()
    # As though scorecard had come in an older form: its first cell was another one.
    older = json.loads((notebooks / "scorecard.ipynb").read_text(encoding="utf-8"))
    older["cells"][0]["source"] = ["# An older title"]
    (notebooks / "scorecard.ipynb").write_text(json.dumps(older), encoding="utf-8")
    origin = json.loads((notebooks / ORIGIN).read_text(encoding="utf-8"))
    origin["sha256"]["scorecard.ipynb"] = sha256_of(notebooks / "scorecard.ipynb")
    (notebooks / ORIGIN).write_text(json.dumps(origin), encoding="utf-8")
    (found,) = moved_notebooks(notebooks)
    assert (found.notebook, found.is_own) == ("scorecard.ipynb", False)
    assert "-# An older title" in found.differences
    (check,) = check_notebooks(Wanted())
    assert check.state == "note"
    assert "An older title" in check.text("en")
    assert "scorecard.ipynb" in check.todo("zh")


def test_the_repository_is_such_a_folder_and_never_behind_itself():
    assert moved_notebooks(carried("notebooks")) == ()


@pytest.fixture
def begun(tmp_path):
    write_form(tmp_path / "plan.xlsx", "zh")
    begin(tmp_path / "plan", tmp_path / "plan.xlsx", "zh")
    return tmp_path / "plan"


NEXT = [
    ["2022年茶产业主要指标"],
    ["指标", "单位", "2021年", "2022年"],
    ["茶叶产量", "吨", 12290, 12810],
    ["营业收入", "亿元", 40.9, 44.2],
    ["游客", "万人次", 3, 4],
]


def test_the_next_year_goes_in_by_a_sheet_of_indicators_and_periods_and_a_second_time_changes_nothing(
    begun, tmp_path, capsys
):
    path = book(tmp_path / "2022.xlsx", {"2022": NEXT})
    before = contents(begun)
    add = ("add", path, "--data", begun, "--published-on", "2023-03", "--lang", "en")
    assert typed(*add) == 2
    said = capsys.readouterr()
    shown = " ".join(said.out.split())
    assert "Revenue The tea industry 2021 4.07 bn yuan 4.09 bn yuan revised +20 m yuan [2022] C4" in shown
    assert "no such indicators (1): 游客" in said.out
    assert contents(begun) == before
    assert typed(*add, "--yes") == 0
    plan = lcanalysis.load(begun)
    assert plan.series("output", "tea").loc[2022] == 12810
    assert plan.observation("revenue", "the_tea_industry", 2021).value == Decimal("40.9")
    after = contents(begun)
    capsys.readouterr()
    assert typed(*add, "--yes", "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert ({one["effect"] for one in again["changes"]}, again["files"]) == ({"same"}, [])
    assert contents(begun) == after


def test_a_faulty_sheet_of_the_next_year_is_refused_whole_with_its_cells(begun, tmp_path, capsys):
    rows = [NEXT[1], ["茶叶产量", "吨", "约9", 12810], ["营业收入", "亩", 40.7, 44.2], ["茶叶产量", "顿", 1, 2]]
    path = book(tmp_path / "2022.xlsx", {"2022": rows})
    before = contents(begun)
    assert typed("add", path, "--data", begun, "--published-on", "2023-03", "--yes", "--lang", "en") == 3
    said = capsys.readouterr().err
    assert all(cell in said for cell in ("[2022] C2", "[2022] C3", "[2022] D3", "[2022] B4"))
    assert contents(begun) == before


CITY = (
    ["民生福祉", "每万人口发明专利拥有量", "件", 12.3, 20, None, "预期性", "市科技局"],
    ["民生福祉", "人均预期寿命", "岁", 80.2, 81, None, "预期性", "市卫生健康委"],
    ["经济发展", "全员劳动生产率", "万元/人", 18.7, 25, None, "预期性", "市统计局"],
    ["绿色生态", "单位生产总值能源消耗降低", "%", None, None, "[14.5]", "约束性", "市发展改革委"],
    ["安全保障", "固定资产投资累计", "亿元", None, None, "[30000]", "预期性", "市发展改革委"],
)


def test_a_city_has_averages_ages_amounts_a_head_and_sums_over_the_plan(tmp_path):
    begin(tmp_path / "data", a_table(tmp_path / "book.xlsx", *CITY), "zh", GIVEN)
    told = {
        one["quotation"].partition("（")[0]: (one["kind"], one["value"], one["unit"])
        for one in goals_of(tmp_path / "data").values()
    }
    assert told == {
        "每万人口发明专利拥有量": ("level", "20", "件/万人"),
        "人均预期寿命": ("level", "81", "岁"),
        "全员劳动生产率": ("level", "25", "万元/人"),
        "单位生产总值能源消耗降低": ("cumulative", "14.5", "%"),
        "固定资产投资累计": ("cumulative", "30000", "亿元"),
    }


def test_running_totals_are_refused_and_one_day_is_asked_for_all_figures_after_the_plan(tmp_path):
    goals = [["类别", "指标", "单位", "2020年", "2025年", "年均增长（%）/[累计]", "属性", "责任单位"], *CITY]
    figures = [
        ["指标", "单位", 2021, 2022],
        ["固定资产投资累计", "亿元", 5800, 12100],
        ["人均预期寿命", "岁", 80.5, 80.7],
    ]
    with pytest.raises(FaultsError) as refused:
        begin(tmp_path / "data", book(tmp_path / "book.xlsx", {"目标": goals, "数据": figures}), "zh", GIVEN)
    assert [(one.place.address, one.key) for one in refused.value.faults] == [
        ("[数据] A2", "beginning.total_so_far"),
        ("[数据] C3", "beginning.not_known_yet"),
    ]
    assert refused.value.faults[1].fields["found"] == ("2021", "2022")
