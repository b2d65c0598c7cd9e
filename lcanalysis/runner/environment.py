"""The environment of processes that run notebooks, so that no user's settings change a page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from lcanalysis.runner.font_list import give_list

# One thread per run: the suite is parallel over runs, and sums do not depend on the number of cores.
STEADY: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""What every kernel finds, wherever it lives."""
FONTS: Final = "matplotlib"
"""The folder of a scratch folder in which matplotlib keeps its list of fonts."""


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process that runs notebooks, with `folder` for all that they leave behind."""
    own = {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(folder),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR") or str(give_list(folder / FONTS)),
        "TMPDIR": str(folder),
    }
    return {**os.environ, **STEADY, **own}
