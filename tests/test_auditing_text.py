"""Titles of tables, the plan's own text, remarks of its readers, and parts that outgrow their whole."""

from pathlib import Path

import pytest
from auditing_cases import FILE, definition, findings_of, observed

from lcanalysis.auditing.certainty import CERTAINTIES, CERTAINTY_OF, certainty_words
from lcanalysis.auditing.judgement import KINDS
from lcanalysis.plan_document import PlanDocument

ROOT = Path(__file__).parent.parent
TABLE = definition().model_dump(mode="json")["tables"][0]


def found(rule, rows=(), text="", **changes):
    held = findings_of(definition(**changes), tuple(rows), PlanDocument(text))
    return [one for one in held if one.rule == rule]


def planned(**changes):
    return definition().model_dump(mode="json")["plan"] | changes


# ---------------------------------------------------------------------- how sure


def test_every_kind_of_finding_says_how_sure_it_is_in_both_languages():
    assert set(CERTAINTY_OF) == set(KINDS)
    assert set(CERTAINTY_OF.values()) == set(CERTAINTIES)
    for lang in ("zh", "en"):
        assert len({certainty_words(one).text(lang) for one in CERTAINTIES}) == len(CERTAINTIES)


# ---------------------------------------------------------------------- parts and wholes


def steel(whole_now, whole_before, part_now, part_before, kind="bound", **changes):
    relation = {
        "name": "metal", "kind": kind, "indicator": "output", "total": {"entity": "metals", "area": "town"},
        "parts": [{"entity": "steel", "area": "town"}],
    }  # fmt: skip
    rows = [
        observed("output", "metals", "2018", whole_now, "万吨", cell="B2"),
        observed("output", "metals", "2017", whole_before, "万吨", cell="C2"),
        observed("output", "steel", "2018", part_now, "万吨", cell="B3", **changes),
        observed("output", "steel", "2017", part_before, "万吨", cell="C3"),
    ]
    return found("part_growth", rows, totals=[relation])


def test_a_part_that_grew_by_more_than_the_whole_is_told_and_left_open():
    [one] = steel("889.13", "762.03", "337.73", "201.79")
    assert (one.finding, one.certainty) == ("part_growth/metal/steel/2018", "open")
    # 337.73 - 201.79, 889.13 - 762.03 and (551.40 / 560.24 - 1) by hand.
    assert all(number in one.text("zh") for number in ("135.94万吨", "127.10万吨", "-1.6%"))
    assert all(number in one.text("en") for number in ("1.3594 million", "1.271 million", "\N{MINUS SIGN}1.6%"))


def test_a_part_that_fell_by_more_than_the_whole_is_told():
    [one] = steel("90.0", "100.0", "20.0", "40.0")
    assert "减少20.0万吨" in one.text("zh")
    assert "fell by 200,000 tonnes" in one.text("en")


@pytest.mark.parametrize(
    ("figures", "changes"),
    [
        (("889.13", "762.03", "320.00", "201.79"), {}),  # the rest grew as well
        (("110.0", "100.0", "50.05", "40.00"), {}),  # beyond by rounding alone
        (("110.0", "100.0", "50.0", "60.0"), {}),  # against the whole
        (("889.13", "762.03", "337.73", "201.79"), {"kind": "identity"}),  # its parts are all published
        (("889.13", "762.03", "337.73", "201.79"), {"scope": "group"}),
        (("889.13", "762.03", "337.73", "201.79"), {"is_break": True}),
    ],
    ids=["less", "rounding", "the other way", "all parts", "another scope", "a break"],
)
def test_a_part_that_need_not_outgrow_its_whole_is_no_finding(figures, changes):
    assert steel(*figures, **changes) == []


# ---------------------------------------------------------------------- tables


def table(name="table", title="近两年产量表", file=FILE, columns=None, **changes):
    columns = columns or {"产量": {"indicator": "output", "period": "2018"}}
    return TABLE | {"name": name, "title_zh": title, "file": file, "columns": columns} | changes


STEEL = observed("output", "steel", "2018", "1.0", "万吨")


def test_a_table_of_the_last_two_years_with_one_undated_year_is_told():
    [one] = found("table_years", [STEEL], tables=[table()])
    assert (one.finding, one.certainty) == ("table_years/table", "wording")
    assert "只有1年的数据，栏目也没有标明年份" in one.text("zh")
    assert "1 year alone; its heads name no year" in one.text("en")


@pytest.mark.parametrize(
    ("title", "rows", "columns"),
    [
        ("近两年产量表", [STEEL, observed("output", "steel", "2017", "1.0", "万吨")],
         {"2018年": {"indicator": "output", "period": "2018"}, "2017年": {"indicator": "output", "period": "2017"}}),
        ("2018年产量表", [STEEL], None),
        ("近两年产量表", [], None),  # nothing was read: there is nothing to say
    ],
    ids=["two years", "one year named", "empty"],
)  # fmt: skip
def test_a_table_that_keeps_what_its_title_says_is_no_finding(title, rows, columns):
    assert found("table_years", rows, tables=[table(title=title, columns=columns)]) == []


OTHER = "bulletin/2019-11/other.csv"


def twin(*entities, file=FILE, **changes):
    return [observed("output", entity, "2018", "1.0", "万吨", source=file, **changes) for entity in entities]


