"""The editions that lie in an output folder; other folders and broken editions are named and passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lcanalysis.briefing.comparison.kept_edition import KeptEdition, read_edition
from lcanalysis.briefing.masthead import INDEX, MANIFEST
from lcanalysis.errors import LcAnalysisError, UsageError
from lcanalysis.files.regular_files import read_text

_LINK: Final = re.compile(r'href="([^"]+)/index(?:\.[a-z]+)?\.html"')
CHANGES: Final = "changes"
"""The folder beside the editions in which comparisons lie."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The editions of an output folder, and what else was found there.

    `editions` are in order of their plan, their newest vintage and their name, the oldest first. `left_out` says of
    each other folder, by its path within `out`, why it was passed over.
    """

    out: Path
    editions: tuple[KeptEdition, ...]
    left_out: Mapping[str, LcAnalysisError]

    def before(self, edition: KeptEdition) -> KeptEdition | None:
        """Return the edition of the same plan, in the same folder, that comes before; None for the first."""
        same = [other for other in self.editions if _series(other) == _series(edition)]
        at = same.index(edition)
        return same[at - 1] if at else None


def _series(edition: KeptEdition) -> tuple[str, str]:
    return edition.folder.parent.as_posix(), edition.plan


def find_editions(out: Path) -> Shelf:
    """Return the editions in `out`, and those in its folders of other plans, one level down.

    Hidden folders, files and `changes` are passed over. A folder that is a link, is no edition, cannot be read or
    was renamed is left out and named.
    """
    editions: list[KeptEdition] = []
    left_out: dict[str, LcAnalysisError] = {}
    for folder in _folders(out, left_out, out):
        inner = [] if _is_edition(folder) else list(_folders(folder, left_out, out))
        for place in [path for path in inner if _is_edition(path)] or [folder]:
            try:
                editions.append(_require_edition(place))
            except LcAnalysisError as problem:
                left_out[place.relative_to(out).as_posix()] = problem
    ordered = sorted(editions, key=lambda each: (each.plan, each.folder.parent.as_posix(), *each.order))
    return Shelf(out, tuple(ordered), dict(sorted(left_out.items())))


def is_listed(out: Path) -> bool:
    """Return whether the archive page of `out` leads to the very editions that lie there, by their names."""
    try:
        listed = set(_LINK.findall(read_text(out / INDEX)))
    except (OSError, ValueError):
        return False
    return listed == {path_within(out, edition) for edition in find_editions(out).editions}


def path_within(out: Path, edition: KeptEdition) -> str:
    """Return the path of an edition within the output folder, with ``/``."""
    return edition.folder.relative_to(out).as_posix()


def _require_edition(folder: Path) -> KeptEdition:
    edition = read_edition(folder)
    if edition.name != folder.name:
        raise UsageError("changes.renamed", name=edition.name, path=folder.name)
    return edition


def _is_edition(folder: Path) -> bool:
    try:
        return (folder / MANIFEST).is_file()
    except OSError:
        return False


def _folders(out: Path, left_out: dict[str, LcAnalysisError], root: Path) -> Iterator[Path]:
    try:
        found = sorted(out.iterdir())
    except OSError:
        return
    for path in found:
        if path.name.startswith(".") or path.name == CHANGES or not path.is_dir():
            continue
        if path.is_symlink():
            left_out[path.relative_to(root).as_posix()] = UsageError("changes.link", path=path.name)
        else:
            yield path
