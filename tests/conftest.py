"""What several test files share: the edition of the bundled plan, made once, and the sum of the faults that were put in."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from chromium import launched

from lcanalysis import wording

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def no_session_language():
    """Forget the language that a test gave its session."""
    yield
    wording._SESSION.clear()


@pytest.fixture(scope="session")
def bundled(tmp_path_factory) -> Path:
    """Return the folder of a whole edition. Tests that ask for it belong to the xdist group `bundled_edition`."""
    out = tmp_path_factory.mktemp("editions")
    command = [sys.executable, "-m", "lcanalysis", "brief", "--out", str(out), "--edition", "bundled"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return out / "bundled"


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
    counted = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, value in report.user_properties:
                if name == "fault":
                    counted[value[0]] += value[1]
    if counted:
        terminalreporter.section(f"{sum(counted.values())} faults put in")
        for kind, number in sorted(counted.items()):
            terminalreporter.write_line(f"{number:6} {kind}")
