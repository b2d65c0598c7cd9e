"""Figures of others that stand beside a goal: the same entity elsewhere, a ratio of its kin; never its own parts."""

from dataclasses import replace

import pandas as pd
from goals_cases import goal, observed, revenue, town

from lcanalysis.goals.goals import COLUMNS, goals_rows
from lcanalysis.goals.peers import peers
from lcanalysis.plan import Plan


def table(*goals_and_rows) -> dict[str, str]:
    goals = [one for one in goals_and_rows if hasattr(one, "quotation") and hasattr(one, "comparison")]
    rows = tuple(one for one in goals_and_rows if one not in goals)
    frame = pd.DataFrame(goals_rows(goals), columns=list(COLUMNS)).astype({"value": "float64"})
    frame["value_upper"] = pd.to_numeric(frame["value_upper"]).astype("float64")
    plan = Plan(
        data=None, definition=town(), records=rows, goals=frame, findings=pd.DataFrame(), qualitative=pd.DataFrame()
    )
    return {name: value.text("en") for name, value in peers(plan)["value"].items()}


def test_the_same_entity_in_another_area_is_a_peer_with_its_newest_year():
    east = [replace(revenue(printed, period), area="east") for printed, period in (("100", "2017"), ("120", "2018"))]
    assert table(goal(), revenue("800"), *east) == {"metal_revenue_level/metal/east": "12 billion yuan"}


def test_parts_of_the_goals_own_total_are_no_peers_nor_is_the_whole_of_a_part():
    parts = [revenue("300", entity="steel"), revenue("500", entity="copper")]
    assert table(goal(), revenue("800"), *parts) == {}
    assert table(goal(entity="steel"), revenue("800"), *parts) == {}


def test_a_ratio_of_another_entity_of_the_same_kind_is_a_peer_and_a_level_is_none():
    share = goal("share", "metal", "share", "at_least", "80", unit="%")
    other, firm = observed("share", "steel", "2018", "70", "%"), observed("share", "big", "2018", "60", "%")
    assert table(share, other, firm) == {"metal_share_share/steel/town": "70%"}
    centres = goal("centres", "metal", "count", "at_least", "5", unit="家")
    assert table(centres, observed("centres", "steel", "2018", "3", "家")) == {}


def test_figures_of_months_are_no_peers():
    monthly = replace(revenue("10", "2018-06"), area="east")
    assert table(goal(), monthly) == {}
