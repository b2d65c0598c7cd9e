"""An edition: the folder of finished runs that is published whole or not at all.

Everything in it but ``log.jsonl`` is a pure function of inputs and versions: no times, no machine's paths.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import nbformat

from lcanalysis.briefing.index import IndexEntry, page_title, parameters_line, render_index, titled, verdict_line
from lcanalysis.briefing.masthead import Edition, PageError, notebook_name, page_name
from lcanalysis.briefing.normalise import normalise, notebook_bytes
from lcanalysis.briefing.rendering import INDEX
from lcanalysis.briefing.results import results_by_run
from lcanalysis.briefing.staging import replace_folder
from lcanalysis.errors import UsageError
from lcanalysis.wording import Lang

Status = Literal["done", "failed"]
SAFE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
LOG: Final = "log.jsonl"
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """One run in one language, done or failed, with its page.

    Parameters
    ----------
    id
        Name of the run in the run plan; file names are made from it.
    lang
        Language of its page.
    notebook
        Path of the notebook from the repository root, with ``/``.
    parameters
        The parameters it ran with, JSON values.
    status
        ``done`` or ``failed``.
    html
        The page, from `rendering.render_page`.
    executed
        The executed notebook; None if nothing of it could be kept.
    about
        What tells it from other runs of its notebook, in words of its language; shown beside the title in the
        index, where the page's first heading is the title. The bare parameters are shown if it is empty.
    error
        Of a failed run, why, in a line or two.
    """

    id: str
    lang: Lang
    notebook: str
    parameters: Mapping[str, Any]
    status: Status
    html: str = field(repr=False)
    executed: nbformat.NotebookNode | None = field(default=None, repr=False)
    about: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The sha256 of every file an edition follows from, by path from the repository root.

    `inputs` are the run plan and the notebooks, `code` the library, `data` the plan folder, `fonts` the
    charts' fonts.
    """

    inputs: Mapping[str, str]
    code: Mapping[str, str]
    data: Mapping[str, str]
    fonts: Mapping[str, str]


def write_edition(
    folder: Path,
    edition: Edition,
    finished_runs: Sequence[FinishedRun],
    *,
    log: Iterable[Mapping[str, Any]],
    inputs: Inputs,
) -> None:
    """Write the edition `folder`, or leave it as it was.

    The files are assembled in a hidden folder beside it and swapped in by rename, so that a reader sees
    the previous edition or the new one, never half of either.

    Parameters
    ----------
    folder
        ``OUT/<edition>``; an edition that stands there is replaced.
    edition
        What all its pages share.
    finished_runs
        In the order of the run plan, each language of a run beside the others.
    log
        Entries of ``log.jsonl``: times and attempts.
    inputs
        What the edition follows from.

    Raises
    ------
    UsageError
        If `folder` holds something that is no edition: it is not thrown away.
    PageError
        If two languages of a run, or two outputs of a page, give different numbers under one key.
    """
    if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("page.not_an_edition", path=folder.as_posix())
    files = edition_files(edition, finished_runs, inputs)
    files[LOG] = "".join(json.dumps(entry, ensure_ascii=False, default=str) + "\n" for entry in log).encode()
    replace_folder(folder, files)


def edition_files(edition: Edition, finished_runs: Sequence[FinishedRun], inputs: Inputs) -> dict[str, bytes]:
    """Return the files of an edition by name, all but the log."""
    saved = [(run, _saved_notebook(edition, run, finished_runs)) for run in finished_runs]
    files = {INDEX: render_index(edition, [_entry(run) for run in finished_runs]).encode()}
    outputs: list[list[str]] = []
    for run, notebook in saved:
        own = {page_name(run.id, run.lang): run.html.encode()}
        if notebook is not None:
            own[notebook_name(run.id, run.lang, edition.languages)] = notebook_bytes(notebook)
        twice = own.keys() & files.keys()
        if twice or not SAFE_ID.fullmatch(run.id):
            raise ValueError(f"run {run.id!r} in {run.lang} has no file name of its own")
        files |= own
        outputs.append(sorted(own))
    results = results_by_run((run.id, notebook) for run, notebook in saved if run.status == "done")
    files["results.json"] = _json(results)
    runs = [
        {
            "id": run.id,
            "notebook": run.notebook,
            "parameters": dict(run.parameters),
            "language": run.lang,
            "status": run.status,
            "outputs": names,
        }
        for run, names in zip(finished_runs, outputs, strict=True)
    ]
    files[MANIFEST] = _json(_manifest(edition, runs, inputs, files))
    return files


def _manifest(
    edition: Edition, runs: list[dict[str, Any]], inputs: Inputs, files: Mapping[str, bytes]
) -> dict[str, Any]:
    groups: dict[str, Mapping[str, str]] = {
        **asdict(inputs),
        "versions": edition.versions,
        "outputs": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    listed = {group: dict(sorted(entries.items())) for group, entries in groups.items()}
    return {
        "edition": edition.name,
        "plan": edition.plan.id,
        "vintages": list(edition.vintages),
        "runs": runs,
        **listed,
        "sha256": {group: hashlib.sha256(_json(entries)).hexdigest() for group, entries in listed.items()},
    }


def _saved_notebook(
    edition: Edition, run: FinishedRun, finished_runs: Sequence[FinishedRun]
) -> nbformat.NotebookNode | None:
    """Return the notebook as it is kept: without times, and able to make its page again."""
    if run.executed is None:
        return None
    notebook = normalise(run.executed)
    about = {
        "run": run.id,
        "lang": run.lang,
        "edition": edition.as_metadata(),
        "siblings": [other.lang for other in finished_runs if other.id == run.id],
        "error": run.error,
    }
    notebook.metadata["lcanalysis"] = about
    return notebook


def _entry(run: FinishedRun) -> IndexEntry:
    return IndexEntry(
        lang=run.lang,
        page=page_name(run.id, run.lang),
        title=titled(page_title(run.executed, run.lang) or run.id, run.about, run.lang),
        verdict=verdict_line(run.executed if run.status == "done" else None),
        is_done=run.status == "done",
        parameters="" if run.about else parameters_line(run.parameters),
        error=run.error,
    )


def _json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


__all__ = ["Edition", "FinishedRun", "Inputs", "PageError", "Status", "edition_files", "write_edition"]
