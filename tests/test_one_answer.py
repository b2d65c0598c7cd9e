"""One question has one answer: the probability of a goal is the same on every page, in every command and in the library."""

import hashlib
import json
import re
import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from run_in_process import run

import lcanalysis
from lcanalysis import cli
from lcanalysis.briefing.ledger import current_table
from lcanalysis.cleaning.pipeline.clean import clean
from lcanalysis.explorer import explore
from lcanalysis.forecasting.goal_odds import goal_probabilities, scorecard_with_odds
from lcanalysis.forecasting.plan_forecast import forecasts_of_their_time, level_wanted, predict_indicator
from lcanalysis.forecasting.reference_files import list_references, load_reference, load_references
from lcanalysis.goals.scorecard import plan_goals
from lcanalysis.intake.outcomes import outcomes_table
from lcanalysis.plan import load

ROOT = Path(__file__).parent.parent
HEADLINE = "development_plan/2019-11/headline.csv"
LEVEL, GROWTH = "cluster_revenue", "cluster_growth"
GOAL = lcanalysis.Quantity(1000, "亿元")


def with_years(folder, **values):
    """Return the bundled plan with revenue of later years: year2019=("900.0", "2020-03") and so on."""
    shutil.copytree(ROOT / "data", folder / "data")
    raw = folder / "data" / "raw"
    head, *_ = (raw / HEADLINE).read_text(encoding="utf-8").splitlines()
    record = (raw / f"{HEADLINE}.source.yml").read_text(encoding="utf-8")
    entries = ""
    for name, (value, published_on) in values.items():
        file = f"development_plan/{published_on}/{name}.csv"
        (raw / file).parent.mkdir(exist_ok=True)
        row = f"revenue,cluster,liaocheng,{name[4:]},{value}亿元,亿元,above_scale,营业收入{value}亿元,第一章第一节"
        (raw / file).write_text(f"{head}\n{row}\n", encoding="utf-8")
        digest = hashlib.sha256((raw / file).read_bytes()).hexdigest()
        later = re.sub(r"sha256: \w+", f"sha256: {digest}", record).replace(
            'published_on: "2019-11"', f'published_on: "{published_on}"'
        )
        (raw / f"{file}.source.yml").write_text(later, encoding="utf-8")
        entries += f'  - {{name: {name}, title_zh: 后续, title_en: Later, file: {file}, section: 第一章第一节, published_on: "{published_on}"}}\n'
    plan = (raw / "plan.yml").read_text(encoding="utf-8")
    (raw / "plan.yml").write_text(plan.replace("\nstatements:\n", f"\nstatements:\n{entries}"), encoding="utf-8")
    clean(folder / "data")
    return load(folder / "data")


@pytest.fixture(
    scope="module",
    params=[
        {},
        {"year2019": ("900.0", "2020-03")},
        {"year2019": ("840.0", "2020-03"), "year2020": ("870.5", "2021-02")},
        {"year2020": ("925.0", "2021-02")},  # 2019 is missing
        {"year2019": ("905.0", "2019-12-28")},  # published before the year was over
    ],
    ids=["bundled", "a_year_later", "two_years_later", "a_year_missing", "before_the_year_was_over"],
)
def plan(request, tmp_path_factory):
    return with_years(tmp_path_factory.mktemp("plan"), **request.param)


@cache
def page(notebook, data):
    """Return what a page of a plan shows, by cells; it is run once."""
    return run(f"{notebook}.ipynb", data=str(data))


def sensitivity_answer(data):
    """Return the shares that the answer of the sensitivity page gives, by name."""
    [answer] = [one for cell, one in page("sensitivity", data) if cell == "answer"]
    return {key.removeprefix("answer/"): float(number.value) / 100 for key, number in answer.numbers()}


def in_quantities(plan):
    return lcanalysis.forecast(lcanalysis.series(plan, "revenue", "cluster"), 2022, data=plan.data)


def in_rows(table, data):
    return lcanalysis.forecast(table.query("indicator == 'revenue' and entity == 'cluster'"), 2022, data=data)


def on_page(plan, notebook, key):
    """Return a probability as a page holds it, with all its digits."""
    exhibits = [one for _, one in page(notebook, plan.data)]
    (found,) = {number for one in exhibits for name, number in one.numbers() if name == key}
    return float(found) / 100


def command(plan, capsys, *more):
    with pytest.raises(SystemExit):
        cli.main(["forecast", "revenue", "--to", "2022", "--data", str(plan.data), *more])
    return capsys.readouterr().out


