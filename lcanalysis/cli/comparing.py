"""The command `diff`: what changed between two editions."""

from __future__ import annotations

from pathlib import Path

import click

from lcanalysis.briefing.staging import replace_files
from lcanalysis.cli import answers
from lcanalysis.cli.options import JSON, LANG, help_text, options, program
from lcanalysis.cli.terminal import tell
from lcanalysis.errors import UsageError
from lcanalysis.wording import Lang, say


@program.command(help=help_text("changes.help"), short_help=help_text("changes.short"))
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--page", type=click.Path(path_type=Path), metavar="FILE", help=help_text("changes.help_page"))
@options(LANG, JSON)
def diff(old: Path, new: Path, page: Path | None, lang: Lang, as_json: bool) -> None:
    """Print what changed between two editions."""
    from lcanalysis.briefing.comparison.changes import compare  # noqa: PLC0415
    from lcanalysis.briefing.comparison.kept_edition import read_edition  # noqa: PLC0415
    from lcanalysis.briefing.comparison.report import (  # noqa: PLC0415
        comparison_json,
        comparison_page,
        comparison_text,
    )

    found = compare(read_edition(old), read_edition(new))
    if page:
        _write(page, comparison_page(found, lang))
    answers.show(comparison_json(found) if as_json else comparison_text(found, lang))
    if page:
        tell(say("changes.written", lang, path=page.as_posix()), is_error=True)


def _write(page: Path, html: str) -> None:
    try:
        replace_files(page.parent, {page.name: html.encode()})
    except OSError as problem:
        raise UsageError("runner.cannot_write", path=page.as_posix(), problem=problem.strerror) from None
