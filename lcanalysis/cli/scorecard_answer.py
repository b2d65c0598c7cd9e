"""The answer of `lcanalysis scorecard`: the goals under their verdicts, what was published last, and what is still needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import Any

import pandas as pd

from lcanalysis.cli.layout import aligned
from lcanalysis.forecasting.goal_odds import plan_odds
from lcanalysis.goals import VERDICTS, Standing, assess_goals
from lcanalysis.goals.goal_words import goal_in_words, goal_name, verdict_text
from lcanalysis.goals.scorecard import required_of
from lcanalysis.goals.verdicts import JUDGED, NO_DATA, NO_NUMBER, SHORT
from lcanalysis.number_format import format_quantity
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.probability import probability
from lcanalysis.units import PERCENT
from lcanalysis.wording import headed, say


def scorecard_text(plan: Plan, goals: pd.DataFrame, lang: str, *, show_all: bool = False) -> str:
    """Return a row per goal under its verdict, the worst first: goal, what was published last, what is still needed.

    Goals without a figure, or without a number, are counted, and listed with `show_all`.
    """
    if goals.empty:
        return say("cli.no_goals", lang)
    standings = {standing.goal.goal: standing for standing in assess_goals(plan)}
    found = Counter(goals["verdict"])
    order = sorted(found, key=lambda name: (name not in SHORT, VERDICTS.index(name)))
    counts = say("cli.semicolon", lang).join(
        say("cli.goals_of", lang, kind=verdict_text(name, lang), count=found[name]) for name in order
    )
    rows: list[Sequence[str] | str] = []
    for verdict in order if show_all else [name for name in order if name not in {NO_DATA, NO_NUMBER}]:
        rows += ["", headed(verdict_text(verdict, lang))]
        judged = goals[goals["verdict"] == verdict].to_dict("records")
        rows += [_row(plan, row, standings[row["goal"]], lang) for row in judged]
    lines = [say("cli.goals", lang, count=len(goals), verdicts=counts)]
    if rows:
        heads = tuple(say(f"cli.column_{name}", lang) for name in ("goal", "latest", "required", "probability"))
        lines += ["", aligned([heads, *rows])]
    unseen = 0 if show_all else found[NO_DATA] + found[NO_NUMBER]
    lines += ["", say("cli.goals_unseen", lang, count=unseen)] if unseen else []
    notes = list(_notes(plan, standings, lang)) if goals["odds_note"].any() else []
    return "\n".join([*lines, *([""] if notes else []), *notes])


def verdict_colours(lang: str) -> dict[str, str]:
    """Return the colours of verdicts on a terminal: of problems red, of others that judge green."""
    return {headed(verdict_text(name, lang)): "red" if name in SHORT else "green" for name in reversed(JUDGED)}


def _row(plan: Plan, row: Mapping[Any, Any], standing: Standing, lang: str) -> tuple[str, ...]:
    goal = standing.goal
    name = say(
        "cli.goal", lang, name=headed(goal_name(plan.definition, goal, lang)), goal=goal_in_words(goal, lang),
        due=row["due_period"],
    )  # fmt: skip
    if row["is_preliminary"]:
        name = say("goals.preliminary", lang, verdict=name)
    chance = "-" if isnan(row["probability"]) else probability(row["probability"]).text(lang)
    return name, _latest(standing, lang), _required(required_of(row), lang), chance


def _latest(standing: Standing, lang: str) -> str:
    if standing.latest is None:
        return "-"
    return say("cli.latest", lang, value=standing.latest.quantity.text(lang), period=standing.latest.period)


def _required(needed: Quantity | None, lang: str) -> str:
    if needed is None:
        return "-"
    decimals = 1 if needed.unit == PERCENT else 2
    return say("cli.required", lang, value=format_quantity(needed.value, needed.unit, lang, decimals))


def _notes(plan: Plan, standings: Mapping[str, Standing], lang: str) -> Iterator[str]:
    """Yield what the probabilities of the goals rest on, where it has to be told."""
    for goal, told in plan_odds(plan, tuple(standings.values())).remarks.items():
        name = headed(goal_name(plan.definition, standings[goal].goal, lang))
        for one in told:
            note = say("goals.odds_note", lang, name=name, text=" ".join(one.text(lang).split()))
            yield say("cli.caution", lang, text=note)
