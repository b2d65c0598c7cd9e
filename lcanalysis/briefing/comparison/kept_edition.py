"""An edition as it lies in its folder: read back for a comparison, for the archive and for the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from lcanalysis.briefing.masthead import BASIS, MANIFEST
from lcanalysis.errors import DataError, UsageError
from lcanalysis.files.confined_paths import lies_within
from lcanalysis.files.json_files import parse_json, read_json
from lcanalysis.files.regular_files import read_file
from lcanalysis.needed_runs import RESULTS
from lcanalysis.wording import LANGUAGES, Lang

GROUPS: Final = ("inputs", "code", "data", "fonts", "versions")
"""The groups of a manifest that an edition follows from."""
COMPARED: Final = (MANIFEST, RESULTS, BASIS)
"""The files of an edition that a comparison reads."""

_NUMBER: Final[Mapping[str, type]] = {"value": str, "unit": str, "trace": list}
_BASIS: Final[Mapping[str, Mapping[str, type]]] = {
    "names": dict.fromkeys(LANGUAGES, str),
    "goals": {"name": dict, "wanted": dict, "asks": list, "values": list, "unit": str, "trace": str},
    "figures": {"value": str, "unit": str, "trace": str},
    "findings": {"severity": str, "subject": str, "kind": str, "place": str, "text": dict},
    "qualitative": {"name": dict, "text": dict, "trace": str},
    "written": {"name": dict, "text": dict, "trace": str},
}
_MAY_LACK: Final = frozenset({"qualitative", "written"})
"""What the basis of an edition of an earlier version has not."""

Numbers = Mapping[str, Mapping[str, Any]]


class DamagedEditionError(DataError):
    """An edition's own files are not what was written."""


@dataclass(frozen=True)
class KeptEdition:
    """An edition that was written before.

    `manifest` is its manifest; its numbers and its basis are read when they are asked for.
    """

    folder: Path
    manifest: Mapping[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """The edition's name."""
        return str(self.manifest["edition"])

    @property
    def plan(self) -> str:
        """The id of the plan that it watches."""
        return str(self.manifest["plan"])

    @property
    def vintages(self) -> tuple[str, ...]:
        """The states of the data it was made from, in order."""
        return tuple(self.manifest["vintages"])

    @property
    def order(self) -> tuple[str, str]:
        """What editions are put in order by: the newest vintage, then the name."""
        return max(self.vintages, default=""), self.name

    @property
    def runs(self) -> tuple[Mapping[str, Any], ...]:
        """The manifest's entries of its runs, each language of a run beside the others."""
        return tuple(self.manifest["runs"])

    @property
    def languages(self) -> tuple[Lang, ...]:
        """The languages of its pages, the plan's first one first."""
        found = dict.fromkeys(run["language"] for run in self.runs)
        return tuple(lang for lang in found if lang in LANGUAGES) or LANGUAGES

    def notebook_of(self, run_id: str) -> str:
        """Return the notebook of a run; empty if the edition has no such run."""
        return next((str(run["notebook"]) for run in self.runs if run["id"] == run_id), "")

    @cached_property
    def results(self) -> Mapping[str, Numbers]:
        """The numbers of each run that is done, by key.

        Raises `DamagedEditionError` if ``results.json`` is not what was written.
        """
        results = self._document(RESULTS)
        for numbers in results.values():
            for number in numbers.values() if isinstance(numbers, dict) else [None]:
                if not _has(number, _NUMBER):
                    raise self._damaged(RESULTS, "changes.not_of_form")
        return results

    @cached_property
    def basis(self) -> Mapping[str, Any]:
        """Names, goals, figures and findings, as `briefing.basis` writes them; empty if the edition has none.

        Raises `DamagedEditionError` if ``basis.json`` is not what was written.
        """
        if BASIS not in self.manifest["outputs"]:
            return {}
        basis = self._document(BASIS)
        if not _has(basis.get("plan"), {"title": dict, "area": str}):
            raise self._damaged(BASIS, "changes.not_of_form")
        for section, fields in _BASIS.items():
            entries = basis.get(section, {} if section in _MAY_LACK else None)
            if not isinstance(entries, dict) or not all(_has(entry, fields) for entry in entries.values()):
                raise self._damaged(BASIS, "changes.not_of_form")
        return basis

    def _document(self, name: str) -> dict[str, Any]:
        try:
            content = read_file(self.folder / name)
        except OSError:
            raise self._damaged(name, "changes.not_there") from None
        if hashlib.sha256(content).hexdigest() != self.manifest["outputs"].get(name):
            raise self._damaged(name, "changes.not_as_written")
        document = parse_json(content)
        if not isinstance(document, dict):
            raise self._damaged(name, "changes.not_json")
        return document

    def _damaged(self, name: str, key: str) -> DamagedEditionError:
        return DamagedEditionError(key, path=(self.folder / name).as_posix())


def read_edition(folder: Path) -> KeptEdition:
    """Return the edition in `folder`.

    Raises `UsageError` if the folder is no edition; `DamagedEditionError` if its manifest is not one that was written.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise UsageError("changes.no_edition", path=folder.as_posix())
    manifest = read_json(path)
    if not _is_manifest(manifest):
        raise DamagedEditionError("changes.not_manifest", path=path.as_posix())
    return KeptEdition(folder, manifest)


def _has(entry: Any, fields: Mapping[str, type]) -> bool:
    """Return whether an entry has fields, each of its kind."""
    return isinstance(entry, dict) and all(isinstance(entry.get(name), kind) for name, kind in fields.items())


def _is_manifest(manifest: Any) -> bool:
    """Return whether a document has what is read of a manifest, each of its kind."""
    kinds = {"edition": str, "plan": str, "vintages": list, "runs": list, "outputs": dict, "data": dict}
    if not _has(manifest, kinds) or not all(isinstance(manifest.get(group, {}), dict) for group in GROUPS):
        return False
    texts = dict.fromkeys(("id", "notebook", "language", "status"), str)
    return (
        all(isinstance(vintage, str) for vintage in manifest["vintages"])
        and all(_has(run, texts) and lies_within(run["id"]) for run in manifest["runs"])
        and all(map(lies_within, (manifest["edition"], *manifest["outputs"])))
    )
