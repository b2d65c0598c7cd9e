"""`lcanalysis doctor` in a sound environment and in broken ones, which are broken for real."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from ports import free_port
from runner_project import ROOT

from lcanalysis.doctor import Check
from lcanalysis.doctor.examine import CHECKS
from lcanalysis.wording import LANGUAGES, load_catalogue

pytestmark = pytest.mark.slow
WORDS = {"PYTHONPATH": str(ROOT), "LCANALYSIS_LANG": "en"}


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An environment of its own with the packages of this one, but without its kernelspec; in a folder with a space."""
    folder = tmp_path_factory.mktemp("broken") / "环 境"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    found = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (found / "shared.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"


ONLY = """\
import sys
from lcanalysis import cli
from lcanalysis.doctor.examine import CHECKS
for name in CHECKS.keys() - set(sys.argv[1].split()):
    del CHECKS[name]
cli.main(sys.argv[2:])"""


def examine(*arguments, only="", python=sys.executable, cwd=ROOT, before=(), **variables):
    """Run the command; return its exit code, and its output as text, or by check if it is JSON.

    With `only`, it looks at nothing but that, and starts no kernel.
    """
    program = ["-c", ONLY, only] if only else ["-m", "lcanalysis"]
    done = subprocess.run(
        [*before, str(python), *program, "doctor", *arguments],
        cwd=cwd,
        env=os.environ | WORDS | variables,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stdout + done.stderr
    assert done.stderr == b""
    said = done.stdout.decode("utf-8")
    if "--json" not in arguments:
        return done.returncode, said
    return done.returncode, json.loads(said)


def found_of(name, records):
    return [record for record in records if record["check"] == name]


def faults(records):
    return {record["check"] for record in records if record["state"] == "fault"}


def test_this_environment_is_fit_and_each_thing_is_looked_at(tmp_path):
    code, records = examine("--json", "--out", str(tmp_path / "期 刊"))
    assert (code, faults(records)) == (0, set())
    assert list(dict.fromkeys(record["check"] for record in records)) == [
        name for name in CHECKS if name not in {"mail", "scheduler"}
    ]
    assert {tuple(record) for record in records} == {("check", "state", "text", "todo")}
    assert all((record["todo"] == "") == (record["state"] == "ok") for record in records)
    assert list(tmp_path.iterdir()) == []  # nothing is written where it was tried
    assert [record["text"] for record in found_of("kernel", records)] == [
        f"a kernel of this environment starts and answers: {sys.prefix}"
    ]


def test_a_console_without_chinese_is_told_of_and_answered_all_the_same():
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "LCANALYSIS_LANG": "zh"}
    code, records = examine("--json", only="encoding", **plain)
    assert (code, {record["state"] for record in found_of("encoding", records)}) == (0, {"note"})
    assert all(
        "不含中文" in record["text"] or "不能含中文" in record["text"] for record in found_of("encoding", records)
    )
    code, said = examine(only="fork encoding", PYTHONIOENCODING="latin-1", LCANALYSIS_LANG="zh")
    assert (code, said.splitlines()[-1]) == (0, "????????????")
    assert "PYTHONUTF8=1" in said


def test_an_environment_without_the_kernelspec_says_how_to_get_it_and_that_way_works(environment):
    code, records = examine("--json", python=environment)
    assert (code, faults(records)) == (1, {"kernelspec"})
    (record,) = found_of("kernelspec", records)
    assert record["text"] == "Jupyter finds no kernel called lcanalysis"
    # The kernel that the main job starts is of this environment even so.
    assert str(environment.parent.parent) in found_of("kernel", records)[0]["text"]
    subprocess.run(record["todo"], shell=True, check=True, capture_output=True, env=os.environ | WORDS)  # noqa: S602
    assert examine("--json", only="kernelspec", python=environment)[0] == 0
    spec = environment.parent.parent / "share" / "jupyter" / "kernels" / "lcanalysis" / "kernel.json"
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace('"python",', '"/opt/other/bin/python",'), encoding="utf-8")
    code, records = examine("--json", only="kernelspec", python=environment)
    assert (code, faults(records)) == (1, {"kernelspec"})
    assert "/opt/other/bin/python" in found_of("kernelspec", records)[0]["text"]


INSTALLED = "python packages extras plug-ins kernelspec"


def write_metadata(folder, name, version, *lines):
    about = folder / f"{name}-{version}.dist-info"
    about.mkdir(parents=True)
    text = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *lines, ""])
    (about / "METADATA").write_text(text, encoding="utf-8")


