"""A finished run: its record, its numbers and its files. It travels between processes that import nothing slow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lcanalysis.wording import Lang

if TYPE_CHECKING:
    from lcanalysis.briefing.results import Results

Status = Literal["done", "failed"]


@dataclass(frozen=True, slots=True)
class RunTitle:
    """What a run is called: its id in the run plan, its language, notebook and parameters.

    `notebook` is the path from the repository root, with ``/``; `parameters` are JSON values. `about` tells the
    run from others of its notebook in words of its language; the bare parameters do where it is empty.
    """

    id: str
    lang: Lang
    notebook: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """One run in one language, done or failed, as the manifest tells of it.

    - `run`: what it is called.
    - `status`: ``done`` or ``failed``.
    - `title`, `verdict`: the first heading of its page, which says what the run is about, and its first sentence as
      HTML.
    - `error`: of a failed run, why, in a line or two.
    - `outputs`: the sha256 of its files, by name.
    """

    run: RunTitle
    status: Status
    title: str
    verdict: str
    error: str
    outputs: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> FinishedRun:
        """Return the record that `as_json` wrote."""
        return cls(**{**kept, "run": RunTitle(**kept["run"])})


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished run with its numbers and the contents of its files."""

    record: FinishedRun
    results: Results = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A finished run where its files lie, and what it follows from.

    `folder` holds the files that the record names. `reads` is the part of the plan folder that the run read, and
    `follows` its fingerprint: the digest of each group of what it follows from. See `runner.fingerprint`.
    """

    record: FinishedRun
    folder: Path
    results: Results = field(repr=False)
    reads: Sequence[str] | None = None
    follows: Mapping[str, str] = field(default_factory=dict)
    is_older: bool = False
    """Whether it is kept although it is out of date."""
