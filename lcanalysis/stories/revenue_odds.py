"""How often comparable series grew that fast: the part that all revenue stories share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.errors import UsageError
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting import ReferenceClass, list_references, load_reference, load_references
from lcanalysis.forecasting.reference_class import Growths
from lcanalysis.goals.goals import Goal, load_goals
from lcanalysis.intake.citing import cite
from lcanalysis.observations import Observation
from lcanalysis.periods import last_day
from lcanalysis.plan import Plan
from lcanalysis.units import PERCENT
from lcanalysis.wording import say

REVENUE: Final = "revenue"
ASKED: Final = ("parameter goal_growth_pct",)
"""Where the growth examined, and what follows from it alone, comes from."""
USUAL_RATES: Final = tuple(Decimal(rate) for rate in (5, 6, 7, 8))
"""Annual growth in percent that the plan's goals name: 5 % to 8 %."""


@dataclass(frozen=True)
class Question:
    """What is asked: of which segment, what growth, by when, judged by which class, and under which cap if any."""

    plan: Plan
    lang: str
    segment: str
    growth_pct: Decimal
    target_year: int
    reference: str
    cap_100m_yuan: Decimal | None = None

    @property
    def definition(self) -> Definition:
        """The plan's definition."""
        return self.plan.definition

    @property
    def name(self) -> str:
        """The segment's name."""
        return self.definition.name(self.segment, self.lang)

    def key(self, *parts: object) -> str:
        """Return the stable key of a number of this story."""
        return "/".join([REVENUE, self.segment, *map(str, parts)])

    def say(self, key: str, **fields: object) -> str:
        """Return a phrase of the story."""
        return say(f"story_revenue.{key}", self.lang, **fields)

    def statement(self, key: str, **fields: object) -> Statement:
        """Return a sentence of the story."""
        return Statement.of(f"story_revenue.{key}", self.lang, **fields)

    def sources(self, rows: Iterable[Observation]) -> str:
        """Return who published rows, in which document and tables."""
        return cite(self.plan, rows, self.lang, with_tables=True)

    def listed(self, parts: Iterable[str]) -> str:
        """Return parts as a list in a sentence."""
        return self.say("list_comma").join(parts)

    @cached_property
    def rates(self) -> tuple[Decimal, ...]:
        """The rates examined: those of the plan's goals and the one asked for, ascending."""
        return tuple(sorted({*USUAL_RATES, self.growth_pct}))

    @cached_property
    def observed(self) -> tuple[Observation, ...]:
        """The yearly observations of the segment's revenue in use, ascending."""
        return self.plan.yearly(REVENUE, self.segment)

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """The plan's goals for the revenue of the segment."""
        every = load_goals(self.plan.data, self.definition)
        return tuple(goal for goal in every if (goal.indicator, goal.entity) == (REVENUE, self.segment))

    def goal_of_kind(self, kind: str) -> Goal | None:
        """Return the segment's revenue goal of a kind, or None."""
        return next((goal for goal in self.goals if goal.kind == kind), None)

    @cached_property
    def known_year(self) -> int:
        """The last full year before the newest publication that the data hold: what classes have of it may be used."""
        days = [row.published_on for row in self.plan.records] or [self.definition.plan.published_on]
        return max(map(last_day, days)).year - 1

    @cached_property
    def why_no_class(self) -> str:
        """Why there is no reference class to judge by; empty if there are.

        ``no_classes``: the folder holds neither the one asked for nor a recommended one; ``classes_too_new``: one of them
        has nothing of the years that were known.
        """
        held = list_references(self.plan.data)
        if self.reference not in held and not any(source.recommended for source in held.values()):
            return "no_classes"
        is_known = all(
            each.growths(1, self.known_year) or each.from_year(None).growths(1, self.known_year) for each in self.used
        )
        return "" if is_known else "classes_too_new"

    @cached_property
    def used(self) -> tuple[ReferenceClass, ...]:
        """The reference classes that the answer rests on."""
        return load_references(self.reference, self.plan.data)

    @cached_property
    def contrasts(self) -> tuple[ReferenceClass, ...]:
        """The classes shown beside it: the others, and those of all years where only recent ones are used."""
        names = [name for name in list_references(self.plan.data) if name not in {each.name for each in self.used}]
        others = tuple(load_reference(name, self.plan.data) for name in names)
        whole = tuple(each.from_year(None) for each in self.used if each.since is not None)
        return (*others, *whole)


@dataclass(frozen=True)
class Odds:
    """One line of the sensitivity table: a class, its growths, and the shares that reached each goal.

    `trace` is what all shares follow from, `asked` what each of them asks for: a growth or a goal.
    """

    key: str
    title: str
    growths: Growths | None
    shares: tuple[float, ...]
    trace: tuple[str, ...]
    asked: tuple[tuple[str, ...], ...]

    def trace_of(self, at: int) -> tuple[str, ...]:
        """Return what one of the shares follows from."""
        return (*self.trace, *self.asked[at])


