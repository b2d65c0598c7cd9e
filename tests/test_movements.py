"""How figures moved over a year, as tables of quantities: published and recomputed growth, sums, processing ratios."""

from dataclasses import replace

import pandas as pd
import pytest
from goals_cases import observed, opened, town
from made_plans import HARD, write

import lcanalysis
from lcanalysis.cleaning import clean
from lcanalysis.errors import UnitMismatchError
from lcanalysis.goals import made_up_of, movements, processing_ratios, published_levels


def figures(**printed):
    """Return a plan with figures of wire and cathode: ``wire_2018="104.0"``, growth as ``wire_yoy_2018="4.0"``."""
    rows = []
    for name, value in printed.items():
        entity, *rest, period = name.split("_")
        text, _, unit = value.partition(" ")
        is_rate = rest == ["yoy"]
        period = period.replace("m", "-")
        changes = {"vintage": "2020-03", "published_on": "2020-03"} if rest == ["later"] else {}
        usual = "%" if is_rate else "万吨"
        indicator = "output_yoy" if is_rate else "output"
        rows.append(observed(indicator, entity, period, text, unit or usual, cell=f"B{len(rows) + 2}", **changes))
    return opened(town(), rows)


def row(plan, entity="wire", **asked):
    return movements(plan, "output", ["wire", "cathode"], **asked).loc[entity]


def test_growth_is_the_published_one_and_beside_it_the_growth_of_the_levels_to_as_many_digits():
    found = row(figures(wire_2017="43.18", wire_2018="47.3", wire_yoy_2018="9.54"))
    assert [found[name].text("zh") for name in ("before", "now", "published", "recomputed", "growth")] == [
        "43.18万吨", "47.3万吨", "9.54%", "9.54%", "9.54%",
    ]  # fmt: skip
    assert (found["is_computed"], found["is_opposed"]) == (False, False)
    assert found["growth"].trace.machine == ("bulletin/2019-11/table.csv B4",)
    assert len(found["recomputed"].trace.machine) == 2


def test_a_growth_that_nobody_published_is_that_of_the_levels_with_one_decimal():
    found = row(figures(wire_2017="9", wire_2018="7"))
    assert (found["published"], found["growth"].text("en"), found["is_computed"]) == (None, "−22.2%", True)


def test_levels_in_unlike_sizes_of_one_unit_are_compared_and_unlike_units_refused():
    assert row(figures(wire_2017="90000 吨", wire_2018="9.1"))["growth"].text("en") == "1.1%"
    with pytest.raises(UnitMismatchError):
        row(figures(wire_2017="90000 家", wire_2018="9.1"))


def test_there_is_no_growth_on_a_level_that_may_be_zero():
    found = row(figures(wire_2017="0.0", wire_2018="9.1"))
    assert found["recomputed"] is None
    assert found["growth"] is None


def test_a_growth_of_the_other_sign_than_its_own_levels_gives_way_to_them_and_stays_in_the_trace():
    found = row(figures(wire_2017="110.0", wire_2018="104.0", wire_yoy_2018="6.4"))
    assert (found["growth"].text("en"), found["is_computed"], found["is_opposed"]) == ("−5.5%", True, True)
    assert len(found["growth"].trace.machine) == 3


def test_a_growth_of_the_other_sign_than_levels_of_another_publication_is_told_all_the_same():
    found = row(figures(wire_2017="110.0", wire_later_2018="104.0", wire_yoy_2018="6.4"))
    assert (found["growth"].text("en"), found["is_computed"], found["is_opposed"]) == ("6.4%", False, True)


def test_a_sign_that_rounding_explains_is_no_contradiction():
    assert not row(figures(wire_2017="10.1", wire_2018="10", wire_yoy_2018="0.3"))["is_opposed"]


def test_a_derived_level_and_a_bound_are_no_levels():
    plan = figures(wire_2017="100", wire_2018="104", wire_yoy_2018="4.0")
    for status in ("derived", "at_least"):
        found = row(opened(plan.definition, [*plan.records[1:], replace(plan.records[0], status=status)]))
        assert (found["before"], found["recomputed"]) == (None, None)


