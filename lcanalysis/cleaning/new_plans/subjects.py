"""Reads the names of indicators as plans write them: what is measured, for whom, and whether it is a growth."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lcanalysis.cleaning.new_plans.typed_book import TypedCell, both_names
from lcanalysis.errors import Fault
from lcanalysis.intake.cell_text import row_name
from lcanalysis.intake.indicator_names import KNOWN
from lcanalysis.names import LONGEST, free_name, is_code, nearest
from lcanalysis.units import MULTIPLES, PERCENT, PERCENTAGE_POINT, UNITS, printed_unit
from lcanalysis.wording import LANGUAGES

_REAL: Final = re.compile(r"可比价|不变价|增加值|生产总值|GDP|real |value added", re.IGNORECASE)
"""Indicators whose growth is published at comparable prices."""
_REDUCTION: Final = re.compile(r"降低|下降|减少|削减|reduction|decrease|fall in", re.IGNORECASE)
TOTAL_SO_FAR: Final = re.compile(r"累计|\s*\b(?:cumulative|running total(?: of)?)\b\s*", re.IGNORECASE)
"""Words for figures that add up all years so far; plan figures are yearly."""
_MONEY: Final = re.compile(
    r"收入|产值|增加值|生产总值|利润|税|投资|零售|消费|支出|出口|进口|revenue|GDP|value|profit|tax|invest|sales|exports",
    re.IGNORECASE,
)
_MASS: Final = re.compile(r"产量|output", re.IGNORECASE)
_MAY_FALL_BELOW_ZERO: Final = re.compile(r"利润|收益|差额|顺差|净|profit|balance|net ", re.IGNORECASE)
_GROWTH: Final = re.compile(
    r"(?P<zh>.+?)(?P<zh_average>年均)?(?:同比)?(?:增速|增长率|增长|增幅|同比)"
    r"|(?:(?P<before>average|annual)\s+)*(?:growth|rate of growth) (?:of|in) (?:the )?(?P<of>.+)"
    r"|(?P<en>.+?),?\s+(?P<average>average )?(?:annual )?(?:growth rate|growth|year on year)",
    re.IGNORECASE,
)
_PER_HEAD: Final = re.compile(rf"每(?P<multiple>{'|'.join(MULTIPLES)}|)名?[^\d]{{0,4}}?人")
_PER_HEAD_EN: Final = re.compile(r"\bper (?P<multiple>1[0,]*|)\s*(?:people|persons|inhabitants|residents|capita)\b")
_UNIT_BEHIND: Final = re.compile(r"\s*[(（]([^()（）]+)[)）]$")
_WHOSE_OUTPUT: Final = (
    re.compile(r"(?P<who>.+?)的?产量"),
    re.compile(r"(?:output of (?P<who>.+)|(?P<whose>.+) output)", re.IGNORECASE),
)


_OTHER_UNITS: Final = {"百分点": PERCENTAGE_POINT, "percent": PERCENT, "number": "个"}


@dataclass(frozen=True, slots=True)
class RowSubject:
    """What a row is about: names in both languages; `entity` is None for the plan as a whole."""

    indicator: dict[str, str]
    entity: dict[str, str] | None
    is_growth: bool = False
    is_average: bool = False
    unit: str = ""

    @property
    def is_real(self) -> bool:
        """Whether its growth is usually published at comparable prices."""
        return _REAL.search(" ".join(self.indicator.values())) is not None


def read_subject(text: str, whose: str) -> RowSubject:
    """Return what a row of an indicator's name, and a name of whom it is measured for, is about.

    A unit in brackets is read off the name, and growth off what grows; 茶叶产量 is the output of 茶叶.

    >>> found = read_subject("茶叶产量（吨）|tea output", "")
    >>> found.indicator, found.entity, found.unit
    ({'zh': '产量', 'en': 'output'}, {'zh': '茶叶', 'en': 'tea'}, '吨')
    >>> found = read_subject("营业收入年均增长", "茶产业")
    >>> found.indicator["zh"], found.is_growth, found.is_average
    ('营业收入', True, True)
    """
    names = both_names(text)
    units = [match[1] for name in names.values() if (match := _UNIT_BEHIND.search(name)) and match[1] in UNITS]
    names = {lang: _UNIT_BEHIND.sub("", name) if units else name for lang, name in names.items()}
    growths = {lang: _GROWTH.fullmatch(name) for lang, name in names.items()}
    is_growth = any(growths.values())
    is_average = any(one and (one["zh_average"] or one["average"] or one["before"]) for one in growths.values())
    names = {lang: (one["zh"] or one["of"] or one["en"]) if (one := growths[lang]) else names[lang] for lang in names}
    entity = both_names(whose) if whose else None
    outputs = {
        lang: next((one for pattern in _WHOSE_OUTPUT if (one := pattern.fullmatch(name))), None)
        for lang, name in names.items()
    }
    if entity is None and any(outputs.values()):
        held = {lang: (one["who"] or one.groupdict().get("whose") or "") for lang, one in outputs.items() if one}
        first = next(iter(held.values()))
        entity = {lang: held.get(lang, first) for lang in names}
        names = {"zh": "产量", "en": "output"}
    return RowSubject(names, entity, is_growth, bool(is_average), units[0] if units else "")


def unit_per_head(names: dict[str, str], unit: str) -> str:
    """Return the unit that a name completes: 每万人口…拥有量 in 件 is 件/万人, 每千老年人口…床位数 in 张 is 张/千人.

    >>> unit_per_head({"zh": "每万人口高价值发明专利拥有量", "en": "patents"}, "件"), unit_per_head({"zh": "专利", "en": "patents"}, "件")
    ('件/万人', '件')
    """
    found = next(
        (match for name in names.values() if (match := _PER_HEAD.match(name) or _PER_HEAD_EN.search(name))), None
    )
    if found is None or "/" in unit:
        return unit
    said = found["multiple"].replace(",", "")
    multiple = (
        said if not said.isdigit() else next((one for one, power in MULTIPLES.items() if 10**power == int(said)), "")
    )
    whole = f"{unit}/{multiple}人"
    return whole if whole in UNITS else unit


def unit_of(text: str, subject: RowSubject, printed: Iterable[str | None] = ()) -> str | None:
    """Return the unit named by a cell, else by the row's name or by a figure of it (`printed`); a growth is in percent.

    >>> row = read_subject("营业收入", "")
    >>> unit_of("亿元", row), unit_of("hundred million yuan", row), unit_of("百分点", row), unit_of("", row, ["家"]), unit_of("亿圆", row)
    ('亿元', '亿元', '个百分点', '家', None)
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    unit = _OTHER_UNITS.get(plain.casefold(), plain) or subject.unit or next((one for one in printed if one), "")
    unit = unit or (PERCENT if subject.is_growth else "")
    found = printed_unit(unit)
    return unit_per_head(subject.indicator, found) if found else None


