"""Judge what is told of several years together by what came after, into docs/method.md.

    python scripts/bench_joint_years.py BENCHMARK.csv

Run by `make bench BENCHMARK=…`. Cases, fits and default pool are those of `bench_later_years`, of Chinese series with all four years
known: the correlation of what came between the years, which `joint_years.DECAY` stands for, and what was told of keeping
the last level in each year and of the sum of the years.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pandas as pd
from backtest import HORIZONS
from bench_later_years import CHINESE, PAGE, REFITTED, ROOT, cells_from, methods_of
from fit_forecast_constants import read_benchmark, write_constants
from scipy.special import ndtri
from scoring import score_brier
from written_pages import write_between

from lcanalysis.forecasting.backtest_scores import MIXED
from lcanalysis.forecasting.distribution import GRID, Floats
from lcanalysis.forecasting.joint_years import DECAY, kept_every_year, path_ranks

BEGIN, END = "<!-- bench:joint-years -->", "<!-- /bench:joint-years -->"
GROWTH: Final = 0.05
"""A year; the sum that is asked for is what it leads to."""
HEADS: Final = (
    "fitted until", "cases", "kept: told, %", "happened, %", "Brier", "of the share that happened",
    "sum: told, %", "happened, %", "Brier", "of the share that happened", "80% bands of the sum hold, %",
)  # fmt: skip
EDGE: Final = 1e-3
"""An outcome farther out in its distribution counts as this far."""


def cases(benchmark: Path, data: Path = ROOT / "data") -> pd.DataFrame:
    """Return a row for each case: until, the normal scores of what came by year (z1 to z4), and what was told and came."""
    table = pd.read_csv(benchmark).rename(columns={"series_id": "series"})
    domains, found = read_benchmark(benchmark), []
    with TemporaryDirectory() as folder:
        for until in REFITTED:
            constants = Path(folder) / f"{until}.json"
            write_constants(domains, constants, until)
            predict = methods_of(until, constants, data)[MIXED]
            for cell in cells_from(table, until):
                known = np.isfinite(cell.outcomes).all(axis=1)
                if cell.panel.domain.startswith(CHINESE) and known.any():
                    told = predict(cell).quantiles[known]
                    found += [{"until": until, **_judged(*one)} for one in zip(told, cell.outcomes[known], strict=True)]
    return pd.DataFrame(found)


def _judged(quantiles: Floats, came: Floats) -> dict[str, float]:
    at = [np.interp(came[h], quantiles[h], GRID, left=0, right=1) for h in range(HORIZONS)]
    ranks, goal = path_ranks(HORIZONS), sum((1 + GROWTH) ** h for h in range(1, HORIZONS + 1))
    sums = sum(np.exp(np.interp(ranks[:, h], GRID, quantiles[h])) for h in range(HORIZONS))
    below = np.array([np.interp(0, quantiles[h], GRID, left=0, right=1) for h in range(HORIZONS)])
    low, high = np.quantile(sums, [0.1, 0.9])
    total = np.exp(came).sum()
    return {
        **{f"z{h + 1}": score for h, score in enumerate(ndtri(np.clip(at, EDGE, 1 - EDGE)))},
        "kept_told": kept_every_year(below), "kept": float((came >= 0).all()),
        "sum_told": float((sums >= goal).mean()), "sum": float(total >= goal), "held": float(low <= total <= high),
    }  # fmt: skip


def correlations(found: pd.DataFrame) -> tuple[Floats, float]:
    """Return the correlation of the years, and the power of the ratio of horizons that comes nearest to it."""
    matrix = np.corrcoef(found[[f"z{h}" for h in range(1, HORIZONS + 1)]].to_numpy().T)
    first, second = np.triu_indices(HORIZONS, 1)
    ratio, rho = np.log((first + 1) / (second + 1)), np.log(matrix[first, second])
    return matrix, float((ratio * rho).sum() / (ratio**2).sum())


def tables(found: pd.DataFrame) -> str:
    """Return the tables of the page."""
    matrix, power = correlations(found)
    pairs = [(h, k) for h in range(1, HORIZONS + 1) for k in range(h + 1, HORIZONS + 1)]
    lines = [
        "| years ahead | " + " | ".join(f"{h} and {k}" for h, k in pairs) + " | power |",
        "| --- |" + " --- |" * (len(pairs) + 1),
        "| measured | " + " | ".join(f"{matrix[h - 1, k - 1]:.2f}" for h, k in pairs) + f" | {power:.2f} |",
        "| used | " + " | ".join(f"{(h / k) ** DECAY:.2f}" for h, k in pairs) + f" | {DECAY:.2f} |",
        "",
        f"| {' | '.join(HEADS)} |",
        "| --- " * len(HEADS) + "|",
        *_rows(found),
    ]
    return "\n".join(lines)


def _rows(found: pd.DataFrame) -> Iterator[str]:
    for until, own in (*found.groupby("until"), ("all", found)):
        cells = []
        for name in ("kept", "sum"):
            told, came = own[f"{name}_told"], own[name]
            share = came.mean()
            brier = score_brier(told.to_numpy(), came.to_numpy()).mean()
            cells += [f"{100 * told.mean():.0f}", f"{100 * share:.0f}", f"{brier:.3f}", f"{share * (1 - share):.3f}"]
        yield f"| {until} | {len(own)} | {' | '.join(cells)} | {100 * own['held'].mean():.0f} |"


def main(benchmark: str) -> None:
    """Measure, and write the tables."""
    write_between(PAGE, BEGIN, END, f"\n{tables(cases(Path(benchmark)))}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
