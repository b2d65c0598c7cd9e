"""A notebook run out of order: one sentence that says what to run first, in place of a traceback."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from lcanalysis.wording import preferred_lang, say


def explain_unknown_names(shell: Any) -> None:
    """Let a notebook that is run out of order say which cell to run first, instead of a traceback.

    Only a name that is missing in the cell itself is explained; one that is missing in a function keeps its traceback.
    """
    shell.set_custom_exc((NameError,), _show_unknown_name)


def _show_unknown_name(
    shell: Any, kind: type[NameError], problem: NameError, trace: TracebackType, tb_offset: int | None = None
) -> list[str]:
    frames = []
    found: TracebackType | None = trace
    while found is not None:
        frames.append(found.tb_frame)
        found = found.tb_next
    if frames[-1].f_globals is shell.user_ns and frames[-1].f_code.co_name == "<module>":
        lines = [say("results.name_unknown", preferred_lang(), name=problem.name)]
    else:
        lines = shell.InteractiveTB.structured_traceback(kind, problem, trace, tb_offset=tb_offset)
    shell._showtraceback(kind, problem, lines)  # noqa: SLF001 - what IPython itself shows errors by
    return lines


def load_ipython_extension(shell: Any) -> None:
    """Explain unknown names in the shell that loads this extension.

    The kernelspec `lcanalysis` loads it (``--ext=lcanalysis.unknown_names``); elsewhere, write
    ``%load_ext lcanalysis.unknown_names``. Importing `lcanalysis` does not.
    """
    explain_unknown_names(shell)