def no_unit(cell: TypedCell, name: str) -> Fault:
    """Return the fault of a row whose unit is missing, or is none."""
    key = "beginning.unknown_unit" if cell.text else "beginning.no_unit"
    return Fault(cell.place, key, {"found": cell.text, "near": nearest(cell.text, UNITS), "name": name})


def is_reduction(names: Mapping[str, Any]) -> bool:
    """Return whether an indicator is stated as a reduction, so that those of several years can be put together."""
    return any(_REDUCTION.search(names[lang]) for lang in LANGUAGES)


def assumed_level_unit(names: dict[str, str]) -> str | None:
    """Return the unit that the name of a level suggests, if only its growth is given; None if it suggests none."""
    said = " ".join(names.values())
    return "亿元" if _MONEY.search(said) else "吨" if _MASS.search(said) else None


@dataclass
class Register:
    """Codes of one kind of names, in the order in which they came; `taken` are the codes of all registers."""

    taken: set[str]
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    _codes: dict[str, str] = field(default_factory=dict)

    def code(self, names: dict[str, str], known: str | None = None, **about: Any) -> str:
        """Return the code of a name, having entered it with what is said about it if it is new."""
        for name in names.values():
            if row_name(name) in self._codes:
                return self._codes[row_name(name)]
        code = free_name(known or as_code(names), self.taken)
        self.taken.add(code)
        self.entries[code] = {**about, **names}
        self._codes |= {row_name(name): code for name in names.values()}
        return code


def as_code(names: dict[str, str]) -> str:
    """Return the code for a name: its English in small letters, else its characters.

    >>> as_code({"zh": "茶叶", "en": "Green tea (loose)"}), as_code({"zh": "万元GDP能耗", "en": "万元GDP能耗"})
    ('green_tea_loose', '万元gdp能耗')
    """
    for name in (names["en"], names["zh"]):
        code = re.sub(r"[\W_]+", "_", name.casefold()).strip("_")[: LONGEST // 2]
        if is_code(code):
            return code
    return "name"


def known_code(names: dict[str, str]) -> str | None:
    """Return the code that the pages expect for an indicator, if its name is one of the usual names."""
    given = {row_name(name).casefold() for name in names.values()}
    return next((code for code, known in KNOWN.items() if given & {row_name(name).casefold() for name in known}), None)


def indicator_fields(names: dict[str, str], unit: str, *, above_100: bool = False) -> dict[str, Any]:
    """Return what plan.yml says of an indicator that is measured in `unit`."""
    dimension = UNITS[unit].dimension
    about: dict[str, Any] = {"dimension": dimension}
    if unit != UNITS.of_dimension(dimension)[0]:
        about["unit"] = unit
    if _MAY_FALL_BELOW_ZERO.search(" ".join(names.values())):
        about["may_be_negative"] = True
    if above_100 and unit == PERCENT:
        about["may_exceed_100"] = True
    return about
