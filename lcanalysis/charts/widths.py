"""The widths that a chart is drawn in for a page: on a screen, on paper, on a phone. A drawing is never made smaller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PIXELS_PER_INCH: Final = 96
"""Of pages: at it a letter of 9 pt is 12 pixels high."""
PT_ON_SCREEN: Final = 9.0
PT_ON_PAPER: Final = 7.2


@dataclass(frozen=True, slots=True)
class Widths:
    """The widths of one place of a page in pixels; where one is None, the chart is drawn as a notebook shows it."""

    phone: int
    screen: int | None = None
    print: int | None = None
    document: int | None = None
    """In a Word file or PDF, whose text is 156 mm wide."""

    @property
    def of_document(self) -> tuple[float, float] | None:
        """The width in inches and the size of letters in points in a document."""
        return None if self.document is None else (self.document / PIXELS_PER_INCH, PT_ON_PAPER)

    def inches(self) -> dict[str, tuple[float, float]]:
        """Return by the kind of page the width in inches and the size of letters in points.

        >>> DETAIL.inches()
        {'phone': (3.4166666666666665, 9.0)}
        """
        sizes = {
            "screen": (self.screen, PT_ON_SCREEN), "print": (self.print, PT_ON_PAPER), "phone": (self.phone, PT_ON_SCREEN),
        }  # fmt: skip
        return {
            place: (width / PIXELS_PER_INCH, points) for place, (width, points) in sizes.items() if width is not None
        }


DETAIL: Final = Widths(phone=328)
"""A page of detail: as a notebook shows it, which fits paper too, and on a phone."""
LEADING: Final = Widths(screen=616, print=432, phone=328, document=356)
"""The wide column of a first page, 62 of 100."""
ASIDE: Final = Widths(screen=372, print=258, phone=328, document=222)
"""The narrow column beside it, 38 of 100."""
