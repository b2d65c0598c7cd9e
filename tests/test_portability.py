"""What must hold on a colleague's machine too: Windows paths and encodings, no fork, no make, no conda."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from runner_project import ROOT, make_project

CODE = sorted(path for folder in ("lcanalysis", "scripts", "tests") for path in (ROOT / folder).rglob("*.py"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BROUGHT = {
    "cycler": "matplotlib",
    "ipython": "ipykernel",
    "jinja2": "nbconvert",
    "jupyter-client": "ipykernel",
    "markupsafe": "nbconvert",
    "matplotlib-inline": "ipykernel",
    "nbclient": "nbconvert",
    "nbformat": "nbconvert",
    "packaging": "matplotlib",
    "pydantic-core": "pydantic",
    "pyzmq": "ipykernel",
    "tornado": "ipykernel",
    "traitlets": "ipykernel",
}
"""Packages whose names we use although we declare only the package that brings them: they are its interface."""
PROGRAMS = {"jupyterlab", "statsmodels"}
"""Declared packages that are started, or are for the notebooks of economists, and not imported."""


@pytest.mark.slow
@pytest.mark.parametrize("can_fork", [True, False])
def test_the_main_job_runs_from_and_to_folders_with_spaces_and_chinese(tmp_path, can_fork):
    home = tmp_path / "规划 数据"
    home.mkdir()
    source = "import lcanalysis as lc\nlen(lc.load(data).records)"
    make_project(home, "languages: [zh, en]\nruns:\n  - {id: good, notebook: good.ipynb}\n", good=source)
    out = tmp_path / "简报 2019"
    code = (
        f"from lcanalysis.runner import warm_client\nwarm_client.CAN_FORK = warm_client.CAN_FORK and {can_fork}\n"
        "from lcanalysis import cli\n"
        f"cli.main(['brief', '--jobs', '2', '--out', {str(out)!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=home,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "PYTHONWARNDEFAULTENCODING": "1", "PYTHONUTF8": "0", "LCANALYSIS_LANG": "en"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (out / "2019-11").glob("good*")} >= {"good.zh.html", "good.en.html"}
    ours = [line for line in done.stderr.splitlines() if "EncodingWarning" in line and "lcanalysis" in line]
    assert ours == []


def calls_without_encoding(path):
    """Return the lines that open text without saying how it is encoded."""
    found = []
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    imported = [alias for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    modules = {alias.asname or alias.name for alias in imported}
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = {word.arg for word in node.keywords}
        if "encoding" in words or None in words:
            continue
        literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        modes = [text for text in literals if re.fullmatch(r"[rwaxbt+]{1,3}", text)]
        modes += [
            word.value.value for word in node.keywords if word.arg == "mode" and isinstance(word.value, ast.Constant)
        ]
        is_binary = any("b" in str(mode) for mode in modes)
        is_text = (name == "open" and not is_binary and is_builtin_or_path(node.func, modules)) or (
            name == "read_text" and not node.args
        ) or (name == "write_text" and len(node.args) < 2)  # fmt: skip
        if is_text:
            found.append(f"{path.relative_to(ROOT).as_posix()}:{node.lineno}")
    return found


def is_builtin_or_path(function, modules):
    """Return whether an `open` is Python's own, and not that of zipfile, PIL, pdfplumber, os or a web browser."""
    owner = None if isinstance(function, ast.Name) else function.value
    return not (
        isinstance(owner, ast.Name) and owner.id in {*modules - {"io"}, "Image", "archive", "pdfplumber", "zipped"}
    )


def test_no_text_is_read_or_written_in_whatever_encoding_the_machine_has(tmp_path):
    assert [line for path in CODE for line in calls_without_encoding(path)] == []
    faulty = tmp_path / "faulty.py"
    faulty.write_text(
        "open('a')\nopen('a', 'rb')\np.read_text()\np.write_text('x', 'utf-8')\np.write_text('x')\n", encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "ROOT", tmp_path)
        assert calls_without_encoding(faulty) == ["faulty.py:1", "faulty.py:3", "faulty.py:5"]


