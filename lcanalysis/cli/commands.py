"""The commands, their options and help."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lcanalysis.cli import answers, delivering
from lcanalysis.cli.options import DATA, JSON, LANG, LEDGER_OUT, OUT, PLANS, help_text, options, program
from lcanalysis.cli.terminal import tell, write_file
from lcanalysis.files.confined_paths import safe_name
from lcanalysis.safe_text import display_width
from lcanalysis.wording import say

if TYPE_CHECKING:
    from lcanalysis.doctor import Check
    from lcanalysis.forecasting.scales import Scale
    from lcanalysis.wording import Lang


@program.command(help=help_text("cli.help_brief"), short_help=help_text("cli.short_brief"))
@click.option("--edition", metavar="NAME", help=help_text("cli.help_edition"))
@OUT
@click.option("--only", multiple=True, metavar="PATTERN", help=help_text("cli.help_only"))
@click.option("--jobs", type=int, metavar="N", help=help_text("cli.help_jobs"))
@click.option("--fresh", "is_fresh", is_flag=True, help=help_text("cli.help_fresh"))
@click.option("--with-code", is_flag=True, help=help_text("cli.help_with_code"))
@click.option("--explain", is_flag=True, help=help_text("cli.help_explain"))
@click.option("--scheduler", metavar="ADDRESS", help=help_text("cli.help_scheduler"))
@click.option("--deliver/--no-deliver", "deliver", default=None, help=help_text("delivery.help"))
@options(PLANS, LANG, JSON)
def brief(
    edition: str | None,
    out: Path,
    only: tuple[str, ...],
    jobs: int | None,
    is_fresh: bool,
    with_code: bool,
    explain: bool,
    scheduler: str | None,
    deliver: bool | None,
    data: Path,
    lang: str,
    as_json: bool,
) -> None:
    """Run the run plan to an edition."""
    with _stoppable():
        from lcanalysis.runner.request import Request, requests_of  # noqa: PLC0415
        from lcanalysis.runner.up_to_date import find_all_standing  # noqa: PLC0415

        request = Request(data, out, edition, only, jobs, is_fresh, scheduler, with_code)
        requests = requests_of(request)
        is_delivered = delivering.is_wanted(deliver)
        made = find_all_standing(requests)
        if made:
            from lcanalysis.runner.status import note_standing  # noqa: PLC0415

            note_standing(made)
        else:
            from lcanalysis.runner.progress import reporting  # noqa: PLC0415
            from lcanalysis.runner.suite import brief_all  # noqa: PLC0415

            with reporting(lang) as report:
                made = brief_all(requests, report)
        if is_delivered:
            delivering.deliver_made(made, lang, again=bool(deliver))
    answers.show_briefed(made, lang, explain=explain, as_json=as_json)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Take SIGTERM, and SIGHUP of a terminal that is closed, like Ctrl-C, and once: cleaning up is not interrupted."""

    def stop(*_: object) -> None:
        for number in wanted:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    # A job started in the background with interrupts ignored, or under nohup, keeps ignoring them.
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    wanted = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in wanted}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@program.command(help=help_text("cli.help_clean"), short_help=help_text("cli.short_clean"))
@options(DATA, LANG, JSON)
def clean(data: Path, lang: str, as_json: bool) -> None:
    """Rebuild the processed files."""
    from lcanalysis.cleaning import clean  # noqa: PLC0415
    from lcanalysis.files.data_folder import find_data  # noqa: PLC0415

    cleaned = clean(find_data(data))
    answers.show(answers.cleaned_json(cleaned, lang) if as_json else answers.cleaned_text(cleaned, lang))


@program.command(help=help_text("cli.help_audit"), short_help=help_text("cli.short_audit"))
@click.option("--all", "show_all", is_flag=True, help=help_text("cli.help_all"))
@options(DATA, LANG, JSON)
def audit(show_all: bool, data: Path, lang: str, as_json: bool) -> None:
    """Print the findings."""
    plan = answers.current_plan(data, lang)
    told = answers.table_json(plan.findings) if as_json else answers.findings_text(plan, lang, show_all=show_all)
    answers.show(told, answers.severity_colours(lang))


