"""A process that has imported everything once and forks: a kernel or a run then starts without imports.

It listens on a socket in a folder that only its user can enter, and serves only processes of that user. Each
request has a connection of its own, which is also its lease: when the asker goes, what was forked for it is
killed. The process has one thread and holds no lock when it forks, so that no child can wait for a lock whose
holder exists only in the parent. Linux only: macOS can fork, but its libraries may hang in a forked child.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import pickle
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final, Never

import lcanalysis
from lcanalysis.errors import UsageError
from lcanalysis.process import collect_garbage_rarely
from lcanalysis.runner.environment import STEADY, environment
from lcanalysis.runner.parent_watch import die_with_parent
from lcanalysis.runner.scratch import clear_if_left, scratch_folder
from lcanalysis.runner.slow_grammar import grammar_on_demand
from lcanalysis.runner.warm_client import CAN_FORK, KERNEL, PACKAGES, Call, Kernel, find_standing, standing_address
from lcanalysis.runner.workers import answer

PRELOADED: Final = (
    "ipykernel.debugger", "ipykernel.kernelapp", "ipykernel.inprocess.blocking", "matplotlib.pyplot", "papermill",
    "papermill.execute", "IPython.core.completerlib", "IPython.core.oinspect", "tornado.platform.asyncio",
)  # fmt: skip
"""What every run and every kernel needs."""
_AT_HOME: Final = ("cli", "__main__", "briefing.page")
"""Modules of the library that nothing forked needs."""
SILENCE_S: Final = 5
"""Seconds that an asker may keep all others waiting for the rest of its request."""
LARGEST: Final = 1 << 30
"""Bytes that a request may have."""


def preload(packages: Iterable[str] = PACKAGES) -> None:
    """Import all that a run, its kernel and its page need, and some packages that notebooks import themselves."""
    with grammar_on_demand():
        importlib.import_module("jsonschema")
    for name in (*PRELOADED, *(PACKAGES[package] for package in packages)):
        importlib.import_module(name)
    package = lcanalysis.__name__
    for module in walk_packages(lcanalysis.__path__, f"{package}."):
        if not module.name.removeprefix(f"{package}.").startswith(_AT_HOME):
            importlib.import_module(module.name)
    importlib.import_module(f"{package}.runner.rehearsal").rehearse()


def serve(address: Path, *, is_owned: bool, packages: Iterable[str] = PACKAGES) -> None:
    """Listen at `address` until told to stop; with `is_owned`, until standard input is closed.

    Requests may come before all is imported; they wait. A connection begins with a `Kernel` or a `Call`.
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(address))
    listener.listen(64)
    gc.disable()  # importing makes much and drops little
    preload(packages)
    if threading.active_count() > 1:
        raise RuntimeError(f"a thread would be lost in forked processes: {threading.enumerate()}")
    gc.freeze()  # what is shared with the children stays shared: no collection touches it
    collect_garbage_rarely()
    gc.enable()
    WarmServer(listener, is_owned=is_owned).serve()


class WarmServer:
    """Forks on request, passes exit codes on, and kills what its asker left behind."""

    def __init__(self, listener: socket.socket, *, is_owned: bool) -> None:
        self.listener = listener
        self.is_owned = is_owned
        self.leases: dict[int, Connection[Any, Any]] = {}
        self.kernels: set[int] = set()
        self.wake, self.woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def serve(self) -> None:
        """Serve until the owner goes or a signal says stop."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            while True:
                watched = [self.listener, self.wake, *self.leases.values(), *([sys.stdin] if self.is_owned else [])]
                ready = select.select(watched, [], [])[0]
                if sys.stdin in ready:
                    return
                if self.wake in ready:
                    with suppress(BlockingIOError):
                        os.read(self.wake, 4096)
                for pid in [pid for pid, lease in self.leases.items() if lease in ready]:
                    self._drop(pid)
                self._reap()
                if self.listener in ready:
                    self._accept()
        finally:
            for pid in list(self.leases):
                self._drop(pid)
            with suppress(ChildProcessError):
                while True:  # until they have ended they may write: only then can their folder be cleared
                    os.wait()

    def _accept(self) -> None:
        peer, _ = self.listener.accept()
        if _user_of(peer) != os.getuid():
            peer.close()
            return
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENCE_S, 0))
        connection: Connection[Any, Any] = Connection(peer.detach())
        try:
            is_kernel = connection.recv_bytes(len(KERNEL)) == KERNEL
            request = connection.recv_bytes(LARGEST)  # what it holds is for the child alone: it may be anything
            descriptors = _receive_descriptors(connection) if is_kernel else []
        except (EOFError, OSError):
            connection.close()
            return
        server = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._be_child(server, request, connection, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        self.leases[pid] = connection
        if is_kernel:
            self.kernels.add(pid)

    def _be_child(self, server: int, request: bytes, connection: Connection[Any, Any], descriptors: list[int]) -> Never:
        code = 1
        try:
            die_with_parent(server)
            os.setsid()
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            os.close(self.wake)
            os.close(self.woken)
            self.listener.close()
            for lease in self.leases.values():
                lease.close()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            _reseed()
            connection.send(os.getpid())  # until now a request may be made again elsewhere: nothing was begun
            code = _answer(request, connection, descriptors)
        except BaseException:  # noqa: BLE001 - a forked child must end here, whatever happens
            with suppress(Exception):
                traceback.print_exc()
        finally:
            with suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        for pid, code in _ended():
            lease = self.leases.pop(pid, None)
            if lease and pid in self.kernels:
                with suppress(OSError):
                    lease.send(code)
            if lease:
                lease.close()
            self.kernels.discard(pid)

    def _drop(self, pid: int) -> None:
        """Kill what was forked for an asker that has gone, with all that it started."""
        self.leases.pop(pid).close()
        self.kernels.discard(pid)
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)


def _ended() -> Iterator[tuple[int, int]]:
    """Yield the children that have ended, with their exit codes, negative for a signal."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        yield pid, os.waitstatus_to_exitcode(status)


