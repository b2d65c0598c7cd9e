"""A first page from its parts: strip, cells of two lines, cards, columns side by side, and the size of its letters."""

import re

import nbformat.v4
import pandas as pd
import pytest
from lxml import html

from lcanalysis.briefing.documents.blocks import DocumentTable, Paragraph
from lcanalysis.briefing.documents.from_notebook import read_document
from lcanalysis.briefing.front_fit import SIZES_PT, USUAL_PT, PlacedExhibit, page_height, print_size
from lcanalysis.briefing.rendering import render_page
from lcanalysis.errors import UsageError
from lcanalysis.exhibits import EXHIBIT_MIME, KeyFigure, answer, foot, paragraph, stacked, strip, table, words
from lcanalysis.quantities import Quantity

REVENUE = Quantity.printed("813.9", "亿元", "headline.csv E3")
FIGURES = strip(
    "figures",
    {
        "revenue": KeyFigure(words("收入", "revenue"), REVENUE, Quantity("14.9", "%"), (REVENUE, REVENUE * 2)),
        "profit": KeyFigure(words("利润", "profit"), Quantity("17.8", "亿元", decimals=1), Quantity("-7.1", "%")),
        "goals": KeyFigure(words("目标", "goals"), Quantity(7, "项"), of=Quantity(29, "项")),
    },
    title=words("主要数据", "Main figures"),
)
GOALS = table(
    "goals",
    pd.DataFrame(
        {
            "latest": [stacked(REVENUE), stacked(REVENUE)],
            "chance": [stacked(Quantity(65, "%", decimals=0), words("不同假设", "other assumptions"),
                               low=Quantity(53, "%", decimals=0), high=Quantity(77, "%", decimals=0)), None],
            "state": [words("▲快于所需", "▲ Faster", code="faster")] * 2,
        },
        index=["a", "b"], dtype=object,
    ),
    title=words("目标", "Goals"), subtitle=words("不是评价", "No verdict"), form="cards",
    rows={"a": words("收入\n第二章", "revenue\nchapter 2"), "b": words("利润", "profit")}, index=words("目标", "Goal"),
    columns={"latest": words("基期", "Base"), "chance": words("可能性", "Probability"), "state": words("态势", "Momentum")},
)  # fmt: skip
HEADLINE = answer(
    "answer", words("收入增长，利润下降", "Revenue up, profit down"), words("这是基期。", "The base year.")
)


def notebook(*exhibits):
    """Return an executed notebook; a pair is an exhibit with the tag of its cell."""
    cells = [
        nbformat.v4.new_markdown_cell("# 简报", metadata={"tags": ["lang-zh", "front"]}),
        nbformat.v4.new_markdown_cell("# Monitor", metadata={"tags": ["lang-en", "front"]}),
    ]
    for one in exhibits:
        exhibit, tags = one if isinstance(one, tuple) else (one, [])
        output = nbformat.v4.new_output("display_data", data={EXHIBIT_MIME: exhibit.to_json()})
        cells.append(nbformat.v4.new_code_cell("1", outputs=[output], metadata={"tags": tags}))
    return nbformat.v4.new_notebook(cells=cells)


def page(*exhibits, lang="zh"):
    return html.fromstring(render_page(notebook(*exhibits), run_id="briefing", lang=lang))


def test_a_ratio_leads_as_a_plain_number_without_the_name_of_its_unit():
    shown = KeyFigure(words("铝材之比", "ratio"), Quantity("0.849", "比", decimals=3))
    assert [(shown.shown(lang)["value"], shown.shown(lang)["unit"]) for lang in ("zh", "en")] == [("0.849", "")] * 2


def test_the_answer_is_the_headline_and_the_title_stands_in_the_masthead():
    shown = page(HEADLINE)
    assert [one.text_content() for one in shown.iter("h1")] == ["收入增长，利润下降"]
    assert shown.find_class("masthead")[0].text_content().split()[0] == "简报"
    assert shown.find_class("lead")[0].text_content().strip() == "这是基期。"
    assert shown.xpath("//details[@class='code'] | //nav[@class='contents']") == []


def test_what_has_the_tag_beside_stands_beside_the_exhibit_before():
    [pair] = page(HEADLINE, paragraph("left", words("左。", "Left.")), (paragraph("right", words("右。", "Right.")), ["beside"])).find_class(
        "two"
    )  # fmt: skip
    assert [part.text_content().strip() for part in pair] == ["左。", "右。"]


def test_a_strip_shows_its_direction_by_arrow_and_class_and_its_share_by_dots():
    shown = page(HEADLINE, FIGURES).find_class("strip")[0]
    assert [one.get("class") for one in shown.find_class("c")] == ["c rise", "c fall", "c "]
    assert [one.text_content() for one in shown.find_class("v")] == ["813.9亿元", "17.8亿元", "7／29项"]
    dots = shown.xpath(".//svg[@class='dots']/circle")
    assert (len(dots), sum(one.get("class") is None for one in dots)) == (29, 7)


