"""A probability: exact for programs, and rounded for readers as the backtest supports."""

from __future__ import annotations

from typing import Any, Final

from lcanalysis.number_format import PROBABILITY, format_number, format_probability, is_bound, told_probability
from lcanalysis.quantities.aggregates import measured
from lcanalysis.quantities.digits import rounded
from lcanalysis.quantities.quantity import Quantity
from lcanalysis.quantities.trace import Source
from lcanalysis.units import PERCENT, RATIO

KEPT: Final = 2
"""Decimals of a probability in percent in ``results.json``."""


class Probability(Quantity):
    """A probability in percent. Readers are told it to the nearest 5, and below 5 and above 95 as a bound.

    ``results.json`` keeps two decimals. Arithmetic makes plain quantities.

    Examples
    --------
    >>> [probability(share).text("en") for share in (0.648, 0.031, 1)]
    ['65%', 'below 5%', 'above 95%']
    >>> probability(0.648).text("zh"), probability(0.031).text("zh"), probability(0.648).result()["value"]
    ('65%', '低于5%', '64.80')
    """

    __slots__ = ()

    @property
    def told(self) -> Quantity:
        """The rounded number that readers are told, or the bound. A page draws its conclusions from this number."""
        return Quantity(told_probability(self.exact), PERCENT, self.trace, decimals=0)

    @property
    def is_bound(self) -> bool:
        """Whether readers are told a bound."""
        return is_bound(self.exact)

    def digits(self, lang: str) -> str:
        """Return what readers are told, without the sign of percent."""
        return format_probability(self.exact, lang, is_bare=True)

    def text(self, lang: str, *, is_short: bool = False) -> str:  # noqa: ARG002 - as of other quantities
        """Return what readers are told."""
        return format_probability(self.exact, lang)

    def result(self) -> dict[str, Any]:
        """Return the entry of ``results.json``: the value with two decimals, and that it is a probability."""
        value = format_number(rounded(self.exact, KEPT), KEPT, "zh")
        return {**super().result(), "value": value, "form": PROBABILITY}

    def because(self, *others: Quantity | Source | str) -> Probability:
        """Return the same probability that also follows from `others`."""
        return probability(super().because(*others))


def probability(share: Any, *sources: Any) -> Probability:
    """Return a probability as readers are told it.

    Parameters
    ----------
    share
        The number of a model between 0 and 1, or a quantity.
    *sources
        What it follows from, as for `measured`.

    Examples
    --------
    >>> probability(0.52, "reference/mix").text("en"), probability(Quantity(52, "%")).told > Quantity(50, "%")
    ('50%', False)
    """
    held = share if isinstance(share, Quantity) else measured(share, RATIO, *sources)
    return Probability.from_node(held.to(PERCENT).node, PERCENT, 0)
