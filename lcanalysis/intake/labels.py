"""Reads the labelled lines of a sheet: its reference period, its area, and who made or published it and when.

Of all dates on a sheet, only the reference period says which period its figures are of. Dates on which it was made, filled
in, published, updated, exported or printed do not, nor do the numbers of a table, a document or a yearbook.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_YEAR: Final = r"(?:19|20)[0-9]{2}"
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NAME: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY: Final = (
    rf"(?:{_YEAR}\s*年\s*[0-9]{{1,2}}\s*月\s*[0-9]{{1,2}}\s*[日号]|(?<![0-9])[0-9]{{2}}年[0-9]{{1,2}}月[0-9]{{1,2}}[日号]"
    + "".join(
        rf"|(?<![0-9]){_YEAR}\s?{sign}\s?[0-9]{{1,2}}\s?{sign}\s?[0-9]{{1,2}}(?![0-9])"
        rf"|(?<![0-9])[0-9]{{1,2}}{sign}[0-9]{{1,2}}{sign}{_YEAR}(?![0-9])"
        for sign in ("-", "[.]", "/")
    )
    + rf"|(?<![0-9]){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
    rf"|(?<![0-9])[0-9]{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH_NAME},?\s+{_YEAR}"
    rf"|\b{_MONTH_NAME}\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}"
    r"|[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*[日号])(?:\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
)
_DATE: Final = (
    rf"(?:{_DAY}|{_YEAR}\s*年\s*[0-9]{{1,2}}\s*月(?:份)?|(?<![0-9]){_YEAR}\s?[-./]\s?[0-9]{{1,2}}(?![0-9])"
    rf"|\b{_MONTH_NAME},?\s+{_YEAR}|(?<![0-9]){_YEAR}\s*年?(?![0-9]))"
)
_PUBLISHING: Final = "发布|公布|发表|公开|刊登|印发|出版"
_MAKING: Final = (
    "制表|填表|填报|填制|编制|编印|印制|打印|导出|下载|更新|报出|报送|上报|呈报|报告人|提交|录入|采集|生成|创建|修订|修改|修正|审核|"
    f"签发|查询|检索|访问|抄录|整理|汇总|存档|归档|登记|备案|批准|制定|{_PUBLISHING}"
)
_WHEN: Final = "日期|时间|年月|时刻|日"
_MADE_EN: Final = (
    r"(?:released?|publish(?:ed)?|publication|issued?|updated?|printed?|exported?|downloaded|retrieved|accessed|compiled|"
    r"prepared|created|generated|revised|submitted|filled in|reported)"
)
_MAKING_EN: Final = "release|publication|issue|update|print(?:ing)?|export|download|compilation|preparation|creation|revision|submission|report"
_PUBLISHED_EN: Final = r"(?:releas(?:ed?|ing)|publish(?:ed|ing)?|publication|issued?)"
_MADE: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2020年3月发布, before the label behind which another date may stand.
        rf"{_DATE}\s*(?:{_MAKING})(?!的)(?:于|时间|日期)?|{_DATE}\s*制(?=[)\s]|$)",
        rf"(?:{_MAKING})\s*(?:{_WHEN})?\s*(?:于|在|为|[:])?\s*{_DATE}",
        rf"\b(?:date of (?:{_MAKING_EN})|(?:last\s+)?{_MADE_EN}(?:\s+date)?)\s*[:,]?\s*(?:on|in|at)?\s*{_DATE}",
        rf"{_DATE}\s*,?\s*\(?(?:{_MADE_EN})\b",
    )
)
_NO_PERIODS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 国统字〔2019〕101号, 有效期至2021年1月
        rf"[〔\[(【]\s*{_YEAR}\s*[〕\])】]\s*第?\s*[0-9]+\s*号",
        rf"有效期[至到:]*\s*{_DATE}",
        # A yearbook bears the year in which it comes out.
        rf"{_YEAR}\s*年?(?:版|度?[\u4e00-\u9fff]{{0,12}}年鉴)(?:[-—–]*\s*\(?{_YEAR}\)?)?",
        rf"年鉴\s*[-—–]*\s*[(《]?{_YEAR}[)》]?\s*(?:年?版|年)?",
        rf"\byearbook\s*,?\s*(?:of\s*)?{_YEAR}|{_YEAR}\s+(?:\w+\s+){{0,3}}yearbook|{_YEAR}\s+edition",
    )
)
_MONTH_OF_YEAR: Final = re.compile(rf"{_YEAR}\s*年\s*[0-9]{{1,2}}\s*月(?:份)?")
_DAYS: Final = re.compile(_DAY, re.IGNORECASE)
_NUMBER_SIGN: Final = (
    r"[0-9]{1,3}(?:\s?[-—–.．·]\s?[0-9]{1,3})*|[一二三四五六七八九十]{1,3}(?:[-—–.．·][0-9一二三四五六七八九十]{1,3})*"
)
_TABLE_NUMBER: Final = re.compile(
    rf"(?P<word>(?<![\u4e00-\u9fff])(?:附|续|附件|附录|统计)?表\s?|(?:附|续)表\s?|附件\s?|\b(?:table|tab\.|annex|appendix)\s*(?:no\.?)?\s*)"
    # A year behind the number is told from it by its own four digits.
    rf"(?!{_YEAR}\s*年)(?:(?P<before>(?:[0-9]{{1,3}}(?:[-—–.．·][0-9]{{1,3}})*?[-—–.．·]?))(?={_YEAR}(?:\s*年|[-—–./][0-9]|[^0-9\s]|$))"
    rf"|(?P<number>{_NUMBER_SIGN}))(?P<after>\s*[:：、.]?\s*)",
    re.IGNORECASE,
)
_PART_OF_DATE: Final = re.compile(r"[0-9年月季日上下半度\-—–~至到和及、]")

_STATED: Final = (
    "报告期|报告期别|报告期间|报告年度|报告月份|报告时期|统计期|统计期间|统计时间|统计时期|统计年度|统计月份|数据期|数据时间|数据所属期|所属期|"
    "所属时期|所属期间|税款所属期|时期|期间|期别|年份|年度|月份|时间|reference period|reporting period|period covered|period|"
    "data for|year"
)
_STATED_AREA: Final = (
    "地区|区域|行政区划|行政区|所在地区|所在地|统计地区|统计范围|地域|省份|城市|地市|县区|县市区|县(?:市、区)|region|area|city|county|"
    "district|province"
)
_SIGNED: Final = (
    r"注|备注|说明|附注|(?:资料|数据)?来源|出处|[\u4e00-\u9fff]{0,6}(?:负责人|联系人|经办人|审核人|复核人|校对人|填表人|填报人|制表人|报告人|统计人|"
    r"统计员|签发人|领导|主管|签字|签章|签名|盖章|公章|电话|手机|传真|邮箱|邮编|联系方式|地址|网址)|制表|审核|复核|校对|核对|经办|填表|填报|"
    r"(?:填报|报送|编制|制表|上报|填表)(?:单位|部门|机构|日期|时间)|(?:报出|审核|打印|导出)(?:日期|时间)|日期|页码|页次"
)
"""Labels of signatures, dates and notes, beside which no figure stands."""
_NOTED: Final = (
    rf"{_SIGNED}|数据库|编制|发布单位|发布机构|发布机关|公布单位|制定机关|制表机关|"
    rf"批准机关|批准文号|备案机关|备案文号|文号|表号|有效期|有效期至|密级|(?:数据|信息|最后|最近)?(?:{_MAKING})(?:{_WHEN})|日期|"
    r"source|sources|notes?|remarks?|database|contact|tel|phone|prepared by|compiled by|published by|released by|issued by|"
    rf"(?:last\s+)?{_MADE_EN}(?:\s+(?:date|on|at))?|date of [a-z]+|[a-z]+ date|date"
)
_LONGEST: Final = 400
_FIGURE: Final = re.compile(r"[-+]?[0-9][0-9,]*(?:[.][0-9]+)?%?")
_NUMBERED: Final = r"\s*[0-9一二三]?\s*"
_NOTE: Final = re.compile(rf"\s*(?:{_NOTED}){_NUMBERED}(?:\([^()]{{1,8}}\))?\s?:", re.IGNORECASE)
_IS_SIGNED: Final = re.compile(
    rf"(?:{_SIGNED}|tel|phone|source|notes?|date){_NUMBERED}(?:\([^()]{{1,8}}\))?:?", re.IGNORECASE
)
_PAGE: Final = re.compile(
    r"第\s?[0-9]+\s?页(?:[,、]?\s?[共/]\s?[0-9]+\s?页)?|[-—]\s?[0-9]{1,3}\s?[-—]|\(?(?:以下空白|以下无正文|完)\)?"
)
_SPREAD: Final = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
"""The blanks with which a short label is spread: 审 核 人."""
_IS_STATED: Final = re.compile(rf"\s*(?P<label>{_STATED})\s*:\s*(?P<value>.*)", re.IGNORECASE)
_IS_AREA: Final = re.compile(rf"\s*(?P<label>{_STATED_AREA})\s*:\s*(?P<value>.*)", re.IGNORECASE)
_UNIT: Final = re.compile(r"\s*(?:计量)?单位\s*:")
_LABEL_ALONE: Final = re.compile(rf"\s*(?:{_NOTED}|{_STATED}|{_STATED_AREA}){_NUMBERED}:?\s*", re.IGNORECASE)
_NEXT_LABEL: Final = re.compile(
    rf"(?<![A-Za-z])\s+(?=(?:(?:计量)?单位|{_NOTED}|{_STATED}|{_STATED_AREA}){_NUMBERED}[:：])", re.IGNORECASE
)
_PUBLISHED_ON: Final = re.compile(
    rf"(?:(?:{_PUBLISHING})\s*(?:{_WHEN})?\s*(?:于|在|[:])?\s*"
    rf"|\b(?:date of {_PUBLISHED_EN}|{_PUBLISHED_EN}\s*(?:date|on|in)?)\s*[:,]?\s*(?:on|in)?\s*)(?P<behind>{_DATE})"
    rf"|(?P<before>{_DATE})\s*(?:{_PUBLISHING})",
    re.IGNORECASE,
)
_REPORTED_ON: Final = re.compile(rf"(?:报出|报送|上报)\s*(?:{_WHEN})\s*:?\s*({_DATE})")
_STATES: Final = (
    "(?:资料来源|数据来源|来源|出处|(?:发布|公布|编制|制表)(?:单位|机构|机关)|sources?|(?:published|released|issued|compiled) by|publisher)",
    # Who filled a form in has its figures, unless it says where they are from.
    "(?:填报|报送|上报|填表|报出)(?:单位|部门|机构)",
)
_PUBLISHERS: Final = tuple(
    re.compile(rf"\s*{label}(?:\([^()]{{1,8}}\))?\s*:\s*(?P<name>.+)", re.IGNORECASE) for label in _STATES
)
_STAMPED: Final = re.compile(r"\([盖公签印]?章\)|_+")


def narrow(text: str) -> str:
    """Return a text in narrow characters, with single spaces; of one longer than any title or label, the beginning."""
    return " ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).split())


def comparable(text: str) -> str:
    """Return a name or a heading in the form in which they are compared: narrow, in lower case, without spaces.

    >>> comparable("R&D spending"), comparable("研发 投入")
    ('r&dspending', '研发投入')
    """
    return "".join(narrow(text).split()).casefold()


def is_note(line: str) -> bool:
    """Return whether a line is a note: of a source, of who made the table, or of when it was made or published.

    >>> [is_note(line) for line in ("制表日期：2020-01-20", "注 1：", "报告期：2019年", "2019年产量")]
    [True, True, False, False]
    """
    plain = narrow(line)
    return _NOTE.match(plain) is not None or _NOTE.match(_SPREAD.sub("", plain)) is not None


def is_signature(cells: Sequence[str], width: int = 2) -> bool:
    """Return whether the cells of a row hold no figures: the label of a signature with anything beside it, a date, a page.

    A row whose label could be the name of a figure is no signature where numbers fill the table's `width` columns of figures.

    >>> is_signature(["联系电话", "8210000"]), is_signature(["某市统计局", "2020年1月20日"]), is_signature(["第 1 页 共 2 页"])
    (True, True, True)
    >>> is_signature(["铜材", "21.96"]), is_signature(["电话", "12", "11"])
    (False, False)
    """
    first = _SPREAD.sub("", narrow(cells[0]))
    if is_note(cells[0]) or _PAGE.fullmatch(first):
        return True
    if _IS_SIGNED.fullmatch(first):
        return sum(bool(_FIGURE.fullmatch(narrow(one))) for one in cells[1:]) < max(2, width)
    others = cells if _is_date(first) else cells[1:]
    return bool(others) and all(_is_date(narrow(one)) or is_note(one) for one in others)


def _is_date(text: str) -> bool:
    return bool(_DAYS.fullmatch(text) or _MONTH_OF_YEAR.fullmatch(text))


def stated_period(line: str) -> str | None:
    """Return what a line states to be the reference period; None if it is no such line.

    >>> stated_period("报告期：2019年"), stated_period("发布时间：2020-03-15")
    ('2019年', None)
    """
    match = _IS_STATED.fullmatch(narrow(line))
    return match["value"] if match else None


def stated_area(line: str) -> str | None:
    """Return what a line states to be the area; None if it is no such line."""
    match = _IS_AREA.fullmatch(narrow(line))
    return match["value"] if match else None


def lines_of(cells: Sequence[str]) -> list[str]:
    """Return the lines that one row of cells above or below a table makes: one for each label, and one for the rest.

    >>> lines_of(["主要产品", "产量", "制表日期：2020-01-20 单位：万吨"]), lines_of(["报告期", "2019年"])
    (['主要产品 产量', '制表日期：2020-01-20', '单位：万吨'], ['报告期：2019年'])
    """
    parts: list[str] = []
    lines: list[str] = []
    waiting = ""
    fragments = (one for cell in cells for one in (_NEXT_LABEL.split(cell) if len(cell) <= _LONGEST else [cell]))
    for fragment in (one for one in fragments if one.strip()):
        if waiting:
            lines.append(f"{waiting.rstrip('：: ')}：{fragment}")
            waiting = ""
        elif len(cells) > 1 and _LABEL_ALONE.fullmatch(narrow(fragment)):
            waiting = fragment
        elif any(pattern.match(narrow(fragment)) for pattern in (_NOTE, _IS_STATED, _IS_AREA, _UNIT)):
            lines.append(fragment)
        else:
            parts.append(fragment)
    return [*([" ".join(parts)] if parts else []), *lines, *([waiting] if waiting else [])]


def without_other_dates(text: str) -> str:
    """Return a title in narrow characters without dates of making, days, numbers of documents, and years of yearbooks.

    >>> without_other_dates("2019年产量（2020年3月发布）"), without_other_dates("统计年鉴2020 主要产品产量")
    ('2019年产量( )', '统计 主要产品产量')
    """
    plain = narrow(text)
    for pattern in (*_MADE, *_NO_PERIODS, _DAYS):
        plain = pattern.sub(" ", plain)
    return plain


def has_day(text: str) -> bool:
    """Return whether a text names a day."""
    return _DAYS.search(narrow(text)) is not None


def without_table_number(text: str) -> tuple[str, bool]:
    """Return a title without the number of its table, and whether it is clear which digits are that number.

    A number that runs into a month or a quarter (表1-12月, 表12月份) can be either; then the digits are left out, and it is
    not clear.

    >>> without_table_number("表1 2月份产量"), without_table_number("表12019年产量"), without_table_number("表1-12月产量")
    ((' 2月份产量', True), ('2019年产量', True), (' 月产量', False))
    """
    is_clear = True
    parts: list[str] = []
    end = 0
    for match in _TABLE_NUMBER.finditer(text):
        if match.start() < end:
            continue
        parts.append(text[end : match.start()])
        end = match.end()
        if match["number"] is None:
            continue
        follows = text[end : end + 1]
        if match["after"]:
            is_clear = is_clear and not (match["after"].strip() in {"、", "."} and re.match(r"[0-9]+月", text[end:]))
            parts.append(" ")
            continue
        digits = match["number"]
        if re.fullmatch(_YEAR, digits[-4:]) and follows == "年":
            parts.append(digits[-4:])
        elif follows and _PART_OF_DATE.match(follows) and digits[-1].isdigit():
            is_clear = False
            parts.append(" ")
        else:
            parts.append(" ")
    return "".join([*parts, text[end:]]), is_clear


def published_in(lines: Iterable[str]) -> str:
    """Return the date of publication that lines of a sheet state, as ``2020-03-15`` or ``2020-03``; empty if none or several.

    Where none does, it is the day on which a bureau reported the sheet.

    >>> published_in(["发布时间：2020年3月15日"]), published_in(["Date of release: March 2020"]), published_in(["制表：2020年"])
    ('2020-03-15', '2020-03', '')
    >>> published_in(["填表人：李某  报出日期：2020年3月15日"])
    '2020-03-15'
    """
    plain = [narrow(line) for line in lines]
    dated = ({date for line in plain for date in _dates(pattern, line)} for pattern in (_PUBLISHED_ON, _REPORTED_ON))
    found: set[str] = next(filter(None, dated), set())
    return next(iter(found)) if len(found) == 1 else ""


def _dates(pattern: re.Pattern[str], line: str) -> Iterator[str]:
    for match in pattern.finditer(line):
        date = _iso(next(filter(None, match.groups())))
        if date:
            yield date


def _iso(text: str) -> str:
    for number, name in enumerate(_MONTHS, 1):
        text = re.sub(rf"\b{name[:3]}[a-z]*\.?", f" month {number} ", text.lower())
    if "month" in text:
        year = re.search(_YEAR, text)
        month = re.search(r"month ([0-9]+)", text)
        rest = re.sub(rf"month [0-9]+|{_YEAR}", " ", text)
        day = re.search(r"[0-9]{1,2}", rest)
        parts = [int(one) for one in (year and year[0], month and month[1], day and day[0]) if one]
    elif match := re.fullmatch(rf"\s*({_YEAR})([0-9]{{2}})([0-9]{{2}})\s*", text):
        parts = [int(one) for one in match.groups()]
    else:
        parts = [int(one) for one in re.findall(r"[0-9]+", text.split(":")[0])][:3]
    if (
        len(parts) < 2
        or not 1900 < parts[0] < 2100
        or not 1 <= parts[1] <= 12
        or not all(one <= 31 for one in parts[1:])
    ):
        return ""
    return "-".join([f"{parts[0]:04d}", *(f"{one:02d}" for one in parts[1:])])


def publishers_stated(lines: Iterable[str]) -> list[str]:
    """Return who published the figures as lines of a sheet state it, each name once; else who filled it in.

    >>> publishers_stated(["数据来源：国家统计局。", "填报单位：市工信局"]), publishers_stated(["填报单位（盖章）：市工信局"])
    (['国家统计局'], ['市工信局'])
    """
    plain = [narrow(line) for line in lines]
    for pattern in _PUBLISHERS:
        found = (_STAMPED.sub("", match["name"]) for line in plain if (match := pattern.fullmatch(line)))
        if names := [name for one in found if (name := one.strip(" 。.;；"))]:
            return list(dict.fromkeys(names))
    return []
