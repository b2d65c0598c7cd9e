"""The names that the rows of a table may have: those of the plan's entities, and what was answered about others."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.cell_text import name_forms, row_name

_ALIKE: Final = 0.5


@dataclass(slots=True)
class RowNames:
    """The names of the entities that a table's rows may be, and what a person answered about others."""

    codes: Mapping[str, str]
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, definition: Definition, kind: str, answers: Mapping[str, str] | None = None) -> RowNames:
        """Return the names of all entities of a kind, in the form in which rows are compared."""
        codes = {
            row_name(name): code
            for code, one in definition.entities.items()
            if one.kind == kind
            for name in (one.zh, one.en, *one.aliases)
        }
        return cls(codes, {row_name(name): code for name, code in (answers or {}).items()})

    def find(self, text: str) -> tuple[str | None, str]:
        """Return the entity that a row's name is exactly, and the unit behind it; None if it is no entity's name."""
        code = self.codes.get(row_name(text))
        if code is not None:
            return code, ""
        forms = name_forms(text)
        for name, unit in forms:
            if name in self.codes:
                return self.codes[name], unit
        # Where a person answered, they saw the name as it stands.
        answer = self.answers.get(forms[0][0])
        return (answer, "") if answer is not None else (None, "")

    def nearest(self, text: str) -> str:
        """Return the code of the entity whose name is most like a text; empty if none is alike."""
        near = difflib.get_close_matches(row_name(text), self.codes, n=1, cutoff=_ALIKE)
        return self.codes[near[0]] if near else ""
