"""Checks that names and links stay within their folder, so that a plan's data cannot read or write elsewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9\u4e00-\u9fff._（）-]+")


def lies_within(name: str) -> bool:
    r"""Return whether a name leads nowhere outside the folder in which it is looked for, on any system.

    >>> lies_within("plan/2019/a.csv"), lies_within("../a.csv"), lies_within("/etc/a.csv"), lies_within("C:\\a.csv")
    (True, False, False, False)
    """
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and not set(name) & set("\\:\0")


def safe_name(text: str, otherwise: str) -> str:
    """Return a text as it can name a file or folder on any system; `otherwise` if nothing of it can.

    >>> safe_name("2019年 产量（更正）.", "table")
    '2019年-产量（更正）'
    """
    return _UNSAFE.sub("-", text).strip("-.")[:80] or otherwise


def links_out(folder: Path) -> Iterator[Path]:
    """Yield the links in a folder that lead out of it, as paths from it, in the order of their names.

    The folder itself may be a link. A link to one of its own files, or to nothing, does not lead out.
    """
    root = folder.resolve()
    for place, folders, files in os.walk(root):
        folders.sort()
        for name in sorted((*folders, *files)):
            path = Path(place) / name
            if path.is_symlink() and not _leads_within(path, root):
                yield path.relative_to(root)


def _leads_within(link: Path, root: Path) -> bool:
    try:
        return link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # it leads to itself
        return True
