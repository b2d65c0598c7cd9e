"""The engine `lcanalysis` as papermill finds it, by entry point.

papermill loads all engines while it is being imported itself, so that an engine's own module cannot import papermill
before; this one does so when it is used.
"""

from __future__ import annotations

from typing import Any


class LcAnalysisEngine:
    """Stands for `lcanalysis.runner.engine.NotebookEngine`, in all that papermill asks of an engine."""

    @classmethod
    def execute_notebook(cls, *arguments: Any, **wanted: Any) -> Any:
        """Run a notebook; see `lcanalysis.runner.engine.NotebookEngine.execute_notebook`."""
        return _engine().execute_notebook(*arguments, **wanted)

    @classmethod
    def nb_kernel_name(cls, *arguments: Any, **wanted: Any) -> Any:
        """Return the kernel that a notebook names; see papermill."""
        return _engine().nb_kernel_name(*arguments, **wanted)

    @classmethod
    def nb_language(cls, *arguments: Any, **wanted: Any) -> Any:
        """Return the language that a notebook names; see papermill."""
        return _engine().nb_language(*arguments, **wanted)


def _engine() -> Any:
    from lcanalysis.runner import engine  # noqa: PLC0415 - as said above

    return engine.NotebookEngine
