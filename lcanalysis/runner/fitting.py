"""The installation's run plan, fitted to a plan whose folder has none of its own: its segments, its due year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.names import as_file_name
from lcanalysis.notebooks.parameters import Parameter, read_parameters
from lcanalysis.runner.run_plan import OF_A_GOAL, Run, RunPlan

SEGMENT: Final = "segment"
TARGET_YEAR: Final = "target_year"


def fit_to_plan(plan: RunPlan, definition: Definition, notebooks: Path) -> RunPlan:
    """Return a run plan without the runs that ask for a segment or an indicator that the development plan does not have.

    Where a run leaves the segment open, the plan's headline is taken; where it leaves the target year open, the plan's due
    year. A run goes as well if one that it needs does.
    """
    declared = {run.notebook: read_parameters(notebooks / Path(run.notebook).name, run.notebook) for run in plan.runs}
    runs = [fitted for run in plan.runs for fitted in _fitted(run, declared[run.notebook], definition)]
    ids = {run.id for run in runs}
    return replace(plan, runs=tuple(run for run in runs if ids.issuperset(run.needs)))


@dataclass(frozen=True, slots=True)
class Published:
    """The indicators and entities of which the plan's own area has a yearly figure, and the due years of those with a goal."""

    figures: frozenset[tuple[str, str]]
    due: Mapping[tuple[str, str], int]


def fit_to_data(plan: RunPlan, published: Published) -> RunPlan:
    """Return a run plan whose runs are those of the figures that are published.

    A run whose figure was not published takes its other notebook. A run with `each_goal` becomes one for each figure that
    is published and has a goal, unless another run tells of that figure.
    """
    return replace(plan, runs=tuple(_of_figures(plan, published)))


def every_figure(definition: Definition) -> Published:
    """Return all figures that a plan could publish, for the longest run plan that is possible."""
    due = int(definition.plan.due_period)
    pairs = dict.fromkeys(product(definition.indicators, definition.entities), due)
    return Published(frozenset(pairs), pairs)


def _of_figures(plan: RunPlan, published: Published) -> Iterator[Run]:
    others = [run.unless_published for run in plan.runs if run.unless_published]
    told, ids = {(one.indicator, one.entity) for one in others}, {run.id for run in plan.runs}
    for run in plan.runs:
        other = run.unless_published
        if run.each_goal and run.is_first_language:
            languages = [one for one in plan.runs if one.id == run.id]
            for subject, due in published.due.items():
                values = dict(zip(OF_A_GOAL, (*subject, due), strict=True))
                name = as_file_name(run.id.format_map(values))
                if subject not in told and name not in ids:
                    yield from (
                        replace(one, id=name, parameters={**one.parameters, **values}, each_goal=False)
                        for one in languages
                    )
        elif other and (other.indicator, other.entity) not in published.figures:
            yield replace(run, notebook=other.notebook)
        elif not run.each_goal:
            yield run


def read_published(data: Path) -> Published:
    """Return what is published of a plan.

    Raises `DeclarationError` if its goals are faulty.
    """
    from lcanalysis.goals.goals import load_goals  # noqa: PLC0415 - the scientific libraries, in workers only
    from lcanalysis.observations import DERIVED, PUBLISHED  # noqa: PLC0415
    from lcanalysis.plan import load  # noqa: PLC0415

    plan = load(data)
    own = plan.definition.plan.area
    found = frozenset(
        (row.indicator, row.entity)
        for row in plan.records
        if row.area == own and len(row.period) == len("2018") and row.status in {PUBLISHED, DERIVED}
    )
    goals = reversed(load_goals(data, plan.definition))  # of several due years of a figure, that of the first goal
    due = {(one.indicator, one.entity): int(one.due_period[:4]) for one in goals}
    return Published(found, {subject: due[subject] for subject in reversed(due) if subject in found})


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
