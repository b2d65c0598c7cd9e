"""The comparisons that lie beside the editions, in ``OUT/changes/``: none of them is part of an edition.

``<edition>.since-<earlier>.<lang>.html`` and ``.json`` compare an edition with the one before it,
``<edition>.replaced.…`` with itself as it was last made with other numbers. What it was is kept in
``<edition>.before/``: the whole edition, so that its pages can be seen again. A page that did not change takes no room
twice, where the file system has hard links.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from lcanalysis.briefing.comparison.changes import compare
from lcanalysis.briefing.comparison.kept_edition import COMPARED, KeptEdition, read_edition
from lcanalysis.briefing.comparison.output_folder import CHANGES, Shelf
from lcanalysis.briefing.comparison.report import comparison_json, comparison_page
from lcanalysis.briefing.masthead import BASIS, LOG
from lcanalysis.briefing.staging import replace_files, replace_folder
from lcanalysis.errors import LcAnalysisError
from lcanalysis.files.json_files import read_json
from lcanalysis.files.regular_files import read_file
from lcanalysis.needed_runs import RESULTS
from lcanalysis.wording import LANGUAGES, Lang

_OURS: Final = ("*.since-*", "*.replaced.*")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two editions to be compared, or two states of one; `stem` begins the names of the files."""

    kind: Literal["since", "replaced"]
    stem: str
    old: KeptEdition
    new: KeptEdition

    def page(self, lang: str) -> str:
        """Return the file name of the page in one language."""
        return f"{self.stem}.{lang}.html"

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all files of the comparison."""
        return (*map(self.page, LANGUAGES), self.document)

    @property
    def document(self) -> str:
        """The file name of the comparison as JSON."""
        return f"{self.stem}.json"


def keep_former(folder: Path, files: Mapping[str, bytes]) -> None:
    """Keep the edition `folder`, pages and all, before it is replaced by `files`, if those have other numbers.

    An edition that cannot be read, or is of another plan, is not kept: there is nothing to compare.
    """
    try:
        former = read_edition(folder)
        kept = {name: read_file(folder / name) for name in COMPARED if (folder / name).is_file()}
        unlike = former.results is not None and any(kept.get(name) != files.get(name) for name in (RESULTS, BASIS))
    except (LcAnalysisError, OSError):
        return
    if unlike:
        others = {name: folder / name for name in (*former.manifest["outputs"], LOG) if name not in kept}
        replace_folder(former_of(folder), kept, {name: path for name, path in others.items() if path.is_file()})


def former_of(folder: Path) -> Path:
    """Return where the edition `folder` is kept as it was before."""
    return folder.parent / CHANGES / f"{folder.name}.before"


def pairs_of(shelf: Shelf, edition: KeptEdition) -> Iterator[Pair]:
    """Yield what an edition is to be compared with: the edition before it, and itself as it was."""
    before = shelf.before(edition)
    if before is not None:
        yield Pair("since", f"{edition.name}.since-{before.name}", before, edition)
    try:
        former = read_edition(former_of(edition.folder))
    except LcAnalysisError:
        return
    if former.plan == edition.plan:
        yield Pair("replaced", f"{edition.name}.replaced", former, edition)


def write_changes(shelf: Shelf, made: str, home: Mapping[Lang, str]) -> None:
    """Write the comparisons of the edition called `made`, and those that are missing; remove those that belong to no pair.

    `home` names the archive pages by language. Pairs that cannot be compared, because an edition is damaged, are left out.
    """
    folder = shelf.out / CHANGES
    wanted: set[str] = set()
    written: dict[str, bytes] = {}
    for edition in shelf.editions:
        if edition.folder.parent != shelf.out:
            continue
        for pair in pairs_of(shelf, edition):
            files = _as_files(pair, home) if made in {pair.old.name, pair.new.name} or _lacks(folder, pair) else {}
            written |= files or {}
            wanted |= set(pair.files) if files is not None else set()
    stale = [path for pattern in _OURS for path in folder.glob(pattern) if path.is_file() and path.name not in wanted]
    for path in stale:
        path.unlink()
    if written:
        replace_files(folder, written)
    elif folder.is_dir() and not any(folder.iterdir()):
        shutil.rmtree(folder)


def _lacks(folder: Path, pair: Pair) -> bool:
    return not all((folder / name).is_file() for name in pair.files)


def _as_files(pair: Pair, home: Mapping[Lang, str]) -> dict[str, bytes] | None:
    """Return the files of a comparison by name; None if there can be none."""
    try:
        found = compare(pair.old, pair.new)
    except LcAnalysisError:
        return None
    files = {}
    for lang in LANGUAGES:
        other = next(each for each in LANGUAGES if each != lang)
        html = comparison_page(
            found, lang, pages=f"../{pair.new.name}/", home=f"../{home[lang]}", other=pair.page(other)
        )
        files[pair.page(lang)] = html.encode()
    document = json.dumps(comparison_json(found), ensure_ascii=False, indent=1) + "\n"
    return {**files, pair.document: document.encode()}


def written_counts(shelf: Shelf, edition: KeptEdition) -> Iterator[tuple[Pair, dict[str, int]]]:
    """Yield the comparisons of an edition that were written, each with its number of changes of each group."""
    for pair in pairs_of(shelf, edition):
        counts = _read_counts(edition.folder.parent / CHANGES, pair)
        if counts is not None:
            yield pair, counts


def _read_counts(folder: Path, pair: Pair) -> dict[str, int] | None:
    try:
        document = read_json(folder / pair.document)
        return {**{str(group): int(count) for group, count in document["counts"].items()}, "run": len(document["runs"])}
    except (KeyError, TypeError, AttributeError, ValueError):
        return None
