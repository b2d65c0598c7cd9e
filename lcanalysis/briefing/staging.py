"""Files and folders that are seen whole or not at all: made beside their place, then put there in one step."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from lcanalysis.briefing.masthead import MANIFEST
from lcanalysis.errors import UsageError
from lcanalysis.files.folder_swap import swap_in


def replace_folder(folder: Path, files: Mapping[str, bytes], linked: Mapping[str, Path] | None = None) -> None:
    """Make `folder` hold exactly `files` and the `linked` ones, or leave it as it was.

    A swap that was cut off half way, by a power failure say, is undone first: the previous folder is put
    back from its hidden place. Callers see to it that only one of them works on a folder at a time. A link is
    followed: the folder that it leads to is replaced.

    - `folder`: created with its parents if it is not there.
    - `files`: contents by path within it.
    - `linked`: files that lie elsewhere, in `folder` itself say, by path within it; they must not change afterwards.

    Raises `OSError` if the disk fails; `folder` is then what it was.
    """
    folder = folder.resolve()
    staging, previous = _hidden(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    restore_folder(folder)
    _clear(staging)
    try:
        staging.mkdir()
        for name, content in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name, source in (linked or {}).items():
            _link(source, staging / name)
        _clear(previous)
        swap_in(staging, folder, previous)
    finally:
        _clear(staging)


def require_edition(folder: Path) -> None:
    """Raise if a folder holds something that is no edition: it must not be thrown away.

    Raises `UsageError` if it is a file, or holds files and no manifest; or if it is another account's, which this one
    cannot replace.
    """
    if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("page.not_an_edition", path=folder.as_posix())
    for place in (folder, *_hidden(folder.resolve())):
        if place.is_dir() and not os.access(place, os.W_OK | os.X_OK):
            raise UsageError("page.foreign_edition", path=place.as_posix(), owner=_owner(place))


def _owner(place: Path) -> str:
    try:
        return place.owner()
    except (KeyError, NotImplementedError, OSError):  # a number without a name, or a system without owners
        return str(place.stat().st_uid)


def cannot_write(path: Path, problem: OSError) -> UsageError:
    """Return what to say where the system refuses to write a file or folder: the very file, where its rights forbid it."""
    is_forbidden = isinstance(problem, PermissionError) and isinstance(problem.filename, str)
    shown = Path(problem.filename) if is_forbidden else path
    return UsageError("runner.cannot_write", path=shown.as_posix(), problem=problem.strerror or "")


def replace_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write single files into a folder that holds others too: each beside its place first, then renamed.

    `folder`: created with its parents if it is not there. `files`: contents by name. Raises `OSError` if the disk fails
    while they are written: none is then changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = {name: folder / f".{name}.staging" for name in files}
    try:
        for name, content in files.items():
            _clear(written[name])
            written[name].write_bytes(content)
        for name, path in written.items():
            path.replace(folder / name)
    finally:
        for path in written.values():
            path.unlink(missing_ok=True)


def _clear(path: Path) -> None:
    """Remove what lies where something is to be made: through a link one would write elsewhere."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        if path.exists():  # another account's
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    else:
        path.unlink(missing_ok=True)


def has_leftovers(folder: Path) -> bool:
    """Return whether a swap of a folder was cut off, before it or after."""
    return any(path.exists() for path in _hidden(folder.resolve()))


def _hidden(folder: Path) -> tuple[Path, Path]:
    return folder.with_name(f".{folder.name}.staging"), folder.with_name(f".{folder.name}.previous")


def restore_folder(folder: Path) -> None:
    """Put a folder back that a cut-off swap had moved away; a leftover of a finished swap is removed."""
    folder = folder.resolve()
    _, previous = _hidden(folder)
    if not previous.exists():
        return
    if folder.exists():
        shutil.rmtree(previous, ignore_errors=True)
    else:
        previous.rename(folder)


def _link(source: Path, target: Path) -> None:
    """Let `target` be the same file as `source`; a copy where the file system has no links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)
