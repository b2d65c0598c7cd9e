"""Reads the targets of a plan's table of goals, 60以上, ≥95, 3—5, 8左右, [15], at least 60, and says what kind of goal each is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, get_args

from lcanalysis.goals.meaning import Comparison
from lcanalysis.intake.numerals import Printed
from lcanalysis.units import COUNTED, PERCENT, PERCENTAGE_POINT, UNITS

ALL: Final = Decimal(100)
"""The whole of a share in percent."""

_BEFORE: Final[dict[Comparison, str]] = {
    "at_most": r"不超过|不高于|不大于|控制在|至多|最多|≤|≦|<=|at most|up to|no more than",
    "below": r"低于|小于|少于|不到|<|below|less than|under",
    "at_least": r"不低于|不少于|不小于|达到|达|至少|≥|≧|>=|at least|no less than|reach",
    "above": r"超过|突破|高于|大于|>|above|over|more than|exceed",
    "about": r"大约|约|about|around|some",
}
_AFTER: Final[dict[Comparison, str]] = {
    "at_least": r"(?:及)?以上|or more|and above",
    "at_most": r"(?:及)?以内|(?:及)?以下|or less",
    "about": r"左右|上下",
}
_NUMBER: Final = r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_UNIT: Final = UNITS.pattern
_VALUE: Final = re.compile(
    "(?:"
    + "|".join(f"(?P<before_{name}>{words})" for name, words in _BEFORE.items())
    + rf")?\s*(?P<value>{_NUMBER})\s*(?P<first_unit>{_UNIT})?"
    + rf"(?:\s*(?:[-\u2013\u2014~至到]+|to)\s*(?P<upper>{_NUMBER})\s*(?P<unit>{_UNIT})?)?"
    + r"\s*(?:"
    + "|".join(f"(?P<after_{name}>{words})" for name, words in _AFTER.items())
    + ")?",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"[\[〔【](.+)[\]〕】](.*)")
_QUOTED: Final = re.compile(r"\s*[“\"「](.+)[”\"」]\s*")
_DIGIT: Final = re.compile(r"[0-9]")
_WORD: Final = re.compile(r"[\u3400-\u9fff]{2}|[a-z]{3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """A target as read: `comparison` is None where the plan writes a bare number; `unit` is one printed with it."""

    comparison: Comparison | None
    value: Decimal
    upper: Decimal | None = None
    unit: str | None = None
    is_cumulative: bool = False


def read_target(text: str) -> Target | None:
    """Return the target that a cell prints, or None if it prints words.

    >>> read_target("60以上").comparison, read_target("≥95%").unit, read_target("3—5").upper, read_target("[15]").is_cumulative
    ('at_least', '%', Decimal('5'), True)
    >>> read_target("at most 0.5").comparison, read_target("1000").comparison, read_target("建成")
    ('at_most', None, None)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    bracketed = _BRACKETS.fullmatch(plain)
    if bracketed:
        plain = f"{bracketed[1]}{bracketed[2]}".strip()
    found = _VALUE.fullmatch(plain)
    if found is None:
        return None
    value, upper = (_decimal(found[name]) for name in ("value", "upper"))
    comparison = next((name for name in get_args(Comparison) if _says(found, name)), None)
    if upper is not None:
        comparison = "within"
    unit = found["unit"] or found["first_unit"]
    return Target(comparison, value or Decimal(0), upper, unit, bracketed is not None)


def goal_fields(
    wanted: Target, unit: str, base: Printed | None, *, is_growth: bool, is_real: bool = False
) -> dict[str, Any]:
    """Return the fields of goals.yml that follow from a target: kind, comparison, value and unit.

    A bare number below the `base` that is known in its unit is not to be exceeded; any other is to be reached.

    >>> goal_fields(Target(None, Decimal(60)), "亿元", None, is_growth=False)
    {'kind': 'level', 'comparison': 'at_least', 'value': '60', 'unit': '亿元'}
    """
    unit = wanted.unit or unit
    if is_growth:
        if not wanted.is_cumulative:
            unit = PERCENTAGE_POINT if wanted.unit == PERCENTAGE_POINT else PERCENT
        kind = "cumulative" if wanted.is_cumulative else "real_growth" if is_real and unit == PERCENT else "growth"
        falls = wanted.value < 0
    else:
        kind = "cumulative" if wanted.is_cumulative else _kind_of_value(unit, wanted)
        falls = base is not None and base.unit == unit and wanted.value < base.value
    comparison = wanted.comparison or ("at_most" if falls else "at_least")
    fields = {"kind": kind, "comparison": comparison, "value": f"{wanted.value:f}", "unit": unit}
    return fields | ({"value_upper": f"{wanted.upper:f}"} if wanted.upper is not None else {})


def _kind_of_value(unit: str, wanted: Target) -> str:
    dimension = UNITS[unit].dimension
    if dimension == "ratio":
        return "share" if unit == PERCENT and max(wanted.value, wanted.upper or wanted.value) <= ALL else "ratio"
    if dimension == "ranks":
        return "rank"
    return "count" if dimension in COUNTED else "level"


def is_mistyped(text: str, unit: str) -> bool:
    """Return whether a text that is no target looks like an attempted number; one in quotation marks is meant as words.

    `unit`: the unit of the row. Where there is one, a text with any digit is an attempt; without one, a text of digits and
    hardly a word.

    Examples
    --------
    >>> is_mistyped("1O00亿元", "亿元"), is_mistyped("8 %%", ""), is_mistyped("建成3个园区", "个"), is_mistyped("建成3个园区", "")
    (True, True, True, False)
    >>> is_mistyped("“建成3个园区”", "个"), is_mistyped("基本建成", "个")
    (False, False)
    """
    plain = unicodedata.normalize("NFKC", text)
    if not _DIGIT.search(plain) or _QUOTED.fullmatch(plain):
        return False
    return bool(unit) or not _WORD.search(re.sub(_UNIT, " ", plain))


def without_quotation_marks(text: str) -> str:
    """Return words without the quotation marks that say that they are words.

    Examples
    --------
    >>> without_quotation_marks("“建成3个园区”"), without_quotation_marks("建成")
    ('建成3个园区', '建成')
    """
    found = _QUOTED.fullmatch(text)
    return found[1] if found else text


def _decimal(digits: str | None) -> Decimal | None:
    return None if digits is None else Decimal(digits.replace(",", ""))


def _says(found: re.Match[str], name: str) -> bool:
    """Return whether a word before or behind the number says a comparison."""
    groups = found.groupdict()
    return bool(groups.get(f"before_{name}") or groups.get(f"after_{name}"))
