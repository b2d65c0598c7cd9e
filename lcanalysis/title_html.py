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
    rf"（[^（）]*）[{_STOPS}]?|[-+]?[A-Za-z\d][\x21-\x7e～—]*(?:{UNITS_AFTER})?(?:左右|以[上下内])?[{_STOPS}]?|[^\x21-\x7e（）、]+、?|."
)
SHORTEST: Final = 12
"""Display width up to which a part of the head of a column is kept together: six Chinese characters."""
_RUN_TOGETHER: Final = re.compile(r"[A-Za-z]{14,}")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
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


def head_html(head: str, lang: str) -> str:
    """Return the head of a column as HTML, its short parts in spans that are not to be broken; all text is escaped.

    >>> head_html("公布同比（%）", "zh"), head_html("Published (%)", "en")
    ('<span>公布同比</span><span>（%）</span>', 'Published (%)')
    """
    if lang != "zh":
        return escape(head)
    return "".join(
        f"<span>{escape(part)}</span>" if display_width(part) <= SHORTEST else escape(part) for part in parts_of(head)
    )


def parts_of(text: str) -> list[str]:
    """Return the parts of a Chinese clause between which a line may be broken: numbers with their units, brackets, the rest.

    >>> parts_of("80%区间覆盖（%）")
    ['80%', '区间覆盖', '（%）']
    """
    return [str(part) for part in _PARTS.findall(text)]


def word_html(text: str) -> str:
    """Return a text as HTML in which a long name of several run together may be broken between them; all text is escaped.

    >>> word_html("DynamicOptimizedTheta & AutoETS")
    'Dynamic<wbr>Optimized<wbr>Theta &amp; AutoETS'
    """
    return _RUN_TOGETHER.sub(lambda found: _HUMP.sub("<wbr>", found[0]), escape(text))


def _parts(clause: str) -> Iterator[str]:
    parts = parts_of(clause)
    yield from (_whole(part) for part in parts) if len(parts) > 1 else map(escape, parts)


def _whole(part: str) -> str:
    return f"<span>{escape(part)}</span>" if display_width(part) <= LONGEST else escape(part)
