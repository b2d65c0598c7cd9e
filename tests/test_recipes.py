"""The scheduling recipes of deploy/, each run as far as this machine can: a scheduler's own part aside, as it is written."""

import ast
import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from lxml import etree
from runner_project import ROOT, make_project

from lcanalysis.errors import EditionLockedError, FaultsError, NotebookFailedError, UsageError
from lcanalysis.notebooks.parameters import read_parameters

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the recipes are for a POSIX shell"),
]
DEPLOY = ROOT / "deploy"
PLACE = "/srv/lcanalysis"
FOR_A_PERSON = {error.exit_code for error in (UsageError, FaultsError, NotebookFailedError, EditionLockedError)}
"""Exit codes that the same attempt would have again."""
BARE = {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "LOGNAME": "nobody"}
"""What cron gives a job."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A place like /srv/lcanalysis: a small run plan, this very code and environment."""
    home = make_project(
        tmp_path_factory.mktemp("srv") / "lcanalysis",
        "languages: [zh]\nruns:\n  - {id: good, notebook: good.ipynb}\n",
        good="1 + 1",
    )
    (home / ".venv").symlink_to(sys.prefix)
    (home / "lcanalysis").symlink_to(ROOT / "lcanalysis")
    for name in ("revenue", "growth"):
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", home / "notebooks")
    shutil.copytree(DEPLOY, home / "deploy")
    return home


def recipe(name, home):
    return (DEPLOY / name).read_text(encoding="utf-8").replace(PLACE, home.as_posix())


def run(line, home, environment=BARE, **options):
    return subprocess.run(
        line, cwd=home, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, **options
    )


def last_exit_code(home):
    return json.loads((home / "editions" / "status.json").read_text(encoding="utf-8"))["last"]["exit_code"]


CRON_FIELD = re.compile(r"(\*|\d+(-\d+)?)(/\d+)?(,(\d+(-\d+)?))*")
CRON_LIMITS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def test_the_cron_line_runs_in_crons_environment_and_speaks_only_when_it_fails(home):
    lines = [line for line in recipe("cron/lcanalysis.crontab", home).splitlines() if line and line[0] != "#"]
    settings = dict(line.split("=", 1) for line in lines[:-1])
    *times, command = lines[-1].split(maxsplit=5)
    for time, (low, high) in zip(times, CRON_LIMITS, strict=True):
        assert CRON_FIELD.fullmatch(time)
        assert all(low <= int(number) <= high for number in re.findall(r"(?<!/)\b\d+", time))
    assert "%" not in command  # cron takes it for the end of the line
    done = run(["/bin/sh", "-c", command], Path("/"), BARE | settings)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (home / "editions" / "2019-11" / "good.zh.html").is_file()
    assert last_exit_code(home) == 0
    suite = home / "notebooks" / "suite.yml"
    before = suite.read_text(encoding="utf-8")
    suite.write_text(before.replace("good.ipynb", "none.ipynb"), encoding="utf-8")
    try:
        failed = run(["/bin/sh", "-c", command], Path("/"), BARE | settings)
    finally:
        suite.write_text(before, encoding="utf-8")
    assert failed.stdout == f"lcanalysis brief: exit code 2, see {home.as_posix()}/editions/status.json\n"
    assert "none.ipynb" in (home / "brief.log").read_text(encoding="utf-8")
    assert last_exit_code(home) == 2


def unit(name, home):
    """Return a systemd unit as sections of fields."""
    found = configparser.ConfigParser(interpolation=None, strict=True)
    found.optionxform = str
    found.read_string(recipe(name, home))
    return found


def test_the_systemd_service_runs_and_tries_again_only_what_time_can_mend(home):
    service = unit("systemd/lcanalysis.service", home)["Service"]
    assert {int(code) for code in service["RestartPreventExitStatus"].split()} == FOR_A_PERSON
    settings = dict(pair.split("=", 1) for pair in service["Environment"].split())
    done = run(shlex.split(service["ExecStart"]), Path(service["WorkingDirectory"]), BARE | settings)
    assert (done.returncode, last_exit_code(home)) == (0, 0), done.stderr
    assert "editions/2019-11/index.html" in done.stdout
    assert unit("systemd/lcanalysis.timer", home)["Install"]["WantedBy"] == "timers.target"


