"""Checks that titles and names of a file agree with the table and the period that its columns suggest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

from lcanalysis.declarations.published_files import DeclaredTable
from lcanalysis.definition import Definition
from lcanalysis.intake.forms import Form, level_of
from lcanalysis.intake.labels import comparable
from lcanalysis.intake.period_words import taken_out, titled_period
from lcanalysis.intake.spans import Spans

_PERIOD: Final = re.compile(r"(?:19|20)[0-9]{2}\s*年|[0-9]{1,2}\s*月|季度|半年")
"""A period in the name of a sheet or file; digits alone may be the date on which it was sent."""


_OTHER_MEASURES: Final = re.compile(
    "销|库存|存货|产能|能力|产值|增加值|收入|利润|税|投资|资产|负债|费用|成本|价|进口|出口|进出口|消费|用量|消耗|能耗|耗|用电|排放|需求|订单|面积|人数|从业|"
    "计划|目标|预计|预测|预算|储量|采购|购进|运量|周转|"
    "sales?|stocks?|inventor|capacit|revenue|profit|tax|invest|asset|cost|pric|import|export|consum|demand|order|emission|"
    "plan|target|forecast|expected|budget|reserve",
    re.IGNORECASE,
)
"""Words of other measures than output: a table of sales has the same columns and rows as one of output."""


def speaks_of_another(text: str) -> bool:
    """Return whether a text has a word of another measure than output: sales, stocks, capacity, plans.

    >>> speaks_of_another("2019年主要产品销售情况"), speaks_of_another("2019年主要产品情况")
    (True, False)
    """
    return _OTHER_MEASURES.search(text) is not None


def says_otherwise(form: Form, definition: Definition, title: str, sheet: str, stem: str) -> bool:
    """Return whether the title, or without one the name of sheet or file, names an indicator that the form does not have."""
    indicators = definition.indicators
    named = _named(definition, title or f"{sheet} {stem}")
    longest = {
        code
        for code in named
        if not any(comparable(indicators[code].zh) in comparable(indicators[other].zh) for other in named - {code})
    }
    return bool(longest - {*form.indicators, level_of(form, definition)})


def _named(definition: Definition, text: str) -> set[str]:
    said = comparable(text)
    return {
        code for code, one in definition.indicators.items() if comparable(one.zh) in said or comparable(one.en) in said
    }


def is_corroborated(
    form: Form,
    definition: Definition,
    title: str,
    sheet: str,
    stem: str,
    unnamed: AbstractSet[str],
    *,
    is_only: bool = False,
) -> bool:
    """Return whether the file confirms that this is a table of the form.

    本期, 同期 and 同比 head tables of output, revenue and profit alike, so that the title has to name the indicator, or be
    that of an earlier table; without a title, the name of the sheet or file has to. Another indicator there is against it.

    - `form`, `definition`: the form, and the plan.
    - `title`, `sheet`, `stem`: the title of the table, the name of its sheet, and that of the file without its ending.
    - `unnamed`: the indicators of the columns whose headings do not name them.
    - `is_only`: whether no other form of the plan fits the table: then it is this one, unless a word speaks of
      something else.
    """
    if says_otherwise(form, definition, title, sheet, stem):
        return False
    own = title or f"{sheet} {stem}"
    indicators, named = definition.indicators, _named(definition, own)
    if named & set(form.indicators) or any(_like(own, one) for one in form.tables):
        return True
    if not title and comparable(form.name) == comparable(stem):
        return True
    if is_only and not speaks_of_another(f"{title} {sheet} {stem}"):
        return True
    return not any(indicators[code].growth_of is None for code in unnamed)


def _like(title: str, table: DeclaredTable) -> bool:
    """Return whether a title is that of a table of the plan, whatever the year or month."""
    ours = {_without_period(text) for text in (table.title_zh, table.title_en)}
    return _without_period(title) in ours - {""}


def _without_period(title: str) -> str:
    return comparable(taken_out(comparable(title))[0]).replace("年", "")


def is_named_otherwise(spans: Spans, names: Iterable[str]) -> bool:
    """Return whether the name of a sheet or file says another year than its table, or months where the table says others."""
    read = {spans.current} if spans.current else set(spans.periods.values())
    for name in names if read else ():
        said = titled_period(name).said if _PERIOD.search(name) else None
        if said is None:
            continue
        if said.year is not None and str(said.year) != max(read)[:4]:
            return True
        period = said.period(2000) if said.months else None
        if period is not None and _end(period) not in map(_end, (*read, *spans.periods.values())):
            return True
    return False


def _end(period: str) -> str:
    """Return the months of a period; of several the last: a report of a quarter tells of it alone or of all months up to then."""
    return period[-4:] if "--" in period else period[4:]
