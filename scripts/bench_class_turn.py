"""Fit the weight of the general class, and a turn common to a class, by leaving out blocks of years, into docs/method.md.

    python scripts/bench_class_turn.py BENCHMARK.csv

Run by `make bench BENCHMARK=…`. What was known at the end of a year is put into blocks of three years of origin. A block is
forecast with constants that were fitted without any growth in its years, from the class (the other folds) and the general
class. The turn is a lasting shift of the whole class's growth, given as a standard deviation in spreads of the class: its square
times the square of the years ahead is added to the squared scale. Weight and turn are those of the greatest mean log density, where
each domain in each block counts the same, since what falls into one year is one draw. A second weight is the one with the greatest
mean over the worst quarter of these alone. The Chinese years after are then scored.

A second table is of series whose own class is not in the pool, Chinese and other, by the weight of the general class: so are plans
forecast that chose no class.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from backtest import (
    BASE,
    BASELINES,
    HORIZONS,
    LENGTHS,
    BacktestCell,
    Method,
    SeriesPanel,
    backtest,
    cells_of,
    panels_of,
    summarise,
)
from baselines import Predicted
from bench_later_years import CHINESE, PAGE, REFITTED, ROOT, cells_from, default_classes
from current_backtest import OWN_CLASSES
from fit_forecast_constants import Domain, collect_cases, fit, known_at, read_benchmark
from scipy.stats import t
from written_pages import write_between

from lcanalysis.forecasting.backtest_scores import MIXED, NAMED
from lcanalysis.forecasting.class_members import MemberChoice
from lcanalysis.forecasting.class_summary import generic_summary
from lcanalysis.forecasting.distribution import Floats
from lcanalysis.forecasting.growth_law import Constants, load_constants
from lcanalysis.forecasting.pool import GENERAL_SHARE, UNCHOSEN_SHARE, Weighted, pool_classes
from lcanalysis.forecasting.reference_class import ReferenceClass
from lcanalysis.forecasting.reference_files import load_reference

BEGIN, END = "<!-- bench:class-turn -->", "<!-- /bench:class-turn -->"
BEGIN_UNCHOSEN, END_UNCHOSEN = "<!-- bench:unchosen -->", "<!-- /bench:unchosen -->"
BLOCK: Final = 3
FIRST: Final = 1978
"""Years of origin before this are one block."""
ORIGINS: Final = 8
SHARES: Final = tuple(step / 20 for step in range(21))
TURNS: Final = (0.0, 0.05, 0.1, 0.2, 0.4)
PROFILE: Final = (0.0, 0.1, 0.2, 0.35, 0.5, 1.0)
UNCHOSEN: Final = (GENERAL_SHARE, 0.5, UNCHOSEN_SHARE, 0.9, 1.0)
ORIGINS_UNCHOSEN: Final = 2
AHEAD: Final = range(1, HORIZONS + 1)


@dataclass(frozen=True, eq=False)
class Held:
    """Cases of one domain and block: location, scale (class and general class, case, horizon), degrees of freedom, the class's spread, outcome."""

    location: Floats
    scale: Floats
    freedom: Floats
    spread: Floats
    outcome: Floats

    def laws(self, share: float, turn: float) -> tuple[Floats, Floats]:
        """Return location and scale with a weight of the general class and a turn."""
        weights = np.array([1 - share, share])[:, None, None]
        scale = np.hypot((weights * self.scale).sum(axis=0), turn * self.spread[:, None] * np.array(AHEAD))
        return (weights * self.location).sum(axis=0), scale

    def density(self, share: float, turn: float) -> float:
        """Return the mean log density of what came."""
        location, scale = self.laws(share, turn)
        return float(np.nanmean(t.logpdf(self.outcome, self.freedom, location, scale)))

    def held(self, share: float) -> float:
        """Return the percentage of outcomes within 80% bands."""
        location, scale = self.laws(share, 0)
        inside = np.abs(self.outcome - location) <= scale * t.ppf(0.9, self.freedom)
        return float(100 * inside[np.isfinite(self.outcome)].mean())


def constants_of(fitted: dict[str, dict[str, float]]) -> Constants:
    """Return fitted constants as the law takes them."""
    return Constants(*(np.array([*part.values()]) for part in fitted.values()))


