"""Score the forecast with constants that were refitted without the series scored, into docs/method.md.

    python scripts/bench_refits.py BENCHMARK.csv

For each of five folds the law's constants are fitted to the series of the other folds alone, and the fold is scored with
them. Slow: five fits. Half-lives, clips and the shares of the pool stay as they are.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import current_backtest
import numpy as np
import pandas as pd
from backtest import (
    BASE,
    BASELINES,
    LENGTHS,
    SeriesPanel,
    backtest,
    cells_of,
    panels_of,
    summarise,
)
from fit_forecast_constants import Domain, write_constants
from written_pages import write_between

from lcanalysis.forecasting import backtest_scores

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "method.md"
BEGIN, END = "<!-- bench:refits -->", "<!-- /bench:refits -->"
ORIGINS = 2


def without(panels: list[SeriesPanel], fold: int) -> dict[str, Domain]:
    """Return the domains as they are fitted, the series of one fold left out."""
    found = {}
    for panel in panels:
        kept = [at for at, own in enumerate(panel.fold) if own != fold]
        years = np.arange(panel.first_year, panel.first_year + panel.logs.shape[1], dtype=np.int64)
        found[panel.domain] = Domain(tuple(panel.names[at] for at in kept), years, panel.logs[kept])
    return found


def main(benchmark: str) -> None:
    """Refit, score and write the table."""
    panels = list(panels_of(pd.read_csv(benchmark).rename(columns={"series_id": "series"})))
    folds = sorted({int(fold) for panel in panels for fold in panel.fold})
    parts = []
    for fold in folds:
        cells = [cell for n in LENGTHS for cell in cells_of(panels, n, origins=ORIGINS) if cell.fold == fold]
        with TemporaryDirectory() as folder:
            constants = Path(folder) / "constants.json"
            write_constants(without(panels, fold), constants)
            named = current_backtest.our_methods(ROOT / "data", constants)[backtest_scores.NAMED]
            parts.append(backtest(cells, {backtest_scores.NAMED: named, BASE: BASELINES[BASE]}))
        print(f"fold {fold} of {len(folds)} scored", flush=True)
    scores = summarise(pd.concat(parts, ignore_index=True))
    rows = scores[scores["method"] == backtest_scores.NAMED].sort_values("n")
    lines = ["| n | cases | CRPS ratio | 80% bands cover | 95% |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {row.n} | {row.cases} | {row.ratio:.3f} | {row.covers_80:.1f} | {row.covers_95:.1f} |"
        for row in rows.itertuples()
    ]
    write_between(PAGE, BEGIN, END, "\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
