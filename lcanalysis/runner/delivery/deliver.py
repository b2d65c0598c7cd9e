"""Delivering what was made: each way once for each state of an edition, and never at the edition's expense."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from lcanalysis.briefing.masthead import LOG
from lcanalysis.briefing.staging import cannot_write, replace_files
from lcanalysis.errors import LcAnalysisError
from lcanalysis.files.json_files import read_object
from lcanalysis.runner.delivery.channels import DeliveryError, run_hook, write_webhook
from lcanalysis.runner.delivery.declaration import Deliver, with_environment
from lcanalysis.runner.delivery.mail import Server, send_mail
from lcanalysis.runner.delivery.parcel import Parcel
from lcanalysis.runner.run_plan import load_run_plan
from lcanalysis.runner.suite import locked


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one way of delivery: ``done``, ``failed``, or ``partly`` where a server refused some addresses."""

    way: str
    status: str
    problem: DeliveryError | None = None


def declared_delivery(run_plan: Path, notebooks: Path) -> Deliver:
    """Return what is to be delivered: by a run plan of these `notebooks`, and by the environment in its place.

    Raises `RunPlanError` if the run plan is faulty; `UsageError` if a variable of the environment is.
    """
    return with_environment(load_run_plan(run_plan, notebooks).deliver)


def deliver(folder: Path, wanted: Deliver, root: Path, *, again: bool = False) -> list[Delivered]:
    """Deliver the complete edition `folder` in every wanted way; return what became of each that was tried.

    A way that has delivered this very state of the edition is passed over, unless `again`. What was tried is
    noted in the edition's log, with its time; what is done, beside the edition.

    Raises `EditionLockedError` if another run works on the edition; it delivers it when it is done.
    """
    with locked(folder):
        parcel = Parcel.of(folder)
        former, marks = _read_marks(folder), _marks(wanted, parcel)
        tried = []
        for way, mark in marks.items():
            if again or former.get(way) != mark:
                found = _try(way, wanted, parcel, root)
                tried.append(found)
                if found.status != "failed":
                    former[way] = mark
        if tried:
            _note(folder, tried, former)
        return tried


def _try(way: str, wanted: Deliver, parcel: Parcel, root: Path) -> Delivered:
    try:
        refused = _WAYS[way](wanted, parcel, root)
    except DeliveryError as problem:
        return Delivered(way, "failed", problem)
    except (LcAnalysisError, OSError, ValueError) as problem:
        return Delivered(way, "failed", DeliveryError("delivery.failed", problem=str(problem)))
    if refused:
        return Delivered(way, "partly", DeliveryError("delivery.some_refused", to=refused))
    return Delivered(way, "done")


def _hook(wanted: Deliver, parcel: Parcel, root: Path) -> tuple[str, ...]:
    if wanted.hook:
        run_hook(wanted.hook, parcel, root)
    return ()


def _email(wanted: Deliver, parcel: Parcel, _root: Path) -> tuple[str, ...]:
    return send_mail(wanted.email, parcel, Server.of()) if wanted.email else ()


def _webhook(wanted: Deliver, parcel: Parcel, root: Path) -> tuple[str, ...]:
    if wanted.webhook:
        write_webhook(wanted.webhook, parcel, root)
    return ()


_WAYS: Final[Mapping[str, Callable[[Deliver, Parcel, Path], tuple[str, ...]]]] = {
    "hook": _hook,
    "email": _email,
    "webhook": _webhook,
}


def _marks(wanted: Deliver, parcel: Parcel) -> dict[str, str]:
    """Return for each wanted way a digest of the edition and of how it is to be delivered."""
    declared: dict[str, Any] = wanted.model_dump()
    return {
        way: hashlib.sha256(json.dumps([parcel.digest, declared[way]]).encode()).hexdigest()
        for way in _WAYS
        if declared[way] is not None
    }


def _marks_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.delivered.json")


def _read_marks(folder: Path) -> dict[str, str]:
    return {str(way): str(mark) for way, mark in read_object(_marks_of(folder)).items()}


def _note(folder: Path, tried: list[Delivered], marks: Mapping[str, str]) -> None:
    """Append what was tried to the log, and keep what is delivered."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    lines = [
        {
            "delivery": one.way,
            "status": one.status,
            "started": now,
            "error": one.problem.text("en") if one.problem else "",
        }
        for one in tried
    ]
    path = _marks_of(folder)
    try:
        replace_files(path.parent, {path.name: json.dumps(dict(sorted(marks.items()))).encode()})
        with (folder / LOG).open("a", encoding="utf-8") as log:
            log.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    except OSError as problem:
        raise cannot_write(folder, problem) from None
