"""The numbers of other runs, for a notebook that builds on them."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Final

from lcanalysis.errors import UsageError
from lcanalysis.json_files import read_json

FOLDER: Final = "LCANALYSIS_RESULTS"
"""The environment variable that names a folder with the numbers of runs; the suite sets it for runs that need others."""

RESULTS: Final = "results.json"
"""The file of an edition that holds the numbers of its runs."""


def numbers_of(run: str) -> dict[str, Decimal]:
    """Return the numbers that another run showed, by key, with the digits it showed.

    In the run plan, the run that asks lists the other under `needs`, and is redone when these numbers change. Outside of
    the suite, set ``LCANALYSIS_RESULTS`` to the folder of an edition.

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
        return {key: Decimal(number["value"]) for key, number in found.items()}
    except (KeyError, TypeError, AttributeError, ArithmeticError):
        raise UsageError("errors.no_results", run=run, path=Path(folder).as_posix()) from None
