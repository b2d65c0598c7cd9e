import json
from html.parser import HTMLParser

import nbformat.v4
import pandas as pd
import pytest

from lcanalysis.briefing.documents.blocks import DocumentTable, Paragraph
from lcanalysis.briefing.documents.from_notebook import read_document
from lcanalysis.briefing.rendering import render_page
from lcanalysis.briefing.results import collect_results
from lcanalysis.errors import LcAnalysisError, UsageError
from lcanalysis.exhibits import EXHIBIT_MIME, answer, bullets, joined, name_words, table, text, words
from lcanalysis.quantities import Quantity

REVENUE = Quantity.printed("813.9", "亿元", "headline.csv E3")
GROWTH = Quantity.printed("14.9", "%", "headline.csv E4")
FRAME = pd.DataFrame({"value": [REVENUE, None], "yoy": [GROWTH, Quantity("-7.1", "%")]}, index=["revenue", "profit"])
NAMES = {"revenue": words("营业收入", "revenue"), "profit": words("利润", "profit")}
HOSTILE = '<script>alert("&{}")</script>'


def figures(**changes):
    return table(
        "figures",
        FRAME,
        **{"title": words("指标", "figures"), "index": words("指标", "figure"), "rows": NAMES} | changes,
    )


def executed(*exhibits, prose=("# 题 Title",)):
    v4 = nbformat.v4
    cells = [v4.new_markdown_cell(line) for line in prose]
    for exhibit in exhibits:
        output = v4.new_output("execute_result", json.loads(json.dumps(exhibit._repr_mimebundle_())), execution_count=1)
        cells.append(v4.new_code_cell("exhibit", outputs=[output]))
    return v4.new_notebook(cells=cells)


def test_both_languages_say_the_same_number_each_in_its_way():
    said = words("营业收入{it}", "revenue of {it}", it=Quantity("12345.678", "亿元"))
    assert (said.text("zh"), said.text("en")) == ("营业收入12345.68亿元", "revenue of 1.234568 trillion yuan")


@pytest.mark.parametrize(
    ("spec", "shown"),
    [("", "-7.1%"), ("abs", "7.1%"), ("abs.0", "7%"), ("n", "-7.1"), ("n.2", "-7.10"), ("+", "-7.1%")],
)
def test_a_format_says_how_a_number_stands_in_its_sentence(spec, shown):
    assert words(f"{{it:{spec}}}", f"{{it:{spec}}}", it=Quantity("-7.1", "%")).text("zh") == shown


@pytest.mark.parametrize(("rate", "shown"), [("3.24", "+3.2%"), ("0.04", "0.0%"), ("0", "0.0%"), ("-0.04", "0.0%")])
def test_a_change_that_rounds_to_zero_has_no_sign(rate, shown):
    assert words("{it:+}", "{it:+}", it=Quantity(rate, "%", decimals=1)).text("zh") == shown


def test_a_count_takes_the_singular_behind_exactly_one_and_groups_only_in_english():
    assert [words("{n}年", "{n:year|years}", n=n).text("en") for n in (1, 4, 1234)] == [
        "1 year",
        "4 years",
        "1,234 years",
    ]
    assert words("{n:,}", "{n:,}", n=1234).text("zh") == "1234"


def test_a_count_with_a_unit_takes_the_singular_behind_one_as_well():
    said = [words("{n}", "{n:figure|figures}", n=Quantity(n, "项")).text("en") for n in (1, 2)]
    assert said == ["1 figure", "2 figures"]


def test_an_unknown_format_of_a_number_is_refused_by_name():
    with pytest.raises(UsageError, match=r"abs\.x"):
        words("{it:abs.x}", "{it}", it=REVENUE).text("zh")


def test_a_field_without_a_value_is_named_with_its_language():
    with pytest.raises(UsageError) as caught:
        text("answer", "{a}", "{a} and {b}", a=REVENUE)
    assert (caught.value.fields["exhibit"], caught.value.fields["field"], caught.value.fields["lang"]) == (
        "answer",
        "b",
        "en",
    )


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA])
def test_a_missing_value_in_a_sentence_is_refused_with_the_remedy_in_both_languages(value):
    with pytest.raises(UsageError) as caught:
        text("answer", "{a}", "{a}", a=value)
    assert caught.value.text("en").startswith("answer: a has no value")
    assert caught.value.text("zh").startswith("answer：a缺值")


