"""Whether a quotation names the number that is declared: in digits or characters, in whatever unit of its dimension."""

import pytest
from goals_cases import goal, growth, town
from hypothesis import given
from hypothesis import strategies as st

from lcanalysis.goals.quotations import is_named
from lcanalysis.intake.named_numbers import find_mentions

NAMED = [
    ("主营业务收入过1000亿元", "1000", "亿元"),
    ("主营业务收入过１０００亿元", "1000", "亿元"),
    ("主营业务收入过1,000亿元", "1000", "亿元"),
    ("主营业务收入过1000亿", "1000", "亿元"),
    ("主营业务收入突破千亿元", "1000", "亿元"),
    ("打造千亿级产业集群", "1000", "亿元"),
    ("打造三个百亿级园区", "100", "亿元"),
    ("主营业务收入过一千亿元", "1000", "亿元"),
    ("年营业收入过三百亿甚至过五百亿元", "300", "亿元"),
    ("年营业收入过三百亿甚至过五百亿元", "500", "亿元"),
    ("营业收入达到0.1万亿元", "1000", "亿元"),
    ("营业收入10.2万亿元", "102000", "亿元"),
    ("营业收入10000000万元以上", "1000", "亿元"),
    ("到2022年，产量达到一百二十三点五万吨", "123.5", "万吨"),
    ("产量达到1235千吨", "123.5", "万吨"),
    ("产量达到123.5万吨/年", "123.5", "万吨"),
    ("output of 1.235 million tonnes a year", "123.5", "万吨"),
    ("revenue above 100 billion yuan", "1000", "亿元"),
    ("装机容量达到50万千瓦", "50", "万千瓦"),
    ("年均增幅5%左右", "5", "%"),
    ("年均增幅5％左右", "5", "%"),
    ("年均增幅百分之五左右", "5", "%"),
    ("年均增幅达到百分之五点五", "5.5", "%"),
    ("grow by 5 percent a year", "5", "%"),
    ("年均下降3%", "-3", "%"),
    ("年均增幅在3%—5%", "3", "%"),
    ("年均增幅在3-5%", "3", "%"),
    ("年均增幅在3～5%", "5", "%"),
    ("年均提高2个百分点", "2", "个百分点"),
    ("年均提高2个百分点", "2", "分"),
    ("年均提高两个百分点", "2", "个百分点"),
    ("raise by 2 percentage points a year", "2", "个百分点"),
    ("之比提高到1：1.2", "1.2", "比"),
    ("之比提高到120%", "1.2", "比"),
    ("建成省级及以上技术中心6-8家", "6", "家"),
    ("建成6至8个技术中心", "8", "家"),
    ("建成十家以上技术中心", "10", "家"),
    ("建成10余座技术中心", "10", "家"),
    ("培育企业二十三家", "23", "家"),
    ("专利二〇〇件", "200", "件"),
    ("3千多户", "3000", "户"),
    ("龙头企业全部通过两化融合管理体系标准认证", "100", "%"),
    ("100家企业均通过认证", "100", "%"),
    ("70%企业通过ISO9001、ISO/TS16949质量管理体系认证", "70", "%"),
    # No number that could be another, or one that follows from words.
    ("取得积极进展", "1", "项"),
    ("形成一批大企业", "10", "家"),
    ("到2022年取得积极进展", "1", "项"),
    ("2019-2022年取得积极进展", "1", "项"),
    ("通过ISO9001认证", "100", "%"),
    ("十四五时期取得积极进展", "1", "项"),
    ("营业收入翻一番", "18.9", "%"),
    ("占三分之二以上", "66.7", "%"),
    ("达到全国的1.5倍", "20", "亿元"),
    ("八成以上", "80", "%"),
    ("", "7", "%"),
]
OTHER = [
    ("主营业务收入过1000亿元", "1100", "亿元"),
    ("主营业务收入过1000亿元", "1000", "万元"),
    ("主营业务收入过1000亿元", "100", "亿元"),
    ("年营业收入过三百亿元", "3", "亿元"),
    ("年均增幅5%左右", "7", "%"),
    ("年均增幅5%左右", "5", "个百分点"),
    ("年均增幅百分之五", "6", "%"),
    ("年均增幅在3%—5%", "4", "%"),
    ("到2022年，年均增幅5%", "22", "%"),
    ("之比提高到1：1.2", "1.3", "比"),
    ("建成省级及以上技术中心6-8家", "10", "家"),
    ("建成十家技术中心", "12", "家"),
    ("产量达到123.5万吨", "123.5", "吨"),
    ("output of 1.235 million tonnes a year", "200", "万吨"),
    ("覆盖率达到90%以上", "100", "%"),
]


@pytest.mark.parametrize(("quotation", "value", "unit"), NAMED)
def test_a_quotation_that_names_the_number_or_none_is_not_told(quotation, value, unit):
    assert is_named(goal(value=value, unit=unit).value, unit, quotation)


@pytest.mark.parametrize(("quotation", "value", "unit"), OTHER)
def test_a_quotation_that_names_another_number_is_told(quotation, value, unit):
    assert not is_named(goal(value=value, unit=unit).value, unit, quotation)


DIGITS = "零一二三四五六七八九"


def in_characters(number):
    """Write a number below ten thousand as Chinese characters do."""
    said, is_gap = "", False
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            said += ("零" if is_gap and said else "") + DIGITS[digit] + sign
        is_gap = not digit
    return said


@given(high=st.integers(0, 9999), low=st.integers(1, 9999))
def test_numbers_in_chinese_characters_are_what_they_say(high, low):
    said = (in_characters(high) + "万" if high else "") + ("零" if high and low < 1000 else "") + in_characters(low)
    [found] = find_mentions(f"达到{said}吨")
    assert (found.value * found.scale, found.unit) == (high * 10_000 + low, "吨")


@given(text=st.text(alphabet="0123456789一二十百千万亿点分之%，,.第年月-—~个百分点家元吨 aM翻ISO", max_size=40))
def test_no_text_ends_the_search_for_numbers(text):
    for one in find_mentions(text):
        assert one.scale >= 1
        assert one.value >= 0


def test_a_range_is_told_at_the_end_that_its_quotation_lacks():
    one = growth("3", value_upper="6", comparison="within", quotation="年均增幅在3%—5%")
    assert [is_named(value, one.unit, one.quotation) for value in (one.value, one.value_upper)] == [True, False]
    assert town().caps == ()
