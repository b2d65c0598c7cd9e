"""Digests of the parts of a plan folder, which tell whether what a run asked its plan for has changed; see `lcanalysis.reads`."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, Final, TypeAlias

from lcanalysis.definition import Definition
from lcanalysis.reads import FINDINGS, GOALS, NEWEST, OBSERVATIONS, PLAN, SHARED

Parts: TypeAlias = "Mapping[str, Mapping[str, Mapping[str, Any]]]"
"""By file, group and row a digest, or the digests of the row's fields."""
_ORDER: Final = "in order"
"""The group that stands for the order of a file's rows across groups."""
_DIGITS: Final = 16


def plan_parts(data: Path, definition: Definition) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the parts of a cleaned plan folder, in the order in which its files have them.

    `definition` is what plan.yml says, without its comments. An empty field of a goal is left out.
    """
    from lcanalysis.processed_tables import read_processed  # noqa: PLC0415 - the scientific libraries, in workers only

    goals = read_processed(data / GOALS)
    findings = read_processed(data / FINDINGS)
    found = {
        PLAN: {section: _entries(said) for section, said in definition.model_dump(mode="json").items()},
        GOALS: _grouped(
            (
                f"{row['indicator']}/{row['entity']}",
                row["goal"],
                {name: short_digest(row[name]) for name in row if row[name]},
            )
            for row in goals
        ),
        FINDINGS: _grouped((row["subject"].partition("/")[0], row["finding"], short_digest(row)) for row in findings),
        OBSERVATIONS: _observations(data),
    }
    for file, rows in ((GOALS, [row["goal"] for row in goals]), (FINDINGS, [row["finding"] for row in findings])):
        found[file][_ORDER] = {"": short_digest(rows)}
    return found


def digest_of_part(parts: Parts, name: str) -> str:
    """Return the digest of a part; of one that the plan does not have, that of nothing."""
    return short_digest(_rows(parts, name))


def changed_in_part(before: Any, now: Parts, name: str) -> Iterator[str]:
    """Yield the rows and fields of a part that are other than before, as an explanation names them.

    `before` are the parts of an edition, which may be damaged.

    >>> held = {"processed/goals.csv": {"revenue/cluster": {"cluster_revenue": {"value": "1", "unit": "2"}}}}
    >>> then = {"processed/goals.csv": {"revenue/cluster": {"cluster_revenue": {"value": "0", "unit": "2"}}}}
    >>> list(changed_in_part(then, held, "processed/goals.csv#"))
    ['goals.csv revenue/cluster cluster_revenue value']
    """
    file = PurePath(name.partition("#")[0]).name
    try:
        old, new = _leaves(_rows(before, name)), _leaves(_rows(now, name))
    except (AttributeError, TypeError):
        return
    for path in dict.fromkeys((*old, *new)):
        if old.get(path) != new.get(path) and path[0] != _ORDER:
            yield " ".join(filter(None, (file, *path)))


def is_part(name: str) -> bool:
    """Return whether something that was read is a part, and no file or folder."""
    return name.partition("#")[0] in {PLAN, GOALS, FINDINGS, OBSERVATIONS} and "#" in name


def short_digest(document: Any) -> str:
    """Return a short digest of a document of JSON values; the order of keys counts, since pages keep it."""
    return hashlib.sha256(json.dumps(document, ensure_ascii=False).encode()).hexdigest()[:_DIGITS]


def _rows(parts: Parts, name: str) -> dict[str, Any]:
    file, _, group = name.partition("#")
    groups = parts.get(file, {})
    return dict(groups) if not group else {group: groups.get(group, {})}


def _leaves(node: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    if not isinstance(node, dict):
        return {path: str(node)}
    return {inner: leaf for key, below in node.items() for inner, leaf in _leaves(below, (*path, key)).items()}


def _entries(said: Any) -> dict[str, str]:
    """Return the digests of the entries of a section of plan.yml, by code or name, or by number if they have neither."""
    if isinstance(said, dict):
        return {str(key): short_digest(value) for key, value in said.items()}
    if isinstance(said, list):
        names = [
            str(one["name"]) if isinstance(one, dict) and "name" in one else str(at) for at, one in enumerate(said)
        ]
        keys = names if len(set(names)) == len(names) else map(str, range(len(said)))
        return {key: short_digest(one) for key, one in zip(keys, said, strict=True)}
    return {"": short_digest(said)}


def _grouped(rows: Iterator[tuple[str, str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for group, name, leaf in rows:
        held = found.setdefault(group, {})
        held[name if name not in held else f"{name} ({len(held)})"] = leaf
    return found


def _observations(data: Path) -> dict[str, dict[str, Any]]:
    from lcanalysis.observations import PUBLISHED, newest_publication  # noqa: PLC0415 - as above
    from lcanalysis.processed_tables import read_observations, read_processed  # noqa: PLC0415

    rows = read_processed(data / OBSERVATIONS)
    records = read_observations(data / OBSERVATIONS)
    names = [f"{row['period']} {row['source']} {row['cell']}" for row in rows]
    subjects = ["/".join(record.subject[:3]) for record in records]
    cells = Counter((record.source, record.cell) for record in records if record.status == PUBLISHED)
    found = _grouped(zip(subjects, names, map(short_digest, rows), strict=True))
    found[_ORDER] = {"": short_digest([*zip(subjects, names, strict=True)])}
    found[NEWEST] = {"": str(newest_publication(records))}
    found[SHARED] = {"": short_digest(sorted(cell for cell, count in cells.items() if count > 1))}
    return found
