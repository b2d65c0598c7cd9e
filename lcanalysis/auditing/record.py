"""What a rule found of one published figure, in numbers and codes: no words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lcanalysis.auditing.address import place_of, section_of
from lcanalysis.auditing.certainty import CERTAINTY_OF
from lcanalysis.auditing.judgement import NOTICE, SEVERITY_OF, WORDING
from lcanalysis.definition import Definition, PlanTitle
from lcanalysis.observations import Observation
from lcanalysis.quantities.digits import rounded_down, rounded_up
from lcanalysis.quantities.interval import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One statement of the audit before it is put into words.

    `finding` is its stable name, the same in every language and edition; `subject` what it is about (indicator, entity,
    area, period; empty where none is meant). `published` and `recomputed` are in `unit`; [`lower`, `upper`] are all values
    that follow from inputs which print as the inputs do; `discrepancy` is published minus recomputed (of rates, in
    percentage points). Numbers that do not apply are None. `place` is the address of the figure, `section` its place in
    the plan, as plan.yml calls it. `evidence` holds the figures that it was recomputed from or held against, the published
    one first; none where the finding is about more than one figure. `about` is what the rule knows of the case, from which
    the sentence is written. `certainty` says how sure the finding is, where that is not the usual of its `kind`.
    """

    finding: str
    rule: str
    kind: str
    severity: str
    subject: tuple[str, str, str, str]
    unit: str
    place: str
    section: str
    about: Any
    published: Decimal | None = None
    recomputed: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    discrepancy: Decimal | None = None
    evidence: tuple[Observation, ...] = ()
    certainty: str = ""

    @property
    def how_sure(self) -> str:
        """The certainty of the finding: its own, or the usual one of its kind."""
        return self.certainty or CERTAINTY_OF[self.kind]


def record_of(
    definition: Definition,
    *rows: Observation,
    recomputed: Decimal | None = None,
    interval: Interval | None = None,
    decimals: int = 0,
    **other: Any,
) -> Record:
    """Return a record about the first of some published figures, the others being its evidence.

    If `recomputed` is given, the record has the ends of `interval`, rounded outward to `decimals`, and the discrepancy.
    Fields given by name take the place of the usual ones, such as the severity of a kind.
    """
    row = rows[0]
    usual: dict[str, Any] = {
        "severity": SEVERITY_OF.get(other["kind"], NOTICE),
        "subject": row.subject,
        "unit": row.unit,
        "published": row.value,
        "place": place_of(definition, row),
        "section": section_of(definition, *rows),
        "evidence": rows,
    }
    if recomputed is not None and interval is not None:
        usual |= {"recomputed": recomputed, "discrepancy": row.value - recomputed}
        usual |= {"lower": rounded_down(interval.lower, decimals), "upper": rounded_up(interval.upper, decimals)}
    return Record(**(usual | other))


def wording_record(plan: PlanTitle, **other: Any) -> Record:
    """Return a record about the wording of a table or of the text, with its other fields; no figure is in doubt."""
    subject = ("", "", plan.area, plan.published_on[:4])
    return Record(**{"kind": WORDING, "severity": NOTICE, "subject": subject, "unit": ""} | other)
