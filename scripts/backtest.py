"""Rolling-origin backtest: forecasts made with what was known in past years, scored by what then came.

The series of a domain are put in folds. A series is forecast from its last n observations before each origin,
with the other folds' series of its domain as the class, cut at the same origin: it is never in its own class, and
nothing after the origin is looked at. Every series has the same weight, shared by its origins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias
from zlib import crc32

import baselines
import numpy as np
import pandas as pd
from baselines import Pooled, Predicted, pool
from scoring import covered, score_brier, score_crps, score_interval

from lcanalysis.errors import UsageError
from lcanalysis.forecasting.class_summary import generic_summary
from lcanalysis.forecasting.distribution import GRID, Floats
from lcanalysis.forecasting.forecast import forecast
from lcanalysis.forecasting.forecast_collection import Forecasts
from lcanalysis.forecasting.growth_law import load_constants
from lcanalysis.forecasting.pool import pool_classes
from lcanalysis.forecasting.reference_files import Reference, load_reference
from lcanalysis.forecasting.result import Forecast
from lcanalysis.forecasting.series import LONG_COLUMNS

LENGTHS: Final = (2, 3, 5, 8)
HORIZONS: Final = 4
FOLDS: Final = 5
SEED: Final = 2022
GOALS: Final = (0.05, 0.08)
COLUMNS: Final = ("series", "domain", "year", "value")
CASE: Final = ["n", "domain", "series", "origin", "horizon"]
"""What tells one scored case from all others of a method."""
BASE: Final = "class_median"
"""The method that ratios are taken to."""


@dataclass(frozen=True, eq=False)
class SeriesPanel:
    """The series of one domain: log levels, a row per series and a column per year from `first_year` (NaN: none)."""

    domain: str
    names: tuple[str, ...]
    first_year: int
    logs: Floats
    fold: tuple[int, ...]

    def class_of(self, fold: int) -> Floats:
        """Return the log levels of all series outside a fold."""
        outside: Floats = self.logs[np.array(self.fold) != fold]
        return outside

    def class_table(self, fold: int) -> pd.DataFrame:
        """Return the series outside a fold as a long table (series, year, value)."""
        rows = [
            (name, self.first_year + at, float(np.exp(own[at])))
            for name, own, its in zip(self.names, self.logs, self.fold, strict=True)
            for at in np.flatnonzero(np.isfinite(own))
            if its != fold
        ]
        return pd.DataFrame(rows, columns=list(LONG_COLUMNS))


@dataclass(frozen=True, eq=False)
class BacktestCell:
    """The series of one fold that are forecast from one origin with `n` observations: one vectorised call."""

    panel: SeriesPanel
    fold: int
    origin: int
    n: int
    members: tuple[int, ...]
    weights: tuple[float, ...]
    horizons: int

    @property
    def _at(self) -> int:
        return self.origin - self.panel.first_year

    @cached_property
    def logs(self) -> Floats:
        """The log levels that are known, series by n."""
        known: Floats = self.panel.logs[list(self.members), self._at - self.n + 1 : self._at + 1]
        return known

    @cached_property
    def outcomes(self) -> Floats:
        """The log growth from the origin over 1 to H years, NaN where there is no observation."""
        levels = np.full((len(self.members), self.horizons), np.nan)
        later = self.panel.logs[list(self.members), self._at + 1 : self._at + 1 + self.horizons]
        levels[:, : later.shape[1]] = later
        return levels - self.logs[:, -1:]

    @cached_property
    def pooled(self) -> Pooled:
        """The growth of the class as known at the origin."""
        return pool(self.panel.class_of(self.fold)[:, : self._at + 1], self.horizons)

    def table(self) -> pd.DataFrame:
        """Return what is known as the long table that `forecast` takes."""
        years = np.arange(self.origin - self.n + 1, self.origin + 1)
        return pd.DataFrame(
            {
                "series": np.repeat([self.panel.names[each] for each in self.members], self.n),
                "year": np.tile(years, len(self.members)),
                "value": np.exp(self.logs).ravel(),
            }
        )


Method: TypeAlias = Callable[[BacktestCell], Predicted]

BASELINES: Final[dict[str, Method]] = {
    "naive": lambda cell: baselines.predict_naive(cell.logs, cell.pooled),
    "drift": lambda cell: baselines.predict_drift(cell.logs, cell.pooled),
    BASE: lambda cell: baselines.predict_class_median(cell.logs, cell.pooled),
}
HOLT: Final[dict[str, Method]] = {"holt_damped": lambda cell: baselines.predict_holt(cell.logs, cell.pooled)}


def named_class(
    data: str | Path = "data", shipped: Mapping[str, str] | None = None, constants: Path | None = None
) -> Method:
    """Return the forecast with the other series of the domain as its named class.

    `data`: plan folder that holds the classes which accompany the named one. `shipped`: by domain, the class in that
    folder which holds the domain's own series: the named class bears its name and so stands in its place. `constants`:
    a file of other constants than those shipped.
    """
    held: dict[tuple[SeriesPanel, int], Reference] = {}
    names = shipped or {}

    def predict(cell: BacktestCell) -> Predicted:
        key = (cell.panel, cell.fold)
        if key not in held:
            name = names.get(cell.panel.domain, cell.panel.domain)
            held[key] = replace(load_reference(cell.panel.class_table(cell.fold)), name=name)
        return _predict(cell, held[key], data, constants)

    return predict


def mixed_classes(
    classes_of: Callable[[BacktestCell], Iterable[Reference]], data: str | Path = "data", constants: Path | None = None
) -> Method:
    """Return the forecast with a mix of classes.

    Before any of them knows a growth, the generic class alone stands in, as in the product's default.

    `classes_of`: the classes of a cell. `data`: plan folder that holds them. `constants`: as in `named_class`.
    """

    def predict(cell: BacktestCell) -> Predicted:
        return _predict(cell, tuple(classes_of(cell)), data, constants)

    return predict


def _predict(
    cell: BacktestCell, reference: Reference | Iterable[Reference], data: str | Path, constants: Path | None
) -> Predicted:
    as_of = date(cell.origin + 1, 1, 1)
    none_failed = np.zeros(len(cell.members), dtype=bool)
    try:
        found = forecast(cell.table(), cell.horizons, reference, as_of, data=data, constants=constants)
    except UsageError:
        # So early no class knows any growth: what the default comes down to then is the generic class alone.
        ahead, only = range(1, cell.horizons + 1), ((generic_summary(cell.origin), 1.0),)
        generic = pool_classes(cell.logs, cell.origin, ahead, only, constants=load_constants(constants))
        return Predicted(generic.quantiles() - cell.logs[:, -1, None, None], none_failed)
    results: Iterable[Forecast] = found.values() if isinstance(found, Forecasts) else [found]
    levels = np.stack([result.levels for result in results])
    quantiles: Floats = np.log(levels) - cell.logs[:, -1, None, None]
    return Predicted(quantiles, none_failed)


def panels_of(table: pd.DataFrame, folds: int = FOLDS) -> tuple[SeriesPanel, ...]:
    """Return the domains of a long table (series, domain, year, value), their series in folds of equal size.

    The folds depend on the series' names alone. Raises a `UsageError` if a column is missing.
    """
    if any(name not in table.columns for name in COLUMNS):
        raise UsageError("forecast.columns", expected=", ".join(COLUMNS), found=", ".join(map(str, table.columns)))
    return tuple(_panel(str(domain), rows, folds) for domain, rows in table.groupby("domain", sort=True))


def _panel(domain: str, rows: pd.DataFrame, folds: int) -> SeriesPanel:
    wide = rows.pivot_table(index="series", columns="year", values="value", aggfunc="first").sort_index()
    years = range(int(wide.columns.min()), int(wide.columns.max()) + 1)
    logs = np.log(wide.reindex(columns=years).to_numpy(dtype=np.float64))
    names = tuple(map(str, wide.index))
    order = sorted(range(len(names)), key=lambda at: (crc32(names[at].encode()), names[at]))
    fold = {at: position % folds for position, at in enumerate(order)}
    return SeriesPanel(domain, names, years.start, logs, tuple(fold[at] for at in range(len(names))))


def cells_of(
    panels: Sequence[SeriesPanel],
    n: int,
    *,
    horizons: int = HORIZONS,
    origins: int | None = None,
    most: int | None = None,
    seed: int = SEED,
) -> list[BacktestCell]:
    """Return the cases to be forecast from `n` observations, grouped so that each group is one call.

    - `panels`: the domains.
    - `n`: observations that are known.
    - `horizons`: the longest horizon in years; an origin needs at least the next year's outcome.
    - `origins`: at most so many origins of each series, chosen at random; None means all.
    - `most`: at most so many cases (series and origin) in all, chosen at random; None means all.
    - `seed`: of the choice.
    """
    random = np.random.default_rng([seed, n])
    cases: list[tuple[int, int, int, int, float]] = []
    for at, panel in enumerate(panels):
        for member, own in enumerate(panel.logs):
            known = np.isfinite(own)
            fits = [t for t in range(n - 1, len(own) - 1) if known[t - n + 1 : t + 2].all()]
            chosen = fits if origins is None else sorted(random.permutation(fits)[:origins].tolist())
            cases += [(at, panel.fold[member], panel.first_year + t, member, 1 / len(chosen)) for t in chosen]
    if most is not None and most < len(cases):
        # One random origin of each series before any second one: the weights stay those of the series.
        cases = [cases[each] for each in sorted(random.permutation(len(cases))[:most].tolist())]
    grouped: dict[tuple[int, int, int], list[tuple[int, float]]] = {}
    for at, fold, origin, member, weight in cases:
        grouped.setdefault((at, fold, origin), []).append((member, weight))
    return [
        BacktestCell(panels[at], fold, origin, n, tuple(m for m, _ in found), tuple(w for _, w in found), horizons)
        for (at, fold, origin), found in sorted(grouped.items())
    ]


def backtest(cells: Iterable[BacktestCell], methods: Mapping[str, Method]) -> pd.DataFrame:
    """Return the scores of methods on cells.

    One row per method, series, origin and horizon that has an outcome. Columns: method, n, domain, series, origin,
    horizon, weight, crps (of the log level), interval_80 (interval score), covered_80, covered_95 (0 or 1), met_5,
    met_8 (whether growth a year reached 5 or 8 %), probability_5, probability_8 (as predicted), brier_5, brier_8,
    failed.
    """
    parts = [_scored(name, cell, method(cell)) for cell in cells for name, method in methods.items()]
    scores = pd.concat(parts, ignore_index=True)
    return scores[scores["crps"].notna()].reset_index(drop=True)


def _scored(name: str, cell: BacktestCell, predicted: Predicted) -> pd.DataFrame:
    count, horizons, _ = predicted.quantiles.shape
    came = cell.outcomes
    low95, low80, high80, high95 = (predicted.quantiles[..., _column(p)] for p in (0.025, 0.1, 0.9, 0.975))
    columns: dict[str, object] = {
        "method": name,
        "n": cell.n,
        "domain": cell.panel.domain,
        "series": np.repeat([cell.panel.names[each] for each in cell.members], horizons),
        "origin": cell.origin,
        "horizon": np.tile(np.arange(1, horizons + 1), count),
        "weight": np.repeat(cell.weights, horizons),
        "crps": score_crps(predicted.quantiles, came).ravel(),
        "interval_80": score_interval(low80, high80, came, 80).ravel(),
        "covered_80": covered(low80, high80, came).ravel(),
        "covered_95": covered(low95, high95, came).ravel(),
        "failed": np.repeat(predicted.failed, horizons),
    }
    for goal in GOALS:
        least = np.log1p(goal) * np.arange(1, horizons + 1)
        met = np.where(np.isnan(came), np.nan, came >= least - 1e-12)
        probability = _probability_of(predicted.quantiles, least)
        percent = round(goal * 100)
        columns |= {
            f"met_{percent}": met.ravel(),
            f"probability_{percent}": probability.ravel(),
            f"brier_{percent}": score_brier(probability, met).ravel(),
        }
    return pd.DataFrame(columns)


def _column(probability: float) -> int:
    at = int(np.argmin(np.abs(GRID - probability)))
    if abs(GRID[at] - probability) > 1e-9:
        raise ValueError(f"the grid lacks the probability {probability}")
    return at


def _probability_of(quantiles: Floats, least: Floats) -> Floats:
    """Return the probability of at least `least` (one per horizon), as `Forecast.probability` does, for all at once."""
    return np.array(
        [
            [
                1.0 - float(np.interp(level, row, GRID, left=0.0, right=1.0))
                for row, level in zip(own, least, strict=True)
            ]
            for own in quantiles
        ]
    )


def summarise(scores: pd.DataFrame, by: Sequence[str] = (), base: str = BASE) -> pd.DataFrame:
    """Return the weighted means of scores by method, n and further columns.

    - `scores`: as `backtest` returns them.
    - `by`: such as domain, horizon, origin.
    - `base`: the method that ratios are taken to, on the same cases.

    Columns method, n, those of `by`, cases (series and origins), crps, ratio (crps over that of `base`), covers_80,
    covers_95 (percent), interval_80, brier_5, brier_8, failed (percent).
    """
    reference = scores.loc[scores["method"] == base, [*CASE, "crps"]].rename(columns={"crps": "base"})
    table = scores.merge(reference, on=CASE, how="left", validate="many_to_one")
    keys = ["method", "n", *by]
    return pd.DataFrame(list(_means(table, keys)))


def _means(table: pd.DataFrame, keys: list[str]) -> Iterator[dict[str, object]]:
    for names, rows in table.groupby(keys, sort=True):
        weight = rows["weight"].to_numpy(dtype=np.float64)
        mean = {
            name: float(np.average(rows[name].to_numpy(dtype=np.float64), weights=weight))
            for name in ("crps", "base", "covered_80", "covered_95", "interval_80", "brier_5", "brier_8", "failed")
        }
        yield {
            **dict(zip(keys, names, strict=True)),
            "cases": len(rows.drop_duplicates(["domain", "series", "origin"])),
            "crps": mean["crps"],
            "ratio": mean["crps"] / mean["base"],
            "covers_80": 100 * mean["covered_80"],
            "covers_95": 100 * mean["covered_95"],
            "interval_80": mean["interval_80"],
            "brier_5": mean["brier_5"],
            "brier_8": mean["brier_8"],
            "failed": 100 * mean["failed"],
        }


def ratio_interval(
    scores: pd.DataFrame, method: str, base: str = BASE, *, level_pct: float = 90, draws: int = 400, seed: int = SEED
) -> tuple[float, float]:
    """Return the interval of a method's CRPS ratio over resampled pairs of domain and origin year.

    Series of one domain and year share its shocks, so the pairs are drawn (with replacement), not the series.

    - `scores`: as `backtest` returns them, of one n.
    - `method`, `base`: whose ratio to which.
    - `level_pct`: share of the resampled ratios that lies within, in percent.
    - `draws`, `seed`: how many resamples, and the seed of their choice.
    """
    pair = [
        scores.loc[scores["method"] == name]
        .assign(lost=lambda rows: rows["crps"] * rows["weight"])
        .groupby(["domain", "origin"])["lost"]
        .sum()
        for name in (method, base)
    ]
    own, other = (each.to_numpy(dtype=np.float64) for each in pair[0].align(pair[1], join="inner"))
    chosen = np.random.default_rng(seed).integers(0, len(own), (draws, len(own)))
    ratios = own[chosen].sum(axis=1) / other[chosen].sum(axis=1)
    low, high = np.quantile(ratios, [(1 - level_pct / 100) / 2, (1 + level_pct / 100) / 2])
    return float(low), float(high)
