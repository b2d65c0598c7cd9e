"""A place for what libraries keep between runs, where an account has no home, or one that it may not write to."""

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
"""By variable: the one that moves the usual place, that place in the home, and its name in a folder of our own."""


def give_home() -> None:
    """Name a folder to those libraries that would find none, and say so at every command; a name that is set stays."""
    missing = {name: own for name, (moved, usual, own) in PLACES.items() if not _has_place(name, moved, usual)}
    if os.name != "posix" or not missing:
        return
    from lcanalysis.errors import UsageError  # noqa: PLC0415 - the catalogues, where they are needed
    from lcanalysis.files.private_folder import own_folder  # noqa: PLC0415

    with suppress(OSError, UsageError):  # without any place they are as they would be
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
