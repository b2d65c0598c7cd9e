"""Change the arithmetic of audit and goals one expression at a time, and list the mutants that survive.

Writes the counts and the surviving changes of each module into docs/mutation.md, and keeps what stands there of other modules
and the reasons beside survivors. Works in a copy of the repository. ``goals.way units`` measures these modules alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from written_pages import write_between

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "mutation.md"
BEGIN, END = "<!-- mutation -->", "<!-- /mutation -->"
LEFT_OUT = shutil.ignore_patterns(".*", "editions", "build", "mutants", "__pycache__", "*.egg-info")
ALIVE = ("survived", "no tests")
UNCHECKED = "not checked"
NO_REASON = "Not explained yet."
SURVIVOR = re.compile(r"- (?P<survivor>`\S+`: (?:`[^`]+`|nothing) → (?:`[^`]+`|nothing))\. (?P<reason>.+)")
ROW = re.compile(r"\| (?P<module>[\w.]+) \| (?P<mutants>\d+) \| (?P<killed>\d+) \| \d+ \| (?P<day>[\d-]+) \|")
HELD = re.compile(r"<details><summary>(?P<module>[\w.]+): \d+</summary>\n\n(?P<lines>.*?)\n\n</details>", re.DOTALL)
CACHED = re.compile(r"^@cache\n", re.MULTILINE)
LINE = re.compile(r"^\s+(?P<name>\S+?)(?:\.x(?:ǁ\w+ǁ|_)(?P<function>\w+?))__mutmut_(?P<number>\d+): (?P<status>.+)$")


def run(*arguments: str, folder: Path) -> str:
    """Return what mutmut prints, its errors included."""
    line = [sys.executable, "-m", "mutmut", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(
        line, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        check=False,
    ).stdout  # fmt: skip


def changed(name: str, folder: Path) -> str:
    """Return the lines that a mutant changes, before and after."""
    shown = run("show", name, folder=folder).splitlines()
    sides = (" ".join(line[1:].strip() for line in shown if line.startswith(f"{sign} ")) for sign in "-+")
    return " → ".join(f"`{side}`" if side else "nothing" for side in sides)


def explained(page: str) -> dict[str, str]:
    """Return the reasons that a page gives for its survivors, so that they outlive the next run."""
    return {found["survivor"]: found["reason"] for line in page.splitlines() if (found := SURVIVOR.match(line))}


class Measured(NamedTuple):
    """What came of the mutants of a module, and on which day."""

    mutants: int
    killed: int
    day: str
    survivors: tuple[str, ...] = ()


def declared() -> list[str]:
    """Return the modules whose mutants are wanted, without the name of the package."""
    return [".".join(Path(path).with_suffix("").parts[1:]) for path in mutated()]


def mutated() -> list[str]:
    """Return the files whose mutants are wanted."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    found: list[str] = settings["only_mutate"]
    return found


def without_caches(folder: Path) -> None:
    """Let the copied files keep no results: each mutant is forked from a process that ran all tests and would hold theirs."""
    for name in mutated():
        file = folder / name
        file.write_text(CACHED.sub("", file.read_text(encoding="utf-8")), encoding="utf-8")


def held(page: str) -> dict[str, Measured]:
    """Return what a page holds of each module."""
    survivors = {found["module"]: tuple(found["lines"].splitlines()) for found in HELD.finditer(page)}
    return {
        found["module"]: Measured(
            int(found["mutants"]), int(found["killed"]), found["day"], survivors.get(found["module"], ())
        )
        for found in ROW.finditer(page)
    }


def measured(module: str, folder: Path, reasons: Mapping[str, str]) -> Measured | None:
    """Return the counts of a module and its survivors, with what they change and why they survive; None if some were not run."""
    counts, survivors = Counter[bool](), []
    for line in run("results", "--all", "true", folder=folder).splitlines():
        match = LINE.match(line)
        if match is None or match["name"] != f"lcanalysis.{module}":
            continue
        status = match["status"].strip()
        if status == UNCHECKED:
            return None
        counts[status in ALIVE] += 1
        if status in ALIVE:
            survivor = f"`{module}.{match['function']}`: {changed(match[0].strip().partition(':')[0], folder)}"
            survivors.append(f"- {survivor}. {reasons.get(survivor, NO_REASON)}")
    today = datetime.now(UTC).date().isoformat()
    return Measured(counts.total(), counts[False], today, tuple(survivors))


def report(found: Mapping[str, Measured]) -> str:
    """Return the table of counts by module, and the survivors of each."""
    lines = ["| module | mutants | killed | survived | measured on |", "| --- | --- | --- | --- | --- |"]
    for module, one in sorted(found.items()):
        lines.append(f"| {module} | {one.mutants} | {one.killed} | {one.mutants - one.killed} | {one.day} |")
    every, killed = sum(one.mutants for one in found.values()), sum(one.killed for one in found.values())
    lines.append(f"| **all** | {every} | {killed} | {every - killed} | |")
    if left := [module for module in declared() if module not in found]:
        lines += ["", f"Not measured yet: {', '.join(left)}."]
    for module, one in sorted(found.items()):
        if one.survivors:
            summary = f"<details><summary>{module}: {len(one.survivors)}</summary>"
            lines += ["", summary, "", *one.survivors, "", "</details>"]
    return "\n".join(lines)


def main() -> None:
    """Run mutmut in a copy, and write the page; of a run that is interrupted the modules that were done by then."""
    wanted = sys.argv[1:] or declared()
    if unknown := sorted({*wanted} - {*declared()}):
        raise SystemExit(f"{', '.join(unknown)}: not among the modules of [tool.mutmut] in pyproject.toml")
    with tempfile.TemporaryDirectory(prefix="lcanalysis-mutation-") as scratch:
        folder = Path(scratch) / "copy"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        without_caches(folder)
        said = ""
        with suppress(KeyboardInterrupt):
            names = [f"lcanalysis.{module}.*" for module in wanted]
            said = run("run", "--max-children", str(os.cpu_count() or 1), *names, folder=folder)
        for module in wanted:
            page = PAGE.read_text(encoding="utf-8")
            one = measured(module, folder, explained(page))
            if one is None:
                print(f"{module}: not measured\n{said[-2000:]}", flush=True)
                continue
            kept = {name: each for name, each in held(page).items() if name in declared()}
            write_between(PAGE, BEGIN, END, report(kept | {module: one}))
            print(f"{module}: {one.killed} of {one.mutants} killed", flush=True)
    print(f"{PAGE.read_text(encoding='utf-8').count(NO_REASON)} survivors without a reason")


if __name__ == "__main__":
    main()
