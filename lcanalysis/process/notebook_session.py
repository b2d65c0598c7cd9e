"""The notebook session that this process may be running: its shell, and whether somebody looks on."""

from __future__ import annotations

import os
import sys
from typing import Any


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
