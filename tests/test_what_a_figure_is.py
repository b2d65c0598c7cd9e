"""Of which period and area a figure is, is what the sheet says: nothing else is assumed, whatever stands beside the table."""

import shutil
from pathlib import Path

import pytest
from sent_files import write_csv, write_xlsx

from lcanalysis.cleaning import clean
from lcanalysis.cleaning.additions.add_table import Sent, add, look_at
from lcanalysis.definition import load_definition
from lcanalysis.errors import FaultsError, UsageError
from lcanalysis.intake.declared_table import read_table
from lcanalysis.intake.recognising import read_for_plan

ROOT = Path(__file__).parent.parent
PLAN = load_definition(ROOT / "data")
LAYOUTS = Path(__file__).parent / "layouts"
UNIT = "单位：万吨"
BODY = [["铜材", "1.88", "1.80"], ["铝材", "11.70", "11.30"]]


@pytest.fixture
def data(tmp_path):
    (tmp_path / "work").mkdir()
    shutil.copytree(ROOT / "data", tmp_path / "work" / "data")
    return tmp_path / "work" / "data"


def read(
    path, above, headings=("产品名称", "本期", "同期"), body=BODY, below=(), name="a.csv", sheet=None, answers=None
):
    rows = [list(headings), *body]
    if sheet:
        file = write_xlsx(path / "a.xlsx", rows, above=above, below=below, sheet=sheet)
    else:
        file = write_csv(path / name, rows, above=above, below=below)
    return read_for_plan(file, PLAN, answers=answers)


def asked(reading):
    return {one.kind for one in reading.questions} | {one.key for one in reading.all_faults}


def periods(reading):
    """Return the period of each column from the left, and require that nothing is in question."""
    assert asked(reading) == set()
    return [column.period for table in reading.tables for column in table.columns]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("表1  2月份主要产品产量（2020年）", "2020-02"),
        ("表１　１月份主要产品产量（２０２０年）", "2020-01"),
        ("表2 2019年主要产品产量", "2019"),
        ("表22019年主要产品产量", "2019"),
        ("表2：2019年主要产品产量", "2019"),
        ("表1-2019年主要产品产量", "2019"),
        ("附表3-2 2019年1-6月主要产品产量", "2019-01--06"),
        ("附表3-22019年1—6月主要产品产量", "2019-01--06"),
        ("续表二 2019年1月主要产品产量", "2019-01"),
        ("主要产品产量表 2019年", "2019"),
        ("2019年主要产品产量表1-6月", "2019-01--06"),
        ("表3.1 2019年第1季度主要产品产量", "2019-01--03"),
        ("2019年前三季度主要产品产量", "2019-01--09"),
        ("2019年一至三季度主要产品产量", "2019-01--09"),
        ("2019年六月份主要产品产量", "2019-06"),
        ("二〇一九年主要产品产量", "2019"),
        ("2019年上半年主要产品产量", "2019-01--06"),
        ("2019年三季度主要产品产量", "2019-07--09"),
        ("2019年1、2月份主要产品产量", "2019-01--02"),
        ("2019年6月主要产品产量（累计）", "2019-01--06"),
        ("截至2019年6月末主要产品产量", "2019-01--06"),
        ("２０１９年１－６月主要产品产量", "2019-01--06"),
        ("2019.06主要产品产量", "2019-06"),
        ("2019.6主要产品产量", "2019-06"),
        ("201906主要产品产量", "2019-06"),
        ("2019年10种有色金属产量", "2019"),
        ("统计年鉴2020 2019年主要产品产量", "2019"),
        ("《2020年统计年鉴》2019年主要产品产量", "2019"),
        ("Table 1 Output of main products, June 2019", "2019-06"),
        ("Table 3-2. Output of main products, January-June 2019", "2019-01--06"),
        ("Output of main products, 2019 H1", "2019-01--06"),
        ("Table 2 2019 output of main products", "2019"),
    ],
)
def test_the_number_of_a_table_never_joins_the_period_behind_it(tmp_path, title, period):
    assert periods(read(tmp_path, [title, UNIT]))[0] == period


