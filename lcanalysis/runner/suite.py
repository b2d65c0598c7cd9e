"""The main job: a run plan to an edition. Everything is checked before anything runs, and written once, whole."""

from __future__ import annotations

import json
import os
import platform
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from filelock import Timeout

from lcanalysis.briefing.masthead import Edition
from lcanalysis.briefing.staging import cannot_write, require_edition
from lcanalysis.definition import Definition, load_definition
from lcanalysis.errors import EditionLockedError, LcAnalysisError, NotebookFailedError, UsageError
from lcanalysis.files.data_folder import find_data
from lcanalysis.files.json_files import read_json
from lcanalysis.files.locking import locked_file
from lcanalysis.files.regular_files import read_text
from lcanalysis.names import is_file_name, nearest_few
from lcanalysis.runner.fingerprint import Surroundings
from lcanalysis.runner.fitting import Published, every_figure, fit_to_data, fit_to_plan, read_published
from lcanalysis.runner.input_hashes import read_inputs, read_versions
from lcanalysis.runner.listing import RESERVED, list_editions
from lcanalysis.runner.partial import Part
from lcanalysis.runner.plan_parts import plan_parts
from lcanalysis.runner.pools import open_pool
from lcanalysis.runner.publishing import publish
from lcanalysis.runner.request import Briefed, Request, find_suite, run_plan_of
from lcanalysis.runner.reuse import Reason, Reuse, older_lines
from lcanalysis.runner.run_plan import Run, RunPlan, about_run, load_run_plan, with_needs
from lcanalysis.runner.status import Attempt, Report, attempted
from lcanalysis.runner.store import store_of
from lcanalysis.runner.tasks import Done, Task
from lcanalysis.runner.warm_client import packages_in
from lcanalysis.runner.workers import Pool, call, run_tasks
from lcanalysis.wording import say

Runner = Callable[[Sequence[Task]], Iterator[Done]]
_MOST_NAMED: Final = 40
"""Runs that a refusal names one by one; of more it names the nearest."""
_NEAREST: Final = 5


class RunsFailedError(NotebookFailedError):
    """Notebooks of the suite failed: which, in which cell, and why. The others are in the edition."""

    def text(self, lang: str) -> str:
        """Return a headline and one line per failed run."""
        failures: Sequence[tuple[str, str]] = self.fields["failures"]
        headline = say(self.key, lang, count=len(failures), total=self.fields["total"], folder=self.fields["folder"])
        older = older_lines(self.fields.get("older", {}), lang)
        return "\n".join([headline, *(f"{name}: {error}" for name, error in failures), *older])


def brief(request: Request, report: Report | None = None, pool: Pool | None = None) -> Briefed:
    """Run the run plan and write the edition ``OUT/<edition>``.

    The run plan is the plan folder's own ``raw/suite.yml``, else ``notebooks/suite.yml``. In this order: the run plan and
    all parameters are checked; the edition is locked; the data are cleaned; runs whose inputs are as before are kept; the
    others are made, and each is kept as soon as it is finished; the edition is swapped in as a whole.

    - `request`: `data`, the plan folder; `out`, where editions lie; `edition`, its name (the newest vintage of the data
      by default); `only`, a pattern of run ids, in the manner of file names: the other pages of the edition stay;
      `jobs`, the number of runs at a time (one per core by default); `is_fresh`, to redo every chosen run; `scheduler`,
      the address of a Dask cluster that is to make the runs.
    - `report`: called with each finished run (None before the first), how many are finished, and of how many.
    - `pool`: where to run, for several plans in turn; one of our own by default.

    Raises `RunPlanError` or `UsageError` if the run plan, a parameter or an argument is faulty, and `FaultsError` if the data
    are: nothing was started and nothing changed. `EditionLockedError` if another process writes this edition.
    `RunsFailedError` if notebooks failed: the edition holds the others, and these as far as they got; if only a part was
    asked for, the pages of those that failed stay as they were. `KeyboardInterrupt` if interrupted: the edition is as it was,
    finished runs are kept for the next time, and no process is left.
    """
    suite = find_suite()
    with attempted(request.out) as attempt:
        return _brief(request, suite, report, pool, attempt)


