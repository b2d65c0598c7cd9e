"""What has become known since: declared with its source, checked, and set beside the forecast of its time."""

import shutil
from pathlib import Path

import pytest

import lcanalysis
from lcanalysis.cleaning import clean
from lcanalysis.errors import LcAnalysisError
from lcanalysis.intake.outcomes import load_outcomes
from lcanalysis.stories.outcomes import Outlook

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


@pytest.fixture
def data(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path / "data"


def story(data, value, lang="en", **changes):
    text = ENTRY.replace("VALUE", value)
    for old, new in changes.items():
        text = text.replace(old, new)
    (data / "raw" / "outcomes.yml").write_text(text, encoding="utf-8")
    return Outlook(lcanalysis.load(data), lang)


def test_a_plan_without_later_figures_says_so(data):
    (data / "raw" / "outcomes.yml").unlink()
    found = Outlook(lcanalysis.load(data), "en")
    assert "No figures" in found.answer().text
    assert load_outcomes(data, found.plan.definition) == ()


@pytest.mark.parametrize(("published_on", "later"), [("2019-10", 0), ("2019-11", 0), ("2019-12", 1), ("2023", 1)])
def test_a_figure_published_before_the_plan_is_not_called_later(data, published_on, later):
    found = story(
        data,
        "900",
        **{'period: "2022"': 'period: "2018"', 'published_on: "2023-03"': f'published_on: "{published_on}"'},
    )
    assert f"1 figures from other sources bear on the plan, {later} of them published after it" in found.answer().text


@pytest.mark.parametrize(("value", "place"), [("900", "inside"), ("100", "below"), ("9000", "above")])
def test_an_outcome_lies_inside_below_or_above_the_interval_of_its_time(data, value, place):
    found = story(data, value)
    assert found.compared[0].place == place
    assert f"{place} the 80% interval" in found.answer().text
    assert found.compared[0].forecast.observed.origin == 2018


def test_a_figure_known_only_from_below_decides_nothing_unless_it_is_beyond_the_interval(data):
    known_from_below = {"is: exact": "is: above"}
    assert story(data, "1000", **known_from_below).compared[0].place == "open"
    assert story(data, "9000", **known_from_below).compared[0].place == "above"


def test_what_the_city_has_published_since_is_told_with_its_differing_definitions():
    found = Outlook(lcanalysis.load(ROOT / "data"), "zh")
    text = found.answer().text + found.known().as_text()
    for fact in ("29.6", "超过1000", "不含钢铁加工", "158", "440", "2110.47", "8.4"):
        assert fact in text
    found.require_sound()


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
    story(data, "900")
    clean(data)
    assert (data / "processed" / "observations.csv").read_bytes() == before
