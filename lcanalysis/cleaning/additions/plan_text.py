"""Adds to the text of plan.yml without changing a character of what stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from lcanalysis.declarations.yaml_files import LOADER, compose_with_lines
from lcanalysis.errors import UsageError

_ESCAPED: Final = frozenset('"\\')
_PLAIN: Final = re.compile(r"[^\W\d_][\w（）]*")


def with_entry(text: str, group: str, entry: Mapping[str, Any]) -> str:
    r"""Return the text of plan.yml with one more entry at the end of the list `group`.

    `group` is ``tables`` or ``statements``; the list is begun if there is none. Raises `UsageError` if the list is not
    written with a line for each entry, so that nothing can be added line by line.

    >>> print(with_entry("tables:\n  - name: a  # first\n\nareas: {}\n", "tables", {"name": "b", "unit": "%"}))
    tables:
      - name: a  # first
      - name: b
        unit: "%"
    <BLANKLINE>
    areas: {}
    <BLANKLINE>
    """
    plain = text.removeprefix("\ufeff")
    before, _ = compose_with_lines(plain)
    held = (before or {}).get(group) or []
    lines = plain.split("\n")
    end_of_line = "\r" if lines[0].endswith("\r") else ""
    head = next((at for at, line in enumerate(lines) if line.startswith(f"{group}:")), None)
    if head is None:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += [end_of_line, f"{group}:{end_of_line}", ""]
        head = len(lines) - 2
    elif not held:
        lines[head] = re.sub(r"^(\w+:)\s*(\[\s*\]|~|null)?", r"\1", lines[head])
    following = (at for at, line in enumerate(lines[head + 1 :], start=head + 1) if line[:1] not in {*" #-\r", ""})
    end = next(following, len(lines))
    # Comments and empty lines before the next heading belong to that heading.
    while end > head + 1 and lines[end - 1].strip("\r")[:1] in {"", "#"}:
        end -= 1
    indent = next((len(line) - len(line.lstrip()) for line in lines[head + 1 : end] if line.lstrip()[:1] == "-"), 2)
    lines[end:end] = [line + end_of_line for line in _entry_lines(entry, " " * indent)]
    if end == len(lines) - 1 or lines[-1].strip():
        lines.append("")
    added = _required("\n".join(lines), {**(before or {}), group: [*held, _as_loaded(entry)]})
    return text[: len(text) - len(plain)] + added


def with_alias(text: str, entity: str, alias: str) -> str:
    r"""Return the text of plan.yml with one more alias of an entity.

    Raises `UsageError` if the entity is not declared in a form that an alias can be put into.

    >>> with_alias("entities:\n  gold: {kind: product, zh: 黄金}  # Au\n", "gold", "金")
    'entities:\n  gold: {kind: product, zh: 黄金, aliases: [金]}  # Au\n'
    """
    plain = text.removeprefix("\ufeff")
    before, _ = compose_with_lines(plain)
    entry = _child(_child(yaml.compose(plain, Loader=LOADER), "entities"), entity)
    if not isinstance(entry, yaml.MappingNode) or not entry.value:
        raise UsageError("adding.plan_not_editable", where=f"entities.{entity}")
    aliases = _child(entry, "aliases")
    name = scalar(alias)
    if aliases is None and entry.flow_style:
        at, added = entry.value[-1][1].end_mark, f", aliases: [{name}]"
    elif aliases is None:
        at = entry.value[0][0].start_mark
        added = f"aliases: [{name}]\n{' ' * at.column}"
    elif not isinstance(aliases, yaml.SequenceNode):
        raise UsageError("adding.plan_not_editable", where=f"entities.{entity}.aliases")
    elif aliases.flow_style and aliases.value:
        at, added = aliases.value[-1].end_mark, f", {name}"
    else:
        at = aliases.start_mark
        added = f"[{name}]" if aliases.flow_style else f"- {name}\n{' ' * at.column}"
    lines = plain.split("\n")
    line = lines[at.line]
    rest = line[at.column :]
    # An empty list in brackets gives way to the one with the alias.
    rest = rest[rest.index("]") + 1 :] if aliases is not None and aliases.flow_style and not aliases.value else rest
    lines[at.line] = line[: at.column] + added + rest
    known = before["entities"][entity]
    wanted = {**known, "aliases": [*known.get("aliases", []), alias]}
    expected = {**before, "entities": {**before["entities"], entity: wanted}}
    return text[: len(text) - len(plain)] + _required("\n".join(lines), expected)


def declaration(content: Mapping[str, Any]) -> str:
    r"""Return the text of a declaration: registers with an entry a line, lists with a field a line.

    >>> print(declaration({"areas": {"city": {"zh": "全市", "en": "the city"}}, "goals": [{"goal": "a", "value": "8"}]}))
    areas:
      city: {zh: 全市, en: "the city"}
    goals:
      - goal: a
        value: "8"
    <BLANKLINE>
    """
    lines: list[str] = []
    for group, held in content.items():
        if isinstance(held, Mapping):
            lines += [f"{group}:", *(f"  {scalar(key)}: {_flow(value)}" for key, value in held.items())]
        else:
            lines += [
                f"{group}:" if held else f"{group}: []",
                *(line for entry in held for line in _entry_lines(entry, "  ")),
            ]
    return "\n".join(lines) + "\n"


def scalar(text: str) -> str:
    """Return a text as YAML writes it: plain where that is safe, in double quotes otherwise.

    >>> scalar("万吨"), scalar("2019"), scalar("同比±%"), scalar("no")
    ('万吨', '"2019"', '"同比±%"', '"no"')
    """
    # Only words of ASCII can mean something else, such as no.
    if _PLAIN.fullmatch(text) and (not text.isascii() or yaml.load(text, LOADER) == text):  # noqa: S506 - safe, in C
        return text
    shown = (sign if sign.isprintable() and sign not in _ESCAPED else f"\\U{ord(sign):08X}" for sign in text)
    return f'"{"".join(shown)}"'


def _required(text: str, expected: Any) -> str:
    """Return the text if it says exactly what is expected; raise if plan.yml is written in a form that cannot be added to."""
    try:
        found, _ = compose_with_lines(text)
    except yaml.YAMLError:
        found = None
    if found is None or _sorted_aliases(found) != _sorted_aliases(expected):
        raise UsageError("adding.plan_not_editable", where="plan.yml")
    return text


def _sorted_aliases(document: Any) -> Any:
    """Return the document with sorted aliases, for comparison: in a list with dashes a new alias comes first."""
    entities = document.get("entities") or {}
    ordered = {
        code: {**entity, "aliases": sorted(entity.get("aliases", []))} if isinstance(entity, dict) else entity
        for code, entity in entities.items()
    }
    return {**document, "entities": ordered}


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _entry_lines(entry: Mapping[str, Any], indent: str) -> list[str]:
    lines = []
    for name, value in entry.items():
        if isinstance(value, Mapping) and any(isinstance(held, Mapping) for held in value.values()):
            lines.append(f"{name}:")
            lines += [f"  {scalar(key)}: {_flow(held)}" for key, held in value.items()]
        else:
            lines.append(f"{name}: {_flow(value)}")
    return [f"{indent}{'  ' if at else '- '}{line}" for at, line in enumerate(lines)]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {_flow(held)}" for key, held in value.items()) + "}"
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    return json.dumps(value)


def _as_loaded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_loaded(held) for key, held in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_as_loaded(each) for each in value]
    return value
