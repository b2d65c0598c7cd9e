"""Reads the heading of a column: the indicator, the period and the unit of its figures.

Headings of official statistics use few words: 本期, 同期, 同比, years and months, and the names of indicators. Whatever else a
heading has is returned as its core, for others to interpret.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lcanalysis.intake.cell_text import without_marks
from lcanalysis.intake.labels import has_day
from lcanalysis.intake.period_words import DASH, Said, arabic, taken_out
from lcanalysis.units import printed_unit

Role = Literal["current", "same", "change", "bare"]
"""The period itself (本期), the same one a year before (同期), the rate from one to the other (同比), or none said."""

_ROLES: Final[dict[Role, tuple[str, ...]]] = {
    "current": (
        "本期", "本期数", "本期实际", "本年", "本年数", "本年实际", "今年", "当年", "报告期", "绝对量", "绝对数", "绝对额", "实际", "实际数",
        "实际完成", "完成", "完成数", "实绩",
    ),
    "same": (
        "同期", "同期数", "同期实际", "上年同期", "上年同期数", "上年同期实际", "去年同期", "去年同期数", "上年", "上年数", "上年实际", "去年",
        "去年数", "去年实际",
    ),
    "change": (
        "同比", "同比增长", "同比增长率", "同比增速", "同比增幅", "同比增减", "同比增减率", "增长", "增长率", "增速", "增幅",
        "增减率", "增减", "增减幅", "增减幅度", "增长幅度", "变化率", "同比变化", "同比变动", "年增长率", "比同期", "比同期增长", "比同期增减",
        *(f"{than}{year}{end}" for than in "比较" for year in ("上年", "去年", "上年同期", "去年同期")
          for end in ("", "增长", "增减", "增幅", "增速", "增长率", "增减率")),
        *(f"与{year}{end}" for year in ("上年", "去年", "上年同期", "去年同期") for end in ("比", "相比")),
    ),
}  # fmt: skip
_IN_ENGLISH: Final[dict[str, Role]] = {
    **dict.fromkeys(("actual", "currentperiod", "currentyear", "thisyear"), "current"),
    **dict.fromkeys(
        ("ayearearlier", "lastyear", "previousyear", "prioryear", "sameperiodlastyear", "sameperiodofthepreviousyear"), "same"
    ),
    **dict.fromkeys(
        ("annualgrowth", "change", "changeonpreviousyear", "changeyoy", "growth", "growthrate", "growthyoy", "increase", "y/y",
         "year-on-year", "year-on-yearchange", "yearonyear", "yoy", "yoychange", "yoygrowth"), "change"
    ),
}  # fmt: skip
"""Words that are the whole of a heading, without blanks and in small letters."""
_SAID: Final = sorted(((word, role) for role, words in _ROLES.items() for word in words), key=lambda one: -len(one[0]))
SERIAL: Final = frozenset({"序号", "编号", "序", "No.", "no.", "行次"})
REMARKS: Final = frozenset({"备注", "说明", "注"})
UNIT_HEADINGS: Final = frozenset({"计量单位", "单位", "Unit", "unit"})
RANKS: Final = re.compile(r".*(?:排名|位次|名次|排序|排位)(?:变化|升降)?|rank(?:ing)?", re.IGNORECASE)
"""Columns that put the rows in an order."""
TOTALS: Final = frozenset({"合计", "总计", "小计", "共计", "总和", "total", "totals", "subtotal", "grandtotal"})
_VINTAGE: Final = re.compile(
    r"\((?:修订|修正|调整|快报|年报|初步|初步核算|初步统计|最终核实)(?:后|数|值)?\)|(?<=年)(?:修订|快报|年报|初步)[数值]$"
    r"|\((?:revised|preliminary|provisional|final|[rp])\)",
    re.IGNORECASE,
)
"""Words for how final the figures of a heading are; they do not change its period."""

_UP_TO_NOW: Final = re.compile(
    rf"(?:1月?(?:份)?{DASH}|自?年初以?来?(?:{DASH})?|截[至止]|[至到])(?:本月|当月)(?:止|末|底)?(?:累计)?|(?:本月|当月)止(?:累计)?"
    r"|自?年初(?:以来|至今)?累计"
)
_THAN_YEAR: Final = re.compile(r"(?:(?P<year>(?:19|20)[0-9]{2})年?)?[比较](?P<base>(?:19|20)[0-9]{2})年?(?!价|基)")
AMOUNTS: Final = re.compile(
    r"(?:同比|比上年|比上年同期|比去年同期|较上年)?(?:净增|增加|增减|增长|变化|变动)(?:额|量|值|数|绝对[额量数])|净增|增量"
)
"""Headings of amounts by which something has changed."""
_MONTH_ALONE: Final = re.compile("(?:本月|当月|单月)数?|同月")
_MONTH_BEFORE: Final = re.compile("(?:上年|去年)(?:本月|当月|同月)")
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_UNIT_LINE: Final = re.compile(r"(?:^|[\s(])(?:计量|金额|产量|数量|数据)?单位\s*:\s*(?P<units>[^()\s]+)")
_ENGLISH_UNIT_LINE: Final = re.compile(r"\bunits?\s*:\s*(?P<unit>[^():]+)", re.IGNORECASE)
_LONGEST: Final = 400
"""A longer text above a column is no heading."""
_BETWEEN_UNITS: Final = re.compile(r"[、,;和]")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says; `core` is what is left of it when period, unit and role are taken away.

    `is_clear` is false if it says two periods, or two units.
    """

    text: str
    core: str
    role: Role
    said: Said | None
    unit: str
    is_clear: bool
    is_month: bool = False
    """Whether it speaks of the last month alone (本月, 当月, 上年同月)."""

    @property
    def is_within_year(self) -> bool:
        """Whether it speaks of months together that are no period of ours: no quarter, and not from January on."""
        said = self.said
        return said is not None and said.period(2000) is None


