"""The numbers of executed notebooks, by key: what ``results.json`` holds."""

from __future__ import annotations

from typing import Any

import nbformat

from lcanalysis.briefing.number_comparison import decimals_of, is_same
from lcanalysis.errors import PageError
from lcanalysis.notebooks.notebook_cells import cells_of, exhibit_of

Results = dict[str, dict[str, Any]]


def collect_results(notebook: nbformat.NotebookNode | None, run_id: str) -> Results:
    """Return the numbers that the outputs of a notebook show, by key, in order of the keys, as plain JSON values.

    Raises `PageError` if two outputs give one key different values or units.
    """
    found: Results = {}
    for cell in cells_of(notebook):
        for output in cell.get("outputs", []):
            exhibit = exhibit_of(output)
            if exhibit is not None:
                merge_results(found, exhibit["numbers"], run_id)
    return {key: _plain(found[key]) for key in sorted(found)}


def _plain(value: Any) -> Any:
    """Return a value without the classes of nbformat: who is sent it, a worker of a cluster, need not import them."""
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, dict) else value


def merge_results(found: Results, more: Results, run_id: str) -> None:
    """Add the numbers of `more` to `found`.

    One number may be shown with more and with fewer digits, and be published in more than one place: the
    most digits are kept, and all places.

    Raises `PageError` if a key stands in both with different values or units.
    """
    for key, result in more.items():
        if key not in found:
            found[key] = {**result, "trace": sorted({*result["trace"]})}
            continue
        held = found[key]
        one, other = (str(each["value"]) for each in (held, result))
        if held["unit"] != result["unit"] or not is_same(one, other, held["unit"], held["unit"]):
            raise PageError("page.conflicting_results", run=run_id, number=key, one=_shown(held), other=_shown(result))
        long = max(held, result, key=lambda each: decimals_of(str(each["value"])))
        found[key] = {**long, "trace": sorted({*held["trace"], *result["trace"]})}


def _shown(result: dict[str, Any]) -> str:
    return f"{result.get('value')} {result.get('unit')} ({', '.join(result.get('trace', ()))})"
