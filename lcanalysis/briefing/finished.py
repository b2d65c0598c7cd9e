"""From an executed notebook to the files that an edition holds of it, and their record."""

from __future__ import annotations

import hashlib
import re
from typing import Final

import nbformat
from nbformat import NotebookNode, from_dict

from lcanalysis.briefing.documents import document_files
from lcanalysis.briefing.index import page_title, verdict_line
from lcanalysis.briefing.masthead import Edition, notebook_name, page_name, titled
from lcanalysis.briefing.rendering import render_page
from lcanalysis.briefing.results import collect_results
from lcanalysis.briefing.run_record import Finished, FinishedRun, RunTitle
from lcanalysis.notebooks.normalise import drop_pixels, normalise, notebook_bytes
from lcanalysis.notebooks.notebook_cells import has_nothing_to_say, shown_cells

_HEADING: Final = re.compile(r"^# (.+)$", flags=re.MULTILINE)
_MARKS: Final = re.compile(r"[!-/:-@\[-`{-~]")
"""What Markdown may take for a mark."""
SAFE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def finish_run(run: RunTitle, executed: nbformat.NotebookNode | None, edition: Edition, error: str = "") -> Finished:
    """Return what an edition holds of a run: its page and documents, the executed notebook, and its numbers.

    Of a run that has nothing to say it holds the notebook alone, and the index the line that says so.

    - `run`: what the run is called.
    - `executed`: the executed notebook; None if nothing of it could be kept.
    - `edition`: what all pages of the edition share.
    - `error`: why the run failed, if it did; a failed run has no numbers.

    Raises `PageError` if two outputs give one key different values, or a picture has no alt text of its own;
    `ValueError` if the id of the run cannot name a file.
    """
    if not SAFE_ID.fullmatch(run.id):
        raise ValueError(f"run {run.id!r} has no file name")
    executed = _titled(executed, run)
    is_nothing = not error and has_nothing_to_say(executed)
    files = {} if is_nothing else _pages(run, executed, edition, error)
    if executed is not None:
        notebook = _self_describing(executed, run, edition, error)
        files[notebook_name(run.id, run.lang, edition.languages)] = notebook_bytes(notebook)
    record = FinishedRun(
        run=run,
        status="failed" if error else "done",
        title=page_title(executed, run.lang) or titled(run.id, run.about, run.lang),
        verdict="" if error else str(verdict_line(executed, run.lang)),
        error=error,
        outputs={name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    )
    return Finished(record, {} if error or is_nothing else collect_results(executed, run.id), files)


def _pages(run: RunTitle, executed: nbformat.NotebookNode | None, edition: Edition, error: str) -> dict[str, bytes]:
    """Return the page of a run and its documents, by file name."""
    html = render_page(
        executed,
        run_id=run.id,
        lang=run.lang,
        edition=edition,
        siblings=edition.languages,
        error=error,
        with_code=edition.with_code,
    )
    return {page_name(run.id, run.lang): html.encode(), **document_files(executed, run.id, run.lang, edition, error)}


def _titled(executed: nbformat.NotebookNode | None, run: RunTitle) -> nbformat.NotebookNode | None:
    """Return the notebook with its first heading saying what the run is about, so that no two pages are called alike."""
    if executed is None or not run.about:
        return executed
    about = _MARKS.sub(r"\\\g<0>", run.about)
    for cell in shown_cells(executed, run.lang):
        found = _HEADING.search(cell.source) if cell.cell_type == "markdown" else None
        if found:
            source = f"{cell.source[: found.start(1)]}{titled(found[1], about, run.lang)}{cell.source[found.end(1) :]}"
            cells = [{**one, "source": source} if one is cell else one for one in executed.cells]
            about_it: NotebookNode = from_dict({**executed, "cells": cells})  # type: ignore[no-untyped-call]
            return about_it
    return executed


def _self_describing(
    executed: nbformat.NotebookNode, run: RunTitle, edition: Edition, error: str
) -> nbformat.NotebookNode:
    """Return the notebook as it is kept: without times and pixels, and able to make its page again."""
    notebook = normalise(executed)
    drop_pixels(notebook)
    notebook.metadata["lcanalysis"] = {
        "run": run.id,
        "lang": run.lang,
        "edition": edition.as_metadata(),
        "siblings": list(edition.languages),
        "error": error,
    }
    return notebook
