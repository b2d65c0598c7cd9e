"""One project with one finished edition, which every test of the harness damages in a copy of its own."""

import shutil
import subprocess
import sys

import pytest
from office import Office
from runner_project import make_project

SUITE = (
    "languages: [zh]\nruns:\n  - {id: audit, notebook: audit.ipynb}\n  - {id: production, notebook: production.ipynb}\n"
)
TABLE = """
import lcanalysis as lc

revenue = lc.series(lc.load(data, lang=lang), "revenue", "cluster")
lc.table("revenue", revenue.to_frame("revenue"), title=lc.words("营业收入", "Revenue"))
"""
CHART = """
import lcanalysis as lc
from lcanalysis.charts import draw_growth_bars

plan = lc.load(data, lang=lang)
revenue = lc.series(plan, "revenue", "cluster")
growth = ((revenue / revenue.shift(1) - 1) * 100).iloc[-1]
lc.chart("growth", draw_growth_bars, [{"name": plan.words("cluster"), "growth_pct": growth}])
"""
"""A page with a table and one with a chart: what is damaged is of any page, and two small ones are soon made."""


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """Make the project, and its edition from cold."""
    folder = tmp_path_factory.mktemp("finished") / "office"
    make_project(folder, SUITE, audit=TABLE, production=CHART)
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