@lru_cache(maxsize=256)
def own_class(panel: SeriesPanel, fold: int) -> ReferenceClass:
    """Return the series of a domain that are outside a fold as a class."""
    return load_reference(panel.class_table(fold))


def blocks_until(year: int) -> Iterator[range]:
    """Yield the years of origin known at the end of a year, in blocks, the latest first.

    >>> list(blocks_until(1983))
    [range(1980, 1983), range(0, 1980)]
    """
    for stop in range(year, FIRST, -BLOCK):
        start = stop - BLOCK
        yield range(start if start > FIRST else 0, stop)


def held_out(table: pd.DataFrame, domains: dict[str, Domain], year: int) -> list[Held]:
    """Return what was known at the end of a year, each domain and block as forecast without the years of the block."""
    cases = collect_cases(known_at(domains, year))
    panels = panels_of(table[table["year"] <= year])
    cells = [cell for n in LENGTHS for cell in cells_of(panels, n, origins=ORIGINS)]
    found = []
    for block in blocks_until(year):
        # Whatever falls into the years that the block's cases look ahead to is left out as well.
        constants = constants_of(fit(cases, without=range(block.start + 1, block.stop + HORIZONS)))
        of_domain: dict[str, list[Held]] = {}
        for cell in cells:
            if cell.origin in block:
                of_domain.setdefault(cell.panel.domain, []).append(_held(cell, constants))
        found += [_joined(each) for each in of_domain.values()]
    return found


def _held(cell: BacktestCell, constants: Constants) -> Held:
    general = generic_summary(cell.origin)
    known = [own_class(cell.panel, cell.fold).summary_at(cell.origin) or general, general]
    laws = [pool_classes(cell.logs, cell.origin, AHEAD, ((each, 1.0),), constants=constants) for each in known]
    return Held(
        np.stack([law.location for law in laws]) - cell.logs[:, -1:],
        np.stack([law.scale for law in laws]),
        np.tile(laws[0].freedom, (len(cell.logs), 1)),
        np.full(len(cell.logs), known[0].spread),
        cell.outcomes,
    )


def _joined(parts: list[Held]) -> Held:
    pairs = (np.concatenate([getattr(part, name) for part in parts], axis=1) for name in ("location", "scale"))
    rows = (np.concatenate([getattr(part, name) for part in parts]) for name in ("freedom", "spread", "outcome"))
    return Held(*pairs, *rows)


def densities(held: Sequence[Held]) -> dict[tuple[float, float], Floats]:
    """Return the mean log density of each domain and block, by weight of the general class and turn."""
    return {pair: np.array([each.density(*pair) for each in held]) for pair in product(SHARES, TURNS)}


