"""The gallery notebook: every chart of the library on the plan's own data, under plain papermill."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from made_plans import HARD, write
from run_in_process import run

from lcanalysis import charts
from lcanalysis.cleaning import clean
from lcanalysis.exhibits import EXHIBIT_MIME

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
    assert len(shown) == 15
    assert all(data[EXHIBIT_MIME]["kind"] == "chart" and data[EXHIBIT_MIME]["drawn"] == lang for data in shown)
    assert len({data["text/plain"] for data in shown}) == 15


def test_the_gallery_shows_nothing_where_a_plan_has_nothing_to_draw(tmp_path):
    data = str(write(HARD["nothing but goals"], tmp_path / "plan"))
    clean(Path(data))
    shown = run("gallery.ipynb", data=data, segment="cluster", target_year=2025)
    assert [one.id for _, one in shown] == ["coverage", "reliability"]


def test_every_chart_function_is_drawn_in_the_gallery_or_of_a_forecast():
    drawing = [ROOT / "notebooks/gallery.ipynb", ROOT / "lcanalysis/forecasting/result.py"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in drawing)
    assert {name for name in charts.__all__ if name.startswith("draw_") and name not in code} == set()
