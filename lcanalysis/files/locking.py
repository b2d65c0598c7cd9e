"""Lock files, also where the file system has no locks: there the file itself is one, and a left-over is seen to be one."""

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
"""How long a lock file without a holder in it may be on its way to one."""


@contextmanager
def locked_file(path: Path, timeout: float = -1) -> Iterator[None]:
    """Hold a lock file; the system lets go of it should this process die.

    Where the file system has no locks, the file names its holder, and is there for as long as that one has it. One that
    names nobody, or a process of this machine that is gone, was left behind and is removed.

    `timeout`: seconds to wait for another holder; for ever below 0. Raises
    `Timeout` if another process holds it for longer; `OSError` if the file cannot be made or opened.
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
    """Return whether a lock file has no holder in it, and gets none."""
    try:
        before = path.stat()
        if before.st_size:
            return False
        time.sleep(_SETTLED_S)
        after = path.stat()
    except OSError:
        return False
    return (after.st_ino, after.st_size) == (before.st_ino, 0)
