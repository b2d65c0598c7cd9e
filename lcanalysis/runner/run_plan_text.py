"""The run plan that a new plan begins with: every page, with the parameters that its own goals ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lcanalysis.cleaning.additions.plan_text import scalar
from lcanalysis.declarations.yaml_files import load_declaration
from lcanalysis.definition import Definition
from lcanalysis.goals.goals import Goal
from lcanalysis.notebooks.parameters import Parameter, read_parameters
from lcanalysis.runner.run_plan import RunTemplate, Suite

REVENUE: Final = "revenue"
GROWTH: Final = "goal_growth_pct"


def run_plan_text(notebooks: Path, definition: Definition, goals: tuple[Goal, ...]) -> str:
    """Return a run plan with the pages and formats of the one in `notebooks`, fitted to another development plan.

    Pages that take a segment have the plan's headline, and those that take a year its due year. A page of revenue is made
    for each segment with a goal for it, at the growth that the plan asks for, and an indicator's page for every other goal.
    """
    suite = load_declaration(notebooks / "suite.yml", Suite)[0]
    lines = [f"languages: [{', '.join(suite.languages)}]"]
    lines += [f"formats: [{', '.join(suite.formats)}]", f"edition: {scalar(suite.edition)}", "runs:"]
    seen: set[str] = set()
    for template in suite.runs:
        if template.notebook in seen:
            continue
        seen.add(template.notebook)
        parameters = {one.name: one for one in read_parameters(notebooks / template.notebook)}
        if template.each_goal:
            lines += [*_run(template.id, template.notebook, {}), "    each_goal: true"]
        elif template.unless_published:
            for at, wanted in enumerate(_wanted(definition, goals)):
                lines += _of_goal(template, parameters, definition, wanted, f"{REVENUE}-{at + 1}" if at else REVENUE)
        else:
            lines += _run(template.id, template.notebook, _fitted(parameters, definition, definition.headline))
    return "\n".join(lines) + "\n"


def _wanted(definition: Definition, goals: tuple[Goal, ...]) -> Iterator[tuple[str, Goal | None]]:
    """Yield each segment with a goal for revenue, the headline first, with the goal for its growth if there is one."""
    of_revenue = [one for one in goals if one.indicator == REVENUE]
    segments = dict.fromkeys(one.entity for one in of_revenue if definition.entities[one.entity].kind == "segment")
    for segment in sorted(segments, key=lambda one: one != definition.headline):
        yield segment, next((one for one in of_revenue if one.entity == segment and one.kind == "growth"), None)


def _of_goal(
    template: RunTemplate,
    parameters: dict[str, Parameter],
    definition: Definition,
    wanted: tuple[str, Goal | None],
    name: str,
) -> list[str]:
    segment, goal = wanted
    values = _fitted(parameters, definition, segment)
    rate = (
        None if goal is None else int(goal.value) if goal.value == goal.value.to_integral_value() else float(goal.value)
    )
    if rate is not None and parameters[GROWTH].fault_of(rate) is None:
        values[GROWTH] = rate
    other = template.unless_published
    extra = "" if other is None else (
        f"    unless_published: {{indicator: {other.indicator}, entity: {scalar(other.entity)}, notebook: {other.notebook}}}"
    )  # fmt: skip
    return [*_run(name, template.notebook, values), *([extra] if extra else [])]


def _fitted(parameters: dict[str, Parameter], definition: Definition, segment: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "segment" in parameters:
        values["segment"] = segment
    due = int(definition.plan.due_period)
    year = parameters.get("target_year")
    if year is not None and year.fault_of(due) is None:
        values["target_year"] = due
    return values


def _run(name: str, notebook: str, values: dict[str, Any]) -> list[str]:
    shown = ", ".join(f"{key}: {scalar(value) if isinstance(value, str) else value}" for key, value in values.items())
    return [
        f"  - id: {scalar(name)}",
        f"    notebook: {notebook}",
        *([f"    parameters: {{{shown}}}"] if values else []),
    ]
