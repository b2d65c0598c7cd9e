"""Puts a folder in the place of another, in one step where the system can, so that a reader always finds one of them."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path
from typing import Final

_EXCHANGE: Final = 2
"""RENAME_EXCHANGE of Linux's renameat2, and RENAME_SWAP of macOS's renamex_np."""
_HERE: Final = -100
"""AT_FDCWD of Linux: paths are relative to the working directory."""


def swap_in(new: Path, folder: Path, aside: Path) -> None:
    """Give the folder `new` the place of `folder`, whose former contents are removed.

    Linux and macOS exchange two names in one step. Where the system or the file system cannot (Windows, NFS), the former
    folder is renamed to `aside` first, and `folder` is absent for that moment; after a power failure in between, it can be
    put back from there.

    `new` lies in the same file system as `folder`, which may be absent; `aside` is a free name beside it. Raises `OSError`
    if `new` cannot be put there; `folder` is then what it was.
    """
    if not folder.exists():
        new.rename(folder)
    elif exchange(new, folder):
        shutil.rmtree(new, ignore_errors=True)
    else:
        folder.rename(aside)
        try:
            new.rename(folder)
        except BaseException:
            aside.rename(folder)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two files or folders in one step; return False, and do nothing, where the system cannot."""
    first, second = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            code = ctypes.CDLL(None).renameat2(_HERE, first, _HERE, second, _EXCHANGE)
        elif sys.platform == "darwin":
            code = ctypes.CDLL(None).renamex_np(first, second, _EXCHANGE)
        else:
            return False
    except AttributeError:  # a C library that is older than the call
        return False
    return int(code) == 0
