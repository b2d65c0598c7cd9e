"""A table as official readers expect it: title above, unit at the upper right, source and notes below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from lcanalysis.exhibits.exhibit import RESULTS_MIME, results_of
from lcanalysis.exhibits.label import Label
from lcanalysis.exhibits.literal import NO_MATHEMATICS
from lcanalysis.exhibits.quantity import KeyedQuantity
from lcanalysis.harmless import for_office, for_terminal
from lcanalysis.wording import headed, say

Cell = KeyedQuantity | Label | str | None
Citing = Callable[[Iterable[KeyedQuantity | Label]], str]
"""From the numbers that are shown to the words of their sources."""


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of quantities and text in one language.

    `rows` are equal in length to `columns`; the first column heads its row. A `KeyedQuantity` shows its digits
    (units stand in the column's head or in `unit`), a `Label` its words, None shows the mark for no data. `source` is the
    words, or what makes them from the quantities shown.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    lang: str
    unit: str = ""
    source: str | Citing = ""
    notes: Sequence[str] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.source, str):
            object.__setattr__(self, "source", self.source(self.quantities))

    @property
    def quantities(self) -> tuple[KeyedQuantity | Label, ...]:
        """All quantities and labels of the table, row by row."""
        return tuple(cell for row in self.rows for cell in row if isinstance(cell, KeyedQuantity | Label))

    def text_of(self, cell: Cell) -> str:
        """Return a cell as it is shown."""
        if cell is None:
            return "—"
        if isinstance(cell, Label):
            return cell.words
        return cell.digits(self.lang) if isinstance(cell, KeyedQuantity) else cell

    def _repr_mimebundle_(self, **_wanted: Any) -> dict[str, Any]:
        return {
            "text/plain": self.as_text(),
            "text/html": self.as_html(),
            RESULTS_MIME: results_of(self.quantities),
        }

    def as_text(self) -> str:
        """Return the table as tab-separated lines under its title."""
        lines = [self.title + (f" ({self.unit})" if self.unit else ""), "\t".join(self.columns)]
        lines += ["\t".join(self.text_of(cell) for cell in row) for row in self.rows]
        return for_terminal("\n".join([*lines, *self.footer()]))

    def footer(self) -> list[str]:
        """Return the lines below the table: source, then notes, numbered where there are several."""
        return foot_lines(str(self.source), self.notes, self.lang)

    def as_html(self) -> str:
        """Return the table as HTML with caption, scoped headers, unit line and footer; all text escaped."""
        unit = (
            '<span class="unit" style="float: right; margin-left: 2em">'
            f"{escape(say('exhibit.unit', self.lang, unit=self.unit))}</span>"
            if self.unit
            else ""
        )
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.columns)
        body = "\n".join(f"<tr>{self._row_html(row)}</tr>" for row in self.rows)
        foot = "".join(f"<p>{escape(line)}</p>" for line in self.footer())
        return for_office(
            f'<div class="lc-table {NO_MATHEMATICS}" lang="{self.lang}"><table>\n<caption style="caption-side: top; text-align: left">'
            f'<span class="title">{escape(self.title)}</span>{unit}</caption>\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>\n"
            f'<div class="lc-foot">{foot}</div></div>'
        )

    def _row_html(self, row: Sequence[Cell]) -> str:
        first, *rest = row
        cells = [f'<th scope="row">{escape(self.text_of(first))}</th>']
        for cell in rest:
            kind = (
                ' class="number"'
                if isinstance(cell, KeyedQuantity)
                else ' class="state"'
                if isinstance(cell, Label)
                else ""
            )
            cells.append(f"<td{kind}>{escape(self.text_of(cell))}</td>")
        return "".join(cells)


def foot_lines(source: str, notes: Iterable[str], lang: str) -> list[str]:
    """Return the lines below a table or a figure: source, then notes as sentences, numbered where there are several.

    Examples
    --------
    >>> foot_lines("the plan", ["rounded", "of 2018."], "en")
    ['Source: the plan', 'Notes: 1. Rounded.', '2. Of 2018.']
    """
    lines = [say("exhibit.source", lang, source=source)] if source else []
    texts = [headed(note.rstrip(".。")) for note in notes]
    if len(texts) < 2:
        return lines + [say("exhibit.note", lang, note=text) for text in texts]
    first, *rest = texts
    numbered = [say("exhibit.note_next", lang, number=at, note=text) for at, text in enumerate(rest, 2)]
    return [*lines, say("exhibit.note_first", lang, note=first), *numbered]
