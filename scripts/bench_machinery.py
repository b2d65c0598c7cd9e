"""Measure what each part of the runner's machinery saves, by switching it off, into docs/performance.md.

Each part is measured in the work it is for, with and without it by turns, in processor seconds of all processes below this one.
``--rounds N`` says how many turns. A part that saves less than a twentieth of a main job or a second of a person's wait is not worth its lines. Linux only.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench_before import PAGE, ROOT, adopt, spread, used_seconds
from written_pages import write_between

BEGIN, END = "<!-- bench:machinery -->", "<!-- /bench:machinery -->"
RUNNER: Final = ROOT / "lcanalysis" / "runner"
BRIEF: Final = (sys.executable, "-m", "lcanalysis", "brief", "--jobs", "1")
ONE_PAGE: Final = ("--only", "revenue-cluster-8", "--fresh")
NO_REHEARSAL: Final = """
import sys, types
stand_in = types.ModuleType("lcanalysis.runner.rehearsal")
stand_in.rehearse = lambda: None
sys.modules[stand_in.__name__] = stand_in
"""
"""A `sitecustomize` that lets the warm process begin without the rehearsal."""
KERNEL: Final = """
import sys
from jupyter_client.manager import start_new_kernel
for _ in range(5):
    manager, client = start_new_kernel(kernel_name=sys.argv[1], startup_timeout=300)
    client.execute_interactive("import lcanalysis, papermill; plan = lcanalysis.load()", timeout=300)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
"""
"""Kernels one after the other, with a plan loaded in each: those after the first find a warm process."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the machinery: its modules, the work it is for, and how to measure that with it and without."""

    name: str
    work: str
    modules: Sequence[str]
    measure: Callable[[bool], float]

    def lines(self) -> int:
        """Return how many lines its modules have."""
        return sum(len((RUNNER / f"{module}.py").read_text(encoding="utf-8").splitlines()) for module in self.modules)


def seconds(command: Sequence[str], **variables: str) -> float:
    """Return the processor seconds of a command that must succeed, and of all it starts."""
    before = used_seconds()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    return used_seconds() - before


def forks(is_on: bool) -> float:
    """Measure the whole run plan made anew in forks, or on kernels that import everything themselves."""
    with tempfile.TemporaryDirectory() as out:
        return seconds([*BRIEF, "--fresh", "--out", out], **({} if is_on else {"LCANALYSIS_NO_FORK": "1"}))


def rehearsal(is_on: bool) -> float:
    """Measure the whole run plan made anew by a warm process that has made a page, or that has not."""
    with tempfile.TemporaryDirectory() as out:
        (Path(out) / "sitecustomize.py").write_text("" if is_on else NO_REHEARSAL, encoding="utf-8")
        return seconds([*BRIEF, "--fresh", "--out", out], PYTHONPATH=out)


def reuse(is_on: bool) -> float:
    """Measure the whole run plan, made a moment ago, once more."""
    with tempfile.TemporaryDirectory() as out:
        seconds([*BRIEF, "--out", out])
        return seconds([*BRIEF, "--out", out, *(() if is_on else ("--fresh",))])


def standing(is_on: bool) -> float:
    """Measure one page, made while a warm process stands, whose own start is not measured, or without one."""
    with tempfile.TemporaryDirectory() as out:
        place = {"XDG_RUNTIME_DIR": out}
        command = [*BRIEF, *ONE_PAGE, "--out", out]
        if not is_on:
            return _seconds_alone(command, place)
        steady = {**os.environ, **place, "PYTHONHASHSEED": "0"}  # it would else start itself once more
        process = subprocess.Popen([sys.executable, "-m", "lcanalysis.runner.warm"], env=steady)
        try:
            while not any(path.is_socket() for path in Path(out).glob("lcanalysis-*/*")):
                time.sleep(0.1)
            _seconds_alone(command, place)  # which waits until it has imported everything
            before = _used_by(process.pid)
            return _seconds_alone(command, place) + _used_by(process.pid) - before
        finally:
            process.terminate()
            process.wait()


def _seconds_alone(command: Sequence[str], variables: dict[str, str]) -> float:
    """Return the processor seconds of a command and of what it has waited for, whatever else is below this process."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables}, stdout=quiet, stderr=quiet)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(" ".join(command))
    return used.ru_utime + used.ru_stime


def _used_by(process: int) -> float:
    """Return the processor seconds of a process that is still there, and of its children that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def kernels(is_on: bool) -> float:
    """Measure five kernels in which a plan is loaded, forked or started by themselves."""
    return seconds([sys.executable, "-c", KERNEL, "lcanalysis" if is_on else "python3"])


PARTS: Final = (
    Part("reuse", "the whole run plan, unchanged", ("reuse", "store", "up_to_date", "fingerprint", "input_hashes"), reuse),
    Part("warm process and its forks", "the whole run plan", ("warm", "warm_client", "pools", "workers", "forked_kernel"), forks),
    Part("rehearsal", "the whole run plan", ("rehearsal",), rehearsal),
    Part("standing process", "one page", (), standing),
    Part("provisioner", "five kernels of a person, a plan loaded in each", ("provisioner",), kernels),
)  # fmt: skip


def table(found: Sequence[tuple[Part, Sequence[float], Sequence[float]]]) -> str:
    """Return the measurements as Markdown."""
    lines = ["| part | work | lines | with | without | saves |", "| --- | --- | ---: | --- | --- | --- |"]
    for part, on, off in found:
        saved = statistics.median(off) - statistics.median(on)
        lines.append(
            f"| {part.name} | {part.work} | {part.lines() or ''} | {spread(on)} | {spread(off)} | "
            f"{saved:.1f} s, {saved / statistics.median(off):.0%} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure all parts, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    adopt()
    found = []
    for part in PARTS:
        on, off = [], []
        started = time.monotonic()
        for _ in range(rounds):
            on.append(part.measure(True))
            off.append(part.measure(False))
        found.append((part, on, off))
        print(f"{part.name} {spread(on)} {spread(off)} ({time.monotonic() - started:.0f} s)", flush=True)
    write_between(PAGE, BEGIN, END, table(found))


if __name__ == "__main__":
    main()