@program.command(help=help_text("cli.help_scorecard"), short_help=help_text("cli.short_scorecard"))
@click.option("--all", "show_all", is_flag=True, help=help_text("cli.help_all_goals"))
@options(DATA, LANG, JSON)
def scorecard(show_all: bool, data: Path, lang: str, as_json: bool) -> None:
    """Print where the goals stand."""
    from lcanalysis.cli.scorecard_answer import scorecard_text, verdict_colours  # noqa: PLC0415
    from lcanalysis.forecasting.goal_odds import scorecard_with_odds  # noqa: PLC0415

    plan = answers.current_plan(data, lang)
    goals = scorecard_with_odds(plan)
    told = answers.table_json(goals) if as_json else scorecard_text(plan, goals, lang, show_all=show_all)
    answers.show(told, verdict_colours(lang))


@program.command(help=help_text("cli.help_ledger"), short_help=help_text("cli.short_ledger"))
@LEDGER_OUT
@options(DATA, LANG, JSON)
def ledger(out: Path, data: Path, lang: str, as_json: bool) -> None:
    """Write the ledger, or print its entries."""
    from lcanalysis.cli import records  # noqa: PLC0415

    plan = answers.current_plan(data, lang)
    answers.show(records.ledger_json(plan, out) if as_json else records.write_ledger(plan, out, lang))


@program.command(help=help_text("cli.help_requests"), short_help=help_text("cli.short_requests"))
@click.option("--forms", type=click.Path(path_type=Path), metavar="DIR", help=help_text("cli.help_forms"))
@options(DATA, LANG, JSON)
def requests(forms: Path | None, data: Path, lang: str, as_json: bool) -> None:
    """List the figures to collect, and write the forms for them."""
    from lcanalysis.cli import records  # noqa: PLC0415

    plan = answers.current_plan(data, lang)
    written = records.write_forms(plan, forms, lang) if forms else ""
    answers.show(records.requests_json(plan) if as_json else records.requests_text(plan, lang) + written)


@program.command(help=help_text("cli.help_collect"), short_help=help_text("cli.short_collect"))
@click.argument("forms", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--published-on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help=help_text("cli.help_published_on")
)
@click.option("--dry-run", is_flag=True, help=help_text("cli.help_dry_run"))
@options(DATA, LANG, JSON)
def collect(
    forms: tuple[Path, ...], published_on: datetime | None, dry_run: bool, data: Path, lang: str, as_json: bool
) -> None:
    """Read filled forms back."""
    from lcanalysis.cleaning.forms.collection import collect  # noqa: PLC0415
    from lcanalysis.cli import records  # noqa: PLC0415
    from lcanalysis.files.data_folder import find_data  # noqa: PLC0415

    day = (published_on or datetime.now().astimezone()).date()
    found = collect(find_data(data), forms, day, dry_run=dry_run)
    answers.show(
        records.collected_json(found, lang) if as_json else records.collected_text(found, lang, dry_run=dry_run)
    )


