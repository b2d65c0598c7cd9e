"""Whole findings as they are written: every field, and both sentences word for word."""

from decimal import Decimal

import pytest
from auditing_cases import definition, findings_of, observed

from lcanalysis.auditing import audit_of
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.rate_check import gaps
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.interval import Interval

TABLE = "bulletin/2019-11/table.csv"
BY_PRODUCT = [("steel", "town"), ("copper", "town")]
BY_AREA = [("metals", "east"), ("metals", "west")]


def relation(kind: str, parts: list, indicator: str = "output") -> list:
    return [
        {
            "name": "t",
            "kind": kind,
            "indicator": indicator,
            "total": {"entity": "metals", "area": "town"},
            "parts": [{"entity": entity, "area": area} for entity, area in parts],
        }
    ]


def output(entity: str, printed: str, unit: str = "万吨", **changes):
    return observed("output", entity, "2018", printed, unit, **changes)


def record(*fields: str) -> dict[str, str]:
    names = ("recomputed", "lower", "upper", "discrepancy", "kind", "severity", "text_zh", "text_en")
    return dict(zip(names, fields, strict=True))


METALS = output("metals", "30.50")
TOTALS = {
    "an identity that holds over two units": (
        relation("identity", BY_PRODUCT),
        [METALS, output("steel", "10.2", cell="B3"), output("copper", "203000", "吨", cell="B4")],
        record(
            "30.50", "30.44", "30.56", "0.00", "identity", "info",
            "金属2018年产量公布为30.50万吨，等于各部分（钢10.2万吨、铜203000吨）之和。",
            "Metals, output, 2018: published 305,000 tonnes, which is the sum of its parts (steel "
            "102,000 tonnes, copper 203,000 tonnes).",
        ),
    ),
    "an identity that does not hold": (
        relation("identity", BY_PRODUCT),
        [METALS, output("steel", "10.20"), output("copper", "10.30")],
        record(
            "20.50", "20.49", "20.51", "10.00", "conflict", "error",
            "金属2018年产量公布为30.50万吨，各部分（钢10.20万吨、铜10.30万吨）合计20.50万吨，相差10.00万吨，超出修约误差，"
            "请发布单位核实。",
            "Metals, output, 2018: published 305,000 tonnes; its parts (steel 102,000 tonnes, copper "
            "103,000 tonnes) add up to 205,000 tonnes, a difference of 100,000 tonnes that "
            "rounding does not explain: its publisher should check it.",
        ),
    ),
    "an identity of another scope": (
        relation("identity", BY_PRODUCT),
        [METALS, output("steel", "10.20", scope="group"), output("copper", "10.30", scope="group")],
        record(
            "", "", "", "", "scope", "warning",
            "金属2018年产量公布为30.50万吨（口径：全镇）；钢10.20万吨、铜10.30万吨（口径：集团）。两者口径不同，后者不能当作前者的"
            "组成部分，不能相加、相除或比较。",
            "Metals, output, 2018: published 305,000 tonnes (scope: the town); steel 102,000 tonnes, "
            "copper 103,000 tonnes (scope: whole group). The scopes differ: the latter cannot be taken for parts of "
            "the former, and the figures cannot be added, divided or compared.",
        ),
    ),
    "parts by area that leave a rest": (
        relation("scope", BY_AREA, "firms"),
        [
            observed("firms", "metals", "2018", "131", "家"),
            observed("firms", "metals", "2018", "51", "家", area="east"),
            observed("firms", "metals", "2018", "55", "家", area="west"),
        ],
        record(
            "106", "106", "106", "25", "scope", "warning",
            "金属2018年企业数公布为131家，各部分（东51家、西55家）合计106家，相差25家没有归属；统计范围可能不同，请发布单位说明。",
            "Metals, firms, 2018: published 131 firms; its parts (East 51 firms, West 55 firms) add up to 106 firms, which "
            "leaves 25 firms unaccounted for; they may not be counted alike, and the publisher should say how they differ.",
        ),
    ),
    "figures of one decimal that do not add up": (
        relation("identity", BY_PRODUCT),
        [output("metals", "30.5"), output("steel", "10.2"), output("copper", "10.3")],
        record(
            "20.5", "20.4", "20.6", "10.0", "conflict", "error",
            "金属2018年产量公布为30.5万吨，各部分（钢10.2万吨、铜10.3万吨）合计20.5万吨，相差10.0万吨，超出修约误差，请发布单位核实。",
            "Metals, output, 2018: published 305,000 tonnes; its parts (steel 102,000 tonnes, copper 103,000 "
            "tonnes) add up to 205,000 tonnes, a difference of 100,000 tonnes that rounding "
            "does not explain: its publisher should check it.",
        ),
    ),
    "some parts within the whole": (
        relation("bound", BY_PRODUCT),
        [METALS, output("steel", "10.20")],
        record(
            "10.20", "10.19", "10.21", "20.30", "identity", "info",
            "金属2018年产量公布为30.50万吨，规划列出的各项（钢10.20万吨）合计10.20万吨，没有超过总数；其余20.30万吨在所列各项之外，"
            "规划没有逐项列出。",
            "Metals, output, 2018: published 305,000 tonnes; those that the plan lists (steel 102,000 "
            "tonnes) add up to 102,000 tonnes, which is not more than the whole. The remaining 203,000 "
            "tonnes are of others, which the plan does not list.",
        ),
    ),
    "some parts that are the whole": (
        relation("bound", BY_PRODUCT),
        [METALS, output("steel", "30.50")],
        record(
            "30.50", "30.49", "30.51", "0.00", "identity", "info",
            "金属2018年产量公布为30.50万吨，不小于规划列出的各项（钢30.50万吨）合计的30.50万吨。",
            "Metals, output, 2018: published 305,000 tonnes, not less than the 305,000 tonnes that "
            "those the plan lists (steel 305,000 tonnes) add up to.",
        ),
    ),
    "some parts above the whole": (
        relation("bound", BY_PRODUCT),
        [METALS, output("steel", "40.20")],
        record(
            "40.20", "40.19", "40.21", "-9.70", "conflict", "error",
            "金属2018年产量公布为30.50万吨，而其中各项（钢40.20万吨）合计40.20万吨，部分大于整体，请发布单位核实。",
            "Metals, output, 2018: published 305,000 tonnes, yet some of its parts (steel 402,000 "
            "tonnes) add up to 402,000 tonnes: the parts exceed the whole, and the publisher should check it.",
        ),
    ),
    "parts of another scope above the whole": (
        relation("bound", BY_PRODUCT),
        [METALS, output("steel", "40.20", scope="group")],
        record(
            "", "", "", "", "scope", "warning",
            "金属2018年产量公布为30.50万吨（口径：全镇）；钢40.20万吨（口径：集团）。两者口径不同，后者不能当作前者的组成部分，"
            "不能相加、相除或比较。",
            "Metals, output, 2018: published 305,000 tonnes (scope: the town); steel 402,000 tonnes "
            "(scope: whole group). The scopes differ: the latter cannot be taken for parts of the former, and the figures "
            "cannot be added, divided or compared.",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TOTALS)
def test_a_finding_on_a_whole_is_complete_in_both_languages(case):
    totals, rows, expected = TOTALS[case]
    (found,) = [one.cells() for one in findings_of(definition(totals=totals), rows) if one.rule == "totals"]
    whole = rows[0]
    assert (found["finding"], found["subject"]) == ("totals/t/2018", f"{whole.indicator}/metals/town/2018")
    assert (found["published"], found["unit"]) == (whole.as_printed, whole.unit)
    assert found["place"].startswith(f"{TABLE} B2 (row 2, ")
    assert {name: found[name] for name in expected} == expected


HEAD_ZH = "铜2018年产量同比公布为{0}，按公布的2018年{1}万吨、2017年{2}万吨复算为"
HEAD_EN = "Copper, output growth, 2018: published {0}; from {1} (2018) and {2} (2017) it comes to "
RATES = {
    "agrees": (
        ("-19.15", "21.96", "27.16"), {},
        "-19.1458%，修约后一致。",
        "−19.1458%, which rounds to the published figure.",
    ),
    "cut off, which nothing else explains": (
        ("-19.14", "21.96000", "27.16000"), {},
        ("-19.1458%，四舍五入应为-19.15%；公布数据的修约误差不足以解释（复算区间-19.1459%～-19.1457%），公布值疑未按四舍五入修约，"
        "与截去后面数字的结果相同。"),
        ("−19.1458%, which rounds to −19.15%. The rounding of the inputs does not explain it (they allow only −19.1459% to "
        "−19.1457%): the published figure seems not to be rounded as usual and is what cutting the digits off gives."),
    ),
    "cut off from other digits": (
        ("-5.01", "189.96", "200.00"), {},
        ("-5.0200%，四舍五入应为-5.02%，相差0.0100个百分点；公布数据的修约误差允许-5.0249%～-5.0151%，"
        "其中有的数值截去后面的数字等于公布值，疑未按四舍五入修约。"),
        ("−5.0200%, which rounds to −5.02%, a difference of 0.0100 percentage points. The rounding of the inputs allows "
        "−5.0249% to −5.0151%, and cutting the digits off one of these values gives the published figure, which seems not to "
        "have been rounded as usual."),
    ),
    "rounded from other digits": (
        ("-19.13", "21.96", "27.16"), {},
        ("-19.1458%，四舍五入应为-19.15%，相差0.0158个百分点；这一差异可由公布数据本身的修约误差解释"
        "（复算区间-19.1791%～-19.1125%），公布值可能由未修约的数据算得。"),
        ("−19.1458%, which rounds to −19.15%, a difference of 0.0158 percentage points; the rounding of the inputs explains it "
        "(they allow −19.1791% to −19.1125%), so the published figure may rest on data with more digits."),
    ),
    "does not follow": (
        ("-18.1", "21.96", "27.16"), {},
        "-19.146%，相差1.046个百分点；公布数据的修约误差只允许-19.180%～-19.112%，公布值与之不符，请发布单位核实。",
        ("−19.146%, a difference of 1.046 percentage points; the rounding of the inputs allows only −19.180% to −19.112%, so the "
        "published figure does not follow from them and its publisher should check it."),
    ),
    "another scope": (
        ("-18.14", "21.96", "27.16"), {"scope": "group"},
        ("-19.1458%，相差1.0058个百分点，超出修约误差允许的-19.1791%～-19.1125%；所用数据的统计口径不同，不能据此判断公布值有误，"
        "请发布单位注明口径。"),
        ("−19.1458%, a difference of 1.0058 percentage points, beyond the −19.1791% to −19.1125% that rounding allows; but the "
        "figures are of different scopes, so this does not show an error: its publisher should state the scope."),
    ),
    "another publication": (
        ("-18.14", "21.96", "27.16"), {"vintage": "2020-11", "published_on": "2020-11"},
        ("-19.1458%，相差1.0058个百分点，超出修约误差允许的-19.1791%～-19.1125%；所用数据出自不同时间的公布，可能已经修订，"
        "请发布单位提供修订后的数据。"),
        ("−19.1458%, a difference of 1.0058 percentage points, beyond the −19.1791% to −19.1125% that rounding allows; but the "
        "figures were published at different times and may have been revised: its publisher should provide the revised "
        "figures."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RATES)
def test_a_sentence_on_a_rate_is_complete_in_both_languages(case):
    (rate, current, base), changes, tail_zh, tail_en = RATES[case]
    rows = [
        output("copper", current, cell="B2"),
        observed("output", "copper", "2017", base, "万吨", cell="C2"),
        observed("output_yoy", "copper", "2018", rate, "%", cell="D2", **changes),
    ]
    (found,) = findings_of(definition(), rows)
    assert found.unit == "%"
    assert found.text("zh") == HEAD_ZH.format(f"{rate}%", current, base) + tail_zh
    in_tonnes = [Quantity.printed(one, "万吨", "table B2").text("en") for one in (current, base)]
    assert found.text("en") == HEAD_EN.format(f"{rate}%".replace("-", "−"), *in_tonnes) + tail_en


def test_a_sentence_on_a_ratio_names_its_two_figures():
    rows = [
        observed("rd_spending", "steel", "2018", "98763", "万元"),
        observed("revenue", "steel", "2018", "323.1709", "亿元"),
        observed("rd_intensity", "steel", "2018", "3.06", "%"),
    ]
    (found,) = findings_of(definition(tables=[]), rows)
    assert (
        found.text("zh")
        == "钢2018年研发强度公布为3.06%，按公布的研发投入98763万元、收入323.1709亿元复算为3.0561%，修约后一致。"
    )
    assert found.text("en") == (
        "Steel, R&D intensity, 2018: published 3.06%; from 987.63 million yuan (R&D spending) and 32.31709 "
        "billion yuan (revenue) it comes to 3.0561%, which rounds to the published figure."
    )


@pytest.mark.parametrize(("lang", "words"), [("zh", "无法复算"), ("en", "cannot be recomputed")])
def test_a_figure_left_unchecked_says_why_in_the_language_asked_for(lang, words):
    rows = (observed("rd_intensity", "steel", "2018", "3.06", "%"),)
    [gap] = audit_of(definition(), rows).unchecked
    assert words in gap.text(lang)


UNITS = {
    "a row of another unit": (
        [output("copper", "19.5", "吨", cell="B6"), observed("output", "copper", "2017", "19.2", "吨", cell="C6")],
        f"{TABLE} B6 (row 6, 本期)",
        "“表”表头注明单位为万吨，“铜”一行却以吨计（19.5吨、19.2吨），逐行相加或比较时会混用单位，宜统一单位或另栏注明。",
        (
            "“Table” states 10,000 tonnes above the table, but the row copper is in tonnes (19.5 tonnes, 19.2 tonnes): "
            "whoever adds or compares down the column mixes units. Use one unit, or give units a column of their own."
        ),
    ),
    "a difference of rates in percent whose unit its column states": (
        [observed("gap", "steel", "2018", "0.22", "%", as_printed="0.22")],
        f"{TABLE} B2 (row 2, B)",
        "钢2018年之差公布为“0.22”：两个百分率之差应以“个百分点”为单位，写作“%”会被误解为相对差。",
        (
            "Steel, gap, 2018: published as 0.22%. The difference of two percentages is in percentage points; written with a "
            "percent sign it may be read as a relative difference."
        ),
    ),
    "a difference of rates that was corrected to points": (
        [observed("gap", "steel", "2018", "-0.22", "个百分点", as_printed="低于0.22%")],
        f"{TABLE} B2 (row 2, B)",
        "钢2018年之差公布为“低于0.22%”：两个百分率之差应以“个百分点”为单位，写作“%”会被误解为相对差。",
        (
            "Steel, gap, 2018: published as −0.22%. The difference of two percentages is in percentage points; "
            "written with a percent sign it may be read as a relative difference."
        ),
    ),
    "a difference of rates in percent": (
        [observed("gap", "steel", "2018", "-0.22", "%", as_printed="低于0.22%")],
        f"{TABLE} B2 (row 2, B)",
        "钢2018年之差公布为“低于0.22%”：两个百分率之差应以“个百分点”为单位，写作“%”会被误解为相对差。",
        (
            "Steel, gap, 2018: published as −0.22%. The difference of two percentages is in percentage points; written with a "
            "percent sign it may be read as a relative difference."
        ),
    ),
    "a unit that cannot measure the indicator": (
        [observed("revenue", "steel", "2018", "12.5", "吨", source="other.csv")],
        "other.csv B2 (row 2, B)",
        "钢2018年收入公布为12.5吨：这一计量单位不能用于该指标，请发布单位核实。",
        (
            "Steel, revenue, 2018: published as 12.5 tonnes, a unit that cannot measure this indicator. Its publisher should "
            "check it."
        ),
    ),
}


@pytest.mark.parametrize("case", UNITS)
def test_a_finding_on_a_unit_is_complete_in_both_languages(case):
    rows, place, text_zh, text_en = UNITS[case]
    (found,) = [one.cells() for one in findings_of(definition(), rows)]
    assert (found["rule"], found["kind"], found["unit"]) == ("unit", "unit", rows[0].unit)
    assert (found["subject"], found["published"]) == ("/".join(rows[0].subject), str(rows[0].value))
    assert (found["place"], found["text_zh"], found["text_en"]) == (place, text_zh, text_en)
    assert {found[name] for name in ("recomputed", "lower", "upper", "discrepancy")} == {""}


def test_a_figure_of_an_indicator_that_was_taken_out_is_not_taken_for_a_difference():
    assert findings_of(definition(), [observed("gone", "steel", "2018", "1.0", "%")]) == ()


@pytest.mark.parametrize(("lower", "is_checked"), [("0", False), ("0.005", True), ("0.5", True), ("-0.005", False)])
def test_growth_over_a_base_that_may_be_zero_is_not_recomputed(lower, is_checked):
    rows = [
        observed("profit_yoy", "steel", "2018", "1900.0", "%"),
        observed("profit", "steel", "2018", "10.0", "亿元"),
        observed("profit", "steel", "2017", "0.5", "亿元", lower=Decimal(lower)),
    ]
    found = findings_of(definition(), rows)
    assert [one.rule for one in found] == (["growth"] if is_checked else [])
    assert len(list(gaps(Publication(definition(), tuple(rows))))) == (not is_checked)


@pytest.mark.parametrize(("lower", "is_checked"), [("0", False), ("0.005", True), ("0.5", True)])
def test_a_ratio_to_a_whole_that_may_be_zero_is_not_recomputed(lower, is_checked):
    rows = [
        observed("rd_intensity", "steel", "2018", "200.0", "%"),
        observed("rd_spending", "steel", "2018", "1.0", "亿元"),
        observed("revenue", "steel", "2018", "0.5", "亿元", lower=Decimal(lower)),
    ]
    assert [one.rule for one in findings_of(definition(), rows)] == (["ratio"] if is_checked else [])
    assert len(list(gaps(Publication(definition(), tuple(rows))))) == (not is_checked)


@pytest.mark.parametrize("present", ["rd_spending", "revenue"])
def test_a_ratio_needs_both_of_its_terms(present):
    rows = [
        observed("rd_intensity", "steel", "2018", "3.05", "%"),
        observed(present, "steel", "2018", "1.0", "亿元"),
    ]
    assert findings_of(definition(), rows) == ()
    assert len(list(gaps(Publication(definition(), tuple(rows))))) == 1


@pytest.mark.parametrize(
    ("one", "other", "is_apart"),
    [
        ((0, 1), (1, 2), True),  # two prints that only touch
        ((0, 1), (1, 1), False),  # a count at the end of what prints alike
        ((1, 1), (1, 2), False),
        ((1, 1), (1, 1), False),
        ((0, 2), (1, 3), False),
        ((0, 1), (2, 3), True),
        ((2, 3), (0, 1), True),
        ((1, 2), (0, 1), True),
    ],
)
def test_prints_are_apart_when_no_value_prints_as_both(one, other, is_apart):
    first, second = (Interval.between(Decimal(low), Decimal(high)) for low, high in (one, other))
    assert first.is_apart_from(second) is is_apart


def test_a_rate_stands_where_it_was_printed_wherever_its_levels_stand():
    (table,) = definition().model_dump(mode="json", exclude_none=True, exclude_defaults=True)["tables"]
    rate = {**table, "name": "rates", "file": "bulletin/2019-11/rates.csv", "section": "2"}
    rows = [
        observed("output", "copper", "2018", "21.96", "万吨", cell="B2"),
        observed("output", "copper", "2017", "27.16", "万吨", cell="C2"),
        observed("output_yoy", "copper", "2018", "-19.14", "%", cell="D2", source=rate["file"]),
    ]
    (found,) = [one for one in findings_of(definition(tables=[table, rate]), rows) if one.rule == "growth"]
    assert found.section == "2"
