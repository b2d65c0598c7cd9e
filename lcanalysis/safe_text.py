"""Cleans text for terminals, pages and office files: no control codes, and no mark that reverses the text around it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Marks of writing direction (Unicode annex 9), the isolates that confine them, and what ends an isolate.
_DIRECTION: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Control codes, by which a terminal moves, erases, colours or rings; line ends and tabs are harmless.
# The separators of lines and paragraphs are here because they end an isolate.
_ORDERS: Final = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_PRINTED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NOT_HELD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_SHOWN: Final = re.compile("[\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_TEXTS: Final = re.compile(f"(?<=>)[^<]*{_DIRECTION.pattern}[^<]*")
_MARK: Final = "\N{REPLACEMENT CHARACTER}"
_OPENS: Final = "\u2068\u2066\u2067"
_CLOSE: Final = "\u2069"


def isolated(text: str) -> str:
    r"""Return a text in an isolate of its own if it holds marks of writing direction; else as it is.

    Without one, a name that reverses the writing direction would reverse the rest of its sentence. A control code becomes
    U+FFFD. A text whose marks are confined already gets no second isolate.

    >>> isolated("铜材"), ascii(isolated("a\u202eb")), ascii(isolated("\x1b[2J"))
    ('铜材', "'\\u2068a\\u202eb\\u2069'", "'\\ufffd[2J'")
    """
    text = _ORDERS.sub(_MARK, text)
    if not _DIRECTION.search(text) or _is_confined(text):
        return text
    depth, kept = 0, ""
    for character in text:
        depth += character in _OPENS
        if character == _CLOSE:
            if not depth:
                continue
            depth -= 1
        kept += character
    return f"{_OPENS[0]}{kept}{_CLOSE * depth}{_CLOSE}"


def _is_confined(text: str) -> bool:
    """Return whether each mark of direction stands in an isolate, and each isolate ends."""
    depth = 0
    for character in text:
        if character in _OPENS:
            depth += 1
        elif not depth and _DIRECTION.match(character):
            return False
        elif character == _CLOSE:
            depth -= 1
    return depth == 0


def display_width(text: str) -> int:
    """Return the columns that a text takes: two for a Chinese character, none for a mark of writing direction.

    >>> display_width("提前实现"), display_width("铜 8%")
    (8, 5)
    """
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in _DIRECTION.sub("", text))


def for_terminal(text: str) -> str:
    r"""Return a text that is safe on a terminal: control codes become U+FFFD, and no line reverses another.

    >>> ascii(for_terminal("铜\x1b[2J\n\u202ea"))
    "'\\u94dc\\ufffd[2J\\n\\u2068\\u202ea\\u2069'"
    """
    return "\n".join(map(isolated, _NOT_PRINTED.sub(_MARK, text).split("\n")))


def for_json(text: str) -> str:
    r"""Return JSON text that is safe on a terminal: control codes and direction marks are escaped, and it reads back the same.

    >>> for_json('"a\x9bb"')
    '"a\\u009bb"'
    """
    return _NOT_SHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def for_office(text: str) -> str:
    r"""Return a text that HTML and office files can hold: what they do not admit becomes U+FFFD.

    >>> for_office("a\x00b")
    'a\ufffdb'
    """
    return _NOT_HELD.sub(_MARK, text)


def for_page(html: str) -> str:
    r"""Return HTML without what HTML does not admit, in which no text between two tags reverses another.

    >>> ascii(for_page("<b>a\x1b</b><i>\u202eb</i>"))
    "'<b>a\\ufffd</b><i>\\u2068\\u202eb\\u2069</i>'"
    """
    return _TEXTS.sub(lambda found: isolated(found[0]), for_office(html))
