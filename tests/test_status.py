"""What a monitor reads: status.json beside the editions, after attempts that end in every way."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from jsonschema import Draft202012Validator
from runner_project import ROOT, make_project, write_notebook, write_suite
from waiting import wait_until

from lcanalysis.errors import DataError
from lcanalysis.runner.status import Attempt, attempted, read_status

SUITE = "languages: [en]\nruns:\n  - {id: good, notebook: good.ipynb}\n"
BAD = "  - {id: bad, notebook: bad.ipynb}\n"
WAITING = "import pathlib, time\npathlib.Path('started').touch()\ntime.sleep(60)"
SCHEMA = json.loads((ROOT / "deploy" / "status.schema.json").read_text(encoding="utf-8"))


def line(*arguments):
    return [sys.executable, "-m", "lcanalysis", "brief", *arguments]


def brief(here, *arguments):
    """Run the main job and return its exit code and the status it leaves."""
    code = subprocess.run(line(*arguments), cwd=here, capture_output=True, check=False).returncode
    return code, status_in(here / "editions")


def status_in(out):
    status = json.loads((out / "status.json").read_text(encoding="utf-8"))
    Draft202012Validator(SCHEMA).validate(status)
    assert {path.name for path in out.iterdir() if "staging" in path.name} == set()
    return status


@pytest.mark.parametrize(("every_s", "told"), [(0, [0, 1, 1, 2]), (1000, [0, 0, 0, 0])])
def test_a_monitor_sees_every_few_seconds_how_far_the_runs_have_come(tmp_path, monkeypatch, every_s, told):
    monkeypatch.setattr("lcanalysis.runner.status.EVERY_S", every_s)
    seen = []
    count = Attempt(tmp_path, "2019-11").counting(lambda *_: seen.append(status_in(tmp_path)["editions"]["2019-11"]))
    count(None, 0, 3)
    for number, is_failed in enumerate((False, True, False), 1):
        count(SimpleNamespace(run=SimpleNamespace(name=f"r{number}"), is_failed=is_failed), number, 3)
    assert [one["runs_done"] for one in seen] == told
    assert {(one["runs_planned"], one["exit_code"]) for one in seen} == {(3, None)}


@pytest.mark.slow
def test_the_status_has_the_exit_code_of_every_attempt_and_what_to_do_next(tmp_path, warm):
    make_project(tmp_path, SUITE, good="1", bad="1 / 0")
    code, status = brief(tmp_path)
    edition = status["editions"]["2019-11"]
    assert (code, edition["exit_code"], edition["runs_planned"], edition["runs_done"]) == (0, 0, 1, 1)
    assert (edition["runs_failed"], edition["problem"], edition["last_success"]) == ([], None, edition["ended"])
    assert status["last"] == {"edition": "2019-11"} | {key: edition[key] for key in edition if key != "last_success"}
    # An edition that stands as it should be is an attempt too.
    again = brief(tmp_path)[1]["editions"]["2019-11"]
    assert (again["exit_code"], again["runs_done"], again["seconds"] < edition["seconds"]) == (0, 1, True)

    write_suite(tmp_path, SUITE + BAD)
    code, status = brief(tmp_path)
    failed = status["editions"]["2019-11"]
    assert (code, failed["exit_code"], failed["runs_done"], failed["runs_failed"]) == (4, 4, 1, ["bad.en"])
    assert "ZeroDivisionError" in failed["problem"]["en"]
    assert failed["last_success"] == again["ended"]

    code, status = brief(tmp_path, "--only", "nothing*")
    assert (code, status["last"]["edition"], status["last"]["exit_code"]) == (2, None, 2)
    assert status["editions"]["2019-11"] == failed
    table = tmp_path / "data" / "raw" / "development_plan" / "2019-11" / "production.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("207.81", "about 208"), encoding="utf-8")
    code, status = brief(tmp_path, "--edition", "other")
    assert (code, list(status["editions"]), status["last"]["edition"]) == (3, ["2019-11", "other"], "other")
    assert status["editions"]["other"]["last_success"] is None
    assert "production.csv 第2行 第2列" in status["editions"]["other"]["problem"]["zh"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX systems")
def test_an_attempt_shows_while_it_runs_when_it_is_interrupted_and_when_it_is_killed(tmp_path):
    make_project(tmp_path, SUITE, good=WAITING)
    out = tmp_path / "editions"
    for number, code in ((signal.SIGTERM, 130), (signal.SIGKILL, None)):
        process = subprocess.Popen(
            line(), cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ
        )
        try:
            wait_until((tmp_path / "started").exists)
            running = status_in(out)["editions"]["2019-11"]
            assert (running["exit_code"], running["ended"], running["last_success"]) == (None, None, None)
            if code:
                locked, status = brief(tmp_path)
                # Whoever is refused does not speak for the edition.
                assert (locked, status["last"]["exit_code"], status["editions"]["2019-11"]) == (5, 5, running)
            process.send_signal(number)
            process.wait(60)
        finally:
            process.kill()
            process.wait()
        (tmp_path / "started").unlink()
        assert status_in(out)["editions"]["2019-11"]["exit_code"] == code
    write_notebook(tmp_path / "notebooks" / "good.ipynb", "1")
    assert brief(tmp_path)[1]["editions"]["2019-11"]["exit_code"] == 0


def test_editions_that_are_made_at_the_same_time_do_not_lose_each_other(tmp_path):
    def make(number):
        with attempted(tmp_path) as attempt:
            attempt.edition = f"edition-{number:02}"
            attempt.note(None)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(make, range(24)))
    editions = status_in(tmp_path)["editions"]
    assert list(editions) == [f"edition-{number:02}" for number in range(24)]
    assert {about["exit_code"] for about in editions.values()} == {0}


@pytest.mark.parametrize(
    ("problem", "code"), [(DataError("errors.unknown_unit", unit="x", known=("t",)), 3), (RuntimeError("odd"), 1)]
)
def test_what_is_raised_passes_through_and_leaves_its_exit_code(tmp_path, problem, code):
    def fail():
        with attempted(tmp_path / "new") as attempt:
            attempt.edition = "a"
            raise problem

    with pytest.raises(type(problem)):
        fail()
    about = status_in(tmp_path / "new")["editions"]["a"]
    assert (about["exit_code"], about["runs_planned"]) == (code, 0)
    assert (about["problem"] is None) == (code == 1)


def test_a_status_that_cannot_be_read_or_written_stops_nothing(tmp_path):
    (tmp_path / "status.json").write_text('{"version": 1, "editions": [', encoding="utf-8")
    assert read_status(tmp_path) == {"version": 1, "last": None, "editions": {}}
    Attempt(tmp_path, "a").note(0)
    assert list(status_in(tmp_path)["editions"]) == ["a"]
    (tmp_path / "file").write_text("", encoding="utf-8")
    Attempt(tmp_path / "file", "a").note(0)
    assert (tmp_path / "file").read_text(encoding="utf-8") == ""
