"""Cleans a plan: makes all processed files from the raw ones, or lists every fault and changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from lcanalysis.auditing import audit_of
from lcanalysis.auditing.finding import COLUMNS as FINDING_COLUMNS
from lcanalysis.auditing.finding import Finding
from lcanalysis.cleaning.pipeline.datapackage import describe
from lcanalysis.cleaning.pipeline.font_coverage import find_unshown
from lcanalysis.cleaning.pipeline.processed_files import write_processed
from lcanalysis.declarations.fields import LENIENT
from lcanalysis.definition import load_definition
from lcanalysis.errors import Fault, FaultsError
from lcanalysis.files.confined_paths import links_out
from lcanalysis.goals import check_goals
from lcanalysis.goals.denominators import check_denominators
from lcanalysis.goals.goals import COLUMNS as GOAL_COLUMNS
from lcanalysis.goals.goals import (
    Goal,
    QualitativeGoal,
    check_reach,
    goals_rows,
    load_declared_goals,
    load_goals,
    load_qualitative_goals,
)
from lcanalysis.goals.quotations import notice_quotations
from lcanalysis.goals.unsaid import notice_unsaid
from lcanalysis.goals.written import load_written
from lcanalysis.intake.citing import source_record
from lcanalysis.intake.derive import derive
from lcanalysis.intake.document import load_document
from lcanalysis.intake.outcomes import load_outcomes
from lcanalysis.intake.possible import notice_figures
from lcanalysis.intake.published import read_published
from lcanalysis.intake.references import notice_headline
from lcanalysis.intake.remarks import notice_remarks
from lcanalysis.observations import COLUMNS as OBSERVATION_COLUMNS
from lcanalysis.observations import Observation
from lcanalysis.plan_document import NO_DOCUMENT
from lcanalysis.provenance import Place

Loaded = TypeVar("Loaded")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What `clean` read and found, and whether data/processed had to be written anew.

    `notices` name what was taken in but should be looked at, each at its line or cell. They are given at each cleaning and
    not kept, since they are about the raw files; findings are about what was published. `contents` are the files of
    processed/.
    """

    observations: tuple[Observation, ...]
    goals: tuple[Goal, ...]
    findings: tuple[Finding, ...]
    is_changed: bool
    notices: tuple[Fault, ...] = ()
    qualitative: tuple[QualitativeGoal, ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def clean(data: Path) -> Cleaned:
    """Read a plan folder's raw files, check them, and write its processed files.

    Observations stand in the order of plan.yml and of the files, derived ones last; goals in the order of
    goals.yml; findings are those of the audit, then those of the goals. The same raw files give the same
    bytes. Files that would not change are not touched.

    Raises `FaultsError` with every fault of plan.yml, goals.yml and all published files, or with every link that leads
    out of the folder; processed/ is left as it was.
    """
    require_within(data)
    faults: list[Fault] = []
    # If only single fields are faulty, the rest of plan.yml is read all the same, to check all that depends on it.
    definition = _collect(lambda: load_definition(data), faults) or _collect(
        lambda: load_definition(data, context=LENIENT), []
    )
    if definition is None:
        # Without the plan's registers only the form of the goals can be checked.
        _collect(lambda: load_declared_goals(data), faults)
        raise FaultsError(faults=faults)
    published = _collect(lambda: read_published(data, definition), faults) or ()
    declared = _collect(lambda: load_goals(data, definition), faults)
    goals = declared or ()
    qualitative = () if declared is None else load_qualitative_goals(data)
    codes = None if declared is None else [goal.goal for goal in goals] + [goal.goal for goal in qualitative]
    _collect(lambda: load_written(data, codes), faults)
    _collect(lambda: load_outcomes(data, definition), faults)
    document = _collect(lambda: load_document(data, definition), faults) or NO_DOCUMENT
    FaultsError.raise_if_any(faults)
    FaultsError.raise_if_any(check_reach(data, published, goals))
    observations = (*published, *derive(definition, published))
    findings = (*audit_of(definition, observations, document).findings, *check_goals(definition, observations, goals))
    tables = {
        "observations.csv": _csv(OBSERVATION_COLUMNS, observations_rows(observations)),
        "goals.csv": _csv(GOAL_COLUMNS, goals_rows((*goals, *qualitative))),
        "findings.csv": _csv(FINDING_COLUMNS, ([*row.cells().values()] for row in findings)),
    }
    sources = dict.fromkeys(source.file for source in (*definition.tables, *definition.statements))
    records = [source_record(data / "raw", file) for file in sources]
    contents = {**tables, "datapackage.json": describe(definition, tables, records)}
    is_changed = write_processed(data, contents)
    notices = (
        *notice_headline(definition),
        *notice_figures(definition, published),
        *notice_quotations(data, definition, goals, qualitative, document),
        *notice_unsaid(data, published, goals),
        *notice_remarks(data, definition, published, document),
        *check_denominators(definition, published, goals),
        *find_unshown(data),
    )
    ordered = tuple(sorted(notices, key=lambda one: one.place))
    return Cleaned(observations, goals, findings, is_changed, ordered, qualitative, contents)


def require_within(data: Path) -> None:
    """Raise if a link in a plan folder leads out of it: what is sent as data must neither read nor write elsewhere."""
    FaultsError.raise_if_any(Fault(Place(link.as_posix()), "faults.link_out") for link in links_out(data))


def observations_rows(observations: Iterable[Observation]) -> list[list[str]]:
    """Return observations as rows of text with the columns of ``observations.csv``: plain decimals, true or false."""
    return [[_text(getattr(row, name)) for name in OBSERVATION_COLUMNS] for row in observations]


def _collect(load: Callable[[], Loaded], faults: list[Fault]) -> Loaded | None:
    try:
        return load()
    except FaultsError as faulty:
        faults.extend(faulty.faults)
        return None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        # INF is the Table Schema's word for no upper end.
        return f"{value:f}" if value.is_finite() else "INF"
    return str(value)


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
