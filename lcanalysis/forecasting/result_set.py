"""What forecasts of many series say: a mapping from their names, and one table of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from lcanalysis.exhibits import KeyedQuantity, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting.cautions import unit_name
from lcanalysis.forecasting.result import Forecast
from lcanalysis.wording import preferred_lang, say


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

    def table(self, lang: str | None = None) -> Table:
        """Return one row per series: its last observation, and median and 80 % predictive interval in its target year."""
        lang = lang or preferred_lang()
        rows: list[list[Cell]] = [
            [
                name,
                str(result.years[-1]),
                *(
                    KeyedQuantity(f"forecast/{name}/{label}", value, result.unit, result.trace, 2)
                    for label, value in zip(
                        ("last", "p10", "median", "p90"),
                        (result.last_value, *(result.quantile(q) for q in (0.1, 0.5, 0.9))),
                        strict=True,
                    )
                ),
                unit_name(result.unit, lang),
            ]
            for name, result in self.items()
        ]
        columns = ("series", "year", "last", "p10", "median", "p90", "unit")
        return Table(
            title=say("results.forecasts_title", lang, count=len(self)),
            columns=[say(f"results.column_{name}", lang) for name in columns],
            rows=rows,
            lang=lang,
        )

    def _repr_mimebundle_(self, **_wanted: Any) -> dict[str, Any]:
        return self.table()._repr_mimebundle_()
