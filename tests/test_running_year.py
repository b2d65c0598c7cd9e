"""A year under way, given what its months brought: against slow twins, and what no months can change."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from goals_cases import observed, opened, town
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm, t

import lcanalysis as lc
from lcanalysis.errors import FaultsError, LcAnalysisError, UsageError
from lcanalysis.forecasting.joint_years import DECAY
from lcanalysis.forecasting.plan_forecast import predict_indicator
from lcanalysis.forecasting.running_year import PRIOR_SPREAD, PRIOR_YEARS, with_running_year
from lcanalysis.forecasting.series import RunningYear

DATA = Path(__file__).parent.parent / "data"
YEARLY = pd.Series({2016: 95.0, 2017: 100.0, 2018: 108.0})
SHARES = (0.42, 0.45, 0.44)


@pytest.fixture(scope="module")
def alone():
    return lc.forecast(YEARLY, 2022, [], data=DATA)


def known(so_far, shares=SHARES, month=6):
    return RunningYear(2019, month, so_far, shares)


def density(found, months):
    """The density of the log of the year, as the page of the method writes it."""
    location, scale, freedom = found.law.location[0, 0], found.law.scale[0, 0], found.law.freedom[0]
    odds = np.log(months.shares) - np.log(1 - np.array(months.shares))
    k = len(odds)
    v = PRIOR_YEARS + k - 1
    w = np.sqrt((PRIOR_YEARS * PRIOR_SPREAD**2 + ((odds - odds.mean()) ** 2).sum()) / v * (1 + 1 / k))

    def at(y):
        share = months.so_far / np.exp(y)
        a = np.log(share / (1 - share))
        return t.pdf((y - location) / scale, freedom) * t.pdf((a - odds.mean()) / w, v) / (1 - share)

    return at


@pytest.mark.parametrize("so_far", [40.0, 48.0, 70.0])
def test_the_year_under_way_is_as_likely_below_a_level_as_the_integral_says(alone, so_far):
    months = known(so_far)
    found, at = with_running_year(alone, months), density(alone, months)
    whole = quad(at, np.log(so_far) + 1e-12, np.log(400), limit=500, points=[np.log(so_far / 0.44)])[0]
    for q in (0.1, 0.5, 0.9):
        level = found.quantile(q, 2019)
        below = quad(at, np.log(so_far) + 1e-12, np.log(level), limit=500)[0]
        assert below / whole == pytest.approx(q, abs=0.005)


def test_later_years_are_as_on_paths_drawn_by_chance_and_weighted_by_the_months(alone):
    months = known(50.0)
    found = with_running_year(alone, months)
    correlation = [[(min(h, k) / max(h, k)) ** DECAY for h in (1, 4)] for k in (1, 4)]
    ranks = norm.cdf(np.random.default_rng(7).multivariate_normal(np.zeros(2), correlation, 400_000))
    law = alone.law
    first, last = (
        law.location[0, h] + law.scale[0, h] * t.ppf(ranks[:, at], law.freedom[h]) for at, h in ((0, 0), (1, 3))
    )
    possible = np.exp(first) > months.so_far
    weights = density(alone, months)(first[possible]) / t.pdf(
        (first[possible] - law.location[0, 0]) / law.scale[0, 0], law.freedom[0]
    )
    order = np.argsort(last[possible])
    share = np.cumsum(weights[order]) / weights.sum()
    for q in (0.1, 0.5, 0.9):
        drawn = np.exp(last[possible][order][np.searchsorted(share, q)])
        assert found.quantile(q, 2022) == pytest.approx(drawn, rel=0.02)


@given(st.floats(1, 300), st.lists(st.floats(0.02, 0.98), max_size=5), st.integers(1, 11))
def test_nothing_is_told_below_what_came_and_quantiles_never_fall(so_far, shares, month):
    found = with_running_year(lc.forecast(YEARLY, 2022, [], data=DATA), known(so_far, tuple(shares), month))
    assert found.quantile(0.001, 2019) >= so_far
    assert found.probability(level=so_far, year=2019) == 1


def test_the_more_months_are_known_the_narrower_is_the_year(alone):
    shares = {2: 0.15, 6: 0.45, 9: 0.72, 11: 0.92}
    bands = []
    for month, share in shares.items():
        low, high = with_running_year(alone, known(112 * share, (share,) * 3, month)).interval(80, 2019)
        assert low < 112 < high
        bands.append(high - low)
    assert bands == sorted(bands, reverse=True)
    low, high = alone.interval(80, 2019)
    assert bands[0] < high - low


def test_months_that_no_earlier_year_tells_of_only_cut_off_what_lies_below(alone):
    found = with_running_year(alone, known(30.0, ()))
    assert found.quantile(0.5, 2019) == pytest.approx(alone.quantile(0.5, 2019), rel=0.001)
    assert "no earlier year" in found.warnings[-1].text("en")


def by_month(years, running, shape=(6, 4, 8, 10, 9, 8, 8, 9, 9, 10, 9, 10)):
    found = {
        f"{year}-{at:02d}": whole * part / 100 for year, whole in years.items() for at, part in enumerate(shape, 1)
    }
    return pd.Series(found | {f"2019-{at:02d}": value for at, value in enumerate(running, 1)}, name="output")


def test_months_are_summed_to_years_and_the_last_year_is_the_one_under_way():
    months = by_month(YEARLY, [7.0, 4.5, 9.0, 11.0, 10.0, 8.5])
    found = lc.forecast(months, 2022, [], data=DATA, sum_months=True)
    assert found.observed.years == tuple(YEARLY.index)
    assert found.last_value == pytest.approx(108)
    assert found.running.so_far == 50
    assert found.running.shares == pytest.approx((0.45,) * 3)
    twin = with_running_year(lc.forecast(YEARLY, 2022, [], data=DATA), known(50.0, (0.45,) * 3))
    assert found.levels == pytest.approx(twin.levels)
    assert "2019" in found.warnings[-1].text("zh")


def test_whole_years_alone_are_forecast_as_yearly_figures_are():
    months = by_month(YEARLY, [])
    found = lc.forecast(months, 2022, [], data=DATA, sum_months=True)
    assert found.running is None
    assert found.quantile(0.5) == pytest.approx(lc.forecast(YEARLY, 2022, [], data=DATA).quantile(0.5))


@pytest.mark.parametrize("index", ["period", "date"])
def test_months_may_be_periods_or_dates_and_quantities(index):
    months = by_month(YEARLY, [7.0, 4.5])
    made = pd.PeriodIndex(months.index, freq="M")
    dated = months.set_axis(made if index == "period" else made.to_timestamp())
    plain = lc.forecast(months, 2020, [], data=DATA, sum_months=True)
    assert lc.forecast(dated, 2020, [], data=DATA, sum_months=True).quantile(0.5) == plain.quantile(0.5)
    quantities = months.map(lambda one: lc.Quantity(round(one, 3), "万吨"))
    found = lc.forecast(quantities, 2020, [], data=DATA, sum_months=True)
    assert (found.unit, round(found.running.so_far, 6)) == ("万吨", 11.5)


def test_months_that_had_not_ended_by_a_day_are_not_known():
    months = by_month(YEARLY, [7.0, 4.5, 9.0])
    assert lc.forecast(months, 2022, [], "2019-02", data=DATA, sum_months=True).running.last_month == 2
    earlier = lc.forecast(months, 2022, [], "2018-12-30", data=DATA, sum_months=True)
    assert (earlier.observed.origin, earlier.running.period) == (2017, "2018-01--11")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda months: months.drop("2017-03"), "After 2017-02 comes 2017-04, and 2017-03 is left out"),
        (lambda months: months.mask(months.index == "2019-02"), "The value of 2019-02 is missing"),
        (lambda months: pd.concat([months, pd.Series({"2019": 3.0})]), "2019 is no month"),
        (lambda months: pd.concat([months, pd.Series({"2019-01--06": 3.0})]), "2019-01--06 is no month"),
        (lambda months: pd.concat([months, months[-1:]]), "After 2019-02 comes 2019-02: give each month once"),
        (lambda months: months[4:], "The months begin with 2016-05"),
        (lambda months: months.where(months.index != "2018-07", -1.0), "The value of 2018-07 is -1.0"),
        (
            lambda months: months.astype(object).where(months.index != "2018-07", "…"),
            "The value of 2018-07 is no number",
        ),
    ],
)
def test_months_that_do_not_make_years_are_met_with_one_sentence(change, said):
    with pytest.raises(FaultsError) as caught:
        lc.forecast(change(by_month(YEARLY, [7.0, 4.5])), 2022, [], data=DATA, sum_months=True)
    sentences = caught.value.text("en").splitlines()[1:]
    assert len(sentences) == 1
    assert said in sentences[0]
    assert all(caught.value.text("zh").splitlines())


def test_what_is_no_series_by_month_or_on_another_scale_is_refused():
    with pytest.raises(UsageError, match="sum_months takes"):
        lc.forecast([1.0, 2.0], 2022, sum_months=True)
    with pytest.raises(LcAnalysisError, match="above zero"):
        lc.forecast(by_month(YEARLY, [1.0]), 2022, scale="level", sum_months=True)


def plan_of(scope="city"):
    printed = {"2017": "100.0", "2018": "108.0", "2018-01--03": "20.0", "2018-04--06": "28.6", "2018-01--06": "48.6"}
    before = [
        observed("output", "steel", period, text, "万吨", cell=f"B{at}")
        for at, (period, text) in enumerate(printed.items())
    ]
    running = [
        observed("output", "steel", period, text, "万吨", scope=scope, cell=f"C{at}")
        for at, (period, text) in enumerate({"2019-01--03": "21.0", "2019-04--06": "30.0"}.items())
    ]
    return opened(town(), [*before, *running])


def test_a_plan_is_forecast_given_the_quarters_of_its_year_under_way():
    found = predict_indicator(plan_of(), "output", "steel", 2022, reference=[])
    assert (found.running.so_far, found.running.last_month, found.running.period) == (51, 6, "2019-01--06")
    assert found.running.shares == pytest.approx((0.45,))
    assert any(cell.endswith("C1") for cell in found.trace)
    low, high = found.interval(80, 2019)
    assert low < 51 / 0.45 < high


def test_months_of_another_scope_than_the_years_tell_nothing_of_them():
    assert predict_indicator(plan_of("group"), "output", "steel", 2022, reference=[]).running is None
