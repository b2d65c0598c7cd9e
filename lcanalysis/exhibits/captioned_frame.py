"""A pandas table that, shown at the end of a cell, says what its rows and units are."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, ClassVar, Final

import pandas as pd

from lcanalysis.safe_text import for_office, for_terminal
from lcanalysis.wording import preferred_lang, say

DIGITS: Final = 6
"""Significant digits that are shown; the table holds all."""


class CaptionedFrame(pd.DataFrame):
    """A DataFrame with a caption; what pandas makes of it, such as a selection of rows, is a plain DataFrame.

    - `table`: the data, which stay as they are.
    - `caption`: wording key of the sentence that says what a row is, and in which units the numbers are.
    - `shown`: columns to show, all by default; ``{lang}`` in a name stands for the reader's language. The others are
      there all the same, and are named below.

    >>> table = pd.DataFrame({"year": [2017, 2018], "value": [708.36, 813.9], "source": ["a", "a"]})
    >>> shown = CaptionedFrame(table, "results.observations", ["year", "value"])
    >>> list(shown.columns), "source" in shown.as_text("en").splitlines()[-1]
    (['year', 'value', 'source'], True)
    >>> type(shown[shown["year"] == 2018]).__name__
    'DataFrame'
    """

    _metadata: ClassVar[list[str]] = ["caption_key", "shown"]

    def __init__(self, table: pd.DataFrame, caption: str, shown: Sequence[str] = ()) -> None:
        super().__init__(table)  # type: ignore[call-arg]
        self.caption_key = caption
        self.shown = tuple(shown)

    @property
    def _constructor(self) -> Any:
        return pd.DataFrame

    def as_text(self, lang: str) -> str:
        """Return the table under its caption, as plain text."""
        lines = [say(self.caption_key, lang), self._selection(lang).to_string(**_layout()), *self._rest(lang)]
        return for_terminal("\n".join(lines))

    def as_html(self, lang: str) -> str:
        """Return the table as HTML with its caption above and the names of further columns below."""
        caption = (
            f'<caption style="caption-side: top; text-align: left">{escape(say(self.caption_key, lang))}</caption>'
        )
        table = self._selection(lang).to_html(border=0, index=False, **_layout())
        rest = "".join(f"<p>{escape(line)}</p>" for line in self._rest(lang))
        return for_office(f'<div lang="{lang}">{table.replace("<thead>", f"{caption}<thead>", 1)}{rest}</div>')

    def _repr_mimebundle_(self, **_wanted: Any) -> dict[str, str]:
        lang = preferred_lang()
        return {"text/plain": self.as_text(lang), "text/html": self.as_html(lang)}

    def _names(self, lang: str) -> list[str]:
        return [name.format(lang=lang) for name in self.shown] or [str(name) for name in self.columns]

    def _selection(self, lang: str) -> pd.DataFrame:
        return pd.DataFrame(self)[self._names(lang)]

    def _rest(self, lang: str) -> list[str]:
        rest = tuple(str(name) for name in self.columns if name not in self._names(lang))
        return [say("results.more_columns", lang, names=rest)] if rest else []


def _layout() -> dict[str, Any]:
    return {
        "max_rows": pd.get_option("display.max_rows"),
        "show_dimensions": True,
        "na_rep": "—",
        "float_format": lambda value: f"{value:.{DIGITS}g}",
    }
