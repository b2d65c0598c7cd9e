"""Which notebooks of an office's folder the package has in a newer form, and what differs."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lcanalysis.files.carried import carried
from lcanalysis.files.json_files import read_object
from lcanalysis.files.regular_files import read_text, sha256_of

ORIGIN: Final = "origin.json"
"""Beside an office's notebooks: the version of the package that they came from, and the sha256 of each as it came."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A notebook that the package has in another form than the office.

    `differences` are lines of both, those of the office with ``-`` and those of the package with ``+``; `is_own` tells that
    the office has changed its own.
    """

    notebook: str
    is_own: bool
    differences: tuple[str, ...]


def moved_notebooks(notebooks: Path) -> tuple[Moved, ...]:
    """Return the notebooks of an office that the package has in a newer form than the one they came from.

    A notebook that only the office has changed is not among them. Where nothing says what the notebooks came from, each
    that differs is returned.
    """
    own = carried("notebooks")
    if own.resolve() == notebooks.resolve():
        return ()
    came = read_object(notebooks / ORIGIN).get("sha256")
    return tuple(_moved(notebooks, own, came if isinstance(came, dict) else {}))


def _moved(notebooks: Path, own: Path, origin: Mapping[str, Any]) -> Iterator[Moved]:
    for path in sorted(notebooks.glob("*.ipynb")):
        newest = own / path.name
        if not newest.is_file():
            continue
        now, ours, came = sha256_of(newest), sha256_of(path), origin.get(path.name)
        if now not in {ours, came}:
            yield Moved(path.name, came is not None and ours != came, tuple(_differences(path, newest)))


def _differences(path: Path, newest: Path) -> Iterator[str]:
    """Yield the lines of cells that differ; how a notebook is stored does not matter."""
    before, after = _lines(path), _lines(newest)
    for line in difflib.unified_diff(before, after, lineterm="", n=0):
        if not line.startswith(("---", "+++")):
            yield line


def _lines(path: Path) -> list[str]:
    cells = json.loads(read_text(path))["cells"]
    return [line for cell in cells for line in "".join(cell["source"]).splitlines()]
