"""What a person answered about a table is kept in plan.yml beside it, and holds for the next one of its form."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from sent_files import write_csv

import lcanalysis
from lcanalysis.cleaning import clean
from lcanalysis.cleaning.additions.add_table import Sent, add, look_at
from lcanalysis.definition import load_definition
from lcanalysis.intake.published import read_published
from lcanalysis.intake.recognising import read_for_plan
from lcanalysis.observations import latest

ROOT = Path(__file__).parent.parent
PLAN = load_definition(ROOT / "data")
UNWATCHED = ["水泥", "平板玻璃", "生铁", "粗钢", "发电量", "原煤"]


@pytest.fixture
def data(tmp_path):
    (tmp_path / "work").mkdir()
    shutil.copytree(ROOT / "data", tmp_path / "work" / "data")
    return tmp_path / "work" / "data"


def yearbook(path, year):
    """A table with six rows and a column that the office does not watch."""
    head = ["产品名称", f"本期（{year}）", f"同期（{year - 1}）", "同比±%", f"{year}年为上年%"]
    now, before = {2019: ("22.62", "21.96"), 2020: ("23.30", "22.62")}[year]
    rows = [head, ["铜材", now, before, "3.0", "103.0"], *([name, "10", "9", "11.1", "111.1"] for name in UNWATCHED)]
    return write_csv(path / f"{year}.csv", rows, above=[f"{year}年主要产品产量", "单位：万吨"])


def answered(data, file, published_on, *given):
    """Answer the questions about a file as they come, each once, and take it in."""
    answers = dict(given)
    found = look_at(data, Sent(file, published_on, answers=answers))
    add(data, Sent(file, published_on, answers=answers))
    return found


def questions(data, file, published_on="2021-03"):
    found = look_at(data, Sent(file, published_on))
    return {(one.kind, one.found) for one in found.questions} | {one.key for one in found.faults}


def test_rows_and_columns_that_are_not_watched_are_asked_about_once(data, tmp_path):
    asked = {*(("row", name) for name in UNWATCHED), ("column", "2019年为上年%")}
    assert questions(data, yearbook(tmp_path, 2019)) == asked
    answered(data, tmp_path / "2019.csv", "2020-03", *((one, "") for one in asked))
    entry = yaml.safe_load((data / "raw" / "plan.yml").read_text(encoding="utf-8"))["tables"][-1]
    assert (entry["rows"]["ignore"], entry["ignore"]) == (UNWATCHED, ["2019年为上年%"])
    assert not clean(data).is_changed

    assert questions(data, yearbook(tmp_path, 2020)) == set()
    found = answered(data, tmp_path / "2020.csv", "2021-03")
    left_out = [one for one in found.reading.tables[0].notices if one.key == "reading.rows_left_out"]
    assert [one.fields["found"] for one in left_out] == [tuple(UNWATCHED)]
    plan = lcanalysis.load(data)
    assert plan.observation("output", "copper_products", "2020").value == Decimal("23.30")
    assert plan.definition.tables[-1].rows.ignore == tuple(UNWATCHED)
    assert not clean(data).is_changed


def test_a_name_that_an_editor_of_the_plan_writes_under_ignore_is_passed_over(data, tmp_path):
    path = data / "raw" / "plan.yml"
    text = path.read_text(encoding="utf-8")
    names = ", ".join(UNWATCHED)
    path.write_text(
        text.replace(
            "rows: {column: 产品名称, kind: product}", f"rows: {{column: 产品名称, kind: product, ignore: [{names}]}}"
        ),
        encoding="utf-8",
    )
    assert questions(data, yearbook(tmp_path, 2019)) == {("column", "2019年为上年%")}


def test_a_name_that_the_plan_declares_later_is_read_again(data, tmp_path):
    asked = [("row", name) for name in UNWATCHED]
    answered(
        data, yearbook(tmp_path, 2019), "2020-03", *((one, "") for one in asked), (("column", "2019年为上年%"), "")
    )
    path = data / "raw" / "plan.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("\nentities:\n", "\nentities:\n  cement: {kind: product, zh: 水泥, en: cement}\n"),
        encoding="utf-8",
    )
    found = look_at(data, Sent(yearbook(tmp_path, 2020), "2021-03"))
    assert {one.figure.entity for one in found.changes} == {"copper_products", "cement"}


def unitless(path, year, now, before):
    rows = [["产品名称", f"{year}年", f"{year - 1}年"], ["铜材", *now], ["铝材", *before]]
    return write_csv(path / f"{year}.csv", rows, above=[f"{year}年主要产品产量"])


def test_one_answer_gives_the_unit_of_a_whole_sheet_and_holds_the_next_year(data, tmp_path):
    first = unitless(tmp_path, 2019, ("226200", "219000"), ("1404300", "1363000"))
    assert questions(data, first) == {("unit", "2019年")}
    answered(data, first, "2020-03", (("unit", "2019年"), "吨"))
    assert lcanalysis.load(data).observation("output", "copper_products", "2018").unit == "吨"
    assert questions(data, unitless(tmp_path, 2020, ("233000", "226000"), ("1446400", "1404000"))) == set()


def test_the_period_of_a_column_holds_beside_that_of_the_next_table(data, tmp_path):
    def report(month):
        rows = [
            ["产品名称", "本月", "去年同期", "1—本月"],
            ["铜材", "1.88", "1.80", "11.2"],
            ["铝材", "11.7", "11.3", "70.1"],
        ]
        return write_csv(tmp_path / f"{month}.csv", rows, above=[f"2020年{month}月主要产品产量", "单位：万吨"])

    assert questions(data, report(6)) == {("column_period", "去年同期")}
    answered(data, report(6), "2020-07", (("column_period", "去年同期"), "2019-06"))
    assert questions(data, report(7)) == set()
    table = look_at(data, Sent(report(7), "2020-08")).reading.tables[0]
    assert [column.period for column in table.columns] == ["2020-07", "2019-07", "2020-01--07"]


def test_the_area_of_a_title_and_of_lines_between_rows_holds(data, tmp_path):
    def county(year):
        rows = [["产品名称", f"{year}年"], ["茌平片", ""], ["铜材", "1.88"], ["第二组", ""], ["铝材", "11.7"]]
        return write_csv(tmp_path / f"{year}.csv", rows, above=[f"{year}年茌平县主要产品产量", "单位：万吨"])

    asked = {("area", "2019年茌平县主要产品产量")}
    assert questions(data, county(2019)) == asked
    answered(data, county(2019), "2020-03", *((one, "chiping") for one in asked))
    assert questions(data, county(2020)) == set()
    assert look_at(data, Sent(county(2020), "2021-03")).changes[0].figure.area == "chiping"


def test_the_area_that_the_name_of_a_file_leaves_open_holds_for_the_next_of_its_name(data, tmp_path):
    def county(year):
        rows = [["产品名称", f"{year}年"], ["铜材", "1.88"], ["铝材", "11.7"]]
        return write_csv(tmp_path / f"{year}年茌平县主要产品产量.csv", rows, above=["单位：万吨"])

    asked = {("area", "2019年茌平县主要产品产量")}
    assert questions(data, county(2019)) == asked
    answered(data, county(2019), "2020-03", *((one, "chiping") for one in asked))
    assert questions(data, county(2020)) == set()
    assert look_at(data, Sent(county(2020), "2021-03")).changes[0].figure.area == "chiping"


def test_what_the_sheet_says_itself_goes_before_what_was_answered(data, tmp_path):
    first = unitless(tmp_path, 2019, ("226200", "219000"), ("1404300", "1363000"))
    answered(data, first, "2020-03", (("unit", "2019年"), "吨"))
    rows = [["产品名称", "2020年"], ["铜材", "23.30"], ["铝材", "144.64"]]
    file = write_csv(tmp_path / "2020.csv", rows, above=["2020年主要产品产量", "单位：万吨"])
    assert look_at(data, Sent(file, "2021-03")).changes[0].figure.printed.unit == "万吨"


def test_a_remembered_unit_in_which_figures_would_be_far_off_is_asked_for_or_proved_otherwise(data, tmp_path):
    answered(
        data,
        unitless(tmp_path, 2019, ("226200", "219600"), ("1404300", "1363400")),
        "2020-03",
        (("unit", "2019年"), "吨"),
    )
    restated = unitless(tmp_path, 2020, ("23.31", "22.62"), ("144.64", "140.43"))
    found = look_at(data, Sent(restated, "2021-03"))
    assert (found.questions, {one.figure.printed.unit for one in found.changes}) == ((), {"万吨"})
    assert questions(data, unitless(tmp_path, 2020, ("23.31", "22.51"), ("144.64", "140.22"))) == {("unit", "2020年")}


def test_a_year_or_a_scope_that_the_next_sheet_says_otherwise_is_asked_about(data, tmp_path):
    def yearly(year, base, below=()):
        rows = [
            ["产品名称", f"本期（{year}）", f"同期（{base}）"],
            ["铜材", "23.30", "22.62"],
            ["铝材", "144.6", "140.4"],
        ]
        return write_csv(tmp_path / f"{year}.csv", rows, above=[f"{year}年主要产品产量", "单位：万吨"], below=below)

    answered(data, yearly(2019, 2018), "2020-03")
    assert questions(data, yearly(2020, 2019)) == set()
    assert questions(data, yearly(2020, 2016)) == {("column_period", "同期（2016）")}
    assert questions(data, yearly(2020, 2019, ["注：统计口径为全社会。"])) == {("scope", "全社会")}


RESTATED = [["铜材", "22.62", "21.96"], ["铝材", "140.43", "136.34"], ["钢材", "915.80", "889.13"]]


def proved(data, tmp_path, above, rows=RESTATED, headings=("2019年", "2018年"), **also):
    file = write_csv(tmp_path / "x1.csv", [["产品名称", *headings], *rows], above=above)
    found = look_at(data, Sent(file, "2020-03", **also))
    notices = [one.key for table in found.reading.tables for one in table.notices]
    return {one.kind for one in found.questions} | {one.key for one in found.faults}, notices, found


def test_figures_that_the_plan_has_prove_the_unit_of_a_sheet_and_the_reading_says_so(data, tmp_path):
    asked, notices, found = proved(data, tmp_path, ["2019年主要产品产量"])
    assert (asked, notices) == (set(), ["reading.unit_proved"])
    assert {one.figure.printed.unit for one in found.changes} == {"万吨"}
    in_tonnes = [[name, *(str(int(Decimal(cell) * 10000)) for cell in cells)] for name, *cells in RESTATED]
    asked, _, found = proved(data, tmp_path, ["2019年主要产品产量"], in_tonnes)
    assert (asked, {one.figure.printed.unit for one in found.changes}) == (set(), {"吨"})


@pytest.mark.parametrize(
    "rows",
    [
        RESTATED[:1],
        [["铜材", "22.62", "21.95"], ["铝材", "140.43", "136.33"]],
        [["铜材", "22.62", "21.96"], ["铝材", "140.43", "1363400"]],
        [["铜材", "22.62", "—"], ["铝材", "140.43", "136.34"]],
    ],
)
def test_one_figure_or_one_in_another_unit_proves_nothing(data, tmp_path, rows):
    asked, notices, _ = proved(data, tmp_path, ["2019年主要产品产量"], rows)
    assert (asked, notices) == ({"unit"}, [])


def test_a_unit_that_the_sheet_prints_is_never_proved_otherwise(data, tmp_path):
    asked, notices, found = proved(data, tmp_path, ["2019年主要产品产量", "单位：吨"])
    assert (asked, notices) == (set(), [])
    assert {one.effect for one in found.changes} == {"new", "revised"}


def test_figures_that_the_plan_has_prove_which_of_two_like_tables_it_is_unless_a_word_says_otherwise(tmp_path):
    sales = PLAN.tables[0].model_copy(
        update={
            "name": "sales",
            "title_zh": "销售量",
            "title_en": "Sales",
            "columns": {
                heading: column.model_copy(update={"indicator": column.indicator.replace("output", "sales")})
                for heading, column in PLAN.tables[0].columns.items()
            },
        }
    )
    also = {
        "sales": PLAN.indicators["output"].model_copy(update={"zh": "销售量", "en": "sales"}),
        "sales_yoy": PLAN.indicators["output_yoy"].model_copy(update={"zh": "销售量同比", "growth_of": "sales"}),
    }
    two = PLAN.model_copy(update={"tables": (*PLAN.tables, sales), "indicators": {**PLAN.indicators, **also}})
    known = latest(read_published(ROOT / "data", PLAN))

    def read(title, rows=RESTATED):
        file = write_csv(tmp_path / "x1.csv", [["产品名称", "2019年", "2018年"], *rows], above=[title, "单位：万吨"])
        table = read_for_plan(file, two, known=known).tables[0]
        return table.table, {one.kind for one in table.questions}, [one.key for one in table.notices]

    assert read("2019年主要产品情况") == ("production", set(), ["reading.table_proved"])
    others = [[name, now, "1" + before] for name, now, before in RESTATED]
    assert read("2019年主要产品情况", others)[:2] == ("", {"table"})
    assert read("2019年主要产品销量情况")[:2] == ("", {"table"})


@pytest.mark.parametrize("title", ["2019年主要产品情况", "表2 2019年有色金属及加工产品", "2019年"])
def test_a_table_that_only_one_form_of_the_plan_fits_is_of_that_form(data, tmp_path, title):
    asked, _, found = proved(data, tmp_path, [title, "单位：万吨"], [["铜材", "22.6", "21.9"], ["铝材", "140", "136"]])
    assert (asked, found.reading.tables[0].table) == (set(), "production")


@pytest.mark.parametrize(
    "title",
    ["2019年主要产品销售量", "2019年主要产品库存", "2019年产品出口情况", "2019年主要产品生产能力", "2020年产量预测"],
)
def test_a_word_of_another_measure_makes_it_a_question(data, tmp_path, title):
    asked, _, _ = proved(data, tmp_path, [title, "单位：万吨"], [["铜材", "22.6", "21.9"], ["铝材", "140", "136"]])
    assert asked & {"table", "period"}


def test_a_national_publishers_table_that_restates_the_plan_is_of_its_area(data, tmp_path):
    asked, notices, _ = proved(data, tmp_path, ["2019年主要产品产量", "单位：万吨"], publisher="国家统计局")
    assert (asked, notices) == (set(), ["reading.area_proved"])


def test_a_reading_without_the_figures_of_the_plan_asks_for_what_they_would_prove(tmp_path):
    file = write_csv(tmp_path / "a.csv", [["产品名称", "2019年", "2018年"], *RESTATED], above=["2019年主要产品产量"])
    reading = read_for_plan(file, PLAN)
    assert {one.kind for one in reading.questions} == {"unit"}


def month_of_tea(path, month):
    """A bureau's table of a month, whose title names no indicator."""
    rows = [
        ["茶类", "本月", "上年同月", "同比±%", "本月止累计"], ["茶叶", "610", "580", "5.2", "11950"], ["绿茶", "210", "205", "2.4", "7680"],
        ["填表人：钱某", None, None, None, f"报出日期：2022年{month + 1}月8日"],
    ]  # fmt: skip
    return write_csv(path / f"{month}.csv", rows, above=[f"2022年{month}月全市茶叶生产情况", "单位：吨"])


def test_which_table_a_sheet_continues_is_asked_about_once_whatever_the_month(tmp_path):
    shutil.copytree(ROOT / "plans" / "tea-2025", tmp_path / "tea")
    assert [kind for kind, _ in questions(tmp_path / "tea", month_of_tea(tmp_path, 3), "")] == ["table"]
    add(tmp_path / "tea", Sent(tmp_path / "3.csv", "", table="production"))
    assert questions(tmp_path / "tea", month_of_tea(tmp_path, 4), "") == set()
    add(tmp_path / "tea", Sent(tmp_path / "4.csv", ""))
    assert [one.published_on for one in load_definition(tmp_path / "tea").tables[-2:]] == ["2022-04-08", "2022-05-08"]
