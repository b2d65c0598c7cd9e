"""What a notebook checks of its own results: a check that does not hold stops the run, in the reader's language."""

from __future__ import annotations

from lcanalysis.errors import DataError
from lcanalysis.wording import preferred_lang


class CheckError(DataError):
    """A check of a notebook does not hold."""


def require(holds: object, zh: str, en: str) -> None:
    """Raise unless a condition holds.

    Parameters
    ----------
    holds
        The condition; a pandas column of truth values holds if all of them do.
    zh, en
        What should be so.

    Raises
    ------
    CheckError
        If it does not hold.

    Examples
    --------
    >>> require(1 + 1 == 2, "和应为2", "the sum is 2")
    """
    is_so = bool(holds.all()) if hasattr(holds, "all") else bool(holds)
    if not is_so:
        raise CheckError("results.check_failed", what=zh if preferred_lang() == "zh" else en)
