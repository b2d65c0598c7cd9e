"""Change the arithmetic of audit and goals one expression at a time, and see which change no test feels.

Writes the counts and the surviving changes into docs/mutation.md. Works in a copy of the repository.
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

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "mutation.md"
BEGIN, END = "<!-- mutation -->", "<!-- /mutation -->"
LEFT_OUT = shutil.ignore_patterns(".*", "editions", "build", "mutants", "__pycache__", "*.egg-info")
UNFELT = ("survived", "no tests")
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
    """Return the line that a mutant changes, before and after."""
    shown = run("show", name, folder=folder).splitlines()
    lines = [line for line in shown if re.match(r"[-+] ", line)]
    return " → ".join(f"`{line[1:].strip()}`" for line in lines if line[1:].strip())[:300]


def report(folder: Path) -> str:
    """Return the table of counts by module, and the survivors with what they change."""
    results = [
        match for line in run("results", "--all", "true", folder=folder).splitlines() if (match := LINE.match(line))
    ]
    modules: dict[str, Counter[str]] = {}
    for match in results:
        modules.setdefault(match["name"].removeprefix("lcanalysis."), Counter())[match["status"].strip()] += 1
    lines = ["| module | changes | felt by a test | survived |", "| --- | --- | --- | --- |"]
    for module, counts in sorted(modules.items()):
        survived = sum(counts[status] for status in UNFELT)
        lines.append(f"| {module} | {counts.total()} | {counts.total() - survived} | {survived} |")
    total = sum((counts for counts in modules.values()), Counter[str]())
    unfelt = sum(total[status] for status in UNFELT)
    lines.append(f"| **all** | {total.total()} | {total.total() - unfelt} | {unfelt} |")
    lines += ["", "Survivors:", ""]
    for match in results:
        if match["status"].strip() in UNFELT:
            name = match[0].strip().partition(":")[0]
            lines.append(
                f"- {match['name'].removeprefix('lcanalysis.')} `{match['function']}`: {changed(name, folder)}"
            )
    return "\n".join(lines)


def main() -> None:
    """Run mutmut in a copy and write the page."""
    with tempfile.TemporaryDirectory(prefix="lcanalysis-mutation-") as scratch:
        folder = Path(scratch) / "copy"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        run("run", "--max-children", str(os.cpu_count() or 1), folder=folder)
        table = report(folder)
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8", newline="\n")
    print(table.partition("Survivors")[0])


if __name__ == "__main__":
    main()
