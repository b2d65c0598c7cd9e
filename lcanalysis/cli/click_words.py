"""click's own words, for help and usage errors, in the language that was asked for.

click asks gettext, which looks for compiled catalogues of the language that the environment names (``LANGUAGE``).
`scripts/compile_click_catalogues.py` compiles ours from the text beside it.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

CATALOGUES: Final = Path(__file__).with_name("click_catalogues")
LANGUAGE: Final = "LANGUAGE"


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Let click say in `lang` what it says itself; a phrase that the catalogue lacks stays English.

    Before and after, gettext looks where it looked, and the environment is what it was.
    """
    domain = gettext.textdomain()
    folder, before = gettext.bindtextdomain(domain), os.environ.get(LANGUAGE)
    gettext.bindtextdomain(domain, str(CATALOGUES))
    os.environ[LANGUAGE] = lang
    try:
        yield
    finally:
        gettext.bindtextdomain(domain, folder)
        if before is None:
            del os.environ[LANGUAGE]
        else:
            os.environ[LANGUAGE] = before
