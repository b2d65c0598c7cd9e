"""Reads JSON files that the suite wrote and that may have been damaged since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lcanalysis.files.regular_files import read_file


def read_json(path: Path) -> Any:
    """Return the document of a JSON file; None if there is no such file, or it cannot be read.

    The document may have any form: the caller checks it.
    """
    try:
        return parse_json(read_file(path))
    except OSError:
        return None


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object of a file; an empty one if there is none, or none that can be read."""
    document = read_json(path)
    return document if isinstance(document, dict) else {}


def parse_json(content: bytes) -> Any:
    """Return the document of JSON text; None if it is not JSON, or nested too deeply.

    >>> parse_json(b'{"a": 1}'), parse_json(b"{"), parse_json(b"[" * 100_000)
    ({'a': 1}, None, None)
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
