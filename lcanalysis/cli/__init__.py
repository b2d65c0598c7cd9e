"""The command line: arguments to one library call to a message and an exit code.

Each command imports what it needs when it runs, so that help and usage errors are there at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Never, TypeGuard

import click

from lcanalysis.cli import beginning, commands  # noqa: F401 - they register themselves
from lcanalysis.cli.click_words import speaking
from lcanalysis.cli.options import lang_of, program
from lcanalysis.cli.terminal import tell, tell_refusal
from lcanalysis.errors import LcAnalysisError, UsageError
from lcanalysis.process import collect_garbage_rarely, open_missing, silence, tolerate_closed
from lcanalysis.wording import say

INTERRUPTED = 130
OURS = 1


def main(args: Sequence[str] | None = None) -> Never:
    """Run the command line and leave with its exit code.

    Exit codes: 0 done; 1 a fault of ours; 2 bad arguments, parameters or run plan; 3 bad data; 4 a notebook
    failed, the others are there; 5 locked by another run; 130 interrupted.
    """
    collect_garbage_rarely()
    is_silent = open_missing()
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows a mark in its place instead of ending the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    lang = lang_of(sys.argv[1:] if args is None else args)
    code = _exit_code(args, lang)
    if is_silent and not code:
        tell(say("cli.no_output", lang), is_error=True)
    for stream in (sys.stdout, sys.stderr):
        with tolerate_closed(stream):
            stream.flush()
    sys.exit(code)


def _exit_code(args: Sequence[str] | None, lang: str) -> int:
    with speaking(lang):
        return _run(args, lang)


def _run(args: Sequence[str] | None, lang: str) -> int:
    try:
        code = program.main(args=args, prog_name="lcanalysis", standalone_mode=False)
    except click.ClickException as problem:
        tell_refusal(problem)
        return problem.exit_code
    except LcAnalysisError as problem:
        tell(problem.text(lang), is_error=True)
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        tell(say("cli.interrupted", lang), is_error=True)
        return INTERRUPTED
    except SystemExit:  # click's way out where the reader of its help has seen enough
        silence(sys.__stdout__ or sys.stdout)
        return 0
    except Exception as problem:  # noqa: BLE001 - the last resort: one line instead of a traceback
        return _refused(problem, lang) if _is_refused(problem) else _told(problem, lang)
    return code if isinstance(code, int) else 0


def _told(problem: Exception, lang: str) -> int:
    """Say in one line what went wrong by a fault of ours."""
    if os.environ.get("LCANALYSIS_TRACEBACK"):
        traceback.print_exc()
    else:
        what = f"{type(problem).__name__}: {problem}".splitlines()[0]
        tell(say("cli.unexpected", lang, problem=what), is_error=True)
    return OURS


def _is_refused(problem: Exception) -> TypeGuard[OSError]:
    """Return whether the system has refused a file or folder of the user: none of the program's own."""
    named = problem.filename if isinstance(problem, OSError) else None
    return isinstance(named, str) and not Path(named).is_relative_to(Path(__file__).parents[1])


def _refused(problem: OSError, lang: str) -> int:
    """Say what file or folder the system has refused, and why."""
    tell(say("cli.refused_by_system", lang, path=problem.filename, problem=problem.strerror or ""), is_error=True)
    return UsageError.exit_code


__all__ = ["main"]
