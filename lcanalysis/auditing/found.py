"""The findings of a plan as a table of quantities."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from lcanalysis.auditing.finding import NUMBERS, Finding
from lcanalysis.auditing.growth import recompute_growth
from lcanalysis.auditing.plan_audit import check_plan, evidence
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.ratio import recompute_ratios
from lcanalysis.auditing.recomputation import name_of
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT, PERCENTAGE_POINT

SUBJECT: Final = ("indicator", "entity", "area", "period")
COLUMNS: Final = ("rule", "kind", "severity", *SUBJECT, *NUMBERS, "is_rate")


def findings(plan: Plan) -> pd.DataFrame:
    """Return what the audit finds of a plan's published figures, numbers as quantities, in the order of the rules.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        By the stable name of the finding. `rule`, `kind` (agrees, rounding, truncated, conflict, unit, scope, identity,
        revision) and `severity` (info, notice, warning, error) are codes; `indicator`, `entity`, `area`, `period` say which
        figure. `published` and `recomputed` are in its unit, [`lower`, `upper`] all values that the rounding of the inputs
        allows, `discrepancy` published minus recomputed (of rates 个百分点); None where they do not apply. `is_rate` tells
        the rates and ratios that were recomputed, each once however often it is printed.

    Examples
    --------
    >>> import lcanalysis as lc
    >>> found = lc.findings(lc.load("data"))
    >>> found.loc["totals/districts/2018", "recomputed"].text("en"), int(found["is_rate"].sum())
    ('106 firms', 24)
    """
    publication = Publication(plan.definition, plan.records)
    recomputed = (*recompute_growth(publication), *recompute_ratios(publication))
    rates = {name_of(publication, one) for one in recomputed if publication.is_preferred(one.published)}
    inputs = evidence(plan.definition, plan.records)
    rows = {
        one.finding: _row(one, inputs.get(one.finding, ()), is_rate=one.finding in rates)
        for one in check_plan(plan.definition, plan.records)
    }
    table = pd.DataFrame(list(rows.values()), index=pd.Index(rows, name="finding"), columns=list(COLUMNS), dtype=object)
    return table.astype({"is_rate": bool})


def _row(finding: Finding, inputs: Sequence[Observation], *, is_rate: bool) -> dict[str, Any]:
    codes = {name: getattr(finding, name) for name in ("rule", "kind", "severity")}
    subject = dict(zip(SUBJECT, finding.subject.split("/"), strict=True))
    return codes | subject | {name: _number(finding, name, inputs) for name in NUMBERS} | {"is_rate": is_rate}


def _number(finding: Finding, name: str, inputs: Sequence[Observation]) -> Quantity | None:
    value: Decimal | None = getattr(finding, name)
    if value is None:
        return None
    cited = inputs[:1] if name == "published" else inputs
    trace = [address for row in cited for address in row.addresses] or [finding.place.partition(" (row ")[0]]
    unit = PERCENTAGE_POINT if (name, finding.unit) == ("discrepancy", PERCENT) else finding.unit
    return Quantity(value, unit, trace, decimals=printed_decimals(value))
