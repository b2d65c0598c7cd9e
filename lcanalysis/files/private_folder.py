"""A folder that only its user can enter, in a place where everybody may write."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from lcanalysis.errors import UsageError


def private_folder(place: Path) -> Path:
    """Return this user's own folder in `place`, such as the system's folder of temporary files; it is made if need be.

    Its name is predictable, so that the user's programs find each other there; therefore a folder or link that somebody
    else has put in its place is refused. On systems without user ids the place is taken to be the user's own.

    Raises `UsageError` if the folder belongs to somebody else, or others can enter it; `OSError` if it cannot be made.
    """
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = place / f"lcanalysis-{user}"
    try:
        folder.mkdir(mode=stat.S_IRWXU, exist_ok=True)
        about = folder.lstat()
    except FileExistsError:  # a file, or a link that leads nowhere
        raise UsageError("errors.unsafe_folder", path=folder.as_posix()) from None
    is_own = about.st_uid == user and stat.S_IMODE(about.st_mode) == stat.S_IRWXU and stat.S_ISDIR(about.st_mode)
    if hasattr(os, "getuid") and not is_own:
        raise UsageError("errors.unsafe_folder", path=folder.as_posix())
    return folder


def own_folder() -> Path:
    """Return this user's folder among the temporary ones; raises as `private_folder` does."""
    return private_folder(Path(tempfile.gettempdir()))


def own_file(about: Path, kind: str) -> Path:
    """Return the path of a file about a folder that is not to lie in it, such as the lock on a plan folder.

    Raises as `private_folder` does.
    """
    digest = hashlib.sha256(about.as_posix().encode()).hexdigest()[:16]
    return own_folder() / f"{digest}.{kind}"
