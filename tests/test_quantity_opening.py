"""A plan's figures, goals and parameters are opened as quantities; a name that is wrong is met with the nearest."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from auditing_cases import FILE, observed
from goals_cases import opened, town

import lcanalysis as lc
from lcanalysis.errors import UsageError
from lcanalysis.observations import Observation
from lcanalysis.quantities.code_names import UnknownNameError
from lcanalysis.quantities.interval import Interval


def published(*rows):
    cells = [row if row.cell != "B2" else replace(row, cell=f"B{at}") for at, row in enumerate(rows, 2)]
    return opened(town(), cells)


def test_a_series_has_integer_years_cells_and_the_rounding_it_was_printed_with():
    plan = published(
        observed("output", "wire", "2018", "21.96", "万吨"), observed("output", "wire", "2017", "27.16", "万吨")
    )
    found = lc.series(plan, "output", "wire")
    assert found.index.tolist() == [2017, 2018]
    assert (found.index == 2018).tolist() == [False, True]
    assert (found.name, found.index.name) == ("output/wire", "year")
    assert (found.attrs["breaks"], found.attrs["derived"]) == ((), ())
    assert [str(one.value) for one in found] == ["27.16", "21.96"]
    assert found[2018].bounds == Interval.between(Decimal("21.955"), Decimal("21.965"))
    assert found[2018].trace.machine == (f"{FILE} B2",)
    assert [found[2018].text(lang) for lang in ("zh", "en")] == ["21.96万吨", "219,600 tonnes"]


def test_a_figure_opened_twice_is_one_input():
    plan = published(observed("output", "wire", "2018", "21.96", "万吨"))
    one, other = lc.series(plan, "output", "wire"), lc.series(plan, "output", "wire")
    assert (one[2018] / other[2018]).bounds == Interval.exact(1)
    assert (one[2018] - other[2018]).bounds == Interval.exact(0)


def derived_base(value="708.3551", **changes) -> Observation:
    base = observed("revenue", "copper", "2017", value, "亿元", status="derived", source=f"{FILE};{FILE}", cell="E3;E4")
    return replace(base, lower=Decimal("708.0034"), upper=Decimal("708.7071"), **changes)


LEVEL = observed("revenue", "copper", "2018", "813.9", "亿元", cell="E3")
GROWTH = observed("revenue_yoy", "copper", "2018", "14.9", "%", cell="E4")


def test_a_base_that_follows_from_a_level_and_its_growth_is_that_calculation():
    found = lc.series(published(LEVEL, GROWTH, derived_base()), "revenue", "copper")
    assert found.attrs["derived"] == (2017,)
    assert [one.text("zh") for one in found] == ["708.36亿元", "813.9亿元"]
    assert found[2017].trace.machine == (f"{FILE} E3", f"{FILE} E4")
    growth = (found[2018] / found[2017] - 1) * 100
    assert (growth.text("zh"), growth.bounds_are_exact) == ("14.9%", True)
    assert growth.bounds == Interval.between(Decimal("14.85"), Decimal("14.95"))
    assert found[2017].lower.text("zh") == "708.00亿元"
    assert found[2017].upper.text("zh") == "708.71亿元"


@pytest.mark.parametrize("rows", [(LEVEL,), (LEVEL, replace(GROWTH, value=Decimal(10)))])
def test_a_derived_figure_that_its_cells_do_not_give_keeps_bounds_of_its_own(rows):
    found = lc.series(published(*rows, derived_base()), "revenue", "copper")
    assert found[2017].exact == Fraction("708.3551")
    assert found[2017].bounds == Interval.between(Decimal("708.0034"), Decimal("708.7071"))
    assert len(found[2017].trace) == 2


def test_a_total_that_follows_from_its_parts_is_their_sum():
    parts = [observed("revenue", who, "2018", value, "亿元", cell=cell) for who, value, cell in (
        ("steel", "10.5", "B2"), ("copper", "20.25", "B3"),
    )]  # fmt: skip
    whole = observed(
        "revenue", "metal", "2018", "30.75", "亿元", status="derived", source=f"{FILE};{FILE}", cell="B2;B3"
    )
    found = lc.series(opened(town(), (*parts, whole)), "revenue", "metal")
    rest = found[2018] - lc.series(opened(town(), parts), "revenue", "steel")[2018]
    assert found[2018].bounds == Interval.between(Decimal("30.695"), Decimal("30.805"))
    assert rest.bounds_are_exact
    assert rest.bounds == Interval.between(Decimal("20.245"), Decimal("20.255"))


def test_units_of_one_kind_become_that_of_the_last_year():
    plan = published(
        observed("output", "wire", "2017", "2716", "吨"), observed("output", "wire", "2018", "0.2", "万吨")
    )
    found = lc.series(plan, "output", "wire")
    assert [(one.exact, one.unit) for one in found] == [(Fraction("0.2716"), "万吨"), (Fraction("0.2"), "万吨")]


def test_months_are_periods_and_years_come_first():
    months = [observed("output", "wire", period, "1.5", "万吨") for period in ("2018-01", "2018-01--06", "2018-02")]
    assert lc.series(published(*months), "output", "wire").index.tolist() == ["2018-01", "2018-02"]
    assert lc.series(published(*months), "output", "wire", frequency="months").index.tolist() == ["2018-01--06"]
    plan = published(*months, observed("output", "wire", "2018", "9", "万吨"))
    assert lc.series(plan, "output", "wire").index.tolist() == [2018]
    assert lc.series(plan, "output", "wire", frequency="month").index.name == "period"
    with pytest.raises(UsageError) as raised:
        lc.series(plan, "output", "wire", frequency="weekly")
    assert raised.value.text("en") == "there is no frequency weekly; known are year, month, months, quarter"


def test_bounds_are_left_out_breaks_are_named_and_counts_are_exact():
    plan = published(
        observed("centres", "metal", "2016", "9", "家"),
        observed("centres", "metal", "2017", "10", "家", is_break=True),
        observed("centres", "metal", "2018", "12", "家", status="at_least"),
    )
    found = lc.series(plan, "centres", "metal")
    assert found.index.tolist() == [2016, 2017]
    assert found.attrs["breaks"] == (2017,)
    assert found[2017].bounds == Interval.exact(10)
    assert (found + found).attrs == found.attrs


def test_the_state_of_the_data_on_a_day_can_be_asked_for():
    first = observed("output", "wire", "2018", "21.96", "万吨", published_on="2019-11", vintage="2019-11")
    later = observed("output", "wire", "2018", "22.01", "万吨", published_on="2020-03", vintage="2020-03")
    plan = published(first, later)
    assert lc.series(plan, "output", "wire")[2018].exact == Fraction("22.01")
    assert lc.series(plan, "output", "wire", as_of=date(2020, 1, 1))[2018].exact == Fraction("21.96")


def test_names_of_either_language_are_taken_and_what_was_never_published_is_empty():
    plan = published(observed("revenue", "copper", "2018", "10.5", "亿元"))
    assert lc.series(plan, "收入", "copper").tolist() == lc.series(plan, "Revenue", "copper").tolist()
    assert len(lc.series(plan, "revenue", "copper")) == 1
    assert lc.series(plan, "capacity", "copper").empty


@pytest.mark.parametrize(
    ("indicator", "entity", "told"),
    [
        ("revenu", "copper", "there is no indicator revenu; the nearest are revenue (revenue)"),
        ("revenue", "coper", "there is no entity coper; the nearest are copper (copper)"),
        ("收人", "copper", "there is no indicator 收人; the nearest are revenue (revenue)"),
        ("xyz", "copper", "there is no indicator xyz; the nearest are output (output)"),
    ],
)
def test_a_misspelt_name_is_met_with_the_nearest(indicator, entity, told):
    plan = published(observed("revenue", "copper", "2018", "10.5", "亿元"))
    with pytest.raises(UnknownNameError) as raised:
        lc.series(plan, indicator, entity)
    assert raised.value.text("en").startswith(told)
    assert raised.value.exit_code == 2
    with pytest.raises(UnknownNameError):
        lc.series(plan, "revenue", "copper", area="atlantis")


def test_the_nearest_names_are_given_in_the_reader_language():
    with pytest.raises(UnknownNameError) as raised:
        lc.series(published(), "revenu", "copper")
    assert "revenue (收入)" in raised.value.text("zh")


def test_every_figure_of_the_bundled_plan_is_opened_as_printed(plan):
    from lcanalysis.quantities.opening import figure

    for row in plan.records:
        if row.status not in {"published", "derived"}:
            continue
        found = figure(row, plan)
        assert abs(found.exact - Fraction(row.value)) <= Fraction(1, 20_000)
        assert found.trace.machine == tuple(sorted(set(row.addresses)))
        assert found.bounds.lower >= Fraction(row.lower)
        assert found.bounds.upper <= Fraction(row.upper)


def test_a_goal_has_its_value_its_words_and_its_due_year(plan):
    level = lc.goal(plan, "revenue", "cluster", "level")
    assert (level.value.text("zh"), level.due, level.kind) == ("1000亿元", 2022, "level")
    assert level.value.trace.machine == ("goals.yml cluster_revenue",)
    assert level.value.bounds == Interval.exact(1000)
    assert level.words("zh") == "超过1000亿元"
    assert lc.goal(plan, "revenue", "cluster", "share") is None
    assert lc.goal(plan, "营业收入", "cluster", "level") == level


def test_several_goals_are_asked_about(plan):
    with pytest.raises(UsageError) as raised:
        lc.goal(plan, "revenue", "cluster")
    assert "choose one with kind=" in raised.value.text("en")
    assert "请用 kind= 选一个" in raised.value.text("zh")
    with pytest.raises(UnknownNameError):
        lc.goal(plan, "revenu", "cluster")


def test_a_parameter_and_an_assumption_say_what_they_are():
    asked, assumed = lc.parameter("goal_growth_pct", 5.0, "%"), lc.assume(3.5, "%")
    assert [one.trace.words("zh") for one in (asked, assumed)] == ["参数goal_growth_pct", "假设3.5%"]
    assert [one.text("en") for one in (asked, assumed, lc.assume(3, "%"))] == ["5%", "3.5%", "3%"]
    assert (lc.parameter("target_year", 2022) - 2018).text("zh") == "4"
    assert asked.bounds == Interval.exact(5)