def test_the_command_says_above_where_the_plan_asks_for_more_than_its_goal(plan, capsys):
    assert "2022 年超过 1000.00亿元" in command(plan, capsys, "--lang", "zh")
    assert "above 100 billion yuan by 2022" in command(plan, capsys, "--lang", "en")


def test_the_level_goal_is_as_likely_everywhere(plan, capsys):
    expected = predict_indicator(plan, "revenue", "cluster", 2022).probability(level=1000)
    odds = scorecard_with_odds(plan).set_index("goal")["probability"]
    ledger = dict(current_table(plan).numbers())
    answers = {
        "scorecard": odds[LEVEL],
        "scorecard page": on_page(plan, "scorecard", f"scorecard/{LEVEL}/probability"),
        "briefing": on_page(plan, "briefing", "answer/chance"),
        "revenue page": on_page(plan, "revenue", "answer/of_goal"),
        "sensitivity page": sensitivity_answer(plan.data)["base"],
        "ledger": float(ledger[f"ledger/current/{LEVEL}/probability"]) / 100,
        "explorer": explore(plan, "zh").explored.probability,
        "command": json.loads(command(plan, capsys, "--json"))["required_growth"][0]["probability"],
        "library": lcanalysis.forecast(plan.series("revenue", "cluster"), 2022, data=plan.data).probability(level=1000),
        "library, by rows": in_rows(plan.observations, plan.data).probability(level=1000),
        "library, by all rows": in_rows(plan.all_observations, plan.data).probability(level=1000),
        "outlook": float(lcanalysis.outlook(plan, "revenue", "cluster", 2022).probability(GOAL)) / 100,
    }
    assert answers == {name: pytest.approx(expected, abs=1e-9) for name in answers}
    # As a quantity, a derived figure is the calculation itself; among the data it has four decimals.
    assert in_quantities(plan).probability(level=lcanalysis.Quantity(1000, "亿元")) == pytest.approx(expected, abs=1e-7)


def test_the_growth_goal_is_as_likely_everywhere_and_counts_from_its_base_year(plan, capsys):
    (goal,) = [goal for goal in plan_goals(plan) if goal.goal == GROWTH]
    level = float(level_wanted(plan, goal, "亿元"))
    assert level == pytest.approx(813.9 * 1.05**4)
    series = plan.series("revenue", "cluster")
    expected = lcanalysis.forecast(series, 2022, data=plan.data).probability(level=level)
    answers = {
        "scorecard": scorecard_with_odds(plan).set_index("goal")["probability"][GROWTH],
        "scorecard page": on_page(plan, "scorecard", f"scorecard/{GROWTH}/probability"),
        "explorer": explore(plan, "zh", goal=GROWTH).explored.probability,
        "command": json.loads(command(plan, capsys, "--json"))["growth_goals"][0]["probability"],
    }
    assert answers == {name: pytest.approx(expected, abs=1e-9) for name in answers}


def test_what_the_terminal_prints_is_the_rounded_answer(plan, capsys):
    told = 5 * round(20 * predict_indicator(plan, "revenue", "cluster", 2022).probability(level=1000))
    assert f"probability {told}%" in command(plan, capsys, "--lang", "en")


def one_by_one(plan):
    """Return the probability by each class, by the mix of those used, and with other weights of the series' own growth."""
    used = {each.name: each for each in load_references(None, plan.data)}
    others = {name: load_reference(name, plan.data) for name in list_references(plan.data) if name not in used}
    others |= {f"{name}_all_years": each.from_year(None) for name, each in used.items() if each.since is not None}
    asked = {name: {"reference": each} for name, each in (used | others).items()}
    asked |= {"mix": {}} | {f"own growth {times} times": {"shrinkage": times} for times in (0.0, 2.0)}
    found = {name: predict_indicator(plan, "revenue", "cluster", 2022, **more) for name, more in asked.items()}
    return {name: one.probability(level=1000) for name, one in found.items()}, tuple(used)


def test_the_range_over_the_assumptions_is_the_same_on_all_pages(plan):
    found, used = one_by_one(plan)
    expected = pytest.approx((min(found.values()), max(found.values())))
    ends = ("least", "most")
    assert [on_page(plan, "revenue", f"answer/goal_{end}") for end in ends] == expected
    assert [on_page(plan, "briefing", f"answer/{end}") for end in ends] == expected
    assert [sensitivity_answer(plan.data)[end] for end in ends] == expected
    odds = goal_probabilities(plan).loc[LEVEL]
    assert [float(odds[f"probability_{end}"].value) / 100 for end in ("low", "high")] == expected
    by_class = {name: found[name] for name in used}
    assert {name: on_page(plan, "revenue", f"odds/{name}/level") for name in used} == pytest.approx(by_class)


