"""Print the tables of a PDF file as JSON: the script that `lcanalysis.intake.files.pdf` runs in a process of its own.

It imports nothing of this package, so that it starts at once, and is given its bounds with its arguments.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any

Box = tuple[float, float, float, float]
RULES = 3
"""Rules that a table without lines between its columns has at least."""
GAP = 4.0
"""Points between two columns that no word of any row bridges."""
NEAR = 2.0
"""Lines closer than this many points are one line."""
UNEVEN = 0.9
"""A digit smaller than this part of the largest character in its cell is raised or lowered, not merely of another font."""


def tables_of(path: str, most_pages: int, most_cells: int) -> dict[str, Any]:
    """Return the tables of a file, or the key of the reason why there are none."""
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
        # A table of three lines has rules above and below its header and at its end, and none between its columns.
        found = [(table.bbox, _cells(page, table.cells)) for table in tables] or _between_rules(page)
        for box, held in found:
            lines += _lines(page, top, box[1])
            cells += len(held)
            if cells > most_cells:
                return {"refused": "files.broken"}
            made.append({"cells": held, "before": lines, "after": []})
            lines, top = [], max(top, box[3])
        lines += _lines(page, top, float(page.height))
    if made:
        made[-1]["after"] = lines
        return {"tables": made}
    return {"refused": "files.no_ruled_table" if has_text else "files.scan"}


def _between_rules(page: Any) -> list[tuple[Box, list[dict[str, Any]]]]:
    """Return the box and the cells of the one table that three or more rules across a page make; none if they make no table."""
    edges = [edge for edge in page.edges if edge["orientation"] == "h"]
    widest = max((edge["x1"] - edge["x0"] for edge in edges), default=0.0)
    long = [edge for edge in edges if edge["x1"] - edge["x0"] > widest - NEAR]
    heights = _edges([edge["top"] for edge in long])
    if len(heights) < RULES:
        return []
    box = (min(edge["x0"] for edge in long), heights[0], max(edge["x1"] for edge in long), heights[-1])
    words = [
        word
        for word in page.extract_words(return_chars=True)
        if box[0] - NEAR <= _middle(word, "x0", "x1") <= box[2] + NEAR
        and box[1] < _middle(word, "top", "bottom") < box[3]
    ]
    header, body = ([word for word in words if (word["top"] < heights[1]) == is_header] for is_header in (True, False))
    columns, rows = _spread(body), [*_rows_of(header), *_rows_of(body)]
    if len(columns) < 2 or _is_wrapped(_rows_of(body), columns):
        return []
    cells = [cell for at, row in enumerate(rows, 1) for cell in _row(row, at, columns)]
    return [] if _overlap(cells) else [(box, cells)]


def _overlap(cells: list[dict[str, Any]]) -> bool:
    """Return whether two words of a row stand above the same column: to which it belongs cannot be seen."""
    taken = [(cell["top"], column) for cell in cells for column in range(cell["left"], cell["right"] + 1)]
    return len(taken) > len(set(taken))


def _middle(word: Any, first: str, last: str) -> float:
    return float(word[first] + word[last]) / 2


def _spread(words: list[Any]) -> list[tuple[float, float]]:
    """Return the columns: what words take of the width, where no word of any row stands in the gap between two."""
    columns: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: word["x0"]):
        if columns and word["x0"] - columns[-1][1] < GAP:
            columns[-1] = (columns[-1][0], max(columns[-1][1], word["x1"]))
        else:
            columns.append((word["x0"], word["x1"]))
    return columns


def _rows_of(words: list[Any]) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for word in sorted(words, key=lambda word: (_middle(word, "top", "bottom"), word["x0"])):
        size = word["bottom"] - word["top"]
        if rows and _middle(word, "top", "bottom") - _middle(rows[-1][0], "top", "bottom") < size / 2:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _is_wrapped(rows: list[list[Any]], columns: list[tuple[float, float]]) -> bool:
    """Return whether a name goes on in a second line: which of both lines the figures belong to cannot be seen."""
    return any(all(word["x0"] < columns[0][1] for word in row) for row in rows)


def _row(words: list[Any], row: int, columns: list[tuple[float, float]]) -> list[dict[str, Any]]:
    """Return the cells of a row; a word above several columns is that of all of them."""
    held: dict[tuple[int, int], list[Any]] = {}
    for word in sorted(words, key=lambda word: word["x0"]):
        over = [at for at, (x0, x1) in enumerate(columns, 1) if word["x0"] < x1 and word["x1"] > x0]
        nearest = min(
            range(1, len(columns) + 1), key=lambda at: abs(_middle(word, "x0", "x1") - sum(columns[at - 1]) / 2)
        )
        over = over or [nearest]
        held.setdefault((over[0], over[-1]), []).append(word)
    return [
        {
            "top": row, "left": left, "bottom": row, "right": right, "text": " ".join(word["text"] for word in said),
            "is_uneven": _is_uneven([char for word in said for char in word["chars"]]),
        }
        for (left, right), said in held.items()
    ]  # fmt: skip


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
