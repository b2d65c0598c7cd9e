"""Judge what the months of a year under way add to its forecast, into docs/method.md.

    python scripts/bench_running_year.py MONTHS.csv

MONTHS.csv: series, type, year, month, value; amounts by month, such as the monthly series of the M3 competition (INDUSTRY and MICRO;
R package Mcomp, data/M3.rda). It is not shipped: its years are of no calendar that classes know, so the general class alone is the law.
Of each series the year before the last complete one is the one under way, and the last the year after it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from scoring import score_crps
from written_pages import write_between

from lcanalysis.forecasting.distribution import GRID, Floats
from lcanalysis.forecasting.forecast import forecast_observed
from lcanalysis.forecasting.running_year import with_running_year
from lcanalysis.forecasting.series import Observed, RunningYear

PAGE: Final = Path(__file__).parent.parent / "docs" / "method.md"
BEGIN, END = "<!-- bench:running-year -->", "<!-- /bench:running-year -->"
MONTHS: Final = (1, 3, 6, 9, 11)
YEARS: Final = ((1, 2), (2, 2), (3, 3), (5, 5))
"""Earlier years whose months are known, and those whose whole is."""
TYPES: Final = ("INDUSTRY", "MICRO")
UNDER_WAY: Final = 2018
HEADS: Final = (
    "type", "months known", "cases", "law alone: 80% holds", "with months", "CRPS, law = 1", "the share alone, no band",
    "year after: law alone", "with months", "CRPS, law = 1",
)  # fmt: skip


def panels(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the type and the years by months of each series of complete years without a gap, all its months above zero."""
    for (kind, _), rows in table.groupby(["type", "series"]):
        wide = rows.pivot_table(index="year", columns="month", values="value").reindex(columns=range(1, 13)).dropna()
        if (wide.to_numpy() > 0).all() and (np.diff(wide.index) == 1).all():
            yield str(kind), wide


def cases(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each series, number of years and of months: what was told with and without months, and what came."""
    found = []
    every = list(panels(table))
    for known, n in YEARS:
        long_enough = [(kind, wide.to_numpy()) for kind, wide in every if len(wide) >= n + 2]
        years = tuple(range(UNDER_WAY - n, UNDER_WAY))
        observed = [
            Observed("series", years, tuple(wide[-n - 2 : -2].sum(axis=1)), *[tuple(wide[-n - 2 : -2].sum(axis=1))] * 2)
            for _, wide in long_enough
        ]
        alone = forecast_observed(observed, 2, [])
        for (kind, wide), told in zip(long_enough, alone, strict=True):
            before = wide[-known - 2 : -2]
            came = np.log(wide[-2:].sum(axis=1))
            for m in MONTHS:
                shares = before[:, :m].sum(axis=1) / before.sum(axis=1)
                so_far = float(wide[-2, :m].sum())
                given = with_running_year(told, RunningYear(UNDER_WAY, m, so_far, tuple(shares)))
                point = np.log(so_far / shares.mean())
                found.append(
                    {"type": kind, "m": m, "known": known, "point": abs(point - came[0])}
                    | _judged("law", np.log(told.levels), came)
                    | _judged("given", np.log(given.levels), came)
                )
    return pd.DataFrame(found)


def _judged(what: str, levels: Floats, came: Floats) -> dict[str, float]:
    low, high = np.searchsorted(GRID, [0.1 - 1e-9, 0.9 - 1e-9])
    return {
        f"{what}_{name}{at}": value
        for at in (0, 1)
        for name, value in (
            ("holds", 100.0 * (levels[at, low] <= came[at] <= levels[at, high])),
            ("crps", float(score_crps(levels[at], came[at]))),
        )
    }


def tables(found: pd.DataFrame) -> str:
    """Return the tables of the page: by months known, and by years whose months are known."""
    made = [f"| {' | '.join(HEADS)} |", "| --- " * len(HEADS) + "|"]
    made += [f"| {kind.lower()} | {m} | {_cells(own)} |" for (kind, m), own in found.groupby(["type", "m"])]
    by_years = (HEADS[0], "earlier years of months", *HEADS[2:])
    made += ["", f"| {' | '.join(by_years)} |", "| --- " * len(by_years) + "|"]
    made += [f"| {kind.lower()} | {known} | {_cells(own)} |" for (kind, known), own in found.groupby(["type", "known"])]
    return "\n".join(["", *made, ""])


def _cells(own: pd.DataFrame) -> str:
    mean = own.mean(numeric_only=True)
    return " | ".join(
        (
            str(len(own)),
            f"{mean.law_holds0:.0f}", f"{mean.given_holds0:.0f}", f"{mean.given_crps0 / mean.law_crps0:.2f}",
            f"{mean.point / mean.law_crps0:.2f}",
            f"{mean.law_holds1:.0f}", f"{mean.given_holds1:.0f}", f"{mean.given_crps1 / mean.law_crps1:.2f}",
        )
    )  # fmt: skip


if __name__ == "__main__":
    read = pd.read_csv(sys.argv[1])
    write_between(PAGE, BEGIN, END, tables(cases(read[read["type"].isin(TYPES)])))
