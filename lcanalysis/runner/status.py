"""`status.json` beside the editions: what a monitor asks of the main job, one file for all editions of a plan.

It is written when an attempt starts, every few seconds as its runs end, and when it ends, however it ends, so that an
attempt with no exit code is one that runs or was killed. Each edition keeps its last attempt and the time of its last
success. The file is seen whole or not at all; two editions that are made at the same time do not lose each other's
entry. It has times in it, and is therefore no part of an edition.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lcanalysis.briefing.staging import replace_files
from lcanalysis.errors import EditionLockedError, LcAnalysisError
from lcanalysis.files.json_files import read_json
from lcanalysis.wording import LANGUAGES, say

if TYPE_CHECKING:
    from lcanalysis.runner.request import Briefed, Request
    from lcanalysis.runner.tasks import Done

Report = Callable[["Done | None", int, int], None]
"""Called with each run that has ended (None before the first), how many have ended, and of how many."""
STATUS: Final = "status.json"
VERSION: Final = 1
"""Raised when a field is taken out or changes its meaning."""
LOCKED: Final = EditionLockedError.exit_code
INTERRUPTED: Final = 130
NEXT: Final = {
    None: "status.wait",
    0: "status.nothing",
    2: "status.correct_request",
    3: "status.correct_data",
    4: "status.mend_runs",
    LOCKED: "status.wait",
    INTERRUPTED: "status.again",
}
"""What is to be done next, by exit code; of any other, `status.report`."""
EVERY_S: Final = 2.0
"""Seconds that an attempt whose runs end one after the other leaves between two entries."""
_WAIT_S: Final = 10


@dataclass(slots=True)
class Attempt:
    """One attempt at an edition while it is made: how far it has come.

    `edition` is its name, None until it is known. `runs` are those that have ended, by name: True if one failed.
    After an attempt at a part, `older` names the pages that stayed and are older than what they follow from, and
    `missing` the runs that the edition lacks.
    """

    out: Path
    edition: str | None = None
    planned: int = 0
    runs: dict[str, bool] = field(default_factory=dict)
    older: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    clock: float = field(default_factory=time.perf_counter)
    noted: float = 0.0

    def counting(self, report: Report | None) -> Report:
        """Return a report of runs that takes note of each that has ended before it goes to `report`, and tells monitors."""

        def count(done: Done | None, number: int, total: int) -> None:
            self.planned = total
            if done:
                self.runs[done.run.name] = done.is_failed
            if not done or time.perf_counter() - self.noted >= EVERY_S:
                self.note(None)
            if report:
                report(done, number, total)

        return count

    def recount(self, runs: Sequence[Done], missing: Sequence[str] = ()) -> None:
        """Take note of all runs as they are in the edition, and of those that it lacks."""
        self.older = sorted(done.run.name for done in runs if done.older)
        self.missing = sorted(missing)
        self.runs = {done.run.name: done.is_failed for done in runs}

    def note(self, code: int | None, problem: LcAnalysisError | None = None) -> None:
        """Write the attempt into the status file; a disk that takes none is the edition's to complain about."""
        self.noted = time.perf_counter()
        about = _about(self, code, problem)
        with suppress(OSError):
            _enter(self.out, self.edition, about)


@contextmanager
def attempted(out: Path) -> Iterator[Attempt]:
    """Keep the status of one attempt at an edition in the folder `out`, to its end, whatever that is.

    The caller names the edition once it is known and counts its runs; exceptions pass through and leave their exit code.
    """
    attempt = Attempt(out)
    try:
        yield attempt
    except LcAnalysisError as problem:
        attempt.note(problem.exit_code, problem)
        raise
    except KeyboardInterrupt:
        attempt.note(INTERRUPTED)
        raise
    except BaseException:
        attempt.note(1)
        raise
    attempt.note(0)


def note_standing(made: Mapping[Request, Briefed | LcAnalysisError]) -> None:
    """Write down the editions that were asked for and found as they should be."""
    for request, briefed in made.items():
        if not isinstance(briefed, LcAnalysisError):
            attempt = Attempt(request.out, briefed.folder.name, len(briefed.names))
            attempt.runs = dict.fromkeys(briefed.names, False)
            attempt.clock -= briefed.seconds
            attempt.note(0)


def read_status(out: Path) -> dict[str, Any]:
    """Return the status of the editions in `out`; an empty one if there is no such file, or it cannot be read."""
    try:
        found = read_json(out / STATUS)
        if found["version"] == VERSION and all(isinstance(each, dict) for each in found["editions"].values()):
            return dict(found)
    except (KeyError, TypeError, AttributeError, ValueError):
        pass
    return {"version": VERSION, "last": None, "editions": {}}


def _about(attempt: Attempt, code: int | None, problem: LcAnalysisError | None) -> dict[str, Any]:
    failed = sorted(name for name, is_failed in attempt.runs.items() if is_failed)
    ended = None if code is None else datetime.now(UTC)
    return {
        "last_attempt": _stamp(attempt.started),
        "ended": None if ended is None else _stamp(ended),
        "exit_code": code,
        "seconds": None if code is None else round(time.perf_counter() - attempt.clock, 3),
        "runs_planned": attempt.planned,
        "runs_done": len(attempt.runs) - len(failed),
        "runs_failed": failed,
        "runs_older": attempt.older,
        "runs_missing": attempt.missing,
        "problem": None if problem is None else {lang: problem.text(lang) for lang in LANGUAGES},
        "next": {lang: say(_next(attempt, code), lang) for lang in LANGUAGES},
    }


def _next(attempt: Attempt, code: int | None) -> str:
    """Return the key of what is to be done next."""
    is_partial = bool(attempt.older or attempt.missing)
    return "status.whole" if code == 0 and is_partial else NEXT.get(code, "status.report")


def _enter(out: Path, edition: str | None, about: dict[str, Any]) -> None:
    """Put an attempt into the file: as the last of all, and as its edition's.

    Not as its edition's if that has no name yet, or is held by another run, whose attempt it then is.
    """
    from filelock import Timeout  # noqa: PLC0415 - slow to import

    from lcanalysis.files.locking import locked_file  # noqa: PLC0415 - as above

    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        with suppress(Timeout):
            stack.enter_context(locked_file(out / f".{STATUS}.lock", _WAIT_S))
        status = read_status(out)
        status["last"] = {"edition": edition, **about}
        if edition is not None and about["exit_code"] != LOCKED:
            before = status["editions"].get(edition, {}).get("last_success")
            success = about["ended"] if about["exit_code"] == 0 else before
            status["editions"][edition] = {"last_success": success, **about}
            status["editions"] = dict(sorted(status["editions"].items()))
        text = json.dumps(status, ensure_ascii=False, indent=1) + "\n"
        replace_files(out, {STATUS: text.encode()})


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
