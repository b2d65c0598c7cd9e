"""Paths and numbers as short SVG text: steps from point to point, rounded without drift, and no needless character."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from matplotlib.path import Path

_LETTERS: Final[dict[Any, tuple[str, int]]] = {
    Path.MOVETO: ("M", 1), Path.LINETO: ("l", 1), Path.CURVE3: ("q", 2), Path.CURVE4: ("c", 3), Path.CLOSEPOLY: ("z", 1),
}  # fmt: skip
"""What each code of a path is called in SVG, and how many points belong to it."""


def path_data(vertices: Any, codes: Any = None, per_unit: int = 100) -> str:
    """Return a path as SVG writes it, in relative steps, from its points and matplotlib's codes for them.

    Each point is rounded to a part in `per_unit` first, and the steps are differences of rounded points, so errors do not
    add up.

    >>> path_data([(10, 10), (20, 10), (20, 5.004), (0, 0)], [Path.MOVETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY])
    'M10 10h10v-5z'
    """
    points = np.rint(np.asarray(vertices) * per_unit).astype(int).tolist()
    codes = [Path.MOVETO] + [Path.LINETO] * (len(points) - 1) if codes is None else list(codes)
    out: list[str] = []
    here = start = (0, 0)
    last, at = "", 0
    while at < len(codes):
        if codes[at] == Path.STOP:
            break
        letter, count = _LETTERS[codes[at]]
        passed = points[at : at + count]
        at += count
        if letter == "z":
            out.append("z")
            here, last = start, "z"
            continue
        if letter == "M":
            here = start = passed[0]
            out.append(_joined("M", here, per_unit))
            last = letter
            continue
        steps = [place for x, y in passed for place in (x - here[0], y - here[1])]
        if letter == "l" and 0 in steps:
            letter, steps = ("h", steps[:1]) if steps[1] == 0 else ("v", steps[1:])
        out.append(_joined("" if letter == last else letter, steps, per_unit))
        here, last = passed[-1], letter
    return "".join(out)


def _joined(letter: str, steps: Sequence[int], per_unit: int) -> str:
    """Return numbers with no more separators than a reader of SVG needs."""
    text = letter
    for step in steps:
        number = _number(step, per_unit)
        needs_gap = number[0] != "-" and (text != letter or not letter)
        text += f" {number}" if needs_gap else number
    return text


@cache
def _number(value: int, per_unit: int) -> str:
    """Return `value` parts of a unit as a number."""
    text = f"{value / per_unit:.2f}".rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text or "0"


def in_hundredths(value: float) -> str:
    """Return a number rounded to hundredths.

    >>> in_hundredths(0.456), in_hundredths(-2.0)
    ('.46', '-2')
    """
    return _number(round(value * 100), 100)
