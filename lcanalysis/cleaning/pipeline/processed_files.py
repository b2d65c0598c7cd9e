"""Writes data/processed as one set: a reader finds the old files or the new ones, never a mix."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import Timeout

from lcanalysis.errors import EditionLockedError, UsageError
from lcanalysis.files.folder_swap import swap_in
from lcanalysis.files.locking import locked_file
from lcanalysis.files.private_folder import own_file
from lcanalysis.files.regular_files import copy_file, read_file

_NEW: Final = ".processed-"
_OLD: Final = "-old"
PATIENCE_S: Final = 60
"""Seconds to wait for another command that writes the same data; it takes a moment."""


def write_processed(data: Path, contents: Mapping[str, bytes]) -> bool:
    """Write the files of ``processed/`` in the plan folder `data`, and return whether anything changed.

    The new set is written into a folder beside it and forced to disk; then the two folders change places. A crash leaves
    the old set or the new one. Where the system cannot exchange folders in one step it may leave neither, which `load`
    reports; the next cleaning puts the old set back and clears what was left lying. Other files in processed/ are kept. If
    all files have these bytes already, nothing is touched.

    Raises `UsageError` if the plan folder cannot be written to; nothing has changed.
    """
    try:
        return _write(data, contents)
    except OSError as problem:
        raise UsageError("adding.cannot_write", path=data.as_posix(), problem=problem.strerror or "") from None


def _write(data: Path, contents: Mapping[str, bytes]) -> bool:
    folder = (data / "processed").resolve()
    with data_lock(folder):
        _mend(folder)
        if all((folder / name).is_file() and read_file(folder / name) == held for name, held in contents.items()):
            return False
        new = Path(tempfile.mkdtemp(prefix=_NEW, dir=folder.parent))
        try:
            for name, held in contents.items():
                _write_through(new / name, held)
            _sync(new)
            _swap(folder, new)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return True


def _mend(folder: Path) -> None:
    """Put the old set back if a crash took it away, and clear the folders that one left."""
    for old in folder.parent.glob(f"{_NEW}*{_OLD}"):
        if not folder.exists():
            old.rename(folder)
    for left in folder.parent.glob(f"{_NEW}*"):
        shutil.rmtree(left)


@contextmanager
def data_lock(folder: Path) -> Iterator[None]:
    """Hold a lock on a plan folder or a part of it, for which one waits for a minute.

    Raises `EditionLockedError` if another process holds it all that time, and `UsageError` if somebody else made the folder
    in which the lock lies, since they could let everybody wait for ever.
    """
    try:
        # One user's cleanings wait for each other.
        with locked_file(own_file(folder, "lock"), PATIENCE_S):
            yield
    except Timeout:
        raise EditionLockedError("errors.data_locked", path=folder.as_posix(), seconds=PATIENCE_S) from None


def _write_through(path: Path, held: bytes) -> None:
    with path.open("wb") as file:
        file.write(held)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Force a folder's entries to disk, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap(folder: Path, new: Path) -> None:
    new.chmod(0o755)  # mkdtemp makes folders that others cannot read
    if folder.exists():
        for other in folder.iterdir():
            if not (new / other.name).exists():
                _copy(other, new / other.name)
    swap_in(new, folder, new.with_name(f"{new.name}{_OLD}"))
    _sync(folder.parent)


def _no_files(folder: str, names: list[str]) -> set[str]:
    """Return what is to be passed over: pipes and devices, which hold nothing."""
    paths = {name: Path(folder, name) for name in names}
    return {name for name, path in paths.items() if not (path.is_file() or path.is_dir() or path.is_symlink())}


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, copy_function=copy_file, ignore=_no_files)
    elif source.is_symlink():
        target.symlink_to(source.readlink())
    elif source.is_file():
        copy_file(str(source), str(target))
