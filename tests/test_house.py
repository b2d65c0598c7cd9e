"""The house keeps its own rules: one direction of imports, two languages, one set of dependencies."""

import ast
import json
import os
import re
import string
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "lcanalysis"

FOUNDATION = [
    "safe_text", "text_lines", "title_html", "wording", "names", "unknown_names", "provenance", "errors", "process", "files", "needed_runs", "units", "periods", "number_format", "declarations", "thresholds", "definition", "plan_document",
    "observations", "processed_tables", "reads", "quantities", "exhibits", "plan", "sections", "workbooks", "characters",
]  # fmt: skip
STAGES = [
    *FOUNDATION, "intake", "auditing", "goals", "cleaning", "charts", "forecasting", "priorities", "notebooks", "briefing", "runner",
    "explorer", "doctor", "cli", "__main__",
]  # fmt: skip


def stage_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


@cache
def imported(source: str) -> set[str]:
    """Return all modules, and names of modules, that a text imports, wherever and however it does so.

    Imports for the type checker count, and so do calls of `import_module` and `__import__` with a literal name.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in {"import_module", "__import__"}:
                found.add(str(node.args[0].value))
    return found


def imported_stages(path: Path) -> set[str]:
    names = (name.split(".") for name in imported(path.read_text(encoding="utf-8")))
    return {parts[1] for parts in names if parts[0] == "lcanalysis" and len(parts) > 1}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


def test_a_module_imports_only_from_stages_before_its_own():
    found = {}
    for path in MODULES:
        own = STAGES.index(stage_of(path))
        if later := {stage for stage in imported_stages(path) if stage in STAGES and STAGES.index(stage) > own}:
            found[path.relative_to(PACKAGE).as_posix()] = later
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "import lcanalysis.charts",
        "from lcanalysis.charts import draw_fan",
        "from lcanalysis import charts",
        "def f():\n    from lcanalysis import charts",
        "if TYPE_CHECKING:\n    import lcanalysis.charts",
        "importlib.import_module('lcanalysis.charts')",
        "import_module('lcanalysis.charts').draw_fan",
        "__import__('lcanalysis.charts')",
    ],
)
def test_no_way_of_importing_escapes_the_house(line):
    assert "lcanalysis.charts" in imported(line)


def test_no_modules_import_one_another_in_a_circle():
    names = {module_name(path): path for path in MODULES}
    needs = {}
    for name, path in names.items():
        own = imported(path.read_text(encoding="utf-8")) & names.keys() - {name}
        # `from package import module` names the package as well, and needs the module alone.
        needs[name] = {one for one in own if not any(other.startswith(f"{one}.") for other in own)}
    while free := {name for name, own in needs.items() if not own & needs.keys()}:
        needs = {name: own for name, own in needs.items() if name not in free}
    assert {name: sorted(own & needs.keys()) for name, own in needs.items()} == {}


def test_every_module_belongs_to_a_stage():
    assert {stage_of(path) for path in MODULES} <= set(STAGES)


def test_every_stage_is_there():
    assert {
        stage for stage in STAGES if not (PACKAGE / stage).is_dir() and not (PACKAGE / f"{stage}.py").is_file()
    } == set()


def test_no_module_is_longer_than_400_lines():
    long = {path.name for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400}
    assert long == set()


@cache
def catalogue(lang: str) -> dict[str, str]:
    phrases = {}
    for path in sorted((PACKAGE / "locale" / lang).glob("*.po")):
        with path.open("rb") as file:
            entries = [message for message in read_po(file, locale=lang) if message.id]
        for message in entries:
            assert message.id.startswith(f"{path.stem}."), f"{message.id} lies in {path.name}"
            phrases[message.id] = message.string
    return phrases


def fields_of(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_catalogues_of_both_languages_hold_the_same_keys_and_fields():
    zh, en = catalogue("zh"), catalogue("en")
    assert zh.keys() == en.keys()
    assert [key for key in zh if fields_of(zh[key]) != fields_of(en[key])] == []


def test_no_catalogue_gives_a_key_twice():
    for path in (PACKAGE / "locale").rglob("*.po"):
        keys = re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert sorted(set(keys)) == sorted(keys), path


def test_english_phrases_hold_no_chinese_but_the_units_they_explain():
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert [key for key, text in catalogue("en").items() if chinese.search(text)] == []


@cache
def literal_keys() -> set[str]:
    """Return the string literals of the library that look like wording keys of an existing domain."""
    domains = {path.stem for path in (PACKAGE / "locale" / "zh").glob("*.po")}
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                domain, dot, name = node.value.partition(".")
                is_prefix_of_composed_key = name.endswith("_")
                if dot and domain in domains and re.fullmatch(r"[a-z0-9_.]+", name) and not is_prefix_of_composed_key:
                    found.add(node.value)
    return found


def composed_keys() -> set[str]:
    """Return patterns of the keys that the library and its templates compose, such as ``goals.verdict_`` and a code."""
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in node.values)
                found.add("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith("_"):
                found.add(f"{re.escape(node.value)}.*")
    for path in PACKAGE.rglob("*.j2"):
        begun = re.findall(r"'([a-z_]+\.[a-z_]*)' ~", path.read_text(encoding="utf-8"))
        found |= {f"{re.escape(key)}.*" for key in begun}
    return {pattern for pattern in found if re.match(r"[a-z_]+\\\.", pattern)}


def test_every_entry_of_the_catalogues_is_read_somewhere():
    texts = [*PACKAGE.rglob("*.j2"), *(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "scripts").glob("*.py")]
    elsewhere = {key for path in texts for key in re.findall(r"[a-z_]+\.[a-z0-9_]+", path.read_text(encoding="utf-8"))}
    composed = re.compile("|".join(sorted(composed_keys())))
    rest = catalogue("zh").keys() - literal_keys() - elsewhere
    assert {key for key in rest if not composed.fullmatch(key)} == set()


def test_every_wording_key_in_the_code_is_in_the_catalogues():
    file_names = re.compile(r"\.(csv|json|yml|html|po|py|ipynb|jsonl|xlsx|css|j2|typ)$")
    assert {key for key in literal_keys() if not file_names.search(key)} - catalogue("zh").keys() == set()


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_conda_environment_has_the_dependencies_and_bounds_of_the_project():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = {str(Requirement(line)) for line in environment["dependencies"] if isinstance(line, str)}
    wanted = {str(Requirement(line)) for line in project()["dependencies"]}
    assert conda == wanted | {str(Requirement(f"python{project()['requires-python']}")), "pip"}


def test_every_dependency_is_locked_with_hashes_and_without_an_index_address():
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        locked = {Requirement(line.split(" \\")[0]).name for line in text.splitlines() if "==" in line}
        assert {Requirement(line).name for line in project()["dependencies"]} <= locked
        pinned = re.findall(r"^\S+==.*$", text, flags=re.MULTILINE)
        hashed = re.findall(r"^\S+==.*\\\n    --hash=sha256:", text, flags=re.MULTILINE)
        assert len(hashed) == len(pinned) > 0
        assert "://" not in text


def test_the_installer_is_locked_with_hashes_and_without_an_index_address():
    text = (ROOT / "requirements-uv.lock").read_text(encoding="utf-8")
    assert re.findall(r"^(\S+)==", text, flags=re.MULTILINE) == ["uv"]
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_every_dependency_is_justified_in_the_docs():
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [line for line in project()["dependencies"] if f"| {Requirement(line).name} |" not in text] == []


def test_notebooks_are_committed_without_outputs():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        assert '"outputs": []' in text, path
        assert not re.search(r'"execution_count": \d', text), path


def test_notebooks_name_the_kernel_of_the_library_and_give_their_session_its_language():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert notebook["metadata"]["kernelspec"]["name"] == "lcanalysis", path
        code = "".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
        assert code.count("lc.load(") == code.count("lc.load(data, lang=lang)") == 1, path


def test_every_surviving_mutant_is_explained():
    page = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.endswith("Not explained yet.")] == []


def test_what_mutation_changes_and_runs_is_there():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    named = [path for value in settings.values() if isinstance(value, list) for path in value if "/" in path]
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
    page = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w.]+) \| \d+ \|", page, re.MULTILINE)
    told = {*rows, *", ".join(re.findall(r"^Not measured yet: (.+)\.$", page, re.MULTILINE)).split(", ")} - {""}
    wanted = {".".join(Path(path).with_suffix("").parts[1:]) for path in settings["only_mutate"]}
    assert told == wanted, "the page tells of each module that is mutated, and of no other"


def test_no_two_public_classes_and_no_two_modules_have_one_name():
    classes = [
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert {name for name in classes if classes.count(name) > 1} == set()
    modules = [path.name for path in MODULES if path.name != "__init__.py"]
    assert {name for name in modules if modules.count(name) > 1} == set()


def test_tests_that_share_what_is_slow_to_make_are_grouped_for_the_workers(request):
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("only workers group tests")
    assert request.node.nodeid.endswith("@test_house")
