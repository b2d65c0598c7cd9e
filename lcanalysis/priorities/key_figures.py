"""Which figures a first page begins with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import pandas as pd

from lcanalysis.priorities.moves import PROCESSING, SHARE
from lcanalysis.quantities import Quantity

MOST: Final = 5
"""Figures that lead; the count of goals with data stands beside them."""


def key_figures(
    moves: pd.DataFrame,
    headline: str = "",
    pinned: Sequence[str] = (),
    about: Collection[str] = (),
    most: int = MOST,
) -> pd.DataFrame:
    """Return the figures that lead, in the order in which they are shown.

    They come in this order, none twice: the figures that the office pinned; that of the headline goal; one of the same
    subject that moved the opposite way (revenue up, profit down); a ratio of the same subject that fell; then one figure of
    each further indicator, the greatest move first. That figure is the whole that moved most; without a whole, the figure
    of a goal that moved most; without a goal, the figure that moved most. Ratios of products to metal stand among the goals
    and not here.

    Parameters
    ----------
    moves
        As `lcanalysis.priorities.moves` returns them.
    headline
        The figure of the headline goal, as ``indicator/entity``.
    pinned
        Figures that the office wants, as ``indicator/entity``; those that are not known are passed over.
    about
        Figures that a goal is about, as ``indicator/entity``.
    most
        How many there may be.

    Examples
    --------
    >>> from lcanalysis.plan import load
    >>> from lcanalysis.priorities.moves import moves
    >>> key_figures(moves(load("data")), "revenue/cluster").index.tolist()[:2]
    ['revenue/cluster', 'profit/cluster']
    """
    chosen = [key for key in pinned if key in moves.index]
    if headline in moves.index:
        chosen += [headline, *_opposed(moves, headline), *_falling_ratios(moves, headline)]
    rest = moves[moves["indicator"] != PROCESSING]
    rest = rest.assign(size=[abs(one.exact) for one in rest["change"]], is_wanted=rest.index.isin(list(about)))
    rest = rest.sort_values(["is_whole", "is_wanted", "size"], ascending=False, kind="stable")
    taken = {moves.loc[key, "indicator"] for key in chosen}
    firsts = rest[~rest["indicator"].isin(taken) & (rest["kind"] != SHARE)].drop_duplicates("indicator")
    chosen += firsts.sort_values("size", ascending=False, kind="stable").index.tolist()
    kept = list(dict.fromkeys(chosen))[:most]
    return moves.loc[kept]


def opposed_pair(moves: pd.DataFrame, headline: str = "") -> tuple[str, str] | None:
    """Return an amount that rose and one of the same subject that fell, as ``indicator/entity``; None if there is none.

    The subject of the headline goal is looked at first, then wholes in their order.
    """
    firsts = [headline] if headline in moves.index else []
    wholes = moves[moves["is_whole"] & (moves["kind"] != SHARE)].index.tolist()
    for key in dict.fromkeys([*firsts, *wholes]):
        for other in _opposed(moves, key):
            return (key, other) if moves.loc[key, "change"] > 0 else (other, key)
    return None


def _opposed(moves: pd.DataFrame, key: str) -> list[str]:
    """Return the amount of the same subject and year that moved the opposite way, if one did beyond what rounding allows."""
    own = moves.loc[key]
    moved: Any = own["change"]
    beside = moves[(moves["entity"] == own["entity"]) & (moves["kind"] != SHARE) & (moves["year"] == own["year"])]
    found = {
        str(other): abs(change.exact)
        for other, change in beside["change"].items()
        if change.exact * moved.exact < 0 and is_certain(change) and is_certain(moved)
    }
    return sorted(found, key=found.__getitem__, reverse=True)[:1]


def _falling_ratios(moves: pd.DataFrame, key: str) -> list[str]:
    own = moves.loc[key]
    ratios = moves[(moves["entity"] == own["entity"]) & (moves["kind"] == SHARE) & (moves["indicator"] != PROCESSING)]
    return [str(other) for other, change in ratios["change"].items() if change < 0 and is_certain(change)][:1]


def is_certain(change: Quantity) -> bool:
    """Return whether the sign of a change is the same for all values that rounding allows."""
    return bool(change.bounds.lower > 0 or change.bounds.upper < 0)
