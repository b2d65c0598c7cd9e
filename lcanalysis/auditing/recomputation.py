"""One published figure beside what its inputs give: the common ground of the rules on growth and ratio."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lcanalysis.auditing.address import (
    difference_in_words,
    figure_in_words,
    finding_name,
    place_of,
    printed_in_words,
    subject_of,
)
from lcanalysis.auditing.digits import GUARD_DIGITS
from lcanalysis.auditing.finding import Finding
from lcanalysis.auditing.judgement import CONFLICT, REVISION, SCOPE, SEVERITY_OF, TRUNCATED, judge
from lcanalysis.auditing.publication import Publication
from lcanalysis.definition import Definition
from lcanalysis.number_format import format_quantity, format_range, printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.periods import period_in_words
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import rounded, rounded_down, rounded_up, truncated
from lcanalysis.quantities.interval import Interval
from lcanalysis.quantities.opening import figure
from lcanalysis.wording import LANGUAGES, say

Rule = Callable[[Quantity, Quantity], Quantity]


@dataclass(frozen=True, slots=True)
class Recomputation:
    """A published rate, the two figures it follows from, and what they give.

    `found` is what follows from the inputs, in the unit of `published`.
    """

    rule: str
    published: Observation
    inputs: tuple[Observation, Observation]
    found: Quantity

    @property
    def point(self) -> Fraction:
        """The exact value that follows from the inputs as printed."""
        return self.found.exact

    @property
    def interval(self) -> Interval:
        """All values that follow from inputs which print so."""
        return self.found.bounds

    @property
    def measured(self) -> str:
        """The indicator that the finding is named after: what grows, or the ratio itself."""
        first, second = self.inputs
        return first.indicator if first.indicator == second.indicator else self.published.indicator

    @property
    def decimals(self) -> int:
        """Decimals that recomputed figures are written with."""
        return printed_decimals(self.published.value) + GUARD_DIGITS

    @property
    def recomputed(self) -> Decimal:
        """The recomputed value, rounded to `decimals`."""
        return rounded(self.point, self.decimals)

    @property
    def lower(self) -> Decimal:
        """The least value that follows from the inputs, rounded outward."""
        return rounded_down(self.interval.lower, self.decimals)

    @property
    def upper(self) -> Decimal:
        """The greatest value that follows from the inputs, rounded outward."""
        return rounded_up(self.interval.upper, self.decimals)

    @property
    def discrepancy(self) -> Decimal:
        """Published minus recomputed."""
        return self.published.value - self.recomputed

    @property
    def is_within_rounding(self) -> bool:
        """Whether the rounding of the inputs alone could explain the published figure."""
        return self.interval.overlaps(figure(self.published).bounds)

    @property
    def kind(self) -> str:
        """Which it is: agrees, truncated, rounding or conflict.

        Inputs that are not of one kind cannot contradict a rate: were they published for different scopes
        it is a matter of scope, and were they published at different times, probably of a revision.
        """
        printed_as = figure(self.published).bounds
        kind = judge(self.published.value, printed_as, self.point, self.interval)
        if kind != CONFLICT:
            return kind
        rows = (self.published, *self.inputs)
        if len({row.scope for row in rows}) > 1:
            return SCOPE
        return REVISION if len({row.vintage for row in rows}) > 1 else CONFLICT


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A published figure that could not be recomputed, and why.

    `is_missing` says whether an input is not published; else all are, and the one to divide by is not above zero.
    """

    published: Observation
    place: str
    is_missing: bool
    text_zh: str
    text_en: str

    def text(self, lang: str) -> str:
        """Return the reason as a sentence in `lang`."""
        return self.text_zh if lang == "zh" else self.text_en


def recompute(
    rule: str, formula: Rule, published: Observation, inputs: tuple[Observation, Observation]
) -> Recomputation:
    """Return a published percentage beside `formula` of its two inputs, which are brought to one unit.

    Raises
    ------
    UnitMismatchError
        If the inputs, or the percentage and the published figure, are of unlike dimensions.
    DataError
        If the formula divides by zero.
    """
    first, second = map(figure, inputs)
    return Recomputation(rule, published, inputs, formula(first, second.to(first.unit)).to(published.unit))


def name_of(publication: Publication, one: Recomputation) -> str:
    """Return the stable name of the finding about a recomputed rate."""
    return finding_name(one.rule, publication, one.published, one.measured)


def describe(publication: Publication, found: Iterable[Recomputation]) -> tuple[Finding, ...]:
    """Return one finding for each recomputed figure."""
    return tuple(
        Finding(
            finding=name_of(publication, one),
            rule=one.rule,
            severity=SEVERITY_OF[one.kind],
            subject=subject_of(one.published),
            published=one.published.value,
            recomputed=one.recomputed,
            lower=one.lower,
            upper=one.upper,
            discrepancy=one.discrepancy,
            unit=one.published.unit,
            kind=one.kind,
            place=place_of(publication.definition, one.published),
            **{f"text_{lang}": sentence(publication.definition, one, lang) for lang in LANGUAGES},
        )
        for one in found
    )


def sentence(definition: Definition, one: Recomputation, lang: str) -> str:
    """Return what the recomputation says, as a sentence in `lang`."""
    unit, places = one.published.unit, printed_decimals(one.published.value)
    interval = format_range(one.lower, one.upper, unit, lang, one.decimals)
    is_cut_within = one.kind == TRUNCATED and truncated(one.point, places) != one.published.value
    text = say(
        "audit.rate_truncated_within" if is_cut_within else f"audit.rate_{one.kind}",
        lang,
        figure=figure_in_words(definition, one.published, lang),
        published=printed_in_words(one.published, lang),
        inputs=inputs_in_words(definition, one, lang),
        recomputed=format_quantity(one.recomputed, unit, lang, one.decimals),
        rounded=format_quantity(rounded(one.point, places), unit, lang, places),
        interval=interval,
        discrepancy=difference_in_words(one.discrepancy, unit, lang, one.decimals),
    )
    if one.kind != TRUNCATED or is_cut_within:
        return text
    key = "audit.truncated_or_rounding" if one.is_within_rounding else "audit.truncated_only"
    return text + say(key, lang, interval=interval)


def inputs_in_words(definition: Definition, one: Recomputation, lang: str) -> str:
    """Return the two inputs as printed, named by what tells them apart: their period or their indicator."""
    first, second = one.inputs
    is_one_indicator = first.indicator == second.indicator
    parts = [
        say(
            "audit.input",
            lang,
            name=period_in_words(row.period, lang) if is_one_indicator else definition.name(row.indicator, lang),
            value=printed_in_words(row, lang),
        )
        for row in one.inputs
    ]
    return say("audit.and", lang).join(parts)
