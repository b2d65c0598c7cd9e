"""An empty plan folder to begin with: declarations with comments and examples, and a table."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lcanalysis.cleaning.additions.transaction import write_source_record
from lcanalysis.errors import UsageError

FILES: Final = Path(__file__).with_name("new_plan_files")
TABLE: Final = "development_plan/2020-01/production.csv"
EXAMPLE: Final = "#: "
"""How a line begins that is an example; without these characters it is part of the declaration."""


def lay_out(folder: Path, lang: str) -> tuple[str, ...]:
    """Write an empty plan folder, and return the paths of its files in it.

    Raises `UsageError` if the folder holds something or cannot be written to.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("adding.new_exists", folder=folder.as_posix())
    raw = folder / "raw"
    try:
        (raw / TABLE).parent.mkdir(parents=True)
        for name, source in (
            ("plan.yml", f"plan.{lang}.yml"),
            ("goals.yml", f"goals.{lang}.yml"),
            ("suite.yml", "suite.yml"),
            (TABLE, "production.csv"),
        ):
            (raw / name).write_bytes((FILES / source).read_bytes())
        words = {name: f"adding.example_{name}" for name in ("document", "publisher", "transcription", "licence")}
        record = write_source_record(raw, TABLE, words, published_on="2020-01", section="第一章")
    except OSError as problem:
        raise UsageError("adding.cannot_write", path=folder.as_posix(), problem=problem.strerror or "") from None
    return tuple(f"raw/{name}" for name in ("plan.yml", "goals.yml", "suite.yml", TABLE, record))
