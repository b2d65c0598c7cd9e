"""Any process is killed at any moment: what was finished stays, nothing is left over, and the next command completes it."""

import random
import shutil
import sys
import time

import pytest
from dask_cluster import running_cluster
from office import BESIDE, Office, family, kill, outliving
from runner_project import make_project, write_notebook, write_suite
from waiting import wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc"),
]
KINDS = {
    "runner": {},
    "warm process": {},
    "forked run": {},
    "worker": {"LCANALYSIS_NO_FORK": "1"},
    "kernel": {"LCANALYSIS_NO_FORK": "1"},
    "Dask worker": {},
    "forked run of a Dask worker": {},
}
"""What is killed, and what in the environment makes a command have it."""
LONG = {"runner", "warm process", "worker", "Dask worker"}
"""What lives before the first run and between runs, and may be killed then too."""
LIMIT_S = 180
"""Seconds that a command may take, on a machine that does much else."""
EACH = 180
"""How often the soak kills each of the seven kinds; a few of the processes have ended by themselves by then."""
RUNS = [f"  - {{id: r{number}, notebook: r.ipynb, parameters: {{n: {number}}}}}\n" for number in range(6)]
FEW = 3
"""Runs of a project whose kernels are killed: each takes seconds to start, where a fork takes none."""
PARAMETERS = 'lang: str = "zh"  # language {zh, en}\ndata: str = "data"  # plan\nn: int = 0  # number {0..9}\n'


def make(runs, folder, warm):
    """Make a project with runs of a tenth of a second each, and its edition."""
    project = make_project(folder / "project", "languages: [en]\nruns:\n" + "".join(runs))
    write_notebook(project / "notebooks" / "r.ipynb", "import time\ntime.sleep(0.1)\nn", parameters=PARAMETERS)
    assert Office(project, surroundings=warm).brief().returncode == 0
    return project


def office_in(project, runs, warm):
    office = Office(project, surroundings=warm)
    office.whole, office.count = office.contents(), len(runs)
    return office


@pytest.fixture(scope="module")
def made(tmp_path_factory, warm):
    """Make a project with six runs, which the tests copy."""
    return make(RUNS, tmp_path_factory.mktemp("six"), warm)


@pytest.fixture
def six_runs(made, tmp_path, warm):
    """Give a copy of the project with six runs and of its edition."""
    return office_in(shutil.copytree(made, tmp_path / "project"), RUNS, warm)


@pytest.fixture
def runs(request, tmp_path, warm, kind):
    """Give a project to kill processes of a kind in: with six runs, or few where each starts a kernel."""
    if kind != "kernel":
        return request.getfixturevalue("six_runs")
    return office_in(make(RUNS[:FEW], tmp_path, warm), RUNS[:FEW], warm)


@pytest.fixture
def cluster(request, tmp_path):
    """Give a Dask cluster to those tests whose kind of process lives in one."""
    if "Dask" not in request.getfixturevalue("kind"):
        yield None
        return
    with running_cluster(tmp_path / "cluster") as running:
        yield running


def processes(command, cluster):
    """Return the living processes of a command, and of the cluster that it uses, with what kind each is."""
    living = family(command.pid) if command.poll() is None else {}
    for worker in cluster.workers if cluster and living else ():
        found = family(worker.pid, "Dask worker")
        living |= {pid: f"{kind} of a Dask worker" if pid != worker.pid else kind for pid, kind in found.items()}
    return living


def kept_runs(office):
    return len(list(office.folder.glob("editions/.2019-11.runs/*/run.json")))


