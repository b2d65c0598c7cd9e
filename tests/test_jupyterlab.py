"""The notebooks in a real JupyterLab, in Voilà and in jupyter-scheduler: what a user sees who opens and runs them."""

import json
import shutil
import urllib.request

import nbformat
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from notebook_server import DASHBOARD, TOKEN, jupyterlab, tail, voila
from runner_project import ROOT
from waiting import wait_until

from lcanalysis.briefing.page import BriefingExporter

# One JupyterLab serves them all, also where tests run side by side.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("jupyterlab")]

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
SHOWN = {"briefing", "explore", "gallery", "revenue", "tutorial"}
"""Those that are in no edition, and two that are; the others, whose runs the edition's tests look at, `make soak` opens."""
WITHOUT_CHARTS = {"assessment", "decomposition", "outcomes"}
WAIT_MS = 90_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Copies of the notebooks and the plan's data, to be written beside."""
    path = tmp_path_factory.mktemp("城市 plan")
    for name in ("notebooks", "data"):
        shutil.copytree(ROOT / name, path / name)
    return path


@pytest.fixture(scope="module")
def server(folder, tmp_path_factory):
    """Return the address of a running JupyterLab and its log."""
    with jupyterlab(folder, tmp_path_factory.mktemp("home")) as started:
        yield started


@pytest.fixture(scope="module")
def lab(server, chromium):
    """Return a page with JupyterLab in it, ready for commands."""
    page = chromium.new_page(viewport={"width": 1400, "height": 1000}, accept_downloads=True, locale="en-US")
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{server[0]}/lab?token={TOKEN}")
    page.wait_for_function("window.jupyterapp && window.jupyterapp.restored.then(() => true)")
    return page


@pytest.fixture(autouse=True)
def _log_of_a_failure(request, capsys):
    failed = request.session.testsfailed
    yield
    if request.session.testsfailed > failed and "server" in request.fixturenames:
        with capsys.disabled():
            print(f"\nThe server's log:\n{tail(request.getfixturevalue('server')[1])}")  # noqa: T201


OPEN = """async path => {
    const widget = await window.jupyterapp.commands.execute('docmanager:open', {path})
    await widget.context.ready
    await widget.sessionContext.ready
    window.opened = widget
}"""
RUN = """async () => {
    await window.jupyterapp.commands.execute('notebook:run-all-cells')
    return window.opened.context.model.toJSON().cells
}"""
CLOSE = """async () => {
    await window.opened.context.save()
    await window.opened.sessionContext.shutdown()
    window.opened.dispose()
}"""


@pytest.fixture
def opened(lab):
    """Return a function that opens a notebook; its kernel ends with the test."""

    def open_notebook(name):
        lab.evaluate(OPEN, f"notebooks/{name}.ipynb")

    yield open_notebook
    lab.evaluate(CLOSE)


def outputs(cells):
    return [output for cell in cells for output in cell.get("outputs", [])]


# ---------------------------------------------------------------------- JupyterLab


