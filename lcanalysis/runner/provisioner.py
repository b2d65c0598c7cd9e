"""The Jupyter kernel provisioner of the kernelspec `lcanalysis`: kernels forked from a warm process.

Any Jupyter client can use it. The kernel is plain ipykernel; only the imports have been done before. Where
no process can be forked, the kernel is started like any other.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from lcanalysis.runner import warm_client
from lcanalysis.runner.environment import STEADY, environment
from lcanalysis.runner.scratch import lasting_scratch, short_place

LAUNCHER: Final = "ipykernel_launcher"
START_S: Final = 60


class WarmProvisioner(LocalProvisioner):
    """Forks the kernel from a warm process: the one the user has started, or one of this client's own."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel; see jupyter_client."""
        if not warm_client.CAN_FORK or LAUNCHER not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        arguments = tuple(cmd[cmd.index(LAUNCHER) + 1 :])
        folder = str(kwargs.get("cwd") or Path.cwd())
        request = warm_client.Kernel(arguments, dict(kwargs["env"]) | STEADY, folder)
        kernel = ForkedKernel(request, (_descriptor(kwargs, "stdout", 1), _descriptor(kwargs, "stderr", 2)))
        # It has all of Popen that is used of it.
        self.process = kernel  # type: ignore[assignment]
        self.pid = self.pgid = kernel.pid
        return self.connection_info


def _descriptor(wanted: dict[str, Any], name: str, standard: int) -> int:
    """Return where a kernel's own output goes: where the client asks for, as `subprocess` takes it, or the client's own."""
    given = wanted.get(name)
    if given is None or given == subprocess.PIPE:
        return standard
    if given == subprocess.DEVNULL:
        return _null()
    return given if isinstance(given, int) else int(given.fileno())


@cache
def _null() -> int:
    return os.open(os.devnull, os.O_WRONLY)


class ForkedKernel:
    """A kernel process that somebody else has forked for us, in the manner of `subprocess.Popen`.

    It lives as long as we hold its connection.
    """

    stdin = stdout = stderr = None

    def __init__(self, request: warm_client.Kernel, descriptors: Sequence[int]) -> None:
        self.connection, self.pid = _ask(request, descriptors)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal; None while the process runs."""
        if self.returncode is None and self.connection.poll():
            try:
                self.returncode = self.connection.recv()
            except (EOFError, OSError):
                self.returncode = 1  # the warm process has gone, and its kernels with it
            self.connection.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end of the process and return its exit code.

        Raises `subprocess.TimeoutExpired` if it runs for longer than `timeout` seconds.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("ipykernel", timeout or 0)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)


def _ask(request: warm_client.Kernel, descriptors: Sequence[int]) -> tuple[Connection[Any, Any], int]:
    """Send a request to the warm process the user has started, or to our own, which is started once."""
    standing = warm_client.find_standing()
    if standing:
        with suppress(OSError):  # it may have been ended a moment ago
            return warm_client.connect(standing, request, descriptors)
    own, process = _own()
    if process.poll() is not None:
        _own.cache_clear()
        own, process = _own()
    end = time.monotonic() + START_S
    while True:
        try:
            return warm_client.connect(own, request, descriptors)
        except OSError as problem:
            if isinstance(problem, TimeoutError):
                process.kill()
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the warm process does not listen") from None
            time.sleep(0.005)


@cache
def _own() -> tuple[Path, subprocess.Popen[bytes]]:
    """Start the warm process of this client; it ends when we do, however that happens."""
    folder = lasting_scratch(short_place())
    variables = {**os.environ, **STEADY, "MPLCONFIGDIR": environment(folder)["MPLCONFIGDIR"]}
    return folder / "warm", warm_client.start(folder / "warm", variables)
