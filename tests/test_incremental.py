"""What is redone after a change, and why; what a kill leaves; what needs what. Real forks, tiny notebooks."""

import hashlib
import json
import re
import sys

import pytest
from runner_project import make_project, write_notebook, write_suite

from lcanalysis.errors import UsageError
from lcanalysis.needed_runs import FOLDER, numbers_of
from lcanalysis.runner.request import Request
from lcanalysis.runner.suite import RunsFailedError, brief

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("warm"),
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc"),
]
SUITE = """\
languages: [en]
runs:
  - {id: goals, notebook: goals.ipynb}
  - {id: class, notebook: class.ipynb}
  - {id: none, notebook: none.ipynb}
"""
SOURCES = {
    "goals": "import lcanalysis as lc\nlen(lc.load(data).goals)",
    "class": "open(f'{data}/raw/reference/world_economies.csv').close()",
    "none": "1 + 1",
}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return make_project(tmp_path, SUITE, **SOURCES)


def redone(**wanted):
    """Return which runs had to be redone, and for what reason."""
    briefed = brief(Request(jobs=2, **wanted))
    return {name.removesuffix(".en"): (reason.key, reason.names) for name, reason in briefed.reasons.items()}


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_changed_input_redoes_exactly_the_runs_that_follow_from_it(here):
    assert set(redone()) == {"goals", "class", "none"}
    assert redone() == {}
    raw = here / "data" / "raw"
    append(raw / "reference" / "world_economies.csv", "\n")
    assert redone() == {"class": ("runner.why_data", ("data/raw/reference/world_economies.csv",))}
    append(raw / "goals.yml", "# a remark changes nothing\n")
    assert redone() == {}
    text = (raw / "goals.yml").read_text(encoding="utf-8")
    (raw / "goals.yml").write_text(text.replace('value: "1000"', 'value: "1100"'), encoding="utf-8")
    assert redone() == {"goals": ("runner.why_data", ("goals.csv revenue/cluster cluster_revenue value",))}
    # A new file beside one that was read might have been read too.
    (raw / "reference" / "new.txt").write_text("x", encoding="utf-8")
    assert redone() == {"class": ("runner.why_data", ("data/raw/reference/new.txt",))}
    write_notebook(here / "notebooks" / "none.ipynb", "1 + 2")
    assert redone() == {"none": ("runner.why_notebook", ())}
    assert set(redone(is_fresh=True).values()) == {("runner.why_fresh", ())}


ASKED = {
    "one": "import lcanalysis as lc\nstr(lc.goal(lc.load(data), 'revenue', 'cluster', 'level').value)",
    "other": "import lcanalysis as lc\nstr(lc.goal(lc.load(data), 'capacity_utilisation', 'cluster').value)",
    "level": "import lcanalysis as lc\nlc.series(lc.load(data), 'output', 'gold').map(str).to_dict()",
    "names": "import lcanalysis as lc\nlc.load(data).name('gold', lang)",
    "itself": "len(open(f'{data}/processed/goals.csv').read())",
    "child": "import subprocess\nsubprocess.run(['true'], check=True)",
}
"""Notebooks by what they ask their plan for; the last two read by themselves."""
CHANGES = {
    "raw/goals.yml": {
        ('value: "1000"', 'value: "1100"'): {"one", "itself", "child"},
        ("goals:\n", "# a remark\ngoals:\n"): {"child"},
    },
    "raw/plan.yml": {
        ("en: gold}", "en: fine gold}"): {"one", "other", "level", "names", "child"},
        ("plan:\n", "# a remark\nplan:\n"): {"child"},
    },
    "raw/development_plan/2019-11/production.csv": {(",19.5（", ",19.7（"): {"level", "child"}},
}
"""By file and change, which of them are to be made anew."""


def same_bytes(folder, other):
    """Return whether two editions hold the same but for the times of their making."""
    names = {path.name for path in folder.iterdir()}
    assert names == {path.name for path in other.iterdir()}
    return all((folder / name).read_bytes() == (other / name).read_bytes() for name in names - {"log.jsonl"})


@pytest.mark.parametrize("file", CHANGES)
def test_a_changed_field_redoes_the_runs_that_asked_for_it_and_the_edition_is_that_of_a_fresh_run(here, file):
    runs = "".join(f"  - {{id: {name}, notebook: {name}.ipynb}}\n" for name in ASKED)
    write_suite(here, f"languages: [en]\nruns:\n{runs}")
    for name, source in ASKED.items():
        write_notebook(here / "notebooks" / f"{name}.ipynb", source)
    assert set(redone()) == ASKED.keys()
    path = here / "data" / file
    for (old, new), wanted in CHANGES[file].items():
        change(path, old, new)
        assert set(redone()) == wanted
        fresh = brief(Request(out=here / "fresh", jobs=2))
        assert same_bytes(here / "editions" / "2019-11", fresh.folder)


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    record = path.with_name(f"{path.name}.source.yml")
    if record.exists():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        said = re.sub("(?m)^sha256: .*$", f"sha256: {digest}", record.read_text(encoding="utf-8"))
        record.write_text(said, encoding="utf-8")


