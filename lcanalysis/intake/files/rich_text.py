"""Text of which a part is raised or struck out: 47.3 with a raised 1 is 47.3 with a footnote, never 47.31."""

from __future__ import annotations

import re
from typing import Final

_BLANK: Final = re.compile(r"[ \t\r\f\v]+")


def raised(text: str) -> str:
    """Return raised or lowered text as a mark that no reader of numbers takes for digits.

    Examples
    --------
    >>> "47.3" + raised("1")
    '47.3[1]'
    """
    plain = text.strip()
    return plain if not plain or plain.startswith(("[", "〔", "(", "（")) else f"[{plain}]"


def tidy(text: str) -> str:
    r"""Return text with its blanks as one space each and no blank lines: layout is no part of what is said.

    Examples
    --------
    >>> tidy("  产品\t名称 \n\n （单位）")
    '产品 名称\n（单位）'
    """
    lines = (_BLANK.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
