"""The kernel `lcanalysis`, forked from a warm process: whatever stock ipykernel passes, it passes, and none is left over."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import jupyter_kernel_test
import pytest
from notebook_server import TOKEN, jupyterlab
from runner_project import ROOT, write_notebook
from waiting import wait_until

from lcanalysis.errors import UsageError
from lcanalysis.runner import pools, warm, warm_client, workers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux alone"),
    # ipykernel and its tests leave sockets and loops to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def kernelspecs(tmp_path_factory):
    """Let Jupyter find the kernelspec in the repository, and keep what it writes apart."""
    folder = tmp_path_factory.mktemp("jupyter")
    (folder / "data" / "kernels").mkdir(parents=True)
    (folder / "data" / "kernels" / "lcanalysis").symlink_to(ROOT / "lcanalysis" / "runner" / "kernelspec")
    patch = pytest.MonkeyPatch()
    patch.setenv("JUPYTER_PATH", str(folder / "data"))
    patch.setenv("JUPYTER_RUNTIME_DIR", str(folder))
    patch.setenv("IPYTHONDIR", str(folder / "ipython"))
    yield
    patch.undo()


class Samples:
    """Code for each kind of message that a kernel answers."""

    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('test', file=sys.stderr)"
    completion_samples = ({"text": "zi", "matches": {"zip"}},)
    complete_code_samples = ("1", "print('hello, world')", "def f(x):\n  return x*2\n\n")
    incomplete_code_samples = ("print('''hello", "def f(x):\n  x*2")
    invalid_code_samples = ("import = 7q",)
    code_page_something = "zip?"
    code_generate_error = "raise"
    code_execute_result = ({"code": "1+2+3", "result": "6"},)
    code_display_data = ({"code": "display({'text/html': '<b>x</b>'}, raw=True)", "mime": "text/html"},)
    code_history_pattern = "1?2*"
    # Of the history's subtests, "range" fails on stock ipykernel as well: it answers with session 0.
    supported_history_operations = ("tail", "search")
    code_inspect_sample = "zip"
    code_clear_output = "from IPython.display import clear_output; clear_output()"


class TestWarmKernel(Samples, jupyter_kernel_test.KernelTests):
    """All that jupyter_kernel_test asks of a kernel, asked of ours."""

    kernel_name = "lcanalysis"


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


HOLDING = """\
import sys, time
from jupyter_client.manager import start_new_kernel
managers = [start_new_kernel(kernel_name="lcanalysis")[0] for _ in range(2)]
print(*(manager.provisioner.pid for manager in managers), flush=True)
time.sleep(60)"""


def test_kernels_end_with_the_client_that_started_them_even_if_it_is_killed():
    client = subprocess.Popen([sys.executable, "-c", HOLDING], stdout=subprocess.PIPE, text=True)
    pids = [int(pid) for pid in client.stdout.readline().split()]
    assert len(set(pids)) == 2
    assert all(map(alive, pids))
    client.send_signal(signal.SIGKILL)
    client.communicate()
    wait_until(lambda: not any(map(alive, pids)))


def test_a_kernel_that_is_killed_is_seen_to_be_dead_and_can_be_started_again():
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="lcanalysis")
    try:
        first = manager.provisioner.pid
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: not manager.is_alive())
        manager.restart_kernel(now=True)
        client.wait_for_ready(timeout=30)
        assert manager.provisioner.pid != first
        reply = client.execute("1 / 1", reply=True, timeout=30)
        assert reply["content"]["status"] == "ok"
        manager.interrupt_kernel()
        assert manager.is_alive()
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert not alive(manager.provisioner.pid) if manager.provisioner and manager.provisioner.pid else True


def test_nbconvert_executes_on_the_kernel(tmp_path):
    write_notebook(
        tmp_path / "in.ipynb", "import lcanalysis, os\n'warm' if os.environ['PYTHONHASHSEED'] == '0' else 'cold'"
    )
    line = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", "out.ipynb", "in.ipynb"]
    line += ["--ExecutePreprocessor.kernel_name=lcanalysis"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    cells = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"]
    assert cells[-1]["outputs"][0]["data"]["text/plain"] == ["'warm'"]


def test_papermill_uses_the_kernel(tmp_path):
    write_notebook(tmp_path / "in.ipynb", "import os\nos.environ['PYTHONHASHSEED']")
    line = [sys.executable, "-m", "papermill", "-k", "lcanalysis", "--no-progress-bar", "in.ipynb", "out.ipynb"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    cells = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"]
    assert cells[-1]["outputs"][0]["data"]["text/plain"] == ["'0'"]


def request(url, method="GET", document=None):
    data = None if document is None else json.dumps(document).encode()
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    asked = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - our own server
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - as above
        content = answer.read()
    return json.loads(content) if content else None


def test_a_jupyterlab_session_uses_the_kernel_and_ends_it(tmp_path):
    from jupyter_client import BlockingKernelClient

    with jupyterlab(tmp_path, tmp_path) as (url, _):
        assert "lcanalysis" in request(f"{url}/api/kernelspecs")["kernelspecs"]
        started = {"kernel": {"name": "lcanalysis"}, "name": "x", "path": "x.ipynb", "type": "notebook"}
        session = request(f"{url}/api/sessions", "POST", started)
        # The server answers when the kernel has started, which reads its connection file.
        connection = tmp_path / "runtime" / f"kernel-{session['kernel']['id']}.json"
        client = BlockingKernelClient(connection_file=str(connection))
        client.load_connection_file()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        wanted = {
            "pid": "__import__('os').getpid()",
            "warm": "'lcanalysis.forecasting.outlook' in __import__('sys').modules",
        }
        reply = client.execute("", user_expressions=wanted, reply=True, timeout=60)["content"]["user_expressions"]
        client.stop_channels()
        assert reply["warm"]["data"]["text/plain"] == "True"
        pid = int(reply["pid"]["data"]["text/plain"])
        assert alive(pid)
        request(f"{url}/api/sessions/{session['id']}", "DELETE")
        wait_until(lambda: not alive(pid))


@pytest.fixture
def standing(tmp_path, monkeypatch):
    """Start a warm process as a user does, in a folder of the test."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    process = subprocess.Popen([sys.executable, "-m", "lcanalysis.runner.warm"])
    wait_until(lambda: process.poll() is not None or warm_client.find_standing())
    yield process
    process.terminate()
    process.wait(60)


