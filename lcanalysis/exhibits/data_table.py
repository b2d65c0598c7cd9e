"""A table of quantities in both languages, made from a pandas frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from lcanalysis.errors import UsageError
from lcanalysis.exhibits.bilingual import BilingualExhibit, Number
from lcanalysis.exhibits.heads import head_words
from lcanalysis.exhibits.stacked import Stacked
from lcanalysis.exhibits.table_html import NO_DATA, foot_lines, table_html, table_text
from lcanalysis.exhibits.words import Words, as_words, joined, words_from
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.checking import require_quantities
from lcanalysis.quantities.numbers import is_missing
from lcanalysis.safe_text import isolated
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, RATIO, UNITS
from lcanalysis.wording import headed, say

Cell = Quantity | Words | Stacked | str | None
NOT_OF_ROWS = frozenset({PERCENT, PERCENTAGE_POINT, RATIO})
"""Units that a number has beside the unit of its row."""
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
NAME = "name"
"""The key of a row's own name, beside those of its columns."""
UNIT = "unit"
"""The column that says in which unit the numbers of its row are."""


@dataclass(frozen=True)
class DataTable(BilingualExhibit):
    """A titled table; its numbers are kept as ``id/row/column``, by the labels of the frame. Made by `table`.

    Those in the name of a row are kept as ``id/row/name/field``, those around the cells as ``id/title/field``,
    ``id/subtitle/field`` and ``id/note_1/field``.

    The unit of most columns stands above the table, any other in the head of its column; where the numbers of a column
    have several units, each stands with its number, or with the name of its row (`unit_by_row`), or in a column of units:
    the numbers in the unit of their row then stand without it.
    """

    id: str
    title: Words
    columns: Mapping[Hashable, Words]
    rows: Mapping[Hashable, tuple[Words, tuple[Cell, ...]]]
    index: Words
    unit: Words | None = None
    source: Words | None = None
    notes: tuple[Words, ...] = ()
    row_units: Mapping[Hashable, str] = field(default_factory=dict)
    unit_by_row: bool = False
    subtitle: Words | None = None
    form: str = ""
    kind: str = field(default="table", init=False)

    def numbers(self) -> Iterator[Number]:
        """Yield the numbers and coded words of the cells, and those of the names of rows and of what stands around the cells."""
        for part, said in self._around.items():
            yield from ((f"{self.id}/{part}/{inner}", one) for inner, one in said.numbers())
        for at, (label, cells) in self.rows.items():
            yield from ((f"{self.id}/{at}/{NAME}/{inner}", one) for inner, one in label.numbers())
            for name, cell in zip(self.columns, cells, strict=True):
                key = f"{self.id}/{at}/{name}"
                if isinstance(cell, Quantity):
                    yield key, cell
                elif isinstance(cell, Stacked):
                    yield from cell.numbers(key)
                elif isinstance(cell, Words):
                    yield from cell.kept(key)

    def name(self, key: str, lang: str) -> str:
        """Return the title of the table with the names of row and column."""
        while key not in self._places:
            key, _, rest = key.rpartition("/")  # a number within a phrase is called as its cell is
            if not rest:
                return self.title.text(lang)
        row, column = self._places[key]
        if column == NAME and NAME not in self.columns:
            title, name = self.title.text(lang), self.rows[row][0].text(lang).partition("\n")[0]
            return say("exhibit.of", lang, title=title, what=name)
        told = (self.title.text(lang), self._row_name(row, lang), self.columns[column].text(lang))
        return say("exhibit.cell", lang, title=told[0], row=told[1], column=told[2])

    @cached_property
    def _around(self) -> dict[str, Words]:
        """What stands above and below the cells."""
        notes = {f"note_{at}": note for at, note in enumerate(self.notes, 1)}
        return {"title": self.title} | ({} if self.subtitle is None else {"subtitle": self.subtitle}) | notes

    @cached_property
    def _places(self) -> dict[str, tuple[Hashable, Hashable]]:
        """Row and column of each cell by its key."""
        columns = (NAME, *self.columns)
        return {f"{self.id}/{row}/{column}": (row, column) for row in self.rows for column in columns}

    @cached_property
    def _repeated(self) -> frozenset[str]:
        """The names that several rows have."""
        counted = Counter(label.text("zh") for label, _ in self.rows.values())
        return frozenset(name for name, count in counted.items() if count > 1)

    def _row_name(self, row: Hashable, lang: str) -> str:
        """Return the name of a row, with the words beside it where other rows have the same name."""
        if (row, lang) not in self._row_names:
            self._row_names[row, lang] = self._named(row, lang)
        return self._row_names[row, lang]

    @cached_property
    def _row_names(self) -> dict[tuple[Hashable, str], str]:
        return {}

    def _named(self, row: Hashable, lang: str) -> str:
        label, cells = self.rows[row]
        if label.text("zh") not in self._repeated:
            return label.text(lang)
        return joined([label, *(cell for cell in cells if isinstance(cell, Words))], "，", ", ").text(lang)

    @cached_property
    def _units(self) -> dict[Hashable, str | None]:
        """The one unit of each column; None where they differ, empty where there is none or each row says its own."""
        found: dict[Hashable, str | None] = {}
        for at, name in enumerate(self.columns):
            numbers = [
                (one.unit, self.row_units.get(row))
                for row, (_, cells) in self.rows.items()
                for one in self._quantities(cells[at])
            ]
            units = {"" if unit == of_row else unit for unit, of_row in numbers}
            if {unit for unit, _ in numbers} == {PERCENT} and len(units) > 1:
                units = {PERCENT}  # a column of rates says so in its head, also for rows that are rates themselves
            found[name] = None if len(units) > 1 else next(iter(units), "")
        return found

    def _quantities(self, cell: Cell) -> list[Quantity]:
        """Return the numbers of a cell whose unit may stand outside of it."""
        if isinstance(cell, Words):
            return [number for _, number in cell.numbers()] if self.unit_by_row else []
        return [cell] if isinstance(cell, Quantity) else []

    @cached_property
    def _main_unit(self) -> str:
        if self.row_units or (self.unit_by_row and None in self._units.values()):
            return ""  # no one unit stands above rows that each have their own
        counted = Counter(unit for unit in self._units.values() if unit and unit != RATIO)
        return max(counted, key=counted.__getitem__) if counted else ""

    def shown(self, lang: str) -> dict[str, Any]:
        """Return what is shown in `lang`, as JSON values; the notebook asks for it in several forms."""
        if lang not in self._shown:
            self._shown[lang] = self._told(lang)
        return self._shown[lang]

    @cached_property
    def _shown(self) -> dict[str, dict[str, Any]]:
        return {}

    def _told(self, lang: str) -> dict[str, Any]:
        """Return title, unit, heads, rows and foot; a cell has its text, and a number its exact shown value as well."""
        above = self.unit.text(lang) if self.unit is not None else _unit_name(self._main_unit, lang)
        return {
            "title": headed(self.title.text(lang)),
            "unit": above,
            "subtitle": "" if self.subtitle is None else headed(self.subtitle.text(lang)),
            "heads": [self.index.text(lang), *(self._head(name, lang) for name in self.columns)],
            "rows": [
                [self._first(label, cells, lang), *self._cells(cells, self.row_units.get(row), lang)]
                for row, (label, cells) in self.rows.items()
            ],
            "foot": foot_lines(
                self.source.text(lang) if self.source is not None else "",
                [note.text(lang) for note in self.notes],
                lang,
            ),
        }

    def details(self) -> dict[str, Any]:
        """Return the labels of columns and rows, by which editions are compared."""
        found = {"columns": [str(name) for name in self.columns], "labels": [str(at) for at in self.rows]}
        return found | ({"form": self.form} if self.form else {})

    def html(self, lang: str) -> str:
        """Return the table as HTML."""
        return table_html(self.shown(lang), lang)

    def plain(self, lang: str) -> str:
        """Return the table as lines of text under its title, with tabs between cells."""
        return table_text(self.shown(lang))

    def _head(self, name: Hashable, lang: str) -> str:
        head, unit = headed(self.columns[name].text(lang)), self._units[name]
        has_own = bool(unit) and unit not in {RATIO, self._main_unit} and self.unit is None
        return head if not has_own or unit is None or self._rows_tell(name, unit) else _with_unit(head, unit, lang)

    def _rows_tell(self, name: Hashable, unit: str) -> bool:
        """Return whether the names of all rows with a number in a column tell its unit already."""
        at = list(self.columns).index(name)
        having = (cells for _, cells in self.rows.values() if self._quantities(cells[at]))
        return unit not in NOT_OF_ROWS and all(self._row_unit(cells) == unit for cells in having)

    def _first(self, label: Words, cells: tuple[Cell, ...], lang: str) -> dict[str, Any]:
        """Return the cell that names a row; a line break in its phrase begins a second line in small type."""
        name, _, below = self._label(label, cells, lang).partition("\n")
        return {"text": name} | ({"below": headed(below)} if below else {})

    def _label(self, label: Words, cells: tuple[Cell, ...], lang: str) -> str:
        text, unit = headed(label.text(lang)), self._row_unit(cells)
        return _with_unit(text, unit, lang) if unit not in {"", RATIO} else text

    def _row_unit(self, cells: tuple[Cell, ...]) -> str:
        """Return the unit that stands with the name of a row: of its first number in a column of several units."""
        several = (cell for cell, unit in zip(cells, self._units.values(), strict=True) if unit is None)
        return next((one.unit for cell in several for one in self._quantities(cell)), "") if self.unit_by_row else ""

    def _known_units(self, cells: tuple[Cell, ...], own: str | None) -> set[str | None]:
        """Return the units that the name of a row tells; points are read as such beside a row in percent."""
        of_row = self._row_unit(cells)
        return {own, *((of_row,) if self.unit_by_row else ()), *((PERCENTAGE_POINT,) if of_row == PERCENT else ())}

    @cached_property
    def _says_units(self) -> tuple[bool, ...]:
        """Whether some number of a column stands with its own unit, so that points beside it need theirs."""
        rows = [(cells, self._known_units(cells, self.row_units.get(row))) for row, (_, cells) in self.rows.items()]
        return tuple(
            unit is None
            and any(isinstance(cell := cells[at], Quantity) and cell.unit not in known for cells, known in rows)
            for at, unit in enumerate(self._units.values())
        )

    def _cells(self, cells: tuple[Cell, ...], own: str | None, lang: str) -> Iterator[dict[str, Any]]:
        known = self._known_units(cells, own)
        for at, (cell, unit) in enumerate(zip(cells, self._units.values(), strict=True)):
            if isinstance(cell, Quantity):
                is_bare = unit is not None or (
                    cell.unit in known and not (cell.unit == PERCENTAGE_POINT and self._says_units[at])
                )
                text = cell.digits(lang) if is_bare else cell.text(lang)
                yield {"text": text, "number": cell.digits("zh"), "unit": cell.unit}
            elif isinstance(cell, Stacked):
                yield cell.shown(lang)
            elif isinstance(cell, str):
                yield {"text": isolated(cell)}
            else:
                yield {"text": NO_DATA if cell is None else headed(cell.text(lang)), **_code(cell)}


