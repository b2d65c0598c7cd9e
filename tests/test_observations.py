from dataclasses import replace
from datetime import date
from decimal import Decimal

from lcanalysis.observations import COLUMNS, Observation, latest, observations_frame


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
