"""Finds the folder of a plan's data."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lcanalysis.errors import UsageError
from lcanalysis.files.regular_files import is_there

CLEANED: Final = "LCANALYSIS_CLEANED"
"""The environment variable by which the suite tells its runs that their data are cleaned."""


def find_data(data: Path) -> Path:
    """Return the plan folder `data`, looked for from the working directory upwards.

    Raises `UsageError` if no folder of that name with a plan in it is found.
    """
    starts = [Path()] if data.is_absolute() else [Path(), *Path.cwd().parents]
    for start in starts:
        if is_there(start / data / "raw" / "plan.yml"):
            return start / data
    raise UsageError("errors.no_plan" if data.is_absolute() else "errors.no_plan_above", path=data.as_posix())
