"""Whole editions from tiny notebooks, through the real command, kernels and signals."""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from runner_project import ROOT, make_project, write_notebook, write_suite
from waiting import wait_until

from lcanalysis.errors import FaultsError, RunPlanError, UsageError
from lcanalysis.runner import suite
from lcanalysis.runner.input_hashes import read_inputs
from lcanalysis.runner.request import Request
from lcanalysis.runner.suite import RunsFailedError, brief
from lcanalysis.runner.up_to_date import find_standing

pytestmark = pytest.mark.slow

SUITE = "languages: [en]\nruns:\n  - {id: good, notebook: good.ipynb}\n"
BAD = "  - {id: bad, notebook: bad.ipynb}\n"
OTHER = "  - {id: other, notebook: other.ipynb}\n"
STATUS = ("status.json", ".status.json.lock")
LISTING = ("index.html", "index.en.html", ".index.html.lock")
GOOD = "import lcanalysis as lc\nlen(lc.load(data).records)"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def no_kernels(monkeypatch):
    """Fail at once if a run is started."""

    def refuse(tasks, *_):
        assert not tasks, "a run was started"
        return iter(())

    monkeypatch.setattr(suite, "run_tasks", refuse)
    monkeypatch.setattr(suite, "open_pool", nullcontext)
    monkeypatch.setattr(suite, "call", lambda _, function, *arguments: function(*arguments))


def command(*arguments, **options):
    environment = os.environ | {"LCANALYSIS_LANG": "en"}
    line = [sys.executable, "-m", "lcanalysis", *arguments]
    # A test runner in the background may have interrupts ignored, and its children would inherit that.
    return subprocess.Popen(
        line,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        **options,
    )


def status_of(pid):
    """Return the state and the parent of a process, as Linux tells."""
    try:
        state, parent, *_ = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return "gone", 0
    return state, int(parent)


def descendants(pid):
    """Return the living processes that descend from `pid`."""
    listed = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    parents = {each: status_of(each)[1] for each in listed}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found and child not in found}:
        found |= more
    return found - {pid}


def is_alive(pid):
    return status_of(pid)[0] not in {"gone", "Z", "X"}


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "log.jsonl"}


def test_an_edition_holds_pages_notebooks_and_a_manifest_and_is_the_same_bytes_again(here, warm, no_edits):
    make_project(here, SUITE.replace("[en]", "[zh, en]"), good=GOOD)
    shown = []
    briefed = brief(Request(jobs=1), lambda done, number, total: shown.append((done and done.run.name, number, total)))
    folder = here / "editions" / "2019-11"
    assert briefed.folder.resolve() == folder
    assert shown == [(None, 0, 2), ("good.zh", 1, 2), ("good.en", 2, 2)]
    first = contents(folder)
    assert {
        "index.html",
        "good.ipynb",
        "good.en.ipynb",
        "good.zh.html",
        "good.en.html",
        "manifest.json",
    } <= first.keys()
    manifest = json.loads(first["manifest.json"])
    assert [(run["id"], run["notebook"], run["language"], run["status"]) for run in manifest["runs"]] == [
        ("good", "notebooks/good.ipynb", "zh", "done"),
        ("good", "notebooks/good.ipynb", "en", "done"),
    ]
    assert manifest["inputs"].keys() == {"notebooks/suite.yml", "notebooks/good.ipynb"}
    assert {"data/raw/plan.yml", "data/processed/observations.csv"} <= manifest["data"].keys()
    classes = {f"lcanalysis/reference/{path.name}" for path in (ROOT / "data" / "raw" / "reference").iterdir()}
    assert manifest["code"].keys() == {"lcanalysis/module.py"} | classes, (
        "a plan without classes rests on the package's"
    )
    assert manifest["versions"]["python"].count(".") == 2
    log = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(entry["run"], entry["attempts"], entry["seconds"] > 0) for entry in log] == [("good", 1, True)] * 2
    assert {path.name for path in (here / "editions").iterdir()} <= {"2019-11", ".2019-11.lock", *STATUS, *LISTING}
    assert str(here).encode() not in b"".join(first.values())
    assert brief(Request(jobs=2, is_fresh=True)).reused == 0
    assert contents(folder) == first


