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
"""The address space that a process with all libraries takes, in megabytes, with a small margin."""

_GC_THRESHOLD: Final = 50_000
"""New objects after which Python collects garbage; its own number is 700."""


def collect_garbage_rarely() -> None:
    """Let a process that soon ends collect garbage rarely, and not at all when it ends.

    Importing pandas and scipy makes a hundred thousand objects that stay. Python would look through them again and again,
    and once more at the end, which takes a third of a command's time. Objects without a cycle are freed all the same.
    """
    gc.set_threshold(_GC_THRESHOLD, 10, 10)
    atexit.register(gc.freeze)


def open_missing() -> bool:
    """Open standard input, output and error onto nothing where they were closed; return whether standard output was.

    Otherwise the next file that is opened would take the number of the closed one, and printed text would go into it.
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
def tolerate_closed(stream: TextIO) -> Iterator[None]:
    """Go on working when a stream's reader has gone or its disk is full: what is printed from then on is dropped."""
    try:
        yield
    except OSError:
        silence(stream)


def silence(stream: TextIO) -> None:
    """Drop what a stream still holds and all that is printed to it from now on."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def require_memory() -> None:
    """Raise if a limit of this process (``ulimit -v``) leaves it too little memory to work with.

    Scientific libraries that run out of memory do not always say so: OpenBLAS, for one, tries again for ever.
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
