"""A run's fingerprint: everything that its files follow from, so that a run is redone when, and only when, it must."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lcanalysis.briefing.inputs import Inputs
from lcanalysis.briefing.masthead import Edition
from lcanalysis.runner.plan_parts import Parts, digest_of_part, is_part
from lcanalysis.runner.run_plan import Run

_EDGE: Final = re.compile(
    r"/(cli|doctor|runner/delivery)/|/(cli|runner|changes|archive|delivery)\.po$|/(changes|archive)\.html\.j2$"
)
"""Code of the command line and of what lies beside the editions, with its words: nothing of it is in a finished page."""


@dataclass(frozen=True)
class Surroundings:
    """What the runs of an edition follow from, each of them from a part.

    `data` is the name of the plan folder, with which the names of its files in `inputs` begin; `parts` are the parts of
    that folder, and `about` what tells each run, by its name, from others of its notebook.
    """

    edition: Edition
    inputs: Inputs
    data: str
    parts: Parts = field(default_factory=dict, repr=False)
    about: Mapping[str, str] = field(default_factory=dict, repr=False)

    def follows(self, run: Run, reads: Iterable[str] | None, needed: Mapping[str, Any]) -> dict[str, str]:
        """Return a run's fingerprint: the digest of each group of what it follows from.

        - `run`: the run.
        - `reads`: what it read of the plan folder: parts, and files by path within it, folders with ``/`` at their end;
          None for all of it.
        - `needed`: the numbers of the runs it needs, by run.
        """
        edition = self.edition.as_metadata()
        versions = edition.pop("versions")
        groups = {
            "notebook": self.inputs.inputs[run.notebook],
            "parameters": [run.id, run.lang, dict(run.parameters), self.about.get(run.name, "")],
            "code": {name: value for name, value in self.inputs.code.items() if is_of_pages(name)},
            "data": dict(self._data(reads)),
            "fonts": dict(self.inputs.fonts),
            "runs": dict(needed),
            "versions": versions,
            "edition": edition,
        }
        return {name: digest(group) for name, group in groups.items()}

    def _data(self, reads: Iterable[str] | None) -> Iterable[tuple[str, str]]:
        if reads is None:
            yield from self.inputs.data.items()
            return
        for name in reads:
            whole = f"{self.data}/{name}".removesuffix("./")
            if is_part(name):
                yield name, digest_of_part(self.parts, name)
            elif not name.endswith("/"):
                yield name, self.inputs.data.get(whole, "")
            else:
                below = (other.removeprefix(whole) for other in self.inputs.data if other.startswith(whole))
                yield name, digest(sorted({other.partition("/")[0] for other in below}))


def digest(document: Any) -> str:
    """Return the sha256 of a document of JSON values, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_of_pages(name: str) -> bool:
    """Return whether a page may follow from a file of the library.

    >>> is_of_pages("lcanalysis/units.py"), is_of_pages("lcanalysis/cli/commands.py")
    (True, False)
    """
    return _EDGE.search(name) is None
