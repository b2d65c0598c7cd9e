"""What is known of a goal, gathered from a plan's figures: scopes, breaks, bounds, groups, growth; and what entries leave unsaid."""

import shutil
from pathlib import Path

import pytest
from goals_cases import goal, growth, observed, revenue, town

from lcanalysis.cleaning import clean
from lcanalysis.errors import FaultsError
from lcanalysis.goals.measures import Figures
from lcanalysis.goals.standing import assess
from lcanalysis.observations import AT_LEAST, AT_MOST
from lcanalysis.plan import load

ROOT = Path(__file__).parent.parent
SCOPES = {
    "principal": {"zh": "主营业务收入", "en": "principal"},
    "operating": {"zh": "营业收入", "en": "operating", "at_least": ["principal"]},
    "group": {"zh": "集团", "en": "group"},
}


def verdict(one, *rows, **changes):
    found = assess(Figures(town(**changes), rows), one)
    return found.verdict, found.reason


@pytest.mark.parametrize(
    ("scope", "printed", "expected"),
    [
        ("principal", "995.0", ("nearly_met", "")),
        ("operating", "900.0", ("not_met", "")),  # what holds more is short, so the goal's own figure is
        ("operating", "1200.0", ("other_definition", "definition")),
        ("group", "900.0", ("other_definition", "definition")),
        ("group", "1200.0", ("other_definition", "definition")),
    ],
)
def test_a_figure_of_another_scope_bounds_or_refuses_a_verdict(scope, printed, expected):
    rows = revenue("813.9", scope="principal"), revenue(printed, "2022", scope=scope)
    one = goal(comparison="at_least", scope="principal")
    assert verdict(one, *rows, scopes=SCOPES) == expected


def test_a_part_is_a_lower_bound_of_the_whole_that_is_meant():
    rows = revenue("813.9", scope="operating"), revenue("1200.0", "2022", scope="principal")
    one = goal(comparison="at_least", scope="operating", binding="binding")
    assert verdict(one, *rows, scopes=SCOPES)[0] in {"met", "exceeded"}
    assert verdict(one, rows[0], revenue("900.0", "2022", scope="principal"), scopes=SCOPES)[0] == "other_definition"


def test_without_a_declared_scope_figures_are_taken_as_they_are():
    rows = revenue("813.9", scope="city"), revenue("995.0", "2022", scope="group")
    assert verdict(goal(comparison="at_least"), *rows) == ("nearly_met", "")


def test_a_break_after_the_base_year_forbids_levels_and_leaves_published_growth():
    rows = revenue("813.9"), revenue("1200.0", "2019", is_break=True)
    assert verdict(goal(), *rows) == ("other_definition", "definition")
    rate = observed("revenue_yoy", "metal", "2019", "6.0", "%")
    found = assess(Figures(town(), (*rows, rate)), goal())
    assert (found.verdict, found.assessment.method) == ("faster", "rates")
    assert verdict(goal(), revenue("813.9", is_break=True), revenue("900.0", "2019")) == ("faster", "")


def test_a_bound_in_the_text_proves_what_it_can():
    base = observed("share", "metal", "2018", "50", "%")
    one = goal("share", kind="share", comparison="at_least", value="80", unit="%", binding="binding")
    at_least = observed("share", "metal", "2022", "85", "%", status=AT_LEAST)
    at_most = observed("share", "metal", "2022", "70", "%", status=AT_MOST)
    assert verdict(one, base, at_least)[0] in {"met", "exceeded"}
    assert verdict(one, base, at_most) == ("not_met", "")
    assert verdict(one, base, observed("share", "metal", "2022", "75", "%", status=AT_LEAST)) == (
        "within_rounding",
        "bound",
    )


def test_growth_relative_to_another_compares_one_year_and_one_scope():
    one = goal("revenue", kind="relative", comparison="above", value="0", unit="个百分点", relative_to="output/wire")
    ours = observed("revenue_yoy", "metal", "2019", "6.0", "%")
    theirs = observed("output_yoy", "wire", "2019", "5.0", "%")
    assert verdict(one, ours, theirs) == ("kept", "")
    assert verdict(one, ours, observed("output_yoy", "wire", "2019", "5.9", "%", scope="group")) == (
        "other_definition", "definition",
    )  # fmt: skip
    assert verdict(one, ours, observed("output_yoy", "wire", "2020", "5.0", "%")) == ("no_data", "not_published")


