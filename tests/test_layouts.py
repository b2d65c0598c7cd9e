"""Sheets as offices, yearbooks and exporters lay them out (tests/layouts, invented figures), and what must come of each."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image as Picture
from PIL import Image

from lcanalysis.definition import load_definition
from lcanalysis.intake.files import read_workbook
from lcanalysis.intake.published import read_published
from lcanalysis.intake.recognising import read_for_plan
from lcanalysis.observations import latest

ROOT = Path(__file__).parent.parent
PLAN = load_definition(ROOT / "data")
LAYOUTS = Path(__file__).parent / "layouts"
YEARS = {"2018", "2019"}
MONTHS = {"2019-06", "2020-06", "2019-01--06", "2020-01--06"}
# Of each: the periods, how many figures, and what is told.
READ = {
    "E1.csv": (YEARS, 14, {"reading.unit_proved"}),
    "F1.csv": (MONTHS, 24, set()),
    "F2.csv": (MONTHS, 24, set()),
    "G2.xlsx": (YEARS, 21, set()),
    "G3.xlsx": (YEARS, 21, set()),
    "H1.xlsx": ({"2018-12", "2019-12"}, 14, set()),
    "H2.xlsx": (YEARS, 21, {"reading.hidden_column_left_out"}),
    "H3.xlsx": (YEARS, 21, set()),
    "H4.xlsx": (YEARS, 21, {"files.zero_as_dash"}),
    "H5.xlsx": (YEARS, 21, {"files.unrounded"}),
    "H6.xls": (YEARS, 21, {"files.page_named_workbook"}),
    "H7.html": ({"2019", "2019-12"}, 28, set()),
}
ASKED = {
    "D1.csv": {("row", name) for name in ("水泥", "平板玻璃", "生铁", "粗钢", "发电量", "原煤")} | {("column", "2019年为上年%")},
    "H8.xlsx": {("table", "2019年主要污染物排放量")},
    "I1.xlsx": {("growth", "同比±%")},
    "I2.csv": {("growth", "同比增减")},
    "I3.xlsx": {("files.hides_minus", "D5")},
}  # fmt: skip


@pytest.fixture(scope="module")
def known():
    return latest(read_published(ROOT / "data", PLAN))


def read(name, known):
    reading = read_for_plan(LAYOUTS / name, PLAN, known=known)
    asked = {(one.kind, one.found) for one in reading.questions} | {
        (one.key, one.place.cell) for one in reading.all_faults
    }
    return reading, asked


@pytest.mark.parametrize("name", READ)
def test_a_sheet_as_offices_lay_it_out_is_read_whole(name, known):
    reading, asked = read(name, known)
    figures = [one for table in reading.tables for one in table.figures]
    told = {one.key for one in (*reading.notices, *(notice for table in reading.tables for notice in table.notices))}
    assert asked == set()
    assert ({one.period for one in figures}, len(figures), told) == READ[name]
    assert {one.entity for one in figures} <= set(PLAN.entities)


@pytest.mark.parametrize("name", ASKED)
def test_a_sheet_that_leaves_something_open_is_asked_about_at_its_cell(name, known):
    assert read(name, known)[1] == ASKED[name]


def test_the_lowered_digit_of_a_formula_is_part_of_the_name():
    assert read_workbook(LAYOUTS / "H8.xlsx").grids[0].rows[3][0] == "二氧化硫（SO2）"


FIGURES = [["铜材", 22.62, 21.96, 3.0], ["铝材", 140.43, 136.34, 3.0]]
HEADER = ["产品名称", "2019年", "2018年", "同比±%"]
TITLE = "2019年主要产品产量（单位：万吨）"
UGLY = {
    "units in one row of three merged header rows": (
        [["2019年主要产品产量"], ["产品名称", "产量", None, "同比"], [None, "2019年", "2018年", "增减"], [None, "（万吨）", "（万吨）", "（%）"], *FIGURES],
        ("B2:C2", "A2:A4"),
    ),
    "digits of full width, typed as text": (
        [["２０１９年主要产品产量（单位：万吨）"], ["产品名称", "２０１９年", "２０１８年", "同比±％"],
         ["铜材", "２２．６２", "２１．９６", "３．０"], ["铝材", "１４０．４３\n", " １３６．３４", "+３．０％"]], (),
    ),
    "totals between the rows and headings of groups": (
        [[TITLE], HEADER, ["一、铜"], FIGURES[0], ["小　计", 22.62, 21.96, 3.0], ["二、铝"], FIGURES[1], ["小计", 140.43, 136.34, 3.0], ["合　计", 163.05, 158.3, 3.0]], (),
    ),
    "a table of firms below": (
        [[TITLE], HEADER, *FIGURES, [], ["2019年企业研发投入（单位：万元）"], ["企业名称", "2019年", "2018年", "增长率"], ["信发集团", 103, 100, 3.0]], (),
    ),
    "notes and signatures in the columns of figures": (
        [[TITLE], HEADER, *FIGURES, [None, None, "注：快报数"], ["单位负责人：李四", None, None, "填表人：张三"], [None, "报出日期：2020年1月5日"]], (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", UGLY)
def test_what_stands_around_and_between_the_figures_leaves_them_as_they_are(tmp_path, kind):
    rows, merged = UGLY[kind]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.active.protection.enable()
    picture = BytesIO()
    Image.new("RGB", (40, 20)).save(picture, "PNG")
    book.active.add_image(Picture(picture), "H2")
    book.save(tmp_path / "a.xlsx")
    reading = read_for_plan(tmp_path / "a.xlsx", PLAN)
    assert (reading.questions, reading.all_faults) == ((), ())
    found = {(one.entity, one.indicator, one.period): one.printed for one in reading.tables[0].figures}
    for name, now, before, rate in FIGURES:
        entity = {"铜材": "copper_products", "铝材": "aluminium_products"}[name]
        for indicator, period, value in (
            ("output", "2019", now),
            ("output", "2018", before),
            ("output_yoy", "2019", rate),
        ):
            assert float(found.pop((entity, indicator, period)).value) == value
    assert not found


def test_a_table_that_was_pasted_as_a_picture_is_said_to_be_none(tmp_path):
    book = Workbook()
    book.active["A1"] = TITLE
    picture = BytesIO()
    Image.new("RGB", (40, 20)).save(picture, "PNG")
    book.active.add_image(Picture(picture), "A2")
    book.save(tmp_path / "a.xlsx")
    assert [one.key for one in read_for_plan(tmp_path / "a.xlsx", PLAN).all_faults] == ["reading.no_table"]
