"""The one-page briefing: the verdict, the main indicators, problems, advice, and where the numbers come from.

It says again, shorter, what the other stories found; every number comes from them or from their inputs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from lcanalysis.auditing import Finding, recomputed_rates
from lcanalysis.auditing.judgement import AGREES, CONFLICT, ERROR, REVISION, ROUNDING, SCOPE, TRUNCATED, UNIT, WARNING
from lcanalysis.charts import Chart
from lcanalysis.exhibits import Quantity, Statement, Table, WithUnit
from lcanalysis.exhibits.table import Cell
from lcanalysis.goals import VERDICTS, Standing, data_requests
from lcanalysis.goals.finding import Contradiction
from lcanalysis.goals.pairs import PAIR
from lcanalysis.goals.standing import BEHIND, NO_DATA, RATE, RATES
from lcanalysis.goals.wording import goal_in_words, listed
from lcanalysis.intake.citing import cited
from lcanalysis.number_format import round_half_up
from lcanalysis.observations import PUBLISHED, Observation
from lcanalysis.stories.briefing_figures import COUNT, BriefingFigures, count
from lcanalysis.stories.revenue import PublishedRevenue
from lcanalysis.stories.revenue_odds import REVENUE
from lcanalysis.stories.scorecard import (
    bullets,
    goal_name,
    joint,
    latest_quantity,
    required_quantity,
    unit_in_words,
    verdict_in_words,
    verdict_label,
)
from lcanalysis.units import PERCENT
from lcanalysis.wording import headed, say

LEVEL: Final = "level"
EVEN: Final = 50
"""Percent: a probability above it is more likely than not."""
FINDINGS: Final = "findings.csv"


@dataclass(frozen=True)
class Briefing(BriefingFigures):
    """The briefing of a plan in one language: its parts, in the order in which the notebook shows them."""

    def verdict(self) -> Statement:
        """Return the verdict: the headline goal first, then the counts of goals and of audited figures."""
        parts = [self._counts(), self._audit()]
        story = self.revenue
        headline = next((one for one in self.standings if self._is_headline(one)), None)
        if story is not None and headline is not None:
            told = (self._headline(story, headline), self._way(story, headline)) if self.has_odds else (story.answer(),)
            parts = [*told, *parts]
        return _paragraphs(parts)

    def indicators(self) -> Table | Statement:
        """Return the goals that can be judged: goal, latest figure, what is needed a year, verdict."""
        plan = self.plan.definition.plan
        if not self.judged:
            return self._say("no_indicators")
        return Table(
            title=self._text("indicators_title"),
            columns=[
                self._text(f"column_{name}", due=plan.due_period)
                for name in ("indicator", "goal", "latest", "required", "verdict")
            ],
            rows=[self._indicator_row(one) for one in sorted(self.judged, key=lambda one: VERDICTS.index(one.verdict))],
            lang=self.lang,
            source=cited(self.plan, self.lang, with_plan=True),
            notes=[self._of_which_years(), *self._scopes()],
        )

    def _of_which_years(self) -> str:
        """Return the note on the years of the latest figures, and on that from which growth is counted."""
        base = self.plan.definition.plan.base_period
        years = sorted({one.latest.period for one in self.judged if one.latest is not None})
        if years == [base]:
            return self._text("indicators_note", base=base)
        return self._text("indicators_note_years", years=tuple(years))

    def outlook(self) -> Chart | Table | Statement:
        """Return the fan chart of the headline goal's revenue; scenarios where no probability can be given."""
        if self.revenue is None:
            return self._say("no_outlook")
        return self.revenue.fan_chart() if self.has_odds else self.revenue.paths_chart() or self.revenue.paths()

    def problems(self) -> Statement:
        """Return what is wrong, a line each; the scorecard and the audit say the same at length.

        First published figures that contradict others, then goals behind, goals that contradict one another, goals without
        data, and figures in doubt.
        """
        behind = [self._behind(one) for one in self.standings if one.verdict == BEHIND]
        opposed = [self._opposed(one) for one in self.remarks if one.finding.kind == CONFLICT]
        others = [one for one in self.remarks if one.finding.kind != CONFLICT]
        grave, doubtful = (
            [self._doubtful(one) for one in self.audited.findings if one.severity == severity]
            for severity in (ERROR, WARNING)
        )
        without, few = self._unjudged()
        lines = [*grave, *behind, *opposed]
        open_goals = [
            *([self._say("without_data", count=count("no_figure", without))] if without else []),
            *([self._say("too_few", count=count("too_few", few))] if few else []),
            *([self._say("unsettled", count=count("unsettled", others, FINDINGS))] if others else []),
        ]
        if open_goals:
            lines.append(joint(open_goals))
        return bullets([*lines, *doubtful] or [self._say("no_problems")])

    def advice(self) -> Statement:
        """Return what to do: settle the goals' scopes, collect the missing figures, ask the publisher."""
        requests = data_requests(self.plan)
        areas = [self.plan.name(str(area), self.lang) for area in dict.fromkeys(requests["responsible"])]
        lines = [self._say("advise_goals")] if self.remarks else []
        if len(requests):
            figures = count("requests", requests)
            lines.append(self._say("advise_collect", figures=figures, areas=listed(areas, self.lang)))
        kinds = {"conflicts": CONFLICT, "scope": SCOPE, "units": UNIT, "truncated": TRUNCATED}
        asked = {name: self._findings(kind) for name, kind in kinds.items()}
        asks = [self._say(f"ask_{name}", count=count(name, found, FINDINGS)) for name, found in asked.items() if found]
        if asks:
            lines.append(self._listed("advise_publisher", asks))
        return bullets(lines or [self._say("no_advice")])

    def annex(self) -> Table | Statement:
        """Return the headline figures as published, each with its cell."""
        rows = self._headline_rows()
        if not rows:
            return self._say("no_annex")
        return Table(
            title=self._text("annex_title"),
            columns=[self._text(f"column_{name}") for name in ("indicator", "period", "unit", "value", "cell")],
            rows=[self._annex_row(row) for row in rows],
            lang=self.lang,
            source=cited(self.plan, self.lang),
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

    def _headline_rows(self) -> list[Observation]:
        """Return the figures of the files called headline.csv; where there is none, those that prose gives of segments."""
        published = [row for row in self.plan.records if row.status == PUBLISHED]
        definition = self.plan.definition
        prose = {source.file for source in definition.statements}
        return [row for row in published if row.source.endswith("/headline.csv")] or [
            row for row in published if row.source in prose and definition.entities[row.entity].kind == "segment"
        ]

    def _scopes(self) -> list[str]:
        """Return what to know of goals that firms' figures are held against: whom those figures count."""
        notes = [
            self._text(
                "scope_note",
                name=headed(goal_name(self.plan, one, self.lang)),
                scope=listed((self.plan.name(code, self.lang) for code in one.met_by[0].scopes), self.lang),
            )
            for one in self.judged
            if one.met_by
        ]
        return list(dict.fromkeys(notes))

    def _headline(self, story: PublishedRevenue, headline: Standing) -> Statement:
        least, most = (round_half_up(Decimal(repr(share * 100)), 0) for share in story.range.whole)
        leaning = "likely" if least > EVEN else "unlikely" if most < EVEN else "open"
        return self._say(
            "headline",
            name=goal_name(self.plan, headline, self.lang),
            due=headline.goal.due_period,
            goal=goal_in_words(headline.goal, self.lang),
            verdict=verdict_in_words(headline.verdict, self.lang),
            leaning=self._text(f"leaning_{leaning}"),
            share=_chance("odds", story.mixed.shares[-1], story),
            least=_chance("odds_least_used", story.range.whole[0], story),
            most=_chance("odds_most_used", story.range.whole[1], story),
        )

    def _way(self, story: PublishedRevenue, headline: Standing) -> Statement:
        """Return where the headline's revenue stands, the growth it needs, and what its probability rests on."""
        low, high = story.range.classes
        needs = self._say(
            "needs", base=story.last.period, required=required_quantity(headline)
        ) if headline.rates.required_growth_pct is not None else Statement("")  # fmt: skip
        rests = self._say(
            "rests_on",
            classes=Quantity("briefing/count/classes", len(story.range.by_class), COUNT, story.mixed.trace, 0),
            low=_chance("odds_low", low, story),
            high=_chance("odds_high", high, story),
            alone=_chance("odds_without_own", story.without_own.shares[-1], story),
        )
        parts = (story.now(), needs, rests, story.closing())
        return joint([part for part in parts if part.text])

    def _unjudged(self) -> tuple[list[Standing], list[Standing]]:
        """Return the goals of which no figure is published, and those whose figures are too few to judge by."""
        unjudged = [one for one in self.standings if one.verdict == NO_DATA]
        return [one for one in unjudged if one.latest is None], [one for one in unjudged if one.latest is not None]

    def _counts(self) -> Statement:
        if not self.standings:
            return self._say("counts_no_goals")
        found = {verdict: [one for one in self.judged if one.verdict == verdict] for verdict in VERDICTS}
        states = [
            self._say("state", verdict=verdict_in_words(verdict, self.lang), count=count(verdict, standing))
            for verdict, standing in found.items()
            if standing
        ]
        without, few = self._unjudged()
        counts = {"total": count("goals", self.standings), "judged": count("judged", self.judged)}
        sentence = self._listed("counts", states, **counts) if states else self._say("counts_none", **counts)
        if without:
            sentence += self._say("counts_missing", count=count("no_figure", without))
        if few:
            sentence += self._say("counts_few", count=count("too_few", few))
        return sentence

    def _audit(self) -> Statement:
        used = recomputed_rates(self.plan).index
        rates = [one for one in self.audited.findings if one.finding in used]
        grave = [one for one in self.audited.findings if one.severity == ERROR]
        kinds = {
            kind: [one for one in rates if one.kind == kind] for kind in (AGREES, TRUNCATED, ROUNDING, SCOPE, REVISION)
        }
        if not rates:
            return (
                self._say("audit_none_but", count=count("conflicts", grave, FINDINGS))
                if grave
                else self._say("audit_none")
            )
        parts = [
            self._say(f"audit_{kind}", count=count(f"rates_{kind}", found, FINDINGS))
            for kind, found in kinds.items()
            if found
        ]
        parts.append(
            self._say("audit_conflicts", count=count("conflicts", grave, FINDINGS))
            if grave
            else self._say("audit_sound")
        )
        return self._listed("audit", parts, total=count("rates", rates, FINDINGS))

    def _opposed(self, one: Contradiction) -> Statement:
        """Return the sentence of a contradiction; of a level and a rate, shorter than the finding's own."""
        if one.finding.rule != PAIR:
            return Statement(one.finding.text(self.lang), one.quantities)
        numbers = {number.key.rpartition("/")[2]: number for number in one.quantities}
        named = {name: numbers[name] for name in ("rate", "projected", "gap")}
        named["required"] = replace(numbers["required"], key="briefing/opposed/required", decimals=1)
        level = self.numbers(one.finding)["published"]
        return self._say("opposed", name=headed(self.figure(one.finding)), level=level, **named)

    def _behind(self, standing: Standing) -> Statement:
        latest = standing.latest
        is_due = latest is not None and latest.period >= standing.goal.due_period
        key = "behind_points" if standing.rates.required_change_pp is not None else "behind"
        return self._say(
            "behind_due" if is_due else key,
            name=headed(goal_name(self.plan, standing, self.lang)),
            period=latest.period if latest else "",
            latest=latest_quantity(standing),
            goal=goal_in_words(standing.goal, self.lang),
            required=required_quantity(standing),
        )

    def _doubtful(self, finding: Finding) -> Statement:
        numbers = self.numbers(finding)
        key = f"doubtful_{finding.kind}" if "recomputed" in numbers else "doubtful"
        return self._say(key, name=headed(self.figure(finding)), **numbers)

    def _indicator_row(self, standing: Standing) -> list[Cell]:
        rates = standing.rates
        has_required = rates.required_growth_pct is not None or rates.required_change_pp is not None
        unit = unit_in_words(standing.latest.unit, self.lang) if standing.latest else ""
        name = headed(goal_name(self.plan, standing, self.lang))
        if standing.latest and standing.reason in {RATE, RATES}:
            growth = self.plan.name(standing.latest.indicator, self.lang)
            who = self.plan.name(standing.goal.entity, self.lang)
            name = headed(say("story_scorecard.goal_name", self.lang, who=who, indicator=growth))
        return [
            say("story_scorecard.with_unit", self.lang, name=name, unit=unit) if unit else name,
            goal_in_words(standing.goal, self.lang),
            latest_quantity(standing),
            WithUnit.from_quantity(required_quantity(standing)) if has_required else None,
            verdict_label(standing, self.lang),
        ]

    def _annex_row(self, row: Observation) -> list[Cell]:
        who = self.plan.name(row.entity, self.lang)
        name = self._text("annex_name", who=who, indicator=self.plan.name(row.indicator, self.lang))
        cell = row.trace.rpartition("/")[2]
        return [headed(name), row.period, unit_in_words(row.unit, self.lang), Quantity.of(row), cell]

    def _is_headline(self, standing: Standing) -> bool:
        goal = standing.goal
        return (goal.indicator, goal.entity, goal.kind) == (REVENUE, self.entity, LEVEL)


def _chance(name: str, share: float, story: PublishedRevenue) -> Quantity:
    """Return a probability of the headline goal in percent."""
    return Quantity(f"briefing/{name}", share * 100, PERCENT, story.mixed.trace_of(-1), 0)


def _paragraphs(parts: list[Statement], between: str = "\n\n") -> Statement:
    """Return statements as paragraphs of one."""
    kept = [part for part in parts if part.text]
    return Statement(
        between.join(part.text for part in kept), tuple(quantity for part in kept for quantity in part.quantities)
    )
