"""Files of each format are read cell by cell, as a person sees them."""

import io
import re
import struct
import zipfile
from datetime import date
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from python_calamine import CalamineWorkbook
from sent_files import write_xlsx

from lcanalysis.errors import FaultsError
from lcanalysis.intake.files import read_workbook
from lcanalysis.intake.files.number_formats import shown

SENT = Path(__file__).parent / "sent"
ROWS = (
    ("产品名称", "本期（2019）", "同期（2018）", "同比±%"),
    ("铜材", "21.96", "27.16", "-19.14"),
    ("铝材", "136.30", "128.08", "6.45%"),
    ("黄金", "19.5（吨）", "19.2（吨）", "1.56"),
    ("钢材", "889.13", "—", "47.3"),
    ("氧化铝", "440.24①", "430.09", "2.36"),
)


def saved(book, path):
    book.save(path)
    return path


def one_sheet(tmp_path, cells, **formats):
    book = Workbook()
    for address, value in cells.items():
        book.active[address] = value
    for address, code in formats.items():
        book.active[address].number_format = code
    return read_workbook(saved(book, tmp_path / "a.xlsx")).grids[0]


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_workbook_is_read_alike_from_each_of_its_formats(ending):
    book = read_workbook(SENT / f"production.{ending}")
    assert [(grid.name, grid.is_hidden) for grid in book.grids] == [("产量", False), ("上标", False), ("隐藏", True)]
    assert book.grids[0].rows[1:] == ROWS
    assert [(span.top, span.left, span.bottom, span.right) for span in book.grids[0].merged] == [(1, 1, 1, 4)]
    assert book.grids[0].troubles == {}


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_raised_digit_is_a_mark_and_never_part_of_the_number(ending):
    assert read_workbook(SENT / f"production.{ending}").grids[1].text(2, 2) == "47.3[1]"


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_another_reader_finds_the_same_stored_numbers(ending):
    grid = read_workbook(SENT / f"production.{ending}").grids[0]
    stored = CalamineWorkbook.from_path(SENT / f"production.{ending}").get_sheet_by_name("产量")
    for ours, theirs in zip(grid.rows[2:], stored.to_python(skip_empty_area=False)[2:], strict=True):
        for text, value in zip(ours, theirs, strict=True):
            if isinstance(value, float):
                number = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
                assert number == pytest.approx(value, abs=0.005)
            else:
                assert text == value


def test_a_ruled_table_of_a_pdf_is_read_with_the_lines_around_it():
    grid = read_workbook(SENT / "production.pdf").grids[0]
    rows = (*ROWS[:2], ("铝材", "136.30", "128.08", "6.45"), *ROWS[3:])
    assert grid.rows == tuple(tuple(cell.replace("-", "\N{MINUS SIGN}") for cell in row) for row in rows)
    assert (grid.name, grid.before, grid.after) == ("#1", ("2019年产品产量", "单位：万吨"), ("注：①含赤泥提取",))


