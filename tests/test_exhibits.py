from html.parser import HTMLParser

import pandas as pd
import pytest
from briefing_samples import hostile_table

from lcanalysis.exhibits import Words, bullets, catalogue_words, foot_lines, table, words
from lcanalysis.quantities import Quantity

REVENUE = Quantity("813.9", "亿元", "headline.csv E3", decimals=1)
HOSTILE = '<script>alert("&")</script>'


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def test_a_quantity_is_the_same_result_in_every_language():
    assert REVENUE.result() == {"value": "813.9", "unit": "亿元", "trace": ["headline.csv E3"]}
    assert (REVENUE.text("zh"), REVENUE.text("en")) == ("813.9亿元", "81.39 billion yuan")


def test_a_phrase_of_the_catalogues_keeps_the_numbers_it_is_made_from():
    phrase = catalogue_words("exhibit.note", note=REVENUE)
    assert (phrase.text("zh"), phrase.text("en")) == ("注：813.9亿元。", "Note: 81.39 billion yuan.")
    assert list(phrase.numbers()) == [("note", REVENUE)]


def test_a_table_has_a_caption_scoped_headers_unit_and_source():
    shown = table(
        "t",
        pd.DataFrame({"value": [REVENUE, None]}, index=["revenue", "profit"]),
        title=words("题", "title"),
        index=words("指标", "indicator"),
        source=words("规划", "plan"),
        notes=[words("四舍五入", "rounded")],
    )
    reader = Reader()
    reader.feed(shown.html("zh"))
    scopes = [attrs.get("scope") for tag, attrs in reader.tags if tag == "th"]
    assert scopes == ["col", "col", "row", "row"]
    assert [tag for tag, _ in reader.tags].count("caption") == 1
    read = "".join(reader.text)
    assert all(part in read for part in ("题", "单位：亿元", "813.9", "—", "资料来源：规划", "注：四舍五入"))


def test_several_notes_are_numbered_and_each_ends_in_one_full_stop():
    assert foot_lines("plan", ["First.", "second"], "en") == ["Source: plan", "Notes: 1. First.", "2. Second."]


def test_hostile_text_in_a_table_is_shown_as_text():
    reader = Reader()
    reader.feed(hostile_table(HOSTILE).html("en"))
    assert "script" not in {tag for tag, _ in reader.tags}
    assert "".join(reader.text).count(HOSTILE) == 9  # title, unit, two heads, two names, a cell, source and note


@pytest.mark.parametrize(
    ("gold", "unit", "heads"),
    [("万吨", "万吨", ["产品", "2017年", "同比（%）"]), ("吨", "", ["产品", "2017年", "同比（%）", "单位"])],
)
def test_a_unit_stands_in_each_row_only_where_rows_differ(gold, unit, heads):
    rows = {
        "copper": (Quantity("2.1", "万吨"), Quantity("9.5", "%"), "万吨"),
        "gold": (Quantity("3", gold), None, gold),
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["level", "yoy", "unit"])
    columns = {"level": words("2017年", "2017"), "yoy": words("同比", "Growth"), "unit": words("单位", "Unit")}
    made = table("outputs", frame, title=words("产量", "Output"), index=words("产品", "Product"), columns=columns)
    assert (made.shown("zh")["unit"], made.shown("zh")["heads"]) == (unit, heads)
    assert made.shown("en")["rows"][0][-1]["text"] == ("10,000\N{NO-BREAK SPACE}tonnes" if not unit else "9.5")
    assert made.shown("zh")["rows"][1][1]["text"] == "3.00"


def test_the_sentences_of_a_list_are_searched_once_for_all_its_numbers(monkeypatch):
    asked, real = [], Words.codes
    monkeypatch.setattr(Words, "codes", lambda self: asked.append(self) or real(self))
    parts = [words(f"有{{n{at}}}。", f"There are {{n{at}}}.", **{f"n{at}": Quantity(at, "吨")}) for at in range(30)]
    numbers = bullets("all", *parts).results()
    assert (len(numbers), len(asked)) == (30, 60)  # for what is kept, and for where it stands
    assert numbers["all/n7"]["name"] == {"zh": "有…", "en": "There are …"}
