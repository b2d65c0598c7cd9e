"""Reads the periods that titles and headings mention: years, months, quarters and halves, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lcanalysis.intake.labels import without_other_dates, without_table_number
from lcanalysis.periods import is_period

DASH: Final = r"[-\u2013\u2014\u2015~\u2212至到]+"
_TO: Final = rf"(?:{DASH}|[、和及](?=[0-9]+月))"
_YEAR: Final = r"(?P<year>(?:19|20)[0-9]{2})"
_DIGITS: Final = {"〇": 0, "○": 0, "零": 0, **{sign: at for at, sign in enumerate("一二三四五六七八九", 1)}}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAME: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?(?![a-z])"
)
_PART: Final = (
    r"[Ff]irst\s?(?:[Tt]hree|3)\s?[Qq]uarters|(?:[Ff]irst|[Ss]econd)\s?[Hh]alf|(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth)\s?[Qq]uarter"
    r"|(?:Q[1-4]|H[12])(?![0-9])|(?<![0-9])(?:[1-4]Q|[12]H)(?![a-z])"
)
_PERIODS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_YEAR}[年./]?)?(?<![0-9])(?P<first>[0-9]{{1,2}})月?(?:份)?{_TO}(?P<last>[0-9]{{1,2}})月(?:份)?",
        rf"(?:{_YEAR}年?)?(?P<word>上半年|下半年|全年|前[二两三](?:个)?季度|第?[一1](?:季度)?{DASH}第?[二三四2-4]季度|第?[一二三四1-4]季度)",
        rf"(?:{_YEAR}\s?年?\s?)?(?P<english>{_PART})",
        rf"(?P<first_name>{_NAME})\s?(?:{DASH}|to|through)\s?(?P<last_name>{_NAME})",
        rf"(?P<name>{_NAME})",
        rf"{_YEAR}年(?P<month>[0-9]{{1,2}})月(?:份)?",
        rf"(?<![0-9]){_YEAR}[-./](?P<month>0?[1-9]|1[0-2])(?:-01)?月?(?![0-9]|[-./][0-9])",
        rf"(?<![0-9]){_YEAR}(?P<month>0[1-9]|1[0-2])(?![0-9])",
        rf"(?<![0-9./-])(?P<month>0?[1-9]|1[0-2])[/-]{_YEAR}(?![0-9])",
        rf"(?<![0-9]){_YEAR}(?:年度?)?(?![0-9])",
        r"(?<![0-9])(?P<month>[0-9]{1,2})月(?:份)?",
    )
)
_WORDS: Final = {
    "上半年": (1, 6), "下半年": (7, 12), "全年": (1, 12),
    **{name: (3 * at + 1, 3 * at + 3) for at, digits in enumerate(("一1", "二2", "三3", "四4")) for digit in digits
       for name in (f"{digit}季度", f"第{digit}季度")},
}  # fmt: skip
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_JOINED_YEARS: Final = re.compile(
    rf"((?:19|20)[0-9]{{2}})年?(?:{DASH}|[、,/和与及同比较]{{1,2}})(?=(?:19|20)[0-9]{{2}}(?:年|$|\D))"
)
_CUMULATIVE: Final = re.compile(
    r"累计|截[至止]|年初至|止累|(?<![0-9月份年])至(?=[0-9]{1,2}月)|year.to.date|\bYTD\b|cumulative", re.IGNORECASE
)
_UNTOLD: Final = re.compile(r"[0-9]\s*[月季]|[上中下]旬|第?[0-9一二三四五]+周(?!年|期)|(?:^|\s)[-/][0-9]{1,2}(?![0-9])")
"""What is left of a period that was not understood."""
_MONTHS_WITHOUT_SIGN: Final = re.compile(rf"(?:19|20)[0-9]{{2}}年[0-9]{{1,2}}{DASH}[0-9]{{1,2}}(?!月|季|[0-9])")
_MONTH_BEHIND_NUMBER: Final = re.compile(rf"(?:^|[^0-9年月])[0-9]{{1,2}}[.、](?=[0-9]{{1,2}}(?:{DASH}[0-9]{{1,2}})?月)")
_SPACES: Final = re.compile(r"(?<![0-9A-Za-z.,])\s+|\s+(?![0-9A-Za-z])")
_CHINESE_YEAR: Final = re.compile(r"[一二][〇○零一二三四五六七八九]{3}(?=年)")
_CHINESE_MONTH: Final = re.compile(
    rf"(?:(?P<first>元|十[一二]?|[一二三四五六七八九])月?(?P<to>{DASH}|、))?(?P<last>元|十[一二]?|[一二三四五六七八九])月"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A period as far as it is said: a year, months from one to another, or either alone."""

    year: int | None = None
    months: tuple[int, int] | None = None
    is_cumulative: bool = False
    """Whether the months from January to the named one are meant."""

    def period(self, year: int | None = None) -> str | None:
        """Return the period, with `year` if it names no year; None if it is no period that an observation can have."""
        found = self.year or year
        if found is None:
            return None
        first, last = self.months or (1, 12)
        first = 1 if self.is_cumulative else first
        if (first, last) == (1, 12):
            return f"{found}"
        if first == last:
            return f"{found}-{first:02d}"
        # Months from January on are cumulative; of others together, only quarters are periods of ours.
        together = f"{found}-{first:02d}--{last:02d}"
        return together if is_period(together) else None


