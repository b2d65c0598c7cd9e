"""A finding: one statement of the audit about one published figure, as a row of findings.csv."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Final

import pandas as pd

from lcanalysis.auditing.record import Record
from lcanalysis.auditing.sentences import sentence, title
from lcanalysis.definition import Definition
from lcanalysis.exhibits import Words
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT, PERCENTAGE_POINT

GOALS: Final = "goals.yml "
"""What the address of a goal begins with."""
NUMBERS: Final = ("published", "recomputed", "lower", "upper", "discrepancy")


@dataclass(frozen=True, slots=True)
class Finding:
    """What the audit says of one published figure, or of a goal.

    `finding` is a stable name, the same in every language and edition. `published` and `recomputed` are in
    `unit`; [`lower`, `upper`] are all values that follow from inputs which print as the inputs do;
    `discrepancy` is published minus recomputed (of rates, in percentage points). Numbers that do not apply
    are None. `certainty` says how sure the finding is (`lcanalysis.auditing.certainty`). `place` is the address of the
    published figure, and `section` its place in the plan.

    Not in findings.csv: `evidence`, the figures that it was recomputed from or held against, the published one first;
    `sentence`, the texts of both languages with their numbers; and `title`, what it is about in a few words.
    """

    finding: str
    rule: str
    severity: str
    subject: str
    published: Decimal | None
    recomputed: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    discrepancy: Decimal | None
    unit: str
    kind: str
    certainty: str
    place: str
    section: str
    text_zh: str
    text_en: str
    evidence: tuple[Observation, ...] = field(default=(), repr=False)
    sentence: Words | None = field(default=None, repr=False)
    title: Words | None = field(default=None, repr=False)

    def text(self, lang: str) -> str:
        """Return the finding's sentence in `lang`."""
        return self.text_zh if lang == "zh" else self.text_en

    def cells(self) -> dict[str, str]:
        """Return the row as findings.csv holds it: plain decimals, empty where a number does not apply."""
        return {name: _cell(getattr(self, name)) for name in COLUMNS}

    def quantities(self) -> dict[str, Quantity | None]:
        """Return the numbers by column, traced to their cells; None where they do not apply.

        The discrepancy of two percentages is in percentage points.
        """
        return {name: self._quantity(name) for name in NUMBERS}

    def _quantity(self, name: str) -> Quantity | None:
        value = getattr(self, name)
        if value is None:
            return None
        places = [one.partition(" (row ")[0] for one in self.place.split("; ")]
        goals = [one for one in places if one.startswith(GOALS)]
        rows = self.evidence if name != "published" else () if goals else self.evidence[:1]
        trace = [*goals, *(address for row in rows for address in row.addresses)] or places
        unit = PERCENTAGE_POINT if (name, self.unit) == ("discrepancy", PERCENT) else self.unit
        return Quantity(value, unit, trace, decimals=printed_decimals(value))


COLUMNS: Final = tuple(one.name for one in fields(Finding) if one.name not in {"evidence", "sentence", "title"})


def finding_of(definition: Definition, record: Record) -> Finding:
    """Return what a rule found in words: the sentence of both languages is written here and nowhere else."""
    said = sentence(record.about, definition)
    return Finding(
        finding=record.finding,
        rule=record.rule,
        severity=record.severity,
        subject="/".join(record.subject),
        published=record.published,
        recomputed=record.recomputed,
        lower=record.lower,
        upper=record.upper,
        discrepancy=record.discrepancy,
        unit=record.unit,
        kind=record.kind,
        certainty=record.how_sure,
        place=record.place,
        section=record.section,
        text_zh=said.text("zh"),
        text_en=said.text("en"),
        evidence=record.evidence,
        sentence=said,
        title=title(record.about, definition, record.subject),
    )


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as a table with the columns of findings.csv.

    `published`, `recomputed`, `lower`, `upper` and `discrepancy` are float64, NaN where they do not apply;
    all others are str.
    """
    frame = pd.DataFrame([[getattr(row, name) for name in COLUMNS] for row in findings], columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(NUMBERS, "float64"))


def _cell(value: Decimal | str | None) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else value
