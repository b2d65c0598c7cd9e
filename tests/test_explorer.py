"""The explorer: what follows from assumptions, the file they are kept in, the widgets, and a page without widgets."""

import json
import subprocess
import sys
from dataclasses import asdict, replace

import nbformat
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from run_in_process import run
from runner_project import ROOT, make_project

import lcanalysis
from lcanalysis.errors import LcAnalysisError, RunPlanError, UsageError
from lcanalysis.explorer import Assumptions, ExplorerModel, explore, load_assumptions, save_assumptions
from lcanalysis.explorer.assumptions import OWN_GOAL, PARAMETERS, PLAN_GOAL, limits
from lcanalysis.explorer.explored_answer import ExploredAnswer
from lcanalysis.explorer.panel import Panel
from lcanalysis.goals.goals import load_goals
from lcanalysis.notebooks.notebook_cells import exhibit_of
from lcanalysis.notebooks.parameters import read_parameters
from lcanalysis.runner.run_plan import load_run_plan
from lcanalysis.wording import LANGUAGES

NOTEBOOK = ROOT / "notebooks" / "explore.ipynb"
SEGMENTS = ("cluster", "copper", "aluminium", "sheet", "tube")
SOME = {"max_examples": 25}

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ipywidgets")


@pytest.fixture(scope="module")
def outlook():
    return ExplorerModel(lcanalysis.load(ROOT / "data"))


def told(outlook, **assumptions):
    return ExploredAnswer(outlook.plan, outlook.explore(Assumptions(**assumptions)))


def numbers_of(exhibit):
    return dict(exhibit.numbers())


growth = st.decimals(-30, 30, places=1).map(float)
states = st.builds(
    Assumptions,
    segment=st.sampled_from(SEGMENTS),
    target_year=st.integers(2019, 2035),
    goal=st.sampled_from([PLAN_GOAL, OWN_GOAL]),
    goal_growth_pct=st.decimals(0, 30, places=2).map(float),
    volume_growth_pct=growth,
    price_growth_pct=growth,
)

# ---------------------------------------------------------------------- what follows from assumptions


def test_revenue_grows_by_volume_and_prices_together():
    """3 tonnes in 100 more, each 2 yuan in 100 dearer: 103 tonnes at 102 yuan against 100 at 100."""
    tonnes, yuan = 103, 102
    assert Assumptions(volume_growth_pct=3, price_growth_pct=2).revenue_growth_pct == pytest.approx(
        tonnes * yuan / 100 - 100
    )


def test_the_path_is_the_last_figure_grown_year_by_year(outlook):
    found = outlook.explore(Assumptions(volume_growth_pct=-4.0, price_growth_pct=10.0))
    level, expected = 813.9, {2018: 813.9}
    for year in range(2019, 2023):
        level = level * 0.96 * 1.10
        expected[year] = level
    assert found.path == pytest.approx(expected)


@settings(**SOME)
@given(states)
def test_prices_or_volume_that_the_goal_requires_lead_to_the_goal(outlook, state):
    found = outlook.explore(state)
    at_prices = outlook.explore(replace(state, price_growth_pct=found.required_price_pct))
    at_volume = outlook.explore(replace(state, volume_growth_pct=found.required_volume_pct))
    assert at_prices.path_end == pytest.approx(found.goal_level, rel=1e-9)
    assert at_volume.path_end == pytest.approx(found.goal_level, rel=1e-9)


@settings(**SOME)
@given(states)
def test_the_rank_is_where_the_quantiles_pass_the_path(outlook, state):
    found = outlook.explore(state)
    predictive = found.start.predictive
    assert 0 <= found.rank <= 1
    for q in (0.05, 0.25, 0.5, 0.75, 0.95):
        if predictive.quantile(q) < found.path_end * (1 - 1e-3):
            assert found.rank >= q - 0.01
        if predictive.quantile(q) > found.path_end * (1 + 1e-3):
            assert found.rank <= q + 0.01


def test_a_faster_path_ranks_higher_and_the_goal_is_no_more_probable_for_it(outlook):
    slow, fast = (outlook.explore(Assumptions(price_growth_pct=price)) for price in (-3.0, 6.0))
    assert slow.rank < fast.rank
    assert slow.probability == fast.probability


@pytest.mark.parametrize("reference", ["mix", "national_products"])
def test_the_numbers_are_those_of_the_revenue_page(outlook, reference):
    found = outlook.explore(Assumptions(reference=reference))
    page = dict(run("revenue.ipynb", data=str(outlook.plan.data), reference=reference))["answer"].results()
    assert f"{found.required_pct:.2f}" == page["answer/required"]["value"]
    assert f"{found.probability:.2%}" == f"{page['answer/of_goal']['value']}%"


