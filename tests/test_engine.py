"""The papermill engine `lcanalysis`, through papermill's own command and through the forks of the suite."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from runner_project import ROOT, write_notebook

from lcanalysis.briefing.rendering import render_page
from lcanalysis.notebooks.normalise import notebook_bytes
from lcanalysis.runner import pools, warm_client
from lcanalysis.runner.execute import Job, execute, notebook_of
from lcanalysis.runner.forked_kernel import PlainCells
from lcanalysis.runner.workers import call

pytestmark = pytest.mark.slow
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
ALWAYS_RUN = {"briefing", "explore", "revenue", "tutorial"}
"""Charts of every kind, widgets, tables, and all that the library offers; the others are run by `make soak`."""
PARAMETERS = "goal_growth_pct: float = 5.0  # [%] goal for annual growth {0..30}\n"


def papermill(folder, *arguments):
    line = [sys.executable, "-m", "papermill", "--engine", "lcanalysis", "--no-progress-bar", "in.ipynb", "out.ipynb"]
    return subprocess.run([*line, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_papermill_refuses_a_parameter_the_notebook_does_not_have_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("LCANALYSIS_LANG", "en")
    write_notebook(tmp_path / "in.ipynb", "1", parameters=PARAMETERS)
    done = papermill(tmp_path, "-p", "goal_growht_pct", "8")
    assert done.returncode == 2
    assert "unknown parameter goal_growht_pct; did you mean goal_growth_pct?" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.ipynb").exists()


def test_papermill_refuses_a_value_that_is_not_of_the_declared_kind(tmp_path, monkeypatch):
    monkeypatch.setenv("LCANALYSIS_LANG", "en")
    write_notebook(tmp_path / "in.ipynb", "1", parameters=PARAMETERS)
    done = papermill(tmp_path, "-y", "goal_growth_pct: [5, 8]")
    assert done.returncode == 2
    assert "must be one float" in done.stderr


def test_papermill_runs_what_the_notebook_declares(tmp_path, warm):
    write_notebook(tmp_path / "in.ipynb", "goal_growth_pct", parameters=PARAMETERS)
    done = papermill(tmp_path, "-p", "goal_growth_pct", "8")
    assert done.returncode == 0, done.stderr
    cells = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"]
    assert cells[-1]["outputs"][0]["data"]["text/plain"] == ["8"]


def run_job(pool, job):
    executed = call(pool, execute, job)
    return notebook_bytes(executed.notebook), executed.failure, executed.reads


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    # Else the first run would clean the data, and read more than the others.
    path = tmp_path_factory.mktemp("clean") / "clean.ipynb"
    write_notebook(path, "import lcanalysis", "lcanalysis.load(data)", parameters='data: str = "data"  # plan\n')
    with pools.open_pool() as opened:
        run_job(opened, Job(path.read_text(encoding="utf-8"), {}, ROOT, ROOT / "data", 60, "forked"))
        yield opened


def both(pool, job):
    """Return what a run gives on a kernel in its own fork, and on an ordinary kernel."""
    return [run_job(pool, replace(job, client=client)) for client in ("forked", "own")]


@pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux alone")
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in ALWAYS_RUN else pytest.mark.soak) for name in NOTEBOOKS]
)
def test_a_notebook_of_the_suite_gives_the_same_bytes_in_a_fork_and_on_an_ordinary_kernel(pool, name):
    source = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    forked, own = both(pool, Job(source, {"lang": "zh"}, ROOT, ROOT / "data", 120, "forked"))
    assert forked[1] is None
    assert forked == own
    assert "raw/plan.yml" in forked[2]


QUIET = {
    "streams": "import sys\nprint('a'); print('b', file=sys.stderr); print('c')",
    "display": "from IPython.display import display, clear_output\ndisplay(1); clear_output(); display(2); 3",
    "update": "from IPython.display import display\nh = display('x', display_id=True)\nh.update('y')",
    "figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.gcf().axes[0].get_xlim()",
    "await": "import asyncio\nawait asyncio.sleep(0.01)\n'done'",
    "magic": "%timeit -n1 -r1 -q 1\n_ih[-1][:5]",
    "subprocess": "!echo hello",
    "environment": "import os\nsorted(n for n in os.environ if n.endswith('_NUM_THREADS'))",
    "hash": "hash('x')",
    "main": "__name__, __doc__",
}
"""Cells after which the notebook goes on, and which leave room for the others."""
ODD = {
    "error": "def f():\n    raise ValueError('no')\nf()",
    "syntax": "1 +",
    "exit": "raise SystemExit(3)",
    "success": "import sys\nsys.exit(0)",
    "quit": "quit()",
    "shell": "get_ipython().ask_exit()",
    "hidden": "get_ipython().showtraceback = lambda *_, **__: None\n1 / 0",
    "flood": "for _ in range(60):\n    print('x' * 1_000_000)",
    "lines": "for number in range(100_000):\n    print(number)",
    "value": "'x' * 60_000_000",
    "many": "from IPython.display import display\nfor number in range(1100):\n    display(number)",
    "rich": "from IPython.display import HTML, display\ndisplay(HTML('x' * 50_000_000)); display(HTML('y'))",
    "complaint": "raise ValueError('x' * 1_000_000)",
    "late": "import time\ntime.sleep(30)",
    "loop": "while True:\n    pass",
    "stubborn": "import time\nwhile True:\n    try:\n        time.sleep(1)\n    except Exception:\n        pass",
}
ENDLESS = {"late", "loop", "stubborn"}


@pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux alone")
def test_cells_that_end_give_the_same_bytes_in_a_fork_and_on_an_ordinary_kernel(pool, tmp_path):
    write_notebook(tmp_path / "in.ipynb", *QUIET.values())
    source = (tmp_path / "in.ipynb").read_text(encoding="utf-8")
    forked, own = both(pool, Job(source, {}, tmp_path, tmp_path, 60, "forked"))
    assert forked[1] is None
    assert forked[:2] == own[:2]
    cells = notebook_of(forked[0]).cells[-len(QUIET) :]
    assert [name for name, cell in zip(QUIET, cells, strict=True) if not cell.outputs] == []


@pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux alone")
@pytest.mark.parametrize("name", ODD)
def test_odd_cells_give_the_same_bytes_in_a_fork_and_on_an_ordinary_kernel(pool, tmp_path, name):
    write_notebook(tmp_path / "in.ipynb", "before = 1", ODD[name], "after = 2")
    source = (tmp_path / "in.ipynb").read_text(encoding="utf-8")
    forked, own = both(pool, Job(source, {}, tmp_path, tmp_path, 2 if name in ENDLESS else 60, "forked"))
    assert forked[:2] == own[:2]


ENDING = {
    "sys": "import sys\nsys.exit(0)",
    "raised": "raise SystemExit",
    "code": "import sys\nsys.exit(3)",
    "exit": "exit()",
    "quit": "quit()",
    "shell": "get_ipython().ask_exit()",
}


@pytest.mark.parametrize("name", ENDING)
def test_a_notebook_that_a_cell_ends_has_failed_in_that_cell(pool, tmp_path, name):
    write_notebook(tmp_path / "in.ipynb", "1", ENDING[name], "2", "# a remark", "3")
    source = (tmp_path / "in.ipynb").read_text(encoding="utf-8")
    failure = run_job(pool, Job(source, {"lang": "en"}, tmp_path, tmp_path, 20, pool.client))[1]
    assert (failure.cell, failure.error) == ("cell-2", "NotebookEndedError")
    assert "3 code cells after it did not run" in failure.message


def test_a_notebook_that_a_cell_ends_has_failed_for_papermill_too(tmp_path, warm):
    for source, words in (
        ("import sys\nsys.exit(0)", "NotebookEndedError"),
        ("import os\nos._exit(0)", "DeadKernelError"),
    ):
        write_notebook(tmp_path / "in.ipynb", source, "2")
        assert papermill(tmp_path).returncode == 1
        cells = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"]
        (named,) = [cell for cell in cells if cell["metadata"].get("papermill", {}).get("exception")]
        assert (named["id"], named["outputs"][-1]["ename"]) == ("cell-1", words)


@pytest.mark.parametrize(("lang", "words"), [("en", "59,800,010 characters"), ("zh", "59800010 个字符")])
def test_what_a_notebook_prints_beyond_measure_is_cut_and_the_page_says_how_much(pool, tmp_path, lang, words):
    write_notebook(tmp_path / "in.ipynb", "print('x' * 60_000_009)", "print('y')", "'z'")
    source = (tmp_path / "in.ipynb").read_text(encoding="utf-8")
    client = "own" if lang == "en" else pool.client
    content, failure, _ = run_job(pool, Job(source, {"lang": lang}, tmp_path, tmp_path, 60, client))
    assert failure is None
    notebook = notebook_of(content)
    page = render_page(notebook, run_id="a", lang=lang)
    assert (words in page, len(page) < 300_000) == (True, True)
    # A cell after it says for itself what it had to leave out.
    assert [len(cell.get("outputs", ())) for cell in notebook.cells[-3:]] == [2, 1, 1]


def test_a_cell_that_prints_without_end_keeps_to_its_time_and_names_itself(pool, tmp_path):
    write_notebook(tmp_path / "in.ipynb", "while True:\n    print('x' * 1000)")
    source = (tmp_path / "in.ipynb").read_text(encoding="utf-8")
    for content, failure, _ in both(pool, Job(source, {}, tmp_path, tmp_path, 2, pool.client)):
        assert (failure.cell, failure.error) == ("cell-1", "CellTimeoutError")
        assert len(content) < 300_000


def test_a_notebook_leaves_nothing_behind_for_the_next(pool, tmp_path):
    write_notebook(tmp_path / "a.ipynb", "import lcanalysis, os\nlcanalysis.left = 1\nos.environ['LEFT'] = '1'")
    write_notebook(
        tmp_path / "b.ipynb", "import lcanalysis, os\nassert not hasattr(lcanalysis, 'left')\nos.environ['LEFT']"
    )
    jobs = [
        Job((tmp_path / name).read_text(encoding="utf-8"), {}, tmp_path, tmp_path, 20, pool.client)
        for name in ("a.ipynb", "b.ipynb")
    ]
    assert run_job(pool, jobs[0])[1] is None
    assert run_job(pool, jobs[1])[1].error == "KeyError"


def test_what_a_notebook_reads_of_the_plan_folder_is_noted_and_what_it_writes_is_not(pool, tmp_path):
    data = tmp_path / "data"
    (data / "raw").mkdir(parents=True)
    (data / "raw" / "a.csv").write_text("1", encoding="utf-8")
    (data / "raw" / "b.csv").write_text("2", encoding="utf-8")
    source = (
        "import pathlib\nopen('data/raw/a.csv').read()\nopen('data/out.txt', 'w').close()\nopen('in.ipynb').close()"
    )
    write_notebook(tmp_path / "in.ipynb", source)
    job = Job((tmp_path / "in.ipynb").read_text(encoding="utf-8"), {}, tmp_path, data, 20, pool.client)
    assert run_job(pool, job)[2] == ("raw/", "raw/a.csv")


def test_slow_packages_are_imported_ahead_if_a_notebook_speaks_of_them(tmp_path):
    write_notebook(tmp_path / "plain.ipynb", "import pandas")
    assert warm_client.packages_in(tmp_path) == ()
    write_notebook(tmp_path / "own.ipynb", "import seaborn as sns")
    assert warm_client.packages_in(tmp_path) == ("seaborn",)
    assert warm_client.packages_in(ROOT / "notebooks") == ()


@pytest.mark.parametrize("cell", ["x = 1\n", 's = """\n%time\n"""\n', "%time x = 1\n", "files = !ls\n", "f?\n"])
def test_cells_become_the_python_that_ipython_makes_of_them(cell):
    assert PlainCells().transform_cell(cell) == TransformerManager().transform_cell(cell)


def test_the_package_declares_engine_provisioner_and_exporter():
    text = (Path(ROOT) / "pyproject.toml").read_text(encoding="utf-8")
    assert 'lcanalysis = "lcanalysis.runner.papermill_engine:LcAnalysisEngine"' in text
    from papermill.engines import papermill_engines

    papermill_engines.register_entry_points()
    assert papermill_engines.get_engine("lcanalysis").__name__ == "LcAnalysisEngine"
