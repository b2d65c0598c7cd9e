"""The numbers of other runs, for a notebook that builds on them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from lcanalysis.errors import UsageError
from lcanalysis.files.json_files import read_json

FOLDER: Final = "LCANALYSIS_RESULTS"
"""The environment variable that names a folder with the numbers of runs; the suite sets it for runs that need others."""

RESULTS: Final = "results.json"
"""The file of an edition that holds the numbers of its runs."""


def shown_by(run: str) -> dict[str, dict[str, Any]]:
    """Return what another run showed, by key, as ``results.json`` has it; see `lcanalysis.results`.

    Raises `UsageError` if no folder of an edition is named, or it holds no numbers of that run.
    """
    folder = os.environ.get(FOLDER)
    if not folder:
        raise UsageError("errors.no_results_folder", run=run, variable=FOLDER)
    try:
        found = read_json(Path(folder) / RESULTS)[run]
        return {str(key): {**entry, "value": str(entry["value"])} for key, entry in found.items()}
    except (KeyError, TypeError, AttributeError):
        raise UsageError("errors.no_results", run=run, path=Path(folder).as_posix()) from None


def numbers_of(run: str) -> dict[str, Decimal]:
    """Return the numbers that another run showed, by key, with the digits it showed; without units and sources.

    `lcanalysis.results` gives them as quantities, and says how a run comes to know another. Raises as it does.
    """
    return {key: Decimal(entry["value"]) for key, entry in shown_by(run).items() if is_number(entry)}


def is_number(entry: Mapping[str, Any]) -> bool:
    """Return whether an entry of ``results.json`` is a number; else it is a code, such as that of a verdict."""
    try:
        return Decimal(entry["value"]).is_finite()
    except InvalidOperation:
        return False
