"""Rule `remark`: findings of a human reader, which plan.yml declares, with the published figures that they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lcanalysis.auditing.address import place_of
from lcanalysis.auditing.certainty import OPEN, UNEXPLAINED
from lcanalysis.auditing.judgement import CONFLICT, NOTICE, SCOPE, WARNING, WORDING
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.record import Record, wording_record
from lcanalysis.definition import Remark
from lcanalysis.observations import Observation, latest

RULE: Final = "remark"
_KINDS: Final = {UNEXPLAINED: CONFLICT, OPEN: SCOPE}


@dataclass(frozen=True, slots=True)
class Remarked:
    """A declared remark, and the published figures that its sentence names."""

    remark: Remark
    figures: dict[str, Observation] = field(default_factory=dict)


def check_remarks(publication: Publication) -> Iterator[Record]:
    """Yield a record for each remark whose figures are published; `lcanalysis clean` gives a notice of the others."""
    in_use = latest(publication.exact)
    plan = publication.definition.plan
    for remark in publication.definition.remarks:
        found = {name: in_use.get(subject) for name, subject in remark.subjects(plan.area).items()}
        rows = {name: row for name, row in found.items() if row is not None}
        if len(rows) < len(found):
            continue
        first = next(iter(rows.values()), None)
        kind = _KINDS.get(remark.certainty, WORDING)
        yield wording_record(
            plan,
            finding=f"{RULE}/{remark.name}",
            rule=RULE,
            kind=kind,
            severity=WARNING if kind == CONFLICT else NOTICE,
            **({"subject": first.subject} if first else {}),
            place=place_of(publication.definition, first) if first else plan.text,
            section="、".join(dict.fromkeys(place.section for place in remark.places)),
            evidence=tuple(rows.values()),
            about=Remarked(remark, rows),
        )
