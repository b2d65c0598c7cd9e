"""The law as docs/method.md writes it out, computed anew from the shipped files in plain loops, gives the same odds."""

import csv
import json
import math
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median

import numpy as np
import pytest
from scipy.stats import t as student

from lcanalysis import forecast, load

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "data" / "raw" / "reference"
WEIGHTS = json.loads((ROOT / "lcanalysis" / "forecasting" / "constants.json").read_text(encoding="utf-8"))
KNOWN = 2018
GENERIC = {
    "mu": 0.04, "spread": 0.10, "year_dev": {}, "tail": 0.4,
}  # fmt: skip


def clip(value, limit):
    return max(-limit, min(limit, value))


def weighted_median(values, weights):
    total, below, points = sum(weights), 0.0, []
    for value, weight in sorted(zip(values, weights, strict=True)):
        points.append(((below + weight / 2) / total, value))
        below += weight
    return next(x + (y - x) * (0.5 - a) / (b - a) for (a, x), (b, y) in pairwise(points) if a <= 0.5 <= b)


def summary_of_rows(name, since):
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        levels = {(row["series"], int(row["year"])): float(row["value"]) for row in csv.DictReader(lines)}
    growth = {
        (series, year): math.log(value / levels[series, year - 1])
        for (series, year), value in levels.items()
        if (series, year - 1) in levels and since < year <= KNOWN
    }
    weights = [0.5 ** ((KNOWN - year) / 12) for _, year in growth]
    centre = weighted_median(growth.values(), weights)
    spread = 1.4826 * weighted_median([abs(value - centre) for value in growth.values()], weights)
    count, trust = len(growth), len(growth) / (len(growth) + 20)
    mu, s0 = trust * centre + (1 - trust) * 0.04, spread**trust * 0.10 ** (1 - trust)
    years = {year: [value for (_, own), value in growth.items() if own == year] for _, year in growth}
    middle = {year: median(values) for year, values in years.items()}
    deviations = {(series, year): clip(value - middle[year], 4 * s0) for (series, year), value in growth.items()}
    root = math.sqrt(fmean(value**2 for value in deviations.values())) / s0
    return {
        "mu": mu,
        "spread": s0,
        "year_dev": {year: (middle[year] - mu) * len(values) / (len(values) + 5) for year, values in years.items()},
        "tail": count / (count + 50) * math.log(min(3, max(0.7, root))) + 50 / (count + 50) * 0.4,
    }


def summary_as_shipped(name, since):
    held = json.loads((REFERENCE / f"{name}.fitted.json").read_text(encoding="utf-8"))
    [found] = [one for one in held if (one["since"], one["as_of"]) == (since, KNOWN)]
    return found | {"year_dev": {int(year): value for year, value in found["year_dev"].items()}}


def law(growth, horizon, known):
    mu, s0, m = known["mu"], known["spread"], len(growth)
    common = {year: clip(known["year_dev"].get(year, 0) / s0, 3) for year in range(KNOWN - 10, KNOWN + 1)}
    d = [clip(clip((own - mu) / s0, 4) - common[KNOWN - m + 1 + at], 4) for at, own in enumerate(growth)]
    mean, last = fmean(d), d[-1]
    square = (3 + sum((one - mean * m / (m + 3)) ** 2 for one in d)) / (3 + m)
    passing, log_s, log_h = 2 * (1 - 0.5**horizon), math.log(square) / 2, math.log(horizon)
    location = {
        "const": horizon,
        "last": passing * last / square,
        "mean": horizon * mean / square,
        "common_last": horizon * common[KNOWN],
        "common_3y": horizon * fmean(common[KNOWN - back] for back in range(3)),
        "mu": horizon * mu / s0,
    }
    scale = {
        "const": 1, "tail": known["tail"], "abs_last": abs(last), "log_s": log_s, "log_h": log_h,
        "log_s_log_h": log_s * log_h,
    }  # fmt: skip
    a = sum(WEIGHTS["location"][term] * value for term, value in location.items())
    b = sum(WEIGHTS["scale"][term] * value for term, value in scale.items())
    freedom = 1.5 + math.exp(WEIGHTS["freedom"]["const"] + WEIGHTS["freedom"]["log_h"] * log_h)
    return horizon * mu + s0 * a, s0 * math.exp(b), freedom


@pytest.mark.parametrize(("horizon", "levels"), [(1, (850, 950)), (4, (726.86, 1000, 1632.95)), (6, (1000, 2109.85))])
def test_the_odds_of_the_plans_revenue_follow_from_what_the_documentation_writes_out(horizon, levels):
    classes = [
        summary_as_shipped("city_secondary", 2012),
        summary_as_shipped("listed_metal_firms", None),
        summary_of_rows("national_products", 2008),
    ]
    series = load(ROOT / "data").series("revenue", "cluster")
    first, last = (float(series.loc[year]) for year in (2017, 2018))
    growth = [math.log(last / first)]
    weights = [0.65 / 3, 0.65 / 3, 0.65 / 3, 0.35]
    laws = [law(growth, horizon, known) for known in (*classes, GENERIC)]
    centre = sum(weight * one for weight, (one, _, _) in zip(weights, laws, strict=True))
    scale = sum(weight * one for weight, (_, one, _) in zip(weights, laws, strict=True))
    found = forecast(series, KNOWN + horizon, as_of="2019-12-31", data=ROOT / "data")
    for level in levels:
        odds = student.sf((math.log(level / last) - centre) / scale, laws[0][2])
        assert found.probability(level=level) == pytest.approx(odds, abs=1e-6)


def test_plain_draws_from_the_laws_give_the_interval_that_pages_show():
    found = forecast(load(ROOT / "data").series("revenue", "cluster"), 2022, as_of="2019-12-31", data=ROOT / "data")
    draws = np.random.default_rng(1)
    held = found.law
    count = 200_000
    drawn = np.exp(held.location[0, 3] + held.scale[0, 3] * draws.standard_t(held.freedom[3], count))
    low, high = found.interval(80)
    assert np.mean((low <= drawn) & (drawn <= high)) == pytest.approx(0.8, abs=0.004)
    assert np.mean(drawn <= found.quantile(0.5)) == pytest.approx(0.5, abs=0.004)