def test_systemd_finds_nothing_wrong_with_service_and_timer(home, tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not on this machine")
    for name in ("lcanalysis.service", "lcanalysis.timer"):
        text = recipe(f"systemd/{name}", home).replace(".md", "")
        (tmp_path / name).write_text(text, encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = run([program, "verify", "--man=no", *units], tmp_path, dict(os.environ))
    own = [line for line in (done.stdout + done.stderr).splitlines() if "lcanalysis" in line]
    assert (own, done.returncode) == ([], 0)
    when = unit("systemd/lcanalysis.timer", home)["Timer"]["OnCalendar"]
    assert run([program, "calendar", when], tmp_path, dict(os.environ)).returncode == 0


def test_the_windows_task_keeps_the_schema_and_its_command_runs(home):
    path = DEPLOY / "windows" / "lcanalysis.xml"
    content = path.read_bytes()
    # schtasks reads a file and Register-ScheduledTask a string: only plain ASCII without a declaration suits both.
    assert content.isascii()
    assert b"encoding" not in content.splitlines()[0]
    task = etree.fromstring(content)
    schema = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("windows_task.xsd"))))
    schema.assertValid(task)
    names = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    (action,) = task.findall("t:Actions/t:Exec", names)
    command, arguments, folder = (
        action.findtext(f"t:{part}", namespaces=names) for part in ("Command", "Arguments", "WorkingDirectory")
    )
    assert command == folder + r"\.venv\Scripts\python.exe"
    done = run([sys.executable, *shlex.split(arguments)], home)
    assert (done.returncode, last_exit_code(home)) == (0, 0), done.stderr


def test_the_workflow_for_github_names_what_is_there_and_its_command_runs(home):
    path = DEPLOY / "github" / "briefings.yml"
    workflow = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only: `on` stays a word
    assert workflow.keys() == {"name", "on", "permissions", "concurrency", "jobs"}
    ((cron,),) = [entry.values() for entry in workflow["on"]["schedule"]]
    assert all(CRON_FIELD.fullmatch(field) for field in cron.split())
    job = workflow["jobs"]["brief"]
    assert {"uses", "run"} >= {next(iter(step.keys() & {"uses", "run"})) for step in job["steps"]}
    assert (ROOT / job["steps"][1]["with"]["cache-dependency-path"]).is_file()
    set_up, brief = (step["run"] for step in job["steps"] if "run" in step)
    target = set_up.removeprefix("make ").replace(".venv", "$(VENV)")
    assert f"\n{target}:" in (ROOT / "Makefile").read_text(encoding="utf-8")
    done = run(["/bin/sh", "-e", "-c", brief], home, BARE | job["env"])
    assert (done.returncode, last_exit_code(home)) == (0, 0), done.stderr
    if linter := shutil.which("actionlint"):
        assert run([linter, str(path)], home, dict(os.environ)).stdout == ""


def test_papermill_alone_runs_a_notebook_and_refuses_what_its_parameters_forbid(home, tmp_path):
    script = home / "deploy" / "papermill" / "revenue.sh"
    out = tmp_path / "out.ipynb"
    done = run(["/bin/sh", str(script), str(out)], home)
    assert done.returncode == 0, done.stderr
    assert json.loads(out.read_text(encoding="utf-8"))["metadata"]["papermill"]["parameters"]["segment"] == "copper"
    script.write_text(script.read_text(encoding="utf-8").replace("goal_growth_pct", "goal_growth"), encoding="utf-8")
    refused = run(["/bin/sh", str(script), str(tmp_path / "none.ipynb")], home)
    assert refused.returncode == 2
    assert "goal_growth_pct" in refused.stderr
    assert not any(cell["outputs"] for cell in _code_cells(tmp_path / "none.ipynb"))


def _code_cells(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"] if path.exists() else []
    return [cell for cell in cells if cell["cell_type"] == "code"]


def test_the_airflow_dag_gives_parameters_that_its_notebook_takes():
    tree = ast.parse((DEPLOY / "airflow" / "lcanalysis_briefings.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    operators = {
        node.func.id: {word.arg: word.value for word in node.keywords}
        for node in calls
        if node.func.id.endswith("Operator")
    }
    assert operators.keys() == {"BashOperator", "PapermillOperator"}
    given = {ast.literal_eval(key) for key in operators["PapermillOperator"]["parameters"].keys}
    # The notebook is the one that the recipe for papermill alone runs, on the same segment.
    notebook = operators["PapermillOperator"]["input_nb"].args[0].right.value
    assert f"notebooks/{notebook} " in (DEPLOY / "papermill" / "revenue.sh").read_text(encoding="utf-8")
    assert given <= {parameter.name for parameter in read_parameters(ROOT / "notebooks" / notebook)}
    kernel = ast.literal_eval(operators["PapermillOperator"]["kernel_name"])
    assert f"--name {kernel}" in ast.get_docstring(tree)
    assert f"--name {kernel}" in (ROOT / "scripts" / "try_airflow.sh").read_text(encoding="utf-8")
    assert EditionLockedError.exit_code == next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "LOCKED"
    )
