"""What the R&D page says: how much the backbone firms spend, who accounts for the change, what the goal would take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lcanalysis.errors import DataError
from lcanalysis.exhibits import Quantity, Statement
from lcanalysis.goals.contributions import Change, Contribution, change_by_member, numerator_for
from lcanalysis.goals.growth import Bounds, required_change_pp
from lcanalysis.goals.measures import Figures, Measurement, history, measure_members, sum_members
from lcanalysis.goals.scorecard import figures_of
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.stories.scorecard import joint, moved_by, quantity_of
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, convert
from lcanalysis.wording import say

GROUP: Final = "backbone_firms"
INTENSITY: Final = "rd_intensity"
SPENDING: Final = "rd_spending"
ASKED: Final = ("parameter goal_pct",)
"""Where the goal comes from."""
REVENUE: Final = "revenue"
CITY: Final = "industry"
CITY_GAP: Final = "rd_intensity_gap"
LARGE: Final = "亿元"
SMALL: Final = "万元"
FIRMS: Final = "家"


@dataclass(frozen=True, slots=True)
class Research:
    """The figures behind the page: one latest year, its year before where there is one.

    `intensity` is that of the group, spending over revenue of all its firms, in percent; `firms` that of each;
    `spending` and `revenue` are the group's sums and `needed` the spending at which it would reach `goal_pct`
    on the same revenue, all in 亿元, or in 万元 if spending is less than one 亿元; `change` how spending moved for the
    firms with both years, in 万元.
    """

    goal_pct: Decimal
    intensity: Measurement
    firms: tuple[Measurement, ...]
    spending: Measurement
    revenue: Measurement
    needed: Decimal
    change: Change | None

    @property
    def unit(self) -> str:
        """The unit of the sums."""
        return self.spending.unit

    @property
    def more(self) -> Decimal:
        """The spending still lacking; negative if the goal is exceeded."""
        return self.needed - self.spending.value

    @property
    def simple_mean(self) -> Decimal:
        """The mean of the firms' intensities, each counted alike, in percent."""
        return sum((one.value for one in self.firms), Decimal(0)) / len(self.firms)


def research(plan: Plan, goal_pct: float) -> Research | None:
    """Return the figures of the R&D page for a goal of `goal_pct` percent of revenue.

    None if the plan does not publish spending and revenue of the group's firms, from which its intensity follows.
    """
    figures = figures_of(plan)
    found = history(figures, INTENSITY, GROUP, PERCENT)
    latest = found[-1] if found else None
    members = tuple(dict.fromkeys(row.entity for row in latest.inputs)) if latest else ()
    period = latest.period if latest else ""
    spending = sum_members(figures, SPENDING, members, period, LARGE, GROUP)
    unit = LARGE if spending is None or spending.value >= 1 else SMALL
    spending = sum_members(figures, SPENDING, members, period, unit, GROUP)
    revenue = sum_members(figures, REVENUE, members, period, unit, GROUP)
    if latest is None or spending is None or revenue is None or revenue.value <= 0:
        return None
    goal = Decimal(f"{goal_pct:.10g}")
    return Research(
        goal_pct=goal,
        intensity=latest,
        firms=measure_members(figures, INTENSITY, GROUP, period, PERCENT),
        spending=spending,
        revenue=revenue,
        needed=numerator_for(goal, revenue.value),
        change=change_by_member(figures, SPENDING, GROUP, period, SMALL),
    )


