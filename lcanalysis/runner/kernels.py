"""Ordinary kernels of this very Python: started apart, talked to over sockets, ended with their owner."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

from lcanalysis.runner.environment import STEADY
from lcanalysis.runner.scratch import LONGEST_SOCKET, lasting_scratch, short_place
from lcanalysis.runner.warm_client import TRACEBACK_WANTED


class FileKernelManager(AsyncKernelManager):
    """Talks to kernels over socket files in a folder of this user's own; where it cannot, over encrypted ports."""

    def __init__(self, **wanted: Any) -> None:
        super().__init__(**wanted)
        # Free TCP ports are found by trying, so two kernels that start at the same moment can be given the same
        # one and wait for each other's answers for ever. Socket files in our own private folder cannot clash.
        if os.name == "posix":
            socket = str(self._socket_folder() / f"k{uuid4().hex[:12]}")
            if len(os.fsencode(socket)) <= LONGEST_SOCKET:
                self.transport, self.ip = "ipc", socket

    def _socket_folder(self) -> Path:
        return _private_socket_folder()

    @default("transport_encryption")
    def _default_transport_encryption(self) -> str:
        return "auto"  # CurveZMQ where both sides have it: other users of the machine cannot listen


class OwnKernelManager(FileKernelManager):
    """Starts ipykernel on the Python that runs this, whatever kernelspec called python3 the user may have."""

    running: ClassVar[list[OwnKernelManager]] = []

    def _socket_folder(self) -> Path:
        return Path(tempfile.gettempdir())  # which is a worker's own

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernelspec of this very environment."""
        return KernelSpec(name="python3", env=dict(STEADY), **get_kernel_dict())

    async def _async_launch_kernel(self, kernel_cmd: list[str], **wanted: Any) -> None:
        OwnKernelManager.running[:] = [self]
        # What the kernel process itself prints would run into the progress bar; cells' output is captured apart.
        quiet = {} if TRACEBACK_WANTED else {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        await super()._async_launch_kernel(kernel_cmd, **(wanted | quiet))


@cache
def _private_socket_folder() -> Path:
    return lasting_scratch(short_place())


def kill_kernels() -> None:
    """End the kernel of this process, if one runs, and all that it started, at once."""
    for manager in OwnKernelManager.running:
        process = getattr(manager.provisioner, "process", None)
        if process is None or process.poll() is not None:
            continue
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)  # a kernel leads its own session
        else:
            process.kill()