def test_a_number_in_one_language_only_is_refused():
    with pytest.raises(UsageError) as caught:
        words("{a}", "some", a=REVENUE)
    assert (caught.value.fields["field"], caught.value.fields["lang"]) == ("a", "zh")
    with pytest.raises(UsageError):
        words("无", "{a}", a=words("{b}", "{b}", b=REVENUE))


def test_a_name_may_stand_in_one_language_only():
    assert words("{a}", "it", a="铜").text("en") == "it"


def test_a_bare_float_is_refused_in_a_sentence_and_in_a_list():
    for value in (0.65, [0.65]):
        with pytest.raises(UsageError, match=r"0\.65"):
            words("{a}", "{a}", a=value)


def test_a_bare_float_in_a_table_is_refused_by_its_place():
    with pytest.raises(LcAnalysisError, match=r"(?s)mean.*761\.1"):
        table(
            "t",
            pd.DataFrame({"mean": [761.1]}, index=["a"]),
            title=words("题", "t"),
            columns={"mean": words("均", "m")},
            index=words("行", "row"),
        )


def test_a_name_with_braces_is_a_name():
    assert words("{n}", "{n}", n=name_words({"zh": "铜{1}", "en": "copper {1}"})).text("zh") == "铜{1}"


def test_parts_are_joined_without_a_space_after_a_chinese_full_stop_and_with_one_in_english():
    both = joined([words("甲。", "One."), words("乙。", "Two.")])
    assert (both.text("zh"), both.text("en")) == ("甲。乙。", "One. Two.")


def test_numbers_are_kept_by_exhibit_and_field_also_of_phrases_in_phrases():
    inner = words("{low}", "{low}", low=GROWTH)
    found = answer("chance", words("{now}{by}", "{now}{by}", now=REVENUE, by=inner)).results()
    assert {
        key: one.items() >= number.result().items()
        for (key, one), number in zip(found.items(), (REVENUE, GROWTH), strict=True)
    } == {
        "chance/now": True,
        "chance/by/low": True,
    }


def test_a_field_that_only_divides_a_sentence_adds_nothing_to_keys_and_names():
    figure = words("{year}年为{it}", "{it} in {year}", year=2018, it=REVENUE)
    verdict = words("滞后", "behind", code="behind")
    said = text("said", "{_figure}，{_more}。", "{_figure}: {_more}.", _figure=figure,
                _more=words("增长{g}，{verdict}", "up {g}, {verdict}", g=GROWTH, verdict=verdict))  # fmt: skip
    found = said.results()
    assert list(found) == ["said/it", "said/g", "said/verdict"]
    assert found["said/g"]["name"] == {"zh": "增长…，滞后", "en": "Up …, behind"}
    assert (said.plain("en"), found["said/verdict"]["value"]) == (
        "81.39 billion yuan in 2018: up 14.9%, behind.",
        "behind",
    )


def test_a_number_is_called_by_the_clause_it_stands_in_or_by_its_row_and_column():
    said = text(
        "said", "若不变，将少{gap:abs}；另见{g}。", "Unchanged, {gap:abs} are lacking. See {g}.", gap=REVENUE, g=GROWTH
    )
    assert said.results()["said/gap"]["name"] == {"zh": "若不变，将少…", "en": "Unchanged, … are lacking"}
    assert said.results()["said/g"]["name"] == {"zh": "另见…", "en": "See …"}
    names = {key: one["name"]["en"] for key, one in figures().results().items()}
    assert names["figures/profit/yoy"] == "Figures: profit, Year on year"


def test_two_different_numbers_under_one_key_are_refused_and_the_same_number_twice_is_not():
    twice = words("{a}", "{a}", a=REVENUE)
    assert list(answer("x", twice, twice).results()) == ["x/a"]
    with pytest.raises(UsageError, match="x/a"):
        answer("x", twice, words("{a}", "{a}", a=GROWTH)).results()


def test_a_coded_word_is_kept_by_its_code():
    late = words("滞后", "behind", code="behind")
    frame = pd.DataFrame({"verdict": [late]}, index=["goal"])
    found = table("goals", frame, title=words("题", "t"), index=words("目标", "goal")).results()
    assert found["goals/goal/verdict"]["value"] == "behind"
    assert text("said", "进展{v}。", "Progress is {v}.", v=late).results()["said/v"]["value"] == "behind"


