"""Printed numbers of official statistics, read exactly or refused.

A published cell may say 47.3, １，２３４, 19.5（吨）, 813.9亿元, 下降7.1%, 1000余万吨, 不到2% or 六项. Each of these
has one meaning, and `parse_printed` returns it as an exact decimal with its unit, its bound and its rounding
interval. Whatever has none, or more than one, is refused with one sentence that says why: 约9% is no number
to calculate with, 1,23 may be 1.23 or 123, and the ² of 5² may be a footnote.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from lcanalysis.errors import DataError
from lcanalysis.units import UNITS, require_unit

Bound = Literal["exact", "at_least", "at_most"]
Direction = Literal["", "change", "difference"]

# More digits than any published figure has; within them decimal arithmetic of 28 digits is exact.
MAX_DIGITS: Final = 18
# No printed number is longer, and what a reader is shown of a refused cell is not either.
MAX_SHOWN: Final = 60
UNBOUNDED: Final = Decimal("Infinity")

_RISES = ("增长", "增加", "提高", "上升")
_FALLS = ("下降", "减少", "降低", "回落")
_ABOVE, _BELOW = "高于", "低于"
_AT_LEAST = ("超过", "不低于", "不少于", "至少")
_AT_MOST = ("最高不超过", "不超过", "最高", "最多", "至多", "不到", "不足")
_HANZI = "一二三四五六七八九"

_DIRECTION = "|".join((*_RISES, *_FALLS, _ABOVE, _BELOW))
_LIMIT = "|".join((*_AT_LEAST, *_AT_MOST))
_UNIT = UNITS.pattern
_DRESS = re.compile(
    rf"(?:(?:同比)?(?P<direction>{_DIRECTION}) *)?"
    rf"(?:(?P<limit>{_LIMIT}) *)?"
    r"(?P<sign>[-+\u2212\u2013])?"
    r"(?:(?P<whole>0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]+))?"
    rf"|(?P<hanzi>[二三四五六七八九]?十[{_HANZI}]?|[{_HANZI}两]))"
    r"(?P<more>[余多])?"
    rf" *(?:(?P<unit>{_UNIT})|\( *(?P<bracketed>{_UNIT}) *\)|(?P<scale>[万亿]))?"
    r" *(?P<limit_after>以上|以下|以内)?"
)
_SIMPLE = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.(?P<part>[0-9]{1,6}))?")
_HALVES = tuple(Decimal(5).scaleb(-decimals - 1) for decimals in range(7))
"""Half a unit of the last digit, by the number of decimals."""
_THIN_SPACE = re.compile("(?<=[0-9])[\u00a0\u2007\u2008\u2009\u202f](?=[0-9]{3}(?![0-9]))")
"""Narrow and no-break spaces of typesetters, who put them between thousands."""
_UNKNOWN_UNIT = re.compile(r"[-+\u2212\u2013]?[0-9][0-9,.]*[余多]? *\(?(?P<unit>[^-+\u2212\u2013~()0-9,. ]+)\)?")
_APPROXIMATE = re.compile(r"约|左右|上下|近|几|数[十百千万]")
_LETTERS: Final = {"O": "0", "o": "0", "\u041e": "0", "\u3007": "0", "l": "1", "I": "1"}
_LETTER = re.compile("(?<=[0-9.])[Oo\u041e\u3007]|[OolI\u041e\u3007](?=[0-9.])")
"""A letter that looks like a digit, typed beside one."""
_RANGE = re.compile(r"[0-9%].*[-\u2212\u2013\u2014~至].*[0-9]")


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number as read.

    `unit` is the one printed with the number, else the one the caller gave, else None. [`lower`, `upper`] is
    the rounding interval. `direction` tells whether a word gave the sign: ``change`` (增长, 下降),
    ``difference`` (高于, 低于) or none.
    """

    value: Decimal
    unit: str | None
    bound: Bound
    lower: Decimal
    upper: Decimal
    as_printed: str
    direction: Direction = ""


