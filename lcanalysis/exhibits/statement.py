"""Sentences made from numbers, so that words and figures cannot part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lcanalysis.exhibits.exhibit import RESULTS_MIME, results_of
from lcanalysis.exhibits.literal import marked
from lcanalysis.exhibits.quantity import KeyedQuantity
from lcanalysis.wording import say


@dataclass(frozen=True, slots=True)
class Statement:
    """A paragraph in one language, with the quantities it names.

    Of Markdown it has the marks at the beginning of a line, and ``**`` around a whole one or its first words; all else is
    shown as it is.
    """

    text: str
    quantities: tuple[KeyedQuantity, ...] = ()

    @classmethod
    def of(cls, key: str, lang: str, **values: object) -> Statement:
        """Return the phrase `key` filled from `values`; a `KeyedQuantity` is written with its unit."""
        shown = {
            name: value.text(lang) if isinstance(value, KeyedQuantity) else value for name, value in values.items()
        }
        return cls(
            say(key, lang, **shown), tuple(value for value in values.values() if isinstance(value, KeyedQuantity))
        )

    def __add__(self, other: Statement) -> Statement:
        """Return both sentences as one paragraph; a space stands between where the first ends in one."""
        joint = "" if not (self.text and other.text) or self.text.endswith(("。", "；", "\n")) else " "
        return Statement(f"{self.text}{joint}{other.text}", self.quantities + other.quantities)

    def _repr_mimebundle_(self, **_wanted: Any) -> dict[str, Any]:
        return {
            "text/plain": self.text,
            "text/markdown": marked(self.text),
            RESULTS_MIME: results_of(self.quantities),
        }
