"""Titles in HTML: nothing of them is lost, and no browser breaks a name or brackets that fit a line."""

import html
import re

import pytest

from lcanalysis.title_html import head_html, title_html, word_html


@pytest.mark.parametrize(
    "title",
    [
        "15种产品中，8种增长；铝合金降幅最大（88.38%），其余不变",
        "营业收入能否达到设定增速？（产业集群，年均增长5%）",
        "a < b & “c”（d（e）",
        "R&D投入、ISO9001认证：2017—2018年",
        "Of 2 products (both new), all rose (3.1%): why?",
        "",
        "，",
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_title_keeps_every_character(title, lang):
    made = title_html(title, lang, "<b>1</b> ")
    assert html.unescape(re.sub(r"</?(?:span|b)>", "", made)) == f"1 {title}"
    assert made.count("<span>") == made.count("</span>")


def test_names_numbers_with_their_units_and_brackets_are_parts():
    made = title_html("2022年产业集群营业收入超过1000亿元，无缝钢管增幅最大（67.37%）", "zh")
    for part in ("2022年", "产业集群营业收入超过", "1000亿元，", "无缝钢管增幅最大", "（67.37%）"):
        assert f"<span>{part}</span>" in made


def test_a_number_keeps_the_word_that_says_how_exact_it_is():
    assert "<span>1.5%左右，</span>" in title_html("产量年均增长1.5%左右，较有可能", "zh")


def test_brackets_too_long_for_a_line_are_broken_as_any_text():
    long = "（" + "很长的说明" * 6 + "）"
    assert f"<span>{long}</span>" not in title_html(f"增长{long}", "zh")


@pytest.mark.parametrize(
    ("head", "made"),
    [
        ("公布同比（%）", "<span>公布同比</span><span>（%）</span>"),
        ("2018年（万元）", "<span>2018年</span><span>（万元）</span>"),
        ("本方法（指定参照类）", "<span>本方法</span>（指定参照类）"),
        ("与规划口径的差异", "与规划口径的差异"),
    ],
)
def test_a_short_part_of_the_head_of_a_column_is_kept_together(head, made):
    assert head_html(head, "zh") == made
    assert head_html("A year < b (%)", "en") == "A year &lt; b (%)"


def test_only_a_long_name_of_several_run_together_may_be_broken_between_them():
    assert word_html("DynamicOptimizedTheta") == "Dynamic<wbr>Optimized<wbr>Theta"
    assert word_html("AutoARIMA < 自动ARIMA & McDonald") == "AutoARIMA &lt; 自动ARIMA &amp; McDonald"
