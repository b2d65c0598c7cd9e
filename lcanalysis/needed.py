"""The numbers of other runs, for a notebook that builds on them."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Final

from lcanalysis.errors import UsageError

FOLDER: Final = "LCANALYSIS_RESULTS"
"""The environment variable that names a folder with the numbers of runs; the suite sets it for runs that need others."""


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
        found = json.loads((Path(folder) / "results.json").read_text(encoding="utf-8"))[run]
    except (OSError, ValueError, KeyError):
        raise UsageError("errors.no_results", run=run, path=Path(folder).as_posix()) from None
    return {key: Decimal(number["value"]) for key, number in found.items()}
