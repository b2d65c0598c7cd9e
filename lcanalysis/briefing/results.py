"""The numbers of executed notebooks, by key: what ``results.json`` holds."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

import nbformat

from lcanalysis.briefing.cells import cells_of
from lcanalysis.briefing.masthead import PageError
from lcanalysis.exhibits import RESULTS_MIME

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
Results = dict[str, dict[str, Any]]


def collect_results(notebook: nbformat.NotebookNode | None, run_id: str) -> Results:
    """Return the numbers that the outputs of a notebook show, by key, in order of the keys.

    Raises
    ------
    PageError
        If two outputs give one key different values or units.
    """
    found: Results = {}
    for cell in cells_of(notebook):
        for output in cell.get("outputs", []):
            merge_results(found, output.get("data", {}).get(RESULTS_MIME, {}), run_id)
    return dict(sorted(found.items()))


def merge_results(found: Results, more: Results, run_id: str) -> None:
    """Add the numbers of `more` to `found`.

    One number may be shown with more and with fewer digits, and be published in more than one place: the
    most digits are kept, and all places.

    Raises
    ------
    PageError
        If a key stands in both with different values or units.
    """
    for key, result in more.items():
        held = found.get(key, result)
        short, long = sorted((held, result), key=_decimals)
        if held["unit"] != result["unit"] or not _agree(short, long):
            raise PageError("page.conflicting_results", run=run_id, number=key, one=_shown(held), other=_shown(result))
        found[key] = {**long, "trace": sorted({*held["trace"], *result["trace"]})}


def _decimals(result: dict[str, Any]) -> int:
    return len(str(result["value"]).partition(".")[2])


def _agree(short: dict[str, Any], long: dict[str, Any]) -> bool:
    """Whether one number can print as both: their rounding intervals overlap."""
    if short["value"] == long["value"]:
        # Codes, such as a verdict, are alike or they are not.
        return True
    if not all(_NUMBER.fullmatch(str(one["value"])) for one in (short, long)):
        return False
    few, many = _decimals(short), _decimals(long)
    apart = abs(Decimal(short["value"]) - Decimal(long["value"]))
    return apart == 0 if few == many else apart <= (Decimal(1).scaleb(-few) + Decimal(1).scaleb(-many)) / 2


def _shown(result: dict[str, Any]) -> str:
    return f"{result.get('value')} {result.get('unit')} ({', '.join(result.get('trace', ()))})"
