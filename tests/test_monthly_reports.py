"""The columns of monthly reports: each figure is of the month, or of the months up to it, of this year or of the last."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sent_files import write_csv

from lcanalysis.definition import load_definition
from lcanalysis.intake.headings import parse_heading
from lcanalysis.intake.recognising import read_for_plan
from lcanalysis.intake.spans import spans_of

PLAN = load_definition(Path(__file__).parent.parent / "data")
JUNE = "2020年6月主要产品产量"
MONTH, BEFORE, UP_TO, BEFORE_UP_TO = "2020-06", "2019-06", "2020-01--06", "2019-01--06"


def read(path, headings, title=JUNE, answers=None):
    rows = [["产品名称", *headings], *([name, *["3.1"] * len(headings)] for name in ("铜材", "铝材"))]
    reading = read_for_plan(write_csv(path / "a.csv", rows, above=[title, "单位：万吨"]), PLAN, answers=answers)
    assert reading.all_faults == ()
    return reading


def periods(reading):
    assert reading.questions == ()
    return {column.heading: column.period for column in reading.tables[0].columns}


HEADINGS = {
    ("本月", "上年同月", "本月止累计", "上年同期累计", "当月增长%", "累计增长%"): (
        MONTH, BEFORE, UP_TO, BEFORE_UP_TO, MONTH, UP_TO,
    ),
    ("当月", "上年当月", "1-6月", "上年1-6月", "比上年同月±%", "比上年同期±%"): (
        MONTH, BEFORE, UP_TO, BEFORE_UP_TO, MONTH, UP_TO,
    ),
    ("6月", "去年6月", "1—6月", "去年1—6月"): (MONTH, BEFORE, UP_TO, BEFORE_UP_TO),
    ("6月", "去年6月", "上半年", "去年上半年"): (MONTH, BEFORE, UP_TO, BEFORE_UP_TO),
    ("本月实际", "去年同月", "自年初累计", "去年同期累计"): (MONTH, BEFORE, UP_TO, BEFORE_UP_TO),
    ("本月", "1—本月", "同比增长%", "累计同比增长%"): (MONTH, UP_TO, MONTH, UP_TO),
    ("本月", "上年同期", "本月止累计", "上年同期累计"): (MONTH, BEFORE, UP_TO, BEFORE_UP_TO),
    ("当月完成", "当月同比（%）", "年初至本月累计", "累计同比（%）"): (MONTH, MONTH, UP_TO, UP_TO),
    ("本月数", "上年同月数", "累计数", "上年累计数"): (MONTH, BEFORE, UP_TO, BEFORE_UP_TO),
    ("6月产量", "比去年6月增长%", "1—6月产量", "比去年1—6月增长%"): (MONTH, MONTH, UP_TO, UP_TO),
}  # fmt: skip


@pytest.mark.parametrize("headings", HEADINGS, ids=" ".join)
def test_each_column_of_a_monthly_report_has_its_period(tmp_path, headings):
    assert list(periods(read(tmp_path, headings)).values()) == list(HEADINGS[headings])


@pytest.mark.parametrize(
    ("title", "headings", "expected"),
    [
        ("2020年1—6月主要产品产量", ("累计", "上年同期累计", "累计增长%"), (UP_TO, BEFORE_UP_TO, UP_TO)),
        ("2020年上半年主要产品产量", ("上半年", "上年同期", "增长%"), (UP_TO, BEFORE_UP_TO, UP_TO)),
        ("2020年1—6月主要产品产量", ("绝对量", "比上年同期增长（%）"), (UP_TO, UP_TO)),
        ("2020年1—6月主要产品产量", ("本年累计", "去年同期", "同比±%", "上年全年"), (UP_TO, BEFORE_UP_TO, UP_TO, "2019")),
        ("2020年主要产品产量", ("实际完成", "上年实际", "比上年增长%"), ("2020", "2019", "2020")),
        ("2020年主要产品产量", ("2020年", "2019年", "2020年比2019年增长（%）"), ("2020", "2019", "2020")),
        ("2020年主要产品产量", ("2020年", "2019年", "比2019年增长%"), ("2020", "2019", "2020")),
        ("2020年1—12月主要产品产量", ("本月", "上年同月", "累计", "上年同期累计"), ("2020-12", "2019-12", "2020", "2019")),
        ("2020年6月主要产品产量", ("6月", "1—6月", "同比%", "累计同比%"), (MONTH, UP_TO, MONTH, UP_TO)),
        ("2020年12月主要产品产量", ("12月", "1—12月", "同比%", "累计同比%"), ("2020-12", "2020", "2020-12", "2020")),
    ],
)  # fmt: skip
def test_a_report_of_months_up_to_one_and_of_a_year(tmp_path, title, headings, expected):
    assert tuple(periods(read(tmp_path, headings, title)).values()) == expected


@pytest.mark.parametrize(
    "heading",
    [
        "上月",
        "比上月增长%",
        "环比增长%",
        "本月累计",
        "上月止累计",
        "2020年比2018年增长%",
        "2019年为上年%",
        "快报数",
    ],
)
def test_what_is_of_another_period_or_not_clear_is_asked_about(tmp_path, heading):
    reading = read(tmp_path, ["本月", heading])
    assert [one.found for one in reading.questions] == [heading]


def test_quarters_alone_are_read_beside_sums_from_january(tmp_path):
    headings = ["一季度", "二季度", "三季度", "四季度", "上半年", "二季度同比±%", "前三季度", "全年"]
    reading = read(tmp_path, headings, "2020年主要产品产量")
    assert reading.questions == ()
    assert periods(reading) == {
        "一季度": "2020-01--03", "二季度": "2020-04--06", "三季度": "2020-07--09", "四季度": "2020-10--12",
        "上半年": "2020-01--06", "二季度同比±%": "2020-04--06", "前三季度": "2020-01--09", "全年": "2020",
    }  # fmt: skip


@pytest.mark.parametrize(
    "title", ["2020年二季度主要产品产量", "主要产品产量（2020年第二季度）", "Output of main products, Q2 2020"]
)
def test_a_title_of_a_quarter_is_of_that_quarter_and_what_is_cumulative_of_all_months_up_to_it(tmp_path, title):
    reading = read(tmp_path, ["本期", "同期", "同比±%", "本年累计"], title)
    assert list(periods(reading).values()) == ["2020-04--06", "2019-04--06", "2020-04--06", UP_TO]


def test_a_half_year_that_does_not_begin_with_january_is_passed_over_and_told(tmp_path):
    reading = read(tmp_path, ["上半年", "下半年", "3—5月"], "2020年主要产品产量")
    assert periods(reading) == {"上半年": UP_TO}
    left_out = [one.fields["found"] for one in reading.all_notices if one.key == "reading.months_left_out"]
    assert left_out == ["下半年", "3—5月"]


def test_months_beside_or_below_the_half_year_that_they_are_parts_of_are_of_its_year(tmp_path):
    headings = ["2021年上半年", "1月", "6月"]
    assert list(periods(read(tmp_path, headings, "主要产品产量")).values()) == ["2021-01--06", "2021-01", "2021-06"]
    headings = ["2021年上半年", "去年上半年", "6月"]
    assert list(periods(read(tmp_path, headings, "主要产品产量")).values()) == ["2021-01--06", "2020-01--06", "2021-06"]
    parsed = {at: parse_heading(f"2021年上半年 {month}") for at, month in enumerate(("1月", "累计"))}
    assert spans_of(parsed, "主要产品产量").periods == {0: "2021-01", 1: "2021-01--06"}


@pytest.mark.parametrize(
    "headings",
    [("2020年上半年", "7月"), ("2020年1—6月", "1—6月"), ("2021年上半年", "2020年上半年", "6月"), ("2021年1月", "2月")],
)
def test_months_without_a_year_are_asked_about_where_no_heading_has_them_as_its_part(tmp_path, headings):
    asked = read(tmp_path, headings, "主要产品产量").questions
    assert {one.found for one in asked} & {headings[-1], "主要产品产量"}


def test_a_truthful_answer_to_the_period_of_a_column_is_not_asked_for_again(tmp_path):
    headings = ["本月", "上年同期", "本月止累计", "去年同期"]
    reading = read(tmp_path, headings)
    assert {(one.kind, one.found) for one in reading.questions} == {
        ("column_period", "上年同期"), ("column_period", "去年同期"),
    }  # fmt: skip
    answers = {("column_period", "上年同期"): BEFORE, ("column_period", "去年同期"): BEFORE_UP_TO}
    assert list(periods(read(tmp_path, headings, answers=answers)).values()) == [MONTH, BEFORE, UP_TO, BEFORE_UP_TO]
    left_out = {("column_period", "上年同期"): "", ("column_period", "去年同期"): ""}
    reading = read(tmp_path, headings, answers=left_out)
    assert list(periods(reading)) == ["本月", "本月止累计"]
    assert reading.tables[0].ignored == ("上年同期", "去年同期")


def test_the_months_of_cumulative_columns_below_a_year_are_asked_for_once(tmp_path):
    headings = ("本年累计", "去年同期累计", "累计增减%")
    reading = read(tmp_path, headings, "2020年主要产品产量")
    assert [(one.kind, one.proposal) for one in reading.questions] == [("period", "2019")]
    for answer, expected in (("2020-01--06", [UP_TO, BEFORE_UP_TO, UP_TO]), ("2020", ["2020", "2019", "2020"])):
        answers = {("period", "2020年主要产品产量"): answer}
        assert list(periods(read(tmp_path, headings, "2020年主要产品产量", answers)).values()) == expected


@given(
    year=st.integers(2000, 2030),
    month=st.integers(2, 12),
    words=st.sampled_from(
        [(one, HEADINGS[one]) for one in HEADINGS if not any(sign.isdigit() for sign in "".join(one))]
    ),
)
def test_the_same_words_mean_the_same_in_every_month(year, month, words):
    headings, expected = words
    if "去年上半年" in headings:
        return
    parsed = {at: parse_heading(text) for at, text in enumerate(headings)}
    found = spans_of(parsed, f"{year}年{month}月主要产品产量").periods
    for at, of_june in enumerate(expected):
        first = year if of_june.startswith("2020") else year - 1
        up_to = f"{first}" if month == 12 else f"{first}-01--{month:02d}"
        assert found[at] == (up_to if "--" in of_june else f"{first}-{month:02d}")
