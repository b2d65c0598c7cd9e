"""Declared YAML files (plan, goals, run plan): read safely, validated strictly, every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from lcanalysis.declarations.field_faults import field_fault, place_of, words_of
from lcanalysis.declarations.fields import LENIENT
from lcanalysis.errors import DeclarationError, Fault, FaultsError
from lcanalysis.files.regular_files import read_text, unreadable
from lcanalysis.names import nearest
from lcanalysis.provenance import Place

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where PyYAML was built with it: a plan's declarations are read in every run."""
MOST_NODES: Final = 1_000_000
"""Of one document; a plan has some thousand."""
MOST_OPENED: Final = 2_000
"""Lists and mappings that may stand within one another: the C parser goes down into each, and its stack has an end."""
LONGEST_NUMBER: Final = 400
"""Characters of a scalar that YAML takes for a number; the time that one takes grows with the square of its length."""
_LEADING: Final = re.compile(r"^[ ?:-]+", flags=re.MULTILINE)
_NUMBERS: Final = frozenset({"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"})
NodePath = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


class Declared(BaseModel):
    """Base of declared records: strict types, no unknown field, immutable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _empty_if_none(value: Any) -> Any:
    return () if value is None else value


MayBeEmpty: Final = BeforeValidator(_empty_if_none)
"""Marks a list that may be a heading with nothing below it."""


@lru_cache(maxsize=64)
def compose_with_lines(text: str) -> tuple[Any, dict[NodePath, int]]:
    """Return the document of a YAML text and the line of each of its nodes.

    Plain scalars become str, int, float, bool or None and nothing else (safe loading); a key given
    twice raises, since the second would silently hide the first. One command reads a declaration many
    times: both are shared, and must not be changed.

    Raises `yaml.YAMLError` if the text is not YAML; its `problem_mark` tells the line.
    """
    _require_shallow(text)
    loader = LOADER(text)
    try:
        root = loader.get_single_node()
        lines: dict[NodePath, int] = {}
        _note_lines(root, (), lines)
        return (None if root is None else loader.construct_document(root)), lines
    finally:
        loader.dispose()


def _require_shallow(text: str) -> None:
    """Refuse what could nest too deeply, before a parser goes down into it."""
    # No more levels can be open than brackets are, and characters before the first word of a line.
    if (
        text.count("[") + text.count("{") + max((len(found[0]) for found in _LEADING.finditer(text)), default=0)
        < MOST_OPENED
    ):
        return
    depth, loader = 0, LOADER(text)
    try:
        while (event := loader.get_event()) is not None:
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_OPENED:
                raise yaml.constructor.ConstructorError(None, None, "nested too deeply", event.start_mark)
    finally:
        loader.dispose()


def _note_lines(node: yaml.Node | None, path: NodePath, lines: dict[NodePath, int]) -> None:
    if node is None:
        return
    if len(lines) > MOST_NODES:  # a node that holds itself has no end, and few lines can name billions
        raise yaml.constructor.ConstructorError(None, None, "holds too much", node.start_mark)
    lines[path] = node.start_mark.line + 1
    is_number = isinstance(node, yaml.ScalarNode) and node.tag in _NUMBERS
    if is_number and len(node.value) > LONGEST_NUMBER:
        raise yaml.constructor.ConstructorError(None, None, "a number is too long", node.start_mark)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be one word", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value!r} is given twice", key.start_mark)
            seen.add(key.value)
            _note_lines(value, (*path, key.value), lines)
            lines[(*path, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(value, (*path, index), lines)


def load_declaration(
    path: Path,
    model: type[Model],
    *,
    name: str | None = None,
    error: type[FaultsError] = DeclarationError,
    context: Mapping[str, Any] | None = None,
) -> tuple[Model, dict[NodePath, int]]:
    """Read a declared YAML file into `model`.

    - `name`: how the file is called in messages; its file name by default.
    - `error`: the exception that carries the faults (its exit code is the caller's matter).
    - `context`: what the types of the fields are to know, such as `lcanalysis.declarations.fields.LENIENT`.

    Returns the record and the line of each node, by path, for later faults. Raises `FaultsError` with all faults at
    once, each ``FILE row LINE: where: what``.
    """
    shown = name or path.name
    try:
        document, lines = compose_with_lines(read_text(path, "utf-8-sig"))
    except OSError as problem:
        raise error(faults=[unreadable(Place(shown), problem)]) from None
    except UnicodeDecodeError:
        raise error(faults=[Fault(Place(shown), "faults.not_utf8")]) from None
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise error(faults=[Fault(Place(shown, line), "faults.not_yaml", {"problem": str(problem.problem)})]) from None
    except ValueError as problem:  # a date or a number that cannot be
        raise error(faults=[Fault(Place(shown), "faults.not_yaml", {"problem": str(problem)})]) from None
    except RecursionError:
        raise error(faults=[Fault(Place(shown), "faults.not_yaml", {"problem": "nested too deeply"})]) from None
    except yaml.YAMLError as problem:
        raise error(faults=[Fault(Place(shown), "faults.not_yaml", {"problem": str(problem)})]) from None
    try:
        return model.model_validate(document, context=dict(context or {})), lines
    except ValidationError as problem:
        if context == LENIENT and (mended := _mended(model, document, problem)) is not None:
            return mended, lines
        raise error(
            faults=[
                field_fault(Place(shown, line_of(lines, place_of(detail))), detail, document, model)
                for detail in problem.errors()
            ]
        ) from None


def load_checked(
    path: Path, model: type[Model], check: Callable[[Model, dict[NodePath, int]], Iterable[Fault]], *, name: str
) -> Model:
    """Read a declared file and check what it says; the faults of its fields and those of its meaning come together.

    `check` returns what is wrong with a record whose fields have the right form. Raises `DeclarationError` with all
    faults.
    """
    faults: list[Fault] = []
    try:
        found, lines = load_declaration(path, model, name=name)
    except DeclarationError as faulty:
        faults += faulty.faults
        try:
            found, lines = load_declaration(path, model, name=name, context=LENIENT)
        except DeclarationError:
            raise faulty from None
    faults += check(found, lines)
    DeclarationError.raise_if_any(faults)
    return found


def _mended(model: type[Model], document: Any, problem: ValidationError) -> Model | None:
    """Return what a document says apart from unknown fields and misspelt words; None if more is wrong with it."""
    document = deepcopy(document)
    for detail in problem.errors():
        if not detail["loc"]:  # the document itself is of another form, such as none at all
            return None
        *path, last = detail["loc"]
        node = document
        for part in path:
            node = node[part]
        if detail["type"] == "extra_forbidden":
            del node[last]
        elif detail["type"] == "literal_error" and last in node:
            node[last] = nearest(str(detail["input"]), words_of(detail))
        else:
            return None
    try:
        return model.model_validate(document, context=LENIENT)
    except ValidationError:
        return None


def line_of(lines: dict[NodePath, int], path: NodePath) -> int:
    """Return the line of the deepest node of `path` that the document has."""
    return next((lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in lines), 1)
