"""The audit of a plan as tables of quantities: its findings, the rates that were recomputed, and those that could not be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, Final

import pandas as pd

from lcanalysis.auditing.address import subject_of, who_in_words
from lcanalysis.auditing.certainty import SOUND
from lcanalysis.auditing.finding import NUMBERS, Finding
from lcanalysis.auditing.judgement import AGREES, IDENTITY, REVISION
from lcanalysis.auditing.plan_audit import Audit, audit_of_plan
from lcanalysis.auditing.recomputation import Recomputation
from lcanalysis.auditing.record import Record
from lcanalysis.auditing.repeated import RULE as REPEATED
from lcanalysis.auditing.revision import RULE as RESTATED
from lcanalysis.auditing.sentences import figure_words, printed
from lcanalysis.exhibits import words_from
from lcanalysis.observations import Observation
from lcanalysis.plan import Plan
from lcanalysis.sections import place_words, section_words

MAYBE_REVISED: Final = "maybe_revised"
SUBJECT: Final = ("indicator", "entity", "area", "period")
FINDING_COLUMNS: Final = (
    "rule", "kind", "certainty", "severity", "told", *SUBJECT, "figure", *NUMBERS, "unit", "section", "address", "place", "sentence",
    "is_sound", "is_rate",
)  # fmt: skip
RATE_COLUMNS: Final = (
    "indicator", "entity", "area", "period", "who", "kind", "first", "second", "first_indicator", "second_indicator",
    "first_period", "second_period", *NUMBERS,
)  # fmt: skip
GAP_COLUMNS: Final = (*SUBJECT, "figure", "published", "reason", "is_missing", "address", "place")


def findings_table(plan: Plan, findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as a table of quantities and words, in their order.

    Indexed by the finding's stable name: `rule`, `kind` (agrees, rounding,
    truncated, conflict, unit, scope, identity, revision, wording), `certainty` (unexplained, open, wording, rounding,
    sound) and `severity` (info, notice, warning, error), as in findings.csv; `told`, the kind as a page tells it:
    ``agrees`` for a figure that is printed again, ``maybe_revised`` for a rate whose inputs were published at other
    times; `indicator`, `entity`, `area`, `period` (codes, empty where none is meant); `figure` (what it is about, in
    both languages); `published`, `recomputed`, `lower`, `upper`, `discrepancy` as quantities, None where they do not
    apply; `unit`; `section` (its place in the plan, in both languages); `address` (file and cell); `place` (chapter,
    section and table, in both languages); `sentence` (in both languages, with its numbers); `is_sound` (whether all is
    well); `is_rate` (whether it is a rate or a ratio in use that was recomputed, as in `recomputed_rates`).
    """
    rows: dict[str, list[Any]] = {}
    rates = {record.finding for record in _rates(audit_of_plan(plan))}
    for one in findings:
        # Rows of one entity in two areas are named alike.
        name = one.finding if one.finding not in rows else f"{one.finding}/{len(rows)}"
        rows[name] = [*_finding_row(plan, one), one.finding in rates]
    return _frame(rows, FINDING_COLUMNS, "finding").astype({"is_sound": bool, "is_rate": bool})


def recomputed_rates(plan: Plan) -> pd.DataFrame:
    """Return every published rate and ratio in use whose inputs are published, beside what they give.

    A second print of a rate is not counted again.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        Indexed by the name of the finding: `indicator`, `entity`, `area`, `period` (codes of the rate); `who` (whose it
        is, in both languages); `kind` (agrees, rounding, truncated, scope, revision or conflict); the inputs `first`
        (current period, or numerator) and `second` (base, or denominator) as quantities, with `first_indicator`,
        `first_period` and so on; `published`, `recomputed`, `lower`, `upper`, `discrepancy` as in `findings`.

    Examples
    --------
    >>> from lcanalysis.plan import load
    >>> found = recomputed_rates(load("data"))
    >>> found["indicator"].value_counts().to_dict()
    {'output_yoy': 15, 'rd_intensity': 5, 'rd_spending_yoy': 4}
    """
    audit = audit_of_plan(plan)
    named = {one.finding: one for one in audit.findings}
    rows = {
        record.finding: _rate_row(plan, record.about, named[record.finding])
        for record in _rates(audit)
        if isinstance(record.about, Recomputation)
    }
    return _frame(rows, RATE_COLUMNS, "finding")


def _rates(audit: Audit) -> Iterator[Record]:
    """Yield the records of recomputed rates and ratios that are in use, each once however often it is printed."""
    for record in audit.records:
        if isinstance(record.about, Recomputation) and audit.publication.is_preferred(record.about.published):
            yield record


def unchecked_rates(plan: Plan) -> pd.DataFrame:
    """Return the published rates and ratios that cannot be recomputed.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        Indexed by subject (``indicator/entity/area/period``; a second print adds its cell): `indicator`, `entity`, `area`,
        `period` (codes), `figure` (what it measures, in both languages), `published` (a quantity), `reason` (a sentence
        in both languages), `is_missing` (whether an input is not published; else a base or a denominator is not above zero),
        `address` (file and cell) and `place` (chapter, section and table, in both languages).
    """
    rows: dict[str, list[Any]] = {}
    for one in audit_of_plan(plan).unchecked:
        row = one.published
        name = subject_of(row)
        cells = [
            *row.subject,
            figure_words(plan.definition, row),
            printed(row),
            one.reason,
            one.is_missing,
            _address(row),
            place_words(plan, row.trace),
        ]
        rows[name if name not in rows else f"{name}@{_address(row)}"] = cells
    return _frame(rows, GAP_COLUMNS, "subject").astype({"is_missing": bool})


def _finding_row(plan: Plan, one: Finding) -> list[Any]:
    told = one.kind
    if one.rule == REPEATED and told == IDENTITY:
        told = AGREES
    elif told == REVISION and one.rule != RESTATED:
        told = MAYBE_REVISED
    file, _, cell = one.place.partition(";")[0].partition(" (row ")[0].partition(" ")
    return [
        one.rule, one.kind, one.certainty, one.severity, told, *one.subject, one.title, *one.quantities().values(),
        one.unit, section_words(one.section, plan.definition.sections), f"{PurePosixPath(file).name} {cell}".strip(),
        section_words(one.section, plan.definition.sections) if one.place == plan.definition.plan.text else place_words(plan, one.place), one.sentence, one.certainty == SOUND,
    ]  # fmt: skip


def _rate_row(plan: Plan, about: Recomputation, finding: Finding) -> list[Any]:
    row, (first, second) = about.published, about.inputs
    who = words_from(lambda lang: who_in_words(plan.definition, row, lang))
    return [
        *row.subject, who, about.kind, printed(first), printed(second), first.indicator, second.indicator, first.period,
        second.period, *finding.quantities().values(),
    ]  # fmt: skip


def _address(row: Observation) -> str:
    return f"{PurePosixPath(row.source).name} {row.cell}"


def _frame(rows: dict[str, list[Any]], columns: tuple[str, ...], name: str) -> pd.DataFrame:
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(columns), dtype=object).rename_axis(name)
