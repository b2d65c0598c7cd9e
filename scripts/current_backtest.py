"""The backtest of the forecast as it is now, on the shipped series, and the check that the committed results come from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd
from backtest import (
    BASE,
    BASELINES,
    BacktestCell,
    Method,
    backtest,
    cells_of,
    mixed_classes,
    named_class,
    panels_of,
    summarise,
)

from lcanalysis.forecasting.backtest_scores import MIXED, NAMED, SHIPPED, Measured, load_measured
from lcanalysis.forecasting.reference_files import list_references, load_reference

SHIPPED_CLASSES: Final = ("national_industry_revenue", "national_products", "world_economies")
"""The classes whose rows are shipped and make up the bench's own data."""
OWN_CLASSES: Final = {
    "cn_product_output": ("national_products", "national_metals"),
    "cn_industry_revenue": ("national_industry_revenue",),
    "world_gdp_usd": ("world_economies",),
    "cn_city_secondary": ("city_secondary",),
    "cn_metal_firms": ("listed_metal_firms",),
    "national_products": ("national_products", "national_metals"),
    "national_industry_revenue": ("national_industry_revenue",),
    "world_economies": ("world_economies",),
}
"""By domain, the classes of the plan folder that hold its own series, the one that stands for all of them first."""
CHECKED_LENGTHS: Final = (2, 5)
CHECKED_CASES: Final = 40
TOLERANCE: Final = 0.002


def shipped_table(data: str | Path = "data") -> pd.DataFrame:
    """Return the series that may be shipped, as a long table (series, domain, year, value)."""
    rows = [
        (own.name, name, year, value)
        for name in SHIPPED_CLASSES
        for own in load_reference(name, data).rows
        for year, value in zip(own.years, own.values, strict=True)
    ]
    return pd.DataFrame(rows, columns=["series", "domain", "year", "value"])


def our_methods(data: str | Path = "data", constants: Path | None = None) -> dict[str, Method]:
    """Return the forecast in the two ways it is used: with a named class, and with the mix of recommended ones.

    No class that holds a domain's own series is in its mix. `constants`: a file of other constants than those shipped.
    """
    recommended = [name for name, source in list_references(data).items() if source.recommended]

    def others(cell: BacktestCell) -> Iterator[str]:
        own = OWN_CLASSES.get(cell.panel.domain, ())
        yield from (name for name in recommended if name not in own)

    shipped = {domain: own[0] for domain, own in OWN_CLASSES.items()}
    return {NAMED: named_class(data, shipped, constants), MIXED: mixed_classes(others, data, constants)}


def recheck(data: str | Path = "data") -> pd.DataFrame:
    """Return the scores of the forecast on a small fixed sample of the shipped series, computed now.

    Columns as `summarise` gives them; the bench writes the same rows under the group ``sample``.
    """
    panels = panels_of(shipped_table(data))
    cells: list[BacktestCell] = [
        cell for n in CHECKED_LENGTHS for cell in cells_of(panels, n, origins=1, most=CHECKED_CASES)
    ]
    methods = {NAMED: our_methods(data)[NAMED], BASE: BASELINES[BASE]}
    return summarise(backtest(cells, methods))


def supported_from(measured: Measured | None = None) -> int:
    """Return the least measured number of observations from which the backtest supports the word forecast.

    That is where, and from where on, the default pool is surely better than the median growth of its classes on every
    data set: the upper end of the 95 % interval of the ratio of their CRPS lies below 1. Below it, the result is a
    scenario.

    Raises `ValueError` if it is so at no measured length.

    >>> supported_from()
    5
    """
    rows = (measured or load_measured()).results
    ours = rows[(rows["group"] == "all") & (rows["method"] == MIXED)]
    worst = ours.groupby("n")["ratio_high"].max()
    lengths = [int(n) for n in worst.index if (worst.loc[n:] < 1).all()]
    if not lengths:
        raise ValueError("the backtest supports the forecast at no measured number of observations")
    return min(lengths)


def require_current(data: str | Path = "data") -> None:
    """Check that the committed results belong to the present method and classes, on a small sample.

    Raises `ValueError` if a score differs: the results are out of date, and `make bench` writes them anew.
    """
    found = load_measured().results
    rows = found[(found["group"] == "sample") & (found["data"] == SHIPPED)].to_dict("records")
    held = {(row["method"], row["n"]): float(row["crps"]) for row in rows}
    for row in recheck(data).to_dict("records"):
        before, now = held.get((row["method"], row["n"]), float("nan")), float(row["crps"])
        if not abs(before - now) <= TOLERANCE:
            what = f"{row['method']} from {row['n']} observations scores {now:.4f}, and the results say {before:.4f}"
            raise ValueError(f"the committed results are out of date ({what}): run make bench")
