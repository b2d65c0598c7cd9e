"""Raw to processed: the same bytes from the same files, and all or nothing."""

import csv
import io
import json
import multiprocessing
import os
import shutil
import sys
import warnings
from pathlib import Path

import pytest
from intake_cases import FOLDER, GOALS, HEADLINE, PLAN, PRODUCTION, write_plan_folder

import lcanalysis as lc
from lcanalysis.cleaning import clean
from lcanalysis.cleaning.pipeline import processed_files
from lcanalysis.errors import FaultsError
from lcanalysis.files import folder_swap
from lcanalysis.observations import COLUMNS

ROOT = Path(__file__).parent.parent
FILES = ["datapackage.json", "findings.csv", "goals.csv", "observations.csv"]


def contents(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((data / "processed").iterdir())}


def stamps(data: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (data / "processed").iterdir()}


@pytest.fixture
def published(tmp_path):
    """A copy of the repository's own raw files, without any processed ones."""
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw")
    return tmp_path / "data"


def test_cleaning_the_published_plan_gives_the_committed_bytes(published):
    clean(published)
    assert contents(published) == contents(ROOT / "data")


def test_processed_files_are_utf_8_without_a_mark_and_with_unix_line_ends():
    for name, held in contents(ROOT / "data").items():
        assert held.decode("utf-8").endswith("\n"), name
        assert b"\r" not in held, name
        assert not held.startswith(b"\xef\xbb\xbf"), name


def test_what_was_cleaned_is_what_load_returns(tmp_path):
    data = write_plan_folder(tmp_path / "data")
    cleaned = clean(data)
    plan = lc.load(data)
    assert plan.records == cleaned.observations
    assert list(plan.goals["goal"]) == [goal.goal for goal in cleaned.goals]
    assert list(plan.findings["finding"]) == [finding.finding for finding in cleaned.findings]
    assert dict(plan.series("revenue", "cluster")) == {2017: 708.3551, 2018: 813.9}


def test_observations_come_in_the_order_of_plan_and_file_and_derived_ones_last(tmp_path):
    rows = clean(write_plan_folder(tmp_path)).observations
    assert [f"{row.source.removeprefix(FOLDER)[1:2]}{row.cell}" for row in rows] == [
        "pC2", "pD2", "pE2", "pC3", "pD3", "pE3", "hE2", "hE3", "hE4", "hE3;E4",
    ]  # fmt: skip


def test_an_unbounded_figure_is_written_as_the_table_schema_has_it_and_read_back(tmp_path):
    line = "intensity,cluster,city,2018,20%以上,%,above_scale,20%以上,第一章\n"
    data = write_plan_folder(tmp_path, headline=HEADLINE + line)
    clean(data)
    rows = csv.reader(io.StringIO(contents(data)["observations.csv"].decode()))
    [row] = [row for row in rows if row[0] == "intensity"]
    assert (row[COLUMNS.index("lower")], row[COLUMNS.index("upper")]) == ("20", "INF")
    assert lc.load(data).records[-2].upper.is_infinite()
    assert validate(data) == []


def test_cleaning_again_touches_nothing(tmp_path):
    data = write_plan_folder(tmp_path)
    assert clean(data).is_changed
    before = stamps(data)
    assert not clean(data).is_changed
    assert stamps(data) == before


