"""The processed files described as a Data Package, so that any tool can read and check them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, get_args

from lcanalysis.auditing.certainty import CERTAINTIES
from lcanalysis.auditing.finding import COLUMNS as FINDING_COLUMNS
from lcanalysis.auditing.finding import NUMBERS as FINDING_NUMBERS
from lcanalysis.definition import Definition
from lcanalysis.goals.goals import COLUMNS as GOAL_COLUMNS
from lcanalysis.goals.goals import QUALITATIVE, Binding, NotJudged
from lcanalysis.goals.meaning import Comparison, Kind
from lcanalysis.intake.sources import SourceRecord
from lcanalysis.observations import COLUMNS as OBSERVATION_COLUMNS
from lcanalysis.observations import NUMBERS, STATUSES
from lcanalysis.periods import PERIOD
from lcanalysis.units import UNITS
from lcanalysis.wording import LANGUAGES, say

PUBLISHED_ON: Final = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
# Columns of one name that mean another thing in another file.
_OWN: Final = {
    ("findings", "lower"): "datapackage.finding_lower",
    ("findings", "upper"): "datapackage.finding_upper",
    ("findings", "kind"): "datapackage.finding_kind",
    ("findings", "section"): "datapackage.finding_section",
    ("goals", "text_zh"): "datapackage.goal_text_zh",
    ("goals", "text_en"): "datapackage.goal_text_en",
}
_OPTIONAL: Final = {
    "observations": {"price_basis", "as_printed"},
    # A goal that sets no number has none of what a number needs.
    "goals": {
        "value_upper",
        "note",
        "category",
        "indicator",
        "comparison",
        "value",
        "unit",
        "base_period",
        "due_period",
        "text_zh",
        "text_en",
        "scope",
        "not_judged",
        "relative_to",
    },
    "findings": {*FINDING_NUMBERS, "unit", "place", "section"},
}


def describe(definition: Definition, tables: dict[str, bytes], records: Iterable[SourceRecord]) -> bytes:
    """Return datapackage.json for the processed files `tables` (name to bytes) of a plan.

    It has the field types and constraints that the files keep (codes of plan.yml, units, periods, required fields, unique
    keys), the sources that `records` name, the plan itself as the source of its goals, and the size and sha256 of each
    resource. There is no time in it: the same data give the same bytes.
    """
    codes: dict[str, list[str]] = {
        "indicator": list(definition.indicators),
        "entity": list(definition.entities),
        "area": list(definition.areas),
        "scope": list(definition.scopes),
        "unit": _units_in(tables),
    }
    columns = {
        "observations": (OBSERVATION_COLUMNS, NUMBERS, codes | {"status": list(STATUSES)}, ["source", "cell"]),
        "goals": (
            GOAL_COLUMNS,
            ("value", "value_upper"),
            codes
            | {
                "kind": list(dict.fromkeys([*_values(Kind), QUALITATIVE])),
                "comparison": _values(Comparison),
                "binding": _values(Binding),
                "not_judged": _values(NotJudged),
            }
            | ({"category": list(definition.categories)} if definition.categories else {}),
            ["goal"],
        ),
        "findings": (FINDING_COLUMNS, FINDING_NUMBERS, {"certainty": list(CERTAINTIES)}, ["finding"]),
    }
    plan = definition.plan
    own = _cited(plan.publisher_zh, plan.title_zh, plan.publisher_en, plan.title_en, plan.published_on)
    package = {
        "profile": "tabular-data-package",
        "name": plan.id,
        "title": _both("datapackage.title", zh={"title": plan.title_zh}, en={"title": plan.title_en}),
        "description": _both("datapackage.description"),
        "licenses": [{"name": "other-attribution", "title": _both("datapackage.licence")}],
        "sources": [{"title": title} for title in dict.fromkeys((own, *map(_source, records)))],
        "resources": [
            _resource(name, tables[f"{name}.csv"], *columns[name]) for name in ("observations", "goals", "findings")
        ],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _units_in(tables: Mapping[str, bytes]) -> list[str]:
    """Return the listed units, and those composed of them that the files have."""
    rows = (row for held in tables.values() for row in csv.DictReader(io.StringIO(held.decode())))
    return [*UNITS, *sorted({row["unit"] for row in rows if row.get("unit")} - UNITS.keys())]


def _source(record: SourceRecord) -> str:
    return _cited(record.publisher_zh, record.document_zh, record.publisher_en, record.document_en, record.published_on)


def _cited(publisher_zh: str, title_zh: str, publisher_en: str, title_en: str, published_on: str) -> str:
    return f"{publisher_zh}：{title_zh} / {publisher_en}: {title_en} ({published_on})"


def _resource(
    name: str,
    held: bytes,
    columns: tuple[str, ...],
    numbers: tuple[str, ...],
    enums: dict[str, list[str]],
    key: list[str],
) -> dict[str, Any]:
    fields = [_field(name, column, column in numbers, enums.get(column), column in key) for column in columns]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "title": _both(f"datapackage.{name}"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(held),
        "hash": f"sha256:{hashlib.sha256(held).hexdigest()}",
        "dialect": {"lineTerminator": "\n"},
        "schema": {"fields": fields, "missingValues": [""], "primaryKey": key},
    }


def _field(resource: str, column: str, is_number: bool, enum: list[str] | None, is_key: bool) -> dict[str, Any]:
    kind = "number" if is_number else "boolean" if column == "is_break" else "string"
    constraints: dict[str, Any] = {} if column in _OPTIONAL[resource] else {"required": True}
    if enum is not None:
        constraints["enum"] = enum
    if column in {"period", "base_period", "due_period"}:
        constraints["pattern"] = PERIOD
    if column == "published_on":
        constraints["pattern"] = PUBLISHED_ON
    if is_key and resource != "observations":
        constraints["unique"] = True
    description = _both(_OWN.get((resource, column), f"datapackage.{column}"))
    field: dict[str, Any] = {"name": column, "type": kind, "description": description}
    return field | ({"constraints": constraints} if constraints else {})


def _both(key: str, **values: dict[str, str]) -> str:
    return " / ".join(say(key, lang, **values.get(lang, {})) for lang in LANGUAGES)


def _values(literal: Any) -> list[str]:
    return list(get_args(literal))
