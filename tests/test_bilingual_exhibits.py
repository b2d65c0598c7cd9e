import json
from html.parser import HTMLParser

import nbformat.v4
import pandas as pd
import pytest

from lcanalysis.briefing.documents.model import Grid, Paragraph
from lcanalysis.briefing.documents.reading import read_document
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
    assert (said.text("zh"), said.text("en")) == ("营业收入12345.68亿元", "revenue of 12,345.68 hundred million yuan")


@pytest.mark.parametrize(
    ("spec", "shown"),
    [("", "-7.1%"), ("abs", "7.1%"), ("abs.0", "7%"), ("n", "-7.1"), ("n.2", "-7.10"), ("+", "-7.1%")],
)
def test_a_format_says_how_a_number_stands_in_its_sentence(spec, shown):
    assert words(f"{{it:{spec}}}", f"{{it:{spec}}}", it=Quantity("-7.1", "%")).text("zh") == shown


def test_a_count_takes_the_singular_behind_exactly_one_and_groups_only_in_english():
    assert [words("{n}年", "{n:year|years}", n=n).text("en") for n in (1, 4, 1234)] == [
        "1 year",
        "4 years",
        "1,234 years",
    ]
    assert words("{n:,}", "{n:,}", n=1234).text("zh") == "1234"


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
        "813.9 hundred million yuan in 2018: up 14.9%, behind.",
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


def test_the_unit_of_most_columns_stands_above_and_any_other_in_its_head():
    shown = figures().shown("en")
    assert shown["unit"] in {"100 million yuan", "hundred million yuan", "%"}
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
    assert HOSTILE in text("t", "{a}", "{a}", a=HOSTILE).markdown("en")


def test_one_executed_notebook_gives_the_page_of_either_language():
    notebook = executed(figures(), answer("a", words("收入{it}。", "Revenue was {it}.", it=REVENUE)))
    zh, en = (render_page(notebook, run_id="r", lang=lang) for lang in ("zh", "en"))
    assert "收入813.9亿元。" in zh
    assert "Revenue was 813.9 hundred million yuan." in en
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
    assert isinstance(grid, Grid)
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
    assert bundle[EXHIBIT_MIME]["en"] == {"markdown": "Revenue was 813.9 hundred million yuan."}
    assert json.loads(json.dumps(bundle[EXHIBIT_MIME])) == bundle[EXHIBIT_MIME]
