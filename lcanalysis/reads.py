"""What this process reads of a plan, part by part: noted as it is asked for, so that a page follows from that alone.

A part is a group of a file: ``processed/goals.csv#revenue/cluster``. Without a group it is the whole of what the file
says: ``raw/plan.yml#`` is each declaration, but neither comments nor order of lines. `lcanalysis.plan.Plan` notes its parts,
and the runner asks which they were. All other reading is of whole files, which `lcanalysis.runner.file_access` notes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

PLAN: Final = "raw/plan.yml"
GOALS: Final = "processed/goals.csv"
"""By indicator and entity."""
OBSERVATIONS: Final = "processed/observations.csv"
"""By indicator, entity and area."""
FINDINGS: Final = "processed/findings.csv"
"""By the indicator of their subject."""
NEWEST: Final = "newest"
"""The group of the observations that is the day of the newest publication alone."""
SHARED: Final = "shared"
"""The group of the observations that is the cells of which there are several."""

_NOTED: Final[set[str]] = set()
_THREAD: Final = threading.local()
Held = TypeVar("Held")


def part(file: str, *group: str) -> str:
    """Return the name of a part.

    >>> part(GOALS, "revenue", "cluster"), part(GOALS)
    ('processed/goals.csv#revenue/cluster', 'processed/goals.csv#')
    """
    return f"{file}#{'/'.join(group)}"


def note(file: str, *group: str) -> None:
    """Note that a part was asked for, whether the plan has it or not."""
    _NOTED.add(part(file, *group))


def noted() -> frozenset[str]:
    """Return the parts that were asked for since `forget`; of a file that is wholly asked for, no other."""
    wholes = {name for name in _NOTED if name.endswith("#")}
    return frozenset(name for name in _NOTED if name in wholes or f"{name.partition('#')[0]}#" not in wholes)


def forget() -> None:
    """Forget what was asked for before."""
    _NOTED.clear()


@contextmanager
def by_part() -> Iterator[None]:
    """Open files of which parts are noted when they are asked for: in this thread, the files themselves are not noted."""
    before = is_by_part()
    _THREAD.is_by_part = True
    try:
        yield
    finally:
        _THREAD.is_by_part = before


def is_by_part() -> bool:
    """Return whether this thread is within `by_part`."""
    return getattr(_THREAD, "is_by_part", False)


class Whole(Generic[Held]):
    """A field of a plan that notes that all its file says was asked for."""

    def __init__(self, file: str) -> None:
        self._file = file

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, plan: object, _owner: type | None = None) -> Held:
        if plan is None:  # so a dataclass asks for the default of a field, of which there is none
            raise AttributeError(self._name)
        note(self._file)
        held: Held = vars(plan)[self._name]
        return held

    def __set__(self, plan: object, held: Held) -> None:
        vars(plan)[self._name] = held
