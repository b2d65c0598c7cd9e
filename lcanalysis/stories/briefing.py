"""The one-page briefing: the verdict, the main indicators, problems, advice, and where the numbers come from.

It says again, shorter, what the other stories found; every number comes from them or from their inputs.
"""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from lcanalysis.auditing import Finding
from lcanalysis.auditing.judgement import CONFLICT, ERROR, ROUNDING, SCOPE, TRUNCATED, UNIT, WARNING
from lcanalysis.charts import Chart, draw_fan
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.goals import VERDICTS, Standing, data_requests, standings
from lcanalysis.goals.contradictions import find_contradictions
from lcanalysis.goals.finding import Contradiction
from lcanalysis.goals.scorecard import plan_goals
from lcanalysis.goals.standing import BEHIND, NO_DATA
from lcanalysis.goals.wording import goal_in_words, listed
from lcanalysis.observations import DERIVED, PUBLISHED, Observation
from lcanalysis.plan import Plan
from lcanalysis.stories.audit_numbers import Audited, by_gravity
from lcanalysis.stories.revenue import PublishedRevenue, open_story
from lcanalysis.stories.revenue_odds import REVENUE
from lcanalysis.stories.scorecard import (
    bullets,
    goal_name,
    latest_quantity,
    required_quantity,
    unit_in_words,
    verdict_in_words,
    verdict_label,
)
from lcanalysis.wording import headed, say

COUNT: Final = "项"
LEVEL: Final = "level"
GOALS: Final = "goals.yml"
FINDINGS: Final = "findings.csv"


