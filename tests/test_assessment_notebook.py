"""The page of the mid-term assessment: one exhibit for page, Word and sheet, in the base year, a year on, when due."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest
from notebook_exhibits import Page

from lcanalysis.briefing.basis import basis_of
from lcanalysis.briefing.documents.column_widths import least_widths
from lcanalysis.briefing.documents.word_layout import LAYOUTS
from lcanalysis.briefing.documents.wordml import TEXT_MM
from lcanalysis.cleaning import clean
from lcanalysis.plan import load
from lcanalysis.wording import LANGUAGES

ROOT = Path(__file__).parent.parent
NOTEBOOK = "assessment.ipynb"
WRITTEN = """\
written:
  - goal: cluster_revenue
    progress: 增长放缓
    reasons: 铜铝价格下跌
    measures: 组织产销对接
    measures_en: Matching orders and capacity
    written_on: "2020-03"
  - goal: copper_platforms
    progress: 已立项
"""


def changed(folder: Path, years: dict[int, str] | None = None, **texts: str) -> Path:
    """Return a copy of the bundled plan in which the cluster's revenue of later years is known too."""
    data = shutil.copytree(ROOT / "data", folder / "data")
    raw = data / "raw"
    headline = raw / "development_plan" / "2019-11" / "headline.csv"
    rows = [
        f"revenue,cluster,liaocheng,{year},{value}亿元,亿元,above_scale,营业收入{value}亿元,第一章第一节\n"
        for year, value in (years or {}).items()
    ]
    headline.write_text(headline.read_text(encoding="utf-8") + "".join(rows), encoding="utf-8")
    record = headline.with_name("headline.csv.source.yml")
    digest = hashlib.sha256(headline.read_bytes()).hexdigest()
    text = re.sub(r"sha256: \w+", f"sha256: {digest}", record.read_text(encoding="utf-8"))
    record.write_text(text.replace('published_on: "2019-11"', 'published_on: "2023-03"'), encoding="utf-8")
    plan = raw / "plan.yml"
    old = 'headline.csv\n    section: 第一章第一节\n    published_on: "2019-11"'
    text = plan.read_text(encoding="utf-8")
    assert old in text
    plan.write_text(text.replace(old, old.replace("2019-11", "2023-03")), encoding="utf-8")
    for name, content in texts.items():
        (raw / f"{name}.yml").write_text(content, encoding="utf-8")
    clean(data)
    return data


@pytest.fixture(scope="module")
def today():
    return Page(NOTEBOOK, ROOT / "data")


@pytest.fixture(scope="module")
def when_due(tmp_path_factory):
    years = {2019: "846.5", 2020: "880.4", 2021: "915.6", 2022: "1010.2"}
    return Page(NOTEBOOK, changed(tmp_path_factory.mktemp("due"), years, assessment=WRITTEN))


def row_of(page: Page, goal: str, lang: str = "zh") -> dict[str, str]:
    shown = page.exhibits["assessment"]
    at = shown["labels"].index(goal)
    return dict(zip(shown[lang]["heads"], page.rows("assessment", lang)[at], strict=True))


def test_in_the_base_year_every_goal_has_its_row_and_none_a_verdict(today):
    assert "规划的34项量化目标都还不能评价" in today.text("answer")
    assert "另有51项目标未规定数值" in today.text("answer")
    row = row_of(today, "cluster_revenue")
    low, high = re.fullmatch(r"(\d+)～(\d+)", row["可能性范围（%）"]).groups()
    assert int(low) < int(row["实现可能性（%）"]) < int(high)
    assert row | {"实现可能性（%）": "", "可能性范围（%）": ""} == {
        "指标": "2. 产业集群营业收入", "类别": "总体目标", "单位": "亿元", "2018年基期值": "813.9",
        "2022年目标值": "超过1000亿元", "年均增长": "5.3%", "时间进度（%）": "0",
        "评估结论": "○基期，尚不评价", "实现可能性（%）": "", "可能性范围（%）": "",
    }  # fmt: skip
    assert row_of(today, "tube_growth")["年均增长"] == "3%～5%"
    assert row_of(today, "cluster_growth")["年均增长"] == "5%左右"


