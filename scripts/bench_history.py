"""Measure what long histories and missing years do to the forecast, into docs/method.md.

    python scripts/bench_history.py BENCHMARK.csv

Run by `make bench BENCHMARK=…`. On the benchmark: the weight of models of the series itself, from ten observations on. On the
series that are shipped: years left out of the history, with the other folds as the class.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from backtest import BASE, BASELINES, BacktestCell, Method, backtest, cells_of, named_class, panels_of, summarise
from baselines import Predicted
from bench_class_turn import own_class
from bench_later_years import PAGE
from current_backtest import shipped_table
from written_pages import write_between

from lcanalysis.forecasting.class_summary import generic_summary
from lcanalysis.forecasting.growth_law import growth_law
from lcanalysis.forecasting.history_weight import HALF_WEIGHT, expected_change, hand_over, shift_weight
from lcanalysis.forecasting.pool import PooledLaw, shared_weights

HAND_OVER: Final = ("<!-- hand-over -->", "<!-- /hand-over -->")
MISSING: Final = ("<!-- missing-years -->", "<!-- /missing-years -->")
LONG: Final = (10, 12, 15)
ALONE: Final = 0.8
ORIGINS: Final = {"benchmark": 2, "shipped": 6}
GAPS: Final = ((3, (2,)), (4, (3,)), (5, (4,)), (5, (2, 4)), (8, (7,)), (8, (2, 4, 6)))
"""Observations, and which of them are left out."""
ORDINALS: Final = {2: "second", 3: "third", 4: "fourth", 6: "sixth", 7: "seventh"}


@dataclass(frozen=True, eq=False)
class GappedCell(BacktestCell):
    """Cases that miss years: `left_out` are their places in the history, from 1."""

    left_out: tuple[int, ...] = ()

    def table(self) -> pd.DataFrame:
        """Return what is known without the years left out."""
        whole = super().table()
        missing = {self.origin - self.n + place for place in self.left_out}
        return whole[~whole["year"].isin(missing)]


def with_models(of_models: float) -> Method:
    """Return the forecast by the class of a series, with another weight of the models of the series itself."""

    def predict(cell: BacktestCell) -> Predicted:
        ahead, general = range(1, cell.horizons + 1), generic_summary(cell.origin)
        summary = own_class(cell.panel, cell.fold).summary_at(cell.origin)
        change, location, scale = expected_change(cell.logs, ahead), 0.0, 0.0
        for each, weight in shared_weights([] if summary is None else [summary], general):
            law = growth_law(cell.logs, cell.origin, ahead, each)
            location = location + weight * hand_over(law.location, law.scale, change, of_models)
            scale = scale + weight * law.scale
        quantiles = PooledLaw(location, scale, law.freedom).quantiles()
        return Predicted(quantiles, np.zeros(len(cell.members), dtype=bool))

    return predict


def _scored(cells: list[BacktestCell], method: Method) -> str:
    found = summarise(backtest(cells, {"ours": method, BASE: BASELINES[BASE]})).set_index("method").loc["ours"]
    return f"{found.ratio:.3f}, {found.covers_80:.1f}"


def hand_over_table(benchmark: Path) -> str:
    """Return the table of the weight of models of the series itself."""
    panels = panels_of(pd.read_csv(benchmark).rename(columns={"series_id": "series"}))
    lines = ["| n | cases | w as up to 8 | w as it is | w of 0.8 |", "| --- | --- | --- | --- | --- |"]
    for n in LONG:
        cells = cells_of(panels, n, origins=ORIGINS["benchmark"])
        count = sum(len(cell.members) for cell in cells)
        weights = ((n - 2) / (n - 2 + HALF_WEIGHT), shift_weight(n), ALONE)
        lines.append(
            f"| {n} | {count} | " + " | ".join(_scored(cells, with_models(weight)) for weight in weights) + " |"
        )
        print(lines[-1], flush=True)
    return "\n".join(lines)


def missing_table() -> str:
    """Return the table of years that are missing."""
    panels = panels_of(shipped_table())
    lines = ["| n | years left out | whole series | with years left out |", "| --- | --- | --- | --- |"]
    for n, places in GAPS:
        cells = cells_of(panels, n, origins=ORIGINS["shipped"])
        gapped: list[BacktestCell] = [GappedCell(**vars(cell), left_out=places) for cell in map(replace, cells)]
        names = [ORDINALS[place] for place in places]
        what = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
        lines.append(f"| {n} | the {what} | {_scored(cells, named_class())} | {_scored(gapped, named_class())} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def main(benchmark: str) -> None:
    """Measure, and write the tables."""
    write_between(PAGE, *MISSING, missing_table())
    write_between(PAGE, *HAND_OVER, hand_over_table(Path(benchmark)))


if __name__ == "__main__":
    main(*sys.argv[1:])
