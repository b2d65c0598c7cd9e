"""The chart of the audit: how far published rates lie from what their inputs give, and what rounding allows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from lcanalysis.charts.axes import key_above, label_rows, rows_in
from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, is_missing, numbers, places
from lcanalysis.number_format import format_number, format_quantity
from lcanalysis.units import PERCENTAGE_POINT
from lcanalysis.wording import say

ROW_IN: Final = 0.25
LINEAR_PP: Final = 0.01
MARKERS: Final = {
    "agrees": "o", "identity": "o", "rounding": "D", "truncated": "v", "scope": "s", "revision": "P", "conflict": "X",
}  # fmt: skip
MOST_ROWS: Final = 30
"""Rates that are drawn; of more, such as those of thirty years, only the ones that differ most."""


def draw_published_against_recomputed(findings: Rows, lang: str, **captions: Unpack[Captions]) -> Chart:
    """Draw published minus recomputed for each rate, over the interval that rounding allows.

    The interval holds all discrepancies that follow from rounding the inputs and the published rate itself.
    The axis is linear to 0.01 percentage points and logarithmic beyond, since rounding intervals differ a
    hundredfold.

    Parameters
    ----------
    findings
        One row per published rate: `name` (str, in `lang`), and as in findings.csv `published`, `recomputed`,
        `lower`, `upper` (all %), `discrepancy` (published minus recomputed, percentage points) and `kind`
        (``agrees``, ``rounding``, ``truncated``, ``scope``, ``revision`` or ``conflict``). Rows without a discrepancy are
        left out. Of more than `MOST_ROWS` rows those that differ most are drawn, and a note says so.
    lang
        ``zh`` or ``en``.
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
    '铜材公布的比率与复算值相差0.006个百分点（截尾）'
    """
    table = frame_of(findings, "name", "published", "recomputed", "lower", "upper", "discrepancy", "kind")
    table = table.assign(at=numbers(table["discrepancy"]), middle=numbers(table["recomputed"]))
    half = np.array([_half_digit(cell) for cell in table["published"]])
    table = table.assign(low=numbers(table["lower"]) - half, high=numbers(table["upper"]) + half).dropna(subset=["at"])
    table = frame_of(table.assign(size=table["at"].astype(float).abs()).sort_values("size", kind="stable"), "name")
    facts = _facts(table, lang)
    notes = [say("charts.audit_rest_note", lang, drawn=MOST_ROWS)] if len(table) > MOST_ROWS else []
    table = frame_of(table.tail(MOST_ROWS))
    with styled(lang) as colours:
        chart = captioned(
            captions,
            lang,
            finding=say("charts.audit_finding" if facts["total"] != 1 else "charts.audit_finding_one", lang, **facts),
            alt=say("charts.audit_alt" if facts["total"] != 1 else "charts.audit_alt_one", lang, **facts),
            unit=PERCENTAGE_POINT,
            notes=notes,
            height_in=rows_in(table["name"], ROW_IN) + 0.8,
        )
        axes = chart.one_axes()
        for row, (at, middle, low, high, kind) in enumerate(
            table[["at", "middle", "low", "high", "kind"]].itertuples(index=False)
        ):
            axes.barh(row, high - low, left=low - middle, height=0.66, color=colours.fan[2], zorder=1)
            colour = colours.goal if kind in {"conflict", "truncated"} else colours.accent
            axes.plot(at, row, MARKERS.get(kind, "s"), ms=6, color=colour, mec="white", mew=0.6, zorder=3)
        axes.axvline(0, color=colours.muted, linewidth=0.9, zorder=2)
        _symmetric_log(axes, table, lang)
        axes.set_xlabel(say("charts.audit_axis", lang))
        axes.grid(visible=True, axis="x")
        label_rows(axes, table["name"])
        shown_kinds = [kind for kind in MARKERS if kind in set(table["kind"])]
        key_above(axes, [
            Patch(color=colours.fan[2], label=say("charts.rounding_interval", lang)),
            *(Line2D([], [], marker=MARKERS[kind], linestyle="", ms=6,
                     color=colours.goal if kind in {"conflict", "truncated"} else colours.accent,
                     label=say(f"charts.kind_{kind}", lang)) for kind in shown_kinds),
        ])  # fmt: skip
        return chart.drawn()


def _symmetric_log(axes: Axes, table: pd.DataFrame, lang: str) -> None:
    reach = np.abs(
        np.concatenate([table[name].to_numpy(float) - table["middle"].to_numpy(float) for name in ("low", "high")])
    )
    furthest = float(max(np.nanmax(reach), table["size"].astype(float).max(), LINEAR_PP))
    axes.set_xscale("symlog", linthresh=LINEAR_PP, linscale=1.0)
    steps = [LINEAR_PP * 10**power for power in range(int(np.ceil(np.log10(furthest / LINEAR_PP))) + 1)]
    steps = [step for step in steps if step <= furthest * 1.5]
    ticks = [*(-step for step in reversed(steps)), 0.0, *steps]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _at: f"{value:g}".replace("-", "" if value == 0 else format_number(-1, 0, lang)[0]))
    )
    axes.set_xlim(-furthest * 1.6, furthest * 1.6)


def _facts(table: pd.DataFrame, lang: str) -> dict[str, object]:
    counts = table["kind"].value_counts()
    comma = say("charts.list_comma", lang)
    worst = table.iloc[-1]
    return {
        "total": len(table),
        "tally": comma.join(
            say("charts.kind_count", lang, kind=say(f"charts.kind_{kind}", lang), count=int(counts[kind]))
            for kind in MARKERS
            if kind in counts.index
        ),
        "worst": worst["name"],
        "verdict": say(f"charts.kind_{worst['kind']}", lang),
        "worst_pp": format_quantity(worst["at"], PERCENTAGE_POINT, lang, 3),
        "each": comma.join(
            say("charts.audit_each", lang, name=row["name"], published=digits(_printed(row["published"]), "%", lang),
                recomputed=format_number(row["middle"], 2, lang), kind=say(f"charts.kind_{row['kind']}", lang))
            for _, row in table.tail(MOST_ROWS).iloc[::-1].iterrows()
        ),
    }  # fmt: skip


def _printed(cell: Any) -> Any:
    """Return a published rate with its digits; a float, read from printed digits, has its shortest ones."""
    return Decimal(repr(float(cell))) if isinstance(cell, float) else cell


def _half_digit(cell: Any) -> float:
    """Return half a unit of the last digit of a published rate: what its own rounding allows."""
    return 0.0 if is_missing(cell) else 0.5 * 10.0 ** -places(_printed(cell), "%")
