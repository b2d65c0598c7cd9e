"""The numbers of executed notebooks, by key: what ``results.json`` holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import nbformat

from lcanalysis.briefing.cells import cells_of
from lcanalysis.briefing.masthead import PageError
from lcanalysis.exhibits import RESULTS_MIME

Results = dict[str, dict[str, Any]]


def collect_results(notebook: nbformat.NotebookNode | None, run_id: str) -> Results:
    """Return the numbers that the outputs of a notebook show, by key, in order of the keys.

    Raises
    ------
    PageError
        If two outputs give one key different values, units or traces.
    """
    found: Results = {}
    for cell in cells_of(notebook):
        for output in cell.get("outputs", []):
            merge_results(found, output.get("data", {}).get(RESULTS_MIME, {}), run_id)
    return dict(sorted(found.items()))


def merge_results(found: Results, more: Results, run_id: str) -> None:
    """Add the numbers of `more` to `found`.

    Raises
    ------
    PageError
        If a key stands in both with different contents.
    """
    for key, result in more.items():
        held = found.setdefault(key, dict(result))
        if held != result:
            raise PageError("page.conflicting_results", run=run_id, number=key, one=_shown(held), other=_shown(result))


def results_by_run(notebooks: Iterable[tuple[str, nbformat.NotebookNode | None]]) -> dict[str, Results]:
    """Return the numbers of each run; its languages must show the same ones.

    Raises
    ------
    PageError
        If they differ.
    """
    runs: dict[str, Results] = {}
    for run_id, notebook in notebooks:
        merge_results(runs.setdefault(run_id, {}), collect_results(notebook, run_id), run_id)
    return {run_id: dict(sorted(results.items())) for run_id, results in runs.items()}


def _shown(result: dict[str, Any]) -> str:
    return f"{result.get('value')} {result.get('unit')} ({', '.join(result.get('trace', ()))})"
