"""A table's JSON as HTML and as plain text, so that the notebook and the page show the same; the lines below a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from lcanalysis.exhibits.literal import NO_MATHEMATICS
from lcanalysis.safe_text import display_width
from lcanalysis.title_html import head_html, title_html, word_html
from lcanalysis.wording import headed, say

SHORT: Final = 13
"""Display width up to which a cell stays on one line."""
CARDS: Final = "cards"
MOST_BESIDE: Final = 7
"""Columns up to which a table can be scrolled sideways on a phone; with more, its rows are cards there."""
NO_DATA: Final = "—"
_CAPTION: Final = ' style="caption-side: top; text-align: left"'
_UNIT: Final = ' style="float: right; margin-left: 2em"'
LONG: Final = 48
"""Display width from which a cell is a text and needs room."""


def table_html(shown: Mapping[str, Any], lang: str, label: str = "") -> str:
    """Return a table as HTML with caption, scoped headers, unit line and foot; all text is escaped.

    `label`, such as ``表1``, stands before the title. With it, the table is for a page: its look is in the style sheet, since
    the page's policy allows no `style` attributes. Without it, the table is for a notebook and carries its own styles.
    """
    numbers = _number_columns(shown)
    of_caption, of_unit = ("", "") if label else (_CAPTION, _UNIT)
    form = _form(shown) if label else ""
    unit = (
        f'<span class="unit"{of_unit}>{escape(say("exhibit.unit", lang, unit=shown["unit"]))}</span>'
        if shown["unit"]
        else ""
    )
    before = f'<span class="label">{escape(label)}</span> '
    title = title_html(shown["title"], lang, before) if label else escape(shown["title"])
    head = "".join(
        f'<th scope="col"{_role("columnheader", form == CARDS)}'
        f"{_classes({'text': text}, is_number=at in numbers)}>{head_html(text, lang) if label else escape(text)}</th>"
        for at, text in enumerate(shown["heads"])
    )
    heads = shown["heads"] if form == CARDS else ()
    body = "\n".join(f"<tr{_role('row', heads)}>{''.join(_row(row, numbers, heads))}</tr>" for row in shown["rows"])
    foot = "".join(f"<p>{escape(line)}</p>" for line in shown["foot"])
    below = f'<span class="sub">{escape(shown["subtitle"])}</span>' if shown.get("subtitle") else ""
    return (
        f'<div class="lc-table {NO_MATHEMATICS}{f" {form}" if form else ""}" lang="{lang}">'
        f"<table{_role('table', heads)}>\n<caption{of_caption}>"
        f'<span class="title">{title}</span>{unit}{below}</caption>\n'
        f"<thead{_role('rowgroup', heads)}><tr{_role('row', heads)}>{head}</tr></thead>\n"
        f"<tbody{_role('rowgroup', heads)}>\n{body}\n</tbody></table>\n"
        f'<div class="lc-foot">{foot}</div></div>'
    )


def _form(shown: Mapping[str, Any]) -> str:
    """Return the form of a table on a page: the one it was given, or cards on a phone if it is too wide or wordy for one."""
    texts = (cell["text"] for row in shown["rows"] for cell in row)
    is_wordy = len(shown["heads"]) > 3 and any(display_width(text) > LONG for text in texts)
    is_wide = len(shown["heads"]) > MOST_BESIDE
    return str(shown.get("form", "") or (CARDS if is_wide or is_wordy else ""))


def table_text(shown: Mapping[str, Any]) -> str:
    """Return a table as plain text: tabs between cells, a line a row."""
    title = shown["title"] + (f" ({shown['unit']})" if shown["unit"] else "")
    lines = ["\t".join(map(cell_text, row)) for row in shown["rows"]]
    return "\n".join([title, "\t".join(shown["heads"]), *lines, *shown["foot"]])


def foot_lines(source: str, notes: Iterable[str], lang: str) -> list[str]:
    """Return the lines below a table or a figure: source, then notes as sentences, numbered where there are several.

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


def cell_text(cell: Mapping[str, Any], joint: str = " / ") -> str:
    """Return a cell as text, its second line after `joint`.

    >>> cell_text({"text": "65%", "below": "Unlikely"})
    '65% / Unlikely'
    """
    return joint.join(filter(None, (cell["text"], cell.get("below", ""))))


def _number_columns(shown: Mapping[str, Any]) -> set[int]:
    return {at for row in shown["rows"] for at, cell in enumerate(row) if "number" in cell}


def _row(row: list[dict[str, Any]], numbers: set[int], heads: Sequence[str]) -> Iterator[str]:
    """Yield the cells of a row; if rows may become cards, each bears its head, and the role that CSS `display` would undo."""
    first, *rest = row
    role = _role("rowheader", heads)
    yield f'<th scope="row"{role}{_classes(first)}>{_inner(first)}</th>'
    for at, cell in enumerate(rest, 1):
        # Words among numbers (about 420, above 95) stand below one another with them.
        is_number = "number" in cell or (at in numbers and display_width(cell["text"]) <= SHORT)
        label = f' data-label="{escape(heads[at])}"{_role("cell", heads)}' if heads else ""
        names = _classes(cell, is_number=is_number, is_state="code" in cell, is_empty=bool(heads))
        yield f"<td{label}{names}>{_inner(cell)}</td>"


def _inner(cell: Mapping[str, Any]) -> str:
    text = word_html(cell["text"])
    if "bar" in cell:
        text = f'<span class="chance"><b>{text}</b>{_bar(*cell["bar"])}</span>'
    return text + (f"<small>{escape(cell['below'])}</small>" if cell.get("below") else "")


def _bar(low: float, chance: float, high: float) -> str:
    """Return a probability between 0 and 100 as a point on a line, with its range and a mark at one half."""
    left, width = 3, 54
    low_x, x, high_x = (f"{left + share / 100 * width:.1f}" for share in (low, chance, high))
    return (
        '<svg class="range" width="60" height="14" viewBox="0 0 60 14" aria-hidden="true">'
        f'<line class="track" x1="{left}" x2="{left + width}" y1="7" y2="7"/>'
        f'<line class="reach" x1="{low_x}" x2="{high_x}" y1="7" y2="7"/>'
        f'<line class="half" x1="30" x2="30" y1="2" y2="12"/><circle cx="{x}" cy="7" r="4"/></svg>'
    )


def _role(name: str, is_given: object) -> str:
    return f' role="{name}"' if is_given else ""


def _classes(
    cell: Mapping[str, Any], *, is_number: bool = False, is_state: bool = False, is_empty: bool = False
) -> str:
    width = max(map(display_width, (cell["text"], cell.get("below", ""))))
    names = (
        ["none"] * (is_empty and cell["text"] == NO_DATA)
        + ["number"] * is_number
        + ["state"] * is_state
        + ["short"] * (width <= SHORT)
        + ["long"] * (width > LONG)
        + ["blank"] * (not cell["text"])
    )
    return f' class="{" ".join(names)}"' if names else ""
