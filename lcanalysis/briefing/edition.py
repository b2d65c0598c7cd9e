"""An edition: the folder of finished runs that is published whole or not at all.

Everything in it but ``log.jsonl`` is a pure function of inputs and versions: no times, no machine's paths.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lcanalysis.briefing.comparison.stored import keep_former
from lcanalysis.briefing.index import IndexEntry, parameters_line, render_indexes
from lcanalysis.briefing.inputs import Inputs
from lcanalysis.briefing.masthead import BASIS, LOG, MANIFEST, TABLES, WORKBOOK, Edition, page_name
from lcanalysis.briefing.results import Results, merge_results
from lcanalysis.briefing.run_record import FinishedRun, KeptRun
from lcanalysis.briefing.staging import replace_folder, require_edition
from lcanalysis.briefing.tables_workbook import tables_workbook
from lcanalysis.needed_runs import RESULTS


def write_edition(
    folder: Path,
    edition: Edition,
    runs: Sequence[KeptRun],
    *,
    log: Iterable[Mapping[str, Any]],
    inputs: Inputs,
    planned: int,
    basis: Mapping[str, Any] | None = None,
    parts: Mapping[str, Any] | None = None,
) -> None:
    """Write the edition `folder`, or leave it as it was.

    The files are assembled in a hidden folder beside it and swapped in, so that a reader sees
    the previous edition or the new one, never half of either.

    - `folder`: ``OUT/<edition>``; an edition that stands there is replaced.
    - `edition`: what all its pages share.
    - `runs`: in the order of the run plan, each language of a run beside the others.
    - `log`: entries of ``log.jsonl``: times and attempts.
    - `inputs`: what the edition follows from.
    - `planned`: how many runs the run plan has; an edition may hold fewer.
    - `basis`: names, goals, figures and findings, as `basis.basis_of` returns them.
    - `parts`: the parts of the plan folder by digest, as `runner.plan_parts` has them.

    Raises `UsageError` if `folder` holds something that is no edition: it is not thrown away; `PageError` if two
    languages of a run give different numbers under one key.
    """
    require_edition(folder)
    files = edition_files(edition, runs, inputs, planned, basis, parts)
    files[LOG] = "".join(json.dumps(entry, ensure_ascii=False, default=str) + "\n" for entry in log).encode()
    keep_former(folder, files)
    replace_folder(folder, files, {name: run.folder / name for run in runs for name in run.record.outputs})


def edition_files(
    edition: Edition,
    runs: Sequence[KeptRun],
    inputs: Inputs,
    planned: int,
    basis: Mapping[str, Any] | None = None,
    parts: Mapping[str, Any] | None = None,
) -> dict[str, bytes]:
    """Return the files that an edition has beside those of its runs: index, results, tables, basis and manifest."""
    outputs: dict[str, str] = {}
    for run in runs:
        if twice := run.record.outputs.keys() & outputs.keys():
            raise ValueError(f"two runs would write {', '.join(sorted(twice))}")
        outputs |= run.record.outputs
    entries = [_entry(run.record, is_older=run.is_older) for run in runs]
    files = {name: page.encode() for name, page in render_indexes(edition, entries).items()}
    files[RESULTS] = _json(results_by_run(runs))
    if basis is not None:
        files[BASIS] = _json(basis)
    if TABLES in edition.formats:
        files[WORKBOOK] = tables_workbook(runs, edition.languages)
    outputs |= {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    files[MANIFEST] = _json(_manifest(edition, runs, inputs, outputs) | {"planned": planned, "parts": parts or {}})
    return files


def results_by_run(runs: Iterable[KeptRun]) -> dict[str, Results]:
    """Return the numbers of each run that is done; its languages must show the same ones.

    Of a run whose page in one language is older than in another, the newer numbers count.

    Raises `PageError` if they differ.
    """
    found: dict[str, Results] = {}
    done = [kept for kept in runs if kept.record.status == "done"]
    newer = {kept.record.run.id for kept in done if not kept.is_older}
    for kept in done:
        if not (kept.is_older and kept.record.run.id in newer):
            merge_results(found.setdefault(kept.record.run.id, {}), kept.results, kept.record.run.id)
    return {run_id: dict(sorted(results.items())) for run_id, results in found.items()}


def _manifest(edition: Edition, runs: Sequence[KeptRun], inputs: Inputs, outputs: Mapping[str, str]) -> dict[str, Any]:
    groups: dict[str, Mapping[str, str]] = {**asdict(inputs), "versions": edition.versions, "outputs": outputs}
    listed = {group: dict(sorted(entries.items())) for group, entries in groups.items()}
    return {
        "edition": edition.name,
        "plan": edition.plan.id,
        "vintages": list(edition.vintages),
        "with_code": edition.with_code,
        "runs": [_run_entry(run) for run in runs],
        "older": [f"{run.record.run.id}.{run.record.run.lang}" for run in runs if run.is_older],
        **listed,
        "sha256": {group: hashlib.sha256(_json(entries)).hexdigest() for group, entries in listed.items()},
    }


def _run_entry(kept: KeptRun) -> dict[str, Any]:
    record = kept.record
    return {
        "id": record.run.id,
        "notebook": record.run.notebook,
        "parameters": dict(record.run.parameters),
        "language": record.run.lang,
        "about": record.run.about,
        "status": record.status,
        "title": record.title,
        "verdict": record.verdict,
        "error": record.error,
        "outputs": sorted(record.outputs),
        "reads": None if kept.reads is None else list(kept.reads),
        "follows": dict(kept.follows),
    }


def _entry(record: FinishedRun, *, is_older: bool) -> IndexEntry:
    run = record.run
    page = page_name(run.id, run.lang)
    return IndexEntry(
        lang=run.lang,
        page=page if page in record.outputs else "",
        title=record.title,
        verdict=Markup(record.verdict),  # noqa: S704 (escaped where it was made)
        is_done=record.status == "done",
        is_older=is_older,
        parameters="" if run.about else parameters_line(run.parameters),
        error=record.error,
    )


def _json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
