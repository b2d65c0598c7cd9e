from decimal import Decimal

import pytest

from lcanalysis.errors import UsageError
from lcanalysis.forecasting.scenarios import growth_still_needed, scenario_paths

REVENUE = Decimal("813.9")


def test_the_plans_revenue_at_five_percent_falls_short_of_1000_by_10_7():
    paths = scenario_paths(REVENUE, 2018, 2022, [Decimal(5)])
    assert list(paths["year"]) == [2018, 2019, 2020, 2021, 2022]
    assert round(paths["level"].iloc[-1], 2) == Decimal("989.30")
    assert round(1000 - paths["level"].iloc[-1], 2) == Decimal("10.70")


def test_a_path_is_the_plain_product_of_its_years():
    level = REVENUE
    for found in scenario_paths(REVENUE, 2018, 2022, [Decimal("6.5")])["level"]:
        assert round(found, 20) == round(level, 20)
        level *= Decimal("1.065")


def test_growth_still_needed_leads_to_the_goal_from_every_year():
    rates = [Decimal(0), Decimal(5), Decimal(8)]
    needed = growth_still_needed(REVENUE, 2018, Decimal(1000), 2022, rates)
    assert len(needed) == 12
    for rate, year, required in needed.itertuples(index=False):
        level = REVENUE * (1 + rate / 100) ** (year - 2018) * (1 + required / 100) ** (2022 - year)
        assert abs(level - 1000) < Decimal("1e-15")


def test_growth_still_needed_is_negative_once_the_goal_is_passed():
    needed = growth_still_needed(REVENUE, 2018, Decimal(1000), 2022, [Decimal(8)])
    assert needed["required_growth_pct"].iloc[-1] < 0


@pytest.mark.parametrize("target", [2018, 2010])
def test_a_target_year_that_is_not_ahead_is_refused(target):
    with pytest.raises(UsageError, match="2018"):
        scenario_paths(REVENUE, 2018, target, [Decimal(5)])
    with pytest.raises(UsageError, match="2018"):
        growth_still_needed(REVENUE, 2018, Decimal(1000), target, [Decimal(5)])
