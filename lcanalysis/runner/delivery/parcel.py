"""An edition as it is delivered: its files, and what a message says of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from lcanalysis.briefing.archive import verdict_of
from lcanalysis.briefing.comparison.kept_edition import KeptEdition, read_edition
from lcanalysis.briefing.comparison.output_folder import find_editions
from lcanalysis.briefing.comparison.report import counts_text
from lcanalysis.briefing.comparison.stored import Pair, written_counts
from lcanalysis.briefing.masthead import MANIFEST
from lcanalysis.periods import edition_in_words
from lcanalysis.wording import LANGUAGES, Lang, say


@dataclass(frozen=True, slots=True)
class Parcel:
    """A complete edition that is to be delivered."""

    edition: KeptEdition

    @classmethod
    def of(cls, folder: Path) -> Parcel:
        """Return the parcel of the edition in `folder`."""
        return cls(read_edition(folder))

    @property
    def folder(self) -> Path:
        """The edition's folder."""
        return self.edition.folder

    @property
    def digest(self) -> str:
        """The sha256 of its manifest, which changes with every file of the edition."""
        return hashlib.sha256((self.folder / MANIFEST).read_bytes()).hexdigest()

    def title(self, lang: Lang) -> str:
        """Return the plan's title."""
        return str(self.edition.basis.get("plan", {}).get("title", {}).get(lang, self.edition.plan))

    def verdict(self, lang: Lang) -> str:
        """Return the edition's verdict in one line, in `lang` if it has a page in it."""
        return one_line(verdict_of(self.edition, lang)[0])

    def changes(self, lang: Lang) -> list[str]:
        """Return what changed since the edition before, and since this one was last made, a line each."""
        return [
            say(
                f"delivery.{pair.kind}",
                lang,
                edition=edition_in_words(pair.old.name, lang),
                counts=counts_text(counts, lang),
            )
            for pair, counts in self._compared()
            if any(counts.values())
        ]

    def _compared(self) -> Iterator[tuple[Pair, dict[str, int]]]:
        return written_counts(find_editions(self.folder.parent), self.edition)

    def files(self, patterns: list[str], lang: Lang) -> list[Path]:
        """Return the edition's own files that match a pattern, in order of the patterns."""
        names = [*self.edition.manifest["outputs"], MANIFEST]
        wanted = [pattern.replace("{lang}", lang) for pattern in patterns]
        matching = [name for pattern in wanted for name in sorted(names) if fnmatchcase(name, pattern)]
        return [self.folder / name for name in dict.fromkeys(matching)]

    def page_title(self, path: Path) -> str:
        """Return the title of the page that a file is; empty if it is none."""
        runs = (run for run in self.edition.runs if path.name == f"{run['id']}.{run['language']}.html")
        return next((one_line(str(run.get("title", ""))) for run in runs), "")

    def as_json(self) -> dict[str, Any]:
        """Return what another service needs to know of the edition."""
        return {
            "event": "edition",
            "plan": self.edition.plan,
            "edition": self.edition.name,
            "vintages": list(self.edition.vintages),
            "folder": self.folder.resolve().as_posix(),
            "manifest_sha256": self.digest,
            "title": {lang: self.title(lang) for lang in LANGUAGES},
            "verdict": {lang: self.verdict(lang) for lang in LANGUAGES},
            "changes": [
                {"kind": pair.kind, "edition": pair.old.name, "counts": counts} for pair, counts in self._compared()
            ],
        }


def one_line(text: str) -> str:
    r"""Return a text without line ends and marks that cannot be seen, as a subject or a file name holds it.

    >>> one_line("a\r\nBcc: b\u202e c")
    'a Bcc: b c'
    """
    return "".join(char for char in " ".join(text.split()) if char.isprintable())
