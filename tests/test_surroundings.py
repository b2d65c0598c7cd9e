"""Whatever the machine, the account or the terminal is like: the right exit code, one sentence, and what was done stands."""

import errno
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from filelock import Timeout
from nbconvert import HTMLExporter
from runner_project import make_project, write_notebook
from waiting import wait_until

from lcanalysis import cli
from lcanalysis.errors import EditionLockedError, UsageError
from lcanalysis.files.locking import locked_file
from lcanalysis.runner import scratch
from lcanalysis.runner.request import Request
from lcanalysis.runner.suite import brief, locked

ROOT = Path(__file__).parent.parent
SUITE = "languages: [en]\nruns:\n  - {id: good, notebook: good.ipynb}\n"
WAITING = "import pathlib, time\npathlib.Path('started').touch()\ntime.sleep(60)"
QUICK = "params notebooks/audit.ipynb"
"""A command whose answer needs none of the scientific libraries."""
posix = pytest.mark.skipif(os.name != "posix", reason="of POSIX systems")


def line(*arguments):
    return [sys.executable, "-m", "lcanalysis", *arguments, "--lang", "en"]


def told(*arguments, cwd=ROOT, before=(), **environment):
    """Return what a command ends with and says on standard error."""
    done = subprocess.run(
        [*before, *line(*arguments)], cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


def in_shell(text, cwd=ROOT):
    """Return what a command of a shell ends with, what it prints, and says on standard error; ``$LC`` is ours."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "LC": f"{sys.executable} -m lcanalysis",
        "LCANALYSIS_LANG": "en",
    }
    done = subprocess.run(
        ["bash", "-c", text], cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def plan(tmp_path):
    """Return a copy of the bundled plan folder."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


# Standard output and standard error


@posix
def test_a_command_with_standard_output_closed_is_done_and_says_that_nobody_saw_its_answer():
    code, _, said = in_shell(f"$LC {QUICK} >&-")
    assert (code, said) == (0, "standard output is closed: the command is done, and its answer was shown to nobody\n")
    assert in_shell(f"$LC {QUICK} <&- >&- 2>&-")[0] == 0


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device is always full here")
def test_a_disk_that_is_full_under_standard_output_is_told_in_one_sentence():
    for asked in (QUICK, f"{QUICK} --json"):
        code, _, said = in_shell(f"$LC {asked} >/dev/full")
        assert (code, said.count("\n")) == (2, 1)
        assert said.startswith("standard output takes nothing (No space left on device)")


@posix
def test_a_reader_that_leaves_is_no_fault_whatever_is_printed():
    for asked in (QUICK, "scorecard --json", "--help", "brief --data nowhere"):
        wanted = 2 if "nowhere" in asked else 0
        assert in_shell(f"$LC {asked} 2>&1 | true; exit ${{PIPESTATUS[0]}}") == (wanted, "", "")


@posix
@pytest.mark.slow
def test_a_run_goes_on_when_the_reader_of_its_progress_leaves(tmp_path):
    make_project(tmp_path, SUITE.replace("[en]", "[zh, en]"), good="1")
    code, out, said = in_shell("$LC brief --fresh 2>&1 | head -1; exit ${PIPESTATUS[0]}", tmp_path)
    assert (code, out.count("\n"), said) == (0, 1, "")
    assert (tmp_path / "editions" / "2019-11" / "good.en.html").is_file()
    assert json.loads((tmp_path / "editions" / "status.json").read_text(encoding="utf-8"))["last"]["exit_code"] == 0


# Files and folders that are not what they should be


@posix
@pytest.mark.parametrize("name", ["goals.yml", "development_plan/2019-11/production.csv"])
@pytest.mark.parametrize("put", ["folder", "loop"])
def test_a_folder_or_a_link_to_itself_in_the_place_of_a_file_is_a_fault_of_the_data(plan, name, put, capsys):
    place = plan / "raw" / name
    place.unlink()
    if put == "folder":
        place.mkdir()
    else:
        place.symlink_to(place.name)
    with pytest.raises(SystemExit) as left:
        cli.main(["clean", "--data", str(plan), "--lang", "en"])
    assert left.value.code == 3
    assert any(
        row.startswith((f"{name}: the file cannot be ", f"{name}: this is no file"))
        for row in capsys.readouterr().err.splitlines()
    )


UNPRIVILEGED = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")
    if hasattr(os, "geteuid") and os.geteuid() == 0
    else ()
)
"""Root is stopped by no permission; without these capabilities it is like any account."""
restrained = pytest.mark.skipif(
    os.name != "posix" or bool(UNPRIVILEGED and not shutil.which("setpriv")), reason="permissions stop nobody here"
)


