"""Measure the forecast against plain methods and statsforecast's, and write what docs/method.md and the page show.

Run by `make bench`, on the series shipped in data/raw/reference; `make bench BENCHMARK=path/to/table.csv` measures on
a long table (series or series_id, domain, year, value) instead and replaces only the results on that.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import statistics
import time
import warnings
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import current_backtest
import numpy as np
import pandas as pd
from backtest import (
    BASE,
    BASELINES,
    HOLT,
    HORIZONS,
    LENGTHS,
    SEED,
    BacktestCell,
    Method,
    backtest,
    cells_of,
    panels_of,
    ratio_interval,
    summarise,
)
from baselines import Predicted, predict_each
from scipy.special import ndtri
from statsforecast import models as sf

import lcanalysis
from lcanalysis.forecasting import backtest_scores
from lcanalysis.forecasting.distribution import GRID, Floats
from lcanalysis.number_format import format_number

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "lcanalysis" / "forecasting"
PAGE = ROOT / "docs" / "method.md"
MARKS = ("<!-- bench:results -->", "<!-- /bench:results -->")
ORIGINS = {backtest_scores.SHIPPED: 6, backtest_scores.BENCHMARK: 2}
SLOW_CASES = 150
FEWEST_OF_YEAR = 20
HOLT_CASES = 400
AUTOMATIC = ("AutoARIMA", "AutoETS", "AutoTheta", "DynamicOptimizedTheta", "AutoCES")
LEVELS = (20, 40, 60, 80, 90, 95, 98)
SPEED_SERIES, SPEED_RUNS, SLOW_SPEED_SERIES = 1000, 3, 50
CHINESE = ("cn_", "national_")
DIGITS = 4
NAMES = {
    backtest_scores.NAMED: "**forecast, named class**",
    backtest_scores.MIXED: "**forecast, mix of other classes**",
    BASE: "median growth of the class",
    "naive": "naive (random walk)",
    "drift": "drift (last growth continued)",
    "holt_damped": "Holt damped (statsmodels)",
    **{name: f"{name} (statsforecast)" for name in AUTOMATIC},
}


def automatic(name: str) -> Callable[[Floats, int], Floats]:
    """Return one of statsforecast's automatic models as a method for one series of log levels."""
    model = getattr(sf, name)(season_length=1)

    def predict(own: Floats, horizons: int) -> Floats:
        found = model.forecast(y=own, h=horizons, level=list(LEVELS))
        at = [0.5, *(0.5 + level / 200 for level in LEVELS)]
        ends = {"lo": [found["mean"]], "hi": [found["mean"]]}
        for side in ends:
            ends[side] += [found[f"{side}-{level}"] for level in LEVELS]
        above, below = (np.stack(ends[side], axis=1) for side in ("hi", "lo"))
        return np.stack([_between(high, low, np.array(at)) for high, low in zip(above, below, strict=True)])

    return predict


def _between(above: Floats, below: Floats, at: Floats) -> Floats:
    """Return quantiles on the grid from the ends of intervals, linear in normal scores and so beyond the widest."""
    scores = np.concatenate([-ndtri(at[:0:-1]), ndtri(at)])
    ends = np.maximum.accumulate(np.concatenate([below[:0:-1], above]))
    wanted = ndtri(GRID)
    inner = np.interp(wanted, scores, ends)
    low, high = (ends[1] - ends[0]) / (scores[1] - scores[0]), (ends[-1] - ends[-2]) / (scores[-1] - scores[-2])
    inner = np.where(wanted < scores[0], ends[0] + low * (wanted - scores[0]), inner)
    return np.where(wanted > scores[-1], ends[-1] + high * (wanted - scores[-1]), inner)


def automatic_method(name: str) -> Method:
    """Return the method for whole cells; a failing series counts as the pooled random walk."""
    one = automatic(name)

    def predict(cell: BacktestCell) -> Predicted:
        return predict_each(cell.logs, cell.pooled, one)

    return predict


def measure(table: pd.DataFrame, origins: int) -> pd.DataFrame:
    """Return the scores of all methods on a long table (series, domain, year, value)."""
    panels = panels_of(table)
    parts = []
    for n in LENGTHS:
        started = time.perf_counter()
        cells = cells_of(panels, n, origins=origins)
        parts.append(backtest(cells, {**BASELINES, **current_backtest.our_methods(ROOT / "data")}))
        for methods, most in ((HOLT, HOLT_CASES), ({name: automatic_method(name) for name in AUTOMATIC}, SLOW_CASES)):
            sample = _part_of(cells, most, n)
            parts.append(backtest(sample, methods))
        print(
            f"n={n}: {sum(len(cell.members) for cell in cells)} cases, {time.perf_counter() - started:.0f} s",
            flush=True,
        )
    return pd.concat(parts, ignore_index=True)


