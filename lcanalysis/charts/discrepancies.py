"""The chart of the audit: how far published rates lie from what their inputs give, and what rounding allows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Unpack

import numpy as np
import pandas as pd

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.row_plot import RowPlot
from lcanalysis.charts.rows import ChartColumn, ChartRow, RowLayout
from lcanalysis.charts.style import palette, styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, is_missing, numbers, places
from lcanalysis.number_format import format_number, format_quantity
from lcanalysis.units import PERCENTAGE_POINT
from lcanalysis.wording import headed, say

KINDS: Final = ("agrees", "identity", "rounding", "truncated", "scope", "revision", "conflict")
WRONG: Final = frozenset({"conflict", "truncated"})
FURTHEST: Final = 2.0
"""How far the picture reaches, in multiples of what rounding allows; what lies beyond is an arrow at its edge."""
MOST_ROWS: Final = 15
"""Rates that are drawn; of more, such as those of thirty years, only the ones that differ most."""


def draw_published_against_recomputed(
    findings: Rows, lang: str, *, what: str = "", **captions: Unpack[Captions]
) -> Chart:
    """Draw published minus recomputed for each rate as a share of what rounding allows, beside both numbers.

    Rounding allows the discrepancies that follow from rounding the inputs and the published rate itself: a mark within
    the grey bar needs no other reason. The rate that differs most stands on top.

    Parameters
    ----------
    findings
        One row per published rate: `name` (str, in `lang`), and as in findings.csv `published`, `recomputed`,
        `lower`, `upper` (all %), `discrepancy` (published minus recomputed, percentage points) and `kind`
        (``agrees``, ``rounding``, ``truncated``, ``scope``, ``revision`` or ``conflict``). Rows without a discrepancy are
        left out. Of more than `MOST_ROWS` rows those that differ most are drawn, and a note says so.
    lang
        ``zh`` or ``en``.
    what
        Of what all the rates are, in `lang` (产量同比), where they are of one indicator.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or no row has a discrepancy.

    Examples
    --------
    >>> row = {"name": "铜材", "published": -19.14, "recomputed": -19.1458, "lower": -19.1791, "upper": -19.1125}
    >>> draw_published_against_recomputed([row | {"discrepancy": 0.0058, "kind": "truncated"}], "zh").finding
    '铜材公布的增速或比率与复算值相差0.006个百分点（截尾）'
    """
    table = frame_of(findings, "name", "published", "recomputed", "lower", "upper", "discrepancy", "kind")
    table = table.assign(at=numbers(table["discrepancy"]), middle=numbers(table["recomputed"]))
    half = np.array([_half_digit(cell) for cell in table["published"]])
    table = table.assign(low=numbers(table["lower"]) - half, high=numbers(table["upper"]) + half).dropna(subset=["at"])
    table = table.assign(size=table["at"].astype(float).abs())
    table = frame_of(table.sort_values("size", ascending=False, kind="stable"), "name")
    told = say("charts.audit_rates_of", lang, name=what) if what else say("charts.audit_rates", lang)
    facts = _facts(table, lang) | {"what": told}
    notes = [say("charts.audit_rest_note", lang, drawn=MOST_ROWS)] if len(table) > MOST_ROWS else []
    table = frame_of(table.head(MOST_ROWS))
    shares = [_share(*row) for row in table[["at", "middle", "low", "high"]].astype(float).itertuples(index=False)]
    plain, within = palette(lang), say("charts.rounding_interval", lang)
    columns = [
        ChartColumn(say("charts.published", lang), plain.ink), ChartColumn(say("charts.recomputed", lang), plain.ink),
        ChartColumn("", plain.ink, is_text=True),
    ]  # fmt: skip
    rows = [ChartRow(headed(str(row["name"]), lang), _cells(row, lang)) for _, row in table.iterrows()]
    layout = RowLayout(rows, *size_of(captions), columns=columns, line_labels=[within])
    one = "" if facts["total"] != 1 else "_one"
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say(f"charts.audit_finding{one}", lang, **facts), notes=notes, unit=PERCENTAGE_POINT,
            alt=say(f"charts.audit_alt{one}", lang, **facts), height_in=layout.height_in,
            subtitle=say("charts.audit_unit", lang),
        )  # fmt: skip
        reach = FURTHEST if any(abs(share) > 1 for share in shares) else 1.0
        plot = RowPlot.placed(layout, chart, -reach, reach, colours)
        for row, (share, kind) in enumerate(zip(shares, table["kind"], strict=True)):
            colour = colours.goal if kind in WRONG else colours.model
            plot.bar(row, -1, 1, colours.grid, zorder=1)
            is_off = abs(share) > reach
            marker = (">" if share > 0 else "<") if is_off else "X" if kind in WRONG else "o"
            plot.dot(row, min(max(share, -reach), reach), colour, marker=marker)
        plot.line(0, within, colours.muted, is_dashed=False)
        return chart.drawn()


def _share(at: float, middle: float, low: float, high: float) -> float:
    """Return a discrepancy as a share of what rounding allows on its side.

    >>> _share(0.5, 5.0, 3.0, 7.0), _share(-1.0, 5.0, 4.0, 7.0), _share(0.1, 5.0, 5.0, 5.0)
    (0.25, -1.0, inf)
    """
    allowed = high - middle if at > 0 else middle - low
    return float(np.divide(at, allowed)) if allowed > 0 else float(np.copysign(np.inf, at)) if at else 0.0


def _cells(row: Any, lang: str) -> list[str]:
    published = _printed(row["published"])
    recomputed = format_number(row["middle"], max(2, places(published, "%")), lang)
    return [digits(published, "%", lang), recomputed, say(f"charts.kind_{row['kind']}", lang)]


def _facts(table: pd.DataFrame, lang: str) -> dict[str, object]:
    counts = table["kind"].value_counts()
    comma = say("charts.list_comma", lang)
    worst = table.iloc[0]
    return {
        "total": len(table),
        "tally": comma.join(
            say("charts.kind_count", lang, kind=say(f"charts.kind_{kind}", lang), count=int(counts[kind]))
            for kind in KINDS
            if kind in counts.index
        ),
        "worst": worst["name"],
        "verdict": say(f"charts.kind_{worst['kind']}", lang),
        "worst_pp": format_quantity(worst["at"], PERCENTAGE_POINT, lang, 3),
        "each": comma.join(
            say("charts.audit_each", lang, name=row["name"],
                **dict(zip(("published", "recomputed", "kind"), _cells(row, lang), strict=True)))
            for _, row in table.head(MOST_ROWS).iterrows()
        ),
    }  # fmt: skip


def _printed(cell: Any) -> Any:
    """Return a published rate with its digits; a float, read from printed digits, has its shortest ones."""
    return Decimal(repr(float(cell))) if isinstance(cell, float) else cell


def _half_digit(cell: Any) -> float:
    """Return half a unit of the last digit of a published rate: what its own rounding allows."""
    return 0.0 if is_missing(cell) else 0.5 * 10.0 ** -places(_printed(cell), "%")
