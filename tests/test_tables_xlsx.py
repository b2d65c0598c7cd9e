"""The tables of an edition as a workbook: numbers as numbers, units in heads, a list of what each sheet is."""

import html
import io
import json
import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
from briefing_samples import (
    EDITION,
    HOSTILE,
    INPUTS,
    LONG,
    displayed,
    finished,
    hostile_cells,
    hostile_table,
    kept,
    notebook,
)
from document_text import converted
from nbformat.v4 import new_code_cell

from lcanalysis.briefing.documents.blocks import DocumentTable, TableCell
from lcanalysis.briefing.edition import edition_files
from lcanalysis.briefing.tables_workbook import heads, tables_workbook, values
from lcanalysis.exhibits import table, words
from lcanalysis.safe_text import isolated

BOOK = replace(EDITION, formats=("html", "xlsx"))


def workbook_of(tmp_path, *runs):
    """Return the workbook of runs, in all languages each."""
    made = [one for run in runs for one in run]
    for run in made:
        for name, content in run.files.items():
            (tmp_path / name).write_bytes(content)
    return tables_workbook(kept(made, tmp_path), BOOK.languages)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_each_table_is_a_sheet_with_numbers_as_numbers_and_units_in_its_heads(tmp_path):
    book = opened(workbook_of(tmp_path, finished(edition=BOOK)))
    assert book.sheetnames == ["说明", "Contents", "revenue 表1", "revenue Table 1"]
    assert rows_of(book["revenue 表1"]) == [
        ["指标", "2018年（亿元）", "同比±%", "评价"],
        ["营业收入", 813.9, 14.9, "符合预期"],
        ["利润", -17.8, None, "尚无数据"],
    ]
    assert rows_of(book["revenue Table 1"])[0][:2] == ["Indicator", "2018 (100 million yuan)"]
    assert book["revenue 表1"]["B2"].number_format == "0.00"
    assert all(not sheet.merged_cells.ranges for sheet in book)


def test_a_list_in_each_language_says_what_each_sheet_is_and_where_it_is_from(tmp_path):
    book = opened(workbook_of(tmp_path, finished(edition=BOOK)))
    assert rows_of(book["说明"]) == [
        ["工作表", "表名", "计量单位", "资料来源和注", "所在页面"],
        ["revenue 表1", "2018年主要指标完成情况", "亿元", "资料来源：规划第一章第一节", "revenue.zh.html"],
    ]
    assert rows_of(book["Contents"])[1][0] == "revenue Table 1"
    assert rows_of(book["Contents"])[1][4] == "revenue.en.html"


def test_a_table_that_two_runs_show_is_one_sheet_and_names_both_pages(tmp_path):
    book = opened(workbook_of(tmp_path, finished("one", edition=BOOK), finished("two", edition=BOOK)))
    assert book.sheetnames == ["说明", "Contents", "one 表1", "one Table 1"]
    assert book["说明"]["E2"].value == "one.zh.html\ntwo.zh.html"


def test_long_names_of_runs_are_told_apart_in_list_and_sheets_alike(tmp_path):
    def shown(lang):
        extra = table(
            "second",
            pd.DataFrame({"value": ["x"]}, index=["a"]),
            title=words("第二张", "second"),
            index=words("项", "item"),
        )
        return notebook(lang, new_code_cell("t", id="t", outputs=[displayed(extra)]))

    book = opened(workbook_of(tmp_path, finished("r" * 40, edition=BOOK, shown=shown)))
    listed = [row[0] for name in ("说明", "Contents") for row in rows_of(book[name])[1:]]
    assert listed == book.sheetnames[2:]
    assert len(set(listed)) == 4


def test_a_failed_run_is_left_out(tmp_path):
    book = opened(workbook_of(tmp_path, finished("bad", edition=BOOK, failed=True), finished("good", edition=BOOK)))
    assert book.sheetnames[2:] == ["good 表1", "good Table 1"]


@pytest.mark.parametrize("text", [HOSTILE, "=cmd|'/c calc'!A1", "@SUM(A1)", "\u202egnp.exe", LONG])
def test_hostile_texts_stay_text(tmp_path, text):
    def shown(lang):
        return notebook(lang, new_code_cell("t", id="t", outputs=[displayed(hostile_table(text))]))

    book = opened(workbook_of(tmp_path, finished("bad", edition=BOOK, shown=shown)))
    sheet = next(sheet for sheet in book if sheet["B2"].value == 1)
    flat = isolated(" ".join(text.split()))
    assert [sheet["A1"].value, sheet["A2"].value] == [flat, flat]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)


def test_an_edition_has_the_workbook_when_it_is_asked_for_and_the_index_links_to_it(tmp_path):
    runs = finished(edition=BOOK)
    for run in runs:
        for name, content in run.files.items():
            (tmp_path / name).write_bytes(content)
    files = edition_files(BOOK, kept(runs, tmp_path), INPUTS, 2)
    assert "tables.xlsx" in json.loads(files["manifest.json"])["outputs"]
    assert b'<a href="tables.xlsx">' in files["index.html"]
    plain = edition_files(EDITION, kept(finished()), INPUTS, 2)
    assert "tables.xlsx" not in plain
    assert b"tables.xlsx" not in plain["index.html"]


def test_the_same_runs_give_the_same_bytes(tmp_path):
    assert workbook_of(tmp_path, finished(edition=BOOK)) == workbook_of(tmp_path, finished(edition=BOOK))


def test_a_head_that_names_its_own_unit_keeps_it():
    table = DocumentTable(
        ["a", "增速（%）", "产量"],
        [[TableCell("x"), TableCell("1", is_number=True), TableCell("2", is_number=True)]],
        unit="单位：万吨",
    )
    assert heads(table, "zh") == ["a", "增速（%）", "产量（万吨）"]
    assert heads(DocumentTable(["a", "b"], [[TableCell("x"), TableCell("1", is_number=True)]]), "zh") == ["a", "b"]


def test_what_is_no_number_stays_text():
    shown = [["3～5", "1,234.50", "-7.1", "−7.1", "—"]]
    table = DocumentTable(list("abcde"), [[TableCell(text, is_number=text != "—") for text in row] for row in shown])
    assert values(table) == [["3～5", Decimal("1234.50"), Decimal("-7.1"), Decimal("-7.1"), "—"]]


@pytest.mark.slow
def test_libreoffice_opens_the_workbook_and_shows_the_same(tmp_path):
    path = tmp_path / "tables.xlsx"
    path.write_bytes(
        workbook_of(tmp_path, finished(edition=BOOK, shown=lambda lang: notebook(lang, *hostile_cells(HOSTILE))))
    )
    text = converted(path, "html", tmp_path).read_text(encoding="utf-8")
    assert "<script>" not in text
    said = "".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())
    for shown in (
        "2018年（亿元）",
        "813.90",
        "-17.80",
        "资料来源：规划第一章第一节",
        '<script>document.title="taken"</script>&',
    ):
        assert shown in said
