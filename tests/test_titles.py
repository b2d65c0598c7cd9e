"""Titles in HTML: nothing of them is lost, and no browser breaks a name or brackets that fit a line."""

import html
import re

import pytest

from lcanalysis.title_html import title_html


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


def test_brackets_too_long_for_a_line_are_broken_as_any_text():
    long = "（" + "很长的说明" * 6 + "）"
    assert f"<span>{long}</span>" not in title_html(f"增长{long}", "zh")
