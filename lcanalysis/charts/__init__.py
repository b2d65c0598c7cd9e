"""Charts: tidy results in, a figure with its finding, alternative text and source out."""

from lcanalysis.charts.chart import Chart, MissingGlyphError
from lcanalysis.charts.growth import draw_growth_bars
from lcanalysis.charts.style import use_style

__all__ = ["Chart", "MissingGlyphError", "draw_growth_bars", "use_style"]
