"""The charts of the revenue story, drawn from the quantities of its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from lcanalysis.charts import Chart, draw_probability_by_class, draw_scenarios
from lcanalysis.exhibits import Quantity
from lcanalysis.stories.revenue_odds import GROUPS, Odds, Question
from lcanalysis.units import PERCENT

INTERVALS_PCT = (90, 60, 30)

Point = tuple[int, Quantity]


def draw_paths(
    question: Question,
    name: str,
    history: Sequence[Mapping[str, object]],
    paths: Mapping[Decimal, Sequence[Point]],
    goal: Quantity | None,
    source: str,
    notes: Sequence[str] = (),
) -> Chart:
    """Draw the observations and the scenario path of each rate (percent a year)."""
    rows: list[Mapping[str, object]] = list(history)
    for rate, points in paths.items():
        label = question.say("column_rate", rate=rate)
        rows.extend({"kind": "scenario", "label": label, "year": year, "value": value} for year, value in points)
    unit = next(iter(paths.values()))[0][1].unit
    return draw_scenarios(rows, question.lang, name=name, unit=unit, goal=goal, source=source, notes=notes)


def draw_distribution(
    question: Question,
    name: str,
    history: Sequence[Mapping[str, object]],
    intervals: Mapping[tuple[int, int], tuple[Quantity, Quantity]],
    goal: Quantity | None,
    source: str,
    notes: Sequence[str] = (),
    *,
    is_forecast: bool = False,
    cap: Quantity | None = None,
) -> Chart:
    """Draw the observations, the predictive intervals by year and percent, and a cap; say if it is but a scenario."""
    fan = [
        {"year": year, "interval_pct": pct, "lower": low, "upper": high}
        for (year, pct), (low, high) in intervals.items()
    ]
    low, high = intervals[question.target_year, INTERVALS_PCT[0]]
    finding = question.say(
        "fan_finding_forecast" if is_forecast else "fan_finding",
        name=name,
        target=question.target_year,
        pct=INTERVALS_PCT[0],
        low=low.digits(question.lang),
        high=high.text(question.lang),
    )
    if cap is not None:
        finding += question.say("fan_capped", cap=cap.text(question.lang))
    return draw_scenarios(
        history,
        question.lang,
        name=name,
        unit=low.unit,
        goal=goal,
        cap=cap,
        fan=fan,
        is_forecast=is_forecast,
        source=source,
        finding=finding,
        notes=notes,
    )


def draw_odds(question: Question, lines: tuple[Sequence[Odds], ...], at: int, goal: str) -> Chart:
    """Draw for every class the probability of one goal: those used, their mix, and the contrasts."""
    shares = {
        line.key: Quantity(
            question.key(question.target_year, "odds", at, line.key),
            line.shares[at] * 100,
            PERCENT,
            line.trace_of(at),
            0,
        )
        for held in lines
        for line in held
    }
    rows = [
        {"name": question.say(f"row_{group}", title=line.title), "probability_pct": shares[line.key]}
        for group, held in zip(GROUPS, lines, strict=True)
        for line in held
    ]
    used, mix, contrasts = (
        sorted((shares[line.key] for line in held), key=lambda share: share.value) for held in lines
    )
    words = (
        ("odds_finding" if mix else "odds_finding_one")
        if contrasts
        else ("odds_finding_plain" if mix else "odds_finding_alone")
    )
    ends = (
        {"contrast_low": contrasts[0].text(question.lang), "contrast_high": contrasts[-1].text(question.lang)}
        if contrasts
        else {}
    )
    finding = question.say(
        words,
        goal=goal,
        low=used[0].text(question.lang),
        high=used[-1].text(question.lang),
        mix=(mix or used)[0].text(question.lang),
        **ends,
    )
    sources = [each.source.source(question.lang) for each in question.used if each.source is not None]
    return draw_probability_by_class(rows, question.lang, goal=goal, source=question.listed(sources), finding=finding)
