"""The audit of the bundled plan finds what a careful reader finds by hand, and nothing that is not there."""

import re
from collections import Counter
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest
from auditing_cases import findings_of

import lcanalysis
from lcanalysis.auditing import audit_of
from lcanalysis.auditing.finding import COLUMNS, NUMBERS
from lcanalysis.auditing.judgement import KINDS
from lcanalysis.goals import plan_contradictions
from lcanalysis.plan import Plan

ROOT = Path(__file__).parent.parent

# The production table as printed: output 2018, output 2017, growth, and what a slide rule says of it.
PRODUCTS = {
    "ten_nonferrous": ("207.81", "228.65", "-9.12", "rounding"),
    "refined_copper": ("47.3", "43.18", "9.54", "agrees"),
    "alumina": ("440.24", "430.09", "2.36", "agrees"),
    "primary_aluminium": ("160.51", "185.47", "-13.46", "agrees"),
    "gold": ("19.5", "19.2", "1.56", "agrees"),
    "silver": ("218.3", "209.5", "4.2", "agrees"),
    "aluminium_alloy": ("122.00", "1050.00", "-88.38", "agrees"),
    "copper_products": ("21.96", "27.16", "-19.14", "rounding"),
    "aluminium_products": ("136.34", "128.08", "6.45", "agrees"),
    "steel_products": ("889.13", "762.03", "16.68", "agrees"),
    "cold_rolled_sheet": ("132.88", "146.41", "-9.24", "agrees"),
    "galvanised_sheet": ("113.78", "123.36", "-7.76", "rounding"),
    "colour_coated_sheet": ("95.63", "90.44", "5.74", "agrees"),
    "seamless_pipe": ("337.73", "201.79", "67.37", "agrees"),
    "welded_pipe": ("1.82", "2.22", "-18.09", "rounding"),
}
RESEARCH = {
    "xinfa": ("140000", "209620", "-33.21"),
    "xiangguang": ("98763", "103337", "-4.43"),
    "aobote": ("23386", "30104", "-22.32"),
    "guanzhou": ("14583", "43628", "-66.57"),
}
INTENSITY = {
    "xinfa": ("140000", "19161336", "0.73", "agrees"),
    "xiangguang": ("98763", "3231709", "3.05", "truncated"),
    "aobote": ("23386", "552489", "4.23", "agrees"),
    "guanzhou": ("14583", "895268", "1.63", "agrees"),
    "xintong": ("1597", "338708", "0.47", "agrees"),
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return lcanalysis.load(ROOT / "data")


@pytest.fixture(scope="module")
def findings(plan) -> dict:
    return {one.finding: one for one in findings_of(plan.definition, plan.records, plan.document)}


def twin_kind(value: Decimal, published: str) -> str:
    """Which it is by plain decimal arithmetic, for a rate that the inputs' rounding could explain."""
    digit = Decimal(1).scaleb(Decimal(published).as_tuple().exponent)
    if value.quantize(digit, ROUND_HALF_UP) == Decimal(published):
        return "agrees"
    return "rounding"


@pytest.mark.parametrize("product", PRODUCTS)
def test_growth_of_each_product_is_judged_as_by_hand(findings, product):
    current, base, published, kind = PRODUCTS[product]
    exact = (Decimal(current) / Decimal(base) - 1) * 100
    found = findings[f"growth/output/{product}/2018"]
    assert (found.kind, found.section) == (kind, "第一章第一节")
    assert kind == twin_kind(exact, published)
    assert found.published == Decimal(published)
    assert found.recomputed == round(exact, -found.recomputed.as_tuple().exponent)
    assert found.lower <= found.recomputed <= found.upper
    half = {number: Decimal(5).scaleb(Decimal(number).as_tuple().exponent - 1) for number in (current, base)}
    least = ((Decimal(current) - half[current]) / (Decimal(base) + half[base]) - 1) * 100
    assert 0 <= least - found.lower < Decimal("0.001")


def test_of_fifteen_growth_rates_of_output_eleven_agree_and_four_are_explained_by_rounding(findings):
    kinds = Counter(findings[f"growth/output/{product}/2018"].kind for product in PRODUCTS)
    assert kinds == {"agrees": 11, "rounding": 4}


def test_one_published_rate_alone_was_not_rounded_as_usual(findings):
    assert [name for name, one in findings.items() if one.certainty == "unexplained"] == [
        "ratio/rd_intensity/xiangguang/2018"
    ]


@pytest.mark.parametrize("firm", RESEARCH)
def test_growth_of_research_spending_agrees(findings, firm):
    current, base, published = RESEARCH[firm]
    assert twin_kind((Decimal(current) / Decimal(base) - 1) * 100, published) == "agrees"
    assert findings[f"growth/rd_spending/{firm}/2018"].kind == "agrees"


@pytest.mark.parametrize("firm", INTENSITY)
def test_research_intensity_is_judged_as_by_hand(findings, firm):
    spending, revenue, published, kind = INTENSITY[firm]
    exact = Decimal(spending) / Decimal(revenue) * 100
    digit = Decimal(1).scaleb(Decimal(published).as_tuple().exponent)
    # Inputs of seven digits leave no room: the ratio rounds to the published one, or was cut off.
    rounding = ROUND_HALF_UP if kind == "agrees" else ROUND_DOWN
    assert exact.quantize(digit, rounding) == Decimal(published)
    found = findings[f"ratio/rd_intensity/{firm}/2018"]
    assert (found.kind, found.section) == (kind, "第一章第三节")


def test_the_truncated_intensity_cannot_be_explained_by_rounding(findings):
    found = findings["ratio/rd_intensity/xiangguang/2018"]
    assert (found.recomputed, found.lower, found.upper) == (Decimal("3.0561"), Decimal("3.0560"), Decimal("3.0561"))
    assert "不足以解释" in found.text("zh")


@pytest.mark.parametrize(("period", "value"), [("2018", "207.81"), ("2017", "228.65")])
def test_ten_nonferrous_metals_are_refined_copper_and_primary_aluminium(findings, period, value):
    found = findings[f"totals/ten_nonferrous/{period}"]
    assert (found.kind, found.severity) == ("identity", "info")
    assert found.published == found.recomputed == Decimal(value)


def test_revenue_of_five_whole_groups_is_neither_added_up_nor_compared_with_that_of_the_cluster(findings):
    found = findings["totals/five_firms/2018"]
    assert (found.kind, found.certainty, found.unit) == ("scope", "open", "亿元")
    assert (found.published, found.recomputed, found.discrepancy) == (Decimal("813.9"), None, None)
    assert "2417" not in found.text("zh") + found.text("en")
    assert "规模以上工业企业" in found.text("zh")
    assert "企业集团合并口径" in found.text("zh")


def test_districts_that_are_listed_need_not_be_all_and_accuse_nobody_of_a_gap(findings):
    found = findings["totals/districts/2018"]
    assert (found.kind, found.certainty, found.published, found.recomputed, found.discrepancy) == (
        "identity",
        "sound",
        131,
        4 + 6 + 25 + 20 + 51,
        25,
    )
    assert "规划没有逐项列出" in found.text("zh")
    assert "which the plan does not list" in found.text("en")


def test_the_two_tube_districts_are_their_sum(findings):
    assert (findings["totals/tube_districts/2018"].kind, findings["totals/tube_districts/2018"].recomputed) == (
        "identity",
        44 + 7,
    )


def test_what_prose_and_tables_both_print_is_the_same(findings):
    again = {name: one.kind for name, one in findings.items() if one.rule == "repeated"}
    assert again == dict.fromkeys(
        [
            "repeated/output/ten_nonferrous/2018/2019-11/headline",
            "repeated/output_yoy/ten_nonferrous/2018/2019-11/headline",
            *(f"repeated/rd_spending/{firm}/2018/2019-11/rd_intensity" for firm in RESEARCH),
        ],
        "identity",
    )


def test_the_headline_growth_agrees_with_the_table(findings):
    found = findings["growth/output/ten_nonferrous/2018/2019-11/headline"]
    assert (found.published, found.kind) == (Decimal("-9.1"), "agrees")


def test_every_conflict_of_units_is_found(findings):
    found = {name: one.severity for name, one in findings.items() if one.kind == "unit"}
    assert found == {
        "unit/row/production/gold": "notice",
        "unit/row/production/silver": "notice",
        "unit/row/production/aluminium_alloy": "notice",
        "unit/column/rd_spending/rd_spending_yoy/2018": "notice",
        "unit/column/rd_intensity/rd_intensity/2018": "notice",
        "unit/difference/rd_intensity_gap/industry/2018": "notice",
        "unit/magnitude/output/aluminium_alloy/2018": "warning",
    }


def test_nothing_in_the_plan_is_a_plain_contradiction(findings):
    assert [one.finding for one in findings.values() if one.severity == "error"] == []


def test_what_cannot_be_recomputed_is_listed_with_its_reason(plan):
    gaps = {one.published.indicator: one.text("en") for one in audit_of(plan.definition, plan.records).unchecked}
    assert set(gaps) == {"revenue_yoy", "profit_yoy", "rd_intensity"}
    assert "revenue for 2017 is not published" in gaps["revenue_yoy"]


def test_findings_are_named_once_and_speak_both_languages(plan, findings):
    made = findings_of(plan.definition, plan.records, plan.document)
    assert len(findings) == len(made)
    for one in made:
        assert one.kind in KINDS
        assert one.severity in {"info", "notice", "warning", "error"}
        assert one.finding.isascii()
        assert one.text("zh").endswith("。")
        assert one.text("en").endswith(".")


def test_no_number_of_a_finding_is_kept_by_its_place_in_a_list(plan):
    found = [*findings_of(plan.definition, plan.records, plan.document), *plan_contradictions(plan)]
    kept = [name for one in found for name, _ in one.sentence.numbers()]
    # The two figures that a rate is recomputed from are always the same two, in one order.
    assert {name for name in kept if re.search(r"(^|/)\d{1,2}(/|$)", name)} == {
        "inputs/1/published",
        "inputs/2/published",
    }
    assert [name for name in kept if "uses/" in name]
    assert [name for name in kept if "parts/" in name]
    assert [name for name in kept if "values/" in name]


def test_the_place_of_a_finding_is_the_cell_that_prints_the_figure(findings):
    found = findings["growth/output/copper_products/2018"]
    assert found.place == "development_plan/2019-11/production.csv D9 (row 9, 同比±%)"
    line = (ROOT / "data/raw/development_plan/2019-11/production.csv").read_text(encoding="utf-8").splitlines()[9 - 1]
    assert line.split(",")["ABCD".index("D")] == "-19.14"


def test_discrepancy_is_published_minus_recomputed_everywhere(findings):
    for one in findings.values():
        if one.recomputed is not None and one.published is not None:
            assert one.discrepancy == one.published - one.recomputed


def test_every_recomputed_finding_has_its_evidence(plan, findings):
    assert [name for name, one in findings.items() if one.recomputed is not None and len(one.evidence) < 2] == []
    assert [row.trace for row in findings["growth/output/copper_products/2018"].evidence] == [
        f"development_plan/2019-11/production.csv {cell}" for cell in ("D9", "B9", "C9")
    ]


def test_the_order_of_observations_changes_nothing_but_which_of_two_equal_prints_is_named(plan, findings):
    turned = findings_of(plan.definition, plan.records[::-1], plan.document)
    judged = Counter((one.subject, one.rule, one.kind, one.severity) for one in findings.values())
    assert Counter((one.subject, one.rule, one.kind, one.severity) for one in turned) == judged


def test_audit_returns_the_findings_as_a_table(plan, findings):
    frame = lcanalysis.audit(plan)
    assert tuple(frame.columns) == COLUMNS
    assert list(frame["finding"]) == list(findings)
    assert all(pd.api.types.is_float_dtype(frame[name]) for name in NUMBERS)


def test_without_figures_only_what_a_reader_found_in_the_text_remains(plan):
    assert {one.rule for one in findings_of(plan.definition, [])} == {"remark"}
    assert findings_of(plan.definition.model_copy(update={"remarks": ()}), []) == ()
    assert audit_of(plan.definition, []).unchecked == ()