def worst_quarter(of_blocks: Floats) -> float:
    """Return the mean of the least quarter.

    >>> worst_quarter(np.array([4.0, 1.0, 3.0, 2.0]))
    1.0
    """
    return float(np.sort(of_blocks)[: max(1, len(of_blocks) // 4)].mean())


def with_share(
    classes_of: Callable[[BacktestCell], Iterable[ReferenceClass]], share: float, turn: float, constants: Constants
) -> Method:
    """Return the forecast with another weight of the general class, and a turn."""

    def predict(cell: BacktestCell) -> Predicted:
        choice = MemberChoice(
            tuple(classes_of(cell)), date(cell.origin + 1, 1, 1), "log", ROOT / "data", is_default=True
        )
        *classes, (general, _) = choice.at(cell.origin).weighted
        each = (1 - share) / max(len(classes), 1)
        weighted: list[Weighted] = [(one, each) for one, _ in classes]
        weighted.append((general, share if classes else 1.0))
        law = pool_classes(cell.logs, cell.origin, AHEAD, weighted, constants=constants)
        spread = np.mean([one.spread for one, _ in classes or weighted])
        law = replace(law, scale=np.hypot(law.scale, turn * spread * np.array(AHEAD)))
        return Predicted(law.quantiles() - cell.logs[:, -1, None, None], np.zeros(len(cell.members), dtype=bool))

    return predict


def score_after(table: pd.DataFrame, year: int, share: float, turn: float, constants: Constants) -> pd.DataFrame:
    """Return the scores of the years after a fit, of Chinese series, by method: the default pool and the named class."""
    cells = [cell for cell in cells_from(table, year) if cell.panel.domain.startswith(CHINESE)]
    methods = {
        MIXED: with_share(default_classes(year, ROOT / "data"), share, turn, constants),
        NAMED: with_share(lambda cell: (own_class(cell.panel, cell.fold),), share, turn, constants),
        BASE: BASELINES[BASE],
    }
    return summarise(backtest(cells, methods)).set_index(["method", "n"])


def measure(benchmark: Path) -> str:
    """Return the tables of the page."""
    table = pd.read_csv(benchmark).rename(columns={"series_id": "series"})
    domains = read_benchmark(benchmark)
    last = int(table["year"].max())
    losses = " | ".join(f"loss at {weight:g}" for weight in PROFILE)
    fits = [
        f"| known until | domains and blocks | weight | turn | weight, worst quarter | {losses} | 80% bands hold |",
        "| --- |" + " --- |" * (len(PROFILE) + 5),
    ]
    after = [
        "| known until | weight | default pool, n=2, 3, 5, 8 | ratio | named class | ratio |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for year in (*REFITTED, last):
        held = held_out(table, domains, year)
        found = densities(held)
        means = {pair: float(of_blocks.mean()) for pair, of_blocks in found.items()}
        share, turn = max(means, key=means.__getitem__)
        wary = max(SHARES, key=lambda weight: worst_quarter(found[weight, 0.0]))
        losses = " | ".join(f"{means[share, turn] - means[weight, 0.0]:.3f}" for weight in PROFILE)
        bands = np.array([each.held(GENERAL_SHARE) for each in held])
        fits.append(
            f"| {year} | {len(held)} | {share:.2f} | {turn:.2f} | {wary:.2f} | {losses} | "
            f"{bands.mean():.0f} ± {bands.std():.0f} |"
        )
        print(fits[-1], flush=True)
        if year == last:
            continue
        constants = constants_of(fit(collect_cases(known_at(domains, year))))
        for weight, shift in ((share, turn), (wary, 0.0), (GENERAL_SHARE, 0.0)):
            scores = score_after(table, year, weight, shift, constants)
            cells = [
                ", ".join(f"{scores.loc[(method, n), column]:{form}}" for n in LENGTHS)
                for method in (MIXED, NAMED)
                for column, form in (("covers_80", ".0f"), ("ratio", ".2f"))
            ]
            after.append(f"| {year} | {weight:.2f} | {' | '.join(cells)} |")
            print(after[-1], flush=True)
    return "\n".join([*fits, "", *after])


def measure_unchosen(benchmark: Path) -> str:
    """Return the table of series whose own class is not in the pool, with the constants shipped."""
    panels = panels_of(pd.read_csv(benchmark).rename(columns={"series_id": "series"}))
    cells = [cell for n in LENGTHS for cell in cells_of(panels, n, origins=ORIGINS_UNCHOSEN)]
    every = default_classes(date.max.year, ROOT / "data")

    def others(cell: BacktestCell) -> Iterator[ReferenceClass]:
        own = OWN_CLASSES.get(cell.panel.domain, ())
        yield from (each for each in every(cell) if each.name not in own)

    methods = {f"{weight:g}": with_share(others, weight, 0, load_constants()) for weight in UNCHOSEN}
    scores = backtest(cells, {**methods, BASE: BASELINES[BASE]})
    is_chinese = scores["domain"].str.startswith(CHINESE)
    found = summarise(scores.assign(is_chinese=is_chinese), ["is_chinese"]).set_index(["method", "is_chinese", "n"])
    lines = [
        "| weight of the general class | Chinese, n=2, 3, 5, 8: CRPS ratio | 80% bands hold | other series: CRPS ratio | 80% bands hold |",
        "| --- | --- | --- | --- | --- |",
    ]
    for method in methods:
        cells_of_row = [
            ", ".join(f"{found.loc[(method, chinese, n), column]:{form}}" for n in LENGTHS)
            for chinese in (True, False)
            for column, form in (("ratio", ".3f"), ("covers_80", ".0f"))
        ]
        lines.append(f"| {method} | {' | '.join(cells_of_row)} |")
    return "\n".join(lines)


def main(benchmark: str) -> None:
    """Measure, and write the tables."""
    write_between(PAGE, BEGIN_UNCHOSEN, END_UNCHOSEN, f"\n{measure_unchosen(Path(benchmark))}\n")
    write_between(PAGE, BEGIN, END, f"\n{measure(Path(benchmark))}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