def answer(plan: Plan, lang: str, goal_pct: float) -> Statement:
    """Return whether the goal is in reach, in one paragraph: intensity, what is lacking, and where spending went."""
    found = research(plan, goal_pct)
    if found is None:
        return Statement(say("story_research.no_figures", lang))
    trace = found.intensity.trace
    is_short = found.more > 0
    head = Statement.of(
        "story_research.answer_short" if is_short else "story_research.answer_met",
        lang,
        who=plan.name(GROUP, lang),
        period=found.intensity.period,
        firms=Quantity("research/firms", len(found.firms), FIRMS, trace, 0),
        spending=Quantity("research/spending", found.spending.value, found.unit, found.spending.trace, 2),
        revenue=Quantity("research/revenue", found.revenue.value, found.unit, found.revenue.trace, 2),
        intensity=Quantity("research/intensity", found.intensity.value, PERCENT, trace, 2),
        goal=goal_quantity(found),
        gap=Quantity("research/gap", abs(found.goal_pct - found.intensity.value), PERCENTAGE_POINT, trace + ASKED, 2),
        needed=Quantity("research/needed", found.needed, found.unit, found.revenue.trace + ASKED, 2),
        more=Quantity("research/more", abs(found.more), found.unit, trace + ASKED, 2),
    )
    parts = [head]
    if is_short:
        parts.append(_pace(plan, found, lang))
    if found.change is not None:
        parts += [_movement(plan, found.change, found.unit, lang), *_of_the_same_firms(plan, found, found.change, lang)]
    return joint(parts)


def averages(plan: Plan, lang: str, goal_pct: float) -> Statement | None:
    """Return the two readings of an average intensity: weighted by revenue, and each firm alike.

    None if the intensity of fewer than two firms is known.
    """
    found = research(plan, goal_pct)
    if found is None or len(found.firms) < 2:
        return None
    biggest = max(found.firms, key=lambda one: _revenue_of(figures_of(plan), one).value)
    own = _revenue_of(figures_of(plan), biggest)
    above = [one for one in found.firms if one.value >= found.goal_pct]
    each = tuple(dict.fromkeys(cell for one in found.firms for cell in one.trace))
    return Statement.of(
        "story_research.averages",
        lang,
        weighted=Quantity("research/intensity", found.intensity.value, PERCENT, found.intensity.trace, 2),
        simple=Quantity("research/simple_mean", found.simple_mean, PERCENT, each, 2),
        biggest=plan.name(biggest.entity, lang),
        share=Quantity(
            "research/biggest_share", own.value / found.revenue.value * 100, PERCENT, found.revenue.trace, 1
        ),
        own=quantity_of(f"research/{biggest.entity}/intensity", biggest),
        goal=goal_quantity(found),
        above=Quantity("research/firms_above", len(above), FIRMS, each + ASKED, 0),
        firms=Quantity("research/firms", len(found.firms), FIRMS, found.intensity.trace, 0),
    )


def city(plan: Plan, lang: str) -> Statement:
    """Return the city's intensity, and the province's that its published distance implies, with rounding."""
    period = plan.definition.plan.base_period
    own, gap = (plan.find_observation(indicator, CITY, period) for indicator in (INTENSITY, CITY_GAP))
    if own is None or gap is None:
        return Statement(say("story_research.city_not_published", lang))
    trace = (own.trace, gap.trace)
    # The text says how far the city lies below; the sign is in the words, so the distance counts by its size.
    distance = sorted([abs(gap.lower), abs(gap.upper)])
    bounds = Bounds(own.lower + distance[0], own.upper + distance[1]).outward(2)
    return Statement.of(
        "story_research.city",
        lang,
        period=period,
        who=plan.name(CITY, lang),
        own=Quantity.of(own),
        gap=Quantity(f"{CITY_GAP}/{CITY}/{period}", abs(gap.value), PERCENTAGE_POINT, (gap.trace,), 2),
        printed=Quantity("", abs(gap.value), gap.unit, (), 2).text(lang),
        province=Quantity("research/province", own.value + abs(gap.value), PERCENT, trace, 2),
        lower=Quantity("research/province/lower", bounds.lower, PERCENT, trace, 2),
        upper=Quantity("research/province/upper", bounds.upper, PERCENT, trace, 2),
    )


def require_sound(plan: Plan, goal_pct: float) -> None:
    """Check the page's own arithmetic: contributions add up to the change, spending and need to the goal.

    Raises
    ------
    DataError
        If they do not.
    """
    found = research(plan, goal_pct)
    if found is None:
        return
    reached = (found.spending.value + found.more) / found.revenue.value * 100
    if abs(reached - found.goal_pct) > Decimal("1e-20"):
        raise DataError("story_research.goal_not_reached", reached=str(reached), goal=str(found.goal_pct))
    change = found.change
    if change is not None and sum((one.change for one in change.members), Decimal(0)) != change.total.change:
        raise DataError("story_research.parts_differ", total=str(change.total.change))


