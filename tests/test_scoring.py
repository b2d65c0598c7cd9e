import math

import numpy as np
import pytest
from scoring import (
    covered,
    grid_weights,
    reliability,
    score_brier,
    score_crps,
    score_interval,
)

from lcanalysis.forecasting.distribution import GRID


def crps_by_loops(quantiles, outcome, probabilities):
    total = 0.0
    for at, (p, q) in enumerate(zip(probabilities, quantiles, strict=True)):
        below = 0.0 if at == 0 else (probabilities[at - 1] + p) / 2
        above = 1.0 if at == len(probabilities) - 1 else (probabilities[at + 1] + p) / 2
        loss = p * (outcome - q) if outcome >= q else (1 - p) * (q - outcome)
        total += 2 * loss * (above - below)
    return total


def test_crps_equals_a_plain_loop_over_the_quantiles():
    random = np.random.default_rng(1)
    quantiles = np.sort(random.normal(size=(4, 2, len(GRID))), axis=-1)
    outcome = random.normal(size=(4, 2))
    scores = score_crps(quantiles, outcome)
    for i in range(4):
        for j in range(2):
            assert scores[i, j] == pytest.approx(crps_by_loops(quantiles[i, j], outcome[i, j], GRID), rel=1e-12)


@pytest.mark.parametrize(
    ("outcome", "from_scoringrules"),
    # By scoringrules: crps_normal of (outcome, 0, 1)
    [(0.0, 0.233694977255), (1.0, 0.602441357628), (-2.5, 1.939818690811)],
)
def test_crps_from_the_grid_is_that_of_the_distribution(outcome, from_scoringrules):
    from scipy.special import ndtri

    assert float(score_crps(ndtri(GRID), outcome)) == pytest.approx(from_scoringrules, abs=5e-4)


def test_crps_on_equal_steps_is_that_of_scoringrules():
    # By scoringrules: crps_quantile of (1.3, [-1, 0, 0.5, 2], [0.125, 0.375, 0.625, 0.875])
    score = score_crps([-1.0, 0.0, 0.5, 2.0], 1.3, [0.125, 0.375, 0.625, 0.875])
    assert float(score) == pytest.approx(0.68125, rel=1e-9)


def test_grid_weights_fill_the_whole_of_probability():
    assert grid_weights().sum() == pytest.approx(1.0)
    assert (grid_weights() > 0).all()


def test_interval_score_is_that_of_scoringrules():
    # By scoringrules: interval_score of ([0.0, 2.0, -3.0], -1.0, 1.5, alpha=0.2)
    scores = score_interval(-1.0, 1.5, [0.0, 2.0, -3.0], 80)
    assert scores.tolist() == pytest.approx([2.5, 7.5, 22.5])


def test_brier_score_is_that_of_scoringrules():
    # By scoringrules: brier_score of ([1, 0, 1], [0.9, 0.4, 0.2])
    assert score_brier([0.9, 0.4, 0.2], [1, 0, 1]).tolist() == pytest.approx([0.01, 0.16, 0.64])


def test_a_missing_outcome_is_scored_as_missing_and_not_counted():
    assert math.isnan(float(score_crps(GRID, math.nan)))
    assert math.isnan(float(score_interval(0, 1, math.nan, 80)))
    assert math.isnan(float(covered(0, 1, math.nan)))


def test_reliability_equals_a_plain_loop_over_cases():
    random = np.random.default_rng(3)
    claimed, weights = np.round(random.uniform(size=200), 2), random.uniform(0.5, 2, 200)
    happened = (random.uniform(size=200) < claimed).astype(float)
    happened[7] = math.nan
    table = reliability(claimed, happened, weights)
    assert table["cases"].sum() == 199
    for row in table.itertuples():
        low, high = round(row.lower * 100), round(row.upper * 100)
        inside = [
            at for at in range(200)
            if not math.isnan(happened[at]) and (low <= round(claimed[at] * 100) < high or (high == 100 and claimed[at] == 1))
        ]  # fmt: skip
        total = sum(weights[at] for at in inside)
        assert row.cases == len(inside)
        assert row.probability == pytest.approx(sum(claimed[at] * weights[at] for at in inside) / total)
        assert row.happened == pytest.approx(sum(happened[at] * weights[at] for at in inside) / total)


def test_a_probability_of_one_belongs_to_the_last_bin():
    table = reliability([1.0, 0.3], [1, 0])
    assert table[["lower", "upper"]].round(1).to_numpy().tolist() == [[0.3, 0.4], [0.9, 1.0]]
