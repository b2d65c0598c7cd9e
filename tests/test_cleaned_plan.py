"""Whoever opens a plan sees processed data that follow from its raw data, or every fault of these."""

import json
import os
import shutil

import pytest
from click.testing import CliRunner
from runner_project import ROOT

import lcanalysis
from lcanalysis import cli
from lcanalysis.cleaning.pipeline import clean, cleaned_plan
from lcanalysis.errors import FaultsError, UsageError
from lcanalysis.files.data_folder import CLEANED
from lcanalysis.files.private_folder import own_file

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

    monkeypatch.setattr(clean, "clean", refuse)
    with pytest.raises(UsageError) as raised:
        lcanalysis.load()
    assert raised.value.text("en").endswith("data/processed is out of date and cannot be made anew: Permission denied")


@pytest.fixture
def cleanings(data, monkeypatch):
    """Count how often data are cleaned that never were before."""
    own_file(data.resolve(), "cleaned").unlink(missing_ok=True)  # of an earlier test whose folder had this name
    cleaned, real = [], clean.clean
    monkeypatch.setattr(clean, "clean", lambda data: cleaned.append(data) or real(data))
    return cleaned


def test_data_that_were_cleaned_once_are_not_cleaned_again(data, cleanings):
    assert [cleaned_plan.make_current(data) for _ in range(3)] == [False, False, False]
    assert len(cleanings) == 1


def raw_comment(data, _):
    goals = data / "raw" / "goals.yml"
    goals.write_text(goals.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")


def raw_file_more(data, _):
    (data / "raw" / "more.txt").write_text("", encoding="utf-8")


def raw_file_linked(data, _):
    goals = data / "raw" / "goals.yml"
    (data / "raw" / "kept.yml").write_bytes(goals.read_bytes())
    goals.unlink()
    goals.symlink_to("kept.yml")


def processed_cell(data, _):
    goals = data / "processed" / "goals.csv"
    goals.write_text(goals.read_text(encoding="utf-8").replace("1000", "1001"), encoding="utf-8")


def processed_file_gone(data, _):
    (data / "processed" / "datapackage.json").unlink()


def library(data, monkeypatch):
    monkeypatch.setattr(cleaned_plan, "_LIBRARY", data / "raw")


def packages(data, monkeypatch):
    monkeypatch.setattr(cleaned_plan, "_PACKAGES", data)


def mark_damaged(data, _):
    own_file(data.resolve(), "cleaned").write_text("[]", encoding="utf-8")


CHANGES = (
    raw_comment, raw_file_more, raw_file_linked, processed_cell, processed_file_gone, library, packages, mark_damaged,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_differs_since_data_were_cleaned_they_are_cleaned_anew(data, cleanings, monkeypatch, change):
    cleaned_plan.make_current(data)
    before = processed(data)
    change(data, monkeypatch)
    cleaned_plan.make_current(data)
    assert (len(cleanings), processed(data)) == (2, before)
    cleaned_plan.make_current(data)
    assert len(cleanings) == 2


def test_a_file_that_changes_while_data_are_cleaned_is_seen_the_next_time(data, cleanings, monkeypatch):
    counting = clean.clean

    def slow(folder):
        done = counting(folder)
        change_goal(folder, "1100")
        return done

    with monkeypatch.context() as during:
        during.setattr(clean, "clean", slow)
        cleaned_plan.make_current(data)
    assert cleaned_plan.make_current(data)
    assert (len(cleanings), b"1100" in processed(data)["goals.csv"]) == (2, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_among_raw_files_is_met_by_the_cleaning(data, cleanings):
    cleaned_plan.make_current(data)
    goals = data / "raw" / "goals.yml"
    goals.unlink()
    os.mkfifo(goals)
    for _ in range(2):
        with pytest.raises(FaultsError):
            cleaned_plan.make_current(data)
    assert len(cleanings) == 3
