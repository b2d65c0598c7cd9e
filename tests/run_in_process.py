"""The notebooks, run in this process: as quick as their calls, for tests that run them on many plans.

Charts are made with all their words, and drawn only where that is asked for: on every page of a whole edition, on hard
plans (tests/test_made_plans.py) and on the plan of another shape (tests/test_national_plan.py).
"""

from __future__ import annotations

import ast
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from unittest.mock import patch

import nbformat

from lcanalysis.charts import Chart

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


@cache
def _cells(notebook):
    """Return of each code cell its id, whether it holds the parameters, its code, and the expression it ends with."""
    found = []
    for cell in nbformat.read(NOTEBOOKS / notebook, 4).cells:
        if cell.cell_type == "code":
            body = ast.parse(cell.source).body
            last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
            code = compile(ast.Module(body, []), f"{notebook} {cell.id}", "exec")
            shown = compile(ast.Expression(last.value), f"{notebook} {cell.id}", "eval") if last else None
            found.append((cell.id, "parameters" in cell.metadata.get("tags", ()), code, shown))
    return tuple(found)


def run(notebook: str, *, is_drawn: bool = False, **parameters):
    """Return what a notebook shows, by the cell that shows it, in order; what `display` is given included."""
    with nullcontext() if is_drawn else patch.object(Chart, "svg", lambda _chart: ""):
        return _run(notebook, parameters)


def _run(notebook, parameters):
    shown = []
    here = []
    names = {"display": lambda *things: shown.extend((here[-1], thing) for thing in things)}
    for name, has_parameters, code, last in _cells(notebook):
        here.append(name)
        exec(code, names)  # noqa: S102
        if has_parameters:
            names.update(parameters)
        if last is not None and (value := eval(last, names)) is not None:  # noqa: S307
            shown.append((name, value))
    return shown
