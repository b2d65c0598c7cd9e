"""What a notebook reads of its plan folder: the parts it asks its plan for, and files as they are opened.

Files are noted by Python's own audit events, except those whose parts are noted; see `lcanalysis.reads`.
"""

from __future__ import annotations

import os
import sys
from pathlib import PurePath
from typing import Any, Final

from lcanalysis import reads

_FOLDER: Final[list[str]] = []
_FOUND: Final[set[str]] = set()
_ANYTHING: Final = ""
_SEEN: Final[set[tuple[str, str]]] = set()
"""Events by kind and whole path that were looked at: a page opens the same files again and again."""
_CHILDREN: Final = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork"})
"""Events with which another process begins, of whose reading nothing is known here."""


def note_reads(folder: str) -> None:
    """Note from now on what this process reads in `folder`; what was noted before is forgotten."""
    if not _FOLDER:
        sys.addaudithook(_note)
    _FOUND.clear()
    _SEEN.clear()
    reads.forget()
    _FOLDER[:] = [os.path.realpath(folder)]


def noted_reads() -> list[str] | None:
    """Return what was read, by path within the folder, in order: parts, files, and folders with ``/`` at their end.

    The folder of each file is among them: had another file lain beside it, that might have been read too. None if
    another process was begun, which may have read anything.
    """
    if _ANYTHING in _FOUND:
        return None
    folders = {f"{PurePath(name).parent.as_posix()}/" for name in _FOUND if not name.endswith("/")}
    return sorted(_FOUND | folders | reads.noted())


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        is_written = isinstance(arguments[1], str) and not set(arguments[1]).isdisjoint("wxa+")
        if is_written:
            return
    elif event in _CHILDREN:
        _FOUND.add(_ANYTHING)
        return
    elif event not in {"os.listdir", "os.scandir"}:
        return
    if reads.is_by_part():
        return
    if not isinstance(arguments[0], (str, bytes, os.PathLike)):
        return
    path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100 - which resolves no links
    if (event, path) in _SEEN:
        return
    _SEEN.add((event, path))
    path = os.path.realpath(path)
    if path.startswith(f"{_FOLDER[0]}{os.sep}") or path == _FOLDER[0]:
        inner = PurePath(path).relative_to(_FOLDER[0]).as_posix()
        _FOUND.add(inner if event == "open" else f"{inner}/")
