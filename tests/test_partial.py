"""A part of the run plan: its own pages are replaced, every other page stays, and what is out of date is said."""

import json

import pytest
from click.testing import CliRunner
from runner_project import make_project, write_notebook, write_suite

import lcanalysis as lc
from lcanalysis.cli.options import program
from lcanalysis.errors import UsageError
from lcanalysis.runner.request import Request
from lcanalysis.runner.reuse import older_lines
from lcanalysis.runner.status import read_status
from lcanalysis.runner.store import store_of
from lcanalysis.runner.suite import RunsFailedError, brief

pytestmark = pytest.mark.slow
SUITE = """\
languages: [zh, en]
formats: [html, xlsx]
runs:
  - {id: one, notebook: one.ipynb}
  - {id: two, notebook: two.ipynb}
"""
TABLE = """\
{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<table><tr><td>%s</td></tr></table>"}}"""


def write_table(folder, name, number, remark=""):
    """Write a notebook whose only cell shows a number, a sentence of it and a table."""
    write_notebook(folder / "notebooks" / f"{name}.ipynb", f"{number}{remark}")
    path = folder / "notebooks" / f"{name}.ipynb"
    document = json.loads(path.read_text(encoding="utf-8"))
    shown = lc.text(name, "{number}", "{number}", number=lc.Quantity(number, "家", "a"))._repr_mimebundle_()
    document["cells"][-1]["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": shown},
        json.loads(TABLE % f"{name} {number}"),
    ]
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture
def here(tmp_path, monkeypatch, quick_workers):
    monkeypatch.chdir(tmp_path)
    make_project(tmp_path, SUITE)
    write_table(tmp_path, "one", 1)
    write_table(tmp_path, "two", 2)
    return tmp_path


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def document(folder, name="manifest.json"):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def change_goal(here, value):
    goals = here / "data" / "raw" / "goals.yml"
    text = goals.read_text(encoding="utf-8")
    assert text.count('value: "1000"') == 1
    goals.write_text(text.replace('value: "1000"', f'value: "{value}"'), encoding="utf-8")


def test_a_part_replaces_its_own_pages_and_every_other_page_stays_with_all_that_is_of_it(here):
    folder = brief(Request()).folder
    before = contents(folder)
    change_goal(here, 1100)
    write_table(here, "one", 11)
    briefed = brief(Request(only=("one",)))
    after = contents(folder)
    assert after.keys() == before.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert {"one.zh.html", "one.en.html", "one.ipynb", "one.en.ipynb"} <= changed
    assert not {name for name in changed if name.startswith("two")}
    results = document(folder, "results.json")
    assert [results[run][f"{run}/number"]["value"] for run in ("one", "two")] == ["11", "2"]
    assert b"two 2" in b"".join(sheet.encode() for sheet in sheets(folder))
    assert sorted(briefed.reasons) == ["one.en", "one.zh"]
    assert {name: reason.key for name, reason in briefed.older.items()} == {
        "two.zh": "runner.why_data",
        "two.en": "runner.why_data",
    }
    assert "data/processed/goals.csv" in briefed.older["two.zh"].names
    # What stayed is made anew by the next whole run, and nothing else.
    whole = brief(Request())
    assert (sorted(whole.reasons), whole.older) == (["two.en", "two.zh"], {})
    assert document(folder)["older"] == []


def sheets(folder):
    import openpyxl

    book = openpyxl.load_workbook(folder / "tables.xlsx")
    return [str(cell.value) for sheet in book for row in sheet for cell in row]


