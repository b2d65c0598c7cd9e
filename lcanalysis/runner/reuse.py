"""Which finished runs can be kept, since none of their inputs has changed, and why the others are redone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lcanalysis.briefing.masthead import MANIFEST
from lcanalysis.files.json_files import read_object
from lcanalysis.runner.fingerprint import Surroundings, is_of_pages
from lcanalysis.runner.plan_parts import changed_in_part, is_part
from lcanalysis.runner.run_plan import Run
from lcanalysis.runner.store import Former, formers
from lcanalysis.wording import say

MOST_NAMES: Final = 3
"""How many changed files an explanation names."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a run was redone or kept: the key of a phrase, and the names of what changed."""

    key: str
    names: tuple[str, ...] = ()


def older_lines(older: Mapping[str, Reason], lang: str) -> list[str]:
    """Return a line for each reason why pages are older than what they follow from, with the names of their runs."""
    runs: dict[Reason, list[str]] = {}
    for name, reason in older.items():
        runs.setdefault(reason, []).append(name)
    lines = []
    for reason, names in runs.items():
        why = say(reason.key, lang) + (say("runner.older_because_of", lang, names=reason.names) if reason.names else "")
        lines.append(say("runner.older", lang, count=len(names), why=why, names=tuple(names)))
    return [*lines, *([say("runner.older_remedy", lang)] if lines else [])]


def _folder_of(name: str) -> str:
    return f"{name.rpartition('/')[0]}/"


@dataclass(frozen=True)
class Reuse:
    """What was finished before, and what it followed from.

    `folder`: the edition. `surroundings`: what the runs follow from now.
    """

    folder: Path
    surroundings: Surroundings
    _formers: dict[str, tuple[Former, ...]] = field(init=False, repr=False)
    _manifest: dict[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_formers", formers(self.folder))
        object.__setattr__(self, "_manifest", read_object(self.folder / MANIFEST))

    def former(self, run: Run, needed: Mapping[str, Any]) -> Former | None:
        """Return the finished run that can be kept, if there is one."""
        for former in self._formers.get(run.name, ()):
            follows = self.surroundings.follows(run, former.reads, needed)
            if former.is_done and former.follows == follows and former.is_whole():
                return former
        return None

    def in_edition(self) -> Iterator[tuple[str, Former]]:
        """Yield the runs that stand in the edition itself, by name."""
        for name, known in self._formers.items():
            yield from ((name, former) for former in known if former.results_digest)

    def reason(self, run: Run, needed: Mapping[str, Any], *, is_fresh: bool) -> Reason:
        """Return why a run has to be redone."""
        known = self._formers.get(run.name, ())
        if is_fresh:
            return Reason("runner.why_fresh")
        if not known:
            return Reason("runner.why_new")
        former = known[-1]
        if not former.is_done:
            return Reason("runner.why_failed")
        follows = self.surroundings.follows(run, former.reads, needed)
        for group, value in follows.items():
            if former.follows.get(group) != value:
                return Reason(f"runner.why_{group}", self._changed(group, former.reads))
        return Reason("runner.why_files")

    def _changed(self, group: str, reads: Sequence[str] | None) -> tuple[str, ...]:
        """Return the names of changed files of the library or the plan folder, as far as they count for the run."""
        inputs = self.surroundings.inputs
        rows: list[str] = []
        if group == "versions":
            now, then = dict(self.surroundings.edition.versions), self._before("versions")
            counted = now.keys() | then.keys()
        elif group == "code":
            now, then = dict(inputs.code), self._before("code")
            counted = set(filter(is_of_pages, now.keys() | then.keys()))
        elif group == "data":
            now, then = dict(inputs.data), self._before("data")
            parts = [name for name in reads or () if is_part(name)]
            then_parts = self._before("parts")
            rows = [row for part in parts for row in changed_in_part(then_parts, self.surroundings.parts, part)]
            places = None if reads is None else {f"{self.surroundings.data}/{name}" for name in reads}
            counted = {
                name
                for name in now.keys() | then.keys()
                if places is None or name in places or ((name in now) != (name in then) and _folder_of(name) in places)
            }
        else:
            return ()
        names = [*dict.fromkeys(rows), *sorted(name for name in counted if now.get(name) != then.get(name))]
        return (*names[:MOST_NAMES], *(["…"] if len(names) > MOST_NAMES else []))

    def _before(self, group: str) -> dict[str, Any]:
        """Return what the manifest of the edition says of a group of inputs; nothing if it is damaged."""
        said = self._manifest.get(group)
        return said if isinstance(said, dict) else {}
