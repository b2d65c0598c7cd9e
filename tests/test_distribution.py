import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcanalysis.forecasting.distribution import (
    GRID,
    mean_below,
    mix_quantiles,
    probability_below,
    weighted_quantiles,
)

reals = st.floats(-3, 3, allow_nan=False)


def test_the_grid_rises_from_nearly_0_to_nearly_1_and_is_symmetric():
    assert (np.diff(GRID) > 0).all()
    assert 0 < GRID[0] < 0.001
    np.testing.assert_allclose(GRID + GRID[::-1], 1)
    assert 0.5 in GRID


def test_equal_weights_give_the_hazen_quantiles_of_numpy():
    values = np.array([4.0, 1.0, 3.0, 2.0, 9.0])
    expected = np.quantile(values, GRID, method="hazen")
    np.testing.assert_allclose(weighted_quantiles(values, np.ones(5)), expected)


def test_a_weight_of_two_is_the_value_given_twice_as_far_as_shares_go():
    probabilities = np.array([0.2, 0.9])
    weighted = weighted_quantiles(np.array([1.0, 2.0]), np.array([2.0, 1.0]), probabilities)
    # Midpoints of the shares: 1/3 for the first value, 5/6 for the second.
    assert weighted.tolist() == [1.0, 2.0]


@given(st.lists(reals, min_size=1, max_size=20), reals)
def test_the_probability_below_is_near_the_plain_share(values, value):
    quantiles = weighted_quantiles(np.array(values), np.ones(len(values)))
    found = probability_below(quantiles, value)
    below = sum(each < value for each in values) / len(values)
    at_most = sum(each <= value for each in values) / len(values)
    # Between two values the distribution is linear, so it may run ahead or behind by half a case.
    assert below - 1 / len(values) - 0.003 <= found <= at_most + 1 / len(values) + 0.003


def test_nothing_lies_below_the_least_and_everything_below_more_than_the_greatest():
    quantiles = weighted_quantiles(np.array([1.0, 2.0]), np.ones(2))
    assert probability_below(quantiles, 1.0) == 0
    assert probability_below(quantiles, 2.0001) == 1


def test_a_value_at_the_cap_counts_as_reached_by_all_that_are_capped():
    capped = np.minimum(GRID.copy(), 0.75)
    assert probability_below(capped, 0.75) == pytest.approx(0.75)


@given(st.lists(reals, min_size=1, max_size=12), reals)
def test_the_mean_shortfall_is_near_the_plain_mean(values, goal):
    quantiles = weighted_quantiles(np.array(values), np.ones(len(values)))
    # The twin: the mean over many equally likely quantiles.
    points = np.interp((np.arange(20_000) + 0.5) / 20_000, GRID, quantiles)
    assert mean_below(quantiles, goal) == pytest.approx(np.maximum(goal - points, 0).mean(), abs=2e-3)


@given(st.lists(st.tuples(reals, st.floats(0.1, 10)), min_size=1, max_size=4), reals)
def test_a_mix_is_a_draw_from_any_of_its_members(members, value):
    quantiles = [centre + width * (GRID - 0.5) for centre, width in members]
    shares = [probability_below(each, value) for each in quantiles]
    assert probability_below(mix_quantiles(quantiles), value) == pytest.approx(np.mean(shares), abs=3e-3)


def test_members_that_disagree_make_a_mix_wider_than_each():
    mixed = mix_quantiles([GRID, GRID + 10])
    assert mixed[-1] - mixed[0] > 10