BILINGUAL = """
import lcanalysis as lc
from lcanalysis.charts import draw_scenarios
with open("executions", "a") as file:
    file.write(lang)
number = lc.Quantity(5, "%", "goals.yml a")
"""
EXHIBITS = (
    """
lc.text("found", "增长{number}。", "It grew {number}.", number=number)
""",
    """
points = [{"kind": "history", "label": "", "year": year, "value": year - 1900} for year in (2017, 2018)]
lc.chart("path", draw_scenarios, points, name=lc.words("产量", "output"), unit="吨", source=lc.words("年鉴", "Yearbook"))
""",
)


def test_a_notebook_that_shows_only_exhibits_is_executed_once_for_all_languages(here, warm, no_edits):
    make_project(here, SUITE.replace("[en]", "[zh, en]\nformats: [html, docx]"), good=GOOD)
    write_notebook(here / "notebooks" / "good.ipynb", BILINGUAL, *EXHIBITS)
    folder = brief(Request(jobs=1)).folder
    assert (here / "executions").read_text(encoding="utf-8") == "zh"
    pages = {lang: (folder / f"good.{lang}.html").read_text(encoding="utf-8") for lang in ("zh", "en")}
    assert "增长5.0%。" in pages["zh"]
    assert "年鉴" in pages["zh"]
    assert "It grew 5.0%." in pages["en"]
    assert "Source: Yearbook" in pages["en"]
    assert "资料来源" not in pages["en"]
    executed = {
        name: json.loads((folder / name).read_text(encoding="utf-8")) for name in ("good.ipynb", "good.en.ipynb")
    }
    kept = {name: json.dumps(notebook, ensure_ascii=False) for name, notebook in executed.items()}
    assert 'lang = \\"en\\"' in kept["good.en.ipynb"]
    assert 'lang = \\"zh\\"' in kept["good.ipynb"]
    # In its language only, for a wide page and for a phone.
    assert all(text.count("<svg") == 2 for text in kept.values())
    assert contents(folder).keys() >= {"good.zh.docx", "good.en.docx"}
    assert brief(Request(jobs=1)).reused == 2
    brief(Request(jobs=1, is_fresh=True, only=("good.en",)))
    assert (here / "executions").read_text(encoding="utf-8") == "zhen"
    assert (folder / "good.en.html").read_text(encoding="utf-8") == pages["en"]


def test_a_notebook_that_shows_something_else_is_executed_for_each_language(here, warm, no_edits):
    make_project(here, SUITE.replace("[en]", "[zh, en]"), good=GOOD)
    write_notebook(here / "notebooks" / "good.ipynb", BILINGUAL, EXHIBITS[0], "lang + ' is mine'")
    folder = brief(Request(jobs=1)).folder
    assert (here / "executions").read_text(encoding="utf-8") == "zhen"
    assert "en is mine" in (folder / "good.en.html").read_text(encoding="utf-8")


def test_code_and_fonts_of_the_library_are_named_in_the_manifest():
    named = read_inputs(ROOT / "notebooks" / "suite.yml", [], ROOT / "data")
    assert {"lcanalysis/runner/suite.py", "lcanalysis/locale/zh/runner.po"} <= named.code.keys()
    assert {name.rpartition("/")[0] for name in named.fonts} == {"lcanalysis/charts/fonts"}
    assert not [name for name in named.code if "__pycache__" in name or "/fonts/" in name]