@dataclass(frozen=True, slots=True)
class Titled:
    """What a title says about the period; of two successive years that it names together, it is the later.

    `knows_year` and `knows_months` are false if it says something about them that is not clear: two years that are not
    successive, or digits that may be the number of the table.
    """

    said: Said | None = None
    knows_year: bool = True
    knows_months: bool = True

    @property
    def is_clear(self) -> bool:
        """Whether all that it says of the period is clear."""
        return self.knows_year and self.knows_months


def titled_period(title: str, stated: Iterable[str] = ()) -> Titled:
    """Return what a title says about the period, and lines that state it (报告期：2019年), which come first.

    The date of the table, or of its publication, and its number are no period.

    >>> titled_period("表1  2月份产量（2020年3月发布）").said
    Said(year=None, months=(2, 2), is_cumulative=False)
    >>> titled_period("主要产品产量 制表日期：2020-01-20", ["2019年"]).said.period()
    '2019'
    >>> titled_period("表1-12月产量").knows_months
    False
    """
    own = _titled(title)
    said = [_titled(line) for line in stated]
    told = [one for one in said if one.said is not None or not one.is_clear]
    if not told:
        return own
    years = {one.said.year for one in told if one.said and one.said.year is not None}
    months = {one.said.months for one in told if one.said and one.said.months is not None}
    is_cumulative = any(one.said is not None and one.said.is_cumulative for one in told)
    inner = own.said or Said()
    year = next(iter(years)) if years else inner.year
    # The title completes what is stated, but for a title of another year.
    is_same = not years or inner.year in {None, year}
    month = next(iter(months)) if months else (inner.months if is_same else None)
    is_cumulative = is_cumulative or (not months and is_same and inner.is_cumulative)
    return Titled(
        Said(year, month, is_cumulative),
        len(years) < 2 and all(one.knows_year for one in told) and (bool(years) or own.knows_year),
        len(months) < 2 and all(one.knows_months for one in told) and (bool(months) or not is_same or own.knows_months),
    )


