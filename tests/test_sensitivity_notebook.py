"""The sensitivity page against the engine called by hand, on today's plan and on made ones."""

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest
from made_plans import HARD, Figure, Made, goal, write
from run_in_process import run

import lcanalysis
from lcanalysis.charts import draw_tornado
from lcanalysis.cleaning import clean
from lcanalysis.errors import DataError, UsageError
from lcanalysis.forecasting import forecast
from lcanalysis.forecasting.plan_forecast import predict_indicator

DATA = Path(__file__).parent.parent / "data"
CLASSES = {"national_products", "city_secondary", "listed_metal_firms"}


def page(**parameters):
    return {one.id: one for _, one in run("sensitivity.ipynb", **{"data": str(DATA)} | parameters)}


def page_of(made, folder, **parameters):
    clean(write(made, folder / "plan"))
    return page(data=str(folder / "plan"), segment="cluster", target_year=made.due, **parameters)


def value(exhibit, key):
    return float(dict(exhibit.numbers())[f"{exhibit.id}/{key}"])


@pytest.fixture(scope="module")
def shown():
    return page()


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(DATA)


@pytest.mark.parametrize(
    ("case", "options"),
    [
        ("shrinkage/0", {"shrinkage": 0}),
        ("shrinkage/2", {"shrinkage": 2}),
        ("tail/2", {"tail": 2}),
        ("tail/30", {"tail": 30}),
        ("classes/national_products", {"reference": "national_products"}),
        ("contrasts/world_economies", {"reference": "world_economies"}),
    ],
)
def test_every_case_is_the_forecast_with_that_one_option_changed(shown, plan, case, options):
    rows = {
        int(row.period): [float(row.value), float(row.lower), float(row.upper)]
        for row in plan.yearly("revenue", "cluster")
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["value", "lower", "upper"])
    by_hand = forecast(table, 2022, as_of="2019-12-31", data=DATA, **options).probability(level=1000) * 100
    assert value(shown["sensitivity"], f"{case}/probability") == pytest.approx(by_hand)


def test_rounding_takes_each_years_end_for_the_figure_and_is_a_note_where_it_moves_nothing(shown, plan):
    ends = [{2017: before, 2018: last} for before in ("lower", "upper") for last in ("lower", "upper")]
    found = [predict_indicator(plan, "revenue", "cluster", 2022, ends=one).probability(level=1000) for one in ends]
    for name, chance in (("low_pct", min(found)), ("high_pct", max(found))):
        assert value(shown["tornado"], f"rounding/{name}") == pytest.approx(100 * chance)
    assert not any("rounding/" in key for key, _ in shown["sensitivity"].numbers())
    assert "rounding" in shown["sensitivity"].shown("en")["foot"][-1]


def test_the_answer_tells_base_range_and_what_matters_most_in_both_languages(shown):
    verdict = "2022年超过1000亿元的可能性约60%，范围是50%～75%。各项假设中影响最大的是自身增速的权重：50%～75%。"
    assert shown["answer"].plain("zh").startswith(verdict)
    english = shown["answer"].plain("en")
    assert english.startswith("Above 100 billion yuan in 2022: the probability is about 60%, within 50% to 75%.")
    assert "the highest 75% (Revenue of industrial enterprises above designated size by industry)" in english


def test_every_probability_follows_from_the_goal_the_figures_and_the_classes(shown):
    sources = {"goals.yml cluster_revenue", *(f"development_plan/2019-11/headline.csv {cell}" for cell in ("E3", "E4"))}
    for key, number in shown["sensitivity"].numbers():
        if key.startswith("sensitivity/title/"):
            continue  # the goal itself and its year
        trace = set(number.trace.machine)
        assert sources <= trace
        assert any(source.startswith("reference/") for source in trace)
    assert {f"reference/{name}" for name in CLASSES} <= set(
        dict(shown["answer"].numbers())["answer/base"].trace.machine
    )


def test_a_cap_is_one_more_assumption_with_its_own_bar(shown):
    capped = page(cap_100m_yuan=950.0)
    share = dict(capped["sensitivity"].numbers())["sensitivity/cap/with/probability"]
    assert share == 0
    assert "parameter cap_100m_yuan" in share.trace.machine
    assert "不超过950亿元" in capped["sensitivity"].plain("zh")
    assert value(capped["answer"], "base") == value(shown["answer"], "base")
    assert "营业收入的上限" in capped["tornado"].plain("zh")
    assert "营业收入的上限" not in shown["tornado"].plain("zh")


def test_a_cap_below_the_last_figure_is_refused():
    with pytest.raises(UsageError, match=r"813\.9"):
        page(cap_100m_yuan=500.0)


def test_of_a_segment_without_revenue_it_says_that_there_is_nothing_to_vary():
    found = page(segment="copper")
    assert "nothing that could move" in found["answer"].plain("en")
    assert "tornado" not in found
    with pytest.raises(UsageError, match="bronze"):
        page(segment="bronze")


def test_a_bar_whose_ends_are_swapped_or_missing_is_refused():
    for low, high in ((70.0, 60.0), (float("nan"), 60.0)):
        with pytest.raises(DataError):
            draw_tornado([{"name": "A", "low_pct": low, "high_pct": high}], "en", base=65.0)


