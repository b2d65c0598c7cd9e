"""Finds the area that a title, a heading or a row of a sheet names.

A name that plan.yml declares is that area; 全市 in the plan of a city is the plan's own. Anything else that looks like a
place, or like a single firm, is not taken for the plan's area: a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.labels import comparable, narrow, without_other_dates, without_table_number
from lcanalysis.intake.period_words import arabic, taken_out
from lcanalysis.intake.places import CITIES, ENGLISH, PROVINCES

_KINDS: Final = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "地区", "街道", "省", "市", "县", "区", "州", "盟", "旗", "镇", "乡",
    "村",
)  # fmt: skip
_WHOLE: Final = {
    "省": "省",
    "市": "市",
    "县": "县",
    "区": "区",
    "州": "州",
    "盟": "盟",
    "旗": "旗",
    "镇": "镇",
    "乡": "乡",
}
_NATIONAL: Final = frozenset({"全国", "中国", "我国", "国内", "大陆", "全国合计", "全国总计"})
_NO_PLACES: Final = (
    # Words in which the signs for city, county and district name no place of their own.
    r"市场|市值|上市|城市群?|都市圈?|超市|门市|股市|市政|市民|市价|市直|市属|市级|市本级|市辖|县域|县级|县属|县乡|区级|区属|区域|区间|区别|区分|区块|县区|区县"
    r"|市县|县市区?|地市|省级|省属|省直|省市|各省|各市|各县|各区|分省|分市|分县|分区|按省|按市|按县|按区|分地区|各地区|按地区|地区生产总值|地区分组"
    r"|县\(市[、,]?区\)|市\(县[、,]?区\)|市区|社区|矿区|小区|片区|山区|城区|郊区|灾区|特区|城镇|乡镇|村镇|城乡|乡村|镇级|村级|联盟|旗下|旗舰|红旗|乡土|市盈率|农村|新村|节省|林区|牧区|景区|厂区|库区|专区|企业集团|大理石|日照时|朝阳产业|其中|部分|部门"
    # A share or a rank in the province is no figure of the province.
    r"|[占居列](?:全[国省市县区]|我[国省市])"
)
_ADJOINING: Final = re.compile(r"[\s()·:]*")
_ADJOINING_ENGLISH: Final = re.compile(r"[\s(),]*")
_CJK: Final = "\u4e00-\u9fff"
_ELSEWHERE: Final = (
    "全球|世界|国际|国外|海外|境外|省外|市外|县外|省内|市内|县内|区内|外省|外市|[东中西]部(?:地区|省份)?|东北|华北|华东|华中|华南|西南|西北|京津冀|长三角|珠三角"
    rf"|[{_CJK}]{{0,10}}?(?:开发区|高新区|园区|新区|工业区|经济区|示范区|集聚区|保税区|自贸区|工业园|产业园)"
)
_FIRM: Final = rf"[{_CJK}()A-Za-z]{{2,20}}?(?:有限责任公司|股份有限公司|有限公司|股份公司|分公司|总公司|公司|总厂)|[{_CJK}]{{2,6}}集团"
_PLACE: Final = re.compile(rf"[{_CJK}]{{1,8}}?(?:{'|'.join(_KINDS)})")
_CAPITALISED: Final = re.compile(r"\b[A-Z][a-z]{2,}\b")
_ORDINARY: Final = (
    "table annex appendix output production products product main major principal key total totals industrial industry "
    "industries enterprises enterprise firms firm companies above below scale designated size by of in for the and year "
    "years annual monthly month months quarter quarterly half first second third fourth cumulative growth rate rates change "
    "unit units tonnes tons million thousand percent current same period previous last metals metal nonferrous ferrous "
    "statistics statistical data report reporting bureau national office figures final preliminary revised sheet indicators "
    "indicator name value values volume sales revenue profit investment employment summary overview development economic "
    "since from with per cent date source note notes continued yearbook bulletin communique level levels city"
)
_ENGLISH: Final = (
    r"\b(?:[A-Z][\w'-]+ ){1,3}(?:City|County|District|Province|Prefecture|Municipality|Region|Zone)\b"
    r"|\b(?:[Nn]ationwide|[Nn]ational(?= (?:output|production|total|figures))|[Ww]orld(?:wide)?|[Gg]lobal|[Pp]rovincial|"
    rf"[Mm]unicipal|[Cc]hina(?:'s)?|[Cc]hinese|[Ww]hole (?:country|province|city|county)|{'|'.join(ENGLISH.split())})\b"
)


@dataclass(frozen=True, slots=True)
class Located:
    """What a text says about the area: its code, if plan.yml declares it, and its words; both are empty if it says nothing.

    `rest` is the text without these words.
    """

    area: str = ""
    words: str = ""
    rest: str = ""

    @property
    def is_unknown(self) -> bool:
        """Whether it names an area, or a firm, that may be none of the plan's."""
        return bool(self.words) and not self.area


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    words: str
    area: str


