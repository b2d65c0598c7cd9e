"""Takes files into a plan folder, all or none: first in a copy, and into place only if the copy can be cleaned."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from lcanalysis.cleaning.additions.plan_text import scalar
from lcanalysis.cleaning.pipeline.clean import Cleaned, clean, require_within
from lcanalysis.cleaning.pipeline.processed_files import data_lock, write_processed
from lcanalysis.errors import Fault, FaultsError, UsageError
from lcanalysis.files.regular_files import copy_file, sha256_of
from lcanalysis.intake.sources import SourceRecord, record_name
from lcanalysis.names import without_unseen
from lcanalysis.provenance import Place
from lcanalysis.wording import LANGUAGES, say

Put = Callable[[Path], Sequence[str]]
_MARK: Final = ".taking-in"


def take_in(data: Path, put: Put, *, dry_run: bool = False) -> tuple[tuple[str, ...], Cleaned]:
    """Let `put` write files into a copy of the plan folder; if that can be cleaned, put them into place and clean.

    The new plan.yml is put into place last. Until then nothing names the new files, so that the plan is as it was if the
    program is ended before.

    `put` is given the ``raw`` folder of the copy, writes files and plan.yml there, and returns the paths of the new
    files in it; none if there is nothing to take in. With `dry_run` all of that is done in the copy only. Raises
    `FaultsError` with what `put` or cleaning finds wrong, `UsageError` if the disk is full or may not be written to;
    nothing has changed then.
    """
    require_within(data)
    try:
        with data_lock(data.resolve()), _copy(data) as copy:
            files = tuple(put(copy / "raw"))
            cleaned = clean(copy)
            if dry_run or not files:
                return files, cleaned
            _place(copy / "raw", data / "raw", files)
            # The same raw files give the same processed ones: those of the copy are written where they belong.
            return files, replace(cleaned, is_changed=write_processed(data, cleaned.contents))
    except OSError as problem:
        raise UsageError("adding.cannot_write", path=data.as_posix(), problem=problem.strerror or "") from None


@contextmanager
def _copy(data: Path) -> Iterator[Path]:
    prefix = f".{data.name}{_MARK}-"
    for left in data.parent.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)  # of a program that was killed: nobody else holds the lock
    with tempfile.TemporaryDirectory(dir=data.parent, prefix=prefix) as scratch:
        copy = Path(scratch) / data.name
        _copy_plan(data, copy)
        yield copy


def _copy_plan(data: Path, copy: Path) -> None:
    """Copy a plan folder, or name everything in it that cannot be copied."""
    try:
        shutil.copytree(data, copy, copy_function=copy_file)
    except shutil.Error as problems:
        places = {Place(os.path.relpath(source, data).replace(os.sep, "/")) for source, _, _ in problems.args[0]}
        raise FaultsError(faults=[Fault(place, "faults.no_file") for place in places]) from None


def _place(copy: Path, raw: Path, files: Sequence[str]) -> None:
    placed: list[Path] = []
    try:
        for name in files:
            (raw / name).parent.mkdir(parents=True, exist_ok=True)
            placed.append(raw / name)
            (copy / name).replace(raw / name)
        (copy / "plan.yml").replace(raw / "plan.yml")
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        raise


def write_source_record(raw: Path, file: str, wording: Mapping[str, str], **fields: str) -> str:
    """Write the record of a new raw file beside it, its hash included, and return the record's path below `raw`.

    `wording` gives the key of the phrase for `document`, `transcription` and `licence`; `fields` are the record's
    other fields, and what the phrases need.
    """
    said = {f"{name}_{lang}": say(key, lang, **fields) for name, key in wording.items() for lang in LANGUAGES}
    # What people type, or a file is called, may hold characters that nobody sees.
    values = {
        **{name: without_unseen(text) for name, text in {**said, **fields}.items()},
        "sha256": sha256_of(raw / file),
    }
    record = SourceRecord(**{name: values[name] for name in SourceRecord.model_fields})
    lines = (f"{name}: {scalar(value)}" for name, value in record.model_dump().items())
    write_text(raw / record_name(file), "\n".join(lines) + "\n")
    return record_name(file)


def write_text(path: Path, text: str) -> None:
    """Write a declaration's text with its line ends as they are."""
    path.write_bytes(text.encode())