def test_the_widest_bar_is_named_and_stands_first_in_the_alternative_text(shown):
    text = shown["tornado"].plain("zh")
    assert "影响最大的是自身增速的权重" in text
    assert text.index("自身增速的权重50%～75%") < text.index("60%～75%") < text.index("60%～65%")


def test_the_caps_of_the_plan_stand_side_by_side_with_their_sources_and_what_they_count(shown):
    text = shown["capacity"].plain("en")
    assert [value(shown["capacity"], f"alumina/{case}/level") for case in ("with", "without")] == [440, 440]
    assert "May 2022) is later than the plan" in text
    assert "dates from October 2018; it is capacity of Xinfa alone" in text
    assert "Dazhong Daily, published May 2022; Reuters, published October 2018" in text


def test_a_cap_that_was_exceeded_is_told_as_not_applied():
    plan = lcanalysis.load(DATA)
    caps = tuple(cap.model_copy(update={"below_latest": False}) for cap in plan.definition.caps)
    strict = replace(plan, definition=plan.definition.model_copy(update={"caps": caps}))
    with patch("lcanalysis.load", lambda _data, lang: strict):
        text = page()["capacity"].plain("en")
    assert "the cap of 1.58 million tonnes lies below the figure of 2018, 1.6051 million tonnes" in text


# ---------------------------------------------------------------------- other plans


def revenue(levels, unit="亿元"):
    return tuple(Figure("revenue", "cluster", str(year), printed, unit) for year, printed in levels.items())


LEVEL = (goal("revenue", "cluster", "level", 1000, "亿元", 2020, 2025, "above"),)


def made(figures, goals=LEVEL):
    return Made(2020, 2025, (("2021-03", figures),), segments={"cluster": ()}, goals=goals)


def test_a_revision_is_the_figure_that_the_answer_rests_on(tmp_path):
    found = page_of(HARD["revised twice"], tmp_path)
    plan = lcanalysis.load(tmp_path / "plan")
    by_hand = predict_indicator(plan, "revenue", "cluster", 2025).probability(level=1000) * 100
    assert value(found["answer"], "base") == pytest.approx(by_hand)
    assert f"With {len(plan.yearly('revenue', 'cluster'))} yearly observations" in found["answer"].plain("en")


def test_a_missing_year_is_none_of_the_observations(tmp_path):
    found = page_of(made(revenue({2018: "700.0", 2020: "800.0"})), tmp_path)
    assert "With 2 yearly observations" in found["answer"].plain("en")
    assert {"no_cap", "caps", "capacity"} & {*found} == set(), "no cap is declared"


def test_one_figure_moves_with_no_assumption(tmp_path):
    found = page_of(made(revenue({2020: "800.0"})), tmp_path)
    assert [*found] == ["answer"]


def test_without_a_goal_for_the_level_there_is_nothing_to_vary(tmp_path):
    growth = (goal("revenue", "cluster", "growth", 5, "%", 2020, 2025, "about"),)
    found = page_of(made(revenue({2019: "760.0", 2020: "800.0"}), growth), tmp_path)
    assert "没有给出cluster营业收入绝对额目标的可能性" in found["answer"].plain("zh")


def test_figures_in_another_unit_than_the_goal_give_the_same_answer(tmp_path):
    both = [
        page_of(made(revenue(levels, unit)), tmp_path / unit)
        for unit, levels in (
            ("亿元", {2019: "760.00", 2020: "800.00"}),
            ("万元", {2019: "7600000", 2020: "8000000"}),
        )
    ]
    bases = [value(found["answer"], "base") for found in both]
    assert bases[0] == pytest.approx(bases[1], abs=0.01)
    assert all("超过1000亿元的可能性" in found["answer"].plain("zh") for found in both)


@pytest.mark.parametrize(
    ("comparison", "zh", "en"),
    [
        ("at_least", "年达到1000亿元的可能性", "100 billion yuan or more in "),
        ("about", "年达到或超过1000亿元的可能性", "100 billion yuan or more in "),
    ],
)
def test_the_comparison_of_the_goal_says_what_the_probability_is_of(tmp_path, comparison, zh, en):
    wanted = (goal("revenue", "cluster", "level", 1000, "亿元", 2020, 2025, comparison),)
    found = page_of(made(revenue({2019: "760.0", 2020: "800.0"}), wanted), tmp_path)
    assert zh in found["answer"].plain("zh")
    assert found["answer"].plain("en").startswith(en)


def test_eight_observations_are_a_forecast(tmp_path):
    levels = {year: f"{500 + 40 * (year - 2010)}.0" for year in range(2013, 2021)}
    found = page_of(made(revenue(levels)), tmp_path)
    assert "This forecast rests on 8 yearly observations" in found["answer"].plain("en")


def test_of_two_goals_for_the_level_the_first_is_asked_about(tmp_path):
    goals = tuple(goal("revenue", "cluster", "level", size, "亿元", 2020, 2025, "above") for size in (1000, 1200))
    found = page_of(made(revenue({2019: "760.0", 2020: "800.0"}), goals), tmp_path)
    assert "1000亿元" in found["answer"].plain("zh")
