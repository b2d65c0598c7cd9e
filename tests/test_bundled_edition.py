"""The main job on the bundled plan: every page of a whole edition, made once by the command users type."""

import csv
import html
import json
import re
import zipfile
from functools import cache
from pathlib import Path

import pytest

from lcanalysis.plan import Plan, load

ROOT = Path(__file__).parent.parent
RAW = ROOT / "data" / "raw"
ADDRESS = re.compile(r"(?P<file>\S+\.csv) (?P<letters>[A-Z]+)(?P<row>\d+)")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bundled_edition")]


@pytest.fixture(scope="module")
def edition(bundled) -> Path:
    return bundled


@pytest.fixture(scope="module")
def results(edition) -> dict:
    return json.loads((edition / "results.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def manifest(edition) -> dict:
    return json.loads((edition / "manifest.json").read_text(encoding="utf-8"))


def test_every_run_of_the_plan_is_done_in_both_languages(edition, manifest):
    assert {run["status"] for run in manifest["runs"]} == {"done"}
    ids = {run["id"] for run in manifest["runs"]}
    assert {(run["id"], run["language"]) for run in manifest["runs"]} == {
        (i, lang) for i in ids for lang in ("zh", "en")
    }
    assert {path.name for path in edition.glob("*.html")} == {"index.html", "index.en.html"} | {
        f"{run}.{lang}.html" for run in ids for lang in ("zh", "en")
    }
    assert all((edition / f"{run}.ipynb").is_file() for run in ids)


def numbers_of(notebook: Path) -> dict:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    found = {}
    for data in outputs:
        numbers = data.get("application/vnd.lcanalysis.results+json", {})
        numbers |= data.get("application/vnd.lcanalysis.exhibit+json", {}).get("numbers", {})
        for key, number in numbers.items():
            found.setdefault(key, set()).add((number["value"], number["unit"]))
    return found


def test_no_cell_of_any_run_warns_or_prints(edition, manifest):
    """And none was left out: each notebook ran from top to bottom."""
    for run in sorted({run["id"] for run in manifest["runs"]}):
        cells = json.loads((edition / f"{run}.ipynb").read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert [cell["id"] for cell in code if not cell["execution_count"]] == [], run
        kinds = {output["output_type"] for cell in code for output in cell["outputs"]}
        assert kinds <= {"display_data", "execute_result"}, run


def test_both_languages_hold_the_same_numbers(edition, manifest):
    for run in {run["id"] for run in manifest["runs"]}:
        zh, en = numbers_of(edition / f"{run}.ipynb"), numbers_of(edition / f"{run}.en.ipynb")
        assert zh == en, run
        assert zh, run


@cache
def cells_of(file: str) -> list[list[str]]:
    with (RAW / file).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


@cache
def plan() -> Plan:
    return load(ROOT / "data")


def is_found(address: str) -> bool:
    """Return whether an address leads somewhere: a raw cell, a declared file, or a parameter."""
    match = ADDRESS.fullmatch(address)
    if match:
        column = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(match["letters"][::-1]))
        return bool(cells_of(match["file"])[int(match["row"]) - 1][column - 1])
    file = address.partition(" ")[0]
    if file.startswith("reference/"):
        return any((RAW / "reference").glob(f"{file.removeprefix('reference/')}.*"))
    if file == "forecast/backtest":
        return (ROOT / "lcanalysis" / "forecasting" / "backtest_results.csv").is_file()
    if file.startswith("forecast/"):
        _, indicator, entity = file.split("/")
        return indicator in plan().definition.indicators and entity in plan().definition.entities
    return file in {"parameter", "assumption"} or any(
        (folder / file).is_file() for folder in (RAW, ROOT / "data" / "processed")
    )


def is_code(number) -> bool:
    """Return whether an entry is the code of a word, such as a verdict."""
    return number["unit"] == "" and re.fullmatch(r"[a-z_]+", number["value"]) is not None


def test_every_number_traces_to_a_raw_cell_or_a_declared_file(results):
    for run, numbers in results.items():
        for key, number in numbers.items():
            assert number["trace"] or is_code(number), (run, key)
            parts = [part for address in number["trace"] for part in address.split("; ")]
            assert [part for part in parts if not is_found(part)] == [], (run, key)


def test_every_number_has_a_name_in_words_for_the_page_of_changes(edition, results):
    names = {(run, key): number["name"] for run, numbers in results.items() for key, number in numbers.items()}
    assert len(names) > 1000
    assert [at for at, name in names.items() if not name["zh"] or not name["en"]] == []
    # A code of ours has no place in a name.
    assert [at for at, name in names.items() if re.search(r"[a-z0-9]_[a-z0-9]|@", name["zh"] + name["en"])] == []


def test_the_headline_arithmetic_of_the_plan_is_on_its_pages(results):
    numbers = results["revenue-cluster-5"]
    assert numbers["answer/at_target"]["value"] == "989.30"
    assert numbers["answer/required"]["value"] == "5.28"
    assert results["briefing"]["figures/goals/of"]["value"] == "34"


def test_every_page_is_one_small_file_that_asks_for_nothing(edition):
    for page in edition.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert len(text.encode()) < 300_000, page.name
        assert "default-src 'none'" in html.unescape(text)
        assert not re.search(r"<script|<link[^>]+stylesheet|<img|@import|url\((?!#)", text), page.name
        assert not re.search(r'\b(?:src|srcset|poster|data)="(?!data:)', text), page.name


def contents_of(path: Path) -> list[bytes]:
    """Return a file, or the files within an office file."""
    if not zipfile.is_zipfile(path):
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as opened:
        return [opened.read(name) for name in opened.namelist()]


def test_no_page_or_manifest_names_this_machine(edition):
    for path in edition.iterdir():
        if path.name != "log.jsonl":
            assert all(str(ROOT).encode() not in content for content in contents_of(path)), path.name


def test_no_page_shows_a_number_that_is_none(edition):
    for page in edition.glob("*.html"):
        text = re.sub(r"<(style|details).*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r">[^<]*\b(?:nan|NaN|None|inf|Traceback)\b[^<]*<", text), page.name
