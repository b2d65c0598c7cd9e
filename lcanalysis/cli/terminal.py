"""The one way out to a terminal, or to a file that a command is asked for: what is told or asked gives it no orders."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any, Final

import click

from lcanalysis.errors import UsageError
from lcanalysis.process import silence
from lcanalysis.safe_text import for_json, for_terminal
from lcanalysis.text_lines import fold

LEAST_COLUMNS: Final = 40
ROOM_TO_ANSWER: Final = 12
"""Columns behind a question: what it ends with, and a short answer."""


def columns(*, is_error: bool = False) -> int | None:
    """Return how many columns the terminal has on which an answer, or an error, is shown; None where none shows it."""
    stream = sys.stderr if is_error else sys.stdout
    return max(LEAST_COLUMNS, shutil.get_terminal_size().columns) if stream.isatty() else None


def tell(text: str, *, is_error: bool = False, colours: Mapping[str, str] | None = None) -> None:
    """Print a text on standard output, or on standard error; on a terminal, no line is wider than it is.

    `colours` are those of the words that a line begins with. A terminal shows them unless ``NO_COLOR`` is set.

    Raises `UsageError` if standard output takes nothing, such as a disk that is full. A reader that has left is none of
    our business.
    """
    room = columns(is_error=is_error)
    shown = for_terminal(fold(text, room) if room else text)
    if room and colours and not os.environ.get("NO_COLOR"):
        shown = "\n".join(_coloured(line, colours) for line in shown.split("\n"))
    _print(shown, is_error=is_error)


def _coloured(line: str, colours: Mapping[str, str]) -> str:
    for words, colour in colours.items():
        if line.startswith(words):
            return click.style(words, fg=colour, bold=True) + line.removeprefix(words)
    return line


def _print(text: str, *, is_error: bool = False) -> None:
    stream = sys.stderr if is_error else sys.stdout
    try:
        click.echo(text, err=is_error)
    except OSError as problem:
        silence(stream)
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
    return str(click.prompt(_asked(question), prompt_suffix=" ")).strip()


def is_agreed(question: str) -> bool:
    """Return whether a person agrees; nothing typed is no."""
    return click.confirm(_asked(question), default=False)


def _asked(question: str) -> str:
    room = columns()
    return for_terminal(fold(question, room - ROOM_TO_ANSWER) if room else question)


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises `UsageError` if it cannot be written.
    """
    from lcanalysis.briefing.staging import replace_files  # noqa: PLC0415

    try:
        replace_files(path.parent, {path.name: content})
    except OSError as problem:
        raise UsageError("runner.cannot_write", path=path.as_posix(), problem=problem.strerror or "") from None
