"""The sensitivity story: how far the answer moves when one of its assumptions is another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from lcanalysis.charts import Chart, draw_tornado
from lcanalysis.errors import DataError
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting import MIX, ReferenceClass
from lcanalysis.forecasting.plan_forecast import End
from lcanalysis.forecasting.reference import Reference
from lcanalysis.plan import Plan
from lcanalysis.stories.revenue import ObservedRevenue, PublishedRevenue, Question, RevenueWithoutOdds, open_story
from lcanalysis.stories.revenue_odds import odds_key, odds_title, verdict_first
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, convert
from lcanalysis.wording import headed, say

SHRINKAGES: Final = {"none": 0.0, "twice": 2.0}
"""What the weight of the series' own growth is multiplied by."""
TAILS: Final = {"heavy": 2.0, "normal_like": 30.0}
"""Degrees of freedom in place of the fitted ones."""
ENDS: Final[tuple[End, ...]] = ("lower", "upper")


@dataclass(frozen=True)
class Case:
    """One other assumption and the probability that it leads to."""

    key: str
    title: str
    share: Quantity
    difference: Quantity


@dataclass(frozen=True)
class Sensitivity:
    """How far the probability of the level goal moves, one assumption at a time."""

    story: PublishedRevenue
    goal: Quantity
    cap: Decimal | None = None

    @cached_property
    def base(self) -> Quantity:
        """The probability under the assumptions as they are."""
        mixed = self.story.mixed
        return Quantity(self._key("base"), mixed.shares[-1] * 100, PERCENT, mixed.trace_of(-1), 0)

    @cached_property
    def cases(self) -> Mapping[str, tuple[Case, ...]]:
        """The cases of each assumption."""
        used, mix = self.story.question.used, self.story.question.reference
        years = [int(row.period) for row in self.story.rows]
        found = {
            "classes": tuple(self._of_class("classes", each) for each in used),
            "contrasts": tuple(self._of_class("contrasts", each) for each in self.story.question.contrasts),
            "shrinkage": tuple(
                self._case("shrinkage", name, self._say(f"shrinkage_{name}"), self._share(mix, shrinkage=value))
                for name, value in SHRINKAGES.items()
            ),
            "tail": tuple(
                self._case("tail", name, self._say(f"tail_{name}"), self._share(mix, tail=value))
                for name, value in TAILS.items()
            ),
            "rounding": tuple(
                self._case(
                    "rounding",
                    f"{first}_{last}",
                    self._say("rounding_case", before=self._say(f"end_{first}"), latest=self._say(f"end_{last}")),
                    self._share(mix, inputs={**dict.fromkeys(years[:-1], first), years[-1]: last}),
                )
                for first in ENDS
                for last in ENDS
            ),
        }
        if self.cap is not None:
            found["cap"] = (self._capped(self.cap),)
        return found

    def answer(self) -> Statement:
        """Return the base, the range when one assumption is another, and the assumption that matters most."""
        every = [case for cases in self.cases.values() for case in cases]
        low, high = (choose(every, key=lambda case: case.share.value) for choose in (min, max))
        least, greatest = (
            Quantity(self._key("range", end), share * 100, PERCENT, self.story.mixed.trace_of(-1), 0)
            for end, share in zip(("least", "most"), self.story.range.whole, strict=True)
        )
        most = max(self.cases, key=self._span)
        ends = self._ends(most)
        verdict = self._statement(
            "verdict", goal=self._goal(), base=self.base, low=least, high=greatest, most=self._say(f"name_{most}"),
            most_low=ends[0].share, most_high=ends[1].share,
        )  # fmt: skip
        detail = self._statement("detail", low=low.share, low_title=low.title, high=high.share, high_title=high.title)
        kind = self._statement(f"kind_{self.story.predictive.kind}", count=len(self.story.rows))
        return verdict_first(verdict, detail + kind)

    def table(self) -> Table:
        """Return every case with its probability and the difference from the base."""
        rows: list[list[Cell]] = [[self._say("base"), self._say("as_estimated"), self.base, None]]
        for name, cases in self.cases.items():
            assumption = headed(self._say(f"name_{name}"))
            rows.extend([assumption, headed(case.title), case.share, case.difference] for case in cases)
        return Table(
            title=self._say("table_title", goal=self._goal()),
            columns=[self._say(f"column_{name}") for name in ("assumption", "case", "probability", "difference")],
            rows=rows,
            lang=self.story.question.lang,
            source=self.story.question.sources([self.story.last]),
            notes=[self._say("one_at_a_time")],
        )

    def chart(self) -> Chart:
        """Return the tornado picture: a bar for each assumption, around the base."""
        rows = [
            {"name": self._say(f"name_{name}"), "low_pct": ends[0].share, "high_pct": ends[1].share}
            for name in self.cases
            for ends in [self._ends(name)]
        ]
        ask = self.story.question
        return draw_tornado(rows, ask.lang, base=self.base, goal=self._goal(), source=ask.sources([self.story.last]))

    def require_sound(self) -> None:
        """Check that every probability is one.

        Raises
        ------
        DataError
            If it is not between 0 and 100 %.
        """
        shares = [case.share.value for cases in self.cases.values() for case in cases]
        if not all(0 <= share <= 100 for share in shares):
            raise DataError("story_revenue.not_a_share", shares=", ".join(map(str, shares)))

    # ------------------------------------------------------------------ parts

    def _of_class(self, group: str, each: ReferenceClass) -> Case:
        ask = self.story.question
        return self._case(group, odds_key(each, ask), odds_title(each, ask), self._share(each), each)

    def _capped(self, cap: Decimal) -> Case:
        ask = self.story.question
        found = self.story.predict(ask.reference, cap=cap)
        level = found.cap_level
        title = self._say("cap_case", cap=level.text(ask.lang) if level else "")
        return self._case("cap", "with", title, found.probability(level=float(self.goal.value)) * 100)

    def _share(
        self,
        reference: Reference,
        shrinkage: float = 1.0,
        tail: float | None = None,
        inputs: Mapping[int, End] | None = None,
    ) -> float:
        found = self.story.predict(reference, shrinkage=shrinkage, tail=tail, inputs=inputs)
        return found.probability(level=float(self.goal.value)) * 100

    def _case(self, group: str, name: str, title: str, share: float, only: ReferenceClass | None = None) -> Case:
        ask = self.story.question
        used = self.story.mixed.trace_of(-1)
        trace = (*self.story.predictive.observed.trace, only.trace, *self.goal.trace) if only else used
        key = self._key(group, name)
        return Case(
            key,
            title,
            Quantity(key, share, PERCENT, (*trace, f"forecast/{ask.key()}".rstrip("/")), 0),
            Quantity(f"{key}/difference", share - float(self.base.value), PERCENTAGE_POINT, (*trace, *used), 1),
        )

    def _ends(self, name: str) -> tuple[Case, Case]:
        cases = sorted(self.cases[name], key=lambda case: case.share.value)
        return cases[0], cases[-1]

    def _span(self, name: str) -> float:
        shares = [float(self.base.value), *(float(case.share.value) for case in self.cases[name])]
        return max(shares) - min(shares)

    def _goal(self) -> str:
        ask = self.story.question
        return ask.say("reach", target=ask.target_year, level=self.goal.text(ask.lang))

    def _key(self, *parts: object) -> str:
        ask = self.story.question
        return "/".join(["sensitivity", ask.segment, str(ask.target_year), *map(str, parts)])

    def _say(self, key: str, **fields: object) -> str:
        return say(f"story_sensitivity.{key}", self.story.question.lang, **fields)

    def _statement(self, key: str, **fields: object) -> Statement:
        return Statement.of(f"story_sensitivity.{key}", self.story.question.lang, **fields)


