"""Reads the plan that a workbook describes, registers, goals and figures, or lists all that is missing or impossible."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from lcanalysis.cleaning.new_plans import subjects
from lcanalysis.cleaning.new_plans.facts import Facts, day_of, read_facts
from lcanalysis.cleaning.new_plans.goal_values import (
    ALL,
    Target,
    goal_fields,
    is_mistyped,
    read_target,
    without_quotation_marks,
)
from lcanalysis.cleaning.new_plans.subjects import Register, RowSubject, read_subject
from lcanalysis.cleaning.new_plans.typed_book import TypedBook, TypedCell, TypedTable, as_typed, both_names
from lcanalysis.errors import DataError, Fault, FaultsError
from lcanalysis.intake.cell_text import MISSING
from lcanalysis.intake.numerals import Printed, parse_printed
from lcanalysis.intake.statements import Statement
from lcanalysis.names import free_name
from lcanalysis.periods import last_day
from lcanalysis.provenance import Place
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, UNITS
from lcanalysis.wording import say

GOAL_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "category": ("类别", "类型", "领域", "category"),
    "indicator": ("指标", "指标名称", "主要指标", "indicator"),
    "whose": ("主体", "对象", "产业", "whose", "entity"),
    "unit": ("单位", "计量单位", "unit"),
    "binding": ("属性", "指标属性", "nature", "binding"),
    "base": ("基期值", "基期", "基数", "现状值", "现状", "实际值", "base", "basevalue"),
    "target": ("目标值", "目标", "规划值", "规划目标", "target", "goal"),
    "growth": ("年均增长", "年均增速", "年均", "年均增长/[累计]", "年均增长/", "年均/累计", "年均/", "年均增长/累计",
               "annualgrowth", "annualgrowth/[total]", "averageannualgrowth"),
    "responsible": ("责任单位", "责任部门", "牵头单位", "responsible", "office"),
    "section": ("出处", "章节", "来源", "section", "source"),
}  # fmt: skip
FIGURE_HEADS: Final = {name: GOAL_HEADS[name] for name in ("indicator", "whose", "unit", "section")}
BINDINGS: Final = {
    "预期性": "expected", "预期": "expected", "expected": "expected", "约束性": "binding", "约束": "binding", "binding": "binding",
    "": "unstated", "—": "unstated", "-": "unstated",
}  # fmt: skip
SCOPE: Final = "as_the_plan_counts"
_RATES: Final = frozenset(UNITS[unit].dimension for unit in (PERCENT, PERCENTAGE_POINT))


@dataclass
class Sketch:
    """What a workbook describes, as plan.yml and goals.yml will have it; `area` and `whole` are codes.

    `figures` are those of the plan itself and `later` those that became known after it.
    """

    facts: Facts
    area: str
    whole: str
    indicators: dict[str, dict[str, Any]]
    entities: dict[str, dict[str, Any]]
    areas: dict[str, dict[str, Any]]
    categories: dict[str, dict[str, Any]]
    goals: list[dict[str, Any]] = field(default_factory=list)
    qualitative: list[dict[str, Any]] = field(default_factory=list)
    figures: list[Statement] = field(default_factory=list)
    later: list[Statement] = field(default_factory=list)

    def in_one_language(self) -> tuple[str, ...]:
        """Return the names that were given in one language only, and serve for both."""
        registers = (self.indicators, self.entities, self.areas, self.categories)
        return tuple(one["zh"] for register in registers for one in register.values() if one["zh"] == one["en"])


def read_sketch(book: TypedBook) -> Sketch:
    """Return the plan that a workbook describes.

    Raises `FaultsError` with everything that is missing or cannot be meant, each at its cell.
    """
    tables = list(book.tables(GOAL_HEADS))
    goals = next((one for one in tables if {"target", "growth"} & one.columns.keys()), None)
    if goals is None:
        raise FaultsError(faults=[Fault(Place(book.file), "beginning.no_goals")])
    goals = _with_years(goals)
    facts, faults = read_facts(book, goals)
    reader = _Reader(facts, faults)
    reader.read_goals(goals)
    for table in book.tables(FIGURE_HEADS):
        if table.grid is not goals.grid and table.periods:
            reader.read_figures(table)
    FaultsError.raise_if_any([*reader.faults, *reader.late()], key="beginning.open")
    return reader.sketch()


def _with_years(table: TypedTable) -> TypedTable:
    """Return a table of goals with its base and target named, if years alone head them: the first and the last year."""
    years = sorted(table.periods, key=lambda column: table.periods[column])
    columns = dict(table.columns)
    if years:
        columns.setdefault("base", years[0])
    if len(years) > 1:
        columns.setdefault("target", years[-1])
    return replace(table, columns=columns)


class _Reader:
    """Reads the tables one after the other; what it finds wrong is collected."""

    def __init__(self, facts: Facts, faults: list[Fault]) -> None:
        self.facts, self.faults = facts, faults
        self._late: dict[str, Fault] = {}
        taken: set[str] = set()
        self.areas, self.entities, self.indicators, self.categories = (Register(taken) for _ in range(4))
        self.area = self.areas.code(both_names(facts.area or "area"))
        self.whole = self.entities.code(both_names(facts.whole or "whole"), kind="segment")
        self.goals: list[dict[str, Any]] = []
        self.qualitative: list[dict[str, Any]] = []
        self.found: dict[tuple[str, str, str], tuple[Statement, Place]] = {}
        self.names: set[str] = set()

    def sketch(self) -> Sketch:
        day = day_of(self.facts.published_on)
        figures = [figure for figure, _ in self.found.values()]
        later = [one for one in figures if day is None or _end(one.period) > day]
        return Sketch(
            self.facts, self.area, self.whole, self.indicators.entries, self.entities.entries, self.areas.entries,
            self.categories.entries, self.goals, self.qualitative, [one for one in figures if one not in later], later,
        )  # fmt: skip

    # ------------------------------------------------------------------ goals

    def read_goals(self, table: TypedTable) -> None:
        for row in table.rows():
            self._read_goal(table, row)

    def _read_goal(self, table: TypedTable, row: int) -> None:
        name = table.named(row, "indicator")
        about = self._about(table, row)
        base, target, growth = (table.named(row, one) for one in ("base", "target", "growth"))
        said = [cell for cell in (target, growth) if cell.text not in MISSING]
        read = {cell.place: next(filter(None, map(read_target, both_names(cell.text).values())), None) for cell in said}
        whose = table.named(row, "whose").text
        is_sum = any(one is not None and one.is_cumulative for one in read.values())
        subject = read_subject(subjects.TOTAL_SO_FAR.sub("", name.text) if is_sum else name.text, whose)
        printed_unit = table.named(row, "unit").text
        unit_said = subject.unit if printed_unit in MISSING else printed_unit
        for cell in said:
            texts = both_names(cell.text).values() if read[cell.place] else [cell.text]
            in_unit = PERCENT if cell is growth else unit_said
            if any(read_target(one) is None and is_mistyped(one, in_unit) for one in texts):
                self.faults.append(Fault(cell.place, "beginning.mistyped_target", {"found": cell.text}))
        said = [one if read[one.place] else replace(one, text=without_quotation_marks(one.text)) for one in said]
        if said and not any(read.values()) and base.text in MISSING:
            self._in_words_alone(self._entity(subject), name, said, about)
            return
        unit = self._unit(table, row, subject, [one.unit for one in read.values() if one])
        if unit is None:
            return
        code, entity = self._enter(subject, unit, table.named(row, "unit").place, [one for one in read.values() if one])
        if code is None:
            return
        level = self.indicators.entries[code].get("growth_of", code) if subject.is_growth else code
        before = self._figure(code, entity, self.facts.base_year, base, name, unit, about["section"])
        for cell in said:
            wanted = read[cell.place]
            quotation = cell.quoted(name.text, unit)
            if wanted is None:
                self._without_number(entity, name, cell, {**about, "quotation": quotation})
                continue
            own = _RATES if cell is growth and not wanted.is_cumulative else {UNITS[unit].dimension}
            allowed = own | _RATES if cell is growth or own & _RATES else own
            if wanted.unit and UNITS[wanted.unit].dimension not in allowed:
                key = f"beginning.{'growth' if own is _RATES else 'target'}_unit"
                self.faults.append(Fault(cell.place, key, {"found": cell.text, "unit": unit}))
                continue
            is_growth = subject.is_growth if cell is target else True
            is_level_of_rate = subject.is_growth and cell is target and not subject.is_average
            is_to_grow = is_growth and not is_level_of_rate
            goal = {"indicator": level, "entity": entity}
            goal |= goal_fields(wanted, unit, before, is_growth=is_to_grow, is_real=subject.is_real)
            if is_level_of_rate:
                goal |= {"indicator": code, "kind": "level"}
            self._keep(goal, {**about, "quotation": quotation}, cell)

    def _about(self, table: TypedTable, row: int) -> dict[str, Any]:
        binding = table.named(row, "binding")
        known = next(
            (BINDINGS[one] for one in map(str.casefold, both_names(binding.text).values()) if one in BINDINGS), None
        )
        if known is None:
            self.faults.append(Fault(binding.place, "beginning.no_binding", {"found": binding.text}))
        offices = [
            one
            for one in re.split(r"[、，,;；/\n]+", table.named(row, "responsible").text)
            if one.strip() and one not in MISSING
        ]
        listed = [self.areas.code(both_names(one)) for one in offices] or [
            self.areas.code(both_names(self.facts.publisher or "office"))
        ]
        category = table.named(row, "category").text
        about = {
            "base_period": self.facts.base_year, "due_period": self.facts.due_year, "binding": known or "unstated",
            "responsible": list(dict.fromkeys(listed)), "section": as_typed(table.named(row, "section").text) or self._section(table),
        }  # fmt: skip
        return about | ({"category": self.categories.code(both_names(category))} if category else {})

    @staticmethod
    def _section(table: TypedTable) -> str:
        return table.grid.name or say("beginning.section", "zh")

    def _unit(self, table: TypedTable, row: int, subject: RowSubject, printed: list[str | None]) -> str | None:
        cell = table.named(row, "unit")
        unit = subjects.unit_of(cell.text, subject, printed)
        if unit is None:
            self.faults.append(subjects.no_unit(cell, table.named(row, "indicator").text))
        return unit

    def _enter(self, subject: RowSubject, unit: str, place: Place, targets: list[Target]) -> tuple[str | None, str]:
        """Enter indicator and entity into their registers, and return their codes; for a growth, that of the growth."""
        entity = self._entity(subject)
        held = next((one for one in self.indicators.entries.values() if one["zh"] == subject.indicator["zh"]), None)
        level_unit = subjects.assumed_level_unit(subject.indicator) if subject.is_growth and held is None else unit
        if level_unit is None:
            self.faults.append(Fault(place, "beginning.no_level", {"name": subject.indicator["zh"]}))
            return None, entity
        above = any(max(one.value, one.upper or one.value) > ALL for one in targets)
        fields = {} if held else subjects.indicator_fields(subject.indicator, level_unit, above_100=above)
        code = self.indicators.code(subject.indicator, subjects.known_code(subject.indicator), **fields)
        if not subject.is_growth:
            if self.indicators.entries[code]["dimension"] != UNITS[unit].dimension:
                about = {
                    "found": unit,
                    "name": subject.indicator["zh"],
                    "dimension": self.indicators.entries[code]["dimension"],
                }
                self.faults.append(Fault(place, "beginning.other_dimension", about))
                return None, entity
            return code, entity
        growth = {"zh": f"{subject.indicator['zh']}同比", "en": f"{subject.indicator['en']}, year on year"}
        real = {"comparable": True} if subject.is_real else {}
        return self.indicators.code(growth, f"{code}_yoy", dimension="ratio", growth_of=code, **real), entity

    def _entity(self, subject: RowSubject) -> str:
        if subject.entity is None:
            return self.whole
        is_output = subject.indicator["zh"] == "产量" or subjects.known_code(subject.indicator) == "output"
        return self.entities.code(subject.entity, kind="product" if is_output else "segment")

    def _keep(self, goal: dict[str, Any], about: dict[str, Any], cell: TypedCell) -> None:
        indicator = self.indicators.entries[goal["indicator"]]
        is_summed = indicator["dimension"] not in _RATES or subjects.is_reduction(indicator)
        if goal["kind"] == "cumulative" and not is_summed:
            # A ratio's change over several years is no sum of its figures: it is kept in words and not computed.
            self._without_number(goal["entity"], None, cell, about)
            return
        if goal["kind"] in {"growth", "real_growth"} and indicator.get("growth_of"):
            self.faults.append(Fault(cell.place, "beginning.growth_of_growth", {"found": cell.text}))
            return
        whose = "" if goal["entity"] == self.whole else f"{goal['entity']}_"
        name = free_name(f"{whose}{goal['indicator']}_{goal['kind']}", self.names)
        self.names.add(name)
        self.goals.append({"goal": name, **goal, **about})

    def _in_words_alone(self, entity: str, name: TypedCell, said: list[TypedCell], about: dict[str, Any]) -> None:
        """Keep a goal that has neither figure nor number: nothing of it is measured, so that it needs no unit."""
        for cell in said:
            self._without_number(entity, name, cell, {**about, "quotation": cell.quoted(name.text)})

    def _without_number(self, entity: str, name: TypedCell | None, cell: TypedCell, about: dict[str, Any]) -> None:
        said = (
            both_names(about["quotation"]) if name is None else _said_of(both_names(name.text), both_names(cell.text))
        )
        rest = {key: value for key, value in about.items() if key != "base_period"}
        texts = {f"text_{lang}": text for lang, text in said.items()}
        goal = free_name(f"{entity}_{len(self.qualitative) + 1}", self.names)
        self.names.add(goal)
        self.qualitative.append({"goal": goal, "entity": entity, **texts, **rest})

    # ------------------------------------------------------------------ figures

    def read_figures(self, table: TypedTable) -> None:
        for row in table.rows():
            name = table.named(row, "indicator")
            subject = read_subject(name.text, table.named(row, "whose").text)
            if subjects.TOTAL_SO_FAR.search(name.text):
                yearly = subjects.TOTAL_SO_FAR.sub("", name.text)
                self.faults.append(Fault(name.place, "beginning.total_so_far", {"found": name.text, "yearly": yearly}))
                continue
            unit = self._unit(table, row, subject, [])
            if unit is None:
                continue
            cells = {period: table.cell(row, column) for column, period in table.periods.items()}
            over = [
                Target(None, read.value)
                for cell in cells.values()
                if cell.text not in MISSING and (read := _printed(cell.text, unit))
            ]
            code, entity = self._enter(subject, unit, table.named(row, "unit").place, over)
            if code is None:
                continue
            section = as_typed(table.named(row, "section").text) or self._section(table)
            for period, cell in cells.items():
                self._figure(code, entity, period, cell, name, unit, section)

    def late(self) -> tuple[Fault, ...]:
        """Return one fault for all figures that are later than the day on which they were known; none if there are none."""
        late = tuple(sorted(self._late))
        return tuple(replace(self._late[one], fields=self._late[one].fields | {"found": late}) for one in late[:1])

    def _figure(
        self, code: str, entity: str, period: str, cell: TypedCell, name: TypedCell, unit: str, section: str
    ) -> Printed | None:
        """Keep the figure that a cell prints, and return it; None if it prints none."""
        if cell.text in MISSING or not period:
            return None
        try:
            read = parse_printed(cell.text, unit)
        except DataError as refused:
            self.faults.append(Fault(cell.place, refused.key, refused.fields))
            return None
        day = day_of(self.facts.figures_on) or day_of(self.facts.published_on)
        if day is not None and _end(period) > day:
            known_on = self.facts.figures_on or self.facts.published_on
            fault = Fault(cell.place, "beginning.not_known_yet", {"found": period, "known_on": known_on})
            self._late.setdefault(period, fault)
            return None
        words = cell.quoted(name.text, unit)
        figure = Statement(code, entity, self.area, period, cell.text, read.unit or unit, SCOPE, words, section)
        before, place = self.found.setdefault((code, entity, period), (figure, cell.place))
        if parse_printed(before.printed, before.unit).value != read.value:
            fields = {"found": cell.text, "other": before.printed, "where": place.address or place.file}
            self.faults.append(Fault(cell.place, "beginning.figure_differs", fields))
        return read


def _end(period: str) -> date:
    """Return the day with which a period ends: no figure of it is known before."""
    return last_day(f"{period[:4]}{period[-3:]}" if "--" in period else period)


def _printed(text: str, unit: str) -> Printed | None:
    try:
        return parse_printed(text, unit)
    except DataError:
        return None


def _said_of(names: dict[str, str], texts: dict[str, str]) -> dict[str, str]:
    return {
        lang: f"{names[lang]}：{texts[lang]}" if lang == "zh" else f"{names[lang]}: {texts[lang]}" for lang in names
    }
