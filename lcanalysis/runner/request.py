"""What the main job is asked for and what it answers; nothing here is slow to import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lcanalysis.errors import UsageError

if TYPE_CHECKING:
    from lcanalysis.runner.reuse import Reason
    from lcanalysis.runner.tasks import Done

NOTEBOOKS: Final = "notebooks"
FILE: Final = "suite.yml"


@dataclass(frozen=True, slots=True)
class Request:
    """What `brief` is asked for; see there."""

    data: Path = Path("data")
    out: Path = Path("editions")
    edition: str | None = None
    only: str | None = None
    jobs: int | None = None
    is_fresh: bool = False


@dataclass(frozen=True, slots=True)
class Briefed:
    """What `brief` made: the edition's folder and the names of its runs in the order of the run plan.

    `reasons` says for each run that was redone why it had to be; the others were kept. `runs` are the runs
    themselves; there are none if the edition stood there as it is.
    """

    folder: Path
    names: tuple[str, ...]
    seconds: float
    reasons: Mapping[str, Reason] = field(default_factory=dict, repr=False)
    runs: tuple[Done, ...] = field(default=(), repr=False)

    @property
    def reused(self) -> int:
        """How many runs were kept as they were."""
        return len(self.names) - len(self.reasons)


def find_suite() -> Path:
    """Return ``notebooks/suite.yml`` of this directory or the nearest one above that has it.

    Raises
    ------
    UsageError
        If there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        path = folder / NOTEBOOKS / FILE
        if path.is_file():
            return path
    raise UsageError("runner.no_suite")
