"""Make the files in tests/sent that no library writes: .xls, .ods and a bureau's .pdf with LibreOffice, a ruled .pdf with Typst.

Run once, and again only if a fixture is to hold more; the files are committed. Needs `soffice` on the path.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import typst
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

TARGET = Path(__file__).parent.parent / "tests" / "sent"
ROWS = (
    ("产品名称", "本期（2019）", "同期（2018）", "同比±%"),
    ("铜材", 21.96, 27.16, -19.14),
    ("铝材", 136.3, 128.08, 0.0645),
    ("黄金", "19.5（吨）", "19.2（吨）", "1.56"),
    ("钢材", 889.126, "—", 47.300000000000004),
    ("氧化铝", "440.24①", "430.09", "2.36"),
)
FORMATS = {
    "B3": "0.00",
    "B4": "0.00",
    "C3": "0.00",
    "C4": "0.00",
    "D3": "0.00_);(0.00)",
    "D4": "0.00%",
    "B6": "0.00",
    "D6": "General",
}
REPORT = (
    ("2020年6月有色金属及金属深加工产品产量月报", *[None] * 6),
    ("填报单位（盖章）：聊城市工业和信息化局", *[None] * 5, "单位：万吨"),
    ("产品名称", "6月", None, None, "1—6月", None, None),
    (None, "产量", "上年同期", "同比±%", "产量", "上年同期", "同比±%"),
    ("铜材", "１．９８", 1.88, 5.3, 11.4, 10.9, 4.6),
    ("其中：铜 板 带", "０．４１", "０．４０", "２．５", "—", "—", "—"),
    ("铝　材", 12.05, "１１．８０", 2.1, "７０．１", 68.64, 2.1),
    ("备注：铜材为快报数。", *[None] * 6),
    ("单位负责人：赵某", None, "填表人：钱某", None, "联系电话：0635-8210000", None, "报出日期：2020年7月6日"),
)
MERGED = ("A1:G1", "A2:D2", "A3:A4", "B3:D3", "E3:G3", "A8:G8")
PAGE = """#set text(font: "Noto Serif CJK SC", size: 11pt)
2019年产品产量

单位：万吨

#table(columns: 4,
  [产品名称], [本期（2019）], [同期（2018）], [同比±%],
  [铜材], [21.96], [27.16], [-19.14],
  [铝材], [136.30], [128.08], [6.45],
  [黄金], [19.5（吨）], [19.2（吨）], [1.56],
  [钢材], [889.13], [—], [47.3],
  [氧化铝], [440.24①], [430.09], [2.36],
)
注：①含赤泥提取
"""


def first_sheet(book: Workbook, title: str) -> Worksheet:
    """Return the sheet that a new workbook has, with a title."""
    (sheet,) = book.worksheets
    sheet.title = title
    return sheet


def workbook(path: Path) -> None:
    """Write the workbook that LibreOffice converts."""
    book = Workbook()
    sheet = first_sheet(book, "产量")
    sheet["A1"] = "2019年产品产量（单位：万吨）"
    sheet.merge_cells("A1:D1")
    for number, row in enumerate(ROWS, 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    for cell, code in FORMATS.items():
        sheet[cell].number_format = code
    marks = book.create_sheet("上标")
    marks["A1"], marks["A2"] = "产品名称", "铜材"
    marks["B1"] = "本期（2019）"
    marks["B2"] = CellRichText("47.3", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    hidden = book.create_sheet("隐藏")
    hidden["A1"], hidden.sheet_state = "草稿", "hidden"
    book.save(path)


def report(path: Path) -> None:
    """Write a bureau's report of a month: merged headers, digits of full width, who filled it in and who signs."""
    book = Workbook()
    sheet = first_sheet(book, "月报")
    line = Side(style="thin")
    for number, row in enumerate(REPORT, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            cell.alignment = Alignment(horizontal="center", wrap_text=True)
            if 3 <= number <= 7:
                cell.border = Border(line, line, line, line)
                cell.number_format = "0.00" if column not in {4, 7} else "0.0"
    for cells in MERGED:
        sheet.merge_cells(cells)
    for letter in "ABCDEFG":
        sheet.column_dimensions[letter].width = 24
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.save(path)


def converted(source: Path, endings: tuple[str, ...]) -> None:
    """Let LibreOffice write a workbook in other formats into the folder of the fixtures."""
    with tempfile.TemporaryDirectory() as folder:
        for ending in endings:
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{folder}", "--headless", "--convert-to", ending, "--outdir",
                 str(TARGET), str(source)],
                check=True, stdout=sys.stderr,
            )  # fmt: skip


def main() -> None:
    """Make all fixtures."""
    TARGET.mkdir(exist_ok=True)
    workbook(TARGET / "production.xlsx")
    converted(TARGET / "production.xlsx", ("xls", "ods"))
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder) / "monthly_report.xlsx")
        converted(Path(folder) / "monthly_report.xlsx", ("xls", "pdf"))
    page = TARGET / "production.typ"
    page.write_text(PAGE, encoding="utf-8")
    typst.compile(str(page), output=str(TARGET / "production.pdf"))
    page.unlink()


if __name__ == "__main__":
    main()
