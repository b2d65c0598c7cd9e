"""The installation's run plan, fitted to a plan whose folder has none of its own: its segments, its due year."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.notebooks.parameters import Parameter, read_parameters
from lcanalysis.runner.run_plan import Run, RunPlan

SEGMENT: Final = "segment"
TARGET_YEAR: Final = "target_year"


def fit_to_plan(plan: RunPlan, definition: Definition, notebooks: Path) -> RunPlan:
    """Return a run plan without the runs that ask for a segment or an indicator that the development plan does not have.

    Where a run leaves the segment open, the plan's headline is taken; where it leaves the target year open, the plan's due year. What a run needs must be left.
    """
    declared = {run.notebook: read_parameters(notebooks / Path(run.notebook).name, run.notebook) for run in plan.runs}
    runs = [fitted for run in plan.runs for fitted in _fitted(run, declared[run.notebook], definition)]
    ids = {run.id for run in runs}
    return replace(plan, runs=tuple(run for run in runs if ids.issuperset(run.needs)))


def fit_to_data(plan: RunPlan, published: Container[tuple[str, str]]) -> RunPlan:
    """Return a run plan in which a run whose figure was not published has its other notebook.

    `published` holds the indicators and entities of which there are yearly figures; see `yearly_figures`.
    """
    runs = (
        replace(run, notebook=other.notebook)
        if (other := run.unless_published) and (other.indicator, other.entity) not in published
        else run
        for run in plan.runs
    )
    return replace(plan, runs=tuple(runs))


def yearly_figures(data: Path) -> frozenset[tuple[str, str]]:
    """Return the indicators and entities of which the plan's own area has a yearly figure."""
    from lcanalysis.observations import DERIVED, PUBLISHED  # noqa: PLC0415 - the scientific libraries, in workers only
    from lcanalysis.plan import load  # noqa: PLC0415

    plan = load(data)
    own = plan.definition.plan.area
    return frozenset(
        (row.indicator, row.entity)
        for row in plan.records
        if row.area == own and len(row.period) == len("2018") and row.status in {PUBLISHED, DERIVED}
    )


def _fitted(run: Run, parameters: tuple[Parameter, ...], definition: Definition) -> Iterator[Run]:
    segments = [code for code, entity in definition.entities.items() if entity.kind == "segment"]
    if run.parameters.get(SEGMENT, None) not in {None, *segments}:
        return
    if run.unless_published and run.unless_published.indicator not in definition.indicators:
        return
    known = {one.name: one for one in parameters}
    values = dict(run.parameters)
    if SEGMENT in known and SEGMENT not in values and definition.headline not in {"", known[SEGMENT].default}:
        values[SEGMENT] = definition.headline
    due = int(definition.plan.due_period)
    year = known.get(TARGET_YEAR)
    if year and TARGET_YEAR not in values and due != year.default and year.fault_of(due) is None:
        values[TARGET_YEAR] = due
    yield replace(run, parameters=values)
