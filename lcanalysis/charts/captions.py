"""What every chart function takes besides its data: source, notes, another finding, width and size of letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import WIDTH_IN
from lcanalysis.charts.widths import PT_ON_SCREEN


class Captions(TypedDict, total=False):
    """Keywords common to all chart functions.

    `source`: where the numbers come from. `finding`: the title, instead of the sentence that the function makes from the
    numbers. `subtitle`: the line below it, instead of what is shown and its unit. `notes`: lines below the source.
    `width_in`, `text_pt`: the width in inches and the size of letters in points. `in_pixels`: False for a
    drawing that no document uses.
    """

    source: str
    finding: str
    notes: Sequence[str]
    subtitle: str
    width_in: float
    in_pixels: bool
    text_pt: float


def size_of(captions: Captions) -> tuple[float, float]:
    """Return the width of a chart in inches and the size of its letters in points.

    >>> size_of({"width_in": 3.0})
    (3.0, 9.0)
    """
    return captions.get("width_in", WIDTH_IN), captions.get("text_pt", PT_ON_SCREEN)


def captioned(
    captions: Captions,
    lang: str,
    *,
    finding: str,
    alt: str,
    unit: str,
    height_in: float,
    subtitle: str = "",
    notes: Sequence[str] = (),
) -> Chart:
    """Return an empty chart with its captions."""
    return Chart(
        finding=captions.get("finding", finding),
        alt=alt,
        lang=lang,
        source=captions.get("source", ""),
        unit=unit,
        notes=(*notes, *captions.get("notes", ())),
        height_in=height_in,
        width_in=size_of(captions)[0],
        subtitle=captions.get("subtitle", subtitle),
        in_pixels=captions.get("in_pixels", True),
    )
