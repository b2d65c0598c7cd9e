"""The office that uses the suite: its project, the command it types, and what must hold whatever happens."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from waiting import becomes

END_S = 30
"""Seconds after which nothing that belonged to a command may live: a warm process first ends its imports, then sees that its owner has gone."""
BESIDE = {"index.html", "index.en.html", "index.zh.html", "status.json", "changes"}
NAMES = {"2019-11", ".2019-11.lock", ".2019-11.holder", ".status.json.lock", ".index.html.lock", *BESIDE}
"""What lies beside a finished edition. Anything else were a part of something."""


@dataclass
class Office:
    """A project folder; `whole` is what its edition must hold, by name of file, after every command that succeeds."""

    folder: Path
    whole: dict = field(default_factory=dict)
    surroundings: dict = field(default_factory=dict)

    @property
    def edition(self):
        return self.folder / "editions" / "2019-11"

    @staticmethod
    def environment(more):
        return {**os.environ, "LCANALYSIS_LANG": "en", "PYTHONUTF8": "1", **more}

    def start(self, *arguments, **options):
        line = [*options.pop("before", ()), sys.executable, "-m", "lcanalysis", *(arguments or ("brief",))]
        environment = self.environment({**self.surroundings, **options.pop("env", {})})
        return subprocess.Popen(
            line, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
        )

    def brief(self, *arguments, **options):
        """Make the edition; see to it that a command never shows a traceback and leaves no process."""
        process = self.start("brief", *arguments, **options)
        out, said = process.communicate(timeout=180)
        assert "Traceback" not in said + out, said
        return subprocess.CompletedProcess(process.args, process.returncode, out, said)

    def contents(self, folder=None):
        folder = folder or self.edition
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "log.jsonl"}

    def leftovers(self):
        return {path.name for path in (self.folder / "editions").iterdir()} - NAMES

    def made_whole(self, *arguments, **options):
        """Make the edition and return how many runs were kept; it must be what it was before all faults."""
        done = self.brief(*arguments, **options)
        assert done.returncode == 0, done.stderr
        assert not unlike(self.contents(), self.whole)
        assert not self.leftovers()
        return int(done.stdout.split("(")[1].split()[0])

    def refused(self, code, words, *arguments, **options):
        """Ask for the edition in vain: the exit code, the words, one line each for what is wrong, and all as it was."""
        before = self.contents()
        done = self.brief(*arguments, **options)
        assert done.returncode == code, done.stderr
        assert words in done.stderr
        assert not unlike(self.contents(), before)
        assert not self.leftovers() - {".2019-11.runs"}
        return [line for line in done.stderr.strip().splitlines() if not line.startswith("[")]


def unlike(one, other):
    """Return the names of the files that differ; bytes would fill the screen."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def family(pid, kind="runner"):
    """Return the living processes that descend from `pid`, itself included, with what kind each is; `kind` is its own."""
    parents, states = {}, {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                state, parent, *_ = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            if state not in {"Z", "X"}:
                parents[int(path.name)], states[int(path.name)] = int(parent), state
    found = {pid: kind} if pid in parents else {}
    waiting = [pid]
    while waiting:
        above = waiting.pop()
        for child in (child for child, parent in parents.items() if parent == above):
            found[child] = _kind(child, found.get(above, ""))
            waiting.append(child)
    return found


def _kind(pid, above):
    if above == "warm process":
        return "forked run"
    try:
        line = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        line = ""
    if "lcanalysis.runner.warm" in line:
        return "warm process"
    if "ipykernel" in line:
        return "kernel"
    return "worker" if "spawn_main" in line else "other"


def kill(pid):
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def outliving(pids):
    """Return those of the processes that still live when all should have gone."""
    becomes(lambda: not any(map(family, pids)), END_S)
    return [pid for pid in pids if family(pid)]
