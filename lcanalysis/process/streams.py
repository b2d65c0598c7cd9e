"""Standard output and standard error as they may be: closed from the start, or left by their reader half way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO


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
