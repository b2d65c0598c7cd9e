"""What the backtest page says: how near the forecast came in the past, how often its intervals held, and where not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from lcanalysis.charts import Chart, draw_coverage, draw_reliability
from lcanalysis.errors import DataError
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting.measured import BENCHMARK, MIXED, NAMED, Measured, load_measured, require_current
from lcanalysis.units import RATIO
from lcanalysis.wording import headed, load_catalogue, require_lang, say

LEVEL_PCT: Final = 80
PLAIN: Final = ("class_median", "naive", "drift", "holt_damped")
AUTOMATIC: Final = ("AutoARIMA", "AutoETS", "AutoTheta", "DynamicOptimizedTheta", "AutoCES")
METHODS: Final = (NAMED, MIXED, *PLAIN, *AUTOMATIC)
RELIABLE: Final = (NAMED, "class_median")
FEW, MANY = 2, 8
SHOWN_LENGTHS: Final = (2, 8)
FIRST_YEAR: Final = 1998
"""From here on years are shown by themselves."""
YEAR_CASES: Final = 30
"""Years with fewer cases are not shown alone."""
COUNT: Final = "个"
TRACE: Final = ("forecast/backtest",)


def answer(lang: str, measured_on: str = BENCHMARK) -> Statement:
    """Return how good the forecast was: error against the class median, and how often its intervals held."""
    held, about = _held(measured_on)
    few, many = (_row(held, NAMED, n, "all") for n in (FEW, MANY))
    chinese = _row(held, NAMED, FEW, "chinese_horizon", "4")
    series = _series(about)
    sentence = Statement.of(
        "story_backtest.answer",
        lang,
        series=series.digits(lang),
        level=LEVEL_PCT,
        few=FEW,
        many=MANY,
        ratio_few=_quantity(f"ratio_pct/{FEW}", 100 * few["ratio"], "%"),
        ratio_many=_quantity(f"ratio_pct/{MANY}", 100 * many["ratio"], "%"),
        covers_few=_quantity(f"covers_80/{FEW}", few["covers_80"], "%"),
        covers_many=_quantity(f"covers_80/{MANY}", many["covers_80"], "%"),
        chinese=_quantity(f"chinese/4/covers_80/{FEW}", chinese["covers_80"], "%"),
    )
    return Statement(sentence.text, (series, *sentence.quantities))


def limits(lang: str, measured_on: str = BENCHMARK) -> Statement:
    """Return what the test cannot show, with the origin years in which intervals held least and most."""
    held, _ = _held(measured_on)
    years = held[(held["group"] == "chinese_year") & (held["method"] == NAMED) & (held["n"] == FEW)]
    years = years[years["cases"] >= YEAR_CASES].sort_values("covers_80", kind="stable")
    worst, best = years.iloc[0], years.iloc[-1]
    statement = Statement.of(
        "story_backtest.limits",
        lang,
        level=LEVEL_PCT,
        worst_year=worst["member"],
        best_year=best["member"],
        worst=_quantity(f"chinese/{worst['member']}/covers_80", worst["covers_80"], "%"),
        best=_quantity(f"chinese/{best['member']}/covers_80", best["covers_80"], "%"),
    )
    return statement + Statement(say("story_backtest.fitted", lang)) if measured_on == BENCHMARK else statement


def scores(lang: str, measured_on: str = BENCHMARK) -> Table:
    """Return the scores of all methods by number of observations."""
    held, _ = _held(measured_on)
    pooled = {(row["n"], row["method"]): row for row in held[held["group"] == "all"].to_dict("records")}
    found = [(n, method) for n in sorted({n for n, _ in pooled}) for method in METHODS if (n, method) in pooled]
    rows = [_scores_row(pooled[pair], lang) for pair in found]
    return Table(
        title=say("story_backtest.scores_title", lang),
        columns=[
            *(say(f"story_backtest.column_{name}", lang) for name in ("n", "method", "cases", "ratio")),
            *(say("story_backtest.column_covers", lang, level=level) for level in (LEVEL_PCT, 95)),
            *(say("story_backtest.column_brier", lang, goal=goal) for goal in (5, 8)),
        ],
        rows=rows,
        lang=lang,
        source=_source(lang, measured_on),
        notes=[say("story_backtest.scores_note", lang)],
    )


def ratios(lang: str, group: str, n: int = FEW, measured_on: str = BENCHMARK) -> Table:
    """Return each method's CRPS ratio to the class median by `group`: ``domain``, or ``year`` of origin."""
    held, _ = _held(measured_on)
    own = held[(held["group"] == group) & (held["n"] == n)]
    if group == "year":
        own = own[own["member"].astype(int) >= FIRST_YEAR]
    found = {(row["member"], row["method"]): row for row in own.to_dict("records")}
    methods = [method for method in (NAMED, MIXED, *PLAIN) if method != "class_median"]
    members = sorted({member for member, method in found if method == NAMED})
    rows: list[Sequence[Cell]] = [
        [
            _domain(member, lang) if group == "domain" else member,
            Quantity(f"backtest/{group}/{member}/{n}/cases", int(found[member, NAMED]["cases"]), COUNT, TRACE, 0),
            *(
                _quantity(f"{group}/{member}/{method}/{n}/ratio", found[member, method]["ratio"], RATIO)
                if (member, method) in found
                else None
                for method in methods
            ),
        ]
        for member in members
    ]
    return Table(
        title=say(f"story_backtest.ratios_{group}", lang, n=n),
        columns=[
            say(f"story_backtest.column_{group}", lang),
            say("story_backtest.column_cases", lang),
            *(headed(_method(method, lang)) for method in methods),
        ],
        rows=rows,
        lang=lang,
        source=_source(lang, measured_on),
        notes=[say("story_backtest.scores_note", lang)],
    )