def test_kept_runs_keep_their_numbers_if_a_publisher_is_killed_between_two_renames(here):
    quantity = "import lcanalysis as lc\nlc.text('it', '{{a}}', '{{a}}', a=lc.Quantity({0}, '家'))"
    write_notebook(here / "notebooks" / "class.ipynb", quantity.format(7))
    folder = brief(Request(jobs=2)).folder
    before = json.loads((folder / "results.json").read_text(encoding="utf-8"))["class"]
    assert before
    write_notebook(here / "notebooks" / "none.ipynb", "1 + 2")

    def kill_publisher(_, number, total):
        if number == total:
            folder.rename(folder.with_name(f".{folder.name}.previous"))

    briefed = brief(Request(jobs=2), kill_publisher)
    assert set(briefed.reasons) == {"none.en"}
    assert json.loads((folder / "results.json").read_text(encoding="utf-8"))["class"] == before


def test_a_run_reads_the_numbers_of_the_runs_it_needs_and_is_redone_when_they_change(here):
    quantity = "import lcanalysis as lc\nlc.text('it', '{{a}}', '{{a}}', a=lc.Quantity({0}, '家'))"
    reading = "import lcanalysis as lc\nstr(lc.numbers_of('one')['it/a'])"
    needing = "  - {id: two, notebook: two.ipynb, needs: [one]}\n"
    write_suite(here, "languages: [en]\nruns:\n" + needing + "  - {id: one, notebook: one.ipynb}\n")
    write_notebook(here / "notebooks" / "two.ipynb", reading)
    write_notebook(here / "notebooks" / "one.ipynb", quantity.format(5))
    assert set(redone()) == {"one", "two"}
    page = here / "editions" / "2019-11" / "two.ipynb"
    assert "'5'" in page.read_text(encoding="utf-8")
    assert redone() == {}
    write_notebook(here / "notebooks" / "one.ipynb", quantity.format(6))
    assert redone(only=("two",)) == {"one": ("runner.why_notebook", ()), "two": ("runner.why_runs", ())}
    assert "'6'" in page.read_text(encoding="utf-8")


def test_the_numbers_of_a_kept_run_are_those_of_the_edition_that_stands_now(here):
    quantity = "import lcanalysis as lc\nlc.text('it', '{{a}}', '{{a}}', a=lc.Quantity({0}, '家'))"
    reading = "import lcanalysis as lc\nstr(lc.numbers_of('one')['it/a'])  # {0}"
    write_suite(here, "languages: [en]\nruns:\n  - {id: one, notebook: one.ipynb}\n"
                      "  - {id: two, notebook: two.ipynb, needs: [one]}\n")  # fmt: skip
    for number, remark in ((5, "a"), (5, "b"), (6, "b"), (6, "c")):
        write_notebook(here / "notebooks" / "one.ipynb", quantity.format(number))
        write_notebook(here / "notebooks" / "two.ipynb", reading.format(remark))
        assert "two" in redone()
        page = here / "editions" / "2019-11" / "two.ipynb"
        assert f"'{number}'" in page.read_text(encoding="utf-8")


def test_numbers_of_a_run_are_asked_for_in_vain_outside_of_the_suite(here, monkeypatch):
    monkeypatch.delenv(FOLDER, raising=False)
    with pytest.raises(UsageError, match="needs"):
        numbers_of("one")
    monkeypatch.setenv(FOLDER, "elsewhere")
    with pytest.raises(UsageError, match="elsewhere"):
        numbers_of("one")


def test_a_failing_notebook_is_tried_again_as_often_as_its_run_says(here):
    counting = "import pathlib\np = pathlib.Path('tries')\nn = len(p.read_text()) if p.exists() else 0\n"
    counting += "p.write_text('x' * (n + 1))\nassert n == 2"
    write_suite(here, "languages: [en]\nruns:\n  - {id: a, notebook: a.ipynb, retries: 2}\n")
    write_notebook(here / "notebooks" / "a.ipynb", counting)
    (done,) = brief(Request(jobs=1)).runs
    assert (done.error, done.attempts) == ("", 3)
    (here / "tries").unlink()
    write_suite(here, "languages: [en]\nruns:\n  - {id: a, notebook: a.ipynb, retries: 1}\n")
    with pytest.raises(RunsFailedError, match="AssertionError"):
        brief(Request(jobs=1, is_fresh=True))
    assert (here / "tries").read_text(encoding="utf-8") == "xx"


def test_a_run_that_passes_its_own_limit_is_ended(here):
    write_suite(here, "languages: [en]\nruns:\n  - {id: a, notebook: a.ipynb, run_timeout_s: 2}\n")
    write_notebook(here / "notebooks" / "a.ipynb", *["import time\ntime.sleep(0.8)"] * 30)
    with pytest.raises(RunsFailedError, match=r"a\.en"):
        brief(Request(jobs=1))
