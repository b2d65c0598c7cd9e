"""Make the reference classes that are shipped as quantiles of growth and fitted summaries only.

    python scripts/make_reference_summaries.py city_secondary PANEL.csv
    python scripts/make_reference_summaries.py listed_metal_firms PANEL.csv

The panels themselves may not be passed on. Of the cities' the columns code, year and va_secondary are read, of
the firms' firm, fiscal_year and revenue_million_yuan. For every window of years and horizon the quantiles of
annualised log growth are written to data/raw/reference, so that any past state of knowledge can be asked for;
and beside them, in <name>.fitted.json, the fitted summary of the class as known at the end of each year.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lcanalysis.forecasting.distribution import GRID
from lcanalysis.forecasting.reference_class import ReferenceClass
from lcanalysis.forecasting.reference_files import SUMMARY_HEAD, list_references, load_reference

PANELS = {
    "city_secondary": ("code", "year", "va_secondary"),
    "listed_metal_firms": ("firm", "fiscal_year", "revenue_million_yuan"),
}
PERCENTS = (1, 2.5, *range(5, 100, 5), 97.5, 99)
LONGEST = 6


def read_panel(path: Path, columns: tuple[str, str, str]) -> pd.DataFrame:
    """Return the panel as series, year, value, without missing and non-positive values."""
    panel = pd.read_csv(path, usecols=list(columns))[list(columns)].set_axis(["series", "year", "value"], axis=1)
    return panel[panel["value"] > 0].sort_values(["series", "year"], ignore_index=True)


def summarise(panel: pd.DataFrame, starts: tuple[int, ...], breaks: tuple[int, ...]) -> list[list[float | int]]:
    """Return the rows of the summary: windows from each start to each later year, by horizon."""
    whole = load_reference(panel)
    whole = ReferenceClass("panel", rows=whole.rows, breaks=breaks)
    rows: list[list[float | int]] = []
    for start in starts:
        for last_year in range(start + 1, int(panel["year"].max()) + 1):
            for horizon in range(1, min(LONGEST, last_year - start) + 1):
                found = whole.from_year(start).growths(horizon, last_year)
                if found is not None and found.horizon == horizon:
                    quantiles = np.round(np.interp(np.array(PERCENTS) / 100, GRID, found.quantiles), 4)
                    rows.append([start, last_year, horizon, found.origins, found.cases, *quantiles.tolist()])
    return rows


def fit(panel: pd.DataFrame, comparable_from: int | None, breaks: tuple[int, ...]) -> list[dict[str, Any]]:
    """Return the fitted summaries, of all years and of the comparable ones, as known at the end of each year."""
    whole = ReferenceClass("panel", rows=load_reference(panel).rows, breaks=breaks)
    years = range(int(panel["year"].min()) + 1, int(panel["year"].max()) + 1)
    return [
        {"since": start, **found.to_record()}
        for start in dict.fromkeys((None, comparable_from))
        for year in years
        if (found := whole.from_year(start).summary_at(year)) is not None
    ]


def main(name: str, path: str) -> None:
    """Write ``data/raw/reference/<name>.csv`` from the panel at `path`."""
    data = Path(__file__).parent.parent / "data"
    source = list_references(data)[name]
    panel = read_panel(Path(path), PANELS[name])
    starts = tuple(sorted({int(panel["year"].min()), source.comparable_from or int(panel["year"].min())}))
    rows = summarise(panel, starts, source.breaks)
    with (data / "raw" / "reference" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*SUMMARY_HEAD, *(f"{percent:g}" for percent in PERCENTS)])
        writer.writerows(rows)
    fitted = [{**record, "name": name} for record in fit(panel, source.comparable_from, source.breaks)]
    lines = ",\n".join(json.dumps(record) for record in fitted)
    (data / "raw" / "reference" / f"{name}.fitted.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{name}: {panel['series'].nunique()} series, {len(rows)} windows")


if __name__ == "__main__":
    main(*sys.argv[1:])
