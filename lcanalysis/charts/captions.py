"""What every chart function takes besides its data: source, notes, another finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import WIDTH_IN


class Captions(TypedDict, total=False):
    """Keywords common to all chart functions.

    `source`: where the numbers come from. `finding`: the title, instead of the sentence that the function makes from the
    numbers. `notes`: lines below the source. `subtitle`: a second line below the finding. `width_in`: its width in inches.
    `in_pixels`: False of a drawing that no document takes.
    """

    source: str
    finding: str
    notes: Sequence[str]
    subtitle: str
    width_in: float
    in_pixels: bool


def captioned(
    captions: Captions,
    lang: str,
    *,
    finding: str,
    alt: str,
    unit: str,
    height_in: float,
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
        width_in=captions.get("width_in", WIDTH_IN),
        subtitle=captions.get("subtitle", ""),
        in_pixels=captions.get("in_pixels", True),
    )
