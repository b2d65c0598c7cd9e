"""Worker processes: each runs one notebook after another and renders its page, so that parents never import Jupyter.

A worker that dies is replaced and its run tried once more; one that hangs past its limit is ended. Whatever
happens to the parent, a worker and its kernel do not outlive it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lcanalysis.briefing.masthead import Edition
from lcanalysis.errors import LcAnalysisError
from lcanalysis.runner.run_plan import Run
from lcanalysis.wording import say

if TYPE_CHECKING:
    from nbformat import NotebookNode

ATTEMPTS: Final = 2
"""How often a run is started whose worker process dies."""
START_S: Final = 120
"""Time a worker may take beyond the limits of the cells: its own start, the kernel's start, the page."""


@dataclass(frozen=True, slots=True)
class Task:
    """A run with all that a worker needs for it: the notebook's text, the kernel's directory, the page's frame."""

    run: Run
    source: str = field(repr=False)
    data: str
    cwd: Path
    edition: Edition = field(repr=False)

    @property
    def limit_s(self) -> float:
        """After this many seconds the worker hangs."""
        return START_S + self.run.timeout_s * max(1, self.source.count('"cell_type"'))


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a run: the executed notebook and its page, and, if it failed, where and how."""

    run: Run
    executed: bytes | None = field(default=None, repr=False)
    html: str = field(default="", repr=False)
    error: str = ""
    started_at: float = 0.0
    seconds: float = 0.0
    attempts: int = 1
    is_reused: bool = False

    @property
    def is_failed(self) -> bool:
        """Whether the notebook did not come to its end."""
        return bool(self.error)


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection[Any, Any]
    task: Task | None = None
    attempts: int = 0
    started: float = 0.0


def run_tasks(tasks: Sequence[Task], jobs: int) -> Iterator[Done]:
    """Run `tasks` on `jobs` worker processes and yield each result as it comes.

    When the iteration ends, in whatever way, no worker and no kernel is left.
    """
    waiting = deque((task, 1) for task in tasks)
    workers: list[_Worker] = []
    with tempfile.TemporaryDirectory(prefix="lcanalysis-", ignore_cleanup_errors=True) as scratch:
        try:
            for number in range(min(jobs, len(waiting))):
                workers.append(_start(Path(scratch) / str(number)))
                _give(workers[-1], waiting)
            while any(worker.task for worker in workers):
                yield from _collect(workers, waiting, Path(scratch))
        finally:
            _end(workers)


def _start(scratch: Path) -> _Worker:
    scratch.mkdir(exist_ok=True)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, scratch), daemon=True)
    with _interrupts_ignored():  # Ctrl-C reaches the whole group, and a worker must not die of it while it starts
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _give(worker: _Worker, waiting: deque[tuple[Task, int]]) -> None:
    worker.task, worker.attempts = waiting.popleft() if waiting else (None, 0)
    worker.started = time.monotonic()
    if worker.task:
        with suppress(OSError):  # a worker that has died already is found out by its closed connection
            worker.connection.send(worker.task)


def _collect(workers: list[_Worker], waiting: deque[tuple[Task, int]], scratch: Path) -> Iterator[Done]:
    """Wait for one thing to happen: a result, a worker's death, a limit passed."""
    busy = [(worker, worker.task) for worker in workers if worker.task]
    rest = min(worker.started + task.limit_s for worker, task in busy) - time.monotonic()
    ready = set(wait([worker.connection for worker, _ in busy], timeout=max(0.0, rest)))
    for worker, task in busy:
        seconds = time.monotonic() - worker.started
        if worker.connection in ready:
            done = _receive(worker)
            if done:
                yield replace(done, attempts=worker.attempts)
                _give(worker, waiting)
                continue
            key = "runner.worker_died"
        elif seconds > task.limit_s:
            key = "runner.worker_hung"
        else:
            continue
        _end([worker])
        workers.remove(worker)
        if key == "runner.worker_died" and worker.attempts < ATTEMPTS:
            waiting.append((task, worker.attempts + 1))
        else:
            yield _failed(task, say(key, task.run.lang), worker.attempts, seconds)
        if waiting:
            workers.append(_start(scratch / os.urandom(4).hex()))
            _give(workers[-1], waiting)