def test_numbers_in_the_unit_of_their_row_stand_without_it_and_others_with_theirs():
    tonnes = [Quantity.printed(*one) for one in (("9", "吨"), ("3.1", "万吨"), ("7", "吨"))]
    frame = pd.DataFrame(
        {2017: [tonnes[0], tonnes[2]], 2018: [tonnes[2], tonnes[1]], "unit": ["吨", "万吨"], "yoy": [GROWTH, None]},
        index=["tea", "steel"],
    )
    shown = table("outputs", frame, title=words("产量", "Output"), index=words("产品", "Product")).shown("zh")
    assert shown["heads"] == ["产品", "2017", "2018", "单位", "同比（%）"]
    assert [[cell["text"] for cell in row] for row in shown["rows"]] == [
        ["Tea", "9", "7", "吨", "14.9"], ["Steel", "7吨", "3.1", "万吨", "—"],
    ]  # fmt: skip
    assert (shown["unit"], shown["rows"][0][1]["number"], shown["rows"][0][1]["unit"]) == ("", "9", "吨")


def test_a_column_of_rates_has_its_unit_in_the_head_also_beside_rows_of_rates():
    share = Quantity.printed("60", "%")
    frame = pd.DataFrame(
        {"unit": ["亿元", "%"], "value": [REVENUE, share], "time": [GROWTH, GROWTH]}, index=["revenue", "share"]
    )
    heads = {"unit": words("单位", "Unit"), "value": words("值", "Value"), "time": words("进度", "Time")}
    shown = table("t", frame, title=words("题", "t"), index=words("行", "row"), columns=heads).shown("zh")
    assert shown["heads"] == ["行", "单位", "值", "进度（%）"]
    assert [[cell["text"] for cell in row[1:]] for row in shown["rows"]] == [
        ["亿元", "813.9", "14.9"], ["%", "60", "14.9"],
    ]  # fmt: skip


def test_the_unit_of_most_columns_stands_above_and_any_other_in_its_head():
    shown = figures().shown("en")
    assert shown["unit"] in {"100 million yuan", "%"}
    mixed = table(
        "m",
        pd.DataFrame({"v": [REVENUE, GROWTH]}, index=["a", "b"]),
        title=words("题", "t"),
        columns={"v": words("值", "value")},
        index=words("行", "row"),
    )
    assert [row[1]["text"] for row in mixed.shown("zh")["rows"]] == ["813.9亿元", "14.9%"]


def test_a_table_shows_a_dash_for_a_missing_figure_and_keeps_no_number_for_it():
    rows = figures().shown("zh")["rows"]
    assert rows[1][1] == {"text": "—"}
    assert list(figures().results()) == ["figures/revenue/value", "figures/revenue/yoy", "figures/profit/yoy"]


def test_a_whole_number_in_a_column_with_gaps_is_a_count():
    frame = pd.DataFrame({"cases": [3.0, None]}, index=["a", "b"])
    shown = table("c", frame, title=words("题", "t"), index=words("类", "class")).shown("zh")
    assert [row[1]["text"] for row in shown["rows"]] == ["3", "—"]


@pytest.mark.parametrize(
    ("frame", "options", "said"),
    [
        (pd.DataFrame({"value": [REVENUE, REVENUE]}), {}, "set_index"),
        (pd.DataFrame({"value": [REVENUE, REVENUE]}, index=["a", "a"]), {}, "a"),
        (pd.DataFrame({"odd": [REVENUE]}, index=["a"]), {}, "odd"),
        (FRAME, {"columns": {"none": words("无", "none")}}, "none"),
    ],
)
def test_a_table_that_cannot_be_keyed_or_headed_is_refused_with_the_remedy(frame, options, said):
    with pytest.raises(UsageError, match=said):
        table("t", frame, **{"title": words("题", "t"), "index": words("行", "row")} | options)


def test_an_answer_with_nothing_to_say_is_refused():
    with pytest.raises(UsageError, match="answer"):
        answer("answer", None)


def test_hostile_text_is_shown_as_text():
    reader = HTMLParser()
    tags = []
    reader.handle_starttag = lambda tag, attrs: tags.append(tag)
    name = name_words({"zh": HOSTILE, "en": HOSTILE})
    reader.feed(figures(title=name, rows={"revenue": name}, source=name, notes=[name]).html("en"))
    assert "script" not in tags
    assert HOSTILE in text("t", "{a}", "{a}", a=HOSTILE).plain("en")


