"""The sheets of Word documents, counted in what LibreOffice makes of them: two plans, both languages."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from document_text import all_converted

from lcanalysis.briefing.documents.wordml import MARGINS_MM
from lcanalysis.runner.request import Request
from lcanalysis.runner.suite import brief

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bundled_edition")]

ROOT = Path(__file__).parent.parent
NATIONAL = ROOT / "plans" / "nonferrous-2025"
BUNDLED_RUNS = ("briefing", "scorecard", "assessment", "audit", "sensitivity")
NATIONAL_RUNS = ("briefing", "scorecard", "assessment")
THIN = 0.4
"""Part of a sheet below which it looks empty."""
THREE_LINES = 0.1
"""Part of a sheet that three lines of notes take, with the space above them."""


@pytest.fixture(scope="module")
def national(tmp_path_factory, warm_place) -> Path:
    """Return the folder of an edition of the national plan with Word documents."""
    folder = tmp_path_factory.mktemp("national")
    suite = shutil.copytree(NATIONAL, folder / "plan") / "raw" / "suite.yml"
    text = suite.read_text(encoding="utf-8")
    suite.write_text(text.replace("\nruns:", "\nformats: [html, docx]\nruns:", 1), encoding="utf-8")
    with pytest.MonkeyPatch.context() as here:
        here.setenv("XDG_RUNTIME_DIR", str(warm_place))
        return brief(Request(folder / "plan", folder / "editions", only=NATIONAL_RUNS)).folder


@pytest.fixture(scope="module")
def sheets(bundled, national, tmp_path_factory) -> dict[str, list[float]]:
    """Return how full the sheets of each document are."""
    pdfium = pytest.importorskip("pypdfium2", reason="it comes with the PDF extra")
    folder = tmp_path_factory.mktemp("sheets")
    asked = [(bundled, run) for run in BUNDLED_RUNS] + [(national, run) for run in NATIONAL_RUNS]
    paths = [
        Path(shutil.copy(edition / f"{run}.{lang}.docx", folder / f"{edition.name}.{run}.{lang}.docx"))
        for edition, run in asked
        for lang in ("zh", "en")
    ]
    found = {}
    for path in all_converted(paths, "pdf", folder):
        opened = pdfium.PdfDocument(path)
        found[path.stem] = [fill(page.render(scale=0.5, grayscale=True).to_numpy()) for page in opened]
        opened.close()
    return found


def fill(page: np.ndarray) -> float:
    """Return how far down the text of a sheet reaches, without the number of the page."""
    height, width = page.shape
    is_upright = height > width
    mm = height / (297 if is_upright else 210)
    # The margins of a sheet that lies across are turned with it.
    top, bottom = (MARGINS_MM[side] * mm for side in (("top", "bottom") if is_upright else ("left", "right")))
    rows = (page[round(top) : round(height - bottom)] < 200).any(axis=1)
    return float(rows.nonzero()[0].max(initial=0) / len(rows))


def test_a_white_sheet_is_empty_and_one_with_a_line_in_its_middle_is_half_full():
    sheet = np.full((297, 210), 255)
    assert fill(sheet) == 0
    sheet[37 + 112] = 0
    sheet[297 - 20] = 0  # the number of the page
    assert fill(sheet) == pytest.approx(0.5, abs=0.01)


def test_no_sheet_before_the_last_is_nearly_empty(sheets):
    assert {name: found for name, found in sheets.items() if min(found[:-1], default=1) < THIN} == {}


def test_the_last_sheet_holds_more_than_two_lines(sheets):
    assert {name: found for name, found in sheets.items() if found[-1] < THREE_LINES} == {}


def test_the_briefing_takes_two_sheets(sheets):
    counts = {name: len(found) for name, found in sheets.items() if ".briefing." in name}
    assert len(counts) == 4
    assert set(counts.values()) == {2}
