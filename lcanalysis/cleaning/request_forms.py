"""The forms on which missing figures are asked for: one workbook for each county or office, filled in and read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from lcanalysis.errors import DataError, Fault, FaultsError
from lcanalysis.goals.scorecard import data_requests, plan_goals
from lcanalysis.goals.wording import goal_in_words
from lcanalysis.intake.figures import read_figure
from lcanalysis.intake.statements import COLUMNS as STATEMENT_COLUMNS
from lcanalysis.plan import Plan
from lcanalysis.provenance import Place
from lcanalysis.units import require_unit
from lcanalysis.wording import LANGUAGES, say
from lcanalysis.workbooks import Sheet, workbook_bytes

FIELDS: Final = ("figure", "area", "goal", "period", "unit", "value", "scope", "source", "code")
TO_FILL: Final = ("value", "scope", "source")
SEPARATOR: Final = " / "
"""Between the codes that say which figure a line asks for: indicator / entity / area / period / unit."""
SECTION: Final = "填报"
"""Where in the plan a returned figure stands: in none of its chapters, but on a form."""
MOST_ROWS: Final = 10_000
LARGEST_BYTES: Final = 5_000_000
LARGEST_UNPACKED: Final = 100_000_000
LARGEST_NUMBER: Final = 10**15
"""From here on a workbook no longer keeps every digit of a number."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A figure that a form brought back: the fields of a row of statements, as text."""

    indicator: str
    entity: str
    area: str
    period: str
    printed: str
    unit: str
    scope: str
    quotation: str
    section: str


def request_forms(plan: Plan, lang: str) -> dict[str, bytes]:
    """Return the forms by the code of the county or office that is to fill them in; none if nothing is missing.

    A form has one line for each figure and year, with name, territory, the goal it serves, unit and code; the
    columns for value, scope and source are to be filled in. A second sheet says how.

    Parameters
    ----------
    plan
        An opened plan.
    lang
        Language of the form: ``zh`` or ``en``. Either is read back.
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
            say(
                "requests.figure",
                lang,
                who=plan.name(str(row["entity"]), lang),
                what=plan.name(str(row["indicator"]), lang),
            ),
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


def read_form(path: Path, plan: Plan) -> tuple[Returned, ...]:
    """Return the figures that a filled form holds; lines without a value are passed over.

    Numbers may be typed in any way that published tables print them (full-width digits, thousands separators,
    with their unit or without). Nothing is guessed.

    Parameters
    ----------
    path
        The workbook that came back.
    plan
        The plan whose form it is.

    Raises
    ------
    FaultsError
        With every fault and its cell: no form at all, a code that was changed or stands twice, a value that is
        no exact number, fits neither unit nor indicator, a scope the plan does not know, a source that is missing.
    """
    name, cells = _sheet(path)
    heads = {say(f"requests.column_{field}", lang): field for lang in LANGUAGES for field in FIELDS}
    top = next(
        (at for at, row in enumerate(cells) if {"code", "value"} <= {heads.get(_text(cell)) for cell in row}), None
    )
    if top is None:
        raise FaultsError(faults=[Fault(Place(f"{path.name} [{name}]"), "requests.no_form", {})])
    columns = {heads[_text(cell)]: at for at, cell in enumerate(cells[top]) if _text(cell) in heads}
    absent = [field for field in TO_FILL if field not in columns]
    if absent:
        raise FaultsError(faults=[Fault(Place(f"{path.name} [{name}]"), "requests.no_form", {})])
    reader = _Reader(f"{path.name} [{name}]", plan, columns)
    found = [reader.line(number, row) for number, row in enumerate(cells[top + 1 :], start=top + 2)]
    FaultsError.raise_if_any(reader.faults)
    return tuple(one for one in found if one is not None)


def _sheet(path: Path) -> tuple[str, list[list[Any]]]:
    """Return the name and the cells of a form's first sheet; a formula that was never computed stays a formula."""
    place = Place(path.name)
    try:
        is_too_large = path.stat().st_size > LARGEST_BYTES or _unpacked(path) > LARGEST_UNPACKED
        name, cells, typed = ("", [], []) if is_too_large else _contents(path)
    except Exception as broken:  # noqa: BLE001 - two libraries raise what they like for a damaged workbook
        raise FaultsError(faults=[Fault(place, "requests.not_a_workbook", {"problem": str(broken)[:200]})]) from None
    if is_too_large:
        raise FaultsError(faults=[Fault(place, "requests.too_large", {"most": LARGEST_BYTES // 1_000_000})])
    for row, entered in zip(cells, typed, strict=False):
        # What reads as empty may be a formula that no program has computed yet.
        for at, (cell, given) in enumerate(zip(row, entered, strict=False)):
            row[at] = given if cell == "" and given is not None else cell
    return name, cells


def _contents(path: Path) -> tuple[str, list[list[Any]], list[tuple[Any, ...]]]:
    """Return the name of a workbook's first sheet, its cells as computed, and as they were typed."""
    content = path.read_bytes()
    computed = CalamineWorkbook.from_filelike(io.BytesIO(content))
    name = computed.sheet_names[0]
    cells: list[list[Any]] = computed.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS)
    with closing(load_workbook(io.BytesIO(content), read_only=True)) as book:
        return name, cells, list(book[name].iter_rows(max_row=len(cells), values_only=True))


def _unpacked(path: Path) -> int:
    with ZipFile(path) as packed:
        return sum(member.file_size for member in packed.infolist())


def _text(cell: Any) -> str:
    """Return a cell as a person typed it: a whole number without the decimals that workbooks give it."""
    if isinstance(cell, float):
        return f"{int(cell)}" if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    return str(cell).strip()


class _Reader:
    """Reads the lines of one form and gathers their faults."""

    def __init__(self, where: str, plan: Plan, columns: Mapping[str, int]) -> None:
        self._where, self._plan, self._columns = where, plan, columns
        self._scopes = {name.text(lang): code for code, name in plan.definition.scopes.items() for lang in LANGUAGES}
        self._seen: dict[str, int] = {}
        self.faults: list[Fault] = []

    def line(self, number: int, row: Sequence[Any]) -> Returned | None:
        texts = {field: _text(row[at]) if at < len(row) else "" for field, at in self._columns.items()}
        if not texts["value"]:
            return None
        typed = row[self._columns["value"]]
        if isinstance(typed, int | float) and abs(typed) >= LARGEST_NUMBER:
            self._fault(number, "value", "requests.too_long", found=texts["value"])
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
        return Returned(indicator, entity, area, period, printed, unit, scope, quotation, SECTION)

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
        self.faults.append(Fault(Place(self._where, number, self._columns[field] + 1), key, fields))


def statements_csv(figures: Sequence[Returned]) -> bytes:
    """Return the figures as a file of statements, as `lcanalysis.intake.statements` reads it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(STATEMENT_COLUMNS)
    writer.writerows([getattr(figure, name) for name in STATEMENT_COLUMNS] for figure in figures)
    return text.getvalue().encode()


def listed_requests(plan: Plan, lang: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield the missing figures in words: who is to deliver, which figure of which territory, for which year, in which unit."""
    for row in data_requests(plan).to_dict("records"):
        figure = say(
            "requests.figure",
            lang,
            who=plan.name(str(row["entity"]), lang),
            what=plan.name(str(row["indicator"]), lang),
        )
        yield (
            plan.name(str(row["responsible"]), lang),
            figure,
            str(row["period"]),
            require_unit(str(row["unit"])).name(lang),
        )
