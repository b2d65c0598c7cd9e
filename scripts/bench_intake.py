"""Measure how long a workbook of 50,000 rows takes from file to validated figures, into docs/performance.md."""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook

from lcanalysis.definition import Definition, Entity, load_definition
from lcanalysis.intake.files import read_workbook
from lcanalysis.intake.recognising import read_for_plan

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench:intake -->", "<!-- /bench:intake -->"
ROWS = 50_000
ROUNDS = 3


def write_workbook(path: Path) -> None:
    """Write a table of firms: serial number, name, two years in 万元 and the rate between them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("研发投入")
    sheet.append(["2019年企业研发投入（单位：万元）"])
    sheet.append(["序号", "企业名称", "2019年", "2018年", "增长率"])
    for number in range(ROWS):
        figures = [number * 7919 % 1_000_003 / 100, number * 104_729 % 999_983 / 100, number % 9973 / 100 - 50]
        sheet.append([number + 1, f"第{number}号企业", *(round(figure, 2) for figure in figures)])
    book.save(path)


def plan_of_firms() -> Definition:
    """Return the bundled plan with as many firms as the table has rows."""
    definition = load_definition(ROOT / "data")
    firms = {
        f"firm_{number}": Entity(kind="firm", zh=f"第{number}号企业", en=f"firm {number}") for number in range(ROWS)
    }
    return definition.model_copy(update={"entities": {**definition.entities, **firms}})


def main() -> None:
    """Measure, and write the section between its marks."""
    definition = plan_of_firms()
    cells, figures = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2019.xlsx"
        write_workbook(path)
        for _ in range(ROUNDS):
            started = time.perf_counter()
            read_workbook(path)
            cells.append(time.perf_counter() - started)
            started = time.perf_counter()
            reading = read_for_plan(path, definition)
            figures.append(time.perf_counter() - started)
            if not reading.is_exact or len(reading.tables[0].figures) != 3 * ROWS:
                raise SystemExit("the table was not read exactly")
        size = path.stat().st_size / 1e6
    lines = [
        BEGIN,
        "",
        f"A workbook of {ROWS:,} rows and five columns ({size:.1f} MB), Python {platform.python_version()}; least of {ROUNDS}.",
        "",
        "| step | seconds |",
        "| --- | ---: |",
        f"| file to cells as they are shown (`read_workbook`) | {min(cells):.2f} |",
        f"| file to {3 * ROWS:,} validated figures (`read_for_plan`) | {min(figures):.2f} |",
        "",
        END,
    ]
    text = PAGE.read_text(encoding="utf-8")
    before, found, rest = text.partition(BEGIN)
    after = rest.partition(END)[2] if found else "\n"
    heading = "" if found else "\n## Reading a large workbook\n\n"
    PAGE.write_text(f"{before.rstrip()}\n\n{heading.lstrip()}" + "\n".join(lines) + after, encoding="utf-8")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
