"""The range of a probability in words."""

from __future__ import annotations

from lcanalysis.exhibits.words import Words
from lcanalysis.quantities import Quantity
from lcanalysis.wording import LANGUAGES


def probability_range(form: str = "", **ends: Quantity) -> Words:
    """Return the least and the greatest of some probabilities as a range; as one number where both are told alike.

    Parameters
    ----------
    form
        ``n`` to leave the signs of percent out.
    **ends
        The least, then the greatest; their numbers are kept by their names.

    Examples
    --------
    >>> from lcanalysis.quantities.probability import probability
    >>> [probability_range(low=probability(0.52), high=probability(share)).text("en") for share in (0.73, 0.98, 0.49)]
    ['50% to 75%', '50% to above 95%', '50%']
    """
    low, high = (f"{{{name}:{form}}}" for name in ends)
    is_one = all(len({end.text(lang) for end in ends.values()}) == 1 for lang in LANGUAGES)
    return Words(low, low, ends) if is_one else Words(f"{low}～{high}", f"{low} to {high}", ends)
