"""Each published figure changed, one at a time: an edition all the same, or a fault told at the figure's cell.

What contradicts its table is what the audit is for, so that no page may end with it.
"""

import csv
import hashlib
import io
import re
import shutil
from pathlib import Path

import pytest
from office import Office
from runner_project import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("changed_figures")]

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?=（吨）|$)")
YEAR = re.compile(r"(?:19|20)\d\d")
PUBLISHED = "development_plan/2019-11"
CHANGES = {
    "greater": lambda digits: f"{float(digits) * 1.7:.{len(digits.partition('.')[2])}f}",
    "negated": lambda digits: digits.removeprefix("-") if digits.startswith("-") else f"-{digits}",
}
TOLD = [
    ("production.csv", "B9", "greater"),  # an output that its rate contradicts
    ("rd_intensity.csv", "D5", "greater"),  # a figure that another table prints otherwise
    ("rd_intensity.csv", "C6", "negated"),  # a denominator below zero
]
"""Changed at once for one edition; `make soak` changes every figure, a dozen for an edition."""
FORMATS = "formats: [html, docx, xlsx]"


def figures():
    """Yield the file and the cell of each published figure."""
    for path in sorted((ROOT / "data" / "raw" / PUBLISHED).glob("*.csv")):
        if path.with_name(f"{path.name}.source.yml").is_file():
            for number, row in enumerate(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))), start=1):
                for letter, cell in zip("ABCDEFGHIJKLMNOP", row, strict=False):
                    if number > 1 and NUMBER.match(cell) and not YEAR.fullmatch(cell):
                        yield path.name, f"{letter}{number}"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Give the plan as it is, with all its notebooks."""
    folder = tmp_path_factory.mktemp("changed") / "office"
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    return Office(folder)


def change(path: Path, cell: str, how: str) -> None:
    """Change a figure, and the record of the file's making with it, as somebody does who transcribes it so."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    row, column = rows[int(cell[1:]) - 1], ord(cell[0]) - ord("A")
    digits = NUMBER.match(row[column])[0]
    row[column] = CHANGES[how](digits) + row[column].removeprefix(digits)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    path.write_text(written.getvalue(), encoding="utf-8")
    record = path.with_name(f"{path.name}.source.yml")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    text = record.read_text(encoding="utf-8")
    record.write_text(re.sub(r"sha256: \w+", f"sha256: {digest}", text), encoding="utf-8")


def is_told_or_made(office, *changes):
    """Change figures, make the edition, put the figures back; return what is wrong with the outcome, if anything is.

    A figure that is refused at its cell is put back, and the edition made with the others.
    """
    raw = office.folder / "data" / "raw" / PUBLISHED
    kept = {path: path.read_bytes() for name, *_ in changes for path in (raw / name, raw / f"{name}.source.yml")}
    for name, cell, how in changes:
        change(raw / name, cell, how)
    done = office.brief()
    for path, content in kept.items():
        path.write_bytes(content)
    others = [one for one in changes if not is_refused(done, *one[:2])]
    if done.returncode == 3 and len(others) < len(changes):
        return is_told_or_made(office, *others) if others else ""
    return "" if done.returncode == 0 else f"{changes}: {done.returncode}: {done.stderr[-600:]}"


def is_refused(done, name, cell):
    """Return whether a fault is told at a cell."""
    place = f"{PUBLISHED}/{name} row {cell[1:]} column {ord(cell[0]) - ord('A') + 1}"
    return re.search(rf"{re.escape(place)}\b", done.stderr) is not None


def test_a_changed_figure_gives_an_edition_or_a_fault_at_its_cell(office, count):
    # Documents are made of the same exhibits as pages; the soak makes them too.
    suite = office.folder / "notebooks" / "suite.yml"
    whole = suite.read_text(encoding="utf-8")
    assert FORMATS in whole
    suite.write_text(whole.replace(FORMATS, "formats: [html]"), encoding="utf-8")
    assert {(name, cell) for name, cell, _ in TOLD} <= set(figures())
    assert not is_told_or_made(office, *TOLD)
    suite.write_text(whole, encoding="utf-8")
    count("changed: published figure", len(TOLD))


@pytest.mark.soak
def test_every_changed_figure_gives_an_edition_or_a_fault_at_its_cell(office, count):
    cases = [(name, cell, how) for how in CHANGES for name, cell in figures()]
    assert len(cases) > 100
    # A dozen at once, as faults are told all at once; by themselves where a dozen is not made.
    dozens = [cases[at : at + 12] for at in range(0, len(cases), 12)]
    failed = [dozen for dozen in dozens if is_told_or_made(office, *dozen)]
    wrong = list(filter(None, (is_told_or_made(office, case) for dozen in failed for case in dozen)))
    assert not wrong, "\n".join(wrong)
    count("changed: published figure", len(cases))
