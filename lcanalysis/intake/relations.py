"""Checks that what the entries of plan.yml say about one another is possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from lcanalysis.declarations.yaml_files import NodePath
from lcanalysis.definition import Definition, Detail, Indicator
from lcanalysis.intake.figures import fits, units_of
from lcanalysis.names import nearest
from lcanalysis.periods import LONGEST_HORIZON, first_day_of, last_day
from lcanalysis.units import UNITS

KINDS: Final = ("segment", "product", "firm", "group", "institution", "beneficiary")
"""Kinds of entities that plans have; one may have others of its own."""
_MISSPELT: Final = 0.75
"""The likeness (0 to 1) from which a word is taken for a known one misspelt, and not for one of the plan's own."""
_RATIO: Final = "ratio"


def check_relations(definition: Definition) -> Iterator[Detail]:
    """Yield each relation between the entries of plan.yml that cannot be.

    Such as indicators that are their own growth or ratio, directly or in a circle; ratios of unlike things; entities that
    stand for or belong to themselves; wholes among their own parts; misspelt kinds; names given twice; years out of order.
    """
    checks: tuple[Callable[[Definition], Iterator[Detail]], ...] = (
        _years, _names_twice, _indicators, _caps, _circles, _parts, _kinds,
    )  # fmt: skip
    for check in checks:
        yield from check(definition)


def _years(definition: Definition) -> Iterator[Detail]:
    plan = definition.plan
    if not (plan.base_period.isdecimal() and plan.due_period.isdecimal()):
        return
    years = int(plan.due_period) - int(plan.base_period)
    if years <= 0:
        yield ("plan", "due_period"), "meaning.due_before_base", {"found": plan.due_period, "base": plan.base_period}
    elif years > LONGEST_HORIZON:
        fields = {"found": plan.due_period, "base": plan.base_period, "longest": LONGEST_HORIZON}
        yield ("plan", "due_period"), "meaning.due_too_late", fields
    if int(plan.base_period) > 0 and first_day_of(plan.base_period) > last_day(plan.published_on):
        fields = {"found": plan.base_period, "published_on": plan.published_on}
        yield ("plan", "base_period"), "meaning.after_publication", fields


def _names_twice(definition: Definition) -> Iterator[Detail]:
    """Yield the names that two tables, or two relations, share."""
    tables = [(("tables", at), one.name) for at, one in enumerate(definition.tables)]
    tables += [(("statements", at), one.name) for at, one in enumerate(definition.statements)]
    totals = [(("totals", at), one.name) for at, one in enumerate(definition.totals)]
    for named in (tables, totals):
        seen: set[str] = set()
        for path, name in named:
            if name in seen:
                yield (*path, "name"), "meaning.name_twice", {"found": name}
            seen.add(name)


def _indicators(definition: Definition) -> Iterator[Detail]:
    """Yield units that do not measure their indicator, rates that are no ratios, and ratios of unlike things."""
    for name, indicator in definition.indicators.items():
        at: NodePath = ("indicators", name)
        if indicator.unit is not None and not fits(indicator.unit, indicator):
            fields: dict[str, Any] = {"found": indicator.unit, "expected": units_of(indicator)}
            yield (*at, "unit"), "meaning.unfit_unit", fields
        growth_of = definition.indicators.get(indicator.growth_of or "")
        if growth_of is not None and not _is_rate_of(indicator, growth_of):
            yield (*at, "dimension"), "meaning.growth_is_no_ratio", {"found": indicator.dimension}
        terms = [definition.indicators.get(code) for code in indicator.ratio_of or ()]
        if terms and indicator.dimension != _RATIO:
            yield (*at, "dimension"), "meaning.ratio_is_no_ratio", {"found": indicator.dimension}
        dimensions = [term.dimension for term in terms if term is not None]
        if len(set(dimensions)) > 1:
            yield (*at, "ratio_of"), "meaning.ratio_of_unlike", {"first": dimensions[0], "second": dimensions[1]}
        if indicator.ratio_of and indicator.ratio_of[0] == indicator.ratio_of[1]:
            yield (*at, "ratio_of"), "meaning.ratio_of_same", {"found": indicator.ratio_of[0]}


