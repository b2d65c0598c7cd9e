"""The ways that need no network: a hook process, and a JSON file for another service."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from lcanalysis.briefing.staging import replace_files
from lcanalysis.errors import LcAnalysisError
from lcanalysis.runner.delivery.declaration import Hook, Webhook
from lcanalysis.runner.delivery.parcel import Parcel

SECRETS: Final = "LCANALYSIS_SMTP_"
"""How the variables begin that a hook is not given."""
MOST_SAID: Final = 300
"""How much of what a failed hook said last is told."""


class DeliveryError(LcAnalysisError):
    """An edition could not be delivered; it is whole."""


def run_hook(hook: Hook, parcel: Parcel, root: Path) -> None:
    """Run the hook's command with the edition's folder as last argument, from the repository `root`, by no shell.

    The environment has also ``LCANALYSIS_EDITION`` and ``LCANALYSIS_VERDICT``, and none of the SMTP settings.

    Raises
    ------
    DeliveryError
        If there is no such program, it does not end in time (it and all it started are then ended), or it ends with
        another code than 0.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}
    environment |= {
        "LCANALYSIS_EDITION": parcel.edition.name,
        "LCANALYSIS_VERDICT": parcel.verdict(parcel.edition.languages[0]),
    }
    # A file takes what it says, not a pipe: what it leaves running must not keep us waiting.
    with TemporaryFile() as said:
        try:
            process = subprocess.Popen(  # noqa: S603 - the run plan's own command, given as a list
                [*hook.command, str(parcel.folder.resolve())],
                cwd=root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as problem:
            raise DeliveryError("delivery.no_hook", command=hook.command[0], problem=problem.strerror) from None
        try:
            code = process.wait(hook.timeout_s)
        except subprocess.TimeoutExpired:
            raise DeliveryError("delivery.hook_timeout", command=hook.command[0], seconds=hook.timeout_s) from None
        finally:
            _end(process)
        if code:
            said.seek(0)
            last = said.read().decode(errors="replace").strip()[-MOST_SAID:]
            raise DeliveryError("delivery.hook_failed", command=hook.command[0], code=code, said=last)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started, if it still runs."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def write_webhook(webhook: Webhook, parcel: Parcel, root: Path) -> None:
    """Write what another service needs to know of the edition into the declared folder, whole or not at all.

    The file is named after plan, edition and contents, so that the same edition is the same file.

    Raises
    ------
    DeliveryError
        If the folder takes no file.
    """
    folder = root / webhook.folder
    name = f"{parcel.edition.plan}-{parcel.edition.name}-{parcel.digest[:12]}.json"
    content = json.dumps(parcel.as_json(), ensure_ascii=False, indent=1) + "\n"
    try:
        replace_files(folder, {name.replace("/", "-"): content.encode()})
    except OSError as problem:
        raise DeliveryError("delivery.no_folder", path=webhook.folder, problem=problem.strerror) from None
