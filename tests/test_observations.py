import json
import pickle
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from lcanalysis.observations import COLUMNS, Observation, in_use_frame, latest, observations_frame, observations_of


def observation(value, lower, upper, published_on="2019-11", status="published", period="2018"):
    return Observation(
        "output", "copper", "city", period, Decimal(value), "万吨", status, False, "city", "", value,
        "source/v/t.csv", published_on, published_on, "B2", Decimal(lower), Decimal(upper),
    )  # fmt: skip


def test_the_newer_publication_is_used_and_as_of_goes_back_to_the_older():
    old, new = observation("47.3", "47.25", "47.35"), observation("47.9", "47.85", "47.95", "2020-11")
    assert latest([new, old])[old.subject] is new
    assert latest([new, old], as_of=date(2020, 11, 29))[old.subject] is old
    assert latest([new, old], as_of=date(2019, 11, 29)) == {}


def test_within_a_publication_the_figure_with_more_digits_is_used():
    coarse, fine = observation("-9.1", "-9.15", "-9.05"), observation("-9.12", "-9.125", "-9.115")
    assert latest([coarse, fine])[fine.subject] is fine
    assert latest([fine, coarse])[fine.subject] is fine


def test_a_published_figure_is_used_before_a_derived_one_however_sharp():
    published = observation("708", "707.5", "708.5")
    derived = observation("708.355", "708.35", "708.36", status="derived")
    assert latest([derived, published])[published.subject] is published


def test_the_frame_has_float_values_and_all_columns_even_when_empty():
    assert tuple(observations_frame([]).columns) == COLUMNS
    frame = observations_frame([observation("47.3", "47.25", "47.35")])
    assert frame["value"].dtype == "float64"
    assert frame["is_break"].dtype == "bool"
    assert frame.loc[0, "as_printed"] == "47.3"


def test_a_derived_figure_is_traced_to_each_of_its_inputs():
    derived = replace(observation("708.3551", "708", "709"), source="a.csv;b.csv", cell="E3;E4")
    assert derived.trace == "a.csv E3; b.csv E4"


# ---------------------------------------------------------------------- periods that compare with numbers


@pytest.fixture
def frame():
    periods = ("2017", "2018", "2018-06", "2018-01--06")
    return observations_frame([observation("47.3", "47.25", "47.35", period=period) for period in periods])


@pytest.mark.parametrize(
    ("choose", "found"),
    [
        (lambda period: period == 2018, ["2018"]),
        (lambda period: period == "2018", ["2018"]),
        (lambda period: period == 2018.0, ["2018"]),
        (lambda period: period == np.int64(2018), ["2018"]),
        (lambda period: period == "2018-06", ["2018-06"]),
        (lambda period: period != 2018, ["2017", "2018-06", "2018-01--06"]),
        (lambda period: period >= 2018, ["2018", "2018-06", "2018-01--06"]),
        (lambda period: period < 2018, ["2017"]),
        (lambda period: period > 2017, ["2018", "2018-06", "2018-01--06"]),
        (lambda period: period.between(2016, 2017), ["2017"]),
        (lambda period: period == 201806, []),
        (lambda period: period.isin(["2018"]), ["2018"]),
        (lambda period: period.str.len() == 4, ["2017", "2018"]),
        (lambda period: period == True, []),  # noqa: E712
    ],
)
def test_a_period_is_chosen_by_number_and_by_text(frame, choose, found):
    assert frame[choose(frame["period"])]["period"].tolist() == found


@pytest.mark.parametrize("text", ["period == 2018", "period == '2018'", "2018 == period"])
def test_a_query_takes_a_year_as_number_and_as_text(frame, text):
    assert frame.query(text)["period"].tolist() == ["2018"]


def test_a_period_stays_text_wherever_it_is_written_or_looked_up(frame):
    assert frame.to_csv(index=False).splitlines()[3].split(",")[3] == "2018-06"
    assert json.loads(frame.to_json(orient="records"))[0]["period"] == "2017"
    assert frame.set_index("period").loc["2018", "value"] == 47.3
    assert frame.groupby("period")["value"].sum()["2018"] == 47.3
    assert sorted(frame["period"]) == ["2017", "2018", "2018-01--06", "2018-06"]
    period = pickle.loads(pickle.dumps(frame["period"][1]))  # noqa: S301 - our own bytes
    assert period == 2018
    assert {"2018"} == {period}


# ---------------------------------------------------------------------- each figure once


def test_a_figure_that_two_tables_print_stands_once_and_names_the_other_cell():
    first = observation("47.3", "47.25", "47.35")
    again, newer = replace(first, cell="D7"), observation("47.9", "47.85", "47.95", "2020-11")
    other = observation("1.5", "1.45", "1.55", period="2017")
    frame = in_use_frame([first, again, other, newer])
    assert frame["value"].tolist() == [47.9, 1.5]
    assert frame["also_in"].tolist() == ["source/v/t.csv B2; source/v/t.csv D7", ""]
    assert frame.groupby("indicator")["value"].sum()["output"] == pytest.approx(49.4)
    assert tuple(frame.columns) == (*COLUMNS, "also_in")
    assert tuple(in_use_frame([]).columns) == (*COLUMNS, "also_in")


def test_the_rows_of_a_table_are_the_observations_again():
    rows = (observation("47.3", "47.25", "47.35"), observation("-9.12", "-9.125", "-9.115", period="2018-06"))
    assert observations_of(observations_frame(rows)) == rows
