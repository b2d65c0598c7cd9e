"""Fit the constants of the growth law to a benchmark of yearly series.

    python scripts/fit_forecast_constants.py BENCHMARK.csv [--until YEAR] [--out CONSTANTS.json]

The benchmark has the columns series_id, domain, year, value: positive levels, of each series consecutive years. All
series of a domain are a class for one another: they are cut into five folds, and the class of a case is the other
four folds as known at its origin. Eight origins are drawn of each series and length. Location and scale are fitted by
penalised maximum likelihood of a Student t, all lengths and horizons at once. The same benchmark gives the same
constants; by default they are written into the package. With `--until` nothing after that year is looked at, neither
as a class nor as what came: `lcanalysis.forecast(..., constants=FILE)` then forecasts as it could have been done.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from lcanalysis.forecasting.class_summary import summarise_growth
from lcanalysis.forecasting.growth_law import (
    FREEDOM_TERMS,
    LOCATION_TERMS,
    SCALE_TERMS,
    freedom_basis,
    growth_features,
    location_basis,
    scale_basis,
)

Floats: TypeAlias = npt.NDArray[np.float64]

SHIPPED = Path(__file__).parent.parent / "lcanalysis" / "forecasting" / "constants.json"
LENGTHS = (2, 3, 4, 5, 6, 8, 10)
HORIZONS = (1, 2, 3, 4, 6, 8)
SCORED_LENGTHS = (2, 3, 5, 8)
HALF_WEIGHT_FROM = 6
"""Horizons from here on have half the weight; lengths that are not scored 0.6."""
FOLDS = 5
LEAST_YEARS = 3
"""A forecast from two observations needs a third as what came."""
ORIGINS = 8
SEED = 2
RIDGE = 3e-4
CLASS_TERMS = {"common_last": 0.03, "common_3y": 0.03, "mu": 0.03, "tail": 3e-4}
"""Further penalty on terms that differ only between classes and years: there the years are the information, and
there are few of them."""
NO_YEARS = range(0)
P, Q = len(LOCATION_TERMS), len(SCALE_TERMS)


@dataclass(frozen=True)
class Domain:
    """Logs of the levels, one row per series and one column per year (NaN where none)."""

    names: tuple[str, ...]
    years: npt.NDArray[np.int64]
    levels: Floats

    @property
    def folds(self) -> npt.NDArray[np.int64]:
        """The fold of each series, from its name alone."""
        return np.array([zlib.crc32(f"f{name}".encode()) % FOLDS for name in self.names], dtype=np.int64)


@dataclass(frozen=True)
class Block:
    """Cases of one length and horizon: the terms at that horizon, growth above the class's in spreads, and weights."""

    location: Floats
    scale: Floats
    growth: Floats
    weights: Floats
    freedom_basis: Floats


def read_benchmark(path: Path) -> dict[str, Domain]:
    """Return the domains of a benchmark, in order of name."""
    table = pd.read_csv(path)
    found = {}
    for name, rows in table.groupby("domain"):
        wide = rows.pivot_table(index="series_id", columns="year", values="value")
        years = np.arange(rows["year"].min(), rows["year"].max() + 1, dtype=np.int64)
        wide = wide.reindex(columns=years)
        found[str(name)] = Domain(tuple(map(str, wide.index)), years, np.log(wide.to_numpy(dtype=np.float64)))
    return found


def known_at(domains: Mapping[str, Domain], year: int) -> dict[str, Domain]:
    """Return the domains as known at the end of a year: those with series of three years by then.

    >>> domain = Domain(("a", "b"), np.arange(2009, 2014), np.array([[1.0, 2, 3, 4, 5], [np.nan, np.nan, 3, 4, 5]]))
    >>> known_at({"d": domain}, 2011)["d"].names
    ('a',)
    """
    found = {}
    for name, domain in domains.items():
        levels = domain.levels[:, domain.years <= year]
        kept = np.isfinite(levels).sum(axis=1) >= LEAST_YEARS
        if kept.any():
            names = tuple(own for own, is_kept in zip(domain.names, kept, strict=True) if is_kept)
            found[name] = Domain(names, domain.years[domain.years <= year], levels[kept])
    return found


