"""What an economist meets in a notebook: results that read well at the end of a cell, Tab, errors, the tutorial."""

import gc
import inspect
import json
import pickle
import re
import subprocess
import sys

import matplotlib as mpl
import nbformat
import pandas as pd
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from runner_project import ROOT, write_notebook

import lcanalysis as lc
from lcanalysis import explorer
from lcanalysis.errors import UsageError
from lcanalysis.exhibits import CaptionedFrame
from lcanalysis.forecasting import Forecast, Forecasts
from lcanalysis.unknown_names import load_ipython_extension
from lcanalysis.wording import LANGUAGES, preferred_lang, set_session_lang

NOTEBOOKS = ROOT / "notebooks"


@pytest.fixture(scope="module")
def outlook(plan):
    return lc.forecast(plan.series("revenue", "cluster"), 2022, as_of="2019-11", unit="亿元", data=ROOT / "data")


@pytest.fixture
def shell():
    # Another test may have left the shell of a kernel within this process, which shows errors elsewhere.
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance()
    made.history_manager.enabled = False
    yield made
    made.history_manager.end_session()
    InteractiveShell.clear_instance()


def tables(plan):
    return {
        "observations": plan.observations,
        "goals": plan.goals,
        "findings": plan.findings,
        "audit": lc.audit(plan),
        "scorecard": lc.scorecard(plan),
    }


@pytest.mark.parametrize("name", ["observations", "goals", "findings", "audit", "scorecard"])
def test_a_table_of_the_plan_is_a_pandas_table_with_a_caption_that_names_its_units(plan, name):
    table = tables(plan)[name]
    assert isinstance(table, pd.DataFrame)
    for lang, unit in (("zh", "单位"), ("en", "unit")):
        html, text = table.as_html(lang), table.as_text(lang)
        caption = text.splitlines()[0]
        assert unit in caption or "%" in caption or "percent" in caption
        assert f">{caption}</caption>" in html
        assert html.startswith(f'<div lang="{lang}">')
        assert all(column in text for column in table.columns)  # shown, or named below


def test_what_pandas_makes_of_a_table_is_plain_pandas(plan):
    some = plan.goals[plan.goals["kind"] == "level"]
    assert type(some) is pd.DataFrame
    assert type(plan.goals.merge(some, on="goal")) is pd.DataFrame
    pd.testing.assert_frame_equal(pd.DataFrame(plan.goals), plan.goals.copy())


def test_a_captioned_table_crosses_a_process_boundary(plan):
    found = pickle.loads(pickle.dumps(plan.goals))  # noqa: S301 - our own bytes
    assert isinstance(found, CaptionedFrame)
    assert found.as_html("zh") == plan.goals.as_html("zh")