def _user_of(peer: socket.socket) -> int:
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    return int(user)


def _reseed() -> None:
    """Give the child random numbers of its own; Python's own generator does so by itself."""
    import numpy as np  # noqa: PLC0415 - the asking side does without it

    np.random.seed()  # noqa: NPY002 - the global generator is the one that is shared


def _answer(request: bytes, connection: Connection[Any, Any], descriptors: Sequence[int]) -> int:
    wanted: Kernel | Call = pickle.loads(request)  # noqa: S301 - from a process of the same user
    if isinstance(wanted, Kernel):
        return _be_kernel(wanted, descriptors)
    os.chdir(wanted.folder)
    answer(connection, wanted.function, wanted.arguments)
    return 0


def _be_kernel(request: Kernel, descriptors: Sequence[int]) -> int:
    """Become the kernel that the request describes, as if it had been started by its command line."""
    for descriptor, place in zip(descriptors, (1, 2), strict=True):
        os.dup2(descriptor, place)
        os.close(descriptor)
    os.chdir(request.folder)
    os.environ.clear()
    os.environ.update(request.environment)
    # ipykernel ends itself when this parent has gone, of which a kernel that was started alone learns from its environment.
    arguments = [*request.arguments, f"--IPKernelApp.parent_handle={os.getppid()}"]
    sys.argv = ["ipykernel_launcher", *arguments]
    sys.path[0] = ""
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415 - the asking side does without it

    IPKernelApp.launch_instance(argv=arguments)
    return 0


def _receive_descriptors(connection: Connection[Any, Any]) -> list[int]:
    with socket.socket(fileno=os.dup(connection.fileno())) as peer:
        return list(socket.recv_fds(peer, 1, 2)[1])


def stand() -> None:
    """Be the warm process that all runs and kernels of this user find, until a signal says stop.

    Raises `UsageError` if this system cannot fork, if one listens already, or if the folder for it is not safe.
    """
    if not CAN_FORK:
        raise UsageError("runner.no_fork")
    address = standing_address()
    if find_standing():
        raise UsageError("runner.warm_already", path=address.as_posix())
    address.unlink(missing_ok=True)  # what a killed one left behind
    try:
        serve(address, is_owned=False)
    finally:
        address.unlink(missing_ok=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Be a warm process: ``python -m lcanalysis.runner.warm``; the suite itself gives it an address of its own."""
    parser = argparse.ArgumentParser(prog="lcanalysis.runner.warm")
    parser.add_argument("--owned", type=Path, metavar="ADDRESS")
    parser.add_argument("--parent", type=int, metavar="PID")
    parser.add_argument("--packages", nargs="*", choices=PACKAGES, default=list(PACKAGES))
    wanted = parser.parse_args(arguments)
    if wanted.owned:
        serve(wanted.owned, is_owned=True, packages=wanted.packages)
        for folder in (wanted.owned.parent, Path(tempfile.gettempdir())):
            clear_if_left(folder)  # who owned it was killed, or would have ended us
        return
    if os.environ.get("PYTHONHASHSEED") != STEADY["PYTHONHASHSEED"]:  # it counts only at the start of Python
        with scratch_folder() as folder:
            again = [sys.executable, "-m", "lcanalysis.runner.warm", "--parent", str(os.getpid())]
            sys.exit(subprocess.run(again, env=environment(folder), check=False).returncode)  # noqa: S603 - our own module
    try:
        die_with_parent(wanted.parent)
        stand()
    except UsageError as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(problem.exit_code)
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