@pytest.mark.parametrize(
    "title",
    [
        "表1-12月主要产品产量（2019年）",
        "表12月份主要产品产量（2019年）",
        "表 2月份主要产品产量（2019年）",
        "1、2月份主要产品产量（2019年）",
        "2019年主要产品产量 2020年1月",
        "2019年1—6主要产品产量",
        "2019年下半年主要产品产量",
        "2019年6月上旬主要产品产量",
        "2019年13月主要产品产量",
        "统计年鉴2020 主要产品产量",
        "主要产品产量（2020年1月20日）",
        "2016-2019年主要产品产量",
        "主要产品产量",
    ],
)
def test_a_period_that_the_title_does_not_say_clearly_is_asked_for(tmp_path, title):
    assert asked(read(tmp_path, [title, UNIT])) == {"period"}


def test_months_that_are_not_clear_are_asked_for_even_where_the_columns_are_of_years(tmp_path):
    columns = ("产品名称", "2019年", "2018年")
    reading = read(tmp_path, ["表12月份主要产品产量", UNIT], columns)
    assert asked(reading) == {"period"}
    question = reading.questions[0]
    answers = {("period", question.found): "2019-02"}
    assert periods(read(tmp_path, ["表12月份主要产品产量", UNIT], columns, answers=answers)) == ["2019-02", "2018-02"]
    assert periods(read(tmp_path, ["表1  2月份主要产品产量", UNIT], columns)) == ["2019-02", "2018-02"]


DATES_OF_MAKING = [
    "制表日期：2020-01-20", "制表日期:2020.1.20", "制表时间 2020年1月", "发布时间：2020-03-15", "更新日期：2020/03/15", "导出日期：2020-02",
    "填报日期：２０２０年１月", "打印日期：2020年1月5日", "数据更新时间：2020年3月", "最后更新：2020年3月", "查询时间：2020年2月", "报出日期 2020年1月",
    "（2020年3月发布）", "2020年1月20日制", "2020年1月编制", "20200120导出", "发布于2020年3月", "印发日期：2020年3月", "出版时间：2020年",
    "制定机关：国家统计局 文号：国统字〔2020〕101号 有效期至：2021年1月", "Date of release: 2020-01-20", "Released: March 2020",
    "Release date: 20 January 2020", "Published on 2020/03/15", "Last updated: Jan 2020", "Printed on 5 February 2020",
    "Date of preparation: 2020-01",
]  # fmt: skip


@pytest.mark.parametrize("where", ["below the title", "behind the title", "above the title", "below the table"])
def test_a_date_of_making_or_publishing_is_never_the_reference_period(tmp_path, where):
    title = "2019年主要产品产量"
    for line in DATES_OF_MAKING:
        above = {
            "below the title": [title, line, UNIT],
            "behind the title": [f"{title} {line}", UNIT],
            "above the title": [line, title, UNIT],
            "below the table": [title, UNIT],
        }[where]
        below = [line] if where == "below the table" else []
        assert periods(read(tmp_path, above, below=below)) == ["2019", "2018"], line


@pytest.mark.parametrize(
    ("lines", "period"),
    [
        (["报告期：2019年", "制表日期：2020-01-20"], "2019"),
        (["报告期：2019年  制表日期：2020-01-20"], "2019"),
        (["填报单位：某局 报告期：2019年6月 填报日期：2020年1月"], "2019-06"),
        (["报告期别：2019年1-6月"], "2019-01--06"),
        (["统计时间：2019.06", "更新时间：2020.01"], "2019-06"),
        (["年份：2019", "发布时间：2020年"], "2019"),
        (["Reporting period: 2019", "Date of release: 2020-01"], "2019"),
    ],
)
def test_what_is_stated_as_the_reference_period_is_the_period(tmp_path, lines, period):
    assert periods(read(tmp_path, ["主要产品产量", *lines, UNIT]))[0] == period


def test_a_stated_period_goes_before_a_year_in_the_title(tmp_path):
    above = ["2020年年报 主要产品产量", "报告期：2019年", UNIT]
    assert periods(read(tmp_path, above)) == ["2019", "2018"]


def test_label_and_value_in_two_cells_are_one_line(tmp_path):
    file = write_xlsx(tmp_path / "a.xlsx", [["报告期", "2019年"], ["制表日期", "2020年1月"], ["产品名称", "本期", "同期"], *BODY],
                      above=["主要产品产量", UNIT])  # fmt: skip
    assert periods(read_for_plan(file, PLAN)) == ["2019", "2018"]


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (("产品名称", "截至2020年1月20日", "同期"), "period"),
        (("产品名称", "2020-01-20", "同期"), "column"),
    ],
)
def test_a_day_in_a_heading_is_no_month(tmp_path, headings, kind):
    assert kind in asked(read(tmp_path, ["主要产品产量", UNIT], headings))


