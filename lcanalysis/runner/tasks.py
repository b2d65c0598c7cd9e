"""One run as a worker makes it: execute, check its numbers, render its page, and keep what came of it."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lcanalysis.briefing.masthead import Edition
from lcanalysis.briefing.run_record import Finished, FinishedRun, KeptRun, RunTitle
from lcanalysis.errors import LcAnalysisError
from lcanalysis.files.data_folder import CLEANED
from lcanalysis.files.regular_files import read_file
from lcanalysis.needed_runs import FOLDER, RESULTS
from lcanalysis.runner.fingerprint import Surroundings
from lcanalysis.runner.reuse import Reason
from lcanalysis.runner.run_plan import Run
from lcanalysis.runner.store import Former, keep
from lcanalysis.wording import say

if TYPE_CHECKING:
    from lcanalysis.runner.execute import Client, Executed

START_S: Final = 120
"""Time a run may take beyond the limits of its cells: the kernel's start, the page."""


@dataclass(frozen=True, slots=True)
class Task:
    """A run with all that a worker needs for it.

    `source` is the notebook's text; `data` the plan folder, of which the notebook is given the name, since it runs beside
    it; `needed` are the numbers of the runs that it needs; `store` is where what comes of it is kept. `twins` are the same
    run in other languages: their pages are made from its execution if all that the notebook shows carries those languages.
    """

    run: Run
    source: str = field(repr=False)
    data: Path
    surroundings: Surroundings = field(repr=False)
    store: Path
    needed: Mapping[str, Any] = field(default_factory=dict, repr=False)
    twins: tuple[Task, ...] = ()

    @property
    def edition(self) -> Edition:
        """What all pages of the edition share."""
        return self.surroundings.edition

    @property
    def limit_s(self) -> float:
        """After this many seconds the run is ended, whatever it is doing."""
        cells = START_S + self.run.timeout_s * max(1, self.source.count('"cell_type"'))
        return min(cells, self.run.run_timeout_s or cells)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one execution: the run's page, those of its twins, and what was read of the plan folder.

    `reads` is None if it is not known; `twins` are by the name of their runs, and none if each needs its own execution.
    """

    finished: Finished
    reads: tuple[str, ...] | None
    twins: Mapping[str, Finished] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a run, and what it took; what is kept of it lies in files."""

    run: Run
    former: Former
    started_at: float = 0.0
    seconds: float = 0.0
    attempts: int = 1
    is_reused: bool = False
    older: Reason | None = None
    """Why the page that stands in the edition is older than what it follows from; None if it is not."""
    failure: str = ""
    """Why the run failed whose former page stands in the edition."""
    twins: tuple[Done, ...] = ()
    """The same run in other languages, made from the same execution."""

    @property
    def error(self) -> str:
        """Why the run failed; empty if it did not."""
        return self.failure or str(self.former.record["error"])

    @property
    def is_failed(self) -> bool:
        """Whether the notebook did not come to its end."""
        return bool(self.failure) or not self.former.is_done

    def kept(self) -> KeptRun:
        """Return the run as an edition takes it."""
        return replace(self.former.kept(), is_older=self.older is not None)


def run_task(task: Task, client: Client) -> Done:
    """Run one notebook, check its numbers, render its page, and keep them in the task's store.

    Raises `UsageError` if they cannot be written: the disk is full, say.
    """
    started_at, started = time.time(), time.perf_counter()
    made = make(task, client)
    return keep_made(task, made, started_at, time.perf_counter() - started)


def keep_made(task: Task, made: Made, started_at: float, seconds: float) -> Done:
    """Keep what came of an execution in the task's store: the run, and its twins.

    Raises `UsageError` if it cannot be written.
    """

    def kept(one: Task, finished: Finished) -> Former:
        follows = one.surroundings.follows(one.run, made.reads, one.needed)
        return keep(one.store, finished, made.reads, follows)

    twins = (
        Done(twin.run, kept(twin, made.twins[twin.run.name]), started_at)
        for twin in task.twins
        if twin.run.name in made.twins
    )
    return Done(task.run, kept(task, made.finished), started_at, seconds, twins=tuple(twins))


