"""Opens a plan folder, and first cleans it if its processed data do not follow from its raw data."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pydantic

from lcanalysis.errors import UsageError
from lcanalysis.files.data_folder import CLEANED, find_data
from lcanalysis.files.private_folder import own_file
from lcanalysis.files.regular_files import read_file, read_text, sha256_of
from lcanalysis.plan import Plan
from lcanalysis.plan import load as load_as_it_is
from lcanalysis.wording import set_session_lang

_LIBRARY: Final = Path(__file__).parents[2]
_PACKAGES: Final = Path(pydantic.__file__).parents[1]
"""Where packages are installed; the folder's time changes when one is added or removed."""


def make_current(data: Path) -> bool:
    """Clean a plan folder if its processed data do not follow from its raw data; return whether they had to be made anew.

    A file of the user's own keeps the hashes of the raw files, of the library and of the processed files. The data are
    cleaned again only if one of them differs.

    Raises `FaultsError` with every fault of the raw data; nothing has changed, and what is in processed/ is not to be
    used; `UsageError` if the processed data are out of date and cannot be written.
    """
    try:
        # Hashed before cleaning: a file that changes in between differs the next time.
        sources, mark = _sources(data), own_file(data.resolve(), "cleaned")
        if sources and _stands(data / "processed", sources, mark):
            return False
        from lcanalysis.cleaning.pipeline.clean import clean  # noqa: PLC0415 - slow to import

        cleaned = clean(data)
        made = {name: hashlib.sha256(content).hexdigest() for name, content in cleaned.contents.items()}
        mark.write_text(json.dumps({"sources": sources, "made": made}), encoding="utf-8")
    except OSError as problem:
        path = (data / "processed").as_posix()
        raise UsageError("errors.cannot_rebuild", path=path, problem=problem.strerror or "") from None
    return cleaned.is_changed


def _sources(data: Path) -> str:
    """Return the hash of all that processed data follow from; nothing if a file of the plan cannot be read."""
    found = hashlib.sha256(f"{sys.version} {_PACKAGES} {_PACKAGES.stat().st_mtime_ns}".encode())
    try:
        for folder in (data / "raw", _LIBRARY):
            for path in sorted(_files(folder)):
                target = os.readlink(path) if os.path.islink(path) else ""  # noqa: PTH114, PTH115 - hundreds of paths
                found.update(f"{path}\0{target}\0".encode() + hashlib.sha256(read_file(Path(path))).digest())
    except OSError:
        return ""
    return found.hexdigest()


def _files(folder: str | Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry.path
            elif entry.name != "__pycache__":
                yield from _files(entry.path)


def _stands(processed: Path, sources: str, mark: Path) -> bool:
    """Return whether `mark` says that these sources were cleaned, and what was made of them is there unchanged."""
    try:
        held = json.loads(read_text(mark))
        return held["sources"] == sources and all(
            sha256_of(processed / name) == digest for name, digest in held["made"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def load(data: str | Path = "data", *, lang: str | None = None) -> Plan:
    """Open a plan folder: the one line with which every notebook begins.

    Its processed data are made anew if they do not follow from its raw data. In a run of the suite that has been done
    before, once for all runs.

    Parameters
    ----------
    data
        A folder with raw/. A relative path is looked for in the working directory and then in its parents, so that a
        notebook finds it from notebooks/ as well.
    lang
        ``zh`` or ``en``: the language of tables, results and messages for the rest of the session. Without it, the
        language of the environment (``LCANALYSIS_LANG``, else the locale).

    Returns
    -------
    Plan
        With `.observations`, `.goals`, `.findings` and `.definition`.

    Raises
    ------
    UsageError
        If there is no such folder, or its processed data are out of date and cannot be written.
    FaultsError
        With every fault of the raw data.
    ValueError
        If `lang` is another language.
    """
    if lang is not None:
        set_session_lang(lang)
    folder = find_data(Path(data))
    if not os.environ.get(CLEANED):
        make_current(folder)
    return load_as_it_is(folder)
