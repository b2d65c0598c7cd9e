"""Try the programs that people use with the notebooks, for real, and write what came of it: ``make clients``.

Those that `make test` tries already are tried by its tests; the others here, on a copy of the notebooks. The table of docs/clients.md
has the version that each was tried with. Ends with 1 if one of them failed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import nbformat
from written_pages import write_between

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "clients.md"
MARKS = ("<!-- clients -->", "<!-- /clients -->")
AIRFLOW = ROOT / ".venv-airflow" / "bin" / "python"
MINUTES = 15


class TrialError(Exception):
    """A program did not do what it was tried for."""


@dataclass(frozen=True)
class Client:
    """A program, how it is tried, and what its users should know.

    - `name`, `package`: what the table calls it, and the package whose version is told.
    - `tried`: what was done.
    - `trial`: tests of `make test`, or a function that takes a folder with the notebooks and raises if it fails.
    - `to_know`: in a sentence or two.
    """

    name: str
    package: str
    tried: str
    trial: tuple[str, ...] | Callable[[Path], None]
    to_know: str


def main() -> None:
    """Try every client and write the table."""
    rows, failed = [], []
    for client in CLIENTS:
        try:
            outcome = _try_one(client)
        except (TrialError, subprocess.SubprocessError, OSError) as error:
            failed.append(f"{client.name}: {error}")
            outcome = "failed"
        print(f"{client.name}: {outcome}", flush=True)
        rows.append(f"| {client.name} | {_told_version(client)} | {client.tried} | {outcome} | {client.to_know} |")
    head = "| client | version | what was tried | outcome | what to know |\n| --- | --- | --- | --- | --- |"
    write_between(PAGE, *MARKS, "\n".join([head, *rows]))
    sys.exit("\n".join(failed) or None)


def _try_one(client: Client) -> str:
    if client.package == "apache-airflow" and not AIRFLOW.exists():
        return "not tried here: run `make airflow` first"
    if callable(client.trial):
        with _notebooks() as folder:
            client.trial(folder)
    else:
        tests = [f"tests/{one}" for one in client.trial]
        _run(ROOT, sys.executable, "-m", "pytest", "-q", "-n", "0", *tests)
    return "works"


def _told_version(client: Client) -> str:
    if client.package != "apache-airflow":
        return version(client.package)
    return _run(ROOT, AIRFLOW, "-m", "airflow", "version").strip() if AIRFLOW.exists() else "–"


@contextmanager
def _notebooks() -> Iterator[Path]:
    """Give a folder with the plan and the notebooks, in which a program may change what it likes."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("data", "notebooks"):
            shutil.copytree(ROOT / name, folder / name)
        yield folder


def _run(folder: Path, *line: str | Path) -> str:
    """Run a program of this environment and return what it says; raise with its last words if it fails."""
    here = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [str(part) for part in line],
        cwd=folder,
        env=here,
        capture_output=True,
        text=True,
        check=False,
        timeout=60 * MINUTES,
    )
    _require(done.returncode == 0, (done.stderr or done.stdout)[-600:])
    return done.stdout


def _require(is_met: object, problem: object = "what was made is not what it should be") -> None:
    if not is_met:
        raise TrialError(problem)


def _executed(folder: Path) -> Path:
    made = folder / "revenue.ipynb"
    _run(folder, "papermill", "notebooks/revenue.ipynb", made, "-p", "lang", "en")
    return made


def _export(folder: Path, to: str, made: str, *options: str) -> str:
    """Export the executed notebook, and return the text of what was made; "" of a PDF, which is only looked at."""
    _run(folder, "jupyter", "nbconvert", "--to", to, *options, _executed(folder))
    content = (folder / made).read_bytes()
    if made.endswith(".pdf"):
        _require(content.startswith(b"%PDF"), content[:20])
        return ""
    text = content.decode("utf-8")
    _require("81.39" in text, "the revenue of 2018 is not on the page")
    return text


def _try_html(folder: Path) -> None:
    _require("svg" in _export(folder, "html", "revenue.html", "--no-input"))


def _try_slides(folder: Path) -> None:
    _require("reveal" in _export(folder, "slides", "revenue.slides.html", "--no-input"))


def _try_webpdf(folder: Path) -> None:
    with _system_browser():
        _export(folder, "webpdf", "revenue.pdf", "--no-input", "--disable-chromium-sandbox")


@contextmanager
def _system_browser() -> Iterator[None]:
    """Let Playwright find the Chromium of the system where it looks for its own."""
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - with the other tools of tests

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    _require(chromium, "no Chromium was found on this system")
    with tempfile.TemporaryDirectory() as place:
        os.environ["PLAYWRIGHT_BROWSERS_PATH"] = place
        try:
            with sync_playwright() as playwright:
                try:
                    playwright.chromium.launch()
                except Error as error:
                    wanted = Path(next(word for word in str(error).split() if word.startswith(place)))
                    wanted.parent.mkdir(parents=True)
                    wanted.symlink_to(chromium)
            yield
        finally:
            del os.environ["PLAYWRIGHT_BROWSERS_PATH"]


def _try_lcbriefing(folder: Path) -> None:
    page = _export(folder, "lcbriefing", "revenue.html")
    _require("<script src" not in page)
    _require("://cdn" not in page)


