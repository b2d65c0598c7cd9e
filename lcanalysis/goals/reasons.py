"""Why a goal has no verdict, or what its verdict lacks, in words of both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

import pandas as pd

from lcanalysis.exhibits import Words, catalogue_words, period_words, words, words_from
from lcanalysis.goals.assessment import BOTH, LEVELS, RATES
from lcanalysis.goals.gathering import BREAK
from lcanalysis.goals.goal_words import ABOUT, AT_MOST, BELOW, HasDefinition, verdict_text
from lcanalysis.goals.grades import DEFINITION
from lcanalysis.goals.meaning import CUMULATIVE
from lcanalysis.observations import PUBLISHED, published_order
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.opening import figure
from lcanalysis.units import convert
from lcanalysis.wording import LANGUAGES, say


class GoalRow(Protocol):
    """A row of `lcanalysis.standings`."""

    @property
    def reason(self) -> str | None:
        """The code of the reason; None where there is none to give."""

    @property
    def definition(self) -> str | None:
        """The code of the scope, where figures count something else than the goal."""

    @property
    def alternatives(self) -> tuple[tuple[str, str, Quantity | None], ...]:
        """The verdicts by levels and by published rates, where they differ."""


def reason_words(plan: HasDefinition, row: GoalRow) -> Words | None:
    """Return why a goal of `lcanalysis.standings` has no verdict, or what its verdict lacks; None where there is nothing to say.

    Examples
    --------
    >>> import lcanalysis as lc
    >>> plan = lc.load("data")
    >>> row = next(lc.standings(plan).loc[["firms_above_30bn"]].itertuples())
    >>> reason_words(plan, row).text("en")
    'the plan does not say how many'
    """
    if not row.reason:
        return None
    key = f"goals.reason_{row.reason}"
    if row.reason == BOTH:
        return _of_both(row)

    def said(lang: str) -> str:
        if row.reason == DEFINITION:
            if row.definition == BREAK:
                return say("goals.reason_break", lang)
            return say(key, lang, scope=plan.definition.name(row.definition or "", lang))
        return say(key, lang)

    return words_from(said)


def derived_notes(goals: pd.DataFrame, names: Mapping[str, Words]) -> list[Words]:
    """Return the caveat of levels that were worked back from later ones, once for all goals with the same such years.

    Parameters
    ----------
    goals
        Some or all rows of `lcanalysis.standings`.
    names
        What each goal is called.
    """
    held: dict[tuple[int, ...], dict[str, Words]] = {}
    for goal, years in goals["derived"].items():
        if years:
            held.setdefault(years, {}).setdefault(names[str(goal)].text("zh"), names[str(goal)])
    zh, en = (say("goals.worked_back", lang, names="{names:Aa}", years="{years}") for lang in LANGUAGES)
    return [words(zh, en, names=list(named.values()), years=list(years)) for years, named in held.items()]


def growth_notes(goals: pd.DataFrame, names: Mapping[str, Words]) -> list[Words]:
    """Return, of each goal whose published growth is not that of its published levels, both and which of them leads where.

    What moved in a year is told as published, at its publisher's basis; progress and verdict go by the levels, as the goal does.

    Parameters
    ----------
    goals
        Some or all rows of `lcanalysis.standings`.
    names
        What each goal is called.
    """
    notes = {}
    zh, en = (say("goals.two_growths", lang, name="{name:Aa}", year="{year}", told="{told}", of_levels="{of_levels}")
              for lang in LANGUAGES)  # fmt: skip
    rows: Any = goals.itertuples()
    for row in rows:
        told, of_levels = row.change, row.average_since
        if row.before_period != row.base or told is None or of_levels is None or told == of_levels:
            continue
        if told.bounds.is_apart_from(of_levels.bounds):  # beyond rounding
            fields = {"name": names[str(row.Index)], "year": row.period, "told": told, "of_levels": of_levels}
            notes[names[str(row.Index)].text("zh")] = words(zh, en, **fields)
    return list(notes.values())


def or_more_notes(goals: pd.DataFrame, probabilities: pd.Series[Any]) -> list[Words]:
    """Return what a probability is of, if some goal of about a value has one.

    Parameters
    ----------
    goals
        Some or all rows of `lcanalysis.standings`.
    probabilities
        The probability of each of them; missing where there is none.
    """
    has_one = goals["wanted"].map(lambda wanted: wanted.declared.comparison == ABOUT) & probabilities.notna()
    return [catalogue_words("goals.or_more")] if has_one.any() else []


def restated_notes(plan: Plan, goals: pd.DataFrame, names: Mapping[str, Words]) -> list[Words]:
    """Return, of each figure of a base year that was restated, what was published first, and that the newest is used.

    Readers know the first from the plan itself. What is computed from restated figures, such as a ratio, is passed over.

    Parameters
    ----------
    plan
        The plan.
    goals
        Some or all rows of `lcanalysis.standings`.
    names
        What each goal is called.
    """
    notes = {}
    zh, en = (say("goals.restated_base", lang, **{field: f"{{{field}}}" for field in ("year", "first", "now", "published")},
                  name="{name:Aa}") for lang in LANGUAGES)  # fmt: skip
    rows: Any = goals[goals["base_value"].notna()].itertuples()
    for row in rows:
        records = plan.records_of(row.indicator, row.entity)
        held = [one for one in records if one.period == str(row.base) and one.status == PUBLISHED]
        first, now = (choose(held, key=published_order, default=None) for choose in (min, max))
        if first is None or now is None or not {now.addresses} & {row.base_value.trace.machine}:
            continue
        if convert(first.value, first.unit, now.unit) != now.value:
            fields = {"name": names[str(row.Index)], "year": row.base, "first": figure(first), "now": row.base_value}
            fields |= {"published": period_words(now.published_on)}
            notes[names[str(row.Index)].text("zh")] = words(zh, en, **fields)
    return list(notes.values())


def is_beyond(row: Any) -> bool:
    """Return whether a row of `lcanalysis.standings` is already beyond the level that its goal leads to."""
    if row.required is None:
        return False
    if row.wanted.declared.comparison in {AT_MOST, BELOW}:
        # Where growth is allowed, any level lies below that of the due year.
        allows_growth = row.wanted.declared.is_growth and row.wanted.value > 0
        return bool(row.required >= 0) and not allows_growth
    return bool(row.required <= 0) and bool(row.wanted.value > 0)


def marker_words(row: Any) -> Quantity | Words | None:
    """Return the level that a row of `lcanalysis.standings` needs in its next year; for a cumulative goal, said to be a sum."""
    if row.next_marker is None or row.wanted.declared.kind != CUMULATIVE:
        found: Quantity | None = row.next_marker
        return found
    zh, en = (say("goals.cumulative", lang, value="{value}") for lang in LANGUAGES)
    return words(zh, en, value=row.next_marker)


def _of_both(row: GoalRow) -> Words:
    """Return the verdicts by levels and by published growth, each with its pace."""
    fields: dict[str, Any] = {}
    for method, verdict, pace in row.alternatives:
        said = partial(verdict_text, verdict)
        # What its base meets is judged by its levels too, as one to keep.
        fields[RATES if method == RATES else LEVELS] = words_from(said) if pace is None else _with_pace(said, pace)
    zh, en = (say("goals.reason_both", lang, **{name: f"{{{name}}}" for name in fields}) for lang in LANGUAGES)
    return words(zh, en, **fields)


def _with_pace(said: Callable[[str], str], pace: Quantity) -> Words:
    zh, en = (say("goals.at_pace", lang, verdict="{verdict}", pace="{pace}") for lang in LANGUAGES)
    return words(zh, en, verdict=words_from(said), pace=pace)
