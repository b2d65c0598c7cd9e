"""Watch a development plan: audit its published figures, forecast its goals honestly, brief its readers.

The names below are all that a notebook needs; each is imported when it is first used, so that the command
line starts without the scientific libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lcanalysis.files.cache_folders import set_cache_folders

__version__ = "0.2.0"

NAMES = {
    "lcanalysis.auditing": ("audit",),
    "lcanalysis.charts": ("chart", "use_style"),
    "lcanalysis.cleaning.pipeline.cleaned_plan": ("load",),
    "lcanalysis.exhibits": (
        "answer", "bullets", "foot", "joined", "paragraph", "probability_range", "stacked", "strip", "table", "text", "words", "words_from",
    ),
    "lcanalysis.forecasting": ("forecast",),
    "lcanalysis.forecasting.class_outlook": ("class_outlook",),
    "lcanalysis.forecasting.goal_odds": ("goal_probabilities",),
    "lcanalysis.forecasting.outlook": ("outlook",),
    "lcanalysis.goals": ("findings", "scorecard", "standings"),
    "lcanalysis.goals.plan_goal": ("goal",),
    "lcanalysis.intake.citing": ("sources",),
    "lcanalysis.needed_runs": ("numbers_of",),
    "lcanalysis.plan": ("Plan",),
    "lcanalysis.quantities": ("Quantity",),
    "lcanalysis.quantities.aggregates": (
        "maximum", "mean", "measured", "median", "minimum", "rolling", "standard_deviation", "total",
    ),
    "lcanalysis.quantities.checking": ("require", "require_quantities"),
    "lcanalysis.quantities.probability": ("probability",),
    "lcanalysis.quantities.opening": ("assume", "growth", "parameter", "series"),
    "lcanalysis.quantities.run_results": ("results",),
}  # fmt: skip
"""The public names by the modules that define them."""
HOMES = {name: module for module, names in NAMES.items() for name in names}

set_cache_folders()

if TYPE_CHECKING:
    from lcanalysis.auditing import audit as audit
    from lcanalysis.charts import chart as chart
    from lcanalysis.charts import use_style as use_style
    from lcanalysis.cleaning.pipeline.cleaned_plan import load as load
    from lcanalysis.exhibits import answer as answer
    from lcanalysis.exhibits import bullets as bullets
    from lcanalysis.exhibits import foot as foot
    from lcanalysis.exhibits import joined as joined
    from lcanalysis.exhibits import paragraph as paragraph
    from lcanalysis.exhibits import probability_range as probability_range
    from lcanalysis.exhibits import stacked as stacked
    from lcanalysis.exhibits import strip as strip
    from lcanalysis.exhibits import table as table
    from lcanalysis.exhibits import text as text
    from lcanalysis.exhibits import words as words
    from lcanalysis.exhibits import words_from as words_from
    from lcanalysis.forecasting import forecast as forecast
    from lcanalysis.forecasting.class_outlook import class_outlook as class_outlook
    from lcanalysis.forecasting.goal_odds import goal_probabilities as goal_probabilities
    from lcanalysis.forecasting.outlook import outlook as outlook
    from lcanalysis.goals import findings as findings
    from lcanalysis.goals import scorecard as scorecard
    from lcanalysis.goals import standings as standings
    from lcanalysis.goals.plan_goal import goal as goal
    from lcanalysis.intake.citing import sources as sources
    from lcanalysis.needed_runs import numbers_of as numbers_of
    from lcanalysis.plan import Plan as Plan
    from lcanalysis.quantities import Quantity as Quantity
    from lcanalysis.quantities.aggregates import maximum as maximum
    from lcanalysis.quantities.aggregates import mean as mean
    from lcanalysis.quantities.aggregates import measured as measured
    from lcanalysis.quantities.aggregates import median as median
    from lcanalysis.quantities.aggregates import minimum as minimum
    from lcanalysis.quantities.aggregates import rolling as rolling
    from lcanalysis.quantities.aggregates import standard_deviation as standard_deviation
    from lcanalysis.quantities.aggregates import total as total
    from lcanalysis.quantities.checking import require as require
    from lcanalysis.quantities.checking import require_quantities as require_quantities
    from lcanalysis.quantities.opening import assume as assume
    from lcanalysis.quantities.opening import growth as growth
    from lcanalysis.quantities.opening import parameter as parameter
    from lcanalysis.quantities.opening import series as series
    from lcanalysis.quantities.probability import probability as probability
    from lcanalysis.quantities.run_results import results as results

__all__ = ["__version__", *HOMES]  # noqa: PLE0604 - all of them are strings


def __getattr__(name: str) -> Any:
    if name in HOMES:
        return getattr(import_module(HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
