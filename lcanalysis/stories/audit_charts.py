"""The chart of the audit: what is published against what its inputs give."""

from __future__ import annotations

from lcanalysis.auditing.address import who_in_words
from lcanalysis.charts import Chart, draw_published_against_recomputed
from lcanalysis.intake.citing import cite
from lcanalysis.plan import Plan
from lcanalysis.stories.audit_numbers import Audited


def rates(plan: Plan, lang: str, indicator: str) -> Chart:
    """Draw how far each published rate of an indicator lies from the recomputed one, over what rounding allows."""
    audited = Audited(plan)
    definition = plan.definition
    found = audited.rates[indicator]
    rows = [
        {"name": who_in_words(definition, one.published, lang), "kind": one.kind, **audited.numbers(finding)}
        for one, finding in found
    ]
    source = cite(plan, (one.published for one, _ in found), lang, with_tables=True)
    return draw_published_against_recomputed(rows, lang, source=source)
