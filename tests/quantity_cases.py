"""Quantities for tests, and the slow twin of their bounds: every corner and points between, in fractions alone."""

import itertools
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from lcanalysis.quantities import Quantity


def printed(digits, unit="亿元", cell="table.csv B2") -> Quantity:
    return Quantity.printed(digits, unit, cell)


def unpickled(held):
    """Return what comes back from a pickle."""
    return pickle.loads(pickle.dumps(held))  # noqa: S301 - our own


@dataclass(frozen=True)
class Formula:
    """An expression twice: over quantities, and over plain fractions; and which inputs it uses."""

    of: Callable
    text: str
    used: frozenset[int]


INPUTS = 3
SUMS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}
LEAVES = [Formula(lambda values, at=at: values[at], f"x{at}", frozenset({at})) for at in range(INPUTS)]


def _joined(operator: str, one: Formula, other: Formula) -> Formula:
    how = SUMS[operator]
    return Formula(
        lambda values: how(one.of(values), other.of(values)),
        f"({one.text} {operator} {other.text})",
        one.used | other.used,
    )


def _changed(name: str, one: Formula, number: int) -> Formula:
    how = {
        "abs": abs,
        "square": lambda value: value**2,
        "cube": lambda value: value**3,
        "shift": lambda value: value + number,
        "part": lambda value: value / (number or 7),
        "over": lambda value: value / (value * value + 1),
        "root": lambda value: (value * value) ** Fraction(1, 2),
    }[name]
    return Formula(lambda values: how(one.of(values)), f"{name}({one.text}, {number})", one.used)


FORMULAS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: (
        st.builds(_joined, st.sampled_from(sorted(SUMS)), inner, inner)
        | st.builds(
            _changed, st.sampled_from(["abs", "square", "cube", "shift", "part", "over"]), inner, st.integers(-3, 3)
        )
    ),
    max_leaves=6,
)
VALUES = st.lists(st.integers(-30, 30).map(lambda tenths: Fraction(tenths, 10)), min_size=INPUTS, max_size=INPUTS)
HALVES = st.lists(st.sampled_from([Fraction(1, 20), Fraction(1, 2), Fraction(0)]), min_size=INPUTS, max_size=INPUTS)


def inputs_of(values, halves) -> list[Quantity]:
    """Each value as a plain quantity with a cell of its own and a rounding interval of twice its half."""
    return [
        Quantity(value, "", f"table.csv B{at}", bounds=(value - half, value + half))
        for at, (value, half) in enumerate(zip(values, halves, strict=True))
    ]


def points(values, halves, shares) -> list[tuple[Fraction, ...]]:
    """Every corner of the inputs' intervals, their middle, and the points at `shares` of the way from end to end."""
    corners = itertools.product(*((value - half, value + half) for value, half in zip(values, halves, strict=True)))
    between = [
        tuple(value + half * (2 * share - 1) for value, half, share in zip(values, halves, point, strict=True))
        for point in shares
    ]
    return [*corners, tuple(values), *between]


SHARES = st.lists(
    st.tuples(*[st.integers(0, 12).map(lambda twelfths: Fraction(twelfths, 12))] * INPUTS), min_size=5, max_size=5
)
