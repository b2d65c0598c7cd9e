"""Many runs at once: a process for each, ended at its limit, tried again if it dies.

Where processes can be forked from a warm one, each run has a fork of its own and its kernel lives in it. Elsewhere,
and for a second try, a worker process runs one notebook after another on ordinary kernels. Both make the same bytes.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Final, Protocol

from lcanalysis.errors import LcAnalysisError
from lcanalysis.runner.tasks import Done, Task, fail_task, run_task

if TYPE_CHECKING:
    from lcanalysis.runner.execute import Client

CALL_S: Final = 1800
"""Seconds that one call may take: cleaning the data, or writing an edition of thousands of runs."""
ATTEMPTS: Final = 2
"""How often a run is started whose process dies or hangs."""


class ProcessDiedError(LcAnalysisError):
    """A process that was to make a call died of something outside of it, or did not end."""


class Pool(Protocol):
    """Processes that make calls; each call has a connection, which brings its result."""

    client: Client
    """Where the kernel of a run lives, at the first try."""

    def start(self, function: Callable[..., Any], *arguments: Any) -> Connection[Any, Any]:
        """Begin a call in a process that does nothing else meanwhile."""

    def settle(self, connection: Connection[Any, Any], *, is_done: bool) -> None:
        """Take a connection back; its process is ended unless `is_done`."""


@dataclass(slots=True)
class _Going:
    task: Task
    attempts: int
    started_at: float
    started: float
    deaths: int = 0


def call(pool: Pool, function: Callable[..., Any], *arguments: Any, limit_s: float = CALL_S) -> Any:
    """Return the result of one call, which is made again if its process dies: it must do no harm twice.

    A call that has not ended after `limit_s` seconds is ended, and not made again.

    Raises `Exception` what the function raised; `ProcessDiedError` if its process died at each attempt, or passed the
    limit.
    """
    for _ in range(ATTEMPTS):
        connection = pool.start(function, *arguments)
        is_done = False
        try:
            if not connection.poll(limit_s):
                raise ProcessDiedError("runner.step_hung", minutes=round(limit_s / 60))
            is_good, result = connection.recv()
            is_done = True
        except (EOFError, OSError):
            continue
        finally:
            pool.settle(connection, is_done=is_done)
        if not is_good:
            raise result
        return result
    raise ProcessDiedError("runner.step_died")


def run_tasks(tasks: Sequence[Task], jobs: int, pool: Pool) -> Iterator[Done]:
    """Run `tasks` on `pool`, at most `jobs` at a time, and yield each result as it comes.

    A failed notebook is tried again as often as its run says; a run whose process dies or hangs once more, on a
    kernel apart, which tells in which cell. When the iteration ends, in whatever way, none of its processes is left.
    """
    waiting = deque(_Going(task, 1, 0.0, 0.0) for task in tasks)
    going: dict[Connection[Any, Any], _Going] = {}
    try:
        while waiting or going:
            while waiting and len(going) < jobs:
                run = waiting.popleft()
                run.started_at, run.started = time.time(), time.monotonic()
                client: Client = "own" if run.deaths else pool.client
                going[pool.start(run_task, run.task, client)] = run
            for connection, key in _ready(going):
                run = going.pop(connection)
                done = _receive(connection) if not key else None
                pool.settle(connection, is_done=done is not None)
                if done and done.is_failed and run.attempts <= run.task.run.retries:
                    waiting.append(replace(run, attempts=run.attempts + 1))
                elif done:
                    yield replace(done, attempts=run.attempts)
                elif run.deaths + 1 < ATTEMPTS:
                    waiting.append(replace(run, attempts=run.attempts + 1, deaths=run.deaths + 1))
                else:
                    seconds = time.monotonic() - run.started
                    failed = call(pool, fail_task, run.task, key or "runner.worker_died", run.started_at, seconds)
                    yield replace(failed, attempts=run.attempts)
    finally:
        for connection in going:
            pool.settle(connection, is_done=False)


def _ready(going: dict[Connection[Any, Any], _Going]) -> list[tuple[Connection[Any, Any], str]]:
    """Wait until something happens, and return which runs have a result or have died and, with a key, which passed their limit."""
    ends = {connection: run.started + run.task.limit_s for connection, run in going.items()}
    ready = wait(list(going), timeout=max(0.0, min(ends.values()) - time.monotonic()))
    now = time.monotonic()
    late = [connection for connection, end in ends.items() if end <= now and connection not in ready]
    return [(connection, "") for connection in going if connection in ready] + [
        (connection, "runner.worker_hung") for connection in late
    ]


def _receive(connection: Connection[Any, Any]) -> Done | None:
    """Return a run's result; None if its process died."""
    try:
        is_good, result = connection.recv()
    except (EOFError, OSError):
        return None
    if not is_good:
        raise result
    done: Done = result
    return done


def answer(connection: Connection[Any, Any], function: Callable[..., Any], arguments: Sequence[Any]) -> None:
    """Make a call and send what it returned, or what it raised."""
    try:
        result = (True, function(*arguments))
    except Exception as problem:  # noqa: BLE001 - the asker decides
        result = (False, problem)
    connection.send(result)
