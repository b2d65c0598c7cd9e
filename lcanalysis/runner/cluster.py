"""The same suite on an existing Dask cluster: runs go out, results come back to one place, and lost workers do no harm.

A worker needs this very version of the program and of the packages that compute pages, and nothing else: the plan
folder is sent to it. Each worker process keeps a warm process of its own and makes its runs in forks of it.
"""

from __future__ import annotations

import io
import logging
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lcanalysis.errors import UsageError
from lcanalysis.runner.fingerprint import digest
from lcanalysis.runner.input_hashes import PACKAGE, hashes, read_versions
from lcanalysis.runner.pools import open_pool
from lcanalysis.runner.scratch import scratch_folder
from lcanalysis.runner.tasks import Done, Made, Task, fail_task, keep_made, make
from lcanalysis.runner.warm_client import packages_of
from lcanalysis.runner.workers import Pool, ProcessDiedError, call

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_S: Final = 10
"""Seconds within which a scheduler must answer."""
SLACK_S: Final = 300
"""Seconds that a cluster may take beyond the limits of the runs that it makes."""
PAUSE_S: Final = 0.05
ANSWER_S: Final = 60
"""Seconds within which a worker must tell its versions, and hand over a result."""
ATTEMPTS: Final = 3
"""How often a run is sent out whose workers are lost; Dask itself gives it to another one before."""


@dataclass(frozen=True, slots=True)
class SentBack:
    """What a worker sends back of a run."""

    made: Made
    started_at: float
    seconds: float


def run_on_cluster(tasks: Sequence[Task], address: str) -> Iterator[Done]:
    """Run `tasks` on the cluster whose scheduler listens at `address`, and yield each result as it comes.

    Raises `UsageError` if distributed is not installed, no scheduler answers, no worker is there, or one has another
    version of the program or of a package; or if the scheduler is lost: what has come back by then is kept.
    """
    if not tasks:
        return
    client = connect(address)
    with _loss_told(address), client, client.as_current():
        yield from _results(client, tasks, address)


def _results(client: Client, tasks: Sequence[Task], address: str) -> Iterator[Done]:
    from distributed import as_completed  # noqa: PLC0415 - an extra

    packed = pack(tasks[0].data)
    data = _scatter(client, packed)
    packages = packages_of(task.source for task in tasks)
    waiting = {_submit(client, task, data, packages): (task, 1) for task in tasks}
    coming = as_completed(list(waiting))
    # Whatever a worker does with a run, it has answered by then; before, it may have been lost and another tried.
    patience_s = SLACK_S + ATTEMPTS * max(task.limit_s for task in tasks)
    while waiting:
        future = _next(coming, patience_s, address)
        task, attempts = waiting.pop(future)
        if client.status != "running":
            raise ConnectionError
        if future.status == "finished" or attempts == ATTEMPTS:
            yield replace(_done(future, task), attempts=attempts)
            continue
        if data.status != "finished":  # the workers that held it are gone
            data = _scatter(client, packed)
        again = _submit(client, task, data, packages)
        waiting[again] = (task, attempts + 1)
        coming.add(again)


def _next(coming: Iterator[Future], patience_s: float, address: str) -> Future:
    """Return the next result that comes.

    Raises `UsageError` if none comes for so long that no worker can be at work any more.
    """
    arrived: Any = coming
    end = time.monotonic() + patience_s
    while not arrived.has_ready():
        if time.monotonic() > end:
            raise UsageError("runner.cluster_silent", address=address, minutes=round(patience_s / 60))
        time.sleep(PAUSE_S)
    return next(coming)


