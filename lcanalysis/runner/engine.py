"""The papermill engine `lcanalysis`: parameters checked before a kernel starts, cells that keep to their time.

``papermill --engine lcanalysis IN OUT -p goal_growth_pct 8`` refuses a misspelt or ill-typed parameter, which
papermill alone would run. The suite runner uses the same engine; there, the kernel may live in the very process
that runs it, one forked process per notebook.
"""

from __future__ import annotations

import ast
import logging
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import click
from ipykernel.inprocess.blocking import BlockingInProcessKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from nbclient.exceptions import CellExecutionComplete, CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager

from lcanalysis.errors import RunPlanError
from lcanalysis.notebooks.notebook_cells import tags_of
from lcanalysis.notebooks.parameters import parameters_of, require_parameters
from lcanalysis.provenance import Place
from lcanalysis.runner.file_access import note_reads, noted_reads
from lcanalysis.runner.forked_kernel import BoundedChannel, SocketlessKernel
from lcanalysis.runner.kernels import FileKernelManager, OwnKernelManager, kill_kernels
from lcanalysis.runner.output_limits import OutputLimits, lang_of
from lcanalysis.wording import preferred_lang, say

ENGINE: Final = "lcanalysis"
START_S: Final = 60
"""Seconds within which a kernel must answer."""
READS: Final = "lcanalysis_reads"
"""Where a notebook's metadata hold the files of the plan folder that it read, until they are taken out."""
ENDED: Final = "NotebookEndedError"
"""The name of the error of a cell that ends the notebook; papermill passes over a `SystemExit`."""
_READS_MODULE: Final = "__import__('lcanalysis.runner.file_access', fromlist=['reads'])"


class KernelStartError(RuntimeError):
    """A kernel did not come to life; no cell was run."""


class NotebookRefusedError(click.ClickException):
    """A notebook that cannot be run as asked, said in the manner of papermill's command line; nothing was run."""

    exit_code = 2


