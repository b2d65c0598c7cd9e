"""The running process: its streams, its memory, and the notebook session it belongs to."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TextIO

from lcanalysis.errors import UsageError

NEEDED_MB: Final = 512
"""What a process with all libraries takes of its address space, in megabytes, and a little more."""

SELDOM: Final = 50_000
"""How many objects more than before are made before those that nothing reaches are looked for; Python's own number is 700."""


def collect_seldom() -> None:
    """Let a process that soon ends seldom look for objects that nothing reaches, and not at all as it ends.

    Importing pandas and scipy makes a hundred thousand objects that stay. A command would look through them all
    again and again, and once more as it ends, which takes a third of its time; what it drops is freed without that.
    """
    gc.set_threshold(SELDOM, 10, 10)
    atexit.register(gc.freeze)


def open_missing() -> bool:
    """Let standard input, output and error that were closed lead nowhere; return whether standard output was.

    The next file that is opened would else take the place of a closed one, and what is printed would be written into it.
    """
    was_closed = sys.stdout is None
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - for as long as we run
    return was_closed


@contextmanager
def until_left(stream: TextIO) -> Iterator[None]:
    """Let whoever reads a stream leave it, or its disk be full: what is printed from then on goes nowhere; work goes on."""
    try:
        yield
    except OSError:
        let_go(stream)


def let_go(stream: TextIO) -> None:
    """Let a stream lead nowhere, with all that waits in it to be printed."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def require_memory() -> None:
    """Raise if a limit of this process (``ulimit -v``) leaves it too little memory to work with.

    With too little the scientific libraries do not always say so: OpenBLAS, for one, asks for its buffers for ever.
    Raises `UsageError` with the limit and what is needed.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - of POSIX systems

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < NEEDED_MB << 20:
        raise UsageError("errors.too_little_memory", found=limit >> 20, needed=NEEDED_MB)


def running_shell() -> Any:
    """Return the IPython shell of this process, or None where there is none."""
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()


def has_front_end() -> bool:
    """Return whether the cell was sent by a front end that shows widgets, not by papermill or nbconvert.

    Notebook front ends name the cell they send; programs that execute whole notebooks do not. Voilà, which executes
    like these, announces itself to the kernel as a web server does to its scripts.
    """
    kernel = getattr(running_shell(), "kernel", None)
    if kernel is None:
        return False
    if os.environ.get("SERVER_SOFTWARE", "").startswith("voila/"):
        return True
    return "cellId" in (kernel.get_parent().get("metadata") or {})
