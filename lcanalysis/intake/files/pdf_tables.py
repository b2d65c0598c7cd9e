"""Print the tables of a PDF file as JSON: the script that `lcanalysis.intake.files.pdf` runs in a process of its own.

It imports nothing of this package, so that it starts at once, and is given its bounds with its arguments.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any

Box = tuple[float, float, float, float]
NEAR = 2.0
"""Lines closer than this many points are one line."""
UNEVEN = 0.9
"""A character below this part of the size of the largest in its cell is raised or lowered, not merely another font's."""


def tables_of(path: str, most_pages: int, most_cells: int) -> dict[str, Any]:
    """Return the tables of a file, or the key of why there are none."""
    import pdfplumber  # noqa: PLC0415 - only once the bounds hold
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    try:
        with pdfplumber.open(path) as pdf:
            if len(pdf.pages) > most_pages:
                return {"refused": "files.too_many_pages"}
            return _read(pdf, most_cells)
    except PdfminerException as broken:
        is_locked = "Password" in type(broken.args[0]).__name__ if broken.args else False
        return {"refused": "files.password" if is_locked else "files.broken"}


def _read(pdf: Any, most_cells: int) -> dict[str, Any]:
    made: list[dict[str, Any]] = []
    lines: list[str] = []
    has_text, cells = False, 0
    for page in pdf.pages:
        has_text = has_text or bool(page.chars)
        tables = sorted(page.find_tables(), key=lambda table: (table.bbox[1], table.bbox[0]))
        top = 0.0
        for table in tables:
            lines += _lines(page, top, table.bbox[1])
            found = _cells(page, table.cells)
            cells += len(found)
            if cells > most_cells:
                return {"refused": "files.broken"}
            made.append({"cells": found, "before": lines, "after": []})
            lines, top = [], max(top, table.bbox[3])
        lines += _lines(page, top, float(page.height))
    if made:
        made[-1]["after"] = lines
        return {"tables": made}
    return {"refused": "files.no_ruled_table" if has_text else "files.scan"}


def _lines(page: Any, top: float, bottom: float) -> list[str]:
    """Return the lines of text between two heights; numbers of pages are none."""
    kept = [char for char in page.chars if top <= (char["top"] + char["bottom"]) / 2 < bottom]
    text = _text(kept)
    return [
        line for line in (" ".join(line.split()) for line in text.splitlines()) if line.strip("-— 0123456789/第页共")
    ]


def _text(chars: list[Any]) -> str:
    from pdfplumber.utils.text import extract_text  # noqa: PLC0415

    return str(extract_text(chars)) if chars else ""


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > NEAR:
            edges.append(value)
    return edges


def _at(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda number: abs(edges[number] - value))


def _cells(page: Any, boxes: list[Box]) -> list[dict[str, Any]]:
    """Return the cells of a table with the rows and columns they reach over, counted from 1."""
    across = _edges([edge for box in boxes for edge in (box[0], box[2])])
    down = _edges([edge for box in boxes for edge in (box[1], box[3])])
    found = []
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        chars = [
            char
            for char in page.chars
            if box[0] <= (char["x0"] + char["x1"]) / 2 < box[2]
            and box[1] <= (char["top"] + char["bottom"]) / 2 < box[3]
        ]
        found.append({
            "top": _at(down, box[1]) + 1, "left": _at(across, box[0]) + 1,
            "bottom": _at(down, box[3]), "right": _at(across, box[2]),
            "text": _text(chars), "is_uneven": _is_uneven(chars),
        })  # fmt: skip
    return found


def _is_uneven(chars: list[Any]) -> bool:
    """Return whether a digit is smaller than its neighbours, as that of a footnote is."""
    sizes = [char["size"] for char in chars if char["text"].strip()]
    digits = [char["size"] for char in chars if char["text"].isdigit()]
    return bool(digits) and min(digits) < UNEVEN * max(sizes)


def _bound(megabytes: int, seconds: int) -> None:
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - Windows has none; there the caller's limit of time alone holds

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    _bound(int(sys.argv[2]), int(sys.argv[3]))
    with contextlib.suppress(Exception):
        # A broken file can fail anywhere in a library; the caller takes silence for a broken file.
        sys.stdout.write(json.dumps(tables_of(sys.argv[1], int(sys.argv[4]), int(sys.argv[5]))))
