from dataclasses import replace

import pytest
from runner_project import PARAMETERS, ROOT, write_notebook, write_suite

from lcanalysis.definition import load_definition
from lcanalysis.errors import RunPlanError
from lcanalysis.names import is_file_name
from lcanalysis.runner import run_plan
from lcanalysis.runner.fitting import Published, fit_to_data, fit_to_plan
from lcanalysis.runner.run_plan import Run, about_run, load_run_plan

GOALS = PARAMETERS + (
    'goal_growth_pct: float = 5.0  # [%] goal {0..30}\nsegment: str = "cluster"  # segment {cluster, copper, tube}\n'
)


@pytest.fixture
def project(tmp_path):
    write_notebook(tmp_path / "notebooks" / "audit.ipynb")
    write_notebook(tmp_path / "notebooks" / "revenue.ipynb", parameters=GOALS)
    return tmp_path


def plan_of(project, runs, head="languages: [zh, en]\n"):
    return load_run_plan(write_suite(project, f"{head}runs:\n{runs}"))


def faults_of(project, runs, head="languages: [zh, en]\n"):
    with pytest.raises(RunPlanError) as raised:
        plan_of(project, runs, head)
    assert raised.value.exit_code == 2
    return raised.value.text("en").splitlines()[1:]


REVENUE = '  - id: "revenue-{segment}-{goal_growth_pct}"\n    notebook: revenue.ipynb\n'


def test_every_combination_of_a_matrix_is_a_run_in_every_language(project):
    plan = plan_of(
        project,
        "  - {id: audit, notebook: audit.ipynb}\n"
        + REVENUE
        + "    matrix: {segment: [cluster, copper], goal_growth_pct: [5, 7.5]}\n",
    )
    assert [(run.id, run.lang) for run in plan.runs] == [
        (name, lang)
        for name in ("audit", "revenue-cluster-5", "revenue-cluster-7.5", "revenue-copper-5", "revenue-copper-7.5")
        for lang in ("zh", "en")
    ]
    last = plan.runs[-1]
    assert dict(last.parameters) == {"segment": "copper", "goal_growth_pct": 7.5}
    assert (last.notebook, last.executed, last.page) == (
        "notebooks/revenue.ipynb",
        "revenue-copper-7.5.en.ipynb",
        "revenue-copper-7.5.en.html",
    )
    assert plan.runs[-2].executed == "revenue-copper-7.5.ipynb"


AUDIT = "  - {id: audit, notebook: audit.ipynb}\n"


def test_pages_alone_are_made_unless_other_formats_are_declared(project):
    assert plan_of(project, AUDIT).formats == ("html",)
    head = "languages: [zh]\nformats: [xlsx, docx, html]\n"
    assert plan_of(project, AUDIT, head).formats == ("html", "docx", "xlsx")


def test_formats_that_are_unknown_given_twice_or_without_pages_are_told_with_their_lines(project):
    (unknown,) = faults_of(project, AUDIT, "languages: [zh]\nformats: [html, odt]\n")
    assert "notebooks/suite.yml" in unknown
    assert "odt" in unknown
    faults = faults_of(project, AUDIT, "languages: [zh]\nformats:\n  - docx\n  - docx\n")
    assert faults == [
        "notebooks/suite.yml row 2: 'formats' must hold html: pages are always made",
        "notebooks/suite.yml row 4: the format docx is given twice",
    ]


def test_pdf_without_typst_is_one_fault_before_anything_runs(project, monkeypatch):
    monkeypatch.setattr(run_plan, "find_spec", lambda name: None)
    faults = faults_of(project, AUDIT, "languages: [zh]\nformats: [html, pdf]\n")
    assert faults == [
        (
            "notebooks/suite.yml row 2: to make PDF, install typst first: pip install 'lcanalysis[pdf]'; "
            "or leave pdf out of 'formats'"
        )
    ]


def test_the_bundled_edition_is_named_by_the_newest_vintage(project):
    runs = "  - {id: audit, notebook: audit.ipynb}\n"
    assert plan_of(project, runs).edition_name("2019-11") == "2019-11"
    named = plan_of(project, runs, 'languages: [zh]\nedition: "trial-{vintage}"\n')
    assert named.edition_name("2019-11") == "trial-2019-11"


