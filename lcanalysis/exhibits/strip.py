"""The strip: the five or six figures that a first page begins with, each with its change and a tiny line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lcanalysis.errors import UsageError
from lcanalysis.exhibits.bilingual import BilingualExhibit, Number
from lcanalysis.exhibits.strip_html import strip_html, strip_text
from lcanalysis.exhibits.words import Words
from lcanalysis.number_format import prose_unit
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import rounded
from lcanalysis.units import RATIO
from lcanalysis.wording import headed, say

MOST: Final = 6
"""Figures of a strip: as many as stand in a row on paper."""
STEEPNESS: Final = 3
"""A change by a third of the greatest value fills the height of a tiny line."""
RISE: Final = "rise"
FALL: Final = "fall"
SAME: Final = "same"


@dataclass(frozen=True)
class KeyFigure:
    """A figure of a strip.

    Parameters
    ----------
    name
        What it is, in few words.
    value
        The figure.
    change
        How it moved: growth in %, or percentage points. It gives the arrow and the colour, which mean a direction and
        never good or bad.
    points
        The figure of each year, in order of time, for the tiny line; with fewer than two points there is none.
    of
        What the figure is a part of: 7 of 29, drawn as dots in place of the line.
    """

    name: Words
    value: Quantity
    change: Quantity | None = None
    points: tuple[Quantity, ...] = ()
    of: Quantity | None = None

    @property
    def direction(self) -> str:
        """Whether the figure rose, fell or stayed the same, by its change as shown; empty without one."""
        if self.change is None:
            return ""
        shown = round(self.change, self.change.places)
        return RISE if shown > 0 else FALL if shown < 0 else SAME

    def shown(self, lang: str) -> dict[str, Any]:
        """Return what is shown of the figure in one language, as JSON values."""
        value, places = rounded(self.value.exact, self.value.places), self.value.places
        unit = prose_unit(value, self.value.unit, lang)
        found: dict[str, Any] = {
            "name": headed(self.name.text(lang)),
            "value": unit.digits(value, places, lang, is_computed=self.value.is_computed),
            "unit": "" if self.value.unit == RATIO else unit.short,  # a ratio is a plain number
            "number": self.value.digits("zh"),
            "change": self._change(lang),
            "direction": self.direction,
            "points": _heights(self.points),
        }
        if self.of is not None:
            total = self.of.text(lang) if lang == "zh" else self.of.digits(lang)
            found |= {"unit": say("exhibit.out_of", lang, total=total)}
            found |= {"filled": int(self.value.exact), "dots": int(self.of.exact)}
        return found

    def _change(self, lang: str) -> str:
        if self.change is None:
            return ""
        amount = abs(self.change).text(lang, is_short=True)
        return say(f"exhibit.change_{self.direction}", lang, amount=amount)


@dataclass(frozen=True)
class Strip(BilingualExhibit):
    """The key figures of a page, in their order; their numbers are kept as ``id/figure/value`` and ``id/figure/change``.

    Made by `strip`.
    """

    id: str
    figures: Mapping[str, KeyFigure]
    title: Words
    kind: str = field(default="strip", init=False)

    def numbers(self) -> Iterator[Number]:
        """Yield the figures, their changes and what they are parts of."""
        for key, figure in self.figures.items():
            for part in ("value", "change", "of"):
                number = getattr(figure, part)
                if number is not None:
                    yield f"{self.id}/{key}/{part}", number

    def name(self, key: str, lang: str) -> str:
        """Return the name of the figure, with what is told of it."""
        figure, _, part = key.removeprefix(f"{self.id}/").rpartition("/")
        name = self.figures[figure].name.text(lang)
        return name if part == "value" else say(f"exhibit.strip_{part}", lang, name=name)

    def shown(self, lang: str) -> dict[str, Any]:
        """Return the title and the figures of one language."""
        return {"title": self.title.text(lang), "figures": [one.shown(lang) for one in self.figures.values()]}

    def html(self, lang: str) -> str:
        """Return the strip as HTML for the notebook: a table of one row."""
        return strip_html(self.shown(lang), lang, is_page=False)

    def plain(self, lang: str) -> str:
        """Return a line for each figure under the title."""
        return strip_text(self.shown(lang))


def strip(exhibit: str, figures: Mapping[str, KeyFigure], /, *, title: Words) -> Strip:
    """Return the strip of a page.

    Parameters
    ----------
    exhibit
        Its name on the page; its numbers are kept as ``exhibit/figure/value``, ``…/change`` and ``…/of``.
    figures
        The figures by the names that their numbers are kept under, six at most.
    title
        What they are figures of: it is read aloud, and stands above the table of a document.

    Raises
    ------
    UsageError
        If there is no figure, or there are more than six.

    Examples
    --------
    >>> from lcanalysis.exhibits.words import words
    >>> profit = KeyFigure(words("利润", "profit"), Quantity("17.8", "亿元", decimals=1), Quantity("-7.1", "%"))
    >>> made = strip("figures", {"profit": profit}, title=words("主要数据", "Main figures"))
    >>> print(made.plain("zh"))
    主要数据
    利润  17.8亿元  ↓7.1%
    >>> print(made.plain("en"))
    Main figures
    Profit  1.78 bn yuan  ↓ 7.1%
    """
    if not 1 <= len(figures) <= MOST:
        raise UsageError("exhibit.figures_of_a_strip", exhibit=exhibit, count=len(figures), most=MOST)
    return Strip(exhibit, dict(figures), title)


def _heights(points: tuple[Quantity, ...]) -> list[float]:
    """Return where the points of a tiny line stand between 0 and 1.

    The line shows a direction and how steep it is, against the greatest of the points: a fall by a tenth looks like one
    in every figure of a strip.
    """
    if len(points) < 2:
        return []
    values = [float(point.exact) for point in points]
    size = max(map(abs, values)) or 1.0
    middle = (max(values) + min(values)) / 2
    return [round(min(1.0, max(0.0, 0.5 + STEEPNESS * (value - middle) / size)), 3) for value in values]
