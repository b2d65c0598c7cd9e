from decimal import Decimal
from html.parser import HTMLParser

from lcanalysis.exhibits import RESULTS_MIME, KeyedQuantity, Statement, Table, WithUnit

REVENUE = KeyedQuantity("revenue/cluster/2018", Decimal("813.9"), "亿元", ("headline.csv E3",), 1)
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
    assert (REVENUE.text("zh"), REVENUE.text("en")) == ("813.9亿元", "813.9 hundred million yuan")


def test_a_statement_keeps_the_numbers_it_is_made_from():
    bundle = Statement.of("exhibit.note", "zh", note=REVENUE)._repr_mimebundle_()
    assert bundle["text/markdown"] == "注：813.9亿元。"
    assert bundle[RESULTS_MIME] == {"revenue/cluster/2018": REVENUE.result()}


def test_a_table_has_a_caption_scoped_headers_unit_and_source():
    table = Table("题", ["指标", "值"], [["营业收入", REVENUE], ["利润", None]], "zh", "亿元", "规划", ["四舍五入"])
    reader = Reader()
    reader.feed(table.as_html())
    scopes = [attrs.get("scope") for tag, attrs in reader.tags if tag == "th"]
    assert scopes == ["col", "col", "row", "row"]
    assert [tag for tag, _ in reader.tags].count("caption") == 1
    words = "".join(reader.text)
    assert all(part in words for part in ("题", "单位：亿元", "813.9", "—", "资料来源：规划", "注：四舍五入"))


def test_several_notes_are_numbered_and_each_ends_in_one_full_stop():
    table = Table("Title", ["a"], [["b"]], "en", source="plan", notes=["First.", "second"])
    assert table.footer() == ["Source: plan", "Notes: 1. First.", "2. Second."]


def test_a_number_with_unit_is_shown_with_it_where_its_column_has_none():
    required = WithUnit.from_quantity(KeyedQuantity("required", Decimal("5.284"), "%"))
    assert '<td class="number">5.3%</td>' in Table("题", ["指标", "需"], [["营业收入", required]], "zh").as_html()


def test_hostile_text_in_a_table_is_shown_as_text():
    reader = Reader()
    reader.feed(Table(HOSTILE, [HOSTILE], [[HOSTILE]], "en", HOSTILE, HOSTILE, [HOSTILE]).as_html())
    assert "script" not in {tag for tag, _ in reader.tags}
    assert "".join(reader.text).count(HOSTILE) == 6
