"""What several test files share: the edition of the bundled plan, made once, and the sum of the faults that were put in."""

import gc
import importlib
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from chromium import launched
from hypothesis import settings
from soak_page import write_counts
from typing_commands import activated

from lcanalysis import wording
from lcanalysis.process import collect_garbage_rarely
from lcanalysis.runner.slow_grammar import grammar_on_demand

settings.register_profile("suite", deadline=None)  # how long an example takes says more of the machine
settings.load_profile("suite")

ROOT = Path(__file__).parent.parent
GROUP = pytest.StashKey()
"""Which group of tests an item belongs to."""


def pytest_configure():
    """Collect garbage as rarely, and import as little, as commands and kernels do."""
    collect_garbage_rarely()
    with grammar_on_demand():
        importlib.import_module("jsonschema")


@pytest.hookimpl(wrapper=True)
def pytest_collect_file():
    """Look for tests alone in the modules of tests, which have no examples in docstrings."""
    found = yield
    return [one for one in found if type(one).__name__ != "DoctestModule"]


def pytest_collection_finish():
    """Leave alone, while tests run, the many objects that modules and collected tests are: they stay to the end."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep the tests of a file on one worker, which makes its fixtures once; slow ones that share none go to any.

    What takes long begins first, so that no worker is left with it at the end.
    """
    places = {}
    for number, item in enumerate(items):
        used = item._fixtureinfo.name2fixturedefs.values() if isinstance(item, pytest.Function) else ()
        shares = any(fixture.scope == "module" for fixtures in used for fixture in fixtures)
        is_slow = item.get_closest_marker("slow") is not None
        group = item.get_closest_marker("xdist_group")
        if group is None and (shares or not is_slow):
            group = pytest.mark.xdist_group(item.path.stem).mark
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        name = group.args[0] if group else number
        order = (0 if group and is_slow else 1 if is_slow else 2, number)
        places[name] = min(places.get(name, order), order)
        item.stash[GROUP] = name
    items.sort(key=lambda item: places[item.stash[GROUP]])


@pytest.fixture(autouse=True)
def no_session_language():
    """Forget the language that a test gave its session."""
    yield
    wording._SESSION.clear()


@pytest.fixture
def data(tmp_path) -> Path:
    """Return a copy of the bundled plan folder, to be changed."""
    return shutil.copytree(ROOT / "data", tmp_path / "data")


@pytest.fixture(scope="module")
def plan():
    """Return the bundled plan as it is."""
    import lcanalysis

    return lcanalysis.load(ROOT / "data")


@pytest.fixture(scope="session")
def repository(tmp_path_factory) -> Path:
    """Return a fresh copy of the repository with a whole edition made; to be read, or copied.

    Tests that ask for it belong to the xdist group `bundled_edition`.
    """
    copy = tmp_path_factory.mktemp("fresh") / "lcanalysis"
    left_out = shutil.ignore_patterns(".*", "__pycache__", "editions", "build", "dist", "*.egg-info", "tests")
    shutil.copytree(ROOT, copy, ignore=left_out)
    (copy / ".venv").symlink_to(sys.prefix)
    command = [sys.executable, "-m", "lcanalysis", "brief"]
    done = subprocess.run(
        command, cwd=copy, env=activated(copy), capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return copy


@pytest.fixture(scope="session")
def bundled(repository) -> Path:
    """Return the folder of the whole edition of the bundled plan."""
    return repository / "editions" / "2019-11"


@pytest.fixture(scope="module")
def chromium():
    """Return a running Chromium."""
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def offline(chromium):
    """Return a browser without a network."""
    return chromium.new_context(offline=True)


def pytest_terminal_summary(terminalreporter):
    """Print how many faults were put in; `make soak` has them written into the documentation, where no test failed."""
    if hasattr(terminalreporter.config, "workerinput"):
        return  # a worker of xdist knows its own tests alone
    counted = {outcome: Counter() for outcome in ("passed", "failed")}
    for outcome, kinds in counted.items():
        for report in terminalreporter.stats.get(outcome, ()):
            for name, value in report.user_properties:
                if name == "fault":
                    kinds[value[0]] += value[1]
    if put_in := counted["passed"] + counted["failed"]:
        terminalreporter.section(f"{sum(put_in.values())} faults put in")
        for kind, number in sorted(put_in.items()):
            terminalreporter.write_line(f"{number:6} {kind}")
    sound = {kind: number for kind, number in counted["passed"].items() if kind not in counted["failed"]}
    if sound and (page := os.environ.get("LCANALYSIS_SOAK_PAGE")):
        write_counts(Path(page), sound, datetime.now(UTC).date().isoformat())


@pytest.fixture(scope="session")
def warm_place(tmp_path_factory) -> Path:
    """Return where the tests of this process find a warm process, which has imported everything once for them all."""
    from lcanalysis.runner import warm_client
    from lcanalysis.runner.environment import environment

    place = tmp_path_factory.mktemp("warm")
    if not warm_client.CAN_FORK:
        yield place
        return
    with pytest.MonkeyPatch.context() as here:
        here.setenv("XDG_RUNTIME_DIR", str(place))
        process = warm_client.start(warm_client.standing_address(), environment(place))
        while not warm_client.find_standing() and process.poll() is None:
            time.sleep(0.02)
    yield place
    process.stdin.close()
    process.wait(60)


@pytest.fixture
def warm(warm_place, monkeypatch):
    """Let the runs of a test fork from a process that stands, as `lcanalysis.runner.warm` gives one to a user.

    For tests of what a run does. What is asked here of the process itself, of its environment and of its end, is asked
    of one that the command starts.
    """
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(warm_place))


@pytest.fixture
def no_edits(tmp_path_factory, monkeypatch):
    """Let the library's code be one that nobody edits while the test runs."""
    package = tmp_path_factory.mktemp("code") / "lcanalysis"
    package.mkdir()
    (package / "module.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr("lcanalysis.runner.input_hashes.PACKAGE", package)
    return package


@pytest.fixture
def quick_workers(monkeypatch, no_edits):
    """Make runs without kernels: the notebook as it is, and a page that shows its text. `fail` in it fails."""
    from lcanalysis.briefing.finished import finish_run
    from lcanalysis.briefing.run_record import RunTitle
    from lcanalysis.runner import suite
    from lcanalysis.runner.execute import notebook_of
    from lcanalysis.runner.store import keep
    from lcanalysis.runner.tasks import Done

    def run_tasks(tasks, *_):
        for task in tasks:
            title = RunTitle(task.run.id, task.run.lang, task.run.notebook, dict(task.run.parameters))
            error = "it failed" * ("fail" in task.source)
            finished = finish_run(title, notebook_of(task.source), task.edition, error)
            follows = task.surroundings.follows(task.run, None, task.needed)
            yield Done(task.run, keep(task.store, finished, None, follows))

    monkeypatch.setattr(suite, "run_tasks", run_tasks)
    monkeypatch.setattr(suite, "open_pool", nullcontext)
    monkeypatch.setattr(suite, "call", lambda _, function, *arguments: function(*arguments))
    return no_edits
