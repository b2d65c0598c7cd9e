"""Cites the sources of the figures that a table, chart or page shows: who published them, and in which document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lcanalysis.declarations.yaml_files import load_declaration
from lcanalysis.definition import PlanTitle
from lcanalysis.errors import FaultsError
from lcanalysis.exhibits import Words, words_from
from lcanalysis.intake.sources import SourceRecord, record_name
from lcanalysis.observations import Observation
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.wording import say

Shown = Observation | str
"""A figure, or its address as traces give it (``file cell``); several addresses are joined by ``; ``."""
_GOALS: Final = "goals.yml"
_SEVERAL: Final = frozenset("《》；;：:")
"""Signs that tell that the name of a document is more than one title."""


def cite(plan: Plan, shown: Iterable[Shown], lang: str, *, with_plan: bool = False, with_tables: bool = False) -> str:
    """Return the sources of what is shown: each publisher with its document, once, in the order of the figures.

    The sources are those named by the records beside the raw files (``*.source.yml``). The source of a goal is the plan
    itself. What does not come from a published cell, such as a reference class, is not cited here.

    - `shown`: observations, or addresses.
    - `lang`: ``zh`` or ``en``.
    - `with_plan`: whether the development plan is cited as well, first: for tables that show its goals.
    - `with_tables`: whether the titles of the tables stand behind the document, if it is not called by them.

    The sources; empty if nothing that is shown has a raw cell, such as a table without rows. Raises `FaultsError` if a
    raw file has no record of its source, or a faulty one.
    """
    definition, raw = plan.definition, plan.data / "raw"
    files = {source.file for source in (*definition.tables, *definition.statements)}
    said: dict[str, str] = {}
    documents: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    own = _own(definition.plan, lang)
    if with_plan:
        found[own] = []
    for address in _addresses(shown):
        if address.startswith(_GOALS):
            found.setdefault(own, [])
            continue
        file = _file_of(files, address)
        if file:
            if file not in said:
                record = source_record(raw, file)
                documents[file] = getattr(record, f"document_{lang}")
                said[file] = _in_words(getattr(record, f"publisher_{lang}"), documents[file], lang)
            titles = found.setdefault(said[file], [])
            source = definition.source_of(file, address[len(file) :].strip()) if with_tables else None
            if source is not None and source.title(lang) not in {*titles, documents[file]}:
                titles.append(source.title(lang))
    sources = (
        say("citing.with_tables", lang, source=words, tables=tuple(titles)) if with_tables and titles else words
        for words, titles in found.items()
    )
    return say("citing.between", lang).join(sources)


def sources(plan: Plan, *shown: Any, with_plan: bool = False, with_tables: bool = False) -> Words | None:
    """Return the sources of what an exhibit shows, in both languages; None if none of it was published.

    `*shown`: quantities, observations, and pandas tables, columns and lists of them; a text is an address. All else is
    passed over. `with_plan`, `with_tables`: as for `cite`. Raises `FaultsError` as `cite` does.
    """
    found = tuple(_shown(shown))
    said = words_from(lambda lang: cite(plan, found, lang, with_plan=with_plan, with_tables=with_tables))
    return said if said.text("zh") else None


def _shown(values: Iterable[Any]) -> Iterator[Observation | str]:
    for value in values:
        if isinstance(value, pd.DataFrame):
            yield from _shown(value.to_numpy().flat)
        elif isinstance(value, pd.Series | list | tuple):
            yield from _shown(value)
        elif isinstance(value, Quantity):
            yield from value.trace.machine
        elif isinstance(value, Observation | str):
            yield value


def _addresses(shown: Iterable[Shown]) -> Iterator[str]:
    seen: set[str] = set()
    for one in shown:
        traces = one.addresses if isinstance(one, Observation) else (one,)
        for address in (part.strip() for trace in traces for part in trace.split(";")):
            if address and address not in seen:
                seen.add(address)
                yield address


def _file_of(files: Iterable[str], address: str) -> str:
    """Return the one of the declared raw files that an address begins with; empty if it is that of no raw cell."""
    return max((file for file in files if address == file or address.startswith(f"{file} ")), key=len, default="")


def _own(about: PlanTitle, lang: str) -> str:
    return _in_words(about.publisher(lang), about.title(lang), lang)


def _in_words(publisher: str, document: str, lang: str) -> str:
    key = "citing.documents" if _SEVERAL & set(document) else "citing.document"
    return say(key, lang, publisher=publisher, document=document)


def source_record(raw: Path, file: str) -> SourceRecord:
    """Return the record of a raw file's source, without checking that the file is still the recorded one.

    Raises `FaultsError` if there is no record, or a faulty one.
    """
    path = raw / record_name(file)
    # The reader raises if there is no record.
    return _read(raw, file, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=1024)
def _read(raw: Path, file: str, _changed: int) -> SourceRecord:
    name = record_name(file)
    return load_declaration(raw / name, SourceRecord, name=name, error=FaultsError)[0]
