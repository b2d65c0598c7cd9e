"""Workbooks are data: the same bytes each time, nothing in them is run, and what was written is read again."""

import io
import string
from decimal import Decimal

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from lcanalysis.workbooks import Sheet, with_fixed_times, workbook_bytes

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1"]


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_stays_text(text):
    cell = read(workbook_bytes([Sheet("a", ["x"], [[text]])]))["a"]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_a_head_that_looks_like_a_formula_stays_text():
    assert read(workbook_bytes([Sheet("a", ["=x"], [])]))["a"]["A1"].data_type == "s"


def test_numbers_are_numbers_shown_with_the_digits_they_have():
    sheet = read(workbook_bytes([Sheet("a", ["x", "y", "z"], [[Decimal("12.30"), 3, Decimal(-140000)]])]))["a"]
    assert [cell.value for cell in sheet[2]] == [12.3, 3, -140000]
    assert sheet["A2"].number_format == "0.00"
    assert sheet["C2"].number_format == "0"


def test_the_same_sheets_give_the_same_bytes_and_hold_no_time():
    sheets = [Sheet("a", ["x"], [["1"]])]
    made = workbook_bytes(sheets)
    assert made == workbook_bytes(sheets) == with_fixed_times(made)
    assert read(made).properties.modified.year == 1980


def test_names_of_sheets_are_made_fit_for_excel_and_told_apart():
    long = "a" * 40
    names = read(workbook_bytes(Sheet(name, ["x"], []) for name in (long, long, "A" * 31, "a/b:c", "'"))).sheetnames
    assert names == ["a" * 31, "a" * 29 + " 2", "A" * 29 + " 3", "a b c", "1"]


def test_only_the_cells_to_fill_can_be_written_in():
    form = Sheet("a", ["name", "value"], [["x", None]], to_fill=frozenset({"value"}), choices={"value": ["是", "否"]})
    sheet = read(workbook_bytes([form]))["a"]
    assert sheet.protection.sheet
    assert sheet["A2"].protection.locked
    assert not sheet["B2"].protection.locked
    assert [str(offer.sqref) for offer in sheet.data_validations.dataValidation] == ["B2"]


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        workbook_bytes([Sheet("a", ["x", "y"], [["1"]])])


def test_a_cell_too_long_for_excel_is_cut_and_marked():
    value = read(workbook_bytes([Sheet("a", ["x"], [["字" * 40_000]])]))["a"]["A2"].value
    assert len(value) == 32_767
    assert value.endswith("字…")


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
VALUES = st.one_of(TEXTS, st.decimals(-(10**9), 10**9, places=2), st.integers(-(10**9), 10**9))


@settings(max_examples=60)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=4))
def test_another_reader_finds_what_was_written(rows):
    content = workbook_bytes([Sheet("a", ["x", "y"], rows)])
    found = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_name("a").to_python()[1:]
    for written, row in zip(rows, found, strict=True):
        for value, cell in zip(written, row, strict=True):
            assert cell == (value if isinstance(value, str) else pytest.approx(float(value)))


def test_characters_that_a_workbook_cannot_hold_are_replaced():
    bad = "".join(map(chr, range(32)))
    kept = set(string.whitespace) - {"\x0b", "\x0c"}
    value = read(workbook_bytes([Sheet("a", ["x"], [[f"a{bad}b"]])]))["a"]["A2"].value
    assert "\N{REPLACEMENT CHARACTER}" in value
    assert not any(sign in value for sign in bad if sign not in kept)


def test_a_row_is_as_high_as_its_longest_text_and_sheets_are_printed_across():
    sheet = read(workbook_bytes([Sheet("a", ["x", "y"], [["一" * 120, 1], ["a\nb\nc", 2], ["b", 3]])]))["a"]
    assert [sheet.row_dimensions[row].height for row in (1, 2, 3, 4)] == [None, 75, 45, None]
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
