"""Charts: tidy results in, a figure with its finding, alternative text and source out."""

from lcanalysis.charts.calibration import draw_coverage, draw_reliability
from lcanalysis.charts.captions import Captions
from lcanalysis.charts.chart import Chart, MissingGlyphError
from lcanalysis.charts.chart_exhibit import BilingualChart, chart
from lcanalysis.charts.discrepancies import draw_published_against_recomputed
from lcanalysis.charts.districts import draw_districts
from lcanalysis.charts.goal_bullets import draw_goal_bullets
from lcanalysis.charts.growth_bars import draw_growth_bars
from lcanalysis.charts.levels import draw_levels, draw_rd_spending
from lcanalysis.charts.months import draw_months
from lcanalysis.charts.odds import draw_probability_by_class
from lcanalysis.charts.outlook_fan import draw_fan, draw_outlook
from lcanalysis.charts.required import draw_required_growth
from lcanalysis.charts.scenarios import draw_scenarios
from lcanalysis.charts.shares import draw_processing_ratio, draw_rd_intensity
from lcanalysis.charts.still_needed import draw_growth_still_needed
from lcanalysis.charts.style import use_style
from lcanalysis.charts.tornado import draw_tornado

__all__ = [
    "BilingualChart",
    "Captions",
    "Chart",
    "MissingGlyphError",
    "chart",
    "draw_coverage",
    "draw_districts",
    "draw_fan",
    "draw_goal_bullets",
    "draw_growth_bars",
    "draw_growth_still_needed",
    "draw_levels",
    "draw_months",
    "draw_outlook",
    "draw_probability_by_class",
    "draw_processing_ratio",
    "draw_published_against_recomputed",
    "draw_rd_intensity",
    "draw_rd_spending",
    "draw_reliability",
    "draw_required_growth",
    "draw_scenarios",
    "draw_tornado",
    "use_style",
]
