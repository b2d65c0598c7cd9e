"""All values that the rounding of the inputs allows: exact where that is proved, and never too narrow.

Where each input is used once, natural interval arithmetic is exact. Otherwise interval derivatives, found in one walk from
the result back to its inputs, can prove that an input moves the result in one direction only. Such an input is set to the
end that gives the least (or the greatest) result, and the proof is tried again for the other inputs. Where all inputs are
set, or each of the others is used once, the bound is exact. If some remain, the bound is the better of two enclosures:
natural interval arithmetic, and the slopes times the distance from the middle (the mean value form).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lcanalysis.errors import DataError
from lcanalysis.quantities.exactness import shortened_outward
from lcanalysis.quantities.expression import Node, in_order, parts_of, ranges_of
from lcanalysis.quantities.interval import Interval
from lcanalysis.quantities.operations import CITE, ONE, ROUND, ZERO

Box = Mapping[str, Interval]
Slopes = Mapping[str, Interval] | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The interval of all values that rounding allows, and whether both its ends can occur."""

    interval: Interval
    are_exact: bool


def bounds_of(node: Node) -> Bounds:
    """Return all values that inputs within their rounding intervals give.

    Raises `DataError` if the rounding allows a division by zero, or a root or logarithm of a negative number.
    """
    if node.operation is None:
        return _point(node.value) if node.ends is None else Bounds(node.ends, are_exact=True)
    if node.operation is CITE and isinstance(node.arguments[0], Node):
        return bounds_of(node.arguments[0])
    if node.operation is ROUND:  # rounding keeps the order of values, so that the ends are the rounded ends
        inner, places = (bounds_of(one) if isinstance(one, Node) else _point(one) for one in node.arguments)
        return Bounds(ROUND.range(inner.interval, places.interval), inner.are_exact)
    order = in_order(node)
    box = {one.key: one.ends for one in order if one.ends is not None}
    if not box:
        return _point(node.value)
    uses = _uses(order)
    ranges = ranges_of(order, box)
    if all(uses[key] == 1 for key in box):
        return Bounds(ranges[node], are_exact=True)
    slopes = _slopes(order, ranges)
    lower, is_least = _end(order, box, slopes, uses, is_greatest=False)
    upper, is_most = _end(order, box, slopes, uses, is_greatest=True)
    # The value itself can occur, also where it was rounded and the ends were not.
    return Bounds(Interval(min(lower, node.value), max(upper, node.value)), is_least and is_most)


def _point(value: Fraction) -> Bounds:
    return Bounds(Interval(value, value), are_exact=True)


def _end(
    order: Sequence[Node], start: Box, slopes: Slopes, uses: Mapping[str, int], *, is_greatest: bool
) -> tuple[Fraction, bool]:
    """Return the least or greatest value over a box, and whether it can occur."""
    box = dict(start)
    while settled := _settled(box, slopes, is_greatest=is_greatest):
        box |= settled
        ranges = ranges_of(order, box)
        if all(ends.is_point for ends in box.values()):
            return _side(ranges[order[-1]], is_greatest), True
        slopes = _slopes(order, ranges)
    found = ranges_of(order, box)[order[-1]]
    if slopes is not None:
        found = found.common(_by_slopes(order, box, slopes))
    return _side(found, is_greatest), all(uses[key] == 1 for key, ends in box.items() if not ends.is_point)


def _side(found: Interval, is_greatest: bool) -> Fraction:
    return found.upper if is_greatest else found.lower


def _settled(box: Box, slopes: Slopes, *, is_greatest: bool) -> Box:
    """Return the inputs that are proved to move the result in one direction, each set to the end that is asked for."""
    settled = {}
    for key, slope in (slopes or {}).items():
        if not box[key].is_point and (slope.lower >= 0 or slope.upper <= 0):
            end = _side(box[key], is_greatest == (slope.lower >= 0))
            settled[key] = Interval(end, end)
    return settled


def _slopes(order: Sequence[Node], ranges: Mapping[Node, Interval]) -> Slopes:
    """Return the slope of the last node in each input that is not exact; None if an operation has none there."""
    by_node = {order[-1]: ONE}
    found: dict[str, Interval] = {}
    for node in reversed(order):
        slope = by_node.pop(node)
        if node.operation is None:
            if node.ends is not None:
                found[node.key] = found.get(node.key, ZERO) + slope
            continue
        if node.operation.slopes is None:
            return None
        try:
            partial = node.operation.slopes(*parts_of(node, ranges))
        except DataError:  # as steep as can be, such as a root at zero
            return None
        for part, one in zip(node.arguments, partial, strict=False):
            if isinstance(part, Node):
                step = slope if one is ONE else slope * one
                by_node[part] = shortened_outward(by_node[part] + step if part in by_node else step)
    return found


def _by_slopes(order: Sequence[Node], box: Box, slopes: Mapping[str, Interval]) -> Interval:
    """Return what the slopes enclose: the value in the middle of the box, and the slopes times the way to its sides."""
    middle = {key: Interval.exact((ends.lower + ends.upper) / 2) for key, ends in box.items()}
    found = ranges_of(order, middle)[order[-1]]
    for key, ends in box.items():
        found += slopes[key] * (ends - middle[key])
    return found


def _uses(order: Sequence[Node]) -> Counter[str]:
    """Return how often each input is used, once the expression is written out."""
    by_node = Counter({order[-1]: 1})
    found: Counter[str] = Counter()
    for node in reversed(order):
        uses = min(by_node[node], 2)
        if node.operation is None:
            found[node.key] += uses
        for part in node.arguments[:1] if node.operation is CITE else node.arguments:
            if isinstance(part, Node):
                by_node[part] += uses
    return found
