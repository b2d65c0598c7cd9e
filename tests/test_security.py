"""The suite asks no network, listens to nobody, and each line of docs/security.md names a test that holds it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WATCH = """\
import json, os, sys

def watch(event, args):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        asked = args[0] if event == "socket.getaddrinfo" else args[1]
        with open(os.environ["WATCHED"], "a", encoding="utf-8") as log:
            log.write(json.dumps([event, repr(asked)]) + "\\n")

sys.addaudithook(watch)
"""
LOOPBACK = re.compile(r"\('(127\.[0-9.]+|::1|localhost)', [0-9]+(, 0, 0)?\)|'(127\.[0-9.]+|::1|localhost)'")


def is_local(asked: str) -> bool:
    """A file, a socket without a name, or a loopback address: none of them leaves the machine."""
    return bool(LOOPBACK.fullmatch(asked)) or (asked.startswith(("'", "b'")) and "/" in asked) or asked in {"''", "b''"}


@pytest.mark.parametrize(
    ("asked", "local"),
    [
        ("('127.0.0.1', 80)", True),
        ("'/tmp/k1-1'", True),
        ("('10.0.0.1', 80)", False),
        ("('0.0.0.0', 0)", False),
        ("'example.org'", False),
    ],
)
def test_only_files_and_loopback_count_as_local(asked, local):
    assert is_local(asked) == local


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Hold a copy of what the main job needs, in a folder of its own."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def brief(project, out, *, before=(), **environment):
    line = [*before, sys.executable, "-m", "lcanalysis", "brief", "--only", "audit", "--out", str(out), "--fresh"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        line, cwd=project, env=surroundings, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
    )


@pytest.mark.slow
def test_no_process_of_the_main_job_connects_or_listens_beyond_this_machine(project, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    log = tmp_path / "watched.jsonl"
    log.touch()
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = brief(project, tmp_path / "editions", WATCHED=str(log), PYTHONPATH=paths)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert events, "the watch saw nothing at all: it was not in place"
    assert [event for event in events if not is_local(event[1])] == []


@pytest.mark.slow
@pytest.mark.skipif(
    subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode != 0
    if shutil.which("unshare")
    else True,
    reason="no network of one's own can be made here (unshare -rn)",
)
def test_the_main_job_runs_where_there_is_no_network_at_all(project, tmp_path):
    done = brief(project, tmp_path / "editions", before=("unshare", "-rn"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "editions" / "2019-11" / "audit.zh.html").is_file()


@pytest.mark.parametrize("name", ["../outside", "/etc", "a/b", "..", "", "x\0y", "規劃", "a b", "-x"])
def test_the_name_of_an_edition_cannot_leave_its_folder(project, tmp_path, name):
    from lcanalysis.errors import UsageError
    from lcanalysis.runner.suite import require_edition_name

    with pytest.raises(UsageError):
        require_edition_name(name)


def test_every_line_of_the_threat_model_names_a_test_that_is_there():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) >= 15
    for row in rows:
        named = re.findall(r"`(test_\w+\.py|faults/test_\w+\.py)::(test_\w+)`", row)
        assert named, row
        for file, test in named:
            assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), f"{file}::{test}"
