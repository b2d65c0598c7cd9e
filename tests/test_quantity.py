"""A quantity keeps value, unit and trace through arithmetic; what does not go together is refused with what to write."""

import copy
import functools
import math
import re
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quantity_cases import FORMULAS, HALVES, VALUES, inputs_of, printed, unpickled

from lcanalysis.errors import DataError, UnitMismatchError
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.trace import Source, Trace
from lcanalysis.units import UNITS

LAST = printed("813.9", "亿元", "headline.csv E3")
RATE = Quantity(5, "%", "parameter goal_growth_pct")
POINTS = Quantity(2, "个百分点")
MASS = Quantity(300, "吨")
RATIO = Quantity(Decimal("0.25"), "比")
SAME_DIMENSION = [(a, b) for a in UNITS for b in UNITS if UNITS[a].dimension == UNITS[b].dimension]
NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=100)


def refused(calculate):
    """Return what a refused calculation says, which is one sentence in each language with no gap in it."""
    with pytest.raises(UnitMismatchError) as raised:
        calculate()
    sentences = raised.value.text("zh"), raised.value.text("en")
    assert all("\n" not in text and "{" not in text and len(text) > 10 for text in sentences)
    assert re.search("[\u4e00-\u9fff]", sentences[0])
    return sentences[1]


def test_a_level_grown_at_a_rate_keeps_unit_and_all_it_follows_from():
    years = Quantity(2022, "", "parameter target_year") - 2018
    found = LAST * (1 + RATE / 100) ** years
    assert found.exact == Fraction("813.9") * Fraction("1.05") ** 4
    assert (found.unit, found.text("zh"), found.text("en")) == ("亿元", "989.30亿元", "98.93 billion yuan")
    assert found.trace.machine == ("headline.csv E3", "parameter goal_growth_pct", "parameter target_year")


@given(FORMULAS, VALUES, HALVES)
def test_the_trace_of_any_expression_is_the_union_of_its_inputs(formula, values, halves):
    inputs = inputs_of(values, halves)
    wanted = Trace()
    for at in formula.used:
        wanted |= inputs[at].trace
    assert formula.of(inputs).trace == wanted


@pytest.mark.parametrize(
    ("calculate", "value", "unit"),
    [
        (lambda: Quantity(2, "万吨") + MASS, "2.03", "万吨"),
        (lambda: MASS + Quantity(2, "万吨"), 20300, "吨"),
        (lambda: LAST - Quantity(139_000, "万元"), 800, "亿元"),
        (lambda: RATE - Quantity(3, "%"), 2, "个百分点"),
        (lambda: RATE + Quantity(3, "%"), 8, "%"),
        (lambda: RATE + POINTS, 7, "%"),
        (lambda: RATE - POINTS, 3, "%"),
        (lambda: POINTS + RATE, 7, "%"),
        (lambda: POINTS - POINTS, 0, "个百分点"),
        (lambda: Quantity(5, "‰") - Quantity(2, "‰"), "0.3", "个百分点"),
        (lambda: Quantity(5, "‰") + POINTS, 25, "‰"),
        (lambda: POINTS + Quantity(5, "‰"), 25, "‰"),
        (lambda: RATE + Quantity(5, "‰"), "5.5", "%"),
        (lambda: 1 + RATE / 100, "1.05", "比"),
        (lambda: 1 - RATE / 100, "0.95", "比"),
        (lambda: RATIO * 100, 25, "%"),
        (lambda: 100 * RATIO, 25, "%"),
        (lambda: RATIO * 100.0, 25, "%"),
        (lambda: RATIO * 10, "2.5", "比"),
        (lambda: RATE / 10, "0.5", "%"),
        (lambda: Quantity(5, "‰") / 1000, "0.005", "比"),
        (lambda: POINTS / 100, "0.02", "比"),
        (lambda: RATE / RATE, 1, "比"),
        (lambda: Quantity(2, "万吨") / MASS, Fraction(200, 3), "比"),
        (lambda: LAST * RATIO, "203.475", "亿元"),
        (lambda: RATIO * LAST, "203.475", "亿元"),
        (lambda: RATE * RATIO, "1.25", "%"),
        (lambda: RATIO * RATIO, "0.0625", "比"),
        (lambda: Quantity(3) * RATIO, "0.75", "比"),
        (lambda: Quantity(10, "亿元") / Quantity(5, "万吨"), 2, "亿元/万吨"),
        (lambda: Quantity(2, "亿元/万吨") * Quantity(10_000, "吨"), 2, "亿元"),
        (lambda: Quantity(10_000, "吨") * Quantity(2, "亿元/万吨"), 2, "亿元"),
        (lambda: Quantity(3000, "元/吨") * Quantity(2, "万吨"), 60_000_000, "元"),
        (lambda: Quantity(10, "亿元") / Quantity(2, "亿元/万吨"), 5, "万吨"),
        (lambda: Quantity(2, "亿元/万吨") + Quantity(5000, "元/吨"), "2.5", "亿元/万吨"),
        (lambda: Quantity(2, "亿元/万吨").to("元/吨"), 20_000, "元/吨"),
        (lambda: Quantity(4, "个百分点") / Quantity(2, "年"), 2, "个百分点/年"),
        (lambda: RATIO.to("个百分点"), 25, "个百分点"),
        (lambda: RATE.to("比"), "0.05", "比"),
        (lambda: RATIO.to("") * 100, 25, ""),
        (lambda: 2 ** Quantity(3), 8, ""),
        (lambda: -LAST, "-813.9", "亿元"),
        (lambda: +LAST, "813.9", "亿元"),
        (lambda: 0 - LAST, "-813.9", "亿元"),
        (lambda: sum([LAST, LAST]), "1627.8", "亿元"),
        (lambda: LAST * 0.1, "81.39", "亿元"),
        (lambda: LAST * Decimal("0.1"), "81.39", "亿元"),
    ],
)
def test_like_units_are_converted_and_each_result_has_its_unit(calculate, value, unit):
    found = calculate()
    assert (found.exact, found.unit) == (Fraction(value), unit)


