"""plan.yml against itself: every code, name and unit it uses is one that exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lcanalysis.declarations import line_of
from lcanalysis.definition import Definition
from lcanalysis.errors import Fault
from lcanalysis.intake.cells import plain_name
from lcanalysis.provenance import Place
from lcanalysis.units import UNITS

Path_ = tuple[str | int, ...]


def check_references(definition: Definition, lines: dict[Path_, int], file: str = "plan.yml") -> tuple[Fault, ...]:
    """Return a fault, with its line, for everything in plan.yml that names what plan.yml does not hold.

    Codes of indicators, entities, areas and scopes; units and dimensions; kinds of rows; and names that two
    entities of one kind share, since a row of that name would be either.
    """
    dimensions = {unit.dimension: None for unit in UNITS.values()}
    known: dict[str, dict[str, Any]] = {
        "indicator": dict(definition.indicators),
        "entity": dict(definition.entities),
        "area": dict(definition.areas),
        "scope": dict(definition.scopes),
        "unit": dict(UNITS),
        "dimension": dict(dimensions),
        "kind": {entity.kind: None for entity in definition.entities.values()},
    }
    unknown = (
        Fault(
            Place(file, line_of(lines, path)),
            "intake.unknown_reference",
            {"where": ".".join(map(str, path)), "found": code, "known": "、".join(list(known[register])[:40])},
        )
        for path, register, code in _references(definition)
        if code not in known[register]
    )
    return (*unknown, *_shared_names(definition, lines, file), *_shared_files(definition, lines, file))


def _references(definition: Definition) -> Iterator[tuple[Path_, str, str]]:
    """Yield each use of a code: where, of which register, and the code."""
    yield ("plan", "area"), "area", definition.plan.area
    for number, table in enumerate(definition.tables):
        at: Path_ = ("tables", number)
        yield (*at, "unit"), "unit", table.unit
        yield (*at, "scope"), "scope", table.scope
        yield (*at, "rows", "kind"), "kind", table.rows.kind
        for heading, column in table.columns.items():
            yield (*at, "columns", heading, "indicator"), "indicator", column.indicator
            if column.unit is not None:
                yield (*at, "columns", heading, "unit"), "unit", column.unit
    for number, total in enumerate(definition.totals):
        yield ("totals", number, "indicator"), "indicator", total.indicator
        members = [(("total",), total.total), *((("parts", index), part) for index, part in enumerate(total.parts))]
        for path, member in members:
            yield ("totals", number, *path, "entity"), "entity", member.entity
            yield ("totals", number, *path, "area"), "area", member.area
    for name, ratio in definition.processing_ratios.items():
        yield ("processing_ratios", name), "entity", name
        yield ("processing_ratios", name, "products"), "entity", ratio.products
        yield ("processing_ratios", name, "smelted"), "entity", ratio.smelted
    for name, indicator in definition.indicators.items():
        yield ("indicators", name, "dimension"), "dimension", indicator.dimension
        for field, others in (("growth_of", (indicator.growth_of,)), ("ratio_of", indicator.ratio_of or ())):
            for other in others:
                if other is not None:
                    yield ("indicators", name, field), "indicator", other
    for name, entity in definition.entities.items():
        for field, codes in (("proxy", entity.proxy), ("members", entity.members)):
            for code in codes:
                yield ("entities", name, field), "entity", code


def _shared_names(definition: Definition, lines: dict[Path_, int], file: str) -> Iterator[Fault]:
    seen: dict[tuple[str, str], str] = {}
    for code, entity in definition.entities.items():
        for name in dict.fromkeys(plain_name(text) for text in (entity.zh, entity.en, *entity.aliases)):
            other = seen.setdefault((entity.kind, name), code)
            if other != code:
                fields = {"name": name, "first": other, "second": code}
                yield Fault(Place(file, line_of(lines, ("entities", code))), "intake.shared_name", fields)


def _shared_files(definition: Definition, lines: dict[Path_, int], file: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for group, sources in (("tables", definition.tables), ("statements", definition.statements)):
        for number, source in enumerate(sources):
            if source.file in seen:
                place = Place(file, line_of(lines, (group, number, "file")))
                yield Fault(place, "intake.file_twice", {"found": source.file})
            seen.add(source.file)
