"""The command `new`: a folder of an office's own, or a further plan for one, from a workbook."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lcanalysis.cli import answers, terminal
from lcanalysis.cli.options import LANG, help_text, options, program
from lcanalysis.errors import Fault, FaultsError, UsageError
from lcanalysis.wording import say

if TYPE_CHECKING:
    from lcanalysis.forecasting.reference_class import ReferenceSource
    from lcanalysis.runner.office import New

OPEN = "beginning.open"
"""The key of what is raised where a workbook leaves something open."""


@program.command(help=help_text("beginning.help_new"), short_help=help_text("beginning.short_new"))
@click.argument("folder", metavar="DIR", required=False, type=click.Path(path_type=Path))
@click.option(
    "--from", "workbook", metavar="FILE", type=click.Path(path_type=Path), help=help_text("beginning.help_from")
)
@click.option("--answer", "given", metavar="CELL=TEXT", multiple=True, help=help_text("beginning.help_answer"))
@click.option("--yes", "is_agreed", is_flag=True, help=help_text("beginning.help_yes"))
@click.option("--form", metavar="FILE", type=click.Path(path_type=Path), help=help_text("beginning.help_form"))
@options(LANG)
def new(
    folder: Path | None, workbook: Path | None, given: tuple[str, ...], is_agreed: bool, form: Path | None, lang: str
) -> None:
    """Begin a folder of an office's own, or a further plan in one."""
    if form is not None and folder is None:
        _write_form(form, lang)
        return
    if folder is None or form is not None:
        raise UsageError("beginning.dir_or_form")
    from lcanalysis.runner.office import lay_out  # noqa: PLC0415

    said = dict(_answer(each) for each in given)
    is_asking = sys.stdin.isatty() and sys.stdout.isatty() and not is_agreed
    made = (
        _asking(lambda: lay_out(folder, lang, workbook, said), said, lang)
        if is_asking
        else lay_out(folder, lang, workbook, said)
    )
    answers.show(_told(made, lang))


def _write_form(form: Path, lang: str) -> None:
    from lcanalysis.cleaning.new_plans.form import form_bytes  # noqa: PLC0415

    terminal.write_file(form, form_bytes(lang))
    answers.show(say("beginning.form_written", lang, file=form.as_posix()))


def _answer(given: str) -> tuple[str, str]:
    """Return where an answer belongs, a cell or a fact, and the answer."""
    where, sign, text = given.partition("=")
    if not sign or not where.strip():
        raise UsageError("beginning.bad_answer", found=given)
    return where.strip(), text.strip()


def _asking(make: Callable[[], New], said: dict[str, str], lang: str) -> New:
    """Ask a person for everything that a workbook leaves open, one after the other, until nothing is."""
    while True:
        try:
            return make()
        except FaultsError as faulty:
            if faulty.key != OPEN:
                raise
            fault = faulty.faults[0]
            terminal.tell(say("beginning.question", lang, left=len(faulty.faults), what=fault.text(lang)))
            said[_where(fault)] = terminal.ask(say("beginning.ask", lang))


def _where(fault: Fault) -> str:
    """Return what an answer to a fault is for: a fact of the plan, by its name, or a cell."""
    return (
        str(fault.fields["name"])
        if fault.key in {"beginning.no_fact", "beginning.no_year", "beginning.no_date"}
        else fault.place.address
    )


def _told(made: New, lang: str) -> str:
    """Return what was laid out, what was understood of the goals, what to look at, and what to do next."""
    sketch, cleaned = made.begun.sketch, made.begun.cleaned
    lines = [
        say(
            "beginning.plan_written" if made.is_plan_only else "beginning.office_written",
            lang,
            folder=made.folder.as_posix(),
        )
    ]
    if made.is_example:
        lines.append(say("beginning.is_example", lang))
    counts = {
        "goals": len(cleaned.goals),
        "qualitative": len(cleaned.qualitative),
        "figures": len(sketch.figures) + len(sketch.later),
    }
    lines.append(say("beginning.understood", lang, **counts))
    lines += [f"  {goal}" for goal in made.goals(lang)]
    if alone := sketch.in_one_language():
        lines.append(say("beginning.one_language", lang, count=len(alone), names=alone))
    if cleaned.notices:
        lines += [
            say("meaning.notices", lang, count=len(cleaned.notices)),
            *(one.text(lang) for one in cleaned.notices),
        ]
    from lcanalysis.forecasting.reference_files import list_carried  # noqa: PLC0415 - the scientific libraries

    lines.append(say("beginning.classes", lang))
    lines += [f"  {_class_line(name, source, lang)}" for name, source in list_carried().items()]
    data = made.data.as_posix()
    lines.append(
        say(
            "beginning.next_plan" if made.is_plan_only else "beginning.next_office",
            lang,
            folder=made.folder.as_posix(),
            data=data,
        )
    )
    return "\n".join(lines)


def _class_line(name: str, source: ReferenceSource, lang: str) -> str:
    """Return what a reference class is, whether forecasts rest on it, and what it is comparable to."""
    key = "used" if source.recommended else "for_contrast"
    use = say(f"beginning.class_{'of_industry' if source.industry_en else key}", lang, industry=source.industry(lang))
    return say(
        "beginning.class", lang, name=name, title=source.title(lang), use=use, comparable=source.comparable(lang)
    )
