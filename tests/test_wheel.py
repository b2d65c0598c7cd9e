"""The package as one file: it carries what an office begins with, and an office works from it alone."""

import os
import shutil
import subprocess
import sys
import sysconfig

import pytest
from runner_project import ROOT

LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "editions", "build", "dist", "*.egg-info", "tests", "plans")
LIST = "from lcanalysis.files.carried import carried as c; print(*sorted(p.name for p in c('reference').glob('*.csv')))"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel, built from a copy of the repository and installed without an index below a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "source", ignore=LEFT_OUT)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    own = ["--no-deps", "--no-build-isolation"]
    run([*pip, "wheel", *own, "--wheel-dir", folder, folder / "source"], folder)
    (wheel,) = folder.glob("*.whl")
    run(
        [*pip, "install", "--no-deps", "--no-index", "--ignore-installed", "--prefix", folder / "prefix", wheel], folder
    )
    shutil.rmtree(folder / "source")
    return folder / "prefix"


def run(command, folder, **environment):
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the folders below a prefix have other names there")
def test_an_office_is_laid_out_and_makes_a_page_from_the_wheel_alone(installed, tmp_path):
    library = sysconfig.get_path("purelib", "posix_prefix", {"base": str(installed)})
    where = {"PYTHONPATH": library, "PYTHONWARNINGS": ""}
    program = [sys.executable, "-m", "lcanalysis"]
    run([*program, "new", "office", "--lang", "zh"], tmp_path, **where)
    own = run([sys.executable, "-c", "import lcanalysis; print(lcanalysis.__file__)"], tmp_path, **where)
    assert own.startswith(library)
    office = tmp_path / "office"
    carried = {path.name for path in (ROOT / "notebooks").iterdir() if path.suffix in {".ipynb", ".yml"}}
    assert {path.name for path in (office / "notebooks").iterdir()} == carried | {"origin.json"}
    classes = run([sys.executable, "-c", LIST], tmp_path, **where)
    assert classes.split() == sorted(path.name for path in (ROOT / "data" / "raw" / "reference").glob("*.csv"))
    schemas = {path.name for path in (ROOT / "docs" / "schemas").iterdir()}
    assert {path.name for path in (office / "schemas").iterdir()} == schemas
    run([*program, "brief", "--only", "scorecard", "--jobs", "1", "--lang", "zh"], office, **where)
    (page,) = office.glob("editions/*/scorecard.zh.html")
    assert "茶产业" in page.read_text(encoding="utf-8")