def _try_jupytext(folder: Path) -> None:
    notebook, script = folder / "notebooks" / "revenue.ipynb", folder / "notebooks" / "revenue.py"
    before = nbformat.read(notebook, 4)
    _run(folder, "jupytext", "--set-formats", "ipynb,py:percent", notebook)
    text = script.read_text(encoding="utf-8")
    _require("(5, 6, 7, 8)" in text)
    script.write_text(text.replace("(5, 6, 7, 8)", "(4, 6, 9)"), encoding="utf-8")
    _run(folder, "jupytext", "--sync", script)
    after = nbformat.read(notebook, 4)
    _require(
        [cell.metadata.get("tags") for cell in after.cells] == [cell.metadata.get("tags") for cell in before.cells]
    )
    _require("9%" in _export(folder, "lcbriefing", "revenue.html"))


def _try_nbdime(folder: Path) -> None:
    one, other = folder / "notebooks" / "revenue.ipynb", folder / "other.ipynb"
    other.write_text(one.read_text(encoding="utf-8").replace("(5, 6, 7, 8)", "(4, 6, 9)"), encoding="utf-8")
    told = _run(folder, "nbdiff", "--no-color", one, other)
    _require("(4, 6, 9)" in told)
    _require(told.count("## modified") == 1)


def _try_airflow(_folder: Path) -> None:
    _run(ROOT, "sh", "scripts/try_airflow.sh", AIRFLOW.parents[1])


CLIENTS = (
    Client(
        "papermill",
        "papermill",
        "a run with parameters, and one with a parameter that the notebook does not take",
        ("test_recipes.py::test_papermill_alone_runs_a_notebook_and_refuses_what_its_parameters_forbid",),
        "With `--engine lcanalysis` ranges of parameters are checked before anything starts; without it the notebook itself refuses.",
    ),
    Client(
        "nbconvert, html",
        "nbconvert",
        "an executed notebook",
        _try_html,
        "`--no-input` leaves out code. The page shows one language's results and both languages' prose; it asks the network for "
        "MathJax, which it does not need.",
    ),
    Client(
        "nbconvert, slides",
        "nbconvert",
        "an executed notebook",
        _try_slides,
        "reveal.js comes from the network unless `--SlidesExporter.reveal_url_prefix` names a copy of one's own.",
    ),
    Client(
        "nbconvert, webpdf",
        "nbconvert",
        "an executed notebook",
        _try_webpdf,
        "Looks for Playwright's own Chromium (`playwright install chromium`); as root add `--disable-chromium-sandbox`. The PDF of `brief` "
        "needs no browser.",
    ),
    Client(
        "nbconvert, lcbriefing",
        "nbconvert",
        "an executed notebook",
        _try_lcbriefing,
        "The page of an edition, in one language, without code and without a network. A notebook that failed says so first.",
    ),
    Client(
        "JupyterLab",
        "jupyterlab",
        "notebooks from top to bottom in a browser, sliders, cells out of order, and the page by the menu's export",
        (
            "test_jupyterlab.py::test_a_notebook_runs_from_top_to_bottom_and_its_charts_are_drawn",
            "test_jupyterlab.py::test_sliders_in_jupyterlab_move_the_answer_and_the_chart_and_keep_a_file",
            "test_jupyterlab.py::test_a_cell_run_out_of_order_says_what_to_run_first",
            "test_jupyterlab.py::test_the_file_menu_exports_the_page_of_an_edition",
        ),
        "The kernel *Python (lcanalysis)* is there once the package is installed.",
    ),
    Client(
        "jupyter-scheduler",
        "jupyter-scheduler",
        "a job with parameters, and one with a parameter out of its range",
        (
            "test_jupyterlab.py::test_jupyter_scheduler_runs_a_job_of_a_notebook_with_parameters",
            "test_jupyterlab.py::test_jupyter_scheduler_reports_a_parameter_out_of_its_range_as_a_failure",
        ),
        "A job runs in a folder of its own: give `data` as an absolute path.",
    ),
    Client(
        "Airflow's PapermillOperator",
        "apache-airflow",
        "the DAG of deploy/airflow, executed once",
        _try_airflow,
        "The operator knows no papermill engines; parameters are checked by the notebook. `make airflow` builds its environment.",
    ),
    Client(
        "Voilà",
        "voila",
        "the explorer without a network, on a telephone's width and for a screen reader",
        ("test_jupyterlab.py::test_the_dashboard_answers_reads_well_on_a_phone_and_to_a_screen_reader",),
        "`make dashboard`. It asks the network for icons that the explorer does not use.",
    ),
    Client(
        "frictionless",
        "frictionless",
        "the data package of the plan, and packages with faults",
        (
            "test_cleaning.py::test_the_data_package_of_the_published_plan_is_valid",
            "test_cleaning.py::test_the_data_package_rejects_what_it_should",
        ),
        "`frictionless validate data/processed/datapackage.json`.",
    ),
    Client(
        "jupytext",
        "jupytext",
        "a notebook paired with a script (`ipynb,py:percent`), a line changed in the script, synchronised and run",
        _try_jupytext,
        "Tags and parameters survive. The pairing is written into the notebook, so that its runs are made anew once.",
    ),
    Client(
        "nbdime",
        "nbdime",
        "a notebook against another with a line changed",
        _try_nbdime,
        "Notebooks are kept without outputs, so that `nbdiff` and git show the line alone.",
    ),
    Client(
        "Dask",
        "distributed",
        "editions on a local cluster, and on separate processes of which one is lost",
        ("test_cluster.py",),
        "With the extra `[dask]`; workers need the same versions as the command, which says which differ.",
    ),
)
if __name__ == "__main__":
    main()