def coverage_by_domain(lang: str, measured_on: str = BENCHMARK) -> Chart:
    """Return how often 80 % intervals held, by domain and number of observations."""
    held, _ = _held(measured_on)
    own = held[(held["group"] == "domain") & (held["method"] == NAMED) & held["n"].isin(SHOWN_LENGTHS)]
    return _coverage(own, lang, measured_on, lambda member: _domain(member, lang))


def coverage_by_year(lang: str, measured_on: str = BENCHMARK) -> Chart:
    """Return how often 80 % intervals held for Chinese series, by the year they were forecast from."""
    held, _ = _held(measured_on)
    own = held[(held["group"] == "chinese_year") & (held["method"] == NAMED) & held["n"].isin(SHOWN_LENGTHS)]
    own = own[own["cases"] >= YEAR_CASES].sort_values("member", kind="stable")
    return _coverage(own, lang, measured_on, lambda member: say("story_backtest.year", lang, year=member))


def reliability(lang: str, goal_pct: int = 5, n: int = FEW, measured_on: str = BENCHMARK) -> Chart:
    """Return how often growth of `goal_pct` percent a year came, against the probability that it was given."""
    bins = load_measured().reliability
    bins = bins[(bins["data"] == measured_on) & (bins["n"] == n) & (bins["goal_pct"] == goal_pct)]
    rows = [
        {
            "name": _method(method, lang),
            "probability_pct": _quantity(
                f"reliability/{method}/{n}/{goal_pct}/{row['lower']:.1f}/given", 100 * row["probability"], "%"
            ),
            "happened_pct": _quantity(
                f"reliability/{method}/{n}/{goal_pct}/{row['lower']:.1f}", 100 * row["happened"], "%"
            ),
            "cases": row["cases"],
        }
        for method in RELIABLE
        for row in bins[bins["method"] == method].to_dict("records")
    ]
    return draw_reliability(
        rows, lang, event=say("story_backtest.event", lang, goal=goal_pct), source=_source(lang, measured_on)
    )


def require_sound(data: str = "data") -> None:
    """Check on a small sample, computed now, that the results shown are those of the present method.

    Raises
    ------
    DataError
        If they are not.
    """
    require_current(data)


def _held(measured_on: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    found: Measured = load_measured()
    if measured_on not in found.about["data"]:
        raise DataError("story_backtest.no_results", kind=measured_on, known=tuple(found.about["data"]))
    return found.results[found.results["data"] == measured_on], found.about["data"][measured_on]


def _row(held: pd.DataFrame, method: str, n: int, group: str, member: str | None = None) -> dict[Any, Any]:
    rows = held[(held["method"] == method) & (held["n"] == n) & (held["group"] == group)]
    return (rows if member is None else rows[rows["member"] == member]).to_dict("records")[0]


def _scores_row(row: dict[Any, Any], lang: str) -> Sequence[Cell]:
    method, n = row["method"], row["n"]
    return [
        str(n),
        headed(_method(method, lang)),
        Quantity(f"backtest/{method}/{n}/cases", int(row["cases"]), COUNT, TRACE, 0),
        *(
            _quantity(f"{method}/{n}/{name}", row[name], unit)
            for name, unit in (
                ("ratio", RATIO),
                ("covers_80", "%"),
                ("covers_95", "%"),
                ("brier_5", RATIO),
                ("brier_8", RATIO),
            )
        ),
    ]


def _quantity(key: str, value: float, unit: str) -> Quantity:
    return Quantity(f"backtest/{key}", float(value), unit, TRACE, 3 if unit == RATIO else 1)


def _source(lang: str, measured_on: str) -> str:
    _, about = _held(measured_on)
    return say("story_backtest.source", lang, series=_series(about).digits(lang), first=about["first_year"], last=about["last_year"],
               hash=str(about["sha256"])[:12])  # fmt: skip


def _method(method: str, lang: str) -> str:
    if method in AUTOMATIC:
        return say("story_backtest.method_automatic", lang, name=method)
    return say(f"story_backtest.method_{method}", lang)


def _series(about: Mapping[str, object]) -> Quantity:
    return Quantity("backtest/series", int(str(about["series"])), COUNT, TRACE, 0)


def _domain(name: str, lang: str) -> str:
    key = f"story_backtest.domain_{name}"
    if key in load_catalogue("story_backtest", require_lang(lang)):
        return say(key, lang)
    return say("story_backtest.domain_other", lang, name=name)


def _coverage(own: pd.DataFrame, lang: str, measured_on: str, name_of: Callable[[str], str]) -> Chart:
    rows = [
        {
            "name": name_of(row["member"]),
            "mark": say("story_backtest.mark_n", lang, n=row["n"]),
            "covers_pct": _quantity(f"{row['group']}/{row['member']}/{row['n']}/covers_80", row["covers_80"], "%"),
        }
        for row in own.to_dict("records")
    ]
    return draw_coverage(rows, lang, level_pct=LEVEL_PCT, source=_source(lang, measured_on))
