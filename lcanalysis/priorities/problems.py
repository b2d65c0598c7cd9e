"""Which problems a first page names, whom each concerns, whom to ask for figures, and by when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from lcanalysis.goals.scorecard import data_requests
from lcanalysis.goals.verdicts import NO_DATA, NONE_SINCE
from lcanalysis.plan import Plan
from lcanalysis.priorities.key_figures import is_certain, opposed_pair
from lcanalysis.priorities.moves import PROCESSING, SHARE

MOST: Final = 3
"""Problems of a page."""
MOST_TOGETHER: Final = 2
"""Falls, or goals behind, that are told as one problem."""
LEAST_FALL_PCT: Final = 5
"""Percent that a figure must fall by to be named for its fall alone."""
CONFLICT: Final = "conflict"
OPPOSED: Final = "opposed"
BEHIND: Final = "behind"
FALLS: Final = "falls"
GAPS: Final = "gaps"


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem that a page names.

    `kind` is ``conflict`` (published figures that no rounding and no scope explains; `subjects` are findings), ``opposed``
    (an amount rose and another of the same subject fell; two moves, the rise first), ``behind`` (goals that are behind or
    were not met), ``falls`` (moves that fell most) or ``gaps`` (goals without data). `responsible` are the codes of those
    who are charged with it.
    """

    kind: str
    subjects: tuple[str, ...]
    responsible: tuple[str, ...]


def leading_problems(
    moves: pd.DataFrame,
    goals: pd.DataFrame,
    conflicts: Sequence[str] = (),
    *,
    headline: str = "",
    behind: Sequence[str] = (),
    without_data: Sequence[str] = (),
    most: int = MOST,
) -> list[Problem]:
    """Return the problems that lead, the gravest first; that of missing data, if there is one, keeps the last place.

    The order of kinds: figures in conflict; signs that oppose each other; goals behind; the figures that fell most. Of
    these only wholes, and figures that a goal is about, count, and only falls by 5% or more that are not told above.

    Parameters
    ----------
    moves
        As `lcanalysis.priorities.moves` returns them.
    goals
        As `lcanalysis.standings` returns them.
    conflicts
        Findings of figures in conflict.
    headline
        The figure of the headline goal, as ``indicator/entity``.
    behind, without_data
        Goals that are behind, the furthest away first, and goals that no figure is published of.
    most
        How many there may be.

    Examples
    --------
    >>> import lcanalysis as lc
    >>> from lcanalysis.priorities.moves import moves
    >>> plan = lc.load("data")
    >>> found = leading_problems(moves(plan), lc.standings(plan), headline="revenue/cluster", without_data=["copper_growth"])
    >>> [one.kind for one in found]
    ['opposed', 'falls', 'gaps']
    """
    office = _most_charged(goals["responsible"])
    found = []
    if conflicts:
        found.append(Problem(CONFLICT, tuple(conflicts[:MOST_TOGETHER]), office))
    pair = opposed_pair(moves, headline)
    if pair is not None:
        found.append(Problem(OPPOSED, pair, office))
    if behind:
        told = tuple(behind[:MOST_TOGETHER])
        found.append(Problem(BEHIND, told, _together(goals.loc[list(told), "responsible"])))
    falls = _falls(moves, goals, told=(*(pair or ()), *_figures_of(goals, behind[:MOST_TOGETHER])))
    if falls:
        charged = _together(_charged_with(goals, *key.split("/")) for key in falls)
        found.append(Problem(FALLS, falls, charged or office))
    if without_data:
        gaps = Problem(GAPS, tuple(without_data), _most_charged(goals.loc[list(without_data), "responsible"]))
        found = [*found[: most - 1], gaps]
    return found[:most]


def _falls(moves: pd.DataFrame, goals: pd.DataFrame, told: Sequence[str]) -> tuple[str, ...]:
    """Return the moves that fell most among wholes and figures of goals, one of each subject."""
    about = _figures_of(goals, goals.index)
    found: dict[str, str] = {}
    for key, row in (
        moves.assign(size=[one.exact for one in moves["change"]]).sort_values("size", kind="stable").iterrows()
    ):
        counts = (row["is_whole"] and row["kind"] != SHARE) or key in about
        if key in told or not counts or row["size"] > -LEAST_FALL_PCT or not is_certain(row["change"]):
            continue
        if row["indicator"] != PROCESSING and any(key.startswith(f"{row['indicator']}/") for key in found.values()):
            continue  # the parts of a whole that fell tell the same thing again
        found.setdefault(row["entity"], str(key))
    return tuple(found.values())[:MOST_TOGETHER]