@pytest.mark.parametrize(("sheet", "title"), [("2019年6月", "主要产品产量"), ("2018年", "2019年主要产品产量")])
def test_the_name_of_a_sheet_that_says_another_period_is_asked_about(tmp_path, sheet, title):
    headings = ("产品名称", "2019年", "2018年")
    assert asked(read(tmp_path, [title, UNIT], headings, sheet=sheet)) == {"period"}


# Areas.


def areas(reading):
    assert asked(reading) == set()
    return [(one.entity, one.period, one.area) for table in reading.tables for one in table.figures]


def only_area(reading):
    (found,) = {area for _, _, area in areas(reading)}
    return found


OWN = [
    "2019年主要产品产量", "2019年聊城市主要产品产量", "聊城2019年主要产品产量", "山东省聊城市2019年主要产品产量", "2019年全市主要产品产量", "2019年我市主要产品产量",
    "2019年有色金属及金属深加工产业产品产量", "2019年国有企业主要产品产量", "Output of main products, Liaocheng, 2019",
    "Output of main products, Liaocheng, Shandong, 2019", "Output of nonferrous metals and metal products, 2019",
]  # fmt: skip


@pytest.mark.parametrize("title", OWN)
def test_a_title_of_the_plans_own_area_or_of_none_is_that_area(tmp_path, title):
    assert only_area(read(tmp_path, [title, UNIT])) == "liaocheng"


@pytest.mark.parametrize(
    ("title", "area"),
    [
        ("2019年茌平区有色金属产品产量", "chiping"),
        ("2019年聊城市茌平区产品产量", "chiping"),
        ("茌平2019年产品产量", "chiping"),
        ("2019年主要产品产量（冠县）", "guanxian"),
        ("临清市2019年产品产量", "linqing"),
        ("市经济开发区2019年产品产量", "development_zone"),
        ("Output of main products in Chiping, 2019", "chiping"),
    ],
)
def test_a_title_of_an_area_that_the_plan_declares_is_stored_as_that_area(tmp_path, title, area):
    assert only_area(read(tmp_path, [title, UNIT])) == area


ELSEWHERE = [
    "2019年全国有色金属产品产量", "全省2019年产品产量", "2019年济南市产品产量", "济南2019年产品产量", "2019年山东省产品产量", "山东2019年产品产量",
    "2019年莘县产品产量", "茌平县2019年产品产量", "2019年规模以上工业平阴县产品产量", "信发集团2019年产品产量", "2019年某某铝业有限公司产品产量",
    "2019年高新区产品产量", "2019年全球产品产量", "2019年国内产品产量", "2019年聊城市、德州市产品产量", "2019年茌平区、临清市产品产量",
    "Output of main products, China, 2019", "Output of main products, Jinan, 2019", "Nationwide output of main products, 2019",
    "Output of main products, Zhangqiu, 2019",
]  # fmt: skip


@pytest.mark.parametrize("title", ELSEWHERE)
def test_a_title_of_another_area_is_asked_about_and_never_taken_for_the_plans_own(tmp_path, title):
    reading = read(tmp_path, [title, UNIT])
    assert "area" in asked(reading)
    assert [one for table in reading.tables for one in table.figures] == []


@pytest.mark.parametrize("title", ["2019年全国有色金属产品产量", "2019年济南市产品产量"])
def test_such_a_file_is_refused_where_nobody_is_there_to_answer(data, tmp_path, title):
    file = write_csv(tmp_path / "a.csv", [["产品名称", "本期", "同期"], *BODY], above=[title, UNIT])
    with pytest.raises(FaultsError) as refused:
        add(data, Sent(file, "2020-03"))
    assert [fault.key for fault in refused.value.faults] == ["adding.unanswered_area_openly"]


# A table that names no area, from a publisher that has figures of others.

NO_AREA = ["2019年规模以上工业主要产品产量", UNIT]
AREA_IN_QUESTION = "adding.unanswered_unsaid_area_openly"