def _titled(title: str) -> Titled:
    bare, is_numbered_clearly = without_table_number(without_other_dates(title))
    plain = arabic(_SPACES.sub("", bare))
    rest, said = taken_out(_JOINED_YEARS.sub(r"\1年、", plain))
    is_clear = is_numbered_clearly and not _MONTH_BEHIND_NUMBER.search(plain)
    # What looks like months or a range of years and was not understood must not be passed over.
    is_clear = is_clear and not _UNTOLD.search(rest) and not _MONTHS_WITHOUT_SIGN.search(plain)
    years = sorted({one.year for one in said if one.year is not None})
    months = {one.months for one in said if one.months is not None}
    is_pair = len(years) == 2 and years[1] - years[0] == 1 and _JOINED_YEARS.search(plain) is not None
    is_cumulative = _CUMULATIVE.search(plain) is not None
    knows_year = len(years) < 2 or is_pair
    # Months of one of two years are not those of the other.
    is_of_one = knows_year or all(one.year is None for one in said if one.months is not None)
    knows_months = is_clear and len(months) < 2 and is_of_one
    if not said and not is_cumulative:
        return Titled(None, knows_year, knows_months)
    year = years[-1] if years and knows_year else None
    return Titled(
        Said(year, next(iter(months), None) if knows_months else None, is_cumulative), knows_year, knows_months
    )


def arabic(text: str) -> str:
    """Return a text with years and months in Chinese digits written in Arabic ones.

    >>> arabic("二〇一九年十二月"), arabic("一至六月份"), arabic("十种有色金属")
    ('2019年12月', '1至6月份', '十种有色金属')
    """
    text = _CHINESE_YEAR.sub(lambda found: "".join(str(_DIGITS[sign]) for sign in found[0]), text)

    def month(found: re.Match[str]) -> str:
        first = f"{_number(found['first'])}{found['to']}" if found["first"] else ""
        return f"{first}{_number(found['last'])}月"

    return _CHINESE_MONTH.sub(month, text)


def _number(sign: str) -> int:
    if sign == "元":
        return 1
    return 10 + _DIGITS.get(sign[1:], 0) if sign[0] == "十" else _DIGITS[sign]


def taken_out(text: str) -> tuple[str, list[Said]]:
    """Return a text without the periods that it names, and these periods."""
    found: list[Said] = []
    for pattern in _PERIODS:
        at = 0
        while match := pattern.search(text, at):
            said = _said(match)
            if said is None:
                # Digits that look like a period and are none, such as a thirteenth month, stay among the words.
                at = match.end()
                continue
            found.append(said)
            text = f"{text[: match.start()]} {text[match.end() :]}"
            at = match.start()
    return text, found


def _said(match: re.Match[str]) -> Said | None:
    given = {name: text for name, text in match.groupdict().items() if text}
    year = int(given["year"]) if "year" in given else None
    if "word" in given:
        return Said(year, _quarters(given["word"]))
    if "english" in given:
        return Said(year, _in_english(given["english"].lower()))
    if "name" in given or "first_name" in given:
        names = (given.get("first_name") or given["name"], given.get("last_name") or given["name"])
        first, last = (_MONTHS.index(name[:3]) + 1 for name in names)
    elif "month" in given:
        first = last = int(given["month"])
    elif "first" in given:
        first, last = int(given["first"]), int(given["last"])
    else:
        return Said(year)
    return Said(year, (first, last)) if 1 <= first <= last <= 12 else None


def _quarters(word: str) -> tuple[int, int]:
    """Return the months of 上半年, of a quarter, or of the quarters up to one (前三季度)."""
    if word in _WORDS:
        return _WORDS[word]
    sign = next(sign for sign in reversed(word) if sign in "二两三四234")
    return 1, 3 * (2 if sign == "两" else _DIGITS.get(sign) or int(sign))


def _in_english(word: str) -> tuple[int, int]:
    """Return the months of a half or a quarter, in lower case: ``h1``, ``2q``, ``first half``, ``first three quarters``."""
    bare = "".join(word.split())
    if bare.startswith(("firstthree", "first3")):
        return 1, 9
    ordinal = next((name for name in _ORDINALS if bare.startswith(name)), "")
    number = _ORDINALS.get(ordinal) or int(re.sub(r"\D", "", bare))
    size = 6 if "h" in bare.removeprefix(ordinal) else 3
    return size * (number - 1) + 1, size * number