def _figures_of(goals: pd.DataFrame, names: Iterable[object]) -> set[str]:
    kept = goals.loc[list(names)]
    return {f"{indicator}/{entity}" for indicator, entity in zip(kept["indicator"], kept["entity"], strict=True)}


def _charged_with(goals: pd.DataFrame, indicator: str, entity: str) -> tuple[str, ...]:
    own = goals[(goals["entity"] == entity) & (goals["indicator"] == indicator)]
    near = own if len(own) else goals[goals["entity"] == entity]
    return _together(near["responsible"])


def _together(charged: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(area for areas in charged for area in areas))


def _most_charged(charged: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return who is charged with most goals; nobody if nobody is."""
    counted = Counter(area for areas in charged for area in areas)
    return (max(counted, key=counted.__getitem__),) if counted else ()


def whom_to_ask(plan: Plan, goals: pd.DataFrame) -> pd.DataFrame:
    """Return whom to ask for the figures of goals that have none since the base year, and for how many.

    These are the bodies that the plan charges with the goals; bodies charged together stand together.

    Parameters
    ----------
    plan
        An opened plan.
    goals
        As `lcanalysis.standings` returns them.

    Returns
    -------
    pandas.DataFrame
        Indexed by the codes of the bodies joined by ``+``, most goals first: `responsible` (codes), `goals` and
        `figures` (whole numbers), `about` (pairs of entity and indicator, each once).

    Examples
    --------
    >>> import lcanalysis as lc
    >>> plan = lc.load("data")
    >>> whom_to_ask(plan, lc.standings(plan)).loc["yanggu+linqing", ["goals", "figures"]].tolist()
    [1, 4]
    """
    requests = data_requests(plan)
    asked = goals[goals["verdict"].isin([NO_DATA, NONE_SINCE]) & goals.index.isin(requests["goal"])]
    rows: dict[str, dict[str, Any]] = {}
    for code, goal in asked.iterrows():
        charged: tuple[str, ...] = goal["responsible"]
        row = rows.setdefault("+".join(charged), {"responsible": charged, "goals": 0, "figures": 0, "about": ()})
        row["goals"] += 1
        row["figures"] += int((requests["goal"] == code).sum())
        row["about"] = tuple(dict.fromkeys((*row["about"], (goal["entity"], goal["indicator"]))))
    columns = ["responsible", "goals", "figures", "about"]
    frame = pd.DataFrame(list(rows.values()), index=pd.Index(list(rows), name="responsible"), columns=columns)
    return frame.sort_values("goals", ascending=False, kind="stable")


@dataclass(frozen=True, slots=True)
class ProposedDates:
    """Proposed dates as (year, month), and the quarter in which watching begins as (year, quarter).

    `scope`: definitions are settled by the end of the next month; `data`: figures are in by the end of the first whole
    quarter; `inquiry`: causes are known by the end of the first whole half-year.
    """

    scope: tuple[int, int]
    data: tuple[int, int]
    inquiry: tuple[int, int]
    watching: tuple[int, int]


def proposed_dates(known_on: date) -> ProposedDates:
    """Return the dates that a page of this day proposes.

    Examples
    --------
    >>> proposed_dates(date(2019, 11, 30))
    ProposedDates(scope=(2019, 12), data=(2020, 3), inquiry=(2020, 6), watching=(2020, 1))
    """
    months = known_on.year * 12 + known_on.month - 1
    quarter = -(-(months + 1) // 3)  # the first that begins after this month
    half = -(-(months + 1) // 6)
    return ProposedDates(
        scope=_month(months + 1),
        data=_month(quarter * 3 + 2),
        inquiry=_month(half * 6 + 5),
        watching=(quarter // 4, quarter % 4 + 1),
    )


def _month(months: int) -> tuple[int, int]:
    return months // 12, months % 12 + 1
