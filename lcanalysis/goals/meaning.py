"""Checks whether an entry of goals.yml can be meant: known codes, numbers and units that its kind can have, years in order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from lcanalysis.definition import Definition, Indicator
from lcanalysis.intake.possible import ALL, may_be_negative
from lcanalysis.names import nearest
from lcanalysis.periods import LONGEST_HORIZON, YEARS, is_period, year_of
from lcanalysis.units import COUNTED, PERCENT, PERCENTAGE_POINT, POINT, UNITS, convert

Kind = Literal[
    "level", "growth", "real_growth", "ratio", "share", "count", "cumulative", "coverage", "keep", "rank", "relative"
]
Comparison = Literal["at_least", "above", "about", "within", "at_most", "below"]
REAL: Final = "real_growth"
CUMULATIVE: Final = "cumulative"
KEEP: Final = "keep"
RANK: Final = "rank"
RELATIVE: Final = "relative"
GROWTHS: Final = ("growth", REAL)
ANY_UNIT: Final = ("level", CUMULATIVE, KEEP)
"""Kinds of goals that can be set for whatever is measured."""
OF_A_WHOLE: Final = ("share", "coverage")
"""Kinds of goals whose value lies between 0% and 100%."""
GREATEST_GROWTH: Final = Decimal(100)
"""Percent a year. No plan means to double every year, and no growth above this is forecast."""
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,6})?")
_RATIO: Final = "ratio"
_STEPS: Final = {_RATIO: (PERCENTAGE_POINT,), "points": (POINT,)}
"""The units of growth goals for dimensions that rise by points instead of percent."""
Detail = tuple[str, str, dict[str, Any]]
"""The field at fault, the key of the sentence, and its fields."""


def impossible(texts: dict[str, str], definition: Definition) -> Iterator[Detail]:
    """Yield what the fields of an entry, each of the right form, cannot mean.

    `texts`: the fields of the entry that are text.
    """
    yield from _bad_numbers(texts)
    yield from _bad_periods(texts)
    yield from _bad_units(texts, definition)
    yield from _bad_values(texts, definition)


def unknown_codes(entry: dict[str, Any], texts: dict[str, str], definition: Definition) -> Iterator[Detail]:
    """Yield the codes of an entry that plan.yml, or the table of units, does not have."""
    registers: dict[str, Collection[str]] = {
        "indicator": list(definition.indicators),
        "entity": list(definition.entities),
        "unit": UNITS,
        "note": list(definition.notes),
        "category": list(definition.categories),
        "scope": list(definition.scopes),
    }
    indicator = definition.indicators.get(texts.get("indicator", ""))
    measuring = UNITS.of_dimension(indicator.dimension) if indicator else ()
    for field, known in registers.items():
        if field in texts and texts[field] not in known:
            likely = measuring if field == "unit" and measuring else known
            yield field, "intake.goal_unknown_code", {"found": texts[field], "near": nearest(texts[field], likely)}
    yield from _bad_relation(texts, definition)
    responsible = entry.get("responsible")
    for code in responsible if isinstance(responsible, list) else ():
        if isinstance(code, str) and code not in definition.areas:
            details = {"found": code, "near": nearest(code, definition.areas)}
            yield "responsible", "intake.goal_unknown_code", details


def _bad_relation(texts: dict[str, str], definition: Definition) -> Iterator[Detail]:
    """Yield what is wrong with the growth that a goal is held against; goals of other kinds are held against none."""
    is_relative, other = texts.get("kind") == RELATIVE, texts.get("relative_to")
    if is_relative and other is None:
        yield "kind", "meaning.relative_to_missing", {}
    elif other is not None and not is_relative:
        yield "relative_to", "meaning.relative_to_unused", {"found": other}
    registers = (list(definition.indicators), list(definition.entities))
    for code, known in zip((other or "").split("/", 1), registers, strict=False):
        if code and code not in known:
            yield "relative_to", "intake.goal_unknown_code", {"found": code, "near": nearest(code, known)}


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
    if not (is_period(base) and is_period(due)):
        return
    years = year_of(due) - year_of(base)
    if due <= base:
        yield "due_period", "intake.goal_due_before_base", {"found": due, "base": base}
    elif years < 1 and texts.get("kind") in GROWTHS:
        yield "due_period", "meaning.growth_within_a_year", {"found": due, "base": base}
    elif years > LONGEST_HORIZON and year_of(due) in YEARS:
        yield "due_period", "meaning.due_too_late", {"found": due, "base": base, "longest": LONGEST_HORIZON}


def _bad_units(texts: dict[str, str], definition: Definition) -> Iterator[Detail]:
    unit, indicator = texts.get("unit", ""), definition.indicators.get(texts.get("indicator", ""))
    if unit not in UNITS or indicator is None or texts.get("kind") not in get_args(Kind):
        return
    known = UNITS.of_dimension(indicator.dimension)
    # Rates may grow by percentage points and scores by points; everything may grow by percent.
    admitted = [PERCENT, *_STEPS.get(indicator.dimension, ())]
    special = {"real_growth": [PERCENT], RELATIVE: [PERCENTAGE_POINT], "growth": admitted}
    expected = special.get(texts["kind"], known)
    is_of_kind = unit in expected if texts["kind"] in special else UNITS[unit].dimension == indicator.dimension
    if not is_of_kind:
        yield "unit", "intake.goal_wrong_unit", {"found": unit, "expected": tuple(UNITS[symbol] for symbol in expected)}
    elif texts["kind"] not in {*GROWTHS, *ANY_UNIT, RELATIVE} and not _measures(texts["kind"], indicator):
        yield "kind", "meaning.kind_of_other_unit", {"found": texts["kind"], "unit": unit}
    elif texts["kind"] in GROWTHS and unit == PERCENT and indicator.growth_of is not None:
        yield "indicator", "meaning.growth_of_growth", {"found": texts["indicator"], "level": indicator.growth_of}


def _measures(kind: str, indicator: Indicator) -> bool:
    """Return whether goals of a kind, a count or a ratio, can be set for an indicator."""
    if kind == "count":
        return indicator.dimension in COUNTED
    if kind == RANK:
        return indicator.dimension == "ranks"
    return indicator.dimension == _RATIO or (kind == "ratio" and " per " in indicator.dimension)


def _bad_values(texts: dict[str, str], definition: Definition) -> Iterator[Detail]:
    unit, kind, code = texts.get("unit", ""), texts.get("kind", ""), texts.get("indicator", "")
    if unit not in UNITS or kind not in get_args(Kind):
        return
    for field in ("value", "value_upper"):
        if _NUMBER.fullmatch(texts.get(field, "")):
            yield from ((field, *fault) for fault in _bad_value(Decimal(texts[field]), unit, kind, code, definition))


def _bad_value(
    value: Decimal, unit: str, kind: str, code: str, definition: Definition
) -> Iterator[tuple[str, dict[str, Any]]]:
    if kind in GROWTHS:
        if not -ALL < value <= GREATEST_GROWTH:
            limits = {"lower": f"{-ALL:f}", "upper": f"{GREATEST_GROWTH:f}"}
            yield "meaning.goal_growth", {"found": f"{value:f}", "unit": unit, **limits}
        return
    if UNITS[unit].is_count and value != value.to_integral_value():
        yield "intake.count_not_whole", {"found": f"{value:f}", "unit": unit}
    if kind in OF_A_WHOLE and UNITS[unit].dimension == _RATIO:
        if not 0 <= convert(value, unit, PERCENT) <= ALL:
            yield "meaning.goal_share", {"found": f"{value:f}", "unit": unit}
    elif value < 0 and code in definition.indicators and not may_be_negative(definition, code):
        yield "meaning.goal_negative", {"found": f"{value:f}", "code": code}
