"""What a rule found of one published figure, in numbers and codes: no words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lcanalysis.auditing.certainty import CERTAINTY_OF
from lcanalysis.auditing.judgement import NOTICE, WORDING
from lcanalysis.definition import PlanTitle
from lcanalysis.observations import Observation


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
        """How sure the finding is: its own certainty, or the usual one of its kind."""
        return self.certainty or CERTAINTY_OF[self.kind]


def wording_record(
    plan: PlanTitle,
    finding: str,
    rule: str,
    *,
    place: str,
    section: str,
    about: Any,
    evidence: tuple[Observation, ...] = (),
) -> Record:
    """Return a record about the wording of a table or of the text: no single figure of it is meant, and none in doubt."""
    return Record(
        finding=finding,
        rule=rule,
        kind=WORDING,
        severity=NOTICE,
        subject=("", "", plan.area, plan.published_on[:4]),
        unit="",
        place=place,
        section=section,
        evidence=evidence,
        about=about,
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A published rate that cannot be recomputed.

    `missing` are the periods of the level, or the indicators, that are not published; if none is, the base or the whole
    is not positive. `level` is the indicator that grows, empty for a ratio.
    """

    published: Observation
    missing: tuple[str, ...]
    level: str = ""
