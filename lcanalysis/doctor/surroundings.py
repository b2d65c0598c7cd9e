"""The surroundings of an installation: folders, disk, encodings, locale, mail, and a cluster if one is named."""

from __future__ import annotations

import locale
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lcanalysis.doctor.check import Check, Wanted
from lcanalysis.errors import LcAnalysisError, UsageError
from lcanalysis.files.carried import carried
from lcanalysis.files.data_folder import find_data
from lcanalysis.runner.delivery import SECRETS
from lcanalysis.wording import preferred_lang

NEEDED_MB: Final = 200
"""Room that an edition takes while it is made, with the one before it."""
AMPLE_MB: Final = 1000
MOST_DIFFERENCES: Final = 40
"""Lines of differences that are told of a notebook."""
SAMPLE: Final = "目标完成情况"


def check_plan(wanted: Wanted) -> Iterator[Check]:
    """See whether there is a plan folder, and a run plan above."""
    from lcanalysis.runner.request import find_suite  # noqa: PLC0415

    try:
        fields = {"data": find_data(wanted.data).resolve(), "suite": find_suite()}
    except UsageError:
        yield Check("plan", "note", "no_plan", {"data": wanted.data, "here": Path.cwd()})
    else:
        yield Check("plan", "ok", "plan", fields)


def check_notebooks(_: Wanted) -> Iterator[Check]:
    """See which notebooks of this folder the package has in a newer form, and what differs."""
    from lcanalysis.runner.moved_notebooks import moved_notebooks  # noqa: PLC0415
    from lcanalysis.runner.request import find_suite  # noqa: PLC0415

    try:
        folder = find_suite().parent
    except UsageError:
        return
    found = moved_notebooks(folder)
    for one in found:
        fields = {
            "notebook": one.notebook,
            "count": len(one.differences),
            "package": carried("notebooks") / one.notebook,
        }
        fields["differences"] = "\n".join(f"        {line}" for line in one.differences[:MOST_DIFFERENCES])
        yield Check("notebooks", "note", "notebook_moved_and_changed" if one.is_own else "notebook_moved", fields)
    if not found:
        yield Check("notebooks", "ok", "notebooks", {"folder": folder})


def check_writing(wanted: Wanted) -> Iterator[Check]:
    """See that the processed data and the editions can be written."""
    for folder in (_processed(wanted), wanted.out):
        fields = {"folder": folder.as_posix()}
        try:
            with tempfile.TemporaryFile(dir=_nearest(folder)):
                yield Check("writing", "ok", "writing", fields)
        except OSError as problem:
            yield Check("writing", "fault", "no_writing", fields | {"problem": problem.strerror})


def check_disk(wanted: Wanted) -> Iterator[Check]:
    """See that there is room for an edition."""
    free = shutil.disk_usage(_nearest(wanted.out)).free // 2**20
    fields = {"folder": wanted.out.as_posix(), "free": free, "needed": NEEDED_MB}
    if free < NEEDED_MB:
        yield Check("disk", "fault", "full_disk", fields)
    else:
        yield Check("disk", "ok", "disk", fields) if free >= AMPLE_MB else Check("disk", "note", "small_disk", fields)


def check_encoding(_: Wanted) -> Iterator[Check]:
    """See whether Chinese can be printed here, and stand in names of files."""
    for name, encoding in (("output", sys.stdout.encoding), ("file_names", sys.getfilesystemencoding())):
        fields = {"encoding": encoding}
        try:
            SAMPLE.encode(encoding or "ascii")
        except (UnicodeError, LookupError):
            yield Check("encoding", "note", f"poor_{name}", fields)
        else:
            yield Check("encoding", "ok", name, fields)


def check_locale(_: Wanted) -> Iterator[Check]:
    """See which language messages have, and whether the system knows the locale that it names."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "C")
    fields = {"locale": named, "lang": preferred_lang()}
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "")
    except locale.Error:
        yield Check("locale", "note", "no_locale", fields)
    else:
        yield Check("locale", "ok", "locale", fields)
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def check_mail(_: Wanted) -> Iterator[Check]:
    """See that the mail server answers and takes the login, if the environment names one; nothing is sent."""
    if not any(name.startswith(SECRETS) for name in os.environ):
        return
    from lcanalysis.runner.delivery.mail import Server, greet  # noqa: PLC0415 - slow to import

    try:
        server = Server.of()
        greet(server)
    except LcAnalysisError as problem:
        yield Check("mail", "fault", "no_mail", {"problem": problem})
    else:
        yield Check("mail", "ok", "mail", {"host": server.host, "port": server.port})


def check_scheduler(wanted: Wanted) -> Iterator[Check]:
    """See that the cluster that is named answers, with workers that have our versions."""
    if wanted.scheduler is None:
        return
    from lcanalysis.runner.cluster import connect  # noqa: PLC0415 - slow to import

    fields: dict[str, object] = {"address": wanted.scheduler}
    try:
        with connect(wanted.scheduler) as client:
            fields["workers"] = len(client.scheduler_info()["workers"])
        yield Check("scheduler", "ok", "scheduler", fields)
    except LcAnalysisError as problem:
        yield Check("scheduler", "fault", "no_scheduler", fields | {"problem": problem})


def _processed(wanted: Wanted) -> Path:
    try:
        return find_data(wanted.data) / "processed"
    except UsageError:
        return wanted.data / "processed"


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    whole = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() fails on folders that cannot be entered
    return next(path for path in (whole, *whole.parents) if os.path.lexists(path))
