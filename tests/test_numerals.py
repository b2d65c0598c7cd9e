"""Printed numbers are read exactly or refused; nothing in between."""

import contextlib
import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lcanalysis.errors import DataError
from lcanalysis.intake.numerals import parse_printed
from lcanalysis.units import UNITS

# Each with: value, unit, bound, lower, upper. All but the last block stand in the plan.
READINGS = {
    "47.3": ("47.3", None, "exact", "47.25", "47.35"),
    "140000": ("140000", None, "exact", "139999.5", "140000.5"),
    "122.00（吨）": ("122.00", "吨", "exact", "121.995", "122.005"),
    "131家": ("131", "家", "exact", "131", "131"),
    "813.9亿元": ("813.9", "亿元", "exact", "813.85", "813.95"),
    "增长14.9%": ("14.9", "%", "exact", "14.85", "14.95"),
    "下降7.1%": ("-7.1", "%", "exact", "-7.15", "-7.05"),
    "低于0.22%": ("-0.22", "%", "exact", "-0.225", "-0.215"),
    "0.73%": ("0.73", "%", "exact", "0.725", "0.735"),
    "-88.38": ("-88.38", None, "exact", "-88.385", "-88.375"),
    "1000余万吨": ("1000", "万吨", "at_least", "1000", "2000"),
    "不到2%": ("2", "%", "at_most", "0", "2"),
    "20%以上": ("20", "%", "at_least", "20", "Infinity"),
    "2项以上": ("2", "项", "at_least", "2", "Infinity"),
    "不超过100万元": ("100", "万元", "at_most", "0", "100"),
    "最高20万元": ("20", "万元", "at_most", "0", "20"),
    "20000元/月": ("20000", "元/月", "exact", "19999.5", "20000.5"),
    "六项": ("6", "项", "exact", "6", "6"),
    # Other plans print these.
    "3.4个百分点": ("3.4", "个百分点", "exact", "3.35", "3.45"),
    "高于 0.3 个百分点": ("0.3", "个百分点", "exact", "0.25", "0.35"),
    "同比增长8%以上": ("8", "%", "at_least", "8", "Infinity"),
    "１２．３": ("12.3", None, "exact", "12.25", "12.35"),
    "1\u2009583\u2009000": ("1583000", None, "exact", "1582999.5", "1583000.5"),
    "\N{MINUS SIGN}1\u00a0234.5": ("-1234.5", None, "exact", "-1234.55", "-1234.45"),
    "12\u202f345（吨）": ("12345", "吨", "exact", "12344.5", "12345.5"),
    "１，２３４": ("1234", None, "exact", "1233.5", "1234.5"),
    "1,234,567.8万元": ("1234567.8", "万元", "exact", "1234567.75", "1234567.85"),
    "\N{MINUS SIGN}13.46": ("-13.46", None, "exact", "-13.465", "-13.455"),
    "\N{EN DASH}13.46": ("-13.46", None, "exact", "-13.465", "-13.455"),
    "－１３．４６％": ("-13.46", "%", "exact", "-13.465", "-13.455"),
    "+5": ("5", None, "exact", "4.5", "5.5"),
    "-0.0": ("0.0", None, "exact", "-0.05", "0.05"),
    "1200余家": ("1200", "家", "at_least", "1200", "1300"),
    "20多项": ("20", "项", "at_least", "20", "30"),
    "十余家": ("10", "家", "at_least", "10", "20"),
    "两家": ("2", "家", "exact", "2", "2"),
    "十二人": ("12", "人", "exact", "12", "12"),
    "九十九个": ("99", "个", "exact", "99", "99"),
    "不低于80%": ("80", "%", "at_least", "80", "Infinity"),
    "30%以内": ("30", "%", "at_most", "0", "30"),
    " 813.9\u3000亿元\n": ("813.9", "亿元", "exact", "813.85", "813.95"),
}

