"""One notebook, one set of parameters: run with papermill on a kernel of this very Python.

What papermill writes of times, durations and random ids is taken out again, so that an executed notebook
is a function of its inputs. A failing notebook comes back as far as it got, with the failing cell named.
"""

from __future__ import annotations

import ast
import asyncio
import json
import logging
import os
import re
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import nbformat
import nbformat.v4
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook, raise_for_execution_errors
from papermill.utils import chdir

from lcanalysis.notebooks.normalise import normalise
from lcanalysis.notebooks.notebook_cells import failed_cell
from lcanalysis.runner.engine import ENGINE, READS, KernelStartError, NotebookEngine
from lcanalysis.wording import say

Client = Literal["forked", "own"]
KERNEL: Final = "python3"


def _home() -> str:
    """Return the user's folder; empty where there is none, or none that tells one path from another."""
    try:
        home = Path.home()
    except RuntimeError:
        return ""
    return str(home) if home.is_absolute() and home.name else ""


_PLACES: Final = (
    (sysconfig.get_paths()["purelib"], "site-packages"),
    (sysconfig.get_paths()["stdlib"], "python"),
    (sys.prefix, "python"),
    (f"{Path(__file__).parents[2]}{os.sep}", ""),
    (_home(), "~"),
)
_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Failure:
    """Where and how a notebook failed: the cell's id, its number among code cells, the exception."""

    cell: str
    number: int
    error: str
    message: str

    def text(self, lang: str) -> str:
        """Return what failed as a sentence; of a name that this version of lcanalysis does not have, also what to do.

        >>> failure = Failure("imports", 1, "ModuleNotFoundError", "No module named 'lcanalysis.stories'")
        >>> failure.text("en").endswith("run lcanalysis doctor to see what differs")
        True
        """
        said = say("runner.cell_failed", lang, **asdict(self))
        is_of_other_version = self.error in {"ModuleNotFoundError", "ImportError"} and "'lcanalysis" in self.message
        return say("runner.other_version", lang, said=said) if is_of_other_version else said


@dataclass(frozen=True, slots=True)
class Executed:
    """An executed notebook, the failure if it did not come to its end, and what it read of the plan folder.

    `reads` are paths within the folder, as `reads.noted_reads` gives them; None if they are not known.
    """

    notebook: NotebookNode
    failure: Failure | None = None
    reads: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be run: a notebook's text (JSON) and its parameters, where, and how long a cell may take.

    `data` is the plan folder, whose reading is noted. `client` says where the kernel lives: in this very
    process, if all its cells are plain Python, or in one of its own.
    """

    source: str
    parameters: Mapping[str, Any]
    cwd: Path
    data: Path
    timeout_s: int
    client: Client


papermill_engines.register(ENGINE, NotebookEngine)
logging.getLogger("papermill").setLevel(logging.CRITICAL)
logging.getLogger("traitlets").setLevel(logging.CRITICAL)


def prepare_process() -> None:
    """Set up a worker process to run notebooks: on Windows, zmq needs the selector event loop."""
    if sys.platform == "win32":
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())


def execute(job: Job) -> Executed:
    """Run a notebook, and once more if its kernel does not start or dies: the system may have ended it to have memory.

    Raises `KernelStartError` if no kernel came to life, and `DeadKernelError` if it died between two cells, twice.
    """
    try:
        executed = _execute(job)
    except (KernelStartError, DeadKernelError):  # at the start, or between two cells
        return _execute(job)
    if executed.failure and executed.failure.error == DeadKernelError.__name__:
        return _execute(job)
    return executed


def _execute(job: Job) -> Executed:
    executed: list[NotebookNode] = []
    try:
        prepared = execute_notebook(
            notebook_of(job.source),
            None,
            parameters=dict(job.parameters),
            engine_name=ENGINE,
            kernel_name=KERNEL,
            prepare_only=True,  # papermill would write the executed notebook, with all it shows, to no file
        )
        with chdir(str(job.cwd)):
            done = papermill_engines.execute_notebook_with_engine(
                ENGINE,
                prepared,
                kernel_name=KERNEL,
                autosave_cell_every=0,
                progress_bar=False,
                execution_timeout=job.timeout_s,
                client=job.client if is_plain(job.source) else "own",
                data=str(job.data),
                executed=executed,
            )
        raise_for_execution_errors(done, None)
    except PapermillExecutionError as problem:
        return Executed(_stable(executed[0]), _failure(executed[0], problem))
    reads = done.metadata.pop(READS, None)
    return Executed(_stable(done), reads=None if reads is None else tuple(reads))


def is_plain(source: str) -> bool:
    """Return whether all code cells of a notebook's text are plain Python: no magic, no shell, no waiting outside functions.

    Such cells do the same in whatever process the kernel lives.
    """
    for cell in notebook_of(source).cells:
        if cell.cell_type == "code":
            try:
                statements = ast.parse(cell.source)
            except (SyntaxError, ValueError):
                return False
            # Looking at every expression takes longer than parsing, and few cells have the words for it.
            if ("await" in cell.source or "async" in cell.source) and any(map(_waits, statements.body)):
                return False
    return True


def _waits(node: ast.AST) -> bool:
    if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)):
        return True
    if isinstance(node, (ast.AsyncFunctionDef, ast.FunctionDef, ast.Lambda)):
        return False
    if isinstance(node, ast.comprehension) and node.is_async:
        return True
    return any(map(_waits, ast.iter_child_nodes(node)))


def _failure(notebook: NotebookNode, problem: PapermillExecutionError) -> Failure:
    number, cell = failed_cell(notebook) or (0, NotebookNode())  # type: ignore[no-untyped-call]
    message = _portable(_COLOURS.sub("", problem.evalue or "")).strip()
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
        text = text.replace(path, shown) if path else text
    return text


def notebook_of(text: str | bytes) -> NotebookNode:
    """Return the notebook of a file's contents; an older format is converted."""
    source = text if isinstance(text, str) else text.decode()
    document = json.loads(source)
    notebook: NotebookNode
    if (document.get("nbformat"), document.get("nbformat_minor")) == (4, 5):
        notebook = nbformat.v4.to_notebook(document)  # type: ignore[no-untyped-call]
    else:
        notebook = nbformat.reads(source, as_version=4)  # type: ignore[no-untyped-call]
    return notebook
