"""Finds declared numbers that their own quotation does not name: a typing error, or an experiment that was left in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from lcanalysis.declarations.yaml_files import NodePath, line_of, load_declaration
from lcanalysis.definition import Definition
from lcanalysis.errors import Fault
from lcanalysis.goals.goals import FILE, Goal, QualitativeGoal, lines_of_goals
from lcanalysis.intake.named_numbers import Mention, find_mentions
from lcanalysis.plan_document import NO_DOCUMENT, PlanDocument
from lcanalysis.provenance import Place
from lcanalysis.units import COUNTED, PERCENTAGE_POINT, POINT, UNITS, Unit

_DERIVED: Final = re.compile("翻|倍|减半|一半|过半|半数|(?<![百千])分之|[二三四五六七八九]成")
"""Words that imply a number without writing it: 翻一番, 三分之二."""
_ALL: Final = re.compile("全|所有|均|都|每|各")
_SHOWN: Final = 80


def notice_quotations(
    data: Path,
    definition: Definition,
    goals: Sequence[Goal],
    qualitative: Sequence[QualitativeGoal] = (),
    document: PlanDocument = NO_DOCUMENT,
) -> tuple[Fault, ...]:
    """Return a notice, at its line, for each goal and each cap whose quotation names numbers but not the declared one.

    If the folder has the plan's text, there is also a notice for each goal whose quotation does not stand in it.

    The number counts as named in whatever unit of its dimension it is written, in digits or Chinese characters. A
    quotation without a number, or with words from which one follows (翻一番), contradicts nothing.

    - `data`: the plan folder, for the lines of its files.
    - `definition`: the plan, with its caps.
    - `goals`: the plan's goals.
    - `qualitative`: those that set no number; their words are looked up in the plan's text alone.
    - `document`: the plan's text, if there is one.
    """
    said: list[tuple[str, NodePath, Decimal, str, str]] = [
        (FILE, ("goals", number, field), value, goal.unit, goal.quotation)
        for number, goal in enumerate(goals)
        for field, value in (("value", goal.value), ("value_upper", goal.value_upper))
        if value is not None and not is_named(value, goal.unit, goal.quotation)
    ]
    said += [
        ("plan.yml", ("caps", number, "level"), Decimal(cap.level), cap.unit, cap.quotation)
        for number, cap in enumerate(definition.caps)
        if not is_named(Decimal(cap.level), cap.unit, cap.quotation)
    ]
    return (
        *_notices(data, said),
        *_not_in_text(data, definition, {"goals": goals, "qualitative": qualitative}, document),
    )


def _not_in_text(
    data: Path, definition: Definition, held: Mapping[str, Sequence[Goal | QualitativeGoal]], document: PlanDocument
) -> Iterator[Fault]:
    absent: dict[NodePath, str] = {
        (group, number, "quotation"): goal.quotation
        for group, goals in held.items()
        for number, goal in enumerate(goals)
        if document.text and not document.holds(goal.quotation)
    }
    lines = lines_of_goals(data) if absent else {}
    for path, quotation in absent.items():
        fields = {"where": ".".join(map(str, path)), "quotation": quotation[:_SHOWN], "file": definition.plan.text}
        yield Fault(Place(FILE, line_of(lines, path)), "meaning.not_in_text", fields)


def _notices(data: Path, said: Sequence[tuple[str, NodePath, Decimal, str, str]]) -> Iterator[Fault]:
    lines: dict[str, dict[NodePath, int]] = {}
    for file, path, value, unit, quotation in said:
        if file not in lines:
            lines[file] = lines_of_goals(data) if file == FILE else load_declaration(data / "raw" / file, Definition)[1]
        fields: dict[str, Any] = {"where": ".".join(map(str, path)), "found": f"{value:f}{unit}"}
        yield Fault(
            Place(file, line_of(lines[file], path)),
            "meaning.not_in_quotation",
            fields | {"quotation": quotation[:_SHOWN]},
        )


def is_named(value: Decimal, unit: str, quotation: str) -> bool:
    """Return whether a quotation names a number, or names none that could be another."""
    if _DERIVED.search(quotation) or (_ALL.search(quotation) and (value, unit) == (Decimal(100), "%")):
        return True
    found = find_mentions(quotation)
    return any(_is_same(one, abs(value), UNITS[unit]) for one in found) or not any(one.is_sure for one in found)


def _is_same(mention: Mention, value: Decimal, unit: Unit) -> bool:
    size = mention.value * mention.scale
    if mention.unit:
        other = UNITS[mention.unit]
        if (mention.unit, unit.symbol) == (PERCENTAGE_POINT, POINT):
            # Plans say 百分点 of the points of a score as well.
            return size == value
        are_counts = {other.dimension, unit.dimension} <= COUNTED
        return (
            other.dimension == unit.dimension or are_counts
        ) and size * other.size.numerator * unit.size.denominator == (
            value * unit.size.numerator * other.size.denominator
        )
    base = value * unit.size.numerator / unit.size.denominator
    return mention.value == value or size in {value, base}
