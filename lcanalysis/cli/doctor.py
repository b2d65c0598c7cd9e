"""The command `doctor`: what is found of this installation, line by line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lcanalysis.cli import answers
from lcanalysis.cli.options import DATA, JSON, LANG, OUT, help_text, options, program
from lcanalysis.wording import say

if TYPE_CHECKING:
    from lcanalysis.doctor import Check


@program.command(help=help_text("doctor.help"), short_help=help_text("doctor.short"))
@OUT
@click.option("--scheduler", metavar="ADDRESS", help=help_text("doctor.help_scheduler"))
@options(DATA, LANG, JSON)
def doctor(out: Path, scheduler: str | None, data: Path, lang: str, as_json: bool) -> None:
    """Examine the installation."""
    from lcanalysis.doctor import Wanted, examine  # noqa: PLC0415

    found = []
    for check in examine(Wanted(data, out, scheduler)):
        found.append(check)
        if not as_json:
            answers.show(_line(check, lang))
    faults = sum(check.state == "fault" for check in found)
    if as_json:
        answers.show([_record(check, lang) for check in found])
    else:
        answers.show(say("doctor.faults" if faults else "doctor.fit", lang, count=faults))
    if faults:
        raise click.exceptions.Exit(1)


def _line(check: Check, lang: str) -> str:
    state = say(f"doctor.state_{check.state}", lang)
    gap = " " * (6 - answers.width(state))
    todo = f"\n        {check.todo(lang)}" if check.state != "ok" else ""
    return f"{state}{gap}{check.text(lang)}{todo}"


def _record(check: Check, lang: str) -> dict[str, Any]:
    return {"check": check.name, "state": check.state, "text": check.text(lang), "todo": check.todo(lang)}
