"""A strip's JSON as HTML: a list with tiny lines and dots on a page, a plain table in a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from lcanalysis.exhibits.literal import NO_MATHEMATICS

LINE_PX: Final = (34, 26)
"""Width and height of a tiny line."""
ROOM_PX: Final = 4
DOTS_IN_ROW: Final = 10
MOST_DOTS: Final = 60
"""Dots beyond which a number says more."""
DOT_PX: Final = 6.5


def strip_html(shown: Mapping[str, Any], lang: str, *, is_page: bool) -> str:
    """Return a strip as HTML: of a page, whose style sheet has its look, or of a notebook."""
    if not is_page:
        rows = "".join(
            f'<tr><th scope="row" style="text-align: left">{escape(name)}</th><td>{escape(value)}</td>'
            f"<td>{escape(change)}</td></tr>"
            for name, value, change in strip_rows(shown)
        )
        return (
            f'<div class="{NO_MATHEMATICS}" lang="{lang}"><table><caption style="caption-side: top; text-align: left">'
            f"{escape(shown['title'])}</caption><tbody>{rows}</tbody></table></div>"
        )
    items = "".join(f"<li>{_item(figure, lang)}</li>" for figure in shown["figures"])
    return f'<ul class="strip" aria-label="{escape(shown["title"])}">{items}</ul>'


def strip_rows(shown: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, value with its unit, and change of each figure, as text."""
    return [(figure["name"], value_text(figure), figure["change"]) for figure in shown["figures"]]


def strip_text(shown: Mapping[str, Any]) -> str:
    """Return a strip as plain text: its title, and a line for each figure."""
    return "\n".join([shown["title"], *("  ".join(filter(None, row)) for row in strip_rows(shown))])


def value_text(figure: Mapping[str, Any]) -> str:
    """Return the value of a figure with its unit: 17.8亿元, 1.78 bn yuan, 7 of 29."""
    unit = figure["unit"]
    gap = " " if unit[:1].isascii() and unit[:1].isalpha() else ""
    return f"{figure['value']}{gap}{unit}"


def _item(figure: Mapping[str, Any], lang: str) -> str:
    gap = " " if lang == "en" and figure["unit"] not in {"", "%"} else ""
    unit = f"<small>{gap}{escape(figure['unit'])}</small>" if figure["unit"] else ""
    drawn = _dots(figure["filled"], figure["dots"]) if "dots" in figure else _line(figure["points"])
    change = f"<span>{escape(figure['change'])}</span>" if figure["change"] else ""
    below = f'<span class="c {figure["direction"]}">{drawn}{change}</span>' if drawn or change else ""
    return (
        f'<span class="k">{escape(figure["name"])}</span><span class="v">{escape(figure["value"])}{unit}</span>{below}'
    )


def _line(heights: Sequence[float]) -> str:
    """Return a tiny line: hollow at its start, full at its end, in the colour of the direction around it."""
    if not heights:
        return ""
    width, height = LINE_PX
    step = (width - 2 * ROOM_PX) / (len(heights) - 1)
    places = [(ROOM_PX + at * step, ROOM_PX + (1 - up) * (height - 2 * ROOM_PX)) for at, up in enumerate(heights)]
    points = " ".join(f"{x:g},{y:.1f}" for x, y in places)
    (first_x, first_y), (last_x, last_y) = places[0], places[-1]
    return (
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" aria-hidden="true">'
        f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="2.4"/>'
        f'<circle cx="{first_x:g}" cy="{first_y:.1f}" r="2.6" class="hollow"/>'
        f'<circle cx="{last_x:g}" cy="{last_y:.1f}" r="3" fill="currentColor"/></svg>'
    )


def _dots(filled: int, total: int) -> str:
    if not 0 < total <= MOST_DOTS:
        return ""
    rows = -(-total // DOTS_IN_ROW)
    across, down = DOTS_IN_ROW * DOT_PX + 1, rows * DOT_PX + 1
    dots = "".join(
        f'<circle cx="{(at % DOTS_IN_ROW + 0.5) * DOT_PX:g}" cy="{(at // DOTS_IN_ROW + 0.5) * DOT_PX:g}" r="2.4"'
        f"{'' if at < filled else ' class=' + chr(34) + 'hollow' + chr(34)}/>"
        for at in range(total)
    )
    return f'<svg class="dots" width="{across:g}" height="{down:g}" viewBox="0 0 {across:g} {down:g}" aria-hidden="true">{dots}</svg>'
