"""Reads all published files of a plan, in the order of plan.yml, as observations, or lists every fault in them."""

from __future__ import annotations

from pathlib import Path

from lcanalysis.declarations.fields import LENIENT
from lcanalysis.declarations.published_files import DeclaredTable, Statements
from lcanalysis.declarations.yaml_files import load_declaration
from lcanalysis.definition import Definition
from lcanalysis.errors import Fault, FaultsError
from lcanalysis.intake.breaks import mark_breaks
from lcanalysis.intake.declared_table import read_table
from lcanalysis.intake.references import check_references
from lcanalysis.intake.remarks import check_remarks_declared
from lcanalysis.intake.sources import load_source_record
from lcanalysis.intake.statements import read_statements
from lcanalysis.names import is_raw_file
from lcanalysis.observations import Observation


def read_published(data: Path, definition: Definition) -> tuple[Observation, ...]:
    """Return the figures of every table and statement file that plan.yml declares.

    Tables come first, then statements, each in the order of plan.yml and within a file in the order of its
    rows. Nothing is converted, summed or corrected.

    Raises `FaultsError` with all faults of all files, those of plan.yml's own references among them.
    """
    raw = data / "raw"
    # Read once more for the lines; the faults of its fields have been told.
    lines = load_declaration(raw / "plan.yml", Definition, context=LENIENT)[1]
    faults = [*check_references(definition, lines), *check_remarks_declared(definition, lines)]
    observations: list[Observation] = []
    sources: tuple[DeclaredTable | Statements, ...] = (*definition.tables, *definition.statements)
    # A path that leads out of raw/ has been told, and is not followed.
    for source in (one for one in sources if is_raw_file(one.file)):
        rows, found = _read(raw, source, definition)
        observations.extend(rows)
        faults.extend(found)
    # A table that could not be read would make every break in it one of nothing.
    FaultsError.raise_if_any(faults)
    marked, of_nothing = mark_breaks(definition, observations, lines)
    FaultsError.raise_if_any(of_nothing)
    return marked


def _read(
    raw: Path, source: DeclaredTable | Statements, definition: Definition
) -> tuple[tuple[Observation, ...], list[Fault]]:
    faults: list[Fault] = []
    rows: tuple[Observation, ...] = ()
    try:
        load_source_record(raw, source)
    except FaultsError as faulty:
        faults.extend(faulty.faults)
    try:
        if isinstance(source, DeclaredTable):
            rows = read_table(raw, source, definition)
        else:
            rows = read_statements(raw, source, definition)
    except FaultsError as faulty:
        faults.extend(faulty.faults)
    return rows, faults
