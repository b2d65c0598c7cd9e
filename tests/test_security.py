"""The suite asks no network, listens to nobody, and each line of docs/security.md names a test that holds it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from markupsafe import escape

ROOT = Path(__file__).parent.parent
WATCH = """\
import json, os, sys

def watch(event, args):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        asked = args[0] if event == "socket.getaddrinfo" else args[1]
        with open(os.environ["WATCHED"], "a", encoding="utf-8") as log:
            log.write(json.dumps([event, repr(asked)]) + "\\n")

sys.addaudithook(watch)
"""
LOOPBACK = re.compile(r"\('(127\.[0-9.]+|::1|localhost)', [0-9]+(, 0, 0)?\)|'(127\.[0-9.]+|::1|localhost)'")


def is_local(asked: str) -> bool:
    """A file, a socket without a name, or a loopback address: none of them leaves the machine."""
    return bool(LOOPBACK.fullmatch(asked)) or (asked.startswith(("'", "b'")) and "/" in asked) or asked in {"''", "b''"}


@pytest.mark.parametrize(
    ("asked", "local"),
    [
        ("('127.0.0.1', 80)", True),
        ("'/tmp/k1-1'", True),
        ("('10.0.0.1', 80)", False),
        ("('0.0.0.0', 0)", False),
        ("'example.org'", False),
    ],
)
def test_only_files_and_loopback_count_as_local(asked, local):
    assert is_local(asked) == local


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Hold a copy of what the main job needs, in a folder of its own."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def brief(project, out, *, before=(), **environment):
    line = [*before, sys.executable, "-m", "lcanalysis", "brief", "--only", "audit", "--out", str(out), "--fresh"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        line, cwd=project, env=surroundings, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
    )


@pytest.mark.slow
def test_no_process_of_the_main_job_connects_or_listens_beyond_this_machine(project, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    log = tmp_path / "watched.jsonl"
    log.touch()
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = brief(project, tmp_path / "editions", WATCHED=str(log), PYTHONPATH=paths)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert events, "the watch saw nothing at all: it was not in place"
    assert [event for event in events if not is_local(event[1])] == []


@pytest.mark.slow
@pytest.mark.skipif(
    subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode != 0
    if shutil.which("unshare")
    else True,
    reason="no network of one's own can be made here (unshare -rn)",
)
def test_the_main_job_runs_where_there_is_no_network_at_all(project, tmp_path):
    done = brief(project, tmp_path / "editions", before=("unshare", "-rn"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "editions" / "2019-11" / "audit.zh.html").is_file()


@pytest.mark.parametrize("name", ["../outside", "/etc", "a/b", "..", "", "x\0y", "規劃", "a b", "-x"])
def test_the_name_of_an_edition_cannot_leave_its_folder(project, tmp_path, name):
    from lcanalysis.errors import UsageError
    from lcanalysis.runner.suite import require_edition_name

    with pytest.raises(UsageError):
        require_edition_name(name)


@pytest.mark.parametrize("name", ["con", "NUL.2019", "com1", "lpt9.x", "2019.", "a:b", "x" * 121])
def test_a_name_that_some_system_cannot_have_names_no_edition(name):
    from lcanalysis.errors import UsageError
    from lcanalysis.runner.suite import require_edition_name

    with pytest.raises(UsageError):
        require_edition_name(name)


@pytest.mark.skipif(os.name != "posix", reason="links and user numbers are POSIX")
@pytest.mark.parametrize("put", ["file", "link", "open folder", "dead link"])
def test_what_others_put_in_the_place_of_a_private_folder_is_not_used(tmp_path, put):
    from lcanalysis.errors import UsageError
    from lcanalysis.files.private_folder import private_folder

    place, elsewhere = tmp_path / f"lcanalysis-{os.getuid()}", tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    if put == "file":
        place.touch()
    elif put == "open folder":
        place.mkdir()
        place.chmod(0o777)
    else:
        place.symlink_to(elsewhere if put == "link" else tmp_path / "nowhere")
    with pytest.raises(UsageError, match="belongs to somebody else"):
        private_folder(tmp_path)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can act as another user")
def test_a_private_folder_that_another_user_made_first_is_not_used(tmp_path):
    from lcanalysis.errors import UsageError
    from lcanalysis.files.private_folder import private_folder

    place = tmp_path / f"lcanalysis-{os.getuid()}"
    place.mkdir(mode=0o700)
    os.chown(place, 65534, 65534)
    with pytest.raises(UsageError, match="belongs to somebody else"):
        private_folder(tmp_path)


def test_cleanings_wait_for_each_other_where_nobody_else_can_hold_them_up():
    from lcanalysis.files.private_folder import own_file

    folder = own_file(ROOT / "data", "lock").parent
    assert folder.name == f"lcanalysis-{os.getuid() if hasattr(os, 'getuid') else 0}"
    assert os.name != "posix" or folder.stat().st_mode & 0o077 == 0


def test_a_name_gives_no_orders_to_a_terminal_and_makes_no_line_of_its_own():
    from lcanalysis.errors import Fault, FaultsError
    from lcanalysis.provenance import Place

    hostile = "\x1b]0;owned\x07\x1b[2J\x9b1A\rdone\x7f\n0 faults"
    fault = Fault(
        Place(f"{hostile}.xlsx", 3, sheet=hostile), "intake.row_twice", {"found": hostile, "first": (hostile,)}
    )
    for lang in ("zh", "en"):
        lines = FaultsError(faults=[fault]).text(lang).split("\n")
        assert len(lines) == 2
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", "".join(lines))


ORDERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
TURNS = "\x1b[2J\x1b]0;owned\x07\x9b1A\u202eteg"
"""A name that erases a terminal, names its window, moves its cursor, and turns what is written behind it."""


def levels(line):
    """Return how deep in isolates each mark of direction of a line stands, and how deep the line ends."""
    depth, found = 0, []
    for sign in line:
        if sign in "\u2066\u2067\u2068":
            depth += 1
        elif sign == "\u2069":
            depth -= 1
        elif sign in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e":
            found.append(depth)
    return found, depth


def is_confined(line):
    found, left = levels(line)
    return all(found) and left == 0


@pytest.fixture(scope="module")
def turned():
    """Return the bundled plan as it would be if every name in it were hostile."""
    from dataclasses import replace

    from lcanalysis.plan import load

    plan = load(ROOT / "data")
    registers = {
        register: {
            code: one.model_copy(update={"zh": f"{TURNS}{one.zh}", "en": f"{TURNS}{one.en}"})
            for code, one in getattr(plan.definition, register).items()
        }
        for register in ("entities", "indicators", "areas", "scopes")
    }
    names = ("title_zh", "title_en", "publisher_zh", "publisher_en")
    title = plan.definition.plan
    registers["plan"] = title.model_copy(update={name: f"{TURNS}{getattr(title, name)}" for name in names})
    return replace(plan, definition=plan.definition.model_copy(update=registers))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_scorecard_and_the_requests_print_gives_a_terminal_no_orders(turned, capsys, lang):
    from lcanalysis.cli import answers
    from lcanalysis.cli.records import requests_text
    from lcanalysis.cli.scorecard_answer import scorecard_text
    from lcanalysis.forecasting.goal_odds import scorecard_with_odds

    answers.show(scorecard_text(turned, scorecard_with_odds(turned), lang))
    answers.show(requests_text(turned, lang))
    printed = capsys.readouterr().out
    assert "\u202eteg" in printed
    assert not ORDERS.search(printed)
    assert all(map(is_confined, printed.split("\n")))
    # Each cell is confined by itself: what stands behind a name on its line keeps its direction.
    row = next(line for line in printed.split("\n") if "\u202eteg" in line)
    assert row.count("\u2068") > 1


def test_whatever_is_told_asked_or_refused_passes_by_one_place(capsys):
    import click

    from lcanalysis.cli import terminal

    terminal.tell(TURNS)
    terminal.tell(TURNS, is_error=True)
    terminal.tell_refusal(click.UsageError(TURNS))
    terminal.tell_json({TURNS: [TURNS, "half a sign: \udcff"]})
    found = capsys.readouterr()
    for printed in (found.out, found.err):
        assert not ORDERS.search(printed)
        assert all(map(is_confined, printed.split("\n")))
    assert json.loads(found.out.partition("\n")[2]) == {TURNS: [TURNS, "half a sign: \udcff"]}
    ways = re.compile(r"\b(click\.(echo|secho|prompt|confirm)|print|std(out|err)\.write)\(")
    parts = [path for path in (ROOT / "lcanalysis" / "cli").glob("*.py") if path.name != "terminal.py"]
    told = {path.name: ways.findall(path.read_text(encoding="utf-8").replace(">>> print(", "")) for path in parts}
    assert {name: found for name, found in told.items() if found} == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_name_gives_no_orders_on_any_page_and_turns_nothing_but_itself(turned, lang):
    import html

    from briefing_samples import displayed, hostile_table, notebook
    from nbformat.v4 import new_code_cell

    from lcanalysis.briefing.index import IndexEntry, render_indexes
    from lcanalysis.briefing.masthead import Edition, titled
    from lcanalysis.briefing.rendering import render_page

    edition = Edition(name="2019-11", plan=turned.definition.plan, vintages=("2019-11",))
    name = turned.name("cluster", lang)
    title = titled("Revenue", f"{name}, {turned.name('copper', lang)}", lang)
    entry = IndexEntry(lang, "a.html", title, escape(TURNS), is_done=False, parameters=TURNS, error=TURNS)
    index = "".join(render_indexes(edition, [entry]).values())
    table = hostile_table(TURNS)
    cell = new_code_cell("turned", outputs=[displayed(table)], id="turned")
    shown = render_page(notebook(lang, cell), run_id="revenue", lang=lang, edition=edition, error=TURNS)
    for made in (index, shown, table.html(lang)):
        assert "\u202e" in made
        assert not ORDERS.search(made)
    for made in (index, shown):
        texts = [html.unescape(text) for text in re.findall(r">([^<]*)", made)]
        assert all(is_confined(line) for text in texts for line in text.split("\n"))
    assert is_confined(title)


def test_a_name_in_a_document_or_a_workbook_is_text_that_these_can_hold(turned, tmp_path):
    import zipfile

    from lxml import etree

    from lcanalysis.briefing.documents.blocks import Document, DocumentHeading, Paragraph, TextSpan
    from lcanalysis.briefing.documents.word import word_bytes
    from lcanalysis.workbooks import Sheet, workbook_bytes

    word = word_bytes(Document("zh", TURNS, (), [DocumentHeading(2, TURNS), Paragraph([TextSpan(TURNS)])]))
    book = workbook_bytes([Sheet(TURNS, [TURNS], [[TURNS]])])
    for name, content in {"a.docx": word, "a.xlsx": book}.items():
        (tmp_path / name).write_bytes(content)
        with zipfile.ZipFile(tmp_path / name) as made:
            texts = [
                "".join(etree.fromstring(made.read(part)).itertext()) for part in made.namelist() if part[-4:] == ".xml"
            ]
        assert any("\u202eteg" in text for text in texts)
        assert not any(ORDERS.search(text) for text in texts)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices among files are POSIX")
def test_what_is_no_file_is_refused_at_once(tmp_path):
    from lcanalysis.errors import FaultsError
    from lcanalysis.intake.files import read_workbook

    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "endless.xlsx").symlink_to("/dev/zero")
    (tmp_path / "folder.xlsx").mkdir()
    for name in ("pipe.xlsx", "endless.xlsx", "folder.xlsx"):
        with pytest.raises(FaultsError, match="no file"):
            read_workbook(tmp_path / name)


# A plan folder that somebody sent is data


@pytest.fixture
def sent(tmp_path):
    """Return a plan folder as somebody may send it, in a folder beside other files of its reader."""
    shutil.copytree(ROOT / "data", tmp_path / "sent")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "secret.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return tmp_path / "sent"


def edited(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.slow
def test_a_plan_folder_runs_no_command_whatever_its_run_plan_declares(sent, tmp_path):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    suite = (ROOT / "notebooks" / "suite.yml").read_text(encoding="utf-8")
    hook = f"{suite}\ndeliver:\n  hook:\n    command: [touch, {tmp_path / 'taken'}]\n  webhook:\n    folder: ../../..\n"
    (sent / "raw" / "suite.yml").write_text(hook, encoding="utf-8")
    line = [sys.executable, "-m", "lcanalysis", "brief", "--lang", "en", "--only", "audit", "--data", str(sent)]
    told = subprocess.run(
        [*line, "--deliver"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), "LCANALYSIS_DELIVER_HOOK": "true"},
        capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert told.returncode == 2, told.stderr
    row = suite.count("\n") + 2
    assert f"raw/suite.yml row {row}: a plan folder is only data, and delivers nothing" in told.stderr
    assert not (tmp_path / "taken").exists()


@pytest.mark.skipif(os.name != "posix", reason="links are POSIX")
@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("raw/development_plan/2019-11/production.csv", "../../../../mine/secret.csv"),
        ("raw/added", "../../mine"),
        ("raw/added", "/usr"),
        ("processed", "../mine"),
        ("processed/observations.csv", "../../mine/secret.csv"),
        ("raw/new", "../../not-there-yet"),
    ],
)
def test_a_link_in_a_plan_folder_that_leads_out_of_it_is_refused_and_nothing_is_written_there(sent, link, leads_to):
    from lcanalysis.cleaning import clean
    from lcanalysis.cleaning.additions.add_table import Sent, add
    from lcanalysis.errors import FaultsError

    place = sent / link
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.symlink_to(leads_to)
    table = ROOT / "data" / "raw" / "development_plan" / "2019-11" / "production.csv"
    for work in (lambda: clean(sent), lambda: add(sent, Sent(table, "2020-03-01"), dry_run=True)):
        with pytest.raises(FaultsError) as caught:
            work()
        told = caught.value.text("en").splitlines()
        assert told[1:] == [
            f"{link}: a link that leads out of the plan folder: put a copy of what it leads to in its place"
        ]
    assert sorted(path.name for path in (sent.parent / "mine").iterdir()) == ["secret.csv"]


@pytest.mark.skipif(os.name != "posix", reason="links are POSIX")
def test_links_between_the_files_of_a_plan_folder_and_to_the_folder_itself_are_followed(sent, tmp_path):
    from lcanalysis.cleaning import clean

    table = sent / "raw" / "development_plan" / "2019-11" / "production.csv"
    table.rename(sent / "raw" / "kept.csv")
    table.symlink_to("../../kept.csv")
    (sent / "raw" / ".#plan.yml").symlink_to("someone@host.4711:1")  # an editor's lock leads to no file at all
    (tmp_path / "linked").symlink_to(sent)
    assert not clean(tmp_path / "linked").is_changed


@pytest.mark.parametrize("file", ["../../mine/secret.csv", "/etc/passwd", "a/../../../x.csv", "C:\\x.csv", "..\\x.csv"])
def test_a_table_that_a_plan_declares_outside_of_its_folder_is_refused_with_its_line(sent, file):
    from lcanalysis.definition import load_definition
    from lcanalysis.errors import DeclarationError

    plan = sent / "raw" / "plan.yml"
    edited(plan, "file: development_plan/2019-11/production.csv", f"file: '{file}'")
    row = plan.read_text(encoding="utf-8").split(f"file: '{file}'")[0].count("\n") + 1
    with pytest.raises(DeclarationError) as caught:
        load_definition(sent)
    assert f"plan.yml row {row}: " in caught.value.text("en")
    assert "which is no file below raw/" in caught.value.text("en")


def test_notebooks_that_came_with_a_plan_folder_are_not_run(sent, monkeypatch):
    from lcanalysis.errors import UsageError
    from lcanalysis.runner.request import Request, find_suite, run_plan_of
    from lcanalysis.runner.suite import brief

    shutil.copytree(ROOT / "notebooks", sent / "notebooks")
    monkeypatch.chdir(sent)
    with pytest.raises(UsageError, match="lies in the plan folder"):
        run_plan_of(sent, find_suite())
    with pytest.raises(UsageError, match="lies in the plan folder"):
        brief(Request(sent, sent.parent / "editions"))
    assert list((sent.parent / "editions").glob("*/")) == []


def test_forms_and_notices_are_written_where_they_are_asked_for_whatever_a_plan_is_called(sent, tmp_path):
    from dataclasses import replace

    from lcanalysis.cli.records import write_forms
    from lcanalysis.plan import load

    plan = load(sent)
    hostile = plan.definition.model_copy(update={"plan": plan.definition.plan.model_copy(update={"id": "../../x"})})
    (tmp_path / "out" / "forms").mkdir(parents=True)
    write_forms(replace(plan, definition=hostile), tmp_path / "out" / "forms", "en")
    made = [path for path in tmp_path.rglob("*.xlsx") if sent not in path.parents]
    assert made
    assert {path.parent for path in made} == {tmp_path / "out" / "forms"}


def test_every_line_of_the_threat_model_names_a_test_that_is_there():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) >= 15
    for row in rows:
        named = re.findall(r"`(test_\w+\.py|faults/test_\w+\.py)::(test_\w+)`", row)
        assert named, row
        for file, test in named:
            assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), f"{file}::{test}"
