"""How sure a finding is: the codes, their order on a page, and the usual one of each kind of finding."""

from __future__ import annotations

from typing import Final

from lcanalysis.auditing.judgement import (
    AGREES,
    CONFLICT,
    IDENTITY,
    REVISION,
    ROUNDING,
    SCOPE,
    TRUNCATED,
    UNIT,
    WORDING,
)
from lcanalysis.exhibits import Words
from lcanalysis.wording import LANGUAGES, load_catalogue

UNEXPLAINED: Final = "unexplained"
"""Arithmetic that neither rounding nor another scope explains. Only these findings stand on a briefing."""
OPEN: Final = "open"
"""Two scopes, two vintages, or a relation that the plan does not state: the figures may well agree."""
WORDED: Final = "wording"
"""The wording is unclear or uneven; no figure is in doubt."""
ROUNDED: Final = "rounding"
"""Rounding explains it."""
SOUND: Final = "sound"
"""All is well."""
CERTAINTIES: Final = (UNEXPLAINED, OPEN, WORDED, ROUNDED, SOUND)
"""The codes in the order in which a page shows findings."""

CERTAINTY_OF: Final = {
    CONFLICT: UNEXPLAINED,
    TRUNCATED: UNEXPLAINED,
    SCOPE: OPEN,
    REVISION: OPEN,
    UNIT: WORDED,
    WORDING: WORDED,
    ROUNDING: ROUNDED,
    AGREES: SOUND,
    IDENTITY: SOUND,
}
"""The usual certainty of each kind; a rule may set another in its record."""


def certainty_words(certainty: str) -> Words:
    """Return how sure a finding is, in both languages.

    Examples
    --------
    >>> certainty_words("rounding").text("en")
    'explained by rounding'
    """
    zh, en = (load_catalogue("audit", lang)[f"audit.certainty_{certainty}"] for lang in LANGUAGES)
    return Words(zh, en, code=certainty)
