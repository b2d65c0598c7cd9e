"""The reader of gettext catalogues, whatever the time zone of the environment is called."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _known_zone() -> Iterator[None]:
    """Let babel, which looks up the local time zone as it is imported and dies of one that is none, find one that is."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before


with _known_zone():
    from babel.messages.pofile import read_po

__all__ = ["read_po"]
