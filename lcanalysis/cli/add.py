"""The commands that bring figures in: `add`, `template`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lcanalysis.cli import answers
from lcanalysis.cli.options import DATA, JSON, LANG, help_text, options, program
from lcanalysis.files.confined_paths import safe_name
from lcanalysis.wording import say


@program.command(help=help_text("adding.help_add"), short_help=help_text("adding.short_add"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--table", metavar="NAME", help=help_text("adding.help_table"))
@click.option("--published-on", metavar="DATE", help=help_text("adding.help_published_on"))
@click.option("--source", default="", metavar="TEXT", help=help_text("adding.help_source"))
@click.option("--publisher", default="", metavar="TEXT", help=help_text("adding.help_publisher"))
@click.option("--area", default="", metavar="CODE", help=help_text("adding.help_area"))
@click.option("--yes", "is_agreed", is_flag=True, help=help_text("adding.help_yes"))
@click.option("--dry-run", is_flag=True, help=help_text("adding.help_dry_run"))
@click.option("--marked", type=click.Path(path_type=Path), metavar="FILE", help=help_text("adding.help_marked"))
@options(DATA, LANG, JSON)
def add(
    file: Path,
    table: str | None,
    published_on: str | None,
    source: str,
    publisher: str,
    area: str,
    is_agreed: bool,
    dry_run: bool,
    marked: Path | None,
    data: Path,
    lang: str,
    as_json: bool,
) -> None:
    """Take in another table."""
    from lcanalysis.cleaning.additions.add_table import Sent  # noqa: PLC0415
    from lcanalysis.cli.dialogue import asked, marking, unasked  # noqa: PLC0415
    from lcanalysis.files.data_folder import find_data  # noqa: PLC0415

    folder = find_data(data)
    sent = Sent(file, published_on or "", source, table, publisher=publisher.strip(), area=area.strip())
    is_asking = sys.stdin.isatty() and sys.stdout.isatty() and not (is_agreed or dry_run or as_json)
    with marking(sent.file, marked, lang):
        if is_asking:
            asked(folder, sent, lang)
        else:
            unasked(folder, sent, lang, is_agreed=is_agreed, dry_run=dry_run, as_json=as_json)


@program.command(help=help_text("adding.help_template"), short_help=help_text("adding.short_template"))
@click.argument("table")
@click.option("--year", type=click.IntRange(1950, 2099), required=True, help=help_text("adding.help_year"))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help=help_text("adding.help_template_out"))
@options(DATA, LANG)
def template(table: str, year: int, out: Path | None, data: Path, lang: str) -> None:
    """Write the form for a table's next year."""
    from lcanalysis.cleaning.forms.templates import template_bytes  # noqa: PLC0415
    from lcanalysis.cli.terminal import write_file  # noqa: PLC0415

    path = out or Path(f"{safe_name(table, 'table')}-{year}.xlsx")
    write_file(path, template_bytes(answers.current_plan(data, lang), table, year, lang))
    answers.show(say("adding.template_written", lang, file=path.as_posix()))
