"""The year under way: its months so far tell of the whole year, and through it of the years after.

The law's density of y, the log of the year, is multiplied by the likelihood of what is known. If a year Y has brought S so
far, a = log(S / (Y - S)) is the log odds of the share of its months; in k earlier years it was a_1 to a_k, so that

    p(y | S)  ~  p(y) t((a - mean a_j) / w; n + k - 1) / (1 - S/Y),    Y > S,
    w^2 = (n tau^2 + sum (a_j - mean)^2) / (n + k - 1) (1 + 1/k):

a normal law of the log odds, its variance shrunk toward tau^2 as by n more years. This ties the rest of the year to what it
was in earlier years, and nothing lies below S. Later years follow as `joint_years` joins years.

The two constants were chosen by what bands of 80% held on monthly series of the M3 competition; docs/method.md has the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from lcanalysis.exhibits import words_from
from lcanalysis.forecasting.cautions import Caution
from lcanalysis.forecasting.distribution import GRID, Floats
from lcanalysis.forecasting.joint_years import DECAY
from lcanalysis.forecasting.pool import PooledLaw
from lcanalysis.forecasting.rates_and_levels import level_words, observed_level
from lcanalysis.forecasting.result import Forecast
from lcanalysis.forecasting.series import Observed, RunningYear
from lcanalysis.goals.within_year import cumulative_rows
from lcanalysis.intake.adding_up import added, can_add_up
from lcanalysis.observations import PUBLISHED, Observation, latest
from lcanalysis.periods import months_of, period_in_words
from lcanalysis.plan import Plan
from lcanalysis.units import convert

PRIOR_YEARS: Final = 3
"""n: how many years the usual spread of the log odds counts for."""
PRIOR_SPREAD: Final = 0.10
"""tau: that spread; of industrial series of M3 half had 0.05 to 0.15."""
_STEPS: Final = 400
_EDGE: Final = 1e-5
"""How far into its tails the law is followed, as a probability."""


def running_year_of(
    plan: Plan, indicator: str, entity: str, observed: Observed, unit: str, as_of: date
) -> RunningYear | None:
    """Return what is known, by a day, of the year after the last observed one; None if none of its months is.

    Months count if they are of the same scope as the years, and adding up makes sense of them.
    """
    if not can_add_up(plan.definition.indicators[indicator]):
        return None
    every = [row for row in plan.records_of(indicator, entity) if row.status == PUBLISHED]
    rows = {key[3]: row for key, row in latest(every, as_of).items()}
    if not any(period.startswith(f"{observed.origin + 1}-") for period in rows):
        return None
    together = cumulative_rows(rows)
    newest = max((period for period in together if period.startswith(f"{observed.origin + 1}-01--")), default="")
    wholes = {int(row.period): row for row in plan.yearly(indicator, entity, as_of=as_of)}
    if not newest or together[newest][0].scope != wholes[observed.origin].scope:
        return None
    shares, traced = [], list(together[newest])
    for year in observed.years:
        same, whole = together.get(f"{year}{newest[4:]}", ()), wholes[year]
        share = _amount(same, whole.unit) / float(whole.value) if same and whole.value > 0 else 0.0
        if 0 < share < 1 and same[0].scope == whole.scope:
            shares.append(share)
            traced += [*same, whole]
    trace = tuple(dict.fromkeys(cell for row in traced for cell in row.addresses))
    last = months_of(newest)[1]
    found = RunningYear(observed.origin + 1, last, _amount(together[newest], unit), tuple(shares), trace)
    return found if found.so_far > 0 else None


def _amount(rows: Sequence[Observation], unit: str) -> float:
    return float(convert(added(rows), rows[0].unit, unit))


def with_running_year(found: Forecast, known: RunningYear) -> Forecast:
    """Return a forecast of logs, whose first year is the one under way, given what that year brought so far."""
    law = found.law
    if law is None or known.year != found.years[0]:
        raise ValueError("a forecast from its law, whose first year is the one under way, can be given months")
    levels, shift, spread = _given(law, known)
    rows = [levels]
    for at in range(1, len(found.years)):
        lasting = (1 / (at + 1)) ** DECAY
        scores = lasting * shift + np.sqrt(1 - lasting**2 * (1 - spread**2)) * ndtri(GRID)
        ranks = np.clip(ndtr(scores), _EDGE, 1 - _EDGE)
        rows.append(law.location[0, at] + law.scale[0, at] * stdtrit(law.freedom[at], ranks))
    caution = Caution(
        "forecast.caution_months" if known.shares else "forecast.caution_months_alone",
        {
            "period": words_from(lambda lang: period_in_words(known.period, lang)),
            "so_far": level_words(observed_level(known.so_far, found.unit), found.unit),
            "count": len(known.shares),
        },
    )
    return replace(
        found, levels=np.exp(np.stack(rows)), law=None, working_scale=None, running=known,
        warnings=(*found.warnings, caution),
    )  # fmt: skip


def _given(law: PooledLaw, known: RunningYear) -> tuple[Floats, float, float]:
    """Return the log of the year under way by the probabilities of the grid, and mean and spread of its normal score."""
    location, scale, freedom = law.location[0, 0], law.scale[0, 0], law.freedom[0]
    floor = np.log(known.so_far)
    tails = np.concatenate([[_EDGE], np.arange(1, _STEPS) / _STEPS, [1 - _EDGE]])
    ends = location + scale * stdtrit(freedom, tails)
    spread, centre, count = 1.0, 0.0, float("inf")
    if known.shares:
        odds = np.log(known.shares) - np.log1p(-np.array(known.shares))
        count, centre = PRIOR_YEARS + len(odds) - 1, float(odds.mean())
        variance = (PRIOR_YEARS * PRIOR_SPREAD**2 + ((odds - centre) ** 2).sum()) / count
        spread = float(np.sqrt(variance * (1 + 1 / len(odds))))
        ends = np.concatenate([ends, floor + np.log1p(np.exp(-(centre + spread * stdtrit(count, tails))))])
    points = np.unique(np.concatenate([ends, np.linspace(ends.min(), ends.max(), _STEPS)]))
    points = np.concatenate([floor + 1e-9 * np.arange(1, 3), points[points > floor + 1e-8]])
    density = _student((points - location) / scale, freedom)
    if known.shares:
        rest = -np.expm1(floor - points)
        density *= _student((floor - points - np.log(rest) - centre) / spread, count) / rest
    steps = np.diff(points)
    mass = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * steps)])
    weights = (np.append(steps, 0) + np.insert(steps, 0, 0)) / 2 * density / mass[-1]
    scores = ndtri(np.clip(stdtr(freedom, (points - location) / scale), _EDGE, 1 - _EDGE))
    mean = float(weights @ scores)
    return np.interp(GRID, mass / mass[-1], points), mean, float(np.sqrt(weights @ (scores - mean) ** 2))


def _student(z: Floats, freedom: float) -> Floats:
    """Return the density of Student's law without its constant."""
    found: Floats = (1 + z**2 / freedom) ** (-(freedom + 1) / 2)
    return found
