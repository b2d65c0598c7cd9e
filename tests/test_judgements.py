"""The list of verdicts and findings in the documentation is what its command writes, for every goal and finding of the plan."""

import importlib.util
from pathlib import Path

import pytest

import lcanalysis as lc
from lcanalysis.auditing.certainty import CERTAINTIES
from lcanalysis.wording import LANGUAGES

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def command():
    spec = importlib.util.spec_from_file_location("list_judgements", ROOT / "scripts" / "list_judgements.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_what_the_command_writes(command, lang):
    text = command.page(lang).read_text(encoding="utf-8")
    assert command.written(text, lc.load(ROOT / "data"), lang) == text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_goal_stands_in_the_list_with_its_words_and_section(command, lang):
    plan = lc.load(ROOT / "data")
    lines = command.goals_part(plan, lang).splitlines()
    for table in (plan.goals, plan.qualitative):
        for row in table.to_dict("records"):
            assert any(row["quotation"] in line for line in lines), row["goal"]
    assert sum(line.startswith("| ") for line in lines) == len(plan.goals) + len(plan.qualitative) + 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_stands_in_the_list_once_below_how_sure_it_is(command, lang):
    plan = lc.load(ROOT / "data")
    part = command.findings_part(plan, lang)
    assert [part.count(f"| `{finding}` |") for finding in plan.findings["finding"]] == [1] * len(plan.findings)
    assert part.count("### ") == len(CERTAINTIES)
