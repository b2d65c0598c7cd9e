"""The figures of a group's members as a table of quantities, and the scopes that figures were counted in."""

import math

import pytest
from goals_cases import observed, opened, town

from lcanalysis.errors import UnitMismatchError
from lcanalysis.goals import by_member, scopes_of


def spending(*rows):
    """Return a plan with spending of members, each a member, a year, and the printed figure with its unit."""
    return opened(
        town(),
        [
            observed("spending", member, year, *printed.split(), cell=f"B{at}", scope="group" if at % 2 else "city")
            for at, (member, year, printed) in enumerate(rows)
        ],
    )


PLAN = spending(("small", "2018", "40 万元"), ("big", "2017", "1.5 亿元"), ("big", "2018", "2.5 亿元"))


def test_each_member_has_a_row_and_each_year_a_column():
    found = by_member(PLAN, "spending", "firms", "万元")
    assert (found.index.tolist(), found.columns.tolist()) == (["big", "small"], [2017, 2018])
    assert found.loc["big", 2018] == found.loc["big", 2017] * 25 / 15
    assert (found.loc["big", 2018].unit, str(int(found.loc["big", 2018]))) == ("万元", "25000")
    assert math.isnan(found.loc["small", 2017])


def test_without_a_unit_each_figure_keeps_its_own():
    assert by_member(PLAN, "spending", "firms").loc["big", 2018].text("zh") == "2.5亿元"
    with pytest.raises(UnitMismatchError):
        by_member(PLAN, "spending", "firms", "万吨")


def test_where_nothing_is_declared_or_published_the_table_is_empty():
    assert by_member(PLAN, "spending", "nobody").shape == (0, 0)
    assert by_member(PLAN, "no_such_indicator", "firms").shape == (2, 0)
    assert by_member(spending(), "spending", "firms").shape == (2, 0)


def test_a_ratio_of_two_tables_has_a_number_only_where_both_have_one():
    found = by_member(PLAN, "spending", "firms") / by_member(PLAN, "revenue", "firms")
    assert found.isna().all(axis=None)


def test_the_scopes_of_a_total_are_those_of_its_figures_each_once():
    found = by_member(PLAN, "spending", "firms", "万元")
    assert scopes_of(PLAN, found.loc["big", 2017]) == ("group",)
    assert scopes_of(PLAN, found.loc["big", 2017] + found.loc["small", 2018], found.loc["big", 2018]) == (
        "city",
        "group",
    )
