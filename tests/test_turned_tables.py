"""Tables with a row for each period, and with a row for each area, are read like any other; figures keep their address."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sent_files import WRITERS, write_csv, write_xlsx

import lcanalysis
from lcanalysis.cleaning import clean
from lcanalysis.cleaning.additions.add_table import Sent, add, look_at
from lcanalysis.definition import load_definition
from lcanalysis.intake.files.grid import Grid
from lcanalysis.intake.recognising import read_for_plan
from lcanalysis.intake.turned import turned_at

ROOT = Path(__file__).parent.parent
PLAN = load_definition(ROOT / "data")
ABOVE = ["主要产品产量", "单位：万吨"]
ROWS = [["年份", "铜材", "铝材"], ["2018年", "21.96", "136.34"], ["2019年", "22.62", "140.43"]]


def figures(reading):
    assert ([*reading.questions], [*reading.all_faults]) == ([], [])
    return {(one.entity, one.period): str(one.printed.value) for table in reading.tables for one in table.figures}


EXPECTED = {
    ("copper_products", "2018"): "21.96", ("copper_products", "2019"): "22.62",
    ("aluminium_products", "2018"): "136.34", ("aluminium_products", "2019"): "140.43",
}  # fmt: skip


@pytest.mark.parametrize("ending", WRITERS)
def test_years_as_rows_are_read_from_every_format(tmp_path, ending):
    file = WRITERS[ending](tmp_path / f"a{ending}", ROWS, above=ABOVE, below=["注：快报数", "填报人：张三"])
    assert figures(read_for_plan(file, PLAN)) == EXPECTED


@pytest.mark.parametrize(
    "rows",
    [
        [["", "铜材（万吨）", "铝材（万吨）"], *ROWS[1:]],
        [["年份", "铜材", "铝材"], ["", "（万吨）", "（万吨）"], *ROWS[1:]],
        [["时间", "铜材", "铝材"], ["计量单位", "万吨", "万吨"], *ROWS[1:]],
    ],
)
def test_units_beside_or_below_the_names_are_those_of_their_columns(tmp_path, rows):
    assert figures(read_for_plan(write_csv(tmp_path / "a.csv", rows, above=ABOVE[:1]), PLAN)) == EXPECTED


def test_months_as_rows_are_of_the_year_of_the_title(tmp_path):
    rows = [["月份", "铜材", "铝材"], ["1月", "1.9", "11.3"], ["1—2月", "3.8", "22.7"]]
    file = write_csv(tmp_path / "a.csv", rows, above=["2019年主要产品产量", "单位：万吨"])
    assert {period for _, period in figures(read_for_plan(file, PLAN))} == {"2019-01", "2019-01--02"}


def test_a_name_that_is_not_watched_and_a_cell_in_trouble_are_told_at_their_place(tmp_path):
    rows = [[*ROWS[0], "水泥"], [*ROWS[1], "1"], ["2019年", "22.62", "约140", "1"]]
    reading = read_for_plan(write_xlsx(tmp_path / "a.xlsx", rows, above=ABOVE), PLAN)
    assert [(one.found, one.place.cell) for one in reading.questions] == [("水泥", "D3")]
    assert [(one.key, one.place.cell) for one in reading.all_faults] == [("intake.approximate", "C5")]


def test_a_turned_table_goes_in_and_is_cleaned_with_its_addresses(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    file = write_xlsx(tmp_path / "a.xlsx", ROWS, above=ABOVE)
    add(data, Sent(file, "2020-03"))
    plan = lcanalysis.load(data)
    row = plan.observation("output", "aluminium_products", "2019")
    assert (row.value, row.cell) == (Decimal("140.43"), "[Sheet1] C5")
    entry = plan.definition.tables[-1]
    assert (entry.is_turned, entry.header_rows, entry.rows.column) == (True, (3, 3), "年份")
    assert not clean(data).is_changed
    more = [*ROWS, ["2020年", "23.30", "144.60"]]
    found = look_at(data, Sent(write_xlsx(tmp_path / "b.xlsx", more, above=ABOVE), "2021-03"))
    assert (found.questions, found.count("new"), found.count("same")) == ((), 2, 4)


COUNTIES = [["茌平区", "62.10", "60.30"], ["阳谷县", "8.42", "8.17"], ["全市", "140.43", "136.34"]]


def by_area(path, year=2019, also=()):
    rows = [["地区", f"{year}年", f"{year - 1}年"], *COUNTIES, *([name, "1", "2"] for name in also)]
    return write_xlsx(path / f"{year}.xlsx", rows, above=["各县（市、区）铝材产量", "单位：万吨"])


def test_a_table_of_one_product_by_area_is_of_that_product_in_each_area(tmp_path):
    reading = read_for_plan(by_area(tmp_path), PLAN)
    assert reading.is_exact
    assert {(one.entity, one.area, one.period) for one in reading.tables[0].figures} == {
        ("aluminium_products", area, period) for area in ("chiping", "yanggu", "liaocheng") for period in ("2018", "2019")
    }  # fmt: skip


def test_areas_that_the_plan_does_not_declare_are_asked_about_once_without_a_proposal(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    file = by_area(tmp_path, also=["莘县", "冠城"])
    asked = look_at(data, Sent(file, "2020-03")).questions
    assert [(one.kind, one.found, one.proposal) for one in asked] == [("row", "莘县", ""), ("row", "冠城", "")]
    add(data, Sent(file, "2020-03", answers={(one.kind, one.found): "" for one in asked}))
    plan = lcanalysis.load(data)
    row = plan.observation("output", "aluminium_products", "2019", area="chiping")
    assert (row.value, row.cell) == (Decimal("62.10"), "[Sheet1] B4")
    assert not clean(data).is_changed
    assert look_at(data, Sent(by_area(tmp_path, 2020, ["莘县", "冠城"]), "2021-03")).questions == ()


@pytest.mark.parametrize("title", ["各县（市、区）产量", "各县（市、区）铜材和铝材产量"])
def test_a_table_by_area_whose_title_names_no_product_or_two_is_asked_about(tmp_path, title):
    rows = [["地区", "2019年", "2018年"], *COUNTIES]
    reading = read_for_plan(write_csv(tmp_path / "a.csv", rows, above=[title, "单位：万吨"]), PLAN)
    assert {(one.kind, one.proposal) for one in reading.questions} == {("whose", "")}


cells = st.lists(st.lists(st.sampled_from(["", "1", "2.5", "x"]), min_size=3, max_size=3), min_size=1, max_size=4)


@given(cells=cells, top=st.integers(1, 3), left=st.integers(1, 3))
def test_every_cell_of_a_turned_table_has_the_text_that_stands_at_its_address(cells, top, left):
    body = [["年份", "a", "b", "c"], *([f"{2000 + at}年", *row] for at, row in enumerate(cells))]
    rows = [()] * (top - 1) + [("",) * (left - 1) + tuple(row) for row in body]
    grid = Grid("", tuple(rows))
    turned = turned_at(grid, top, left)
    for row in range(1, 5):
        for column in range(1, len(body) + 1):
            place = turned.place("a.csv", row, column)
            assert turned.text(row, column) == grid.text(place.row, place.column)