@restrained
def test_a_plan_folder_that_this_account_may_not_write_is_told_and_one_that_is_clean_is_read(plan):
    goals = plan / "processed" / "goals.csv"
    before = goals.read_bytes()
    for content, code, said in (
        (before, 0, ""),
        (b"stale", 2, f"cannot write to {plan.as_posix()}: Permission denied"),
    ):
        goals.write_bytes(content)
        for folder in (plan, plan / "raw", plan / "processed"):
            folder.chmod(0o555)
        try:
            found = told("clean", "--data", str(plan), before=UNPRIVILEGED)
        finally:
            for folder in (plan, plan / "raw", plan / "processed"):
                folder.chmod(0o755)
        assert (found[0], found[1][: len(said)]) == (code, said)
        assert goals.read_bytes() == content


@restrained
def test_files_that_this_account_may_not_read_or_write_are_no_fault_of_ours(plan, tmp_path):
    goals = plan / "raw" / "goals.yml"
    goals.chmod(0)
    code, said = told("clean", "--data", str(plan), before=UNPRIVILEGED)
    goals.chmod(0o644)
    assert (code, said.splitlines()[1].startswith("goals.yml: the file cannot be read (Permission denied)")) == (
        3,
        True,
    )
    (tmp_path / "shut").mkdir(mode=0o555)
    for asked in (("ledger", "--out"), ("requests", "--forms"), ("template", "production", "--year", "2021", "--out")):
        code, said = told(*asked, str(tmp_path / "shut" / "made"), before=UNPRIVILEGED)
        assert (code, said.count("\n"), "Permission denied" in said) == (2, 1, True), said
        assert "something went wrong" not in said
    (tmp_path / "shut").chmod(0o755)


def test_an_edition_of_another_account_is_refused_before_anything_runs(tmp_path, monkeypatch):
    make_project(tmp_path, SUITE, good="1")
    monkeypatch.chdir(tmp_path)
    allowed = os.access
    for name in ("2019-11", ".2019-11.staging"):
        (tmp_path / "editions" / name).mkdir(parents=True)
        monkeypatch.setattr(os, "access", lambda path, mode, name=name: Path(path).name != name and allowed(path, mode))
        with pytest.raises(UsageError, match=f"{name} belongs to another account"):
            brief(Request())
        monkeypatch.setattr(os, "access", allowed)
        shutil.rmtree(tmp_path / "editions" / name)


def test_what_another_account_left_in_the_way_is_named_and_does_not_exist_already(tmp_path, monkeypatch):
    from lcanalysis.briefing.staging import cannot_write, replace_folder

    (tmp_path / ".e.staging").mkdir()
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    with pytest.raises(PermissionError) as caught:
        replace_folder(tmp_path / "e", {"a": b""})
    assert cannot_write(tmp_path / "e", caught.value).text("en") == (
        f"cannot write {(tmp_path / '.e.staging').as_posix()}: Permission denied"
    )


# Accounts, clocks and zones


