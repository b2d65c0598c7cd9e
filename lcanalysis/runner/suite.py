"""The main job: a run plan to an edition. Everything is checked before anything runs, and written once, whole."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from filelock import FileLock, Timeout

from lcanalysis.briefing.masthead import Edition, PageError
from lcanalysis.cleaning import clean
from lcanalysis.definition import Definition, load_definition
from lcanalysis.errors import EditionLockedError, NotebookFailedError, UsageError
from lcanalysis.plan import find_data
from lcanalysis.runner.inputs import read_inputs, read_versions
from lcanalysis.runner.reuse import reusable
from lcanalysis.runner.run_plan import FILE, Run, RunPlan, about_run, is_file_name, load_run_plan
from lcanalysis.runner.workers import Done, Task, page_of, reason, run_tasks
from lcanalysis.wording import say

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from lcanalysis.briefing.edition import Inputs

Report = Callable[[Done | None, int, int], None]
NOTEBOOKS: Final = "notebooks"


class RunsFailedError(NotebookFailedError):
    """Notebooks of the suite failed: which, in which cell, and why. The others are in the edition."""

    def text(self, lang: str) -> str:
        """Return a headline and one line per failed run."""
        failures: Sequence[tuple[str, str]] = self.fields["failures"]
        headline = say(self.key, lang, count=len(failures), total=self.fields["total"], folder=self.fields["folder"])
        return "\n".join([headline, *(f"{name}: {error}" for name, error in failures)])


@dataclass(frozen=True, slots=True)
class Briefed:
    """What `brief` made: the edition's folder and its runs in the order of the run plan."""

    folder: Path
    runs: tuple[Done, ...] = field(repr=False)
    seconds: float

    @property
    def reused(self) -> int:
        """How many runs were kept from the edition that stood there."""
        return sum(done.is_reused for done in self.runs)


@dataclass(frozen=True, slots=True)
class Request:
    """What `brief` is asked for; see there."""

    data: Path = Path("data")
    out: Path = Path("editions")
    edition: str | None = None
    only: str | None = None
    jobs: int | None = None
    is_fresh: bool = False


def brief(request: Request, report: Report | None = None) -> Briefed:
    """Run the run plan ``notebooks/suite.yml`` and write the edition ``OUT/<edition>``.

    In this order: the run plan and all parameters are checked; the edition is locked; the data are cleaned;
    runs whose inputs are those of the edition that stands there are kept; the others are run, and the edition
    is swapped in whole.

    Parameters
    ----------
    request
        `data`, the plan folder; `out`, where editions lie; `edition`, its name (the newest vintage of the data
        by default); `only`, a pattern of run ids, in the manner of file names; `jobs`, the number of worker
        processes (one per core by default); `is_fresh`, to redo every chosen run.
    report
        Called with each finished run (None before the first), how many are finished, and of how many.

    Returns
    -------
    Briefed

    Raises
    ------
    RunPlanError, UsageError
        Nothing was started: a fault of the run plan, of parameters or of arguments.
    FaultsError
        The data are faulty; nothing was started and nothing changed.
    EditionLockedError
        Another process writes this edition.
    RunsFailedError
        Some notebooks failed; the edition holds the others, and these as far as they got.
    KeyboardInterrupt
        Nothing was written; no process is left.
    """
    started = time.perf_counter()
    suite = find_suite()
    plan = load_run_plan(suite)
    chosen = choose_runs(plan, request.only)
    jobs = require_jobs(request.jobs)
    data = find_data(request.data).resolve()
    definition = load_definition(data)
    name = require_edition_name(request.edition or plan.edition_name(_vintages(definition)[-1]))
    folder = request.out / name
    with locked(folder):
        clean(data)
        edition = Edition(name, definition.plan, _vintages(definition), read_versions(), plan.languages)
        inputs = read_inputs(suite, [run.notebook for run in plan.runs], data)
        redone = {run.name for run in chosen} if request.is_fresh else set()
        kept = {key: run for key, run in reusable(folder, edition, inputs, plan.runs).items() if key not in redone}
        tasks = [
            Task(run, (suite.parent.parent / run.notebook).read_text(encoding="utf-8"), data.name, data.parent, edition)
            for run in chosen
            if run.name not in kept
        ]
        done = dict(_progress(tasks, jobs, [kept[run.name] for run in chosen if run.name in kept], report))
        # With `only`, a run that was not asked for stays if it still follows from these very inputs.
        runs = tuple((done | kept)[run.name] for run in plan.runs if run.name in done or run.name in kept)
        runs = _write(folder, edition, runs, inputs, definition)
    failures = [(run.run.name, run.error) for run in runs if run.is_failed]
    if failures:
        raise RunsFailedError("runner.runs_failed", failures=failures, total=len(runs), folder=folder.as_posix())
    return Briefed(folder, runs, time.perf_counter() - started)


def _progress(
    tasks: Sequence[Task], jobs: int, kept: Sequence[Done], report: Report | None
) -> Iterator[tuple[str, Done]]:
    total = len(tasks) + len(kept)
    if report:
        report(None, 0, total)
    for number, done in enumerate(chain(kept, run_tasks(tasks, jobs)), start=1):
        if report:
            report(done, number, total)
        yield done.run.name, done


