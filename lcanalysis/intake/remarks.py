"""Checks the remarks of plan.yml: their sentences, the figures that these name, and their quotations from the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lcanalysis.declarations.yaml_files import NodePath, load_declaration
from lcanalysis.definition import FILE, Definition, Remark, plan_fault
from lcanalysis.errors import Fault, UsageError
from lcanalysis.exhibits import Words
from lcanalysis.observations import PUBLISHED, Observation
from lcanalysis.plan_document import PlanDocument
from lcanalysis.quantities import Quantity
from lcanalysis.wording import LANGUAGES

_SHOWN = 80


def check_remarks_declared(definition: Definition, lines: dict[NodePath, int]) -> Iterator[Fault]:
    """Yield a fault for each remark whose name is taken, or whose sentences cannot be filled with its figures."""
    names: dict[str, int] = {}
    for number, remark in enumerate(definition.remarks):
        at = ("remarks", number)
        if names.setdefault(remark.name, number) != number:
            yield plan_fault(lines, (*at, "name"), "intake.remark_twice", {"found": remark.name})
        if not _can_be_filled(remark):
            fields = {"name": remark.name, "known": tuple(remark.figures) or ("-",)}
            yield plan_fault(lines, (*at, "zh"), "intake.remark_not_filled", fields)


def notice_remarks(
    data: Path, definition: Definition, observations: Sequence[Observation], document: PlanDocument
) -> Iterator[Fault]:
    """Yield a notice for each remark that lacks a figure and so is left out, and for each quotation not in the text.

    Quotations are compared with the plan's text where the folder has it.
    """
    if not definition.remarks:
        return
    lines = load_declaration(data / "raw" / FILE, Definition)[1]
    published = {row.subject for row in observations if row.status == PUBLISHED}
    for number, remark in enumerate(definition.remarks):
        for name, subject in remark.subjects(definition.plan.area).items():
            if subject not in published:
                fields = {"name": remark.name, "found": "/".join(subject)}
                yield plan_fault(lines, ("remarks", number, "figures", name), "meaning.remark_without_figure", fields)
        for index, place in enumerate(remark.places):
            if document.text and not document.holds(place.quotation):
                at = ("remarks", number, "places", index, "quotation")
                shown = {"quotation": place.quotation[:_SHOWN], "file": definition.plan.text}
                yield plan_fault(lines, at, "meaning.not_in_text", shown)


def _can_be_filled(remark: Remark) -> bool:
    fields = {name: Quantity(1, "%") for name in remark.figures}
    try:
        said = Words(remark.zh, remark.en, fields)
        return all(said.text(lang) for lang in LANGUAGES)
    except (UsageError, ValueError, KeyError, IndexError, AttributeError):
        return False
