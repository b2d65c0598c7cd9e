"""The tables of the audit: recomputed figures, departures, wholes and parts, repeated prints, units, gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from lcanalysis.auditing import Finding, Recomputation
from lcanalysis.auditing.address import (
    capitalised,
    figure_in_words,
    unit_in_words,
    who_in_words,
)
from lcanalysis.auditing.judgement import IDENTITY, REVISION, UNIT
from lcanalysis.auditing.revision import RULE as RESTATED
from lcanalysis.definition import Definition
from lcanalysis.exhibits import Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.intake.citing import cited
from lcanalysis.observations import Observation
from lcanalysis.periods import period_in_words
from lcanalysis.plan import Plan
from lcanalysis.stories.audit_numbers import Audited, address, by_gravity, is_sound
from lcanalysis.wording import headed, say


def rates(plan: Plan, lang: str, indicator: str) -> Table:
    """Return every published rate of an indicator beside what its inputs give, agreeing ones included."""
    audited = Audited(plan)
    found = audited.rates.get(indicator, [])
    name = plan.definition.name(indicator, lang)
    usual = _usual_unit([one for one, _ in found])
    notes = [say("story_audit.inputs_note", lang, unit=unit_in_words(usual, lang))] if usual else []
    return Table(
        title=say("story_audit.rates_title", lang, indicator=capitalised(name)),
        columns=[
            *_columns(lang, "who", "verdict"),
            *_input_columns(plan.definition, [one for one, _ in found], lang),
            *_columns(lang, "published_pct", "recomputed_pct", "lower_pct", "upper_pct", "discrepancy_pp"),
        ],
        rows=[
            _rate_row(audited, capitalised(who), one, finding, usual, lang)
            for who, (one, finding) in zip(who_and_when(plan, found, lang), found, strict=True)
        ],
        lang=lang,
        source=cited(plan, lang, also=(one.published for one, _ in found), with_tables=True),
        notes=[*notes, say("story_audit.rates_note", lang)],
    )


def departures(plan: Plan, lang: str) -> Table | Statement:
    """Return all findings that are not plain agreement, the gravest first; a sentence if there are none."""
    audited = Audited(plan)
    found = by_gravity(one for one in audited.findings if not is_sound(one))
    if not found:
        return _none("departures", lang)
    return Table(
        title=say("story_audit.departures_title", lang),
        columns=_columns(lang, "figure", "published", "recomputed", "discrepancy", "kind", "severity", "place"),
        rows=[_departure_row(audited, one, lang) for one in found],
        lang=lang,
        source=cited(plan, lang),
        notes=[say("story_audit.departures_note", lang), say("story_audit.place_note", lang)],
    )


def totals(plan: Plan, lang: str) -> Table | Statement:
    """Return the declared relations of wholes and parts: which hold, and which are a matter of scope; a sentence if there are none."""
    audited = Audited(plan)
    found = audited.of_rule("totals")
    if not found:
        return _none("totals", lang)
    return Table(
        title=say("story_audit.totals_title", lang),
        columns=_columns(lang, "figure", "published", "parts", "difference", "kind", "place"),
        rows=[_relation_row(audited, one, lang) for one in found],
        lang=lang,
        source=cited(plan, lang),
        notes=[say("story_audit.totals_note", lang)],
    )


def repeated(plan: Plan, lang: str) -> Table | Statement:
    """Return the figures that one publication prints more than once; a sentence if there are none."""
    audited = Audited(plan)
    found = audited.of_rule("repeated")
    if not found:
        return _none("repeated", lang)
    return Table(
        title=say("story_audit.repeated_title", lang),
        columns=_columns(lang, "figure", "here", "there", "difference", "kind", "place"),
        rows=[_relation_row(audited, one, lang) for one in found],
        lang=lang,
        source=cited(plan, lang),
    )


def units(plan: Plan, lang: str) -> Table | Statement:
    """Return the findings on units, the gravest first, each with what is the matter; a sentence if there are none."""
    audited = Audited(plan)
    found = by_gravity(one for one in audited.findings if one.kind == UNIT)
    if not found:
        return _none("units", lang)
    return Table(
        title=say("story_audit.units_title", lang),
        columns=_columns(lang, "figure", "published", "issue", "severity", "place"),
        rows=[
            [
                _with_unit(audited.figure(one, lang), one.unit, lang),
                audited.numbers(one).get("published"),
                say(f"story_audit.issue_{one.finding.split('/')[1]}", lang),
                say(f"story_audit.severity_{one.severity}", lang),
                address(one),
            ]
            for one in found
        ],
        lang=lang,
        source=cited(plan, lang),
        notes=[say("story_audit.place_note", lang)],
    )


def unchecked(plan: Plan, lang: str) -> Table | Statement:
    """Return the published rates that could not be recomputed, and why; a sentence if there are none."""
    audited = Audited(plan)
    found = audited.unchecked
    if not found:
        return _none("unchecked", lang)
    return Table(
        title=say("story_audit.unchecked_title", lang),
        columns=_columns(lang, "figure", "published", "reason", "place"),
        rows=[
            [
                _with_unit(figure_in_words(plan.definition, one.published, lang), one.published.unit, lang),
                audited.quantity(one.published),
                one.text(lang),
                _short(one.published),
            ]
            for one in found
        ],
        lang=lang,
        source=cited(plan, lang, also=(one.published for one in found), with_tables=True),
    )


def _none(what: str, lang: str) -> Statement:
    return Statement(say(f"story_audit.none_{what}", lang))


def who_and_when(plan: Plan, found: Sequence[tuple[Recomputation, Finding]], lang: str) -> list[str]:
    """Return whose each rate is, and of which period if they are not all of one."""
    rows = [one.published for one, _ in found]
    names = [who_in_words(plan.definition, row, lang) for row in rows]
    if len({row.period for row in rows}) < 2:
        return names
    periods = (period_in_words(row.period, lang) for row in rows)
    return [
        say("story_audit.who_and_when", lang, who=who, period=period)
        for who, period in zip(names, periods, strict=True)
    ]


def _rate_row(audited: Audited, who: str, one: Recomputation, finding: Finding, usual: str, lang: str) -> list[Cell]:
    numbers = audited.numbers(finding)
    unit = one.inputs[0].unit
    return [
        who if unit == usual else _with_unit(who, unit, lang),
        kind_in_words(finding, lang),
        *(audited.quantity(row) for row in one.inputs),
        *(numbers[name] for name in ("published", "recomputed", "lower", "upper", "discrepancy")),
    ]


def _usual_unit(found: Sequence[Recomputation]) -> str:
    """Return the unit that most inputs are in; a row with another one says so."""
    counts = Counter(one.inputs[0].unit for one in found)
    return counts.most_common(1)[0][0] if counts else ""


def _departure_row(audited: Audited, one: Finding, lang: str) -> list[Cell]:
    return [
        *_relation_row(audited, one, lang)[:-1],
        say(f"story_audit.severity_{one.severity}", lang),
        address(one),
    ]


def _relation_row(audited: Audited, one: Finding, lang: str) -> list[Cell]:
    numbers = audited.numbers(one)
    return [
        _with_unit(audited.figure(one, lang), one.unit, lang),
        *(numbers.get(name) for name in ("published", "recomputed", "discrepancy")),
        kind_in_words(one, lang),
        address(one),
    ]


def kind_in_words(one: Finding, lang: str) -> str:
    """Return the kind of a finding in a word; of inputs of different dates it is open whether they were revised."""
    if one.rule == "repeated" and one.kind == IDENTITY:
        return say("story_audit.kind_agrees", lang)
    is_open = one.kind == REVISION and one.rule != RESTATED
    return say("story_audit.kind_maybe_revised" if is_open else f"story_audit.kind_{one.kind}", lang)


def _input_columns(definition: Definition, found: Sequence[Recomputation], lang: str) -> list[str]:
    """Return the heads of the two inputs: their periods or indicators, or what they are if these differ by row."""
    heads = []
    for number, plain in enumerate(("first_input", "second_input")):
        rows = [one.inputs[number] for one in found]
        if len({row.indicator for one in found for row in one.inputs}) > 1:
            names = {definition.name(row.indicator, lang) for row in rows}
        else:
            names = {period_in_words(row.period, lang) for row in rows}
        heads.append(headed(names.pop()) if len(names) == 1 else say(f"story_audit.column_{plain}", lang))
    return heads


def _columns(lang: str, *names: str) -> list[str]:
    return [say(f"story_audit.column_{name}", lang) for name in names]


def _short(row: Observation) -> str:
    return f"{PurePosixPath(row.source).name} {row.cell}"


def _with_unit(words: str, unit: str, lang: str) -> str:
    """Return what a row measures with its unit, which differs by row and would cost a column."""
    return say("story_audit.with_unit", lang, words=words, unit=unit_in_words(unit, lang))
