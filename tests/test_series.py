import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcanalysis.errors import FaultsError, UsageError
from lcanalysis.forecasting.series import Observed, observed_series, observed_table, require_date, require_horizon


def series_of(values: dict) -> pd.Series:
    return pd.Series(list(values.values()), index=list(values), dtype=object, name="revenue")


def faults_of(series) -> list[str]:
    with pytest.raises(FaultsError) as raised:
        observed_series(series)
    return [fault.text("en") for fault in raised.value.faults]


def test_a_good_series_keeps_years_values_and_name():
    found = observed_series(pd.Series({2017: 708.36, 2018: 813.9}, name="revenue"))
    assert found == Observed("revenue", (2017, 2018), (708.36, 813.9), (708.36, 813.9), (708.36, 813.9))


def test_a_table_may_carry_the_rounding_interval():
    table = pd.DataFrame({"value": [708.36, 813.9], "lower": [708.0, 813.85], "upper": [708.7, 813.95]}, [2017, 2018])
    assert observed_series(table, "revenue").lower == (708.0, 813.85)


def test_a_yearly_period_index_is_understood():
    index = pd.period_range("2017", periods=2, freq="Y")
    assert observed_series(pd.Series([1.0, 2.0], index=index)).years == (2017, 2018)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({2017: 708.4, 2018: math.nan}, "The value of 2018 is nan"),
        ({2017: 708.4, 2018: math.inf}, "The value of 2018 is inf"),
        ({2017: 708.4, 2018: "813.9"}, "The value of 2018 is '813.9', which is not a number"),
        ({2017: 708.4, 2018: None}, "The value of 2018 is None, which is not a number"),
        ({2017: 708.4, 2018: True}, "The value of 2018 is True, which is not a number"),
        ({2017: -2.5, 2018: 17.8}, "The value of 2017 is -2.5, not above zero"),
        ({2017: 0, 2018: 17.8}, "The value of 2017 is 0, not above zero"),
        ({2018: 813.9, 2017: 708.4}, "The year 2017 (708.4) stands after 2018"),
        ({"2017年": 708.4, 2018: 813.9}, "'2017年' is not a year"),
        ({2017.0: 708.4, 2017.5: 813.9}, "2017.5 is not a year"),
        ({2018: 813.9}, "Needs at least 2 observations, has 1 (2018: 813.9)"),
        ({}, "There is no observation"),
    ],
)
def test_a_faulty_series_is_refused_with_year_and_value(values, sentence):
    found = faults_of(series_of(values))
    assert len(found) == 1
    assert found[0].startswith(f"revenue: {sentence}")


def test_a_whole_float_counts_as_a_year():
    assert observed_series(pd.Series([1.0, 2.0], index=[2017.0, 2018.0])).years == (2017, 2018)


def test_a_year_given_twice_is_refused_with_its_second_value():
    series = pd.Series([1.0, 2.0, 3.0], index=[2017, 2018, 2018])
    assert "The year 2018 is given twice (the second time with 3.0)" in faults_of(series)[0]


def test_all_faults_are_told_at_once():
    assert len(faults_of(series_of({2015: "x", 2018: math.nan}))) == 2  # a text and a missing value


@pytest.mark.parametrize(("low", "high"), [(9.5, 9.9), (10.1, 10.5), (-1.0, 10.5), (math.nan, 10.5), ("9", 10.5)])
def test_a_rounding_interval_that_does_not_hold_its_value_is_refused(low, high):
    table = pd.DataFrame({"value": [9.0, 10.0], "lower": [9.0, low], "upper": [9.0, high]}, index=[2017, 2018])
    assert f"The rounding interval [{low}, {high}] of 2018" in faults_of(table)[0]


def test_a_table_without_its_columns_is_refused():
    with pytest.raises(UsageError, match="series, year, value"):
        observed_table(pd.DataFrame({"series": ["a"], "year": [2018]}))
    with pytest.raises(UsageError, match="series, year, value"):
        observed_series(pd.DataFrame({"level": [1.0]}))


def test_an_empty_table_is_refused():
    with pytest.raises(FaultsError, match=r"no observation|没有观测值"):
        observed_table(pd.DataFrame({"series": [], "year": [], "value": []}))


def test_a_long_table_tells_the_faults_of_all_series():
    table = pd.DataFrame({"series": list("aabb"), "year": [2017, 2018, 2018, 2017], "value": [1.0, -1.0, 1.0, 2.0]})
    with pytest.raises(FaultsError) as raised:
        observed_table(table)
    assert [str(fault.place.file) for fault in raised.value.faults] == ["series a", "series b"]


def test_years_may_be_missing_and_are_named_by_spans():
    observed = observed_series(pd.Series({2010: 1.0, 2012: 2.0, 2016: 3.0, 2017: 4.0}))
    assert observed.years == (2010, 2012, 2016, 2017)
    assert observed.missing_years == (range(2011, 2012), range(2013, 2016))


def test_a_date_by_which_one_observation_was_known_is_refused_and_named():
    observed = observed_series(pd.Series({2017: 708.36, 2018: 813.9}, name="revenue"))
    with pytest.raises(UsageError, match=r"2018-12-31 only 2017: 708\.36"):
        observed.known_by(require_date("2018"))


def test_only_years_before_the_date_are_known():
    observed = observed_series(pd.Series({2017: 1.0, 2018: 2.0, 2019: 3.0}))
    assert observed.known_by(date(2019, 11, 30)).years == (2017, 2018)
    assert observed.known_by(None) is observed
    with pytest.raises(UsageError, match="2017"):
        observed.known_by(date(2016, 1, 1))


@pytest.mark.parametrize(("horizon", "ahead"), [(1, 1), (4, 4), (2019, 1), (2022, 4), (50, 50)])
def test_a_horizon_is_years_ahead_or_a_year(horizon, ahead):
    assert require_horizon(horizon, Observed("a", (2018,), (1.0,), (1.0,), (1.0,))) == ahead


@pytest.mark.parametrize("horizon", [0, -1, 2018, 2017, 51, 2100, 1.5, "2022", True, None])
def test_a_horizon_that_is_not_ahead_is_refused(horizon):
    with pytest.raises(UsageError) as raised:
        require_horizon(horizon, Observed("a", (2018,), (1.0,), (1.0,), (1.0,)))
    assert str(horizon) in raised.value.text("en")
    assert str(horizon) in raised.value.text("zh")


def test_a_text_that_is_no_date_is_refused():
    with pytest.raises(UsageError, match="2019-13"):
        require_date("2019-13")


values = st.one_of(st.floats(), st.integers(-5, 5), st.text(max_size=3), st.none(), st.booleans())


@given(st.lists(st.tuples(st.one_of(st.integers(2010, 2016), st.text(max_size=4), st.floats()), values), max_size=6))
def test_whatever_is_given_is_either_a_sound_series_or_told_in_both_languages(rows):
    series = pd.Series(
        [value for _, value in rows], index=pd.Index([year for year, _ in rows], dtype=object), dtype=object
    )
    found, sentences = None, []
    try:
        found = observed_series(series)
    except FaultsError as error:
        sentences = [error.text(lang) for lang in ("zh", "en")]
    if found is None:
        assert all(sentences)
        assert len(sentences) == 2
    else:
        assert list(found.years) == sorted(set(found.years))
        assert len(found.values) >= 2
        assert all(math.isfinite(value) and value > 0 for value in found.lower)
