"""matplotlib's list of the fonts it knows, kept between runs: making it anew takes as long as making a page.

Each process that runs notebooks has a folder of its own for what matplotlib keeps, so that no user's settings change a
page; it begins with the list that an earlier one made.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from lcanalysis.errors import UsageError
from lcanalysis.files.private_folder import own_folder
from lcanalysis.files.regular_files import read_file

_NAMES: Final = "fontlist-*.json"


def give_list(folder: Path) -> Path:
    """Return `folder`, made if need be, with the lists that were kept; they are named by matplotlib's versions of them."""
    folder.mkdir(exist_ok=True)
    with suppress(OSError, UsageError):  # without, it is made anew
        for kept in own_folder().glob(_NAMES):
            shutil.copy(kept, folder)
    return folder


def keep_list(folder: Path) -> None:
    """Keep a list that was made in `folder`, unless one is kept or its maker was ended while it wrote."""
    with suppress(OSError, ValueError, UsageError):
        for made in folder.glob(_NAMES):
            kept = own_folder() / made.name
            if not kept.exists():
                json.loads(read_file(made))
                written = Path(shutil.copy(made, kept.with_name(f"{made.name}.{os.getpid()}")))
                written.replace(kept)  # whoever reads it meanwhile has all of it
