"""The environment of processes that run notebooks, so that no user's settings change a page.

matplotlib's list of the fonts it knows is kept between runs: making it anew takes as long as making a page. Each process
has a folder of its own for what matplotlib keeps, which begins with the list that an earlier one made.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from lcanalysis.errors import UsageError
from lcanalysis.files.private_folder import own_folder
from lcanalysis.files.regular_files import read_file

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
_FONT_LISTS: Final = "fontlist-*.json"


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


def give_list(folder: Path) -> Path:
    """Return `folder`, made if need be, with the lists that were kept; they are named by matplotlib's versions of them."""
    folder.mkdir(exist_ok=True)
    with suppress(OSError, UsageError):  # without, it is made anew
        for kept in own_folder().glob(_FONT_LISTS):
            shutil.copy(kept, folder)
    return folder


def keep_list(folder: Path) -> None:
    """Keep a list that was made in `folder`, unless one is kept or its maker was ended while it wrote."""
    with suppress(OSError, ValueError, UsageError):
        for made in folder.glob(_FONT_LISTS):
            kept = own_folder() / made.name
            if not kept.exists():
                json.loads(read_file(made))
                written = Path(shutil.copy(made, kept.with_name(f"{made.name}.{os.getpid()}")))
                written.replace(kept)  # whoever reads it meanwhile has all of it
