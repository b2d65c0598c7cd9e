"""Checks plan.yml against itself: every code, name and unit that it uses must exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lcanalysis.declarations.published_files import DeclaredTable
from lcanalysis.declarations.yaml_files import NodePath
from lcanalysis.definition import FILE, Definition, Detail, plan_fault
from lcanalysis.errors import Fault
from lcanalysis.intake.cells import plain_name
from lcanalysis.intake.declared_columns import check_columns
from lcanalysis.intake.relations import check_relations
from lcanalysis.intake.rules import check_rules
from lcanalysis.names import nearest
from lcanalysis.provenance import Place
from lcanalysis.units import UNITS

_ANSWERED_WITH: Final = {"unsaid_area": "area", "whose": "entity", "growth": "unit"}
"""The register that the answers of a kind of question are codes of, where it is not called like the kind."""
Reference = tuple[NodePath, str, str]


def check_references(definition: Definition, lines: dict[NodePath, int]) -> tuple[Fault, ...]:
    """Return a fault, with its line, for everything in plan.yml that cannot be meant as it stands.

    These are codes of indicators, entities, areas and scopes, units, dimensions and kinds of rows that do not exist; names
    that two entities of one kind share, since a row of that name could be either; and what `check_relations`,
    `check_columns` and `check_rules` find.
    """
    checks = (_unknown, _shared_names, _shared_files, check_relations, check_columns, check_rules)
    return tuple(plan_fault(lines, *detail) for check in checks for detail in check(definition))


def _unknown(definition: Definition) -> Iterator[Detail]:
    known: dict[str, dict[str, Any]] = {
        "indicator": dict(definition.indicators),
        "entity": dict(definition.entities),
        "area": dict(definition.areas),
        "scope": dict(definition.scopes),
        "unit": dict(UNITS),
        "dimension": {unit.dimension: None for unit in UNITS.values()},
        "kind": {entity.kind: None for entity in definition.entities.values()},
        # A table continues a first one, never one that continues another itself.
        "table": {table.name: None for table in definition.tables if table.continues is None},
    }
    for path, register, code in _references(definition):
        if code not in known[register] and not _is_composed(register, code):
            near = nearest(code, known[register])
            yield path, "intake.unknown_reference", {"found": code, "near": near, "known": tuple(known[register])[:40]}


def _is_composed(register: str, code: str) -> bool:
    """Return whether a code is of a unit, or of its dimension, that the table of units composes of those it lists."""
    return (register == "unit" and code in UNITS) or (register == "dimension" and bool(UNITS.of_dimension(code)))


def notice_headline(definition: Definition) -> Iterator[Fault]:
    """Yield a notice if a plan does not say which entity stands for the whole of it, so that its first segment does."""
    if definition.plan.headline is None and definition.headline:
        yield Fault(Place(FILE), "meaning.no_headline", {"code": definition.headline})


def _references(definition: Definition) -> Iterator[Reference]:
    """Yield each use of a code: where, of which register, and the code."""
    yield ("plan", "area"), "area", definition.plan.area
    if definition.plan.headline is not None:
        yield ("plan", "headline"), "entity", definition.plan.headline
    yield from _of_tables(definition)
    yield from _of_answers(definition)
    yield from _of_relations(definition)
    yield from _of_remarks(definition)
    yield from _of_registers(definition)


def _of_tables(definition: Definition) -> Iterator[Reference]:
    for number, table in enumerate(definition.tables):
        yield ("tables", number, "unit"), "unit", table.unit
        yield ("tables", number, "scope"), "scope", table.scope
        if table.area is not None:
            yield ("tables", number, "area"), "area", table.area
        yield ("tables", number, "rows", "kind"), "kind", table.rows.kind
        for text, area in table.rows.areas.items():
            yield ("tables", number, "rows", "areas", text), "area", area
        for heading, column in table.columns.items():
            at: NodePath = ("tables", number, "columns", heading)
            yield (*at, "indicator"), "indicator", column.indicator
            if column.unit is not None:
                yield (*at, "unit"), "unit", column.unit
            if column.area is not None:
                yield (*at, "area"), "area", column.area
        for indicator, rule in table.rules.items():
            for unit in rule.unit:
                yield ("tables", number, "rules", indicator, "unit"), "unit", unit
        if table.continues is not None:
            yield ("tables", number, "continues"), "table", table.continues


def _of_answers(definition: Definition) -> Iterator[Reference]:
    for number, sheet in enumerate(definition.statements):
        for kind, said in sheet.answers.items():
            for found, answer in said.items():
                # The empty text leaves out what was asked about.
                if answer:
                    yield ("statements", number, "answers", kind, found), _ANSWERED_WITH.get(kind, kind), answer


def _of_relations(definition: Definition) -> Iterator[Reference]:
    for number, total in enumerate(definition.totals):
        at: NodePath = ("totals", number)
        yield (*at, "indicator"), "indicator", total.indicator
        yield (*at, "total", "entity"), "entity", total.total.entity
        yield (*at, "total", "area"), "area", total.total.area
        for index, part in enumerate(total.parts):
            yield (*at, "parts", index, "entity"), "entity", part.entity
            yield (*at, "parts", index, "area"), "area", part.area
    for name, ratio in definition.processing_ratios.items():
        yield ("processing_ratios", name), "entity", name
        yield ("processing_ratios", name, "products"), "entity", ratio.products
        yield ("processing_ratios", name, "smelted"), "entity", ratio.smelted

    for number, cap in enumerate(definition.caps):
        yield ("caps", number, "entity"), "entity", cap.entity
        yield ("caps", number, "indicator"), "indicator", cap.indicator
        yield ("caps", number, "unit"), "unit", cap.unit
    for number, cut in enumerate(definition.breaks):
        yield ("breaks", number, "indicator"), "indicator", cut.indicator
        yield ("breaks", number, "entity"), "entity", cut.entity
        if cut.area is not None:
            yield ("breaks", number, "area"), "area", cut.area


def _of_remarks(definition: Definition) -> Iterator[Reference]:
    for number, remark in enumerate(definition.remarks):
        for name, one in remark.figures.items():
            at: NodePath = ("remarks", number, "figures", name)
            yield (*at, "indicator"), "indicator", one.indicator
            yield (*at, "entity"), "entity", one.entity
            if one.area is not None:
                yield (*at, "area"), "area", one.area
    for number, pinned in enumerate(definition.briefing.figures):
        yield ("briefing", "figures", number, "indicator"), "indicator", pinned.indicator
        yield ("briefing", "figures", number, "entity"), "entity", pinned.entity
    for number, problem in enumerate(definition.briefing.problems):
        for area in problem.who:
            yield ("briefing", "problems", number, "who"), "area", area


def _of_registers(definition: Definition) -> Iterator[Reference]:
    for name, indicator in definition.indicators.items():
        yield ("indicators", name, "dimension"), "dimension", indicator.dimension
        if indicator.unit is not None:
            yield ("indicators", name, "unit"), "unit", indicator.unit
        if indicator.growth_of is not None:
            yield ("indicators", name, "growth_of"), "indicator", indicator.growth_of
        for other in indicator.ratio_of or ():
            yield ("indicators", name, "ratio_of"), "indicator", other
    for name, entity in definition.entities.items():
        for field, codes in (("proxy", entity.proxy), ("members", entity.members)):
            for code in codes:
                yield ("entities", name, field), "entity", code
    for name, scope in definition.scopes.items():
        for code in scope.at_least:
            yield ("scopes", name, "at_least"), "scope", code


def _shared_names(definition: Definition) -> Iterator[Detail]:
    seen: dict[tuple[str, str], str] = {}
    for code, entity in definition.entities.items():
        for name in dict.fromkeys(plain_name(text) for text in (entity.zh, entity.en, *entity.aliases)):
            other = seen.setdefault((entity.kind, name), code)
            if other != code:
                yield ("entities", code), "intake.shared_name", {"name": name, "first": other, "second": code}


def _shared_files(definition: Definition) -> Iterator[Detail]:
    """Yield a fault for each file declared twice; the tables of one workbook are told apart by sheet and header."""
    seen: set[tuple[Any, ...]] = set()
    for group, sources in (("tables", definition.tables), ("statements", definition.statements)):
        for number, source in enumerate(sources):
            where = (source.sheet, source.header_rows) if isinstance(source, DeclaredTable) else ()
            if (source.file, *where) in seen:
                yield (group, number, "file"), "intake.file_twice", {"found": source.file}
            seen.add((source.file, *where))
