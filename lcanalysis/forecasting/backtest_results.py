"""What `make bench` measured: the committed results that the backtest page shows, and a quick check that they hold.

``backtest_results.csv`` has one row per data set, method, n and group of cases; ``backtest_reliability.csv`` one per bin
of predicted probability; ``backtest_results.json`` says on which data they were measured. Only the bench writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lcanalysis.errors import DataError
from lcanalysis.forecasting.backtest import (
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
from lcanalysis.forecasting.reference import list_references, load_reference

RESULTS: Final = "backtest_results.csv"
RELIABILITY: Final = "backtest_reliability.csv"
ABOUT: Final = "backtest_results.json"
NAMED: Final = "named_class"
MIXED: Final = "mix"
OURS: Final = (NAMED, MIXED)
SHIPPED: Final = "shipped"
BENCHMARK: Final = "benchmark"
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


@dataclass(frozen=True)
class Measured:
    """The committed results: scores by group, reliability by bin, and what they were measured on."""

    results: pd.DataFrame
    reliability: pd.DataFrame
    about: dict[str, Any]


def load_measured() -> Measured:
    """Return what the last bench measured.

    Raises `DataError` if the results are not there.
    """
    folder = files("lcanalysis.forecasting")
    if not folder.joinpath(RESULTS).is_file():
        raise DataError("errors.no_such_file", path=RESULTS)
    results, bins = (_read(folder.joinpath(name).read_text(encoding="utf-8")) for name in (RESULTS, RELIABILITY))
    return Measured(results, bins, json.loads(folder.joinpath(ABOUT).read_text(encoding="utf-8")))


def _read(text: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(text), dtype={"member": str}, keep_default_na=False, na_values=[""])


def shipped_table(data: str | Path = "data") -> pd.DataFrame:
    """Return the series that may be shipped, as a long table (series, domain, year, value)."""
    rows = [
        (own.name, name, year, value)
        for name in SHIPPED_CLASSES
        for own in load_reference(name, data).rows
        for year, value in zip(own.years, own.values, strict=True)
    ]
    return pd.DataFrame(rows, columns=["series", "domain", "year", "value"])


def our_methods(data: str | Path = "data") -> dict[str, Method]:
    """Return the forecast in the two ways it is used: with a named class, and with the mix of recommended ones.

    No class that holds a domain's own series is in its mix.
    """
    recommended = [name for name, source in list_references(data).items() if source.recommended]

    def others(domain: str) -> Iterator[str]:
        own = OWN_CLASSES.get(domain, ())
        yield from (name for name in recommended if name not in own)

    shipped = {domain: own[0] for domain, own in OWN_CLASSES.items()}
    return {NAMED: named_class(data, shipped), MIXED: mixed_classes(others, data)}


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

    Raises `DataError` if it is so at no measured length.

    >>> supported_from()
    5
    """
    rows = (measured or load_measured()).results
    ours = rows[(rows["group"] == "all") & (rows["method"] == MIXED)]
    worst = ours.groupby("n")["ratio_high"].max()
    lengths = [int(n) for n in worst.index if (worst.loc[n:] < 1).all()]
    if not lengths:
        raise DataError("forecast.never_supported")
    return min(lengths)


def require_current(data: str | Path = "data") -> None:
    """Check that the committed results belong to the present method and classes, on a small sample.

    Raises
    ------
    DataError
        If a score differs: the results are out of date, and `make bench` writes them anew.
    """
    found = load_measured().results
    rows = found[(found["group"] == "sample") & (found["data"] == SHIPPED)].to_dict("records")
    held = {(row["method"], row["n"]): float(row["crps"]) for row in rows}
    for row in recheck(data).to_dict("records"):
        before, now = held.get((row["method"], row["n"]), float("nan")), float(row["crps"])
        if not abs(before - now) <= TOLERANCE:
            fields = {"method": row["method"], "n": row["n"], "before": f"{before:.4f}", "now": f"{now:.4f}"}
            raise DataError("forecast.backtest_out_of_date", **fields)
