"""Whatever a yearly series holds, its forecast is finite, in order and within the limits of its scale, or a sentence says why not."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcanalysis import forecast
from lcanalysis.errors import LcAnalysisError
from lcanalysis.wording import LANGUAGES

DATA = "data"
QUIET = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
years = st.lists(st.integers(2000, 2018), min_size=2, max_size=9, unique=True).map(sorted)
LIMITS = (0.0, 0.01, 0.5, 99.5, 99.99, 100.0)
shares = st.one_of(st.sampled_from(LIMITS), st.floats(0.001, 99.999, allow_nan=False).map(lambda one: round(one, 3)))
levels = st.floats(1e-3, 1e9, allow_nan=False, allow_infinity=False).map(lambda one: float(f"{one:.5g}"))


@st.composite
def series_of(draw, values):
    at = draw(years)
    return pd.Series({year: draw(values) for year in at}, name="figure")


def require_sound(found, low=-math.inf, high=math.inf):
    assert np.isfinite(found.levels).all()
    assert (np.diff(found.levels, axis=1) >= 0).all()
    assert (found.levels >= low).all()
    assert (found.levels <= high).all()
    for year in found.years:
        inner, outer = found.interval(50, year), found.interval(80, year)
        assert outer[0] <= inner[0] <= found.quantile(0.5, year) <= inner[1] <= outer[1]
        odds = [found.probability(level=found.quantile(q, year), year=year) for q in (0.1, 0.5, 0.9)]
        assert all(0 <= one <= 1 for one in odds)
        assert odds == sorted(odds, reverse=True)


@QUIET
@given(series_of(shares), st.integers(1, 4))
def test_a_share_stays_within_its_limits_or_the_year_and_the_value_at_the_limit_are_named(series, ahead):
    at_limit = series[(series <= 0) | (series >= 100)]
    if at_limit.empty:
        require_sound(forecast(series, ahead, scale="share", unit="%", data=DATA), 0, 100)
        return
    with pytest.raises(LcAnalysisError) as raised:
        forecast(series, ahead, scale="share", unit="%", data=DATA)
    for lang in LANGUAGES:
        text = raised.value.text(lang)
        assert all(str(year) in text and f"{value:g}" in text for year, value in at_limit.items())


@QUIET
@given(series_of(levels), st.integers(1, 4))
def test_a_level_with_missing_years_is_forecast_above_zero_and_its_gaps_are_told(series, ahead):
    found = forecast(series, ahead, data=DATA)
    require_sound(found, 0)
    gaps = series.index[-1] - series.index[0] + 1 > len(series)
    assert gaps == any(one.key == "forecast.caution_missing_years" for one in found.warnings)


@QUIET
@given(series_of(st.floats(-1e6, 1e6, allow_nan=False).map(lambda one: round(one, 2))), st.integers(1, 4))
def test_what_may_be_negative_is_forecast_on_its_own_scale(series, ahead):
    require_sound(forecast(series, ahead, scale="level", data=DATA))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None, "many"])
def test_a_value_that_is_no_number_is_named_with_its_year(value):
    with pytest.raises(LcAnalysisError) as raised:
        forecast(pd.Series({2016: 1.0, 2017: value, 2018: 2.0}, dtype=object), 2, data=DATA)
    assert all("2017" in raised.value.text(lang) for lang in LANGUAGES)
