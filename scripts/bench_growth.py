"""Measure how pages and commands grow with a plan, with plans, runs and editions, into docs/performance.md.

Each plan that grows is begun by `lcanalysis new` from a workbook made here: an indicator with a goal a row, five years of
figures. The last has twenty years. Several plans and long run plans are the bundled plan and notebook (`bench_runner`).
Seconds are those of the processor, children included.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from bench_runner import PAGE, ROOT, write_project
from openpyxl import Workbook
from written_pages import write_between

BEGIN, END = "<!-- bench:growth -->", "<!-- /bench:growth -->"
SIZES = (50, 100, 200, 400)
COMMANDS = {
    "`audit`": ["audit", "--json"],
    "`scorecard`": ["scorecard", "--json"],
    "scorecard page": ["brief", "--only", "scorecard", "--fresh"],
    "audit page": ["brief", "--only", "audit", "--fresh"],
}
EDITIONS = (5, 50)
PLANS, RUNS_OF_A_PLAN = (2, 20), 6
RUNS = (20, 200)
DIGITS = "甲乙丙丁戊己庚辛壬癸"
FACTS = {
    "规划名称": "某市发展规划（2021—2025年）", "发布单位": "某市", "发布日期": "2021-03", "地区": "某市", "规划对象": "某市工业",
    "基期年": "2020", "目标年": "2025", "数据截至": "2022-03",
}  # fmt: skip


def write_workbook(path: Path, indicators: int, goals: int, first: int) -> None:
    """Write what a plan is begun with: its figures from the year `first` on, and goals for the first indicators."""
    years = range(first, 2022)
    book = Workbook(write_only=True)
    facts, aims, figures = (book.create_sheet(name) for name in ("规划", "目标", "数据"))
    for row in (("项目", "内容"), *FACTS.items()):
        facts.append(row)
    aims.append(["类别", "指标", "单位", "属性", "2020年基期值", "2025年目标值", "年均增长", "责任单位", "出处"])
    figures.append(["指标", "单位", *(f"{year}年" for year in years)])
    for number in range(indicators):
        name = "品类" + "".join(DIGITS[int(digit)] for digit in f"{number:03d}") + "产量"
        growth = 1.03 + number % 5 / 100
        values = [round((100 + 7 * number) * growth**at, 1) for at, _ in enumerate(years)]
        figures.append([name, "万吨", *values])
        if number < goals:
            base = values[-2]
            aims.append(
                [f"类别{number % 4}", name, "万吨", "预期性", base, round(base * 1.3, 1), None, "市工信局", "第二章"]
            )
    book.save(path)


def seconds(folder: Path, *arguments: str | Path) -> float:
    """Return the processor's seconds of a command, which must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "lcanalysis", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{arguments}\n{done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(folder: Path, indicators: int, goals: int, first: int = 2017) -> dict[str, float]:
    """Return the seconds of each command on a plan of that size, cleaned before."""
    workbook = folder / f"{indicators}-{goals}-{first}.xlsx"
    write_workbook(workbook, indicators, goals, first)
    office = folder / workbook.stem
    found = {"`new`": seconds(folder, "new", office, "--from", workbook, "--yes", "--lang", "zh")}
    seconds(office, "audit")
    for name, command in COMMANDS.items():
        found[name] = seconds(office, *command)
        print(office.name, name, f"{found[name]:.2f}", flush=True)
    return found


def editions(office: Path) -> Sequence[float]:
    """Return the seconds of the ledger beside few and many editions."""
    out = office / "editions"
    whole = next(path for path in out.iterdir() if (path / "manifest.json").is_file())
    found = []
    for count in EDITIONS:
        for number in range(1, count):
            if not (out / f"{whole.name}-{number}").exists():
                shutil.copytree(whole, out / f"{whole.name}-{number}")
        found.append(seconds(office, "ledger", "--json"))
    return found


def plans(folder: Path, count: int) -> float:
    """Return the seconds of the editions of so many plans, each cleaned before."""
    office = Path(tempfile.mkdtemp(dir=folder))
    write_project(office, RUNS_OF_A_PLAN)
    for number in range(count):
        shutil.copytree(ROOT / "data", office / "plans" / f"{number:02d}")
    return seconds(office, "brief", "--data", "plans/*")


def runs(folder: Path, count: int) -> float:
    """Return the seconds of an edition of so many runs."""
    office = Path(tempfile.mkdtemp(dir=folder))
    write_project(office, count)
    return seconds(office, "brief")


def by_turns(measured: Callable[[int], float], counts: tuple[int, int]) -> Sequence[float]:
    """Return the seconds of few and of many; the few before and after, as the machine may have become slower meanwhile."""
    few, many = counts
    before, large, after = (measured(count) for count in (few, many, few))
    print(f"{before:.2f} {large:.2f} {after:.2f}", flush=True)
    return [(before + after) / 2, large]


class Growth(NamedTuple):
    """What a command takes of few and of many items."""

    name: str
    counts: Sequence[int]
    seconds: Sequence[float]

    def row(self) -> str:
        """Return the row of the table: the seconds, those of one item, and how much more one of many takes."""
        few, many = (taken / count for taken, count in zip(self.seconds, self.counts, strict=True))
        cells = (f"{taken:.2f} for {count}" for taken, count in zip(self.seconds, self.counts, strict=True))
        return f"| {self.name} | {' | '.join(cells)} | {few:.3f} | {many:.3f} | {100 * (many / few - 1):+.0f}% |"


def table(found: Sequence[tuple[str, dict[str, float]]]) -> list[str]:
    """Return a row for each plan, and one of what each hundred indicators more take."""
    names = list(found[0][1])
    lines = ["| indicators | " + " | ".join(names) + " |", "| --- |" + " ---: |" * len(names)]
    lines += [f"| {size} | " + " | ".join(f"{held[name]:.2f}" for name in names) + " |" for size, held in found]
    (_, small), (_, large) = found[0], found[len(SIZES) - 1]
    more = (100 * (large[name] - small[name]) / (SIZES[-1] - SIZES[0]) for name in names)
    return [*lines, "| each hundred more | " + " | ".join(f"{one:.2f}" for one in more) + " |"]


def main() -> None:
    """Measure, and write the section between its marks."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        found = [(str(size), measure(folder, size, size)) for size in SIZES]
        ends = SIZES[0], SIZES[-1]
        grown = [
            Growth(f"{name}, indicators", ends, [held[name] for _, held in (found[0], found[-1])])
            for name in found[0][1]
        ]
        found.append(("200, of twenty years, 150 goals", measure(folder, 200, 150, 2002)))
        grown += [
            Growth("`ledger`, editions", EDITIONS, editions(folder / f"{SIZES[0]}-{SIZES[0]}-2017")),
            Growth(
                f"`brief`, plans of {RUNS_OF_A_PLAN} runs", PLANS, by_turns(lambda count: plans(folder, count), PLANS)
            ),
            Growth("`brief`, runs of a plan", RUNS, by_turns(lambda count: runs(folder, count), RUNS)),
        ]
    lines = [
        "", *table(found), "", "What one item costs of few and of many; at most 10% more is wanted.", "",
        "| what grows | few | many | one of few | one of many | more |", "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(one.row() for one in grown), "",
    ]  # fmt: skip
    write_between(PAGE, BEGIN, END, "\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