def make(task: Task, client: Client) -> Made:
    """Run one notebook and render its page, and those of its twins where it serves them too.

    Whatever goes wrong is told on the page: one run's fault must not stop the others.
    """
    executed: Executed | None = None
    try:
        executed = _execute(task, client)
        if not executed.failure:
            return Made(_finish(task, executed), executed.reads, _finish_twins(task, executed))
        error = executed.failure.text(task.run.lang)
    except Exception as problem:  # noqa: BLE001 - whatever it is
        if os.environ.get("LCANALYSIS_TRACEBACK"):
            sys.excepthook(type(problem), problem, problem.__traceback__)
        error = reason(problem, task.run.lang)
    try:
        return Made(_finish(task, executed, error), None)
    except Exception:  # noqa: BLE001 - the first fault is the one that is reported
        return Made(_finish(task, None, error), None)


def _finish_twins(task: Task, executed: Executed) -> dict[str, Finished]:
    from lcanalysis.notebooks.languages import speaks  # noqa: PLC0415 - as below

    return {twin.run.name: _finish(twin, executed) for twin in task.twins if speaks(executed.notebook, twin.run.lang)}


def fail_task(task: Task, key: str, started_at: float, seconds: float) -> Done:
    """Keep a run whose process died or hung, twice: a page that says so, in the words of `key`."""
    finished = _finish(task, None, say(key, task.run.lang))
    return Done(task.run, keep(task.store, finished, None, {}), started_at, seconds)


def fail_again(done: Done, edition: Edition, store: Path, error: str) -> Former:
    """Keep a finished run as one that failed after all, with its notebook as it is."""
    from lcanalysis.briefing.finished import finish_run  # noqa: PLC0415 - as below
    from lcanalysis.briefing.masthead import notebook_name  # noqa: PLC0415
    from lcanalysis.runner.execute import notebook_of  # noqa: PLC0415

    former, run = done.former, done.run
    name = notebook_name(run.id, run.lang, edition.languages)
    executed = notebook_of(read_file(former.folder / name))
    title = FinishedRun.from_json(former.record).run
    return keep(store, finish_run(title, executed, edition, error), former.reads, {})


def _execute(task: Task, client: Client) -> Executed:
    from lcanalysis.runner.execute import Job, execute  # noqa: PLC0415 - Jupyter's libraries, in workers only

    parameters = dict(task.run.parameters) | {"lang": task.run.lang, "data": task.data.name}
    job = Job(task.source, parameters, task.data.parent, task.data, task.run.timeout_s, client)
    with _surrounding(task):
        return execute(job)


@contextmanager
def _surrounding(task: Task) -> Iterator[None]:
    """Give a notebook the numbers that it needs, and let it draw charts as the edition wants them."""
    from lcanalysis.charts.chart import PIXELS  # noqa: PLC0415 - the scientific libraries, in workers only
    from lcanalysis.charts.chart_exhibit import PAGE_LANGUAGES  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory(prefix="lcanalysis-") if task.needed else nullcontext("") as folder:
        given = {CLEANED: "1"} | ({PIXELS: "1"} if "docx" in task.edition.formats else {})
        given[PAGE_LANGUAGES] = " ".join(one.run.lang for one in (task, *task.twins))
        if folder:
            (Path(folder) / RESULTS).write_text(json.dumps(dict(task.needed)), encoding="utf-8")
            given[FOLDER] = folder
        os.environ.update(given)
        try:
            yield
        finally:
            for name in given:
                del os.environ[name]


def _finish(task: Task, executed: Executed | None, error: str = "") -> Finished:
    from lcanalysis.briefing.finished import finish_run  # noqa: PLC0415 - as above
    from lcanalysis.notebooks.languages import in_language  # noqa: PLC0415

    run = task.run
    title = RunTitle(run.id, run.lang, run.notebook, dict(run.parameters), task.surroundings.about.get(run.name, ""))
    notebook = in_language(executed.notebook, run.lang) if executed else None
    return finish_run(title, notebook, task.edition, error)


def reason(problem: Exception, lang: str) -> str:
    """Return why a run failed, in `lang`: our own sentence, or the name and message of anything else."""
    if isinstance(problem, LcAnalysisError):
        return problem.text(lang)
    return say("runner.run_failed", lang, error=type(problem).__name__, message=problem)