@pytest.mark.parametrize(
    ("calculate", "told"),
    [
        (lambda: LAST + MASS, "convert one first with .to"),
        (lambda: LAST - MASS, "cannot be subtracted"),
        (lambda: 1 + RATE, "1 + rate/100"),
        (lambda: RATE - 1, "1 + rate/100"),
        (lambda: 1 + Quantity(5, "‰"), "1 + rate/1000"),
        (lambda: RATIO + RATE, "rate/100"),
        (lambda: RATIO - POINTS, "rate/100"),
        (lambda: POINTS - RATE, "write % minus percentage points"),
        (lambda: MASS + POINTS, "unlike"),
        (lambda: LAST + 5, 'Quantity(5, "亿元")'),
        (lambda: 5 - LAST, 'Quantity(5, "亿元")'),
        (lambda: LAST + RATIO, 'Quantity(5, "亿元")'),
        (lambda: LAST * RATE, "level * (1 + rate/100)"),
        (lambda: RATE * RATE, "rate/100"),
        (lambda: LAST / RATE, "divide by (rate/100)"),
        (lambda: 1 / RATE, "divide by (rate/100)"),
        (lambda: (RATE + RATE) / 100, "mean(...)"),
        (lambda: sum([RATE, RATE, RATE]) / 100, "mean(...)"),
        (lambda: MASS * MASS, "divide one of them"),
        (lambda: 1 / MASS, "a plain number over 吨"),
        (lambda: RATE**2, "(1 + rate/100) ** years"),
        (lambda: LAST**2, "divide by a base first"),
        (lambda: RATIO ** Quantity(2, "年"), "an exponent has no unit"),
        (lambda: RATIO**RATE, "an exponent has no unit"),
        (LAST.log, "no logarithm of 亿元"),
        (lambda: LAST < MASS, "cannot be compared"),
        (lambda: LAST > 1000, 'write Quantity(1000, "亿元")'),
        (lambda: RATE > 0.05, 'write Quantity(0.05, "%")'),
        (lambda: RATE < POINTS, "cannot be compared"),
        (lambda: LAST.to("吨"), "亿元 cannot become 吨"),
        (lambda: LAST.to(""), "亿元 cannot become a plain number"),
        (lambda: Quantity(5, "亿员"), "unknown unit 亿员"),
        (lambda: Quantity(5, "亿元/周"), "unknown unit"),
        (lambda: Quantity(5, None), "unknown unit None"),
        (lambda: max([LAST, MASS]), "cannot be compared"),
    ],
)
def test_what_does_not_go_together_is_refused_with_what_to_write(calculate, told):
    assert told in refused(calculate)


@given(NUMBERS, st.sampled_from(SAME_DIMENSION))
def test_a_conversion_comes_back_and_changes_neither_amount_nor_trace(value, pair):
    unit, to = pair
    held = Quantity(value, unit, "table.csv B2")
    found = held.to(to)
    assert found.exact == value * UNITS[unit].size / UNITS[to].size
    assert (found.to(unit).exact, found.trace, found == held, hash(found) == hash(held)) == (
        value,
        held.trace,
        True,
        True,
    )