def test_each_year_since_the_base_has_a_column_and_what_came_of_the_goal(when_due):
    row = row_of(when_due, "cluster_revenue", "en")
    years = {year: row[year] for year in ("2019", "2020", "2021", "2022")}
    assert years == {"2019": "846.5", "2020": "880.4", "2021": "915.6", "2022": "1,010.2"}
    # 1010.2 / 813.9 is 1.24118, whose fourth root is 1.05550; of the 186.1 wanted, 196.3 came.
    assert (row["A year so far (%)"], row["Done (%)"], row["Time elapsed (%)"]) == ("5.6", "105.5", "100")
    assert row["Probability (%)"] == "—"
    assert "Nature" not in row
    assert "The plan does not say of any goal" in when_due.text("assessment", "en")
    assert "2项已能评价" in when_due.text("answer")


def test_the_head_of_what_is_planned_names_sums_only_where_a_goal_is_one(today, tmp_path):
    goals = (ROOT / "data" / "raw" / "goals.yml").read_text(encoding="utf-8")
    held = "goal: technology_centres, indicator: technology_centres, entity: cluster, kind: count"
    assert held in goals
    summed = changed(tmp_path, goals=goals.replace(held, held.replace("count", "cumulative")))
    for page, zh, en in (
        (today, "年均增长", "Needed a year"),
        (Page(NOTEBOOK, summed), "年均增长/[累计]", "Needed a year/[in all]"),
    ):
        assert zh in page.exhibits["assessment"]["zh"]["heads"]
        assert en in page.exhibits["assessment"]["en"]["heads"]
        assert ("方括号内为累计数" in page.text("assessment")) == ("累计" in zh)


def test_one_year_on_the_verdict_is_preliminary(tmp_path):
    page = Page(NOTEBOOK, changed(tmp_path, {2019: "846.5"}))
    assert "初步" in row_of(page, "cluster_revenue")["评估结论"]
    assert "只有一年数据的，结论是初步的" in page.text("answer")
    assert row_of(page, "cluster_revenue")["时间进度（%）"] == "25"
    at = page.exhibits["milestones"]["labels"].index("cluster_revenue")
    assert page.rows("milestones")[at][1:3] == ["846.5", "2020"]


def test_verdicts_are_counted_by_the_nature_the_plan_gives(today, tmp_path):
    assert "tally" not in today.exhibits  # one column would tell what the answer does
    goals = (ROOT / "data" / "raw" / "goals.yml").read_text(encoding="utf-8")
    data = changed(tmp_path, goals=goals.replace("binding: unstated", "binding: binding", 1))
    page = Page(NOTEBOOK, data)
    assert page.exhibits["tally"]["en"]["heads"] == ["Verdict", "Binding", "Unstated", "All"]
    assert sum(int(row[-1]) for row in page.rows("tally")) == 34
    assert row_of(page, "cluster_growth")["属性"] == "约束性"


def test_what_the_office_wrote_stands_beside_its_goal_with_its_day_and_the_rest_is_blank(when_due):
    at = when_due.exhibits["texts"]["labels"].index("cluster_revenue")
    assert when_due.rows("texts")[at][-3:] == ["增长放缓", "铜铝价格下跌", "组织产销对接（2020年3月）"]
    assert when_due.rows("texts", "en")[at][-1] == "Matching orders and capacity (March 2020)"
    assert when_due.rows("texts")[at + 1][-3:] == ["", "", ""]
    at = when_due.exhibits["open"]["labels"].index("copper_platforms")
    assert when_due.rows("open")[at][-3:] == ["已立项", "", ""]


def test_where_the_office_wrote_nothing_there_is_no_blank_column_and_a_note_says_so(today):
    for name in ("texts", "open"):
        assert not {"进展", "原因", "措施"} & set(today.exhibits[name]["zh"]["heads"])
    assert "都未填写，未列" in today.text("texts")
    assert "Nothing is written yet" in today.text("texts", "en")
    assert "都未填写" not in today.text("open")


def test_the_basis_of_an_edition_keeps_goals_without_a_number_and_what_the_office_wrote(tmp_path):
    found = basis_of(load(changed(tmp_path, assessment=WRITTEN)))
    assert len(found["qualitative"]) == 51
    assert found["qualitative"]["copper_platforms"]["text"]["zh"].startswith("加快建设高端铜合金材料创新平台")
    assert {key: (one["name"]["zh"], one["text"]["en"]) for key, one in found["written"].items()} == {
        "cluster_revenue/progress": ("产业集群营业收入：进展", "增长放缓 (March 2020)"),
        "cluster_revenue/reasons": ("产业集群营业收入：原因", "铜铝价格下跌 (March 2020)"),
        "cluster_revenue/measures": ("产业集群营业收入：措施", "Matching orders and capacity (March 2020)"),
        "copper_platforms/progress": (f"{found['qualitative']['copper_platforms']['name']['zh']}：进展", "已立项"),
    }
    (tmp_path / "data" / "raw" / "assessment.yml").write_text("written: 1\n", encoding="utf-8")
    assert "written" not in basis_of(load(tmp_path / "data"))


