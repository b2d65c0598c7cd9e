"""A table's JSON as HTML and as plain text, so that the notebook and the page show the same; the lines below a table."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from lcanalysis.exhibits.literal import NO_MATHEMATICS
from lcanalysis.wording import headed, say

SHORT: Final = 12
"""Display width up to which a cell stays on one line."""
_CAPTION: Final = ' style="caption-side: top; text-align: left"'
_UNIT: Final = ' style="float: right; margin-left: 2em"'
LONG: Final = 48
"""Display width from which a cell is a text and needs room."""


def table_html(shown: Mapping[str, Any], lang: str, label: str = "") -> str:
    """Return a table as HTML with caption, scoped headers, unit line and foot; all text is escaped.

    `label`, such as ``表1``, stands before the title. With it, the table is for a page, whose style sheet does what in a
    notebook the elements say themselves: its policy allows no styles of elements.
    """
    numbers = _number_columns(shown)
    of_caption, of_unit = ("", "") if label else (_CAPTION, _UNIT)
    unit = (
        f'<span class="unit"{of_unit}>{escape(say("exhibit.unit", lang, unit=shown["unit"]))}</span>'
        if shown["unit"]
        else ""
    )
    before = f'<span class="label">{escape(label)}</span> ' if label else ""
    head = "".join(
        f'<th scope="col"{_classes(text, is_number=at in numbers)}>{escape(text)}</th>'
        for at, text in enumerate(shown["heads"])
    )
    # As a card, a row is no row of a table to a screen reader, unless it says so; each cell then says its head.
    folds = bool(shown.get("folds"))
    heads = shown["heads"] if folds else ()
    role, of_table, kind = (' role="row"', ' role="table"', "folds ") if folds else ("", "", "")
    body = "\n".join(f"<tr{role}>{''.join(_row(row, numbers, heads))}</tr>" for row in shown["rows"])
    foot = "".join(f"<p>{escape(line)}</p>" for line in shown["foot"])
    return (
        f'<div class="lc-table {kind}{NO_MATHEMATICS}" lang="{lang}"><table{of_table}>\n<caption{of_caption}>'
        f'<span class="title">{before}{escape(shown["title"])}</span>{unit}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>\n"
        f'<div class="lc-foot">{foot}</div></div>'
    )


def table_text(shown: Mapping[str, Any]) -> str:
    """Return a table as plain text: tabs between cells, a line a row."""
    title = shown["title"] + (f" ({shown['unit']})" if shown["unit"] else "")
    lines = ["\t".join(cell["text"] for cell in row) for row in shown["rows"]]
    return "\n".join([title, "\t".join(shown["heads"]), *lines, *shown["foot"]])


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


def display_width(text: str) -> int:
    """Return how wide a text stands: two for a Chinese character, one for a Latin one.

    Examples
    --------
    >>> display_width("提前实现"), display_width("2018")
    (8, 4)
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _number_columns(shown: Mapping[str, Any]) -> set[int]:
    return {at for row in shown["rows"] for at, cell in enumerate(row) if "number" in cell}


def _row(row: list[dict[str, str]], numbers: set[int], heads: Sequence[str]) -> Iterator[str]:
    first, *rest = row
    role = ' role="rowheader"' if heads else ""
    yield f'<th scope="row"{role}{_classes(first["text"])}>{escape(first["text"])}</th>'
    for at, cell in enumerate(rest, 1):
        is_number = "number" in cell or (at in numbers and cell["text"] == "—")
        classes = _classes(cell["text"], is_number=is_number, is_state="code" in cell)
        head = f' role="cell" data-head="{escape(heads[at])}"' if heads else ""
        yield f"<td{head}{classes}>{escape(cell['text'])}</td>"


def _classes(text: str, *, is_number: bool = False, is_state: bool = False) -> str:
    width = display_width(text)
    names = ["number"] * is_number + ["state"] * is_state + ["short"] * (width <= SHORT) + ["long"] * (width > LONG)
    return f' class="{" ".join(names)}"' if names else ""
