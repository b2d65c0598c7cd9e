"""Watch a development plan: audit its published figures, forecast its goals honestly, brief its readers.

The names below are all that a notebook needs; each is imported when it is first used, so that the command
line starts without the scientific libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lcanalysis.session import running_shell

__version__ = "0.1.0"

HOMES = {
    "Plan": "lcanalysis.plan",
    "audit": "lcanalysis.auditing",
    "forecast": "lcanalysis.forecasting",
    "load": "lcanalysis.cleaning.current",
    "numbers_of": "lcanalysis.needed",
    "scorecard": "lcanalysis.goals",
    "use_style": "lcanalysis.charts",
}

_shell = running_shell()
if _shell is not None:
    import_module("lcanalysis.unknown_names").explain_unknown_names(_shell)

if TYPE_CHECKING:
    from lcanalysis.auditing import audit
    from lcanalysis.charts import use_style
    from lcanalysis.cleaning.current import load
    from lcanalysis.forecasting import forecast
    from lcanalysis.goals import scorecard
    from lcanalysis.needed import numbers_of
    from lcanalysis.plan import Plan

__all__ = ["Plan", "__version__", "audit", "forecast", "load", "numbers_of", "scorecard", "use_style"]


def __getattr__(name: str) -> Any:
    if name in HOMES:
        return getattr(import_module(HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
