"""The explorer at the end of a cell: widgets where somebody can move them, else what a page shows."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from IPython.display import display

from lcanalysis.exhibits import Passage, catalogue_words, paragraph
from lcanalysis.explorer.assumptions import Assumptions, require_assumptions
from lcanalysis.explorer.explored import Explored, ExplorerModel
from lcanalysis.explorer.explored_answer import ExploredAnswer
from lcanalysis.plan import Plan
from lcanalysis.process import has_front_end
from lcanalysis.provenance import Place
from lcanalysis.wording import require_lang

WIDGET: Final = "application/vnd.jupyter.widget-view+json"

SCRIPT: Final = "application/javascript"


class View:
    """The explorer at the end of a cell.

    In JupyterLab, other notebook front ends and Voilà it shows widgets; with them goes the chart, for a front end that
    lacks widgets and for export. Run by papermill or nbconvert it shows the answer, the chart and the table.

    `assumptions` are the state to begin with.
    """

    def __init__(self, model: ExplorerModel, assumptions: Assumptions, lang: str) -> None:
        self.model = model
        self.assumptions = assumptions
        self.lang = require_lang(lang)
        self.explored: Explored = model.explore(assumptions)

    @cached_property
    def told(self) -> ExploredAnswer:
        """The answer to the state to begin with."""
        return ExploredAnswer(self.model.plan, self.explored)

    @cached_property
    def panel(self) -> Any:
        """The widgets (`lcanalysis.explorer.panel.Panel`), made when they are first asked for."""
        return _panels().Panel(self.model, self.assumptions, self.lang)

    def _ipython_display_(self) -> None:
        if not has_front_end():
            display(self.told.answer(), self.told.chart(), self.told.table(), self.remark())  # type: ignore[no-untyped-call]
            return
        data, described = self.told.chart().in_language(self.lang)._repr_mimebundle_()
        view = self.panel.box._repr_mimebundle_()[WIDGET]
        display({WIDGET: view, **data}, metadata=described, raw=True)  # type: ignore[no-untyped-call]
        display({SCRIPT: _panels().NAMING}, raw=True)  # type: ignore[no-untyped-call]

    def remark(self) -> Passage:
        """Return where the sliders are to be found."""
        return paragraph("explore", catalogue_words("explorer.static"))

    def __repr__(self) -> str:
        return self.told.answer().plain(self.lang)


def _panels() -> Any:
    from lcanalysis.explorer import panel  # noqa: PLC0415 - a page made by papermill needs no widgets

    return panel


def explore(plan: Plan, lang: str, **assumptions: Any) -> View:
    """Return the explorer of a plan's revenue, for the end of a cell.

    Parameters
    ----------
    plan
        As `lcanalysis.load` gives it.
    lang
        Language of the first view: zh or en.
    **assumptions
        The fields of `Assumptions`; those not given have their defaults.

    Raises
    ------
    RunPlanError
        If an assumption is unknown, of a wrong type or out of its range.
    UsageError
        If the plan has no such segment, class or goal.

    Examples
    --------
    >>> import lcanalysis
    >>> view = explore(lcanalysis.load(), "en", goal="cluster_revenue")
    >>> round(view.explored.required_pct, 2), round(view.explored.path_end, 2)
    (5.28, 991.56)
    """
    return View(ExplorerModel(plan), require_assumptions(assumptions, Place("explore")), lang)