def test_one_executed_notebook_gives_the_page_of_either_language():
    notebook = executed(figures(), answer("a", words("收入{it}。", "Revenue was {it}.", it=REVENUE)))
    zh, en = (render_page(notebook, run_id="r", lang=lang) for lang in ("zh", "en"))
    assert "收入813.9亿元。" in zh
    assert "Revenue was 81.39 billion yuan." in en
    assert "营业收入" in zh
    assert "营业收入" not in en


def test_the_answer_stands_below_the_title_wherever_it_was_computed():
    notebook = executed(figures(), answer("a", words("收入{it}。", "Revenue was {it}.", it=REVENUE)), prose=["# Title"])
    page = render_page(notebook, run_id="r", lang="en")
    assert page.index('class="verdict"') < page.index("<table")
    assert page.count("Revenue was") == 1


def test_a_document_is_made_from_the_same_records_as_the_page():
    notebook = executed(
        figures(source=words("规划", "the plan")), answer("a", words("收入{it}。", "Revenue was {it}.", it=REVENUE))
    )
    document = read_document(notebook, run_id="r", lang="en")
    first, grid = document.blocks
    assert isinstance(first, Paragraph)
    assert first.is_verdict
    assert isinstance(grid, DocumentTable)
    assert (grid.label, grid.title, grid.foot) == ("Table 1", "Figures", ("Source: the plan",))
    assert grid.rows[0][1].is_number
    assert grid.rows[1][1].text == "—"


def test_the_numbers_of_a_run_are_those_of_its_exhibits():
    notebook = executed(figures(), bullets("list", words("{g}", "{g}", g=GROWTH)))
    assert collect_results(notebook, "r")["list/g"] == GROWTH.result() | {"name": {"zh": "…", "en": "…"}}
    assert "figures/revenue/value" in collect_results(notebook, "r")


def test_the_bundle_shows_the_language_of_the_notebook_and_carries_both(monkeypatch):
    monkeypatch.setenv("LCANALYSIS_LANG", "zh")
    bundle = text("t", "收入{it}。", "Revenue was {it}.", it=REVENUE)._repr_mimebundle_()
    assert "收入" in bundle["text/html"]
    assert bundle[EXHIBIT_MIME]["en"] == {"markdown": "Revenue was 81.39 billion yuan."}
    assert json.loads(json.dumps(bundle[EXHIBIT_MIME])) == bundle[EXHIBIT_MIME]


def test_rows_of_unlike_units_name_theirs_and_a_difference_of_rates_goes_without():
    frame = pd.DataFrame(
        {
            "published": [REVENUE, GROWTH, words("约{n:n}", "about {n:n}", n=Quantity(20, "家"))],
            "discrepancy": [Quantity("0.1", "亿元"), Quantity("0.2", "个百分点"), None],
        },
        index=["revenue", "growth", "firms"],
    )
    shown = table("t", frame, title=words("题", "t"), index=words("行", "row"), unit_by_row=True).shown("zh")
    assert (shown["unit"], shown["heads"]) == ("", ["行", "公布值", "差异"])
    assert [[cell["text"] for cell in row] for row in shown["rows"]] == [
        ["Revenue（亿元）", "813.9", "0.10"],
        ["Growth（%）", "14.9", "0.2"],
        ["Firms（家）", "约20", "—"],
    ]


def test_the_head_of_a_column_does_not_repeat_a_unit_that_the_names_of_its_rows_tell():
    frame = pd.DataFrame(
        {
            "base": [REVENUE, None],
            "latest": [REVENUE, GROWTH],
            "growth": [Quantity("7.0", "%"), Quantity("2.8", "%")],
            "firms": [Quantity(3, "家"), None],
        },
        index=["revenue", "growth"],
    )
    heads = {name: words(name, name) for name in frame}
    shown = table("t", frame, title=words("题", "t"), index=words("行", "row"), columns=heads, unit_by_row=True).shown(
        "zh"
    )
    assert shown["heads"] == ["行", "Base", "Latest", "Growth（%）", "Firms（家）"]
    assert [row[0]["text"] for row in shown["rows"]] == ["Revenue（亿元）", "Growth（%）"]


def test_points_say_so_in_a_column_whose_other_numbers_say_their_units():
    frame = pd.DataFrame(
        {
            "value": [REVENUE, Quantity("76.4", "%")],
            "change": [Quantity("7.0", "%"), Quantity("-2.8", "个百分点")],
        },
        index=["revenue", "use"],
    )
    shown = table("t", frame, title=words("题", "t"), index=words("行", "row"), unit_by_row=True).shown("zh")
    assert [[cell["text"] for cell in row] for row in shown["rows"]] == [
        ["Revenue（亿元）", "813.9", "7.0%"],
        ["Use（%）", "76.4", "-2.8个百分点"],
    ]