def _brief(request: Request, suite: Path, report: Report | None, pool: Pool | None, attempt: Attempt) -> Briefed:
    started = time.perf_counter()
    jobs = require_jobs(request.jobs)
    data = find_data(request.data).resolve()
    if request.edition:
        require_edition_name(request.edition)
    # A pool of our own imports while the run plan is checked.
    with nullcontext(pool) if pool else open_pool(packages_in(suite.parent)) as processes:
        plan, definition = _planned(data, suite)
        _require_possible(plan, definition, request.only, data, processes)
        folder = request.out / require_edition_name(request.edition or plan.edition_name(_vintages(definition)[-1]))
        attempt.edition = folder.name
        with locked(folder):
            attempt.note(None)
            require_edition(folder)
            call(processes, _clean, data)
            if any(run.unless_published or run.each_goal for run in plan.runs):
                plan = fit_to_data(plan, call(processes, read_published, data))
            chosen = frozenset(run.name for run in choose_runs(plan, request.only))
            edition = _edition(request, folder.name, plan, definition)
            inputs = read_inputs(suite, [run.notebook for run in plan.runs], data)
            parts = call(processes, plan_parts, data, definition)
            titles = {run.name: about_run(run, definition) for run in plan.runs}
            surroundings = Surroundings(edition, inputs, data.name, parts, titles)
            reuse = Reuse(folder, surroundings)
            part = Part.of(reuse, plan, chosen, definition.plan.id) if request.only else None
            redone = chosen if request.is_fresh else frozenset[str]()
            job = _Job(suite.parent.parent, data, plan, part.wanted if part else chosen, redone, reuse, part)
            made, reasons = job.make(_runner(request, jobs, processes), attempt.counting(report))
            missing = tuple(run.name for run in plan.runs if run.name not in made)
            runs = (*(made[run.name] for run in plan.runs if run.name in made), *(part.left() if part else ()))
            standing = part.standing if part else {}
            runs = call(processes, publish, folder, data, surroundings, runs, len(plan.runs), standing)
            attempt.recount(runs, missing)
            if part:
                part.discard(store_of(folder))
            else:
                shutil.rmtree(store_of(folder), ignore_errors=True)
    names = tuple(run.run.name for run in runs)
    briefed = Briefed(folder, names, time.perf_counter() - started, reasons, runs, missing)
    _require_done(briefed, job.wanted)
    return briefed


def _planned(data: Path, suite: Path) -> tuple[RunPlan, Definition]:
    """Return the run plan as far as it is known before the data are clean, and what plan.yml says."""
    own = run_plan_of(data, suite)
    plan, definition = load_run_plan(own, suite.parent), load_definition(data)
    if own == suite:
        plan = fit_to_plan(plan, definition, suite.parent)
    return plan, definition


def _edition(request: Request, name: str, plan: RunPlan, definition: Definition) -> Edition:
    vintages, versions = _vintages(definition), read_versions()
    return Edition(name, definition.plan, vintages, versions, plan.languages, plan.formats, request.with_code)


def _require_done(briefed: Briefed, wanted: frozenset[str]) -> None:
    failures = [(run.run.name, run.error) for run in briefed.runs if run.is_failed and run.run.name in wanted]
    if failures:
        folder = briefed.folder.as_posix()
        about = {"failures": failures, "total": len(wanted), "folder": folder, "older": briefed.older}
        raise RunsFailedError("runner.runs_failed", **about)


def brief_all(requests: Sequence[Request], report: Report | None = None) -> dict[Request, Briefed | LcAnalysisError]:
    """Make an edition of each plan, one after the other; what is wrong with one does not stop the others.

    Raises `LcAnalysisError` if there is one plan only, as `brief` does.
    """
    if len(requests) == 1:
        return {requests[0]: brief(requests[0], report)}
    made: dict[Request, Briefed | LcAnalysisError] = {}
    with open_pool(packages_in(find_suite().parent)) as pool:
        for request in requests:
            try:
                made[request] = brief(request, report, pool)
            except LcAnalysisError as problem:
                made[request] = problem
    list_editions(requests)
    return made


def _runner(request: Request, jobs: int, pool: Pool) -> Runner:
    """Return what makes runs: processes of this machine, or a cluster."""
    if request.scheduler is None:
        return lambda tasks: run_tasks(tasks, jobs, pool)
    from lcanalysis.runner.cluster import run_on_cluster  # noqa: PLC0415 - slow to import

    address = request.scheduler
    return lambda tasks: run_on_cluster(tasks, address)


def _clean(data: Path) -> None:
    from lcanalysis.cleaning.pipeline.cleaned_plan import make_current  # noqa: PLC0415 - the scientific libraries, in workers only

    make_current(data)


@dataclass(frozen=True, slots=True)
class _Job:
    """The runs of an edition to be made: the repository, the plan folder, the run plan, and which of its runs are `wanted`.

    A wanted run is kept if `reuse` has it and it is not one of those to be `redone`. A run that is not wanted stays as it
    stands in the edition, if this is a `part` of one.
    """

    root: Path
    data: Path
    plan: RunPlan
    wanted: frozenset[str]
    redone: frozenset[str]
    reuse: Reuse
    part: Part | None

    def make(self, runner: Runner, report: Report) -> tuple[dict[str, Done], dict[str, Reason]]:
        """Keep what can be kept and make the other wanted runs; return them by name, and why they were redone."""
        made: dict[str, Done] = {}
        reasons: dict[str, Reason] = {}
        finished = 0
        # Runs of a notebook share its text: hundreds of copies of it would fill the memory.
        text_of = cache(lambda notebook: read_text(self.root / notebook))
        store = store_of(self.reuse.folder)
        report(None, 0, len(self.wanted))
        for wave in self.plan.waves():
            tasks = []
            for run in wave:
                needed = {name: _numbers(made, name, run.lang) for name in run.needs}
                if run.name not in self.wanted:
                    standing = self.part.kept(run, needed) if self.part else None
                    made |= {run.name: standing} if standing else {}
                elif run.name not in self.redone and (former := self.reuse.former(run, needed)):
                    made[run.name] = Done(run, former, is_reused=True)
                else:
                    reasons[run.name] = self.reuse.reason(run, needed, is_fresh=run.name in self.redone)
                    tasks.append(Task(run, text_of(run.notebook), self.data, self.reuse.surroundings, store, needed))
            kept = [made[run.name] for run in wave if run.name in made and run.name in self.wanted]
            for done in chain(kept, _run(tasks, runner)):
                finished += 1
                made[done.run.name] = done
                report(done, finished, len(self.wanted))
        return made, reasons


