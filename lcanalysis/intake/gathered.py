"""Gathers questions, faults and notices while a table is read, each at its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lcanalysis.errors import Fault
from lcanalysis.intake.reading import Question, QuestionKind
from lcanalysis.intake.table_headers import Found


@dataclass(slots=True)
class Gathered:
    """The questions, faults and notices of one table of a file, and the headings of the columns that were passed over."""

    file: str
    found: Found
    questions: list[Question] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def ask(self, row: int, column: int, kind: QuestionKind, found: str, proposal: str, because: str = "") -> None:
        """Note what a person must answer."""
        place = self.found.place(self.file, row, column)
        self.questions.append(Question(place, kind, found, proposal, because))

    def fault(self, row: int, column: int, key: str, **fields: Any) -> None:
        """Note what cannot be read."""
        self.faults.append(Fault(self.found.place(self.file, row, column), key, fields))

    def tell(self, row: int, column: int, key: str, **fields: Any) -> None:
        """Note what a person should know."""
        self.notices.append(Fault(self.found.place(self.file, row, column), key, fields))
