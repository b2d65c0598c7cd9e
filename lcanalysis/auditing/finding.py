"""A finding: one statement of the audit about one published figure, as a row of findings.csv."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Final

import pandas as pd


@dataclass(frozen=True, slots=True)
class Finding:
    """What the audit says of one published figure.

    `finding` is a stable name, the same in every language and edition. `published` and `recomputed` are in
    `unit`; [`lower`, `upper`] are all values that follow from inputs which print as the inputs do;
    `discrepancy` is published minus recomputed (of rates, in percentage points). Numbers that do not apply
    are None. `place` is the address of the published figure.
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
    place: str
    text_zh: str
    text_en: str

    def text(self, lang: str) -> str:
        """Return the finding's sentence in `lang`."""
        return self.text_zh if lang == "zh" else self.text_en

    def cells(self) -> dict[str, str]:
        """Return the row as findings.csv holds it: plain decimals, empty where a number does not apply."""
        return {name: _cell(value) for name, value in asdict(self).items()}


COLUMNS: Final = tuple(field.name for field in fields(Finding))
NUMBERS: Final = ("published", "recomputed", "lower", "upper", "discrepancy")


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as a table with the columns of findings.csv.

    `published`, `recomputed`, `lower`, `upper` and `discrepancy` are float64, NaN where they do not apply;
    all others are str.
    """
    frame = pd.DataFrame([asdict(row) for row in findings], columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(NUMBERS, "float64"))


def _cell(value: Decimal | str | None) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else value