@given(NUMBERS, NUMBERS, st.sampled_from([pair for pair in SAME_DIMENSION if "%" not in pair and "比" not in pair]))
def test_sums_and_comparisons_do_not_depend_on_the_units_they_are_written_in(one, other, pair):
    unit, to = pair
    a, b = Quantity(one, unit), Quantity(other, unit)
    assert (a + b.to(to)).exact == one + other
    assert a - b == a.to(to) - b
    assert [a < b, a <= b, a == b, a >= b, a > b] == [
        one < other,
        one <= other,
        one == other,
        one >= other,
        one > other,
    ]
    assert (a.to(to) < b, a == b.to(to)) == (one < other, one == other)
    assert a * 3 == 3 * a == a + a + a


EQUALS = [
    Quantity(0, "亿元"), Quantity(0, "吨"), 0, 0.0, Quantity(1, "万吨"), Quantity(10_000, "吨"), 10_000, RATE,
    Quantity("0.05", "比"), Quantity("0.05"), 0.05, Fraction(1, 20), Decimal("0.05"), 5, Quantity(5, "个百分点"), Quantity(5),
    Quantity(1, "亿元/万吨"), Quantity(10_000, "元/吨"), math.nan, math.inf, None, "5", True,
]  # fmt: skip


def test_equality_is_that_of_amounts_and_keeps_the_contract_of_hashes():
    for a in EQUALS:
        for b in EQUALS:
            if isinstance(a, Quantity) and a == b:
                assert b == a
                assert hash(a) == hash(b)
                assert [c for c in EQUALS if isinstance(b, Quantity) and (b == c) != (a == c)] == []
    assert Quantity(1, "万吨") == Quantity(10_000, "吨") != Quantity(10_000, "亿元")
    assert (Fraction(1, 20) == RATE, RATE == 5, RATE != 5) == (True, False, True)
    # As with Decimal, a float that has no end in binary equals no decimal; its order is that of the digits it prints.
    assert (RATIO == 0.25, Quantity("0.05") == 0.05, Quantity("0.05") >= 0.05) == (True, False, True)
    assert Quantity(0, "亿元") == 0
    assert len({Quantity(1, "万吨"), Quantity(10_000, "吨")}) == 1


@pytest.mark.parametrize("missing", [None, math.nan, Decimal("NaN"), pd.NA, pd.NaT])
def test_a_missing_figure_makes_the_result_missing_and_a_comparison_false(missing):
    for found in (
        LAST + missing, missing + LAST, LAST - missing, missing - LAST, LAST * missing, missing * LAST, LAST / missing,
        missing / LAST, RATIO**missing,
    ):  # fmt: skip
        assert pd.isna(found)
    assert [missing > LAST, missing <= LAST, missing == LAST] == [False, False, False]
    with pytest.raises(DataError) as raised:
        Quantity(missing, "亿元")
    assert raised.value.key in {"quantities.not_finite", "quantities.no_number"}


@pytest.mark.parametrize(
    ("calculate", "key"),
    [
        (lambda: LAST / 0, "quantities.division_by_zero"),
        (lambda: LAST / (LAST - LAST), "quantities.division_by_zero"),
        (lambda: (-RATIO) ** 0.5, "quantities.root_of_negative"),
        (lambda: (RATIO - RATIO) ** -1, "quantities.power_of_zero"),
        ((-RATIO).log, "quantities.logarithm_not_positive"),
        (lambda: Quantity(10) ** 10_000_000, "quantities.out_of_range"),
        (lambda: Quantity("1e9999999"), "quantities.out_of_range"),
        (lambda: functools.reduce(lambda one, _: one * one, range(20), Quantity(10)), "quantities.out_of_range"),
        (lambda: Quantity(LAST, "万元"), "quantities.no_number"),
        (Quantity(10_000_000).exp, "quantities.out_of_range"),
        (lambda: Quantity(math.inf), "quantities.not_finite"),
        (lambda: LAST * math.inf, "quantities.not_finite"),
        (lambda: Quantity("813,9", "亿元"), "quantities.no_number"),
        (lambda: Quantity(True), "quantities.no_number"),
        (lambda: Quantity(5, bounds=(6, 7)), "quantities.value_outside_bounds"),
        (lambda: range(LAST), "quantities.not_whole"),
        (lambda: range(Quantity("1.5")), "quantities.not_whole"),
    ],
)
def test_a_calculation_without_a_result_is_an_error_of_the_data_in_both_languages(calculate, key):
    with pytest.raises(DataError) as raised:
        calculate()
    assert (raised.value.key, raised.value.exit_code) == (key, 3)
    assert re.search("[\u4e00-\u9fff]", raised.value.text("zh"))
    assert not re.search("[\u4e00-\u9fff]", raised.value.text("en").replace("亿元", ""))


