"""No wait without a limit: whoever does not answer in time is named in a sentence, and what was started for it is ended."""

import os
import shutil
import socket
import subprocess
import sys
import time

import pytest
from filelock import FileLock
from runner_project import ROOT, make_project
from waiting import wait_until

from lcanalysis.cleaning import clean
from lcanalysis.cleaning.additions.transaction import take_in
from lcanalysis.cleaning.pipeline import processed_files
from lcanalysis.errors import EditionLockedError, UsageError
from lcanalysis.files.private_folder import own_file
from lcanalysis.process import NEEDED_MB, require_memory
from lcanalysis.runner import cluster, pools, warm_client
from lcanalysis.runner.workers import ProcessDiedError, call

resource = pytest.importorskip("resource", reason="limits are of POSIX systems")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux alone")
SUITE = "languages: [en]\nruns:\n  - {id: good, notebook: good.ipynb}\n"
SILENT = """\
import socket, sys, time
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
time.sleep(60)"""


@pytest.mark.parametrize("arguments", [("brief",), ("scorecard",), ("forecast", "revenue"), ("requests",)])
def test_a_limit_that_leaves_too_little_memory_is_named_at_once(tmp_path, arguments):
    make_project(tmp_path, SUITE, good="1")
    done = subprocess.run(
        [sys.executable, "-m", "lcanalysis", *arguments, "--lang", "en"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (300_000 << 10,) * 2),
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == f"this process may use 292 MB of memory, and needs {NEEDED_MB} MB: raise its limit (ulimit -v)\n"
    )


def test_enough_memory_and_none_that_is_limited_are_enough(monkeypatch):
    for limit in (resource.RLIM_INFINITY, NEEDED_MB << 20):
        monkeypatch.setattr(resource, "getrlimit", lambda _, limit=limit: (limit, limit))
        require_memory()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(warm_client, "ANSWER_S", 0.5)


def silent(address, *_):
    """Start a process that listens as a warm one does, and never answers."""
    process = subprocess.Popen([sys.executable, "-c", SILENT, str(address)], stdin=subprocess.PIPE)
    wait_until(lambda: listens(address))
    return process


def listens(address):
    """Tell whether one listens there: the socket is in its folder a moment before."""
    with socket.socket(socket.AF_UNIX) as peer:
        return peer.connect_ex(str(address)) == 0


def test_a_warm_process_that_does_not_answer_is_ended_and_named(tmp_path, monkeypatch, impatient):
    monkeypatch.setattr(warm_client, "start", silent)
    forks = pools.Forks(tmp_path)
    with pytest.raises(UsageError) as raised:
        forks.start(len, ())
    assert raised.value.key == "runner.no_answer"
    assert forks.process.poll() is not None


@pytest.mark.slow
def test_in_the_place_of_one_that_stands_and_does_not_answer_one_of_our_own_is_started(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "standing"))
        listener.listen()
        forks = pools.Forks(tmp_path, tmp_path / "standing")
        connect = warm_client.connect

        def impatient(address, *request):
            return connect(address, *request, wait_s=0.2 if address.name == "standing" else 60)

        monkeypatch.setattr(warm_client, "connect", impatient)
        try:
            assert call(forks, len, (1, 2)) == 2
        finally:
            forks.close()


@pytest.mark.slow
@pytest.mark.parametrize("no_fork", ["", "1"])
def test_a_step_that_does_not_end_is_ended_and_named(monkeypatch, no_fork):
    monkeypatch.setenv(pools.NO_FORK, no_fork)
    with pools.open_pool() as pool:
        pid = call(pool, os.getpid)
        assert pid != os.getpid()
        with pytest.raises(ProcessDiedError) as raised:
            call(pool, time.sleep, 60, limit_s=0.5)
        assert "did not end" in raised.value.text("en")
        assert call(pool, len, (1, 2)) == 2


@pytest.mark.slow
def test_a_worker_that_never_comes_so_far_that_it_takes_calls_is_ended_and_named(tmp_path, monkeypatch):
    monkeypatch.setattr(warm_client, "ANSWER_S", 0.05)
    spawned = pools.Spawned(tmp_path)
    try:
        with pytest.raises(ProcessDiedError) as raised:
            call(spawned, len, ())
    finally:
        spawned.close()
    assert (raised.value.key, raised.value.exit_code) == ("runner.step_died", 1)


def test_a_plan_that_another_command_writes_is_waited_for_no_longer_than_a_minute(tmp_path, monkeypatch):
    assert processed_files.PATIENCE_S == 60
    monkeypatch.setattr(processed_files, "PATIENCE_S", 0.1)
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    for folder, write in ((data / "processed", lambda: clean(data)), (data, lambda: take_in(data, lambda _: []))):
        with FileLock(own_file(folder.resolve(), "lock")), pytest.raises(EditionLockedError) as raised:
            write()
        assert (raised.value.exit_code, str(data) in raised.value.text("zh")) == (5, True)


def test_a_cluster_that_gives_no_result_is_named_with_its_address():
    class Silent:
        def has_ready(self):
            return False

    with pytest.raises(UsageError) as raised:
        cluster._next(Silent(), 0.1, "tcp://there:8786")
    assert "tcp://there:8786" in raised.value.text("en")