def draw_origins(levels: Floats, rows: Sequence[int], draws: np.random.Generator) -> dict[int, dict[int, list[int]]]:
    """Return, by origin (a column) and length, the series that are forecast from there: eight origins of each."""
    picked: dict[int, dict[int, list[int]]] = {}
    for n in LENGTHS:
        origins = {
            row: [at for at in range(n - 1, levels.shape[1] - 1) if np.isfinite(levels[row, at - n + 1 : at + 2]).all()]
            for row in rows
        }
        for row, possible in origins.items():
            if possible:
                for at in draws.permutation(possible)[:ORIGINS]:
                    picked.setdefault(int(at), {}).setdefault(n, []).append(row)
    return picked


def collect_cases(domains: Mapping[str, Domain]) -> dict[int, dict[str, Floats]]:
    """Return the cases of every length: terms, class centre and spread, future change by horizon, and weights.

    The weights of one series' cases of one length sum to 1.
    """
    draws = np.random.default_rng(SEED)
    held: dict[int, dict[str, list[Floats]]] = {n: {} for n in LENGTHS}
    for number, name in enumerate(sorted(domains)):
        domain, folds = domains[name], domains[name].folds
        growth = np.diff(domain.levels, axis=1)
        for fold in range(FOLDS):
            picked = draw_origins(domain.levels, np.flatnonzero(folds == fold).tolist(), draws)
            for at in sorted(picked):
                origin = int(domain.years[at])
                reference = summarise_growth(growth[folds != fold], domain.years[1:], origin, name)
                for n, rows in picked[at].items():
                    levels = domain.levels[rows, at - n + 1 : at + 1]
                    location, scale = growth_features(levels, origin, reference)
                    case = {
                        "series": number * 10_000.0 + np.array(rows),
                        "origin": np.full(len(rows), float(origin)),
                        "location": location,
                        "scale": scale,
                        "mu": np.full(len(rows), reference.mu),
                        "spread": np.full(len(rows), reference.spread),
                        "change": _changes(domain.levels, rows, at),
                    }
                    for key, value in case.items():
                        held[n].setdefault(key, []).append(value)
    cases = {n: {key: np.concatenate(parts) for key, parts in found.items()} for n, found in held.items() if found}
    for found in cases.values():
        _, inverse, count = np.unique(found["series"], return_inverse=True, return_counts=True)
        found["weights"] = 1 / count[inverse]
    return cases


def _changes(levels: Floats, rows: Sequence[int], at: int) -> Floats:
    changes = np.full((len(rows), len(HORIZONS)), np.nan)
    for column, horizon in enumerate(HORIZONS):
        if at + horizon < levels.shape[1]:
            changes[:, column] = levels[rows, at + horizon] - levels[rows, at]
    return changes


def blocks_of(cases: Mapping[int, Mapping[str, Floats]], without: range = NO_YEARS) -> list[Block]:
    """Return the cases by length and horizon; those with fewer than five are left out, and growth in the years `without`."""
    blocks = []
    for n, found in cases.items():
        for column, horizon in enumerate(HORIZONS):
            known = np.isfinite(found["change"][:, column])
            known &= (found["origin"] + horizon < without.start) | (found["origin"] >= without.stop - 1)
            if known.sum() < 5:
                continue
            growth = (found["change"][known, column] - horizon * found["mu"][known]) / found["spread"][known]
            weights = found["weights"][known] * (0.5 if horizon >= HALF_WEIGHT_FROM else 1)
            weights = weights * (1 if n in SCORED_LENGTHS else 0.6)
            location = found["location"][known] * location_basis(horizon)
            scale = found["scale"][known] * scale_basis(horizon)
            blocks.append(Block(location, scale, growth, weights, freedom_basis(horizon)))
    return blocks


def penalties() -> Floats:
    """Return the ridge of each constant, the two of the degrees of freedom not among them."""
    return np.array([RIDGE + CLASS_TERMS.get(term, 0) for term in (*LOCATION_TERMS, *SCALE_TERMS)])


