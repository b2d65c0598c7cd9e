"""Where runs are made: forks of a warm process, or spawned worker processes where no process can be forked."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lcanalysis.errors import UsageError
from lcanalysis.process import require_memory
from lcanalysis.runner import warm_client
from lcanalysis.runner.environment import FONTS, environment, keep_list
from lcanalysis.runner.scratch import has_room, scratch_folder, short_place
from lcanalysis.runner.workers import Pool, answer

if TYPE_CHECKING:
    from lcanalysis.runner.execute import Client

NO_FORK: Final = "LCANALYSIS_NO_FORK"
"""Set in the environment, this makes ordinary kernels do all the work."""
MOST_STARTS: Final = 3
"""How often a warm process is started in the place of one that was killed, the first one included."""
END_S: Final = 5


@contextmanager
def open_pool(packages: Iterable[str] = warm_client.PACKAGES) -> Iterator[Pool]:
    """Give processes for runs, and let none outlive the context.

    A warm process that the user has started is used if it holds this very code; else one is started, which imports
    these of the slow `packages`: those that the notebooks speak of (`warm_client.packages_in`).

    Raises `UsageError` if a limit of this process leaves it too little memory.
    """
    require_memory()
    with scratch_folder() as folder, _sockets_beside(folder) as sockets:
        if not warm_client.CAN_FORK or os.environ.get(NO_FORK) or not has_room(sockets):
            spawned = Spawned(folder)
            try:
                yield spawned
            finally:
                spawned.close()
            return
        standing = warm_client.find_standing()
        forks = Forks(folder, standing, tuple(packages), sockets)
        try:
            yield forks
        finally:
            forks.close()
            keep_list(folder / FONTS)


@contextmanager
def _sockets_beside(folder: Path) -> Iterator[Path]:
    """Give a folder for sockets: the same one, or, where its path is too long for any, one of their own elsewhere."""
    if has_room(folder):
        yield folder
    else:
        with scratch_folder(short_place()) as sockets:
            yield sockets


class Forks:
    """Forks of a warm process, one for each call.

    - `folder`: where a warm process of our own leaves what it leaves; only the user can enter it.
    - `standing`: where one listens that the user has started; None if there is none. If it dies, one of our own is
      started.
    - `packages`: what a warm process of our own imports besides what every run needs.
    - `sockets`: where it listens; in `folder` by default.
    """

    client: Client = "forked"

    def __init__(
        self, folder: Path, standing: Path | None = None, packages: tuple[str, ...] = (), sockets: Path | None = None
    ) -> None:
        self.folder, self.packages, self.sockets = folder, packages, sockets or folder
        self.started = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.address = standing or self._start_warm()

    def start(self, function: Callable[..., Any], *arguments: Any) -> Connection[Any, Any]:
        """Begin a call in a fork of its own; see `Pool`. A warm process that was killed is replaced.

        Raises `UsageError` if the warm process does not answer, or ends again and again.
        """
        end = time.monotonic() + warm_client.ANSWER_S
        while True:
            try:
                return warm_client.connect(self.address, warm_client.Call(function, arguments, str(Path.cwd())))[0]
            except OSError as problem:
                is_silent = isinstance(problem, TimeoutError)
                if self.process and (is_silent or time.monotonic() > end):
                    self.close()
                    raise UsageError("runner.no_answer", seconds=warm_client.ANSWER_S) from None
                is_dead = not self.process or self.process.poll() is not None
                if is_dead and self.started == MOST_STARTS:
                    raise UsageError("runner.no_process") from None
                if is_dead:
                    self.close()
                    self.address = self._start_warm()
                time.sleep(0.005)

    def settle(self, connection: Connection[Any, Any], *, is_done: bool) -> None:  # noqa: ARG002 - a fork ends anyhow
        """Close the connection, which is the fork's lease; see `Pool`."""
        connection.close()

    def _start_warm(self) -> Path:
        self.started += 1
        address = self.sockets / f"warm{self.started}"
        self.process = warm_client.start(address, environment(self.folder), self.packages)
        return address

    def close(self) -> None:
        """End the warm process, if it is ours, and all its forks."""
        if not self.process:
            return
        self.process.kill()  # its forks are killed with it
        if self.process.stdin:
            self.process.stdin.close()
        with suppress(subprocess.TimeoutExpired):  # a process whose disk does not answer cannot even be killed
            self.process.wait(END_S)


class Spawned:
    """Worker processes, each making one call after another; see `Pool`."""

    client: Client = "own"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.idle: list[Connection[Any, Any]] = []
        self.processes: dict[Connection[Any, Any], SpawnProcess] = {}
        self.watches: list[threading.Timer] = []

    def start(self, function: Callable[..., Any], *arguments: Any) -> Connection[Any, Any]:
        """Begin a call in an idle worker, or in a new one."""
        connection = self.idle.pop() if self.idle else self._new()
        with suppress(OSError):  # a worker that has died already is found out by its closed connection
            connection.send((function, arguments))
        return connection

    def settle(self, connection: Connection[Any, Any], *, is_done: bool) -> None:
        """Keep the worker for another call, or end it."""
        if is_done:
            self.idle.append(connection)
        else:
            _end([(connection, self.processes.pop(connection))])

    def close(self) -> None:
        """End all workers."""
        for watch in self.watches:
            watch.cancel()
        _end(list(self.processes.items()))
        self.processes.clear()

    def _new(self) -> Connection[Any, Any]:
        scratch = self.folder / os.urandom(4).hex()
        scratch.mkdir()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        ready, tell = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(theirs, tell, scratch, environment(scratch)), daemon=True)
        with _interrupts_ignored():  # Ctrl-C reaches the whole group, and a worker must not die of it while it starts
            process.start()
        theirs.close()
        tell.close()
        if os.name == "posix":
            warm_client.limit_silence(ours.fileno())
        watch = threading.Timer(warm_client.ANSWER_S, _end_unready, (ready, process))
        watch.daemon = True
        watch.start()
        self.processes[ours] = process
        self.watches.append(watch)
        return ours


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


def _end(workers: list[tuple[Connection[Any, Any], SpawnProcess]]) -> None:
    for connection, process in workers:
        connection.close()
        process.terminate()
    for _, process in workers:
        process.join(END_S)
        if process.is_alive():
            process.kill()
            process.join(END_S)


def _end_unready(ready: Connection[Any, Any], process: SpawnProcess) -> None:
    """End a worker that has not come so far that it can take calls; whoever waits for it learns of it as of a death."""
    if not ready.poll():
        process.kill()
    ready.close()


def _work(
    connection: Connection[Any, Any], tell: Connection[Any, Any], scratch: Path, variables: dict[str, str]
) -> None:
    """Be a worker: take calls and send results until the parent closes the connection or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    os.environ |= variables
    tempfile.tempdir = str(scratch)
    from lcanalysis.runner.execute import prepare_process  # noqa: PLC0415 - after the environment
    from lcanalysis.runner.kernels import kill_kernels  # noqa: PLC0415

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
    tell.send(None)
    while True:
        try:
            function, arguments = connection.recv()
        except (EOFError, OSError):
            return
        answer(connection, function, arguments)
