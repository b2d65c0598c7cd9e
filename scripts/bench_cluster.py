"""Measure three plans of twenty runs on a Dask cluster of this machine against the machine alone, into docs/performance.md.

A cluster lends the processors of other machines; here its processes share those of this one, so that the table shows what it
costs beyond the runs: each worker's own imports, what is sent, and Dask itself. What more machines would gain is told by
a model: processor seconds by the number of processes that make runs, as if each had a processor of its own and none waited
for another. ``--rounds N`` says how many turns; two take about five minutes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
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
WORKERS: Final = (2, 4)
Way = tuple[str, int]
"""What it is called, and how many processes make runs at a time."""
ALONE: Final[Way] = ("this machine alone, a run for each core at a time", len(os.sched_getaffinity(0)))
Used = tuple[float, float]
"""Seconds of the clock, and of the processor."""


def used() -> float:
    """Return the processor seconds of this process and of all below it, living and ended."""
    here = psutil.Process()
    seconds = 0.0
    for one in (here, *here.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # it has ended since, and counts with its parent
            seconds += sum(one.cpu_times()[:4])
    return seconds


def measured(work: Callable[[], object]) -> Used:
    """Return what some work takes."""
    started, before = time.monotonic(), used()
    work()
    return time.monotonic() - started, used() - before


def brief(folder: Path, *options: str) -> Used:
    """Return what the editions of all plans take."""
    line = [sys.executable, "-m", "lcanalysis", "brief", "--data", "plans/*", "--fresh", *options]
    return measured(lambda: subprocess.run(line, cwd=folder, check=True, capture_output=True))


def on_cluster(folder: Path, workers: int) -> dict[Way, Used]:
    """Return what they take on workers that make their first runs, and on the same ones once more."""
    ways = f"{workers} workers, which make their first runs", f"the same {workers} workers, once more"
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=None, worker_dashboard_address=None
    ) as cluster:
        return {(way, workers): brief(folder, "--scheduler", cluster.scheduler_address) for way in ways}


def table(found: dict[Way, list[Used]]) -> str:
    """Return the measurements as Markdown."""
    lines = [
        "| way | seconds | processor | processor / alone | processor / processes | that / alone |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    alone = statistics.median(processor for _, processor in found[ALONE])
    for (way, processes), taken in found.items():
        clock, processor = zip(*taken, strict=True)
        middle = statistics.median(processor)
        share, whole = middle / processes, alone / ALONE[1]
        lines.append(
            f"| {way} | {spread(clock)} | {spread(processor)} | {middle / alone:.2f} | {share:.1f} | {share / whole:.2f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure all ways by turns, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    rounds = parser.parse_args().rounds
    found: dict[Way, list[Used]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_project(folder, RUNS)
        for number in range(PLANS):
            shutil.copytree(ROOT / "data", folder / "plans" / f"{number:02d}")
        for _ in range(rounds):
            found.setdefault(ALONE, []).append(brief(folder))
            for workers in WORKERS:
                for way, taken in on_cluster(folder, workers).items():
                    found.setdefault(way, []).append(taken)
            print(table(found), flush=True)
    write_between(PAGE, BEGIN, END, table(found))


if __name__ == "__main__":
    main()
