"""The sentences of the audit's findings, in both languages with their numbers; no other module writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import singledispatch
from string import Formatter
from typing import Any

from lcanalysis.auditing.address import (
    subject_in_words,
    who_in_words,
)
from lcanalysis.auditing.judgement import IDENTITY, SCOPE, TRUNCATED
from lcanalysis.auditing.magnitude import Magnitude
from lcanalysis.auditing.part_growth import PartGrowth
from lcanalysis.auditing.rate_check import Gap
from lcanalysis.auditing.recomputation import Recomputation
from lcanalysis.auditing.remark_check import Remarked
from lcanalysis.auditing.repeated import Repetition
from lcanalysis.auditing.revision import Restatement
from lcanalysis.auditing.total_check import Sum
from lcanalysis.auditing.unit import ColumnUnit, DifferenceUnit, RowUnit, UnlikeUnit
from lcanalysis.auditing.wording_check import FewRows, FewYears, LongPhases, TwoTitles
from lcanalysis.definition import Definition
from lcanalysis.exhibits import Words, date_words, named_list, period_words, words, words_from
from lcanalysis.number_format import printed_decimals, range_template
from lcanalysis.observations import Observation
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import rounded, truncated
from lcanalysis.safe_text import isolated
from lcanalysis.sections import section_words
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, convert, require_unit
from lcanalysis.wording import LANGUAGES, headed, load_catalogue, say


@singledispatch
def sentence(about: Any, definition: Definition) -> Words:
    """Return what the audit says of a case that a rule found.

    Raises `TypeError` if it is no case of a rule.
    """
    raise TypeError(f"{about!r} is no case of the audit of {definition.plan.id}")


@singledispatch
def title(about: Any, definition: Definition, subject: tuple[str, str, str, str]) -> Words:
    """Return in a few words what a case is about: its figure, unless it is of a table, a text or a group."""
    _ = about
    return words_from(lambda lang: subject_in_words(definition, subject, lang))


@title.register
def _of_table(about: FewYears | FewRows, _definition: Definition, _subject: tuple[str, str, str, str]) -> Words:
    return words_from(about.table.title)


@title.register
def _of_heading(about: TwoTitles, definition: Definition, _subject: tuple[str, str, str, str]) -> Words:
    return _phrase("title_of_heading", section=section_words(about.section, definition.sections))


@title.register
def _of_phases(_about: LongPhases, _definition: Definition, _subject: tuple[str, str, str, str]) -> Words:
    return _phrase("title_of_phases")


@title.register
def _of_remark(about: Remarked, _definition: Definition, _subject: tuple[str, str, str, str]) -> Words:
    return words_from(lambda lang: headed(about.remark.title.text(lang)))


def figure_words(definition: Definition, row: Observation) -> Words:
    """Return what a figure measures, in words that can begin a sentence: whose, when, which indicator."""
    return words_from(lambda lang: subject_in_words(definition, row.subject, lang))


def gap_words(definition: Definition, gap: Gap) -> Words:
    """Return why a published rate could not be recomputed."""
    figure = figure_words(definition, gap.published)
    if gap.level:
        periods = [period_words(period) for period in gap.missing]
        key = "unchecked_growth" if gap.missing else "unchecked_base"
        return _phrase(key, figure=figure, indicator=code_words(definition, gap.level), periods=periods)
    indicators = [code_words(definition, name) for name in gap.missing]
    return _phrase("unchecked_ratio" if gap.missing else "unchecked_whole", figure=figure, indicators=indicators)


@sentence.register
def _rate(about: Recomputation, definition: Definition) -> Words:
    unit, places = about.published.unit, printed_decimals(about.published.value)
    trace = _trace((about.published, *about.inputs))
    is_cut_within = about.kind == TRUNCATED and truncated(about.point, places) != about.published.value
    first, second = about.inputs
    is_one_indicator = first.indicator == second.indicator
    key = "rate_truncated_within" if is_cut_within else f"rate_{about.kind}"
    return _phrase(
        "rate_basis" if about.kind == SCOPE and about.has_one_scope else key,
        figure=figure_words(definition, about.published),
        published=printed(about.published),
        inputs=[
            _phrase(
                "input",
                name=period_words(row.period) if is_one_indicator else code_words(definition, row.indicator),
                published=printed(row),
            )
            for row in about.inputs
        ],
        recomputed=Quantity(about.recomputed, unit, trace, decimals=about.decimals),
        rounded=Quantity(rounded(about.point, places), unit, trace, decimals=places),
        interval=interval_words(
            *(Quantity(end, unit, trace, decimals=about.decimals) for end in (about.lower, about.upper))
        ),
        discrepancy=_difference(about.discrepancy, unit, trace, about.decimals),
    )


@sentence.register
def _total(about: Sum, definition: Definition) -> Words:
    unit, trace = about.whole.unit, _trace((about.whole, *about.parts))
    key = f"{'bound' if about.relation.kind == 'bound' else 'total'}_{about.kind}"
    if about.kind == SCOPE and not about.has_one_scope:
        key = "scopes_differ"
    elif about.relation.kind == "bound" and about.kind == IDENTITY and about.discrepancy > 0:
        key = "bound_rest"
    return _phrase(
        key,
        figure=figure_words(definition, about.whole),
        published=printed(about.whole),
        parts=_listed(
            about.parts,
            lambda row: _phrase("part", name=_part(definition, about.whole, row), published=printed(row)),
        ),
        recomputed=Quantity(about.recomputed, unit, trace, decimals=about.decimals),
        discrepancy=_difference(about.discrepancy, unit, trace, about.decimals),
        whole_scope=_scopes(definition, [about.whole]),
        parts_scope=_scopes(definition, about.parts),
    )


def _listed(rows: Iterable[Observation], speak: Callable[[Observation], Words]) -> Words:
    """Return what is said of each figure, its numbers kept by what the figure is of."""
    return named_list({f"{row.indicator}/{row.entity}/{row.area}/{row.scope}/{row.period}": speak(row) for row in rows})


def _value(row: Observation) -> Words:
    return words("{value}", "{value}", value=printed(row))


def _part(definition: Definition, whole: Observation, part: Observation) -> Words:
    """Return what tells a part from the others: its area if it is a part by area, else its entity."""
    if part.entity == whole.entity:
        return code_words(definition, part.area)
    return _who(definition, part)


@sentence.register
def _repeated(about: Repetition, definition: Definition) -> Words:
    same = "repeated_identity" if about.row.value == about.other else "repeated_fewer_digits"
    decimals = max(printed_decimals(about.row.value), printed_decimals(about.other))
    other = "repeated_elsewhere" if about.kind == SCOPE and about.has_one_scope else f"repeated_{about.kind}"
    return _phrase(
        same if about.kind == IDENTITY else other,
        figure=figure_words(definition, about.row),
        published=printed(about.row),
        other=printed(about.exact),
        here=_source(definition, about.row),
        there=_source(definition, about.exact),
        discrepancy=_difference(
            about.row.value - about.other, about.row.unit, _trace((about.row, about.exact)), decimals
        ),
        scope=_scopes(definition, [about.row]),
        other_scope=_scopes(definition, [about.exact]),
    )


@sentence.register
def _restated(about: Restatement, definition: Definition) -> Words:
    unit = about.later.unit
    before = convert(about.earlier.value, about.earlier.unit, unit)
    decimals = max(printed_decimals(about.later.value), printed_decimals(before))
    # Two tables of one day are told apart by their vintages.
    in_one = about.earlier.published_on == about.later.published_on
    told_by = (row.vintage if in_one else row.published_on for row in (about.earlier, about.later))
    published_before, published_after = map(date_words, told_by)
    return _phrase(
        "revision" if about.earlier.scope == about.later.scope else "revision_of_scope",
        figure=figure_words(definition, about.later),
        before=printed(about.earlier),
        after=printed(about.later),
        published_before=published_before,
        published_after=published_after,
        discrepancy=_difference(about.later.value - before, unit, _trace((about.later, about.earlier)), decimals),
        scope_before=_scopes(definition, [about.earlier]),
        scope_after=_scopes(definition, [about.later]),
    )


@sentence.register
def _row_unit(about: RowUnit, definition: Definition) -> Words:
    units = dict.fromkeys(row.unit for row in about.rows)
    return _phrase(
        "unit_of_row",
        table=words_from(about.table.title),
        who=_who(definition, about.rows[0]),
        table_unit=_unit(about.table.unit),
        unit=[_unit(unit) for unit in units],
        values=_listed(about.rows, _value),
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
        capacity=_listed(about.capacities, _value),
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
    return followed_by(said, otherwise)


@sentence.register
def _part_growth(about: PartGrowth, definition: Definition) -> Words:
    (part, _), (whole, _) = about.part, about.whole
    return _phrase(
        "part_rose_more" if about.part_change > 0 else "part_fell_more",
        part=_who(definition, part),
        whole=_who(definition, whole),
        indicator=code_words(definition, whole.indicator),
        period=period_words(whole.period),
        part_change=about.part_change,
        whole_change=about.whole_change,
        rest=about.rest_pct.shown(1),
    )


@sentence.register
def _few_years(about: FewYears, _definition: Definition) -> Words:
    return _phrase(
        "table_undated" if about.is_undated else "table_years",
        table=words_from(about.table.title),
        promised=count_of(about.promised, [about.table.file]),
        held=count_of(len(about.years), [about.table.file]),
        years=[period_words(year) for year in about.years],
    )


@sentence.register
def _few_rows(about: FewRows, definition: Definition) -> Words:
    return _phrase(
        "table_rows",
        table=words_from(about.table.title),
        other=words_from(about.other.title),
        listed=count_of(about.listed, [about.table.file]),
        others=count_of(about.listed + len(about.lacking), [about.other.file]),
        figure=code_words(definition, about.row.indicator),
        period=period_words(about.row.period),
        lacking=[code_words(definition, entity) for entity in about.lacking],
    )


@sentence.register
def _two_titles(about: TwoTitles, definition: Definition) -> Words:
    return _phrase(
        "text_headings",
        section=section_words(about.section, definition.sections),
        contents=isolated(about.in_contents),
        text=isolated(about.in_text),
    )


@sentence.register
def _long_phases(about: LongPhases, definition: Definition) -> Words:
    trace = [definition.plan.text]
    return _phrase(
        "text_phases",
        quotation=isolated(about.quotation),
        named=count_of(about.named, trace),
        years=count_of(about.years, trace),
        first=period_words(about.first),
        last=period_words(about.last),
    )


@sentence.register
def _remarked(about: Remarked, _definition: Definition) -> Words:
    figures = {name: printed(row) for name, row in about.figures.items()}
    return Words(about.remark.zh.strip(), about.remark.en.strip(), figures)


def printed(row: Observation) -> Quantity:
    """Return a figure with its printed digits and unit, without its rounding interval."""
    return Quantity(row.value, row.unit, row.addresses, decimals=printed_decimals(row.value))


def count_of(number: int, trace: Sequence[str]) -> Quantity:
    """Return a count with what it was counted in."""
    return Quantity(number, "", trace, decimals=0)


def _difference(difference: Decimal, unit: str, trace: Sequence[str], decimals: int) -> Quantity:
    """Return the size of a difference; of two rates it is in percentage points."""
    return Quantity(abs(difference), PERCENTAGE_POINT if unit == PERCENT else unit, trace, decimals=decimals)


def interval_words(lower: Quantity, upper: Quantity) -> Words:
    """Return a range with its unit; percent stands at both ends."""
    zh, en = (range_template(lower.value, lower.unit, lang) for lang in LANGUAGES)
    return Words(zh, en, {"lower": lower, "upper": upper})


def _trace(rows: Sequence[Observation]) -> tuple[str, ...]:
    return tuple(address for row in rows for address in row.addresses)


def code_words(definition: Definition, code: str) -> Words:
    """Return the name of an entity, an indicator, an area or a scope."""
    return words_from(lambda lang: definition.name(code, lang))


def _unit(unit: str) -> Words:
    return words_from(require_unit(unit).name)


def _who(definition: Definition, row: Observation) -> Words:
    return words_from(lambda lang: who_in_words(definition, row, lang))


def _scopes(definition: Definition, rows: Sequence[Observation]) -> Words:
    """Return the scopes that figures were counted in, each once."""
    names = dict.fromkeys(row.scope for row in rows)
    return words_from(lambda lang: say("audit.comma", lang).join(definition.name(scope, lang) for scope in names))


def _source(definition: Definition, row: Observation) -> Words:
    """Return the title of the table or text that a figure stands in; its file if the plan does not declare it."""
    source = definition.source_of(row.source, row.cell)
    return words_from(lambda lang: source.title(lang) if source else row.source)


def phrase(key: str, /, **fields: Any) -> Words:
    """Return a phrase of a catalogue with those of the fields that it names."""
    zh, en = (load_catalogue(key.partition(".")[0], lang)[key] for lang in LANGUAGES)
    named = {field for _, field, _, _ in Formatter().parse(zh) if field}
    return Words(zh, en, {field: value for field, value in fields.items() if field in named})


def _phrase(name: str, /, **fields: Any) -> Words:
    return phrase(f"audit.{name}", **fields)


def followed_by(first: Words, *others: Words) -> Words:
    """Return phrases of the catalogue as one, with the fields of all; every later phrase begins with its own space."""
    parts = (first, *others)
    fields = {name: value for part in parts for name, value in part.fields.items()}
    return Words("".join(part.zh for part in parts), "".join(part.en for part in parts), fields)