def test_the_kernel_is_the_python_that_runs_the_suite_whatever_the_user_installed(here, monkeypatch):
    foreign = here / "jupyter" / "kernels" / "python3"
    foreign.mkdir(parents=True)
    spec = {"argv": ["/bin/false"], "display_name": "foreign", "language": "python"}
    (foreign / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(here / "jupyter"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(here / "jupyter"))
    make_project(here, SUITE, good=f"import sys\nassert sys.prefix == {sys.prefix!r}")
    assert [done.error for done in brief(Request(jobs=1)).runs] == [""]


def test_code_is_on_the_pages_when_it_is_asked_for_and_gone_when_it_is_not(here, quick_workers):
    make_project(here, SUITE, good="shown = 6 * 7\nprint(shown)")
    page = here / "editions" / "2019-11" / "good.en.html"
    for with_code in (False, True, False):
        assert brief(Request(with_code=with_code)).reused == 0
        assert ("shown = 6 * 7" in page.read_text(encoding="utf-8")) == with_code
        assert find_standing(Request(with_code=not with_code)) is None
        assert find_standing(Request(with_code=with_code)) is not None


def test_an_unchanged_run_is_kept_and_a_changed_one_redone(here, quick_workers):
    make_project(here, SUITE + OTHER, good=GOOD, other="1 + 1")
    first = brief(Request())
    before = contents(first.folder)
    assert (first.reused, brief(Request()).reused, brief(Request(is_fresh=True)).reused) == (0, 2, 0)
    assert contents(first.folder) == before
    write_notebook(here / "notebooks" / "other.ipynb", "1 + 2")
    assert [done.is_reused for done in brief(Request()).runs] == [True, False]
    # A page that was edited by hand is not kept.
    (first.folder / "good.en.html").write_text("mine", encoding="utf-8")
    assert [done.is_reused for done in brief(Request()).runs] == [False, True]
    # Nor is anything once the library, the languages or the parameters are others.
    (quick_workers / "module.py").write_text("2", encoding="utf-8")
    assert brief(Request()).reused == 0
    write_suite(here, SUITE.replace("[en]", "[en, zh]") + OTHER)
    assert brief(Request()).reused == 0
    write_suite(here, SUITE.replace("[en]", "[en, zh]"))
    assert brief(Request()).reused == 2


def test_a_changed_number_in_the_raw_data_gives_a_new_edition_in_one_go(here, warm, no_edits):
    make_project(here, SUITE, good="import lcanalysis as lc\nlc.load(data).goals['value'][1]")
    folder = brief(Request(jobs=1)).folder
    assert "1000.0" in (folder / "good.ipynb").read_text(encoding="utf-8")
    goals = here / "data" / "raw" / "goals.yml"
    text = goals.read_text(encoding="utf-8")
    assert text.count('value: "1000"') == 1
    goals.write_text(text.replace('value: "1000"', 'value: "1100"'), encoding="utf-8")
    assert brief(Request(jobs=1)).reused == 0
    assert "1100.0" in (folder / "good.ipynb").read_text(encoding="utf-8")


def test_a_failing_notebook_is_named_with_its_cell_and_the_others_are_there(here, warm):
    make_project(here, SUITE.replace("[en]", "[zh, en]") + BAD, good="lang", bad="print('so far')\n1 / 0")
    with pytest.raises(RunsFailedError) as raised:
        brief(Request(jobs=2))
    assert raised.value.exit_code == 4
    lines = raised.value.text("en").splitlines()
    assert lines[0] == "2 of 4 runs failed; the others are in editions/2019-11:"
    assert lines[1].startswith("bad.zh: 第 3 个代码单元格")
    assert lines[2] == "bad.en: code cell 3 (cell-1) failed: ZeroDivisionError: division by zero"
    folder = here / "editions" / "2019-11"
    assert (folder / "good.en.html").is_file()
    partial = (folder / "bad.en.ipynb").read_text(encoding="utf-8")
    assert "so far" in partial
    assert "ZeroDivisionError" in partial
    assert "ZeroDivisionError" in (folder / "bad.en.html").read_text(encoding="utf-8")
    statuses = [run["status"] for run in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["runs"]]
    assert statuses == ["done", "done", "failed", "failed"]


def test_a_failed_run_is_not_kept(here, quick_workers):
    make_project(here, SUITE + BAD, good="1", bad="fail")
    for _ in range(2):
        with pytest.raises(RunsFailedError) as raised:
            brief(Request())
        assert raised.value.text("en").splitlines()[1:] == ["bad.en: it failed"]
    write_notebook(here / "notebooks" / "bad.ipynb", "well")
    assert [(done.run.id, done.is_reused) for done in brief(Request()).runs] == [("good", True), ("bad", False)]


GLYPH = """\
from lcanalysis.charts import Chart
chart = Chart(finding="none", alt="none", lang=lang)
chart.one_axes().xaxis.set_major_formatter(lambda *_: "\u10e5")
chart"""
BY_LANGUAGE = """\
import lcanalysis as lc
print("what is printed is in one language: such a notebook is run for each")
lc.text("it", "{a}", "{a}", a=lc.Quantity(5 if lang == "zh" else 6, "家"))"""


def test_whatever_goes_wrong_with_a_run_is_named_and_the_others_are_there(here, warm):
    sources = {
        "good": "1",
        "slow": "import time\ntime.sleep(60)",
        "dead": "import os\nos._exit(1)",
        "glyph": GLYPH,
        "picture": "from IPython.display import SVG\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>')",
    }
    entries = [
        f"  - {{id: {name}, notebook: {name}.ipynb, timeout_s: {20 - 18 * (name == 'slow')}}}\n" for name in sources
    ]
    make_project(here, "languages: [en]\nruns:\n" + "".join(entries), **sources)
    with pytest.raises(RunsFailedError) as raised:
        brief(Request(jobs=2))
    slow, dead, glyph, picture = raised.value.text("en").splitlines()[1:]
    where = "code cell 3 (cell-1) failed"
    timeout = "CellTimeoutError: A cell timed out while it was being executed, after 2 seconds."
    assert slow == f"slow.en: {where}: {timeout}"
    assert dead == f"dead.en: {where}: DeadKernelError: Kernel died"
    assert glyph.startswith(f"glyph.en: {where}: MissingGlyphError: ")
    assert "U+10E5" in glyph
    assert picture.startswith("picture.en: ")
    assert (here / "editions" / "2019-11" / "good.en.html").is_file()


def test_a_run_whose_languages_show_different_numbers_has_failed(here, warm):
    make_project(here, SUITE.replace("[en]", "[zh, en]") + BAD, good="1", bad=BY_LANGUAGE)
    with pytest.raises(RunsFailedError) as raised:
        brief(Request(jobs=2))
    failed = raised.value.text("en").splitlines()[1:]
    assert [line.split(":")[0] for line in failed] == ["bad.zh", "bad.en"]
    assert "two values: 5" in failed[1]


def test_only_chosen_runs_are_made_and_others_stay(here, quick_workers):
    make_project(here, SUITE.replace("[en]", "[zh, en]") + OTHER, good=GOOD, other="1 + 1")

    def made(*only):
        return [done.run.name for done in brief(Request(only=only)).runs]

    with pytest.raises(UsageError, match="no run matches nothing"):
        made("good", "nothing")
    assert made("go*") == ["good.zh", "good.en"]
    assert made("other.en") == ["good.zh", "good.en", "other.en"]
    assert [done.is_reused for done in brief(Request(only=("other.en",), is_fresh=True)).runs] == [True, True, False]
    write_notebook(here / "notebooks" / "good.ipynb", "3")
    assert made("other*") == ["good.zh", "good.en", "other.zh", "other.en"]
    shutil.rmtree(here / "editions")
    assert made("good.zh", "other.en") == ["good.zh", "other.en"]


def test_a_fault_of_run_plan_parameters_or_data_ends_before_anything_starts(here, no_kernels):
    make_project(here, SUITE.replace("good.ipynb", "none.ipynb"), good=GOOD)
    with pytest.raises(RunPlanError, match="none"):
        brief(Request())
    write_suite(here, SUITE.replace("good.ipynb", "good.ipynb, parameters: {colour: red}"))
    with pytest.raises(RunPlanError, match="colour"):
        brief(Request())
    write_suite(here, SUITE)
    with pytest.raises(AssertionError, match="a run was started"):
        brief(Request())
    table = here / "data" / "raw" / "development_plan" / "2019-11" / "production.csv"
    before = (here / "data" / "processed" / "observations.csv").read_bytes()
    table.write_text(table.read_text(encoding="utf-8").replace("207.81", "about 208"), encoding="utf-8")
    with pytest.raises(FaultsError) as raised:
        brief(Request())
    assert raised.value.exit_code == 3
    assert "production.csv row 2 column 2" in raised.value.text("en")
    assert (here / "data" / "processed" / "observations.csv").read_bytes() == before
    assert not (here / "editions" / "2019-11").exists()


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request(edition="../x"), "cannot name a folder"),
        (Request(edition=".x"), "cannot name a folder"),
        (Request(only=("nothing*",)), "no run matches"),
        (Request(jobs=0), "at least 1"),
        (Request(data=Path("nowhere")), "no plan folder"),
    ],
)
def test_bad_arguments_are_refused_before_anything_starts(here, no_kernels, request_, words):
    make_project(here, SUITE, good=GOOD)
    with pytest.raises(UsageError) as raised:
        brief(request_)
    assert words in raised.value.text("en")
    assert raised.value.exit_code == 2


