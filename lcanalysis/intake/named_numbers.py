"""Finds the numbers that a sentence names, with their units if they are written: 过1000亿元, 三百亿, 1：1.2, 百分之五.

`parse_printed` reads one figure exactly or refuses it; this searches prose for all that may be a number, in order to say
whether a given one is among them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lcanalysis.units import PERCENT, PERCENTAGE_POINT, UNITS

_DIGITS: Final = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_GREAT: Final = {"万": 10**4, "亿": 10**8}
_POWERS: Final = {**_TENS, **_GREAT}
_ENGLISH: Final = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ENGLISH_UNITS: Final = {
    "percentage": PERCENTAGE_POINT, "percent": PERCENT, "per": PERCENT, "metric": "吨", "ton": "吨", "tons": "吨",
    "tonne": "吨", "tonnes": "吨", "yuan": "元",
}  # fmt: skip
"""The word that begins the name of a unit."""
_SYMBOLS: Final = ("百分点", *sorted(UNITS, key=len, reverse=True))
_ONES: Final = "".join(_DIGITS)
_NUMBER: Final = re.compile(
    r"(?P<plain>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    rf"|(?P<part>[百千])分之(?P<parts>[{_ONES}十百点]+|[0-9]+(?:\.[0-9]+)?)"
    rf"|(?P<hanzi>(?:[{_ONES}十]|[百千](?!分)|万亿)(?:[{_ONES}十千万亿]|百(?!分))*(?:点[{_ONES}]+)?)"
)
_LABEL: Final = re.compile(r"(?:第|十三五|[A-Za-z][A-Za-z0-9/.\-]*)$")
"""What stands before a number that is part of a name: 第3, ISO9001."""
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_BEHIND_YEAR: Final = re.compile(r"\s*(?:年|[—–~至到-]+\s*(?:19|20)[0-9]{2})")
_BEHIND_DAY: Final = re.compile(r"\s*[月日号、)]")
_FILLING: Final = " 余多"
_WORD: Final = re.compile(r"[ -]*([a-z]+)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a sentence.

    `value` is as written and `scale` the powers of ten behind it (亿, 万); `unit` is a known one, or empty. `is_sure` is
    false of what may be no amount at all: years, parts of names (ISO9001, 第三), characters without a unit (一批).
    """

    value: Decimal
    scale: int
    unit: str
    is_sure: bool


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Return the numbers that a text names, in their order.

    >>> found = find_mentions("到2022年，过三百亿甚至1,000亿元，ISO9001年均5%左右")
    >>> [(str(one.value), one.scale, one.unit) for one in found if one.is_sure]
    [('30000000000', 1, ''), ('1000', 1, '亿元'), ('5', 1, '%')]
    """
    return tuple(_mentions(unicodedata.normalize("NFKC", text)))


def _mentions(plain: str) -> Iterator[Mention]:
    for found in _NUMBER.finditer(plain):
        before, behind = plain[: found.start()], plain[found.end() :]
        value = _value(found["plain"] or found["parts"] or found["hanzi"])
        if value is None:
            continue
        if found["part"]:
            yield Mention(value, 1, PERCENT if found["part"] == "百" else "‰", is_sure=True)
            continue
        scale, unit = _unit_behind(behind)
        if found["hanzi"]:
            is_amount = value > 1 and (bool(unit) or (value >= _POWERS["万"] and found["hanzi"][-1] in _GREAT))
        else:
            is_year = _YEAR.fullmatch(found["plain"]) and _BEHIND_YEAR.match(behind)
            is_amount = not (is_year or (not unit and _BEHIND_DAY.match(behind)))
        yield Mention(value, scale, unit, is_amount and not _LABEL.search(before))


def _value(written: str) -> Decimal | None:
    """Return a number in digits or Chinese characters; None for characters that make no number."""
    if written[0].isascii():
        return Decimal(written.replace(",", ""))
    whole, _, part = written.partition("点")
    total = _hanzi(whole)
    if total is None or not all(sign in _DIGITS for sign in part):
        return None
    return Decimal(f"{total}.{''.join(str(_DIGITS[sign]) for sign in part) or 0}") if part else Decimal(total)


def _hanzi(written: str) -> int | None:
    if len(written) > 1 and all(sign in _DIGITS for sign in written):
        return int("".join(str(_DIGITS[sign]) for sign in written))
    total, section, digit = 0, 0, None
    for sign in written:
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
        elif sign in _TENS:
            section, digit = section + (1 if digit is None else digit) * _TENS[sign], None
        else:
            section, digit = section + (digit or 0), None
            # 三千万亿: what stands before goes on being counted.
            total = (total + section or 1) * _GREAT[sign] if total < _GREAT[sign] else total + section * _GREAT[sign]
            section = 0
    return total + section + (digit or 0)


def _unit_behind(behind: str) -> tuple[int, str]:
    """Return the powers of ten and the unit that stand behind a number; 1 and nothing if neither does."""
    scale, at = 1, 0
    while True:
        rest = behind[at:].lstrip(_FILLING)
        at = len(behind) - len(rest)
        symbol = next((one for one in _SYMBOLS if rest.startswith(one)), "")
        if symbol:
            return scale, PERCENTAGE_POINT if symbol == "百分点" else symbol
        if rest[:1] not in _POWERS:
            break
        scale, at = scale * _POWERS[rest[0]], at + 1
    while word := _WORD.match(behind[at:]):
        if word[1] in _ENGLISH_UNITS:
            return scale, _ENGLISH_UNITS[word[1]]
        if word[1] not in _ENGLISH:
            break
        scale, at = scale * _ENGLISH[word[1]], at + word.end()
    return scale, ""
