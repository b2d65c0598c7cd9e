"""What our renderer draws looks as what matplotlib's own two draw: the slow, obvious twins."""

import io

import matplotlib as mpl
import numpy as np
import pytest
from chart_cases import CASES
from chromium import launched
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from PIL import Image

from lcanalysis.charts.chart import DOTS_PER_INCH, lettered
from lcanalysis.charts.style import styled
from lcanalysis.charts.svg import render
from lcanalysis.charts.svg_paths import in_hundredths, path_data

MOST_UNLIKE = 0.002
"""Share of dots that may differ by more than the edge of a line does."""


@pytest.fixture(scope="module")
def browser():
    with launched() as chromium:
        yield chromium


def unlike(one, other, least):
    return (np.abs(one.astype(int) - other.astype(int)).max(axis=2) > least).mean()


def shown(browser, svg):
    page = browser.new_page(viewport={"width": 900, "height": 700}, device_scale_factor=2)
    page.set_content(f'<body style="margin: 0">{svg}</body>')
    picture = page.locator("svg").screenshot()
    page.close()
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))


def figure_of_everything():
    """A figure with each thing that can be drawn: hatches, images, clips, markers, dashes, gaps, curves, turned texts."""
    figure = Figure(figsize=(5, 4), dpi=144)
    axes = figure.add_axes((0.12, 0.12, 0.8, 0.8))
    axes.bar([0, 1], [3, 2], hatch="//", facecolor="#d3e3f5", edgecolor="#1f5fa8", alpha=0.6)
    axes.plot([0, 1, 2, 3, 4], [1, 3, np.nan, 4, 2], "o--", color="#c22f2f", mfc="white", ms=9, label="$a_1$ 铜材")
    axes.fill_between([2, 4], [0, 1], [2, 3], color="#1b6e4b", alpha=0.3, linewidth=0)
    axes.scatter([3, 3.5], [1, 1.5], s=[80, 200], c=["#b45309", "#8a3d8f"], marker="D")
    axes.add_patch(Circle((2.5, 3.2), 0.6, facecolor="none", edgecolor="#1f2933", linewidth=3, linestyle=":"))
    picture = axes.imshow(np.linspace(0, 1, 12).reshape(3, 4), extent=(4, 5, 0, 1), aspect="auto", cmap="gray")
    picture.set_clip_path(Circle((4.5, 0.5), 0.45, transform=axes.transData))
    axes.text(0.2, 3.6, "转30°", rotation=30, size=14, weight="bold", bbox={"facecolor": "#e1e6eb"})
    axes.annotate("arrow", (3, 4), (4, 3.5), arrowprops={"arrowstyle": "->"})
    axes.set(xlim=(-0.6, 5), ylim=(0, 4.5), ylabel="万吨", title="x^2 & <b>")
    axes.legend()
    return figure


@pytest.mark.slow
def test_every_kind_of_mark_looks_as_in_the_svg_of_matplotlib(browser):
    with styled("zh"):
        ours, theirs, file = figure_of_everything(), figure_of_everything(), io.StringIO()
        with lettered(ours), lettered(theirs):
            svg = render(ours).svg()
            theirs.savefig(file, format="svg")
    text = file.getvalue()
    assert unlike(shown(browser, svg), shown(browser, text[text.index("<svg") :]), 60) < MOST_UNLIKE
    assert len(svg) < len(text) * 0.6


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["growth_bars", "outlook", "published_against_recomputed"])
def test_a_chart_looks_as_in_the_svg_of_matplotlib(browser, name, lang):
    chart, file = CASES[name](lang), io.StringIO()
    chart.savefig(file, format="svg")
    text = file.getvalue()
    assert unlike(shown(browser, chart.svg()), shown(browser, text[text.index("<svg") :]), 60) < MOST_UNLIKE


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["growth_bars", "scenarios"])
def test_the_picture_for_documents_looks_as_matplotlib_draws_it_in_pixels(name, lang):
    chart = CASES[name](lang)
    made = np.asarray(Image.open(io.BytesIO(chart.png())).convert("RGB"))
    with styled(lang), mpl.rc_context({"text.hinting": "none"}):
        canvas = FigureCanvasAgg(chart)
        canvas.draw()
        whole = np.asarray(canvas.buffer_rgba())[..., :3]
    top = round(chart.described()["crop"][0] / 72 * DOTS_PER_INCH)
    assert min(unlike(made, whole[at : at + len(made)], 60) for at in (top - 1, top)) < MOST_UNLIKE


def test_pixels_change_nothing_in_the_svg():
    with styled("zh"):
        assert render(figure_of_everything(), pixels=True).svg() == render(figure_of_everything()).svg()


def test_numbers_have_no_sign_that_is_not_needed():
    assert [in_hundredths(value) for value in (0, -0.001, 0.5, -0.25, 10, 100.0, 3.1)] == [
        "0", "0", ".5", "-.25", "10", "100", "3.1",
    ]  # fmt: skip
    assert path_data([(0.5, -0.25), (0.5, 10), (1, 9)]) == "M.5-.25v10.25l.5-1"
