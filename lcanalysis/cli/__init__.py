"""The command line: arguments to one library call to a message and an exit code.

Each command imports what it needs when it runs, so that help and usage errors are there at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Never

import click

from lcanalysis.cli import adding, commands, comparing, doctor  # noqa: F401 - they register themselves
from lcanalysis.cli.click_words import speaking
from lcanalysis.cli.options import lang_of, program
from lcanalysis.errors import LcAnalysisError
from lcanalysis.wording import say

INTERRUPTED = 130


def main(args: Sequence[str] | None = None) -> Never:
    """Run the command line and leave with its exit code.

    Exit codes: 0 done; 1 a fault of ours; 2 bad arguments, parameters or run plan; 3 bad data; 4 a notebook
    failed, the others are there; 5 locked by another run; 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows a mark in its place instead of ending the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(_exit_code(args))


def _exit_code(args: Sequence[str] | None) -> int:
    lang = lang_of(sys.argv[1:] if args is None else args)
    with speaking(lang):
        return _run(args, lang)


def _run(args: Sequence[str] | None, lang: str) -> int:
    try:
        code = program.main(args=args, prog_name="lcanalysis", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except LcAnalysisError as problem:
        click.echo(problem.text(lang), err=True)
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(say("cli.interrupted", lang), err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough (`| head`); nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as problem:  # noqa: BLE001 - the last resort: one line instead of a traceback
        if os.environ.get("LCANALYSIS_TRACEBACK"):
            traceback.print_exc()
        else:
            what = f"{type(problem).__name__}: {problem}".splitlines()[0]
            click.echo(say("cli.unexpected", lang, problem=what), err=True)
        return 1
    return code if isinstance(code, int) else 0


__all__ = ["main"]
