"""Lock files. Where the file system has no locks, the file itself is the lock, and one that was left behind is removed."""

from __future__ import annotations

import errno
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Final

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

_NO_LOCKS: Final = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP})
_STEP_S: Final = 5.0
_SETTLED_S: Final = 2.0
"""Seconds that a process may take between making a lock file and writing its name into it."""


@contextmanager
def locked_file(path: Path, timeout: float = -1) -> Iterator[None]:
    """Hold a lock file; the system releases it should this process die.

    Where the file system has no locks, the file exists for as long as it is held, and names its holder. A file that names
    nobody, or a process of this machine that has ended, was left behind and is removed.

    `timeout` is the number of seconds to wait for another holder; a negative one waits for ever. Raises `Timeout` if
    another process holds it for longer, `OSError` if the file cannot be made or opened.
    """
    lock = _acquired(path, inf if timeout < 0 else time.monotonic() + timeout)
    try:
        yield
    finally:
        lock.release()


def _acquired(path: Path, end: float) -> BaseFileLock:
    lock: BaseFileLock = FileLock(path)
    while True:
        left = max(0.0, end - time.monotonic())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # that the file system has no locks, and what is done then
                lock.acquire(timeout=min(left, _STEP_S))
        except Timeout:
            if isinstance(lock, SoftFileLock) and _names_nobody(path):
                path.unlink(missing_ok=True)
            elif left <= _STEP_S:
                raise
        except (OSError, NotImplementedError) as problem:
            has_locks = isinstance(problem, OSError) and problem.errno not in _NO_LOCKS
            if has_locks or isinstance(lock, SoftFileLock):
                raise
            lock = SoftFileLock(path)
        else:
            return lock


def _names_nobody(path: Path) -> bool:
    """Return whether a lock file names no holder, and still names none after a moment."""
    try:
        before = path.stat()
        if before.st_size:
            return False
        time.sleep(_SETTLED_S)
        after = path.stat()
    except OSError:
        return False
    return (after.st_ino, after.st_size) == (before.st_ino, 0)
