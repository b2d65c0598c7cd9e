from datetime import date

import pytest

from lcanalysis.periods import base_period, first_day_of, is_period, last_day, period_in_words, year_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2019", date(2019, 12, 31)), ("2020-02", date(2020, 2, 29)), ("2019-11-05", date(2019, 11, 5))],
)
def test_a_date_known_to_the_month_counts_as_its_last_day(text, expected):
    assert last_day(text) == expected


@pytest.mark.parametrize("text", ["", "2019-13", "2019-02-30", "19-11", "2019/11", "2019-11-05T00"])
def test_what_is_no_date_of_publication_is_refused(text):
    with pytest.raises(ValueError, match=r"publication|day"):
        last_day(text)


@pytest.mark.parametrize(
    "text", ["2018年", "2018-00", "18", " 2018", "2018-1", "2018-01--01", "2018-02--06", "2018-01--13", "2018--06"]
)
def test_what_is_no_period_is_refused(text):
    assert not is_period(text)
    with pytest.raises(ValueError, match="not a period"):
        year_of(text)


def test_the_base_period_is_the_same_one_a_year_before():
    assert [base_period(period) for period in ("2018", "2018-06", "1000")] == ["2017", "2017-06", "0999"]


def test_months_up_to_another_are_compared_with_the_same_months_of_the_year_before():
    assert base_period("2019-01--06") == "2018-01--06"
    assert year_of("2019-01--06") == 2019
    assert [period_in_words("2019-01--06", lang) for lang in ("zh", "en")] == ["2019年1—6月", "January to June 2019"]


def test_a_month_is_named_in_either_language():
    assert [period_in_words("2019-06", lang) for lang in ("zh", "en")] == ["2019年6月", "June 2019"]


def test_a_quarter_alone_is_a_period_and_named_as_one():
    quarters = [f"2019-{months}" for months in ("04--06", "07--09", "10--12")]
    assert all(map(is_period, quarters))
    assert [period_in_words(quarter, "zh") for quarter in quarters] == [f"2019年{sign}季度" for sign in "二三四"]
    assert [period_in_words(quarter, "en") for quarter in quarters] == [
        f"the {which} quarter of 2019" for which in ("second", "third", "fourth")
    ]
    assert base_period("2019-04--06") == "2018-04--06"
    assert first_day_of("2019-04--06") == date(2019, 4, 1)


@pytest.mark.parametrize("text", ["2018-07--12", "2018-05--07", "2018-04--05", "2018-10--13"])
def test_other_months_together_are_no_period(text):
    assert not is_period(text)