def _caps(definition: Definition) -> Iterator[Detail]:
    """Yield caps in a unit that does not measure what they cap."""
    for number, cap in enumerate(definition.caps):
        indicator = definition.indicators.get(cap.indicator)
        if indicator is not None and cap.unit in UNITS and not fits(cap.unit, indicator):
            yield ("caps", number, "unit"), "meaning.unfit_unit", {"found": cap.unit, "expected": units_of(indicator)}


def _is_rate_of(indicator: Indicator, level: Indicator) -> bool:
    """Return whether an indicator can be the growth of another: a rate, or of a ratio the change in points."""
    return indicator.dimension == _RATIO or (indicator.dimension, level.dimension) == ("difference of ratios", _RATIO)


def _circles(definition: Definition) -> Iterator[Detail]:
    """Yield each indicator that follows from itself, and each entity that stands for or belongs to itself."""
    follows: dict[str, dict[str, Sequence[str]]] = {
        name: {"growth_of": [one.growth_of] if one.growth_of else [], "ratio_of": one.ratio_of or ()}
        for name, one in definition.indicators.items()
    }
    yield from _in_circles("indicators", follows, "meaning.indicator_circle")
    for field in ("proxy", "members"):
        held = {name: {field: getattr(one, field)} for name, one in definition.entities.items()}
        yield from _in_circles("entities", held, f"meaning.{field}_circle")


def _in_circles(register: str, follows: Mapping[str, Mapping[str, Sequence[str]]], key: str) -> Iterator[Detail]:
    for name, fields in follows.items():
        for field, codes in fields.items():
            for code in dict.fromkeys(codes):
                way = _way(follows, code, name)
                if way:
                    yield (register, name, field), key, {"found": name, "way": " → ".join((name, *way))}


def _way(follows: Mapping[str, Mapping[str, Sequence[str]]], start: str, end: str) -> tuple[str, ...]:
    """Return the shortest way from one code to another; empty if there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        if way[-1] == end:
            return way
        for code in (code for codes in follows.get(way[-1], {}).values() for code in codes):
            if code not in seen:
                seen.add(code)
                ways.append((*way, code))
    return ()


def _parts(definition: Definition) -> Iterator[Detail]:
    """Yield what is counted twice: members and proxies, parts of a whole, the whole among its parts, one product as two."""
    for name, entity in definition.entities.items():
        for field, codes in (("proxy", entity.proxy), ("members", entity.members)):
            for code in (code for code, count in Counter(codes).items() if count > 1):
                yield ("entities", name, field), "meaning.part_twice", {"found": code}
    for number, total in enumerate(definition.totals):
        for at, part in enumerate(total.parts):
            path: NodePath = ("totals", number, "parts", at)
            if part == total.total:
                yield path, "meaning.whole_is_part", {"found": part.entity}
            elif part in total.parts[:at]:
                yield path, "meaning.part_twice", {"found": part.entity}
    for name, ratio in definition.processing_ratios.items():
        if ratio.products == ratio.smelted:
            yield ("processing_ratios", name, "products"), "meaning.ratio_of_same", {"found": ratio.products}


def _kinds(definition: Definition) -> Iterator[Detail]:
    """Yield kinds of entities that are so much like a usual one, or one that others have, that this must be meant."""
    counts = Counter(entity.kind for entity in definition.entities.values())
    for name, entity in definition.entities.items():
        if entity.kind in KINDS:
            continue
        others = [kind for kind, count in counts.items() if count > max(1, counts[entity.kind])]
        near = nearest(entity.kind.casefold().strip(), (*KINDS, *others), _MISSPELT)
        if near:
            yield ("entities", name, "kind"), "meaning.kind_misspelt", {"found": entity.kind, "near": near}
