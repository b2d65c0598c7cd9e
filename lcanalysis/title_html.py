"""Titles as HTML whose lines break between clauses, beside numbers and before brackets, rather than within a Chinese name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final

from lcanalysis.safe_text import display_width
from lcanalysis.text_lines import UNITS_AFTER

LONGEST: Final = 40
"""Display width up to which brackets are kept together: that of a bold line on a phone."""
_STOPS: Final = "，；：？！。、"
_CLAUSE: Final = re.compile(r"(?:（[^（）]*）|[^，；：？（）]|[（）])+[，；：？]?|[，；：？]")
_PARTS: Final = re.compile(
    rf"（[^（）]*）[{_STOPS}]?|[-+]?[A-Za-z\d][\x21-\x7e～—]*(?:{UNITS_AFTER})?[{_STOPS}]?|[^\x21-\x7e（）、]+、?|."
)
_BRACKETS: Final = re.compile(r"(\([^()]*\)[,.;:?!]?)")


def title_html(title: str, lang: str, label: str = "") -> str:
    """Return a title as HTML, in spans that are not to be broken where they fit a line; all text is escaped.

    A browser may break a line between any two Chinese characters, also within the name of a product. `label` is HTML that
    stands before the first clause, in the same line.

    >>> title_html("2种增长；铝材增幅最大（6.5%）", "zh")
    '<span><span>2种</span><span>增长；</span></span><span><span>铝材增幅最大</span><span>（6.5%）</span></span>'
    >>> title_html("All rose: gold most (3.1%)", "en")
    'All rose: gold most <span>(3.1%)</span>'
    """
    if lang != "zh":
        return label + "".join(
            _whole(part) if part.startswith("(") else escape(part) for part in _BRACKETS.split(title)
        )
    first, *rest = ("".join(_parts(clause)) for clause in _CLAUSE.findall(title) or [""])
    return "".join(f"<span>{clause}</span>" for clause in (label + first, *rest)) if rest else label + first


def _parts(clause: str) -> Iterator[str]:
    parts = _PARTS.findall(clause)
    yield from (_whole(part) for part in parts) if len(parts) > 1 else map(escape, parts)


def _whole(part: str) -> str:
    return f"<span>{escape(part)}</span>" if display_width(part) <= LONGEST else escape(part)
