"""What stands around and between the figures of a sheet is passed over or understood, and never taken for a figure."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from sent_files import write_csv, write_xlsx

from lcanalysis.cleaning.additions.add_table import Sent, look_at
from lcanalysis.definition import load_definition
from lcanalysis.intake.cell_text import read_typed
from lcanalysis.intake.recognising import read_for_plan

ROOT = Path(__file__).parent.parent
PLAN = load_definition(ROOT / "data")
ABOVE = ("2019年有色金属及金属深加工产业产品产量", "单位：万吨")
HEAD = ["产品名称", "本期（2019）", "同期（2018）", "同比±%"]
BODY = [["铜材", "22.62", "21.96", "3.01"], ["铝材", "140.43", "136.34", "3.00"]]


def read(path, rows, above=ABOVE, writer=write_csv):
    return read_for_plan(writer(path / ("a.csv" if writer is write_csv else "a.xlsx"), rows, above=above), PLAN)


def asked(reading):
    return [(one.kind, one.found) for one in reading.questions] + [(one.key, one.fields) for one in reading.all_faults]


SIGNED = [
    ["填报人：张三", "", "审核人：李四", "电话：0635-8210000"],
    ["填报人", "张三", "联系电话", "8210000"],
    ["制 表 人：张三", "", "审 核 人：李四", ""],
    ["单位负责人：王五", "统计负责人：赵六", "填表人：张三", "报出日期：2020年1月20日"],
    ["单位负责人：", "", "", ""],
    ["填报单位（盖章）：某局", "", "", "2020年1月20日"],
    ["", "", "制表：张三", ""],
    ["", "", "", "2020年1月20日"],
    ["联系电话", "0635", "8210000", ""],
    ["报出日期", "2020-01-20", "", ""],
    ["某市工业和信息化局", "", "", "2020年1月20日"],
    ["数据来源：某市统计局", "", "", ""],
    ["数据来源", "某市统计局", "", ""],
    ["注：1. 本表为初步数。", "", "", ""],
    ["注", "本表为初步数", "", ""],
    ["说明：", "1. 本表为快报数", "", ""],
    ["复核：李四", "", "经办人：张三", ""],
    ["第 1 页 共 2 页", "", "", ""],
    ["— 12 —", "", "", ""],
    ["（以下空白）", "", "", ""],
    ["Prepared by: A. Smith", "", "Tel: 8210000", ""],
]


@pytest.mark.parametrize("row", SIGNED, ids=" ".join)
@pytest.mark.parametrize("writer", [write_csv, write_xlsx])
def test_rows_of_those_who_sign_of_dates_and_of_notes_are_no_data(tmp_path, row, writer):
    for rows in ([HEAD, *BODY, row], [HEAD, BODY[0], row, BODY[1]], [HEAD, *BODY, row, SIGNED[0]]):
        reading = read(tmp_path, rows, writer=writer)
        assert asked(reading) == []
        assert [str(one.printed.value) for one in reading.tables[0].figures] == [
            "22.62", "21.96", "3.01", "140.43", "136.34", "3.00",
        ]  # fmt: skip


@pytest.mark.parametrize("row", [["电话", "12", "11", "9"], ["注塑机", "1", "2", "3"], ["负责任", "1", "2", "3"]])
def test_a_row_that_numbers_fill_is_asked_about_whatever_it_is_called(tmp_path, row):
    assert asked(read(tmp_path, [HEAD, *BODY, row])) == [("row", row[0])]


@pytest.mark.parametrize("title", ["2019年主要产品产量（万吨）", "2019年主要产品产量 (万吨)"])
def test_a_unit_in_brackets_behind_the_title_is_that_of_the_table(tmp_path, title):
    reading = read(tmp_path, [HEAD, *BODY], above=[title])
    assert (asked(reading), reading.tables[0].figures[0].printed.unit) == ([], "万吨")
    assert asked(read(tmp_path, [HEAD, *BODY], above=[title.replace("万吨", "快报")])) == [("unit", "本期（2019）")]


@pytest.mark.parametrize("row", [["甲", "1", "2", "3"], ["甲", "乙", "1", "2"]])
def test_the_numbers_of_columns_are_no_figures(tmp_path, row):
    assert asked(read(tmp_path, [HEAD, row, *BODY])) == []


@pytest.mark.parametrize("heading", ["序号", "排名", "增速排名", "位次", "位次变化", "Rank", "行次"])
def test_columns_of_ranks_and_serial_numbers_are_passed_over_and_told(tmp_path, heading):
    rows = [[*HEAD, heading], *([*row, str(at)] for at, row in enumerate(BODY, 1))]
    reading = read(tmp_path, rows)
    assert (asked(reading), reading.tables[0].ignored) == ([], (heading,))


def hidden(path, *, column="", row=0):
    book = load_workbook(path)
    if column:
        book.active.column_dimensions[column].hidden = True
    else:
        book.active.row_dimensions[row].hidden = True
    book.save(path)
    return read_for_plan(path, PLAN)


def test_a_hidden_column_of_helpers_is_passed_over_and_told_but_never_one_of_figures(tmp_path):
    rows = [[HEAD[0], "代码", *HEAD[1:]], *([row[0], "3200", *row[1:]] for row in BODY)]
    path = write_xlsx(tmp_path / "a.xlsx", rows, above=ABOVE)
    assert asked(read_for_plan(path, PLAN)) == [("column", "代码")]
    reading = hidden(path, column="B")
    assert asked(reading) == []
    assert [one.key for one in reading.tables[0].notices] == ["reading.hidden_column_left_out"]
    reading = hidden(path, column="D")
    assert {one.key for one in reading.all_faults} == {"reading.hidden_column"}


def test_a_hidden_row_of_another_name_is_passed_over_and_told_but_never_one_of_the_plans(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEAD, *BODY, ["辅助行", "1", "2", "3"]], above=ABOVE)
    reading = hidden(path, row=6)
    assert (asked(reading), [one.key for one in reading.tables[0].notices]) == ([], ["reading.hidden_row_left_out"])
    assert {one.key for one in hidden(path, row=4).all_faults} == {"reading.hidden_row"}


@pytest.mark.parametrize("cell", ["22.62p", "22.62 p", "22.62（p）", "22.62 (r)", "22.62e", "22.62 b", "22.62① p"])
def test_a_flag_behind_a_figure_is_no_part_of_it_and_is_told(tmp_path, cell):
    reading = read(tmp_path, [HEAD, [BODY[0][0], cell, *BODY[0][2:]], BODY[1]])
    first = reading.tables[0].figures[0].printed
    assert (asked(reading), str(first.value), first.as_printed) == ([], "22.62", cell)
    assert [one.key for one in reading.tables[0].notices] == ["reading.flagged"]


@pytest.mark.parametrize("cell", ["22.62f", "22.62px", "22.62 pp", "p22.62", "22.62 q", "2262e3"])
def test_letters_that_are_no_flag_are_refused(tmp_path, cell):
    reading = read(tmp_path, [HEAD, [BODY[0][0], cell, *BODY[0][2:]], BODY[1]])
    assert len(reading.all_faults) == 1


@pytest.mark.parametrize("cell", ["…", "—", "..", ":", "x", "n.a.", "不详", "暂缺", " — ", "－"])
def test_a_mark_for_no_figure_is_none(cell):
    assert read_typed(cell, PLAN.indicators["output"], "万吨") is None


@pytest.mark.parametrize("total", [["合计", "", "22.62", "21.96", "3.01"], ["", "Total", "22.62", "21.96", "3.01"]])
def test_a_row_of_totals_is_one_in_either_language_and_below_the_serial_numbers(tmp_path, total):
    rows = [["序号", *HEAD], ["1", *BODY[0]], total]
    reading = read(tmp_path, rows)
    assert asked(reading) == []
    assert len(reading.tables[0].figures) == 3
    assert [one.key for one in reading.all_notices] == ["reading.total_left_out"]


@pytest.mark.parametrize("mark", ["（修订）", "（修订数）", "（年报数）", "（快报）", "(r)", "修订数"])
def test_a_year_with_the_mark_of_its_revision_is_that_year(tmp_path, mark):
    rows = [["产品名称", "2019年", f"2018年{mark}", "同比±%"], *BODY]
    reading = read(tmp_path, rows)
    assert asked(reading) == []
    assert {one.period for one in reading.tables[0].figures} == {"2018", "2019"}


def test_of_a_table_of_years_and_one_of_months_that_are_alike_a_sheet_is_the_next_of_its_periods(tmp_path):
    tea = load_definition(ROOT / "plans" / "tea-2025")
    years = [["茶类", "产量 2021年", "产量 2020年"], ["绿茶", "7890", "7630"], ["红茶", "3060", "2870"]]
    months = [["茶类", "6月", "1—6月"], ["绿茶", "330", "5510"], ["红茶", "210", "1320"]]
    for rows, title, table in (
        (years, "2021年茶叶生产情况", "production"),
        (months, "2021年茶叶产量", "monthly_output"),
    ):
        reading = read_for_plan(write_csv(tmp_path / "a.csv", rows, above=[title, "单位：吨"]), tea)
        assert (asked(reading), reading.tables[0].table) == ([], table)


def test_a_share_or_a_rank_in_the_province_is_no_figure_of_the_province(tmp_path):
    rows = [["产品名称", "产量（万吨）", "占全省比重（%）"], *[[name, now, "12.1"] for name, now, *_ in BODY]]
    reading = read(tmp_path, rows, above=["2019年主要产品产量及占全省比重、居全国位次"])
    assert [kind for kind, _ in asked(reading)] == ["column"]
    assert {one.area for one in reading.tables[0].figures} == {"liaocheng"}


@pytest.mark.parametrize("ending", ["xls", "pdf"])
def test_a_bureaus_report_of_a_month_is_read_from_an_old_workbook_and_from_a_print(ending):
    # scripts/make_sent_files.py has it: merged headers, digits of full width, who filled it in, notes and signatures.
    found = look_at(ROOT / "data", Sent(ROOT / "tests" / "sent" / f"monthly_report.{ending}", ""))
    assert (found.faults, [(one.kind, one.found) for one in found.questions]) == ((), [("row", "其中：铜 板 带")])
    assert (found.published_on, found.origin.publisher.zh) == ("2020-07-06", "聊城市工业和信息化局")
    figures = found.reading.tables[0].figures
    assert found.reading.tables[0].title == "2020年6月有色金属及金属深加工产品产量月报"
    assert {(one.indicator, one.entity, one.period, f"{one.printed.value}{one.printed.unit}") for one in figures} == {
        (indicator, entity, period, f"{value}{unit}")
        for entity, values in (
            ("copper_products", ("1.98", "1.88", "5.3", "11.40", "10.90", "4.6")),
            ("aluminium_products", ("12.05", "11.80", "2.1", "70.1", "68.64", "2.1")),
        )
        for (indicator, unit, period), value in zip(
            (
                ("output", "万吨", "2020-06"), ("output", "万吨", "2019-06"), ("output_yoy", "%", "2020-06"),
                ("output", "万吨", "2020-01--06"), ("output", "万吨", "2019-01--06"), ("output_yoy", "%", "2020-01--06"),
            ),
            values,
            strict=True,
        )
    }  # fmt: skip