def test_a_plan_sets_the_colours_of_rise_and_fall_and_chinese_readers_expect_red_for_a_rise():
    for lang, rise in (("zh", "red"), ("en", "blue")):
        style = page(HEADLINE, lang=lang).xpath("string(//style)")
        assert f"--rise:var(--{rise})" in style


def test_the_cells_of_cards_bear_heads_and_roles_so_that_a_phone_can_unfold_them():
    shown = page(HEADLINE, GOALS).find_class("cards")[0]
    row = shown.xpath(".//tbody/tr")[0]
    assert [cell.get("data-label") for cell in row.iter("td")] == ["基期", "可能性", "态势"]
    assert {one.get("role") for one in shown.iter("table", "tr", "td", "tbody", "thead")} == {
        "table",
        "row",
        "cell",
        "rowgroup",
    }
    assert row[0].text_content() == "收入第二章"
    assert row.xpath(".//svg[@class='range']/circle")[0].get("cx") == f"{3 + 0.65 * 54:.1f}"
    assert "none" in shown.xpath(".//tbody/tr")[1][2].get("class")


def test_the_numbers_of_two_lines_are_kept_under_the_cell():
    found = {key: entry["value"] for key, entry in GOALS.results().items()}
    assert {"goals/a/chance": "65", "goals/a/chance/low": "53", "goals/a/latest": "813.9"}.items() <= found.items()


@pytest.mark.parametrize(("digits", "unit", "expected"), [
    ("813.9", "亿元", "81.39 billion yuan"), ("1000", "亿元", "100 billion yuan"), ("17.8", "亿元", "1.78 billion yuan"),
    ("207.81", "万吨", "2.0781 million tonnes"), ("23386", "万元", "233.86 million yuan"), ("3", "万吨", "30,000 tonnes"),
    ("2.19", "%", "2.19%"), ("131", "家", "131 firms"), ("0.4", "亿元", "40 million yuan"),
])  # fmt: skip
def test_english_prose_has_billions_and_millions_to_the_digit(digits, unit, expected):
    amount = Quantity.printed(digits, unit, "a.csv A1")
    assert (amount.text("zh"), amount.text("en")) == (f"{digits}{unit}", expected)


@pytest.mark.parametrize("unit", ["亿元", "万元", "万吨"])
def test_what_english_prose_says_is_the_same_amount(unit):
    """The slow twin: digits times the words of the unit are the amount in single yuan or tonnes."""
    sizes = {"trillion": 10**12, "billion": 10**9, "million": 10**6}
    for digits in ("1", "20", "813.9", "99999.99", "0.5", "140000"):
        amount = Quantity.printed(digits, unit, "a.csv A1")
        said, _, name = amount.text("en").partition(" ")
        single = amount.to("元" if unit.endswith("元") else "吨").exact
        assert Quantity(said.replace(",", ""), "").exact * sizes.get(name.split()[0], 1) == single


def test_an_amount_in_a_table_has_the_short_unit():
    assert GOALS.shown("en")["rows"][0][1]["text"] == "81.39 bn yuan"


def test_a_strip_has_one_to_six_figures():
    with pytest.raises(UsageError):
        strip("figures", {}, title=words("无", "None"))


def test_a_document_has_the_strip_as_a_table_and_the_foot_in_small_type():
    made = read_document(
        notebook(HEADLINE, FIGURES, GOALS, foot("foot", (words("方法：", "Method:"), words("见注。", "See notes.")))),
        run_id="x",
    )
    strip_table, goals = (one for one in made.blocks if isinstance(one, DocumentTable))
    assert strip_table.columns == ["收入", "利润", "目标"]
    assert [[cell.text for cell in row] for row in strip_table.rows] == [
        ["813.9亿元", "17.8亿元", "7／29项"], ["↑14.9%", "↓7.1%", ""],
    ]  # fmt: skip
    assert goals.rows[0][2].text == "65%\n不同假设"
    assert [one.is_note for one in made.blocks if isinstance(one, Paragraph)] == [False, False, True]


def parts_of(*exhibits, lang="zh"):
    return [PlacedExhibit(one.to_json(), one.shown(lang)) for one in exhibits]


def test_letters_are_as_large_as_the_sheet_allows_and_usual_where_two_are_needed():
    short = parts_of(HEADLINE, FIGURES, GOALS)
    assert print_size(short) == SIZES_PT[0]
    endless = short + parts_of(*(paragraph("p", words("长" * 2000, "long " * 400)) for _ in range(20)))
    assert print_size(endless) == USUAL_PT
    heights = [page_height(short, size) for size in SIZES_PT]
    assert heights == sorted(heights, reverse=True)


def test_colours_of_charts_have_names_in_both_themes():
    from lcanalysis.briefing.drawings import THEMED
    from lcanalysis.briefing.page_frame import stylesheet

    style = stylesheet("front.css")
    for name in THEMED.values():
        assert len(re.findall(rf"--{name}:", style)) >= 3, name  # light, dark, print
