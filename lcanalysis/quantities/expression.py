"""Expressions over published inputs: the graph that a number keeps of how it was made.

A node is an input (a leaf), or an operation on nodes and constants. Nodes never change and are shared: a number used
twice is one node, which is how ``x - x`` is known to be zero. All walks over the graph are loops, not recursions, so
that a sum of ten thousand figures is no deeper than the machine's memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from secrets import token_hex
from typing import Any

from lcanalysis.errors import DataError
from lcanalysis.quantities.exactness import shortened_outward
from lcanalysis.quantities.interval import Interval
from lcanalysis.quantities.operations import CITE, DIVIDE, MULTIPLY, OPERATIONS, POWER, SUBTRACT, Operation
from lcanalysis.quantities.trace import Trace


class Node:
    """One node: its exact value, and what it was made from.

    A leaf has no `operation`; `ends` is its rounding interval (None if it is exact). `sources` is its trace, and that of a
    result once `trace_of` was asked for it. Two leaves with the same `key` are the same input, wherever they were opened.
    Nodes are equal if they are one object, and are kept in sets and dictionaries as they are: each call of ``id`` would tell
    the audit hooks, of which a run has one.
    """

    __slots__ = ("arguments", "ends", "key", "operation", "sources", "value")

    def __init__(
        self,
        value: Fraction,
        operation: Operation | None,
        arguments: tuple[Node | Fraction, ...],
        sources: Trace | None = None,
        ends: Interval | None = None,
        key: str = "",
    ) -> None:
        self.value, self.operation, self.arguments = value, operation, arguments
        self.sources, self.ends, self.key = sources, ends, key

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (_flattened(self),)


def leaf(value: Fraction, sources: Trace, ends: Interval | None = None, key: str = "") -> Node:
    """Return an input; with a rounding interval and without a key it is never the same input as another."""
    if ends is None or ends.is_point:
        return Node(value, None, (), sources)
    named = f"{key} {value} {ends.lower} {ends.upper}" if key else token_hex(8)
    return Node(value, None, (), sources, ends, named)


def applied(operation: Operation, *arguments: Node | Fraction) -> Node:
    """Return the node of an operation on nodes and constants.

    What cancels (``x - x``, ``x / x``, ``x / (x / y)``, ``(x * y) / x``) is left out, so that the bounds are those of what
    remains; the trace keeps all inputs.
    """
    if operation is MULTIPLY and is_same(arguments[0], arguments[1]):  # a square is never negative
        operation, arguments = POWER, (arguments[0], Fraction(2))
    if (operation is DIVIDE or operation is SUBTRACT) and isinstance(arguments[0], Node):
        remains = _remaining(operation, arguments[0], arguments[1])
        if remains is not None:
            return Node(_value(remains), CITE, (remains, *arguments))
    return Node(operation.value(*map(_value, arguments)), operation, arguments)


def _value(argument: Node | Fraction) -> Fraction:
    return argument.value if isinstance(argument, Node) else argument


def _remaining(operation: Operation, first: Node, second: Node | Fraction) -> Node | Fraction | None:
    """Return what is left of a difference or quotient when its operands cancel; None if they do not."""
    if not isinstance(second, Node):
        return None
    if operation is SUBTRACT:
        return Fraction(0) if is_same(first, second) else None
    left: Node | Fraction | None = None
    if is_same(first, second):
        left = Fraction(1)
    elif second.operation is DIVIDE and is_same(first, second.arguments[0]):
        left = second.arguments[1]
    elif first.operation is MULTIPLY and any(is_same(second, one) for one in first.arguments):
        left = first.arguments[1] if is_same(second, first.arguments[0]) else first.arguments[0]
    return None if left is None or _may_be_zero(second) else left


def is_same(first: Node | Fraction, second: Node | Fraction) -> bool:
    """Return whether two nodes are one input or one result of a calculation."""
    if first is second:
        return True
    return isinstance(first, Node) and isinstance(second, Node) and bool(first.key) and first.key == second.key


def _may_be_zero(node: Node) -> bool:
    try:
        return 0 in enclosure_of(node)
    except DataError:
        return True


def in_order(node: Node, *, cited: bool = False) -> list[Node]:
    """Return the nodes that `node` is made of, each once and after its arguments; `node` itself is the last.

    What is merely cited has no part in the value, and is left out unless `cited`.
    """
    found: list[Node] = []
    seen: set[Node] = set()
    waiting: list[tuple[Node, bool]] = [(node, False)]
    while waiting:
        one, is_ready = waiting.pop()
        if is_ready:
            found.append(one)
        elif one not in seen:
            seen.add(one)
            waiting.append((one, True))
            parts = one.arguments[:1] if one.operation is CITE and not cited else one.arguments
            waiting.extend((part, False) for part in parts if isinstance(part, Node) and part not in seen)
    return found


def ranges_of(order: Sequence[Node], box: Mapping[str, Interval] | None = None) -> dict[Node, Interval]:
    """Return an interval that holds all values of each node of `order`.

    `box` gives the intervals of inputs by key, in place of their rounding intervals.

    Raises `DataError` if an interval that is divided by holds zero, or a root or logarithm is taken of a negative
    number.
    """
    ranges: dict[Node, Interval] = {}
    for node in order:
        if node.operation is None:
            ends = node.ends if box is None or node.ends is None else box[node.key]
            ranges[node] = Interval(node.value, node.value) if ends is None else ends
        else:
            found = node.operation.range(*parts_of(node, ranges))
            ranges[node] = shortened_outward(found)
    return ranges


def enclosure_of(node: Node) -> Interval:
    """Return an interval that holds all values of a node, by natural interval arithmetic. Raises as `ranges_of`."""
    return ranges_of(in_order(node))[node]


def parts_of(node: Node, ranges: Mapping[Node, Interval]) -> list[Interval]:
    """Return the intervals of a node's arguments, given those of nodes."""
    arguments = node.arguments[:1] if node.operation is CITE else node.arguments
    return [ranges[one] if isinstance(one, Node) else Interval(one, one) for one in arguments]


def trace_of(node: Node) -> Trace:
    """Return the union of the traces of all inputs of `node`, which keeps it."""
    if node.sources is None:
        found: list[Trace] = []
        seen = {node}
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if one.sources is not None:
                found.append(one.sources)
                continue
            for part in one.arguments:
                if isinstance(part, Node) and part not in seen:
                    seen.add(part)
                    waiting.append(part)
        node.sources = Trace.of_all(found)
    return node.sources


def _flattened(node: Node) -> list[tuple[Any, ...]]:
    """Return a graph as a list, for pickle, which would else descend into it as deep as it is long."""
    order = in_order(node, cited=True)
    at = {one: number for number, one in enumerate(order)}
    return [
        (
            one.value,
            one.operation and one.operation.name,
            tuple(at[part] if isinstance(part, Node) else part for part in one.arguments),
            None if one.operation else one.sources,
            one.ends,
            one.key,
        )
        for one in order
    ]


def _rebuilt(flat: Sequence[tuple[Any, ...]]) -> Node:
    made: list[Node] = []
    for value, name, arguments, sources, ends, key in flat:
        parts = tuple(made[one] if isinstance(one, int) else one for one in arguments)
        made.append(Node(value, OPERATIONS[name] if name else None, parts, sources, ends, key))
    return made[-1]
