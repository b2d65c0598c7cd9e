"""Finds what a row or a heading names: an indicator, an entity, an area, or several of these together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.areas import Areas
from lcanalysis.intake.cell_text import name_forms, name_key, row_name
from lcanalysis.intake.headings import Heading, parse_heading

KNOWN: Final[dict[str, tuple[str, ...]]] = {
    "output": ("产量", "output"),
    "revenue": ("营业收入", "主营业务收入", "revenue", "operating revenue"),
    "profit": ("利润", "利润总额", "profit", "total profit"),
    "value_added": ("增加值", "工业增加值", "value added", "industrial value added"),
    "firms": ("规模以上企业数", "规上企业数", "企业数", "firms", "firms above scale"),
    "rd_spending": ("研发投入", "研发经费投入", "研发经费支出", "R&D spending"),
    "rd_intensity": ("研发强度", "研发投入强度", "研发经费投入强度", "R&D intensity"),
}
"""Indicators that pages know by their code, and the names that plans give them."""
_BOTH_LANGUAGES: Final = re.compile("[|｜]")


def names_of(definition: Definition, code: str) -> tuple[str, ...]:
    """Return what an indicator of a plan is called."""
    one = definition.indicators[code]
    return one.zh, one.en, *KNOWN.get(code, ())


@dataclass(frozen=True, slots=True)
class NamedSubject:
    """What a text names, as codes of the plan, each empty where it does not; `unit` is that in brackets behind it."""

    indicator: str = ""
    entity: str = ""
    area: str = ""
    is_growth: bool = False
    unit: str = ""

    def joined(self, other: NamedSubject) -> NamedSubject | None:
        """Return what two texts name together; None if they name two of one kind.

        >>> NamedSubject(indicator="output").joined(NamedSubject(entity="copper")), NamedSubject(area="a").joined(NamedSubject(area="b"))
        (NamedSubject(indicator='output', entity='copper', area='', is_growth=False, unit=''), None)
        """
        pairs = [(getattr(self, one.name), getattr(other, one.name)) for one in fields(self)]
        if any(mine and theirs and mine != theirs for mine, theirs in pairs[:3]):
            return None
        return NamedSubject(*(mine or theirs for mine, theirs in pairs))


class SubjectNames:
    """The names of a plan's indicators, entities and areas."""

    def __init__(self, definition: Definition, areas: Areas) -> None:
        self._areas = areas
        self._growths = {one.growth_of: code for code, one in definition.indicators.items() if one.growth_of}
        self._definition = definition
        self._indicators = dict(_codes((code, names_of(definition, code)) for code in definition.indicators))
        self._entities = dict(
            _codes((code, (one.zh, one.en, *one.aliases)) for code, one in definition.entities.items())
        )
        for name in [name for name in self._entities if name.startswith("the")]:
            self._entities.setdefault(name.removeprefix("the"), self._entities[name])

    def of_row(self, text: str) -> NamedSubject | None:
        """Return what the name of a row names; None if any of it is no name of the plan's."""
        for form, unit in (one for name in _BOTH_LANGUAGES.split(text) for one in name_forms(name)):
            whole = self._whole(form.casefold())
            if whole is None and (heading := parse_heading(form)).core and heading.said is None:
                whole = self._of_core(heading)
            if whole is not None:
                return replace(whole, unit=unit or whole.unit)
        return None

    def of_heading(self, heading: Heading) -> NamedSubject | None:
        """Return what a heading names, nothing where it says a period alone; None if any of it is no name of the plan's."""
        if not heading.core:
            is_period = heading.role != "bare" or heading.said is not None
            return NamedSubject(is_growth=heading.role == "change") if is_period else None
        return self._whole(name_key(heading.text)) or self._of_core(heading)

    def _of_core(self, heading: Heading) -> NamedSubject | None:
        whole = self._whole(name_key(heading.core))
        return whole and replace(whole, is_growth=heading.role == "change", unit=heading.unit)

    def of_growth(self, subject: NamedSubject) -> NamedSubject | None:
        """Return a subject with the indicator of its growth where that is meant; None if the plan has no such indicator."""
        if subject.is_growth and subject.indicator not in self._growths.values():
            return (
                replace(subject, indicator=self._growths[subject.indicator])
                if subject.indicator in self._growths
                else None
            )
        return subject if subject.indicator else None

    def indicator_in(self, title: str) -> str:
        """Return the one indicator that a title names; empty if none or several."""
        named = self._within(title, self._indicators)
        return named.pop() if len(named) == 1 else ""

    def entities_in(self, title: str) -> set[str]:
        """Return the entities that a title names; 全市 is an area, and 各县 are those of its rows."""
        names = {name: code for name, code in self._entities.items() if name[0] != "各" and not self._areas.of(name)}
        return self._within(title, names)

    @staticmethod
    def _within(title: str, names: Mapping[str, str]) -> set[str]:
        rest, found = row_name(title).casefold(), set()
        for name in sorted(names, key=len, reverse=True):
            if len(name) > 1 and name in rest:
                found.add(names[name])
                rest = rest.replace(name, "\x00")
        return found

    def _whole(self, name: str) -> NamedSubject | None:
        """Return what a name is as a whole, in the form in which names are compared."""
        if name in self._indicators:
            return NamedSubject(indicator=self._indicators[name])
        if name in self._entities:
            return NamedSubject(entity=self._entities[name])
        if area := self._areas.of(name):
            return NamedSubject(area=area)
        for first, rest in self._parts(name):
            inner = self._whole(rest)
            if inner is not None and inner.indicator and (joined := first.joined(inner)) is not None:
                return joined
        return None

    def _parts(self, name: str) -> Iterator[tuple[NamedSubject, str]]:
        """Yield what a name can begin with, and the rest: 铝材 and 产量, revenue and the cluster."""
        for known, code in self._entities.items():
            if name.startswith(known):
                yield NamedSubject(entity=code), name.removeprefix(known).removeprefix("的")
            for link in ("of", "ofthe"):
                if name.endswith(link + known):
                    yield NamedSubject(entity=code), name.removesuffix(link + known)
        for end in range(2, len(name) - 1):
            if area := self._areas.of(name[:end]):
                yield NamedSubject(area=area), name[end:]


def _codes(register: Iterator[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    """Yield each name of a register with its code, except names that two codes share."""
    found: dict[str, set[str]] = {}
    for code, names in register:
        for name in names:
            found.setdefault(name_key(name), set()).add(code)
    yield from ((name, codes.pop()) for name, codes in found.items() if len(codes) == 1)
