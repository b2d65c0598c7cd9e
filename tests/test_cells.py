"""Cells of published files: text as it stands, at the address a spreadsheet shows."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcanalysis.errors import FaultsError
from lcanalysis.intake.cells import read_cells


def sheet_of(folder: Path, content: bytes | str):
    held = content.encode() if isinstance(content, str) else content
    (folder / "a.csv").write_bytes(held)
    return read_cells(folder, "a.csv")


def faults_of(folder: Path, content: bytes | str, lang: str = "en") -> list[str]:
    with pytest.raises(FaultsError) as raised:
        sheet_of(folder, content)
    return [fault.text(lang) for fault in raised.value.faults]


def test_cells_are_read_as_text_with_their_rows(tmp_path):
    sheet = sheet_of(tmp_path, "name,2018\ncopper, 47.3 \n")
    assert sheet.header == ("name", "2018")
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("copper", " 47.3 "))]
    assert sheet.place(2, 2).cell == "B2"


@pytest.mark.parametrize("content", ["\ufeffa,b\n1,2\n", "a,b\r\n1,2\r\n", 'a,b\n"1","2"', "a,b\r1,2\r"])
def test_byte_order_mark_quotes_and_line_ends_make_no_difference(tmp_path, content):
    sheet = sheet_of(tmp_path, content)
    assert (sheet.header, [row.cells for row in sheet.rows]) == (("a", "b"), [("1", "2")])


def test_a_line_break_in_a_cell_and_an_empty_row_keep_the_row_numbers_of_a_spreadsheet(tmp_path):
    sheet = sheet_of(tmp_path, 'a,b\n"x\ny",2\n\n,\nz,3\n')
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(2, "x\ny"), (5, "z")]


def test_headings_are_found_in_either_width(tmp_path):
    sheet = sheet_of(tmp_path, "产品,本期(2018) \n铜,1\n")
    assert sheet.column("本期（2018）") == 2
    assert sheet.column("同期（2017）") is None


def test_faulty_files_say_what_is_wrong(tmp_path):
    assert faults_of(tmp_path, "产品名称,产量\n铜,1\n".encode("gb18030")) == ["a.csv: not UTF-8 text: save it as UTF-8"]
    assert faults_of(tmp_path, "a,b\n") == [
        "a.csv: the table is empty: row 1 must hold the headings, and data must follow"
    ]
    assert faults_of(tmp_path, "\na,b\n1,2\n")[0].startswith("a.csv: the table is empty")
    assert faults_of(tmp_path, 'a,b\n"1,2\n')[0].startswith("a.csv row 2: not well-formed CSV")
    assert faults_of(tmp_path, "a,a\n1,2\n") == ["a.csv row 1 column 2 (a): the heading stands in column 1 already"]
    assert faults_of(tmp_path, "a,b\n1\n1,2,3\n") == [
        "a.csv row 2: the row has 1 cell, the header 2",
        "a.csv row 3: the row has 3 cells, the header 2",
    ]
    with pytest.raises(FaultsError, match=r"b\.csv"):
        read_cells(tmp_path, "b.csv")


def test_faults_are_told_in_chinese_too(tmp_path):
    assert faults_of(tmp_path, "a,b\n1\n", "zh") == ["a.csv 第2行：此行有 1 个单元格，表头有 2 个"]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=6), min_size=2, max_size=2
        ),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_a_csv_writer_writes_is_read_back_cell_by_cell(tmp_path_factory, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["first", "second"], *rows])
    kept = [(number, tuple(row)) for number, row in enumerate(rows, 2) if any(cell.strip() for cell in row)]
    folder = tmp_path_factory.mktemp("csv")
    if kept:
        assert [(row.number, row.cells) for row in sheet_of(folder, text.getvalue()).rows] == kept
    else:
        assert len(faults_of(folder, text.getvalue())) == 1
