"""The asking side of the warm process: what can be asked, and where it listens. Nothing here is slow to import."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from lcanalysis.errors import UsageError
from lcanalysis.files.private_folder import private_folder
from lcanalysis.files.regular_files import read_file
from lcanalysis.runner.input_hashes import PACKAGE, hashes, read_versions
from lcanalysis.runner.scratch import short_place

CAN_FORK: Final = sys.platform == "linux"
TRACEBACK_WANTED: Final = bool(os.environ.get("LCANALYSIS_TRACEBACK"))
KERNEL: Final = b"kernel"
CALL: Final = b"call"
"""How a request begins."""
ANSWER_S: Final = 120
"""Seconds within which a warm process must have forked: it may have to import all packages before."""
SILENCE_S: Final = 30
"""Seconds that a peer may be silent in the middle of a message."""
PACKAGES: Final = {"seaborn": "seaborn", "statsmodels": "statsmodels.tsa.api"}
"""Packages that take as long to import as all else that a run needs, each with its module that imports the rest of it."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A request for a kernel process: its command line without the interpreter, environment and folder."""

    arguments: tuple[str, ...]
    environment: dict[str, str] = field(repr=False)
    folder: str


@dataclass(frozen=True, slots=True)
class Call:
    """A request for one call of a function in a process of its own, with the asker's folder as its own."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = field(repr=False)
    folder: str


def standing_address() -> Path:
    """Return where a warm process of this user listens that holds this very code and these packages.

    Raises `UsageError` if the folder for it belongs to somebody else, or others can enter it.
    """
    folder = private_folder(Path(os.environ.get("XDG_RUNTIME_DIR") or short_place()))
    code = json.dumps([sys.executable, str(PACKAGE), hashes(PACKAGE), read_versions()], sort_keys=True)
    return folder / hashlib.sha256(code.encode()).hexdigest()[:16]


def find_standing() -> Path | None:
    """Return the address of a warm process that the user has started, if one listens.

    Where somebody else has put something in the place of its folder, none does: nobody can keep a user from working so.
    """
    if not CAN_FORK:
        return None
    try:
        address = standing_address()
    except (OSError, UsageError):
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        peer.settimeout(SILENCE_S)
        try:
            peer.connect(str(address))
        except OSError:
            return None
    return address


def connect(
    address: Path, request: Kernel | Call, descriptors: Sequence[int] = (), wait_s: float | None = None
) -> tuple[Connection[Any, Any], int]:
    """Send a request to the warm process at `address`, and wait until a process has been forked for it.

    Returns the connection, which is its lease and brings the answer, and the number of that process.

    Raises `OSError` if no process listens there, or the one that does ends before it has forked: nothing was begun;
    `TimeoutError` if it has not forked after `wait_s` seconds, `ANSWER_S` by default.
    """
    wait_s = ANSWER_S if wait_s is None else wait_s
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        peer.settimeout(SILENCE_S)
        peer.connect(str(address))
        peer.settimeout(None)
        limit_silence(peer.fileno(), wait_s)
        connection: Connection[Any, Any] = Connection(os.dup(peer.fileno()))
        try:
            connection.send_bytes(KERNEL if isinstance(request, Kernel) else CALL)
            connection.send(request)
            if descriptors:
                socket.send_fds(peer, [b"x"], list(descriptors))
            forked = _forked(connection, wait_s)
            limit_silence(peer.fileno())
        except EOFError:
            connection.close()
            raise ConnectionResetError("the warm process ended") from None
        except BaseException:
            connection.close()
            raise
    return connection, forked


def _forked(connection: Connection[Any, Any], wait_s: float) -> int:
    if not connection.poll(wait_s):
        raise TimeoutError("the warm process does not answer")
    number: int = connection.recv()
    return number


def limit_silence(descriptor: int, seconds: float = SILENCE_S) -> None:
    """Let no peer of a socket keep us waiting for longer in the middle of a message."""
    with socket.socket(fileno=os.dup(descriptor)) as peer:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            peer.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", int(seconds), int(seconds % 1 * 1e6)))


def packages_in(notebooks: Path) -> tuple[str, ...]:
    """Return those of the slow packages that a notebook in a folder speaks of."""
    sources = []
    for path in notebooks.glob("*.ipynb"):
        with suppress(OSError):  # what cannot be read is refused where it is named
            sources.append(read_file(path).decode(errors="replace"))
    return packages_of(sources)


def packages_of(sources: Iterable[str]) -> tuple[str, ...]:
    """Return those of the slow packages that the text of a notebook speaks of.

    >>> packages_of(['{"source": "import seaborn as sns"}', "{}"])
    ('seaborn',)
    """
    every = [*sources]
    return tuple(package for package in PACKAGES if any(package in source for source in every))


def start(address: Path, environment: dict[str, str], packages: Iterable[str] = PACKAGES) -> subprocess.Popen[bytes]:
    """Start a warm process that listens at `address` and ends when its standard input is closed, or with us.

    It imports what every run needs, and those `packages`; a run that needs another imports it itself.

    What it says itself, such as a library's remark on a cache, is nobody's concern, unless tracebacks are wanted; what
    its forks have to say reaches the asker by other ways.
    """
    said = None if TRACEBACK_WANTED else subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "lcanalysis.runner.warm", "--owned", str(address), "--packages", *packages],
        stdin=subprocess.PIPE,
        stdout=said,
        stderr=said,
        env=environment,
        start_new_session=True,
    )
