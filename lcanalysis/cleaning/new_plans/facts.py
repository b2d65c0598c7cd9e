"""Reads the facts about a plan from a workbook: its title, who published it and when, its area, its years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from lcanalysis.cleaning.new_plans.typed_book import TypedBook, TypedCell, TypedTable, year_in
from lcanalysis.errors import Fault
from lcanalysis.intake.period_words import arabic, taken_out
from lcanalysis.periods import YEARS, last_day
from lcanalysis.provenance import Place
from lcanalysis.wording import LANGUAGES, say

FACTS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("规划名称", "plan", "titleoftheplan"),
    "publisher": ("发布单位", "发布机关", "publisher", "publishedby"),
    "published_on": ("发布日期", "印发日期", "publishedon"),
    "area": ("地区", "area"),
    "whole": ("规划对象", "whattheplanisfor"),
    "base_year": ("基期", "baseyear"),
    "due_year": ("目标年", "dueyear"),
    "figures_on": ("数据截至", "figuresknownon"),
}
"""The facts and what stands before them in a workbook, in the form that `head_name` gives."""
MAY_BE_LEFT_OUT: Final = ("figures_on",)
_YEAR: Final = re.compile(r"([0-9]{4})年?")


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts as read; names are as typed, ``中文|English``."""

    title: str
    publisher: str
    published_on: str
    area: str
    whole: str
    base_year: str
    due_year: str
    figures_on: str


def read_facts(book: TypedBook, goals: TypedTable) -> tuple[Facts, list[Fault]]:
    """Return the facts of a workbook, and faults for missing or impossible ones; heads of the goals may give the years."""
    labels = {label: name for name, known in FACTS.items() for label in known}
    found: dict[str, TypedCell] = {}
    for label, cell in book.pairs(labels.__contains__):
        found.setdefault(labels[label], cell)
    heads = _years_in_heads(goals)
    faults: list[Fault] = []
    texts: dict[str, str] = {}
    for name in FACTS:
        cell = found.get(name, TypedCell("", Place(book.file)))
        text = book.answers.get(name) or cell.text or heads.get(name, "")
        texts[name] = _plain(name, text)
        if not text and name not in MAY_BE_LEFT_OUT:
            faults.append(Fault(cell.place, "beginning.no_fact", {"name": name, "label": _label(name)}))
        elif text and not _is_meant(name, texts[name]):
            key = "beginning.no_year" if name.endswith("_year") else "beginning.no_date"
            faults.append(Fault(cell.place, key, {"name": name, "label": _label(name), "found": text}))
    if not faults and texts["due_year"] <= texts["base_year"]:
        place = found.get("due_year", TypedCell("", Place(book.file))).place
        faults.append(
            Fault(place, "beginning.due_before_base", {"found": texts["due_year"], "base": texts["base_year"]})
        )
    return Facts(**texts), faults


def _label(name: str) -> str:
    """Return how the forms call a fact, in both languages: who reads a fault has one of them before him."""
    return " / ".join(say(f"beginning.fact_{name}", lang) for lang in LANGUAGES)


def _years_in_heads(goals: TypedTable) -> dict[str, str]:
    base, due = (_head_year(goals, name) for name in ("base", "target"))
    return {name: year for name, year in (("base_year", base), ("due_year", due)) if year}


def _head_year(goals: TypedTable, name: str) -> str:
    column = goals.columns.get(name)
    return year_in(goals.grid.text(goals.head_row, column)) if column else ""


def _plain(name: str, text: str) -> str:
    """Return a year or a date as declarations write it; other texts as they are."""
    if name.endswith("_year"):
        found = _YEAR.fullmatch(text.strip())
        return found[1] if found else text
    if name not in {"published_on", "figures_on"} or not text:
        return text.strip()
    day = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", text.strip())
    if day:
        return f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}"
    said = taken_out(arabic(text.strip()))[1]
    period = said[0].period() if len(said) == 1 else None
    return period if period and "--" not in period else text.strip()


def _is_meant(name: str, text: str) -> bool:
    if name.endswith("_year"):
        return text.isdecimal() and int(text) in YEARS
    return name not in {"published_on", "figures_on"} or day_of(text) is not None


def day_of(text: str) -> date | None:
    """Return the last day that a date of publication can mean; None if it is no date."""
    try:
        return last_day(text)
    except ValueError:
        return None