def parse_printed(text: str, unit: str | None = None) -> Printed:
    """Return the number that `text` prints.

    Digits and signs may be of either width; minus may be -, U+2212 or an en dash right before the digits;
    separators of thousands stand every three digits or not at all; a unit may follow, in brackets or not. A number that
    ends in 万 or 亿 alone takes the rest of its unit from the column.
    下降 and 低于 make the number negative: the first is a fall, the second a difference from another figure.

    The rounding interval holds all values that print as these digits: half a unit of the last printed
    digit to either side, so 47.3 is [47.25, 47.35] and 140000 is [139999.5, 140000.5]. A count of firms,
    items, persons or years is not rounded, and its interval is the number itself. 1000余 is at least 1000
    and below one more of its last digit that is not zero: [1000, 2000], as 1200余 is [1200, 1300]. 20%以上 has
    no upper end (infinity), 不到2% is [0, 2].

    `text`: the cell or phrase, as published. `unit`: the unit of the column or table, for a number that prints none.
    Raises `DataError` if the text is anything else: empty, an approximation, a range, misplaced separators, an unknown
    unit, a footnote mark, more than 18 digits, a fraction of a count, Chinese digits without a counting unit.

    >>> read = parse_printed("下降7.1%")
    >>> read.value, read.unit, read.lower, read.upper
    (Decimal('-7.1'), '%', Decimal('-7.15'), Decimal('-7.05'))
    >>> read = parse_printed("１９．５（吨）", unit="万吨")
    >>> read.value, read.unit
    (Decimal('19.5'), '吨')
    >>> parse_printed("约9%")
    Traceback (most recent call last):
    lcanalysis.errors.DataError: ...
    """
    simple = _SIMPLE.fullmatch(text)
    if simple and not _is_count(unit):
        return _simple(simple, text, unit)
    shown = " ".join(text.split())[:MAX_SHOWN]
    if not shown:
        raise DataError("intake.empty")
    if len(text.strip()) > MAX_SHOWN:
        raise DataError("intake.not_a_number", found=f"{shown}…")
    plain = _narrow(_THIN_SPACE.sub(",", text.strip()), shown)
    match = _DRESS.fullmatch(plain)
    if match is None:
        raise _refusal(plain, shown)
    found = match["unit"] or match["bracketed"] or (_scaled(match, unit, shown) if match["scale"] else unit)
    digits, decimals = _digits(match, found, shown)
    sign, direction = _sign(match, shown)
    bound = _bound(match, sign, direction, shown)
    size = Decimal(digits).scaleb(-decimals)
    if _is_count(found) and decimals:
        raise DataError("intake.count_not_whole", found=shown, unit=found)
    if bound == "exact":
        half = Decimal(0) if _is_count(found) else Decimal(5).scaleb(-decimals - 1)
        value = -size if sign < 0 and digits else size
        return Printed(value, found, bound, value - half, value + half, text.strip(), direction)
    lower, upper = (size, _end(match, digits, shown)) if bound == "at_least" else (Decimal(0), size)
    return Printed(size, found, bound, lower, upper, text.strip(), direction)


def _simple(match: re.Match[str], text: str, unit: str | None) -> Printed:
    """Return the plainest of numbers, which nearly all cells print, without looking for anything else in them."""
    value, half = Decimal(text) or Decimal(text.removeprefix("-")), _HALVES[len(match["part"] or "")]
    return Printed(value, unit, "exact", value - half, value + half, text)


def _narrow(text: str, shown: str) -> str:
    """Return `text` with full-width forms made narrow; refuse every other compatibility character.

    Plain NFKC would turn a superscript or a circled footnote mark into a digit: 5² into 52.
    """
    if text.isascii():
        return re.sub(r"\s", " ", text)
    plain = []
    for character in text:
        if "\uff01" <= character <= "\uff5e":
            plain.append(chr(ord(character) - 0xFEE0))
        elif character.isspace():
            plain.append(" ")
        elif unicodedata.normalize("NFKC", character) != character:
            raise DataError("intake.strange_character", found=shown, character=character)
        else:
            plain.append(character)
    return "".join(plain)