def kill_one(office, kind, chance, cluster=None):
    """Kill a process of one kind at a random moment of a command; return whether one lived to be killed."""
    is_again = chance.random() < 0.5
    if not is_again:
        shutil.rmtree(office.folder / "editions")
    arguments = ["brief", *(["--fresh"] if is_again else [])]
    arguments += ["--scheduler", cluster.address] if cluster else ["--jobs", "2"]
    running = office.start(*arguments, env={"XDG_RUNTIME_DIR": str(office.folder), **KINDS[kind]})
    reached = chance.randrange(-2, office.count + 1)
    wait_until(lambda: kept_runs(office) >= reached or running.poll() is not None, LIMIT_S)
    wait_until(lambda: kind in processes(running, cluster).values() or running.poll() is not None, LIMIT_S)
    time.sleep(chance.uniform(0, 3 if reached < 0 and kind in LONG else 0.1))
    living = processes(running, cluster)
    victims = [pid for pid, each in living.items() if each == kind]
    ending = set(family(running.pid)) - {running.pid}
    if victims:
        victim = chance.choice(victims)
        ending |= set(family(victim))
        kill(victim)
    out, said = running.communicate(timeout=LIMIT_S)
    assert not outliving(ending), "processes outlive the command"
    assert "Traceback" not in said + out
    if is_again:
        assert office.contents() == office.whole, "a finished edition changed or vanished"
    if kind != "runner":
        assert running.returncode == 0, said
    visible = {path.name for path in (office.folder / "editions").glob("[!.]*")} if victims else set()
    assert visible <= {"2019-11", *BESIDE}
    finished = kept_runs(office)
    assert office.made_whole() >= finished, "finished runs were lost"
    if cluster:
        replace_dead_workers(cluster)
    return bool(victims)


def replace_dead_workers(cluster):
    for worker in [worker for worker in cluster.workers if worker.poll() is not None]:
        cluster.workers.remove(worker)
        cluster.start_worker()
    cluster.wait_for_workers()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"kernel", "forked run of a Dask worker"}])
def test_whatever_process_is_killed_nothing_finished_is_lost_and_nothing_is_left_over(runs, count, kind, cluster):
    chance = random.Random(kind)  # noqa: S311 - no secret
    assert any(kill_one(runs, kind, chance, cluster) for _ in range(6))
    count(f"killed: {kind}")


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_a_thousand_kills_lose_nothing(runs, count, kind, cluster):
    chance = random.Random(f"{kind} long")  # noqa: S311 - no secret
    hit = sum(kill_one(runs, kind, chance, cluster) for _ in range(EACH))
    count(f"killed: {kind}", hit)
    assert hit > EACH / 3


def test_a_killed_scheduler_is_told_in_one_line_and_loses_no_finished_run(six_runs, count, tmp_path):
    shutil.rmtree(six_runs.folder / "editions")
    with running_cluster(tmp_path / "cluster", workers=1) as cluster:
        running = six_runs.start("brief", "--scheduler", cluster.address)
        wait_until(lambda: kept_runs(six_runs) or running.poll() is not None, LIMIT_S)
        cluster.scheduler.kill()
        said = running.communicate(timeout=LIMIT_S)[1]
    assert running.returncode == 2, said
    lines = [line for line in said.strip().splitlines() if not line.startswith("[")]
    assert len(lines) == 1, said
    assert cluster.address in lines[0]
    assert six_runs.made_whole() >= 1
    count("killed: Dask scheduler")


def test_two_editions_are_made_at_once_and_the_same_one_only_once(six_runs, count):
    write_notebook(six_runs.folder / "notebooks" / "r.ipynb", "import time\ntime.sleep(1)\nn", parameters=PARAMETERS)
    write_suite(six_runs.folder, "languages: [en]\nruns:\n" + RUNS[0])
    made = []
    for name in ("one", "two", "one"):
        made.append(six_runs.start("brief", "--edition", name))
        time.sleep(0.3)
    said = [process.communicate(timeout=120)[1] for process in made]
    assert [process.returncode for process in made] == [0, 0, 5]
    assert f"process {made[0].pid}" in said[2]
    assert six_runs.contents(six_runs.folder / "editions" / "one").keys() == six_runs.whole.keys() - {
        name for name in six_runs.whole if name.startswith(("r1", "r2", "r3", "r4", "r5"))
    }
    count("commands at once", 3)