@posix
def test_an_account_without_a_home_is_told_nothing_of_it_and_leaves_nothing_behind(tmp_path):
    homeless = {"HOME": "/proc/nobody", "TMPDIR": str(tmp_path), "XDG_CONFIG_HOME": "", "XDG_CACHE_HOME": ""}
    taken = dict.fromkeys(("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "XDG_RUNTIME_DIR"), "")
    assert told("scorecard", **homeless, **taken) == (0, "")
    code = "import lcanalysis, matplotlib, IPython.paths\nlcanalysis.use_style('en')\nIPython.paths.get_ipython_dir()"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **homeless, **taken, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == [f"lcanalysis-{os.getuid()}"]


@posix
@pytest.mark.parametrize("zone", ["/", "/etc/passwd", "No/Where", "\x80", ":", "/etc/nothing"])
def test_a_time_zone_that_is_none_changes_nothing(zone):
    assert told("params", "notebooks/audit.ipynb", TZ=zone) == (0, "")


def test_a_clock_before_1980_changes_no_office_file(monkeypatch):
    from lcanalysis.briefing.documents.blocks import Document, Paragraph, TextSpan
    from lcanalysis.briefing.documents.word import word_bytes
    from lcanalysis.cleaning.additions.marked_copy import marked_bytes
    from lcanalysis.cleaning.forms.templates import template_bytes
    from lcanalysis.plan import load
    from lcanalysis.runner.cluster import pack
    from lcanalysis.workbooks import Sheet, workbook_bytes

    plan = load(ROOT / "data")
    table = ROOT / "data" / "raw" / "development_plan" / "2019-11" / "production.csv"

    def made():
        return [
            workbook_bytes([Sheet("a", ["b"], [["c"]])]),
            word_bytes(Document("zh", "a", (), [Paragraph([TextSpan("b")])])),
            template_bytes(plan, "production", 2021, "zh"),
            marked_bytes(table, (), "zh"),
        ]

    now = made()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert made() == now
    monkeypatch.undo()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "old.csv").touch()
        os.utime(Path(folder) / "old.csv", (0, 0))
        assert pack(Path(folder))
    assert all(zipfile.is_zipfile(io.BytesIO(content)) for content in now)


# What is left behind


def owned(place):
    return sorted(path.name for path in place.iterdir() if path.name != f"lcanalysis-{os.getuid()}")


@posix
def test_a_scratch_folder_whose_owner_was_killed_is_removed_by_the_next_one_and_a_living_ones_stays(tmp_path):
    code = "import os, pathlib, sys\nfrom lcanalysis.runner import scratch\nscratch.make_scratch(pathlib.Path(sys.argv[1]))\nos._exit(9)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, cwd=ROOT)
    (left,) = tmp_path.iterdir()
    other = tmp_path / "lcanalysis-mine"
    other.mkdir()  # not made by us: it has no owner's mark
    with scratch.scratch_folder(tmp_path) as one, scratch.scratch_folder(tmp_path) as two:
        assert not left.exists()
        assert owned(tmp_path) == sorted([one.name, two.name, other.name])
        scratch.clear_if_left(one)
        assert one.is_dir()
    assert owned(tmp_path) == [other.name]


@posix
def test_a_left_scratch_folder_in_which_a_dying_process_still_writes_is_cleared_by_the_next_one(tmp_path, monkeypatch):
    code = "import os, pathlib, sys\nfrom lcanalysis.runner import scratch\nscratch.make_scratch(pathlib.Path(sys.argv[1]))\nos._exit(9)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, cwd=ROOT)
    (left,) = tmp_path.iterdir()
    (left / "kernel").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(scratch.shutil, "rmtree", lambda *_, **__: None)  # as where a file appears beside those removed
        scratch.clear_if_left(left)
    assert [path.name for path in sorted(left.iterdir())] == [scratch.OWNER, "kernel"]
    scratch.clear_if_left(left)
    assert not left.exists()


@posix
@pytest.mark.slow
@pytest.mark.parametrize("number", ["SIGHUP", "SIGTERM", "SIGKILL"])
def test_a_run_that_is_ended_leaves_neither_a_holder_nor_a_folder(tmp_path, number):
    make_project(tmp_path, SUITE, good=WAITING)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    out = tmp_path / "editions"
    process = subprocess.Popen(
        line("brief"), cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)},
        # A test runner that outlives its terminal ignores a hangup, and its children would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    try:
        wait_until((tmp_path / "started").exists)
        process.send_signal(getattr(signal, number))
        code = process.wait(60)
    finally:
        process.kill()
        process.wait()
    if number == "SIGKILL":
        wait_until(lambda: owned(temporary) == [])
        return
    assert code == 130
    assert owned(temporary) == []
    assert not (out / ".2019-11.holder").exists()
    assert json.loads((out / "status.json").read_text(encoding="utf-8"))["last"]["exit_code"] == 130


