"""Ways to make pages from one notebook with many sets of parameters, each a program of its own: see bench_runner.py."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

Parameters = Mapping[str, Any]
NOTEBOOK = Path("notebooks") / "revenue.ipynb"


@cache
def exporter() -> Any:
    """Return nbconvert's exporter to HTML, made once in a process."""
    from nbconvert import HTMLExporter  # noqa: PLC0415 - not all ways need it

    return HTMLExporter(exclude_input=True)


def papermill_and_nbconvert(number: int, given: Parameters) -> None:
    """Run the notebook with papermill's function and export it with nbconvert's."""
    import papermill  # noqa: PLC0415 - not all ways need it

    executed = f"out{number}.ipynb"
    papermill.execute_notebook(str(NOTEBOOK), executed, parameters=dict(given), progress_bar=False)
    Path(f"out{number}.html").write_text(exporter().from_filename(executed)[0], encoding="utf-8")


def one(runs: Sequence[Parameters]) -> None:
    """Make all runs in this process, one after the other."""
    for number, given in enumerate(runs):
        papermill_and_nbconvert(number, given)


def two(runs: Sequence[Parameters]) -> None:
    """Make the runs in two processes."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(papermill_and_nbconvert, range(len(runs)), runs))


def floor(runs: Sequence[Parameters]) -> None:
    """Execute the cells' code in forks of this process, two at a time, and write what they show as plain HTML."""
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    import lcanalysis.forecasting.outlook  # noqa: F401, PLC0415 - what the forks share

    cells = [
        compile_cell("".join(cell["source"]))
        for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    living = 0
    for number, given in enumerate(runs):
        if living == len(os.sched_getaffinity(0)):
            os.wait()
            living -= 1
        if os.fork() == 0:
            show(number, given, cells)
            os._exit(0)
        living += 1
    while living:
        os.wait()
        living -= 1


def compile_cell(source: str) -> tuple[Any, Any]:
    """Return a cell as statements to execute and, if it ends in one, an expression whose value is shown."""
    import ast  # noqa: PLC0415 - not all ways need it

    body = ast.parse(source).body
    last = body.pop().value if body and isinstance(body[-1], ast.Expr) else None
    statements = compile(ast.Module(body, []), "<cell>", "exec")
    return statements, None if last is None else compile(ast.Expression(last), "<cell>", "eval")


def show(number: int, given: Parameters, cells: Sequence[tuple[Any, Any]]) -> None:
    """Execute the cells with some parameters and write what they show."""
    names: dict[str, Any] = {}
    shown = []
    for statements, last in cells:
        exec(statements, names)  # noqa: S102 - the notebook's own code
        if "lang" in names and "story" not in names:
            names |= given
        value = None if last is None else eval(last, names)  # noqa: S307 - as above
        bundle = value._repr_mimebundle_() if hasattr(value, "_repr_mimebundle_") else {}
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        shown += [content for kind, content in data.items() if kind in {"text/html", "image/svg+xml", "text/markdown"}]
    Path(f"out{number}.html").write_text("\n".join(shown), encoding="utf-8")


def brief(_: Sequence[Parameters]) -> None:
    """Make an edition with our runner, and note the greatest memory of this process in MiB."""
    from lcanalysis.cli import main  # noqa: PLC0415 - not all ways need it

    try:
        main(["brief", "--lang", "en"])
    finally:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        Path("peak").write_text(f"{peak:.1f}", encoding="utf-8")


if __name__ == "__main__":
    {"one": one, "two": two, "floor": floor, "brief": brief}[sys.argv[1]](json.loads(sys.argv[2]))