def _digits(match: re.Match[str], unit: str | None, shown: str) -> tuple[int, int]:
    """Return all printed digits as one integer, and how many of them are decimals."""
    if match["hanzi"]:
        # A bare 一 in a table is as likely a dash for "no figure", and 三百亿 is beyond small counts.
        if unit is None or not (_is_count(unit) or require_unit(unit).dimension == "years"):
            raise DataError("intake.chinese_digits", found=shown)
        tens, ten, ones = match["hanzi"].rpartition("十")
        value = 10 * (_HANZI.find(tens) + 1 if tens else 1) if ten else 0
        return value + (2 if ones == "两" else _HANZI.find(ones) + 1 if ones else 0), 0
    whole, part = match["whole"].replace(",", ""), match["part"] or ""
    if len(whole + part) > MAX_DIGITS:
        raise DataError("intake.too_long", found=shown, digits=MAX_DIGITS)
    return int(whole + part), len(part)


def _sign(match: re.Match[str], shown: str) -> tuple[int, Direction]:
    word = match["direction"]
    if not word:
        return (-1 if match["sign"] and match["sign"] != "+" else 1), ""
    if match["sign"]:
        raise DataError("intake.sign_twice", found=shown, word=word)
    return (-1 if word in _FALLS or word == _BELOW else 1), "difference" if word in {_ABOVE, _BELOW} else "change"


def _bound(match: re.Match[str], sign: int, direction: Direction, shown: str) -> Bound:
    found = [
        bound
        for bound, is_said in (
            ("at_least", match["limit"] in _AT_LEAST),
            ("at_most", match["limit"] in _AT_MOST),
            ("at_least", match["more"]),
            ("at_least", match["limit_after"] == "以上"),
            ("at_most", match["limit_after"] in {"以下", "以内"}),
        )
        if is_said
    ]
    if not found:
        return "exact"
    # 下降5%以上, -5%以上 and 不到20余: on which side of the number the values lie is not said clearly.
    if len(found) > 1 or sign < 0 or (direction and found[0] == "at_most"):
        raise DataError("intake.unclear_bound", found=shown)
    return "at_least" if found[0] == "at_least" else "at_most"


def _end(match: re.Match[str], digits: int, shown: str) -> Decimal:
    if not match["more"]:
        return UNBOUNDED
    if match["part"] or digits == 0 or digits % 10:
        raise DataError("intake.unclear_bound", found=shown)
    zeros = len(str(digits)) - len(str(digits).rstrip("0"))
    return Decimal(digits + 10**zeros)


def _scaled(match: re.Match[str], unit: str | None, shown: str) -> str:
    """Return the unit of a number that ends in 万 or 亿 alone: 813.9亿 in a column of 亿元 or 万元 is 813.9亿元."""
    scaled = match["scale"] + (unit or "").lstrip("万亿")
    if match["hanzi"] or scaled not in UNITS:
        raise DataError("intake.scale_without_unit", found=shown, scale=match["scale"])
    return scaled


def _is_count(unit: str | None) -> bool:
    return unit in UNITS and UNITS[str(unit)].is_count


def _refusal(plain: str, shown: str) -> DataError:
    if _APPROXIMATE.search(plain):
        return DataError("intake.approximate", found=shown)
    if "," in plain and (_DRESS.fullmatch(plain.replace(",", "")) or _DRESS.fullmatch(plain.replace(",", "."))):
        return DataError("intake.bad_separator", found=shown)
    if _RANGE.search(plain):
        return DataError("intake.range", found=shown)
    letter = _LETTER.search(plain)
    if letter and _DRESS.fullmatch(_LETTER.sub(lambda found: _LETTERS[found[0]], plain)):
        return DataError("intake.letter_for_digit", found=shown, letter=letter[0], digit=_LETTERS[letter[0]])
    unit = _UNKNOWN_UNIT.fullmatch(plain)
    if unit and unit["unit"] not in UNITS and not unit["unit"].startswith(("余", "多")):
        return DataError("intake.unknown_unit", unit=unit["unit"], known=tuple(UNITS.values()))
    return DataError("intake.not_a_number", found=shown)
