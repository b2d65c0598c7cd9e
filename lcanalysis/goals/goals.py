"""The plan's goals as declared in goals.yml, checked against the plan's own registers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import Field

from lcanalysis.declarations.field_faults import path_in_words
from lcanalysis.declarations.fields import Code, Period, Prose, Text
from lcanalysis.declarations.yaml_files import (
    Declared,
    MayBeEmpty,
    NodePath,
    compose_with_lines,
    line_of,
    load_declaration,
)
from lcanalysis.definition import Definition
from lcanalysis.errors import DeclarationError, Fault
from lcanalysis.files.regular_files import read_text
from lcanalysis.goals.meaning import GROWTHS, Comparison, Kind, impossible, unknown_codes
from lcanalysis.observations import Observation
from lcanalysis.periods import LONGEST_HORIZON, year_of
from lcanalysis.provenance import Place
from lcanalysis.safe_text import isolated

FILE: Final = "goals.yml"
Binding = Literal["expected", "binding", "unstated"]
NotJudged = Literal["no_number", "scope_open"]
QUALITATIVE: Final = "qualitative"
"""The kind of a goal that sets no number."""
_MAY_BE_MISSING: Final = ("note", "category", "scope", "not_judged", "relative_to")


@dataclass(frozen=True, slots=True)
class Goal:
    """One quantified goal of the plan.

    `kind` says how `value` is meant: the level, share, ratio, count or coverage to be reached in `due_period`,
    or, for ``growth``, the average change a year from `base_period` to `due_period`, in % or 个百分点. A goal
    ``within`` runs from `value` to `value_upper`. `binding` is the plan's own word: ``expected`` (预期性), ``binding``
    (约束性), or ``unstated`` where it uses neither. `category` is a code of plan.yml, empty where it has none.
    `scope` is the code of what the goal counts; figures of another scope are bounds for it, or say nothing about it.
    `not_judged` says why there is no verdict, whatever the figures (``no_number``, ``scope_open``). `relative_to` names the growth that a goal of
    the kind ``relative`` is held against, as ``indicator`` or ``indicator/entity``.
    """

    goal: str
    indicator: str
    entity: str
    kind: str
    comparison: str
    value: Decimal
    value_upper: Decimal | None
    unit: str
    base_period: str
    due_period: str
    binding: str
    responsible: tuple[str, ...]
    quotation: str
    section: str
    note: str
    category: str = ""
    scope: str = ""
    not_judged: str = ""
    relative_to: str = ""

    @property
    def is_growth(self) -> bool:
        """Whether the goal is a growth a year, nominal or real, rather than a level."""
        return self.kind in GROWTHS


@dataclass(frozen=True, slots=True)
class QualitativeGoal:
    """What the plan asks for without a number: nothing computes it, and the office says how far it has come.

    `text_zh` and `text_en` say what is asked for. `due_period` is empty where the plan names no year.
    """

    goal: str
    entity: str
    text_zh: str
    text_en: str
    due_period: str
    binding: str
    responsible: tuple[str, ...]
    quotation: str
    section: str
    note: str = ""
    category: str = ""
    kind: str = QUALITATIVE

    def text(self, lang: str) -> str:
        """Return what is asked for, in `lang`."""
        return isolated(self.text_zh if lang == "zh" else self.text_en)


COLUMNS: Final = (*(field.name for field in fields(Goal)), "text_zh", "text_en")


class DeclaredGoal(Declared):
    """One entry of goals.yml; numbers are text, so that no digit is lost on the way."""

    goal: Code
    indicator: Text
    entity: Text
    kind: Kind
    comparison: Comparison
    value: Text
    value_upper: Text | None = None
    unit: Text
    base_period: Period
    due_period: Period
    binding: Binding = "unstated"
    responsible: tuple[Text, ...] = Field(strict=False, min_length=1)
    quotation: Prose
    section: Text
    note: Text | None = None
    category: Text | None = None
    scope: Text | None = None
    not_judged: NotJudged | None = None
    relative_to: Text | None = None


class DeclaredQualitativeGoal(Declared):
    """One entry of goals.yml that sets no number; the plan's own due year holds unless the plan names none for it."""

    goal: Code
    entity: Text
    text_zh: Text
    text_en: Text
    due_period: Period | None = None
    binding: Binding = "unstated"
    responsible: tuple[Text, ...] = Field(strict=False, min_length=1)
    quotation: Prose
    section: Text
    note: Text | None = None
    category: Text | None = None


class DeclaredGoals(Declared):
    """All of goals.yml: the goals that set a number, and those that do not."""

    goals: Annotated[tuple[DeclaredGoal, ...], MayBeEmpty] = Field(strict=False)
    qualitative: Annotated[tuple[DeclaredQualitativeGoal, ...], MayBeEmpty] = Field(default=(), strict=False)


