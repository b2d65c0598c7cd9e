"""What is redone after a change, and why; what a kill leaves; what needs what. Real forks, tiny notebooks."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from runner_project import make_project, write_notebook, write_suite

from lcanalysis.errors import UsageError
from lcanalysis.needed import FOLDER, numbers_of
from lcanalysis.runner.request import Request
from lcanalysis.runner.suite import RunsFailedError, brief

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc"),
]
SUITE = """\
languages: [en]
runs:
  - {id: goals, notebook: goals.ipynb}
  - {id: class, notebook: class.ipynb}
  - {id: none, notebook: none.ipynb}
"""
SOURCES = {
    "goals": "import lcanalysis as lc\nlen(lc.load(data).goals)",
    "class": "open(f'{data}/raw/reference/world_economies.csv').close()",
    "none": "1 + 1",
}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return make_project(tmp_path, SUITE, **SOURCES)


def redone(**wanted):
    """Return which runs had to be redone, and for what reason."""
    briefed = brief(Request(jobs=2, **wanted))
    return {name.removesuffix(".en"): (reason.key, reason.names) for name, reason in briefed.reasons.items()}


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_changed_input_redoes_exactly_the_runs_that_follow_from_it(here):
    assert set(redone()) == {"goals", "class", "none"}
    assert redone() == {}
    raw = here / "data" / "raw"
    append(raw / "reference" / "world_economies.csv", "\n")
    assert redone() == {"class": ("runner.why_data", ("data/raw/reference/world_economies.csv",))}
    append(raw / "goals.yml", "# a remark changes nothing\n")
    assert redone() == {}
    text = (raw / "goals.yml").read_text(encoding="utf-8")
    (raw / "goals.yml").write_text(text.replace('value: "1000"', 'value: "1100"'), encoding="utf-8")
    changed = redone()
    assert set(changed) == {"goals"}
    assert "data/processed/goals.csv" in changed["goals"][1]
    # A new file beside one that was read might have been read too.
    (raw / "reference" / "new.txt").write_text("x", encoding="utf-8")
    assert redone() == {"class": ("runner.why_data", ("data/raw/reference/new.txt",))}
    write_notebook(here / "notebooks" / "none.ipynb", "1 + 2")
    assert redone() == {"none": ("runner.why_notebook", ())}
    assert set(redone(is_fresh=True).values()) == {("runner.why_fresh", ())}


def test_a_run_reads_the_numbers_of_the_runs_it_needs_and_is_redone_when_they_change(here):
    quantity = "from lcanalysis.exhibits import Quantity, Statement\nStatement('{0}', (Quantity('a', {0}, '家'),))"
    reading = "import lcanalysis as lc\nstr(lc.numbers_of('one')['a'])"
    needing = "  - {id: two, notebook: two.ipynb, needs: [one]}\n"
    write_suite(here, "languages: [en]\nruns:\n" + needing + "  - {id: one, notebook: one.ipynb}\n")
    write_notebook(here / "notebooks" / "two.ipynb", reading)
    write_notebook(here / "notebooks" / "one.ipynb", quantity.format(5))
    assert set(redone()) == {"one", "two"}
    page = here / "editions" / "2019-11" / "two.ipynb"
    assert "'5'" in page.read_text(encoding="utf-8")
    assert redone() == {}
    write_notebook(here / "notebooks" / "one.ipynb", quantity.format(6))
    assert redone(only="two") == {"one": ("runner.why_notebook", ()), "two": ("runner.why_runs", ())}
    assert "'6'" in page.read_text(encoding="utf-8")


def test_numbers_of_a_run_are_asked_for_in_vain_outside_of_the_suite(here, monkeypatch):
    monkeypatch.delenv(FOLDER, raising=False)
    with pytest.raises(UsageError, match="needs"):
        numbers_of("one")
    monkeypatch.setenv(FOLDER, "elsewhere")
    with pytest.raises(UsageError, match="elsewhere"):
        numbers_of("one")


def test_a_failing_notebook_is_tried_again_as_often_as_its_run_says(here):
    counting = "import pathlib\np = pathlib.Path('tries')\nn = len(p.read_text()) if p.exists() else 0\n"
    counting += "p.write_text('x' * (n + 1))\nassert n == 2"
    write_suite(here, "languages: [en]\nruns:\n  - {id: a, notebook: a.ipynb, retries: 2}\n")
    write_notebook(here / "notebooks" / "a.ipynb", counting)
    (done,) = brief(Request(jobs=1)).runs
    assert (done.error, done.attempts) == ("", 3)
    (here / "tries").unlink()
    write_suite(here, "languages: [en]\nruns:\n  - {id: a, notebook: a.ipynb, retries: 1}\n")
    with pytest.raises(RunsFailedError, match="AssertionError"):
        brief(Request(jobs=1, is_fresh=True))
    assert (here / "tries").read_text(encoding="utf-8") == "xx"


def test_a_run_that_passes_its_own_limit_is_ended(here):
    write_suite(here, "languages: [en]\nruns:\n  - {id: a, notebook: a.ipynb, run_timeout_s: 2}\n")
    write_notebook(here / "notebooks" / "a.ipynb", *["import time\ntime.sleep(0.8)"] * 30)
    with pytest.raises(RunsFailedError, match=r"a\.en"):
        brief(Request(jobs=1))


def brief_command(here, *arguments, **options):
    line = [sys.executable, "-m", "lcanalysis", "brief", "--lang", "en", *arguments]
    return subprocess.run(line, cwd=here, capture_output=True, text=True, timeout=120, check=False, **options)


def one_line(text):
    """Return the lines that are not progress."""
    return [line for line in text.strip().splitlines() if not line.startswith("[")]


def test_a_full_disk_is_told_in_one_line_and_leaves_the_edition_as_it_was(here):
    assert brief_command(here).returncode == 0
    before = contents(here / "editions" / "2019-11")

    def no_more_than_a_few_kilobytes():
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    done = brief_command(here, "--fresh", preexec_fn=no_more_than_a_few_kilobytes)
    assert done.returncode == 2, done.stderr
    (line,) = one_line(done.stderr)
    assert "File too large" in line
    assert contents(here / "editions" / "2019-11") == before
    assert brief_command(here, "--fresh").returncode == 0
    assert contents(here / "editions" / "2019-11") == before


def test_a_target_that_cannot_be_written_is_told_in_one_line(here):
    (here / "file").write_text("x", encoding="utf-8")
    done = brief_command(here, "--out", "file/editions")
    assert done.returncode == 2
    (line,) = one_line(done.stderr)
    assert "file/editions" in line


def test_two_editions_are_made_at_once_and_the_same_one_only_once(here):
    write_notebook(here / "notebooks" / "none.ipynb", "import time\ntime.sleep(3)")
    line = [sys.executable, "-m", "lcanalysis", "brief", "--lang", "en"]
    names = ["one", "two", "one"]
    made = []
    for name in names:
        made.append(subprocess.Popen([*line, "--edition", name], cwd=here, stdout=-1, stderr=-1, text=True))
        time.sleep(0.3)
    codes = [process.wait(120) for process in made]
    said = made[2].communicate()[1]
    assert codes == [0, 0, 5]
    assert f"process {made[0].pid}" in said
    for process in made[:2]:
        process.communicate()


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "log.jsonl"}


def family(pid):
    """Return the living processes that descend from `pid`."""
    parents = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                state, parent, *_ = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            if state not in {"Z", "X"}:
                parents[int(path.name)] = int(parent)
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found and child not in found}:
        found |= more
    return sorted(found & parents.keys())


def kill_at_random(here, rounds, seed):
    """Kill a process of a running suite at a random moment, again and again; return how often each was hit."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    runs = "".join(f"  - {{id: r{number}, notebook: r.ipynb, parameters: {{n: {number}}}}}\n" for number in range(6))
    write_suite(here, "languages: [en]\nruns:\n" + runs)
    parameters = 'lang: str = "zh"  # language {zh, en}\ndata: str = "data"  # plan\nn: int = 0  # number {0..9}\n'
    write_notebook(here / "notebooks" / "r.ipynb", "import time\ntime.sleep(0.1)\nn", parameters=parameters)
    line = [sys.executable, "-m", "lcanalysis", "brief", "--jobs", "2", "--lang", "en"]
    subprocess.run(line, cwd=here, check=True, capture_output=True, timeout=120)
    whole = contents(here / "editions" / "2019-11")
    hit = {"runner": 0, "other": 0}
    for number in range(rounds):
        # Another folder each time, so that there is everything to do.
        out = here / f"out{number}"
        again = [*line, "--out", out.name]
        runner = subprocess.Popen(again, cwd=here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.05, 3.5))
        living = family(runner.pid)
        if living:
            victim = chance.choice(living)
            hit["runner" if victim == runner.pid else "other"] += 1
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        runner.wait(120)
        others = [pid for pid in living if pid != runner.pid]
        end = time.monotonic() + 5
        while any(pid in family(pid) for pid in others) and time.monotonic() < end:
            time.sleep(0.05)
        assert not [pid for pid in others if pid in family(pid)], f"round {number}: processes outlive the runner"
        finished = len(list(out.glob(".2019-11.runs/*/run.json")))
        done = subprocess.run(again, cwd=here, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        kept = int(done.stdout.split("(")[1].split()[0])
        assert kept >= finished, f"round {number}: finished runs were lost"
        assert contents(out / "2019-11") == whole, f"round {number}: other bytes"
        shown = {
            path.name
            for path in out.iterdir()
            if not path.name.startswith(("index.", ".index.", "status.", ".status."))
        }
        assert shown <= {"2019-11", ".2019-11.lock", ".2019-11.holder"}
        shutil.rmtree(out)
    return hit


def test_whatever_process_is_killed_nothing_finished_is_lost_and_nothing_is_left_over(here):
    assert sum(kill_at_random(here, 4, seed=1).values()) >= 2


@pytest.mark.soak
def test_hundreds_of_kills_lose_nothing(here):
    counts = kill_at_random(here, 200, seed=2)
    sys.stderr.write(f"killed: {counts}\n")
    assert counts["runner"] > 20
    assert counts["other"] > 50
