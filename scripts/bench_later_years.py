"""Score the forecast by what came after the years its constants were fitted to, into docs/method.md.

    python scripts/bench_later_years.py BENCHMARK.csv

This is the judge of the law. At the end of each year of `REFITTED` the constants are fitted to what was known then, and
the years from there on are forecast, each with the classes as they were known at its origin and without the hindsight
in what they declare. The default pool holds the series' own kind (the other folds' series) if that is a recommended
class, as the class of cities stands beside the plan of a city. What a page shows of it goes into
``lcanalysis/forecasting/backtest_later_years.csv``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import bench_odds
import pandas as pd
from backtest import (
    BASE,
    BASELINES,
    LENGTHS,
    BacktestCell,
    Method,
    backtest,
    cells_of,
    mixed_classes,
    named_class,
    panels_of,
    summarise,
)
from current_backtest import OWN_CLASSES
from fit_forecast_constants import read_benchmark, write_constants
from written_pages import write_between

from lcanalysis.forecasting import backtest_scores
from lcanalysis.forecasting.backtest_scores import MIXED, NAMED
from lcanalysis.forecasting.reference_class import ReferenceClass
from lcanalysis.forecasting.reference_files import list_references, load_reference

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "method.md"
TARGET: Final = ROOT / "lcanalysis" / "forecasting" / backtest_scores.LATER_YEARS
BEGIN, END = "<!-- bench:later-years -->", "<!-- /bench:later-years -->"
REFITTED: Final = (2005, 2008, 2011, 2014)
"""Years at whose end the constants are fitted anew."""
LAST_ORIGIN: Final = 2
"""Origins are the year of a fit and so many after it, so that each is forecast from the latest fit."""
CHINESE: Final = "cn_"
FEWEST: Final = 100
"""Cases that a domain needs to be told apart."""


def as_of_then(reference: ReferenceClass, year: int) -> ReferenceClass:
    """Return a class as it would have been declared at the end of `year`: years are called incomparable only later."""
    return reference if reference.since is None or reference.since < year else reference.from_year(None)


def default_classes(year: int, data: Path) -> Callable[[BacktestCell], Iterator[ReferenceClass]]:
    """Return the classes of the default pool for a case, as they would have been declared at the end of `year`."""
    recommended = [name for name, source in list_references(data).items() if source.recommended]
    held: dict[tuple[str, int], ReferenceClass] = {}

    def of_own_kind(cell: BacktestCell, name: str) -> ReferenceClass:
        key = cell.panel.domain, cell.fold
        if key not in held:
            declared = load_reference(name, data)
            rows = load_reference(cell.panel.class_table(cell.fold)).rows
            held[key] = ReferenceClass(name, rows=rows, since=declared.since, breaks=declared.breaks)
        return as_of_then(held[key], year)

    def default(cell: BacktestCell) -> Iterator[ReferenceClass]:
        own = OWN_CLASSES.get(cell.panel.domain, ())
        for name in recommended:
            if name not in own:
                yield as_of_then(load_reference(name, data), year)
            elif name == own[0]:
                yield of_own_kind(cell, name)

    return default


def methods_of(year: int, constants: Path, data: Path) -> dict[str, Method]:
    """Return the default pool and the named class as they would have been at the end of `year`."""
    shipped = {domain: own[0] for domain, own in OWN_CLASSES.items()}
    return {
        MIXED: mixed_classes(default_classes(year, data), data, constants),
        NAMED: named_class(data, shipped, constants),
        BASE: BASELINES[BASE],
    }


def cells_from(table: pd.DataFrame, year: int) -> list[BacktestCell]:
    """Return all cases with an origin from `year` on, all of one weight."""
    panels = panels_of(table)
    return [
        replace(cell, weights=(1.0,) * len(cell.members))
        for n in LENGTHS
        for cell in cells_of(panels, n)
        if year <= cell.origin <= year + LAST_ORIGIN
    ]


def score_later_years(benchmark: Path, data: Path = ROOT / "data") -> pd.DataFrame:
    """Return the scores of `backtest`, with a column `until`: the year at whose end the constants were fitted."""
    table = pd.read_csv(benchmark).rename(columns={"series_id": "series"})
    domains = read_benchmark(benchmark)
    parts = []
    with TemporaryDirectory() as folder:
        for year in REFITTED:
            constants = Path(folder) / f"{year}.json"
            write_constants(domains, constants, year)
            parts.append(backtest(cells_from(table, year), methods_of(year, constants, data)).assign(until=year))
            print(f"until {year}: {len(parts[-1])} scores", flush=True)
    return pd.concat(parts, ignore_index=True)


def tables(scores: pd.DataFrame) -> str:
    """Return the tables of the page."""
    chinese = scores[scores["domain"].str.startswith(CHINESE)]
    return "\n\n".join([_by_length(chinese), _by_horizon(chinese), _by_domain(scores)])


def held_later(scores: pd.DataFrame) -> pd.DataFrame:
    """Return what pages show: a row per fit, method, n and horizon (0: one to four years together) of Chinese series."""
    chinese = scores[scores["domain"].str.startswith(CHINESE)]
    together = summarise(chinese, ["until"]).assign(horizon=0)
    rows = pd.concat([together, summarise(chinese, ["until", "horizon"])], ignore_index=True)
    order = ["until", "method", "n", "horizon"]
    return rows[[*order, "cases", "ratio", "covers_80"]].sort_values(order, ignore_index=True)


def _by_length(scores: pd.DataFrame) -> str:
    rows = summarise(scores, ["until"]).set_index(["method", "until", "n"])
    lines = [
        "Chinese series, one to four years ahead: share held by 80% bands, and CRPS ratio to the class median.",
        "",
        "| fitted until | n | cases | default pool | ratio | named class | ratio | class median |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for until in REFITTED:
        for n in LENGTHS:
            pool, named, base = (rows.loc[method, until, n] for method in (MIXED, NAMED, BASE))
            lines.append(
                f"| {until} | {n} | {int(pool.cases)} | {pool.covers_80:.0f} | {pool.ratio:.3f} | {named.covers_80:.0f} | "
                f"{named.ratio:.3f} | {base.covers_80:.0f} |"
            )
    return "\n".join(lines)


def _by_horizon(scores: pd.DataFrame) -> str:
    rows = summarise(scores, ["until", "horizon"]).set_index(["method", "until", "n", "horizon"])["covers_80"]
    lines = [
        "The same by horizon: share held by 80% bands at 1, 2, 3, 4 years.",
        "",
        "| fitted until | method | " + " | ".join(f"n={n}" for n in LENGTHS) + " |",
        "| --- | --- |" + " --- |" * len(LENGTHS),
    ]
    for until in REFITTED:
        for method, name in ((MIXED, "default pool"), (NAMED, "named class")):
            cells = [", ".join(f"{rows.loc[method, until, n, h]:.0f}" for h in range(1, 5)) for n in LENGTHS]
            lines.append(f"| {until} | {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _by_domain(scores: pd.DataFrame) -> str:
    rows = summarise(scores, ["until", "domain"]).set_index(["method", "until", "domain", "n"]).sort_index()
    lines = [
        "By domain, default pool, one to four years ahead together: share held by 80% bands, and CRPS ratio.",
        "",
        "| fitted until | domain | cases, n=2 | n=2 | n=3 | n=5 | n=8 | ratio, n=2, 3, 5, 8 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    pool = rows.loc[MIXED]
    for until, domain in dict.fromkeys(key[:2] for key in pool.index):
        own = pool.loc[until, domain]
        cells = [f"{own.covers_80[n]:.0f}" if n in own.index else "–" for n in LENGTHS]
        ratios = ", ".join(f"{own.ratio[n]:.2f}" if n in own.index else "–" for n in LENGTHS)
        few = "" if own.cases.max() >= FEWEST else " (few)"
        lines.append(f"| {until} | {domain}{few} | {own.cases.get(2, 0)} | {' | '.join(cells)} | {ratios} |")
    return "\n".join(lines)


def main(benchmark: str) -> None:
    """Refit, score and write the tables, and what pages show of them."""
    scores = score_later_years(Path(benchmark))
    held_later(scores).to_csv(TARGET, index=False, float_format=f"%.{bench_odds.DIGITS}g", lineterminator="\n")
    found = tables(scores)
    write_between(PAGE, BEGIN, END, f"\n{found}\n")
    bench_odds.write(scores)


if __name__ == "__main__":
    main(*sys.argv[1:])