def test_rows_of_one_unit_have_it_above_the_table_also_where_rows_may_name_theirs():
    frame = pd.DataFrame({"value": [REVENUE]}, index=["revenue"])
    shown = table("t", frame, title=words("题", "t"), index=words("行", "row"), unit_by_row=True).shown("en")
    assert (shown["unit"], shown["rows"][0][0]["text"]) == ("100 million yuan", "Revenue")


def test_a_number_of_a_phrase_within_a_sentence_is_called_by_the_whole_clause():
    interval = words("{low:n}～{high}", "{low:n} to {high}", low=Quantity(1, "亿元"), high=Quantity(2, "亿元"))
    said = words("收入为{x}，区间为{interval}。", "It is {x}, the interval {interval}.", x=REVENUE, interval=interval)
    assert answer("a", said).name("a/interval/low", "zh") == "收入为813.9亿元，区间为…～2.00亿元"


def test_a_number_of_a_list_is_called_by_the_clause_with_the_others_of_the_list():
    parts = [words("铜{n}", "copper {n}", n=Quantity(n, "吨")) for n in (1, 2)]
    said = words("合计{parts}。", "together {parts: and }", parts=parts)
    assert answer("a", said).name("a/parts/2/n", "en") == "together copper 1.00 tonnes and copper …"


def test_the_numbers_of_named_parts_are_kept_and_called_by_their_part():
    part = {"copper": words("铜{n}。", "copper {n}.", n=REVENUE), "tea/2018": words("茶{n}。", "tea {n}.", n=GROWTH)}
    said = answer("a", words("二者：", "Both:"), part, None)
    assert {key: number["value"] for key, number in said.results().items()} == {
        "a/copper/n": "813.9",
        "a/tea/2018/n": "14.9",
    }
    assert said.name("a/tea/2018/n", "zh") == "茶…"


def test_rows_of_one_name_are_told_apart_by_their_words():
    frame = pd.DataFrame({"year": [2019, 2020], "value": [REVENUE, REVENUE]}, index=["a/2019", "a/2020"])
    named = table("t", frame, title=words("题", "T"), index=words("行", "row"), rows=lambda _: words("铜", "copper"))
    assert named.name("t/a/2020/value", "zh") == "题：铜，2020，数值"


def test_a_text_in_a_table_stands_as_it_is_written():
    frame = pd.DataFrame({"section": ["headline.csv E3"]}, index=["a"])
    shown = table("t", frame, title=words("题", "T"), index=words("行", "row")).shown("en")
    assert [cell["text"] for cell in shown["rows"][0]] == ["A", "headline.csv E3"]


def test_a_number_is_called_by_its_row_and_column_also_where_the_label_of_the_row_has_a_slash():
    frame = pd.DataFrame({"value": [REVENUE, GROWTH]}, index=["tail/2", "tail/30"])
    rows = {"tail/2": words("厚尾", "heavy tail"), "tail/30": words("近似正态", "nearly normal")}
    made = table("cases", frame, title=words("各种取值", "cases"), index=words("取值", "case"), rows=rows)
    names = {key: number["name"]["en"] for key, number in made.results().items()}
    assert names == {
        "cases/tail/2/value": "Cases: heavy tail, Value",
        "cases/tail/30/value": "Cases: nearly normal, Value",
    }


def test_rows_of_one_name_are_told_apart_by_the_words_beside_it():
    frame = pd.DataFrame(
        {"method": [words("甲", "first"), words("乙", "second")], "value": [REVENUE, GROWTH]}, index=["a", "b"]
    )
    made = table("scores", frame, title=words("得分", "scores"), index=words("个数", "count"), rows=lambda _: words("2", "2"),
                 columns={"method": words("方法", "method"), "value": words("数值", "value")})  # fmt: skip
    names = {key: number["name"]["zh"] for key, number in made.results().items()}
    assert names == {"scores/a/value": "得分：2，甲，数值", "scores/b/value": "得分：2，乙，数值"}


HARD_NAMES = {"zh": "*铜* a_b US$、HK$", "en": "*copper* <b> [x](y) `q`"}


