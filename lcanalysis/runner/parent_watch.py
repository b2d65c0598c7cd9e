"""No process outlives the one that needs it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

_SET_DEATH_SIGNAL: Final = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""


def die_with_parent(parent: int | None = None) -> None:
    """Let Linux kill this process when its parent ends, in whatever way; elsewhere, do nothing.

    `parent` is the parent's number; without it, whoever is the parent now, who may have come in a dead one's place.
    """
    if sys.platform != "linux":
        return
    parent = parent or os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)
