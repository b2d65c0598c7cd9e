"""A number in a line of analysis changed: another page, or an error where it was changed, or a sentence that says why not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("changed_lines.py")
ANALYSES = [
    path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb")) if path.stem not in {"explore", "growth"}
]
"""Those that run without a parameter of their own; `growth` needs a segment, `explore` is a panel."""


def outcomes(name: str) -> list[dict]:
    line = [sys.executable, str(PROGRAM), str(ROOT / "notebooks" / f"{name}.ipynb")]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def unexplained(name: str, count) -> list[dict]:
    """Return the changes that end a later cell with an error that no sentence explains."""
    found = outcomes(name)
    count("changed: line of a notebook", len(found))
    return [one for one in found if one.get("ended", one["in"]) != one["in"] and not one["is_told"]]


def test_a_changed_number_of_an_analysis_makes_another_page_or_says_why_not(count):
    assert not unexplained("outcomes", count)


@pytest.mark.soak
@pytest.mark.parametrize("name", ANALYSES)
def test_every_changed_number_of_an_analysis_makes_another_page_or_says_why_not(name, count):
    assert not unexplained(name, count)
