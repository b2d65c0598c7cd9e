"""The observation table: one indicator, entity, area, period and vintage per row, exact as printed.

A published value is never replaced. When a later publication restates it, both rows stay, and
`latest` chooses the newer; where two places of one publication print the same figure, the one with
more digits is used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Final

import pandas as pd

from lcanalysis.periods import PeriodText, last_day

PUBLISHED: Final = "published"
DERIVED: Final = "derived"
AT_LEAST: Final = "at_least"
AT_MOST: Final = "at_most"
STATUSES: Final = (PUBLISHED, DERIVED, AT_LEAST, AT_MOST)


@dataclass(frozen=True, slots=True)
class Observation:
    """One published (or derived) figure.

    `value` is the exact decimal as printed, in the printed `unit`; [`lower`, `upper`] is its rounding
    interval: all values that print as these digits, or, for a derived figure, all values that follow
    from such inputs. `status` is ``published``, ``derived``, ``at_least`` or ``at_most`` (the text gives a
    bound: 1000余, 不到2%). `source` is the raw file from data/raw and `cell` the address in it; of a
    derived figure, those of its inputs, joined by ``;``.
    """

    indicator: str
    entity: str
    area: str
    period: str
    value: Decimal
    unit: str
    status: str
    is_break: bool
    scope: str
    price_basis: str
    as_printed: str
    source: str
    vintage: str
    published_on: str
    cell: str
    lower: Decimal
    upper: Decimal

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What is measured: indicator, entity, area, period."""
        return self.indicator, self.entity, self.area, self.period

    @property
    def addresses(self) -> tuple[str, ...]:
        """The raw cells, each as ``file cell``: one, or those of its inputs if it is derived."""
        cells = zip(self.source.split(";"), self.cell.split(";"), strict=True)
        return tuple(f"{source} {cell}" for source, cell in cells)

    @property
    def trace(self) -> str:
        """The addresses of the raw cells as one text, joined by ``; ``."""
        return "; ".join(self.addresses)


COLUMNS: Final = tuple(field.name for field in fields(Observation))
NUMBERS: Final = ("value", "lower", "upper")


def observations_frame(observations: Iterable[Observation]) -> pd.DataFrame:
    """Return observations as a table with float values, for analysis in pandas.

    Columns are those of ``observations.csv``; `value`, `lower` and `upper` are float64, `is_break` bool, all
    others text. `period` is text that compares with numbers as well (`PeriodText`): ``period == 2018``.
    """
    frame = pd.DataFrame([asdict(row) for row in observations], columns=list(COLUMNS))
    frame["period"] = pd.Series([PeriodText(period) for period in frame["period"]], dtype="object")
    return frame.astype(dict.fromkeys(NUMBERS, "float64") | {"is_break": "bool"})


def observations_of(frame: pd.DataFrame) -> tuple[Observation, ...]:
    """Return the rows of `observations_frame` as observations again; further columns are left out.

    Raises `KeyError` if a column is missing.
    """
    rows = frame[list(COLUMNS)].to_dict("records")
    return tuple(
        Observation(
            **{str(name): row[name] for name in COLUMNS}
            | {name: Decimal(str(row[name])) for name in NUMBERS}
            | {"period": str(row["period"])}
        )
        for row in rows
    )


def in_use_frame(observations: Sequence[Observation]) -> pd.DataFrame:
    """Return one row for each subject, the observation in use, so that sums over groups count no figure twice.

    Columns are those of `observations_frame` and `also_in`: the addresses of all other rows of the same subject, joined
    by ``; `` (another table of the publication, or another vintage); empty if there is none.
    """
    chosen = latest(observations)
    others: dict[tuple[str, str, str, str], list[str]] = {subject: [] for subject in chosen}
    for row in observations:
        if row is not chosen[row.subject]:
            others[row.subject].append(row.trace)
    frame = observations_frame(chosen.values())
    frame["also_in"] = pd.Series(["; ".join(found) for found in others.values()], dtype="str")
    return frame


def published_in(observations: Iterable[Observation], cells: Collection[tuple[str, str]]) -> tuple[Observation, ...]:
    """Return the published observations of some cells, each a file and the address in it, in their order."""
    return tuple(row for row in observations if row.status == PUBLISHED and (row.source, row.cell) in cells)


def newest_publication(observations: Iterable[Observation]) -> date | None:
    """Return the day of the newest publication among observations; None if there are none."""
    return max((last_day(row.published_on) for row in observations), default=None)


def latest(
    observations: Sequence[Observation], as_of: date | None = None
) -> dict[tuple[str, str, str, str], Observation]:
    """Return for each subject the observation to use.

    The newest publication wins, among those published by `as_of` if it is given; within one, a published
    figure wins over a derived one, then the one with more digits, then the first.
    """
    chosen: dict[tuple[str, str, str, str], Observation] = {}
    for row in observations:
        if as_of is not None and last_day(row.published_on) > as_of:
            continue
        held = chosen.get(row.subject)
        if held is None or _rank(row) > _rank(held):
            chosen[row.subject] = row
    return chosen


def published_order(row: Observation) -> tuple[date, int]:
    """Return what orders publications: the day, and of several on one day their number in it.

    The second vintage of a day is called ``2020-03-01.2``.
    """
    _, _, number = row.vintage.partition(".")
    return last_day(row.published_on), int(number) if number.isdecimal() else 1


def _rank(row: Observation) -> tuple[tuple[date, int], bool, Decimal]:
    return published_order(row), row.status != DERIVED, -(row.upper - row.lower)
