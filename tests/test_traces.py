"""What a number follows from is in its trace: change an input a little, and every number that moves names it.

The twin is slow and obvious: it knows nothing of how a number is calculated, only that it moved.
"""

import pytest
from changed_inputs import Copy, cites, moved, numbers_of_run, parameters_of_run, run_plan, with_numbers_alone

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("traces")]

HEAD, OUTPUT, SPENT = (f"development_plan/2019-11/{name}.csv" for name in ("headline", "production", "rd_spending"))
INPUTS = [
    f"{HEAD} E3", f"{HEAD} E4", f"{OUTPUT} B5", f"{OUTPUT} C5", f"{SPENT} D2", "goals.yml cluster_revenue",
    "goals.yml aluminium_processing_ratio", "plan.yml primary_aluminium", "outcomes.yml ten_nonferrous_2025",
]  # fmt: skip
# Not another figure of the same meaning: 1031余 says no side to which it is open; a statement has no number.
NOT_CHANGED = {"development_plan/2019-11/capacities.csv E5", "development_plan/2019-11/innovation.csv E13"}

PARTS = 8
"""Into how many the inputs are parted, so that several workers change them at once."""
CAP = "cap_100m_yuan"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        with_numbers_alone(patch)
        yield Copy(tmp_path_factory.mktemp("traces"))


@pytest.mark.parametrize("address", INPUTS)
def test_every_number_that_moves_with_an_input_names_it(plan, address):
    without, count = plan.without_cause(address)
    assert without == {}
    assert count > 0


@pytest.mark.soak
@pytest.mark.parametrize(
    "part", [pytest.param(at, marks=pytest.mark.xdist_group(f"traces {at}")) for at in range(PARTS)]
)
def test_every_number_names_each_single_input_that_it_follows_from(plan, part, record_property):
    without, still = {}, []
    addresses = sorted(set(plan.inputs()) - NOT_CHANGED)[part::PARTS]
    for address in addresses:
        missing, count = plan.without_cause(address)
        without |= {(address, *place): trace for place, trace in missing.items()}
        still += [] if count else [address]
        record_property("fault", ("inputs changed, and every number's trace compared", 1))
    assert without == {}
    assert len(still) < len(addresses) / 3


@pytest.mark.parametrize("run", [run for run in run_plan() if run.id != "backtest"], ids=lambda run: run.id)
def test_every_number_that_moves_with_a_parameter_names_it(plan, run):
    """Two values that are no usual rates: the tables then have the same columns."""
    for name, value in parameters_of_run(run).items():
        # Without published revenue there is nothing to cap; a cap below the last figure is refused.
        if isinstance(value, float) and not (name == CAP and run.parameters.get("segment", "cluster") != "cluster"):
            start = 1100 if name == CAP else value
            before, after = ({run.id: numbers_of_run(run, plan.data, {name: start + step})} for step in (0.3, 0.45))
            without, count = moved(before, after, [f"parameter {name}", *(["assumption"] if name == CAP else [])])
            assert without == {}
            assert count > 0 or name == CAP


def test_the_growth_asked_about_and_the_goal_are_in_the_traces_of_where_they_lead(plan):
    numbers = plan.before["revenue-cluster-5"]
    expected = {
        "answer/at_target": {"989.30"}, "paths/2022/5": {"989.30"}, "answer/gap": {"-10.70"}, "answer/required": {"5.28"},
    }  # fmt: skip
    found = {name: numbers[name] for name in expected}
    assert {name: one["values"] for name, one in found.items()} == expected
    assert all(f"{HEAD} E3" in one["trace"] for one in found.values())
    assert [name for name, one in found.items() if "parameter goal_growth_pct" in one["trace"]] == [
        "answer/at_target", "paths/2022/5", "answer/gap",
    ]  # fmt: skip
    assert [name for name, one in found.items() if "goals.yml cluster_revenue" in one["trace"]] == [
        "answer/gap", "answer/required",
    ]  # fmt: skip


def test_a_trace_names_a_cell_its_file_or_the_findings_that_name_it():
    assert cites({f"{HEAD} E3"}, f"{HEAD} E3")
    assert not cites({f"{HEAD} E3"}, f"{HEAD} E4")
    assert cites({"goals.yml"}, "goals.yml cluster_revenue")
    assert cites({"findings.csv"}, f"{HEAD} E4")
    assert not cites({"findings.csv"}, "outcomes.yml gdp_2019")
    assert not cites({"goals.yml cluster_growth"}, "goals.yml cluster_revenue")
