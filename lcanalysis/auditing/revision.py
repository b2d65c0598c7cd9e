"""Rule `revision`: a later publication restates a figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lcanalysis.auditing.address import (
    difference_in_words,
    figure_in_words,
    place_of,
    printed_in_words,
    scopes_in_words,
    subject_of,
)
from lcanalysis.auditing.finding import Finding
from lcanalysis.auditing.judgement import REVISION, SEVERITY_OF
from lcanalysis.auditing.publication import Publication, width_of
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation, published_order
from lcanalysis.quantities.digits import rounded_down, rounded_up
from lcanalysis.quantities.opening import figure
from lcanalysis.units import convert
from lcanalysis.wording import LANGUAGES, say

RULE: Final = "revision"


@dataclass(frozen=True, slots=True)
class Restatement:
    """A figure as it was published, and as the next publication that names it has it."""

    earlier: Observation
    later: Observation

    @property
    def name(self) -> str:
        """The stable name of the finding about the restatement."""
        return f"{RULE}/{subject_of(self.later)}/{self.later.vintage}"


def restatements(publication: Publication) -> Iterator[Restatement]:
    """Return every figure that a later publication gives another value.

    Of each publication the most exact print counts. Fewer or more digits of one value are no revision: two
    prints differ only if no value prints as both.
    """
    for rows in publication.by_subject.values():
        for earlier, later in pairwise(_one_per_vintage(rows)):
            unit = later.unit
            if figure(earlier).to(unit).bounds.is_apart_from(figure(later).bounds):
                yield Restatement(earlier, later)


def check_revisions(publication: Publication) -> tuple[Finding, ...]:
    """Return a finding for every revision: `published` is the later figure, `recomputed` the earlier one.

    Its place names both: the later figure's address, then the earlier one's.
    """
    return tuple(_finding(publication, one) for one in restatements(publication))


def _one_per_vintage(rows: list[Observation]) -> list[Observation]:
    chosen: dict[str, Observation] = {}
    for row in sorted(rows, key=lambda row: (published_order(row), width_of(row))):
        chosen.setdefault(row.vintage, row)
    return list(chosen.values())


def _finding(publication: Publication, one: Restatement) -> Finding:
    definition = publication.definition
    unit = one.later.unit
    before = convert(one.earlier.value, one.earlier.unit, unit)
    interval = figure(one.earlier).to(unit).bounds
    decimals = max(printed_decimals(one.later.value), printed_decimals(before))
    words = {
        lang: say(
            "audit.revision" if one.earlier.scope == one.later.scope else "audit.revision_of_scope",
            lang,
            figure=figure_in_words(definition, one.later, lang),
            before=printed_in_words(one.earlier, lang),
            after=printed_in_words(one.later, lang),
            published_before=one.earlier.published_on,
            published_after=one.later.published_on,
            discrepancy=difference_in_words(one.later.value - before, unit, lang, decimals),
            scope_before=scopes_in_words(definition, [one.earlier], lang),
            scope_after=scopes_in_words(definition, [one.later], lang),
        )
        for lang in LANGUAGES
    }
    return Finding(
        finding=one.name,
        rule=RULE,
        severity=SEVERITY_OF[REVISION],
        subject=subject_of(one.later),
        published=one.later.value,
        recomputed=before,
        lower=rounded_down(interval.lower, decimals + 1),
        upper=rounded_up(interval.upper, decimals + 1),
        discrepancy=one.later.value - before,
        unit=unit,
        kind=REVISION,
        place=f"{place_of(definition, one.later)}; {place_of(definition, one.earlier)}",
        text_zh=words["zh"],
        text_en=words["en"],
    )
