"""Measure the suite runner against the usual ways to run a parameterised notebook many times, into docs/performance.md.

The work is `revenue.ipynb` with other parameters each time, in two languages by turns, from published data to HTML.
Each way is a whole command, its start included; the ways take turns, so that a busy machine is busy for all. Read
the ratios. ``--only 12`` measures one size, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from written_pages import write_between

from lcanalysis.runner.warm_client import Call, connect

ROOT = Path(__file__).parent.parent
BINARY = Path(sys.executable).parent
WAYS = Path(__file__).parent / "bench_ways.py"
PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "pictures" / "performance.svg"
BEGIN, END = "<!-- bench:runner -->", "<!-- /bench:runner -->"
SECONDS = (0.2, 0.5, 1, 2, 5)
"""Ticks of the picture."""
START_S = 60
"""Within which a warm process must stand."""
SEGMENTS = ("cluster",)
TITLES = {
    "loop": "a. shell loop of `papermill` and `jupyter nbconvert`",
    "one": "b. papermill and nbconvert in one process",
    "two": "c. the same over two processes",
    "execute": "d. `jupyter nbconvert --execute`",
    "floor": "e. the same cells as plain functions in one warm process, forked for each run (the floor)",
    "brief": "`lcanalysis brief`",
    "warm": "`lcanalysis brief`, a warm process already there",
}
PLAN: Mapping[int, Mapping[str, int]] = {
    1: {"loop": 3, "one": 1, "execute": 1, "floor": 3, "brief": 3, "warm": 3},
    12: {"two": 1, "floor": 2, "brief": 2},
    48: {"loop": 1, "floor": 3, "brief": 3},
    480: {"brief": 1},
}
"""How often each way is measured, by the number of runs: the slow ones seldom, so that all takes twelve minutes.

The loop of 48 runs takes half of them. A loop takes as long a run whether it has one or many: it is not measured in between.
"""


def parameters(number: int) -> dict[str, Any]:
    """Return the parameters of one run."""
    segment = SEGMENTS[number // 2 % len(SEGMENTS)]
    growth = round(0.5 + number // (2 * len(SEGMENTS)) * 0.1, 1)
    return {"segment": segment, "goal_growth_pct": growth, "lang": ("zh", "en")[number % 2]}


def write_project(folder: Path, runs: int) -> None:
    """Write a project whose run plan has `runs` runs, on the bundled plan and notebook."""
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    (notebooks / "revenue.ipynb").write_bytes((ROOT / "notebooks" / "revenue.ipynb").read_bytes())
    (folder / "data").symlink_to(ROOT / "data")
    languages = ["zh", "en"] if runs > 1 else ["zh"]
    lines = ["languages: [" + ", ".join(languages) + "]", "runs:"]
    for number in range(0, runs, len(languages)):
        given = {name: value for name, value in parameters(number).items() if name != "lang"}
        lines.append(f"  - {{id: r{number}, notebook: revenue.ipynb, parameters: {json.dumps(given)}}}")
    (notebooks / "suite.yml").write_text("\n".join(lines), encoding="utf-8")


def timed(folder: Path, *commands: Sequence[str | Path], **environment: str) -> float:
    """Return the seconds that commands take, one after the other; each must succeed."""
    started = time.perf_counter()
    for command in commands:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, **environment},
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr[-2000:]}")
    return time.perf_counter() - started


def loop(folder: Path, runs: int) -> float:
    """Measure way a: two commands a run."""
    return timed(folder, *(command for number in range(runs) for command in _pair(number)))


def _pair(number: int) -> Iterator[list[str | Path]]:
    given = [part for name, value in parameters(number).items() for part in ("-p", name, str(value))]
    executed = f"out{number}.ipynb"
    yield [BINARY / "papermill", "notebooks/revenue.ipynb", executed, "--no-progress-bar", *given]
    yield [BINARY / "jupyter", "nbconvert", "--to", "html", "--no-input", executed]


def execute(folder: Path, runs: int) -> float:
    """Measure way d: one command a run, its parameters written into a copy of the notebook beforehand."""
    text = (folder / "notebooks" / "revenue.ipynb").read_text(encoding="utf-8")
    for number in range(runs):
        document = json.loads(text)
        for cell in document["cells"]:
            if "parameters" in cell["metadata"].get("tags", []):
                cell["source"] = "".join(cell["source"]) + "".join(
                    f"\n{name} = {value!r}" for name, value in parameters(number).items()
                )
        (folder / f"in{number}.ipynb").write_text(json.dumps(document), encoding="utf-8")
    convert = [BINARY / "jupyter", "nbconvert", "--to", "html", "--execute", "--no-input"]
    return timed(folder, *([*convert, f"in{number}.ipynb"] for number in range(runs)))


def other(way: str) -> Callable[[Path, int], float]:
    """Return how to measure a way that is a script of its own."""
    return lambda folder, runs: timed(
        folder, [sys.executable, WAYS, way, json.dumps([parameters(number) for number in range(runs)])]
    )


PEAKS: dict[int, float] = {}
"""The greatest memory of the runner's own process, in MiB, by the number of runs."""


def brief(folder: Path, runs: int) -> float:
    """Measure our runner, and note how much memory its own process took."""
    command = [sys.executable, WAYS, "brief", "[]"]
    seconds = timed(folder, command)
    PEAKS[runs] = float((folder / "peak").read_text(encoding="utf-8"))
    pages = len(list((folder / "editions").glob("*/r*.html")))
    if pages != runs:
        raise SystemExit(f"{pages} pages of {runs}")
    return seconds


