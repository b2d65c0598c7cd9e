r"""The keys that editions of version 0.1 gave their numbers, and what the same numbers are called now.

A file ``former_keys/<notebook>.csv`` has the columns `former`, a regular expression of a whole key, and `key`, what it
becomes, with groups as ``\1``. A number whose former key has no line there is not compared.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final

FOLDER: Final = Path(__file__).with_name("former_keys")

Numbers = Mapping[str, Mapping[str, Any]]


def are_named(numbers: Numbers) -> bool:
    """Return whether numbers of a run have names, which version 0.1 did not give them."""
    return any("name" in number for number in numbers.values())


def by_present_keys(numbers: Numbers, notebook: str) -> dict[str, Mapping[str, Any]]:
    """Return the numbers of a run of version 0.1 by their present keys; those that have none are left out."""
    found = {}
    for key, number in numbers.items():
        for former, present in _lines(PurePosixPath(notebook).stem):
            match = former.fullmatch(key)
            if match:
                found[match.expand(present)] = number
                break
    return found


@cache
def _lines(notebook: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    path = FOLDER / f"{notebook}.csv"
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple((re.compile(row["former"]), row["key"]) for row in csv.DictReader(file))
