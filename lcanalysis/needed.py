"""The numbers of other runs, for a notebook that builds on them."""

from __future__ import annotations

import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from lcanalysis.errors import UsageError
from lcanalysis.json_files import read_json
from lcanalysis.number_format import printed_decimals
from lcanalysis.quantities import Quantity

FOLDER: Final = "LCANALYSIS_RESULTS"
"""The environment variable that names a folder with the numbers of runs; the suite sets it for runs that need others."""

RESULTS: Final = "results.json"
"""The file of an edition that holds the numbers of its runs."""


def results(run: str) -> dict[str, Quantity | str]:
    """Return what another run showed, by key: numbers as quantities with what they follow from, verdicts as codes.

    A quantity has the digits that the run showed, and stands for all values that print so. In the run plan, the run that
    asks lists the other under `needs`, and is redone when these numbers change. Outside of the suite, set
    ``LCANALYSIS_RESULTS`` to the folder of an edition.

    Raises
    ------
    UsageError
        If no such folder is named, or it holds no numbers of that run.
    """
    folder = os.environ.get(FOLDER)
    if not folder:
        raise UsageError("errors.no_results_folder", run=run, variable=FOLDER)
    try:
        found = read_json(Path(folder) / RESULTS)[run]
        return {str(key): _shown(f"{run}/{key}", entry) for key, entry in found.items()}
    except (KeyError, TypeError, AttributeError):
        raise UsageError("errors.no_results", run=run, path=Path(folder).as_posix()) from None


def numbers_of(run: str) -> dict[str, Decimal]:
    """Return the numbers that another run showed, by key, with the digits it showed; see `results`."""
    return {key: Decimal(one.digits("zh")) for key, one in results(run).items() if isinstance(one, Quantity)}


def _shown(key: str, entry: dict[str, Any]) -> Quantity | str:
    digits, unit = str(entry["value"]), str(entry["unit"])
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return digits
    if not value.is_finite():
        return digits
    half = Decimal(5).scaleb(-printed_decimals(value) - 1)
    bounds = (value - half, value + half)
    return Quantity(value, unit, entry.get("trace", ()), bounds=bounds, decimals=printed_decimals(value), key=key)
