"""What the commands share: the program itself, the language, the plan folder, JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeVar

import click

import lcanalysis
from lcanalysis.cli.help_pages import Program
from lcanalysis.process import require_memory
from lcanalysis.wording import LANGUAGES, preferred_lang, say

Command = TypeVar("Command", bound=Callable[..., Any])


def lang_of(arguments: Sequence[str]) -> str:
    """Return the language asked for, wherever it stands in the arguments; else the preferred one."""
    pairs = [*pairwise(arguments), *(tuple(each.split("=", 1)) for each in arguments if "=" in each)]
    return next((value for name, value in pairs if name == "--lang" and value in LANGUAGES), preferred_lang())


HELP: Final = lang_of(sys.argv[1:])
"""The language of the help, which is put together when this is imported."""


def help_text(key: str) -> str:
    """Return what the help says of a command or an option."""
    return say(key, HELP)


LANG: Final = click.option(
    "--lang", type=click.Choice(LANGUAGES), default=preferred_lang, help=help_text("cli.help_lang"), metavar="zh|en"
)
JSON: Final = click.option("--json", "as_json", is_flag=True, help=help_text("cli.help_json"))


def _data(help_key: str) -> Callable[[Command], Command]:
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        default=Path("data"),
        show_default=True,
        help=help_text(help_key),
        metavar="DIR",
        callback=_with_memory,
    )


def _with_memory(_context: click.Context, _option: click.Parameter, folder: Path) -> Path:
    """Return a plan folder as given; whoever opens one needs the scientific libraries."""
    require_memory()
    return folder


def _out(help_key: str) -> Callable[[Command], Command]:
    return click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=Path("editions"),
        show_default=True,
        metavar="DIR",
        help=help_text(help_key),
    )


OUT: Final = _out("cli.help_out")
LEDGER_OUT: Final = _out("cli.help_ledger_out")
DATA: Final = _data("cli.help_data")
PLANS: Final = _data("cli.help_plans")


def options(*given: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return a decorator that gives a command several options, in this order."""

    def apply(command: Command) -> Command:
        for option in reversed(given):
            command = option(command)
        return command

    return apply


@click.group(cls=Program, help=help_text("cli.help_program"), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(lcanalysis.__version__, prog_name="lcanalysis", help=help_text("cli.help_version"))
def program() -> None:
    """Hold the commands together."""
