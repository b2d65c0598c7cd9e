"""Reads tables of PDF files in a separate process with limits on memory and time."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from lcanalysis.intake.files.documents import joined
from lcanalysis.intake.files.grid import Grid, Span, Trouble
from lcanalysis.intake.files.limits import MOST_CELLS, MOST_PAGES, RefusedFile, require_size
from lcanalysis.intake.files.rich_text import tidy

SECONDS: Final = 30
MEGABYTES: Final = 1_000
_WORKER: Final = Path(__file__).with_name("pdf_tables.py")


def read_pdf(path: Path) -> tuple[Grid, ...]:
    """Return the ruled tables of a PDF file; one that goes on over a page with the same headings is one table.

    Raises `RefusedFile` if pdfplumber is not installed, the file is broken, protected, a scan without text, has no
    ruled table, or takes too much memory or time.
    """
    if importlib.util.find_spec("pdfplumber") is None:
        raise RefusedFile("files.no_pdfplumber")
    # -P keeps this folder off the path: its modules are named as some of the standard library's are.
    command = [
        sys.executable,
        "-P",
        str(_WORKER),
        str(path),
        str(MEGABYTES),
        str(SECONDS),
        str(MOST_PAGES),
        str(MOST_CELLS),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS + 5, check=False)  # noqa: S603 - our own script
    except subprocess.TimeoutExpired:
        raise RefusedFile("files.too_slow", most=SECONDS) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        # It was stopped: by the bounds of memory or time, or by a fault in the file that no library foresaw.
        raise RefusedFile from None
    if "refused" in answer:
        raise RefusedFile(answer["refused"], most=MOST_PAGES)
    return joined([_grid(table) for table in answer["tables"]])


def _grid(table: dict[str, Any]) -> Grid:
    width = max((cell["right"] for cell in table["cells"]), default=0)
    height = max((cell["bottom"] for cell in table["cells"]), default=0)
    require_size(height, width, height * width)
    rows = [[""] * width for _ in range(height)]
    troubles: dict[tuple[int, int], Trouble] = {}
    merged = []
    for cell in table["cells"]:
        top, left = cell["top"], cell["left"]
        text = rows[top - 1][left - 1] = tidy(cell["text"])
        if (top, left) != (cell["bottom"], cell["right"]):
            merged.append(Span(top, left, cell["bottom"], cell["right"]))
        if cell["is_uneven"]:
            troubles[top, left] = "files.uneven", {"found": text}
    lines = tuple(tuple(row) for row in rows)
    return Grid("", lines, troubles, tuple(merged), before=tuple(table["before"]), after=tuple(table["after"]))
