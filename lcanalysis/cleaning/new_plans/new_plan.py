"""Makes a plan folder from a workbook, and makes any new folder whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lcanalysis.cleaning.new_plans.plan_files import write_plan
from lcanalysis.cleaning.new_plans.sketch import Sketch, read_sketch
from lcanalysis.cleaning.new_plans.typed_book import TypedBook
from lcanalysis.cleaning.pipeline.clean import Cleaned, clean
from lcanalysis.errors import UsageError
from lcanalysis.intake.files.any_format import read_workbook


@dataclass(frozen=True, slots=True)
class Begun:
    """A plan that was begun: what the workbook describes, and what cleaning made of it."""

    sketch: Sketch
    cleaned: Cleaned


def begin(data: Path, workbook: Path, lang: str, answers: Mapping[str, str] | None = None, schemas: str = "") -> Begun:
    """Write the plan that a workbook describes into the empty folder `data`, and clean it.

    - `data`: the plan folder.
    - `workbook`: any format that `add` reads. A sheet has the goals, as a plan prints them; others may have figures,
      an indicator a row and a period a column, and what the plan itself is, a label and what it says a row.
    - `lang`: language of the comments.
    - `answers`: texts of cells by their address, and of facts by their name, that go before what the workbook says.
    - `schemas`: the folder of the JSON schemas, as seen from ``raw``, for editors; no line names one without it.

    Raises `FaultsError` with everything that is missing or cannot be meant, each at its cell.
    """
    sketch = read_sketch(TypedBook(read_workbook(workbook), answers or {}))
    raw = data / "raw"
    raw.mkdir(parents=True)
    write_plan(raw, sketch, workbook, lang, schemas)
    return Begun(sketch, clean(data))


@contextmanager
def laid_out(folder: Path) -> Iterator[Path]:
    """Give a folder to write into, which becomes `folder` if nothing goes wrong meanwhile.

    Raises `UsageError` if `folder` holds something, or cannot be written to.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("beginning.exists", folder=folder.as_posix())
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.new-") as scratch:
            made = Path(scratch) / folder.name
            made.mkdir()
            yield made
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
    except OSError as problem:
        raise UsageError("beginning.cannot_write", path=folder.as_posix(), problem=problem.strerror or "") from None