def goal_quantity(found: Research) -> Quantity:
    """Return the goal as a quantity, with one decimal only where it has one."""
    decimals = 0 if found.goal_pct == found.goal_pct.to_integral_value() else 1
    return Quantity("research/goal", found.goal_pct, PERCENT, ASKED, decimals)


def growth_quantity(plan: Plan, one: Contribution) -> Quantity:
    """Return how a firm's spending grew: the published rate where there is one, else the computed one."""
    published = plan.find_observation(f"{SPENDING}_yoy", one.entity, one.latest.period)
    if published is not None:
        return Quantity.of(published)
    return Quantity(f"research/{one.entity}/growth", one.growth_pct, PERCENT, one.trace, 1)


def _pace(plan: Plan, found: Research, lang: str) -> Statement:
    due = plan.definition.plan.due_period
    years = year_of(due) - year_of(found.intensity.period)
    change = required_change_pp(found.intensity.value, found.goal_pct, years)
    return Statement.of(
        "story_research.pace",
        lang,
        due=due,
        period=found.intensity.period,
        change=Quantity("research/required_change", change, PERCENTAGE_POINT, found.intensity.trace + ASKED, 2),
    )


def _movement(plan: Plan, change: Change, unit: str, lang: str) -> Statement:
    total, main = change.total, change.main
    moved = moved_by(Quantity("research/spending_growth", total.growth_pct, PERCENT, total.trace, 1), lang)
    fields: dict[str, object] = {
        "firms": Quantity("research/firms_with_both", len(change.members), FIRMS, total.trace, 0),
        "before_period": total.before.period,
        "period": total.latest.period,
        "before": Quantity("research/spending_before", convert(total.before.value, SMALL, unit), unit, total.trace, 2),
        "latest": Quantity("research/spending_latest", convert(total.latest.value, SMALL, unit), unit, total.trace, 2),
        "moved": moved.text,
    }
    if main.share_pct is None or len(change.members) < 2:
        sentence = Statement.of("story_research.movement_alone", lang, **fields)
        return Statement(sentence.text, sentence.quantities + moved.quantities)
    by = moved_by(
        Quantity(f"research/{main.entity}/change", convert(main.change, SMALL, unit), unit, main.trace, 2), lang
    )
    sentence = Statement.of(
        "story_research.movement",
        lang,
        **fields,
        main=plan.name(main.entity, lang),
        by=by.text,
        share=Quantity(f"research/{main.entity}/share", main.share_pct, PERCENT, total.trace, 1),
    )
    return Statement(sentence.text, sentence.quantities + moved.quantities + by.quantities)


def _of_the_same_firms(plan: Plan, found: Research, change: Change, lang: str) -> Iterator[Statement]:
    """Yield the intensity of the firms whose movement is told, where they are not all that it is known of."""
    members, period = tuple(one.entity for one in change.members), found.intensity.period
    figures = figures_of(plan)
    spending = sum_members(figures, SPENDING, members, period, LARGE, GROUP)
    revenue = sum_members(figures, REVENUE, members, period, LARGE, GROUP)
    if spending and revenue and len(members) < len(found.firms):
        intensity = spending.value / revenue.value * 100
        trace = (*spending.trace, *revenue.trace)
        yield Statement.of(
            "story_research.same_firms",
            lang,
            firms=Quantity("research/firms_with_both", len(members), FIRMS, change.total.trace, 0),
            period=period,
            intensity=Quantity("research/intensity_of_firms_with_both", intensity, PERCENT, trace, 2),
        )


def _revenue_of(figures: Figures, firm: Measurement) -> Measurement:
    found = sum_members(figures, REVENUE, (firm.entity,), firm.period, LARGE, firm.entity)
    if found is None:
        raise DataError("story_research.no_figures", group=firm.entity)
    return found