def refusals(data, sent):
    with pytest.raises(FaultsError) as refused:
        add(data, sent)
    assert not (data / "raw" / "added").exists()
    return [fault.key for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("below", "said"),
    [
        (["资料来源：国家统计局"], {}),
        (["Source: NBS"], {}),
        ([], {"publisher": "海关总署"}),
        ([], {"source": "中国有色金属工业协会统计资料"}),
        ([], {"publisher": "International Aluminium Institute"}),
        (["资料来源：山东省统计局"], {}),
        (["资料来源：济南市统计局"], {}),
        ([], {"publisher": "有色金属工业协会"}),
    ],
)
def test_a_table_without_an_area_from_a_publisher_of_others_is_not_taken_for_the_plans_own(data, tmp_path, below, said):
    file = write_csv(tmp_path / "a.csv", [["产品名称", "本期", "同期"], *BODY], above=NO_AREA, below=below)
    assert refusals(data, Sent(file, "2020-03", **said)) == [AREA_IN_QUESTION]
    (table,) = look_at(data, Sent(file, "2020-03", **said)).reading.tables
    assert (table.area, table.figures) == ("", ())
    assert {
        one.area for one in look_at(data, Sent(file, "2020-03", area="liaocheng", **said)).reading.tables[0].figures
    } == {"liaocheng"}


@pytest.mark.parametrize(
    "publisher",
    ["聊城市统计局", "国家统计局聊城调查队", "市统计局", "聊城市有色金属行业协会", "聊城市", "原材料产业科"],
)
def test_a_table_without_an_area_from_a_publisher_of_the_place_is_the_plans_own(data, tmp_path, publisher):
    file = write_csv(tmp_path / "a.csv", [["产品名称", "本期", "同期"], *BODY], above=NO_AREA)
    found = look_at(data, Sent(file, "2020-03", publisher=publisher))
    assert (found.questions, found.faults) == ((), ())
    assert {change.figure.area for change in found.changes} == {"liaocheng"}


def test_a_county_that_publishes_is_the_area_proposed(data, tmp_path):
    file = write_csv(tmp_path / "a.csv", [["产品名称", "本期", "同期"], *BODY], above=NO_AREA)
    (question,) = look_at(data, Sent(file, "2020-03", publisher="茌平区统计局")).questions
    assert (question.kind, question.proposal) == ("unsaid_area", "chiping")
    answered = look_at(
        data, Sent(file, "2020-03", publisher="茌平区统计局", answers={("unsaid_area", NO_AREA[0]): "chiping"})
    )
    assert answered.questions == ()
    assert {change.figure.area for change in answered.changes} == {"chiping"}


def test_what_the_country_publishes_of_a_national_plan_is_its_own(data, tmp_path):
    plan = data / "raw" / "plan.yml"
    text = plan.read_text(encoding="utf-8").replace(
        "liaocheng: {zh: 聊城市, en: Liaocheng}", "liaocheng: {zh: 全国, en: China}"
    )
    plan.write_text(text, encoding="utf-8")
    assert "全国" in text
    file = write_csv(tmp_path / "a.csv", [["产品名称", "本期", "同期"], *BODY], above=NO_AREA)
    assert look_at(data, Sent(file, "2020-03", publisher="国家统计局")).questions == ()
    assert [one.kind for one in look_at(data, Sent(file, "2020-03", publisher="山东省统计局")).questions] == [
        "unsaid_area"
    ]


def test_figures_that_the_plan_has_of_its_area_show_that_the_table_is_of_it(data, tmp_path):
    restated = [["铜材", "22.62", "21.96"], ["铝材", "140.43", "136.34"]]
    file = write_csv(tmp_path / "a.csv", [["产品名称", "本期", "同期"], *restated], above=NO_AREA)
    assert look_at(data, Sent(file, "2020-03", publisher="国家统计局")).questions == ()


def test_the_next_table_of_a_publisher_is_of_the_area_of_the_one_it_continues(data, tmp_path):
    first = write_csv(tmp_path / "a.csv", [["产品名称", "本期", "同期"], *BODY], above=NO_AREA)
    add(data, Sent(first, "2020-03", publisher="国家统计局", area="liaocheng"))
    second = write_csv(tmp_path / "b.csv", [["产品名称", "本期"], ["铜材", "1.99"]], above=["2020年主要产品产量", UNIT])
    assert look_at(data, Sent(second, "2021-03", publisher="国家统计局")).questions == ()
    assert [one.kind for one in look_at(data, Sent(second, "2021-03", publisher="海关总署")).questions] == [
        "unsaid_area"
    ]


