"""The one way out to a terminal: whatever is told or asked there gives it no orders."""

from __future__ import annotations

import json
import sys
from io import StringIO
from typing import Any

import click

from lcanalysis.harmless import for_json, for_terminal


def tell(text: str, *, is_error: bool = False) -> None:
    """Print a text on standard output, or on standard error."""
    click.echo(for_terminal(text), err=is_error)


def tell_json(answer: Any) -> None:
    """Print an answer for a program on standard output, in UTF-8."""
    if hasattr(sys.stdout, "reconfigure") and not sys.stdout.isatty():
        # Half a character, as from a file name that is no text, stays as JSON writes it: \udcff.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    click.echo(for_json(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False)))


def tell_refusal(problem: click.ClickException) -> None:
    """Print what click says of arguments that it refuses, on standard error."""
    said = StringIO()
    problem.show(said)
    tell(said.getvalue().rstrip("\n"), is_error=True)


def ask(question: str) -> str:
    """Return what a person types after a question."""
    return str(click.prompt(for_terminal(question), prompt_suffix=" ")).strip()


def is_agreed(question: str) -> bool:
    """Return whether a person agrees; nothing typed is no."""
    return click.confirm(for_terminal(question), default=False)
