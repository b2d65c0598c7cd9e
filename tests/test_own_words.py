"""Every page of two other plans, in both languages: no name is on it that is the bundled plan's and not theirs."""

import json
import re
import shutil

import pytest
from run_in_process import run
from runner_project import ROOT

from lcanalysis.cleaning import clean
from lcanalysis.definition import load_definition
from lcanalysis.files.carried import carried
from lcanalysis.runner.run_plan import load_run_plan

NOTEBOOKS = sorted({run.notebook.rpartition("/")[2] for run in load_run_plan(ROOT / "notebooks" / "suite.yml").runs})
OF_THE_BUNDLED = [
    "产业集群",
    "the cluster",
    "县（市、区）",
    "counties and districts",
    "by county",
    "市工信局",
    "1000亿元",
]
"""Words that pages of the bundled plan are free to say and are no names in its registers."""


@pytest.fixture(scope="module", params=["nonferrous-2025", "tea-2025"])
def plan(request, tmp_path_factory):
    """Another plan."""
    data = tmp_path_factory.mktemp("other") / request.param
    shutil.copytree(ROOT / "plans" / request.param, data)
    clean(data)
    return data


def names_of_the_bundled():
    definition = load_definition(ROOT / "data")
    registers = (definition.entities, definition.areas, definition.indicators, definition.categories)
    found = {name for register in registers for one in register.values() for name in (one.zh, one.en)}
    # A word of everyday, such as revenue or copper, is nobody's own: names of several words, or of Chinese characters.
    return {name for name in found if len(name.split()) > 1 or re.search(r"[\u4e00-\u9fff]{3}", name)}


def own_text(data):
    """Return all that a plan's folder says, and the reference classes of the package."""
    files = [*(data / "raw").rglob("*"), *carried("reference").glob("*.source.yml")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path.suffix in {".yml", ".csv", ".md"})


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_no_page_says_a_name_of_the_bundled_plan(plan, notebook):
    definition = load_definition(plan)
    given = {
        "segment": definition.headline,
        "entity": definition.headline,
        "target_year": int(definition.plan.due_period),
    }
    declared = (ROOT / "notebooks" / notebook).read_text(encoding="utf-8")
    asked = {name: value for name, value in given.items() if f'"{name}: ' in declared}
    exhibits = [one.to_json() for _, one in run(notebook, data=str(plan), **asked)]
    if any(one.get("is_nothing") for one in exhibits):
        return  # an edition has a line on its index in the place of this page
    known = own_text(plan)
    foreign = [name for name in [*OF_THE_BUNDLED, *sorted(names_of_the_bundled())] if name not in known]
    for lang in ("zh", "en"):
        shown = "\n".join(
            [prose(declared, lang), *(json.dumps(one.get(lang, ""), ensure_ascii=False) for one in exhibits)]
        )
        assert [name for name in foreign if name in shown] == [], lang


def prose(notebook, lang):
    """Return what a notebook says of itself in a language."""
    cells = json.loads(notebook)["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if f"lang-{lang}" in cell["metadata"].get("tags", []))
