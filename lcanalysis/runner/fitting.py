"""The installation's run plan, fitted to a plan whose folder has none of its own: its segments, its due year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.runner.parameters import Parameter, read_parameters
from lcanalysis.runner.run_plan import Run, RunPlan

SEGMENT: Final = "segment"
TARGET_YEAR: Final = "target_year"


def fit_to_plan(plan: RunPlan, definition: Definition, notebooks: Path) -> RunPlan:
    """Return a run plan without the runs that ask for a segment which the development plan does not have.

    Where a run leaves the segment open and the notebook's default is none of the plan's, the plan's first segment is
    taken; where it leaves the target year open, the plan's due year. What a run needs must be left.
    """
    declared = {run.notebook: read_parameters(notebooks / Path(run.notebook).name, run.notebook) for run in plan.runs}
    runs = [fitted for run in plan.runs for fitted in _fitted(run, declared[run.notebook], definition)]
    ids = {run.id for run in runs}
    return replace(plan, runs=tuple(run for run in runs if ids.issuperset(run.needs)))


def _fitted(run: Run, parameters: tuple[Parameter, ...], definition: Definition) -> Iterator[Run]:
    segments = [code for code, entity in definition.entities.items() if entity.kind == "segment"]
    if run.parameters.get(SEGMENT, None) not in {None, *segments}:
        return
    known = {one.name: one for one in parameters}
    values = dict(run.parameters)
    if SEGMENT in known and SEGMENT not in values and segments and known[SEGMENT].default not in segments:
        values[SEGMENT] = segments[0]
    due = int(definition.plan.due_period)
    year = known.get(TARGET_YEAR)
    if year and TARGET_YEAR not in values and due != year.default and year.fault_of(due) is None:
        values[TARGET_YEAR] = due
    yield replace(run, parameters=values)