def test_the_area_that_the_command_names_holds_where_the_sheet_leaves_it_open_and_never_against_it(data, tmp_path):
    rows = [["产品名称", "本期", "同期"], *BODY]
    of_others = write_csv(tmp_path / "a.csv", rows, above=["2019年高新区产品产量", UNIT])
    found = look_at(data, Sent(of_others, "2020-03", area="development_zone"))
    assert found.questions == ()
    assert {change.figure.area for change in found.changes} == {"development_zone"}
    of_chiping = write_csv(tmp_path / "b.csv", rows, above=["2019年茌平区产品产量", UNIT])
    (question,) = look_at(data, Sent(of_chiping, "2020-03", area="yanggu")).questions
    assert (question.kind, question.proposal) == ("area", "yanggu")
    with pytest.raises(UsageError, match="chiping"):
        look_at(data, Sent(of_chiping, "2020-03", area="atlantis"))


@pytest.mark.parametrize(
    ("above", "sheet", "name"),
    [
        (["2019年主要产品产量", "地区：茌平区", UNIT], None, "a.csv"),
        (["2019年主要产品产量", UNIT], "茌平区", "a.csv"),
        (["2019年主要产品产量", UNIT], None, "茌平区2019年.csv"),
    ],
)
def test_a_label_the_name_of_the_sheet_or_of_the_file_says_the_area_as_well(tmp_path, above, sheet, name):
    assert only_area(read(tmp_path, above, sheet=sheet, name=name)) == "chiping"


@pytest.mark.parametrize(
    ("above", "sheet", "name"),
    [
        (["2019年主要产品产量", "地区：全国", UNIT], None, "a.csv"),
        (["2019年主要产品产量", UNIT], "济南市", "a.csv"),
        (["2019年聊城市主要产品产量", UNIT], "茌平区", "a.csv"),
        (["2019年主要产品产量", UNIT], None, "济南2019年.csv"),
    ],
)
def test_where_they_say_another_area_it_is_asked(tmp_path, above, sheet, name):
    assert "area" in asked(read(tmp_path, above, sheet=sheet, name=name))


def test_areas_in_the_header_are_those_of_their_columns(tmp_path):
    rows = [["产品名称", "全市", "茌平区"], *BODY]
    reading = read(tmp_path, ["2019年主要产品产量", UNIT], rows[0], rows[1:])
    assert areas(reading)[:2] == [
        ("copper_products", "2019", "liaocheng"), ("copper_products", "2019", "chiping"),
    ]  # fmt: skip
    assert "area" in asked(read(tmp_path, ["2019年主要产品产量", UNIT], ("产品名称", "全市", "全省"), BODY))


@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_column_of_areas_says_of_which_area_each_row_is(tmp_path, at):
    rows = [
        ["产品名称", "本期", "同期"],
        ["铜材", "1.88", "1.80"],
        ["铝材", "9.70", "9.30"],
        ["铜材", "0.88", "0.80"],
        ["铝材", "1.70", "1.30"],
    ]
    for row, area in zip(rows, ["地区", "聊城市", "", "茌平区", ""], strict=True):
        row.insert(at, area)
    reading = read(tmp_path, ["2019年主要产品产量", UNIT], rows[0], rows[1:])
    assert [area for _, period, area in areas(reading) if period == "2019"] == ["liaocheng"] * 2 + ["chiping"] * 2
    rows[3][at] = "济南市"
    assert asked(read(tmp_path, ["2019年主要产品产量", UNIT], rows[0], rows[1:])) == {"area"}


GROUPS = [
    ["全市", "", ""], ["铜材", "1.88", "1.80"], ["铝材", "9.70", "9.30"],
    ["其中：茌平区", "", ""], ["铜材", "0.88", "0.80"], ["铝材", "1.70", "1.30"],
]  # fmt: skip


def test_a_row_that_heads_a_group_of_rows_says_their_area(tmp_path):
    reading = read(tmp_path, ["2019年主要产品产量", UNIT], body=GROUPS)
    assert [area for _, period, area in areas(reading) if period == "2019"] == ["liaocheng"] * 2 + ["chiping"] * 2


@pytest.mark.parametrize(
    "group", ["济南市", "其中：莘县", "全省", "一、全国", "其中：济南市高新技术产业开发区内企业合计"]
)
def test_a_group_of_another_area_is_asked_about(tmp_path, group):
    body = [*GROUPS[1:3], [group, "", ""], *GROUPS[4:]]
    assert "line" in asked(read(tmp_path, ["2019年主要产品产量", UNIT], body=body))


@pytest.mark.parametrize(
    "group", ["单位：吨", "二、本月", "2018年", "累计", "二、营业收入（亿元）", "规模以下企业", "黄金类（吨）"]
)
def test_a_group_of_another_period_unit_indicator_or_scope_is_refused(tmp_path, group):
    body = [["铜材", "1.88", "1.80"], [group, "", ""], ["铝材", "9.70", "9.30"]]
    reading = read(tmp_path, ["2019年主要产品产量", UNIT], body=body)
    assert [(one.key, one.place.row) for one in reading.all_faults] == [("reading.line_says_otherwise", 5)]