REFUSALS = {
    "": "empty",
    "\u3000": "empty",
    "约9%": "approximate",
    "9%左右": "approximate",
    "近千家": "approximate",
    "1,23": "bad_separator",
    "1，23": "bad_separator",
    "1,2345": "bad_separator",
    "12,34,567": "bad_separator",
    "0,123": "bad_separator",
    "5~30万元": "range",
    "3%—5%": "range",
    "6-8家": "range",
    "1：1.2": "not_a_number",
    "12.3.4": "not_a_number",
    "nan": "not_a_number",
    "inf": "not_a_number",
    "-inf": "not_a_number",
    "1e5": "not_a_number",
    "0x10": "not_a_number",
    "1_000": "not_a_number",
    "１２a": "unknown_unit",
    "22.6O": "letter_for_digit",
    "１Ｏ0": "letter_for_digit",
    "l2.5万吨": "letter_for_digit",
    "5l": "unknown_unit",
    "12万": "scale_without_unit",
    "5担": "unknown_unit",
    ".5": "not_a_number",
    "5.": "not_a_number",
    "007": "not_a_number",
    "--5": "not_a_number",
    "\N{EM DASH}": "not_a_number",
    "\N{EM DASH}5": "not_a_number",
    "\N{EN DASH} 5": "not_a_number",
    "1 000": "not_a_number",
    "-": "not_a_number",
    "…": "strange_character",
    "5²": "strange_character",  # plain NFKC says 52
    "5①": "strange_character",  # and 51
    "1½": "strange_character",
    "٣": "not_a_number",  # a digit to Python's int()
    "3\u200b4": "not_a_number",
    "一": "chinese_digits",  # looks like a dash
    "六": "chinese_digits",
    "三%": "chinese_digits",
    "三百亿元": "chinese_digits",
    "下降-7.1%": "sign_twice",
    "下降5%以上": "unclear_bound",
    "-5%以上": "unclear_bound",
    "增长不到5%": "unclear_bound",
    "不到20余家": "unclear_bound",
    "1005余家": "unclear_bound",
    "10.0余万吨": "unclear_bound",
    "131.5家": "count_not_whole",
    "1234567890123456789": "too_long",
    "=1+1": "not_a_number",
    "1" * 100_000: "not_a_number",
    "47.3（吨": "not_a_number",
    "2018年5月": "not_a_number",
}


@pytest.mark.parametrize("text", READINGS)
def test_printed_number_is_read_with_its_unit_bound_and_rounding_interval(text):
    value, unit, bound, lower, upper = READINGS[text]
    read = parse_printed(text)
    assert (str(read.value), read.unit, read.bound) == (value, unit, bound)
    assert (read.lower, read.upper) == (Decimal(lower), Decimal(upper))
    assert read.as_printed == text.strip()


@pytest.mark.parametrize("text", [pytest.param(text, id=text[:12]) if len(text) > 50 else text for text in REFUSALS])
def test_anything_else_is_refused_with_one_sentence_that_says_why(text):
    with pytest.raises(DataError) as refused:
        parse_printed(text)
    assert refused.value.key == f"intake.{REFUSALS[text]}"
    for lang in ("zh", "en"):
        assert len(refused.value.text(lang).splitlines()) == 1


def test_unit_of_the_column_is_used_only_where_the_cell_prints_none():
    assert parse_printed("47.3", "万吨").unit == "万吨"
    assert parse_printed("19.5（吨）", "万吨").unit == "吨"


def test_unit_of_the_column_makes_a_number_a_count():
    read = parse_printed("131", "家")
    assert (read.lower, read.upper) == (131, 131)
    with pytest.raises(DataError, match=re.escape("131.5")):
        parse_printed("131.5", "家")


@pytest.mark.parametrize("word", ["增长", "增加", "提高", "上升", "下降", "减少", "降低", "回落"])
def test_every_word_of_change_gives_the_sign(word):
    read = parse_printed(f"同比{word}5%")
    assert (read.value, read.direction) == (5 if word in {"增长", "增加", "提高", "上升"} else -5, "change")


@pytest.mark.parametrize("word", ["最高不超过", "不超过", "最高", "最多", "至多", "不到", "不足"])
def test_every_word_of_a_limit_is_read_whole(word):
    assert parse_printed(f"{word}20万元").bound == "at_most"
    assert [parse_printed(f"{least}20家").bound for least in ("超过", "不低于", "不少于", "至少")] == ["at_least"] * 4


