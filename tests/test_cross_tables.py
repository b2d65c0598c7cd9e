"""Sheets that are none of the plan's own tables and name its indicators, as an office's monitoring forms do."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sent_files import WRITERS, write_csv, write_xlsx

import lcanalysis
from lcanalysis.cleaning import clean
from lcanalysis.cleaning.additions.add_table import Sent, add, look_at
from lcanalysis.definition import load_definition
from lcanalysis.errors import FaultsError
from lcanalysis.intake.published import read_published
from lcanalysis.intake.recognising import read_for_plan
from lcanalysis.observations import latest

ROOT = Path(__file__).parent.parent
PLAN = load_definition(ROOT / "data")
KNOWN = latest(read_published(ROOT / "data", PLAN))
TITLE = "产业集群主要指标监测表"
FORM = [
    ["序号", "指标", "单位", "2018年", "2019年"],
    ["1", "营业收入", "亿元", "813.9", "842.1"],
    ["2", "其中：铜加工", "亿元", "", "310"],
    ["3", "铝材产量", "万吨", "136.34", "140.43"],
    ["4", "游客", "万人次", "3", "4"],
]
FIGURES = {
    ("revenue", "cluster", "2018"): "813.9亿元", ("revenue", "cluster", "2019"): "842.1亿元", ("revenue", "copper", "2019"): "310亿元",
    ("output", "aluminium_products", "2018"): "136.34万吨", ("output", "aluminium_products", "2019"): "140.43万吨",
}  # fmt: skip


def read(path, rows, title=TITLE, answers=None):
    return read_for_plan(write_csv(path / "a.csv", rows, above=[title]), PLAN, answers=answers, known=KNOWN)


def figures(reading):
    assert ([*reading.questions], [*reading.all_faults]) == ([], [])
    found = [one for table in reading.tables for one in table.figures]
    return {(one.indicator, one.entity, one.period): f"{one.printed.value}{one.printed.unit}" for one in found}


@pytest.mark.parametrize("ending", WRITERS)
def test_an_indicator_a_row_and_a_year_a_column_is_read_from_every_format(tmp_path, ending):
    file = WRITERS[ending](tmp_path / f"a{ending}", FORM, above=[TITLE], below=["注：快报数", "填报人：张三"])
    reading = read_for_plan(file, PLAN, known=KNOWN)
    assert figures(reading) == FIGURES
    assert [one.fields["found"] for one in reading.all_notices] == [("游客",)]


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (
            [["年份", "营业收入（亿元）", "利润（亿元）"], ["2018年", "813.9", "17.8"], ["2019年", "842.1", "18.2"]], TITLE,
        ),
        (
            [["Indicator", "Unit", "2018", "2019"], ["Revenue", "100 million yuan", "813.9", "842.1"],
             ["Total profit", "100 million yuan", "17.8", "18.2"]], "Main indicators of the cluster",
        ),
        (
            [["指标", "2019年（亿元）", "2018年（亿元）", "完成情况"], ["主营业务收入", "842.1", "813.9", "正常"],
             ["利润总额", "18.2", "17.8", "滞后"]], "有色金属产业主要指标",
        ),
        (
            [["主要指标", "单位", "2022年目标值", "2018年", "2019年"], ["一、营业收入", "亿元", "1000", "813.9", "842.1"],
             ["二、利润", "亿元", "", "17.8", "18.2"]], TITLE,
        ),
        ([["主体", "指标", "2018年", "2019年"], ["产业集群", "营业收入", "813.9", "842.1"], ["", "利润", "17.8", "18.2"]], TITLE),
    ],
)  # fmt: skip
def test_years_may_be_rows_units_may_stand_elsewhere_and_goals_are_no_figures(tmp_path, rows, title):
    assert figures(read(tmp_path, rows, title)) == {
        ("revenue", "cluster", "2018"): "813.9亿元", ("revenue", "cluster", "2019"): "842.1亿元",
        ("profit", "cluster", "2018"): "17.8亿元", ("profit", "cluster", "2019"): "18.2亿元",
    }  # fmt: skip


def test_a_monthly_form_has_its_periods_and_its_growth(tmp_path):
    rows = [["指标", "单位", "6月", "1—6月", "1—6月同比±%"], ["营业收入", "亿元", "70.1", "420.3", "5.2"]]
    assert figures(read(tmp_path, rows, "2020年6月产业集群主要指标")) == {
        ("revenue", "cluster", "2020-06"): "70.1亿元", ("revenue", "cluster", "2020-01--06"): "420.3亿元",
        ("revenue_yoy", "cluster", "2020-01--06"): "5.2%",
    }  # fmt: skip


def test_segments_below_an_indicator_in_the_title_and_counties_beside_indicators(tmp_path):
    rows = [["产业", "单位", "2019年"], ["铜加工", "亿元", "310"], ["铝加工", "亿元", "410"]]
    assert figures(read(tmp_path, rows, "各产业营业收入")) == {
        ("revenue", "copper", "2019"): "310亿元", ("revenue", "aluminium", "2019"): "410亿元",
    }  # fmt: skip
    rows = [["地区", "规模以上企业数（家）", "营业收入（亿元）"], ["茌平区", "61", "300"], ["阳谷县", "80", "200"]]
    reading = read(tmp_path, rows, "2019年产业集群分县情况")
    assert {(one.indicator, one.area, str(one.printed.value)) for one in reading.tables[0].figures} == {
        ("firms", "chiping", "61"), ("revenue", "chiping", "300"), ("firms", "yanggu", "80"), ("revenue", "yanggu", "200"),
    }  # fmt: skip


ONE_YEAR = [["指标", "单位", "2019年"], ["营业收入", "亿元", "842.1"], ["利润", "亿元", "18.2"]]


def test_whose_the_figures_are_is_asked_unless_a_name_or_figures_that_the_plan_has_say_it(tmp_path):
    (question,) = read(tmp_path, ONE_YEAR, "工业主要经济指标").questions
    assert (question.kind, question.proposal) == ("whose", "cluster")
    answers = {("whose", "工业主要经济指标"): "industry"}
    assert {key[1] for key in figures(read(tmp_path, ONE_YEAR, "工业主要经济指标", answers))} == {"industry"}
    restated = [[*row, before] for row, before in zip(ONE_YEAR, ("2018年", "813.9", "17.8"), strict=True)]
    reading = read(tmp_path, restated, "工业主要经济指标")
    assert {key[1] for key in figures(reading)} == {"cluster"}
    assert [one.key for one in reading.all_notices] == ["reading.whose_proved"]


OF_A_PRODUCT = ["铝材产量", "万吨", "140.43", "136.34"]


@pytest.mark.parametrize(
    "others", [[], [["利润", "亿元", "18.2", "17.7"]], [OF_A_PRODUCT, ["铜材产量", "万吨", "22.62", "21.96"]]]
)
def test_one_figure_that_the_plan_has_or_those_of_rows_that_name_their_own_do_not_say_whose_the_others_are(
    tmp_path, others
):
    rows = [["指标", "单位", "2019年", "2018年"], ["营业收入", "亿元", "842.1", "813.9"], *others]
    (question,) = read(tmp_path, rows, "工业主要经济指标").questions
    assert (question.kind, question.proposal) == ("whose", "cluster")


@pytest.mark.parametrize(
    ("rows", "kinds", "faults"),
    [
        ([["指标", "单位", "2019年"], ["营业收入", "亿圆", "842.1"], ["利润", "亿元", "18"]], [], ["intake.unknown_unit"]),
        ([["指标", "单位", "2019年"], ["营业收入", "万吨", "842.1"]], [], ["intake.wrong_dimension"]),
        ([["指标", "单位", "2019年"], ["营业收入", "亿元", "约842"]], [], ["intake.approximate"]),
        ([["指标", "2019年"], ["专利申请量", "842"]], ["unit"], []),
        ([["指标", "2019年"], ["营业收入", "8421000"]], ["unit"], []),
        ([["指标", "单位", "2018年", "2019年", "同比"], ["营业收入", "亿元", "813.9", "842.1", "0.0346"]], ["growth"], []),
        ([["指标", "单位", "本月", "上月"], ["营业收入", "亿元", "80", "81"]], ["period"], []),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_asked_and_what_cannot_be_is_refused_at_its_cell(tmp_path, rows, kinds, faults):
    reading = read(tmp_path, rows)
    assert ([one.kind for one in reading.questions], [one.key for one in reading.all_faults]) == (kinds, faults)


def test_what_was_answered_holds_next_year_and_the_same_file_changes_nothing(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    rows = [["地区", "专利申请量"], ["茌平区", "61"], ["阳谷县", "80"]]
    title = "{}年各县专利情况"
    file = write_xlsx(tmp_path / "a.xlsx", rows, above=[title.format(2019)])
    asked = {one.kind: one for one in look_at(data, Sent(file, "2020-03")).questions}
    assert set(asked) == {"whose", "unit"}
    given = {"whose": "cluster", "unit": "件"}
    add(data, Sent(file, "2020-03", answers={(kind, one.found): given[kind] for kind, one in asked.items()}))
    plan = lcanalysis.load(data)
    row = plan.observation("patent_applications", "cluster", "2019", area="chiping")
    assert (str(row.value), row.unit, row.source) == ("61", "件", "added/2020-03/a.figures.csv")
    assert plan.definition.statements[-1].title_zh == "2019年各县专利情况"
    assert not clean(data).is_changed
    assert look_at(data, Sent(file, "2020-03")).taken_in == "added/2020-03/a.xlsx"
    later = write_xlsx(tmp_path / "b.xlsx", rows, above=[title.format(2020)])
    assert look_at(data, Sent(later, "2021-03")).questions == ()


def test_notes_below_are_no_rows_and_the_unit_behind_a_title_is_that_of_the_table(tmp_path):
    rows = [["指标", "单位", "2018年", "2019年"], ["营业收入①", "亿元", "813.9", "842.1 p"], ["①快报数", "", "", ""]]
    reading = read(tmp_path, rows)
    assert set(figures(reading).values()) == {"813.9亿元", "842.1亿元"}
    assert [one.key for one in reading.all_notices] == ["reading.flagged"]
    rows = [["县（市、区）", "2018年", "2019年"], ["茌平区", "61", "65"], ["阳谷县", "80", "82"]]
    assert set(figures(read(tmp_path, rows, "各县（市、区）产业集群规模以上企业数（家）")).values()) == {"80家", "82家"}


MIXED = [
    ["指标", "单位", "2019年", "2018年"],
    ["一、主要产品产量", "", "", ""], ["铝材", "万吨", "140.43", "136.34"],
    ["二、经济指标", "", "", ""], ["营业收入", "亿元", "842.1", "813.9"], ["其中：铜加工", "亿元", "310", "300"],
]  # fmt: skip


def test_a_sheet_of_products_and_indicators_is_taken_whole(tmp_path):
    found = figures(read(tmp_path, MIXED, "2019年产业集群运行情况"))
    assert {key[:2]: value for key, value in found.items() if key[2] == "2019"} == {
        ("output", "aluminium_products"): "140.43万吨", ("revenue", "cluster"): "842.1亿元", ("revenue", "copper"): "310亿元",
    }  # fmt: skip
    assert len(found) == 6


def test_a_product_among_indicators_is_no_revenue_of_the_row_above(tmp_path):
    rows = [MIXED[0], MIXED[4], ["铝材", "亿元", "140.43", "136.34"]]
    assert [one.key for one in read(tmp_path, rows, "产业集群运行情况").all_faults] == ["intake.wrong_dimension"] * 2


@pytest.mark.parametrize(
    ("rows", "title", "given", "kept"),
    [
        ([["指标", "单位", "{}年"], ["营业收入", "亿元", "842.1"]], "全社会产业集群{}年运行情况", {"scope": "city"}, {"scope"}),
        (
            [["指标", "单位", "{before}年", "{}年", "同比"], ["营业收入", "亿元", "813.9", "842.1", "0.0346"]],
            "产业集群{}年运行情况", {"growth": "比"}, {"growth"},
        ),
        ([["指标", "单位", "{}年"], ["营业收入", "亿元", "842.1"]], "{}年高新区产业集群情况", {"area": "chiping"}, {"area"}),
    ],
)  # fmt: skip
def test_answers_about_area_scope_and_growth_hold_for_the_next_sheet_of_its_title(tmp_path, rows, title, given, kept):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)

    def sheet(year):
        dated = [[one.format(year, before=year - 1) for one in row] for row in rows]
        return write_xlsx(tmp_path / f"{year}.xlsx", dated, above=[title.format(year)])

    asked = look_at(data, Sent(sheet(2019), "2020-03")).questions
    assert {one.kind for one in asked} == kept
    add(data, Sent(sheet(2019), "2020-03", answers={(one.kind, one.found): given[one.kind] for one in asked}))
    assert set(load_definition(data).statements[-1].answers) == kept
    found = look_at(data, Sent(sheet(2020), "2021-03"))
    assert found.questions == ()
    assert max(one.figure.period for one in found.changes) == "2020"
    add(data, Sent(sheet(2020), "2021-03"))
    assert not clean(data).is_changed


def test_the_area_given_for_a_file_holds_for_the_next_sheet_and_gives_way_to_another(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    rows = [["指标", "单位", "{}年"], ["营业收入", "亿元", "42.1"]]

    def sheet(year):
        return write_xlsx(
            tmp_path / f"{year}.xlsx",
            [[one.format(year) for one in row] for row in rows],
            above=[f"{year}年产业集群情况"],
        )

    add(data, Sent(sheet(2019), "2020-03", area="chiping"))
    areas = [
        {one.figure.area for one in look_at(data, Sent(sheet(2020), "2021-03", area=area)).changes}
        for area in ("", "yanggu")
    ]
    assert areas == [{"chiping"}, {"yanggu"}]


def test_a_column_of_changes_that_was_left_out_is_none_of_the_figures(tmp_path):
    rows = [["指标", "单位", "2018年", "2019年", "同比"], ["营业收入", "亿元", "813.9", "842.1", "0.0346"]]
    (question,) = read(tmp_path, rows).questions
    answered = read(tmp_path, rows, answers={("growth", question.found): ""})
    assert {key[0] for key in figures(answered)} == {"revenue"}


def untitled(path, year, area="", stem="{}年6月经济指标", indicator="营业收入"):
    """A sheet that begins with its headings."""
    rows = [["指标", "单位", f"{year}年1—6月"], [indicator, "亿元", f"{year - 1600}.1"]]
    return Sent(write_csv(path / f"{stem.format(year)}.csv", rows), f"{year}-08", area=area)


def test_answers_about_a_sheet_without_a_title_hold_for_the_next_of_its_names_and_for_no_other(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    (question,) = look_at(data, untitled(tmp_path, 2019)).questions
    first = replace(untitled(tmp_path, 2019, "chiping"), answers={("whose", question.found): "industry"})
    add(data, first)
    assert question.kind == "whose"
    (entry,) = [one for one in load_definition(data).statements if one.known_by]
    assert entry.known_by == ("经济指标、指标、单位、营业收入",)
    found = look_at(data, untitled(tmp_path, 2020))
    assert found.questions == ()
    assert {one.figure.subject for one in found.changes} == {("revenue", "industry", "chiping", "2020-01--06")}
    for other in (untitled(tmp_path, 2020, stem="阳谷{}"), untitled(tmp_path, 2020, indicator="利润")):
        assert [one.kind for one in look_at(data, other).questions] == ["whose"]
    assert not clean(data).is_changed


def test_an_answer_that_is_no_code_of_the_plan_is_a_fault_of_it(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    text = (data / "raw" / "plan.yml").read_text(encoding="utf-8")
    at = text.index("\nstatements:\n") + len("\nstatements:\n")
    entry = text[at:].split("\n", 1)[0]
    changed = text.replace(entry, entry + "\n    answers: {whose: {某表: nobody}}", 1)
    (data / "raw" / "plan.yml").write_text(changed, encoding="utf-8")
    with pytest.raises(FaultsError) as refused:
        clean(data)
    assert "nobody" in refused.value.text("en")
