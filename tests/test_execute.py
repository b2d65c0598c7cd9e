import sys
import tempfile

import pytest
from nbclient.exceptions import DeadKernelError
from runner_project import write_notebook

from lcanalysis.runner import execute
from lcanalysis.runner.engine import KernelStartError
from lcanalysis.runner.execute import Executed, Job
from lcanalysis.runner.kernels import OwnKernelManager

KILLED_ONCE = """\
import os, pathlib, signal
if not (mark := pathlib.Path("mark")).exists():
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
7"""


@pytest.fixture
def temporary_folder(monkeypatch):
    return lambda path: monkeypatch.setattr(tempfile, "tempdir", str(path))


@pytest.mark.parametrize("error", [KernelStartError, DeadKernelError])
def test_a_kernel_that_does_not_start_or_dies_between_cells_is_started_once_more(monkeypatch, tmp_path, error):
    outcomes = [error("no answer"), Executed(None)]
    monkeypatch.setattr(execute, "_execute", lambda *_: _next(outcomes))
    job = Job("{}", {}, tmp_path, tmp_path, 5, "own")
    assert execute.execute(job) == Executed(None)
    outcomes[:] = [error("no answer"), error("still no answer")]
    with pytest.raises(error, match="still"):
        execute.execute(job)


def _next(outcomes):
    outcome = outcomes.pop(0)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def test_a_notebook_whose_kernel_was_killed_once_is_run_again(tmp_path):
    """As where the system ends a process to have memory: the second kernel finds the mark of the first and goes on."""
    write_notebook(tmp_path / "n.ipynb", KILLED_ONCE)
    executed = execute.execute(Job((tmp_path / "n.ipynb").read_text("utf-8"), {}, tmp_path, tmp_path, 60, "own"))
    assert executed.failure is None
    assert executed.notebook.cells[-1].outputs[0]["data"]["text/plain"] in ("7", ["7"])


@pytest.mark.skipif(sys.platform == "win32", reason="socket files are of POSIX systems")
def test_kernels_talk_over_socket_files_of_their_own_where_names_are_short_enough(temporary_folder):
    temporary_folder("/t")
    one, other = OwnKernelManager(), OwnKernelManager()
    assert (one.transport, other.transport) == ("ipc", "ipc")
    assert one.ip != other.ip
    temporary_folder("/" + "t" * 90)
    assert OwnKernelManager().transport == "tcp"


def test_the_kernel_is_this_python_with_one_thread_and_a_fixed_hash_seed():
    spec = OwnKernelManager().kernel_spec
    assert spec.argv[0] == sys.executable
    assert (spec.env["OMP_NUM_THREADS"], spec.env["PYTHONHASHSEED"]) == ("1", "0")


def test_paths_of_this_machine_are_taken_out_of_tracebacks():
    import lcanalysis

    line = f"File {lcanalysis.__file__}:3, {sys.prefix}/x, {sys.prefix}/lib/site-packages"
    assert sys.prefix not in execute._portable(line)
    assert "lcanalysis/__init__.py:3" in execute._portable(line)


@pytest.mark.parametrize("home", ["/", "", "."])
def test_a_home_that_is_no_folder_of_its_own_is_left_in_paths(monkeypatch, home):
    monkeypatch.setenv("HOME", home)
    assert execute._home() == ""
