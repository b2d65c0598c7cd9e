"""The suite on a real Dask cluster: the same bytes as here, lost workers survived, and clear words when it cannot be."""

import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest
from runner_project import make_project

from lcanalysis.errors import UsageError
from lcanalysis.runner import cluster
from lcanalysis.runner.request import Request, requests_of
from lcanalysis.runner.suite import brief, brief_all

pytestmark = [
    pytest.mark.slow,
    # distributed and tornado leave sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
SUITE = "languages: [en]\nruns:\n" + "".join(
    f"  - {{id: {name}, notebook: {name}.ipynb}}\n" for name in ("plan", "slow", "sum", "dead")
)
SOURCES = {
    "plan": "import lcanalysis as lc\nlen(lc.load(data).records)",
    "slow": "import time\ntime.sleep(3)\n'slept'",
    "sum": "1 + 1",
    "dead": "2",
}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return make_project(tmp_path, SUITE, **SOURCES)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def dask(folder, part, *arguments):
    line = [sys.executable, "-m", f"distributed.cli.dask_{part}", "--no-dashboard", *arguments]
    log = (folder / f"{part}.log").open("a", encoding="utf-8")
    return subprocess.Popen(line, cwd=folder, stdout=log, stderr=log)


@contextmanager
def running_cluster(folder, workers=2):
    """Start a scheduler and workers, each a process of its own, in a folder that holds nothing of the project."""
    folder.mkdir()
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    started = [dask(folder, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-show")]
    started += [dask(folder, "worker", address, "--nthreads", "1", "--no-nanny") for _ in range(workers)]
    try:
        from distributed import Client

        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address, started[1:]
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait()


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "log.jsonl"}


def test_a_cluster_of_separate_processes_makes_the_same_bytes_even_if_it_loses_a_worker(here, tmp_path_factory):
    local = contents(brief(Request(jobs=2)).folder)
    with running_cluster(tmp_path_factory.mktemp("away") / "cluster") as (address, workers):
        far = brief(Request(out=here / "far", scheduler=address))
        assert contents(far.folder) == local
        assert far.reused == 0

        def lose_one(done, *_):
            if done and workers[0].poll() is None:
                workers[0].send_signal(signal.SIGKILL)

        lost = brief(Request(out=here / "lost", scheduler=address), lose_one)
        assert contents(lost.folder) == local
        assert workers[0].wait(10) == -signal.SIGKILL


def test_a_local_cluster_makes_the_same_bytes(here):
    from distributed import LocalCluster

    local = contents(brief(Request(jobs=2)).folder)
    with LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None) as made:
        far = brief(Request(out=here / "far", scheduler=made.scheduler_address))
    assert contents(far.folder) == local


def test_a_scheduler_that_does_not_answer_is_named(here, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(UsageError) as raised:
        brief(Request(scheduler=address))
    assert address in raised.value.text("en")
    assert raised.value.exit_code == 2


def test_a_worker_with_another_version_is_refused_before_anything_runs(here, tmp_path_factory, monkeypatch):
    with running_cluster(tmp_path_factory.mktemp("away") / "cluster", workers=1) as (address, _):
        there = cluster.versions()
        monkeypatch.setattr(cluster, "read_versions", lambda: there | {"pandas": "0.1"})
        with pytest.raises(UsageError, match=r"pandas \S+ \(0\.1\)"):
            brief(Request(scheduler=address))


def test_many_plans_have_an_edition_each_and_a_faulty_one_does_not_stop_the_others(here):
    plans = here / "plans"
    plans.mkdir()
    (here / "data").rename(plans / "one")
    subprocess.run(["cp", "-r", plans / "one", plans / "two"], check=True)
    subprocess.run(["cp", "-r", plans / "one", plans / "three"], check=True)
    (plans / "two" / "raw" / "plan.yml").write_text("plan: nonsense", encoding="utf-8")
    (plans / "no plan").mkdir()
    requests = requests_of(Request(data=plans / "*", jobs=2))
    assert [request.data.name for request in requests] == ["one", "three", "two"]
    made = {request.data.name: briefed for request, briefed in brief_all(requests).items()}
    assert made["two"].exit_code == 3
    assert (here / "editions" / "one" / "2019-11" / "sum.en.html").is_file()
    assert len(made["three"].names) == 4
    line = [sys.executable, "-m", "lcanalysis", "brief", "--data", "plans/*", "--lang", "en"]
    done = subprocess.run(line, cwd=here, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 3
    assert "plans/one: 4 runs done (4 kept)" in done.stdout
    assert done.stderr.strip().splitlines()[-1].startswith("plan.yml")
    with pytest.raises(UsageError, match="nowhere"):
        requests_of(Request(data=plans / "nowhere*"))
