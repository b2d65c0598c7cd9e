"""A figure of which only one side is known (超过750亿元, 不到8%) is no exact figure anywhere."""

import re

import pytest
from made_plans import Figure, Made, _growth_goals, _levels, _revenue, write
from test_made_plans import pages_of, text_of, values_of

import lcanalysis
from lcanalysis.cleaning import clean
from lcanalysis.forecasting.plan_forecast import predict_indicator
from lcanalysis.goals import standings

BOUNDED = Made(
    2020,
    2025,
    (
        (
            "2021-03",
            (
                *_revenue(y2018="650.0", y2019="700.0"),
                *_levels("output", "steel", "万吨", y2019="100.0", y2020="超过137"),
                Figure("revenue", "cluster", "2020", "超过771", "亿元"),
                Figure("revenue_yoy", "cluster", "2020", "超过7.3", "%"),
                Figure("revenue_yoy", "cluster", "2019", "不到8.7", "%"),
                Figure("output_yoy", "steel", "2020", "不到37.9", "%"),
            ),
        ),
    ),
    segments={"cluster": ("steel",), "tea": ()},
    goals=_growth_goals(),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    data = write(BOUNDED, tmp_path_factory.mktemp("bounds") / "plan")
    clean(data)
    return data


def test_series_observations_and_forecasts_leave_bounds_out(folder):
    plan = lcanalysis.load(folder)
    assert sorted({row.status for row in plan.records if "7" in row.as_printed and row.period == "2020"}) == [
        "at_least", "at_most",
    ]  # fmt: skip
    assert list(plan.series("revenue", "cluster").index) == [2018, 2019]
    assert list(plan.series("output", "steel").index) == [2019]
    assert plan.observation("revenue", "cluster", "2020") is None
    assert plan.observation("revenue_yoy", "cluster", "2019") is None
    assert plan.observation("revenue", "cluster", "2019").value == 700
    assert predict_indicator(plan, "revenue", "cluster", 2025).origin == 2019
    assert set(standings(plan)["period"]) == {2019}


def test_no_page_shows_a_bound_as_a_figure(folder):
    pages = pages_of(BOUNDED, folder, drawn=())
    for (_, lang), shown in pages.items():
        assert re.findall(r"(?<![\d.,])(?:771|137|37\.9)(?![.\d])", text_of(shown, lang)) == []
        assert [
            key for key, value in values_of(shown).items() if "yoy" in key and value in {"7.3", "8.7", "37.9"}
        ] == []
