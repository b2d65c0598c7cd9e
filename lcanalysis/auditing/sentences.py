"""The sentences of the audit: the one place that puts a finding into words, in both languages, with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import singledispatch
from string import Formatter
from typing import Any

from lcanalysis.auditing.address import scopes_in_words, source_in_words, subject_in_words, unit_in_words, who_in_words
from lcanalysis.auditing.judgement import IDENTITY, SCOPE, TRUNCATED
from lcanalysis.auditing.magnitude import Magnitude
from lcanalysis.auditing.recomputation import Recomputation
from lcanalysis.auditing.record import Gap
from lcanalysis.auditing.repeated import Repetition
from lcanalysis.auditing.revision import Restatement
from lcanalysis.auditing.total_check import Sum
from lcanalysis.auditing.unit import ColumnUnit, DifferenceUnit, RowUnit, UnlikeUnit
from lcanalysis.definition import Definition
from lcanalysis.exhibits import Words, words_from
from lcanalysis.harmless import isolated
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.periods import period_in_words
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import rounded, truncated
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, convert
from lcanalysis.wording import LANGUAGES, load_catalogue


@singledispatch
def sentence(about: Any, definition: Definition) -> Words:
    """Return what the audit says of a case that a rule found.

    Raises
    ------
    TypeError
        If it is no case of a rule.
    """
    raise TypeError(f"{about!r} is no case of the audit of {definition.plan.id}")


def figure_words(definition: Definition, row: Observation) -> Words:
    """Return what a figure measures, in words that can begin a sentence: whose, when, which indicator."""
    return words_from(lambda lang: subject_in_words(definition, row.subject, lang))


def gap_words(definition: Definition, gap: Gap) -> Words:
    """Return why a published rate could not be recomputed."""
    figure = figure_words(definition, gap.published)
    if gap.level:
        periods = [_period(period) for period in gap.missing]
        key = "unchecked_growth" if gap.missing else "unchecked_base"
        return _phrase(key, figure=figure, indicator=_name(definition, gap.level), periods=periods)
    indicators = [_name(definition, name) for name in gap.missing]
    return _phrase("unchecked_ratio" if gap.missing else "unchecked_whole", figure=figure, indicators=indicators)


@sentence.register
def _rate(about: Recomputation, definition: Definition) -> Words:
    unit, places = about.published.unit, printed_decimals(about.published.value)
    trace = _trace((about.published, *about.inputs))
    is_cut_within = about.kind == TRUNCATED and truncated(about.point, places) != about.published.value
    first, second = about.inputs
    is_one_indicator = first.indicator == second.indicator
    interval = _interval(*(Quantity(end, unit, trace, decimals=about.decimals) for end in (about.lower, about.upper)))
    said = _phrase(
        "rate_truncated_within" if is_cut_within else f"rate_{about.kind}",
        figure=figure_words(definition, about.published),
        published=printed(about.published),
        inputs=[
            _phrase(
                "input",
                name=_period(row.period) if is_one_indicator else _name(definition, row.indicator),
                published=printed(row),
            )
            for row in about.inputs
        ],
        recomputed=Quantity(about.recomputed, unit, trace, decimals=about.decimals),
        rounded=Quantity(rounded(about.point, places), unit, trace, decimals=places),
        interval=interval,
        discrepancy=_difference(about.discrepancy, unit, trace, about.decimals),
    )
    if about.kind != TRUNCATED or is_cut_within:
        return said
    return _joined(
        said, _phrase("truncated_or_rounding" if about.is_within_rounding else "truncated_only", interval=interval)
    )


@sentence.register
def _total(about: Sum, definition: Definition) -> Words:
    unit, trace = about.whole.unit, _trace((about.whole, *about.parts))
    key = f"{'bound' if about.relation.kind == 'bound' else 'total'}_{about.kind}"
    if about.kind == SCOPE and not about.has_one_scope:
        key = "bound_scopes_differ" if about.relation.kind == "bound" else "total_scopes_differ"
    return _phrase(
        key,
        figure=figure_words(definition, about.whole),
        published=printed(about.whole),
        parts=[
            _phrase("part", name=_part(definition, about.whole, row), published=printed(row)) for row in about.parts
        ],
        recomputed=Quantity(about.recomputed, unit, trace, decimals=about.decimals),
        discrepancy=_difference(about.discrepancy, unit, trace, about.decimals),
        whole_scope=words_from(lambda lang: scopes_in_words(definition, [about.whole], lang)),
        parts_scope=words_from(lambda lang: scopes_in_words(definition, about.parts, lang)),
    )


def _part(definition: Definition, whole: Observation, part: Observation) -> Words:
    """Return what tells a part from the others: its area if it is a part by area, else its entity."""
    if part.entity == whole.entity:
        return _name(definition, part.area)
    return words_from(lambda lang: who_in_words(definition, part, lang))


@sentence.register
def _repeated(about: Repetition, definition: Definition) -> Words:
    same = "repeated_identity" if about.row.value == about.other else "repeated_fewer_digits"
    decimals = max(printed_decimals(about.row.value), printed_decimals(about.other))
    return _phrase(
        same if about.kind == IDENTITY else f"repeated_{about.kind}",
        figure=figure_words(definition, about.row),
        published=printed(about.row),
        other=printed(about.exact),
        here=words_from(lambda lang: source_in_words(definition, about.row, lang)),
        there=words_from(lambda lang: source_in_words(definition, about.exact, lang)),
        discrepancy=_difference(
            about.row.value - about.other, about.row.unit, _trace((about.row, about.exact)), decimals
        ),
        scope=words_from(lambda lang: scopes_in_words(definition, [about.row], lang)),
        other_scope=words_from(lambda lang: scopes_in_words(definition, [about.exact], lang)),
    )


@sentence.register
def _restated(about: Restatement, definition: Definition) -> Words:
    unit = about.later.unit
    before = convert(about.earlier.value, about.earlier.unit, unit)
    decimals = max(printed_decimals(about.later.value), printed_decimals(before))
    return _phrase(
        "revision" if about.earlier.scope == about.later.scope else "revision_of_scope",
        figure=figure_words(definition, about.later),
        before=printed(about.earlier),
        after=printed(about.later),
        published_before=about.earlier.published_on,
        published_after=about.later.published_on,
        discrepancy=_difference(about.later.value - before, unit, _trace((about.later, about.earlier)), decimals),
        scope_before=words_from(lambda lang: scopes_in_words(definition, [about.earlier], lang)),
        scope_after=words_from(lambda lang: scopes_in_words(definition, [about.later], lang)),
    )


@sentence.register
def _row_unit(about: RowUnit, definition: Definition) -> Words:
    units = dict.fromkeys(row.unit for row in about.rows)
    return _phrase(
        "unit_of_row",
        table=words_from(about.table.title),
        who=words_from(lambda lang: who_in_words(definition, about.rows[0], lang)),
        table_unit=_unit(about.table.unit),
        unit=[_unit(unit) for unit in units],
        values=[printed(row) for row in about.rows],
    )


@sentence.register
def _column_unit(about: ColumnUnit, _definition: Definition) -> Words:
    return _phrase(
        "unit_of_column" if about.is_printed else "unit_not_printed",
        table=words_from(about.table.title),
        column=about.head,
        table_unit=_unit(about.table.unit),
        unit=_unit(about.unit),
    )


@sentence.register
def _difference_unit(about: DifferenceUnit, definition: Definition) -> Words:
    number = printed(replace(about.row, unit=PERCENT))
    # In Chinese it is quoted as it was printed, words and all.
    quoted = words_from(lambda lang: isolated(about.row.as_printed) if lang == "zh" else number.text(lang))
    return _phrase(
        "unit_of_difference",
        figure=figure_words(definition, about.row),
        published=replace(quoted, fields={**quoted.fields, "published": number}),
        unit=_unit(PERCENTAGE_POINT),
    )


@sentence.register
def _unlike_unit(about: UnlikeUnit, definition: Definition) -> Words:
    return _phrase("unit_of_dimension", figure=figure_words(definition, about.row), published=printed(about.row))


@sentence.register
def _magnitude(about: Magnitude, definition: Definition) -> Words:
    trace = _trace((about.output, *about.capacities))
    said = _phrase(
        "magnitude",
        figure=figure_words(definition, about.output),
        published=printed(about.output),
        capacity=[printed(row) for row in about.capacities],
        share=Quantity(about.share_pct, PERCENT, trace, decimals=printed_decimals(about.share_pct)),
    )
    if not about.table_unit:
        return said
    places = printed_decimals(about.output.value)
    otherwise = _phrase(
        "magnitude_read_otherwise",
        read_otherwise=Quantity(about.output.value, about.table_unit, about.output.addresses, decimals=places),
        share_read_otherwise=Quantity(about.share_read_otherwise_pct, PERCENT, trace, decimals=1),
    )
    return _joined(said, otherwise)


def printed(row: Observation) -> Quantity:
    """Return a figure with the digits and the unit it was printed with; what it is open to on one side is not said."""
    return Quantity(row.value, row.unit, row.addresses, decimals=printed_decimals(row.value))


def _difference(difference: Decimal, unit: str, trace: Sequence[str], decimals: int) -> Quantity:
    """Return the size of a difference; of two rates it is in percentage points."""
    return Quantity(abs(difference), PERCENTAGE_POINT if unit == PERCENT else unit, trace, decimals=decimals)


def _interval(lower: Quantity, upper: Quantity) -> Words:
    """Return a range with its unit; percent stands at both ends."""
    first = "{lower}" if lower.unit == PERCENT else "{lower:n}"
    # Between a minus and a percent sign a dash is read as one more minus.
    dash = " to " if lower < 0 else "\N{EN DASH}"
    return Words(f"{first}～{{upper}}", f"{first}{dash}{{upper}}", {"lower": lower, "upper": upper})


def _trace(rows: Sequence[Observation]) -> tuple[str, ...]:
    return tuple(address for row in rows for address in row.addresses)


def _name(definition: Definition, code: str) -> Words:
    return words_from(lambda lang: definition.name(code, lang))


def _period(period: str) -> Words:
    return words_from(lambda lang: period_in_words(period, lang))


def _unit(unit: str) -> Words:
    return words_from(lambda lang: unit_in_words(unit, lang))


def _phrase(name: str, /, **fields: Any) -> Words:
    """Return a phrase of the catalogue with those of the fields that it names."""
    zh, en = (load_catalogue("audit", lang)[f"audit.{name}"] for lang in LANGUAGES)
    named = {field for _, field, _, _ in Formatter().parse(zh) if field}
    return Words(zh, en, {field: value for field, value in fields.items() if field in named})


def _joined(first: Words, second: Words) -> Words:
    """Return two phrases of the catalogue as one, with the fields of both; the second brings its own space."""
    return Words(first.zh + second.zh, first.en + second.en, {**first.fields, **second.fields})
