"""Only regular files are read: a pipe, a device or a folder in the place of one is named, and keeps nobody waiting."""

import ast
import json
import os
import shutil
import signal
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from runner_project import ROOT, make_project, write_notebook

from lcanalysis.cleaning import clean
from lcanalysis.cleaning.additions.add_table import Sent
from lcanalysis.cleaning.additions.transaction import take_in
from lcanalysis.cli.commands import program
from lcanalysis.errors import FaultsError, LcAnalysisError, RunPlanError
from lcanalysis.files.json_files import read_json
from lcanalysis.files.regular_files import NoFileError, copy_file, read_file
from lcanalysis.forecasting import forecast
from lcanalysis.intake.files.any_format import read_workbook
from lcanalysis.notebooks.parameters import read_parameters
from lcanalysis.runner import warm_client
from lcanalysis.runner.input_hashes import hashes
from lcanalysis.runner.request import Request, run_plan_of
from lcanalysis.runner.run_plan import load_run_plan
from lcanalysis.runner.up_to_date import find_standing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes with names are of POSIX systems")
TABLE = "development_plan/2019-11/production.csv"
DECLARED = ("plan.yml", "goals.yml", "outcomes.yml", TABLE, f"{TABLE}.source.yml")


@pytest.fixture(autouse=True)
def impatience():
    """End what waits for a pipe: without the gate, these tests would never end."""

    def ring(*_):
        raise AssertionError("somebody waits for a pipe")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path / "data"


def pipe(path):
    os.mkfifo(path)


def device(path):
    path.symlink_to("/dev/zero")


def folder(path):
    path.mkdir()


def loop(path):
    path.symlink_to(path.name)


def put(what, path):
    path.unlink(missing_ok=True)
    what(path)
    return path


@pytest.mark.parametrize("what", [pipe, device, folder, loop])
@pytest.mark.parametrize("name", DECLARED)
def test_what_is_no_file_is_a_fault_of_the_data_that_names_it(data, name, what):
    put(what, data / "raw" / name)
    with pytest.raises(FaultsError) as raised:
        clean(data)
    assert raised.value.exit_code == 3
    assert any(fault.place.file.endswith(name) for fault in raised.value.faults)
    for lang in ("zh", "en"):
        assert name in raised.value.text(lang)
    done = CliRunner().invoke(program, ["scorecard", "--lang", "en"])
    assert isinstance(done.exception, LcAnalysisError)
    assert done.exception.exit_code == 3


@pytest.mark.parametrize("what", [pipe, device, folder, loop])
def test_a_run_plan_or_a_notebook_that_is_no_file_is_a_fault_of_the_run_plan(tmp_path, monkeypatch, what):
    monkeypatch.chdir(tmp_path)
    make_project(tmp_path, "languages: [en]\nruns:\n  - {id: a, notebook: a.ipynb}\n")
    suite = tmp_path / "notebooks" / "suite.yml"
    put(what, tmp_path / "notebooks" / "a.ipynb")
    with pytest.raises(RunPlanError) as raised:
        load_run_plan(suite)
    assert "notebooks/a.ipynb" in raised.value.text("en")
    assert warm_client.packages_in(tmp_path / "notebooks") == ()
    write_notebook(tmp_path / "b.ipynb", "1")
    with pytest.raises(RunPlanError):
        read_parameters(put(what, tmp_path / "b.ipynb"))
    put(what, tmp_path / "data" / "raw" / "suite.yml")
    with pytest.raises(RunPlanError) as raised:
        run_plan_of(tmp_path / "data", suite)
    assert (raised.value.exit_code, "raw/suite.yml" in raised.value.text("zh")) == (2, True)


@pytest.mark.parametrize("what", [pipe, loop])
def test_what_is_no_file_is_passed_over_where_all_files_are_taken(data, what):
    before = hashes(data)
    put(what, data / "raw" / "more")
    put(what, data / "processed" / "more")
    assert hashes(data) == before
    (data / "processed" / "goals.csv").unlink()
    assert clean(data).is_changed


@pytest.mark.parametrize("what", [pipe, device])
def test_a_plan_with_a_pipe_in_it_takes_no_table_and_names_the_pipe(data, what):
    if what is pipe:
        put(what, data / "raw" / "more")
    else:
        put(what, data / "raw" / "reference" / "more")
    with pytest.raises(FaultsError) as raised:
        take_in(data, lambda _: [])
    assert [fault.place.file.rpartition("/")[2] for fault in raised.value.faults] == ["more"]


@pytest.mark.parametrize("what", [pipe, device, folder])
def test_a_sent_file_a_reference_class_and_what_we_wrote_ourselves_go_through_the_gate(data, what):
    path = put(what, data / "sent.xlsx")
    with pytest.raises(FaultsError):
        read_workbook(path)
    assert Sent(path, "2020-01-01").file == path
    assert read_json(path) is None
    with pytest.raises(NoFileError):
        read_file(path)
    with pytest.raises(NoFileError):
        copy_file(str(path), str(data / "copy"))
    manifest = data.parent / "editions" / "2019-11" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    (data.parent / "notebooks").mkdir()
    (data.parent / "notebooks" / "suite.yml").write_text("languages: [en]\nruns: []\n", encoding="utf-8")
    put(what, manifest)
    assert find_standing(Request(data, manifest.parents[1])) is None
    reference = put(what, min((data / "raw" / "reference").glob("*.csv")))
    with pytest.raises(LcAnalysisError):
        forecast(pd.Series({2017: 1.0, 2018: 2.0}), 2022, reference.stem, data=data)


def test_a_file_is_read_whole_or_to_its_bound(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"abc\r\n")
    assert (read_file(path), read_file(path, 2)) == (b"abc\r\n", b"ab")
    path.write_text(json.dumps({"a": 1}), encoding="utf-8")
    assert read_json(path) == {"a": 1}


OWN = {
    "briefing/comparison/former_keys.py", "briefing/documents/portable.py", "characters.py", "cli/click_words.py", "forecasting/growth_law.py",
    "forecasting/backtest_scores.py", "wording.py", "workbooks.py",
}  # fmt: skip
"""Modules that read what the program itself brings along."""
SENDING = "runner/delivery/"
"""Modules that send the files of an edition which the program has just written or looked through."""


def test_nobody_else_opens_files_of_others():
    package = ROOT / "lcanalysis"
    found = set()
    for path in package.rglob("*.py"):
        name = path.relative_to(package).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _reads(node) and not name.startswith(SENDING):
                found.add(name)
    assert found - OWN == set()


def _reads(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute) and call.func.attr in {"read_text", "read_bytes"}:
        return True
    is_open = (
        isinstance(call.func, ast.Attribute) and call.func.attr == "open" and isinstance(call.func.value, ast.Name)
    )
    modes = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    return is_open and call.func.value.id in {"path", "source"} and not any("w" in str(mode) for mode in modes)


def test_the_path_of_a_pipe_is_left_as_it_is(tmp_path):
    path = put(pipe, tmp_path / "pipe")
    with pytest.raises(NoFileError):
        read_file(Path(path))
    assert path.is_fifo()
