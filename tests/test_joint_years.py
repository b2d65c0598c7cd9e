"""Several years together: kept in each of them, or their sum, against slow twins and what holds of any years."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal, norm

from lcanalysis import Quantity, forecast
from lcanalysis.forecasting.joint_years import DECAY, kept_every_year

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def found():
    return forecast(pd.Series({2016: 95.0, 2017: 100.0, 2018: 108.0}), 2022, data=DATA, unit="亿元")


@pytest.fixture(scope="module")
def drawn(found):
    """Paths drawn by chance, their correlation written out, each year read from its own quantiles."""
    correlation = [[(min(h, k) / max(h, k)) ** DECAY for h in range(1, 5)] for k in range(1, 5)]
    ranks = norm.cdf(np.random.default_rng(5).multivariate_normal(np.zeros(4), correlation, 100_000))
    law, scale = found.law, found.working_scale
    by_year = [law.quantiles(np.clip(ranks[:, at], 1e-6, 1 - 1e-6))[0, at] for at in range(4)]
    return scale.back(np.column_stack(by_year))


@pytest.mark.parametrize("below", [(0.1, 0.2, 0.2, 0.3), (0.5, 0.5, 0.5), (0.9, 0.1), (0.02, 0.05, 0.4, 0.4)])
def test_a_level_is_kept_as_often_as_the_integral_of_the_normal_law_says(below):
    size = len(below)
    correlation = [[(min(h, k) / max(h, k)) ** DECAY for h in range(1, size + 1)] for k in range(1, size + 1)]
    exact = multivariate_normal(np.zeros(size), correlation).cdf(-norm.ppf(below))
    assert kept_every_year(np.array(below)) == pytest.approx(exact, abs=0.005)


@pytest.mark.parametrize("level", [90, 105, 115, 130])
def test_what_is_kept_and_what_years_come_to_are_as_often_so_as_on_paths_drawn_by_chance(found, drawn, level):
    assert found.probability(level=level, over="each_year") == pytest.approx((drawn >= level).all(1).mean(), abs=0.01)
    assert found.probability(at_most=level, over="each_year") == pytest.approx((drawn <= level).all(1).mean(), abs=0.01)
    whole = 4 * level
    assert found.probability(level=whole, over="sum") == pytest.approx((drawn.sum(1) >= whole).mean(), abs=0.01)


def test_a_ceiling_is_the_other_side_of_a_level(found):
    for level in (90, 110, 140):
        assert found.probability(at_most=level) == pytest.approx(1 - found.probability(level=level))
    assert found.probability(at_most=Quantity(500, "亿元"), over="sum") == pytest.approx(
        1 - found.probability(level=500, over="sum")
    )


def test_one_year_together_is_that_year(found):
    for over in ("each_year", "sum"):
        assert found.probability(level=110, year=2019, over=over) == found.probability(level=110, year=2019)
        assert found.probability(at_most=110, year=2019, over=over) == found.probability(at_most=110, year=2019)


@pytest.mark.parametrize("level", [60, 100, 112, 150, 400])
def test_what_is_kept_lies_between_what_holds_of_any_years(found, level):
    each = [found.probability(level=level, year=year) for year in found.years]
    kept = found.probability(level=level, over="each_year")
    assert max(0, 1 - sum(1 - one for one in each)) <= kept <= min(each)
    spans = [found.probability(level=level, year=year, over="each_year") for year in found.years]
    assert spans == sorted(spans, reverse=True)


def test_under_a_cap_nothing_passes_it_and_it_may_be_kept(found):
    capped = found.capped(120)
    assert capped.probability(at_most=120) == capped.probability(at_most=120, over="each_year") == 1
    assert capped.probability(level=120) == found.probability(level=120)
    assert capped.probability(at_most=119) == found.probability(at_most=119)
    assert capped.probability(level=121, over="each_year") == 0
    assert (capped.probability(level=480, over="sum"), capped.probability(level=480.1, over="sum")) == (
        pytest.approx(found.probability(level=120, over="each_year"), abs=0.005),
        0,
    )
