"""Gives the digits that a number stored in a workbook shows under its number format, or the reason why it cannot.

What a person sees counts: 47.300000000000004 under ``0.0`` is 47.3, and 0.051 under ``0.0%`` is 5.1%. Formats that show
something other than a plain number (dates, fractions, powers of ten, thousands left out, Chinese numerals) are not
imitated: the cell is reported, and a person has to write the number out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final, Literal

from lcanalysis.intake.files.grid import Trouble
from lcanalysis.intake.files.limits import RefusedFile

GENERAL: Final = "General"
BUILT_IN: Final = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 17: "mmm-yy", 27: "yyyy年m月", 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 48: "##0.0E+0", 49: "@",
    50: "yyyy年m月", 52: "yyyy年m月", 57: "yyyy年m月",
}  # fmt: skip
"""Formats that workbooks name by number alone (ECMA-376 part 1, 18.8.30)."""
# 14 to 22, 27 to 36, 45 to 47 and 50 to 58 are dates and times, which each language lays out in its own way; those of a
# month alone are months in every one of them.
_DATES: Final = frozenset((*range(14, 23), *range(28, 37), *range(45, 48), *range(50, 59)))
_DATE: Final = "yyyy-mm-dd"

KEPT_DIGITS: Final = 15
"""A workbook keeps no more digits of a number than these; what lies beyond is noise of binary arithmetic."""
_SHOWN_DIGITS: Final = 11
_TYPED_DECIMALS: Final = 4
_LONGEST: Final = 20
"""Of the digits that a format may lay out."""
_MINUS: Final = frozenset({"-", "(", "\N{MINUS SIGN}", "▲", "△", "▼"})
_FALLS: Final = frozenset({"下降", "减少", "降低", "回落"})
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<number>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)|(?P<general>General|G/通用格式)|(?P<other>.)",
    flags=re.DOTALL,
)
_COLOUR: Final = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color *\d+|\$-[0-9A-F]+)", re.IGNORECASE
)
_CURRENCY: Final = re.compile(r"\$([^-\]]+)(?:-[0-9A-F]*)?", re.IGNORECASE)
_SIMPLE: Final = re.compile(r"-?(?=[0-9.]*[1-9])(?:0|[1-9][0-9]{0,9})(?:\.(?P<part>[0-9]{0,3}[1-9]))?")
"""A number as it was typed: few digits, none of them superfluous, and not zero."""
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ACCOUNTING: Final = re.compile(r'_.[^;]*\* [^;]*;[^;]*\* [^;]*;_.[^;]*\* (?:"-"|\\?-)\?*_.(?:;[^;]*)?')
"""The accounting format, which fills the cell with blanks and shows zero as a dash."""
_FIRST_DAY: Final = date(1899, 12, 30)
_FIRST_DAY_1904: Final = date(1904, 1, 1)
_LAST_DAY: Final = 2_958_465
"""31 December 9999."""


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the up to four parts of a format: what stands before and after the number, and how it is written."""

    kind: Literal["number", "general", "literal", "date", "unclear"]
    prefix: str = ""
    suffix: str = ""
    least: int = 0
    most: int = 0
    percent: int = 0
    shows_zero: bool = True
    is_coloured: bool = False


def format_code(number: int, codes: dict[int, str]) -> str:
    """Return the code of a format that is named by `number`; `codes` are those that the workbook itself declares."""
    return codes.get(number) or BUILT_IN.get(number) or (_DATE if number in _DATES else "?unknown")


