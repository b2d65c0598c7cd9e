"""Finished runs, kept beside the edition until it stands: whatever kills the runner, they are not lost."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from lcanalysis.briefing.masthead import MANIFEST
from lcanalysis.briefing.run_record import Finished, FinishedRun, KeptRun, RunTitle
from lcanalysis.briefing.staging import cannot_write, restore_folder
from lcanalysis.files.confined_paths import lies_within
from lcanalysis.files.folder_swap import swap_in
from lcanalysis.files.json_files import read_object
from lcanalysis.files.regular_files import sha256_of
from lcanalysis.needed_runs import RESULTS

RECORD: Final = "run.json"
_FIELDS, _TITLES = (frozenset(field.name for field in fields(held)) for held in (FinishedRun, RunTitle))
"""What a record and its run's name hold."""


@dataclass(frozen=True, slots=True)
class Former:
    """What is known of a run that was finished before: its files in `folder`, and what it followed from.

    `record`, `reads` and `follows` are the JSON values of `KeptRun`. The numbers stay on the disk until they are
    asked for, so that a suite of any size takes no more memory than a small one; `results_digest` is the sha256 of the
    edition's file of them, empty for a run that is not in an edition yet.
    """

    folder: Path
    record: Mapping[str, Any]
    reads: Sequence[str] | None
    follows: Mapping[str, str]
    results_digest: str = ""

    @property
    def results(self) -> dict[str, Any]:
        """The numbers that the run shows, by key."""
        if not self.results_digest:
            found: dict[str, Any] = read_object(self.folder / RECORD)["results"]
            return found
        standing: dict[str, Any] = _results_of(self.folder, self.results_digest).get(self.record["run"]["id"], {})
        return standing

    def is_sound(self) -> bool:
        """Return whether what is known has the form it was written in; a damaged file may hold anything."""
        record: Any = self.record
        return (
            isinstance(record, dict)
            and record.keys() == _FIELDS
            and isinstance(record["run"], dict)
            and record["run"].keys() == _TITLES
            and isinstance(record["outputs"], dict)
            and all(map(lies_within, record["outputs"]))
            and isinstance(self.follows, dict)
            and (self.reads is None or (isinstance(self.reads, list) and all(isinstance(n, str) for n in self.reads)))
        )

    @property
    def is_done(self) -> bool:
        """Whether the notebook came to its end."""
        return bool(self.record["status"] == "done")

    def is_whole(self) -> bool:
        """Return whether the run's files are those that were written."""
        return all(digest_of(self.folder / name) == wanted for name, wanted in self.record["outputs"].items())

    def kept(self) -> KeptRun:
        """Return the run as an edition takes it."""
        return KeptRun(FinishedRun.from_json(self.record), self.folder, self.results, self.reads, self.follows)


def store_of(folder: Path) -> Path:
    """Return the hidden folder for finished runs of the edition `folder`."""
    return folder.with_name(f".{folder.name}.runs")


def keep(store: Path, finished: Finished, reads: Sequence[str] | None, follows: Mapping[str, str]) -> Former:
    """Write a finished run into the store, whole or not at all.

    Raises `UsageError` if it cannot be written: the disk is full, say.
    """
    record = finished.record.as_json()
    name = f"{finished.record.run.id}.{finished.record.run.lang}"
    about = {"record": record, "results": finished.results, "reads": reads, "follows": dict(follows)}
    target, staging = store / name, store / f".{name}.{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    try:
        staging.mkdir(parents=True)
        for file, content in finished.files.items():
            (staging / file).write_bytes(content)
        (staging / RECORD).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        swap_in(staging, target, staging.with_name(f"{staging.name}.previous"))
    except OSError as problem:
        raise cannot_write(store, problem) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Former(target, record, reads, follows)


def formers(folder: Path) -> dict[str, tuple[Former, ...]]:
    """Return the finished runs of the edition `folder`, by name: kept ones first, then those of the edition itself.

    What cannot be read counts for nothing: such a run is made again.
    """
    restore_folder(folder)
    found: dict[str, list[Former]] = {}
    for path in sorted(store_of(folder).glob(f"*/{RECORD}")):
        about = read_object(path)
        former = Former(path.parent, about.get("record", {}), about.get("reads"), about.get("follows", {}))
        if former.is_sound() and isinstance(about.get("results"), dict):
            found.setdefault(path.parent.name, []).append(former)
    for name, former in _of_edition(folder):
        found.setdefault(name, []).append(former)
    return {name: tuple(runs) for name, runs in found.items()}


def _of_edition(folder: Path) -> list[tuple[str, Former]]:
    manifest = read_object(folder / MANIFEST)
    outputs, entries = manifest.get("outputs"), manifest.get("runs")
    if (
        not isinstance(outputs, dict)
        or not isinstance(entries, list)
        or digest_of(folder / RESULTS) != outputs.get(RESULTS)
    ):
        return []
    found = []
    for entry in entries:
        try:
            titles = {name: entry[name] for name in ("id", "notebook", "parameters", "about")}
            record = {name: entry[name] for name in ("status", "title", "verdict", "error")} | {
                "run": titles | {"lang": entry["language"]},
                "outputs": {name: outputs[name] for name in entry["outputs"]},
            }
            former = Former(folder, record, entry["reads"], entry["follows"], outputs[RESULTS])
        except (KeyError, TypeError):
            continue
        if former.is_sound():
            found.append((f"{entry['id']}.{entry['language']}", former))
    return found


@lru_cache(maxsize=1)
def _results_of(folder: Path, _digest: str) -> dict[str, Any]:
    """Return the numbers of an edition, which are read once for all its runs; the digest tells a remade one from it."""
    return read_object(folder / RESULTS)


def digest_of(path: Path) -> str:
    """Return the sha256 of a file; an empty text if there is none."""
    try:
        return sha256_of(path)
    except OSError:
        return ""
