"""The one way out to a terminal, or to a file that a command is asked for: what is told or asked gives it no orders."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import click

from lcanalysis.errors import UsageError
from lcanalysis.process import let_go
from lcanalysis.safe_text import for_json, for_terminal


def tell(text: str, *, is_error: bool = False) -> None:
    """Print a text on standard output, or on standard error.

    Raises `UsageError` if standard output takes nothing, such as a disk that is full. A reader that has left is none of
    our business.
    """
    _print(for_terminal(text), is_error=is_error)


def _print(text: str, *, is_error: bool = False) -> None:
    stream = sys.stderr if is_error else sys.stdout
    try:
        click.echo(text, err=is_error)
    except OSError as problem:
        let_go(stream)
        if not is_error and not isinstance(problem, BrokenPipeError):
            raise UsageError("cli.output_refused", problem=problem.strerror or "") from None


def tell_json(answer: Any) -> None:
    """Print an answer for a program on standard output, in UTF-8."""
    if hasattr(sys.stdout, "reconfigure") and not sys.stdout.isatty():
        # Half a character, as from a file name that is no text, stays as JSON writes it: \udcff.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    _print(for_json(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False)))


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


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises `UsageError` if it cannot be written.
    """
    from lcanalysis.briefing.staging import replace_files  # noqa: PLC0415

    try:
        replace_files(path.parent, {path.name: content})
    except OSError as problem:
        raise UsageError("runner.cannot_write", path=path.as_posix(), problem=problem.strerror or "") from None
