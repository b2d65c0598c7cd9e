"""Break a line of Chinese or English where a reader would, by its real width in the font."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from lcanalysis.characters import drawable
from lcanalysis.charts.lettering import families_for
from lcanalysis.charts.outlines import POINTS_PER_INCH, Font, extent
from lcanalysis.charts.style import register_fonts
from lcanalysis.text_lines import pieces

# What a break costs: nothing after a clause, little between words, most inside a run of Chinese. The
# unit is the square of a whole line left empty.
LONGEST: Final = 300
"""Characters of a text that are drawn: of a longer one, the page and its table show the rest."""
_AFTER_CLAUSE: Final = tuple("，。；：、,;:")
_BETWEEN_WORDS: Final = 0.1
_INSIDE: Final = 0.4


@lru_cache(maxsize=8192)
def width_in(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return the width of one line of `text` as it is drawn, in inches.

    The font has no kerning, so widths of parts add up.
    """
    register_fonts()
    font = Font(families_for(text), "bold" if is_bold else "normal")
    return extent(drawable(text), font).width * size / POINTS_PER_INCH


def wrap(text: str, limit_in: float, size: float, *, is_bold: bool = False) -> str:
    """Return `text` with line breaks: as few lines as fit into `limit_in` inches, broken where it reads best.

    A single word that is wider stays whole. Of a text longer than `LONGEST` the rest is left out, and marked so.
    """
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}…"
    parts = pieces(text)
    widths = [width_in(part, size, is_bold=is_bold) for part in parts]
    fewest = len(_filled(widths, limit_in))
    if fewest <= 1:
        return text
    breaks = _best_breaks(parts, widths, limit_in, fewest)
    lines = ["".join(parts[first:last]) for first, last in zip([0, *breaks], [*breaks, len(parts)], strict=True)]
    return "\n".join(line.strip() for line in lines)


def _filled(widths: list[float], limit: float) -> list[int]:
    """Return where lines begin if each takes as much as fits."""
    starts, used = [0], 0.0
    for position, width in enumerate(widths):
        if used and used + width > limit:
            starts.append(position)
            used = 0.0
        used += width
    return starts


def _best_breaks(parts: list[str], widths: list[float], limit: float, lines: int) -> list[int]:
    """Return where all lines but the first begin, with the least sum of squared empty ends and costs of breaks."""
    sums = [0.0]
    for width in widths:
        sums.append(sums[-1] + width)
    # best[position] is the cost of setting parts[:position] in so many lines, and where these begin.
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for line in range(1, lines + 1):
        reached: dict[int, tuple[float, list[int]]] = {}
        ends = [len(parts)] if line == lines else range(1, len(parts))
        for end in ends:
            for start, (cost, breaks) in best.items():
                width = sums[end] - sums[start]
                if start >= end or (width > limit and end - start > 1):
                    continue
                empty = max(0.0, 1 - width / limit)
                total = cost + empty**2 + (0.0 if end == len(parts) else _cost(parts, end))
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, [*breaks, end])
        best = reached
    return best[len(parts)][1][:-1] if len(parts) in best else _filled(widths, limit)[1:]


def _cost(parts: list[str], position: int) -> float:
    before = parts[position - 1]
    if before.isspace() or parts[position].isspace():
        return 0.0 if "".join(parts[:position]).rstrip().endswith(_AFTER_CLAUSE) else _BETWEEN_WORDS
    return 0.0 if before.endswith(_AFTER_CLAUSE) else _INSIDE
