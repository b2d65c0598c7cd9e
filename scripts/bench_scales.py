"""Measure how often intervals on the scales of shares and of what can be negative hold the truth, into docs/method.md.

Shares: of each industry in the revenue of all industries of its class. What can be negative: the profit of each
industry, and the yearly change of each economy's output. Series are in five folds; the class of a series is the other folds, as known at the origin.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from written_pages import write_between

from lcanalysis.errors import LcAnalysisError
from lcanalysis.forecasting import forecast
from lcanalysis.forecasting.reference_files import list_references, load_reference
from lcanalysis.forecasting.scales import Scale

PAGE = Path(__file__).parent.parent / "docs" / "method.md"
BEGIN, END = "<!-- bench:scales -->", "<!-- /bench:scales -->"
LENGTHS = (2, 3, 5, 8)
AHEAD = (1, 2, 4)
FOLDS = 5
MOST_ORIGINS = 12
PERCENTS = (80, 95)
SCALES = ("log", "level")


def levels_of(name: str) -> pd.DataFrame:
    """Return a class of the bundled plan, years by series."""
    source = next(found[name] for scale in SCALES if name in (found := list_references("data", scale)))
    rows = load_reference(name, "data", source.scale).rows
    return pd.DataFrame({own.name: dict(zip(own.years, own.values, strict=True)) for own in rows}).sort_index()


def shares() -> pd.DataFrame:
    """Return the share of each industry in the revenue of all that are known in every year, in percent."""
    whole = levels_of("national_industry_revenue").dropna(axis=1)
    return 100 * whole.div(whole.sum(axis=1), axis=0)


def changes() -> pd.DataFrame:
    """Return the yearly change of each economy's output."""
    return levels_of("world_economies").diff().iloc[1:]


def long(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of years by series as rows of series, year and value."""
    wide = table.rename_axis(index="year", columns="series").reset_index()
    rows = wide.melt(id_vars="year", value_name="value").dropna()
    return rows[["series", "year", "value"]].sort_values(["series", "year"], ignore_index=True)


def hits(table: pd.DataFrame, scale: Scale, n: int) -> Iterator[tuple[int, int, bool]]:
    """Yield for each forecast its horizon, percent, and whether its interval held what came."""
    years = list(table.index)
    fold = {name: at % FOLDS for at, name in enumerate(table.columns)}
    for origin in years[n - 1 : -1][:: max(1, len(years) // MOST_ORIGINS)]:
        window = [year for year in years if origin - n < year <= origin]
        for number in range(FOLDS):
            own = [name for name in table.columns if fold[name] == number and table.loc[window, name].notna().all()]
            others = [name for name in table.columns if fold[name] != number]
            if not own:
                continue
            try:
                given = long(table.loc[:origin, others].dropna(axis=1))
                found = forecast(long(table.loc[window, own]), max(AHEAD), given, scale=scale)
            except LcAnalysisError:
                continue  # no class is known yet that early
            for name in own:
                for ahead in AHEAD:
                    truth = table[name].get(origin + ahead, np.nan)
                    if np.isfinite(truth):
                        for percent in PERCENTS:
                            low, high = found[name].interval(percent, origin + ahead)
                            yield ahead, percent, bool(low <= truth <= high)


def main() -> None:
    """Measure both scales and write the table."""
    lines = ["| scale | n | " + " | ".join(f"{p}%, {h} y" for p in PERCENTS for h in AHEAD) + " | cases |"]
    lines.append("| --- " * (3 + len(PERCENTS) * len(AHEAD)) + "|")
    measured: tuple[tuple[str, Scale, pd.DataFrame], ...] = (
        ("share: industries in revenue", "share", shares()),
        ("level: profit of industries", "level", levels_of("national_industry_profit")),
        ("level: change of economies' output", "level", changes()),
    )
    for name, scale, table in measured:
        for n in LENGTHS:
            found = pd.DataFrame(hits(table, scale, n), columns=["ahead", "percent", "is_hit"])
            covered = found.groupby(["percent", "ahead"])["is_hit"].mean()
            cells = [f"{covered.loc[p, h]:.0%}" for p in PERCENTS for h in AHEAD]
            lines.append(f"| {name} | {n} | " + " | ".join(cells) + f" | {len(found) // len(PERCENTS)} |")
            print(lines[-1], flush=True)
    write_between(PAGE, BEGIN, END, "\n".join(lines))


if __name__ == "__main__":
    main()
