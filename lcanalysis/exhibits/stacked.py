"""A cell of two lines: what is told first, what is said of it below, and for a probability a small bar of its range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lcanalysis.exhibits.bilingual import Number
from lcanalysis.exhibits.words import Words, as_words
from lcanalysis.quantities import Quantity
from lcanalysis.wording import headed


@dataclass(frozen=True)
class Stacked:
    """A cell of a table with a second line in small type. Numbers stand with their units, as in prose. Made by `stacked`.

    `low` and `high` are the ends of the range of a probability, which a page draws beside the number.
    """

    main: Quantity | Words
    below: Words | None = None
    low: Quantity | None = None
    high: Quantity | None = None

    def numbers(self, key: str) -> Iterator[Number]:
        """Yield the numbers of the cell, kept as ``key``, ``key/field``, ``key/below/field``, ``key/low`` and ``key/high``."""
        if isinstance(self.main, Quantity):
            yield key, self.main
        else:
            yield from self.main.kept(key)
        if self.below is not None:
            yield from self.below.kept(f"{key}/below")
        for end in ("low", "high"):
            if (number := getattr(self, end)) is not None:
                yield f"{key}/{end}", number

    def shown(self, lang: str) -> dict[str, Any]:
        """Return the cell as JSON values."""
        if isinstance(self.main, Quantity):
            found: dict[str, Any] = {"text": self.main.text(lang, is_short=True)}
        else:
            found = {"text": headed(self.main.text(lang))}
            if self.main.code:
                found["code"] = self.main.code
        if self.below is not None and (below := self.below.text(lang)):
            found["below"] = headed(below)
        if self.low is not None and self.high is not None and isinstance(self.main, Quantity):
            found["bar"] = [float(end.value) for end in (self.low, self.main, self.high)]
        return found


def stacked(main: Any, below: Any = None, *, low: Quantity | None = None, high: Quantity | None = None) -> Stacked:
    """Return a cell of two lines.

    Parameters
    ----------
    main
        A quantity, or what may fill a field of a phrase.
    below
        What is said of it, or None.
    low, high
        The ends of the range of a probability.

    Examples
    --------
    >>> from lcanalysis.exhibits.words import words
    >>> cell = stacked(Quantity(65, "%", decimals=0), words("不同假设", "by other assumptions"))
    >>> cell.shown("en")
    {'text': '65%', 'below': 'By other assumptions'}
    """
    first = main if isinstance(main, Quantity) else as_words(main)
    return Stacked(first, None if below is None else as_words(below), low, high)
