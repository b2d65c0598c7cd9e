"""What pydantic finds fault with in declared files, said in the words of the catalogues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, get_args

from pydantic import BaseModel

from lcanalysis.errors import Fault
from lcanalysis.names import nearest, with_unseen_shown
from lcanalysis.provenance import Place

NodePath = tuple[str | int, ...]
_ALIKE: Final = 0.5
"""From here on, of 1, an unknown field is told with the known one that it is like."""
# pydantic speaks English only; what it finds in such files is said here in the words of the catalogues.
_WORDS: Final = {
    "missing": "faults.field_missing",
    "extra_forbidden": "faults.field_unknown",
    "string_type": "faults.field_not_text",
    "literal_error": "faults.field_not_one_of",
    "string_pattern_mismatch": "faults.field_form",
    "no_date": "faults.field_no_date",
    "no_year": "faults.field_no_year",
    "no_code": "faults.field_no_code",
    "no_raw_file": "faults.field_no_raw_file",
    "unseen": "faults.field_unseen",
    "blank": "faults.field_empty",
    "no_rows": "faults.field_no_rows",
    "not_above_zero": "faults.field_not_above_zero",
    "no_percent": "faults.field_no_percent",
    "thresholds_out_of_order": "faults.thresholds_out_of_order",
    "string_too_short": "faults.field_empty",
    "too_short": "faults.field_empty",
    "tuple_type": "faults.field_not_list",
    "list_type": "faults.field_not_list",
    "dict_type": "faults.field_not_mapping",
    "model_type": "faults.field_not_mapping",
}


def place_of(detail: Any) -> NodePath:
    """Return the path of what pydantic found fault with; of a key, that of its entry."""
    where: NodePath = detail["loc"]
    return where[:-1] if where[-1:] == ("[key]",) else where


def field_fault(place: Place, detail: Any, document: Any, model: type[BaseModel]) -> Fault:
    """Return what pydantic found fault with, in our words.

    - `detail`: one of the errors of a `ValidationError`.
    - `document`, `model`: what was read, and the model of it: for the names of entries and of fields.
    """
    where, context = place_of(detail), detail.get("ctx", {})
    key = _WORDS.get(detail["type"], "faults.field_wrong")
    fields = {"where": path_in_words(document, where)}
    if key not in {"faults.field_missing", "faults.field_unknown"}:
        fields["found"] = repr(detail["input"])[:80]
    if key == "faults.field_wrong":
        fields["what"] = detail["msg"]
    elif key == "faults.field_unknown" and (near := nearest(str(where[-1]), _fields_at(model, where[:-1]), _ALIKE)):
        return Fault(place, "faults.field_misspelt", fields | {"near": near})
    elif key == "faults.field_not_one_of":
        expected = words_of(detail)
        fields["expected"] = ", ".join(expected)
        fields["near"] = nearest(str(detail["input"]), expected)
    else:
        fields |= {
            name: str(value) for name, value in context.items() if name in {"pattern", "character", "first", "last"}
        }
    return Fault(place, key, fields)


def words_of(detail: Any) -> list[str]:
    """Return the words of which a field must be one."""
    return re.findall(r"'([^']*)'", detail["ctx"]["expected"])


def _fields_at(kind: Any, path: NodePath) -> tuple[str, ...]:
    """Return the names of the fields that a model has at a place, or its own where nothing is known of the place."""
    models = [kind]
    for part in path:
        models = [inner for each in models for inner in _within(each, part)]
    return tuple(name for each in models for name in _names_of(each))


def _within(kind: Any, part: str | int) -> Iterator[Any]:
    """Yield the types that a part of a value of this type can have."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if part in {name, field.alias}:
                yield from _unpacked(field.annotation)
        return
    yield from (inner for each in get_args(kind) for inner in _unpacked(each))


def _unpacked(kind: Any) -> Iterator[Any]:
    """Yield a type, or the parts of one that is annotated or one of several."""
    parts = get_args(kind)
    if hasattr(kind, "__metadata__"):
        yield from _unpacked(parts[0])
    elif parts and type(None) in parts:
        yield from (each for each in parts if each is not type(None))
    else:
        yield kind


def _names_of(kind: Any) -> Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from (field.alias or name for name, field in kind.model_fields.items())


def path_in_words(document: Any, where: NodePath) -> str:
    """Return a path with list entries by their own name, the first field of each, where they have one.

    >>> path_in_words({"goals": [{"goal": "revenue", "unit": "吨"}]}, ("goals", 0, "unit"))
    'goals.revenue.unit'
    """
    words, node = [], document
    for part in where:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            node = None
        name = next(iter(node.values()), part) if isinstance(part, int) and isinstance(node, dict) else part
        words.append(with_unseen_shown(str(name) if isinstance(name, str | int) else str(part)))
    return ".".join(words)