def test_real_growth_takes_no_growth_at_current_prices():
    nominal = observed("revenue_yoy", "metal", "2019", "6.0", "%", price_basis="current")
    assert verdict(growth("5", kind="real_growth"), nominal)[0] == "no_data"
    real = observed("revenue_yoy", "metal", "2019", "6.0", "%")
    assert verdict(growth("5", kind="real_growth"), real)[0] == "faster"


def test_levels_that_follow_from_growth_are_marked():
    derived = revenue("708.36", "2017", status="derived", source="a.csv;b.csv", cell="E3;E4")
    later = revenue("813.9", source="a.csv", cell="E3")
    found = assess(Figures(town(), (derived, later)), goal())
    assert {year: one.is_derived for year, one in found.evidence.levels.items()} == {2017: True, 2018: False}


def test_a_whole_that_adds_up_its_parts_is_not_worked_back_from_growth():
    whole = revenue("708.36", "2017", status="derived", source="a.csv;b.csv", cell="E3;E4")
    later = revenue("813.9", source="c.csv", cell="E3")
    found = assess(Figures(town(), (whole, later)), goal())
    assert not any(one.is_derived for one in found.evidence.levels.values())


# ---------------------------------------------------------------- goals.yml and plan.yml


@pytest.fixture
def data(tmp_path):
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw")
    return tmp_path / "data"


def changed(data, name, old, new):
    path = data / "raw" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def faults(data):
    with pytest.raises(FaultsError) as refused:
        clean(data)
    return [(one.place.file, one.place.row > 0, one.key) for one in refused.value.faults]


def test_a_plan_sets_thresholds_of_its_own_and_they_are_checked(data):
    assert str(load(ROOT / "data").definition.assessment.on_track) == "95"
    changed(data, "plan.yml", "indicators:\n", 'assessment: {on_track: "90", nearly: "3"}\nindicators:\n')
    clean(data)
    assert load(data).definition.assessment.on_track == "90"
    changed(data, "plan.yml", 'on_track: "90"', 'on_track: "50"')
    assert faults(data) == [("plan.yml", True, "faults.thresholds_out_of_order")]
    changed(data, "plan.yml", 'on_track: "50"', 'on_track: "-1"')
    assert ("plan.yml", True, "faults.field_no_percent") in faults(data)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("not_judged: no_number", "not_judged: nobody", "faults.field_not_one_of"),
        ("kind: keep, comparison", "scope: nowhere, kind: keep, comparison", "intake.goal_unknown_code"),
        ("kind: keep, comparison", "relative_to: revenue, kind: keep, comparison", "meaning.relative_to_unused"),
        ("entity: cluster, kind: level", "entity: cluster, kind: rank", "meaning.kind_of_other_unit"),
        ("entity: cluster, kind: level", "entity: cluster, kind: relative", "intake.goal_wrong_unit"),
    ],
)
def test_a_field_that_cannot_be_meant_is_a_fault_at_its_line(data, old, new, key):
    changed(data, "goals.yml", old, new)
    assert ("goals.yml", True, key) in faults(data)


def test_a_scope_that_bounds_another_names_one_that_there_is(data):
    changed(
        data,
        "plan.yml",
        "  city: {zh: 全市, en: the whole city}",
        "  city: {zh: 全市, en: the whole city, at_least: [town]}",
    )
    assert faults(data) == [("plan.yml", True, "intake.unknown_reference")]


def test_an_older_goals_yml_loads_and_is_told_what_to_add(data):
    changed(data, "goals.yml", "kind: keep", "kind: share")
    changed(data, "goals.yml", ", not_judged: no_number", "")
    told = {one.key for one in clean(data).notices}
    assert {"meaning.unsaid_keep", "meaning.unsaid_number"} <= told
    assert all(one.place.row > 0 for one in clean(data).notices)


def test_the_bundled_goals_leave_nothing_unsaid():
    assert [one.key for one in clean(ROOT / "data").notices if "unsaid" in one.key] == []
