"""Numbers of headings as official documents write them: 一、 then （一） then 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """Return a number from 1 to 99 in Chinese numerals.

    Raises `ValueError` if it is another.

    >>> [chinese_numeral(number) for number in (1, 10, 11, 20, 42)]
    ['一', '十', '十一', '二十', '四十二']
    """
    if not 1 <= number <= 99:
        raise ValueError(f"not between 1 and 99: {number}")
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def heading_numbers(lang: str) -> Callable[[int], str]:
    """Return a function that gives the number of the next heading of a level, from 1 to 3; in English it is empty.

    >>> following = heading_numbers("zh")
    >>> [following(level) for level in (1, 2, 2, 3, 1, 2)]
    ['一、', '（一）', '（二）', '1. ', '二、', '（一）']
    """
    counts = [0, 0, 0]

    def following(level: int) -> str:
        counts[level - 1 :] = [counts[level - 1] + 1, *[0] * (3 - level)]
        number = counts[level - 1]
        if lang != "zh":
            return ""
        if level == 3 or number > 99:
            return f"{number}. "
        return f"{chinese_numeral(number)}、" if level == 1 else f"（{chinese_numeral(number)}）"

    return following