class BoundedClient(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, but a notebook is done only when its last cell ran, and its output is limited.

    A cell that runs out of time, whose kernel dies, or that ends the notebook fails like any other cell. `data` is the
    plan folder whose reading is noted, if it is given.
    """

    def __init__(self, nb_man: NotebookExecutionManager, *, data: str = "", **wanted: Any) -> None:
        super().__init__(nb_man, on_cell_executed=self._require_kernel, **wanted)
        self.data = data
        self.bounds = OutputLimits()

    def execute_cell(self, cell: NotebookNode, cell_index: int, **wanted: Any) -> NotebookNode:
        """Run one cell; see nbclient."""
        if cell.cell_type != "code" or self.skip_cells_with_tag in tags_of(cell):
            return cell
        try:
            return self.run_cell(cell, cell_index, **wanted)
        except (CellTimeoutError, DeadKernelError) as problem:
            kill_kernels()
            raise _as_failure(cell, type(problem).__name__, str(problem).splitlines()[0]) from None
        finally:
            self.bounds.note(cell, self.nb)

    def run_cell(self, cell: NotebookNode, cell_index: int, **wanted: Any) -> NotebookNode:
        """Run one code cell, as nbclient does."""
        executed: NotebookNode = super().execute_cell(cell, cell_index, **wanted)
        return executed

    def _require_kernel(self, *, cell: NotebookNode, cell_index: int, execute_reply: Mapping[str, Any]) -> None:
        """Raise if a cell ended the notebook, which papermill takes for its end."""
        reply = execute_reply["content"]
        asks = [payload.get("source") for payload in reply.get("payload", ())]
        if reply.get("ename") != "SystemExit" and "ask_exit" not in asks:
            return
        after = [each for each in self.nb.cells[cell_index + 1 :] if each.cell_type == "code" and each.source.strip()]
        cell.outputs = [output for output in cell.outputs if output.output_type != "error"]
        message = say("runner.ended_by_cell", lang_of(self.nb), count=len(after))
        raise _as_failure(cell, ENDED, message)


class SuiteClient(BoundedClient):
    """The client of a kernel in a process of its own."""

    def start_new_kernel_client(self, **wanted: Any) -> Any:
        """Wait until the kernel answers; see nbclient."""
        try:
            return super().start_new_kernel_client(**wanted)
        except RuntimeError as problem:
            raise KernelStartError(str(problem)) from None

    def process_message(self, msg: Mapping[str, Any], *where: Any, **wanted: Any) -> Any:
        """Take a message of the kernel, within the limits of output; see nbclient."""
        bounded = self.bounds.bounded(msg)
        return None if bounded is None else super().process_message(bounded, *where, **wanted)

    def execute(self, **wanted: Any) -> None:
        """Run all cells; unlike papermill's, asks a kernel nothing after a failure, since it may be gone."""
        self.reset_execution_trackers()
        with self.setup_kernel(**wanted):
            if self.data:
                self._evaluate(f"{_READS_MODULE}.note_reads({self.data!r})")
            self.papermill_execute_cells()
            if not self.nb.metadata.papermill.get("exception"):
                self.nb.metadata["language_info"] = self._reply(self.kc.kernel_info())["language_info"]
                self.set_widgets_metadata()
                if self.data:
                    self.nb.metadata[READS] = self._evaluate(f"{_READS_MODULE}.noted_reads()")

    def _evaluate(self, expression: str) -> Any:
        """Return the value of an expression in the kernel, of which the notebook sees nothing."""
        wanted = {"value": expression}
        asked = self.kc.execute("", silent=True, store_history=False, user_expressions=wanted)
        answer = self._reply(asked)["user_expressions"]["value"]
        return ast.literal_eval(answer["data"]["text/plain"])

    def _reply(self, asked: str) -> Any:
        """Return what the kernel replies to a question of ours, for which it has as long as for its start."""
        limit = self.timeout
        self.set_trait("timeout", START_S)
        try:
            return self.wait_for_reply(asked, NotebookNode(source=""))["content"]  # type: ignore[no-untyped-call]
        finally:
            self.set_trait("timeout", limit)


class OutOfTimeError(BaseException):
    """The time of a cell is up; no `except Exception` in it catches this."""


class ForkedClient(BoundedClient):
    """The client of a kernel in this very process, which runs nothing else before or after.

    It is ipykernel's own kernel, without sockets: outputs are the messages that any client would get. Its
    time limit is an alarm; the process must be the forked child of a warm one.
    """

    def execute(self, **_wanted: Any) -> None:
        """Run all cells."""
        self.reset_execution_trackers()
        kernel: Any = SocketlessKernel(self.bounds)
        # For good, as in a process of its own: what a cell prints is known as that cell's from its first line on.
        sys.stdout, sys.stderr = kernel.stdout, kernel.stderr
        client: Any = BlockingInProcessKernelClient(
            kernel=kernel, session=kernel.session, iopub_channel_class=BoundedChannel
        )
        client.iopub_channel.bounds = self.bounds
        client.start_channels()
        self.kc = client
        if self.data:
            note_reads(self.data)
        self.papermill_execute_cells()
        if not self.nb.metadata.papermill.get("exception"):
            self.nb.metadata["language_info"] = kernel.kernel_info["language_info"]
            self.set_widgets_metadata()
            if self.data:
                self.nb.metadata[READS] = noted_reads()

    def run_cell(self, cell: NotebookNode, cell_index: int, **_wanted: Any) -> NotebookNode:
        """Run one code cell within its time."""
        if not cell.source.strip():
            return cell
        cell.outputs = []
        self.clear_before_next_output = False
        self.code_cells_executed += 1
        limit = self._get_timeout(cell)
        try:
            with _alarm(limit):
                asked = self.kc.execute(cell.source)
        except OutOfTimeError:
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", limit, cell) from None
        client: Any = self.kc
        answer = client.get_shell_msg(timeout=START_S)
        reply = answer["content"]
        self._take_outputs(asked, cell, cell_index)
        cell["execution_count"] = reply["execution_count"]
        if reply.get("ename") == OutOfTimeError.__name__:
            cell.outputs = [output for output in cell.outputs if output.output_type != "error"]
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", limit, cell)
        self._require_kernel(cell=cell, cell_index=cell_index, execute_reply=answer)
        if reply["status"] == "error" and "raises-exception" not in cell.metadata.get("tags", []):
            raise CellExecutionError.from_cell_and_msg(cell, reply)
        return cell

    def _take_outputs(self, asked: str, cell: NotebookNode, cell_index: int) -> None:
        client: Any = self.kc
        while True:
            message = client.get_iopub_msg(timeout=START_S)
            if message["parent_header"].get("msg_id") != asked:
                continue
            try:
                self.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                return


@contextmanager
def _alarm(seconds: float | None) -> Iterator[None]:
    def ring(*_: object) -> None:
        raise OutOfTimeError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds or 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _as_failure(cell: NotebookNode, name: str, message: str) -> CellExecutionError:
    """Let the cell show a problem as an error of its own, and return it as one."""
    error = {"output_type": "error", "ename": name, "evalue": message, "traceback": [message]}
    cell.outputs.append(NotebookNode(error))  # type: ignore[no-untyped-call]
    return CellExecutionError(message, name, message)


def _require_kernelspec(name: str) -> None:
    known = KernelSpecManager().find_kernel_specs()
    if name not in known:
        raise NotebookRefusedError(say("results.no_kernel", preferred_lang(), name=name, known=tuple(sorted(known))))


class NotebookEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine with parameters that are checked; `client` says where the kernel lives."""

    @classmethod
    def execute_notebook(
        cls, nb: NotebookNode, kernel_name: str, *, executed: list[NotebookNode] | None = None, **wanted: Any
    ) -> NotebookNode:
        """Run a notebook whose parameters papermill has put in; see papermill.

        It is put into `executed` as well, where papermill finds a failed one again only in a file.

        Raises `NotebookRefusedError` if they are not such as the notebook declares; nothing was run or written.
        """
        given = nb.metadata.get("papermill", {}).get("parameters", {})
        name = wanted.get("input_path") or "notebook"
        try:
            if given:
                require_parameters(parameters_of(nb, str(name)), given, Place(str(name)))
        except RunPlanError as problem:
            raise NotebookRefusedError(problem.text(preferred_lang())) from None
        notebook: NotebookNode = super().execute_notebook(nb, kernel_name, **wanted)
        if executed is not None:
            executed.append(notebook)
        return notebook

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        client: str = "",
        data: str = "",
        execution_timeout: int | None = None,
        **wanted: Any,
    ) -> None:
        """Run the notebook held by `nb_man`.

        - `nb_man`: papermill's manager of the notebook.
        - `kernel_name`: a kernelspec; the suite's own clients do without it.
        - `client`: ``forked``: the kernel is this process; ``own``: a kernel of this Python; otherwise one of
          `kernel_name`.
        - `data`: the plan folder whose reading is to be noted.
        - `execution_timeout`: seconds that a cell may take.
        - `**wanted`: as papermill's own engine takes it.
        """
        settings: dict[str, Any] = {
            "timeout": execution_timeout,
            "record_timing": False,
            "log": logging.getLogger("papermill"),
        }
        if client == "forked":
            ForkedClient(nb_man, data=data, **settings).execute()
        elif client == "own":
            SuiteClient(
                nb_man,
                data=data,
                kernel_name=kernel_name,
                kernel_manager_class=OwnKernelManager,
                startup_timeout=START_S,
                shutdown_kernel="immediate",
                **settings,
            ).execute()
        else:
            _require_kernelspec(kernel_name)
            settings |= {name: wanted[name] for name in ("log_output", "stdout_file", "stderr_file") if name in wanted}
            SuiteClient(
                nb_man,
                kernel_name=kernel_name,
                kernel_manager_class=FileKernelManager,
                startup_timeout=wanted.get("start_timeout", START_S),
                **settings,
            ).execute()
