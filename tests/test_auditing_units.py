"""Units that differ from the table's, are not printed, or cannot be meant."""

from decimal import Decimal

import pytest
from auditing_cases import FILE, definition, findings_of, observed

from lcanalysis.auditing.finding import Finding


def units(rows: list, **changes) -> list[Finding]:
    return [one for one in findings_of(definition(**changes), rows) if one.rule == "unit"]


def table_with(heads: dict) -> list:
    table = {
        "name": "table",
        "title_zh": "表",
        "title_en": "Table",
        "file": FILE,
        "section": "1",
        "unit": "万元",
        "published_on": "2019-11",
        "scope": "city",
        "rows": {"column": "企业", "kind": "firm"},
        "columns": heads,
    }
    return [table]


def test_a_row_in_another_unit_than_its_table_is_one_notice():
    rows = [
        observed("output", "copper", "2018", "19.5", "吨", cell="B6"),
        observed("output", "copper", "2017", "19.2", "吨", cell="C6"),
        observed("output", "steel", "2018", "21.96", "万吨", cell="B7"),
    ]
    (found,) = units(rows)
    assert (found.finding, found.kind, found.severity) == ("unit/row/table/copper", "unit", "notice")
    assert (found.published, found.recomputed, found.discrepancy) == (Decimal("19.5"), None, None)
    assert "19.5吨、19.2吨" in found.text("zh")
    assert [row.cell for row in found.evidence] == ["B6", "C6"]
    assert found.cells()["recomputed"] == ""


def test_a_column_whose_head_names_its_unit_is_clear():
    assert units([observed("output_yoy", "copper", "2018", "1.56", "%", cell="D6")]) == []


@pytest.mark.parametrize(
    ("is_printed", "text_zh", "text_en"),
    [
        (
            True,
            "“表”表头注明单位为万元，“强度”一栏实为%，栏目名未注明，宜在栏目名中写明。",
            (
                "“Table” states 10,000 yuan above the table, but the column 强度 is in %, which its head does not say. "
                "Name the unit in the head."
            ),
        ),
        (
            False,
            "“表”表头注明单位为万元，“强度”一栏没有注明单位，按数值判断应为%，宜在栏目名中写明。",
            (
                "“Table” states 10,000 yuan above the table; the column 强度 names no unit, and by its values it is in %. "
                "Name the unit in the head."
            ),
        ),
    ],
)
def test_a_column_of_another_unit_that_its_head_does_not_name_is_a_notice_on_the_column(is_printed, text_zh, text_en):
    heads = {
        "收入": {"indicator": "revenue", "period": "2018"},
        "强度": {"indicator": "rd_intensity", "period": "2018", "unit": "%", "unit_is_printed": is_printed},
    }
    rows = [observed("rd_intensity", "steel", "2018", "3.05", "%", cell="E3")]
    (found,) = units(rows, tables=table_with(heads))
    assert found.finding == "unit/column/table/rd_intensity/2018"
    assert found.place == f"{FILE} E1 (row 1, 强度)"
    assert (found.published, found.subject) == (None, ("rd_intensity", "", "town", "2018"))
    assert (found.text("zh"), found.text("en")) == (text_zh, text_en)


def test_a_difference_of_two_rates_in_percent_should_be_in_percentage_points():
    (found,) = units([observed("gap", "steel", "2018", "-0.22", "%", as_printed="低于0.22%")])
    assert (found.finding, found.severity) == ("unit/difference/gap/steel/2018", "notice")
    assert "个百分点" in found.text("zh")
    assert units([observed("gap", "steel", "2018", "-0.22", "个百分点", as_printed="低0.22个百分点")]) == []


def test_every_figure_is_looked_at_whatever_stands_before_it():
    rows = [
        observed("revenue", "steel", "2018", "12.5", "亿元"),
        observed("gap", "steel", "2018", "-0.22", "%", as_printed="低于0.22%"),
        observed("revenue", "copper", "2018", "3.0", "%"),
    ]
    assert [one.finding for one in units(rows, tables=[])] == [
        "unit/difference/gap/steel/2018",
        "unit/dimension/revenue/copper/2018",
    ]


def test_a_unit_that_cannot_measure_the_indicator_is_an_error():
    (found,) = units([observed("revenue", "steel", "2018", "12.5", "吨", source="other.csv")])
    assert (found.finding, found.severity) == ("unit/dimension/revenue/steel/2018", "error")
    assert found.certainty == "unexplained"


def test_a_figure_in_an_impossible_unit_is_reported_and_nothing_is_recomputed_from_it():
    rows = [
        observed("output", "copper", "2018", "21.96", "亿元"),
        observed("output", "copper", "2017", "27.16", "万吨"),
        observed("output_yoy", "copper", "2018", "-19.14", "个百分点"),
        observed("output_yoy", "steel", "2018", "-19.14", "%"),
    ]
    found = findings_of(definition(tables=[]), rows)
    assert [(one.finding, one.severity) for one in found] == [
        ("unit/dimension/output/copper/2018", "error"),
        ("unit/dimension/output_yoy/copper/2018", "error"),
    ]


def magnitude(output: str, unit: str, capacities: list) -> list[Finding]:
    rows = [
        observed("output", "copper", "2018", output, unit),
        *(observed("capacity", "copper", "2018", printed, "万吨", **changes) for printed, changes in capacities),
    ]
    return [one for one in units(rows) if one.finding.startswith("unit/magnitude/")]


def test_output_below_a_hundredth_of_capacity_is_suspected_of_a_wrong_unit():
    (found,) = magnitude("122.00", "吨", [("100", {})])
    assert (found.finding, found.severity) == ("unit/magnitude/output/copper/2018", "warning")
    assert "0.0122%" in found.text("zh")
    assert "122.0%" in found.text("zh")  # as it would be in the unit above the table


@pytest.mark.parametrize(("output", "count"), [("0.99", 1), ("1.00", 0), ("85.00", 0), ("0.00", 0)])
def test_the_suspicion_begins_below_one_percent_and_spares_a_plant_that_stands_still(output, count):
    assert len(magnitude(output, "万吨", [("100", {})])) == count


def test_capacities_of_areas_are_added_unless_the_outputs_own_area_states_one():
    areas = [("40", {"area": "east"}), ("20", {"area": "west"})]
    assert len(magnitude("0.50", "万吨", areas)) == 1  # of 60
    assert magnitude("0.50", "万吨", [*areas, ("30", {})]) == []  # of 30


def test_a_capacity_that_is_only_an_upper_bound_says_nothing():
    assert magnitude("0.50", "万吨", [("100", {"status": "at_most"})]) == []


def test_a_capacity_of_zero_says_nothing():
    assert magnitude("0.50", "万吨", [("0", {})]) == []


def test_a_capacity_of_another_year_says_nothing():
    rows = [
        observed("output", "copper", "2018", "0.50", "万吨"),
        observed("capacity", "copper", "2017", "100", "万吨"),
    ]
    assert units(rows) == []
