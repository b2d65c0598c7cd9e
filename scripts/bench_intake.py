"""Measure how long workbooks take from file to validated figures, and `add` from start to end, into docs/performance.md."""

from __future__ import annotations

import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook
from written_pages import write_between

from lcanalysis.cleaning.additions.add_table import Sent, add, look_at
from lcanalysis.definition import Definition, Entity, load_definition
from lcanalysis.intake.files import read_workbook
from lcanalysis.intake.files.any_format import _read_content
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


def write_watched(path: Path, year: int, rows: int) -> None:
    """Write a table of firms of which the plan watches five, with figures that agree from one year to the next."""
    watched = [one.zh for one in load_definition(ROOT / "data").entities.values() if one.kind == "firm"][:5]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("研发投入")
    sheet.append([f"{year}年骨干企业研发投入（单位：万元）"])
    sheet.append(["序号", "企业名称", f"{year}年", f"{year - 1}年", "增长率"])
    for number in range(rows):
        name = watched[number] if number < len(watched) else f"第{number}号企业"
        now, before = (number * 7919 % 100_003 + at * 1009 + 100 for at in (year - 2015, year - 2016))
        sheet.append([number + 1, name, now / 100, before / 100, round((now / before - 1) * 100, 2)])
    book.save(path)


def add_by_command(folder: Path, rows: int) -> float:
    """Return the processor seconds of `lcanalysis add --yes` with the second year's table, in a plan that has the first."""
    data = folder / f"data-{rows}"
    shutil.copytree(ROOT / "data", data)
    for year in (2019, 2020):
        write_watched(folder / f"{rows}-{year}.xlsx", year, rows)
    sent = Sent(folder / f"{rows}-2019.xlsx", "2020-02", "x")
    asked = look_at(data, sent).reading.questions
    add(data, Sent(sent.file, "2020-02", "x", answers={(one.kind, one.found): "" for one in asked}))
    command = [
        sys.executable, "-m", "lcanalysis", "add", str(folder / f"{rows}-2020.xlsx"), "--data", str(data),
        "--published-on", "2021-02", "--source", "x", "--yes",
    ]  # fmt: skip
    taken = []
    for number in range(ROUNDS):
        copy = folder / f"{data.name}-{number}"
        shutil.copytree(data, copy)
        line = [str(copy) if part == str(data) else part for part in command]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(line, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


def main() -> None:
    """Measure, and write the section between its marks."""
    definition = plan_of_firms()
    cells, figures = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2019.xlsx"
        write_workbook(path)
        for _ in range(ROUNDS):
            started = time.process_time()
            read_workbook(path)
            cells.append(time.process_time() - started)
            _read_content.cache_clear()
            started = time.process_time()
            reading = read_for_plan(path, definition)
            figures.append(time.process_time() - started)
            _read_content.cache_clear()
            if not reading.is_exact or len(reading.tables[0].figures) != 3 * ROWS:
                raise SystemExit("the table was not read exactly")
        size = path.stat().st_size / 1e6
        ordinary, large = (add_by_command(Path(folder), rows) for rows in (20, ROWS))
    lines = [
        "",
        f"A workbook of {ROWS:,} rows and five columns ({size:.1f} MB), Python {platform.python_version()}; least of {ROUNDS}.",
        "",
        "| step | seconds of the processor |",
        "| --- | ---: |",
        f"| file to cells as they are shown (`read_workbook`) | {min(cells):.2f} |",
        f"| file to {3 * ROWS:,} validated figures (`read_for_plan`) | {min(figures):.2f} |",
        f"| `add --yes` of the next year's workbook of 20 rows | {ordinary:.2f} |",
        f"| `add --yes` of the next year's workbook of {ROWS:,} rows, of which the plan watches five | {large:.2f} |",
        "",
    ]
    write_between(PAGE, BEGIN, END, "\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