@pytest.mark.parametrize(
    ("runs", "row", "words"),
    [
        (
            "  - {id: a, notebook: audits.ipynb}\n",
            3,
            "unknown notebook notebooks/audits.ipynb; there are audit.ipynb, r",
        ),
        ("  - {id: a, notebook: ../audit.ipynb}\n", 3, "runs.a.notebook: found '../audit.ipynb'"),
        ("  - {id: a, notebook: a/../../b.ipynb}\n", 3, "runs.a.notebook: found 'a/../../b.ipynb'"),
        ("  - {id: a, notebook: /tmp/b.ipynb}\n", 3, "runs.a.notebook: found '/tmp/b.ipynb'"),
        ("  - {id: a, notebok: audit.ipynb}\n", 3, "the field runs.a.notebook is missing"),
        ("  - {id: a, notebook: audit.ipynb, timeout_s: soon}\n", 3, "found 'soon'"),
        ("  - {id: a, notebook: audit.ipynb, timeout_s: 0}\n", 3, "greater than 0"),
        (REVENUE + "    parameters: {segment: cluster, goal_growth_pct: 31}\n", 5, "outside 0..30"),
        (REVENUE + "    matrix:\n      segment: [cluster]\n      goal_growth_pct: [5, '8']\n", 7, "of type float"),
        (REVENUE + "    parameters: {segment: cluster}\n", 3, "{goal_growth_pct} in the id"),
        (REVENUE + "    parameters: {segment: tube, goal_growth_pct: 3, lang: en}\n", 5, "leave it out"),
        (
            REVENUE + "    parameters: {segment: tube, goal_growth_pct: 3}\n    matrix: {segment: [tube]}\n",
            6,
            "keep one",
        ),
        (REVENUE + "    parameters: {segment: tube}\n    matrix: {goal_growth_pct: []}\n", 6, "must not be empty"),
        ("  - {id: '{segment.x}', notebook: revenue.ipynb, parameters: {segment: tube}}\n", 3, "segment.x"),
        ("  - {id: '{segment!r}', notebook: revenue.ipynb, parameters: {segment: tube}}\n", 3, "segment!r"),
        ("  - {id: '{', notebook: audit.ipynb}\n", 3, "no parameter that this entry gives"),
        ("  - {id: a/b, notebook: audit.ipynb}\n", 3, "a/b made from the parameters is no file name"),
        ("  - {id: index, notebook: audit.ipynb}\n", 3, "index made from the parameters is no file name"),
        ("  - {id: a, notebook: audit.ipynb}\n  - {id: A, notebook: audit.ipynb}\n", 4, "two runs have the name A"),
        (
            "  - {id: a, notebook: audit.ipynb}\n  - {id: a.en, notebook: audit.ipynb}\n",
            4,
            "two runs have the name a.en",
        ),
    ],
)
def test_a_fault_of_the_run_plan_names_its_line(project, runs, row, words):
    fault = faults_of(project, runs)[0]
    assert fault.startswith(f"notebooks/suite.yml row {row}:")
    assert words in fault


def test_faults_of_all_entries_come_at_once(project):
    faults = faults_of(
        project,
        "  - {id: a, notebook: none.ipynb}\n"
        + REVENUE
        + "    parameters: {segment: x, goal_growth_pct: 5, colour: 1}\n",
    )
    assert [fault.split(":")[0] for fault in faults] == [f"notebooks/suite.yml row {row}" for row in (3, 6, 6)]


def test_a_notebook_must_declare_what_every_run_is_given(project):
    write_notebook(project / "notebooks" / "audit.ipynb", parameters='lang: str = "zh"  # {zh}\n')
    faults = faults_of(project, "  - {id: a, notebook: audit.ipynb}\n")
    assert faults == [
        "notebooks/audit.ipynb: lang is 'en', but must be one of zh",
        "notebooks/audit.ipynb: the parameters cell must declare data, which every run is given",
    ]


def test_languages_and_the_edition_name_are_checked(project):
    runs = "  - {id: a, notebook: audit.ipynb}\n"
    assert "given twice" in faults_of(project, runs, "languages: [zh, zh]\n")[0]
    assert "languages" in faults_of(project, runs, "languages: [de]\n")[0]
    assert "cannot name a folder" in faults_of(project, runs, "languages: [zh]\nedition: a/b\n")[0]
    assert "cannot name a folder" in faults_of(project, runs, "languages: [zh]\nedition: '{other}'\n")[0]


