from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcanalysis.errors import UnitMismatchError
from lcanalysis.units import UNITS, convert

FINITE = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4)
SAME_DIMENSION = [(a, b) for a in UNITS for b in UNITS if UNITS[a].dimension == UNITS[b].dimension]
UNLIKE = [(a, b) for a in UNITS for b in UNITS if UNITS[a].dimension != UNITS[b].dimension]


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        ("19161336", "万元", "亿元", "1916.1336"),  # Xinfa's revenue in the plan
        ("19.5", "吨", "万吨", "0.00195"),
        ("1000", "亿元", "元", "100000000000"),
        ("3", "%", "比", "0.03"),
    ],
)
def test_units_convert_exactly(value, unit, to, expected):
    assert convert(Decimal(value), unit, to) == Decimal(expected)


@given(FINITE, st.sampled_from(SAME_DIMENSION))
def test_conversion_equals_the_fraction_of_sizes_and_comes_back(value, pair):
    unit, to = pair
    converted = convert(value, unit, to)
    assert Fraction(converted) == Fraction(value) * UNITS[unit].size / UNITS[to].size
    assert convert(converted, to, unit) == value


@pytest.mark.parametrize(("unit", "to"), UNLIKE)
def test_unlike_units_are_refused(unit, to):
    with pytest.raises(UnitMismatchError) as refused:
        convert(Decimal(1), unit, to)
    assert unit in refused.value.text("en")
    assert to in refused.value.text("zh")


def test_percent_and_percentage_point_are_unlike():
    assert ("%", "个百分点") in UNLIKE


def test_an_unknown_unit_is_named_with_the_known_ones():
    with pytest.raises(UnitMismatchError, match=r"公斤.*万吨"):
        convert(Decimal(1), "公斤", "吨")


@pytest.mark.parametrize(("prefix", "times"), [("万", 10**4), ("亿", 10**8)])
def test_a_prefix_multiplies_a_unit_by_what_it_says(prefix, times):
    plain = {symbol.removeprefix(prefix): symbol for symbol in UNITS if symbol.startswith(prefix)}
    assert plain
    for symbol, prefixed in plain.items():
        assert convert(Decimal(1), prefixed, symbol) == times
