"""Change the arithmetic of audit and goals one expression at a time, and list the mutants that survive.

Writes the counts and the surviving changes into docs/mutation.md, and keeps the reason that stands beside a
survivor there. Works in a copy of the repository.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from written_pages import write_between

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "mutation.md"
BEGIN, END = "<!-- mutation -->", "<!-- /mutation -->"
LEFT_OUT = shutil.ignore_patterns(".*", "editions", "build", "mutants", "__pycache__", "*.egg-info")
ALIVE = ("survived", "no tests")
NO_REASON = "Not explained yet."
SURVIVOR = re.compile(r"- (?P<survivor>`\S+`: (?:`[^`]+`|nothing) → (?:`[^`]+`|nothing))\. (?P<reason>.+)")
LINE = re.compile(r"^\s+(?P<name>\S+?)(?:\.x(?:ǁ\w+ǁ|_)(?P<function>\w+?))__mutmut_(?P<number>\d+): (?P<status>.+)$")


def run(*arguments: str, folder: Path) -> str:
    """Return what mutmut prints."""
    line = [sys.executable, "-m", "mutmut", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    done = subprocess.run(
        line, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.stdout


def changed(name: str, folder: Path) -> str:
    """Return the lines that a mutant changes, before and after."""
    shown = run("show", name, folder=folder).splitlines()
    sides = (" ".join(line[1:].strip() for line in shown if line.startswith(f"{sign} ")) for sign in "-+")
    return " → ".join(f"`{side}`" if side else "nothing" for side in sides)


def explained(page: str) -> dict[str, str]:
    """Return the reasons that a page gives for its survivors, so that they outlive the next run."""
    return {found["survivor"]: found["reason"] for line in page.splitlines() if (found := SURVIVOR.match(line))}


def report(folder: Path, reasons: dict[str, str]) -> str:
    """Return the table of counts by module, and the survivors of each with what they change and why they survive."""
    counts: dict[str, Counter[bool]] = {}
    survivors: dict[str, list[str]] = {}
    for line in run("results", "--all", "true", folder=folder).splitlines():
        if not (match := LINE.match(line)):
            continue
        module, has_survived = match["name"].removeprefix("lcanalysis."), match["status"].strip() in ALIVE
        counts.setdefault(module, Counter())[has_survived] += 1
        if has_survived:
            survivor = f"`{module}.{match['function']}`: {changed(match[0].strip().partition(':')[0], folder)}"
            survivors.setdefault(module, []).append(f"- {survivor}. {reasons.get(survivor, NO_REASON)}")
    rows = [*sorted(counts.items()), ("**all**", sum(counts.values(), Counter()))]
    lines = ["| module | mutants | killed | survived |", "| --- | --- | --- | --- |"]
    lines += [f"| {module} | {one.total()} | {one[False]} | {one[True]} |" for module, one in rows]
    for module, held in sorted(survivors.items()):
        lines += ["", f"<details><summary>{module}: {len(held)}</summary>", "", *held, "", "</details>"]
    return "\n".join(lines)


def main() -> None:
    """Run mutmut in a copy and write the page."""
    with tempfile.TemporaryDirectory(prefix="lcanalysis-mutation-") as scratch:
        folder = Path(scratch) / "copy"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        run("run", "--max-children", str(os.cpu_count() or 1), folder=folder)
        found = report(folder, explained(PAGE.read_text(encoding="utf-8")))
    write_between(PAGE, BEGIN, END, found)
    print(found.partition("<details>")[0])
    print(f"{found.count(NO_REASON)} survivors without a reason")


if __name__ == "__main__":
    main()
