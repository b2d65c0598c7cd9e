"""What a person types in a shell of the repository, who has activated its environment."""

import os
import subprocess
import sys
from pathlib import Path

MAKE = 'make() { command make -o .venv/runtime.stamp -o .venv/development.stamp "$@"; }\n'
"""The environment of the tests is taken for the one that make would set up."""


def activated(folder):
    """Return the environment of somebody who has activated that of a copy of the repository."""
    return os.environ | {
        "PATH": f"{Path(sys.prefix, 'bin')}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(folder),
        "MPLBACKEND": "agg",
        "PYTHONWARNINGS": "",
    }


def typed(folder, text):
    """Run shell commands in a copy of the repository."""
    return subprocess.run(
        ["/bin/sh", "-eu", "-c", MAKE + text],
        cwd=folder, env=activated(folder), capture_output=True, text=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
