"""The plan's text as plan.yml names it, compared with the record beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lcanalysis.declarations.published_files import DeclaredSource
from lcanalysis.definition import Definition
from lcanalysis.errors import Fault, FaultsError
from lcanalysis.files.regular_files import unreadable
from lcanalysis.intake.sources import load_source_record
from lcanalysis.names import is_raw_file
from lcanalysis.plan_document import PlanDocument, read_document
from lcanalysis.provenance import Place

WHOLE: Final = "全文"
"""The section that the record of a whole text names."""


def load_document(data: Path, definition: Definition) -> PlanDocument:
    """Return the plan's text; an empty one if plan.yml names none.

    Raises `FaultsError` if the file cannot be read as UTF-8, has no record beside it, or is not the one that its record
    speaks of.
    """
    plan = definition.plan
    if not plan.text or not is_raw_file(plan.text):
        return PlanDocument()
    # Its values are plan.yml's own, whose faults are told there: they are not checked again.
    source = DeclaredSource.model_construct(
        name="text", title_zh=plan.title_zh, title_en=plan.title_en, file=plan.text, section=WHOLE,
        published_on=plan.published_on,
    )  # fmt: skip
    load_source_record(data / "raw", source)
    try:
        return read_document(data, definition)
    except OSError as problem:
        raise FaultsError(faults=[unreadable(Place(plan.text), problem)]) from None
    except UnicodeDecodeError:
        raise FaultsError(faults=[Fault(Place(plan.text), "faults.not_utf8")]) from None
