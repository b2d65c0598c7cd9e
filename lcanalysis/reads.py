"""Notes which parts of a plan this process reads, so that a page is remade only when one of its parts changes.

A part is a file and a group in it: ``processed/goals.csv#revenue/cluster``. Without a group it is all that the file
says: ``raw/plan.yml#`` stands for every declaration, but not for comments or the order of lines. `lcanalysis.plan.Plan`
notes its parts, and the runner asks for the notes. Every other file counts as a whole: `lcanalysis.runner.file_access`
notes it when it is opened.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

PLAN: Final = "raw/plan.yml"
GOALS: Final = "processed/goals.csv"
"""Its groups are indicator and entity."""
OBSERVATIONS: Final = "processed/observations.csv"
"""Its groups are indicator, entity and area."""
FINDINGS: Final = "processed/findings.csv"
"""Its groups are the indicators of the findings' subjects."""
NEWEST: Final = "newest"
"""A group of the observations: the day of the newest publication, and nothing else."""
SHARED: Final = "shared"
"""A group of the observations: the cells that more than one observation comes from."""

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
    """Return the parts that were asked for since `forget`; a file that was asked for as a whole stands alone."""
    wholes = {name for name in _NOTED if name.endswith("#")}
    return frozenset(name for name in _NOTED if name in wholes or f"{name.partition('#')[0]}#" not in wholes)


def forget() -> None:
    """Forget what was asked for before."""
    _NOTED.clear()


@contextmanager
def by_part() -> Iterator[None]:
    """Within this context, do not note the files that this thread opens: their parts are noted when they are used."""
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
    """A field of a plan that notes its whole file whenever it is read."""

    def __init__(self, file: str) -> None:
        self._file = file

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, plan: object, _owner: type | None = None) -> Held:
        if plan is None:  # a dataclass asks the class for the field's default, and there is none
            raise AttributeError(self._name)
        note(self._file)
        held: Held = vars(plan)[self._name]
        return held

    def __set__(self, plan: object, held: Held) -> None:
        vars(plan)[self._name] = held
