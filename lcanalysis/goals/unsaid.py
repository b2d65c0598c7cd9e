"""Gives notice of what entries of goals.yml leave out although a verdict depends on it; nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from lcanalysis.declarations.yaml_files import line_of
from lcanalysis.errors import Fault
from lcanalysis.goals.criteria import direction
from lcanalysis.goals.goals import FILE, Goal, lines_of_goals
from lcanalysis.goals.meaning import CUMULATIVE, KEEP
from lcanalysis.observations import Observation
from lcanalysis.provenance import Place

_KEEP: Final = ("保持",)
_CEILING: Final = ("控制在", "不超过", "不高于")
_TOTAL: Final = ("累计",)
_UNCOUNTED: Final = ("一批", "若干")
_SHOWN: Final = 60


def notice_unsaid(data: Path, observations: Iterable[Observation], goals: Iterable[Goal]) -> tuple[Fault, ...]:
    """Return a notice, at its line, for each goal whose quotation says what its entry does not, or whose scope is missing.

    保持 without the kind ``keep``, 控制在 without ``at_most``, 累计 without ``cumulative``, 一批 without ``not_judged``; and a goal
    without `scope` whose indicator is published for it in several scopes.

    - `data`: the plan folder, for the lines of goals.yml.
    - `observations`: the published figures.
    - `goals`: the plan's goals, in the order of the file.
    """
    scopes: dict[tuple[str, str], set[str]] = {}
    for row in observations:
        scopes.setdefault((row.indicator, row.entity), set()).add(row.scope)
    said = [
        (number, field, key, fields)
        for number, goal in enumerate(goals)
        for field, key, fields in _unsaid(goal, scopes.get((goal.indicator, goal.entity), set()))
    ]
    lines = lines_of_goals(data) if said else {}
    return tuple(
        Fault(Place(FILE, line_of(lines, ("goals", number, field))), key, fields) for number, field, key, fields in said
    )


def _unsaid(goal: Goal, scopes: set[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    words = {"where": f"goals.{goal.goal}", "quotation": goal.quotation[:_SHOWN]}
    if _says(goal, _KEEP) and goal.kind != KEEP:
        yield "kind", "meaning.unsaid_keep", words
    if _says(goal, _CEILING) and direction(goal) > 0:
        yield "comparison", "meaning.unsaid_ceiling", words
    if _says(goal, _TOTAL) and goal.kind != CUMULATIVE:
        yield "kind", "meaning.unsaid_total", words
    if _says(goal, _UNCOUNTED) and not goal.not_judged:
        yield "value", "meaning.unsaid_number", words
    if not goal.scope and len(scopes) > 1:
        yield "indicator", "meaning.unsaid_scope", {"where": words["where"], "known": tuple(sorted(scopes))}


def _says(goal: Goal, words: tuple[str, ...]) -> bool:
    return any(word in goal.quotation for word in words)
