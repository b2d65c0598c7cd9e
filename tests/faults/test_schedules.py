"""A schedule keeps an edition for a week in which everything happens, and two accounts share one folder of editions."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from conftest import SUITE
from office import Office, family, kill
from runner_project import make_project, write_notebook
from waiting import wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc"),
]
HOUR = 3600
DAY = 24 * HOUR
HOOK = "import pathlib, sys\nwith open(pathlib.Path(__file__).with_name('sent'), 'a') as file:\n    file.write('sent\\n')\n"


class Schedule:
    """An office whose clock is moved: each command runs at a time of the week, and sends what is new."""

    def __init__(self, office, folder):
        self.office, self.folder = office, folder
        shutil.copyfile(Path(__file__).with_name("jumping_clock.py"), folder / "sitecustomize.py")
        (folder / "hook.py").write_text(HOOK, encoding="utf-8")

    def environment(self, *jumps):
        return {
            "PYTHONPATH": os.pathsep.join(filter(None, [str(self.folder), os.environ.get("PYTHONPATH")])),
            "CLOCK_JUMPS_S": " ".join(map(str, jumps)),
            "LCANALYSIS_DELIVER_HOOK": f"{sys.executable} {self.folder / 'hook.py'}",
            "XDG_RUNTIME_DIR": str(self.folder),
        }

    @property
    def sent(self):
        path = self.folder / "sent"
        return len(path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0

    def runs(self, *jumps, code=0, kept=None, arguments=()):
        """Run the command; see that it ends with this code, is told in status.json, and leaves a whole edition."""
        before = self.office.contents()
        done = self.office.brief(*arguments, env=self.environment(*jumps))
        assert done.returncode == code, done.stderr
        status = json.loads((self.office.folder / "editions" / "status.json").read_text(encoding="utf-8"))
        assert status["last"]["exit_code"] == code
        if len(jumps) == 1:
            told = datetime.fromisoformat(status["last"]["last_attempt"]).timestamp()
            assert abs(told - time.time() - jumps[0]) < HOUR
        if code:
            assert self.office.contents() == before
        elif kept is not None:
            assert int(done.stdout.split("(")[1].split()[0]) == kept
        assert not self.office.leftovers() - {".2019-11.delivered.json", ".2019-11.runs"}

    def is_as_by_a_right_clock(self, tmp_path):
        """Compare the edition with one that is made elsewhere from the same inputs."""
        twin = tmp_path / "twin"
        shutil.rmtree(twin, ignore_errors=True)
        shutil.copytree(self.office.folder, twin, ignore=shutil.ignore_patterns("editions"))
        other = Office(twin)
        assert other.brief().returncode == 0
        return other.contents() == self.office.contents()


def test_a_week_of_schedules_survives_moved_clocks_faults_and_kills(office, count, tmp_path):
    (tmp_path / "schedule").mkdir()
    week = Schedule(office, tmp_path / "schedule")
    goals = office.folder / "data" / "raw" / "goals.yml"
    sound = goals.read_text(encoding="utf-8")

    week.runs(0, kept=2)
    week.runs(12 * HOUR, kept=2)
    assert week.sent == 1  # Monday: what stands already is sent once

    write_notebook(office.folder / "notebooks" / "audit.ipynb", "print('a changed page')")
    week.runs(DAY, kept=1)
    week.runs(DAY + 12 * HOUR, DAY + 13 * HOUR, kept=2)  # summer time begins while it runs
    assert week.sent == 2
    assert week.is_as_by_a_right_clock(tmp_path)

    goals.write_text(sound.replace("kind: level", "kind: levle", 1), encoding="utf-8")
    week.runs(2 * DAY, code=3)
    week.runs(2 * DAY + 12 * HOUR, code=3)
    goals.write_text(sound, encoding="utf-8")
    week.runs(3 * DAY, kept=2)
    assert week.sent == 2  # what was sent before the fault is not sent again after it

    running = office.start("brief", "--fresh", "--jobs", "1", env=week.environment(3 * DAY + 12 * HOUR))
    wait_until(lambda: running.poll() is not None or list(office.folder.glob("editions/.2019-11.runs/*/run.json")))
    for process in family(running.pid):
        kill(process)
    running.communicate()
    week.runs(4 * DAY)

    week.runs(DAY, kept=2)  # the clock is set back by three days
    week.runs(60 - time.time(), kept=2)  # its battery is empty
    pair = [office.start("brief", "--fresh", env=week.environment(5 * DAY)) for _ in range(2)]
    assert sorted(map(code_of, pair)) in ([0, 5], [0, 0])
    week.runs(6 * DAY, 6 * DAY - 40 * HOUR, arguments=["--fresh"], kept=0)
    assert week.is_as_by_a_right_clock(tmp_path)
    assert week.sent == 2
    count("commands of a scheduled week", 15)


ACCOUNTS = (4001, 4002)
GROUP = 4000
# Root stands for two accounts; they may read everything, as Python itself may lie where only root reads, and write what is theirs.
AS = ("setpriv", f"--regid={GROUP}", "--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root can act as two accounts")
def test_two_accounts_that_share_a_folder_make_one_edition_in_turn_and_at_once(count, tmp_path):
    office = shared_office(tmp_path)
    chance = random.Random("two accounts")  # noqa: S311 - no secret
    assert code_of(as_account(office, ACCOUNTS[0], "brief")) == 0
    office.whole = office.contents()
    for _ in range(8):
        commands = [as_account(office, account, "brief", *chance.choice([[], ["--fresh"]])) for account in ACCOUNTS]
        if chance.random() < 0.5:
            time.sleep(chance.uniform(0, 2))
            for process in family(commands[0].pid):
                kill(process)
        codes = list(map(code_of, commands))
        assert set(codes) <= {0, 5, -9}, codes
        for account in ACCOUNTS:
            assert code_of(as_account(office, account, "brief")) == 0
            assert office.contents() == office.whole
            assert not office.leftovers()
    count("commands of two accounts", 33)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root can act as two accounts")
def test_an_account_that_may_not_write_into_the_folder_of_another_is_told_in_one_line(tmp_path):
    office = shared_office(tmp_path)
    assert code_of(as_account(office, ACCOUNTS[0], "brief", umask=0o022)) == 0
    before = office.contents()
    refused = as_account(office, ACCOUNTS[1], "brief", "--fresh")
    said = refused.communicate(timeout=180)[1]
    assert refused.returncode == 2, said
    assert len(said.strip().splitlines()) == 1
    assert "Permission denied" in said
    assert office.contents() == before


def shared_office(tmp_path):
    """Make a project in a folder of a group, in which two accounts work."""
    folder = make_project(tmp_path / "office", SUITE, audit="1 + 1", production="2 + 2")
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, ACCOUNTS[0], GROUP)
        path.chmod(0o2775 if path.is_dir() else 0o664)
    for path in [tmp_path, *tmp_path.parents]:
        if path.owner() == "root" and path != Path("/tmp"):  # noqa: S108 - not a file of ours
            path.chmod(path.stat().st_mode | 0o011)
    return Office(folder)


def code_of(command):
    """Wait for a command and return its exit code."""
    command.communicate(timeout=180)
    return command.returncode


def as_account(office, account, *arguments, umask=0o002):
    home = office.folder.parent / f"home {account}"
    home.mkdir(exist_ok=True)
    os.chown(home, account, GROUP)
    return subprocess.Popen(
        [*AS, f"--reuid={account}", sys.executable, "-m", "lcanalysis", *arguments], cwd=office.folder, umask=umask,
        env=office.environment({"HOME": str(home), "TMPDIR": str(home), "XDG_RUNTIME_DIR": str(home)}),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