def imported_packages(*folders):
    """Return the distributions whose modules the code of folders imports, but for what Python and the folders bring."""
    homes = packages_distributions()
    found = set()
    paths = sorted(path for folder in folders for path in folder.rglob("*.py"))
    own = {path.stem for path in paths} | {"lcanalysis"}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            for module in {name.split(".")[0] for name in names}:
                if module not in sys.stdlib_module_names and (module not in own or module in homes):
                    found |= {canonicalize_name(home) for home in homes.get(module, [module])[:1]}
    return found - {"lcanalysis"}


def declared(lines):
    return {canonicalize_name(Requirement(line).name) for line in lines}


def notebook_imports():
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*.ipynb"))
    return set(re.findall(r'"(?:import|from) (\w+)', text))


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    project = PYPROJECT["project"]
    own = declared(project["dependencies"])
    extras = declared(line for lines in project["optional-dependencies"].values() for line in lines)
    used = imported_packages(ROOT / "lcanalysis")
    assert used - own - extras - BROUGHT.keys() == set()
    assert own - used - PROGRAMS == set()


@pytest.mark.parametrize(("package", "bringer"), sorted(BROUGHT.items()))
def test_what_is_not_declared_is_brought_by_what_is(package, bringer):
    assert bringer in declared(PYPROJECT["project"]["dependencies"])
    assert package in (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    reached, waiting = set(), [bringer]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        try:
            needs = [Requirement(line) for line in requires(name) or ()]
        except PackageNotFoundError:
            continue
        waiting += [
            canonicalize_name(need.name) for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})
        ]
    assert package in reached


def test_what_tests_and_scripts_import_is_declared():
    groups = PYPROJECT["dependency-groups"]
    lines = [line for group in groups.values() for line in group if isinstance(line, str)]
    known = declared([*lines, *PYPROJECT["project"]["dependencies"]]) | BROUGHT.keys()
    known |= {"cryptography", "jsonschema", "pexpect"}  # of pdfplumber, nbformat and ipykernel
    used = imported_packages(ROOT / "tests", ROOT / "scripts")
    assert used - known == set()


CONDA_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
CONDA_BOUND = re.compile(r"(==|>=|<=|!=|>|<|~=)\d+(\.\d+)*(,(==|>=|<=|!=|>|<|~=)\d+(\.\d+)*)*")


def test_the_conda_environment_is_of_the_form_that_conda_reads():
    document = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert document.keys() == {"name", "channels", "dependencies"}
    assert document["name"] == "lcanalysis"
    assert document["channels"] == ["conda-forge"]
    for line in document["dependencies"]:
        # A match specification: a name, then bounds without spaces, extras or markers, which conda does not know.
        name = CONDA_NAME.match(line)
        bound = line[name.end() :]
        assert bound == "" or CONDA_BOUND.fullmatch(bound), line
    names = [CONDA_NAME.match(line)[0] for line in document["dependencies"]]
    assert names[:2] == ["python", "pip"]
    assert names[2:] == sorted(set(names[2:]))


def test_the_bounds_of_both_ends_are_those_of_the_project():
    def listed(end):
        done = subprocess.run(
            [sys.executable, "scripts/bounds.py", end], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return [Requirement(line) for line in done.stdout.splitlines()]

    for requirement in listed("lowest"):
        wanted = next(
            (
                Requirement(line)
                for line in PYPROJECT["project"]["dependencies"]
                if Requirement(line).name == requirement.name
            ),
            None,
        )
        if wanted and "==" in str(requirement.specifier):
            lowest = str(requirement.specifier).removeprefix("==")
            assert f">={lowest}" in str(wanted.specifier)
            assert wanted.specifier.contains(lowest)
    assert len({need.name for need in listed("lowest") if "==" in str(need.specifier)}) == len(
        PYPROJECT["project"]["dependencies"]
    )
    assert not [need for need in listed("newest") if "==" in str(need.specifier)]


def test_the_commands_work_without_make_by_python_alone():
    """make brief is `python -m lcanalysis brief`, make test is `python -m pytest`; README says both."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target, command in (("brief", "python -m lcanalysis brief"), ("test", "python -m pytest")):
        recipe = re.search(rf"^{target}: .*\n((?:\t.*\n)+)", makefile, flags=re.MULTILINE)[1]
        assert command in recipe
        for name in ("README.md", "README.zh-CN.md"):
            assert command in Path(ROOT / name).read_text(encoding="utf-8")
