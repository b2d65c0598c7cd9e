"""The gallery notebook: every chart of the library on the plan's own data, under plain papermill."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from lcanalysis import charts
from lcanalysis.exhibits import EXHIBIT_MIME, RESULTS_MIME

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_gallery_shows_every_chart_with_its_own_alternative_text(tmp_path, lang):
    line = [sys.executable, "-m", "papermill", "--engine", "lcanalysis", "--no-progress-bar", "-p", "lang", lang]
    target = tmp_path / "gallery.ipynb"
    subprocess.run(
        [*line, str(ROOT / "notebooks/gallery.ipynb"), str(target)], cwd=ROOT, check=True, capture_output=True
    )
    shown = [
        output["data"]
        for cell in nbformat.read(target, 4).cells
        for output in cell.get("outputs", [])
        if "image/svg+xml" in output.get("data", {})
    ]
    assert len(shown) == 16
    assert all(RESULTS_MIME in data or EXHIBIT_MIME in data for data in shown)
    assert len({data["text/plain"] for data in shown}) == 16


def test_every_chart_function_is_drawn_by_a_notebook_or_a_forecast():
    drawing = [*(ROOT / "lcanalysis/stories").glob("*.py"), ROOT / "lcanalysis/forecasting/result.py"]
    drawing += (ROOT / "notebooks").glob("*.ipynb")
    stories = "\n".join(path.read_text(encoding="utf-8") for path in drawing)
    drawn = {name for name in charts.__all__ if name.startswith("draw_") and name in stories}
    assert {name for name in charts.__all__ if name.startswith("draw_")} - drawn == set()
