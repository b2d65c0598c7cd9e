"""Places in the plan as a reader knows them, chapter and section, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lcanalysis.declarations.published_files import DeclaredTable
from lcanalysis.exhibits import Words, joined, words, words_from
from lcanalysis.plan import Plan
from lcanalysis.safe_text import isolated
from lcanalysis.wording import say

_GOALS: Final = "goals.yml "
_STEPS: Final = {"篇": "part", "部分": "part", "章": "chapter", "节": "section", "条": "article"}
_STEP: Final = re.compile(r"第([0-9]+|[零一二三四五六七八九十百]+)(篇|部分|章|节|条)\s*")
_ENGLISH_STEP: Final = re.compile(rf"({'|'.join(_STEPS.values())}) ([0-9]+)")
_WHOLE: Final = {"前言": "foreword", "附件": "annex", "附录": "annex", "填报": "form", "补报": "supplement"}
_SEVERAL: Final = re.compile("[、；;]")
_DIGITS: Final = "零一二三四五六七八九"


def section_in_words(section: str, lang: str, names: Mapping[str, str] | None = None) -> str:
    """Return a place of a plan in `lang`, whichever language the plan uses; what is no chapter or section stays as it is.

    `names` are the English names that plan.yml gives to other places (`Definition.sections`).

    >>> section_in_words("主要目标", "en", {"主要目标": "main goals"})
    'main goals'
    >>> section_in_words("第二章第三节", "en"), section_in_words("前言", "en")
    ('chapter 2, section 3', 'foreword')
    >>> section_in_words("Chapter 2, section 3", "zh")
    '第2章第3节'
    >>> section_in_words("第一章第二节、第十一章", "en")
    'chapter 1, section 2; chapter 11'
    """
    if lang == "zh":
        return "、".join(map(_in_chinese, re.split("; ", section)))
    parts = [section] if section in (names or {}) else [part.strip() for part in _SEVERAL.split(section)]
    return say("sections.between", lang).join(_in_english(part, lang, names or {}) for part in parts)


def section_words(section: str, names: Mapping[str, str] | None = None) -> Words:
    """Return a place of a plan in both languages, as `section_in_words`.

    Examples
    --------
    >>> section_words("第三章").text("en")
    'chapter 3'
    """
    return words_from(lambda lang: section_in_words(section, lang, names))


def section_number(section: str) -> str:
    """Return a place of a plan as a code: 1.2 for 第一章第二节.

    >>> section_number("第一章第二节"), section_number("第四章")
    ('1.2', '4')
    """
    return ".".join(str(_number(step[1])) for step in _STEP.finditer(section))


def place_words(plan: Plan, address: str) -> Words:
    """Return where in its document a figure, a goal or a finding stands, in both languages.

    `address` is as traces and findings.csv have it: a raw file and a cell of it, or ``goals.yml`` and a goal; several
    joined by ``; ``. The words name each section once, with the title of a table; what the plan does not declare stands as it is.

    >>> from lcanalysis.plan import load
    >>> place_words(load("data"), "development_plan/2019-11/rd_city.csv E4 (row 4, printed)").text("en")
    'chapter 1, section 3'
    >>> place_words(load("data"), "goals.yml cluster_growth; goals.yml copper_growth").text("en")
    'chapter 2, section 3; chapter 3'
    """
    found = {words.text("zh"): words for words in (_place(plan, one) for one in address.split("; "))}
    return joined(list(found.values()), "；", "; ")


def _place(plan: Plan, address: str) -> Words:
    if address.startswith(_GOALS):
        goal = address.removeprefix(_GOALS)
        tables = (table for table in (plan.goals, plan.qualitative) if len(table))
        sections = [section for table in tables for section in table.loc[table["goal"] == goal, "section"]]
        return section_words(sections[0] if sections else address, plan.definition.sections)
    definition = plan.definition
    files = {source.file for source in (*definition.tables, *definition.statements)}
    file = max((file for file in files if f"{address} ".startswith(f"{file} ")), key=len, default="")
    source = definition.source_of(file, address[len(file) :].partition(" (row ")[0].strip())
    if source is None:
        return words_from(lambda _: isolated(address))
    section = section_words(source.section, definition.sections)
    if not isinstance(source, DeclaredTable):
        return section
    return words("{section}“{title}”", "{section}, “{title}”", section=section, title=words_from(source.title))


def _in_chinese(section: str) -> str:
    steps = [_ENGLISH_STEP.fullmatch(step) for step in re.split(", *", section.strip().lower())]
    signs = {name: sign for sign, name in _STEPS.items()}
    found = "".join(f"第{step[2]}{signs[step[1]]}" for step in steps if step)
    return found if all(steps) else isolated(section)


def _in_english(section: str, lang: str, names: Mapping[str, str]) -> str:
    if section in names:
        return names[section]
    steps = list(_STEP.finditer(section))
    if steps and "".join(step[0] for step in steps) == section:
        return say("sections.within", lang).join(
            say(f"sections.{_STEPS[step[2]]}", lang, number=_number(step[1])) for step in steps
        )
    return say(f"sections.{_WHOLE[section]}", lang) if section in _WHOLE else isolated(section)


def _number(text: str) -> int:
    """Return a number below a thousand that is written in digits or in Chinese characters."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
        else:
            total += (digit or 1) * {"十": 10, "百": 100}[sign]
            digit = 0
    return total + digit
