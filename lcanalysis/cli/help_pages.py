"""Help as it stands on a terminal: click's own formatter takes a Chinese character for one column wide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import click

from lcanalysis.safe_text import display_width
from lcanalysis.text_lines import fold

LEAST: Final = 10


class HelpPage(click.HelpFormatter):
    """Text and lists of a help page, folded by the columns that they take."""

    def write_text(self, text: str) -> None:
        """Write paragraphs, which an empty line divides."""
        indent = " " * self.current_indent
        paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
        lines = "\n\n".join(fold(part, self.width - self.current_indent) for part in paragraphs).split("\n")
        self.write("".join(f"{indent}{line}".rstrip() + "\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms, and beside each what it means."""
        rows = list(rows)
        first = min(max(display_width(term) for term, _ in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in rows:
            lines = fold(meaning, max(self.width - first - self.current_indent, LEAST)).split("\n") if meaning else []
            gap = first - display_width(term)
            head, rest = (term + " " * gap + lines[0], lines[1:]) if lines and gap >= col_spacing else (term, lines)
            self.write(f"{indent}{head}\n")
            self.write("".join(f"{indent}{' ' * first}{line}\n" for line in rest))


class Context(click.Context):
    """A call of the program, whose help is such a page."""

    formatter_class = HelpPage


class Command(click.Command):
    """A command whose help is such a page."""

    context_class = Context


class Program(click.Group):
    """The program, whose help and whose commands' help is."""

    context_class = Context
    command_class = Command
