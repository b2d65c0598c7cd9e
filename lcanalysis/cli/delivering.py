"""Delivery after `brief`: what is asked for is checked before anything runs, and a failure is a warning."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from lcanalysis.data_folder import find_data
from lcanalysis.errors import LcAnalysisError, UsageError
from lcanalysis.regular_files import read_file
from lcanalysis.runner.request import Briefed, Request, find_suite, run_plan_of
from lcanalysis.wording import say

if TYPE_CHECKING:
    from lcanalysis.runner.delivery.deliver import Delivered

_DECLARED: Final = re.compile(rb"^deliver\s*:", re.MULTILINE)
_VARIABLES: Final = "LCANALYSIS_DELIVER_"


def is_wanted(asked: bool | None, requests: Sequence[Request]) -> bool:
    """Return whether editions are to be delivered: unless refused, if a run plan or the environment declares how.

    Raises
    ------
    UsageError
        If it is asked for and no way is declared, or a variable of the environment is faulty.
    """
    if asked is False:
        return False
    variables = [name for name in os.environ if name.startswith(_VARIABLES)]
    if variables:
        from lcanalysis.runner.delivery.declaration import require_environment  # noqa: PLC0415 - slow to import

        require_environment()
    is_declared = bool(variables) or any(_DECLARED.search(read_file(_run_plan(request))) for request in requests)
    if asked and not is_declared:
        raise UsageError(
            "delivery.none_declared", names=tuple(f"{_VARIABLES}{name}" for name in ("HOOK", "TO", "FOLDER"))
        )
    return is_declared


def deliver_made(made: Mapping[Request, Briefed | LcAnalysisError], lang: str, *, again: bool) -> None:
    """Deliver every edition that is complete, and say what became of it on standard error; nothing here fails a run."""
    from lcanalysis.runner.delivery.deliver import declared_delivery, deliver  # noqa: PLC0415 - slow to import

    notebooks = find_suite().parent
    for request, briefed in made.items():
        if isinstance(briefed, Briefed):
            try:
                wanted = declared_delivery(_run_plan(request), notebooks)
                tried = deliver(briefed.folder, wanted, notebooks.parent, again=again)
            except LcAnalysisError as problem:
                click.echo(_failed(briefed.folder, problem, lang), err=True)
                continue
            for line in _told(tried, lang):
                click.echo(line, err=True)


def _run_plan(request: Request) -> Path:
    return run_plan_of(find_data(request.data).resolve(), find_suite())


def _failed(folder: Path, problem: LcAnalysisError, lang: str) -> str:
    return say("delivery.warning", lang, way=folder.name, problem=problem.text(lang))


def _told(tried: list[Delivered], lang: str) -> Iterator[str]:
    for one in tried:
        if one.problem is None:
            yield say(f"delivery.done_{one.way}", lang)
        else:
            key = "delivery.partly" if one.status == "partly" else "delivery.warning"
            yield say(key, lang, way=say(f"delivery.way_{one.way}", lang), problem=one.problem.text(lang))