def loss(theta: Floats, blocks: Sequence[Block], ridge: Floats) -> tuple[float, Floats]:
    """Return the penalised mean negative log likelihood, and its gradient."""
    a, b, v = theta[:P], theta[P:-2], theta[-2:]
    total = sum(float(block.weights.sum()) for block in blocks)
    likelihood, grad_a, grad_b, grad_v = 0.0, np.zeros_like(a), np.zeros_like(b), np.zeros(2)
    for block in blocks:
        w, sum_w = block.weights, block.weights.sum()
        above = np.exp(np.minimum(v @ block.freedom_basis, 6))
        nu = 1.5 + above
        log_scale = block.scale @ b
        u = (block.growth - block.location @ a) * np.exp(-log_scale)
        q = 1 + u * u / nu
        log_q = np.log(q)
        likelihood += sum_w * (gammaln((nu + 1) / 2) - gammaln(nu / 2) - 0.5 * np.log(nu * np.pi))
        likelihood -= (w * (log_scale + (nu + 1) / 2 * log_q)).sum()
        du = (nu + 1) * u / (nu * q)
        grad_a += block.location.T @ (w * du * np.exp(-log_scale))
        grad_b += block.scale.T @ (w * (du * u - 1))
        slope = sum_w * (digamma((nu + 1) / 2) - digamma(nu / 2) - 1 / nu) - (w * log_q).sum()
        slope += (nu + 1) / nu * (w * (u * u / nu) / q).sum()
        grad_v += above * 0.5 * slope * block.freedom_basis
    gradient = -np.concatenate([grad_a, grad_b, grad_v]) / total
    gradient[:-2] += 2 * ridge * theta[:-2]
    return -likelihood / total + float((ridge * theta[:-2] ** 2).sum()), gradient


def fit(
    cases: Mapping[int, Mapping[str, Floats]], steps: int = 20_000, without: range = NO_YEARS
) -> dict[str, dict[str, float]]:
    """Return the constants by term, rounded to four decimals: location, scale, freedom. No growth in the years `without` is used."""
    start = np.zeros(P + Q + 2)
    start[-2:] = 0.5, 0.1
    blocks = blocks_of(cases, without)
    # Run to the end: where the optimiser stops halfway, the last digits differ from machine to machine.
    options: Any = {"maxiter": steps, "maxfun": 2 * steps, "ftol": 1e-15, "gtol": 1e-7, "maxcor": 50}
    found = minimize(loss, start, (blocks, penalties()), jac=True, method="L-BFGS-B", options=options)
    theta = np.round(found.x, 4) + 0.0  # no minus zero
    parts = {"location": (LOCATION_TERMS, theta[:P]), "scale": (SCALE_TERMS, theta[P:-2])}
    parts["freedom"] = FREEDOM_TERMS, theta[-2:]
    return {name: dict(zip(terms, values.tolist(), strict=True)) for name, (terms, values) in parts.items()}


def to_text(constants: Mapping[str, Mapping[str, float]], domains: Sequence[str], until: int | None = None) -> str:
    """Return the file of constants: what they are, and one part a line."""
    heads = {
        "made_by": "scripts/fit_forecast_constants.py",
        **({} if until is None else {"until": until}),
        "domains": list(domains),
        "lengths": LENGTHS,
        "horizons": HORIZONS,
    }
    lines = [f'"{key}": {json.dumps(value)}' for key, value in {**heads, **constants}.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write_constants(domains: Mapping[str, Domain], path: Path, until: int | None = None) -> None:
    """Fit to the domains, as known at the end of `until` if it is given, and write the constants."""
    known = domains if until is None else known_at(domains, until)
    path.write_text(to_text(fit(collect_cases(known)), sorted(known), until), encoding="utf-8")


def main() -> None:
    """Fit to the benchmark that the command line names."""
    parser = argparse.ArgumentParser(description="Fit the constants of the growth law.")
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("--until", type=int, metavar="YEAR", help="look at nothing after this year")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="default: the constants of the package")
    asked = parser.parse_args()
    if asked.until is not None and asked.out == SHIPPED:
        parser.error("constants of an earlier year are not those of the package: give --out")
    write_constants(read_benchmark(asked.benchmark), asked.out, asked.until)


if __name__ == "__main__":
    main()