def _part_of(cells: list[BacktestCell], most: int, n: int) -> list[BacktestCell]:
    """Return at most so many of the cases, chosen with a fixed seed, each in a cell as before."""
    pairs = [(at, member) for at, cell in enumerate(cells) for member in range(len(cell.members))]
    chosen = np.random.default_rng([SEED, n, most]).permutation(len(pairs))[:most]
    kept: dict[int, list[int]] = {}
    for each in sorted(chosen.tolist()):
        kept.setdefault(pairs[each][0], []).append(pairs[each][1])
    return [
        BacktestCell(
            c.panel,
            c.fold,
            c.origin,
            c.n,
            tuple(c.members[m] for m in members),
            tuple(c.weights[m] for m in members),
            c.horizons,
        )
        for at, members in kept.items()
        for c in [cells[at]]
    ]


def grouped(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the means by group: all, domain, horizon, domain and horizon, year, and the Chinese domains by year."""
    plain = scores[~scores["method"].isin(AUTOMATIC)]
    ours = plain[plain["method"].isin([*backtest_scores.OURS, BASE])]
    chinese = ours["domain"].str.startswith(CHINESE)
    years = _group(summarise(plain, ["origin"]), "year", "origin")
    parts = [
        _group(summarise(scores), "all"),
        _group(summarise(scores, ["horizon"]), "horizon", "horizon"),
        _group(summarise(plain, ["domain"]), "domain", "domain"),
        _group(summarise(ours, ["domain", "horizon"]), "domain_horizon", "domain", "horizon"),
        years[years["cases"] >= FEWEST_OF_YEAR],
        _group(summarise(ours[chinese], ["horizon"]), "chinese_horizon", "horizon"),
        _group(summarise(ours[chinese], ["origin"]), "chinese_year", "origin"),
    ]
    table = pd.concat(parts, ignore_index=True)
    for method in backtest_scores.OURS:
        for n in LENGTHS:
            low, high = ratio_interval(scores[scores["n"] == n], method)
            here = (table["method"] == method) & (table["n"] == n) & (table["group"] == "all")
            table.loc[here, ["ratio_low", "ratio_high"]] = low, high
    return table


def _group(table: pd.DataFrame, group: str, *columns: str) -> pd.DataFrame:
    member = table[list(columns)].astype(str).agg(" ".join, axis=1) if columns else ""
    return table.drop(columns=list(columns)).assign(group=group, member=member)


def speed() -> dict[str, Any]:
    """Return seconds per 1000 series by method and n, several runs in alternation: median, least and most."""
    random = np.random.default_rng(SEED)
    walks = np.exp(4 + np.cumsum(random.normal(0.06, 0.12, (SPEED_SERIES, max(LENGTHS))), axis=1))
    found: dict[str, Any] = {}
    for n in (2, 8):
        runs: dict[str, list[float]] = {}
        for run, _ in _timed(walks[:1, -n:]).values():
            run()  # what compiles or loads at the first call is no one's speed
        for _ in range(SPEED_RUNS):
            for name, (run, share) in _timed(walks[:, -n:]).items():
                started = time.perf_counter()
                failed = run()
                seconds = (time.perf_counter() - started) * share
                runs.setdefault(name, [])
                if not failed:
                    runs[name].append(seconds)
        for name, seconds in runs.items():
            # A method that fails on every series has no time.
            found[f"{name} {n}"] = [round(f(seconds), 2) for f in (statistics.median, min, max)] if seconds else None
    return found


def _timed(walks: Floats) -> dict[str, tuple[Callable[[], bool], float]]:
    n = walks.shape[1]
    table = pd.DataFrame(
        {
            "series": np.repeat([f"s{at}" for at in range(len(walks))], n),
            "year": np.tile(np.arange(2019 - n, 2019), len(walks)),
            "value": walks.ravel(),
        }
    )

    def ours() -> bool:
        lcanalysis.forecast(table, HORIZONS, data=ROOT / "data")
        return False

    def each(name: str) -> bool:
        one, count = automatic(name), 0
        for own in np.log(walks[:SLOW_SPEED_SERIES]):
            try:
                one(own, HORIZONS)
            except Exception:  # noqa: BLE001  # any failure counts
                count += 1
        return count == len(walks[:SLOW_SPEED_SERIES])

    share = len(walks) / SLOW_SPEED_SERIES
    return {"forecast": (ours, 1.0), **{name: (partial(each, name), share) for name in AUTOMATIC}}


def write(kind: str, table: pd.DataFrame, scores: pd.DataFrame, timed: dict[str, Any]) -> None:
    """Write the results on one kind of data beside those on the other, and the tables of the page."""
    results = grouped(scores).assign(data=kind)
    if kind == backtest_scores.SHIPPED:
        sample = current_backtest.recheck(ROOT / "data").assign(group="sample", member="", data=kind)
        results = pd.concat([results, sample], ignore_index=True)
    head = ["data", "group", "member", "method", "n", "cases"]
    results = results[[*head, *(name for name in results.columns if name not in head)]]
    _replace(FOLDER / backtest_scores.RESULTS, kind, results, ["data", "group", "method", "n", "member"])
    path = FOLDER / backtest_scores.ABOUT
    about = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"data": {}}
    content = table.sort_values(["domain", "series", "year"]).to_csv(index=False, lineterminator="\n")
    about["data"][kind] = {
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "series": int(table.groupby(["domain", "series"]).ngroups),
        "domains": int(table["domain"].nunique()),
        "first_year": int(table["year"].min()),
        "last_year": int(table["year"].max()),
        "origins_per_series": ORIGINS[kind],
        "cases_slow": SLOW_CASES,
        "cases_holt": HOLT_CASES,
        "version": lcanalysis.__version__,
        "statsforecast": version("statsforecast"),
        "statsmodels": version("statsmodels"),
    }
    about["seconds_per_1000"] = timed
    about["cores"] = os.cpu_count()
    about["python"] = platform.python_version()
    path.write_text(json.dumps(about, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    PAGE.write_text(f"{before}{MARKS[0]}\n\n{tables()}\n\n{MARKS[1]}{after}", encoding="utf-8")


def _replace(path: Path, kind: str, rows: pd.DataFrame, order: list[str]) -> None:
    kept = (
        pd.read_csv(path, dtype={"member": str}, keep_default_na=False, na_values=[])
        if path.is_file()
        else pd.DataFrame()
    )
    if len(kept):
        kept = kept[kept["data"] != kind]
    numeric = rows.select_dtypes("floating").columns
    rows = rows.assign(**{name: rows[name].map(lambda x: "" if pd.isna(x) else f"{x:.{DIGITS}g}") for name in numeric})
    joint = pd.concat([kept, rows], ignore_index=True)
    joint = joint.sort_values(order, kind="stable", key=lambda column: column.map(_sortable))
    joint.to_csv(path, index=False, lineterminator="\n")


def _sortable(value: object) -> str:
    try:
        return f"{float(value):012.4f}"  # type: ignore[arg-type]
    except ValueError:
        return str(value)


def tables() -> str:
    """Return all tables of the page, from the committed results alone."""
    held = backtest_scores.load_measured()
    parts = []
    for kind in (backtest_scores.BENCHMARK, backtest_scores.SHIPPED):
        if kind in held.about["data"]:
            results = held.results[held.results["data"] == kind]
            parts += [_heading(kind, held.about["data"][kind]), _main(results), _domains(results), _chinese(results)]
    return "\n\n".join([*parts, _speed(held.about)])


def _heading(kind: str, about: dict[str, Any]) -> str:
    what = {
        backtest_scores.SHIPPED: "### Measured on the series that are shipped",
        backtest_scores.BENCHMARK: "### Measured on a larger benchmark (`make bench BENCHMARK=…`)",
    }[kind]
    return (
        f"{what}\n\n{about['series']} series of {about['domains']} domains, {about['first_year']} to {about['last_year']}; "
        f"up to {about['origins_per_series']} random origins of each; horizons 1 to 4; version {about['version']}; data "
        f"{about['sha256'][:12]}. Holt on a random {about['cases_holt']} of these cases and statsforecast "
        f"{about['statsforecast']} on {about['cases_slow']} for each n; each ratio is to the class median on the same cases. "
        "A method that fails on a series is scored there as the random walk."
    )


def _main(results: pd.DataFrame) -> str:
    lines = [
        "| n | method | cases | CRPS | ratio | 80% covers | 95% covers | Brier 5% | Brier 8% | fails, % |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows = results[results["group"] == "all"].set_index(["n", "method"])
    for n in LENGTHS:
        for method, name in NAMES.items():
            if (n, method) not in rows.index:
                continue
            row = rows.loc[(n, method)]
            span = f" ({_digits(row.ratio_low, 3)} to {_digits(row.ratio_high, 3)})" if pd.notna(row.ratio_low) else ""
            cells = [
                *(str(n), name, str(row.cases), _digits(row.crps, 3), _digits(row.ratio, 3) + span),
                *(_digits(row[score], 1) for score in ("covers_80", "covers_95")),
                *(_digits(row[score], 3) for score in ("brier_5", "brier_8")),
                _digits(row.failed, 0),
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", "In brackets: 90% of ratios when pairs of domain and origin year are drawn anew."])


def _domains(results: pd.DataFrame) -> str:
    each = results[(results["group"] == "domain") & (results["method"] == backtest_scores.NAMED)].set_index(
        ["member", "n"]
    )
    far = results[(results["group"] == "domain_horizon") & (results["method"] == backtest_scores.NAMED)].set_index(
        ["member", "n"]
    )
    lines = [
        "With a named class, by domain: share covered by 80% bands at 1, 2, 3, 4 years, and CRPS ratio.",
        "",
        "| domain | cases, n=2 | n=2 | n=3 | n=5 | n=8 | ratio, n=2, 3, 5, 8 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for domain in dict.fromkeys(each.index.get_level_values(0)):
        cover = [
            ", ".join(
                _digits(far.loc[(f"{domain} {h}", n)].covers_80, 0) if (f"{domain} {h}", n) in far.index else "–"
                for h in range(1, 5)
            )
            for n in LENGTHS
        ]
        ratio = ", ".join(
            _digits(each.loc[(domain, n)].ratio, 2) if (domain, n) in each.index else "–" for n in LENGTHS
        )
        cases = each.loc[(domain, 2)].cases
        lines.append(f"| {domain} | {cases} | {' | '.join(cover)} | {ratio} |")
    return "\n".join(lines)


def _chinese(results: pd.DataFrame) -> str:
    rows = results[(results["group"] == "chinese_horizon") & (results["member"] == "4")].set_index(["method", "n"])
    lines = [
        "Chinese domains alone, four years ahead: share covered by 80% bands.",
        "",
        "| method | n=2 | n=3 | n=5 | n=8 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for method in (*backtest_scores.OURS, BASE):
        held = " | ".join(_digits(rows.loc[(method, n)].covers_80, 0) for n in LENGTHS)
        lines += [f"| {NAMES[method]} | {held} |"]
    return "\n".join(lines)


def _digits(value: float, places: int) -> str:
    """Return a score as the backtest page shows it, rounded half away from zero."""
    return format_number(float(value), places, "zh")


def _speed(about: dict[str, Any]) -> str:
    timed = about["seconds_per_1000"]
    lines = [
        "### Speed",
        "",
        (
            f"Seconds for 1000 series, {SPEED_RUNS} runs in alternation, median (least to most), on {about['cores']} cores; "
            f"statsforecast's from {SLOW_SPEED_SERIES} series."
        ),
        "",
        "| method | n=2 | times ours | n=8 | times ours |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name in ("forecast", *AUTOMATIC):
        cells = []
        for n in (2, 8):
            own = timed.get(f"{name} {n}")
            ours = timed[f"forecast {n}"][0]
            cells += (
                ["fails on all", "–"] if own is None else [f"{own[0]} ({own[1]} to {own[2]})", f"{own[0] / ours:.1f}"]
            )
        lines.append(f"| {NAMES.get(name, '**forecast, default mix**')} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure on the shipped series, or on the table that BENCHMARK names."""
    warnings.filterwarnings("ignore", category=FutureWarning)
    path = os.environ.get("BENCHMARK", "")
    kind = backtest_scores.BENCHMARK if path else backtest_scores.SHIPPED
    table = (
        pd.read_csv(path).rename(columns={"series_id": "series"})
        if path
        else current_backtest.shipped_table(ROOT / "data")
    )
    table = table[["series", "domain", "year", "value"]]
    timed = speed()
    write(kind, table, measure(table, ORIGINS[kind]), timed)
    print(f"written: {backtest_scores.RESULTS}, {backtest_scores.ABOUT}, docs/method.md")


if __name__ == "__main__":
    main()
