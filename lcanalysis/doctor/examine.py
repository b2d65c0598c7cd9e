"""All checks, one after the other; one that breaks is a fault like any other and does not stop the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from lcanalysis.doctor import installation, surroundings
from lcanalysis.doctor.check import Check, Wanted

CHECKS: Final[dict[str, Callable[[Wanted], Iterator[Check]]]] = {
    "python": installation.check_python,
    "packages": installation.check_packages,
    "extras": installation.check_extras,
    "kernelspec": installation.check_kernelspec,
    "fork": installation.check_fork,
    "plan": surroundings.check_plan,
    "notebooks": surroundings.check_notebooks,
    "writing": surroundings.check_writing,
    "disk": surroundings.check_disk,
    "encoding": surroundings.check_encoding,
    "locale": surroundings.check_locale,
    "mail": surroundings.check_mail,
    "scheduler": surroundings.check_scheduler,
    "fonts": installation.check_fonts,
    "plug-ins": installation.check_plug_ins,
    "kernel": installation.check_kernel,
}
"""The quick ones first."""


def examine(wanted: Wanted) -> Iterator[Check]:
    """Yield what is found of each thing, as soon as it is found.

    Nothing is changed anywhere; a kernel is started and ended.
    """
    for name, look in CHECKS.items():
        try:
            yield from look(wanted)
        except Exception as problem:  # noqa: BLE001 - an installation can be broken in ways nobody thought of
            what = f"{type(problem).__name__}: {problem}".splitlines()[0]
            yield Check(name, "fault", "broken", {"name": name, "problem": what})
