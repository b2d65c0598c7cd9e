"""Change one number, make the edition again, read what changed: on a copy of the bundled plan, by the command users type."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from runner_project import ROOT, write_suite

pytestmark = pytest.mark.slow

SUITE = "languages: [zh, en]\nruns:\n  - {id: scorecard, notebook: scorecard.ipynb}\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory, warm_place):
    """Return a copy of the plan of which an edition was made before and after two numbers changed, and what was said."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "data", folder / "data")
    write_suite(folder, SUITE)
    shutil.copy(ROOT / "notebooks" / "scorecard.ipynb", folder / "notebooks")
    brief(folder, warm_place)
    edit(folder / "data/raw/goals.yml", 'value: "1000", unit: 亿元', 'value: "1100", unit: 亿元')
    table = folder / "data/raw/development_plan/2019-11/headline.csv"
    edit(table, "813.9亿元,亿元,above_scale,营业收入813.9亿元", "833.9亿元,亿元,above_scale,营业收入833.9亿元")
    source = table.with_name("headline.csv.source.yml")
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    source.write_text(re.sub("(?m)^sha256: .*$", f"sha256: {digest}", source.read_text(encoding="utf-8")), "utf-8")
    return folder, brief(folder, warm_place)


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def brief(folder, warm_place):
    command = [sys.executable, "-m", "lcanalysis", "brief", "--lang", "zh"]
    sends = os.environ | {"LCANALYSIS_DELIVER_FOLDER": "outbox", "XDG_RUNTIME_DIR": str(warm_place)}
    done = subprocess.run(
        command, cwd=folder, capture_output=True, timeout=300, check=False, encoding="utf-8", env=sends
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_the_command_says_where_it_is_told_what_changed(project):
    folder, said = project
    assert "本期重新生成前后的变化：editions/changes/2019-11.replaced.zh.html（" in said
    for lang in ("zh", "en"):
        assert (folder / f"editions/changes/2019-11.replaced.{lang}.html").is_file()


def test_the_page_tells_both_numbers_and_what_follows_from_them_by_their_cells(project):
    folder, _ = project
    document = json.loads((folder / "editions/changes/2019-11.replaced.json").read_text(encoding="utf-8"))
    changes = {change["key"]: change for change in document["changes"]}
    goal, figure = changes["cluster_revenue"], changes["revenue/cluster/liaocheng/2018"]
    assert [goal[state]["text"]["zh"] for state in ("old", "new")] == ["超过1000亿元", "超过1100亿元"]
    assert (figure["change"], figure["change_unit"], figure["name"]["zh"]) == (
        20.0,
        "亿元",
        "产业集群营业收入（2018年）",
    )
    cell = "development_plan/2019-11/headline.csv E3"
    assert figure["because"] == [cell]
    odds = changes["scorecard/cluster_revenue/probability"]
    assert odds["because"] == [cell, "goals.yml cluster_revenue"]
    told = [5 * round(odds[state]["value"] / 5) for state in ("old", "new")]
    assert odds["change"] == told[1] - told[0]
    # Of the goals that do not rest on either number, nothing is told.
    assert not [key for key in changes if "rd_intensity" in key or "copper_processing_ratio" in key]
    assert document["inputs"]["files"] == [
        "development_plan/2019-11/headline.csv", "development_plan/2019-11/headline.csv.source.yml", "goals.yml",
    ]  # fmt: skip


def test_what_is_told_is_what_results_of_both_editions_show(project):
    folder, _ = project
    places = folder / "editions/changes/2019-11.before", folder / "editions/2019-11"
    old, new = (json.loads((place / "results.json").read_text(encoding="utf-8"))["scorecard"] for place in places)
    document = json.loads((folder / "editions/changes/2019-11.replaced.json").read_text(encoding="utf-8"))
    told = {key for change in document["changes"] for key in (change["key"], *change["also"])}
    unlike = {key for key in old.keys() & new.keys() if old[key]["value"] != new[key]["value"]}
    # A figure, a goal and a finding are told once, however many keys of the page show them.
    cells = {"revenue/cluster/liaocheng/2018", "cluster_revenue"}
    rest = {
        key
        for key in unlike - told
        if old[key]["value"] not in {"813.9", "1000"} and "goal_pair/" not in key and not key.startswith("goal/")
    }
    assert rest == set()
    assert cells <= told
    assert {key for key in told & new.keys() if new[key] == old.get(key)} == set()


def test_each_state_of_the_edition_was_delivered_once(project, warm_place):
    folder, _ = project
    notices = [json.loads(path.read_text(encoding="utf-8")) for path in (folder / "outbox").iterdir()]
    assert sorted(len(notice["changes"]) for notice in notices) == [0, 1]
    brief(folder, warm_place)
    assert len(list((folder / "outbox").iterdir())) == 2


def test_the_edition_holds_nothing_of_the_comparison(project, warm_place):
    folder, _ = project
    edition = folder / "editions" / "2019-11"
    assert not [path for path in edition.iterdir() if "change" in path.name]
    outputs = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert {path.name for path in edition.iterdir()} == {*outputs, "manifest.json", "log.jsonl"}
    made = {path.name: path.read_bytes() for path in edition.iterdir() if path.name != "log.jsonl"}
    shutil.rmtree(folder / "editions")
    brief(folder, warm_place)
    assert {path.name: path.read_bytes() for path in edition.iterdir() if path.name != "log.jsonl"} == made
    assert not (folder / "editions" / "changes").exists()