@program.command(help=help_text("cli.help_forecast"), short_help=help_text("cli.short_forecast"))
@click.argument("indicator")
@click.option("--goal", "goals", multiple=True, metavar="RATE", help=help_text("cli.help_goal"))
@click.option("--to", "year", type=int, metavar="YEAR", help=help_text("cli.help_to"))
@click.option("--entity", metavar="NAME", help=help_text("cli.help_entity"))
@click.option("--as-of", "as_of", metavar="DATE", help=help_text("cli.help_as_of"))
@click.option("--reference", metavar="CLASS", help=help_text("cli.help_reference"))
@click.option("--cap", type=float, metavar="LEVEL", help=help_text("cli.help_cap"))
@click.option("--cap-below-latest", is_flag=True, help=help_text("cli.help_cap_below_latest"))
@click.option("--break", "breaks", type=int, multiple=True, metavar="YEAR", help=help_text("cli.help_break"))
@click.option(
    "--scale",
    type=click.Choice(["log", "share", "level"]),
    default="log",
    show_default=True,
    help=help_text("cli.help_scale"),
)
@click.option(
    "--shrinkage", type=float, default=1.0, show_default=True, metavar="X", help=help_text("cli.help_shrinkage")
)
@click.option("--tail", type=float, metavar="DF", help=help_text("cli.help_tail"))
@options(DATA, LANG, JSON)
def forecast(
    indicator: str,
    goals: tuple[str, ...],
    year: int | None,
    entity: str | None,
    as_of: str | None,
    reference: str | None,
    cap: float | None,
    cap_below_latest: bool,
    breaks: tuple[int, ...],
    scale: Scale,
    shrinkage: float,
    tail: float | None,
    data: Path,
    lang: str,
    as_json: bool,
) -> None:
    """Print what can be said of an indicator's future."""
    from lcanalysis.cli.forecast_answer import Options, answer_forecast, rate  # noqa: PLC0415

    assumed = Options(cap, cap_below_latest, breaks, scale, shrinkage, tail)
    found = answer_forecast(
        data, indicator, entity, year, [rate(goal) for goal in goals], as_of, reference, lang, assumed
    )
    answers.show(found.as_json(lang) if as_json else found.as_text(lang))


@program.command(help=help_text("cli.help_params"), short_help=help_text("cli.short_params"))
@click.argument("notebook", type=click.Path(path_type=Path))
@options(LANG, JSON)
def params(notebook: Path, lang: str, as_json: bool) -> None:
    """Print a notebook's parameters."""
    from lcanalysis.notebooks.parameters import read_parameters  # noqa: PLC0415

    parameters = read_parameters(notebook)
    answers.show(answers.parameters_json(parameters) if as_json else answers.parameters_text(parameters, lang))


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
        write_file(page, comparison_page(found, lang).encode())
    answers.show(comparison_json(found) if as_json else comparison_text(found, lang))
    if page:
        tell(say("changes.written", lang, path=page.as_posix()), is_error=True)


@program.command(help=help_text("doctor.help"), short_help=help_text("doctor.short"))
@OUT
@click.option("--scheduler", metavar="ADDRESS", help=help_text("doctor.help_scheduler"))
@options(DATA, LANG, JSON)
def doctor(out: Path, scheduler: str | None, data: Path, lang: str, as_json: bool) -> None:
    """Examine the installation."""
    from lcanalysis.doctor import Wanted, examine  # noqa: PLC0415

    found = []
    shades = {"ok": "green", "note": "yellow", "fault": "red"}
    colours = {say(f"doctor.state_{state}", lang): colour for state, colour in shades.items()}
    for check in examine(Wanted(data, out, scheduler)):
        found.append(check)
        if not as_json:
            answers.show(_line(check, lang), colours)
    faults = sum(check.state == "fault" for check in found)
    if as_json:
        answers.show([_record(check, lang) for check in found])
    else:
        answers.show(say("doctor.faults" if faults else "doctor.fit", lang, count=faults))
    if faults:
        raise click.exceptions.Exit(1)


def _line(check: Check, lang: str) -> str:
    state = say(f"doctor.state_{check.state}", lang)
    gap = " " * (6 - display_width(state))
    todo = f"\n        {check.todo(lang)}" if check.state != "ok" else ""
    return f"{state}{gap}{check.text(lang)}{todo}"


def _record(check: Check, lang: str) -> dict[str, Any]:
    return {"check": check.name, "state": check.state, "text": check.text(lang), "todo": check.todo(lang)}


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

    path = out or Path(f"{safe_name(table, 'table')}-{year}.xlsx")
    write_file(path, template_bytes(answers.current_plan(data, lang), table, year, lang))
    answers.show(say("adding.template_written", lang, file=path.as_posix()))