def test_the_bundled_run_plan_makes_every_briefing_in_both_languages():
    plan = load_run_plan(ROOT / "notebooks" / "suite.yml")
    assert [run.id for run in plan.runs if run.lang == "zh"] == [
        "briefing", "scorecard", "assessment", "revenue-cluster-5", "revenue-cluster-8", "revenue-copper-8", "revenue-aluminium-8",
        "revenue-sheet-5", "revenue-tube-3", "{indicator}-{entity}", "sensitivity", "production", "research",
        "decomposition", "outcomes", "audit", "backtest",
    ]  # fmt: skip
    assert [run.id for run in plan.runs if run.lang == "en"] == [run.id for run in plan.runs if run.lang == "zh"]
    others = {run.unless_published.notebook for run in plan.runs if run.unless_published}
    assert {run.notebook for run in plan.runs} | others == {
        f"notebooks/{path.name}"
        for path in (ROOT / "notebooks").glob("*.ipynb")
        if path.stem not in {"gallery", "explore", "tutorial"}
    }


def test_a_run_is_told_from_others_in_the_words_of_its_language():
    definition = load_definition(ROOT / "data")
    run = Run("revenue-copper-8", "notebooks/revenue.ipynb", {"segment": "copper", "goal_growth_pct": 8.0}, "zh", True)
    assert about_run(run, definition) == "铜加工，年均增长8%"
    assert about_run(replace(run, lang="en", parameters={"years": 3}), definition) == "3"


def test_the_installations_run_plan_is_fitted_to_a_plan_that_has_none_of_its_own():
    notebooks = ROOT / "notebooks"
    whole = load_run_plan(notebooks / "suite.yml")
    own, tea = load_definition(ROOT / "data"), load_definition(ROOT / "plans" / "tea-2025")
    assert fit_to_plan(whole, own, notebooks) == whole
    fitted = {run.id: dict(run.parameters) for run in fit_to_plan(whole, tea, notebooks).runs}
    assert fitted["briefing"] == {"segment": "tea_industry"}
    assert fitted["sensitivity"] == {"segment": "tea_industry", "target_year": 2025}
    assert not any(name.startswith("revenue") for name in fitted)


def test_a_run_for_each_goal_is_made_of_the_published_figures_that_no_other_run_tells_of(tmp_path):
    text = """languages: [zh, en]
runs:
  - id: revenue
    notebook: revenue.ipynb
    unless_published: {indicator: revenue, entity: "{segment}", notebook: growth.ipynb}
    parameters: {segment: cluster}
  - id: "{indicator}-{entity}"
    notebook: indicator.ipynb
    each_goal: true
"""
    (tmp_path / "suite.yml").write_text(text, encoding="utf-8")
    whole = load_run_plan(tmp_path / "suite.yml", ROOT / "notebooks")
    subjects = {("revenue", "cluster"): 2025, ("output", "tea"): 2025, ("firms", "cluster"): 2030}
    fitted = fit_to_data(whole, Published(frozenset(subjects), subjects))
    assert [run.name for run in fitted.runs] == [
        "revenue.zh", "revenue.en", "output-tea.zh", "output-tea.en", "firms-cluster.zh", "firms-cluster.en",
    ]  # fmt: skip
    assert dict(fitted.runs[-1].parameters) == {"indicator": "firms", "entity": "cluster", "target_year": 2030}
    chinese = ("每千人床位数", "cluster")
    of_any_script = fit_to_data(whole, Published(frozenset({chinese}), {chinese: 2025})).runs[-1]
    assert is_file_name(of_any_script.id)
    assert of_any_script.parameters["indicator"] == "每千人床位数"
    bare = fit_to_data(whole, Published(frozenset(), {}))
    assert [(run.name, run.notebook) for run in bare.runs if run.is_first_language] == [
        ("revenue.zh", "notebooks/growth.ipynb")
    ]


def test_a_notebook_that_does_not_take_a_goal_is_refused_for_each_goal(tmp_path):
    text = "languages: [zh]\nruns:\n  - {id: '{indicator}', notebook: audit.ipynb, each_goal: true}\n"
    (tmp_path / "suite.yml").write_text(text, encoding="utf-8")
    with pytest.raises(RunPlanError) as raised:
        load_run_plan(tmp_path / "suite.yml", ROOT / "notebooks")
    assert {fault.fields["name"] for fault in raised.value.faults} >= {"indicator", "entity", "target_year"}
