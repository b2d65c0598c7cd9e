"""Reads cells as people type them: marks for "no figure", footnote marks, names with a unit behind them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import Final

from lcanalysis.definition import Indicator
from lcanalysis.errors import DataError
from lcanalysis.intake.figures import read_figure
from lcanalysis.intake.numerals import Printed
from lcanalysis.units import printed_unit

MISSING: Final = frozenset(
    {"", "-", "--", "—", "——", "–", "−", "―", "─", "…", "……", "...", "......", "/", "无", "N/A", "NA"}
    | {"..", ":", "x", "n.a.", "n/a", "缺", "空缺", "暂缺", "暂无", "不详", "#N/A"}
)
"""What cells print, in narrow characters, for "no figure". 0 is not among them: it is a figure."""
_MARK: Final = re.compile(
    r"(?:[①-⑳⑴-⒇❶-❿*＊※†‡]|\[[^\[\]]{1,3}\]|〔[^〔〕]{1,3}〕|[(（]注[0-9一二三四五六七八九]{0,2}[)）])+$"
)
_FLAG: Final = re.compile(r"(?<=[0-9%])\s*\(?(?P<flag>[prebPR])\)?")
"""What statistical offices put behind a figure: provisional, revised, estimated, a break in the series."""
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")
_LONGEST_MARKS: Final = 60
_LONGEST_FLAG: Final = 12
_DIGITS: Final = frozenset("0123456789")
_POWER: Final = re.compile(r"\s*1?0\[")
_BRACKETED_UNIT: Final = re.compile(r"(?P<name>.+)\((?P<unit>[^()]+)\)")
_LED_IN: Final = re.compile(
    r"(?:其中[:：]|#|[*※]|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|[0-9]{1,2}[、.](?![0-9]))+"
)


def read_typed(text: str, indicator: Indicator, unit: str | None) -> Printed | None:
    """Return the figure that a cell prints for `indicator`; None if it prints that there is none.

    Footnote marks and flags (p, r, e, b) behind the number are ignored; `as_printed` keeps them.

    Raises `DataError` if the cell is anything but one exact number of that indicator (see `read_figure`).

    >>> output = Indicator(zh="产量", en="output", dimension="mass")
    >>> read_typed("122.00①", output, "吨").value, read_typed("—", output, "吨")
    (Decimal('122.00'), None)
    """
    if text.strip() in MISSING or unicodedata.normalize("NFKC", text).strip() in MISSING:
        return None
    if text[-1] in _DIGITS:
        return read_figure(text, indicator, unit)
    bare = without_marks(_without_flag(text))
    if bare == text.strip():
        return read_figure(text, indicator, unit)
    if _POWER.match(text):
        # 10 with a raised 4 is ten thousand, not ten with a footnote.
        raise DataError("intake.not_a_number", found=text.strip())
    return replace(read_figure(bare, indicator, unit), as_printed=text.strip())


def flag_of(text: str) -> str:
    """Return the flag behind a figure: p (provisional), r (revised), e (estimated) or b (break); empty if there is none.

    >>> flag_of("13.1 p"), flag_of("13.1（r）"), flag_of("13.1"), flag_of("13.1吨")
    ('p', 'r', '', '')
    """
    if text[-1:] in _DIGITS:
        return ""
    bare = unicodedata.normalize("NFKC", text[-_LONGEST_FLAG:]).rstrip()
    found = _FLAG.search(bare)
    return found["flag"].lower() if found and found.end() == len(bare) else ""


def _without_flag(text: str) -> str:
    return text.rstrip().rstrip("()（） prebPR") if flag_of(text) else text


def without_marks(text: str) -> str:
    """Return a text without the marks of footnotes at its end.

    >>> without_marks("黄金①"), without_marks("47.3*"), without_marks("镀层板（带）")
    ('黄金', '47.3', '镀层板（带）')
    """
    bare = text.strip()
    # Only the end is searched: over a long text of marks the search would take quadratic time.
    kept = max(0, len(bare) - _LONGEST_MARKS)
    return (bare[:kept] + _MARK.sub("", bare[kept:])).rstrip()


@lru_cache(maxsize=200_000)
def row_name(text: str) -> str:
    """Return the name of a row in the form in which names are compared.

    The width of characters, blanks within a name (合　计) and footnote marks do not count.

    >>> row_name("原 铝 （电解铝）①"), row_name("合　计")
    ('原铝(电解铝)', '合计')
    """
    return "".join(unicodedata.normalize("NFKC", without_marks(text)).split())


@lru_cache(maxsize=200_000)
def name_key(text: str) -> str:
    """Return the name of a row as `row_name` does, and in lower case: the form in which names are looked up.

    >>> name_key("Copper Products")
    'copperproducts'
    """
    return row_name(text).casefold()


def without_years(text: str) -> str:
    """Return a title or a heading as it is every year.

    >>> without_years("本期（2019）") == without_years("本期（2018）")
    True
    """
    return _YEAR.sub("", row_name(text))


@lru_cache(maxsize=200_000)
def name_forms(text: str) -> tuple[tuple[str, str], ...]:
    """Return the names that a row may go by, each with the unit that then stands behind it; the fullest form first.

    >>> name_forms("其中：黄金（吨）")
    (('其中:黄金(吨)', ''), ('黄金(吨)', ''), ('其中:黄金', '吨'), ('黄金', '吨'))
    """
    name = row_name(text)
    led = _LED_IN.match(name)
    forms = [(name, "")] + ([(name[led.end() :], "")] if led else [])
    with_units = [_BRACKETED_UNIT.fullmatch(form) for form, _ in forms]
    units = [(match["name"], unit) for match in with_units if match and (unit := printed_unit(match["unit"]))]
    return (*forms, *units)