SHOWN = {
    ("47.3", "General"): "47.3",
    ("47.300000000000004", "General"): "47.3",
    ("47.299999999999997", "General"): "47.3",
    ("9.541454377026414", "0.00"): "9.54",
    ("2.675", "0.00"): "2.68",
    ("-2.675", "0.00"): "-2.68",
    ("-0.001", "0.00"): "0.00",
    ("0", "General"): "0",
    ("0", "0.0"): "0.0",
    ("140000", "#,##0"): "140000",
    ("0.051", "0.0%"): "5.1%",
    ("-0.0912", "0.00%"): "-9.12%",
    ("19.5", '0.0"（吨）"'): "19.5（吨）",
    ("-12.3", "0.0_);(0.0)"): "-12.3",
    ("-12.3", "0.0;[Red]0.0"): "-12.3",
    ("-12.3", '0.0;"▲"0.0'): "-12.3",
    ("-7.1", '"增长"0.0;"下降"0.0'): "下降7.1",
    ("7.1", '"增长"0.0;"下降"0.0'): "增长7.1",
    ("5", "+0.0;-0.0"): "+5.0",
    ("1234.5", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '): "1234.50",
    ("1.5", "0.0##"): "1.5",
    ("7", "0.##"): "7",
    ("3", "@"): "3",
    ("1E-3", "0.000"): "0.001",
    ("43617", 'yyyy"年"m"月"'): "2019年6月",
    ("43617", "[$-804]yyyy\\年m\\月;@"): "2019年6月",
    ("43617", "yyyy"): "2019年",
    ("43617", "mmm-yy"): "2019年6月",
}
TROUBLED = {
    ("43586", "yyyy/m/d"): "files.date",
    ("43586", "[$-804]yyyy年m月d日"): "files.date",
    ("-3", "0.0;0.0"): "files.hides_minus",
    ("-3", "#,##0_ ;#,##0_ "): "files.hides_minus",
    ("0.5", "h:mm"): "files.time",
    ("0", '0.0;-0.0;"-"'): "files.shown_otherwise",
    ("0", "#,###"): "files.shown_otherwise",
    ("5", ";;;"): "files.shown_otherwise",
    ("12345", "0.0,"): "files.unclear_format",
    ("12345", "0.00E+00"): "files.unclear_format",
    ("0.5", "# ?/?"): "files.unclear_format",
    ("5", "[DBNum1]General"): "files.unclear_format",
    ("5", "[>100]0.0;0"): "files.unclear_format",
    ("5", '0.0"5"'): "files.unclear_format",
    ("5", '"-"0.0'): "files.unclear_format",
    ("5", "0.00%%"): "files.unclear_format",
    ("1234567890123456", "0"): "files.too_long",
}


@pytest.mark.parametrize(("stored", "code"), SHOWN)
def test_a_number_is_read_as_its_format_shows_it(stored, code):
    assert shown(stored, code) == (SHOWN[stored, code], None)


@pytest.mark.parametrize(("stored", "code"), TROUBLED)
def test_a_format_that_shows_something_else_than_the_number_is_refused(stored, code):
    assert shown(stored, code)[1][0] == TROUBLED[stored, code]


TOLD = {
    ("33.333333333333336", "General"): ("33.33333333", "files.unrounded"),
    ("3.200990938131576", "General"): ("3.200990938", "files.unrounded"),
    ("-1.298984826983951", "General"): ("-1.298984827", "files.unrounded"),
    ("0", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '): ("0.00", "files.zero_as_dash"),
    ("0", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '): ("0", "files.zero_as_dash"),
    ("0", '_-* #,##0.0_-;\\-* #,##0.0_-;_-* "-"??_-;_-@_-'): ("0.0", "files.zero_as_dash"),
    ("0", '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)'): ("0.00", "files.zero_as_dash"),
}


@pytest.mark.parametrize(("stored", "code"), TOLD)
def test_a_number_that_is_read_all_the_same_is_told_of(stored, code):
    text, (key, _) = shown(stored, code)
    assert (text, key) == TOLD[stored, code]


def test_a_date_where_a_number_stands_is_refused_with_what_was_probably_typed(tmp_path):
    grid = one_sheet(tmp_path, {"A1": "x", "B2": date(2019, 5, 1)})
    assert grid.troubles == {(2, 2): ("files.date", {"found": "2019-05-01", "near": "5.1"})}


def test_a_formula_that_nobody_computed_is_refused_at_its_cell(tmp_path):
    grid = one_sheet(tmp_path, {"A1": 1, "B3": "=A1*2"})
    assert grid.troubles == {(3, 2): ("files.uncomputed", {})}


def rewritten(path, member, change):
    """Change one member of a packed file."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == member else content)
    return path


def test_a_computed_formula_counts_but_not_one_that_waits_for_excel(tmp_path):
    book = Workbook()
    book.active["A1"] = "=1+1"
    path = saved(book, tmp_path / "a.xlsx")
    # What a program writes that does not compute: zero, and the request to compute on opening.
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb"<v ?/>|<v></v>", b"<v>0</v>", xml))
    assert read_workbook(path).grids[0].troubles == {(1, 1): ("files.uncomputed", {})}
    rewritten(path, "xl/workbook.xml", lambda xml: xml.replace(b'fullCalcOnLoad="1"', b""))
    assert (read_workbook(path).grids[0].rows, read_workbook(path).grids[0].troubles) == ((("0",),), {})


def test_a_result_that_was_saved_is_read_though_the_workbook_asks_to_be_computed_anew(tmp_path):
    book = Workbook()
    book.active["A1"] = "=1+1"
    path = saved(book, tmp_path / "a.xlsx")
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", xml))
    grid = read_workbook(path).grids[0]
    assert (grid.rows, grid.troubles, grid.told) == ((("2",),), {}, {(1, 1): ("files.stale", {"found": "2"})})


def repacked(path, rename, change=lambda xml: xml):
    """Write a workbook anew with other names of its parts."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(rename(name), change(source.read(name)))
    return path


AS_OTHERS_PACK = {
    "parts in the root": (lambda name: name.removeprefix("xl/"), lambda xml: xml.replace(b"/xl/", b"/").replace(b'"xl/', b'"')),
    "backslashes": (lambda name: name.replace("/", "\\"), bytes),
    "another case": (lambda name: name.replace("xl/work", "xl/Work").replace("sheets/s", "Sheets/S"), bytes),
    "empty attributes": (str, lambda xml: re.sub(rb'(<c r="[A-Z0-9]+")( s="[0-9]+")?', rb'\1 s=""', xml)),
    "wrong counts": (str, lambda xml: re.sub(rb' (count|uniqueCount)="[0-9]+"', rb' \1="7"', xml)),
}  # fmt: skip


@pytest.mark.parametrize("kind", AS_OTHERS_PACK)
def test_a_workbook_is_read_as_office_programs_open_it(tmp_path, kind):
    path = write_xlsx(tmp_path / "a.xlsx", [["产品名称", "2019年"], ["铜材", "22.62"]])
    repacked(path, *AS_OTHERS_PACK[kind])
    assert read_workbook(path).grids[0].rows == (("产品名称", "2019年"), ("铜材", "22.62"))


def test_a_web_page_that_is_called_a_workbook_is_read_and_told_of(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(
        '<html xmlns:x="urn:x"><body><table><tr><td>产品<td>2019年<tr><td>铜材<td>22.62</table>', encoding="utf-8"
    )
    book = read_workbook(path)
    assert book.grids[0].rows == (("产品", "2019年"), ("铜材", "22.62"))
    assert [key for key, _ in book.told] == ["files.page_named_workbook"]


XML_SPREADSHEET = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style><Style ss:ID="d"><Font ss:StrikeThrough="1"/></Style></Styles>
<Worksheet ss:Name="产量"><Table><Column ss:Index="4" ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">产量</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">铜<B xmlns="http://www.w3.org/TR/REC-html40">材<Sup>1</Sup></B></Data></Cell>
<Cell ss:Index="3" ss:StyleID="p"><Data ss:Type="Number">0.0512</Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:StyleID="d"><Data ss:Type="Number">7</Data></Cell><Cell ss:Formula="=R1"/>
<Cell><Data ss:Type="DateTime">2019-05-01T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_the_xml_of_older_excel_under_the_name_of_a_workbook_is_read_as_it_is_shown(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(XML_SPREADSHEET, encoding="utf-8")
    grid = read_workbook(path).grids[0]
    assert (grid.name, grid.rows) == ("产量", (("产量",), (), ("铜材[1]", "", "5.1%"), ("7", "", "2019-05-01")))
    assert {at: key for at, (key, _) in grid.troubles.items()} == {
        (4, 1): "files.struck", (4, 2): "files.uncomputed", (4, 3): "files.date",
    }  # fmt: skip
    assert (grid.hidden_rows, grid.hidden_columns, [one.right for one in grid.merged]) == ({4}, {4}, [3])


@pytest.mark.parametrize("name", ["a.xls", "a.mht"])
def test_a_workbook_saved_as_a_page_in_one_file_is_read(tmp_path, name):
    page = "<table><tr><td>产品<td>2019年<tr><td>铜材<td>22.62</table>"
    archive = MIMEMultipart("related")
    for text in ("<html><frameset></frameset></html>", page):
        archive.attach(MIMEText(text, "html", "gb18030"))
    (tmp_path / name).write_bytes(archive.as_bytes())
    book = read_workbook(tmp_path / name)
    assert [grid.rows for grid in book.grids] == [(("产品", "2019年"), ("铜材", "22.62"))]
    assert [key for key, _ in book.told] == (["files.page_named_workbook"] if name == "a.xls" else [])


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_a_workbook_under_the_name_that_wps_gives_it_is_read(tmp_path, ending):
    (tmp_path / "a.et").write_bytes((SENT / f"production.{ending}").read_bytes())
    assert read_workbook(tmp_path / "a.et").grids[0].rows[1:] == ROWS


def test_a_formula_of_an_older_workbook_that_waits_to_be_computed_is_refused_at_its_cell(tmp_path):
    content = (SENT / "production.xls").read_bytes()
    # The record of three numbers becomes that of one formula which is computed when the file is opened.
    numbers = struct.pack("<HHHH", 0xBD, 24, 2, 1)
    formula = struct.pack("<5HdHIHH", 0x06, 24, 2, 1, 23, 3.5, 2, 0, 0, 0)
    at = content.index(numbers)
    (tmp_path / "a.xls").write_bytes(content[:at] + formula + content[at + len(formula) :])
    assert read_workbook(tmp_path / "a.xls").grids[0].troubles == {(3, 2): ("files.uncomputed", {})}


def test_tabs_before_commas_do_not_divide_cells(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("时间：最近2年\n产品名称\t,2019年\t,2018年\t,\n铜材\t,22.62\t,21.96\t,\n", encoding="utf-8")
    assert read_workbook(path).grids[0].rows == (
        ("时间：最近2年",), ("产品名称", "2019年", "2018年", ""), ("铜材", "22.62", "21.96", ""),
    )  # fmt: skip
    path.write_text("产品名称\t2019年\n铜材,棒\t22.62\n", encoding="utf-8")
    assert read_workbook(path).grids[0].rows[1] == ("铜材,棒", "22.62")


def test_a_lowered_digit_is_part_of_a_name_and_a_mark_behind_a_number(tmp_path):
    page = "<table><tr><td>CO<sub>2</sub>排放<td>21.96<sub>1</sub><td>PM<sub>2.5</sub></table>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    document = Document()
    cell = document.add_table(1, 1).cell(0, 0).paragraphs[0]
    for text, is_lowered in (("CO", False), ("2", True), ("排放", False)):
        cell.add_run(text).font.subscript = is_lowered
    document.save(tmp_path / "a.docx")
    book = Workbook()
    book.active["A1"] = CellRichText("CO", TextBlock(InlineFont(vertAlign="subscript"), "2"), "排放")
    book.active["B1"] = CellRichText("21.96", TextBlock(InlineFont(vertAlign="subscript"), "1"))
    saved(book, tmp_path / "a.xlsx")
    assert read_workbook(tmp_path / "a.html").grids[0].rows == (("CO2排放", "21.96[1]", "PM2.5"),)
    assert read_workbook(tmp_path / "a.docx").grids[0].rows == (("CO2排放",),)
    assert read_workbook(tmp_path / "a.xlsx").grids[0].rows == (("CO2排放", "21.96[1]"),)


def test_hidden_rows_and_columns_are_known(tmp_path):
    book = Workbook()
    book.active.append([1, 2, 3])
    book.active.append([1, 2, 3])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["C"].hidden = True
    grid = read_workbook(saved(book, tmp_path / "a.xlsx")).grids[0]
    assert (grid.hidden_rows, grid.hidden_columns) == ({2}, {3})


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("gbk", "gb18030"), ("gb18030", "gb18030")],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_encoding_and_the_delimiter_of_a_text_file_are_found(tmp_path, encoding, found, delimiter):
    path = tmp_path / "a.csv"
    path.write_bytes(f"产品名称{delimiter}本期\r\n铜材{delimiter}21.96\r\n".encode(encoding))
    book = read_workbook(path)
    assert (book.encoding, book.grids[0].rows) == (found, (("产品名称", "本期"), ("铜材", "21.96")))


def test_merged_cells_of_a_word_table_keep_later_cells_in_their_columns(tmp_path):
    document = Document()
    table = document.add_table(3, 3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = str(number)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "名"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "产量"
    grid = read_workbook(saved(document, tmp_path / "a.docx")).grids[0]
    assert grid.rows == (("名", "产量", ""), ("", "4", "5"), ("6", "7", "8"))
    assert {(span.top, span.left, span.bottom, span.right) for span in grid.merged} == {(1, 1, 2, 1), (1, 2, 1, 3)}


def test_deleted_hidden_and_struck_text_of_a_word_table_is_no_number(tmp_path):
    document = Document()
    table = document.add_table(1, 3)
    run = table.cell(0, 0).paragraphs[0].add_run("47.3")
    mark = table.cell(0, 0).paragraphs[0].add_run("2")
    mark.font.superscript = True
    table.cell(0, 1).paragraphs[0].add_run("5").font.hidden = True
    table.cell(0, 1).paragraphs[0].add_run("6")
    table.cell(0, 2).paragraphs[0].add_run("7").font.strike = True
    assert run.text == "47.3"
    grid = read_workbook(saved(document, tmp_path / "a.docx")).grids[0]
    assert grid.rows == (("47.3[2]", "6", "7"),)
    assert grid.troubles == {(1, 3): ("files.struck", {"found": "7"})}


PAGE = """<!DOCTYPE html><html><head><title>x</title><script>var a = "<td>9</td>";</script></head><body><p>单位：万吨
<table><caption>产量</caption><tr><th rowspan=2>名称<th colspan=2>产量<tr><th>本期<th>同期
<tr><td>铜材<td>21.96<sup>1</sup><td style="display: none">999<td>27.16
<tr hidden><td>铝材<td>1<td>2
<tr></tr>
<tr><td>钢材<td><del>5</del><td><table><tr><td>内</table></table><p>注：①</body></html>"""


def test_a_page_is_read_as_a_browser_shows_it(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    inner, outer = read_workbook(path).grids
    assert inner.rows == (("内",),)
    assert outer.rows == (
        ("名称", "产量", ""), ("", "本期", "同期"), ("铜材", "21.96[1]", "27.16"), (), ("钢材", "5", ""),
    )  # fmt: skip
    assert outer.troubles == {(5, 2): ("files.struck", {"found": "5"})}
    assert (outer.before, outer.after) == (("单位：万吨", "产量"), ("注：①",))


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.xlsx", b"", "files.empty"),
        ("a.xlsx", b"MZ\x90\x00", "files.program"),
        ("a.exe", b"MZ\x90\x00", "files.unknown_format"),
        ("~$a.xlsx", b"\x05owner", "files.mark_of_an_open_file"),
        (".~lock.a.xlsx#", b",owner", "files.mark_of_an_open_file"),
        ("a.xls", b"<?xml version='1.0'?><Workbook><Table/></Workbook>", "files.not_what_it_says"),
        ("a.xls", b"a,b\n1,2\n", "files.not_what_it_says"),
        ("a.xlsx", b"<html><table></table></html>", "files.not_what_it_says"),
        ("a.csv", b"a,b\x00c\n", "files.not_text"),
        ("a.csv", "甲\n乙\n".encode(), "files.no_delimiter"),
        ("a.csv", b'a,b\n"c,d\n', "files.not_delimited"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "files.broken"),
        ("a.pdf", b"%PDF-1.7\nnothing", "files.broken"),
        ("a.xlsx", b"PK\x03\x04nothing", "files.broken"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(tmp_path, name, content, key):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FaultsError) as refused:
        read_workbook(path)
    assert [fault.key for fault in refused.value.faults] == [key]


def test_a_wrong_ending_and_macros_are_told(tmp_path):
    path = saved(Workbook(), tmp_path / "a.xls")
    with pytest.raises(FaultsError, match=r"rename it|改为"):
        read_workbook(path)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(FaultsError) as refused:
        read_workbook(path.rename(tmp_path / "a.xlsm"))
    assert refused.value.faults[0].key == "files.macros"
