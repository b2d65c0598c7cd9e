from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcanalysis.errors import DataError, UnitMismatchError
from lcanalysis.intake.numerals import parse_printed
from lcanalysis.number_format import decimals_for
from lcanalysis.units import UNITS, convert, printed_unit

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


@pytest.mark.parametrize("unit", UNITS)
def test_unlike_units_are_refused(unit):
    for to in (other for one, other in UNLIKE if one == unit):
        with pytest.raises(UnitMismatchError) as refused:
            convert(Decimal(1), unit, to)
        assert unit in refused.value.text("en"), to
        assert to in refused.value.text("zh"), to


def test_percent_and_percentage_point_are_unlike():
    assert ("%", "个百分点") in UNLIKE


def test_an_unknown_unit_is_named_with_the_known_ones():
    with pytest.raises(UnitMismatchError, match=r"担.*万吨") as refused:
        convert(Decimal(1), "担", "吨")
    assert "10,000 tonnes (万吨)" in refused.value.text("en")
    assert "tonnes" not in refused.value.text("zh")


def test_every_unit_has_a_name_in_both_languages_and_is_read_behind_its_number():
    for symbol, unit in UNITS.items():
        assert unit.name("zh") == symbol
        assert unit.name("en").isascii()
        read = parse_printed(f"12{symbol}", "吨")
        assert (read.value, read.unit) == (12, symbol), symbol


def test_single_things_are_whole_and_not_rounded_and_ten_thousands_of_them_are():
    with pytest.raises(DataError):
        parse_printed("12.5人")
    single, many = parse_printed("12人"), parse_printed("12.5万人")
    assert (single.lower, single.upper) == (12, 12)
    assert (many.lower, many.upper) == (Decimal("12.45"), Decimal("12.55"))
    assert (decimals_for("人"), decimals_for("万人"), decimals_for("元/吨")) == (0, 2, 0)


def test_no_two_units_share_their_wording():
    keys = [unit.key for unit in UNITS.values() if unit.key]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("symbol", "name", "dimension", "size"),
    [
        ("万亿元", "trillion yuan", "money", 10**12),
        ("千人", "1,000 persons", "persons", 1000),
        ("万元/人", "10,000 yuan per person", "money per persons", 10_000),
        ("件/万人", "cases per 10,000 persons", "items per persons", Fraction(1, 10_000)),
        ("吨标准煤/万元", "tonnes of coal equivalent per 10,000 yuan", "energy as coal per money", Fraction(1, 10_000)),
    ],
)
def test_units_are_composed_of_a_multiple_and_of_one_over_another(symbol, name, dimension, size):
    unit = UNITS[symbol]
    assert (unit.name("en"), unit.name("zh"), unit.dimension, unit.size) == (name, symbol, dimension, size)
    assert (unit.symbol, unit.key, unit.multiple > 0) == (symbol, "", len(unit.parts) == 1)
    assert dimension == UNITS[UNITS.of_dimension(dimension)[0]].dimension
    assert parse_printed(f"12.5{symbol}").unit == symbol


@pytest.mark.parametrize(
    ("symbol", "head", "text", "one"),
    [
        ("家", "number", "firms (家)", "firm"),
        ("项", "number", "items (项)", "item"),
        ("人", "persons", "persons (人)", "person"),
        ("万户", "10,000 firms", "10,000 firms (万户)", "10,000 firms"),
        ("件/万人", "cases per 10,000 persons", "cases per 10,000 persons (件/万人)", "case per 10,000 persons"),
        ("%", "%", "%", "%"),
    ],
)
def test_a_unit_heads_a_column_and_stands_in_a_message_and_behind_one(symbol, head, text, one):
    unit = UNITS[symbol]
    assert (unit.head("en"), unit.text("en"), unit.singular("en")) == (head, text, one)
    assert {unit.head("zh"), unit.text("zh"), unit.singular("zh")} == {symbol}


@pytest.mark.parametrize(
    ("dimension", "symbols"),
    [
        ("money", ("元", "万元", "亿元")),
        ("items per persons", ("个/人",)),
        ("energy as coal per money", ("吨标准煤/元",)),
        ("money per month", ("元/月",)),
        ("money per nothing", ()),
        ("nothing per money", ()),
        ("nothing", ()),
    ],
)
def test_a_dimension_has_its_listed_units_or_the_first_of_both_its_parts(dimension, symbols):
    assert UNITS.of_dimension(dimension)[:3] == symbols


@pytest.mark.parametrize(
    "symbol", ["万%", "个百分点/年", "万位", "元/", "/人", "万万元", "元/人/年", "人/元/月", "亿圆"]
)
def test_what_cannot_be_composed_is_no_unit(symbol):
    assert symbol not in UNITS
    assert UNITS.get(symbol) is None
    with pytest.raises(KeyError, match=symbol):
        UNITS[symbol]


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("万吨", "万吨"),
        ("10,000 Tonnes", "万吨"),
        ("100 million yuan", "亿元"),
        ("Hundred million Yuan", "亿元"),
        ("10,000 people", "万人"),
        ("10,000 Yuan Per Person", "万元/人"),
        ("cases per 10,000 persons", "件/万人"),
        ("yuan per furlong", ""),
        ("% per person", ""),
        ("furlongs", ""),
        ("yuan per person per month", ""),
        ("", ""),
    ],
)
def test_a_unit_is_read_in_either_language_whole_or_not_at_all(text, symbol):
    assert printed_unit(text) == symbol


def test_an_average_of_things_that_are_counted_may_have_decimals():
    assert parse_printed("12.3", "件/万人").value == Decimal("12.3")
    assert parse_printed("11.6", "年").value == Decimal("11.6")


@pytest.mark.parametrize(("prefix", "times"), [("万", 10**4), ("亿", 10**8)])
def test_a_prefix_multiplies_a_unit_by_what_it_says(prefix, times):
    plain = {symbol.removeprefix(prefix): symbol for symbol in UNITS if symbol.startswith(prefix)}
    assert plain
    for symbol, prefixed in plain.items():
        assert convert(Decimal(1), prefixed, symbol) == times