def test_a_folder_without_a_run_plan_above_it_is_no_project(here, no_kernels):
    with pytest.raises(UsageError, match="suite"):
        brief(Request())


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc")
WAITING = """\
import pathlib, time
pathlib.Path(f"{lang}.started").touch()
while not pathlib.Path("go").exists():
    time.sleep(0.05)"""


@needs_proc
def test_a_second_run_of_an_edition_is_told_who_holds_it_and_an_interrupt_leaves_nothing(here):
    make_project(here, SUITE + OTHER, good=WAITING, other=WAITING.replace("{lang}", "other"))
    first = command("brief", "--jobs", "2")
    try:
        wait_until(lambda: len(list(here.glob("*.started"))) == 2)
        family = descendants(first.pid)
        assert len(family) >= 3  # the warm process and two runs
        second = command("brief")
        said = second.communicate(timeout=60)[1]
        assert (second.returncode, f"process {first.pid} on " in said) == (5, True)
        first.send_signal(signal.SIGINT)
        assert first.wait(60) == 130
    finally:
        first.kill()
        said = first.communicate()[1]
    assert said.strip().splitlines() == [
        "interrupted: the edition is as it was, and finished runs are kept; run it again"
    ]
    wait_until(lambda: not any(map(is_alive, family)))
    assert {path.name for path in (here / "editions").iterdir()} <= {".2019-11.lock", *STATUS}