def test_files_of_others_in_processed_are_kept(tmp_path):
    data = write_plan_folder(tmp_path)
    (data / "processed" / "mine").mkdir(parents=True)
    (data / "processed" / "mine" / "notes.txt").write_text("x", encoding="utf-8")
    (data / "processed" / "observations.csv").write_text("old", encoding="utf-8")
    clean(data)
    assert sorted(path.name for path in (data / "processed").iterdir()) == sorted([*FILES, "mine"])
    assert (data / "processed" / "mine" / "notes.txt").read_text(encoding="utf-8") == "x"
    assert sorted(path.name for path in data.iterdir()) == ["processed", "raw"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_faults_of_all_files_are_listed_at_once_and_nothing_changes(tmp_path, lang):
    data = write_plan_folder(tmp_path)
    clean(data)
    before, times = contents(data), stamps(data)
    write_plan_folder(
        data,
        plan=PLAN.replace("dimension: firms}", "dimension: firm}"),
        production=PRODUCTION.replace("47.3", "abc").replace(",同比±%", ",增速") + "3,黄金,1（吨）,1（吨）,0\n",
        headline=HEADLINE.replace("亿元,above_scale", "亿圆,above_scale"),
        goals=GOALS.replace('    due_period: "2022"\n', ""),
    )
    with pytest.raises(FaultsError) as raised:
        clean(data)
    assert raised.value.exit_code == 3
    where = [
        (fault.place.file.rpartition("/")[2], fault.place.row, fault.place.column) for fault in raised.value.faults
    ]
    assert (
        where
        == [
            ("goals.yml", 4, 0),  # a goal without a due year
            ("headline.csv", 3, 6),  # an unknown unit
            ("plan.yml", 38, 0),
            ("production.csv", 1, 0),  # a missing column
            ("production.csv", 1, 5),  # and the one that stands in its place
            ("production.csv", 2, 3),  # no number
            ("production.csv", 4, 2),  # a duplicate row
        ]
        or lang
    )
    lines = raised.value.text(lang).splitlines()
    assert len(lines) == 1 + len(where)
    assert all(("第" in line) == (lang == "zh") for line in lines[1:])
    assert (contents(data), stamps(data)) == (before, times)


def test_a_faulty_plan_yml_is_listed_with_the_faults_of_the_goals(tmp_path):
    data = write_plan_folder(
        tmp_path, plan=PLAN.replace("  id: small-plan\n", ""), goals=GOALS.replace('value: "3"', "value: 3")
    )
    with pytest.raises(FaultsError) as raised:
        clean(data)
    assert [fault.place.file for fault in raised.value.faults] == ["goals.yml", "plan.yml"]
    assert not (data / "processed").exists()


class Crash(BaseException):
    """What a killed process looks like from inside: no handler of ordinary errors runs."""


@pytest.mark.parametrize(
    ("is_exchanged", "step"), [*((True, s) for s in range(1, 12)), *((False, s) for s in range(1, 13))]
)
def test_a_crash_at_any_step_leaves_the_old_set_or_the_new_one(tmp_path, monkeypatch, is_exchanged, step):
    """Each write, each force to disk and each rename is a step; from the crash on, the dead process does nothing."""
    if is_exchanged and sys.platform not in {"linux", "darwin"}:
        pytest.skip("the system exchanges no names")
    data = write_plan_folder(tmp_path / "data")
    (data / "processed").mkdir()
    (data / "processed" / "notes.txt").write_text("x", encoding="utf-8")
    clean(data)
    old = contents(data)
    write_plan_folder(data, production=PRODUCTION.replace("47.3", "47.4"))
    twin = shutil.copytree(data, tmp_path / "twin")
    clean(twin)
    new = contents(twin)
    steps = iter(range(1, 100))

    def crashing(call):
        def crash_at_step(*arguments, **named):
            if next(steps) >= step:
                raise Crash
            return call(*arguments, **named)

        return crash_at_step

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", crashing(Path.rename))
        patched.setattr(folder_swap, "exchange", crashing(folder_swap.exchange) if is_exchanged else lambda *_: False)
        patched.setattr(os, "fsync", crashing(os.fsync))
        patched.setattr(processed_files, "_write_through", crashing(processed_files._write_through))
        patched.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(Crash):
            clean(data)
    assert (not is_exchanged and not (data / "processed").exists()) or contents(data) in (old, new)
    clean(data)
    assert contents(data) == new
    assert sorted(path.name for path in data.iterdir()) == ["processed", "raw"]


def _clean_there(data: Path) -> bool:
    return clean(data).is_changed


def test_two_cleanings_at_once_leave_one_whole_set(tmp_path):
    data = write_plan_folder(tmp_path)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        changed = pool.map(_clean_there, [data, data])
    assert sorted(changed) == [False, True]
    assert sorted(contents(data)) == FILES


def validate(data: Path) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the referee's own dependencies warn of their age
        import frictionless

        report = frictionless.validate(str(data / "processed" / "datapackage.json"))
    return [f"{kind}: {note}" for kind, note in report.flatten(["type", "note"])] + report.warnings


def test_the_data_package_of_the_published_plan_is_valid():
    assert validate(ROOT / "data") == []


def test_the_data_package_takes_every_period_that_a_plan_may_declare(tmp_path):
    data = write_plan_folder(
        tmp_path, plan=PLAN.replace('{indicator: output, period: "2018"}', '{indicator: output, period: "2018-01--06"}')
    )
    clean(data)
    assert any(row.period == "2018-01--06" for row in lc.load(data).records)
    assert validate(data) == []


def test_the_data_package_rejects_what_it_should(published):
    clean(published)
    path = published / "processed" / "observations.csv"
    package = json.loads((published / "processed" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        del resource["bytes"], resource["hash"]
    (published / "processed" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert validate(published) == []
    text = path.read_text(encoding="utf-8")
    for old, new in (("47.3,万吨", "x,万吨"), ("47.3,万吨", "47.3,万顿"), (",published,", ",guessed,"), ("B3", "B2")):
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        assert validate(published) != [], new


def test_the_data_package_describes_every_column_in_both_languages():
    package = json.loads(contents(ROOT / "data")["datapackage.json"])
    for resource in package["resources"]:
        header = contents(ROOT / "data")[resource["path"]].decode().splitlines()[0]
        assert [field["name"] for field in resource["schema"]["fields"]] == header.split(",")
        assert all(" / " in field["description"] for field in resource["schema"]["fields"])