def parse_heading(text: str) -> Heading:
    """Return what a heading says.

    `text`: the text of all rows of the header above the column, joined by spaces.

    >>> found = parse_heading("产量（万吨） 2019年1—6月")
    >>> found.core, found.role, found.said.period(), found.unit
    ('产量', 'bare', '2019-01--06', '万吨')
    >>> parse_heading("2018年（修订数）").said.period(), parse_heading("快报数").core
    ('2018', '快报数')
    >>> found = parse_heading("比上年同月±%")
    >>> found.core, found.role, found.is_month
    ('', 'change', True)
    >>> found = parse_heading("同比±%")
    >>> found.core, found.role, found.unit
    ('', 'change', '%')
    """
    if len(text) > _LONGEST:
        return Heading(text, text, "bare", None, "", is_clear=False)
    units: list[str] = []
    parts = []
    for part in without_marks(text).split(" "):
        plain = "".join(unicodedata.normalize("NFKC", part).split())
        rest, found = _without_units(_VINTAGE.sub("", plain) or plain)
        units += found
        parts.append(rest)
    joined = _THAN_YEAR.sub(_than_before, arabic(" ".join(part for part in parts if part)))
    joined = _UP_TO_NOW.sub("累计", joined)
    is_cumulative, is_month = "累计" in joined, _MONTH_ALONE.search(joined) is not None
    same = _MONTH_BEFORE.sub("上年同期", joined).replace("同月", "同期").replace("累计数", "").replace("累计", "")
    # 本月 alone is the period of the table; beside other words it only says that it is a month.
    rest, said = taken_out(_MONTH_ALONE.sub("", same) or ("本期" if is_month else ""))
    core = re.sub(r"[\s:：().,]", "", rest)
    core, role = _without_role(core)
    clear = [one for one in (_united(said, joined.rpartition(" ")[2]),) if one is not None] if said else []
    found_said = clear[0] if clear else (Said() if is_cumulative else None)
    if is_cumulative and found_said is not None:
        found_said = Said(found_said.year, found_said.months, is_cumulative=True)
    # A day is no period of a figure: it may be the date of the table, or of a stock.
    is_clear = len(set(units)) < 2 and (not said or bool(clear)) and not has_day(joined)
    return Heading(
        text, core, role, found_said, units[0] if units else "", is_clear and not (is_cumulative and is_month), is_month
    )


def _than_before(found: re.Match[str]) -> str:
    """Return 2019年比2018年 and 比2018年 as 2019年比上年; years that are not successive stay, and are not clear."""
    base = int(found["base"])
    is_next = found["year"] is None or int(found["year"]) == base + 1
    return f"{base + 1}年比上年" if is_next else found[0]


def units_in(line: str) -> list[str] | None:
    """Return the units that a line such as 单位：万元、% gives; None if it is no such line.

    >>> units_in("2019年产量（计量单位：万吨）"), units_in("填报单位：某局")
    (['万吨'], None)
    >>> units_in("Unit: 10,000 tonnes")
    ['万吨']
    """
    plain = unicodedata.normalize("NFKC", line)
    match = _UNIT_LINE.search(plain)
    if match is None:
        english = _ENGLISH_UNIT_LINE.search(plain)
        return None if english is None else [printed_unit(english["unit"]) or english["unit"].strip()]
    return [part for part in _BETWEEN_UNITS.split(match["units"]) if part]


def _without_units(plain: str) -> tuple[str, list[str]]:
    found = []

    def take(match: re.Match[str]) -> str:
        content = re.sub(r"^(?:计量)?单位:?", "", match[1]).removeprefix("±").removeprefix("+-")
        unit = printed_unit(content)
        if unit:
            found.append(unit)
        return "" if unit else match[0]

    rest = _BRACKETS.sub(take, plain)
    if unit := printed_unit(rest):
        return "", [*found, unit]
    for ending in ("±%", "+-%", "%"):
        if rest.endswith(ending):
            return rest.removesuffix(ending), [*found, "%"]
    return rest, found


def _united(said: Iterable[Said], lowest: str) -> Said | None:
    """Return several mentions of a period as one, if they complete each other: 2019年 and 1—6月.

    Months in the lowest row of a header that lie within those above it are meant: 1月 below 2021年上半年.
    """
    years = {one.year for one in said if one.year is not None}
    months = {one.months for one in said if one.months is not None}
    inner = {one.months for one in taken_out(lowest)[1] if one.months is not None} if len(months) > 1 else set()
    if len(inner) == 1 and all(one[0] <= within[0] and within[1] <= one[1] for within in inner for one in months):
        months = inner
    if len(years) > 1 or len(months) > 1:
        return None
    return Said(next(iter(years), None), next(iter(months), None))


def _without_role(core: str) -> tuple[str, Role]:
    if core.casefold() in _IN_ENGLISH:
        return "", _IN_ENGLISH[core.casefold()]
    for word, role in _SAID:
        if core == word:
            return "", role
    for word, role in _SAID:
        for rest in (core.removeprefix(word), core.removesuffix(word)):
            if rest != core:
                return rest.strip("的_-"), role
    return core, "bare"


def joined_heading(parts: Sequence[str]) -> str:
    r"""Return the texts of the header rows above a column as one heading: each once, from above, with a space between.

    >>> joined_heading(["产量 （万吨）", "产量 （万吨）", "本期\n（2019）"])
    '产量（万吨） 本期（2019）'
    """
    plain = ["".join(part.split()) for part in parts]
    return " ".join(part for at, part in enumerate(plain) if part and (at == 0 or part != plain[at - 1]))
