"""The workbook to begin a plan with, filled in with an invented example, in Chinese or in English."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

from lcanalysis.cleaning.new_plans.facts import FACTS
from lcanalysis.units import UNITS
from lcanalysis.wording import say
from lcanalysis.workbooks import Sheet, Value, workbook_bytes

BASE: Final = 2020
DUE: Final = 2025
_FACTS: Final[dict[str, str | tuple[str, str]]] = {
    "title": ("茶产业发展规划（2021—2025年）（虚构示例）", "Tea industry plan, 2021 to 2025 (an invented example)"),
    "publisher": ("示例市", "Example City"),
    "published_on": "2021-03",
    "area": ("示例市", "Example City"),
    "whole": ("茶产业", "the tea industry"),
    "base_year": f"{BASE}",
    "due_year": f"{DUE}",
    "figures_on": "2022-03",
}
_SIZE, _QUALITY = ("产业规模", "size"), ("质量效益", "quality")
_FARMING, _INDUSTRY = ("市农业农村局", "the farming office"), ("市工信局", "the industry office")
_EXPECTED, _BINDING = ("预期性", "expected"), ("约束性", "binding")
_GOALS: Final = (
    (_SIZE, ("茶叶产量", "output of tea"), "吨", _EXPECTED, "11850", None, "4", _FARMING, ("第二章", "chapter 2")),
    (_SIZE, ("营业收入", "revenue"), "亿元", _EXPECTED, "38.2", "60", "8", _INDUSTRY, ("第二章", "chapter 2")),
    (_SIZE, ("规模以上企业数", "firms above scale"), "家", _EXPECTED, "34", "45", None, _INDUSTRY, ("第二章", "chapter 2")),
    (_QUALITY, ("抽检合格率", "passed inspections"), "%", _BINDING, "97.1", ("98以上", "at least 98"), None, _FARMING, ("第三章", "chapter 3")),
    (_QUALITY, ("知名品牌", "well-known brands"), "个", _EXPECTED, "1", "3—5", None, _FARMING, ("第三章", "chapter 3")),
    (_QUALITY, ("新认证茶园", "newly certified gardens"), "个", _EXPECTED, None, None, "[15]", _FARMING, ("第三章", "chapter 3")),
)  # fmt: skip
_FIGURES: Final = (
    (("茶叶产量", "output of tea"), "吨", ("10890", "11200", "11420", "11850", "12290")),
    (("绿茶产量", "output of green tea"), "吨", (None, None, "7900", "8150", "8420")),
    (("红茶产量", "output of black tea"), "吨", (None, None, "3520", "3700", "3870")),
    (("营业收入", "revenue"), "亿元", ("30.1", "33.4", "35.9", "38.2", "40.7")),
    (("利润", "profit"), "亿元", (None, None, "3.1", "2.9", "3.4")),
    (("规模以上企业数", "firms above scale"), "家", (None, "29", "31", "34", "36")),
    (("抽检合格率", "passed inspections"), "%", (None, None, "96.4", "97.1", "97.6")),
)  # fmt: skip
_YEARS: Final = range(2017, 2022)
_COLUMNS: Final = ("category", "indicator", "unit", "binding", "base", "target", "growth", "responsible", "section")


def form_bytes(lang: str) -> bytes:
    """Return the workbook to begin a plan with: what the plan is, its goals, its figures; everything in it is invented.

    `lang` is the language of heads and names; the names stand in the other language behind a ``|``.
    """
    said = {
        name: say(f"beginning.column_{name}", lang, base=BASE, due=DUE)
        for name in (*_COLUMNS, "item", "content", "how")
    }
    facts = [
        (say(f"beginning.fact_{name}", lang), _text(_FACTS[name], lang), say(f"beginning.how_{name}", lang))
        for name in FACTS
    ]
    goals = [
        tuple(_unit(one, lang) if at == _COLUMNS.index("unit") else _cell(one, lang) for at, one in enumerate(row))
        for row in _GOALS
    ]
    heads = [say("beginning.column_year", lang, year=year) for year in _YEARS]
    figures = [
        (_text(name, lang), _unit(unit, lang), *(_cell(one, lang) for one in held)) for name, unit, held in _FIGURES
    ]
    return workbook_bytes([
        Sheet(say("beginning.sheet_plan", lang), [said[name] for name in ("item", "content", "how")], facts),
        Sheet(say("beginning.sheet_goals", lang), [said[name] for name in _COLUMNS], goals),
        Sheet(say("beginning.sheet_figures", lang), [said["indicator"], said["unit"], *heads], figures),
    ])  # fmt: skip


def write_form(path: Path, lang: str) -> None:
    """Write the workbook to begin a plan with."""
    path.write_bytes(form_bytes(lang))


def _cell(held: str | tuple[str, str] | None, lang: str) -> Value:
    """Return a number as a number, everything else as text."""
    if isinstance(held, str) and held.replace(".", "", 1).isdecimal():
        return Decimal(held)
    return None if held is None else _text(held, lang)


def _unit(symbol: object, lang: str) -> str:
    return str(symbol) if lang == "zh" else UNITS[str(symbol)].name(lang)


def _text(held: str | tuple[str, str], lang: str) -> str:
    if isinstance(held, str):
        return held
    zh, en = held
    return f"{zh}|{en}" if lang == "zh" else f"{en}|{zh}"
