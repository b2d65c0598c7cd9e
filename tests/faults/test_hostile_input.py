"""Every reader, given thousands of damaged files: it reads them or says what is wrong with them, and never fails otherwise."""

import json
import random
import shutil
import signal
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from docx import Document
from filelock import FileLock
from hostile import TEXTS, damaged
from runner_project import ROOT
from sent_files import write_html

from lcanalysis.briefing.archive import write_archive
from lcanalysis.briefing.comparison.changes import compare
from lcanalysis.briefing.comparison.kept_edition import read_edition
from lcanalysis.briefing.comparison.output_folder import is_listed
from lcanalysis.briefing.comparison.report import comparison_json, comparison_page
from lcanalysis.briefing.ledger import read_history
from lcanalysis.cleaning.forms.request_forms import read_form, request_forms
from lcanalysis.definition import load_definition
from lcanalysis.errors import EditionLockedError, LcAnalysisError
from lcanalysis.explorer.assumptions import Assumptions, load_assumptions, save_assumptions
from lcanalysis.forecasting.reference_files import load_reference
from lcanalysis.goals import load_goals
from lcanalysis.goals.written import load_written
from lcanalysis.intake.document import load_document
from lcanalysis.intake.files.any_format import read_workbook
from lcanalysis.intake.numerals import parse_printed
from lcanalysis.intake.outcomes import load_outcomes
from lcanalysis.intake.published import read_published
from lcanalysis.notebooks.parameters import parse_parameters, read_parameters, require_parameters
from lcanalysis.plan import load
from lcanalysis.provenance import Place
from lcanalysis.runner.delivery.deliver import declared_delivery
from lcanalysis.runner.execute import is_plain
from lcanalysis.runner.run_plan import load_run_plan
from lcanalysis.runner.status import read_status
from lcanalysis.runner.store import formers
from lcanalysis.runner.suite import locked

FORM, DOCUMENT = "form.xlsx", "letter.docx"
TABLE = "data/raw/development_plan/2019-11/production.csv"
EDITION, SOUND, OWN_SUITE = "editions/2019-11", "sound/2019-11", "data/raw/suite.yml"
DELIVERING = "notebooks/delivering.yml"
DELIVERED = """
deliver:
  hook: {command: [./publish, --now], timeout_s: 60}
  email: {to: [office@example.org], attach: [audit]}
"""
LONGEST_S = 20
"""A reader that takes longer hangs."""


def both(load_one: Callable) -> Callable[[Path], object]:
    """Return how to read what needs the plan's definition as well."""
    return lambda folder: load_one(folder / "data", load_definition(folder / "data"))


def found_again(folder: Path) -> list[object]:
    """Ask of all finished runs what a command asks before it keeps them."""
    known = [former for runs in formers(folder / EDITION).values() for former in runs]
    return [(each.is_done, each.is_whole(), each.results, each.follows.get("data")) for each in known]


def planned(folder: Path) -> object:
    """Do with a notebook what is done with it before it is run."""
    load_run_plan(folder / "notebooks" / "suite.yml")
    source = (folder / "notebooks" / "audit.ipynb").read_text(encoding="utf-8")
    return is_plain(source)


def compared(folder: Path) -> object:
    """Do what `diff` does, from the damaged edition to a sound one and back."""
    one, other = read_edition(folder / EDITION), read_edition(folder / SOUND)
    return [(comparison_json(each), comparison_page(each, "en")) for each in (compare(one, other), compare(other, one))]


def archived(folder: Path) -> None:
    """List the editions that lie beside a damaged one, and compare them."""
    write_archive(folder / "editions", "2019-11")


def held(folder: Path) -> None:
    """Ask for an edition that another process holds."""
    with FileLock(folder / "editions" / ".2019-11.lock"), pytest.raises(EditionLockedError), locked(folder / EDITION):
        pass


@dataclass(frozen=True)
class Reader:
    """A file of a project, and what reads it. `always`: it reads around whatever is wrong; `slow`: a process each time."""

    file: str
    read: Callable[[Path], object]
    always: bool = False
    slow: bool = False


