"""Wholes and parts, figures printed twice, and figures restated later."""

from decimal import Decimal

import pytest
from auditing_cases import definition, findings_of, observed

from lcanalysis.auditing.finding import Finding


def relation(kind: str, indicator: str = "output", parts=(("copper", "town"), ("steel", "town"))) -> dict:
    members = [{"entity": entity, "area": area} for entity, area in parts]
    return {
        "name": "all",
        "kind": kind,
        "indicator": indicator,
        "total": {"entity": "metals", "area": "town"},
        "parts": members,
    }


def audited(kind: str, rows: list, **changes) -> list[Finding]:
    found = findings_of(definition(totals=[relation(kind, **changes)]), rows)
    return [one for one in found if one.rule == "totals"]


def outputs(whole: str, copper: str, steel: str, **changes) -> list:
    return [
        observed("output", "metals", "2018", whole, "万吨", **changes),
        observed("output", "copper", "2018", copper, "万吨"),
        observed("output", "steel", "2018", steel, "万吨"),
    ]


@pytest.mark.parametrize(
    ("whole", "copper", "steel", "kind", "severity"),
    [
        ("207.81", "47.3", "160.51", "identity", "info"),
        ("207.8", "47.31", "160.52", "identity", "info"),  # 207.83 rounds to 207.8
        ("207.8", "47.35", "160.52", "truncated", "notice"),  # 207.87 cut off
        ("207.85", "47.3", "160.51", "rounding", "notice"),  # 47.34 prints as 47.3
        ("208.81", "47.3", "160.51", "conflict", "error"),
    ],
)
def test_an_identity_holds_exactly_or_within_rounding_or_is_an_error(whole, copper, steel, kind, severity):
    (found,) = audited("identity", outputs(whole, copper, steel))
    assert (found.finding, found.kind, found.severity) == ("totals/all/2018", kind, severity)
    assert found.recomputed == Decimal(copper) + Decimal(steel)
    assert found.discrepancy == Decimal(whole) - Decimal(copper) - Decimal(steel)
    assert [row.as_printed for row in found.evidence] == [whole, copper, steel]


def test_an_identity_is_checked_in_every_period_that_has_all_its_parts():
    rows = [
        *outputs("3.0", "1.0", "2.0"),
        observed("output", "metals", "2017", "3.0", "万吨"),
        observed("output", "copper", "2017", "1.0", "万吨"),
    ]
    assert [one.finding for one in audited("identity", rows)] == ["totals/all/2018"]


def test_a_whole_that_was_restated_is_held_once_to_its_parts():
    rows = [*outputs("4.0", "1.0", "2.0"), observed("output", "metals", "2018", "3.0", "万吨", **LATER)]
    assert [(one.finding, one.published) for one in audited("identity", rows)] == [("totals/all/2018", Decimal("3.0"))]


def test_parts_in_another_unit_of_the_dimension_are_converted_and_never_added_as_they_stand():
    rows = [
        observed("output", "metals", "2018", "3.5", "万吨"),
        observed("output", "copper", "2018", "10000", "吨"),
        observed("output", "steel", "2018", "2.5", "万吨"),
    ]
    (found,) = audited("identity", rows)
    assert (found.kind, found.recomputed) == ("identity", Decimal("3.5"))


def test_a_count_that_districts_leave_open_is_a_matter_of_scope_and_names_the_rest():
    rows = [
        observed("firms", "metals", "2018", "131", "家"),
        observed("firms", "metals", "2018", "100", "户", area="east"),
        observed("firms", "metals", "2018", "29", "家", area="west"),
    ]
    parts = (("metals", "east"), ("metals", "west"))
    (found,) = audited("scope", rows, indicator="firms", parts=parts)
    assert (found.kind, found.severity, found.discrepancy) == ("scope", "warning", Decimal(2))
    assert "东100户、西29家" in found.text("zh")
    assert "2 firms unaccounted for" in found.text("en")


def test_a_scope_relation_that_holds_is_an_identity():
    (found,) = audited("scope", outputs("3.0", "1.0", "2.0"))
    assert (found.kind, found.severity) == ("identity", "info")


def test_some_parts_below_the_whole_keep_the_bound():
    (found,) = audited("bound", outputs("889.13", "132.88", "113.78"))
    assert (found.kind, found.discrepancy) == ("identity", Decimal("642.47"))


def test_a_bound_may_lack_some_of_its_parts():
    (found,) = audited("bound", outputs("3.0", "1.0", "2.0")[:2])
    assert found.recomputed == Decimal("1.0")


def test_parts_that_exceed_a_whole_of_the_same_scope_are_an_error():
    (found,) = audited("bound", outputs("2.0", "1.0", "2.0"))
    assert (found.kind, found.severity) == ("conflict", "error")


def test_parts_that_exceed_the_whole_by_rounding_alone_keep_the_bound():
    (found,) = audited("bound", outputs("3.0", "1.0", "2.05"))
    assert found.kind == "identity"


@pytest.mark.parametrize("kind", ["identity", "bound", "scope"])
def test_parts_of_another_scope_cannot_contradict_the_whole(kind):
    (found,) = audited(kind, outputs("2.0", "1.0", "2.0", scope="group"))
    assert (found.kind, found.severity) == ("scope", "warning")
    assert "whole group" in found.text("en")
    assert "the town" in found.text("en")


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("207.81", "207.81", "identity"),
        ("-9.1", "-9.12", "identity"),
        ("-9.1", "-9.19", "truncated"),
        ("9.12", "9.13", "conflict"),
        ("9.1", "9.3", "conflict"),
        ("9.15", "9.2", "identity"),  # the less exact print is held to the more exact one
    ],
)
def test_a_figure_printed_twice_must_be_one_figure(first, second, kind):
    rows = [
        observed("output", "copper", "2018", first, "万吨", source="bulletin/2019-11/prose.csv"),
        observed("output", "copper", "2018", second, "万吨"),
    ]
    found = [one for one in findings_of(definition(), rows) if one.rule == "repeated"]
    assert [one.kind for one in found] == [kind]


