"""Sheets as offices, yearbooks and exporters lay them out (tests/layouts, invented figures), and what must come of each."""

from pathlib import Path

import pytest

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