def test_the_index_of_an_unpublished_revenue_has_the_shares_of_the_revenue_page(outlook):
    found = outlook.explore(Assumptions(segment="copper", goal=OWN_GOAL, goal_growth_pct=8.0))
    eight = lcanalysis.class_outlook(outlook.plan, 2022).probability(lcanalysis.Quantity(8, "%"))
    assert found.start.is_index
    assert found.start.predictive.last_value == 100
    assert found.probability == pytest.approx(float(eight) / 100, abs=1e-6)


def test_the_goal_examined_is_the_plans_first_one_a_named_one_or_ones_own(outlook):
    assert outlook.explore(Assumptions()).goal.goal == "cluster_revenue"
    assert outlook.explore(Assumptions()).goal_level == 1000
    assert outlook.explore(Assumptions(goal="cluster_growth")).goal_level == pytest.approx(813.9 * 1.05**4)
    own = outlook.explore(Assumptions(goal=OWN_GOAL, goal_growth_pct=7.25))
    assert own.goal is None
    assert own.goal_level == pytest.approx(813.9 * 1.0725**4)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"goal": "copper_growth"}, "cluster_revenue, cluster_growth, plan, own"),
        ({"segment": "zinc"}, "zinc"),
        ({"reference": "my_class"}, "my_class"),
        ({"target_year": 2018}, "2018"),
    ],
)
def test_what_the_plan_does_not_have_is_refused_with_what_it_has(outlook, changed, said):
    with pytest.raises(UsageError) as refused:
        outlook.explore(replace(Assumptions(), **changed))
    for lang in LANGUAGES:
        assert said in refused.value.text(lang)


def test_a_parameter_out_of_its_range_is_refused_as_for_any_notebook(outlook):
    with pytest.raises(RunPlanError) as refused:
        explore(outlook.plan, "en", price_growth_pct=300.0, volum_growth_pct=1.0)
    assert len(refused.value.faults) == 2


# ---------------------------------------------------------------------- told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_says_path_rank_probability_and_what_is_still_needed(outlook, lang):
    """1.03 x 1.02 = 1.0506; 813.9 x 1.0506**4 = 991.56; (1000/813.9)**(1/4) = 1.0528."""
    text = told(outlook).answer().plain(lang)
    levels = {"zh": ("991.56亿元", "8.44亿元"), "en": ("99.156 billion yuan", "844 million yuan")}[lang]
    for said in (*levels, "5.06%", "5.28%", "2.22%", "3.22%"):
        assert said in text
    for share in (told(outlook).explored.probability, told(outlook).explored.rank):
        assert lcanalysis.probability(share).text(lang) in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("segment", ["cluster", "tube"])
def test_picture_chart_and_table_show_the_same_numbers_in_both_languages(outlook, lang, segment):
    shown = told(outlook, segment=segment, price_growth_pct=-2.0)
    level = numbers_of(shown.table())[f"explore/{segment}/2022/path"].text(lang)
    assert level in shown.answer().plain(lang)
    assert level in shown.chart().in_language(lang).finding
    picture = shown.picture(lang)
    assert picture == shown.picture(lang)
    assert "<text" not in picture  # letters are drawn: no reader's font is needed
    assert 'role="img"' in picture
    assert shown.chart().in_language(lang).svg().startswith("<svg")


def test_the_table_tells_an_estimate_with_three_digits_as_all_pages_do(outlook):
    levels = {key: level.text("zh") for key, level in numbers_of(told(outlook).table()).items() if "/2022/" in key}
    assert levels.pop("explore/cluster/2022/path") == "991.56亿元"  # what is assumed is no estimate
    assert [level[-3:] for level in levels.values()] == ["0亿元"] * 3


def test_the_chart_of_an_index_calls_its_base_a_base_and_no_observation(outlook):
    chart = told(outlook, segment="copper").chart().in_language("en")
    assert "(2018 = 100)" in chart.subtitle
    words = [note.get_text() for note in chart.axes[0].texts]
    assert not [word for word in words if "derived" in word or "published" in word]


def test_a_path_outside_of_most_outcomes_is_called_optimistic_or_cautious(outlook):
    assert "optimistic" in told(outlook, price_growth_pct=30.0).answer().plain("en")
    assert "cautious" in told(outlook, price_growth_pct=-20.0).answer().plain("en")


# ---------------------------------------------------------------------- the file


