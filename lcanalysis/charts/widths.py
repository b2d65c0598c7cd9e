"""The widths that a chart is drawn in for a page: on a screen, on paper, on a phone. A drawing is never scaled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PIXELS_PER_INCH: Final = 96
"""Of pages: at it a letter of 9 pt is 12 pixels high."""
PT_ON_SCREEN: Final = 9.0
PT_ON_PAPER: Final = 7.2


@dataclass(frozen=True, slots=True)
class Widths:
    """The widths of one place of a page in pixels."""

    screen: int
    print: int
    phone: int
    document: int
    """In a Word file or PDF, whose text is 156 mm wide."""

    @property
    def of_document(self) -> tuple[float, float]:
        """The width in inches and the size of letters in points in a document."""
        return self.document / PIXELS_PER_INCH, PT_ON_PAPER

    def inches(self) -> dict[str, tuple[float, float]]:
        """Return by the kind of page the width in inches and the size of letters in points."""
        return {
            "screen": (self.screen / PIXELS_PER_INCH, PT_ON_SCREEN),
            "print": (self.print / PIXELS_PER_INCH, PT_ON_PAPER),
            "phone": (self.phone / PIXELS_PER_INCH, PT_ON_SCREEN),
        }


LEADING: Final = Widths(616, 432, 328, 356)
"""The wide column of a first page, 62 of 100."""
ASIDE: Final = Widths(372, 258, 328, 222)
"""The narrow column beside it, 38 of 100."""
