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
    "mu": 0.04, "spread": 0.10, "year_dev": {}, "between_years": 0.3, "tail": 0.4, "lag1": 0.0, "lag_long": 0.0,
    "first_year": KNOWN,
}  # fmt: skip


def clip(value, limit):
    return max(-limit, min(limit, value))


def weighted_median(values, weights):
    total, below, points = sum(weights), 0.0, []
    for value, weight in sorted(zip(values, weights, strict=True)):
        points.append(((below + weight / 2) / total, value))
        below += weight
    return next(x + (y - x) * (0.5 - a) / (b - a) for (a, x), (b, y) in pairwise(points) if a <= 0.5 <= b)


def lag(deviations, years):
    above, under, pairs = 0.0, 0.0, 0
    for (series, year), now in deviations.items():
        before = deviations.get((series, year - years))
        if before is not None:
            weight = 0.5 ** ((KNOWN - year) / 12)
            above += weight * now * before
            under += weight * (now**2 + before**2) / 2
            pairs += 1
    return above / max(under, 1e-9), pairs


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
    full = [middle[year] for year, values in years.items() if len(values) >= 3]
    apart = 1.4826 * median([abs(value - median(full)) for value in full])
    deviations = {(series, year): clip(value - middle[year], 4 * s0) for (series, year), value in growth.items()}
    root = math.sqrt(fmean(value**2 for value in deviations.values())) / s0
    (near, near_pairs), far = lag(deviations, 1), [lag(deviations, years) for years in (2, 3, 4, 5)]
    return {
        "mu": mu,
        "spread": s0,
        "year_dev": {year: (middle[year] - mu) * len(values) / (len(values) + 5) for year, values in years.items()},
        "between_years": math.sqrt((len(full) * apart**2 + 4 * (0.3 * s0) ** 2) / (len(full) + 4)) / s0,
        "tail": count / (count + 50) * math.log(min(3, max(0.7, root))) + 50 / (count + 50) * 0.4,
        "lag1": (near - 0.1) * near_pairs / (near_pairs + 200),
        "lag_long": (fmean(value for value, _ in far) - 0.1) * far[-1][1] / (far[-1][1] + 200),
        "first_year": min(years),
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
    gap = sum(one * 0.5 ** (m - at) for at, one in enumerate(d))
    rms = math.sqrt((3 + sum(clip(one, 3) ** 2 for one in d)) / (3 + m))
    x = [
        1, last, mean, last / square, mean / square, gap, gap / square, common[KNOWN],
        fmean(common[KNOWN - back] for back in range(3)), mu / s0, 0.05 / s0, last * known["lag1"],
        mean * known["lag_long"], math.log(square) / 2,
    ]  # fmt: skip
    z = [
        1, math.log(square) / 2, math.log(rms), math.log(s0), abs(last), math.log(known["between_years"]),
        known["tail"], 1 / (1 + min(KNOWN - known["first_year"] + 1, 40)),
    ]  # fmt: skip
    p = 2 * (1 - 0.5**horizon)
    bases = {"location": (p, p / m, horizon, horizon / m), "scale": (1, 1 / m, math.log(horizon))}
    a, b = (
        sum(term * sum(one * base for one, base in zip(row, bases[name], strict=True)) for term, row in found)
        for name, terms in (("location", x), ("scale", z))
        for found in [list(zip(terms, WEIGHTS[name], strict=True))]
    )
    freedom = 1.5 + math.exp(WEIGHTS["freedom"][0] + WEIGHTS["freedom"][1] * math.log(horizon))
    return horizon * mu + s0 * a, s0 * math.exp(b), freedom


def likelihood(growth, known):
    return math.prod(
        (1 + ((own - known["mu"]) / (1.2 * known["spread"])) ** 2 / 3) ** -2 / known["spread"] for own in growth
    )


@pytest.mark.parametrize(("horizon", "levels"), [(1, (850, 950)), (4, (746.26, 1000, 1632.27)), (6, (1000, 2109.85))])
def test_the_odds_of_the_plans_revenue_follow_from_what_the_documentation_writes_out(horizon, levels):
    classes = [
        summary_as_shipped("city_secondary", 2012),
        summary_as_shipped("listed_metal_firms", None),
        summary_of_rows("national_products", 2008),
    ]
    series = load(ROOT / "data").series("revenue", "cluster")
    first, last = (float(series.loc[year]) for year in (2017, 2018))
    growth = [math.log(last / first)]
    roots = [math.sqrt(likelihood(growth, known)) for known in classes]
    shares = [*(0.9 * root / sum(roots) for root in roots), 0.1]
    laws = [law(growth, horizon, known) for known in (*classes, GENERIC)]
    found = forecast(series, KNOWN + horizon, as_of="2019-12-31", data=ROOT / "data")
    for level in levels:
        odds = sum(
            share * student.sf((math.log(level / last) - centre) / scale, freedom)
            for share, (centre, scale, freedom) in zip(shares, laws, strict=True)
        )
        assert found.probability(level=level) == pytest.approx(odds, abs=1e-6)


def test_plain_draws_from_the_laws_give_the_interval_that_pages_show():
    found = forecast(load(ROOT / "data").series("revenue", "cluster"), 2022, as_of="2019-12-31", data=ROOT / "data")
    draws = np.random.default_rng(1)
    held = found.law
    count = 200_000
    member = draws.choice(len(held.weights), count, p=held.weights[:, 0])
    drawn = np.exp(held.location[member, 0, 3] + held.scale[member, 0, 3] * draws.standard_t(held.freedom[3], count))
    low, high = found.interval(80)
    assert np.mean((low <= drawn) & (drawn <= high)) == pytest.approx(0.8, abs=0.004)
    assert np.mean(drawn <= found.quantile(0.5)) == pytest.approx(0.5, abs=0.004)