def test_the_less_exact_print_is_the_one_that_the_finding_is_about():
    rows = [
        observed("output", "copper", "2018", "9.12", "万吨", cell="B2"),
        observed("output", "copper", "2018", "9.1", "万吨", source="bulletin/2019-11/prose.csv", cell="E7"),
    ]
    (found,) = [one for one in findings_of(definition(), rows) if one.rule == "repeated"]
    assert found.finding == "repeated/output/copper/2018/2019-11/bulletin/2019-11/prose.csv"
    assert (found.published, found.recomputed, found.place.split(" (")[0]) == (
        Decimal("9.1"),
        Decimal("9.12"),
        "bulletin/2019-11/prose.csv E7",
    )


def test_a_figure_printed_twice_with_two_scopes_is_a_matter_of_scope():
    rows = [
        observed("output", "copper", "2018", "9.12", "万吨"),
        observed("output", "copper", "2018", "15.12", "万吨", scope="group"),
    ]
    (found,) = [one for one in findings_of(definition(), rows) if one.rule == "repeated"]
    assert (found.kind, found.severity) == ("scope", "warning")


LATER = {"vintage": "2020-11", "published_on": "2020-11", "source": "bulletin/2020-11/table.csv"}


def revisions(rows: list) -> list[Finding]:
    return [one for one in findings_of(definition(), rows) if one.rule == "revision"]


def test_a_later_publication_that_restates_a_figure_is_a_revision():
    rows = [
        observed("output", "copper", "2018", "21.96", "万吨"),
        observed("output", "copper", "2018", "22.40", "万吨", **LATER),
    ]
    (found,) = revisions(rows)
    assert found.finding == "revision/output/copper/town/2018/2020-11"
    assert (found.kind, found.severity) == ("revision", "notice")
    assert (found.published, found.recomputed, found.discrepancy) == (
        Decimal("22.40"),
        Decimal("21.96"),
        Decimal("0.44"),
    )
    assert "2019年11月公布的21.96万吨修订为2020年11月公布的22.40万吨" in found.text("zh")


def test_two_tables_of_one_month_are_told_apart_in_words():
    again = {**LATER, "vintage": "2020-11.2"}
    rows = [
        observed("output", "copper", "2018", "21.96", "万吨", **LATER),
        observed("output", "copper", "2018", "22.40", "万吨", **again),
    ]
    (found,) = revisions(rows)
    assert "由2020年11月公布的21.96万吨修订为2020年11月第2次公布的22.40万吨" in found.text("zh")
    assert "published November 2020, to 224,000 tonnes, published November 2020 (release 2), a" in found.text("en")


@pytest.mark.parametrize(("printed", "unit"), [("21.96", "万吨"), ("22.0", "万吨"), ("219600", "吨")])
def test_the_same_value_with_other_digits_or_another_unit_is_no_revision(printed, unit):
    rows = [
        observed("output", "copper", "2018", "21.96", "万吨"),
        observed("output", "copper", "2018", printed, unit, **LATER),
    ]
    assert revisions(rows) == []


@pytest.mark.parametrize(("before", "after", "unit"), [("21.96", "21.97", "万吨"), ("131", "132", "家")])
def test_a_change_of_the_last_digit_is_a_revision(before, after, unit):
    indicator = "firms" if unit == "家" else "output"
    rows = [
        observed(indicator, "copper", "2018", before, unit),
        observed(indicator, "copper", "2018", after, unit, **LATER),
    ]
    assert len(revisions(rows)) == 1
    assert revisions([rows[0], rows[0]]) == []


def test_a_restatement_with_another_scope_says_that_the_scope_changed():
    rows = [
        observed("output", "copper", "2018", "21.96", "万吨"),
        observed("output", "copper", "2018", "40.00", "万吨", scope="group", **LATER),
    ]
    (found,) = revisions(rows)
    assert "scope changed" in found.text("en")


ELSEWHERE = {"source": "ministry/2019-11/headline.csv"}


@pytest.mark.parametrize("kind", ["identity", "bound"])
def test_parts_that_another_publisher_counted_cannot_contradict_the_whole(kind):
    (found,) = audited(kind, outputs("2.0", "1.0", "2.0", **ELSEWHERE))
    assert (found.kind, found.certainty) == ("scope", "open")
    assert "口径可能不同" in found.text("zh") or "统计范围可能不同" in found.text("zh")
    assert "may not be counted alike" in found.text("en")


def test_parts_of_another_publisher_that_give_the_whole_are_an_identity():
    (found,) = audited("identity", outputs("3.0", "1.0", "2.0", **ELSEWHERE))
    assert found.kind == "identity"


@pytest.mark.parametrize("printed", ["9.1", "9.19"])
def test_two_publishers_may_print_two_values_of_one_figure(printed):
    rows = [
        observed("output", "copper", "2018", printed, "万吨", **ELSEWHERE),
        observed("output", "copper", "2018", "9.39", "万吨"),
    ]
    (found,) = [one for one in findings_of(definition(), rows) if one.rule == "repeated"]
    assert (found.kind, found.certainty) == ("scope", "open")
    assert "两处出自不同的公布" in found.text("zh")
    assert "different publications" in found.text("en")
