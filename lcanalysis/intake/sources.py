"""The record beside each raw file: the document that it was taken from, and its hash."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from lcanalysis.declarations.fields import Prose, PublishedOn, Text
from lcanalysis.declarations.published_files import DeclaredSource
from lcanalysis.declarations.yaml_files import Declared, line_of, load_declaration
from lcanalysis.errors import Fault, FaultsError
from lcanalysis.files.regular_files import sha256_of
from lcanalysis.provenance import Place

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class SourceRecord(Declared):
    """Where a raw file comes from, how it was transcribed, and its sha256."""

    document_zh: Prose
    document_en: Prose
    publisher_zh: Text
    publisher_en: Text
    published_on: PublishedOn
    section: Text
    transcription_zh: Prose
    transcription_en: Prose
    licence_zh: Prose
    licence_en: Prose
    sha256: Sha256


def record_name(file: str) -> str:
    """Return the name of the record beside `file`.

    >>> record_name("development_plan/2019-11/headline.csv")
    'development_plan/2019-11/headline.csv.source.yml'
    """
    return f"{file}.source.yml"


def load_source_record(raw: Path, source: DeclaredSource) -> SourceRecord:
    """Return the record of a declared raw file, having compared it with the file and with plan.yml.

    Raises `FaultsError` if there is no record, it is faulty, its date or section is another than plan.yml's, or the
    file is not the one it speaks of: a published table was edited. The message holds the hash to enter if the edit
    corrects the transcription.
    """
    name = record_name(source.file)
    record, lines = load_declaration(raw / name, SourceRecord, name=name, error=FaultsError)
    faults = [
        Fault(
            Place(name, line_of(lines, (field,))),
            "intake.source_disagrees",
            {"field": field, "found": getattr(record, field), "expected": getattr(source, field)},
        )
        for field in ("published_on", "section")
        if getattr(record, field) != getattr(source, field)
    ]
    path = raw / source.file
    if os.access(path, os.R_OK) and path.is_file() and (found := sha256_of(path)) != record.sha256:
        fields = {"file": source.file, "found": found}
        faults.append(Fault(Place(name, line_of(lines, ("sha256",))), "intake.file_edited", fields))
    FaultsError.raise_if_any(faults)
    return record
