"""A request to the main job, and its answer; nothing here is slow to import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lcanalysis.errors import Fault, RunPlanError, UsageError
from lcanalysis.files.regular_files import is_there
from lcanalysis.provenance import Place

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
    only: tuple[str, ...] = ()
    jobs: int | None = None
    is_fresh: bool = False
    scheduler: str | None = None
    with_code: bool = False


@dataclass(frozen=True, slots=True)
class Briefed:
    """What `brief` made: the edition's folder and the names of its runs in the order of the run plan.

    `reasons` says for each run that was redone why it had to be; the others were kept. `runs` are the runs themselves;
    there are none if the edition was up to date. If only a part was asked for, `older` says which of the kept pages are
    out of date, and why, and `missing` names the runs of the run plan that the edition does not have.
    """

    folder: Path
    names: tuple[str, ...]
    seconds: float
    reasons: Mapping[str, Reason] = field(default_factory=dict, repr=False)
    runs: tuple[Done, ...] = field(default=(), repr=False)
    missing: tuple[str, ...] = ()

    @property
    def older(self) -> dict[str, Reason]:
        """Why kept pages are out of date, by name of run."""
        return {done.run.name: done.older for done in self.runs if done.older}

    @property
    def reused(self) -> int:
        """How many runs were kept as they were."""
        return len(self.names) - len(self.reasons)


def requests_of(request: Request) -> tuple[Request, ...]:
    """Return a request for each plan folder that `data` names: one, or all that match it as a pattern (``plans/*``).

    Of several plans, each has its editions in a folder of its own below `out`, called like the plan's.

    Raises `UsageError` if no plan folder matches the pattern.
    """
    pattern = request.data.as_posix()
    if not any(sign in pattern for sign in "*?["):
        return (request,)
    start = Path(request.data.anchor) if request.data.is_absolute() else Path()
    inner = request.data.relative_to(request.data.anchor) if request.data.is_absolute() else request.data
    folders = sorted(path for path in start.glob(inner.as_posix()) if (path / "raw" / "plan.yml").is_file())
    if not folders:
        raise UsageError("runner.no_plans", pattern=pattern)
    return tuple(replace(request, data=folder, out=request.out / folder.name) for folder in folders)


def find_suite() -> Path:
    """Return ``notebooks/suite.yml`` of this directory or the nearest one above that has it.

    Raises `UsageError` if there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        path = folder / NOTEBOOKS / FILE
        if path.is_file():
            return path
    raise UsageError("runner.no_suite")


def run_plan_of(data: Path, suite: Path) -> Path:
    """Return the run plan for a plan folder: its own ``raw/suite.yml``, where it has one, or `suite`.

    Which notebooks tell of a plan depends on what it publishes; so its own run plan lies with its data. The notebooks
    are those beside `suite` in either case.

    Raises `UsageError` if `suite` lies in the plan folder: its notebooks would be programs that came with the data;
    `RunPlanError` if what lies there is no file.
    """
    if suite.resolve().is_relative_to(data.resolve()):
        raise UsageError("runner.suite_in_data", folder=suite.parent.as_posix())
    own = data / "raw" / FILE
    if not is_there(own):
        return suite
    if not own.is_file():
        raise RunPlanError("runner.faults", faults=[Fault(Place(f"raw/{FILE}"), "faults.no_file")])
    return own
