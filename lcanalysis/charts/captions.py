"""What every chart function takes besides its data: source, notes, further numbers, another finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

import pandas as pd

from lcanalysis.charts.chart import Chart
from lcanalysis.charts.tidy import quantities_in
from lcanalysis.exhibits import Citing, KeyedQuantity


class Captions(TypedDict, total=False):
    """Keywords common to all chart functions.

    `source`: where the numbers come from, or what makes it from the numbers shown. `finding`: the title, instead of the sentence that the function
    makes from the numbers. `notes`: lines below the source. `quantities`: numbers shown besides those among
    the cells of the data.
    """

    source: str | Citing
    finding: str
    notes: Sequence[str]
    quantities: Iterable[KeyedQuantity]


def captioned(
    captions: Captions,
    lang: str,
    *tables: pd.DataFrame,
    finding: str,
    alt: str,
    unit: str,
    height_in: float,
    notes: Sequence[str] = (),
) -> Chart:
    """Return an empty chart with its captions; the quantities among the cells of `tables` are its numbers."""
    found = [quantity for table in tables for quantity in quantities_in(table)]
    by_key = {quantity.key: quantity for quantity in (*found, *captions.get("quantities", ()))}
    source = captions.get("source", "")
    return Chart(
        finding=captions.get("finding", finding),
        alt=alt,
        lang=lang,
        source=source if isinstance(source, str) else source(by_key.values()),
        unit=unit,
        notes=(*notes, *captions.get("notes", ())),
        quantities=by_key.values(),
        height_in=height_in,
    )