def warm(folder: Path, _: int) -> float:
    """Measure our runner with a warm process that stands already."""
    place = {"XDG_RUNTIME_DIR": str(folder)}
    process = subprocess.Popen([sys.executable, "-m", "lcanalysis.runner.warm"], env={**os.environ, **place})
    try:
        ends = time.monotonic() + START_S
        while not any(folder.glob("lcanalysis-*/*")):
            if process.poll() is not None or time.monotonic() > ends:
                raise SystemExit("the warm process did not start")
            time.sleep(0.1)
        address = next(folder.glob("lcanalysis-*/*"))
        connect(address, Call(len, ((),), str(folder)))[0].recv()  # it answers as soon as all is imported
        return timed(folder, [sys.executable, WAYS, "brief", "[]"], **place)
    finally:
        process.terminate()
        process.wait()


MEASURES: Mapping[str, Callable[[Path, int], float]] = {
    "loop": loop, "one": other("one"), "two": other("two"), "execute": execute, "floor": other("floor"),
    "brief": brief, "warm": warm,
}  # fmt: skip


def measure(runs: int, rounds: Mapping[str, int]) -> dict[str, list[float]]:
    """Return the seconds of each way, by turns."""
    found: dict[str, list[float]] = {way: [] for way in rounds}
    for turn in range(max(rounds.values())):
        for way, wanted in rounds.items():
            if turn < wanted:
                with tempfile.TemporaryDirectory() as scratch:
                    write_project(Path(scratch), runs)
                    found[way].append(MEASURES[way](Path(scratch), runs))
                print(f"{runs} {way} {found[way][-1]:.2f}", flush=True)
    return found


def spread(values: Sequence[float], digits: int = 1) -> str:
    """Return the median, with the least and the greatest value where there are several."""
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def ratio(slow: Sequence[float], fast: Sequence[float]) -> str:
    """Return how many times as long as `fast` `slow` takes: of the medians, and in single turns."""
    single = [one / other for one, other in zip(slow, fast, strict=False)]
    middle = statistics.median(slow) / statistics.median(fast)
    return f"{middle:.2f}" if len(single) == 1 else f"{middle:.2f} ({min(single):.2f} to {max(single):.2f})"


def unchanged() -> list[float]:
    """Return the seconds of `lcanalysis brief` on the bundled plan when nothing has changed."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "lcanalysis", "brief", "--out", out]
        whole = timed(ROOT, command)
        print(f"bundled plan {whole:.2f}", flush=True)
        return [whole, *(timed(ROOT, command) for _ in range(5))]


def table(found: Mapping[int, Mapping[str, Sequence[float]]], bundled: Sequence[float]) -> str:
    """Return the measurements as Markdown."""
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores; medians, with least and greatest in brackets.",
    ]
    for runs, ways in found.items():
        lines += [
            "", f"**{runs} run{'s' * (runs > 1)}**", "",
            "| way | seconds | loop / way | way / floor |", "| --- | --- | --- | --- |",
        ]  # fmt: skip
        for way, seconds in ways.items():
            loops = ratio(ways["loop"], seconds) if "loop" in ways else ""
            floors = ratio(seconds, ways["floor"]) if "floor" in ways else ""
            lines.append(f"| {TITLES[way]} | {spread(seconds, 2)} | {loops} | {floors} |")
    if {48, 480} <= found.keys():
        few, many = (statistics.median(found[runs]["brief"]) / runs for runs in (48, 480))
        lines += [
            "",
            f"A run costs {few:.3f} s of 48 and {many:.3f} s of 480 ({many / few - 1:+.0%}).",
            f"The runner's own process took {PEAKS[48]:.0f} MiB at most with 48 runs, {PEAKS[480]:.0f} MiB with 480.",
        ]
    lines += [
        "",
        f"The bundled run plan took {bundled[0]:.1f} s; the same command again, nothing changed, {spread(bundled[1:], 2)} s.",
    ]
    return "\n".join(lines)


def draw(found: Mapping[int, Mapping[str, Sequence[float]]]) -> None:
    """Draw the seconds a run, by way and number of runs."""
    import matplotlib as mpl  # noqa: PLC0415 - slow to import
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context({"svg.hashsalt": "performance", "svg.fonttype": "path"}):
        figure = Figure(figsize=(7.5, 4.6), layout="constrained")
        axes = figure.subplots()
        for way in TITLES:
            points = [(runs, statistics.median(ways[way]) / runs) for runs, ways in found.items() if way in ways]
            if points:
                label = TITLES[way].replace("`", "").partition(", forked")[0]
                axes.plot(*zip(*points, strict=True), marker="o", label=label, linewidth=2.5 if way == "brief" else 1)
        axes.set(xscale="log", yscale="log", xlabel="runs", ylabel="seconds a run", xticks=list(found))
        axes.set_xticklabels([str(runs) for runs in found])
        axes.set_yticks(SECONDS, [f"{seconds:g}" for seconds in SECONDS])
        axes.minorticks_off()
        axes.grid(axis="y", linewidth=0.4)
        figure.legend(fontsize=8, frameon=False, loc="outside lower center", ncols=2)
        axes.spines[["top", "right"]].set_visible(False)
        PICTURE.parent.mkdir(exist_ok=True)
        figure.savefig(PICTURE, metadata={"Date": None})


def main() -> None:
    """Measure all sizes and write table and picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=int, choices=PLAN)
    wanted = parser.parse_args()
    sizes = [wanted.only] if wanted.only else list(PLAN)
    found = {runs: measure(runs, PLAN[runs]) for runs in sizes}
    text = table(found, unchanged())
    print(text)
    if not wanted.only:
        write_between(PAGE, BEGIN, END, text)
        draw(found)


if __name__ == "__main__":
    main()
