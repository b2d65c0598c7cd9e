"""The tables of data/processed as they lie there: rows of text, exact observations, tables of pandas."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from lcanalysis.errors import DataError, UsageError
from lcanalysis.files.regular_files import read_text
from lcanalysis.observations import COLUMNS, NUMBERS, Observation

Read = TypeVar("Read")


def read_processed(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file of data/processed, all cells as text.

    Raises `UsageError` if the file is not there: the data were never cleaned.
    """
    if not path.is_file():
        raise UsageError("errors.not_cleaned", path=path.as_posix())
    return list(csv.DictReader(_lines(path)))


def _lines(path: Path) -> io.StringIO:
    return io.StringIO(read_text(path), newline="")


def read_observations(path: Path) -> tuple[Observation, ...]:
    """Return the exact observations of ``observations.csv``."""
    return tuple(Observation(**_typed(row)) for row in read_processed(path))


def _typed(row: dict[str, str]) -> dict[str, Any]:
    numbers = {name: Decimal(row[name]) for name in NUMBERS}
    return {name: row[name] for name in COLUMNS} | numbers | {"is_break": row["is_break"] == "true"}


def undamaged(read: Callable[[Path], Read], path: Path) -> Read:
    """Read a file that `clean` made; whatever is amiss with one, it can be made again.

    Raises `DataError` that says so.
    """
    try:
        return read(path)
    except (csv.Error, ValueError, KeyError, TypeError, ArithmeticError) as problem:
        what = f"{type(problem).__name__}: {problem}"[:120]
        raise DataError("errors.damaged", path=path.as_posix(), problem=what) from None


def processed_table(path: Path, numbers: tuple[str, ...]) -> pd.DataFrame:
    """Return a file of data/processed as a table of texts, with `numbers` as floats; raises as `undamaged` does."""
    return undamaged(lambda file: _frame(file, numbers), path)


def _frame(path: Path, numbers: tuple[str, ...]) -> pd.DataFrame:
    rows = read_processed(path)
    columns = next(csv.reader(_lines(path)))
    frame = pd.DataFrame(rows, columns=columns, dtype="str")
    for name in numbers:
        frame[name] = pd.to_numeric(frame[name].replace("", None)).astype("float64")
    return frame
