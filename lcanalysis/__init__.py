"""Watch a development plan: audit its published figures, forecast its goals honestly, brief its readers.

The names below are all that a notebook needs; each is imported when it is first used, so that the command
line starts without the scientific libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lcanalysis.files.cache_folders import give_home

__version__ = "0.1.0"

HOMES = {
    "Plan": "lcanalysis.plan",
    "Quantity": "lcanalysis.quantities",
    "answer": "lcanalysis.exhibits",
    "assume": "lcanalysis.quantities.opening",
    "audit": "lcanalysis.auditing",
    "bullets": "lcanalysis.exhibits",
    "chart": "lcanalysis.charts",
    "class_outlook": "lcanalysis.forecasting.class_outlook",
    "findings": "lcanalysis.goals",
    "foot": "lcanalysis.exhibits",
    "forecast": "lcanalysis.forecasting",
    "goal": "lcanalysis.goals.plan_goal",
    "goal_probabilities": "lcanalysis.forecasting.goal_odds",
    "growth": "lcanalysis.quantities.opening",
    "joined": "lcanalysis.exhibits",
    "load": "lcanalysis.cleaning.pipeline.cleaned_plan",
    "maximum": "lcanalysis.quantities.aggregates",
    "mean": "lcanalysis.quantities.aggregates",
    "measured": "lcanalysis.quantities.aggregates",
    "median": "lcanalysis.quantities.aggregates",
    "minimum": "lcanalysis.quantities.aggregates",
    "numbers_of": "lcanalysis.needed_runs",
    "outlook": "lcanalysis.forecasting.outlook",
    "paragraph": "lcanalysis.exhibits",
    "parameter": "lcanalysis.quantities.opening",
    "require": "lcanalysis.notebooks.checks",
    "require_quantities": "lcanalysis.quantities.checking",
    "results": "lcanalysis.quantities.run_results",
    "rolling": "lcanalysis.quantities.aggregates",
    "scorecard": "lcanalysis.goals",
    "series": "lcanalysis.quantities.opening",
    "sources": "lcanalysis.intake.citing",
    "stacked": "lcanalysis.exhibits",
    "standard_deviation": "lcanalysis.quantities.aggregates",
    "standings": "lcanalysis.goals",
    "strip": "lcanalysis.exhibits",
    "table": "lcanalysis.exhibits",
    "text": "lcanalysis.exhibits",
    "total": "lcanalysis.quantities.aggregates",
    "use_style": "lcanalysis.charts",
    "words": "lcanalysis.exhibits",
    "words_from": "lcanalysis.exhibits",
}

give_home()

if TYPE_CHECKING:
    from lcanalysis.auditing import audit
    from lcanalysis.charts import chart, use_style
    from lcanalysis.cleaning.pipeline.cleaned_plan import load
    from lcanalysis.exhibits import (
        answer,
        bullets,
        foot,
        joined,
        paragraph,
        stacked,
        strip,
        table,
        text,
        words,
        words_from,
    )
    from lcanalysis.forecasting import forecast
    from lcanalysis.forecasting.class_outlook import class_outlook
    from lcanalysis.forecasting.goal_odds import goal_probabilities
    from lcanalysis.forecasting.outlook import outlook
    from lcanalysis.goals import findings, scorecard, standings
    from lcanalysis.goals.plan_goal import goal
    from lcanalysis.intake.citing import sources
    from lcanalysis.needed_runs import numbers_of
    from lcanalysis.notebooks.checks import require
    from lcanalysis.plan import Plan
    from lcanalysis.quantities import Quantity
    from lcanalysis.quantities.aggregates import (
        maximum,
        mean,
        measured,
        median,
        minimum,
        rolling,
        standard_deviation,
        total,
    )
    from lcanalysis.quantities.checking import require_quantities
    from lcanalysis.quantities.opening import assume, growth, parameter, series
    from lcanalysis.quantities.run_results import results

__all__ = [
    "Plan",
    "Quantity",
    "__version__",
    "answer",
    "assume",
    "audit",
    "bullets",
    "chart",
    "class_outlook",
    "findings",
    "foot",
    "forecast",
    "goal",
    "goal_probabilities",
    "growth",
    "joined",
    "load",
    "maximum",
    "mean",
    "measured",
    "median",
    "minimum",
    "numbers_of",
    "outlook",
    "paragraph",
    "parameter",
    "require",
    "require_quantities",
    "results",
    "rolling",
    "scorecard",
    "series",
    "sources",
    "stacked",
    "standard_deviation",
    "standings",
    "strip",
    "table",
    "text",
    "total",
    "use_style",
    "words",
    "words_from",
]


def __getattr__(name: str) -> Any:
    if name in HOMES:
        return getattr(import_module(HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