@pytest.mark.parametrize("group", ["一、有色金属", "其中：", "2019年主要产品产量", "单位：万吨", "铜加工"])
def test_a_group_that_says_nothing_else_is_passed_over(tmp_path, group):
    body = [["铜材", "1.88", "1.80"], [group, "", ""], ["铝材", "9.70", "9.30"]]
    assert only_area(read(tmp_path, ["2019年主要产品产量", UNIT], body=body)) == "liaocheng"


def test_a_part_of_the_row_above_is_that_product_in_the_county(tmp_path):
    body = [["铜材", "1.88", "1.80"], ["其中：茌平区", "0.88", "0.80"], ["铝材", "9.70", "9.30"]]
    found = areas(read(tmp_path, ["2019年主要产品产量", UNIT], body=body))
    assert [(entity, area) for entity, period, area in found if period == "2019"] == [
        ("copper_products", "liaocheng"), ("copper_products", "chiping"), ("aluminium_products", "liaocheng"),
    ]  # fmt: skip
    body[1][0] = "其中：济南市"
    assert asked(read(tmp_path, ["2019年主要产品产量", UNIT], body=body)) == {"row"}


@pytest.mark.parametrize(
    "rows",
    [
        [["产品名称", "本期", "同期"], *GROUPS],
        [["产品名称", "全市", "茌平区"], *BODY],
        [["地区", "产品名称", "本期"], ["聊城市", "铜材", "2"], ["茌平区", "铜材", "1"]],
        [["产品名称", "本期", "同期"], ["铜材", "1.88", "1.80"], ["其中：茌平区", "0.88", "0.80"]],
    ],
)
@pytest.mark.parametrize("title", ["2019年主要产品产量", "2019年规模以上工业主要产品产量"])
def test_what_was_taken_in_is_read_again_by_its_entry_alone(data, tmp_path, rows, title):
    file = write_csv(tmp_path / "a.csv", rows, above=[title, UNIT])
    found = [
        (one.figure.entity, one.figure.period, one.figure.area) for one in look_at(data, Sent(file, "2020-03")).changes
    ]
    add(data, Sent(file, "2020-03"))
    definition = load_definition(data)
    table = definition.tables[-1]
    assert [(one.entity, one.period, one.area) for one in read_table(data / "raw", table, definition)] == found
    assert table.scope == ("above_scale" if "规模以上" in title else "city")
    assert not clean(data).is_changed


def test_a_county_in_the_title_is_in_the_entry(data, tmp_path):
    file = write_csv(
        tmp_path / "a.csv",
        [["产品名称", "本期", "同期"], *BODY],
        above=["2019年茌平区产品产量", UNIT, "更新日期：2020-03"],
    )
    add(data, Sent(file, "2020-03"))
    table = load_definition(data).tables[-1]
    assert (table.area, table.title_zh) == ("chiping", "2019年茌平区产品产量")


@pytest.mark.parametrize("title", ["2019年全社会产品产量", "2019年规模以下工业产品产量"])
def test_a_scope_that_the_plan_does_not_declare_is_asked_about(tmp_path, title):
    assert asked(read(tmp_path, [title, UNIT])) == {"scope"}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("A1", {("2019-02", "liaocheng"), ("2018-02", "liaocheng")}),
        ("A2", {("2020-01", "liaocheng"), ("2019-01", "liaocheng")}),
        ("A5", {("2019", "liaocheng")}),
        ("B1", {("2019", "liaocheng"), ("2018", "liaocheng")}),
        ("B2", {("2019", "liaocheng")}),
        ("B5", {("2019", "liaocheng"), ("2018", "liaocheng")}),
        ("C2", {("2019", "chiping")}),
    ],
)
def test_tables_as_offices_lay_them_out_are_of_the_period_and_area_that_they_say(name, found):
    reading = read_for_plan(LAYOUTS / f"{name}.csv", PLAN)
    assert reading.is_exact
    assert {(period, area) for _, period, area in areas(reading)} == found


@pytest.mark.parametrize("name", ["C1", "C3"])
def test_tables_of_the_country_and_of_another_city_are_asked_about(name):
    assert asked(read_for_plan(LAYOUTS / f"{name}.csv", PLAN)) == {"area"}
