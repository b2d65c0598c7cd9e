"""The fitted summary of a reference class, as known at the end of a year: about 20 numbers in place of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from lcanalysis.forecasting.distribution import Floats, weighted_quantiles

HALF_LIFE: Final = 12.0
"""Years after which a past growth counts half."""
LOOKBACK: Final = 40
"""Years of growth that a summary looks back."""
YEARS_KEPT: Final = 12
"""Latest years whose common growth a summary keeps."""
GENERIC_GROWTH: Final = 0.04
GENERIC_SPREAD: Final = 0.10
"""Log growth a year of a positive series of which nothing is known, and its spread: small classes are shrunk toward it."""
LEAST_SPREAD: Final = 0.005
"""The least spread that a class is given."""
CLIP: Final = 4.0
"""Deviations are clipped at this many spreads of the class."""
MAD_TO_SD: Final = 1.4826
_OF_FORMER_SUMMARIES: Final = frozenset({"between_years", "lag1", "lag_long"})
"""Fields of the summaries of version 0.1 that the law no longer uses."""


@dataclass(frozen=True)
class ClassSummary:
    """What a class says of the growth of its members, from years up to `as_of` only.

    - `name`: of the class.
    - `as_of`: the last year that was known.
    - `n_series`, `n_growths`: how many series and one-year growths it rests on.
    - `first_year`, `last_year`: the first and last year to which a growth leads.
    - `mu`: weighted median of log growth over one year (weight halved every 12 years back), shrunk toward the generic
      4 % by 20 / (growths + 20).
    - `spread`: 1.4826 times the weighted median of the absolute deviations from it, shrunk likewise (in logs) toward 10 %.
    - `year_dev`: of the latest years: the class's median growth in the year minus `mu`, times k / (k + 5) of k growths.
    - `tail`: log ratio of root mean square to `spread` of the deviations from the year medians; 0.4 for small classes.
    """

    name: str
    as_of: int
    n_series: int
    n_growths: int
    first_year: int
    last_year: int
    mu: float
    spread: float
    year_dev: Mapping[int, float] = field(default_factory=dict)
    tail: float = 0.4

    @property
    def years_known(self) -> int:
        """The years since its first growth, at most 40: what it knows of common shocks."""
        return min(self.as_of - self.first_year + 1, LOOKBACK)

    def common(self, years: Iterable[int]) -> Floats:
        """Return the class's common growth of these years in spreads, clipped at 3; 0 where it is not known."""
        found = np.array([self.year_dev.get(year, 0.0) for year in years]) / self.spread
        return np.clip(found, -3, 3)

    def known_at(self, year: int) -> ClassSummary:
        """Return the same summary in a later year in which nothing new about the class was known."""
        return replace(self, as_of=max(year, self.as_of))

    def to_record(self) -> dict[str, Any]:
        """Return plain numbers and texts, for a file."""
        record = asdict(replace(self, year_dev={}))
        record["year_dev"] = {str(year): round(value, 6) for year, value in self.year_dev.items()}
        return {key: round(value, 6) if isinstance(value, float) else value for key, value in record.items()}

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> ClassSummary:
        """Return the summary that `to_record` wrote, of version 0.1 too, whose summaries held more than is used now.

        Raises `TypeError` or `ValueError` if the record is not one.
        """
        held = {name: value for name, value in record.items() if name not in _OF_FORMER_SUMMARIES}
        held["year_dev"] = {int(year): float(value) for year, value in dict(record["year_dev"]).items()}
        return cls(**held)


def generic_summary(as_of: int, growth: float = GENERIC_GROWTH, spread: float = GENERIC_SPREAD) -> ClassSummary:
    """Return the class of any series at all: 4 % a year, give or take 10 %; a part of every pool.

    >>> generic_summary(2018).mu
    0.04
    """
    return ClassSummary("generic", as_of, 0, 0, as_of, as_of, growth, spread)


def summarise_growth(
    growth: Floats,
    years: npt.NDArray[np.int64],
    as_of: int,
    name: str = "class",
    generic: tuple[float, float] = (GENERIC_GROWTH, GENERIC_SPREAD),
) -> ClassSummary:
    """Return the summary of a class as known at the end of `as_of`.

    - `growth`: one row per series, one column per year: log growth from the year before; NaN where there is none.
    - `as_of`: later years are not looked at.
    - `generic`: growth and spread toward which a small class is shrunk.

    >>> found = summarise_growth(np.full((200, 10), 0.07), np.arange(2009, 2019), 2018)
    >>> round(found.mu, 3), found.n_growths, found.first_year
    (0.07, 2000, 2009)
    """
    kept = years <= as_of
    years, growth = years[kept][-LOOKBACK:], growth[:, kept][:, -LOOKBACK:]
    known = np.isfinite(growth)
    cases = int(known.sum())
    if not cases:
        return replace(generic_summary(as_of, *generic), name=name)
    growth = growth[known.any(axis=1)]
    known = np.isfinite(growth)
    recency = 0.5 ** ((as_of - years) / HALF_LIFE)
    mu, spread = _centre_and_spread(growth[known], np.broadcast_to(recency, growth.shape)[known], generic)
    count = known.sum(axis=0)
    used = count > 0
    medians = np.zeros(len(years))
    medians[used] = np.nanmedian(growth[:, used], axis=0)
    common = np.where(used, medians - mu, 0.0) * count / (count + 5.0)
    deviations = np.clip(growth - medians, -CLIP * spread, CLIP * spread)
    recent = slice(-YEARS_KEPT, None)
    return ClassSummary(
        name=name,
        as_of=as_of,
        n_series=len(growth),
        n_growths=cases,
        first_year=int(years[used][0]),
        last_year=int(years[used][-1]),
        mu=mu,
        spread=spread,
        year_dev=dict(zip(years[recent].tolist(), common[recent].tolist(), strict=True)),
        tail=_tail(deviations, spread, cases),
    )


def _centre_and_spread(values: Floats, weights: Floats, generic: tuple[float, float]) -> tuple[float, float]:
    half = np.array([0.5])
    median = float(weighted_quantiles(values, weights, half)[0])
    raw = max(MAD_TO_SD * float(weighted_quantiles(np.abs(values - median), weights, half)[0]), LEAST_SPREAD)
    trust = len(values) / (len(values) + 20.0)
    spread = float(np.exp(trust * np.log(raw) + (1 - trust) * np.log(generic[1])))
    return trust * median + (1 - trust) * generic[0], spread


def _tail(deviations: Floats, spread: float, cases: int) -> float:
    ratio = float(np.sqrt(np.nanmean(deviations**2))) / spread
    trust = cases / (cases + 50.0)
    return float(trust * np.log(np.clip(ratio, 0.7, 3)) + (1 - trust) * 0.4)