def table(
    exhibit: str,
    frame: pd.DataFrame,
    /,
    *,
    title: Words,
    columns: Mapping[Any, Words] | None = None,
    index: Words | None = None,
    rows: Mapping[Any, Words] | Callable[[Any], Words] | None = None,
    decimals: int | Mapping[Any, int] | None = None,
    unit: Words | None = None,
    unit_by_row: bool = False,
    source: Words | None = None,
    notes: Iterable[Words | None] = (),
    subtitle: Words | None = None,
    form: str = "",
) -> DataTable:
    """Return a table of a frame of quantities, phrases, whole numbers and names, in both languages.

    A cell may have a second line (`stacked`), and so may the name of a row, after a line break.

    Parameters
    ----------
    exhibit
        Its name on the page; its numbers are kept as ``exhibit/row/column``, by the frame's labels.
    frame
        A row for each line of the table. Missing values are shown as a dash. A column ``unit`` holds the unit of most
        numbers of its row (万吨), which then stand without it; where all rows have one unit, it stands above instead.
    title
        Stands above the table.
    columns
        Heads by column, and which columns are shown in which order; by default all of them. A column whose head is
        in the register of common heads (`heads.HEADS`) needs none. A column without any entry is left out.
    index
        Head of the first column; by default that of the index's name in the register.
    rows
        Names of the rows by label; labels stand as they are by default.
    decimals
        Digits behind the point, for all numbers or by column; by default as each number is shown.
    unit
        What stands above the table instead of its unit.
    unit_by_row
        Whether rows with different units name theirs once, beside the name of the row; numbers in phrases are then to be
        written without it. By default each number of such a column has its unit. The difference of two rates is in
        percentage points without saying so.
    source, notes
        Below the table; None among the notes is passed over.
    subtitle
        A second line below the title: what the rows are, and what they are not.
    form
        ``cards``: on a narrow screen each row is a card of its own, with the heads beside its cells. ``texts``: the cells
        are passages and not figures, such as problems and advice. ``plain``: what is said below the name of a row stands
        beside it.

    Raises
    ------
    UsageError
        If a number is a bare float, a column has no head, rows have no names that last (`RangeIndex`) or have one name
        twice: the message names the table, the place and the remedy.
    """
    names = list(columns) if columns is not None else list(frame.columns)
    if absent := [name for name in names if name not in frame.columns]:
        raise UsageError(
            "exhibit.no_such_column", exhibit=exhibit, column=str(absent[0]), known=tuple(map(str, frame.columns))
        )
    if isinstance(frame.index, pd.RangeIndex) and frame.index.name is None and len(frame) > 1:
        raise UsageError("exhibit.rows_without_names", exhibit=exhibit)
    if twice := frame.index[frame.index.duplicated()].tolist():
        raise UsageError("exhibit.row_twice", exhibit=exhibit, row=str(twice[0]))
    require_quantities(frame[names], exhibit)
    # A column in which nothing stands says nothing.
    names = [name for name in names if not frame[name].map(is_missing).all()] or names
    units = {at: value for at, value in frame[UNIT].items() if value in UNITS} if UNIT in names else {}
    used = {cell.unit for name in names for cell in frame[name] if isinstance(cell, Quantity)}
    if len(units) == len(frame) and len(set(units.values())) == 1 and used - NOT_OF_ROWS == set(units.values()):
        names, units = [name for name in names if name != UNIT], {}  # one unit of all rows stands once, above
    heads = {name: (columns or {}).get(name) or head_words(name, exhibit) for name in names}
    made = {}
    for at, line in zip(frame.index, frame[names].itertuples(index=False, name=None), strict=True):
        cells = tuple(
            _unit_words(value) if name == UNIT else _cell(value, _places(decimals, name))
            for name, value in zip(names, line, strict=True)
        )
        made[at] = (_label(rows, at), cells)
    first = index if index is not None else head_words(frame.index.name or "", exhibit)
    kept = tuple(note for note in notes if note is not None)
    return DataTable(exhibit, title, heads, made, first, unit, source, kept, units, unit_by_row, subtitle, form)


