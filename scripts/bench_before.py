"""Measure the whole run plan against an earlier commit, in processor seconds, into docs/performance.md.

Both make every page of the bundled plan (HTML, Word and workbook, both languages) anew, with one worker, by turns. The
earlier commit is checked out into a folder of its own and run by this same Python. ``--rounds N`` says how many turns.
A first turn, which is not counted, compiles all modules. The seconds are those of all processes: this one adopts forks
whose parent has ended, whose time would be lost otherwise. Other programs disturb the figures little, but let none run. Linux only.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from written_pages import write_between

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench:before -->", "<!-- /bench:before -->"
PR_SET_CHILD_SUBREAPER: Final = 36
BEFORE: Final = "768ef66"
"""The last commit with two executions for two languages."""


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """Give a folder with the files of a commit."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "before"
        subprocess.run(
            ["git", "worktree", "add", "--detach", str(folder), commit], cwd=ROOT, check=True, capture_output=True
        )
        try:
            yield folder
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(folder)], cwd=ROOT, check=True)


def adopt() -> None:
    """Become the parent of every process below this one whose own parent has ended."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def used_seconds() -> float:
    """Return the processor seconds of all processes below this one, which have ended by now."""
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def processor_seconds(root: Path) -> float:
    """Return the processor seconds of a whole edition made anew with the code in `root`."""
    with tempfile.TemporaryDirectory() as out:
        before = used_seconds()
        command = [sys.executable, "-m", "lcanalysis", "brief", "--fresh", "--jobs", "1", "--out", out]
        variables = {**os.environ, "PYTHONPATH": str(root)}
        done = subprocess.run(command, cwd=root, env=variables, capture_output=True, text=True, check=False)
        after = used_seconds()
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return after - before


def spread(values: Sequence[float]) -> str:
    """Return the median, with the least and the greatest value."""
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def table(old: Sequence[float], new: Sequence[float], commit: str) -> str:
    """Return the measurements as Markdown."""
    ratios = [one / other for one, other in zip(new, old, strict=True)]
    share = f"{statistics.median(new) / statistics.median(old):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    return "\n".join(
        [
            "| the whole run plan | processor seconds |",
            "| --- | --- |",
            f"| two executions for two languages ({commit}) | {spread(old)} |",
            f"| now | {spread(new)} |",
            f"| now / before | {share} |",
        ]
    )


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--commit", default=BEFORE)
    given = parser.parse_args()
    adopt()
    old: list[float] = []
    new: list[float] = []
    with checked_out(given.commit) as folder:
        for turn in range(given.rounds + 1):
            seconds = processor_seconds(folder), processor_seconds(ROOT)
            print("before {:.1f}, now {:.1f}".format(*seconds), flush=True)
            if turn:
                old.append(seconds[0])
                new.append(seconds[1])
    write_between(PAGE, BEGIN, END, table(old, new, given.commit))


if __name__ == "__main__":
    main()
