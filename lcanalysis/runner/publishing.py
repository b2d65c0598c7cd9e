"""Finished runs to an edition: written once, whole, with the archive that lists it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lcanalysis.briefing.run_record import KeptRun
from lcanalysis.briefing.staging import cannot_write, restore_folder
from lcanalysis.errors import UsageError
from lcanalysis.runner.fingerprint import Surroundings
from lcanalysis.runner.partial import with_former_page
from lcanalysis.runner.store import Former, store_of
from lcanalysis.runner.tasks import Done


def publish(
    folder: Path,
    data: Path,
    surroundings: Surroundings,
    runs: Sequence[Done],
    planned: int,
    standing: Mapping[str, Former],
) -> tuple[Done, ...]:
    """Write the edition of finished runs, and return them as they are in it.

    `standing` are the pages, by name of their run, that stay if the run fails.
    """
    from lcanalysis.briefing.archive import write_archive  # noqa: PLC0415 - Jupyter's libraries, in workers only
    from lcanalysis.briefing.basis import basis_of  # noqa: PLC0415
    from lcanalysis.briefing.edition import write_edition  # noqa: PLC0415
    from lcanalysis.plan import load  # noqa: PLC0415

    restore_folder(folder)  # kept runs lie in it, and a publisher that was killed may have moved it aside
    kept = [done.kept() for done in runs]
    same = _with_same_numbers(folder, surroundings, runs, kept)
    checked = tuple(with_former_page(done, standing) for done in same)
    try:
        write_edition(
            folder,
            surroundings.edition,
            # The numbers of a run are read once, unless another page took its place.
            [held if done is given else done.kept() for done, given, held in zip(checked, runs, kept, strict=True)],
            log=[_log_entry(done) for done in checked],
            inputs=surroundings.inputs,
            planned=planned,
            basis=basis_of(load(data)),
            parts=surroundings.parts,
        )
    except OSError as problem:
        raise cannot_write(folder, problem) from None
    try:
        write_archive(folder.parent, folder.name)
    except OSError as problem:
        about = cannot_write(folder.parent, problem).fields
        raise UsageError("runner.not_listed", edition=folder.as_posix(), **about) from None
    return checked


def _with_same_numbers(
    folder: Path, surroundings: Surroundings, runs: Sequence[Done], kept: Sequence[KeptRun]
) -> Iterator[Done]:
    """Yield the runs; those whose languages show different numbers have failed."""
    from lcanalysis.briefing.edition import results_by_run  # noqa: PLC0415 - as above
    from lcanalysis.errors import PageError  # noqa: PLC0415
    from lcanalysis.runner.tasks import fail_again  # noqa: PLC0415

    unlike: dict[str, PageError] = {}
    for name in dict.fromkeys(done.run.id for done in runs):
        try:
            results_by_run(
                held for done, held in zip(runs, kept, strict=True) if done.run.id == name and not done.older
            )
        except PageError as problem:
            unlike[name] = problem
    for done in runs:
        fault = unlike.get(done.run.id)
        if fault is None or done.is_failed or done.older:
            yield done
        else:
            former = fail_again(done, surroundings.edition, store_of(folder), fault.text(done.run.lang))
            yield replace(done, former=former, is_reused=False)


def _log_entry(done: Done) -> dict[str, Any]:
    started = (
        None if done.is_reused else datetime.fromtimestamp(done.started_at, UTC).isoformat(timespec="milliseconds")
    )
    return {
        "run": done.run.id,
        "lang": done.run.lang,
        "status": _status(done),
        "started": started,
        "seconds": round(done.seconds, 3),
        "attempts": done.attempts,
        "error": done.error,
    }


def _status(done: Done) -> str:
    if done.older and done.is_reused:
        return "older"
    return "failed" if done.is_failed else "reused" if done.is_reused else "done"