def test_a_later_figure_moves_the_answer(tmp_path_factory):
    before = with_years(tmp_path_factory.mktemp("before"))
    after = with_years(tmp_path_factory.mktemp("after"), year2019=("930.0", "2020-03"))
    held = [scorecard_with_odds(each).set_index("goal")["probability"][LEVEL] for each in (before, after)]
    assert held[1] > held[0] + 0.1


def test_the_page_that_looks_back_alone_is_as_of_the_plans_publication_and_says_so(tmp_path_factory):
    plan = with_years(tmp_path_factory.mktemp("back"), year2019=("930.0", "2020-03"))
    one = forecasts_of_their_time(plan, outcomes_table(plan))["forecast"]["nonferrous_revenue_2024"]
    assert (one.origin, one.as_of) == (2018, date(2019, 12, 31))
    beside = next(one for _, one in page("outcomes", plan.data) if one.id == "beside")
    assert all("2019" in beside.title.text(lang) for lang in ("zh", "en"))
    assert predict_indicator(plan, "revenue", "cluster", 2024).origin == 2019


def test_an_earlier_day_knows_only_what_was_published_by_then(tmp_path_factory, capsys):
    plan = with_years(tmp_path_factory.mktemp("earlier"), year2019=("930.0", "2020-03"))
    early = json.loads(command(plan, capsys, "--as-of", "2019-12-31", "--json"))
    assert (early["origin"], json.loads(command(plan, capsys, "--json"))["origin"]) == (2018, 2019)
    with pytest.raises(SystemExit) as left:
        cli.main(["forecast", "revenue", "--as-of", "2019-06", "--data", str(plan.data), "--lang", "en"])
    assert left.value.code == 2
    assert "no yearly figure was published by 2019-06-30; the first was in 2019-11" in capsys.readouterr().err


def test_a_series_that_was_computed_from_the_plans_has_no_rounding_of_the_plans():
    series = lcanalysis.load(ROOT / "data").series("revenue", "cluster")
    assert lcanalysis.forecast(series, 2022, data=ROOT / "data").observed.lower[-1] == 813.85
    scaled = lcanalysis.forecast(series * 10, 2022, data=ROOT / "data").observed
    assert scaled.lower == scaled.values == scaled.upper


def test_a_series_that_was_computed_from_the_plans_has_no_unit_of_the_plans():
    series = lcanalysis.load(ROOT / "data").series("revenue", "cluster")
    later = lcanalysis.forecast(series.loc[2017:], 2022, data=ROOT / "data")
    scaled = lcanalysis.forecast(series * 10_000, 2022, data=ROOT / "data")
    assert (later.unit, scaled.unit) == ("亿元", "")


def test_in_whatever_form_a_plans_figures_are_forecast_their_cells_are_named():
    plan = lcanalysis.load(ROOT / "data")
    expected = predict_indicator(plan, "revenue", "cluster", 2022).trace
    assert in_quantities(plan).trace == expected
    assert in_rows(plan.observations, plan.data).trace == expected
    assert lcanalysis.forecast(plan.series("revenue", "cluster"), 2022, data=plan.data).trace == expected


def test_goals_that_cannot_be_forecast_take_no_other_goal_with_them(tmp_path_factory):
    plan = with_years(tmp_path_factory.mktemp("faulty"))
    path = plan.data / "processed" / "observations.csv"
    text = path.read_text(encoding="utf-8")
    whole = scorecard_with_odds(plan).set_index("goal")["probability"]
    # The revenue of 2018 begins a new level: one year of it is too few, and copper's products do not care.
    row = next(line for line in text.splitlines() if line.startswith("revenue,cluster,liaocheng,2018"))
    path.write_text(text.replace(row, row.replace("false", "true", 1)), encoding="utf-8")
    table = scorecard_with_odds(load(plan.data)).set_index("goal")
    assert table["probability"][[LEVEL, GROWTH]].isna().all()
    assert table["odds_note"][LEVEL] == "forecast.too_few_after_break"
    assert table["probability"]["copper_processing_ratio"] == whole["copper_processing_ratio"]
    notes = [note.text("en") for note in goal_probabilities(load(plan.data))["remarks"][LEVEL]]
    assert any("2018" in note and "break" in note for note in notes)
