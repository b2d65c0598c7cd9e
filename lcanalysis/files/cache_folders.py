"""Gives libraries a folder for their caches where the account has no home, or may not write to it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

PLACES: Final = {
    "MPLCONFIGDIR": ("XDG_CONFIG_HOME", ".config", "matplotlib"),
    "IPYTHONDIR": ("", ".ipython", "ipython"),
    "JUPYTER_RUNTIME_DIR": ("XDG_RUNTIME_DIR", ".local/share/jupyter/runtime", "jupyter"),
}
"""By environment variable: a second variable that moves the folder, its usual place in the home, and its name in ours."""


def set_cache_folders() -> None:
    """Set the folder of each library that would find none and would complain at every command; a variable that is set stays."""
    missing = {name: own for name, (moved, usual, own) in PLACES.items() if not _has_place(name, moved, usual)}
    if os.name != "posix" or not missing:
        return
    from lcanalysis.errors import UsageError  # noqa: PLC0415 - the catalogues, where they are needed
    from lcanalysis.files.private_folder import own_folder  # noqa: PLC0415

    with suppress(OSError, UsageError):  # without a folder the libraries go on as they would
        folder = own_folder()
        for name, own in missing.items():
            (folder / own).mkdir(mode=0o700, exist_ok=True)
            os.environ[name] = str(folder / own)


def _has_place(name: str, moved: str, usual: str) -> bool:
    """Return whether a library finds or can make its place."""
    given = os.environ.get(name) or (moved and os.environ.get(moved))
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() fails where there is none
    if not (given or home.is_dir()):
        return False
    place = Path(given) if given else home / usual
    there = next((each for each in (place, *place.parents) if os.path.lexists(each)), place)
    return os.access(there, os.W_OK | os.X_OK)