def test_a_warm_process_that_stands_is_used_and_only_its_user_can_reach_it(standing, tmp_path):
    address = warm_client.find_standing()
    assert address
    assert (address.parent.stat().st_mode & 0o777) == 0o700
    assert warm_client.connect(address, warm_client.Call(os.getpid, (), "/"))[0].recv()[0] is True
    again = subprocess.run(
        [sys.executable, "-m", "lcanalysis.runner.warm"], capture_output=True, text=True, timeout=60, check=False
    )
    assert again.returncode == 2
    assert address.name in again.stderr
    assert "Traceback" not in again.stderr


def test_a_peer_of_another_user_gets_no_fork_and_no_answer(tmp_path, monkeypatch):
    address, me = tmp_path / "s", os.getuid()
    with socket.socket(socket.AF_UNIX) as listener, monkeypatch.context() as other, ThreadPoolExecutor(1) as helper:
        listener.bind(str(address))
        listener.listen()
        server = warm.WarmServer(listener, is_owned=False)
        asked = helper.submit(warm_client.connect, address, warm_client.Call(len, ((1, 2),), "/"))
        # The system says who asks; that the server is somebody else's is all that is put on here.
        other.setattr(os, "getuid", lambda: me + 1)
        server._accept()
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            asked.result(10)
    assert server.leases == {}
    os.close(server.wake)
    os.close(server.woken)


def test_a_call_that_reaches_a_dying_warm_process_was_not_begun_and_is_no_try_of_it(tmp_path):
    with socket.socket(socket.AF_UNIX) as listener, ThreadPoolExecutor(1) as helper:
        listener.bind(str(tmp_path / "dying"))
        listener.listen()

        def drop_all():
            with suppress(OSError):
                while True:
                    listener.accept()[0].close()

        helper.submit(drop_all)
        forks = pools.Forks(tmp_path, tmp_path / "dying")
        try:
            assert workers.call(forks, len, (1, 2)) == 2
        finally:
            forks.close()
            listener.shutdown(socket.SHUT_RDWR)


def test_nonsense_on_the_socket_does_not_stop_the_warm_process(standing):
    address = warm_client.find_standing()
    for nonsense in (b"", b"\x00", b"\x00\x00\x00\x04call\x00\x00\x00\x05hello", b"\xff" * 100):
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(str(address))
            peer.sendall(nonsense)
    assert warm_client.connect(address, warm_client.Call(len, ((1, 2),), "/"))[0].recv() == (True, 2)


def test_a_folder_that_others_can_enter_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / f"lcanalysis-{os.getuid()}").mkdir(mode=0o755)
    with pytest.raises(UsageError, match="lcanalysis"):
        warm_client.standing_address()
    assert warm_client.find_standing() is None, "what others put there keeps nobody from working"
