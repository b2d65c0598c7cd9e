"""Judge the probabilities of goals by what came after, from the scores of `bench_later_years`.

Called by it, and so by `make bench BENCHMARK=…`. Scored are the default pool's probabilities on Chinese series, one to four
years ahead, of growing 5 and 8 % a year, and, as levels, of standing four years later as high as that growth leads. They
are put into ``lcanalysis/forecasting/backtest_reliability.csv``, which the page shows, and into docs/method.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd
from backtest import BASE, CASE, HORIZONS
from scoring import reliability
from written_pages import write_between

from lcanalysis.forecasting import backtest_scores
from lcanalysis.number_format import format_number

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "method.md"
TARGET: Final = ROOT / "lcanalysis" / "forecasting" / backtest_scores.RELIABILITY
BEGIN, END = "<!-- bench:odds -->", "<!-- /bench:odds -->"
CHINESE: Final = "cn_"
TURN: Final = 2012
"""From origins of this year on growth had slowed for all Chinese series at once: what was told before and after stands apart."""
GROWTH: Final = (5, 8)
DIGITS: Final = 4


def odds(scores: pd.DataFrame) -> pd.DataFrame:
    """Return reliability in bins and Brier scores, by period of origins and goal.

    `scores` are as `backtest` returns them. Columns: first, last (years of origin), kind (growth, level), goal_pct (a year, or
    above the last figure), lower, upper (of the bin), probability (mean), happened (share), cases. The row of a whole period
    has the bin 0 to 1 and three more columns: brier; brier_class, that of the rate of the class; and brier_base, that of
    the share that happened, which only hindsight knows.
    """
    chinese = scores[scores["domain"].str.startswith(CHINESE)]
    return pd.concat(list(_parts(chinese)), ignore_index=True)


def _parts(scores: pd.DataFrame) -> Iterator[pd.DataFrame]:
    is_before = scores["origin"] < TURN
    for rows in (scores[is_before], scores[~is_before]):
        years = {"first": int(rows["origin"].min()), "last": int(rows["origin"].max())}
        for growth in GROWTH:
            level = round(((1 + growth / 100) ** HORIZONS - 1) * 100)
            far = rows[rows["horizon"] == HORIZONS]
            for kind, goal, of in (("growth", growth, rows), ("level", level, far)):
                yield _judged(of, growth).assign(**years, kind=kind, goal_pct=goal)


def _judged(rows: pd.DataFrame, growth: int) -> pd.DataFrame:
    ours, base = (rows[rows["method"] == method].set_index(CASE) for method in (backtest_scores.MIXED, BASE))
    given, happened = ours[f"probability_{growth}"], ours[f"met_{growth}"]
    share = float(happened.mean())
    whole = {
        "lower": 0.0, "upper": 1.0, "probability": given.mean(), "happened": share, "cases": len(ours),
        "brier": ours[f"brier_{growth}"].mean(), "brier_class": base.loc[ours.index, f"brier_{growth}"].mean(),
        "brier_base": share * (1 - share),
    }  # fmt: skip
    return pd.concat([pd.DataFrame([whole]), reliability(given, happened)], ignore_index=True)


def write(scores: pd.DataFrame) -> None:
    """Write the file and the tables of the page."""
    found = odds(scores)
    head = ["first", "last", "kind", "goal_pct"]
    found = found[[*head, *(name for name in found.columns if name not in head)]]
    found.to_csv(TARGET, index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")
    write_between(PAGE, BEGIN, END, f"\n{tables(found)}\n")


def tables(found: pd.DataFrame) -> str:
    """Return the tables of the page: Brier scores, then what happened by bin."""
    is_whole = found["brier"].notna()
    lines = [
        "| origins | goal | cases | told, % | happened, % | Brier | of the class's rate | of the share that happened |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in found[is_whole].itertuples():
        shares = " | ".join(_digits(100 * share, 1) for share in (row.probability, row.happened))
        briers = " | ".join(_digits(score, 3) for score in (row.brier, row.brier_class, row.brier_base))
        lines.append(
            f"| {row.first}–{row.last} | {_goal(row.kind, row.goal_pct)} | {row.cases} | {shares} | {briers} |"
        )
    bins = found[~is_whole].assign(
        goal=lambda rows: [_goal(kind, pct) for kind, pct in zip(rows["kind"], rows["goal_pct"], strict=True)],
        told=lambda rows: [f"{_digits(100 * low, 0)}–{_digits(100 * (low + 0.1), 0)}%" for low in rows["lower"]],
    )
    periods = list(dict.fromkeys(zip(bins["first"], bins["last"], strict=True)))
    lines += [
        "",
        "What happened, in % of the cases that were told about the same, and how many these were:",
        "",
        "| goal | told | " + " | ".join(f"{first}–{last}" for first, last in periods) + " |",
        "| --- | --- |" + " --- |" * len(periods),
    ]
    for (_, _, _, goal, told), rows in bins.groupby(["kind", "goal_pct", "lower", "goal", "told"]):
        held = {row.first: f"{_digits(100 * row.happened, 0)} ({row.cases})" for row in rows.itertuples()}
        lines.append(f"| {goal} | {told} | " + " | ".join(held.get(first, "–") for first, _ in periods) + " |")
    return "\n".join(lines)


def _goal(kind: str, pct: int) -> str:
    return f"{pct}% a year" if kind == "growth" else f"{pct}% higher in 4 years"


def _digits(value: float, places: int) -> str:
    return format_number(float(value), places, "zh")
