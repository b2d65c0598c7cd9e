"""The sensitivity story against the engine called by hand, and the tornado picture against its rows."""

from pathlib import Path

import pandas as pd
import pytest

import lcanalysis
from lcanalysis import charts
from lcanalysis.errors import DataError, UsageError
from lcanalysis.forecasting import forecast
from lcanalysis.stories import revenue, sensitivity

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(DATA)


@pytest.fixture(scope="module")
def story(plan):
    return sensitivity.open_sensitivity(plan, "zh")


@pytest.mark.parametrize(
    ("group", "name", "options"),
    [
        ("shrinkage", "none", {"shrinkage": 0}),
        ("shrinkage", "twice", {"shrinkage": 2}),
        ("tail", "heavy", {"tail": 2}),
        ("tail", "normal_like", {"tail": 30}),
        ("classes", "national_products", {"reference": "national_products"}),
        ("contrasts", "world_economies", {"reference": "world_economies"}),
    ],
)
def test_every_case_is_the_forecast_with_that_one_option_changed(story, group, name, options):
    rows = {int(row.period): [float(row.value), float(row.lower), float(row.upper)] for row in story.story.rows}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["value", "lower", "upper"])
    by_hand = forecast(table, 2022, as_of="2019-12-31", data=DATA, **options).probability(level=1000) * 100
    (case,) = [case for case in story.cases[group] if case.key.endswith(f"/{name}")]
    assert case.share.value == pytest.approx(by_hand)
    assert case.difference.value == pytest.approx(by_hand - story.base.value)


def test_the_verdict_tells_base_range_and_what_matters_most_in_both_languages(plan, story):
    assert story.answer().text.startswith(
        "**2022年达到1000亿元的可能性为65%，范围是53%～68%。各项假设中影响最大的是自身增速的权重：53%～75%。**"
    )
    english = sensitivity.open_sensitivity(plan, "en").answer().text
    assert "the probability is 65%, within 53% to 68%" in english
    assert "the highest 77%" in english


def test_the_answer_of_the_revenue_page_ranges_over_the_case_without_own_growth(plan):
    text = revenue.open_story(plan, "zh").answer().text
    assert "范围是53%～68%：分3个参照类为62%～68%，不计本序列自身的增速则为53%" in text


def test_a_cap_is_one_more_assumption_with_its_own_bar(plan, story):
    capped = sensitivity.open_sensitivity(plan, "zh", cap_100m_yuan=950.0)
    (case,) = capped.cases["cap"]
    assert (case.share.value, case.title) == (0, "不超过950亿元")
    assert capped.base.value == story.base.value
    assert "营业收入的上限" in capped.chart().alt
    assert "cap" not in story.cases


def test_of_a_segment_without_revenue_it_says_that_there_is_nothing_to_vary(plan):
    story = sensitivity.open_sensitivity(plan, "en", "copper")
    assert "nothing that could move" in story.answer().text
    assert story.chart() is None
    with pytest.raises(UsageError, match="gold"):
        sensitivity.open_sensitivity(plan, "en", "gold")


def test_a_bar_whose_ends_are_swapped_or_missing_is_refused():
    for low, high in ((70.0, 60.0), (float("nan"), 60.0)):
        with pytest.raises(DataError):
            charts.draw_tornado([{"name": "A", "low_pct": low, "high_pct": high}], "en", base=65.0)


def test_the_widest_bar_is_named_and_stands_first_in_the_alternative_text(story):
    chart = story.chart()
    assert "影响最大的是自身增速的权重" in chart.finding
    assert chart.alt.index("自身增速的权重53%～75%") < chart.alt.index("65%～77%") < chart.alt.index("62%～68%")
