"""The lines of a parameters cell, read without running them: a name, a literal, and what its comment says.

Each line has a form that papermill and Python read as well::

    goal_growth_pct: float = 5.0  # [%] goal for annual growth {0..30}
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

PARAMETERS: Final = "parameters"
"""Tag of the cell."""
_COMMENT: Final = re.compile(r"#\s*(?:\[(?P<unit>[^\]]*)\]\s*)?(?P<help>.*?)\s*(?:\{(?P<limits>[^{}]*)\}\s*)?$")
_SHOWN: Final = 60
"""Characters of a line that a message quotes."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of a parameters cell; `limits` is what stands in braces, None without them. `row` is its line in the cell."""

    name: str
    value: Any
    annotation: str = ""
    unit: str = ""
    help: str = ""
    limits: str | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class NoAssignment:
    """A line that does not give a name a literal: the wording key and the fields of what is wrong with it."""

    row: int
    key: str
    fields: dict[str, Any]


class NotPythonError(ValueError):
    """A cell is not Python; `row` is the line where it goes wrong."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def assignments(source: str) -> Iterator[Assignment | NoAssignment]:
    """Yield the lines of a parameters cell; a text on a line of its own is a note and is passed over.

    Raises `NotPythonError` if the cell is not Python.

    >>> (goal,) = assignments("goal_growth_pct: float = 5.0  # [%] goal for annual growth {0..30}")
    >>> goal.name, goal.value, goal.annotation, goal.unit, goal.help, goal.limits
    ('goal_growth_pct', 5.0, 'float', '%', 'goal for annual growth', '0..30')
    """
    try:
        statements, comments = ast.parse(source).body, _comments(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError) as problem:
        raise NotPythonError(getattr(problem, "lineno", None) or 1) from None
    for statement in statements:
        is_note = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_note:
            yield _assignment(statement, comments.get(statement.end_lineno or 0, ""))


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def _assignment(statement: ast.stmt, comment: str) -> Assignment | NoAssignment:
    match statement:
        case ast.AnnAssign(target=ast.Name(name), annotation=noted, value=ast.expr() as value):
            annotation = ast.unparse(noted)
        case ast.Assign(targets=[ast.Name(name)], value=value):
            annotation = ""
        case _:
            found = ast.unparse(statement).splitlines()[0][:_SHOWN]
            return NoAssignment(statement.lineno, "runner.not_a_declaration", {"found": found})
    try:
        literal = ast.literal_eval(value)
    except (ValueError, TypeError):
        found = ast.unparse(value)[:_SHOWN]
        return NoAssignment(statement.lineno, "runner.not_literal", {"name": name, "found": found})
    said = _COMMENT.match(comment)
    unit, text, limits = (said["unit"] or "", said["help"], said["limits"]) if said else ("", "", None)
    return Assignment(name, literal, annotation, unit.strip(), text, limits, statement.lineno)
