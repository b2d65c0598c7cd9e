"""The suite on a real Dask cluster: the same bytes as here, lost workers survived, and clear words when it cannot be."""

import os
import signal
import subprocess
import sys
from contextlib import suppress

import pytest
from dask_cluster import running_cluster
from ports import free_port
from runner_project import make_project, write_notebook

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
    "slow": "'slept'",
    "sum": "1 + 1",
    "dead": "2",
}


@pytest.fixture
def here(tmp_path, monkeypatch, warm):
    monkeypatch.chdir(tmp_path)
    return make_project(tmp_path, SUITE, **SOURCES)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "log.jsonl"}


def test_a_cluster_of_separate_processes_makes_the_same_bytes_even_if_it_loses_a_worker(here, tmp_path_factory):
    # So that a worker is lost while it has something to do.
    write_notebook(here / "notebooks" / "slow.ipynb", "import time\ntime.sleep(3)\n'slept'")
    local = contents(brief(Request(jobs=2)).folder)
    with running_cluster(tmp_path_factory.mktemp("away") / "cluster") as there:
        far = brief(Request(out=here / "far", scheduler=there.address))
        assert contents(far.folder) == local
        assert far.reused == 0

        def lose_one(done, *_):
            if done and there.workers[0].poll() is None:
                there.workers[0].send_signal(signal.SIGKILL)

        lost = brief(Request(out=here / "lost", scheduler=there.address), lose_one)
        assert contents(lost.folder) == local
        assert there.workers[0].wait(60) == -signal.SIGKILL


def test_a_local_cluster_makes_the_same_bytes(here):
    from distributed import LocalCluster

    local = contents(brief(Request(jobs=2)).folder)
    with LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=":0") as made:
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
    with running_cluster(tmp_path_factory.mktemp("away") / "cluster", workers=1) as away:
        there = cluster.versions()
        monkeypatch.setattr(cluster, "read_versions", lambda: there | {"pandas": "0.1"})
        with pytest.raises(UsageError, match=r"pandas \S+ \(0\.1\)"):
            brief(Request(scheduler=away.address))


def test_a_worker_that_is_lost_as_it_is_asked_for_its_versions_makes_no_runs(here, tmp_path_factory, monkeypatch):
    found, scratch, ours = cluster.versions(), tmp_path_factory.mktemp("asked"), os.getpid()

    def versions():
        if os.getpid() != ours:
            with suppress(FileExistsError):
                (scratch / "first").mkdir()
                os.kill(os.getpid(), signal.SIGKILL)
        return found

    with running_cluster(tmp_path_factory.mktemp("away") / "cluster") as there:
        monkeypatch.setattr(cluster, "versions", versions)
        assert len(brief(Request(scheduler=there.address)).names) == 4
        assert sum(worker.poll() is not None for worker in there.workers) == 1


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