def test_other_objects_are_left_to_themselves():
    for calculate in (lambda: LAST + "5", lambda: LAST < "5", lambda: LAST + True, lambda: LAST // 2):
        with pytest.raises(TypeError):
            calculate()


def test_an_exponent_of_one_third_means_the_cube_root():
    assert (Quantity(27) ** (1 / 3)).exact == 3
    assert (Quantity("1.21") ** 0.5).exact == Fraction("1.1")
    assert (Quantity(2) ** Quantity(-2)).exact == Fraction(1, 4)


def test_rounding_is_half_away_from_zero_and_shown_rounds_for_the_eye_alone():
    assert [round(Quantity(text), 1).exact for text in ("0.25", "-0.25", "0.35")] == [
        Fraction(n, 10) for n in (3, -3, 4)
    ]
    assert round(Quantity("813.9", "亿元")).text("zh") == "814亿元"
    held = Quantity("2.25", "%").shown(1)
    assert (held.text("zh"), held.exact) == ("2.3%", Fraction("2.25"))
    assert f"{held:.1f} {held:.3f} {Quantity(1234):,.1f}" == "2.3 2.250 1,234.0"


@pytest.mark.parametrize(
    ("held", "zh", "en"),
    [
        (LAST, "813.9亿元", "81.39 billion yuan"),
        (LAST / 3, "271.30亿元", "27.13 billion yuan"),
        (Quantity("-1.5", "%"), "-1.5%", "−1.5%"),
        (Quantity(12_345), "12345", "12,345"),
        (Quantity(1, "家"), "1家", "1 firm"),
        (Quantity("0.05", "比"), "0.050", "0.050"),
        (Quantity(Fraction(1, 3), "亿元/万吨"), "0.33亿元/万吨", "3,300 yuan per tonne"),
    ],
)
def test_a_quantity_is_written_as_an_office_writes_it(held, zh, en):
    assert (held.text("zh"), held.text("en")) == (zh, en)


def test_the_digits_of_a_half_are_those_of_the_exact_value():
    assert (Quantity(Fraction(2, 3)) * Fraction(3, 4)).shown(0).digits("zh") == "1"
    almost = Quantity(Fraction(1, 2) - Fraction(1, 10**60))
    assert almost.shown(0).digits("zh") == "0"


def test_a_printed_figure_stands_for_all_values_that_print_so_and_a_count_for_itself():
    assert [Fraction(end) for end in printed("813.9").bounds] == [Fraction("813.85"), Fraction("813.95")]
    assert [Fraction(end) for end in printed("1000").bounds] == [Fraction("999.5"), Fraction("1000.5")]
    assert [Fraction(end) for end in printed("131", "家").bounds] == [131, 131]
    assert (printed("0.80", "%").text("zh"), printed("140000").text("zh")) == ("0.80%", "140000亿元")


def test_a_choice_is_traced_by_because():
    found = LAST.because(RATE, Source.parse("goals.yml cluster_revenue"))
    assert found.trace.machine == ("goals.yml cluster_revenue", "headline.csv E3", "parameter goal_growth_pct")
    assert (found.exact, found.unit, found.bounds) == (LAST.exact, LAST.unit, LAST.bounds)
    undefined = 1 / printed("0.1", "")
    assert LAST.because(undefined).bounds_are_exact
    assert max(LAST, LAST + LAST).trace == LAST.trace


def test_a_trace_is_a_set_with_a_machine_form_and_words():
    trace = Trace(
        ["parameter year", "a.csv B2", "goals.yml rise", "reference/mix", "forecast/backtest", "assumption 3%"]
    )
    assert Trace(trace.machine) == trace == unpickled(trace)
    assert trace.words("zh") == "a.csv B2、参数year、目标rise、参照类mix、模型backtest、假设3%"
    assert (
        trace.words("en") == "a.csv B2, parameter year, goal rise, reference class mix, model backtest, assumption 3%"
    )
    assert len({trace, Trace(trace.machine)}) == 1
    assert "a.csv B2" in trace
    assert trace & Trace(["a.csv B2"]) == Trace(["a.csv B2"])


def test_copies_and_pickles_keep_everything_and_stay_the_same_input():
    level = LAST * (1 + printed("14.9", "%", "headline.csv E4") / 100)
    for found in (copy.copy(level), copy.deepcopy(level), unpickled(level)):
        assert (found.exact, found.unit, found.trace, found.bounds) == (
            level.exact,
            level.unit,
            level.trace,
            level.bounds,
        )
    assert (unpickled(LAST) - LAST).bounds.upper == 0
    long = sum(printed("1.5", "吨", f"t.csv B{number}") for number in range(5000))
    assert unpickled(long).bounds == long.bounds


def test_a_quantity_never_changes():
    with pytest.raises(AttributeError):
        LAST.unit = "吨"
    with pytest.raises(AttributeError):
        LAST.note = "new"


def test_a_result_is_the_entry_that_an_edition_keeps():
    found = LAST * (1 + RATE / 100)
    assert found.result() == {
        "value": "854.60",
        "unit": "亿元",
        "trace": ["headline.csv E3", "parameter goal_growth_pct"],
    }
