"""A part of the run plan: it replaces its own pages in an edition, and every other page of the edition stays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lcanalysis.briefing.masthead import MANIFEST
from lcanalysis.errors import UsageError
from lcanalysis.files.json_files import read_object
from lcanalysis.runner.reuse import Reason, Reuse
from lcanalysis.runner.run_plan import Run, RunPlan, with_needs
from lcanalysis.runner.store import Former
from lcanalysis.runner.tasks import Done


@dataclass(frozen=True)
class Part:
    """The runs that are asked for, and the pages that stand in the edition.

    - `reuse`: what was finished before.
    - `plan`: the whole run plan.
    - `wanted`: the names of the runs to be made: those asked for, and those whose pages in the edition are not what was
      written, so that they cannot stay.
    - `standing`: the pages that stand in the edition as they were written, by the name of their run.
    """

    reuse: Reuse
    plan: RunPlan
    wanted: frozenset[str]
    standing: Mapping[str, Former]

    @classmethod
    def of(cls, reuse: Reuse, plan: RunPlan, chosen: frozenset[str], plan_id: str) -> Part:
        """Return the part for the names `chosen`.

        Raises `UsageError` if the edition is one of another plan, or a page that is to stay has the file name of one to
        be made.
        """
        manifest = read_object(reuse.folder / MANIFEST)
        if manifest.get("plan", plan_id) != plan_id:
            fields = {"edition": reuse.folder.name, "found": manifest["plan"], "plan": plan_id}
            raise UsageError("runner.only_other_plan", **fields)
        standing = {name: former for name, former in reuse.in_edition() if former.is_whole()}
        damaged = {run.name for run in plan.runs if run.name not in standing and _is_in(run, reuse.folder, manifest)}
        wanted = with_needs(plan, chosen | damaged)
        made = {file: run.name for run in plan.runs if run.name in wanted for file in (run.executed, run.page)}
        for name, former in standing.items():
            shared = sorted(file for file in former.record["outputs"] if name not in wanted and file in made)
            if shared:
                fields = {"edition": reuse.folder.name, "file": shared[0], "kept": name, "made": made[shared[0]]}
                raise UsageError("runner.only_other_names", **fields)
        return cls(reuse, plan, wanted, standing)

    def kept(self, run: Run, needed: Mapping[str, Any]) -> Done | None:
        """Return a run that was not asked for as it stands in the edition, older or not; None if it does not."""
        former = self.standing.get(run.name)
        if former is None:
            return None
        is_current = former.is_done and former.follows == self.reuse.surroundings.follows(run, former.reads, needed)
        older = None if is_current else self.reuse.reason(run, needed, is_fresh=False)
        return Done(run, former, is_reused=True, older=older)

    def left(self) -> Iterator[Done]:
        """Yield the pages of runs that the run plan no longer has."""
        planned = {run.name for run in self.plan.runs}
        for name, former in self.standing.items():
            if name not in planned:
                about = former.record["run"]
                run = Run(about["id"], about["notebook"], about["parameters"], about["lang"], is_first_language=True)
                yield Done(run, former, is_reused=True, older=Reason("runner.why_unplanned"))

    def discard(self, store: Path) -> None:
        """Remove from the store what was made for this edition; what else is finished there waits for its own turn."""
        for name in self.wanted:
            shutil.rmtree(store / name, ignore_errors=True)
        with suppress(OSError):
            store.rmdir()


def with_former_page(done: Done, standing: Mapping[str, Former]) -> Done:
    """Return a run; if it failed, with the page that stands in the edition, if there is one that is done."""
    former = standing.get(done.run.name)
    if done.is_reused or not done.is_failed or former is None or not former.is_done:
        return done
    return replace(done, former=former, older=Reason("runner.why_failed"), failure=done.error)


def _is_in(run: Run, folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Return whether an edition has a run: by its page, or by what its manifest says, which may be damaged."""
    entries = manifest.get("runs")
    names = {
        (entry.get("id"), entry.get("language")) for entry in entries or () if isinstance(entry, dict)
    } if isinstance(entries, list) else set()  # fmt: skip
    return (folder / run.page).exists() or (run.id, run.lang) in names
