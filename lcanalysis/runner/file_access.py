"""Which files of a plan folder a notebook reads: noted as they are opened, by Python's own audit events."""

from __future__ import annotations

import os
import sys
from pathlib import PurePath
from typing import Any, Final

_FOLDER: Final[list[str]] = []
_FOUND: Final[set[str]] = set()
_SEEN: Final[set[tuple[str, str]]] = set()
"""Events by kind and whole path that were looked at: a page opens the same files again and again."""


def note_reads(folder: str) -> None:
    """Note from now on what this process reads in `folder`; what was noted before is forgotten."""
    if not _FOLDER:
        sys.addaudithook(_note)
    _FOUND.clear()
    _SEEN.clear()
    _FOLDER[:] = [os.path.realpath(folder)]


def noted_reads() -> list[str]:
    """Return what was read, by path within the folder, in order: files, and folders with ``/`` at their end.

    The folder of each file is among them: had another file lain beside it, that might have been read too.
    """
    folders = {f"{PurePath(name).parent.as_posix()}/" for name in _FOUND if not name.endswith("/")}
    return sorted(_FOUND | folders)


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        is_written = isinstance(arguments[1], str) and not set(arguments[1]).isdisjoint("wxa+")
        if is_written:
            return
    elif event not in {"os.listdir", "os.scandir"}:
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
