"""Writes the byte code of the library and of its packages, which every installed program has: no way is to be measured compiling."""

from __future__ import annotations

import compileall
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parent.parent


def write_byte_code() -> None:
    """Compile what has none yet, or an old one, whatever the environment says of writing it; minutes the first time."""
    for folder in (ROOT / "lcanalysis", sysconfig.get_path("purelib")):
        compileall.compile_dir(folder, quiet=2, workers=0)