def test_the_explorer_declares_what_the_notebook_declares():
    declared = read_parameters(NOTEBOOK)
    free = [replace(parameter, choices=()) if parameter.name == "segment" else parameter for parameter in declared]
    assert free == list(PARAMETERS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_cap_bounds_picture_chart_table_and_answer_and_is_named(outlook, lang):
    capped, free = told(outlook, cap_100m_yuan=1000.0), told(outlook)
    assert capped.explored.probability == free.explored.probability == capped.explored.probability_without_cap
    assert max(value for key, value in numbers_of(capped.table()).items() if not key.endswith("/path")).value == 1000
    assert max(value for key, value in numbers_of(free.table()).items() if not key.endswith("/path")).value > 1000
    word = {"zh": "上限", "en": "cap"}[lang]
    assert word in capped.sentences[-1].text(lang)
    assert word in capped.chart().in_language(lang).alt
    assert len(capped.sentences) == len(free.sentences) + 1
    assert capped.picture(lang) != free.picture(lang)


def test_a_cap_below_the_latest_figure_is_told_in_the_panel_and_not_drawn(panel):
    before = panel.answer.value
    panel.controls["cap_100m_yuan"].value = 800.0
    assert "813.9" in panel.notice.value
    assert panel.answer.value == before
    panel.controls["cap_100m_yuan"].value = 1000.0
    assert panel.answer.value != before


def test_a_segment_without_published_revenue_has_no_cap(panel):
    panel.controls["cap_100m_yuan"].value = 1000.0
    panel.controls["segment"].value = "copper"
    assert (panel.controls["cap_100m_yuan"].value, panel.controls["cap_100m_yuan"].disabled) == (0, True)
    panel.controls["segment"].value = "cluster"
    assert not panel.controls["cap_100m_yuan"].disabled


@settings(**SOME)
@given(states)
def test_what_was_saved_is_loaded_again(tmp_path_factory, state):
    path = tmp_path_factory.mktemp("saved") / "探索.yml"
    assert load_assumptions(save_assumptions(state, path, "zh")) == state
    first = path.read_bytes()
    save_assumptions(state, path, "zh")
    assert path.read_bytes() == first


def test_a_saved_file_is_scheduled_in_the_run_plan(tmp_path):
    state = Assumptions("copper", 2024, price_growth_pct=-1.5)
    saved = save_assumptions(state, tmp_path / "explored.yml", "en").read_text(encoding="utf-8")
    indented = "".join(f"      {line}\n" for line in saved.splitlines())
    suite = f"languages: [zh]\nruns:\n  - id: mine\n    notebook: explore.ipynb\n    parameters:\n{indented}"
    project = make_project(tmp_path / "project", suite)
    (project / "notebooks" / "explore.ipynb").write_bytes(NOTEBOOK.read_bytes())
    (run,) = load_run_plan(project / "notebooks" / "suite.yml").runs
    assert run.parameters == asdict(state)


def test_another_file_is_never_written_over(tmp_path):
    suite = tmp_path / "suite.yml"
    suite.write_text("languages: [zh]\nruns: []\n", encoding="utf-8")
    with pytest.raises(UsageError, match="suite"):
        save_assumptions(Assumptions(), suite, "en")
    assert suite.read_text(encoding="utf-8") == "languages: [zh]\nruns: []\n"
    with pytest.raises(UsageError, match="notes"):
        save_assumptions(Assumptions(), tmp_path / "notes.txt", "en")
    assert [path.name for path in tmp_path.iterdir()] == ["suite.yml"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("- a\n- b\n", 1),
        ("segment: [", 1),
        ("2: 3\n", 1),
        ("segmnt: copper\nprice_growth_pct: much\ntarget_year: 1999\n", 3),
    ],
)
def test_a_faulty_file_is_refused_with_every_fault(tmp_path, text, count):
    path = tmp_path / "bad.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RunPlanError) as refused:
        load_assumptions(path)
    assert len(refused.value.faults) == count
    for lang in LANGUAGES:
        assert "bad.yml" in refused.value.text(lang)


def test_a_file_may_name_what_the_program_gives_as_papermills_do(tmp_path):
    path = tmp_path / "own.yml"
    path.write_text("lang: en\ndata: data\nsegment: tube\n", encoding="utf-8")
    assert load_assumptions(path) == Assumptions("tube")


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "own.yml"
    path.write_bytes(b"\xff\xfe\x00segment")
    with pytest.raises(RunPlanError):
        load_assumptions(path)
    with pytest.raises(UsageError, match=r"none\.yml"):
        load_assumptions(tmp_path / "none.yml")


# ---------------------------------------------------------------------- the widgets


@pytest.fixture
def panel(outlook, tmp_path):
    return Panel(outlook, Assumptions(), "en", tmp_path)


def test_a_move_of_a_slider_moves_answer_and_picture(panel):
    before = panel.answer.value
    panel.controls["price_growth_pct"].value = 4.0
    assert "7.12%" in panel.answer.value
    assert panel.answer.value != before
    panel.controls["price_growth_pct"].value = 2.0
    assert panel.answer.value == before


def test_another_segment_offers_its_own_goals(panel):
    panel.controls["segment"].value = "tube"
    assert [value for _, value in panel.controls["goal"].options] == ["tube_growth", OWN_GOAL]
    assert panel.controls["goal"].value == "tube_growth"
    assert "steel tube" in panel.answer.value.lower()
    panel.controls["goal"].value = OWN_GOAL
    panel.controls["segment"].value = "copper"
    assert panel.controls["goal"].value == OWN_GOAL