def test_names_are_shown_as_they_are_while_the_marks_of_a_phrase_are_marks():
    shown = text("a", "**很好**：{name}", "**fine**: {name}", name=HARD_NAMES)
    assert "<strong>fine</strong>: *copper* &lt;b&gt; [x](y) `q`" in shown.html("en")
    assert "<strong>很好</strong>：*铜* a_b US$、HK$" in shown.html("zh")
    assert shown.plain("en") == "**fine**: *copper* <b> [x](y) `q`"
    within = answer(
        "b",
        words("{inner}升", "{inner} rose", inner=name_words(HARD_NAMES)),
        words("{them}", "{them}", them=["1. x", "_"]),
    )
    assert "<strong>*copper* &lt;b&gt; [x](y) `q` rose</strong>" in within.html("en")
    assert "<p>1. x, _</p>" in within.html("en")
    assert bullets("c", words("{n}", "{n}", n="# x")).html("en").count("<li># x</li>") == 1
    assert words("{name}", "{name}", name=HARD_NAMES).text("en") == HARD_NAMES["en"]


def test_notebooks_look_for_no_mathematics_in_what_an_exhibit_shows():
    assert 'class="mathjax_ignore tex2jax_ignore"' in text("a", "{n}", "{n}", n="US$ or HK$").html("en")


def test_a_number_behind_a_field_that_is_named_with_slashes_is_called_by_its_clause():
    said = words(
        "{growth/tea/2018}",
        "{growth/tea/2018}",
        **{"growth/tea/2018": words("茶增长{n}。", "tea rose by {n}.", n=GROWTH)},
    )
    assert answer("a", said).name("a/growth/tea/2018/n", "en") == "tea rose by …"


def test_a_field_may_be_named_by_a_code_of_digits():
    assert words("{0}家", "{0} firms", **{"0": 3}).text("en") == "3 firms"


def test_a_number_is_named_by_its_own_part_where_one_name_begins_with_another():
    own = {"total/plan": words("甲{a}", "A {a}", a=GROWTH), "total/plan/table": words("乙{b}", "B {b}", b=GROWTH)}
    named = {key: number["name"]["en"] for key, number in bullets("list", own).results().items()}
    assert named == {"list/total/plan/a": "A …", "list/total/plan/table/b": "B …"}


def test_a_column_without_an_entry_is_left_out_and_one_to_be_written_in_stays():
    frame = pd.DataFrame(
        {"value": [REVENUE, None], "none": [None, float("nan")], "to_write": ["", ""]},
        index=pd.Index(["a", "b"]),
        dtype=object,
    )
    heads = {name: words(name, name) for name in frame}
    shown = table("t", frame, title=words("表", "Table"), index=words("行", "Row"), columns=heads)
    assert shown.shown("en")["heads"][1:] == ["Value", "To_write"]


def test_things_counted_one_by_one_are_a_number_in_english_and_keep_their_measure_word_in_chinese():
    frame = pd.DataFrame(
        {"count": [Quantity(8, "家", decimals=0)], "sold": [Quantity(3, "万吨", decimals=0)]}, index=["a"]
    )
    heads = {"count": words("数量", "Centres"), "sold": words("销量", "Sold")}
    shown = table("t", frame, title=words("表", "Table"), index=words("行", "Row"), columns=heads)
    assert [shown.shown(lang)["unit"] for lang in ("zh", "en")] == ["家", "number"]
    rows = table(
        "t",
        frame.assign(unit="家"),
        title=words("表", "Table"),
        index=words("行", "Row"),
        columns=heads | {"unit": words("单位", "Unit")},
    )
    assert [rows.shown(lang)["rows"][0][-1]["text"] for lang in ("zh", "en")] == ["家", "Number"]


def test_a_part_of_a_phrase_is_said_once_in_each_form_however_many_numbers_the_whole_has():
    class Name:
        said = 0

        def text(self, lang):
            self.said += 1
            return {"zh": "园区", "en": "the park"}[lang]

    name = Name()
    part = words("{name}有{revenue}", "{name} has {revenue}", name=name, revenue=REVENUE)
    numbers = {f"n{at}": Quantity(at, "%") for at in range(9)}
    whole = words(*("".join(f"{{{one}}}" for one in ("_part", *numbers)) for _ in "12"), _part=part, **numbers)
    shown = text("t", "{_whole}", "{_whole}", _whole=whole).to_json()
    assert len(shown["numbers"]) == 10
    assert shown["numbers"]["t/n8"]["name"]["zh"].startswith("园区有813.9亿元0.0%")
    assert name.said == 4
