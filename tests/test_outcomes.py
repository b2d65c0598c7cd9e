"""What has become known since: declared with its source, checked, and set beside the forecast of its time."""

from pathlib import Path

import pytest

from lcanalysis.cleaning import clean
from lcanalysis.errors import LcAnalysisError
from lcanalysis.forecasting.cautions import refusal_words
from lcanalysis.forecasting.plan_forecast import forecasts_of_their_time
from lcanalysis.intake.outcomes import outcomes_table
from lcanalysis.plan import load

ROOT = Path(__file__).parent.parent
ENTRY = """\
outcomes:
  - outcome: one
    name: {zh: 收入, en: revenue}
    period: "2022"
    value: "VALUE"
    is: exact
    unit: 亿元
    published_on: "2023-03"
    confidence: high
    source: {zh: 公报, en: communique}
    quotation: 原文
    forecast: {indicator: revenue, entity: cluster, year: 2022}
"""


def declare(data, value, **changes):
    """Declare one figure of others; `changes` replace parts of its entry."""
    text = ENTRY.replace("VALUE", value)
    for old, new in changes.items():
        text = text.replace(old, new)
    (data / "raw" / "outcomes.yml").write_text(text, encoding="utf-8")
    return load(data)


def test_a_plan_without_later_figures_has_an_empty_table(data):
    (data / "raw" / "outcomes.yml").unlink()
    found = outcomes_table(load(data))
    assert found.empty
    assert "is_later" in found
    assert forecasts_of_their_time(load(data), found).empty


def test_a_figure_keeps_its_digits_its_unit_and_where_it_was_declared(data):
    found = outcomes_table(declare(data, "900.0"))
    value = found.loc["one", "value"]
    assert (value.text("zh"), value.trace.machine) == ("900.0亿元", ("outcomes.yml one",))
    assert found.loc["one", ["indicator", "entity", "year", "differs"]].tolist() == ["revenue", "cluster", 2022, None]


@pytest.mark.parametrize(
    ("published_on", "later"), [("2019-10", False), ("2019-11", False), ("2019-12", True), ("2023", True)]
)
def test_a_figure_published_before_the_plan_is_not_called_later(data, published_on, later):
    changes = {'period: "2022"': 'period: "2018"', 'published_on: "2023-03"': f'published_on: "{published_on}"'}
    assert outcomes_table(declare(data, "900", **changes))["is_later"].tolist() == [later]


def test_a_forecast_beside_a_figure_is_as_of_the_plans_publication(data):
    plan = declare(data, "900")
    found = forecasts_of_their_time(plan, outcomes_table(plan))["forecast"]["one"]
    assert (found.origin, found.years[-1], found.unit) == (2018, 2022, "亿元")


def test_a_figure_whose_forecast_is_refused_says_why_and_takes_no_other_with_it(data):
    plan = declare(data, "900", **{"entity: cluster": "entity: copper"})
    found = forecasts_of_their_time(plan, outcomes_table(plan))
    assert found["forecast"].tolist() == [None]
    assert found["refused"]["one"].key == "forecast.nothing_published"
    assert refusal_words(found["refused"]["one"]).text("en") == "no yearly figure is published: no forecast"


def test_every_fault_of_the_later_figures_is_named_by_clean_and_nothing_changes(data):
    path = data / "raw" / "outcomes.yml"
    text = path.read_text(encoding="utf-8")
    text = text.replace('unit: 亿元, published_on: "2024-12-25"', 'unit: 亿, published_on: "2024-12-25"', 1)
    text = text.replace('period: "2025", value: "207.4"', 'period: "2027", value: "207.4"')
    text = text.replace("entity: cluster, year: 2024", "entity: clusters, year: 2018").replace("gdp_2020", "gdp_2021")
    path.write_text(text, encoding="utf-8")
    before = {file: file.read_bytes() for file in (data / "processed").iterdir()}
    with pytest.raises(LcAnalysisError) as refused:
        clean(data)
    keys = sorted(fault.key for fault in refused.value.faults)
    assert keys == [
        "intake.outcome_past", "intake.outcome_too_early", "intake.outcome_twice", "intake.outcome_unknown",
        "intake.outcome_unknown",
    ]  # fmt: skip
    assert all(fault.place.row for fault in refused.value.faults)
    assert {file: file.read_bytes() for file in (data / "processed").iterdir()} == before


def test_the_later_figures_change_no_observation_of_the_plan(data):
    before = (data / "processed" / "observations.csv").read_bytes()
    declare(data, "900")
    clean(data)
    assert (data / "processed" / "observations.csv").read_bytes() == before
