"""A JupyterLab, and a Voilà, of the test's own: a free port of this machine, a token, and folders that nobody else uses."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from ports import free_port
from runner_project import ROOT

TOKEN = "tests"  # noqa: S105 - of a server that lives as long as the test
START_S = 90
DASHBOARD = ("--TagRemovePreprocessor.remove_cell_tags=lang-zh", "--TagRemovePreprocessor.remove_cell_tags=lang-en")
"""What `make dashboard` tells Voilà: to leave out prose, which the notebook has in both languages at once."""
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}


def environment(home):
    """Return variables under which Jupyter writes below `home` alone, and finds the kernelspec of the repository."""
    kernels = home / "share" / "kernels"
    kernels.mkdir(parents=True)
    (kernels / "lcanalysis").symlink_to(ROOT / "lcanalysis" / "runner" / "kernelspec")
    own = {
        "HOME": home,
        "JUPYTER_PATH": home / "share",
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "IPYTHONDIR": home / "ipython",
        "MPLCONFIGDIR": home / "matplotlib",
        "XDG_RUNTIME_DIR": home / "runtime",
    }
    (home / "runtime").mkdir(mode=0o700)
    return {**os.environ, **{name: str(path) for name, path in own.items()}, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def tail(log):
    return log.read_text(encoding="utf-8", errors="replace")[-4000:]


@contextmanager
def serving(line, port, folder, variables, log):
    """Run a server until it listens, and end it with its kernels; its log is shown if it does not start."""
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            line, cwd=folder, env=variables, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
    try:
        end = time.monotonic() + START_S
        while not listens(port):
            if process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"no server at port {port}:\n{tail(log)}")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def jupyterlab(folder, home):
    """Yield the address of a JupyterLab on the notebooks in `folder`, and the file of its log.

    It asks nobody for news, shows all cells of a notebook and not those in sight alone, and lets a page's script reach
    the application.
    """
    port, log = free_port(), home / "lab.log"
    settings = home / "settings" / "@jupyterlab"
    for name, values in SETTINGS.items():
        path = settings / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    variables = environment(home) | {"JUPYTERLAB_SETTINGS_DIR": str(settings.parent)}
    line = [
        sys.executable, "-m", "jupyterlab", "--no-browser", f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True", "--allow-root",
    ]  # fmt: skip
    with serving(line, port, folder, variables, log):
        yield f"http://127.0.0.1:{port}", log


@contextmanager
def voila(notebook, home):
    """Yield the address of a dashboard of `notebook`, started as `make dashboard` starts it, and its log."""
    port, log = free_port(), home / "voila.log"
    line = [sys.executable, "-m", "voila", str(notebook), "--no-browser", f"--port={port}", *DASHBOARD]
    with serving(line, port, notebook.parent, environment(home), log):
        yield f"http://127.0.0.1:{port}", log
