"""One project with one finished edition, which every test of the harness damages in a copy of its own."""

import shutil
import subprocess
import sys

import pytest
from office import Office
from runner_project import ROOT, write_suite

SUITE = (
    "languages: [zh]\nruns:\n  - {id: audit, notebook: audit.ipynb}\n  - {id: production, notebook: production.ipynb}\n"
)


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """Make the project, and its edition from cold."""
    folder = tmp_path_factory.mktemp("finished") / "office"
    shutil.copytree(ROOT / "data", folder / "data")
    write_suite(folder, SUITE)
    for name in ("audit", "production"):
        shutil.copyfile(ROOT / "notebooks" / f"{name}.ipynb", folder / "notebooks" / f"{name}.ipynb")
    done = Office(folder).brief()
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def office(finished, tmp_path):
    """Give a copy of the project and its edition, to be damaged."""
    folder = tmp_path / "office"
    shutil.copytree(finished, folder)
    return Office(folder, whole=Office(finished).contents())


@pytest.fixture(scope="session")
def warm(tmp_path_factory):
    """Keep a warm process, so that commands need not start one each; return the environment that finds it."""
    found = {"XDG_RUNTIME_DIR": str(tmp_path_factory.mktemp("run"))}
    process = subprocess.Popen([sys.executable, "-m", "lcanalysis.runner.warm"], env=Office.environment(found))
    yield found
    process.terminate()
    process.wait(30)


@pytest.fixture
def count(record_property):
    """Give how to count the faults put in; tests/conftest.py prints the sums."""
    return lambda kind, number=1: record_property("fault", (kind, number))