def test_words_of_the_plan_have_their_section_and_providers_are_called_suggested(today):
    at = today.exhibits["texts"]["labels"].index("rd_intensity")
    assert "（第四章第二节）" in today.rows("texts")[at][1]
    assert today.rows("texts", "en")[at][1].endswith("(chapter 4, section 2)")
    assert today.exhibits["texts"]["zh"]["heads"][2] == "建议提供单位"
    assert ".csv" not in today.whole() + today.whole("en")
    assert "责任" not in today.whole().replace("不是责任分工", "")


def test_a_goal_has_one_number_in_all_tables_and_the_first_says_where_its_words_stand(today):
    for lang in LANGUAGES:
        first = {row[0] for row in today.rows("assessment", lang)}
        assert first == {row[0] for row in today.rows("texts", lang)}
        assert len(first) == 34
        title = today.exhibits["texts"][lang]["title"]
        assert any(title in note for note in today.exhibits["assessment"][lang]["foot"])
    assert "以冶炼产量不变为前提" in today.text("assessment")


def test_both_pages_have_the_same_rows_and_english_no_chinese_but_the_quotations(when_due):
    for name, one in when_due.exhibits.items():
        if one["kind"] == "table":
            assert len(one["zh"]["rows"]) == len(one["en"]["rows"]) == len(one["labels"]), name
    assert re.findall(r"[\u4e00-\u9fff]+", when_due.text("assessment", "en")) == []


def test_wide_tables_fold_to_cards_on_a_narrow_screen(today):
    assert {name for name, one in today.exhibits.items() if one["kind"] == "table" and one.get("form") == "cards"} == {
        "assessment", "texts", "open", "milestones",
    }  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["assessment", "texts", "open"])
def test_with_every_year_of_the_plan_a_table_still_fits_a_page_that_lies_across(when_due, name, lang):
    shown = when_due.exhibits[name][lang]
    needed = least_widths(shown["heads"], when_due.rows(name, lang))
    # All columns may be narrowed alike; by more than a seventh, and numbers would break.
    assert sum(needed) * LAYOUTS[lang].small_table.letter_mm * 6 / 7 <= TEXT_MM[True]


def test_a_plan_without_categories_has_no_such_column(tmp_path):
    goals = re.sub(r", category: \w+", "", (ROOT / "data" / "raw" / "goals.yml").read_text(encoding="utf-8"))
    plan = (ROOT / "data" / "raw" / "plan.yml").read_text(encoding="utf-8")
    page = Page(
        NOTEBOOK,
        changed(
            tmp_path,
            goals=goals,
            plan=plan[: plan.index("# What the goals are grouped by")].replace(
                'headline.csv\n    section: 第一章第一节\n    published_on: "2019-11"',
                'headline.csv\n    section: 第一章第一节\n    published_on: "2023-03"',
            ),
        ),
    )
    assert "类别" not in page.exhibits["assessment"]["zh"]["heads"]
    assert "类别" not in page.exhibits["open"]["zh"]["heads"]
    assert page.exhibits["assessment"]["labels"][0] == "cluster_growth"


def test_a_plan_without_goals_or_with_none_but_open_ones_still_has_its_page(tmp_path):
    page = Page(NOTEBOOK, changed(tmp_path / "none", goals="goals: []\n"))
    assert "规划没有定量目标" in page.text("answer")
    assert "assessment" not in page.exhibits
    goals = (ROOT / "data" / "raw" / "goals.yml").read_text(encoding="utf-8")
    page = Page(NOTEBOOK, changed(tmp_path / "open", goals="goals: []\n" + goals[goals.index("qualitative:") :]))
    assert "另有51项" in page.text("answer")
    assert len(page.exhibits["open"]["labels"]) == 51


def test_figures_of_others_for_the_same_indicator_stand_apart(today):
    assert today.rows("peers") == [["研发强度：聊城市全市规模以上工业企业", "2018", "0.89", "2018", "1.15"]]