class Areas:
    """The areas of a plan by all their names."""

    def __init__(self, definition: Definition) -> None:
        self._own = definition.plan.area
        self._names: dict[str, str] = {}
        for code, name in definition.areas.items():
            for text in (name.zh, name.en):
                self._names.setdefault(comparable(text), code)
        own = definition.areas.get(self._own)
        for word in _words_for(own.zh if own else ""):
            self._names.setdefault(word, self._own)
        stems = {stem: code for code, name in definition.areas.items() if len(stem := _stem(name.zh)) > 1}
        # Words in the name of an indicator are no place.
        self._said = sorted((one.zh for one in definition.indicators.values()), key=len, reverse=True)
        named = [name.zh for name in definition.areas.values()] + [name.en for name in definition.areas.values()]
        full = [*named, *(word for word in self._names if not word.isascii())]
        # A stem before another kind is another place: 茌平县 is not certain to be 茌平区.
        kinds = "|".join(_KINDS)
        known = [
            *(_as_pattern(narrow(name)) for name in sorted(set(full), key=len, reverse=True)),
            *(rf"{re.escape(stem)}(?!{kinds})" for stem in sorted(stems, key=len, reverse=True)),
        ]
        self._names = {**stems, **self._names}
        self._known = "|".join(known)
        whole = "|".join(_WHOLE)
        bare = "|".join((*PROVINCES.split(), *CITIES.split()))
        self._masked = re.compile(rf"(?P<known>{self._known})|{_NO_PLACES}")
        self._pattern = re.compile(
            rf"(?P<known>{self._known})|(?:{_ELSEWHERE}|{_FIRM}|全国|中国|我国|国内|(?:全|我|本)(?:{whole})|(?:{bare})(?:{kinds})?"
            rf"|{_ENGLISH})"
        )
        self._vocabulary = _vocabulary(definition)

    @property
    def is_national(self) -> bool:
        """Whether the plan's own area is a whole country, as far as its name says."""
        return self._own == self._names.get("全国")

    def of(self, name: str) -> str:
        """Return the area that a name is exactly, such as that of a cell; empty if it is none of the plan's."""
        return self._names.get(comparable(name), "")

    def in_text(self, text: str) -> Located:
        """Return the area that a heading, a row or the name of a sheet names.

        Where one name directly follows another (山东省聊城市茌平区), the last counts. Several names that stand apart, and names
        that plan.yml does not declare, are unknown. Beside the plan's own area, the other one counts.
        """
        bare = taken_out(arabic(without_table_number(without_other_dates(text))[0]))[0]
        plain = self._masked.sub(lambda found: found[0] if found["known"] else "\x00" * len(found[0]), bare)
        for said in self._said:
            plain = plain.replace(said, "\x00" * len(said))
        tokens = [
            _Token(one.start(), one.end(), one[0].strip(), self.of(one[0]) if one["known"] else "")
            for one in self._pattern.finditer(plain)
        ]
        for one in tokens:
            plain = plain[: one.start] + "\x00" * (one.end - one.start) + plain[one.end :]
        others = [_Token(one.start(), one.end(), one[0], "") for one in _PLACE.finditer(plain)]
        tokens = _innermost(bare, sorted((*tokens, *others), key=lambda one: one.start))
        rest = bare
        for one in reversed(tokens):
            rest = rest[: one.start] + rest[one.end :]
        codes = list(dict.fromkeys(one.area for one in tokens))
        inner = [code for code in codes if code != self._own]
        words = "、".join(dict.fromkeys(one.words for one in tokens))
        is_known = bool(codes) and "" not in codes and len(inner) < 2
        return Located((inner[0] if inner else self._own) if is_known else "", words, rest)

    def in_title(self, title: str) -> Located:
        """Return the area that the title of a table names.

        In an English title, a capitalised name that the plan does not know may be a place, and is therefore unknown.
        """
        located = self.in_text(title)
        if located.words:
            return located
        bare = taken_out(without_table_number(without_other_dates(title))[0])[0]
        names = [word for word in _CAPITALISED.findall(bare) if word.casefold() not in self._vocabulary]
        return Located("", " ".join(dict.fromkeys(names)), located.rest)


def _words_for(own: str) -> Iterator[str]:
    """Return how a table of the plan's own area can call it."""
    if own in _NATIONAL or own == "中华人民共和国":
        yield from _NATIONAL
    else:
        for sign in _WHOLE:
            if own.endswith(sign):
                yield from (f"全{sign}", f"我{sign}", f"本{sign}")


def _stem(name: str) -> str:
    kind = next((kind for kind in _KINDS if name.endswith(kind)), "")
    return name.removesuffix(kind)


def _as_pattern(name: str) -> str:
    return rf"(?i:\b{re.escape(name)}\b)" if name.isascii() else re.escape(name)


def _innermost(text: str, tokens: list[_Token]) -> list[_Token]:
    """Return the names of the innermost places: an address goes from large to small in Chinese, from small to large in English."""
    kept: list[_Token] = []
    for one in tokens:
        before = kept[-1] if kept else None
        between = text[before.end : one.start] if before else ""
        is_english = before is not None and before.words.isascii() and one.words.isascii()
        if before is None or not (_ADJOINING_ENGLISH if is_english else _ADJOINING).fullmatch(between):
            kept.append(one)
        else:
            inner = before if is_english else one
            kept[-1] = _Token(before.start, one.end, inner.words, inner.area)
    return kept


def _vocabulary(definition: Definition) -> frozenset[str]:
    """Return English words that are no names of places, because the plan or statistical tables in general use them."""
    names = (
        *definition.indicators.values(),
        *definition.entities.values(),
        *definition.scopes.values(),
        *definition.areas.values(),
    )
    titles = (definition.plan.title_en, *(one.title_en for one in (*definition.tables, *definition.statements)))
    text = " ".join((*(one.en for one in names), *titles))
    return frozenset(_ORDINARY.split()) | {word.casefold() for word in re.findall(r"[A-Za-z]+", text)}