READERS = {
    "plan": Reader("data/raw/plan.yml", lambda folder: load_definition(folder / "data")),
    "goals": Reader("data/raw/goals.yml", both(load_goals)),
    "outcomes": Reader("data/raw/outcomes.yml", both(load_outcomes)),
    "written": Reader("data/raw/assessment.yml", lambda folder: load_written(folder / "data", ["cluster_revenue"])),
    "table": Reader(TABLE, both(read_published)),
    "statements": Reader("data/raw/development_plan/2019-11/headline.csv", both(read_published)),
    "source record": Reader("data/raw/development_plan/2019-11/production.csv.source.yml", both(read_published)),
    "plan's text": Reader("data/raw/development_plan/2019-11/plan.md", both(load_document)),
    "reference rows": Reader(
        "data/raw/reference/city_secondary.csv", lambda f: load_reference("city_secondary", f / "data")
    ),
    "reference fitted": Reader(
        "data/raw/reference/city_secondary.fitted.json", lambda f: load_reference("city_secondary", f / "data")
    ),
    "reference source": Reader(
        "data/raw/reference/city_secondary.source.yml", lambda f: load_reference("city_secondary", f / "data")
    ),
    "observations": Reader("data/processed/observations.csv", lambda folder: load(folder / "data")),
    "processed goals": Reader("data/processed/goals.csv", lambda folder: load(folder / "data")),
    "findings": Reader("data/processed/findings.csv", lambda folder: load(folder / "data")),
    "form": Reader(FORM, lambda folder: read_form(folder / FORM, load(ROOT / "data"))),
    "sent workbook": Reader(FORM, lambda folder: read_workbook(folder / FORM)),
    "sent table": Reader(TABLE, lambda folder: read_workbook(folder / TABLE)),
    "sent document": Reader(DOCUMENT, lambda folder: read_workbook(folder / DOCUMENT)),
    "sent page": Reader(f"{EDITION}/audit.zh.html", lambda folder: read_workbook(folder / EDITION / "audit.zh.html")),
    "sent .xls": Reader("production.xls", lambda folder: read_workbook(folder / "production.xls")),
    "sent .ods": Reader("production.ods", lambda folder: read_workbook(folder / "production.ods")),
    "sent PDF": Reader("production.pdf", lambda folder: read_workbook(folder / "production.pdf"), slow=True),
    "sent .html": Reader("production.html", lambda folder: read_workbook(folder / "production.html")),
    "run plan of a plan": Reader(OWN_SUITE, lambda folder: load_run_plan(folder / OWN_SUITE, folder / "notebooks")),
    "delivery": Reader(DELIVERING, lambda folder: declared_delivery(folder / DELIVERING, folder / "notebooks")),
    "compared manifest": Reader(f"{EDITION}/manifest.json", compared),
    "compared numbers": Reader(f"{EDITION}/results.json", compared),
    "compared basis": Reader(f"{EDITION}/basis.json", compared),
    "archive": Reader(f"{EDITION}/manifest.json", archived, always=True),
    "archived basis": Reader(f"{EDITION}/basis.json", archived, always=True),
    "archive page": Reader("editions/index.html", lambda folder: is_listed(folder / "editions"), always=True),
    "holder": Reader("editions/.2019-11.holder", held, always=True),
    "compared edition": Reader(f"{EDITION}/results.json", lambda folder: read_edition(folder / EDITION)),
    "run plan": Reader("notebooks/suite.yml", lambda folder: load_run_plan(folder / "notebooks" / "suite.yml")),
    "notebook": Reader(
        "notebooks/revenue.ipynb", lambda folder: read_parameters(folder / "notebooks" / "revenue.ipynb")
    ),
    "notebook of a run": Reader("notebooks/audit.ipynb", planned),
    "assumptions": Reader("assumptions.yml", lambda folder: load_assumptions(folder / "assumptions.yml")),
    "ledger": Reader(f"{EDITION}/manifest.json", lambda folder: read_history(folder / "editions", "liaocheng-2019")),
    "edition": Reader(f"{EDITION}/manifest.json", found_again, always=True),
    "store": Reader("editions/.2019-11.runs/audit.zh/run.json", found_again, always=True),
    "status": Reader("editions/status.json", lambda folder: read_status(folder / "editions"), always=True),
}
"""Everything that reads a file somebody else may have written or damaged. A new reader is a line here."""