def test_the_newest_period_with_a_growth_is_told_of_a_year_before_months_else_the_newest_level():
    grown = figures(wire_2017="100", wire_2018="104", cathode_2019="7")
    assert movements(grown, "output", ["wire", "cathode"]).attrs == {"period": 2018, "before": 2017}
    assert movements(grown, "output", ["cathode"]).attrs == {"period": 2019, "before": 2018}
    assert movements(grown, "output", ["wire", "cathode"], 2019).loc["wire", "before"].text("zh") == "104万吨"
    periods = ("2020-03", "2020-06", "2020-01--06")
    months = opened(town(), [observed("output", "wire", period, "7", "吨") for period in periods])
    found = movements(months, "output", ["wire"])
    assert found.attrs == {"period": "2020-01--06", "before": "2019-01--06"}
    assert published_levels(months, "output", ["wire"], "2020-01--06").columns.tolist() == [
        "2020-03", "2020-06", "2020-01--06", "unit",
    ]  # fmt: skip


def test_where_nothing_is_published_the_tables_are_empty():
    found = movements(figures(), "output", ["wire"])
    assert found.empty
    assert found.attrs == {"period": None, "before": None}
    assert published_levels(figures(), "output", ["wire"], None).empty


def test_a_table_of_levels_has_six_years_at_most_and_the_unit_of_the_newest_figure():
    plan = figures(**{f"wire_{year}": f"{year}" for year in range(2010, 2018)}, cathode_2018="7 吨", cathode_2017="8")
    found = published_levels(plan, "output", ["cathode", "wire"], 2018)
    assert found.columns.tolist() == [*range(2013, 2019), "unit"]
    assert found["unit"].to_dict() == {"cathode": "吨", "wire": "万吨"}
    assert found.loc["wire", 2018] is None
    assert found.loc["cathode", 2017].text("zh") == "8万吨"


def test_of_several_publications_the_newest_level_is_taken():
    plan = figures(wire_2017="100", wire_2018="104", wire_later_2017="101")
    assert row(plan)["before"].text("zh") == "101万吨"


def total(kind="identity", **where):
    member = {"area": "town"} | where
    return {"name": "metal", "kind": kind, "indicator": "output", "total": {"entity": "metal", "area": "town"},
            "parts": [{"entity": "wire", **member}, {"entity": "cathode", **member}]}  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "finding", "expected"),
    [
        (total(), "identity", {"metal": ("wire", "cathode")}),
        (total(), "rounding", {"metal": ("wire", "cathode")}),
        (total(), "conflict", {}),
        (total("bound"), "identity", {}),
        (total(area="east"), "identity", {}),
    ],
)
def test_a_whole_is_made_up_of_its_parts_where_plan_and_audit_say_so(declared, finding, expected):
    found = pd.DataFrame({"finding": ["totals/metal/2018"], "kind": [finding], "subject": ["output/metal/town/2018"]})
    plan = replace(opened(town(totals=[declared]), []), findings=found)
    assert made_up_of(plan, "output", 2018) == expected
    assert made_up_of(plan, "output", 2019) == made_up_of(plan, "revenue", 2018) == {}


def test_a_processing_ratio_is_products_over_smelted_metal_in_each_year_that_has_both(tmp_path):
    clean(write(HARD["a processing ratio"], tmp_path / "plan"))
    found = processing_ratios(lcanalysis.load(tmp_path / "plan"))
    assert found.columns.tolist() == [2019, 2020, "wanted"]
    shown = {name: one.text("en") for name, one in found.loc["metal", [2019, 2020]].items()}
    assert shown == {2019: "0.500", 2020: "0.577"}
    assert found.loc["metal", "wanted"].words("en") == "at least 0.8"
    assert len(found.loc["metal", 2020].trace.machine) == 2
    assert found.loc["metal", "wanted"].value.trace.machine == ("goals.yml goal_0",)


def test_a_plan_without_metals_has_no_processing_ratio(tmp_path):
    clean(write(HARD["one product"], tmp_path / "plan"))
    assert processing_ratios(lcanalysis.load(tmp_path / "plan")).empty
