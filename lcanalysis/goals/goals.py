"""The plan's goals as declared in goals.yml, checked against the plan's own registers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

import yaml
from pydantic import Field

from lcanalysis.declarations import (
    Declared,
    MayBeEmpty,
    NodePath,
    compose_with_lines,
    line_of,
    load_declaration,
    path_in_words,
)
from lcanalysis.definition import Definition, Period, Text
from lcanalysis.errors import DeclarationError, Fault
from lcanalysis.periods import is_period
from lcanalysis.provenance import Place
from lcanalysis.regular_files import read_text
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, UNITS

FILE: Final = "goals.yml"
Kind = Literal["level", "growth", "ratio", "share", "count", "coverage"]
Comparison = Literal["at_least", "above", "about", "within"]
Binding = Literal["expected", "binding"]
GROWTH_UNITS: Final = (PERCENT, PERCENTAGE_POINT)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Goal:
    """One quantified goal of the plan.

    `kind` says how `value` is meant: the level, share, ratio, count or coverage to be reached in `due_period`,
    or, for ``growth``, the average change a year from `base_period` to `due_period`, in % or 个百分点. A goal
    ``within`` runs from `value` to `value_upper`. `binding` is ``expected`` (预期性) or ``binding`` (约束性).
    """

    goal: str
    indicator: str
    entity: str
    kind: str
    comparison: str
    value: Decimal
    value_upper: Decimal | None
    unit: str
    base_period: str
    due_period: str
    binding: str
    responsible: tuple[str, ...]
    quotation: str
    section: str
    note: str


COLUMNS: Final = tuple(field.name for field in fields(Goal))


class DeclaredGoal(Declared):
    """One entry of goals.yml; numbers are text, so that no digit is lost on the way."""

    goal: Text
    indicator: Text
    entity: Text
    kind: Kind
    comparison: Comparison
    value: Text
    value_upper: Text | None = None
    unit: Text
    base_period: Period
    due_period: Period
    binding: Binding
    responsible: tuple[Text, ...] = Field(strict=False, min_length=1)
    quotation: Text
    section: Text
    note: Text | None = None


class DeclaredGoals(Declared):
    """All of goals.yml."""

    goals: Annotated[tuple[DeclaredGoal, ...], MayBeEmpty] = Field(strict=False)


def load_goals(data: Path, definition: Definition) -> tuple[Goal, ...]:
    """Return the goals of ``raw/goals.yml`` of the plan folder `data`, in the order of the file.

    Raises
    ------
    DeclarationError
        With every fault of the file and its line: a field missing, unknown or ill-formed (a goal without a
        due year, a value that is no number); a code that plan.yml lacks; a goal given twice; one that falls
        due before its base; a range without its upper end, or with one it should not have; a unit in which
        its indicator, or a growth, is not measured.
    """
    path = data / "raw" / FILE
    try:
        declared = load_declared_goals(data)
    except DeclarationError as faulty:
        # The form is at fault; what the entries mean is checked all the same, so that one run lists everything.
        raise DeclarationError(faults=[*faulty.faults, *_meaning_faults(path, definition)]) from None
    DeclarationError.raise_if_any(_meaning_faults(path, definition))
    return tuple(_goal(entry) for entry in declared.goals)


def load_declared_goals(data: Path) -> DeclaredGoals:
    """Return ``raw/goals.yml`` as written, checked in its form alone.

    Raises
    ------
    DeclarationError
        With each field that is missing, unknown or ill-formed, and its line.
    """
    return load_declaration(data / "raw" / FILE, DeclaredGoals, name=FILE)[0]


def goals_rows(goals: Iterable[Goal]) -> list[list[str]]:
    """Return goals as rows of text with the columns of ``goals.csv``; several `responsible` are joined by ``;``."""
    return [[_text(getattr(goal, name)) for name in COLUMNS] for goal in goals]


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ";".join(value)
    return f"{value:f}" if isinstance(value, Decimal) else value or ""


def _goal(entry: DeclaredGoal) -> Goal:
    return Goal(
        **{name: getattr(entry, name) for name in COLUMNS if name not in {"value", "value_upper", "note"}},
        value=Decimal(entry.value),
        value_upper=None if entry.value_upper is None else Decimal(entry.value_upper),
        note=entry.note or "",
    )


def _meaning_faults(path: Path, definition: Definition) -> Iterator[Fault]:
    """Yield the faults of what the entries say, reading only those fields that are text."""
    try:
        document, lines = compose_with_lines(read_text(path, "utf-8-sig"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError):  # what the other reading tells of
        return
    entries = document.get("goals") if isinstance(document, dict) else None
    first: dict[str, int] = {}
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict):
            continue
        texts = {name: value for name, value in entry.items() if isinstance(value, str) and value}
        for field, key, details in (
            *_unknown_codes(entry, texts, definition),
            *_bad_numbers(texts),
            *_bad_periods(texts),
            *_bad_units(texts, definition),
        ):
            yield _fault(document, lines, number, field, key, details)
        name = texts.get("goal")
        if name is not None and first.setdefault(name, number) != number:
            line = line_of(lines, ("goals", first[name], "goal"))
            yield _fault(document, lines, number, "goal", "intake.goal_twice", {"found": name, "first": line})


Detail = tuple[str, str, dict[str, Any]]


def _fault(
    document: Any, lines: dict[NodePath, int], number: int, field: str, key: str, details: dict[str, Any]
) -> Fault:
    where = ("goals", number, field)
    return Fault(Place(FILE, line_of(lines, where)), key, {"where": path_in_words(document, where), **details})


def _unknown_codes(entry: dict[str, Any], texts: dict[str, str], definition: Definition) -> Iterator[Detail]:
    registers: dict[str, Sequence[str]] = {
        "indicator": list(definition.indicators),
        "entity": list(definition.entities),
        "unit": list(UNITS),
        "note": list(definition.notes),
    }
    indicator = definition.indicators.get(texts.get("indicator", ""))
    measuring = [symbol for symbol, unit in UNITS.items() if indicator and unit.dimension == indicator.dimension]
    for field, known in registers.items():
        if field in texts and texts[field] not in known:
            likely = measuring if field == "unit" and measuring else known
            yield field, "intake.goal_unknown_code", {"found": texts[field], "near": _near(texts[field], likely)}
    responsible = entry.get("responsible")
    for code in responsible if isinstance(responsible, list) else ():
        if isinstance(code, str) and code not in definition.areas:
            details = {"found": code, "near": _near(code, list(definition.areas))}
            yield "responsible", "intake.goal_unknown_code", details


def _near(found: str, known: Sequence[str]) -> str:
    return "".join(difflib.get_close_matches(found, known, n=1, cutoff=0))


def _bad_numbers(texts: dict[str, str]) -> Iterator[Detail]:
    numbers = {}
    for field in ("value", "value_upper"):
        if field in texts:
            if _NUMBER.fullmatch(texts[field]):
                numbers[field] = Decimal(texts[field])
            else:
                yield field, "intake.goal_not_a_number", {"found": texts[field]}
    if texts.get("comparison") == "within":
        if "value_upper" not in texts:
            yield "comparison", "intake.goal_no_upper", {}
        elif len(numbers) == 2 and numbers["value_upper"] <= numbers["value"]:
            yield "value_upper", "intake.goal_empty_range", {"found": texts["value_upper"], "lower": texts["value"]}
    elif texts.get("comparison") in get_args(Comparison) and "value_upper" in texts:
        yield "value_upper", "intake.goal_upper_unused", {"comparison": texts["comparison"]}


def _bad_periods(texts: dict[str, str]) -> Iterator[Detail]:
    base, due = texts.get("base_period", ""), texts.get("due_period", "")
    if is_period(base) and is_period(due) and due <= base:
        yield "due_period", "intake.goal_due_before_base", {"found": due, "base": base}


def _bad_units(texts: dict[str, str], definition: Definition) -> Iterator[Detail]:
    unit, indicator = texts.get("unit", ""), definition.indicators.get(texts.get("indicator", ""))
    if unit not in UNITS or indicator is None or texts.get("kind") not in get_args(Kind):
        return
    known = [symbol for symbol, held in UNITS.items() if held.dimension == indicator.dimension]
    # A rate grows by percentage points; everything else, and a rate as well, by percent.
    admitted = list(GROWTH_UNITS if indicator.dimension == "ratio" else GROWTH_UNITS[:1])
    expected = admitted if texts["kind"] == "growth" else known
    if unit not in expected:
        yield "unit", "intake.goal_wrong_unit", {"found": unit, "expected": tuple(expected)}
