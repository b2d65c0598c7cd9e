"""The project's exceptions. Each holds a key of the catalogues and its fields, so that it can be told in both languages.

Every exception a user can cause derives from `LcAnalysisError`, carries its exit code, keeps its fields
for machines, and crosses a process boundary unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from lcanalysis.provenance import Place
from lcanalysis.wording import preferred_lang, say


class LcAnalysisError(Exception):
    """Root of the project's exceptions.

    Parameters
    ----------
    key
        Key of the sentence in the catalogue `errors`.
    **fields
        Values of the sentence's fields; they must be picklable.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, **fields: Any) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields

    def text(self, lang: str) -> str:
        """Return the whole message in `lang`."""
        return say(self.key, lang, **self.fields)

    def __str__(self) -> str:
        return self.text(preferred_lang())

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows under the cell: the message, and no traceback through our own modules."""
        return str(self).splitlines()

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.key, self.fields)


def _rebuild(kind: type[LcAnalysisError], key: str, fields: dict[str, Any]) -> LcAnalysisError:
    return kind(key, **fields)


class UsageError(LcAnalysisError):
    """Bad arguments, parameters or run plan: nothing was started."""

    exit_code = 2


class DataError(LcAnalysisError):
    """One fault in the data that stops a calculation."""

    exit_code = 3


class UnitMismatchError(DataError):
    """Two quantities of unlike dimensions were to be converted, added or compared."""


class NotebookFailedError(LcAnalysisError):
    """A notebook of the suite failed; the pages of the others were made."""

    exit_code = 4


class PageError(LcAnalysisError):
    """An output that must not be published: a picture without alt text, two values under one key."""


class EditionLockedError(LcAnalysisError):
    """Another run holds the edition."""

    exit_code = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the input: where, what was found, what was expected.

    `place` prints as ``FILE row R column C``; `key` names the sentence in the catalogue `faults`.
    """

    place: Place
    key: str
    fields: dict[str, Any] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """Return ``place: sentence`` in `lang`, one line whatever was found."""
        line = say("faults.line", lang, place=self.place.text(lang), what=say(self.key, lang, **self.fields))
        return " ".join(line.splitlines())


class FaultsError(LcAnalysisError):
    """All faults of the input at once, in the order of files, rows and columns."""

    exit_code = 3

    def __init__(self, key: str = "errors.faults", *, faults: Iterable[Fault], **fields: Any) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.place))
        super().__init__(key, **fields)

    def text(self, lang: str) -> str:
        """Return a headline and one line per fault."""
        headline = say(self.key, lang, count=len(self.faults), **self.fields)
        return "\n".join([headline, *(fault.text(lang) for fault in self.faults)])

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_faults, (type(self), self.key, self.faults, self.fields)

    @classmethod
    def raise_if_any(cls, faults: Iterable[Fault], **fields: Any) -> None:
        """Raise if there is at least one fault."""
        found = tuple(faults)
        if found:
            raise cls(faults=found, **fields)


class DeclarationError(FaultsError):
    """A declaration (plan.yml, goals.yml) is not of the form it must have."""


class RunPlanError(FaultsError):
    """A run plan (suite.yml) or a notebook's parameters are not of the form they must have."""

    exit_code = 2


def _rebuild_faults(
    kind: type[FaultsError], key: str, faults: tuple[Fault, ...], fields: dict[str, Any]
) -> FaultsError:
    return kind(key, faults=faults, **fields)


__all__ = [
    "DataError",
    "DeclarationError",
    "EditionLockedError",
    "Fault",
    "FaultsError",
    "LcAnalysisError",
    "NotebookFailedError",
    "PageError",
    "RunPlanError",
    "UnitMismatchError",
    "UsageError",
]
