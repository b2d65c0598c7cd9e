"""A number on a page: its key, value, unit, digits, and the raw cells it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lcanalysis.number_format import decimals_for, format_number, format_quantity, printed_decimals
from lcanalysis.observations import Observation


@dataclass(frozen=True, slots=True)
class KeyedQuantity:
    """One number shown to a reader.

    `key` names it the same way in every language and edition, such as ``revenue/cluster/2018``; `trace`
    lists the raw cells (or ``reference/<class>``, ``forecast/<indicator>``) that it follows from.
    """

    key: str
    value: Decimal | float
    unit: str
    trace: tuple[str, ...] = ()
    decimals: int | None = None

    @classmethod
    def of(cls, row: Observation, decimals: int | None = None) -> KeyedQuantity:
        """Return the quantity of an observation, with the digits as printed unless `decimals` is given."""
        key = f"{row.indicator}/{row.entity}/{row.area}/{row.period}"
        return cls(
            key, row.value, row.unit, (row.trace,), printed_decimals(row.value) if decimals is None else decimals
        )

    @property
    def places(self) -> int:
        """The number of decimals that are shown."""
        return decimals_for(self.unit) if self.decimals is None else self.decimals

    def text(self, lang: str) -> str:
        """Return the number with its unit, as it stands in a sentence."""
        return format_quantity(self.value, self.unit, lang, self.places)

    def digits(self, lang: str) -> str:
        """Return the number alone, as it stands in a table cell."""
        return format_number(self.value, self.places, lang)

    def result(self) -> dict[str, Any]:
        """Return the entry of ``results.json``: the shown value, exact to its digits, with unit and trace."""
        shown = format_number(self.value, self.places, "zh")
        return {"value": shown, "unit": self.unit, "trace": list(self.trace)}


@dataclass(frozen=True, slots=True)
class WithUnit(KeyedQuantity):
    """A number of a table whose column has no unit of its own: it is shown with its unit.

    Examples
    --------
    >>> WithUnit.from_quantity(KeyedQuantity("required", Decimal("5.284"), "%")).digits("zh")
    '5.3%'
    """

    @classmethod
    def from_quantity(cls, quantity: KeyedQuantity) -> WithUnit:
        """Return the same number, to be shown with its unit."""
        return cls(quantity.key, quantity.value, quantity.unit, quantity.trace, quantity.decimals)

    def digits(self, lang: str) -> str:
        """Return the number as it stands in a table cell, with its unit."""
        return self.text(lang)