def test_the_slider_of_ones_own_goal_counts_only_with_it(panel):
    assert panel.controls["goal_growth_pct"].disabled
    panel.controls["goal"].value = OWN_GOAL
    assert not panel.controls["goal_growth_pct"].disabled
    panel.controls["goal_growth_pct"].value = 7.0
    assert "7% a year" in panel.answer.value


def test_every_control_is_named_and_described_in_both_languages(panel):
    controls = [*panel.controls.values(), panel.file, panel.save, panel.load]
    english = [(control.description, control.tooltip) for control in controls]
    state = panel.assumptions
    panel.lang.value = "zh"
    chinese = [(control.description, control.tooltip) for control in controls]
    assert all(name and about for name, about in english + chinese)
    assert not any(set(one) & set(other) for one, other in zip(english, chinese, strict=True))
    assert panel.assumptions == state
    assert 'lang="zh"' in panel.answer.value


def test_a_state_is_kept_and_returned_to_by_the_buttons(panel, tmp_path):
    panel.controls["segment"].value = "copper"
    panel.controls["volume_growth_pct"].value = 6.5
    kept = panel.assumptions
    panel.file.value = "mine.yml"
    panel.save.click()
    assert "mine.yml" in panel.notice.value
    assert yaml.safe_load((tmp_path / "mine.yml").read_text(encoding="utf-8")) == asdict(kept)
    panel.show(Assumptions())
    panel.load.click()
    assert panel.assumptions == kept


@pytest.mark.parametrize("name", ["", "../up.yml", "a\\b.yml", "none.yml"])
def test_a_file_that_cannot_be_loaded_leaves_everything_and_says_so(panel, name):
    before = panel.assumptions, panel.answer.value
    panel.file.value = name
    panel.load.click()
    assert (panel.assumptions, panel.answer.value) == before
    assert 'role="status"' in panel.notice.value


def test_a_file_of_another_plan_is_refused_before_anything_moves(panel, tmp_path):
    (tmp_path / "other.yml").write_text("segment: steel\n", encoding="utf-8")
    before = panel.assumptions
    panel.file.value = "other.yml"
    panel.load.click()
    assert panel.assumptions == before
    assert "steel" in panel.notice.value


def test_nothing_is_computed_again_that_did_not_change(outlook):
    panel = Panel(outlook, Assumptions(target_year=2027), "en")
    start = outlook.explore(panel.assumptions).start
    panel.controls["price_growth_pct"].value = 5.0
    assert outlook.explore(panel.assumptions).start is start


# ---------------------------------------------------------------------- a page without widgets


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_papermill_shows_the_answer_figure_and_table_of_a_saved_file(tmp_path, warm, lang):
    save_assumptions(Assumptions("cluster", 2023, price_growth_pct=1.0), tmp_path / "explored.yml", lang)
    target = tmp_path / "out.ipynb"
    line = [sys.executable, "-m", "papermill", "--engine", "lcanalysis", "--no-progress-bar", "-p", "lang", lang]
    line += ["-f", str(tmp_path / "explored.yml"), str(NOTEBOOK), str(target)]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
    notebook = nbformat.read(target, 4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    kinds = [exhibit_of(output)["kind"] for output in outputs]
    assert "2023" in outputs[0].data["text/plain"]
    assert kinds == ["text", "chart", "table", "text"]
    assert ["image/svg+xml" in output.data for output in outputs] == [kind == "chart" for kind in kinds]
    assert ["<table" in output.data.get("text/html", "") for output in outputs] == [kind == "table" for kind in kinds]
    assert "JupyterLab" in outputs[-1].data["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" not in json.dumps([dict(output.data) for output in outputs])
    assert "widgets" not in notebook.metadata


def test_goals_of_the_plan_that_the_explorer_offers_are_those_of_revenue(outlook):
    every = load_goals(outlook.plan.data, outlook.plan.definition)
    wanted = {goal.goal for goal in every if goal.indicator == "revenue" and goal.entity in SEGMENTS}
    assert {goal.goal for segment in SEGMENTS for goal in outlook.goals(segment)} == wanted


def test_sliders_reach_as_far_as_the_parameters_may(panel):
    for name in ("goal_growth_pct", "volume_growth_pct", "price_growth_pct"):
        assert (panel.controls[name].min, panel.controls[name].max) == limits(name)


def test_an_error_is_one_clear_message_in_a_cell():
    problem = UsageError("explorer.plain_name", name="a/b")
    assert isinstance(problem, LcAnalysisError)
    assert "a/b" in "\n".join(problem._render_traceback_())
    assert "Traceback" not in "\n".join(problem._render_traceback_())