def load_goals(data: Path, definition: Definition) -> tuple[Goal, ...]:
    """Return the goals of ``raw/goals.yml`` of the plan folder `data`, in the order of the file.

    Raises `DeclarationError` with every fault of the file and its line: a field missing, unknown or ill-formed (a goal
    without a due year, a value that is no number); a code that plan.yml lacks; a goal given twice; one that falls due
    before its base; a range without its upper end, or with one it should not have; a unit in which its indicator, or a
    growth, is not measured; a number that its kind of goal cannot have.
    """
    path = data / "raw" / FILE
    try:
        declared = load_declared_goals(data)
    except DeclarationError as faulty:
        # The form is at fault; what the entries mean is checked all the same, so that one run lists everything.
        raise DeclarationError(faults=[*faulty.faults, *_meaning_faults(path, definition)]) from None
    DeclarationError.raise_if_any(_meaning_faults(path, definition))
    return tuple(_goal(entry) for entry in declared.goals)


def load_qualitative_goals(data: Path) -> tuple[QualitativeGoal, ...]:
    """Return the goals of ``raw/goals.yml`` that set no number, in the order of the file; `load_goals` checks them."""
    return tuple(
        QualitativeGoal(
            **entry.model_dump(exclude={"due_period", "note", "category"}),
            due_period=entry.due_period or "",
            note=entry.note or "",
            category=entry.category or "",
        )
        for entry in load_declared_goals(data).qualitative
    )


def load_declared_goals(data: Path) -> DeclaredGoals:
    """Return ``raw/goals.yml`` as written, checked in its form alone.

    Raises `DeclarationError` with each field that is missing, unknown or ill-formed, and its line.
    """
    return load_declaration(data / "raw" / FILE, DeclaredGoals, name=FILE)[0]


def lines_of_goals(data: Path) -> dict[NodePath, int]:
    """Return the line of each node of ``raw/goals.yml``, which can be read."""
    return load_declaration(data / "raw" / FILE, DeclaredGoals, name=FILE)[1]


def check_reach(data: Path, observations: Sequence[Observation], goals: Sequence[Goal]) -> list[Fault]:
    """Return a fault, with its line, for each goal due so long after its newest figure that nothing can be forecast."""
    newest: dict[tuple[str, str], int] = {}
    for row in observations:
        subject = (row.indicator, row.entity)
        newest[subject] = max(newest.get(subject, 0), year_of(row.period))
    late = [
        (number, goal, newest[goal.indicator, goal.entity])
        for number, goal in enumerate(goals)
        if year_of(goal.due_period) - newest.get((goal.indicator, goal.entity), year_of(goal.due_period))
        > LONGEST_HORIZON
    ]
    lines = lines_of_goals(data) if late else {}
    return [
        Fault(
            Place(FILE, line_of(lines, ("goals", number, "due_period"))),
            "meaning.due_too_late",
            {
                "where": f"goals.{goal.goal}.due_period",
                "found": goal.due_period,
                "base": year,
                "longest": LONGEST_HORIZON,
            },
        )
        for number, goal, year in late
    ]


def goals_rows(goals: Iterable[Goal | QualitativeGoal]) -> list[list[str]]:
    """Return goals as rows of text with the columns of ``goals.csv``; several `responsible` are joined by ``;``."""
    return [[_text(getattr(goal, name, "")) for name in COLUMNS] for goal in goals]


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ";".join(value)
    return f"{value:f}" if isinstance(value, Decimal) else value or ""


def _goal(entry: DeclaredGoal) -> Goal:
    return Goal(
        **entry.model_dump(exclude={"value", "value_upper", *_MAY_BE_MISSING}),
        value=Decimal(entry.value),
        value_upper=None if entry.value_upper is None else Decimal(entry.value_upper),
        note=entry.note or "",
        category=entry.category or "",
        scope=entry.scope or "",
        not_judged=entry.not_judged or "",
        relative_to=entry.relative_to or "",
    )


def _meaning_faults(path: Path, definition: Definition) -> Iterator[Fault]:
    """Yield the faults of what the entries say, reading only those fields that are text."""
    try:
        document, lines = compose_with_lines(read_text(path, "utf-8-sig"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError):  # what the other reading tells of
        return
    first: dict[str, tuple[str, int]] = {}
    for kind, number, entry in _entries(document):
        texts = {name: value for name, value in entry.items() if isinstance(value, str) and value}
        details = [
            *unknown_codes(entry, texts, definition),
            *(impossible(texts, definition) if kind == "goals" else ()),
        ]
        for field, key, about in details:
            yield _fault(document, lines, (kind, number, field), key, about)
        name = texts.get("goal")
        if name is not None and first.setdefault(name, (kind, number)) != (kind, number):
            line = line_of(lines, (*first[name], "goal"))
            yield _fault(document, lines, (kind, number, "goal"), "intake.goal_twice", {"found": name, "first": line})


def _entries(document: Any) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for kind in DeclaredGoals.model_fields:
        entries = document.get(kind) if isinstance(document, dict) else None
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict):
                yield kind, number, entry


def _fault(document: Any, lines: dict[NodePath, int], where: NodePath, key: str, details: dict[str, Any]) -> Fault:
    return Fault(Place(FILE, line_of(lines, where)), key, {"where": path_in_words(document, where), **details})