def verdict_first(verdict: Statement, detail: Statement) -> Statement:
    """Return the verdict in bold, as the first paragraph that the index quotes, and the detail after it."""
    return Statement(f"**{verdict.text}**\n\n{detail.text}", verdict.quantities + detail.quantities)


def require_ahead(question: Question, origin: int) -> int:
    """Return the years from the last observation to the target year.

    Raises
    ------
    UsageError
        If the target year is not after the last observed one.
    """
    if question.target_year <= origin:
        raise UsageError("forecast.target_not_later", target=question.target_year, origin=origin)
    return question.target_year - origin


def last_known_year(rows: Iterable[Observation]) -> int:
    """Return the last full year before the newest of these figures was published."""
    return max(last_day(row.published_on) for row in rows).year - 1


def odds_title(reference: ReferenceClass, question: Question) -> str:
    """Return the title of a line; a class of which all years are looked at beside the recent ones says so."""
    title = reference.title(question.lang)
    return question.say("all_years", title=title) if odds_key(reference, question) != reference.name else title


def odds_key(reference: ReferenceClass, question: Question) -> str:
    """Return the language-free name of a line: the class, and whether all its years were looked at."""
    is_whole = reference.since is None and any(each.name == reference.name for each in question.used)
    has_recent = any(each.name == reference.name and each.since is not None for each in question.used)
    return f"{reference.name}_all_years" if is_whole and has_recent else reference.name


GROUPS: Final = ("used", "mix", "contrast")


def odds_table(
    question: Question,
    lines: tuple[Sequence[Odds], ...],
    heads: Sequence[str],
    title: str,
    notes: Sequence[str],
) -> Table:
    """Return the table of shares by class: those used, their mix, and those shown for contrast."""
    rows: list[list[Cell]] = []
    for group, held in zip(GROUPS, lines, strict=True):
        for line in held:
            rows.append([question.say(f"row_{group}", title=line.title), *_window(question, line)])
            rows[-1].extend(_share(question, line, at) for at in range(len(heads)))
    return Table(
        title=title,
        columns=[question.say(f"column_{name}") for name in ("class", "window", "cases")] + list(heads),
        rows=rows,
        lang=question.lang,
        unit=PERCENT,
        source=question.listed(_class_sources(question)),
        notes=[*notes, *_notes(question)],
    )


def _window(question: Question, line: Odds) -> Iterator[Cell]:
    if line.growths is None:
        yield from (None, None)
        return
    yield question.say("window", first=line.growths.first_year, last=line.growths.last_year)
    yield Quantity(question.key("reference", line.key, "cases"), Decimal(line.growths.cases), "个", line.trace, 0)


def _share(question: Question, line: Odds, at: int) -> Quantity:
    key = question.key(question.target_year, "odds", at, line.key)
    return Quantity(key, line.shares[at] * 100, PERCENT, line.trace_of(at), 0)


def _class_sources(question: Question) -> Iterator[str]:
    for each in question.used:
        if each.source is not None:
            yield each.source.source(question.lang)


def _notes(question: Question) -> Iterator[str]:
    for each in question.used:
        if each.source is not None:
            yield question.say("class_note", title=each.title(question.lang), why=each.source.comparable(question.lang))


def sensitivity(question: Question, used: Sequence[Odds], contrasts: Sequence[Odds], at: int) -> Statement:
    """Return sentences on the range by the classes used, on those for contrast beside it, and why recent years are preferred."""
    sentence = _range_of(question, "sensitivity", used, at)
    if known := len({row.period for row in question.observed}):
        sentence += question.statement("sensitivity_few" if known > 1 else "sensitivity_one", count=known)
    if contrasts:
        sentence += _range_of(question, "sensitivity_contrast", contrasts, at)
    if any(each.since is not None for each in question.used):
        sentence += question.statement("sensitivity_reason")
    return sentence


def _range_of(question: Question, key: str, lines: Sequence[Odds], at: int) -> Statement:
    least, most = (choose(lines, key=lambda line: line.shares[at]) for choose in (min, max))
    shown = [
        Quantity(question.key(question.target_year, key, end), line.shares[at] * 100, PERCENT, line.trace_of(at), 0)
        for end, line in (("least", least), ("most", most))
    ]
    return question.statement(key, low=shown[0], high=shown[1], low_title=least.title, high_title=most.title)


def in_ten(question: Question, share: float) -> str:
    """Return a share in plain words: about so many of ten, or between two such numbers where it lies between them."""
    low, rest = divmod(round(share * 100), 10)
    if rest in {4, 5, 6} and 0 < low < 9:
        return question.say("in_ten_between", low=low, high=low + 1)
    tenths = low + (rest > 5)
    key = {0: "in_ten_few", 10: "in_ten_most"}.get(tenths, "in_ten")
    return question.say(key, tenths=tenths)
