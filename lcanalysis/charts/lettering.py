"""How the texts of charts are drawn: as they are written, in the bundled font or, where it lacks a character, another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import LogFormatter, LogFormatterMathtext

from lcanalysis.characters import SystemFont, drawable, system_fonts
from lcanalysis.charts.style import FAMILY


@cache
def _family_of(font: SystemFont) -> str:
    font_manager.fontManager.addfont(font.path)
    return font.family


def families_for(text: str) -> tuple[str, ...]:
    """Return the families that a text is set in: the bundled one, and those that have what it lacks."""
    return (FAMILY, *map(_family_of, system_fonts(text)))


def letter(figure: Figure) -> None:
    """Set every text of a figure as it is written: no character means more than itself, and none becomes an empty box.

    Names and sentences come from people: ``US$ or HK$`` is no mathematics. A character that no font has is told by its
    code. Numbers that matplotlib would write as mathematics, on an axis of powers, are written as plain digits.
    """
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            _letter_ticks(axis)
    texts = list(_texts(figure))
    for text in texts:
        text.set_parse_math(False)
        _letter_text(text)
    families = list(dict.fromkeys(one for text in texts for one in families_for(text.get_text())))
    for text in texts:
        if text.get_fontfamily() != families:
            text.set_fontfamily(families)


def _texts(artist: Any) -> Iterator[Text]:
    """Yield every text of an artist, without the tick labels of axes that are switched off: asking would make them."""
    if isinstance(artist, Text):
        yield artist
    is_off = isinstance(artist, Axes) and not artist.axison
    for part in artist.get_children():
        if not (is_off and isinstance(part, Axis)):
            yield from _texts(part)


def _letter_text(text: Any) -> None:
    written = text.get_text()
    drawn = drawable(written)
    if drawn != written:
        text.set_text(drawn)


def _letter_ticks(axis: Any) -> None:
    for kind in ("major", "minor"):
        formatter = getattr(axis, f"get_{kind}_formatter")()
        if isinstance(formatter, LogFormatterMathtext):
            formatter = LogFormatter(axis.get_transform().base, labelOnlyBase=formatter.labelOnlyBase)
            getattr(axis, f"set_{kind}_formatter")(formatter)
        if not isinstance(formatter.format_ticks, _Lettered):
            formatter.format_ticks = _Lettered(formatter.format_ticks)


@dataclass(frozen=True, slots=True)
class _Lettered:
    """A formatter of tick labels, which matplotlib calls at each drawing, with our lettering applied to what it writes."""

    written: Callable[[Any], list[str]]

    def __call__(self, values: Any) -> list[str]:
        return [drawable(label) for label in self.written(values)]