def _receive(worker: _Worker) -> Done | None:
    """Return the worker's result; None if it died."""
    try:
        done: Done = worker.connection.recv()
    except (EOFError, OSError):
        return None
    return done


def _failed(task: Task, error: str, attempts: int, seconds: float) -> Done:
    html = page_of(task.run, task.edition, None, error)
    return Done(task.run, None, html, error, time.time() - seconds, seconds, attempts)


def _end(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.connection.close()
        worker.process.terminate()
    for worker in workers:
        worker.process.join(5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def work(connection: Connection[Any, Any], scratch: Path) -> None:
    """Be a worker: take tasks and send results until the parent closes the connection or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    # No start-up files, settings or history of the user may change a page; all leavings lie in one place.
    os.environ |= {
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(scratch),
        "JUPYTER_CONFIG_DIR": str(scratch / "jupyter"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR") or str(scratch.parent / "matplotlib"),
    }
    tempfile.tempdir = str(scratch)
    from lcanalysis.runner.execute import kill_kernels, prepare_process  # noqa: PLC0415 - after the environment

    def leave(*_: object) -> None:
        kill_kernels()
        os._exit(128 + signal.SIGTERM)

    def leave_with_parent() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            wait([parent.sentinel])
            leave()

    signal.signal(signal.SIGTERM, leave)
    threading.Thread(target=leave_with_parent, daemon=True).start()
    prepare_process()
    while True:
        try:
            task: Task = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(run_task(task))


def run_task(task: Task) -> Done:
    """Run one notebook in this process's kernel, check its numbers and render its page."""
    from lcanalysis.briefing.normalise import notebook_bytes  # noqa: PLC0415 - Jupyter's libraries, in workers only
    from lcanalysis.briefing.results import collect_results  # noqa: PLC0415
    from lcanalysis.runner.execute import execute  # noqa: PLC0415

    run = task.run
    started_at, started = time.time(), time.perf_counter()
    error = html = ""
    executed: bytes | None = None
    notebook: NotebookNode | None = None
    try:
        parameters = dict(run.parameters) | {"lang": run.lang, "data": task.data}
        result = execute(task.source, parameters, task.cwd, run.timeout_s)
        notebook = result.notebook
        executed = notebook_bytes(notebook)
        if result.failure:
            error = say("runner.cell_failed", run.lang, **asdict(result.failure))
        else:
            collect_results(notebook, run.id)
        html = page_of(run, task.edition, notebook, error)
    except Exception as problem:  # noqa: BLE001 - one run's fault, whatever it is, must not stop the others
        if os.environ.get("LCANALYSIS_TRACEBACK"):
            sys.excepthook(type(problem), problem, problem.__traceback__)
        error = reason(problem, run.lang)
        html = _page_of_what_there_is(run, task.edition, notebook, error)
    return Done(run, executed, html, error, started_at, time.perf_counter() - started)


def _page_of_what_there_is(run: Run, edition: Edition, notebook: NotebookNode | None, error: str) -> str:
    """Return the page with the error above it; without the notebook where this is what cannot be shown."""
    try:
        return page_of(run, edition, notebook, error)
    except Exception:  # noqa: BLE001 - the first fault is the one that is reported
        return page_of(run, edition, None, error)


def reason(problem: Exception, lang: str) -> str:
    """Return why a run failed, in `lang`: our own sentence, or the name and message of anything else."""
    if isinstance(problem, LcAnalysisError):
        return problem.text(lang)
    return say("runner.run_failed", lang, error=type(problem).__name__, message=problem)


def page_of(run: Run, edition: Edition, notebook: NotebookNode | None, error: str = "") -> str:
    """Return the page of a run, or of what there is of it."""
    from lcanalysis.briefing.rendering import render_page  # noqa: PLC0415 - Jupyter's libraries, only when needed

    return render_page(notebook, run_id=run.id, lang=run.lang, edition=edition, siblings=edition.languages, error=error)
