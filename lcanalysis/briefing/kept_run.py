"""A finished run with the folder of its files, as editions, their tables and the store of runs take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lcanalysis.briefing.results import Results
from lcanalysis.briefing.run_record import FinishedRun


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