@pytest.fixture(scope="module")
def folder(finished, tmp_path_factory):
    """Hold a project with an edition, a run that waits for its edition, a form and assumptions."""
    made = tmp_path_factory.mktemp("hostile") / "office"
    shutil.copytree(finished, made)
    shutil.copyfile(ROOT / "notebooks" / "revenue.ipynb", made / "notebooks" / "revenue.ipynb")
    (made / FORM).write_bytes(next(iter(request_forms(load(made / "data"), "zh").values())))
    letter = Document()
    for row, cells in zip(letter.add_table(2, 2).rows, (("产品", "产量（万吨）"), ("铜材", "21.96")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    letter.save(str(made / DOCUMENT))
    for ending in ("xls", "ods", "pdf"):
        shutil.copyfile(ROOT / "tests" / "sent" / f"production.{ending}", made / f"production.{ending}")
    write_html(
        made / "production.html", (("产品", "产量（万吨）"), ("铜材", "21.96")), above=("表1",), below=("来源：统计局",)
    )
    shutil.copytree(made / EDITION, made / SOUND)
    (made / "editions" / ".2019-11.holder").write_text('{"pid": 1, "host": "a", "since": "2019"}', encoding="utf-8")
    suite = (made / "notebooks" / "suite.yml").read_text(encoding="utf-8")
    (made / OWN_SUITE).write_text(suite, encoding="utf-8")
    (made / DELIVERING).write_text(suite + DELIVERED, encoding="utf-8")
    save_assumptions(Assumptions(), made / "assumptions.yml", "zh")
    manifest = json.loads((made / EDITION / "manifest.json").read_text(encoding="utf-8"))
    entry = next(run for run in manifest["runs"] if run["id"] == "audit")
    waiting = made / "editions" / ".2019-11.runs" / "audit.zh"
    shutil.copytree(made / EDITION, waiting)
    record = {name: entry[name] for name in ("status", "title", "verdict", "error")} | {
        "run": {"id": "audit", "lang": "zh", "notebook": entry["notebook"], "parameters": {}, "about": ""},
        "outputs": {name: manifest["outputs"][name] for name in entry["outputs"]},
    }
    about = {"record": record, "results": {}, "reads": entry["reads"], "follows": entry["follows"]}
    (waiting / "run.json").write_text(json.dumps(about), encoding="utf-8")
    return made


@contextmanager
def within(seconds):
    def late(*_):
        raise TimeoutError(f"not read within {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def answered(read, *, always=False):
    """Read; return whether it was refused. Whatever else happens is a failure."""
    try:
        with within(LONGEST_S):
            read()
    except LcAnalysisError as problem:
        assert not always
        for lang in ("zh", "en"):
            said = problem.text(lang)
            assert said.strip()
            assert "Traceback" not in said
        code = problem.exit_code
    else:
        code = 0
    assert code in {0, 2, 3}
    return bool(code)


@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_read_or_refused(folder, count, name):
    count(f"damaged: {name}", put_in(folder, name, cases=15, seed=1))


@pytest.mark.soak
@pytest.mark.parametrize("name", READERS)
def test_a_file_damaged_in_hundreds_of_ways_is_read_or_refused(folder, count, name):
    count(f"damaged: {name}", put_in(folder, name, cases=500, seed=2))


def put_in(folder, name, cases, seed):
    """Read a file damaged in many ways, put it back, and return in how many."""
    reader = READERS[name]
    path = folder / reader.file
    sound = path.read_bytes()
    cases, put = max(cases // 10, 1) if reader.slow else cases, 0
    try:
        assert not answered(partial(reader.read, folder))
        for number in range(cases):
            chance = random.Random(f"{name} {seed} {number}")  # noqa: S311 - no secret
            content = damaged(sound, chance)
            put += content != sound
            path.write_bytes(content)
            try:
                answered(partial(reader.read, folder), always=reader.always)
            except Exception as problem:
                kept = folder / f"{name} {seed} {number}"
                kept.write_bytes(content)
                raise AssertionError(f"{name}, seed {seed}, case {number}: {problem!r}; see {kept}") from problem
    finally:
        path.write_bytes(sound)
    assert put > cases / 2
    return put


VALUES = (
    None,
    True,
    False,
    0,
    -1,
    10**400,
    0.1,
    float("nan"),
    float("inf"),
    "",
    "zh",
    [],
    [1],
    {},
    {"a": 1},
    b"x",
    *TEXTS,
)
DECLARED = (
    'lang: str = "zh"  # language {zh, en}\ndata: str = "data"  # plan\n'
    "goal_growth_pct: float = 5.0  # [%] goal {0..30}\nyears: list[int] = [2017]  # years {2000..2100}\nis_on: bool = True\n"
)


def hostile_parameters(cases, seed):
    """Check parameters of all kinds, and cells that declare them; return how many."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    known = parse_parameters(DECLARED, "n.ipynb")
    for _ in range(cases):
        names = [*(each.name for each in known), "goal_growht_pct", *TEXTS[:8]]
        given = {chance.choice(names): chance.choice(VALUES) for _ in range(chance.randint(1, 3))}
        answered(partial(require_parameters, known, given, Place("n.ipynb")))
        cell = damaged(DECLARED.encode(), chance).decode("utf-8", "surrogateescape")
        answered(partial(parse_parameters, cell, "n.ipynb"))
        text = damaged(
            chance.choice(("122.00（吨）", "-13.46%", "1,234.5", "约9%", "5～8%", "1000以上")).encode(), chance
        )
        answered(partial(parse_printed, text.decode("utf-8", "replace"), chance.choice((None, "吨", "%"))))
    return 3 * cases


def test_hostile_parameters_and_numerals_are_taken_or_refused(count):
    count("hostile parameters and numerals", hostile_parameters(50, seed=1))


@pytest.mark.soak
def test_thousands_of_hostile_parameters_and_numerals_are_taken_or_refused(count):
    count("hostile parameters and numerals", hostile_parameters(1500, seed=2))
