"""Text that Markdown must show as it is: names and quotations hold any character, and none of them is a mark."""

from __future__ import annotations

import re
from typing import Final

_MARKS: Final = re.compile(r"[\\`*_\[\]<>&$~|]|!(?=\[)")
"""What Markdown reads within a line: code, emphasis, links, HTML, entities, mathematics, strokes, cells of tables."""
_ESCAPED: Final = r"\\\g<0>"
_OPENING: Final = re.compile(r"^(?:([#+=-])|(\d{1,9})([.)])(?=\s|$))")
"""What it reads at the beginning of a line: headings, lists, rules."""
_LINE: Final = re.compile(
    r"(?P<mark>#{2,6} |- |1\. |)(?:\*\*(?P<whole>.+)\*\*\s*|\*\*(?P<bold>[^*]+)\*\*(?P<rest>.*)|(?P<text>.*))"
)

NO_MATHEMATICS: Final = "mathjax_ignore tex2jax_ignore"
"""Classes of HTML in which JupyterLab and others of its kind leave ``$`` alone."""


def literal(text: str) -> str:
    r"""Return a text as Markdown that shows its very characters.

    Examples
    --------
    >>> print(literal("*steel*, a_b, US$ or HK$, <b>, 1. x"))
    \*steel\*, a\_b, US\$ or HK\$, \<b\>, 1. x
    >>> print(literal("1. x"), literal("# x"), literal("3.2%"))
    1\. x \# x 3.2%
    """
    return _OPENING.sub(_escape_opening, _MARKS.sub(_ESCAPED, text))


def _escape_opening(found: re.Match[str]) -> str:
    sign, number, end = found.groups()
    return f"\\{sign}" if sign else f"{number}\\{end}"


def marked(text: str) -> str:
    r"""Return the Markdown of a statement with all but its own marks made literal.

    Its own are those at the beginning of a line (``- ``, ``1. ``, ``## ``), and ``**`` around a whole line or the first words
    of one.

    Examples
    --------
    >>> print(marked("**In 2018, *steel* rose.**\n\n- a_b\n- [x](y) fell"))
    **In 2018, \*steel\* rose.**
    <BLANKLINE>
    - a\_b
    - \[x\](y) fell
    """
    return "\n".join(map(_marked_line, text.split("\n")))


def _marked_line(line: str) -> str:
    found = _LINE.fullmatch(line)
    if found is None:
        return literal(line)
    if bold := found["whole"] or found["bold"]:
        return f"{found['mark']}**{literal(bold)}**{_MARKS.sub(_ESCAPED, found['rest'] or '')}"
    return f"{found['mark']}{literal(found['text'])}"
