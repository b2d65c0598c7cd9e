"""Declared breaks in series, noted at the first observations of new levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lcanalysis.declarations.yaml_files import NodePath, line_of
from lcanalysis.definition import Definition
from lcanalysis.errors import Fault
from lcanalysis.observations import Observation
from lcanalysis.provenance import Place


def mark_breaks(
    definition: Definition, observations: Sequence[Observation], lines: dict[NodePath, int], file: str = "plan.yml"
) -> tuple[tuple[Observation, ...], tuple[Fault, ...]]:
    """Return the observations, those with which a declared break begins marked, and a fault for each break of none.

    - `definition`: the plan; its `breaks` name indicator, entity, area and period.
    - `observations`: all published observations, every vintage of them.
    - `lines`: the lines of plan.yml, for the faults.
    - `file`: how plan.yml is called in messages.
    """
    declared = {
        (cut.indicator, cut.entity, cut.area or definition.plan.area, cut.period): number
        for number, cut in enumerate(definition.breaks)
    }
    begins = [(row.indicator, row.entity, row.area, row.period) in declared for row in observations]
    marked = tuple(
        replace(row, is_break=True) if is_cut else row for row, is_cut in zip(observations, begins, strict=True)
    )
    held = {(row.indicator, row.entity, row.area, row.period) for row in observations}
    faults = (
        Fault(
            Place(file, line_of(lines, ("breaks", number))),
            "intake.break_of_nothing",
            {"subject": "/".join(subject[:3]), "period": subject[3]},
        )
        for subject, number in declared.items()
        if subject not in held
    )
    return marked, tuple(faults)