def test_cells_of_a_table_are_escaped_and_missing_figures_are_a_dash():
    table = CaptionedFrame(pd.DataFrame({"unit": ["<b>&"], "value": [float("nan")]}), "results.goals")
    assert "&lt;b&gt;&amp;" in table.as_html("en")
    assert "<td>—</td>" in table.as_html("en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_plan_says_what_it_holds_and_how_to_get_it(plan, lang):
    text = plan.table().plain(lang)
    for row in (f"{len(plan.observations)}\tplan.observations", f"{len(plan.goals)}\tplan.goals"):
        assert row in text
    assert plan.definition.plan.title(lang) in text


def test_what_the_plans_own_table_says_can_be_typed(plan):
    for name in ("observations", "goals", "findings"):
        assert isinstance(getattr(plan, name), pd.DataFrame)
    assert list(plan.series("revenue", "cluster").index) == [2017, 2018]


def test_every_figure_of_the_plan_stands_once_and_all_cells_are_there(plan):
    figures, cells = plan.observations, plan.all_observations
    assert not figures.duplicated(["indicator", "entity", "area", "period"]).any()
    assert len(cells) == len(plan.records)
    linked = figures["also_in"][figures["also_in"] != ""].str.split("; ").explode()
    assert len(figures) + len(linked) == len(cells)
    assert set(linked) <= set(cells["source"] + " " + cells["cell"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_printed_plan_is_one_line(plan, lang):
    set_session_lang(lang)
    for text in (str(plan), repr(plan)):
        assert plan.definition.plan.title(lang) in text
        assert len(text.splitlines()) == 1
        assert len(text) < 200


@pytest.mark.parametrize("ask", ["series", "observation"])
@pytest.mark.parametrize(
    ("indicator", "entity", "near"),
    [
        ("revenu", "cluster", "revenue (营业收入)"),
        ("revenue", "cluter", "cluster (产业集群)"),
        ("营收", "cluster", "营业收入"),
    ],
)
def test_a_misspelt_name_is_met_with_the_nearest_and_never_with_an_empty_answer(plan, ask, indicator, entity, near):
    with pytest.raises(UsageError) as caught:
        getattr(plan, ask)(indicator, entity, *(["2018"] if ask == "observation" else []))
    assert near in caught.value.text("zh")
    assert "nearest" in caught.value.text("en")


def test_names_in_both_languages_and_years_as_numbers_are_understood(plan):
    expected = plan.series("revenue", "cluster")
    assert plan.series("营业收入", "产业集群").equals(expected)
    assert plan.observation("revenue", "cluster", 2018) == plan.observation("营业收入", "产业集群", "2018")
    with pytest.raises(UsageError, match="2018-06"):
        plan.observation("revenue", "cluster", "2018年")
    with pytest.raises(UsageError):
        plan.series("revenue", "cluster", "liaochen")
    assert plan.observation("revenue", "cluster", 1990) is None


def test_results_of_many_series_are_one_table():
    rows = pd.DataFrame(
        {"series": ["a"] * 3 + ["b"] * 3, "year": [2016, 2017, 2018] * 2, "value": [5, 6, 7, 9, 8, 9.0]}
    )
    found = lc.forecast(rows, 2020, data=ROOT / "data")
    assert isinstance(found, Forecasts)
    table = found.table()
    assert list(table.rows) == ["a", "b"]
    _, (_, *levels) = table.rows["a"]
    assert [float(level) for level in levels] == [7, *(found["a"].quantile(q) for q in (0.1, 0.5, 0.9))]
    assert "text/html" in found._repr_mimebundle_()


def test_tab_offers_the_answers_of_a_forecast_and_no_private_noise(shell, outlook):
    shell.user_ns["outlook"] = outlook
    with provisionalcompleter():
        offered = list(shell.Completer.completions("outlook.", len("outlook.")))
    names = {found.text.removeprefix(".") for found in offered}
    assert {"quantile", "interval", "probability", "required_growth", "to_frame", "plot", "summary"} <= names
    assert not {name for name in names if name.startswith("_")}
    assert not names & {"law", "working_scale", "levels"}
    assert all(hasattr(outlook, name) for name in names)


PUBLIC = [
    *(getattr(lc, name) for name in lc.__all__ if name != "__version__"),
    *(getattr(Forecast, name) for name in ("quantile", "interval", "probability", "required_growth", "expected_shortfall")),
]  # fmt: skip


@pytest.mark.parametrize("thing", PUBLIC, ids=lambda thing: thing.__qualname__)
def test_what_raises_says_so_and_numbers_have_units_in_every_public_docstring(thing):
    text = inspect.getdoc(thing)
    assert text
    if inspect.isfunction(thing) and "raise " in inspect.getsource(thing):
        assert "Raises" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reference_lists_every_public_name_in_its_first_table(lang):
    text = (ROOT / "docs" / lang / "reference.md").read_text(encoding="utf-8")
    first = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `lc.")]
    listed = re.findall(r"`lc\.(\w+)`", "".join(first))
    assert sorted(listed) == sorted(set(lc.__all__) - {"__version__"})


def test_the_plan_is_found_from_the_notebooks_folder(monkeypatch, plan):
    monkeypatch.chdir(NOTEBOOKS)
    assert lc.load().goals.equals(plan.goals)


# ---------------------------------------------------------------------- language and errors in a notebook


def test_results_and_messages_speak_the_language_that_the_session_was_given(monkeypatch, outlook):
    monkeypatch.setenv("LCANALYSIS_LANG", "en")
    assert outlook.summary().startswith("Scenario")
    lc.load(ROOT / "data", lang="zh")
    assert outlook.summary().startswith("情景")
    with mpl.rc_context():
        lc.use_style("en")
        assert outlook.summary().startswith("Scenario")
        lc.use_style()
    assert preferred_lang() == "en"


def test_a_language_given_with_a_folder_that_is_none_is_the_language_of_the_message(monkeypatch):
    monkeypatch.setenv("LCANALYSIS_LANG", "en")
    with pytest.raises(UsageError, match="找不到规划数据目录"):
        lc.load("nowhere", lang="zh")


def test_a_language_that_there_is_not_is_refused_and_changes_nothing(monkeypatch):
    monkeypatch.setenv("LCANALYSIS_LANG", "en")
    for give in (lambda: lc.load(ROOT / "data", lang="fr"), lambda: lc.use_style("fr")):
        with pytest.raises(ValueError, match="zh, en"):
            give()
    assert preferred_lang() == "en"


def test_no_variable_of_the_notebook_is_read_by_its_name(shell, monkeypatch, outlook):
    monkeypatch.setenv("LCANALYSIS_LANG", "en")
    shell.user_ns["lang"] = "zh"
    assert outlook.summary().startswith("Scenario")


def test_importing_the_library_leaves_the_kernel_as_it_was():
    lines = (
        "from IPython.core.interactiveshell import InteractiveShell",
        "import gc, sys",
        "shell = InteractiveShell()",
        "before = shell.CustomTB, shell.custom_exceptions, sys.excepthook, gc.isenabled()",
        "import lcanalysis as lc",
        "lc.load('data', lang='zh'), lc.audit, lc.forecast, lc.use_style, lc.table",
        "from lcanalysis.explorer import explore",
        "after = shell.CustomTB, shell.custom_exceptions, sys.excepthook, gc.isenabled()",
        "assert before == after and gc.get_freeze_count() == 0",
    )
    line = [sys.executable, "-c", "\n".join(lines)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def test_the_explorer_freezes_nothing_in_the_users_kernel(plan):
    before = gc.get_freeze_count()
    explorer.explore(plan, "zh")
    assert gc.get_freeze_count() == before


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_gives_its_language_openly_and_names_the_kernel_of_the_tutorial(path):
    notebook = nbformat.read(path, 4)
    assert any("lc.load(data, lang=lang)" in cell.source for cell in notebook.cells if cell.cell_type == "code")
    kernel = json.loads((ROOT / "lcanalysis" / "runner" / "kernelspec" / "kernel.json").read_text("utf-8"))
    assert notebook.metadata.kernelspec.name == "lcanalysis"
    assert notebook.metadata.kernelspec.display_name == kernel["display_name"]
    for lang in LANGUAGES:
        assert kernel["display_name"] in (ROOT / "docs" / lang / "tutorial.md").read_text("utf-8")


def test_a_cell_run_before_the_one_it_needs_says_what_to_do_and_shows_no_traceback(shell, capsys):
    load_ipython_extension(shell)
    for lang, word in (("zh", "请先运行"), ("en", "run that first")):
        set_session_lang(lang)
        result = shell.run_cell("story.answer()")
        shown = capsys.readouterr().out
        assert isinstance(result.error_in_exec, NameError)
        assert word in shown
        assert "story" in shown
        assert len(shown.strip().splitlines()) == 1


def test_a_name_missing_within_a_function_keeps_its_traceback(shell, capsys):
    load_ipython_extension(shell)
    shell.run_cell("def f():\n    return missing\nf()")
    shown = capsys.readouterr().out
    assert "Traceback" in shown
    assert "missing" in shown


def test_an_error_of_ours_is_its_message_alone(shell, capsys):
    shell.user_ns["lc"] = lc
    set_session_lang("zh")
    result = shell.run_cell("lc.load('nowhere')")
    assert capsys.readouterr().out.strip() == result.error_in_exec.text("zh")


@pytest.mark.slow
def test_papermill_names_the_kernels_there_are_if_one_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("LCANALYSIS_LANG", "en")
    write_notebook(tmp_path / "in.ipynb", "1")
    line = [sys.executable, "-m", "papermill", "--engine", "lcanalysis", "-k", "gone", "in.ipynb", "out.ipynb"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert "no kernel gone" in done.stderr
    assert "python3" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "words"), [("zh", "请给出路径"), ("en", "give its path")])
def test_papermill_from_another_folder_names_the_parameter_to_give_in_the_readers_language(tmp_path, warm, lang, words):
    line = [sys.executable, "-m", "papermill", "--no-progress-bar", str(NOTEBOOKS / "revenue.ipynb"), "out.ipynb"]
    done = subprocess.run(
        [*line, "-p", "lang", lang], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode != 0
    assert words in done.stderr
    assert "-p data" in done.stderr


# ---------------------------------------------------------------------- the tutorial


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tutorial_runs_from_the_data_to_ones_own_goal_and_chart(tmp_path, warm, lang):
    target = tmp_path / "tutorial.ipynb"
    line = [sys.executable, "-m", "papermill", "--engine", "lcanalysis", "--no-progress-bar", "-p", "lang", lang]
    line += ["-p", "goal_growth_pct", "8", str(NOTEBOOKS / "tutorial.ipynb"), str(target)]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
    shown = {cell.id: cell.outputs[0].data for cell in nbformat.read(target, 4).cells if cell.get("outputs")}
    assert float(shown["goal-required"]["text/plain"]) == pytest.approx((1000 / 813.9) ** 0.25 - 1)
    assert 0.3 < float(shown["goal-probability"]["text/plain"]) < 0.6
    assert f"{813.9 * 1.08**4:.0f} (8%)" in shown["own-chart"]["text/plain"]
    assert "caption" in shown["scorecard-code"]["text/html"]
    assert f'lang="{lang}"' in shown["open-plan"]["text/html"]
    assert len([data for data in shown.values() if "image/svg+xml" in data]) == 3


def test_prose_stands_in_both_languages_and_no_code_cell_is_long():
    for name in ("tutorial", "explore"):
        cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", 4).cells
        tags = [tuple(cell.metadata.get("tags", [])) for cell in cells if cell.cell_type == "markdown"]
        assert tags.count(("lang-zh",)) == tags.count(("lang-en",)) == len(tags) / 2
        assert all(len(cell.source.splitlines()) <= 10 for cell in cells if cell.cell_type == "code")
