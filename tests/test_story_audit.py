"""The audit's page: the same numbers in both languages, each with its raw cells, and sentences made from them."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import nbformat
import pytest
from run_in_process import run

import lcanalysis
from lcanalysis.errors import DataError
from lcanalysis.exhibits import Exhibit, Statement, Table
from lcanalysis.stories import audit, audit_charts, audit_tables

ROOT = Path(__file__).parent.parent
STATEMENTS = [audit.answer, audit.explanations, audit.questions]
TABLES = [
    audit_tables.departures,
    audit_tables.totals,
    audit_tables.repeated,
    audit_tables.units,
    audit_tables.unchecked,
]
RATES = ["output_yoy", "rd_spending_yoy", "rd_intensity"]


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(ROOT / "data")


def exhibits(plan, lang) -> list[Statement | Table]:
    rates = [audit_tables.rates(plan, lang, indicator) for indicator in RATES]
    return [*(make(plan, lang) for make in (*STATEMENTS, *TABLES)), *rates]


def numbers_in(text: str) -> set[Decimal]:
    """The numbers that a sentence names, without signs, years, file names, cells and list marks."""
    bare = re.sub(r"[\w./]+\.csv [A-Z]+\d+|(?<![\d.,])20\d\d(?![\d.,]*\d)|^\d\. ", " ", text, flags=re.MULTILINE)
    return {abs(Decimal(found.replace(",", ""))) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", bare)}


@pytest.mark.parametrize("make", STATEMENTS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_in_a_sentence_is_among_its_quantities(plan, make, lang):
    said = make(plan, lang)
    known = {abs(Decimal(quantity.result()["value"])) for quantity in said.quantities}
    counted = {Decimal(1)} if make is audit.questions else set()
    assert numbers_in(said.text) - known - counted == set()


def test_both_languages_show_the_same_numbers(plan):
    for zh, en in zip(exhibits(plan, "zh"), exhibits(plan, "en"), strict=True):
        assert [one.result() for one in zh.quantities] == [one.result() for one in en.quantities]
        assert [one.key for one in zh.quantities] == [one.key for one in en.quantities]


def test_a_key_stands_for_one_value_on_the_whole_page(plan):
    values = {}
    for exhibit in exhibits(plan, "zh"):
        for quantity in exhibit.quantities:
            assert values.setdefault(quantity.key, quantity.result()["value"]) == quantity.result()["value"]


def test_every_figure_that_is_no_count_of_findings_traces_to_a_raw_cell(plan):
    for exhibit in exhibits(plan, "zh"):
        for quantity in exhibit.quantities:
            if quantity.key.startswith("audit/count/"):
                continue
            assert quantity.trace
            for cell in quantity.trace:
                file, address = cell.split(" ")
                assert (ROOT / "data/raw" / file).is_file()
                assert re.fullmatch(r"[A-Z]+\d+", address)


def test_the_answer_counts_what_agrees_what_was_truncated_and_what_rounding_explains(plan):
    said = audit.answer(plan, "zh")
    counts = {one.key: int(one.value) for one in said.quantities}
    assert counts["audit/count/output_yoy/rates/all"] == 15
    assert counts["audit/count/output_yoy/rates/agrees"] == 11
    assert counts["audit/count/output_yoy/clause_truncated/count"] == 2
    assert counts["audit/count/output_yoy/clause_rounding/count"] == 2
    assert "没有与公布数据不符的" in said.text
    assert counts["audit/count/verdict/doubtful"] == 3


def test_a_figure_printed_twice_with_two_values_is_two_numbers_of_the_page(plan):
    wrong = tuple(
        replace(row, value=Decimal(24791), lower=Decimal("24790.5"), upper=Decimal("24791.5"))
        if (row.indicator, row.entity) == ("rd_spending", "guanzhou") and row.source.endswith("/rd_intensity.csv")
        else row
        for row in plan.records
    )
    assert sum(row not in plan.records for row in wrong) == 1
    values = {}
    for exhibit in exhibits(replace(plan, records=wrong), "zh"):
        for one in exhibit.quantities:
            values.setdefault(one.key, set()).add((one.value, one.unit))
    assert {key: found for key, found in values.items() if len(found) > 1} == {}
    key = "rd_spending/guanzhou/liaocheng/2018"
    assert values[key] == {(Decimal(14583), "万元")}
    assert values[f"{key}@development_plan/2019-11/rd_intensity.csv"] == {(Decimal(24791), "万元")}


def test_a_contradiction_turns_the_verdict(plan):
    wrong = tuple(
        replace(row, value=Decimal("-39.14"), lower=Decimal("-39.145"), upper=Decimal("-39.135"))
        if (row.indicator, row.entity) == ("output_yoy", "copper_products")
        else row
        for row in plan.records
    )
    turned = replace(plan, records=wrong)
    said = audit.answer(turned, "en")
    assert "for the publisher to check: 1." in said.text
    assert "1 not following" in said.text
    assert "Copper products" in audit.questions(turned, "en").text.splitlines()[0]


def test_the_table_of_growth_has_a_row_for_each_product_with_its_verdict(plan):
    table = audit_tables.rates(plan, "zh", "output_yoy")
    assert len(table.rows) == 15
    row = next(row for row in table.rows if row[0] == "铜材")
    shown = [table.text_of(cell) for cell in row]
    assert shown[1:7] == ["似截尾", "21.96", "27.16", "-19.14", "-19.1458", "-19.1791"]
    assert [row[0] for row in table.rows if "（吨）" in str(row[0])] == [
        "黄金（吨）",
        "白银（银锭）（吨）",
        "铝合金（吨）",
    ]
    assert "单位为万吨" in table.notes[0]


def test_every_row_of_a_table_has_a_cell_for_each_column(plan):
    for lang in ("zh", "en"):
        for exhibit in exhibits(plan, lang):
            if isinstance(exhibit, Table):
                assert {len(row) for row in exhibit.rows} == {len(exhibit.columns)}
                assert exhibit.source


def test_english_tables_hold_no_chinese(plan):
    for exhibit in exhibits(plan, "en"):
        if isinstance(exhibit, Table):
            assert re.findall(r"[\u4e00-\u9fff]", exhibit.as_text()) == []


def test_the_departures_begin_with_the_gravest(plan):
    table = audit_tables.departures(plan, "en")
    gravity = [row[table.columns.index("Gravity")] for row in table.rows]
    assert gravity == sorted(gravity, key=["error", "to be explained", "note"].index)
    assert len(table.rows) == 14


def test_an_indicator_that_the_plan_does_not_publish_gives_an_empty_table(plan):
    assert audit_tables.rates(plan, "en", "profit_yoy").rows == []


def test_findings_that_are_not_those_of_the_observations_are_refused(plan):
    audit.require_current_findings(plan)
    stale = replace(plan, findings=plan.findings.iloc[1:])
    with pytest.raises(DataError) as raised:
        audit.require_current_findings(stale)
    assert "lcanalysis clean" in raised.value.text("en")
    assert raised.value.fields["count"] == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_chart_shows_every_rate_with_its_numbers(plan, lang):
    chart = audit_charts.rates(plan, lang, "output_yoy")
    keys = {quantity.key for quantity in chart.quantities}
    assert "audit/growth/output/copper_products/2018/discrepancy" in keys
    assert len({key for key in keys if key.endswith("/published")}) == 15
    assert chart.alt


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_cell_of_the_notebook_shows_an_exhibit(lang):
    nbformat.validate(nbformat.read(ROOT / "notebooks" / "audit.ipynb", as_version=4))
    shown = [one for _, one in run("audit.ipynb", lang=lang, data=str(ROOT / "data"))]
    assert all(isinstance(one, Exhibit) for one in shown)
    titles = [one.title for one in shown if isinstance(one, Table)]
    assert len(shown) == 12
    assert len(titles) == len(set(titles)) == 8