def shown(stored: str, code: str, *, is_1904: bool = False) -> tuple[str, Trouble | None]:
    """Return the text that a number shows under a format, and why that cannot be trusted, if so.

    - `stored`: the number as the file has it.
    - `code`: the format, such as ``#,##0.00_ ;[Red]-#,##0.00``.
    - `is_1904`: whether days are counted from 1904.

    Raises `RefusedFile` if `stored` is no number.

    >>> shown("47.300000000000004", "General"), shown("0.051", "0.0%"), shown("-12.344", "0.00_);(0.00)")
    (('47.3', None), ('5.1%', None), ('-12.34', None))
    >>> shown("43617", 'yyyy"年"m"月"')
    ('2019年6月', None)
    >>> shown("43586", "yyyy/m/d")
    ('2019-05-01', ('files.date', {'found': '2019-05-01', 'near': '5.1'}))
    """
    if (simple := _shown_plainly(stored, code)) is not None:
        return simple, None
    value = exact(stored)
    sections = _sections(code)
    if any(section.kind == "date" for section in sections[:3]):
        return _dated(value, code, is_1904=is_1904)
    section, is_signed = _section(sections, value)
    text = f"{value:f}"
    trouble: Trouble | None = None
    if value == 0 and _ACCOUNTING.fullmatch(code):
        # The accountants' format writes a zero as a dash: it is a figure all the same.
        return _written(value, sections[0], is_signed=True), ("files.zero_as_dash", {"shown": "-"})
    if abs(value) >= 10**KEPT_DIGITS:
        trouble = "files.too_long", {"found": stored[:_LONGEST], "digits": KEPT_DIGITS}
    elif section.kind == "unclear":
        trouble = "files.unclear_format", {"found": text, "format": code}
    elif section.kind == "literal" or (not section.shows_zero and value == 0):
        trouble = "files.shown_otherwise", {"found": text, "shown": section.prefix or " "}
    elif value < 0 and not is_signed and not section.prefix and not section.is_coloured:
        trouble = "files.hides_minus", {"found": text, "format": code}
    elif section.kind == "general" and _is_unrounded(value):
        general = _general(value)
        return general, ("files.unrounded", {"found": general})
    return (text, trouble) if trouble else (_written(value, section, is_signed=is_signed), None)


def _shown_plainly(stored: str, code: str) -> str | None:
    """Return what the plainest numbers show under the plainest formats: the same digits, with the zeros that are wanting."""
    decimals = _plain_decimals(code)
    simple = None if decimals is None else _SIMPLE.fullmatch(stored)
    if simple is None or decimals is None:
        return None
    missing = decimals - len(simple["part"] or "")
    if code == GENERAL or missing == 0:
        return stored
    return f"{stored}{'' if simple['part'] else '.'}{'0' * missing}" if missing > 0 else None


def shows_as_stored(stored: str) -> bool:
    """Return whether a number without a format shows the digits that are stored, as any that was typed does.

    >>> shows_as_stored("47.3"), shows_as_stored("47.300000000000004")
    (True, False)
    """
    return _SIMPLE.fullmatch(stored) is not None


def exact(stored: str) -> Decimal:
    """Return the number that a workbook stores, without the noise of binary arithmetic.

    Raises `RefusedFile` if it is none, or no binary number can be it.
    """
    try:
        binary = float(stored)
        # The shortest digits that give this binary number are those that were typed, unless arithmetic left noise.
        value = Decimal(repr(binary))
        if len(value.as_tuple().digits) > KEPT_DIGITS:
            value = Decimal(f"{value:.{KEPT_DIGITS - 1}e}")
    except (ValueError, ArithmeticError):
        raise RefusedFile from None
    if not value.is_finite():
        raise RefusedFile
    return value + 0  # -0 becomes 0


def _is_unrounded(value: Decimal) -> bool:
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    # Below a ten-thousandth a cell shows a power of ten and not fewer decimals.
    is_small = abs(value) < Decimal("0.0001")
    return decimals > _TYPED_DECIMALS and len(plain.as_tuple().digits) > _SHOWN_DIGITS and not is_small


def _general(value: Decimal) -> str:
    """Return the digits that a cell without a format shows in a column that is wide enough."""
    whole = len(f"{abs(int(value))}")
    decimals = max(0, _SHOWN_DIGITS - 1 - whole)
    return f"{value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP).normalize():f}"


def _dated(value: Decimal, code: str, *, is_1904: bool) -> tuple[str, Trouble | None]:
    days = int(value) if abs(value) <= _LAST_DAY else -1
    if not 0 <= days <= _LAST_DAY - 1462 or (days < 61 and not is_1904):
        return f"{value:f}", ("files.time", {"found": f"{value:f}"})
    day = (_FIRST_DAY_1904 if is_1904 else _FIRST_DAY) + timedelta(days=days)
    letters = set(_QUOTED.sub("", code.partition(";")[0]).lower())
    if letters & set("ym") and not letters & set("dhs"):
        # A header of months or years is often kept as dates whose format shows no day.
        year, month = f"{day.year}年" if "y" in letters else "", f"{day.month}月" if "m" in letters else ""
        return year + month, None
    return day.isoformat(), ("files.date", {"found": day.isoformat(), "near": f"{day.month}.{day.day}"})


def _section(sections: tuple[_Section, ...], value: Decimal) -> tuple[_Section, bool]:
    """Return the section for a value, and whether the number carries its own sign under it."""
    if value < 0 and len(sections) > 1:
        return sections[1], False
    if value == 0 and len(sections) > 2:
        return sections[2], True
    return sections[0], True


