"""The one way to read files that others made: anything but a regular file is refused at once.

Reading a pipe would wait for a writer who may never come, and a device may give bytes without end.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from pathlib import Path
from typing import Final

from lcanalysis.errors import Fault
from lcanalysis.provenance import Place

_NO_WAIT: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class NoFileError(OSError):
    """What lies there is no file but a pipe, a device, a socket or a folder."""


def read_file(path: Path, most: int = -1) -> bytes:
    """Return the contents of a regular file; of a longer one, no more than `most` bytes.

    Raises `NoFileError` if it is something else; `OSError` if there is none, or it cannot be read.
    """
    # Opened without waiting and looked at afterwards, so that nothing can take its place in between.
    handle = os.open(path, os.O_RDONLY | _NO_WAIT)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NoFileError(errno.EINVAL, "not a regular file", os.fspath(path))
    with open(handle, "rb") as file:  # noqa: PTH123 - a descriptor
        return file.read(most)


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """Return the text of a regular file with its line ends as they are; see `read_file`.

    Raises `OSError` as `read_file` does; `UnicodeDecodeError` if it is not in that encoding.
    """
    return read_file(path).decode(encoding)


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file's bytes, as `sha256sum` prints it."""
    return hashlib.sha256(read_file(path)).hexdigest()


def copy_file(source: str, target: str) -> str:
    """Copy a regular file with its times and rights, as `shutil.copy2` does; see `read_file`."""
    Path(target).write_bytes(read_file(Path(source)))
    shutil.copystat(source, target)
    return target


def is_there(path: Path) -> bool:
    """Return whether something lies at a path, even a link that leads nowhere, which the reader then refuses."""
    return os.path.lexists(path)


def unreadable(place: Place, problem: OSError) -> Fault:
    """Return the fault of a file that cannot be read."""
    if isinstance(problem, FileNotFoundError):
        return Fault(place, "faults.file_missing")
    if isinstance(problem, (NoFileError, IsADirectoryError)):
        return Fault(place, "faults.no_file")
    return Fault(place, "faults.file_unreadable", {"problem": problem.strerror or type(problem).__name__})


__all__ = ["NoFileError", "copy_file", "is_there", "read_file", "read_text", "sha256_of", "unreadable"]
