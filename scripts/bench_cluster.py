"""Measure three plans of twenty runs on a Dask cluster of this machine against the machine alone, into docs/performance.md.

A cluster lends the processors of other machines; here its processes share those of this one, so that the table shows what it
costs beyond the runs: each worker's own imports, what is sent, and Dask itself. ``--rounds N`` says how many turns.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psutil
from bench_before import PAGE, ROOT, spread
from bench_runner import write_project
from distributed import LocalCluster
from written_pages import write_between

BEGIN, END = "<!-- bench:cluster -->", "<!-- /bench:cluster -->"
PLANS: Final = 3
RUNS: Final = 20
WORKERS: Final = 2
ALONE: Final = "this machine alone, a run for each core at a time"
FIRST: Final = f"{WORKERS} workers, which make their first runs"
AGAIN: Final = f"the same {WORKERS} workers, once more"
Used = tuple[float, float]
"""Seconds of the clock, and of the processor."""


def used() -> float:
    """Return the processor seconds of this process and of all below it, living and ended."""
    here = psutil.Process()
    return sum(sum(one.cpu_times()[:4]) for one in (here, *here.children(recursive=True)))


def measured(work: Callable[[], object]) -> Used:
    """Return what some work takes."""
    started, before = time.monotonic(), used()
    work()
    return time.monotonic() - started, used() - before


def brief(folder: Path, *options: str) -> Used:
    """Return what the editions of all plans take."""
    line = [sys.executable, "-m", "lcanalysis", "brief", "--data", "plans/*", "--fresh", *options]
    return measured(lambda: subprocess.run(line, cwd=folder, check=True, capture_output=True))


def on_cluster(folder: Path) -> tuple[Used, Used]:
    """Return what they take on workers that make their first runs, and on the same ones once more."""
    with LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as cluster:
        first, again = (brief(folder, "--scheduler", cluster.scheduler_address) for _ in range(2))
    return first, again


def table(found: dict[str, list[Used]]) -> str:
    """Return the measurements as Markdown."""
    lines = ["| way | seconds | processor | processor / alone |", "| --- | --- | --- | --- |"]
    alone = statistics.median(processor for _, processor in found[ALONE])
    for way, taken in found.items():
        clock, processor = zip(*taken, strict=True)
        lines.append(f"| {way} | {spread(clock)} | {spread(processor)} | {statistics.median(processor) / alone:.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Measure all ways by turns, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    found: dict[str, list[Used]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_project(folder, RUNS)
        for number in range(PLANS):
            shutil.copytree(ROOT / "data", folder / "plans" / f"{number:02d}")
        for _ in range(rounds):
            found.setdefault(ALONE, []).append(brief(folder))
            for way, taken in zip((FIRST, AGAIN), on_cluster(folder), strict=True):
                found.setdefault(way, []).append(taken)
            print(table(found), flush=True)
    write_between(PAGE, BEGIN, END, table(found))


if __name__ == "__main__":
    main()
