"""One notebook, one set of parameters: run with papermill on a kernel of this very Python.

What papermill writes of times, durations and random ids is taken out again, so that an executed notebook
is a function of its inputs. A failing notebook comes back as far as it got, with the failing cell named.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final
from uuid import uuid4

import nbformat
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill import execute_notebook
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets import default

from lcanalysis.briefing.normalise import normalise

ENGINE: Final = "lcanalysis-suite"
_PLACES: Final = (
    (sysconfig.get_paths()["purelib"], "site-packages"),
    (sysconfig.get_paths()["stdlib"], "python"),
    (sys.prefix, "python"),
    (f"{Path(__file__).parents[2]}{os.sep}", ""),
    (str(Path.home()), "~"),
)
_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
TRACEBACK_WANTED: Final = bool(os.environ.get("LCANALYSIS_TRACEBACK"))
LONGEST_SOCKET: Final = 95
"""Bytes that the name of a socket file may have, less the number that is put behind it; 104 on macOS."""
START_S: Final = 60
"""Seconds within which a kernel must answer."""
# One thread per kernel: the suite is parallel over runs, and sums do not depend on the number of cores.
KERNEL_ENVIRONMENT: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Where and how a notebook failed: the cell's id, its number among code cells, the exception."""

    cell: str
    number: int
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Executed:
    """An executed notebook, and the failure if it did not come to its end."""

    notebook: NotebookNode
    failure: Failure | None = None


class OwnKernelManager(AsyncKernelManager):
    """Starts ipykernel on the Python that runs this, whatever kernelspec called python3 the user may have."""

    running: ClassVar[list[OwnKernelManager]] = []

    def __init__(self, **wanted: Any) -> None:
        super().__init__(**wanted)
        # Free TCP ports are found by trying, so two kernels that start at the same moment can be given the same
        # one and wait for each other's answers for ever. Socket files in our own private folder cannot clash.
        socket = str(Path(tempfile.gettempdir()) / f"k{uuid4().hex[:12]}")
        if os.name == "posix" and len(os.fsencode(socket)) <= LONGEST_SOCKET:
            self.transport, self.ip = "ipc", socket

    @default("transport_encryption")
    def _default_transport_encryption(self) -> str:
        return "auto"  # CurveZMQ where both sides have it: other users of the machine cannot listen

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernelspec of this very environment."""
        return KernelSpec(name="python3", env=dict(KERNEL_ENVIRONMENT), **get_kernel_dict())

    async def _async_launch_kernel(self, kernel_cmd: list[str], **wanted: Any) -> None:
        OwnKernelManager.running[:] = [self]
        # What the kernel process itself prints would run into the progress bar; cells' output is captured apart.
        quiet = {} if TRACEBACK_WANTED else {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        await super()._async_launch_kernel(kernel_cmd, **(wanted | quiet))


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


class KernelStartError(RuntimeError):
    """A kernel did not come to life; no cell was run."""


class SuiteClient(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client; a cell that runs out of time, or whose kernel dies, fails like any other cell."""

    def start_new_kernel_client(self, **wanted: Any) -> Any:
        """Wait until the kernel answers; see nbclient."""
        try:
            return super().start_new_kernel_client(**wanted)
        except RuntimeError as problem:
            raise KernelStartError(str(problem)) from None

    def execute_cell(self, cell: NotebookNode, cell_index: int, **wanted: Any) -> NotebookNode:
        """Run one cell; see nbclient."""
        try:
            executed: NotebookNode = super().execute_cell(cell, cell_index, **wanted)
        except (CellTimeoutError, DeadKernelError) as problem:
            kill_kernels()
            message = str(problem).splitlines()[0]
            name = type(problem).__name__
            error = {"output_type": "error", "ename": name, "evalue": message, "traceback": [message]}
            cell.outputs.append(NotebookNode(error))  # type: ignore[no-untyped-call]
            raise CellExecutionError(message, name, message) from None
        return executed

    def execute(self, **wanted: Any) -> None:
        """Run all cells; unlike papermill's, asks a kernel nothing after a failure, since it may be gone."""
        self.reset_execution_trackers()
        with self.setup_kernel(**wanted):
            self.papermill_execute_cells()
            if not self.nb.metadata.papermill.get("exception"):
                reply = self.wait_for_reply(self.kc.kernel_info())
                self.nb.metadata["language_info"] = reply["content"]["language_info"]
                self.set_widgets_metadata()


class SuiteEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine with our kernel and client."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **wanted: Any) -> None:
        """Run the notebook held by `nb_man`; see papermill."""
        SuiteClient(
            nb_man,
            kernel_name=kernel_name,
            kernel_manager_class=OwnKernelManager,
            startup_timeout=START_S,
            timeout=wanted.get("execution_timeout"),
            shutdown_kernel="immediate",
            record_timing=False,
            log=logging.getLogger("papermill"),
        ).execute()


papermill_engines.register(ENGINE, SuiteEngine)
logging.getLogger("papermill").setLevel(logging.CRITICAL)
logging.getLogger("traitlets").setLevel(logging.CRITICAL)


def prepare_process() -> None:
    """Set up a worker process to run notebooks: on Windows, zmq needs the selector event loop."""
    if sys.platform == "win32":
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())


def execute(source: str, parameters: Mapping[str, Any], cwd: Path, timeout_s: int) -> Executed:
    """Run a notebook.

    Parameters
    ----------
    source
        The notebook's text (JSON).
    parameters
        Values to inject after its parameters cell.
    cwd
        Working directory of the kernel.
    timeout_s
        Time limit of each cell, in seconds.

    Raises
    ------
    KernelStartError
        If no kernel came to life, twice.
    """
    try:
        return _execute(source, parameters, cwd, timeout_s)
    except KernelStartError:
        return _execute(source, parameters, cwd, timeout_s)  # once more: nothing has been run


def _execute(source: str, parameters: Mapping[str, Any], cwd: Path, timeout_s: int) -> Executed:
    notebook = notebook_of(source)
    with tempfile.TemporaryDirectory(prefix="lcanalysis-") as scratch:
        partial = Path(scratch) / "executed.ipynb"
        try:
            done = execute_notebook(
                notebook,
                str(partial).replace("{", "{{").replace("}", "}}"),
                parameters=dict(parameters),
                engine_name=ENGINE,
                kernel_name="python3",
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                progress_bar=False,
                log_output=False,
                cwd=cwd,
                execution_timeout=timeout_s,
            )
        except PapermillExecutionError as problem:
            done = notebook_of(partial.read_text(encoding="utf-8"))
            return Executed(_stable(done), _failure(done, problem))
    return Executed(_stable(done))


def _failure(notebook: NotebookNode, problem: PapermillExecutionError) -> Failure:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    failed = [
        (number, cell)
        for number, cell in enumerate(code, start=1)
        if any(output.output_type == "error" for output in cell.outputs)
    ]
    number, cell = failed[-1] if failed else (0, {})
    message = _COLOURS.sub("", problem.evalue or "").strip()
    return Failure(cell.get("id", ""), number, problem.ename, message.splitlines()[0] if message else "")


def _stable(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without times, random ids and this machine's paths."""
    stable = normalise(notebook)
    for cell in stable.cells:
        for output in cell.get("outputs", []):
            _without_paths(output)
    return stable


def _without_paths(output: NotebookNode) -> None:
    """Take this machine's paths out of warnings and tracebacks."""
    if output.output_type == "stream":
        output["text"] = _portable(output.text)
    elif output.output_type == "error":
        output["evalue"] = _portable(output.evalue)
        output["traceback"] = [_portable(line) for line in output.traceback]


def _portable(text: str) -> str:
    for path, shown in _PLACES:
        text = text.replace(path, shown)
    return text


def notebook_of(text: str | bytes) -> NotebookNode:
    """Return the notebook of a file's contents."""
    source = text if isinstance(text, str) else text.decode()
    notebook: NotebookNode = nbformat.reads(source, as_version=4)  # type: ignore[no-untyped-call]
    return notebook
