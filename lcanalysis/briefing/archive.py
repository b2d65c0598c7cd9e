"""The archive page of an output folder: every edition, the newest first, its verdict, and what changed in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from filelock import Timeout

from lcanalysis.briefing.comparison.kept_edition import DamagedEditionError, KeptEdition
from lcanalysis.briefing.comparison.output_folder import CHANGES, Shelf, find_editions, path_within
from lcanalysis.briefing.comparison.report import counts_text
from lcanalysis.briefing.comparison.stored import write_changes, written_counts
from lcanalysis.briefing.masthead import INDEX, index_in, index_name, page_name
from lcanalysis.briefing.page_frame import fill
from lcanalysis.briefing.staging import replace_files
from lcanalysis.errors import EditionLockedError
from lcanalysis.files.locking import locked_file
from lcanalysis.wording import LANGUAGES, Lang, say

PATIENCE_S: Final = 60
"""How long to wait for another run that writes the same archive; it takes a moment."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a comparison: with which edition, where it leads, and how much changed."""

    kind: str
    with_edition: str
    target: str
    counts: str


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """An edition as a line of the archive, in one language."""

    name: str
    target: str
    vintages: tuple[str, ...]
    verdict: str
    verdict_lang: str
    count: int
    failed: int
    changes: tuple[Link, ...]


def write_archive(out: Path, made: str) -> None:
    """Write the archive pages of the editions in `out`, and the comparisons that an edition just `made` calls for.

    Each file is replaced whole. Only one run writes at a time; the last one to come sees all the editions.

    Raises `EditionLockedError` if another run has been writing them for a minute; the editions themselves are whole;
    `OSError` if the disk fails.
    """
    try:
        with locked_file(out / f".{INDEX}.lock", PATIENCE_S):
            shelf = find_editions(out)
            home = archive_names(shelf)
            write_changes(shelf, made, home)
            replace_files(out, {name: render_archive(shelf, lang, home).encode() for lang, name in home.items()})
    except Timeout:
        raise EditionLockedError("archive.locked", path=out.as_posix()) from None


def archive_names(shelf: Shelf) -> dict[Lang, str]:
    """Return the file names of the archive pages by language: plain in that of the newest edition."""
    newest = max(shelf.editions, key=lambda edition: edition.order, default=None)
    return {lang: index_name(lang, newest.languages if newest else LANGUAGES) for lang in LANGUAGES}


def render_archive(shelf: Shelf, lang: Lang, home: Mapping[Lang, str]) -> str:
    """Return the archive page in one language: a section for each plan, its newest edition first."""
    plans = [
        (_plan_title(editions[-1], lang), [_entry(shelf, edition, lang) for edition in reversed(editions)])
        for editions in ([*group] for _, group in groupby(shelf.editions, key=lambda edition: edition.plan))
    ]
    return fill(
        "archive.html.j2",
        lang,
        say("archive.title", lang),
        None,
        plans=plans,
        left_out=[(path, problem.text(lang)) for path, problem in shelf.left_out.items()],
        other=next((name, other) for other, name in home.items() if other != lang),
    )


def _plan_title(edition: KeptEdition, lang: Lang) -> str:
    try:
        title = edition.basis.get("plan", {}).get("title", {}).get(lang)
    except DamagedEditionError:
        title = None
    return str(title or edition.plan)


def verdict_of(edition: KeptEdition, lang: Lang) -> tuple[str, str]:
    """Return the verdict of an edition's first page that has one, as plain text, and its language: `lang` if it can."""
    runs = sorted(edition.runs, key=lambda run: run["language"] != lang)
    lead = next((run for run in runs if run["status"] == "done" and run.get("verdict")), None)
    return (_plain(str(lead["verdict"])), str(lead["language"])) if lead else ("", lang)


def _is_told(run: Mapping[str, Any]) -> bool:
    """Return whether a run has a page, or should have: a plan may give it nothing to say."""
    page = page_name(run["id"], run["language"])
    return run["status"] != "done" or page in run.get("outputs", (page,))


def _entry(shelf: Shelf, edition: KeptEdition, lang: Lang) -> ArchiveEntry:
    runs = [run for run in edition.runs if run["language"] == lang] or list(edition.runs)
    done = [run for run in runs if run["status"] == "done"]
    verdict, verdict_lang = verdict_of(edition, lang)
    return ArchiveEntry(
        name=edition.name,
        target=f"{path_within(shelf.out, edition)}/{index_in(edition.folder, lang)}",
        vintages=edition.vintages,
        verdict=verdict,
        verdict_lang=verdict_lang,
        count=sum(map(_is_told, runs)),
        failed=len(runs) - len(done),
        changes=tuple(_links(shelf, edition, lang)),
    )


def _links(shelf: Shelf, edition: KeptEdition, lang: Lang) -> Iterator[Link]:
    """Yield the comparisons of an edition that are there."""
    folder = edition.folder.parent / CHANGES
    for pair, counts in written_counts(shelf, edition):
        page = folder / pair.page(lang)
        if page.is_file():
            yield Link(pair.kind, pair.old.name, page.relative_to(shelf.out).as_posix(), counts_text(counts, lang))


def _plain(verdict: str) -> str:
    """Return a verdict without its tags: a manifest may come from anywhere."""
    return html.unescape(re.sub(r"<[^>]*>", "", verdict))
