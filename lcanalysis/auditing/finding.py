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
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT, PERCENTAGE_POINT

GOALS: Final = "goals.yml "
"""What the address of a goal begins with."""
NUMBERS: Final = ("published", "recomputed", "lower", "upper", "discrepancy")
COLUMNS: Final = (
    "finding", "rule", "severity", "subject", *NUMBERS, "unit", "kind", "certainty", "place", "section", "text_zh", "text_en",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Record):
    """A record in words: what the audit says of one published figure, or of a goal.

    `sentence` holds the texts of both languages with their numbers; `title` says in a few words what it is about. Here
    `certainty` is always given (`lcanalysis.auditing.certainty`).
    """

    sentence: Words = field(repr=False)
    title: Words = field(repr=False)

    def text(self, lang: str) -> str:
        """Return the finding's sentence in `lang`."""
        return self.sentence.text(lang)

    def row(self) -> dict[str, Decimal | str | None]:
        """Return the columns of findings.csv; a number that does not apply is None."""
        said = {"subject": "/".join(self.subject), "text_zh": self.text("zh"), "text_en": self.text("en")}
        return {name: said[name] if name in said else getattr(self, name) for name in COLUMNS}

    def cells(self) -> dict[str, str]:
        """Return the row as findings.csv holds it: plain decimals, empty where a number does not apply."""
        return {name: _cell(value) for name, value in self.row().items()}

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


def finding_of(definition: Definition, record: Record) -> Finding:
    """Return what a rule found in words: the sentence of both languages is written here and nowhere else."""
    found = {one.name: getattr(record, one.name) for one in fields(Record)} | {"certainty": record.how_sure}
    return Finding(
        **found, sentence=sentence(record.about, definition), title=title(record.about, definition, record.subject)
    )


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as a table with the columns of findings.csv.

    `published`, `recomputed`, `lower`, `upper` and `discrepancy` are float64, NaN where they do not apply;
    all others are str.
    """
    frame = pd.DataFrame([finding.row() for finding in findings], columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(NUMBERS, "float64"))


def _cell(value: Decimal | str | None) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else value
