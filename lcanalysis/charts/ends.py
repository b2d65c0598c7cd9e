"""Labels at the ends of lines, a number and a name each, moved apart where two would touch; no legend is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from matplotlib.axes import Axes

from lcanalysis.charts.rows import LINE_IN
from lcanalysis.charts.wrapping import width_in as text_width
from lcanalysis.charts.wrapping import wrap

WIDTH_SHARE: Final = 0.38
"""Most of the width of a chart that its ends take."""
GAP_PT: Final = 6.0
PATIENCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class End:
    """The end of a line: where it is, its number and its name as they are written."""

    value: float
    number: str
    words: str
    colour: str
    is_main: bool = False


@dataclass(frozen=True)
class Ends:
    """The ends of all lines of a chart, from the lowest up.

    >>> ends = Ends([End(2.0, "2", "goal", "#000000"), End(1.0, "1", "median", "#000000")], 6.3, 9.0)
    >>> [end.words for end in ends.ordered], ends.lines
    (['median', 'goal'], [1, 1])
    """

    ends: Sequence[End]
    width_in: float
    pt: float

    @cached_property
    def ordered(self) -> list[End]:
        """The ends from the lowest up."""
        return sorted(self.ends, key=lambda end: end.value)

    @cached_property
    def texts(self) -> list[str]:
        """What stands at each end, broken into lines where it is long."""
        limit = self.width_in * WIDTH_SHARE
        return [wrap(f"{end.number} {end.words}".strip(), limit, self.pt, is_bold=True) for end in self.ordered]

    @property
    def lines(self) -> list[int]:
        """How many lines each takes."""
        return [text.count("\n") + 1 for text in self.texts]

    @property
    def room_in(self) -> float:
        """The width they need at the right of the axes."""
        lines = (line for text in self.texts for line in text.split("\n"))
        return max((text_width(line, self.pt, is_bold=True) for line in lines), default=0.0) + GAP_PT / 72 + 0.06

    @property
    def height_in(self) -> float:
        """The least height in which all of them can stand."""
        return sum(self.lines) * self.pt * LINE_IN

    def write(self, axes: Axes, at: float, height_in: float) -> None:
        """Write them beside the axes, whose height in inches is known."""
        low, high = axes.get_ylim()
        line = (high - low) * self.pt * LINE_IN / height_in
        sizes = [lines * line for lines in self.lines]
        places = apart([end.value for end in self.ordered], sizes, low, high)
        for end, text, place in zip(self.ordered, self.texts, places, strict=True):
            look: dict[str, Any] = {
                "textcoords": "offset points", "color": end.colour, "fontsize": self.pt, "va": "center", "linespacing": 1.1,
                "annotation_clip": False, "zorder": 6,
            }  # fmt: skip
            number, _, words = text.partition(" ")
            if not end.number or "\n" in text or end.is_main:
                weight = "bold" if end.is_main else "normal"
                axes.annotate(text, (at, place), xytext=(GAP_PT, 0), fontweight=weight, **look)
                continue
            axes.annotate(number, (at, place), xytext=(GAP_PT, 0), fontweight="bold", **look)
            beside = GAP_PT + 72 * text_width(f"{number} ", self.pt, is_bold=True)
            axes.annotate(words, (at, place), xytext=(beside, 0), **look)


def apart(values: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Return places in ascending order for labels of these sizes, between `low` and `high`, as near to `values` as that allows.

    >>> apart([0.0, 1.0, 1.5, 9.0], [2.0] * 4, -5.0, 10.0)
    [-1.16..., 0.83..., 2.83..., 9.0]
    >>> apart([9.5, 9.9], [1.0, 1.0], 0.0, 10.0)
    [8.5, 9.5]
    """
    if not values:
        return []
    steps = [0.0]
    for first, second in pairwise(sizes):
        steps.append(steps[-1] + (first + second) / 2)
    # Without what the labels before take up, places only must not fall: blocks that would are put on their mean.
    blocks: list[list[float]] = []
    for value, step in zip(values, steps, strict=True):
        blocks.append([value - step])
        while len(blocks) > 1 and _mean(blocks[-2]) > _mean(blocks[-1]) - PATIENCE:
            last = blocks.pop()
            blocks[-1] += last
    bare = [_mean(block) for block in blocks for _ in block]
    least, most = low + sizes[0] / 2, high - sizes[-1] / 2 - steps[-1]
    bare = [max(min(place, most), min(least, most)) for place in bare]
    return [place + step for place, step in zip(bare, steps, strict=True)]


def _mean(block: Sequence[float]) -> float:
    return sum(block) / len(block)