@posix
@pytest.mark.slow
@pytest.mark.parametrize("no_fork", ["", "1"])
def test_a_folder_of_temporary_files_with_a_long_path_does_not_stop_a_run(tmp_path, no_fork):
    make_project(tmp_path, SUITE, good="1")
    temporary = tmp_path / ("t" * 130)
    temporary.mkdir()
    found = told("brief", cwd=tmp_path, TMPDIR=str(temporary), LCANALYSIS_NO_FORK=no_fork)
    assert (found[0], found[1].count("\n")) == (0, 1), found[1]
    assert owned(temporary) == []


# Locks


@pytest.fixture
def no_flock(monkeypatch):
    """Let the file system have no locks, as some shares have none."""
    fcntl = pytest.importorskip("fcntl")

    def refuse(number):
        def flock(*_):
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(fcntl, "flock", flock)

    return refuse


@posix
@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
@pytest.mark.parametrize("left", [None, ""])
def test_a_file_system_without_locks_serves_and_a_left_over_lock_is_seen_to_be_one(tmp_path, no_flock, number, left):
    path = tmp_path / "a.lock"
    if left is not None:
        path.write_text(left, encoding="utf-8")
    no_flock(number)
    with locked_file(path, 0), pytest.raises(Timeout), locked_file(path, 0):
        pass
    with locked_file(path, 0):
        pass


@posix
def test_an_edition_under_a_left_over_lock_is_made_where_there_are_no_locks(tmp_path, no_flock):
    (tmp_path / ".e.lock").touch()
    no_flock(errno.ENOSYS)
    with locked(tmp_path / "e"):
        assert (tmp_path / ".e.holder").is_file()
    assert not (tmp_path / ".e.holder").exists()


def test_where_nobody_is_known_to_hold_an_edition_the_file_to_remove_is_named(tmp_path):
    with (
        locked_file(tmp_path / ".e.lock"),
        pytest.raises(EditionLockedError, match=r"remove .*\.e\.lock"),
        locked(tmp_path / "e"),
    ):
        pass


# Jupyter's own programs


@posix
@pytest.mark.slow
def test_papermill_with_our_engine_talks_to_kernels_over_socket_files_and_warns_of_nothing(tmp_path):
    write_notebook(
        tmp_path / "a.ipynb", "about = get_ipython().kernel.parent\nprint(about.transport, about.ip)", parameters=None
    )
    for temporary in (tmp_path / "t", tmp_path / ("t" * 130)):
        temporary.mkdir()
        done = subprocess.run(
            ["papermill", "--engine", "lcanalysis", "a.ipynb", "b.ipynb", "--no-progress-bar", "-k", "python3"],
            cwd=tmp_path, env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        assert not any(word in done.stderr.lower() for word in ("warn", "encrypt", "tcp")), done.stderr
        (output,) = nbformat.read(tmp_path / "b.ipynb", as_version=4).cells[-1].outputs
        assert output.text.startswith("ipc ")
        assert owned(temporary) == []


@pytest.mark.slow
def test_nbconverts_own_page_of_a_notebook_finds_the_alt_text_of_every_picture(tmp_path, monkeypatch, warm):
    source = (ROOT / "notebooks" / "audit.ipynb").read_text(encoding="utf-8")
    make_project(tmp_path, SUITE, good="1")
    (tmp_path / "notebooks" / "good.ipynb").write_text(source, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    brief(Request())
    notebook = nbformat.read(tmp_path / "editions" / "2019-11" / "good.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    alts = [output.metadata["image/svg+xml"]["alt"] for output in outputs if "image/svg+xml" in output.get("data", {})]
    page = HTMLExporter().from_notebook_node(notebook)[0]
    assert alts
    assert "No description has been provided" not in page
    assert Pictures(page).alts == alts


class Pictures(HTMLParser):
    """The alt texts of a page's pictures."""

    def __init__(self, page):
        super().__init__()
        self.alts = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.alts.append(dict(attrs).get("alt"))
