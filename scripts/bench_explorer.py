"""Measure how long the explorer's kernel takes to answer a move, into docs/performance.md."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lcanalysis
from lcanalysis.explorer import Assumptions, ExplorerModel
from lcanalysis.explorer.panel import Panel

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- bench:explorer -->", "<!-- /bench:explorer -->"
MOVES = 30
WANTED_MS = 200


def places(panel: Panel, name: str) -> Iterator[Any]:
    """Yield places for a control, each another than the one before."""
    control = panel.controls[name]
    if hasattr(control, "options"):
        values = [value for _, value in control.options]
    else:
        values = [control.min + (control.max - control.min) * at / 20 for at in range(1, 20)]
        values = [type(control.value)(value) for value in values]
    while True:
        yield from (value for value in values if value != control.value)


def milliseconds(panel: Panel, name: str) -> list[tuple[float, float]]:
    """Return the times of moves of a control with all that follows from it: of the processor, and by the clock."""
    found = []
    for _, value in zip(range(MOVES), places(panel, name), strict=False):
        before = panel.answer.value
        busy, start = time.process_time(), time.perf_counter()
        panel.controls[name].value = value
        found.append(((time.process_time() - busy) * 1000, (time.perf_counter() - start) * 1000))
        if panel.answer.value == before:
            raise SystemExit(f"{name}: the answer did not change")
    return found


def main() -> None:
    """Measure and write."""
    panel = Panel(ExplorerModel(lcanalysis.load()), Assumptions(goal="own"), "zh")
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores; {MOVES} moves of each; {WANTED_MS} ms are wanted. Where",
        "other programs share the processor, the clock shows more than the processor's own time.",
        "",
        "| moved | processor: median | 95 of 100 below | clock: median | 95 of 100 below |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name in panel.controls:
        panel.show(Assumptions(goal="own"))
        kinds = [sorted(times) for times in zip(*milliseconds(panel, name), strict=True)]
        shown = [place for times in kinds for place in (statistics.median(times), times[round(0.95 * (MOVES - 1))])]
        lines.append(f"| `{name}` | " + " | ".join(f"{value:.0f} ms" for value in shown) + " |")
    report = "\n".join(lines)
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}\n{report}\n{END}{rest.split(END)[1]}", encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
