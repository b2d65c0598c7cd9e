"""Places of the plan in words: chapter and section in both languages, tables by their title."""

import pytest
from intake_cases import GOALS, PLAN, write_plan_folder

import lcanalysis as lc
from lcanalysis.cleaning import clean
from lcanalysis.sections import place_words, section_in_words

DIGITS = "零一二三四五六七八九"


def in_characters(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones else "")


def test_a_chapter_is_numbered_as_its_characters_say():
    for number in range(1, 100):
        assert section_in_words(f"第{in_characters(number)}章", "en") == f"chapter {number}"


@pytest.mark.parametrize(
    ("section", "en"),
    [
        ("第二章第三节", "chapter 2, section 3"),
        ("第二章 第三节", "chapter 2, section 3"),
        ("第3章", "chapter 3"),
        ("第一篇第二章", "part 1, chapter 2"),
        ("第三部分", "part 3"),
        ("第一百零二条", "article 102"),
        ("第一章第二节、第四章第一节", "chapter 1, section 2; chapter 4, section 1"),
        ("前言", "foreword"),
        ("前言；第二章", "foreword; chapter 2"),
        ("填报", "returned form"),
        ("主要目标", "主要目标"),
        ("第二章主要目标", "第二章主要目标"),
        ("", ""),
    ],
)
def test_a_place_is_said_in_english_and_stands_in_chinese_as_printed(section, en):
    assert section_in_words(section, "en") == en
    assert section_in_words(section, "zh") == section


def test_a_place_that_is_no_chapter_has_the_english_name_that_the_plan_declares():
    names = {"主要目标": "main goals", "第一章、附表": "chapter 1 and its table"}
    assert section_in_words("第二章；主要目标", "en", names) == "chapter 2; main goals"
    assert section_in_words("第一章、附表", "en", names) == "chapter 1 and its table"
    assert section_in_words("主要目标", "zh", names) == "主要目标"


def test_the_place_of_a_figure_is_its_section_and_that_of_a_table_names_it(tmp_path):
    data = write_plan_folder(tmp_path, plan=PLAN, goals=GOALS)
    clean(data)
    plan = lc.load(data)
    table = place_words(plan, "plan/2019-11/production.csv C2 (row 2, 本期（2018）)")
    assert (table.text("zh"), table.text("en")) == ("第一章“产量”", "chapter 1, “Output”")
    assert place_words(plan, "plan/2019-11/headline.csv E3").text("en") == "chapter 1"
    assert place_words(plan, "goals.yml revenue; goals.yml growth").text("en") == "chapter 2; chapter 3"
    # Two cells of one place are one place, and what nobody declared stands as it is.
    assert place_words(plan, "plan/2019-11/headline.csv E3; plan/2019-11/headline.csv E4").text("zh") == "第一章"
    assert place_words(plan, "elsewhere.csv A1").text("en") == "elsewhere.csv A1"


@pytest.mark.parametrize(
    ("section", "zh"),
    [
        ("chapter 2", "第2章"),
        ("Chapter 2, section 3; chapter 11", "第2章第3节、第11章"),
        ("Annual report, table 3", "Annual report, table 3"),
        ("第二章；第三章", "第二章；第三章"),
    ],
)
def test_a_place_of_a_plan_in_english_is_read_in_chinese(section, zh):
    assert section_in_words(section, "zh") == zh
