"""The forms on which missing figures are asked for: one workbook for each county or office, filled in and read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lcanalysis.errors import DataError, Fault, FaultsError
from lcanalysis.goals.assessing import plan_goals
from lcanalysis.goals.goal_words import goal_in_words
from lcanalysis.goals.scorecard import data_requests
from lcanalysis.intake.figures import read_figure
from lcanalysis.intake.files import Grid, read_workbook
from lcanalysis.intake.statements import Statement
from lcanalysis.plan import Plan
from lcanalysis.units import require_unit
from lcanalysis.wording import LANGUAGES, say
from lcanalysis.workbooks import Sheet, workbook_bytes

FIELDS: Final = ("figure", "area", "goal", "period", "unit", "value", "scope", "source", "code")
TO_FILL: Final = ("value", "scope", "source")
SEPARATOR: Final = " / "
"""Between the codes that say which figure a line asks for: indicator / entity / area / period / unit."""
SECTION: Final = "填报"
"""The section of a returned figure, which stands in no chapter of the plan but on a form."""


def request_forms(plan: Plan, lang: str) -> dict[str, bytes]:
    """Return the forms by the code of the county or office that is to fill them in; none if nothing is missing.

    A form has one line for each figure and year, with name, territory, the goal it serves, unit and code; the
    columns for value, scope and source are to be filled in. A second sheet says how.

    `lang`: language of the form; either is read back.
    """
    wanted = data_requests(plan)
    forms = {}
    for responsible in dict.fromkeys(wanted["responsible"]):
        rows = wanted[wanted["responsible"] == responsible].to_dict("records")
        forms[str(responsible)] = workbook_bytes([_form(plan, rows, lang), _notes(plan, str(responsible), lang)])
    return forms


def _form(plan: Plan, rows: Sequence[Mapping[Any, Any]], lang: str) -> Sheet:
    heads = {name: say(f"requests.column_{name}", lang) for name in FIELDS}
    goals = {goal.goal: goal for goal in plan_goals(plan)}
    lines = [
        [
            _figure_in_words(plan, row, lang),
            plan.name(str(row["area"]), lang),
            goal_in_words(goals[str(row["goal"])], lang),
            str(row["period"]),
            require_unit(str(row["unit"])).name(lang),
            None,
            plan.name(_usual_scope(plan, str(row["indicator"]), str(row["entity"])), lang),
            None,
            SEPARATOR.join(str(row[name]) for name in ("indicator", "entity", "area", "period", "unit")),
        ]
        for row in rows
    ]
    scopes = [name.text(lang) for name in plan.definition.scopes.values()]
    return Sheet(
        say("requests.sheet", lang),
        list(heads.values()),
        lines,
        to_fill=frozenset(heads[name] for name in TO_FILL),
        # A list of choices stands in one formula: names with its separator or too many of them are typed freely.
        choices={} if any("," in name for name in scopes) or len(",".join(scopes)) > 250 else {heads["scope"]: scopes},
    )


def _notes(plan: Plan, responsible: str, lang: str) -> Sheet:
    lines = [
        say("requests.note_from", lang, plan=plan.definition.plan.title(lang), who=plan.name(responsible, lang)),
        say("requests.note_fill", lang),
        say("requests.note_empty", lang),
        say("requests.note_scope", lang),
        say("requests.note_code", lang),
    ]
    return Sheet(say("requests.notes_sheet", lang), [say("requests.notes_head", lang)], [[line] for line in lines])


def _usual_scope(plan: Plan, indicator: str, entity: str) -> str:
    """Return the scope in which the plan prints an indicator, of an entity of the same kind first; else its first scope."""
    kinds = {name: found.kind for name, found in plan.definition.entities.items()}
    printed = [row for row in plan.records if row.indicator == indicator]
    alike = [row for row in printed if kinds.get(row.entity) == kinds.get(entity)]
    return next((row.scope for row in (*alike, *printed)), next(iter(plan.definition.scopes), ""))


def read_form(path: Path, plan: Plan) -> tuple[Statement, ...]:
    """Return the figures that a filled form holds; lines without a value are passed over.

    Numbers may be typed in any way that published tables print them (full-width digits, thousands separators,
    with their unit or without). Nothing is guessed.

    Raises `FaultsError` with every fault and its cell: no form at all, a code that was changed or stands twice, a
    value that is no exact number, fits neither unit nor indicator, a scope the plan does not know, a source that is
    missing.
    """
    # A document without a table is no form, and has no first one to look at.
    grid = next(iter(read_workbook(path).grids), Grid("", ()))
    heads = {say(f"requests.column_{field}", lang): field for lang in LANGUAGES for field in FIELDS}
    named = [{heads[text]: at for at, text in enumerate(row, start=1) if text in heads} for row in grid.rows]
    top = next((number for number, found in enumerate(named, start=1) if {"code", *TO_FILL} <= found.keys()), 0)
    if not top:
        raise FaultsError(faults=[Fault(grid.place(path.name), "requests.no_form")])
    reader = _Reader(path.name, grid, plan, named[top - 1])
    figures = [reader.line(number) for number in range(top + 1, len(grid.rows) + 1)]
    FaultsError.raise_if_any(reader.faults)
    return tuple(one for one in figures if one is not None)


class _Reader:
    """Reads the lines of one form and gathers their faults."""

    def __init__(self, file: str, grid: Grid, plan: Plan, columns: Mapping[str, int]) -> None:
        self._file, self._grid, self._plan, self._columns = file, grid, plan, columns
        self._scopes = {name.text(lang): code for code, name in plan.definition.scopes.items() for lang in LANGUAGES}
        self._seen: dict[str, int] = {}
        self.faults: list[Fault] = []

    def line(self, number: int) -> Statement | None:
        texts = {field: self._grid.text(number, at).strip() for field, at in self._columns.items()}
        trouble = self._grid.troubles.get((number, self._columns["value"]))
        if trouble is not None:
            self._fault(number, "value", trouble[0], **trouble[1])
            return None
        if not texts["value"]:
            return None
        before = len(self.faults)
        codes = self._codes(number, texts["code"])
        scope = self._scopes.get(texts["scope"], texts["scope"])
        if scope not in self._plan.definition.scopes:
            known = tuple(self._scopes)
            self._fault(number, "scope", "requests.unknown_scope", found=texts["scope"], known=known)
        if not texts["source"]:
            self._fault(number, "source", "requests.no_source")
        if codes is None:
            return None
        indicator, entity, area, period, unit = codes
        try:
            figure = read_figure(texts["value"], self._plan.definition.indicators[indicator], unit)
        except DataError as refused:
            self._fault(number, "value", refused.key, **refused.fields)
            return None
        if figure.unit != unit:
            self._fault(number, "value", "intake.unit_disagrees", found=unit, printed=figure.unit)
        if len(self.faults) > before:
            return None
        printed = figure.as_printed
        quotation = f"{printed}（{texts['source']}）"
        return Statement(indicator, entity, area, period, printed, unit, scope, quotation, SECTION)

    def _codes(self, number: int, text: str) -> tuple[str, str, str, str, str] | None:
        parts = text.split(SEPARATOR)
        definition = self._plan.definition
        registers: tuple[Any, ...] = (definition.indicators, definition.entities, definition.areas)
        is_known = len(parts) == 5 and all(code in known for code, known in zip(parts[:3], registers, strict=True))
        if not is_known:
            self._fault(number, "code", "requests.unknown_code", found=text)
            return None
        if self._seen.setdefault(text, number) != number:
            self._fault(number, "code", "requests.code_twice", first=self._seen[text])
            return None
        indicator, entity, area, period, unit = parts
        return indicator, entity, area, period, unit

    def _fault(self, number: int, field: str, key: str, **fields: Any) -> None:
        self.faults.append(Fault(self._grid.place(self._file, number, self._columns[field]), key, fields))


def listed_requests(plan: Plan, lang: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield the missing figures in words: who is to deliver, which figure of which territory, for which year, in which unit."""
    for row in data_requests(plan).to_dict("records"):
        yield (
            plan.name(str(row["responsible"]), lang),
            _figure_in_words(plan, row, lang),
            str(row["period"]),
            require_unit(str(row["unit"])).name(lang),
        )


def _figure_in_words(plan: Plan, row: Mapping[Any, Any], lang: str) -> str:
    who, what = (plan.name(str(row[name]), lang) for name in ("entity", "indicator"))
    return say("requests.figure", lang, who=who, what=what)
