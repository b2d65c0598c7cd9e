"""Measure the main job on the bundled plan, and write the table of docs/performance.md.

Alternating rounds, whole commands with their start: `lcanalysis brief --fresh` over the whole run plan, and the
plain loop of `papermill` and `jupyter nbconvert` over the same notebooks and parameters. The loop is slow, so it
runs a sample of the runs; times are compared per run.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench:brief -->", "<!-- /bench:brief -->"
ROUNDS = 3
SAMPLE = 4


def timed(command: Sequence[str | Path], **environment: str) -> float:
    """Return the seconds that a command takes; it must succeed."""
    started = time.perf_counter()
    subprocess.run(
        [str(part) for part in command], cwd=ROOT, check=True, capture_output=True, env={**os.environ, **environment}
    )
    return time.perf_counter() - started


def loop_time(runs: Sequence[dict[str, object]], folder: Path) -> float:
    """Return the seconds that the loop of two commands takes over some runs."""
    total = 0.0
    for number, run in enumerate(runs):
        executed = folder / f"{number}.ipynb"
        parameters = {**dict(run["parameters"]), "lang": run["language"]}  # type: ignore[call-overload]
        given = [part for name, value in parameters.items() for part in ("-p", name, str(value))]
        binary = Path(sys.executable).parent
        total += timed([binary / "papermill", ROOT / str(run["notebook"]), executed, "--no-progress-bar", *given])
        total += timed([binary / "jupyter", "nbconvert", "--to", "html", "--no-input", executed])
    return total


def spread(values: Sequence[float]) -> str:
    """Return the median with the least and the greatest value."""
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def main() -> None:
    """Run the rounds and write the table between its marks."""
    brief, per_run, loop, unchanged = [], [], [], []
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "editions"
        command = [sys.executable, "-m", "lcanalysis", "brief", "--out", out, "--edition", "bench"]
        for _ in range(ROUNDS):
            brief.append(timed([*command, "--fresh"]))
            unchanged.append(timed(command))
            runs = json.loads((out / "bench" / "manifest.json").read_text(encoding="utf-8"))["runs"]
            per_run.append(brief[-1] / len(runs))
            step = len(runs) // SAMPLE
            loop.append(loop_time(runs[::step][:SAMPLE], Path(scratch)) / SAMPLE)
    ratios = [slow / fast for slow, fast in zip(loop, per_run, strict=True)]
    table = f"""{BEGIN}
Python {platform.python_version()}, {os.cpu_count()} cores, {ROUNDS} alternating rounds, median (least to greatest).

| what | seconds |
| --- | --- |
| `lcanalysis brief --fresh`, the whole run plan, {len(runs)} runs | {spread(brief)} |
| the same, per run | {spread(per_run)} |
| `papermill` and `jupyter nbconvert`, one after the other, per run ({SAMPLE} runs a round) | {spread(loop)} |
| `lcanalysis brief` again, nothing changed | {spread(unchanged)} |

The loop takes {spread(ratios)} times as long per run.
{END}"""
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    PAGE.write_text(before + table + after, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
