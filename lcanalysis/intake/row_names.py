"""Finds the entity that the name of a row means: by the plan's own names, or by an answer of a person."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.cell_text import name_forms, name_key, row_name

_ALIKE: Final = 0.5
_LEAST_AREAS: Final = 2


@dataclass(slots=True)
class RowNames:
    """The names of the entities that a table's rows may be, and what a person answered about others."""

    codes: Mapping[str, str]
    answers: Mapping[str, str] = field(default_factory=dict)
    are_areas: bool = False
    """Whether the names are those of areas, for which no similar name is ever proposed."""

    @classmethod
    def of(cls, definition: Definition, kind: str, answers: Mapping[str, str] | None = None) -> RowNames:
        """Return the names of all entities of a kind, in the form in which rows are compared."""
        codes = {
            name_key(name): code
            for code, one in definition.entities.items()
            if one.kind == kind
            for name in (one.zh, one.en, *one.aliases)
        }
        return cls(codes, {row_name(name): code for name, code in (answers or {}).items()})

    def find(self, text: str) -> tuple[str | None, str]:
        """Return the entity that a row's name is exactly, and the unit behind it; None if it is no entity's name."""
        code = self.codes.get(name_key(text))
        if code is not None:
            return code, ""
        forms = name_forms(text)
        for name, unit in forms:
            if name.casefold() in self.codes:
                return self.codes[name.casefold()], unit
        # Where a person answered, they saw the name as it stands.
        answer = self.answers.get(forms[0][0])
        return (answer, "") if answer is not None else (None, "")

    def nearest(self, text: str) -> str:
        """Return the code of the entity whose name is most like a text; empty if none is alike."""
        if self.are_areas:
            return ""
        near = difflib.get_close_matches(name_key(text), self.codes, n=1, cutoff=_ALIKE)
        return self.codes[near[0]] if near else ""


@dataclass(frozen=True, slots=True)
class OneEntity:
    """A table of one entity whose rows are areas: 各县（市、区）铝材产量. Its rows are named by their area."""

    entity: str
    kind: str
    names: RowNames


def rows_of_areas(
    title: str,
    texts: Iterable[str],
    is_area: Callable[[str], object],
    definition: Definition,
    kinds: Container[str],
    answers: Mapping[str, str],
) -> OneEntity | None:
    """Return the entity that a title names, where the names of the rows are areas; None if they are not, or none or several.

    - `title`: the title of the table.
    - `texts`: the names of its rows.
    - `is_area`: whether a text is the name of an area that the plan declares.
    - `kinds`: the kinds of entities that the plan has tables of.
    - `answers`: what a person answered about rows.
    """
    areas = [text for text in texts if is_area(text)]
    said = row_name(title)
    named = {
        name: code
        for code, one in definition.entities.items()
        for text in (one.zh, one.en, *one.aliases)
        if one.kind in kinds and (name := row_name(text)) in said
    }
    # 铝 within 铝材 is no other entity.
    codes = {code for name, code in named.items() if not any(name in other for other in named if other != name)}
    if len(areas) < _LEAST_AREAS or len(codes) != 1:
        return None
    entity = codes.pop()
    names = RowNames(
        dict.fromkeys(map(name_key, areas), entity),
        {row_name(name): code for name, code in answers.items()},
        are_areas=True,
    )
    return OneEntity(entity, definition.entities[entity].kind, names)
