"""Text that Markdown must show unchanged: names and quotations may hold any character, and none of it is markup."""

from __future__ import annotations

import re
from typing import Final

_MARKS: Final = re.compile(r"[\\`*_\[\]<>&$~|]|!(?=\[)")
"""What Markdown reads within a line: code, emphasis, links, HTML, entities, mathematics, strokes, cells of tables."""
_ESCAPED: Final = r"\\\g<0>"
_OPENING: Final = re.compile(r"^(?:([#+=-])|(\d{1,9})([.)])(?=\s|$))")
"""What it reads at the beginning of a line: headings, lists, rules."""

NO_MATHEMATICS: Final = "mathjax_ignore tex2jax_ignore"
"""Classes of HTML in which JupyterLab and others of its kind leave ``$`` alone."""


def literal(text: str) -> str:
    r"""Return a text as Markdown that shows its very characters.

    >>> print(literal("*steel*, a_b, US$ or HK$, <b>, 1. x"))
    \*steel\*, a\_b, US\$ or HK\$, \<b\>, 1. x
    >>> print(literal("1. x"), literal("# x"), literal("3.2%"))
    1\. x \# x 3.2%
    """
    return _OPENING.sub(_escape_opening, _MARKS.sub(_ESCAPED, text))


def _escape_opening(found: re.Match[str]) -> str:
    sign, number, end = found.groups()
    return f"\\{sign}" if sign else f"{number}\\{end}"
