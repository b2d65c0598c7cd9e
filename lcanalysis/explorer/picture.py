"""The live picture: the fan, the goal and the assumed path, drawn in a fraction of the time of a page's chart."""

from __future__ import annotations

from html import escape
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from lcanalysis.charts.axes import number_axis
from lcanalysis.charts.chart import lettered
from lcanalysis.charts.style import CYCLE, WIDTH_IN, Palette, styled
from lcanalysis.charts.svg import render
from lcanalysis.explorer.explored_answer import INTERVALS_PCT, ExploredAnswer
from lcanalysis.wording import say

HEIGHT_IN: Final = 3.3
PLACE: Final = (0.085, 0.08, 0.895, 0.70)
"""Where the axes stand in the figure; fixed, since to find the best place takes as long as to draw."""
PATH: Final = CYCLE[3]
DASHED: Final = (0, (4, 2))
DOTTED: Final = (0, (1, 1.5))


def draw_picture(told: ExploredAnswer, lang: str) -> str:
    """Return the picture of a state of the explorer as SVG, in one language, described in words for those who cannot see it.

    It shows what `ExploredAnswer.chart` shows, without title and source, which stand beside it as text.

    Raises `MissingGlyphError` if a formatter of an axis writes a character that the bundled font lacks.
    """
    with styled(lang) as colours:
        figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN))
        axes = figure.add_axes(PLACE)
        _draw(axes, told, colours, lang)
        with lettered(figure):
            svg = render(figure).svg()
    alt = escape(" ".join(sentence.text(lang) for sentence in told.sentences[:2]), quote=True)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{alt}" ', 1)


def _draw(axes: Axes, told: ExploredAnswer, colours: Palette, lang: str) -> None:
    found, start = told.explored, told.explored.start
    observed, predictive = start.predictive.observed, start.predictive
    years = [predictive.origin, *predictive.years]
    for pct, colour in zip(INTERVALS_PCT, reversed(colours.fan), strict=True):
        ends = [(predictive.last_value, predictive.last_value), *(predictive.interval(pct, year) for year in years[1:])]
        low, high = zip(*ends, strict=True)
        axes.fill_between(
            years, low, high, color=colour, linewidth=0, label=say("explorer.key_interval", lang, pct=pct)
        )
    level = told.digits(found.goal_level, lang)
    axes.plot([observed.years[0], years[-1]], [found.goal_level] * 2, color=colours.goal, linewidth=1.5, linestyle=DASHED,
              label=say("explorer.key_goal", lang, goal=level))  # fmt: skip
    if predictive.cap is not None and predictive.cap_level is not None:
        axes.plot([years[0], years[-1]], [predictive.cap] * 2, color=colours.ink, linewidth=1.2, linestyle=DOTTED,
                  label=say("explorer.key_cap", lang, cap=predictive.cap_level.digits(lang)))  # fmt: skip
    axes.plot(list(found.path), list(found.path.values()), "o-", color=PATH, linewidth=2, ms=4.5, mec="white",
              label=say("explorer.key_path", lang, level=told.digits(found.path_end, lang)))  # fmt: skip
    for year, value in zip(observed.years, observed.values, strict=True):
        is_hollow = start.is_index or year in start.derived
        axes.plot(year, value, "o", ms=6, mec=colours.ink, mfc="white" if is_hollow else colours.ink, mew=1.2, zorder=5)
    key = "key_base" if start.is_index else "key_history"
    axes.plot(observed.years, observed.values, color=colours.ink, marker="o", ms=0, label=say(f"explorer.{key}", lang))
    axes.margins(x=0.03, y=0.08)
    span = years[-1] - observed.years[0]
    axes.xaxis.set_major_locator(MultipleLocator(1 if span <= 12 else 5))
    axes.xaxis.set_major_formatter("{x:.0f}")
    axes.grid(visible=False, axis="x")
    number_axis(axes.yaxis, lang)
    name = told.name.text(lang)
    title = say("explorer.axis", lang, name=name, unit=told.unit.text(lang))
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3, title=name if start.is_index else title,
                alignment="left", borderaxespad=0.3)  # fmt: skip
