"""How wide the columns of a table are to be on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lcanalysis.briefing.fragments import SHORT, display_width

PADDING: Final = 2
"""Display widths that a cell keeps free at its sides."""
WIDEST: Final = 60
"""Display width beyond which a column of text wants no more room."""


def column_widths(columns: Sequence[str], rows: Sequence[Sequence[str]], total: int) -> list[float]:
    """Return the widths of columns in display widths (see `fragments.display_width`), which add up to `total`.

    Short contents, numbers above all, are not to be broken; heads may be broken in the middle; columns of text share
    what is left by what they would need. Where even short contents do not fit, all columns are narrowed alike.

    Examples
    --------
    >>> column_widths(["产品", "说明"], [["41.72", "电解铜" * 30]], 60)
    [7.0, 53.0]
    """
    least, wanted = [], []
    for at, head in enumerate(columns):
        cells = [display_width(row[at]) for row in rows]
        unbroken = max((width for width in cells if width <= SHORT), default=0)
        least.append(PADDING + max(unbroken, _least_of_head(head)))
        wanted.append(max(least[-1], PADDING + min(WIDEST, max(cells, default=0))))
    room = total - sum(least)
    if room <= 0:
        return [total * width / sum(least) for width in least]
    more = [high - low for low, high in zip(least, wanted, strict=True)]
    shares = more if any(more) else least
    return [low + room * share / sum(shares) for low, share in zip(least, shares, strict=True)]


def _least_of_head(head: str) -> int:
    """Return how narrow a head may be set, in bold: half of it, in Latin text its longest word."""
    longest = max((len(word) for word in head.split() if word.isascii()), default=0)
    return max((display_width(head) + 1) // 2, longest + 1) if longest else (display_width(head) + 1) // 2
