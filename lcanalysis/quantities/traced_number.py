"""A number with its unit, trace and bounds, and how it is shown: all of a quantity but its arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Self

from lcanalysis.errors import DataError
from lcanalysis.number_format import decimals_for, format_number, format_quantity, printed_decimals
from lcanalysis.quantities.bounds import Bounds, bounds_of
from lcanalysis.quantities.digits import as_decimal, rounded, rounded_down, rounded_up
from lcanalysis.quantities.expression import Node, enclosure_of, leaf, trace_of
from lcanalysis.quantities.interval import Interval
from lcanalysis.quantities.numbers import exact
from lcanalysis.quantities.trace import Source, Trace
from lcanalysis.quantities.unit_rules import PLAIN, PURE, measure_of
from lcanalysis.units import UNITS, require_unit
from lcanalysis.wording import preferred_lang, say

LEVEL_DECIMALS: Final = 2
_FIXED: Final = re.compile(r"(.*)\.(\d+)f")


class TracedNumber:
    """A number with its unit, its trace and its bounds; `Quantity` adds the arithmetic."""

    __slots__ = ("_bounds", "_decimals", "_node", "_unit")

    def __init__(
        self,
        value: Any,
        unit: str = PLAIN,
        trace: Iterable[Source | str] | Source | str = (),
        *,
        bounds: Iterable[Any] | None = None,
        decimals: int | None = None,
        key: str = "",
    ) -> None:
        measure_of(unit)
        number = exact(value)
        sources = Trace([trace] if isinstance(trace, (str, Source)) else trace)
        ends = None if bounds is None else _ends(number, bounds)
        self._node, self._unit, self._decimals = leaf(number, sources, ends, key), unit, decimals
        self._bounds: Bounds | None = None

    @classmethod
    def printed(
        cls, digits: str | Decimal | int, unit: str = PLAIN, trace: Iterable[Source | str] | Source | str = ()
    ) -> Self:
        """Return a figure as it was printed: it stands for all values that round to its digits.

        A whole number of things that are counted (131 家) was not rounded.

        Examples
        --------
        >>> TracedNumber.printed("14.9", "%").bounds == Interval.between(Decimal("14.85"), Decimal("14.95"))
        True
        """
        value = exact(digits)
        decimals = printed_decimals(Decimal(digits))
        if value.denominator == 1 and unit in UNITS and UNITS[unit].is_count:
            return cls(value, unit, trace, decimals=decimals)
        half = Fraction(Decimal(5).scaleb(int(Decimal(digits).as_tuple().exponent) - 1))
        return cls(value, unit, trace, bounds=(value - half, value + half), decimals=decimals)

    @classmethod
    def from_node(cls, node: Node, unit: str, decimals: int | None = None) -> Self:
        """Return the quantity of an expression."""
        made = cls.__new__(cls)
        made._node, made._unit, made._decimals, made._bounds = node, unit, decimals, None  # noqa: SLF001 - its own
        return made

    @property
    def node(self) -> Node:
        """The expression that it was made by."""
        return self._node

    @property
    def unit(self) -> str:
        """The unit as printed; empty for a plain number."""
        return self._unit

    @property
    def exact(self) -> Fraction:
        """The exact value, in the unit."""
        return self._node.value

    @property
    def value(self) -> Decimal:
        """The value as a decimal: exact if it has a finite one, else to 50 significant digits."""
        return as_decimal(self._node.value)

    @property
    def trace(self) -> Trace:
        """What it follows from: published cells, parameters, goals, reference classes, assumptions."""
        return trace_of(self._node)

    @property
    def bounds(self) -> Interval:
        """All values that the rounding of the inputs allows, in the unit.

        Raises
        ------
        DataError
            If the rounding allows a division by zero, or a root or logarithm of a negative number.
        """
        return self._found().interval

    @property
    def bounds_are_exact(self) -> bool:
        """Whether both bounds can occur; else they enclose what can."""
        return self._found().are_exact

    @property
    def enclosure(self) -> Interval:
        """An interval that holds the `bounds`: found sooner, and wider where an input is used more than once. Raises as they do."""
        return enclosure_of(self._node)

    def _found(self) -> Bounds:
        if self._bounds is None:
            self._bounds = bounds_of(self._node)
        return self._bounds

    @property
    def lower(self) -> Self:
        """The least value that rounding allows, rounded outward to two decimals (more if it is shown with more)."""
        places = max(2, self.places)
        return type(self)(rounded_down(self.bounds.lower, places), self._unit, self.trace, decimals=places)

    @property
    def upper(self) -> Self:
        """The greatest value that rounding allows, rounded outward as `lower` is."""
        places = max(2, self.places)
        return type(self)(rounded_up(self.bounds.upper, places), self._unit, self.trace, decimals=places)

    def shown(self, decimals: int) -> Self:
        """Return the same number, shown with so many decimals."""
        same = type(self).from_node(self._node, self._unit, decimals)
        same._bounds = self._bounds  # noqa: SLF001 - its own
        return same

    def __float__(self) -> float:
        return float(self._node.value)

    def __int__(self) -> int:
        return int(self._node.value)

    def __index__(self) -> int:
        if self._unit not in PURE or self._node.value.denominator != 1:
            raise DataError("quantities.not_whole", value=str(self))
        return int(self._node.value)

    def __bool__(self) -> bool:
        return bool(self._node.value)

    @property
    def places(self) -> int:
        """The number of decimals that are shown; none where rounding leaves a computed level uncertain by a whole unit or more."""
        if self._decimals is not None:
            return self._decimals
        usual = _usual_places(self.exact, self._unit)
        is_level = usual == LEVEL_DECIMALS and self._unit in UNITS and self._node.operation is not None
        return 0 if is_level and self._is_in_doubt() else usual

    def _is_in_doubt(self) -> bool:
        try:
            return self.bounds.upper - self.bounds.lower >= 1
        except DataError:  # the rounding allows a division by zero, and so any value
            return True

    @property
    def is_computed(self) -> bool:
        """Whether no publisher printed its decimals: they are the usual ones of the unit, or the page chose them."""
        return self._decimals is None or self._node.operation is not None

    @property
    def prints_as_zero(self) -> bool:
        """Whether only zeros are shown of it, so that a change has no direction that a reader could see.

        >>> from lcanalysis.quantities import Quantity
        >>> [Quantity(rate, "%").shown(1).prints_as_zero for rate in ("-0.04", "-0.05", "0")]
        [True, False, True]
        """
        return rounded(self.exact, self.places) == 0

    def digits(self, lang: str) -> str:
        """Return the number alone, as it stands in a table cell."""
        return format_number(rounded(self.exact, self.places), self.places, lang)

    def text(self, lang: str, *, is_short: bool = False) -> str:
        """Return the number with its unit as it stands in a sentence, or as in a narrow place: 81.39 bn yuan."""
        return _text(self.exact, self._unit, self.places, lang, is_short=is_short, is_computed=self.is_computed)

    def result(self) -> dict[str, Any]:
        """Return the entry of ``results.json``: the shown value, exact to its digits, with unit and trace."""
        return {"value": self.digits("zh"), "unit": self._unit, "trace": list(self.trace.machine)}

    def __str__(self) -> str:
        return self.text(preferred_lang())

    def __format__(self, spec: str) -> str:
        """Return the text, or by a format of numbers such as ``.1f`` the digits alone."""
        if not spec:
            return str(self)
        fixed = _FIXED.fullmatch(spec)
        return format(rounded(self.exact, int(fixed[2])) if fixed else self.value, spec)

    def __repr__(self) -> str:
        lang = preferred_lang()
        return f"{self.text(lang)} ← {self.trace.words(lang) or say('quantities.no_source', lang)}"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_node, (self._node, self._unit, self._decimals)


def _ends(value: Fraction, bounds: Iterable[Any]) -> Interval:
    lower, upper = (exact(end) for end in bounds)
    if not lower <= value <= upper:
        found = {"value": value, "lower": lower, "upper": upper}
        raise DataError(
            "quantities.value_outside_bounds", **{name: str(as_decimal(one)) for name, one in found.items()}
        )
    return Interval(lower, upper)


def _usual_places(value: Fraction, unit: str) -> int:
    """Return the usual number of decimals in a unit; a plain whole number has none.

    >>> _usual_places(Fraction(5, 2), "%"), _usual_places(Fraction(4), ""), _usual_places(Fraction(7), "亿元/万吨")
    (1, 0, 2)
    """
    if unit in UNITS:
        return decimals_for(unit)
    return 0 if unit == PLAIN and value.denominator == 1 else 2


def _text(
    value: Fraction, unit: str, places: int, lang: str, *, is_short: bool = False, is_computed: bool = False
) -> str:
    """Return a number with its unit, as it stands in a sentence, or in short as in a narrow place.

    >>> _text(Fraction(3, 2), "亿元/万吨", 1, "zh"), _text(Fraction(3, 2), "亿元/万吨", 1, "en")
    ('1.5亿元/万吨', '15,000 yuan per tonne')
    """
    shown = rounded(value, places)
    if unit == PLAIN:
        return format_number(shown, places, lang)
    parts = require_unit(unit).parts
    if lang == "zh" or not parts[1:] or any(part.single is part for part in parts):
        return format_quantity(shown, unit, lang, places, is_short=is_short, is_computed=is_computed)
    # Where both sides are multiples, English puts one tonne below the line and not ten thousand, and divides the number.
    above, below = parts
    power = below.multiple
    text_above = format_quantity(
        shown.scaleb(-power), above.symbol, lang, places + power, is_short=is_short, is_computed=is_computed
    )
    return say("quantities.unit_over", lang, above=text_above, below=below.single.singular(lang))
