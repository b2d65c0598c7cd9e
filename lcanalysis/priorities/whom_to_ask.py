"""Whom to ask for the figures that the goals without data lack."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lcanalysis.goals.scorecard import data_requests
from lcanalysis.plan import Plan


def whom_to_ask(plan: Plan, goals: pd.DataFrame, verdicts: tuple[str, ...] = ("no_data",)) -> pd.DataFrame:
    """Return the bodies that the plan charges with the goals that cannot be judged, and how many figures each is to give.

    Bodies that a goal charges together stand together.

    Parameters
    ----------
    plan
        An opened plan.
    goals
        As `lcanalysis.standings` returns them.
    verdicts
        The verdicts of the goals that are asked about.

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
    asked = goals[goals["verdict"].isin(verdicts) & goals.index.isin(requests["goal"])]
    rows: dict[str, dict[str, Any]] = {}
    for code, goal in asked.iterrows():
        charged: tuple[str, ...] = goal["responsible"]
        row = rows.setdefault("+".join(charged), {"responsible": charged, "goals": 0, "figures": 0, "about": ()})
        row["goals"] += 1
        row["figures"] += int((requests["goal"] == code).sum())
        row["about"] = tuple(dict.fromkeys((*row["about"], (goal["entity"], goal["indicator"]))))
    frame = pd.DataFrame(
        list(rows.values()),
        index=pd.Index(list(rows), name="responsible"),
        columns=["responsible", "goals", "figures", "about"],
    )
    return frame.sort_values("goals", ascending=False, kind="stable")