@needs_proc
def test_no_process_outlives_a_runner_that_is_killed_and_the_next_run_is_not_locked_out(here):
    make_project(here, SUITE, good=WAITING)
    runner = command("brief", "--jobs", "1")
    try:
        wait_until((here / "en.started").exists)
        family = descendants(runner.pid)
        assert len(family) >= 2
    finally:
        runner.kill()
        runner.communicate()
    wait_until(lambda: not any(map(is_alive, family)))
    (here / "go").touch()
    assert [done.error for done in brief(Request(jobs=1)).runs] == [""]


KILLING = """\
import os, pathlib, signal
if not pathlib.Path("tried").exists():
    pathlib.Path("tried").touch()
    os.kill(os.getpid(), signal.SIGKILL)"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX systems")
def test_a_worker_that_is_killed_is_replaced_and_its_run_tried_again(here):
    make_project(here, SUITE, good=KILLING)
    (done,) = brief(Request(jobs=1)).runs
    assert (done.error, done.attempts) == ("", 2)


def test_a_pattern_that_no_run_of_many_matches_is_met_with_the_nearest_and_their_number(here, no_kernels):
    runs = "".join(f"  - {{id: goal_{number:03d}, notebook: good.ipynb}}\n" for number in range(200))
    make_project(here, f"languages: [en]\nruns:\n{runs}", good=GOOD)
    with pytest.raises(UsageError) as raised:
        brief(Request(only=("gaol_017*",)))
    for lang in ("zh", "en"):
        said = raised.value.text(lang)
        assert all(words in said for words in ("goal_017", "200", "index.html"))
        assert said.count("goal_") == 5