def translated(folder, name, lang):
    """Return the name of a copy of a notebook whose parameter `lang` is set; Chinese ones are as they are."""
    if lang == "zh":
        return name
    text = (folder / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    copy = text.replace(r"lang: str = \"zh\"", rf"lang: str = \"{lang}\"")
    assert copy != text
    (folder / "notebooks" / f"{name}-{lang}.ipynb").write_text(copy, encoding="utf-8")
    return f"{name}-{lang}"


@pytest.mark.parametrize(
    ("name", "lang"),
    [
        pytest.param(name, lang, marks=() if name in SHOWN and lang == "zh" else pytest.mark.soak)
        for name in NOTEBOOKS
        for lang in ("zh", "en")
    ],
)
def test_a_notebook_runs_from_top_to_bottom_and_its_charts_are_drawn(lab, opened, folder, name, lang):
    opened(translated(folder, name, lang))
    cells = lab.evaluate(RUN)
    assert [cell["id"] for cell in cells if cell["cell_type"] == "code" and not cell["execution_count"]] == []
    shown = outputs(cells)
    assert [output for output in shown if output["output_type"] in {"error", "stream"}] == []
    charts = ["".join(output["data"].get("image/svg+xml", "")) for output in shown]
    charts = [chart for chart in charts if chart]
    assert bool(charts) == (name not in WITHOUT_CHARTS)
    # Letters are shapes of the bundled font: no glyph can be missing, whatever fonts the machine has.
    assert not [chart for chart in charts if "<text" in chart or "<use" not in chart]
    drawn = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output img"
    wanted = len(charts) - (name == "explore")  # there the widgets are shown, and the chart goes with them
    lab.wait_for_function(
        "([drawn, wanted]) => [...document.querySelectorAll(drawn)].filter(img => img.naturalWidth > 300).length === wanted",
        arg=[drawn, wanted],
    )


def test_sliders_in_jupyterlab_move_the_answer_and_the_chart_and_keep_a_file(lab, opened, folder):
    opened("explore")
    lab.get_by_role("menuitem", name="Run", exact=True).click()
    lab.get_by_text("Run All Cells", exact=True).click()
    answer = lab.locator(".lc-explored strong")
    lab.wait_for_selector(".lc-explored svg")
    assert "5.06%" in answer.inner_text()
    before = picture(lab)
    # The number beside the slider can be typed, the handle moved by keyboard.
    prices = lab.get_by_role("slider", name="价格年均涨幅（%）")
    for _ in range(5):
        prices.press("ArrowRight")
    lab.wait_for_function("document.querySelector('.lc-explored strong').innerText.includes('2.5%')")
    assert picture(lab) != before
    assert lab.evaluate("document.querySelectorAll('.lc-explored svg text').length") == 0
    lab.get_by_label("语言 Language").select_option("English")
    lab.wait_for_selector(".lc-explored[lang=en]")
    lab.get_by_label("Segment").select_option("copper processing")
    lab.wait_for_function("document.querySelector('.lc-explored strong').innerText.includes('opper')")
    lab.get_by_role("button", name="Save", exact=True).click()
    lab.wait_for_selector("p[role=status]:has-text('explored.yml')")
    kept = yaml.safe_load((folder / "notebooks" / "explored.yml").read_text(encoding="utf-8"))
    assert (kept["segment"], kept["price_growth_pct"]) == ("copper", pytest.approx(2.5))
    # With the widgets goes the chart: a page shows it, since nobody can move a slider there.
    lab.evaluate("() => window.opened.context.save()")
    saved = nbformat.read(folder / "notebooks" / "explore.ipynb", 4)
    page, _ = BriefingExporter().from_notebook_node(saved, {"metadata": {"name": "explore"}})
    assert page.count("<figure") == 1
    assert "5.06%" in page
    assert "lcanalysisNaming" not in page


def picture(page):
    return page.locator(".lc-explored svg").inner_html()


def test_a_cell_run_out_of_order_says_what_to_run_first(lab, opened):
    opened("explore")
    shown = lab.evaluate(
        """async () => {
            const cells = window.opened.content.widgets
            const run = async (at) => {
                window.opened.content.activeCellIndex = at
                await window.jupyterapp.commands.execute('notebook:run-cell')
                return cells[at].model.toJSON().outputs
            }
            const first = cells.findIndex(cell => cell.model.id === 'imports')
            await run(first)
            return await run(cells.findIndex(cell => cell.model.id === 'explore'))
        }"""
    )
    assert [output["output_type"] for output in shown] == ["error"]
    assert len(shown[0]["traceback"]) == 1
    assert "Run All Above Selected Cell" in shown[0]["traceback"][0]


def test_the_file_menu_exports_the_page_of_an_edition(lab, opened, folder):
    opened("tutorial")
    lab.evaluate(RUN)
    lab.get_by_role("menuitem", name="File", exact=True).click()
    lab.get_by_text("Save and Export Notebook As", exact=False).hover()
    with lab.expect_download() as expected:
        lab.get_by_role("menuitem", name="Lcbriefing", exact=True).click()
    exported = expected.value.path().read_text(encoding="utf-8")
    saved = nbformat.read(folder / "notebooks" / "tutorial.ipynb", 4)
    page, _ = BriefingExporter().from_notebook_node(saved, {"metadata": {"name": "tutorial"}})
    assert exported == page
    assert "十分钟" in exported
    assert exported.count("<figure") == 3


# ---------------------------------------------------------------------- Voilà


def test_the_makefile_starts_the_dashboard_as_the_tests_do():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.partition("\ndashboard:")[2].partition("\n\n")[0].replace("\\\n", " ").split()
    assert [word for word in recipe if word.startswith("--")] == list(DASHBOARD)
    assert "notebooks/explore.ipynb" in recipe


def test_the_dashboard_answers_reads_well_on_a_phone_and_to_a_screen_reader(chromium, folder, tmp_path):
    with voila(folder / "notebooks" / "explore.ipynb", tmp_path) as (address, log):
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(WAIT_MS)
        try:
            page.goto(address)
            page.wait_for_selector(".lc-explored svg")
            assert page.get_by_text("import lcanalysis").count() == 0
            before = picture(page)
            page.get_by_role("slider", name="实物量年均增速（%）").press("ArrowLeft")
            page.wait_for_function("document.querySelector('.lc-explored strong').innerText.includes('2.9%')")
            assert picture(page) != before
            # The page around the panel is Voilà's: it has no landmarks.
            found = [fault for fault in Axe().run(page).response["violations"] if fault["id"] != "region"]
            assert [(fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in found] == []
            page.get_by_label("语言 Language").select_option("English")
            page.wait_for_selector(".lc-explored[lang=en]")
            page.set_viewport_size({"width": 360, "height": 800})
            page.wait_for_function(
                "[...document.querySelectorAll('.lc-explored, .lc-explored *')].every(p => p.getBoundingClientRect().right <= 361)"
            )
        except Exception as problem:
            raise AssertionError(f"{problem}\n{tail(log)}") from problem
        finally:
            page.close()


# ---------------------------------------------------------------------- jupyter-scheduler


def ask(address, path, body=None):
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{address}/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310 - as above
        text = reply.read()
    return json.loads(text) if text else None


def job(address, **parameters):
    """Create a job of the explorer on the kernel `lcanalysis`, with parameters as its form has them, and wait for its end."""
    created = ask(
        address,
        "scheduler/jobs",
        {
            "name": "explore",
            "input_uri": "notebooks/scheduled.ipynb",
            "runtime_environment_name": ask(address, "scheduler/runtime_environments")[0]["name"],
            "output_formats": ["ipynb"],
            "parameters": parameters,
        },
    )

    def ended():
        found = ask(address, f"scheduler/jobs/{created['job_id']}")
        # One that was not begun yet is called stopped.
        return found if found["status"] in {"COMPLETED", "FAILED"} else None

    return wait_until(ended, 120)


def result_of(address, job_id, folder):
    """Return the notebook that a job has left in the server's folder, once it is there."""
    (file,) = [file for file in ask(address, f"scheduler/jobs/{job_id}")["job_files"] if file["file_format"] == "ipynb"]
    path = folder / file["file_path"] if file["file_path"] else None
    return path if path and path.is_file() else None


@pytest.fixture(scope="module")
def scheduled(folder):
    """Write a copy of the explorer that names the kernel `lcanalysis`."""
    notebook = nbformat.read(folder / "notebooks" / "explore.ipynb", 4)
    notebook.metadata["kernelspec"] = {
        "name": "lcanalysis",
        "display_name": "Python (lcanalysis)",
        "language": "python",
    }
    nbformat.write(notebook, folder / "notebooks" / "scheduled.ipynb")


@pytest.mark.usefixtures("scheduled")
def test_jupyter_scheduler_runs_a_job_of_a_notebook_with_parameters(server, folder):
    data = repr((folder / "data").as_posix())
    done = job(server[0], lang="'en'", data=data, volume_growth_pct="6.5", price_growth_pct="0.0")
    assert done["status"] == "COMPLETED", done
    ask(server[0], f"scheduler/jobs/{done['job_id']}/download_files")
    made = wait_until(lambda: result_of(server[0], done["job_id"], folder), 120)
    notebook = nbformat.read(made, 4)
    assert notebook.metadata.kernelspec.name == "lcanalysis"
    shown = outputs(notebook.cells)
    assert f"{81.39 * 1.065**4:,.3f} billion yuan" in "".join(shown[0]["data"]["text/plain"])
    assert any("image/svg+xml" in output["data"] for output in shown)


@pytest.mark.usefixtures("scheduled")
def test_jupyter_scheduler_reports_a_parameter_out_of_its_range_as_a_failure(server, folder):
    data = repr((folder / "data").as_posix())
    done = job(server[0], lang="'en'", data=data, price_growth_pct="300.0")
    assert done["status"] == "FAILED", done
    assert "price_growth_pct" in done["status_message"]
    assert "-30..30" in done["status_message"]
