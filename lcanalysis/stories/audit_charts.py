"""The chart of the audit: what is published against what its inputs give."""

from __future__ import annotations

from collections.abc import Sequence

from lcanalysis.charts import Chart, draw_published_against_recomputed
from lcanalysis.exhibits import Statement, Table
from lcanalysis.intake.citing import cite
from lcanalysis.plan import Plan
from lcanalysis.stories import audit_tables
from lcanalysis.stories.audit_numbers import Audited
from lcanalysis.stories.audit_tables import who_and_when
from lcanalysis.wording import say


def all_rates(plan: Plan, lang: str) -> Sequence[Table | Chart | Statement]:
    """Return the table of each recomputed rate or ratio that the plan publishes, with a chart of the most numerous.

    A single rate has no chart. If none can be recomputed, a sentence says so.
    """
    found = Audited(plan).rates
    most = max(found, key=lambda indicator: len(found[indicator]), default="")
    shown: list[Table | Chart | Statement] = []
    for indicator, held in found.items():
        shown.append(audit_tables.rates(plan, lang, indicator))
        if indicator == most and len(held) > 1:
            shown.append(rates(plan, lang, indicator))
    return shown or [Statement(say("story_audit.no_rates", lang))]


def rates(plan: Plan, lang: str, indicator: str) -> Chart:
    """Draw how far each published rate of an indicator lies from the recomputed one, over what rounding allows."""
    audited = Audited(plan)
    found = audited.rates[indicator]
    rows = [
        {"name": who, "kind": one.kind, **audited.numbers(finding)}
        for who, (one, finding) in zip(who_and_when(plan, found, lang), found, strict=True)
    ]
    source = cite(plan, (one.published for one, _ in found), lang, with_tables=True)
    return draw_published_against_recomputed(rows, lang, source=source)
