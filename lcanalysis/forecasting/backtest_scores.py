"""The committed results of the backtest as quantities, for pages: scores by group of cases, and reliability by bin.

``backtest_results.csv`` has one row per data set, method, n and group of cases; ``backtest_reliability.csv`` one per period
of origins, goal and bin of predicted probability, in real time; ``backtest_later_years.csv`` one per year up to which the
constants were fitted; ``backtest_results.json`` says on which data they were measured. Only `make bench` writes them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from io import StringIO
from typing import Any, Final

import pandas as pd

from lcanalysis.errors import DataError
from lcanalysis.exhibits import Words, words_from
from lcanalysis.quantities.aggregates import measured
from lcanalysis.units import PERCENT, RATIO
from lcanalysis.wording import load_catalogue, say

RESULTS: Final = "backtest_results.csv"
RELIABILITY: Final = "backtest_reliability.csv"
LATER_YEARS: Final = "backtest_later_years.csv"
ABOUT: Final = "backtest_results.json"
NAMED: Final = "named_class"
MIXED: Final = "mix"
OURS: Final = (NAMED, MIXED)
SHIPPED: Final = "shipped"
BENCHMARK: Final = "benchmark"
PLAIN: Final = ("class_median", "naive", "drift", "holt_damped")
AUTOMATIC: Final = ("AutoARIMA", "AutoETS", "AutoTheta", "DynamicOptimizedTheta", "AutoCES")
METHODS: Final = (NAMED, MIXED, *PLAIN, *AUTOMATIC)
"""All methods, in the order in which pages list them."""
COUNT: Final = "个"
TRACE: Final = "forecast/backtest"
UNITS: Final = {
    "cases": COUNT, "ratio": RATIO, "covers_80": PERCENT, "covers_95": PERCENT, "brier_5": RATIO, "brier_8": RATIO,
}  # fmt: skip
"""The units of the scores."""


@dataclass(frozen=True)
class Measured:
    """The committed results: scores by group, reliability by bin, and what they were measured on."""

    results: pd.DataFrame
    reliability: pd.DataFrame
    about: dict[str, Any]


def load_measured() -> Measured:
    """Return what the last bench measured.

    Raises `DataError` if the results are not there.
    """
    return Measured(_read(RESULTS), _read(RELIABILITY), json.loads(_text(ABOUT)))


def _text(name: str) -> str:
    file = files("lcanalysis.forecasting") / name
    if not file.is_file():
        raise DataError("errors.no_such_file", path=name)
    return file.read_text(encoding="utf-8")


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(_text(name)), dtype={"member": str}, keep_default_na=False, na_values=[""])


def backtest_data(measured_on: str = BENCHMARK) -> pd.Series[Any]:
    """Return what the backtest was measured on.

    Parameters
    ----------
    measured_on
        The data set: ``benchmark``, or ``shipped`` for the classes that are part of the suite.

    Returns
    -------
    pandas.Series
        `series` (their number, a `Quantity`), `first_year` and `last_year` (int), `sha256` (the data's, text).

    Raises
    ------
    DataError
        If nothing was measured on these data.

    Examples
    --------
    >>> found = backtest_data("shipped")
    >>> found["series"].text("en"), found["last_year"]
    ('296 items', 2023)
    """
    about = _held(measured_on).about["data"][measured_on]
    found = {name: about[name] for name in ("first_year", "last_year", "sha256")}
    return pd.Series({"series": measured(about["series"], COUNT, TRACE, decimals=0), **found}, dtype=object)


def backtest_scores(measured_on: str = BENCHMARK, group: str = "all") -> pd.DataFrame:
    """Return the scores of all methods by number of observations, for each member of a group of cases.

    Parameters
    ----------
    measured_on
        As for `backtest_data`.
    group
        ``all``; ``domain`` (kind of series), ``year`` (of origin), ``chinese_year``, or ``chinese_horizon``.

    Returns
    -------
    pandas.DataFrame
        A row for each member, n and method, in this order. Columns: `member` (text; empty for ``all``), `method` (code),
        `n` (int: observations), and as quantities `cases` (个: a case is a series and an origin), `ratio` (a pure number:
        the CRPS divided by that of the median growth of the class; below 1 is better), `covers_80`, `covers_95` (%: how
        often intervals held what came), `brier_5`, `brier_8` (pure numbers from 0 to 1: Brier scores of growth of 5 and
        8 % a year; less is better). The index is ``member/method/n``. A score that was not measured is NaN.

    Raises
    ------
    DataError
        If nothing was measured on these data.

    Examples
    --------
    >>> backtest_scores("shipped").loc[["naive/2", "naive/8"], ["ratio", "covers_80"]].map(str).to_numpy().tolist()
    [['1.450', '67.2%'], ['1.175', '75.0%']]
    """
    rows = _held(measured_on).results
    rows = rows[(rows["data"] == measured_on) & (rows["group"] == group)].assign(member=rows["member"].fillna(""))
    rows = rows.assign(order=rows["method"].map(METHODS.index)).sort_values(["member", "n", "order"], kind="stable")
    rows.index = pd.Index((rows["member"] + "/" + rows["method"] + "/" + rows["n"].astype(str)).str.removeprefix("/"))
    scores = {name: measured(rows[name], unit, TRACE) for name, unit in UNITS.items()}
    return rows[["member", "method", "n"]].assign(**scores)


def backtest_later_years() -> pd.DataFrame:
    """Return what intervals held in the years after the constants were fitted: Chinese series, one to four years ahead.

    Returns
    -------
    pandas.DataFrame
        A row for each year of a fit, method and n. Columns: `until` (int: the last year that was known), `method` (code:
        ``mix`` is the default pool), `n` (int: observations), and as quantities `cases` (个), `ratio` (a pure number, as in
        `backtest_scores`), `covers_80` (%: how often the 80% interval held what came, one to four years ahead together), and
        `covers_80_far` (%: the same, four years ahead alone). The index is ``until/method/n``.

    Raises
    ------
    DataError
        If the results are not there.

    Examples
    --------
    >>> found = backtest_later_years()
    >>> found.index[0], sorted(set(found["until"]))
    ('2005/class_median/2', [2005, 2008, 2011, 2014])
    """
    every = _read(LATER_YEARS)
    keys = ["until", "method", "n"]
    far = every[every["horizon"] == every["horizon"].max()].set_index(keys)["covers_80"].rename("covers_80_far")
    rows = every[every["horizon"] == 0].join(far, on=keys)
    rows.index = pd.Index(["/".join(map(str, key)) for key in rows[keys].itertuples(index=False)])
    units = {"cases": COUNT, "ratio": RATIO, "covers_80": PERCENT, "covers_80_far": PERCENT}
    return rows[keys].assign(**{name: measured(rows[name], unit, TRACE) for name, unit in units.items()})


def backtest_odds() -> pd.DataFrame:
    """Return how far the probability of a goal could be trusted in real time, by period of origins and goal.

    Chinese series, one to four years ahead, by the default pool, its constants fitted to what was known then.

    Returns
    -------
    pandas.DataFrame
        A row for each period and goal. Columns: `first`, `last` (int: years of origin), `kind` (``growth`` a year, or the
        ``level`` four years later), `goal_pct` (int), and as quantities `probability` and `happened` (%: the mean
        probability given, and the share of cases in which the goal was met), `apart` (percentage points: their difference),
        `cases` (个), and the Brier scores (pure numbers from 0 to 1) `brier`, `brier_class` (if the rate of the class is given for each case) and `brier_base` (if the share
        that happened is given, which only hindsight knows). The index is ``kind/goal/first``.

    Raises
    ------
    DataError
        If the results are not there.

    Examples
    --------
    >>> found = backtest_odds()
    >>> found.index[0], sorted(set(found["kind"]))
    ('growth/5/2005', ['growth', 'level'])
    """
    rows = load_measured().reliability
    rows = rows[rows["brier"].notna()]
    rows.index = pd.Index([f"{row.kind}/{row.goal_pct}/{row.first}" for row in rows.itertuples()])
    scores = {name: measured(rows[name], RATIO, TRACE) for name in ("brier", "brier_class", "brier_base")}
    shares = _shares(rows)
    shares["apart"] = shares["probability"] - shares["happened"]
    cases = measured(rows["cases"], COUNT, TRACE, decimals=0)
    return rows[["first", "last", "kind", "goal_pct"]].assign(**shares, cases=cases, **scores)


def backtest_reliability(goal_pct: int = 5, kind: str = "growth") -> pd.DataFrame:
    """Return how often a goal was met among the cases that were given about the same probability in real time.

    Parameters
    ----------
    goal_pct, kind
        The goal, as `backtest_odds` has them.

    Returns
    -------
    pandas.DataFrame
        A row for each period of origins and bin that has cases. Columns: `first`, `last` (int: years of origin),
        `probability_pct` (%: mean probability given) and `happened_pct` (%: share that came true) as quantities, `cases` (int).
        The index is ``first/bin``, by the bin's lower end.

    Raises
    ------
    DataError
        If the results are not there.

    Examples
    --------
    >>> list(backtest_reliability(8).columns)
    ['first', 'last', 'probability_pct', 'happened_pct', 'cases']
    """
    rows = load_measured().reliability
    rows = rows[rows["brier"].isna() & (rows["kind"] == kind) & (rows["goal_pct"] == goal_pct)]
    rows.index = pd.Index([f"{row.first}/{row.lower:.1f}" for row in rows.itertuples()])
    shares = {f"{name}_pct": share for name, share in _shares(rows).items()}
    return rows[["first", "last"]].assign(**shares, cases=rows["cases"].astype(int))


def _shares(rows: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    return {name: 100 * measured(rows[name], RATIO, TRACE) for name in ("probability", "happened")}


def method_words(method: str) -> Words:
    """Return the name of a method in both languages; automatic models keep the name of their software.

    Examples
    --------
    >>> method_words("naive").text("en"), method_words("AutoETS").text("zh")
    ('Naive (random walk)', 'AutoETS')
    """
    return _words("method", method)


def domain_words(domain: str) -> Words:
    """Return the name of a kind of series in both languages; one without a name stands as it is."""
    return _words("domain", domain)


def _words(kind: str, code: str) -> Words:
    key = f"forecast.{kind}_{code}"
    return words_from(lambda lang: say(key, lang) if key in load_catalogue("forecast", lang) else code)


def _held(measured_on: str) -> Measured:
    found = load_measured()
    if measured_on not in found.about["data"]:
        raise DataError("forecast.no_backtest_results", kind=measured_on, known=tuple(found.about["data"]))
    return found