def test_a_table_that_lacks_a_row_of_its_twin_is_told():
    tables = [table(), table("other", "强度表", OTHER)]
    [one] = found(
        "table_rows", [*twin("steel", "copper"), *twin("steel", "copper", "metals", file=OTHER)], tables=tables
    )
    assert one.finding == "table_rows/table/other/output/2018"
    assert "列2行" in one.text("zh")
    assert "列3行" in one.text("zh")
    assert "lacks output of metals for 2018" in one.text("en")


@pytest.mark.parametrize(
    ("first", "second", "changes"),
    [
        (("steel", "copper"), ("copper", "steel"), {}),
        (("steel",), ("steel", "copper", "metals"), {}),  # an extract
        (("steel", "copper"), ("steel", "metals"), {}),  # neither holds the other
        (("steel", "copper"), ("steel", "copper", "metals"), {"section": "another"}),
        (("steel", "copper"), ("steel", "copper", "metals"), {"scope": "group"}),
    ],
    ids=["the same", "an extract", "two sets", "another place", "another scope"],
)
def test_tables_that_need_not_list_the_same_are_no_finding(first, second, changes):
    tables = [table(), table("other", "强度表", OTHER, **changes)]
    assert found("table_rows", [*twin(*first), *twin(*second, file=OTHER)], tables=tables) == []


# ---------------------------------------------------------------------- the text

CONTENTS = "目 录\n- 第一章 基础\n - 第一节 产业及深加工现状\n- 第二章 目标\n\n第一章 基础\n\n第一节 {}\n\n正文。\n\n第二章 目标\n\n{}\n"


def test_a_heading_that_the_contents_call_otherwise_is_told_with_its_place():
    [one] = found("text_headings", text=CONTENTS.format("产业及加工现状", ""))
    assert (one.finding, one.section, one.certainty) == ("text_headings/1.1", "第一章第一节", "wording")
    assert "目录为“产业及深加工现状”，正文为“产业及加工现状”" in one.text("zh")
    assert "chapter 1, section 1" in one.text("en")


def test_a_heading_that_differs_by_spaces_alone_is_no_finding():
    assert found("text_headings", text=CONTENTS.format("**产业及 深加工现状**", "")) == []


def test_phases_that_outlast_the_plan_are_told_where_they_stand():
    text = CONTENTS.format("产业及深加工现状", "争取“一年初见成效、三年全面\n起势、五年取得突破”。")
    [one] = found("text_phases", text=text)
    assert (one.finding, one.section, one.certainty) == ("text_phases/5", "第二章", "wording")
    assert "以5年为期" in one.text("zh")
    assert "只有4年" in one.text("zh")
    assert "speaks of 5 years" in one.text("en")


@pytest.mark.parametrize(
    "text",
    [
        "一年初见成效、三年全面起势、四年取得突破",
        "近五年产量增长",
        "五年规划纲要，三年行动计划",
        "2018年、2019年增长，五年后翻番",
    ],
)
def test_years_that_are_no_row_of_phases_or_end_with_the_plan_are_no_finding(text):
    assert found("text_phases", text=text) == []


# ---------------------------------------------------------------------- remarks

REMARK = {
    "name": "cause", "title": {"zh": "原因", "en": "the cause"}, "certainty": "open",
    "places": [{"section": "第一章第三节", "quotation": "受经济下行的影响"}],
    "figures": {"growth": {"indicator": "output_yoy", "entity": "steel", "period": "2018"}},
    "zh": "同年产量增长{growth:abs}，口径不同。", "en": "Output rose by {growth:abs} in the same year; the scopes differ.",
}  # fmt: skip


def test_a_remark_is_a_finding_with_the_figure_as_published_and_its_cell():
    [one] = found("remark", [observed("output_yoy", "steel", "2018", "14.9", "%")], remarks=[REMARK])
    assert (one.finding, one.kind, one.certainty, one.section) == ("remark/cause", "scope", "open", "第一章第三节")
    assert one.text("zh") == "同年产量增长14.9%，口径不同。"
    assert one.text("en") == "Output rose by 14.9% in the same year; the scopes differ."
    assert one.title.text("en") == "The cause"
    [(_, number)] = one.sentence.numbers()
    assert number.trace.machine == (f"{FILE} B2",)


def test_a_remark_whose_figure_is_not_published_is_not_told():
    assert found("remark", remarks=[REMARK]) == []


def test_a_remark_without_figures_is_about_the_text_alone():
    plain = REMARK | {"figures": {}, "certainty": "wording", "zh": "两种写法。", "en": "Written in two ways."}
    [one] = found("remark", remarks=[plain], plan=planned(text="plan/2019/plan.md"))
    assert (one.subject, one.kind, one.place) == (("", "", "town", "2019"), "wording", "plan/2019/plan.md")


def test_the_section_of_a_figure_that_the_text_has_once_is_told_and_of_others_none():
    document = PlanDocument(
        "第一章 基础\n第一节 现状\n产能60 万吨，另有20万吨。\n第四章 重点\n现有100万吨，新建20万吨。"
    )
    assert document.section_of_single("60万吨") == "第一章第一节"
    assert document.section_of_single("100万吨") == "第四章"
    assert (
        document.section_of_single("20万吨")
        == document.section_of_single("7万吨")
        == document.section_of_single("")
        == ""
    )
