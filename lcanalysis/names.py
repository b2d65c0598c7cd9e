"""Names and codes: what a reader can see, what can name a file everywhere, and which known word a misspelt one is like."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Container, Iterable
from itertools import count
from typing import Final

LONGEST: Final = 120
"""The most characters that a code or a file name may have."""
_SAFE: Final = re.compile(r"[\w][\w.\-]*", flags=re.ASCII)
_CODE: Final = re.compile(r"\w[\w.\-（）]*")
_DEVICES: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10))}
)
"""Names that Windows takes for a device, whatever extension follows."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of Unicode: controls, formats (zero width, direction of writing), half characters, separators of lines."""
_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing."""
_LINES: Final = frozenset("\t\n\r")


def find_unseen(text: str, *, has_lines: bool = False) -> str | None:
    r"""Return the first character of `text` that nobody sees or that turns the direction of writing; None if all are seen.

    `has_lines` lets the text have several lines, as prose does.

    >>> find_unseen("铜\u200b材"), find_unseen("铜材"), find_unseen("a\nb", has_lines=True)
    ('\u200b', None, None)
    """
    for character in text:
        if has_lines and character in _LINES:
            continue
        if character in _FILLERS or unicodedata.category(character) in _UNSEEN:
            return character
    return None


def without_unseen(text: str) -> str:
    r"""Return `text` in one line and without the characters that nobody sees.

    >>> without_unseen("2019年\n产量\u200b")
    '2019年 产量'
    """
    plain = "".join(character for character in text if character in _LINES or find_unseen(character) is None)
    return " ".join(plain.split("\n")).replace("\t", " ").replace("\r", "").strip()


def with_unseen_shown(text: str) -> str:
    r"""Return `text` with each character that nobody sees replaced by its code.

    >>> print(with_unseen_shown("铜\u200b材"))
    铜\u200b材
    """
    return "".join(one if find_unseen(one) is None else f"\\u{ord(one):04x}" for one in text)


def is_blank(text: str) -> bool:
    r"""Return whether `text` shows nothing at all.

    >>> is_blank(" \u3000\u3164"), is_blank("铜")
    (True, False)
    """
    return not any(unicodedata.category(one)[0] in "LNPS" and one not in _FILLERS for one in text)


def is_code(text: str) -> bool:
    """Return whether `text` can be a code: letters of any script, digits, ``_``, ``-``, ``.`` and ``（）``.

    Codes stand in keys between slashes, in cells of tables and in file names, which allow no other characters.

    >>> [is_code(text) for text in ("rd_spending", "production_2019-01--06", "../x", "=cmd|A0", "nul")]
    [True, True, False, False, False]
    """
    return bool(_CODE.fullmatch(text)) and find_unseen(text) is None and _is_free(text)


def is_file_name(name: str) -> bool:
    """Return whether `name` can name a file on every system: ASCII letters, digits, ``_``, ``-`` and ``.``.

    >>> is_file_name("revenue-cluster-5.5"), is_file_name("../x"), is_file_name("a.")
    (True, False, False)
    """
    return bool(_SAFE.fullmatch(name)) and _is_free(name)


def as_file_name(name: str) -> str:
    """Return `name` if it can name a file, else what of it can, with a digest of the whole: codes may be of any script.

    >>> as_file_name("output-alumina"), as_file_name("每千人床位数-care")
    ('output-alumina', 'care-1cdde879')
    """
    if is_file_name(name):
        return name
    plain = re.sub(r"[^\w.\-]+", "_", name, flags=re.ASCII).strip("_.-")[: LONGEST // 2].rstrip("_.-")
    return f"{plain or 'name'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def is_raw_file(path: str) -> bool:
    r"""Return whether `path` is that of a raw file: relative, within ``raw/``, in a folder that names its vintage.

    >>> is_raw_file("plan/2019-11/产量.csv"), is_raw_file("../plan/a.csv"), is_raw_file("a.csv"), is_raw_file("C:\\a\\b.csv")
    (True, False, False, False)
    """
    *folders, _ = parts = path.split("/")
    is_plain = not re.search(r'[\\:;*?"<>|]', path) and find_unseen(path) is None
    is_within = all(part.strip() and _is_free(part) for part in parts)
    return is_plain and is_within and bool(folders) and is_file_name(folders[-1])


def _is_free(name: str) -> bool:
    """Return whether a name is short enough, and reserved on no system."""
    is_device = name.partition(".")[0].strip().upper() in _DEVICES
    return not is_device and not name.endswith(".") and len(name) <= LONGEST


def nearest(found: str, known: Iterable[str], cutoff: float = 0.0) -> str:
    """Return the known word that `found` is most like; empty if none reaches the likeness `cutoff` (0 to 1).

    >>> nearest("sgement", ("product", "segment"))
    'segment'
    """
    return "".join(nearest_few(found, known, 1, cutoff))


def nearest_few(found: str, known: Iterable[str], most: int, cutoff: float = 0.0) -> tuple[str, ...]:
    """Return the known words that `found` is most like, the best match first, and at most `most` of them.

    >>> nearest_few("goals", ("goal", "audit", "goal_gold"), 2)
    ('goal', 'goal_gold')
    """
    return tuple(difflib.get_close_matches(found[:LONGEST], list(known), n=most, cutoff=cutoff))


def free_name(wanted: str, taken: Container[str], between: str = "_") -> str:
    """Return a name, numbered from 2 where it is taken.

    >>> free_name("a", {"a", "a_2"}), free_name("b", {"a"})
    ('a_3', 'b')
    """
    names = (wanted if number == 1 else f"{wanted}{between}{number}" for number in count(1))
    return next(name for name in names if name not in taken)