def _written(value: Decimal, section: _Section, *, is_signed: bool) -> str:
    if section.kind == "general":
        digits = f"{abs(value.normalize()):f}"
    else:
        scaled = abs(value).scaleb(2 * section.percent)
        digits = f"{scaled.quantize(Decimal(1).scaleb(-section.most), rounding=ROUND_HALF_UP):f}"
        while section.most and digits[-1] == "0" and len(digits) - digits.index(".") - 1 > section.least:
            digits = digits[:-1]
        digits = digits.removesuffix(".")
    prefix, suffix = section.prefix, section.suffix
    is_negative = value < 0 and any(digit in "123456789" for digit in digits)
    if value < 0 and not is_signed:
        # A second section says by a word, a sign, a bracket or its colour alone that the number is negative.
        prefix = prefix if prefix in _FALLS else "-"
        suffix = suffix.removeprefix(")") if section.prefix == "(" else suffix
        prefix = "" if prefix == "-" and not is_negative else prefix
    elif is_negative:
        prefix = f"-{prefix}"
    return f"{prefix}{digits}{'%' * section.percent}{suffix}"


@lru_cache(maxsize=512)
def _plain_decimals(code: str) -> int | None:
    """Return the decimals of the plainest formats (General, 0, 0.00), under which most numbers show as they are stored."""
    if code == GENERAL:
        return 0
    return len(code.partition(".")[2]) if re.fullmatch(r"0(?:\.0{1,9})?", code) else None


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    parts = _split(code)
    parsed = tuple(_parsed(part, is_negative=at == 1) for at, part in enumerate(parts[:3]))
    # A format of text alone shows numbers as they are; a fourth section is for text.
    return tuple(section if part != "@" else _Section("general") for section, part in zip(parsed, parts, strict=False))


def _split(code: str) -> list[str]:
    """Return the sections of a format, which are told apart by semicolons outside quotes."""
    parts = [""]
    for token in _TOKEN.finditer(code[:255]):
        if token["other"] == ";":
            parts.append("")
        else:
            parts[-1] += token[0]
    return parts


def _parsed(part: str, *, is_negative: bool) -> _Section:
    before, after, number, percent, is_coloured = "", "", "", 0, False
    kind: Literal["literal", "number", "general"] = "literal"
    for token in _TOKEN.finditer(part):
        literal = _literal(token)
        if isinstance(literal, _Section):
            return literal
        percent += token["other"] == "%"
        is_coloured = is_coloured or token["bracket"] is not None
        if token["number"] or token["general"]:
            if kind != "literal":
                return _Section("unclear")
            kind, number = ("number", token["number"]) if token["number"] else ("general", "")
        if kind == "literal":
            before += literal
        else:
            after += literal
    checked = _checked(kind, before.strip(), after.strip(), number, percent, is_negative=is_negative)
    return replace(checked, is_coloured=is_coloured)


def _literal(token: re.Match[str]) -> str | _Section:
    """Return the text that a part of a format shows as it stands, or what kind of section it makes this one."""
    if token["quoted"] is not None or token["escaped"] is not None:
        return token["quoted"] or token["escaped"] or ""
    if token["bracket"] is not None:
        currency = _CURRENCY.fullmatch(token["bracket"])
        is_elapsed_time = not token["bracket"].lower().strip("hms")
        if currency is None and not _COLOUR.fullmatch(token["bracket"]):
            return _Section("date" if is_elapsed_time else "unclear")
        return currency[1] if currency else ""
    other = token["other"] or ""
    if other and other.lower() in "ymdhsbge":
        return _Section("date" if other.lower() in "ymdhs" else "unclear")
    return "" if other == "%" else other


def _checked(
    kind: Literal["literal", "number", "general"],
    before: str,
    after: str,
    number: str,
    percent: int,
    *,
    is_negative: bool,
) -> _Section:
    if kind == "literal":
        return _Section("literal", before)
    # A thousand left out, two percent signs, digits or signs among the words: what is shown is not the number.
    scales = re.search(r",(?:\.|$)", number)
    misleads = any(character.isdigit() or character in ".,/@" for character in before + after)
    negatives = before in _MINUS | _FALLS | {""}
    positives = not (_MINUS & set(before)) and before not in _FALLS
    if (
        scales
        or misleads
        or percent > 1
        or (kind == "general" and percent)
        or len(number) > _LONGEST
        or not (negatives if is_negative else positives)
    ):
        return _Section("unclear")
    decimals = number.replace(",", "").partition(".")[2]
    shows_zero = kind == "general" or "0" in number
    return _Section(kind, before, after, decimals.count("0"), len(decimals), percent, shows_zero)
