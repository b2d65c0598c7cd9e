"""Measure the scorecard of a made plan with many goals over many years: seconds of processor, and how they grow.

`make bench` may call `measure`; alone the script prints what 150 goals over 20 years take.
"""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import pandas as pd

import lcanalysis
from lcanalysis.definition import Definition
from lcanalysis.goals import Goal
from lcanalysis.observations import PUBLISHED, Observation
from lcanalysis.plan import Plan

GOALS, YEARS = 150, 20
KINDS = (("level", "亿元", "at_least"), ("growth", "%", "about"), ("level", "亿元", "at_most"))


def made_plan(goals: int, years: int) -> Plan:
    """Return a plan of `goals` goals, each with its own figures and growth of `years` years."""
    base = 2010
    entities = [f"firm_{number}" for number in range(goals)]
    document = {
        "plan": {
            "id": "bench", "title_zh": "规划", "title_en": "Plan", "publisher_zh": "市", "publisher_en": "City",
            "published_on": "2010-11", "area": "city", "base_period": str(base), "due_period": str(base + years),
        },
        "indicators": {
            "revenue": {"zh": "收入", "en": "revenue", "dimension": "money"},
            "revenue_yoy": {"zh": "增速", "en": "growth", "dimension": "ratio", "growth_of": "revenue"},
        },
        "entities": {name: {"zh": name, "en": name, "kind": "firm"} for name in entities},
        "areas": {"city": {"zh": "市", "en": "city"}},
        "scopes": {"all": {"zh": "全部", "en": "all"}},
    }  # fmt: skip
    rows = [row for number, name in enumerate(entities) for row in _figures(name, number, base, years)]
    table = pd.DataFrame([_goal(name, number, base, years) for number, name in enumerate(entities)])
    return Plan(Path("data"), Definition.model_validate(document), tuple(rows), table, pd.DataFrame(), pd.DataFrame())


def _figures(name: str, number: int, base: int, years: int) -> list[Observation]:
    found = []
    for at in range(years):
        level = (Decimal(100 + number) * (1 + Decimal(number % 9) / 100) ** at).quantize(Decimal("0.1"))
        for indicator, value, unit in (("revenue", level, "亿元"), ("revenue_yoy", Decimal(number % 9), "%")):
            half = Decimal("0.05")
            found.append(
                Observation(
                    indicator, name, "city", str(base + at), value, unit, PUBLISHED, False, "all", "current", str(value),
                    f"{indicator}.csv", "2030-01", "2030-01", f"R{number}C{at}", value - half, value + half,
                )
            )  # fmt: skip
    return found


def _goal(name: str, number: int, base: int, years: int) -> dict[str, object]:
    kind, unit, comparison = KINDS[number % len(KINDS)]
    value = Decimal(5) if kind == "growth" else Decimal(300 if comparison == "at_least" else 60)
    goal = Goal(
        goal=name, indicator="revenue", entity=name, kind=kind, comparison=comparison, value=value, value_upper=None,
        unit=unit, base_period=str(base), due_period=str(base + years), binding="expected", responsible=("city",),
        quotation="", section="", note="",
    )  # fmt: skip
    return asdict(goal) | {"value": float(value), "responsible": "city"}


def measure(goals: int = GOALS, years: int = YEARS) -> float:
    """Return the seconds of processor that the scorecard of a made plan takes."""
    plan = made_plan(goals, years)
    begun = time.process_time()
    lcanalysis.scorecard(plan)
    return time.process_time() - begun


def main() -> None:
    """Print what the sizes take that are named, or the usual one."""
    sizes = [(int(goals), int(years)) for goals, years in (one.split("x") for one in sys.argv[1:])] or [(GOALS, YEARS)]
    measure(1, 2)  # imports and catalogues
    for goals, years in sizes:
        print(f"{goals} goals over {years} years: {measure(goals, years):.2f} s")


if __name__ == "__main__":
    main()