@contextmanager
def _loss_told(address: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:  # what Dask raises of connections among them
        raise UsageError("runner.cluster_lost", address=address, problem=type(problem).__name__) from None


def connect(address: str) -> Client:
    """Return a client of the cluster whose scheduler listens at `address`, once it is sure that it can make our runs.

    Raises `UsageError` as `run_on_cluster` does.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError("runner.no_dask") from None
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what is lost is told by us, once
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as problem:
        raise UsageError("runner.no_cluster", address=address, problem=type(problem).__name__) from None
    try:
        with _loss_told(address):
            _require_same_versions(client, address)
    except BaseException:
        client.close()
        raise
    return client


def _scatter(client: Client, packed: bytes) -> Future:
    """Give the packed plan folder to all workers; once more if one is lost that was to take it."""
    for _ in range(ATTEMPTS - 1):
        with suppress(OSError):
            return client.scatter(packed, broadcast=True, hash=False)
    return client.scatter(packed, broadcast=True, hash=False)


def _submit(client: Client, task: Task, data: Future, packages: tuple[str, ...]) -> Future:
    return client.submit(make_there, task, data, packages, key=f"{task.run.name}-{time.time_ns()}", pure=False)


def _done(future: Future, task: Task) -> Done:
    """Keep what came back of a run; a run that cost several workers their lives has failed."""
    started_at = time.time()
    if future.status != "finished":
        return fail_task(task, "runner.worker_lost", started_at, 0.0)
    sent: SentBack = future.result(ANSWER_S)
    future.release()
    return keep_made(task, sent.made, sent.started_at, sent.seconds)


def _require_same_versions(client: Client, address: str) -> None:
    here = versions()
    answers: dict[str, Any] = client.run(versions, on_error="return", callback_timeout=ANSWER_S)
    there = {worker: answer for worker, answer in answers.items() if not isinstance(answer, OSError)}
    if not there:  # one that was lost as it was asked makes no runs either
        raise UsageError("runner.no_workers", address=address)
    for worker, answer in sorted(there.items()):
        found = answer if isinstance(answer, dict) else {}
        names = sorted(name for name in here.keys() | found.keys() if here.get(name) != found.get(name))
        if names:
            shown = ", ".join(f"{name} {found.get(name, '-')} ({here.get(name, '-')})" for name in names)
            raise UsageError("runner.unlike_worker", worker=worker, versions=shown)


def versions() -> dict[str, str]:
    """Return the versions of all that computes a page, the program's code by its digest."""
    return read_versions() | {"code": digest(hashes(PACKAGE))[:12]}


def make_there(task: Task, data: bytes, packages: tuple[str, ...]) -> SentBack:
    """Run one notebook on this worker; its plan folder is unpacked from `data`.

    `packages` are what a warm process imports for the notebooks of the edition.
    """
    here = replace(task, data=unpacked(data, task.data.name))
    started_at, started = time.time(), time.perf_counter()
    pool = _pool(packages)
    try:
        made = call(pool, make, here, pool.client, limit_s=task.limit_s)
    except ProcessDiedError:
        # Once more, on a kernel apart, which says in which cell.
        made = call(pool, make, here, "own", limit_s=task.limit_s)
    return SentBack(made, started_at, time.perf_counter() - started)


def pack(folder: Path) -> bytes:
    """Return a plan folder as one archive, without hidden files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for path in sorted(folder.rglob("*")):
            inner = path.relative_to(folder)
            if path.is_file() and not any(part.startswith(".") for part in inner.parts):
                archive.write(path, inner.as_posix())
    return content.getvalue()


_ONE_AT_A_TIME: Final = threading.Lock()
_OPEN: Final = ExitStack()


def unpacked(data: bytes, name: str) -> Path:
    """Return a folder called `name` with the contents of an archive; the same archive is unpacked once."""
    with _ONE_AT_A_TIME:
        return _unpacked(data, name)


@cache
def _unpacked(data: bytes, name: str) -> Path:
    folder = _OPEN.enter_context(scratch_folder()) / name
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder


def _pool(packages: tuple[str, ...]) -> Pool:
    """Return the pool of this worker process for notebooks that speak of these packages, opened at its first run."""
    with _ONE_AT_A_TIME:
        return _opened(packages)


@cache
def _opened(packages: tuple[str, ...]) -> Pool:
    return _OPEN.enter_context(open_pool(packages))
