"""Whoever opens a plan sees processed data that follow from its raw data, or every fault of these."""

import json
import shutil

import pytest
from click.testing import CliRunner
from runner_project import ROOT

import lcanalysis
from lcanalysis import cli
from lcanalysis.cleaning.pipeline import cleaned_plan
from lcanalysis.errors import FaultsError, UsageError
from lcanalysis.files.data_folder import CLEANED

COMMANDS = {
    "audit": (),
    "forecast": ("revenue", "--goal", "0.05"),
    "ledger": ("--out", "editions"),
    "requests": (),
    "scorecard": (),
    "template": ("production", "--year", "2019", "--out", "form.xlsx"),
}


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(CLEANED, raising=False)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path / "data"


def run(name, *more):
    return CliRunner().invoke(cli.commands.program, [name, *COMMANDS[name], "--lang", "en", *more])


def change_goal(data, value):
    goals = data / "raw" / "goals.yml"
    text = goals.read_text(encoding="utf-8")
    goals.write_text(text.replace('value: "1000"', f'value: "{value}"'), encoding="utf-8")


def processed(data):
    return {path.name: path.read_bytes() for path in (data / "processed").iterdir()}


def test_every_command_that_opens_a_plan_is_among_those_tried_here():
    opening = {
        name for name, command in cli.commands.program.commands.items() if "data" in {p.name for p in command.params}
    }
    assert opening - {"add", "brief", "clean", "collect", "doctor"} == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_makes_stale_data_anew_and_says_so(data, name):
    change_goal(data, "1100")
    done = run(name)
    assert done.exit_code == 0, done.output
    assert "data/processed was out of date and has been made anew" in done.stderr
    assert b"1100" in processed(data)["goals.csv"]
    assert "out of date" not in run(name).stderr


def test_the_answer_is_that_of_the_raw_data(data):
    change_goal(data, "1100")
    goals = json.loads(run("scorecard", "--json").stdout)
    assert 1100 in {goal["value"] for goal in goals}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_refuses_faulty_data_with_every_fault(data, name):
    before = processed(data)
    change_goal(data, "about 1000")
    done = run(name)
    assert isinstance(done.exception, FaultsError)
    assert done.exception.exit_code == 3
    assert "goals.yml" in done.exception.text("en")
    assert "about 1000" in done.exception.text("zh")
    assert (processed(data), done.stdout) == (before, "")


def test_a_notebook_sees_what_the_commands_see(data):
    change_goal(data, "1100")
    assert 1100 in set(lcanalysis.load().goals["value"])
    change_goal(data, "about 1000")
    goals = data / "raw" / "goals.yml"
    goals.write_text(goals.read_text(encoding="utf-8").replace('"1100"', '"about"'), encoding="utf-8")
    with pytest.raises(FaultsError):
        lcanalysis.load()


def test_a_run_of_the_suite_whose_data_were_cleaned_before_reads_them_as_they_are(data, monkeypatch):
    change_goal(data, "1100")
    monkeypatch.setenv(CLEANED, "1")
    assert 1100 not in set(lcanalysis.load().goals["value"])


def test_data_that_are_out_of_date_and_cannot_be_written_are_refused_in_a_sentence(data, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(cleaned_plan, "clean", refuse)
    with pytest.raises(UsageError) as raised:
        lcanalysis.load()
    assert raised.value.text("en").endswith("data/processed is out of date and cannot be made anew: Permission denied")
