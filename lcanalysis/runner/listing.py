"""Keep the archive pages up to date with the editions; nothing slow is imported unless one has to be written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lcanalysis.briefing.comparison.output_folder import CHANGES, is_listed
from lcanalysis.briefing.masthead import INDEX
from lcanalysis.briefing.staging import cannot_write
from lcanalysis.runner.request import Request
from lcanalysis.runner.status import STATUS
from lcanalysis.wording import LANGUAGES

RESERVED: Final = frozenset({CHANGES, INDEX, STATUS, *(f"index.{lang}.html" for lang in LANGUAGES)})
"""What lies beside the editions, so that none can be called so."""


def list_editions(requests: Sequence[Request]) -> None:
    """Write the archive pages that do not list the editions that lie there: of each folder, and of several plans.

    Raises `UsageError` if the disk takes no file; `EditionLockedError` if another run has been writing one for a
    minute.
    """
    folders = {request.out for request in requests}
    if len(requests) > 1:
        folders |= {request.out.parent for request in requests}
    for folder in sorted(folders):
        if folder.is_dir() and not is_listed(folder):
            _write(folder)


def _write(folder: Path) -> None:
    from lcanalysis.briefing.archive import write_archive  # noqa: PLC0415 - the templates

    try:
        write_archive(folder, "")
    except OSError as problem:
        raise cannot_write(folder, problem) from None
