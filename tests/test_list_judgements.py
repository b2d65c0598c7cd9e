"""The list of what the suite says of the bundled plan is what the command writes today."""

import importlib.util

import pytest
from runner_project import ROOT

import lcanalysis
from lcanalysis.auditing.certainty import CERTAINTIES

_spec = importlib.util.spec_from_file_location("list_judgements", ROOT / "scripts" / "list_judgements.py")
assert _spec is not None
assert _spec.loader is not None
list_judgements = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(list_judgements)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_in_the_documentation_is_what_the_command_writes(lang):
    text = list_judgements.page(lang).read_text(encoding="utf-8")
    assert text == list_judgements.written(text, lcanalysis.load(ROOT / "data"), lang)
    assert all(f"<!-- {name} -->" in text for name in list_judgements.PARTS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_finding_stands_in_the_list_once_below_how_sure_it_is(lang):
    plan = lcanalysis.load(ROOT / "data")
    part = list_judgements.findings_part(plan, lang)
    assert [part.count(f"| `{finding}` |") for finding in plan.findings["finding"]] == [1] * len(plan.findings)
    assert part.count("### ") == len(CERTAINTIES)
