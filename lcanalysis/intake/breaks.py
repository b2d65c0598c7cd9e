"""Marks declared breaks in series at the first observation of the new level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lcanalysis.declarations.yaml_files import NodePath
from lcanalysis.definition import Definition, plan_fault
from lcanalysis.errors import Fault
from lcanalysis.observations import Observation


def mark_breaks(
    definition: Definition, observations: Sequence[Observation], lines: dict[NodePath, int]
) -> tuple[tuple[Observation, ...], tuple[Fault, ...]]:
    """Return the observations, marked where a declared break begins, and a fault for each break that has no observation.

    - `definition`: the plan; its `breaks` name indicator, entity, area and period.
    - `observations`: all published observations, every vintage of them.
    - `lines`: the lines of plan.yml, for the faults.
    """
    declared = {
        (cut.indicator, cut.entity, cut.area or definition.plan.area, cut.period): number
        for number, cut in enumerate(definition.breaks)
    }
    marked = tuple(replace(row, is_break=True) if row.subject in declared else row for row in observations)
    held = {row.subject for row in observations}
    faults = (
        plan_fault(
            lines,
            ("breaks", number),
            "intake.break_of_nothing",
            {"subject": "/".join(subject[:3]), "period": subject[3]},
        )
        for subject, number in declared.items()
        if subject not in held
    )
    return marked, tuple(faults)
