"""Months and quarters that make more of a year, and those that only look as if they did."""

from decimal import Decimal
from itertools import combinations

import pytest
from goals_cases import observed, opened, town
from hypothesis import given
from hypothesis import strategies as st

import lcanalysis as lc
from lcanalysis.goals.within_year import year_so_far
from lcanalysis.intake.adding_up import are_seen_to_add_up, parts_up_to
from lcanalysis.intake.derive import derive_years
from lcanalysis.periods import months_of

QUARTERS = ("2021-01--03", "2021-04--06", "2021-07--09", "2021-10--12")
PROOF = {"2020-01--03": "10", "2020-04--06": "20", "2020-01--06": "30"}


def rows(printed, **changes):
    return {
        period: observed("output", "steel", period, text, "万吨", cell=f"B{at}", **changes)
        for at, (period, text) in enumerate(printed.items(), 2)
    }


def years(printed, **changes):
    return derive_years(town(), list(rows(printed, **changes).values()))


def test_four_quarters_alone_make_a_year_where_quarters_are_seen_to_add_up():
    (year,) = years(PROOF | dict(zip(QUARTERS, ("10", "11", "12", "13"), strict=True)))
    assert (year.period, year.value, year.lower, year.upper) == ("2021", 46, 44, 48)
    assert (year.status, year.cell) == ("derived", "B5;B6;B7;B8")


def test_the_months_up_to_september_and_the_last_quarter_make_a_year():
    (year,) = years(PROOF | {"2021-01--09": "33", "2021-10--12": "13", "2021-01--03": "10"})
    assert (year.value, year.cell) == (46, "B5;B6")


def test_twelve_months_make_a_year_where_those_of_another_year_did():
    months = {f"{year}-{month:02d}": "1.0" for year in (2020, 2021) for month in range(1, 13)}
    assert [year.period for year in years(months | {"2020": "12"})] == ["2021"]
    assert years(months | {"2020": "1.0"}) == ()


@pytest.mark.parametrize(
    "printed",
    [
        dict.fromkeys(QUARTERS, "48"),
        dict.fromkeys(QUARTERS, "48") | {"2021-01--06": "48"},
        PROOF | dict.fromkeys(QUARTERS[:3], "48"),
        PROOF | dict.fromkeys(QUARTERS, "48") | {"2021": "190"},
    ],
    ids=["nothing proves it", "a count at the end of each quarter", "a quarter is missing", "the year is published"],
)
def test_no_year_is_made_of_parts_that_are_not_seen_to_make_it_up(printed):
    assert years(printed) == ()


def test_shares_are_never_added_up():
    shares = [
        observed("output_yoy", "steel", period, text, "%", cell=f"C{at}")
        for at, (period, text) in enumerate((PROOF | dict.fromkeys(QUARTERS, "1")).items())
    ]
    assert derive_years(town(), shares) == ()


def test_a_year_of_parts_is_the_calculation_itself_and_is_told_as_derived():
    every = rows(PROOF | dict(zip(QUARTERS, ("10", "11", "12", "13"), strict=True)))
    plan = opened(town(), [*every.values(), *derive_years(town(), list(every.values()))])
    found = lc.series(plan, "output", "steel", frequency="year")
    assert (found[2021].value, found.attrs["derived"]) == (46, (2021,))
    assert len(found[2021].trace.machine) == 4
    assert lc.series(plan, "output", "steel", frequency="quarter").index.tolist() == [
        "2020-01--03", "2020-04--06", *QUARTERS,
    ]  # fmt: skip


def test_quarters_alone_are_the_year_so_far_beside_the_months_of_the_year_before():
    plan = opened(town(), rows(PROOF | {"2020": "70", "2021-01--03": "12", "2021-04--06": "24"}).values())
    found = year_so_far(plan, "output", "steel")
    assert (found.newest, found.so_far.value, found.rest_before.value) == ("2021-01--06", 36, 40)
    assert found.months["growth"].iloc[-1].value == 20


def test_figures_of_unlike_scopes_or_units_are_not_added_up():
    every = rows(PROOF)
    other = {**every, "2020-04--06": observed("output", "steel", "2020-04--06", "20", "万吨", scope="group")}
    assert are_seen_to_add_up(every)
    assert not are_seen_to_add_up(other)


SPANS = [
    *(f"2021-{month:02d}" for month in range(1, 13)), *(f"2021-01--{month:02d}" for month in range(2, 13)), *QUARTERS[1:]
]  # fmt: skip


@given(st.sets(st.sampled_from(SPANS), max_size=9), st.integers(1, 12))
def test_the_fewest_parts_are_those_that_looking_at_every_choice_finds(periods, last):
    def is_whole(chosen):
        months = [month for one in chosen for month in range(months_of(one)[0], months_of(one)[1] + 1)]
        return sorted(months) == list(range(1, last + 1))

    others = sorted(one for one in periods if months_of(one) != (1, last))
    sizes = [size for size in range(1, len(others) + 1) for one in combinations(others, size) if is_whole(one)]
    found = parts_up_to(rows(dict.fromkeys(periods, "1")), "2021", last)
    assert len(found) == min(sizes, default=0)
    assert not found or is_whole([row.period for row in found])
    assert sum((row.value for row in found), Decimal(0)) == len(found)
