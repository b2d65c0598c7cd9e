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
from lcanalysis.files.confined_paths import safe_name
from lcanalysis.runner.delivery.declaration import Hook, Webhook
from lcanalysis.runner.delivery.parcel import Parcel

GIVEN: Final = frozenset(
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "VIRTUAL_ENV", "CONDA_PREFIX",
        "SSL_CERT_FILE", "SSL_CERT_DIR",
        "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP", "USERNAME", "USERPROFILE",
        "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES",
    }
)  # fmt: skip
"""The variables that every hook is given, with those of the locale (``LC_*``): none of them holds a secret."""
MOST_SAID: Final = 300
"""Characters of a failed hook's last output that a message quotes."""


class DeliveryError(LcAnalysisError):
    """An edition could not be delivered; it is whole."""


def run_hook(hook: Hook, parcel: Parcel, root: Path) -> None:
    """Run the hook's command with the edition's folder as last argument, from the repository `root`, by no shell.

    Its environment has what every program needs, what the hook declares, ``LCANALYSIS_EDITION`` and
    ``LCANALYSIS_VERDICT``, and nothing else: a token for another service is not for it.

    Raises `DeliveryError` if there is no such program, it does not end in time (it and all it started are then ended),
    or it ends with another code than 0.
    """
    environment = given_to(hook) | {
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


def given_to(hook: Hook) -> dict[str, str]:
    """Return the part of this process's environment that a hook is given."""
    wanted = GIVEN.union(hook.environment)
    return {name: value for name, value in os.environ.items() if name in wanted or name.startswith("LC_")}


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

    Raises `DeliveryError` if the folder takes no file.
    """
    folder = root / webhook.folder
    named = f"{safe_name(parcel.edition.plan, 'plan')}-{safe_name(parcel.edition.name, 'edition')}"
    name = f"{named}-{parcel.digest[:12]}.json"
    content = json.dumps(parcel.as_json(), ensure_ascii=False, indent=1) + "\n"
    try:
        replace_files(folder, {name: content.encode()})
    except OSError as problem:
        raise DeliveryError("delivery.no_folder", path=webhook.folder, problem=problem.strerror) from None
