"""The kernel of a forked process: ipykernel's own, without sockets, threads and what only a front end needs.

It takes one notebook whose cells are plain Python (`execute.is_plain`). Its outputs are the messages any client would get.
"""

from __future__ import annotations

import ast
import os
import zlib
from collections.abc import Mapping
from typing import Any

from ipykernel.compiler import XCachingCompiler, get_tmp_directory
from ipykernel.inprocess.blocking import BlockingInProcessChannel
from ipykernel.inprocess.ipkernel import InProcessKernel
from ipykernel.iostream import IOPubThread, OutStream
from IPython.core.inputtransformer2 import TransformerManager
from traitlets import default
from traitlets.config import Config

from lcanalysis.runner.output_limits import OutputLimits


class CellCompiler(XCachingCompiler):
    """Compiles cells under file names like those of ipykernel, with a digest that takes less time."""

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:  # noqa: ARG002 - see ipykernel
        """Return the name of the file that a cell would stand in."""
        digest = zlib.crc32(raw_code.encode(errors="replace"))
        return f"{get_tmp_directory()}{os.sep}{digest}.py"  # type: ignore[no-untyped-call]


class SocketlessKernel(InProcessKernel):
    """A kernel that sends each output at once: its thread for outputs, never started, would only be waited for."""

    _execute_sleep = 0.0  # ipykernel waits after each cell for a front end that is late
    compiler_class = CellCompiler

    def __init__(self, bounds: OutputLimits) -> None:
        # A history would be a file and a thread; a notebook has none. Plain cells await nothing.
        settings = {"HistoryManager": {"enabled": False}, "InteractiveShell": {"autoawait": False}}
        super().__init__(user_ns=None, config=Config(settings))  # type: ignore[no-untyped-call]
        shell: Any = self.shell
        shell.input_transformer_manager = PlainCells()  # type: ignore[no-untyped-call]
        self.stdout, self.stderr = (BoundedStream.of(self, name, bounds) for name in ("stdout", "stderr"))

    @default("iopub_thread")
    def _unstarted_thread(self) -> IOPubThread:
        return IOPubThread(self._underlying_iopub_socket, session=self.session)  # type: ignore[no-untyped-call]


class PlainCells(TransformerManager):
    """What makes Python of a cell: a cell that is Python is not looked through for magics."""

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        """Return the lines of a cell as Python; see IPython."""
        try:
            ast.parse("".join(lines))
        except (SyntaxError, ValueError):
            transformed: list[str] = super().do_token_transforms(lines)  # type: ignore[no-untyped-call]
            return transformed
        return lines


class BoundedStream(OutStream):
    """What cells print to; what is too much is not even kept in memory."""

    bounds: OutputLimits

    @classmethod
    def of(cls, kernel: Any, name: str, bounds: OutputLimits) -> BoundedStream:
        """Return a stream of a kernel that takes as much as `bounds` let it."""
        stream: BoundedStream = cls(kernel.session, kernel.iopub_thread, name, watchfd=False)
        stream.bounds = bounds
        return stream

    def write(self, string: str) -> int:
        """Take a text, or as much of it as may still be shown; see ipykernel."""
        super().write(self.bounds.cut(string) if isinstance(string, str) else string)  # which refuses what is no text
        return len(string)


class BoundedChannel(BlockingInProcessChannel):
    """Where the kernel puts all its outputs; those of its streams are bounded already."""

    bounds: OutputLimits

    def call_handlers(self, msg: Mapping[str, Any]) -> None:
        """Take a message; see ipykernel."""
        bounded = msg if msg["msg_type"] == "stream" else self.bounds.bounded(msg)
        if bounded is not None:
            super().call_handlers(bounded)  # type: ignore[no-untyped-call]
