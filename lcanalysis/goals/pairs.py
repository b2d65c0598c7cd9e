"""Rule `goal_pair`: a growth goal and a level goal of one thing should lead to the same place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lcanalysis.auditing.finding import Finding
from lcanalysis.auditing.judgement import CONFLICT
from lcanalysis.definition import Definition
from lcanalysis.goals.criteria import growth_band, is_rate, years_of
from lcanalysis.goals.finding import goal_finding
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.growth import (
    Bounds,
    projected_level,
    projected_level_bounds,
    required_growth_pct,
    required_growth_pct_bounds,
)
from lcanalysis.goals.measures import Figures, Measurement, measure
from lcanalysis.goals.wording import ABOUT, GROWTH, WITHIN, goal_in_words, printed_decimals
from lcanalysis.number_format import format_quantity, format_range
from lcanalysis.wording import LANGUAGES, say

PAIR: Final = "goal_pair"

_REQUIRED_DECIMALS = 2
_BOUND_DECIMALS = 3


def check_pairs(figures: Figures, goals: Sequence[Goal]) -> Iterator[Finding]:
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
            if same and is_rate(growth) and level.kind != GROWTH:
                base = measure(figures, level.indicator, level.entity, level.base_period, level.unit)
                if base is not None and base.lower > 0 and not _agree(growth, level, base):
                    yield _pair_finding(figures.definition, growth, level, base)


def _agree(growth: Goal, level: Goal, base: Measurement) -> bool:
    reached = projected_level_bounds(
        base.bounds, Bounds(growth.value, growth.value_upper or growth.value), years_of(growth)
    )
    if reached.upper < level.value:
        return False
    highest = level.value_upper or level.value
    return level.comparison not in {ABOUT, WITHIN} or reached.lower <= highest


def _pair_finding(definition: Definition, growth: Goal, level: Goal, base: Measurement) -> Finding:
    years = years_of(growth)
    rate = growth.value_upper or growth.value
    projected = projected_level(base.value, rate, years)
    bounds = projected_level_bounds(base.bounds, Bounds.exact(rate), years)
    required = required_growth_pct(base.value, level.value, years)
    need = required_growth_pct_bounds(base.bounds, Bounds.exact(level.value), years)
    band = growth_band(growth)
    admits = growth.comparison == ABOUT and band.lower <= required <= band.upper
    gap = level.value - projected

    def sentence(lang: str) -> str:
        text = say(
            "goals.pair_short" if gap > 0 else "goals.pair_beyond",
            lang,
            who=definition.name(level.entity, lang),
            indicator=definition.name(level.indicator, lang),
            growth=goal_in_words(growth, lang),
            level=goal_in_words(level, lang),
            base=format_quantity(base.value, base.unit, lang, printed_decimals(base.value)),
            base_period=growth.base_period,
            due=growth.due_period,
            rate=format_quantity(rate, "%", lang, printed_decimals(rate)),
            projected=format_quantity(projected, base.unit, lang),
            gap=format_quantity(abs(gap), base.unit, lang),
            required=format_quantity(required, "%", lang, _REQUIRED_DECIMALS),
            bounds=format_range(need.lower, need.upper, "%", lang, _BOUND_DECIMALS),
        )
        if admits:
            span = format_range(band.lower, band.upper, "%", lang, printed_decimals(band.lower))
            text += say("goals.pair_about", lang, band=span)
        return text

    return goal_finding(
        PAIR,
        definition,
        (growth, level),
        kind=CONFLICT,
        published=level,
        recomputed=projected,
        bounds=bounds,
        texts=tuple(sentence(lang) for lang in LANGUAGES),
    )