def _label(rows: Mapping[Any, Words] | Callable[[Any], Words] | None, at: Any) -> Words:
    return as_words(rows(at) if callable(rows) else (rows or {}).get(at, at))


def _places(decimals: int | Mapping[Any, int] | None, name: Any) -> int | None:
    return decimals.get(name) if isinstance(decimals, Mapping) else decimals


def _cell(value: Any, places: int | None) -> Cell:
    if is_missing(value):
        return None
    if isinstance(value, str):  # a quotation, an address, a date: as it is written
        return value
    if isinstance(value, Stacked):
        return value
    if isinstance(value, Quantity):
        return value if places is None else value.shown(places)
    return as_words(int(value) if isinstance(value, float) else value)


def _unit_words(value: Any) -> Cell:
    """Return a unit as the cell of a row, in one line: 10,000 tonnes."""
    if not isinstance(value, str) or value not in UNITS:
        return _cell(value, None)
    return words_from(lambda lang: UNITS[value].head(lang).replace(" ", NO_BREAK_SPACE))


def _unit_name(unit: str, lang: str) -> str:
    return UNITS[unit].head(lang) if unit in UNITS else unit


def _with_unit(text: str, unit: str, lang: str) -> str:
    name = _unit_name(unit, lang)
    return f"{text}（{name}）" if lang == "zh" else f"{text} ({name})"


def _code(cell: Cell) -> dict[str, str]:
    return {"code": cell.code} if isinstance(cell, Words) and cell.code else {}
