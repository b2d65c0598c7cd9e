"""Temporary folders of the runner: removed when their owner ends or, if it was killed, when the next one comes.

Each holds a file that its owner has locked; the system lets go of the lock however the owner ends. A folder whose lock
is free was left behind. Nothing here is slow to import.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

try:
    import fcntl
except ModuleNotFoundError:  # Windows
    fcntl = None  # type: ignore[assignment]

PREFIX: Final = "lcanalysis-"
OWNER: Final = ".owner"
LONGEST_SOCKET: Final = 95
"""Most bytes of the path of a socket file: 104 on macOS, less the number that is put behind it."""
_ROOM: Final = 36
"""Of these, what a scratch folder's name and a socket's name take."""
_HELD: Final[dict[Path, int]] = {}


@contextmanager
def scratch_folder(place: Path | None = None) -> Iterator[Path]:
    """Give a new folder that only this user can enter, in the folder of temporary files or in `place`."""
    folder = make_scratch(place)
    try:
        yield folder
    finally:
        remove(folder)


def lasting_scratch(place: Path | None = None) -> Path:
    """Return such a folder that lasts as long as this process."""
    folder = make_scratch(place)
    atexit.register(_remove_own, folder, os.getpid())
    return folder


def make_scratch(place: Path | None = None) -> Path:
    """Return such a folder, which the caller must `remove`; what processes of this user left behind there is removed."""
    where = place or Path(tempfile.gettempdir())
    for left in where.glob(f"{PREFIX}*/{OWNER}"):
        clear_if_left(left.parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=where))
    handle = _locked(folder / f"{OWNER}-new")
    if handle is not None:
        (folder / f"{OWNER}-new").rename(folder / OWNER)  # from now on it can be seen to have an owner, or none
        _HELD[folder] = handle
    return folder


def remove(folder: Path) -> None:
    """Remove a folder of this process."""
    with suppress(OSError):
        _clear(folder)
    if folder in _HELD:
        os.close(_HELD.pop(folder))


def clear_if_left(folder: Path) -> None:
    """Remove a folder of this user whose owner has ended; leave any other alone."""
    with suppress(OSError):
        about = folder.lstat()
        is_own = stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid() and folder not in _HELD
        if is_own and (folder / OWNER).is_file() and (handle := _locked(folder / OWNER)) is not None:
            try:
                _clear(folder)
            finally:
                os.close(handle)


def _clear(folder: Path) -> None:
    """Remove a folder, its mark last: what a dying process still writes there is left to the next one that clears."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != OWNER:
            with suppress(OSError):
                path.unlink()
    if all(path.name == OWNER for path in folder.iterdir()):
        shutil.rmtree(folder, ignore_errors=True)


def _locked(path: Path) -> int | None:
    """Return the handle of a file that is locked for this process; None if another has it, or files have no locks here."""
    if fcntl is None:
        return None
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _remove_own(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # not in a fork of it
        remove(folder)


def has_room(folder: Path) -> bool:
    """Return whether sockets can lie in a scratch folder: the system bounds the length of their paths."""
    return len(os.fsencode(folder)) <= LONGEST_SOCKET - _ROOM + len(PREFIX) + 9


def short_place() -> Path:
    """Return where a scratch folder for sockets can lie: the folder of temporary files, or one with a shorter path."""
    usual = Path(tempfile.gettempdir())
    for place in (usual, *map(Path, (os.environ.get("XDG_RUNTIME_DIR") or "/tmp", "/tmp", "/var/tmp", "/dev/shm"))):  # noqa: S108 - a folder in it is made for this user alone
        if len(os.fsencode(place)) <= LONGEST_SOCKET - _ROOM and place.is_dir() and os.access(place, os.W_OK | os.X_OK):
            return place
    return usual