def _write(
    folder: Path, edition: Edition, runs: Sequence[Done], inputs: Inputs, definition: Definition
) -> tuple[Done, ...]:
    # Jupyter's libraries are imported here, after the kernels ran, and not at all for a mere `--help`.
    from lcanalysis.briefing.edition import FinishedRun, write_edition  # noqa: PLC0415

    notebooks = {done.run.name: _notebook(done) for done in runs}
    checked = tuple(_with_same_numbers(runs, notebooks, edition))
    finished = [
        FinishedRun(
            id=done.run.id,
            lang=done.run.lang,
            notebook=done.run.notebook,
            parameters=done.run.parameters,
            status="failed" if done.is_failed else "done",
            html=done.html,
            executed=notebooks[done.run.name],
            about=about_run(done.run, definition),
            error=done.error,
        )
        for done in checked
    ]
    try:
        write_edition(folder, edition, finished, log=[_log_entry(done) for done in checked], inputs=inputs)
    except OSError as problem:
        raise UsageError("runner.cannot_write", path=folder.as_posix(), problem=problem.strerror) from None
    return checked


def _notebook(done: Done) -> NotebookNode | None:
    from lcanalysis.runner.execute import notebook_of  # noqa: PLC0415

    return None if done.executed is None else notebook_of(done.executed)


def _with_same_numbers(
    runs: Sequence[Done], notebooks: Mapping[str, NotebookNode | None], edition: Edition
) -> Iterator[Done]:
    """Yield the runs; those whose languages show different numbers have failed."""
    from lcanalysis.briefing.results import results_by_run  # noqa: PLC0415

    unlike: dict[str, PageError] = {}
    for name in dict.fromkeys(done.run.id for done in runs):
        alike = [done.run for done in runs if done.run.id == name and not done.is_failed]
        try:
            results_by_run((name, notebooks[run.name]) for run in alike)
        except PageError as problem:
            unlike[name] = problem
    for done in runs:
        fault = unlike.get(done.run.id)
        if fault is None or done.is_failed:
            yield done
        else:
            error = reason(fault, done.run.lang)
            page = page_of(done.run, edition, notebooks[done.run.name], error)
            yield replace(done, error=error, html=page, is_reused=False)


def _log_entry(done: Done) -> dict[str, Any]:
    started = (
        None if done.is_reused else datetime.fromtimestamp(done.started_at, UTC).isoformat(timespec="milliseconds")
    )
    return {
        "run": done.run.id,
        "lang": done.run.lang,
        "status": "failed" if done.is_failed else "reused" if done.is_reused else "done",
        "started": started,
        "seconds": round(done.seconds, 3),
        "attempts": done.attempts,
        "error": done.error,
    }


def find_suite() -> Path:
    """Return ``notebooks/suite.yml`` of this directory or the nearest one above that has it.

    Raises
    ------
    UsageError
        If there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        path = folder / NOTEBOOKS / FILE
        if path.is_file():
            return path
    raise UsageError("runner.no_suite")


def choose_runs(plan: RunPlan, only: str | None) -> tuple[Run, ...]:
    """Return the runs whose id, or id and language, matches the pattern `only`; all of them without one.

    Raises
    ------
    UsageError
        If no run matches.
    """
    chosen = tuple(run for run in plan.runs if only is None or fnmatchcase(run.id, only) or fnmatchcase(run.name, only))
    if not chosen:
        known = ", ".join(dict.fromkeys(run.id for run in plan.runs))
        raise UsageError("runner.no_such_run", pattern=only, known=known)
    return chosen


def require_jobs(jobs: int | None) -> int:
    """Return the number of worker processes; one per usable core by default.

    Raises
    ------
    UsageError
        If it is below one.
    """
    if jobs is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if jobs < 1:
        raise UsageError("runner.bad_jobs", jobs=jobs)
    return jobs


def require_edition_name(name: str) -> str:
    """Return `name` if it can name a folder.

    Raises
    ------
    UsageError
        If it has a separator, begins with a point, or holds other than ASCII letters, digits, ``_``, ``-``, ``.``.
    """
    if not is_file_name(name):
        raise UsageError("runner.bad_edition_name", name=name)
    return name


def _vintages(definition: Definition) -> tuple[str, ...]:
    declared = {source.vintage for source in (*definition.tables, *definition.statements)}
    return tuple(sorted(declared)) or (definition.plan.published_on,)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the edition `folder` for this process; the system lets go of it should the process die.

    Raises
    ------
    EditionLockedError
        If another process holds it; it says which.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.with_name(f".{folder.name}.lock"), timeout=0)
        lock.acquire()
    except Timeout:
        raise _locked_error(folder) from None
    except OSError as problem:
        raise UsageError("runner.cannot_write", path=folder.as_posix(), problem=problem.strerror) from None
    holder = folder.with_name(f".{folder.name}.holder")
    try:
        since = datetime.now().astimezone().isoformat(" ", "seconds")
        about = {"pid": os.getpid(), "host": platform.node(), "since": since}
        holder.write_text(json.dumps(about), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _locked_error(folder: Path) -> EditionLockedError:
    """Return the error that names the holder, from the note it left beside the lock."""
    try:
        about = json.loads(folder.with_name(f".{folder.name}.holder").read_text(encoding="utf-8"))
        return EditionLockedError(
            "runner.locked", edition=folder.name, pid=about["pid"], host=about["host"], since=about["since"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return EditionLockedError("runner.locked_unknown", edition=folder.name)
