"""The bench that fits the weight of the general class and a common turn, and the one that leaves years out."""

import math

import numpy as np
import pytest
from backtest import BASELINES, backtest, cells_of, named_class, panels_of
from bench_class_turn import Held, blocks_until, with_share, worst_quarter
from bench_history import GappedCell
from scipy.stats import t
from test_backtest import sample

from lcanalysis.forecasting.growth_law import load_constants
from lcanalysis.forecasting.pool import GENERAL_SHARE
from lcanalysis.forecasting.reference_files import load_reference

HELD = Held(
    location=np.array([[[0.1, 0.2, 0.3, 0.4]], [[0.0, 0.0, 0.1, 0.1]]]),
    scale=np.array([[[0.1, 0.1, 0.2, 0.2]], [[0.3, 0.3, 0.4, 0.4]]]),
    freedom=np.array([[3.0, 3.0, 4.0, 4.0]]),
    spread=np.array([0.5]),
    outcome=np.array([[0.1, 0.9, np.nan, 0.4]]),
)


@pytest.mark.parametrize(("share", "turn"), [(0.0, 0.0), (0.25, 0.0), (0.25, 0.2), (1.0, 0.1)])
def test_weight_and_turn_give_the_density_of_the_law_written_out(share, turn):
    logs = []
    for at, outcome in enumerate(HELD.outcome[0]):
        own, general = ((float(HELD.location[which, 0, at]), float(HELD.scale[which, 0, at])) for which in (0, 1))
        centre, width = ((1 - share) * a + share * b for a, b in zip(own, general, strict=True))
        width = math.sqrt(width**2 + (turn * 0.5 * (at + 1)) ** 2)
        if not math.isnan(outcome):
            logs.append(math.log(t.pdf((outcome - centre) / width, HELD.freedom[0, at]) / width))
    assert HELD.density(share, turn) == pytest.approx(sum(logs) / len(logs))


def test_bands_hold_what_lies_within_them():
    assert HELD.held(0.0) == pytest.approx(200 / 3)


def test_every_year_of_origin_is_in_one_block():
    blocks = list(blocks_until(2011))
    assert sorted(year for block in blocks for year in block) == list(range(2011))
    assert blocks[0] == range(2008, 2011)


def test_the_worst_quarter_is_the_mean_of_the_least():
    assert worst_quarter(np.array([4.0, 1.0, 3.0, 2.0, 8.0, 7.0, 6.0, 5.0])) == 1.5


def test_with_the_weight_that_is_used_the_bench_has_the_forecast_itself():
    (panel,) = panels_of(sample())
    cell = next(cell for cell in cells_of([panel], 3) if cell.origin == 2005)
    own = load_reference(panel.class_table(cell.fold))
    found = with_share(lambda _cell: (own,), GENERAL_SHARE, 0, load_constants())(cell)
    np.testing.assert_allclose(found.quantiles, named_class()(cell).quantiles, atol=1e-9)


def test_years_that_are_left_out_are_not_known_and_outcomes_stay():
    (panel,) = panels_of(sample())
    cell = next(cell for cell in cells_of([panel], 4) if cell.origin == 2005)
    gapped = GappedCell(**vars(cell), left_out=(3,))
    assert sorted(gapped.table()["year"].unique()) == [2002, 2003, 2005]
    scores = backtest([gapped], {"ours": named_class(), "class_median": BASELINES["class_median"]})
    assert set(scores["method"]) == {"ours", "class_median"}
    np.testing.assert_array_equal(gapped.outcomes, cell.outcomes)