def test_pages_that_are_out_of_date_are_named_in_terminal_json_manifest_status_and_index(here, monkeypatch):
    folder = brief(Request()).folder
    change_goal(here, 1100)
    done = CliRunner().invoke(program, ["brief", "--only", "one", "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "2 pages were kept as they stand and are out of date, since the data have changed" in done.stdout
    assert "two.zh, two.en" in done.stdout
    assert document(folder)["older"] == ["two.zh", "two.en"]
    status = read_status(here / "editions")["editions"]["2019-11"]
    assert (status["exit_code"], status["runs_older"], status["runs_missing"]) == (0, ["two.en", "two.zh"], [])
    assert "--only" in status["next"]["en"]
    zh, en = ((folder / name).read_text(encoding="utf-8") for name in ("index.html", "index.en.html"))
    assert (zh.count("已过时"), en.count("Out of date")) == (1, 1)
    change_goal_back = CliRunner().invoke(program, ["brief", "--only", "one", "--lang", "zh", "--json"])
    (about,) = json.loads(change_goal_back.stdout)
    assert [(run["run"], run["state"], run["why"]) for run in about["runs"]] == [
        ("one.zh", "kept", None),
        ("one.en", "kept", None),
        ("two.zh", "older", "data"),
        ("two.en", "older", "data"),
    ]
    # An edition with such pages does not stand as it should be: a whole run does not pass it over.
    assert CliRunner().invoke(program, ["brief", "--lang", "en"]).exit_code == 0
    assert document(folder)["older"] == []
    status = read_status(here / "editions")["editions"]["2019-11"]
    assert (status["runs_older"], "nothing" in status["next"]["en"]) == ([], True)


def test_a_part_that_fails_leaves_the_pages_that_stand_and_says_so(here):
    folder = brief(Request()).folder
    before = contents(folder)
    write_notebook(here / "notebooks" / "one.ipynb", "fail")
    with pytest.raises(RunsFailedError) as raised:
        brief(Request(only=("one",)))
    said = raised.value.text("en")
    assert said.splitlines()[0].startswith("2 of 2 runs failed")
    assert "one.zh: it failed" in said
    assert "2 pages were kept as they stand and are out of date, since it failed the last time: one.zh, one.en" in said
    after = contents(folder)
    assert {name for name in after if after[name] != before[name]} <= {
        "index.html", "index.en.html", "manifest.json", "log.jsonl",
    }  # fmt: skip
    entries = [json.loads(line) for line in after["log.jsonl"].decode().splitlines()]
    assert [(entry["run"], entry["status"]) for entry in entries][:2] == [("one", "failed"), ("one", "failed")]
    status = read_status(here / "editions")["editions"]["2019-11"]
    assert (status["exit_code"], status["runs_failed"]) == (4, ["one.en", "one.zh"])
    # A run that has no page yet gets one that says that it failed.
    write_suite(here, SUITE + "  - {id: new, notebook: one.ipynb}\n")
    with pytest.raises(RunsFailedError):
        brief(Request(only=("new",)))
    assert contents(folder).keys() == before.keys() | {"new.zh.html", "new.en.html", "new.ipynb", "new.en.ipynb"}
    assert [run["status"] for run in document(folder)["runs"]] == ["done"] * 4 + ["failed"] * 2
    # Failed pages of other runs stay too, and are no failure of this one.
    assert set(brief(Request(only=("two",))).older) == {"one.zh", "one.en", "new.zh", "new.en"}


def test_a_page_of_a_run_that_the_run_plan_no_longer_has_stays_until_a_whole_run(here):
    folder = brief(Request()).folder
    write_suite(here, SUITE.replace("  - {id: one, notebook: one.ipynb}\n", ""))
    briefed = brief(Request(only=("two",)))
    assert {name: reason.key for name, reason in briefed.older.items()} == dict.fromkeys(
        ("one.zh", "one.en"), "runner.why_unplanned"
    )
    assert (folder / "one.zh.html").is_file()
    assert [run["id"] for run in document(folder)["runs"]] == ["two", "two", "one", "one"]
    brief(Request())
    assert not (folder / "one.zh.html").exists()


def test_one_language_can_be_made_alone_and_the_newer_numbers_count(here):
    folder = brief(Request()).folder
    write_table(here, "one", 11)
    briefed = brief(Request(only=("one.en",)))
    assert list(briefed.older) == ["one.zh"]
    assert document(folder, "results.json")["one"]["one/number"]["value"] == "11"
    assert sorted(brief(Request()).reasons) == ["one.zh"]


def test_a_part_of_a_fresh_edition_says_what_the_edition_lacks(here):
    briefed = brief(Request(only=("one.en",)))
    assert (briefed.names, briefed.missing, briefed.older) == (("one.en",), ("one.zh", "two.zh", "two.en"), {})
    status = read_status(here / "editions")["editions"]["2019-11"]
    assert status["runs_missing"] == ["one.zh", "two.en", "two.zh"]
    done = CliRunner().invoke(program, ["brief", "--only", "one.en", "--lang", "en"])
    assert "This edition lacks 3 runs of the run plan" in done.stdout


def test_fresh_makes_only_what_was_asked_for_anew(here):
    brief(Request())
    briefed = brief(Request(only=("one*",), is_fresh=True))
    assert (sorted(briefed.reasons), briefed.older) == (["one.en", "one.zh"], {})


def test_pages_that_are_not_what_was_written_are_made_anew_beside_a_part(here):
    folder = brief(Request()).folder
    (folder / "two.en.html").write_text("mine", encoding="utf-8")
    assert sorted(brief(Request(only=("one",), is_fresh=True)).reasons) == ["one.en", "one.zh", "two.en"]
    for damage in ("results.json", "manifest.json"):
        before = contents(folder).keys()
        (folder / damage).write_text("{}", encoding="utf-8")
        assert len(brief(Request(only=("one",))).names) == 4
        assert contents(folder).keys() == before


def test_finished_runs_of_an_interrupted_whole_run_outlast_a_part(here):
    folder = brief(Request()).folder
    write_table(here, "one", 11)
    write_table(here, "two", 22)

    def interrupt(done, number, total):
        if number == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        brief(Request(), interrupt)
    assert len(list(store_of(folder).iterdir())) == 4
    briefed = brief(Request(only=("one",)))
    assert (briefed.reasons, list(briefed.older)) == ({}, ["two.zh", "two.en"])
    assert document(folder, "results.json")["two"]["two/number"]["value"] == "2"
    # The whole run has only to put them in.
    assert brief(Request()).reasons == {}
    assert document(folder, "results.json")["two"]["two/number"]["value"] == "22"
    assert not store_of(folder).exists()


def test_a_part_does_not_mix_plans_or_take_the_file_of_a_page_that_stays(here):
    folder = brief(Request()).folder
    before = contents(folder)
    write_suite(here, SUITE.replace("[zh, en]", "[en]"))
    with pytest.raises(UsageError) as raised:
        brief(Request(only=("one",)))
    assert "one.zh" in raised.value.text("en")
    write_suite(here, SUITE)
    plan = here / "data" / "raw" / "plan.yml"
    text = plan.read_text(encoding="utf-8")
    name = document(folder)["plan"]
    plan.write_text(text.replace(f"id: {name}", "id: other", 1), encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        brief(Request(only=("one",)))
    assert "other" in raised.value.text("zh")
    assert contents(folder) == before


def test_the_pages_that_were_replaced_can_be_seen_again_beside_the_edition(here):
    folder = brief(Request()).folder
    before = contents(folder)
    write_table(here, "one", 11)
    brief(Request(only=("one",)))
    assert contents(folder.parent / "changes" / "2019-11.before") == before


def test_what_is_out_of_date_is_said_in_both_languages_and_by_its_reason(here):
    brief(Request())
    write_table(here, "two", 2, "  # a remark")
    older = brief(Request(only=("one",))).older
    assert older_lines(older, "en")[0].endswith("since its notebook has changed: two.zh, two.en")
    assert older_lines(older, "zh")[0] == "保留原页 2 份，均已过时，原因是笔记本已改动：two.zh、two.en"
    assert older_lines({}, "en") == []
