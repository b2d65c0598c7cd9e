"""The forecasts of many series at once, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from lcanalysis.exhibits import DataTable, catalogue_words, table
from lcanalysis.forecasting.rates_and_levels import level_quantity, observed_level, same_words
from lcanalysis.forecasting.result import Forecast


class Forecasts(Mapping[str, Forecast]):
    """The results for many series, by name."""

    def __init__(self, results: Mapping[str, Forecast]) -> None:
        self._results = dict(results)

    def __getitem__(self, name: str) -> Forecast:
        return self._results[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)

    def to_frame(self) -> pd.DataFrame:
        """Return the tidy tables of all series below one another (see `Forecast.to_frame`)."""
        return pd.concat([result.to_frame() for result in self.values()], ignore_index=True)

    def summary(self, lang: str | None = None) -> str:
        """Return one paragraph per series."""
        return "\n\n".join(result.summary(lang) for result in self.values())

    def table(self) -> DataTable:
        """Return one row per series: its last observation, and median and 80 % predictive interval in its target year."""
        frame = pd.DataFrame(
            {name: self._cells(result) for name, result in self.items()},
            index=["year", "last", "p10", "median", "p90", "unit"],
        ).T
        return table(
            "forecast",
            frame,
            title=catalogue_words("results.forecasts_title", count=len(self)),
            columns={name: catalogue_words(f"results.column_{name}") for name in frame},
            index=catalogue_words("results.column_series"),
            rows=same_words,
        )

    @staticmethod
    def _cells(result: Forecast) -> list[Any]:
        last = observed_level(result.last_value, result.unit, result.trace)
        shown = (
            level_quantity(result.quantile(q), result.unit, result.trace, result.decimals) for q in (0.1, 0.5, 0.9)
        )
        return [result.years[-1], last, *shown, result.unit or None]

    def _repr_mimebundle_(self, **_wanted: Any) -> dict[str, Any]:
        return self.table()._repr_mimebundle_()