def test_a_package_below_its_bound_is_named_with_what_installs_the_right_one(tmp_path):
    write_metadata(tmp_path, "pandas", "1.0.0")
    code, records = examine("--json", only=INSTALLED, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert (code, faults(records)) == (1, {"packages"})
    (record,) = found_of("packages", records)
    assert record["text"].startswith("pandas 1.0.0 does not do, >=2.2")
    assert record["todo"].startswith("pip install 'pandas>=2.2")


def test_bounds_are_those_of_the_package_metadata(tmp_path):
    needs = ("Requires-Python: >=99", "Requires-Dist: no-such-package>=1", "Requires-Dist: click", "Provides-Extra: more",
             'Requires-Dist: none-such; extra == "more"')  # fmt: skip
    write_metadata(tmp_path, "lcanalysis", "0.0.1", *needs)
    code, records = examine("--json", only=INSTALLED, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    # It registers nothing with Jupyter and papermill either.
    assert (code, faults(records)) == (1, {"python", "packages", "plug-ins", "kernelspec"})
    assert [record["text"] for record in found_of("packages", records)] == ["a package is missing: no-such-package>=1"]
    assert [record["text"] for record in found_of("extras", records)] == ["the extra more is not installed (none-such)"]


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX systems")
def test_a_folder_that_cannot_be_written_is_named():
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        shutil.copytree(ROOT / "data", home / "data")
        for folder in (home, *home.rglob("*/")):
            folder.chmod(0o555)
        # Root can write anywhere, unless it has given up that right.
        without = ["setpriv", "--bounding-set", "-dac_override"] if os.geteuid() == 0 else []
        code, said = examine(only="writing", cwd=home, before=without)
        for folder in (home, *home.rglob("*/")):
            folder.chmod(0o755)
    assert code == 1
    for folder in ("data/processed", "editions"):
        assert f"fault {folder} cannot be written: Permission denied" in said
    assert "another folder with --data or --out" in said


def test_outside_a_project_and_with_a_cluster_that_does_not_answer_it_says_so(tmp_path):
    code, records = examine(
        "--json", "--scheduler", "tcp://127.0.0.1:9", "--data", "none", only="plan scheduler", cwd=tmp_path
    )
    assert (code, faults(records)) == (1, {"scheduler"})
    assert [record["state"] for record in found_of("plan", records)] == ["note"]
    assert "tcp://127.0.0.1:9" in found_of("scheduler", records)[0]["text"]


def test_without_a_mail_server_nothing_of_delivery_is_imported():
    code = (
        "import sys; from lcanalysis.doctor.surroundings import check_mail; print(list(check_mail(None)));"
        "print([name for name in sys.modules if name.startswith('lcanalysis.runner.delivery.')])"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LCANALYSIS_SMTP_")}
    done = subprocess.run([sys.executable, "-c", code], env=plain, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["[]", "[]", ""]


def test_a_mail_server_that_is_configured_is_greeted(tmp_path):
    server = {
        "LCANALYSIS_SMTP_HOST": "127.0.0.1",
        "LCANALYSIS_SMTP_FROM": "office@example.org",
        "LCANALYSIS_SMTP_SECURITY": "none",
    }
    port = str(free_port())
    controller = Controller(Sink(), hostname="127.0.0.1", port=int(port))
    controller.start()
    try:
        code, records = examine("--json", only="mail", **server, LCANALYSIS_SMTP_PORT=port)
    finally:
        controller.stop()
    assert (code, [record["state"] for record in found_of("mail", records)]) == (0, ["ok"])
    code, records = examine("--json", only="mail", **server, LCANALYSIS_SMTP_PORT=port)
    assert (code, faults(records)) == (1, {"mail"})
    assert port in found_of("mail", records)[0]["text"]


def test_a_check_that_breaks_is_a_fault_and_the_others_are_made():
    # pandas, say, was half removed: what imports it fails in a way of its own.
    code = (
        "import sys; sys.modules['matplotlib'] = None; from lcanalysis import cli; cli.main(['doctor', '--lang', 'en'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | WORDS, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "fault the check of fonts could not be made: ModuleNotFoundError" in done.stdout
    assert "ok    names of files" in done.stdout


@pytest.mark.parametrize("package", ["babel", "click"])
def test_without_what_the_program_itself_needs_one_line_says_what_to_install(package):
    code = f"import runpy, sys; sys.modules[{package!r}] = None; runpy.run_module('lcanalysis', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert package in done.stderr


def test_every_note_and_fault_says_what_to_do():
    for lang in LANGUAGES:
        phrases = load_catalogue("doctor", lang)
        todo = {key.removesuffix("_todo") for key in phrases if key.endswith("_todo")}
        assert todo <= phrases.keys()
    assert Check("fork", "ok", "fork").todo("en") == ""
