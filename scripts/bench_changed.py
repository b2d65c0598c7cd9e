"""Measure what is made anew after one change, in seconds and processor seconds, against an earlier commit, into docs/performance.md.

Each way makes an edition of a copy of the bundled plan, then changes one thing after another in it and makes it again, as a
person would: two workers, the processes of its own. The earlier commit is checked out and run by this same Python. The
medians of ``--rounds`` are told. Let no other program run meanwhile. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

from bench_before import ROOT, adopt, checked_out, used_seconds
from written_pages import write_between

PAGE: Final = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench:changed -->", "<!-- /bench:changed -->"
BEFORE: Final = "d7393a3"
"""The last commit whose runs followed from whole files."""


class Change(NamedTuple):
    """What is changed in a file of raw/, and what it is called in the table."""

    name: str
    file: str
    old: str
    new: str


class Made(NamedTuple):
    """What a change cost: runs made anew, of how many, and seconds by the clock and of the processor."""

    anew: int
    planned: int
    seconds: float
    processor: float


CHANGES: Final = (
    Change("nothing", "goals.yml", "", ""),
    Change("a comment in goals.yml", "goals.yml", "goals:\n", "# a remark\ngoals:\n"),
    Change("a comment in plan.yml", "plan.yml", "plan:\n", "# a remark\nplan:\n"),
    Change("the headline goal's value", "goals.yml", 'value: "1000", unit: 亿元', 'value: "1100", unit: 亿元'),
    Change("another goal's value", "goals.yml", 'at_least, value: "80", unit: "%"', 'at_least, value: "82", unit: "%"'),
    Change(
        "the words of a remark", "plan.yml", "en: The number of cluster areas differs", "en: The count of areas differs"
    ),
    Change("the name of a product", "plan.yml", "en: gold}", "en: fine gold}"),
)


def brief(root: Path, data: Path, out: Path) -> Made:
    """Make an edition with the code in `root`."""
    before, started = used_seconds(), time.perf_counter()
    command = [sys.executable, "-m", "lcanalysis", "brief", "--data", str(data), "--out", str(out), "--json"]
    variables = os.environ | {"PYTHONPATH": str(root), "XDG_RUNTIME_DIR": str(out.parent)}
    done = subprocess.run(command, cwd=root, env=variables, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    processor = used_seconds() - before
    (edition,) = json.loads(done.stdout)
    states = [run["state"] for run in edition["runs"]]
    return Made(states.count("made"), len(states), seconds, processor)


def measure(root: Path) -> dict[str, Made]:
    """Return what each change costs with the code in `root`."""
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        data, out = Path(scratch) / "data", Path(scratch) / "editions"
        shutil.copytree(ROOT / "data", data)
        found["everything"] = brief(root, data, out)
        for change in CHANGES:
            path = data / "raw" / change.file
            text = path.read_text(encoding="utf-8")
            if change.old not in text:
                raise SystemExit(f"{change.file} has no {change.old!r}")
            path.write_text(text.replace(change.old, change.new, 1), encoding="utf-8")
            found[change.name] = brief(root, data, out)
    return found


def row(name: str, old: list[Made], new: list[Made]) -> str:
    """Return a row of the table: the runs made anew and the medians of the seconds, then and now."""
    cells = []
    for each in (old, new):
        seconds, processor = (
            statistics.median(getattr(one, what) for one in each) for what in ("seconds", "processor")
        )
        cells += [f"{each[0].anew} of {each[0].planned}", f"{seconds:.1f}", f"{processor:.1f}"]
    return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    """Measure by turns, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--commit", default=BEFORE)
    given = parser.parse_args()
    adopt()
    old, new = [], []
    with checked_out(given.commit) as folder:
        for _ in range(given.rounds):
            old.append(measure(folder))
            new.append(measure(ROOT))
    lines = [
        f"| changed | made anew, {given.commit} | seconds | processor | made anew, now | seconds | processor |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(row(name, [one[name] for one in old], [one[name] for one in new]) for name in new[0]),
    ]
    write_between(PAGE, BEGIN, END, "\n".join(lines))


if __name__ == "__main__":
    main()