def _run(tasks: Sequence[Task], runner: Runner) -> Iterator[Done]:
    """Yield what comes of each task; the languages of a run are made from one execution where its notebook allows it."""
    by_id: dict[str, list[Task]] = {}
    for task in tasks:
        by_id.setdefault(task.run.id, []).append(task)
    made = set()
    for done in runner([replace(first, twins=tuple(others)) for first, *others in by_id.values()]):
        for each in (done, *done.twins):
            made.add(each.run.name)
            yield replace(each, twins=())
    yield from runner([task for task in tasks if task.run.name not in made])


def _numbers(made: Mapping[str, Done], name: str, lang: str) -> Mapping[str, Any]:
    done = made.get(f"{name}.{lang}")
    return done.former.results if done else {}


def _require_possible(plan: RunPlan, definition: Definition, only: Sequence[str], data: Path, processes: Pool) -> None:
    """Refuse a pattern that no run can match, before anything is done; name the pages of the figures that are known so far."""
    possible = fit_to_data(plan, every_figure(definition)) if only else plan
    if not all(_matching(possible, pattern) for pattern in only):
        is_cleaned = (data / "processed" / "observations.csv").is_file()
        known = call(processes, read_published, data) if is_cleaned else Published(frozenset(), {})
        choose_runs(fit_to_data(plan, known), only)


def choose_runs(plan: RunPlan, only: Sequence[str]) -> tuple[Run, ...]:
    """Return the runs whose id, or id and language, matches one of the patterns, and those they need; all without one.

    Raises `UsageError` if no run matches one of the patterns.
    """
    for pattern in only:
        if not _matching(plan, pattern):
            known = tuple(dict.fromkeys(run.id for run in plan.runs))
            if len(known) <= _MOST_NAMED:
                raise UsageError("runner.no_such_run", pattern=pattern, known=known)
            near = nearest_few(pattern.strip("*?"), known, _NEAREST)
            raise UsageError("runner.no_such_run_of_many", pattern=pattern, near=near, count=len(known))
    chosen = frozenset[str]().union(*(_matching(plan, pattern) for pattern in only or ("*",)))
    wanted = with_needs(plan, chosen)
    return tuple(run for run in plan.runs if run.name in wanted)


def _matching(plan: RunPlan, pattern: str) -> frozenset[str]:
    return frozenset(run.name for run in plan.runs if fnmatchcase(run.id, pattern) or fnmatchcase(run.name, pattern))


def require_jobs(jobs: int | None) -> int:
    """Return the number of worker processes; one per usable core by default.

    Raises `UsageError` if it is below one.
    """
    if jobs is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if jobs < 1:
        raise UsageError("runner.bad_jobs", jobs=jobs)
    return jobs


def require_edition_name(name: str) -> str:
    """Return `name` if it can name a folder.

    Raises `UsageError` if it has a separator, begins with a point, or holds other than ASCII letters, digits, ``_``,
    ``-``, ``.``; or if it is that of something that lies beside the editions.
    """
    if not is_file_name(name):
        raise UsageError("runner.bad_edition_name", name=name)
    if name.lower() in RESERVED:
        raise UsageError("archive.reserved_name", name=name)
    return name


def _vintages(definition: Definition) -> tuple[str, ...]:
    declared = {source.vintage for source in (*definition.tables, *definition.statements)}
    return tuple(sorted(declared)) or (definition.plan.published_on,)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the edition `folder` for this process; the system lets go of it should the process die.

    Raises `EditionLockedError` if another process holds it; it says which.
    """
    with ExitStack() as stack:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked_file(_lock_of(folder), 0))
            holder = folder.with_name(f".{folder.name}.holder")
            since = datetime.now().astimezone().isoformat(" ", "seconds")
            about = {"pid": os.getpid(), "host": platform.node(), "since": since}
            stack.callback(holder.unlink, missing_ok=True)
            holder.write_text(json.dumps(about), encoding="utf-8")
        except Timeout:
            raise _locked_error(folder) from None
        except OSError as problem:
            raise cannot_write(folder, problem) from None
        yield


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.lock")


def _locked_error(folder: Path) -> EditionLockedError:
    """Return the error that names the holder, from the note it left beside the lock."""
    try:
        about = read_json(folder.with_name(f".{folder.name}.holder"))
        return EditionLockedError(
            "runner.locked", edition=folder.name, pid=about["pid"], host=about["host"], since=about["since"]
        )
    except (KeyError, TypeError):
        return EditionLockedError("runner.locked_unknown", edition=folder.name, path=_lock_of(folder).as_posix())