@dataclass(frozen=True)
class NothingToVary:
    """The page of a segment of which no probability is told that could move with an assumption."""

    question: Question

    def answer(self) -> Statement:
        """Return why there is nothing to vary."""
        return Statement.of("story_sensitivity.nothing", self.question.lang, name=self.question.name)

    def table(self) -> Statement:
        """Return why there is nothing to vary."""
        return self.answer()

    def chart(self) -> None:
        """Return nothing."""

    def require_sound(self) -> None:
        """Check nothing: no number is shown."""


def open_sensitivity(
    plan: Plan, lang: str, segment: str = "cluster", target_year: int = 2022, cap_100m_yuan: float = 0.0
) -> Sensitivity | NothingToVary:
    """Return how sensitive the answer of a segment's revenue story is; without a probability of its goal, that it is not.

    `cap_100m_yuan` is a level in 100 million yuan that revenue is assumed never to exceed, as one more case; 0 for none.

    Raises
    ------
    UsageError
        If the plan has segments, and not this one.
    """
    if not any(entity.kind == "segment" for entity in plan.definition.entities.values()):
        return NothingToVary(Question(plan, lang, segment, Decimal(0), target_year, MIX))
    story = open_story(plan, lang, segment, target_year=target_year)
    has_odds = isinstance(story, PublishedRevenue) and not isinstance(story, RevenueWithoutOdds | ObservedRevenue)
    if not has_odds or not isinstance(story, PublishedRevenue) or story.goal_level is None:
        return NothingToVary(story.question)
    cap = convert(Decimal(str(cap_100m_yuan)), "亿元", story.last.unit) if cap_100m_yuan else None
    return Sensitivity(story, story.goal_level, cap)
