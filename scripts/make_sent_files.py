"""Make the files in tests/sent that no library writes: .xls and .ods with LibreOffice, .pdf with Typst.

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


def workbook(path: Path) -> None:
    """Write the workbook that LibreOffice converts."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise SystemExit("a new workbook has no sheet")
    sheet.title = "产量"
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


def main() -> None:
    """Make all fixtures."""
    TARGET.mkdir(exist_ok=True)
    workbook(TARGET / "production.xlsx")
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("xls", "ods"):
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{folder}", "--headless", "--convert-to", ending, "--outdir",
                 str(TARGET), str(TARGET / "production.xlsx")],
                check=True, stdout=sys.stderr,
            )  # fmt: skip
    page = TARGET / "production.typ"
    page.write_text(PAGE, encoding="utf-8")
    typst.compile(str(page), output=str(TARGET / "production.pdf"))
    page.unlink()


if __name__ == "__main__":
    main()
