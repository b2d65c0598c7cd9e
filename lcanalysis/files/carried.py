"""Finds what the package carries beside its code: notebooks, reference classes and schemas, installed or in the repository."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final, Literal

from lcanalysis.errors import UsageError

Carried = Literal["notebooks", "reference", "schemas"]
IN_REPOSITORY: Final[dict[Carried, str]] = {
    "notebooks": "notebooks", "reference": "data/raw/reference", "schemas": "docs/schemas",
}  # fmt: skip
_SHARE: Final = "share/lcanalysis"


@cache
def carried(name: Carried) -> Path:
    """Return the folder of what the package carries under a name.

    Raises `UsageError` if the installation lacks it.
    """
    repository = Path(__file__).parents[2] / IN_REPOSITORY[name]
    if repository.is_dir():
        return repository
    wanted = f"{_SHARE}/{name}/"
    try:
        files = distribution("lcanalysis").files or []
    except PackageNotFoundError:
        files = []
    for file in files:
        path = file.as_posix()
        if wanted in path and Path(file.locate()).is_file():
            return Path(file.locate()).resolve().parent
    raise UsageError("beginning.nothing_carried", name=name)