@dataclass(frozen=True)
class Briefing:
    """The briefing of a plan in one language, with what its parts share computed once."""

    plan: Plan
    lang: str
    entity: str

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How each goal stands."""
        return standings(self.plan)

    @cached_property
    def audited(self) -> Audited:
        """The audit of the plan's figures."""
        return Audited(self.plan)

    @cached_property
    def remarks(self) -> tuple[Contradiction, ...]:
        """The goals that contradict one another or the figures."""
        return find_contradictions(self.plan.definition, self.plan.records, plan_goals(self.plan))

    @cached_property
    def revenue(self) -> PublishedRevenue | None:
        """The revenue story of the plan's headline goal; None if the plan publishes no revenue for it."""
        if self.plan.series(REVENUE, self.entity).empty:
            return None
        due = int(self.plan.definition.plan.due_period)
        story = open_story(self.plan, self.lang, self.entity, target_year=due)
        return story if isinstance(story, PublishedRevenue) else None

    def verdict(self) -> Statement:
        """Return the verdict: the headline goal first, then the counts of goals and of audited figures."""
        parts = [self._counts(), self._audit()]
        story = self.revenue
        headline = next((one for one in self.standings if self._is_headline(one)), None)
        if story is not None and headline is not None:
            first = self._say(
                "headline",
                name=goal_name(self.plan, headline, self.lang),
                goal=goal_in_words(headline.goal, self.lang),
                verdict=verdict_in_words(headline.verdict, self.lang),
                share=_chance("odds", story.mixed.shares[-1], story),
                low=_chance("odds_low", min(one.shares[-1] for one in story.used), story),
                high=_chance("odds_high", max(one.shares[-1] for one in story.used), story),
                alone=_chance("odds_without_own", story.without_own.shares[-1], story),
                least=_chance("odds_least_used", story.range[0], story),
                most=_chance("odds_most_used", story.range[1], story),
            )
            parts = [first, story.requirement(), story.momentum(), *parts]
        return _paragraphs(parts)

    def indicators(self) -> Table:
        """Return the goals that can be judged: goal, latest figure, what is needed a year, verdict."""
        judged = [one for one in self.standings if one.verdict != NO_DATA]
        return Table(
            title=self._text("indicators_title"),
            columns=[self._text(f"column_{name}") for name in ("indicator", "goal", "latest", "required", "verdict")],
            rows=[self._indicator_row(one) for one in sorted(judged, key=lambda one: VERDICTS.index(one.verdict))],
            lang=self.lang,
            source=self.plan.definition.plan.title(self.lang),
            notes=[self._text("indicators_note")],
        )

    def outlook(self) -> Chart | Statement:
        """Return the fan chart of the headline goal's revenue."""
        story = self.revenue
        if story is None or story.goal is None:
            return self._say("no_outlook")
        return draw_fan(
            replace(story.predictive, name=self._text("outlook_name", who=self.plan.name(self.entity, self.lang))),
            self.lang,
            goal=Quantity("briefing/goal", story.goal.value, story.goal.unit, (GOALS,), 0),
            derived_years=[int(row.period) for row in story.rows if row.status == DERIVED],
            source=story.question.sources([story.last]),
        )

    def problems(self) -> Statement:
        """Return what is wrong, a line each: goals behind, goals that contradict, figures in doubt, goals without data.

        The scorecard and the audit say the same at length.
        """
        behind = [self._behind(one) for one in self.standings if one.verdict == BEHIND]
        opposed = [one for one in self.remarks if one.finding.kind == CONFLICT]
        others = [one for one in self.remarks if one.finding.kind != CONFLICT]
        doubtful = [self._doubtful(one) for one in by_gravity(self.audited.findings) if one.severity == WARNING]
        missing = [one for one in self.standings if one.verdict == NO_DATA]
        lines = [
            *behind,
            *(Statement(one.finding.text(self.lang), one.quantities) for one in opposed),
            *([self._say("unsettled", count=_count("unsettled", others, FINDINGS))] if others else []),
            *doubtful,
            self._say("without_data", count=_count("no_data", missing), total=_count("goals", self.standings)),
        ]
        return bullets(lines)

    def advice(self) -> Statement:
        """Return what to do: settle the goals' scopes, ask the publisher, collect the missing figures."""
        requests = data_requests(self.plan)
        areas = [self.plan.name(str(area), self.lang) for area in dict.fromkeys(requests["responsible"])]
        lines = [
            self._say("advise_collect", figures=_count("requests", requests), areas=listed(areas, self.lang)),
            self._say("advise_scope", count=_count("scope", self._findings(SCOPE), FINDINGS)),
            self._say(
                "advise_units",
                units=_count("units", self._findings(UNIT), FINDINGS),
                truncated=_count("truncated", self._findings(TRUNCATED), FINDINGS),
            ),
        ]
        if self.remarks:
            lines.insert(0, self._say("advise_goals"))
        return bullets(lines)

    def annex(self) -> Table:
        """Return the headline figures as published, each with its cell."""
        published = [row for row in self.plan.records if row.status == PUBLISHED]
        rows = [row for row in published if row.source.endswith("/headline.csv")]
        return Table(
            title=self._text("annex_title"),
            columns=[self._text(f"column_{name}") for name in ("indicator", "period", "unit", "value", "cell")],
            rows=[self._annex_row(row) for row in rows],
            lang=self.lang,
            source=self.plan.definition.plan.title(self.lang),
            notes=[self._text("rounding_note")] if self._findings(ROUNDING) else [],
        )

    def require_sound(self) -> None:
        """Check that the headline arithmetic holds.

        Raises
        ------
        DataError
            If the growth needed does not lead to the goal, or a share is no share.
        """
        if self.revenue is not None:
            self.revenue.require_sound()

    # ------------------------------------------------------------------ parts

    def _counts(self) -> Statement:
        counts = {
            verdict: _count(verdict, [one for one in self.standings if one.verdict == verdict]) for verdict in VERDICTS
        }
        return self._say("counts", total=_count("goals", self.standings), **counts)

    def _audit(self) -> Statement:
        rates = [found for pairs in self.audited.rates.values() for _, found in pairs]
        grave = [one for one in self.audited.findings if one.severity == ERROR]
        return self._say(
            "audit",
            total=_count("rates", rates, FINDINGS),
            agrees=_count("rates_agree", [one for one in rates if one.kind == "agrees"], FINDINGS),
            truncated=_count("rates_truncated", [one for one in rates if one.kind == TRUNCATED], FINDINGS),
            rounding=_count("rates_rounding", [one for one in rates if one.kind == ROUNDING], FINDINGS),
            conflict=_count("conflicts", grave, FINDINGS),
        )

    def _behind(self, standing: Standing) -> Statement:
        return self._say(
            "behind_points" if standing.rates.required_change_pp is not None else "behind",
            name=headed(goal_name(self.plan, standing, self.lang)),
            period=standing.latest.period if standing.latest else "",
            latest=latest_quantity(standing),
            goal=goal_in_words(standing.goal, self.lang),
            required=required_quantity(standing),
        )

    def _doubtful(self, finding: Finding) -> Statement:
        numbers = self.audited.numbers(finding)
        key = f"doubtful_{finding.kind}" if "recomputed" in numbers else "doubtful"
        return self._say(key, name=headed(self.audited.figure(finding, self.lang)), **numbers)

    def _indicator_row(self, standing: Standing) -> list[Cell]:
        rates = standing.rates
        has_required = rates.required_growth_pct is not None or rates.required_change_pp is not None
        unit = unit_in_words(standing.latest.unit, self.lang) if standing.latest else ""
        name = headed(goal_name(self.plan, standing, self.lang))
        return [
            say("story_scorecard.with_unit", self.lang, name=name, unit=unit) if unit else name,
            goal_in_words(standing.goal, self.lang),
            latest_quantity(standing),
            required_quantity(standing) if has_required else None,
            verdict_label(standing, self.lang),
        ]

    def _annex_row(self, row: Observation) -> list[Cell]:
        who = self.plan.name(row.entity, self.lang)
        name = say("story_scorecard.goal_name", self.lang, who=who, indicator=self.plan.name(row.indicator, self.lang))
        return [headed(name), row.period, unit_in_words(row.unit, self.lang), Quantity.of(row), row.trace]

    def _is_headline(self, standing: Standing) -> bool:
        goal = standing.goal
        return (goal.indicator, goal.entity, goal.kind) == (REVENUE, self.entity, LEVEL)

    def _findings(self, kind: str) -> list[str]:
        return [one.finding for one in self.audited.findings if one.kind == kind]

    def _text(self, key: str, **fields: object) -> str:
        return say(f"story_briefing.{key}", self.lang, **fields)

    def _say(self, key: str, **fields: object) -> Statement:
        """Return a sentence; a count stands in it as a bare number, since the sentence says of what."""
        numbers = tuple(value for value in fields.values() if isinstance(value, Quantity))
        shown = {
            name: (value.digits if value.unit == COUNT else value.text)(self.lang)
            if isinstance(value, Quantity)
            else value
            for name, value in fields.items()
        }
        return Statement(self._text(key, **shown), numbers)


def _count(name: str, found: Sized, trace: str = GOALS) -> Quantity:
    """Return how many there are; anything with a length is counted. `trace` is the table they stand in."""
    return Quantity(f"briefing/count/{name}", len(found), COUNT, (trace,), 0)


def _chance(name: str, share: float, story: PublishedRevenue) -> Quantity:
    """Return a probability of the headline goal in percent."""
    return Quantity(f"briefing/{name}", share * 100, "%", story.mixed.trace, 0)


def _paragraphs(parts: list[Statement], between: str = "\n\n") -> Statement:
    """Return statements as paragraphs of one."""
    kept = [part for part in parts if part.text]
    return Statement(
        between.join(part.text for part in kept), tuple(quantity for part in kept for quantity in part.quantities)
    )
