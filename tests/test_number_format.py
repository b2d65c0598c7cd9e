from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcanalysis.number_format import format_number, format_quantity, format_range, printed_decimals, round_half_up

VALUES = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6)


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("813.9", "亿元", "813.90亿元", "81.39 billion yuan"),
        ("47.3", "万吨", "47.30万吨", "473,000 tonnes"),
        ("14.9", "%", "14.9%", "14.9%"),
        ("-7.14", "%", "-7.1%", "−7.1%"),
        ("-0.22", "个百分点", "-0.2个百分点", "−0.2 percentage points"),
        ("131", "家", "131家", "131 firms"),
        ("0.8494", "比", "0.849", "0.849"),
        ("19161336", "万元", "19161336.00万元", "191.61336 billion yuan"),
    ],
)
def test_levels_have_two_decimals_and_rates_one(value, unit, zh, en):
    assert format_quantity(Decimal(value), unit, "zh") == zh
    assert format_quantity(Decimal(value), unit, "en") == en


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "zh", "en"),
    [
        ("1472.0", "万吨", 1, "1472.0万吨", "14.720 million tonnes"),
        ("107100", "亿元", 0, "107100亿元", "10.71 trillion yuan"),
        ("0.0", "亿元", 1, "0.0亿元", "0.00 billion yuan"),
        ("0.04", "亿元", 1, "0.0亿元", "0.00 billion yuan"),
        ("0.00", "万元", 2, "0.00万元", "0.0000 million yuan"),
        ("0", "万吨", 0, "0万吨", "0 million tonnes"),
    ],
)
def test_a_printed_figure_keeps_its_precision_in_another_unit_and_a_zero_its_size(value, unit, decimals, zh, en):
    assert [format_quantity(Decimal(value), unit, lang, decimals) for lang in ("zh", "en")] == [zh, en]


@given(VALUES)
def test_a_computed_amount_loses_no_digit_but_noughts_in_another_unit(value):
    printed, computed = (
        format_quantity(value, "亿元", "en", 2, is_computed=is_computed) for is_computed in (False, True)
    )
    digits, _, name = computed.partition(" ")
    assert printed.partition(" ")[2] == name
    assert Decimal(digits.replace(",", "").replace("−", "-")) == Decimal(
        printed.partition(" ")[0].replace(",", "").replace("−", "-")
    )
    assert "." not in digits or not digits.endswith("0") or Decimal(digits) == 0


def test_half_is_rounded_away_from_zero():
    assert [str(round_half_up(Decimal(text), 1)) for text in ("0.25", "-0.25", "0.35")] == ["0.3", "-0.3", "0.4"]


def test_a_rounded_zero_has_no_minus_sign():
    assert format_number(Decimal("-0.04"), 1, "zh") == "0.0"


def test_a_decimal_longer_than_a_float_keeps_its_digits():
    assert format_number(Decimal("12345678901234567.89"), 2, "zh") == "12345678901234567.89"


def test_only_printed_digits_count_as_decimals():
    assert [printed_decimals(Decimal(text)) for text in ("1E+3", "0.80", "Infinity")] == [0, 2, 0]


@pytest.mark.parametrize(
    ("low", "high", "unit", "decimals", "zh", "en"),
    [
        (3, 5, "%", 0, "3%～5%", "3%–5%"),
        ("-1234.56", "5", "%", None, "-1234.6%～5.0%", "−1,234.6% to 5.0%"),
        ("-1234.5", "1000", "亿元", None, "-1234.50～1000.00亿元", "−123.45 to 100.00 billion yuan"),
        ("989.3", "1000", "亿元", 1, "989.3～1000.0亿元", "98.93–100.00 billion yuan"),
    ],
)
def test_percent_stands_at_both_ends_of_a_range_and_other_units_at_its_end(low, high, unit, decimals, zh, en):
    ends = Decimal(low), Decimal(high)
    assert [format_range(*ends, unit, lang, decimals) for lang in ("zh", "en")] == [zh, en]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_a_number_that_is_not_finite_is_never_printed(value):
    with pytest.raises(ValueError, match="finite"):
        format_number(value, 1, "zh")


@given(VALUES, st.integers(0, 4))
def test_what_is_printed_reads_back_as_the_rounded_value(value, decimals):
    zh, en = (format_number(value, decimals, lang) for lang in ("zh", "en"))
    assert Decimal(zh) == round_half_up(value, decimals)
    assert Decimal(en.replace(",", "").replace("−", "-")) == Decimal(zh)
    assert abs(Decimal(zh) - value) * 2 <= Decimal(1).scaleb(-decimals)
