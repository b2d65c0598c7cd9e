"""The outputs with which a processing ratio's goal is reached, if smelting stays as it is or is capped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from lcanalysis.goals.assessing import figures_of, plan_goals
from lcanalysis.goals.criteria import years_left
from lcanalysis.goals.goal_words import goal_quantity
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import OUTPUT, PROCESSING_RATIO, Figures, Measurement, history
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity

SMELTING_UNCHANGED: Final = "smelting_unchanged"
SMELTING_CAPPED: Final = "smelting_capped"
PRODUCTS_UNCHANGED: Final = "products_unchanged"
COLUMNS: Final = (
    "goal", "metal", "assumption", "smelted_entity", "products_entity", "period", "due", "wanted", "smelted",
    "smelted_due", "products", "products_due",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RatioNeed:
    """The outputs with which a ratio is reached in the due year under one assumption, in the unit of `products`.

    `products` and `smelted` are the latest outputs, `products_due` and `smelted_due` those of the due year.
    """

    goal: Goal
    assumption: str
    products: Measurement
    smelted: Measurement
    products_due: Quantity
    smelted_due: Quantity


def ratio_needs(figures: Figures, goal: Goal) -> tuple[RatioNeed, ...]:
    """Return what a goal for a processing ratio takes, one entry per assumption.

    With R the ratio wanted, S smelting and P products in the due year, P = R * S: smelting stays as it is, or at
    the cap that plan.yml declares for it; or products stay as they are, and S = P / R. Empty for any other goal,
    and where an output was not published, is zero, or the due year has come.

    `figures`: the plan's definition and observations. `goal`: a goal of the indicator ``processing_ratio``.
    """
    declared = figures.definition.processing_ratios.get(goal.entity)
    if goal.indicator != PROCESSING_RATIO or declared is None or goal.value <= 0:
        return ()
    latest = [_latest(figures, product) for product in (declared.products, declared.smelted)]
    products, smelted = latest
    if products is None or smelted is None or products.period != smelted.period:
        return ()
    if years_left(goal, products.period) < 1 or products.value <= 0 or smelted.value <= 0:
        return ()
    wanted, metal = goal_quantity(goal, goal.value), smelted.quantity.to(products.unit)
    caps = [cap for cap in figures.definition.caps if (cap.indicator, cap.entity) == (OUTPUT, declared.smelted)]
    held = [(SMELTING_UNCHANGED, metal)]
    held += [
        (SMELTING_CAPPED, Quantity(cap.level, cap.unit, f"plan.yml {cap.entity}").to(products.unit)) for cap in caps
    ]
    found = [RatioNeed(goal, why, products, smelted, wanted * level, level) for why, level in held]
    made = products.quantity
    return (*found, RatioNeed(goal, PRODUCTS_UNCHANGED, products, smelted, made, made / wanted))


def needed_outputs(plan: Plan) -> pd.DataFrame:
    """Return the outputs with which each processing ratio is reached, under each assumption.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``metal/assumption``: `goal` (the declared goal), `metal` (whose ratio it is), `assumption`
        (``smelting_unchanged``, ``smelting_capped`` or ``products_unchanged``), `smelted_entity` and `products_entity`
        (codes of what is made), `period` and `due` (years), `wanted` (the ratio), and as quantities the outputs `smelted` and
        `products` of the period and `smelted_due` and `products_due` of the due year. A goal is absent if an output is not
        published or is zero, or if its due year has come; the table may be empty.

    Examples
    --------
    >>> from lcanalysis.plan import load
    >>> found = needed_outputs(load("data"))
    >>> found.loc["copper/smelting_unchanged", "products_due"].text("zh")
    '37.84万吨'
    """
    figures = figures_of(plan)
    rows = [_row(need) for goal in plan_goals(plan) for need in ratio_needs(figures, goal)]
    found = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    name = found["metal"] + "/" + found["assumption"]
    # Of two goals for one ratio the second is told apart by its own name, of two caps by their number.
    name = name.where(~found.duplicated(["metal", "assumption"]), _codes(found) + "/" + found["assumption"])
    return found.set_index(name.where(~name.duplicated(), name + found.index.astype(str)).rename("case"))


def _codes(found: pd.DataFrame) -> pd.Series:
    return found["goal"].map(lambda goal: goal.goal)


def _row(need: RatioNeed) -> tuple[object, ...]:
    products, smelted = need.products, need.smelted
    return (
        need.goal, need.goal.entity, need.assumption, smelted.entity, products.entity, year_of(products.period),
        year_of(need.goal.due_period), goal_quantity(need.goal, need.goal.value), smelted.quantity, need.smelted_due, products.quantity,
        need.products_due,
    )  # fmt: skip


def _latest(figures: Figures, product: str) -> Measurement | None:
    rows = [row for row in figures.in_use.values() if (row.indicator, row.entity) == (OUTPUT, product)]
    series = history(figures, OUTPUT, product, rows[-1].unit) if rows else ()
    return series[-1] if series else None
