"""Rule `goal_pair`: a growth goal and a level goal of one thing should lead to the same place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lcanalysis.auditing.judgement import CONFLICT
from lcanalysis.definition import Definition
from lcanalysis.goals.criteria import growth_band, is_rate, years_of
from lcanalysis.goals.goal_finding import Contradiction, finding_name, goal_finding
from lcanalysis.goals.goal_words import ABOUT, WITHIN, goal_in_words
from lcanalysis.goals.goals import FILE, Goal
from lcanalysis.goals.growth_formulas import (
    RoundingBounds,
    projected_level,
    projected_level_bounds,
    required_growth_pct,
    required_growth_pct_bounds,
)
from lcanalysis.goals.measures import Figures, Measurement, measure
from lcanalysis.number_format import printed_decimals
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT
from lcanalysis.wording import LANGUAGES, say

PAIR: Final = "goal_pair"

_REQUIRED_DECIMALS = 2
_BOUND_DECIMALS = 3
_KEYS: Final = {"least": "required/lower", "most": "required/upper", "low": "band/lower", "high": "band/upper"}
"""Under which name a number of the sentence is kept, where that is not the one of its field."""


def check_pairs(figures: Figures, goals: Sequence[Goal]) -> Iterator[Contradiction]:
    """Yield a finding for every growth goal whose rate leads short of, or beyond, a level goal of the same thing.

    A growth that leads beyond is at odds only with a level meant as about or within.
    """
    for growth in goals:
        for level in goals:
            same = (growth.indicator, growth.entity, growth.base_period, growth.due_period) == (
                level.indicator,
                level.entity,
                level.base_period,
                level.due_period,
            )
            if same and is_rate(growth) and not level.is_growth:
                base = measure(figures, level.indicator, level.entity, level.base_period, level.unit)
                if base is not None and base.lower > 0 and not _agree(growth, level, base):
                    yield _contradiction(figures.definition, growth, level, base)


def _agree(growth: Goal, level: Goal, base: Measurement) -> bool:
    reached = projected_level_bounds(
        base.bounds, RoundingBounds(growth.value, growth.value_upper or growth.value), years_of(growth)
    )
    if reached.upper < level.value:
        return False
    highest = level.value_upper or level.value
    return level.comparison not in {ABOUT, WITHIN} or reached.lower <= highest


def _contradiction(definition: Definition, growth: Goal, level: Goal, base: Measurement) -> Contradiction:
    years = years_of(growth)
    highest = growth.value_upper or growth.value
    # Short of the goal, the most that the growth goal names counts; beyond it, the least.
    is_short = projected_level(base.value, highest, years) < level.value
    rate = highest if is_short else growth.value
    wanted = level.value if is_short else level.value_upper or level.value
    projected = projected_level(base.value, rate, years)
    required = required_growth_pct(base.value, wanted, years)
    need = required_growth_pct_bounds(base.bounds, RoundingBounds.exact(wanted), years).outward(_BOUND_DECIMALS)
    band = growth_band(growth)
    name = finding_name(PAIR, (growth, level))
    trace = (*base.trace, f"{FILE} {growth.goal}", f"{FILE} {level.goal}")
    numbers = {
        "base": Quantity(base.value, base.unit, base.trace, decimals=printed_decimals(base.value)),
        "rate": Quantity(rate, PERCENT, trace[-2:-1], decimals=printed_decimals(rate)),
        "projected": Quantity(projected, base.unit, trace),
        "gap": Quantity(abs(wanted - projected), base.unit, trace),
        "required": Quantity(required, PERCENT, trace, decimals=_REQUIRED_DECIMALS),
        "least": Quantity(need.lower, PERCENT, trace, decimals=_BOUND_DECIMALS),
        "most": Quantity(need.upper, PERCENT, trace, decimals=_BOUND_DECIMALS),
    }
    admitted = {}
    if growth.comparison == ABOUT and band.lower <= required <= band.upper:
        places = printed_decimals(band.lower)
        admitted = {
            "low": Quantity(band.lower, PERCENT, trace[-2:-1], decimals=places),
            "high": Quantity(band.upper, PERCENT, trace[-2:-1], decimals=places),
        }

    def sentence(lang: str) -> str:
        text = say(
            "goals.pair_short" if is_short else "goals.pair_beyond",
            lang,
            who=definition.name(level.entity, lang),
            indicator=definition.name(level.indicator, lang),
            growth=goal_in_words(growth, lang),
            level=goal_in_words(level, lang),
            base_period=growth.base_period,
            due=growth.due_period,
            **{field: quantity.text(lang) for field, quantity in numbers.items()},
        )
        if admitted:
            text += say("goals.pair_about", lang, **{field: one.text(lang) for field, one in admitted.items()})
        return text

    return goal_finding(
        PAIR,
        definition,
        (growth, level),
        kind=CONFLICT,
        published=level,
        recomputed=projected,
        bounds=projected_level_bounds(base.bounds, RoundingBounds.exact(rate), years),
        texts=tuple(sentence(lang) for lang in LANGUAGES),
        numbers={f"{name}/{_KEYS.get(field, field)}": one for field, one in (numbers | admitted).items()},
    )
