"""Delivery after `brief`: what is asked for is checked before anything runs, and a failure is a warning."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from lcanalysis.cli.terminal import tell
from lcanalysis.errors import LcAnalysisError, UsageError
from lcanalysis.files.regular_files import read_file
from lcanalysis.runner.request import Briefed, Request, find_suite
from lcanalysis.wording import say

if TYPE_CHECKING:
    from lcanalysis.runner.delivery.deliver import Delivered

_DECLARED: Final = re.compile(rb"^deliver\s*:", re.MULTILINE)
_VARIABLES: Final = tuple(f"LCANALYSIS_DELIVER_{name}" for name in ("HOOK", "TO", "FOLDER"))


def is_wanted(asked: bool | None) -> bool:
    """Return whether editions are to be delivered: unless refused, if the installation or the environment declares how.

    The run plan of the installation is the one beside its notebooks; a plan folder declares nothing of the kind.

    Raises `UsageError` if it is asked for and no way is declared, or a variable of the environment is faulty.
    """
    if asked is False:
        return False
    variables = [name for name in _VARIABLES if os.environ.get(name)]
    if variables:
        from lcanalysis.runner.delivery.declaration import require_environment  # noqa: PLC0415 - slow to import

        require_environment()
    is_declared = bool(variables) or bool(_DECLARED.search(read_file(find_suite())))
    if asked and not is_declared:
        raise UsageError("delivery.none_declared", names=_VARIABLES)
    return is_declared


def deliver_made(made: Mapping[Request, Briefed | LcAnalysisError], lang: str, *, again: bool) -> None:
    """Deliver every edition that is complete, and say what became of it on standard error; nothing here fails a run."""
    from lcanalysis.runner.delivery.deliver import declared_delivery, deliver  # noqa: PLC0415 - slow to import

    suite = find_suite()
    for briefed in made.values():
        if isinstance(briefed, Briefed):
            try:
                wanted = declared_delivery(suite, suite.parent)
                tried = deliver(briefed.folder, wanted, suite.parent.parent, again=again)
            except LcAnalysisError as problem:
                warning = say("delivery.warning", lang, way=briefed.folder.name, problem=problem.text(lang))
                tell(warning, is_error=True)
                continue
            for line in _told(tried, lang):
                tell(line, is_error=True)


def _told(tried: list[Delivered], lang: str) -> Iterator[str]:
    for one in tried:
        if one.problem is None:
            yield say(f"delivery.done_{one.way}", lang)
        else:
            key = "delivery.partly" if one.status == "partly" else "delivery.warning"
            yield say(key, lang, way=say(f"delivery.way_{one.way}", lang), problem=one.problem.text(lang))
