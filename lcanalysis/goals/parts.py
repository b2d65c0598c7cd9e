"""Rule `goal_parts`: the growth of a whole is a weighted mean of the growth of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from typing import Final

from lcanalysis.auditing.judgement import CONFLICT, SCOPE
from lcanalysis.definition import Definition, Total
from lcanalysis.goals.criteria import is_rate, years_of
from lcanalysis.goals.goal_finding import Contradiction, finding_name, goal_finding
from lcanalysis.goals.goal_words import figure_in_words, goal_in_words, goal_value_in_words, listed
from lcanalysis.goals.goals import FILE, Goal
from lcanalysis.goals.growth_formulas import WORKING_DIGITS, RoundingBounds, projected_level
from lcanalysis.number_format import format_quantity, format_range, printed_decimals
from lcanalysis.quantities import Quantity
from lcanalysis.units import RATIO
from lcanalysis.wording import LANGUAGES, say

PARTS: Final = "goal_parts"

_MULTIPLE_DECIMALS = 2


def check_parts(definition: Definition, goals: Sequence[Goal]) -> Iterator[Contradiction]:
    """Yield a finding where the growth goals of all parts of a declared whole cannot, or can hardly, give its goal."""
    rates = {(goal.indicator, goal.entity, goal.base_period, goal.due_period): goal for goal in goals if is_rate(goal)}
    for relation in definition.totals:
        for whole in goals:
            if not is_rate(whole) or (whole.indicator, whole.entity) != (relation.indicator, relation.total.entity):
                continue
            parts = _goals_of_parts(relation, whole, rates)
            if parts:
                yield from _contradictions(definition, whole, parts)


def _goals_of_parts(relation: Total, whole: Goal, rates: dict[tuple[str, str, str, str], Goal]) -> tuple[Goal, ...]:
    keys = [(relation.indicator, part.entity, whole.base_period, whole.due_period) for part in relation.parts]
    # A part without a goal may grow at any rate, so that nothing follows for the whole.
    return tuple(rates[key] for key in keys) if all(key in rates for key in keys) else ()


def _contradictions(definition: Definition, whole: Goal, parts: Sequence[Goal]) -> Iterator[Contradiction]:
    least = min(part.value for part in parts)
    most = max(part.value_upper or part.value for part in parts)
    above = [part for part in parts if part.value > whole.value]
    below = [part for part in parts if part.value < whole.value]
    key, kind = _relation(whole, least, most, is_mixed=bool(above and below))
    if not key:
        return
    name, trace = finding_name(PARTS, (whole, *parts)), tuple(f"{FILE} {goal.goal}" for goal in (whole, *parts))
    numbers = {}
    if kind == SCOPE:
        multiple = required_weight(whole, above, below)
        numbers["multiple"] = Quantity(multiple, RATIO, trace, decimals=_MULTIPLE_DECIMALS)

    def sentence(lang: str) -> str:
        def named(some: Sequence[Goal]) -> str:
            return listed((definition.name(part.entity, lang) for part in some), lang)

        values = (
            figure_in_words(definition.name(part.entity, lang), goal_value_in_words(part, lang), lang) for part in parts
        )
        places = max(printed_decimals(least), printed_decimals(most))
        return say(
            key,
            lang,
            who=definition.name(whole.entity, lang),
            indicator=definition.name(whole.indicator, lang),
            whole=goal_in_words(whole, lang),
            rate=format_quantity(whole.value, whole.unit, lang, printed_decimals(whole.value)),
            parts=listed(values, lang),
            span=format_range(least, most, whole.unit, lang, places),
            above=named(above),
            below=named(below),
            base_period=whole.base_period,
            **{field: quantity.text(lang) for field, quantity in numbers.items()},
        )

    yield goal_finding(
        PARTS,
        definition,
        (whole, *parts),
        kind=kind,
        published=whole,
        recomputed=None,
        bounds=RoundingBounds(least, most),
        texts=tuple(sentence(lang) for lang in LANGUAGES),
        numbers={f"{name}/{field}": one for field, one in numbers.items()},
    )


def _relation(whole: Goal, least: Decimal, most: Decimal, *, is_mixed: bool) -> tuple[str, str]:
    """Return the sentence and the kind of finding for a whole among its parts; empty where nothing follows."""
    if most < whole.value:
        return "goals.parts_below", CONFLICT
    if least > (whole.value_upper or whole.value):
        return "goals.parts_above", CONFLICT
    return ("goals.parts_within", SCOPE) if is_mixed else ("", "")


def required_weight(whole: Goal, above: Sequence[Goal], below: Sequence[Goal]) -> Decimal:
    """Return how many times the parts above must the parts below weigh, for the whole to grow as its goal says.

    With every part at the least its goal allows, the levels of the due year balance only if
    ``weight(below) * max(deficit) >= weight(above) * min(excess)``, excess and deficit being the distances of
    ``(1 + part / 100) ** years`` from ``(1 + whole / 100) ** years``. The result is ``min(excess) /
    max(deficit)``: the weight is the level in the base year.

    Examples
    --------
    Copper and aluminium at 8 %, tube at 3 %, the whole at 5 % over four years: 1.61.
    """
    years = years_of(whole)
    one = Decimal(1)
    with localcontext(prec=WORKING_DIGITS):
        path = projected_level(one, whole.value, years)
        excess = min(projected_level(one, part.value, years) - path for part in above)
        deficit = max(path - projected_level(one, part.value, years) for part in below)
        return excess / deficit