def test_words_of_change_and_of_difference_are_told_apart():
    assert [parse_printed(text).direction for text in ("下降7.1%", "低于0.22%", "-7.1%")] == [
        "change",
        "difference",
        "",
    ]


decimals = st.integers(0, 4).flatmap(
    lambda places: st.integers(-(10**9), 10**9).map(lambda digits: Decimal(digits).scaleb(-places))
)
FULL = str.maketrans("0123456789.,-+%()/", "０１２３４５６７８９．，－＋％（）／")


@given(
    value=decimals,
    is_grouped=st.booleans(),
    is_wide=st.booleans(),
    minus=st.sampled_from(["-", "\N{MINUS SIGN}", "\N{EN DASH}", "word"]),
    unit=st.sampled_from([None, *(symbol for symbol, unit in UNITS.items() if not unit.is_count)]),
    is_bracketed=st.booleans(),
    space=st.sampled_from(["", " ", "\u3000", "\u00a0"]),
)
@example(Decimal("-0.00"), False, False, "-", "%", False, "")
def test_a_printed_number_reads_back_exactly_in_every_dress(
    value, is_grouped, is_wide, minus, unit, is_bracketed, space
):
    text = f"{abs(value):,f}" if is_grouped else f"{abs(value):f}"
    if value < 0:
        text = ("下降" if minus == "word" else minus) + text
    if unit:
        text += space + (f"（{unit}）" if is_bracketed else unit)
    text = text.translate(FULL) if is_wide else text
    read = parse_printed(text)
    assert (read.value, read.unit, read.bound) == (value, unit, "exact")
    assert read.value.as_tuple().exponent == value.as_tuple().exponent
    half = Decimal(1).scaleb(int(value.as_tuple().exponent)) / 2
    assert (read.lower, read.upper) == (value - half, value + half)


@given(count=st.integers(1, 99), unit=st.sampled_from(["家", "户", "个", "项", "人", "年"]))
def test_small_counts_in_chinese_digits_read_back(count, unit):
    tens, ones = divmod(count, 10)
    digits = "一二三四五六七八九"
    text = ("" if tens == 0 else "十" if tens == 1 else digits[tens - 1] + "十") + (digits[ones - 1] if ones else "")
    assert (parse_printed(text + unit).value, parse_printed(text + unit).unit) == (count, unit)


@given(
    st.text(
        "0123456789.,-+%~()（），．１２３４－\N{MINUS SIGN}\N{EN DASH} 约余多以上不到下降增长亿万元吨家项一二十²①e",
        max_size=12,
    )
)
@example("1,23")
@example("一十家")
def test_whatever_is_read_holds_exactly_the_printed_digits(text):
    """The silent error to fear is a digit lost, gained or moved: the digits read are those printed, in their order."""
    try:
        read = parse_printed(text)
    except DataError:
        return
    narrow = text.translate(
        {
            ord(wide): ord(plain)
            for plain, wide in zip("0123456789.,-+%()/", "０１２３４５６７８９．，－＋％（）／", strict=True)
        }
    )
    printed = re.sub(r"[^0-9.]", "", narrow)
    if printed:
        assert f"{abs(read.value):f}" == printed
        has_minus = any(mark in narrow for mark in ("-", "\N{MINUS SIGN}", "\N{EN DASH}", "下降"))
        assert (read.value < 0) == (has_minus and read.value != 0)
    else:
        assert 1 <= read.value <= 99
    assert read.lower <= read.value <= read.upper


@given(st.text(max_size=8))
def test_any_text_at_all_is_read_as_a_finite_number_or_refused(text):
    with contextlib.suppress(DataError):
        assert parse_printed(text).value.is_finite()


@pytest.mark.parametrize(("text", "value", "unit"), [("二十家", 20, "家"), ("十二年", 12, "年"), ("十家", 10, "家")])
def test_tens_in_chinese_digits_are_of_the_number_and_not_of_the_unit(text, value, unit):
    assert (parse_printed(text).value, parse_printed(text).unit) == (value, unit)
