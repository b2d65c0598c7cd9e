"""A probability in plain words."""

from __future__ import annotations

from lcanalysis.exhibits.words import Words, words
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT


def in_ten(probability: Quantity) -> Words:
    """Return a probability as about so many of ten, or between two such numbers where it lies between them.

    Examples
    --------
    >>> [in_ten(Quantity(share, "%")).text("en") for share in (68, 65, 3, 97)]
    ['about 7 in 10', 'about 6 to 7 in 10', 'very few', 'nearly all']
    """
    low, rest = divmod(round(float(probability.to(PERCENT).value)), 10)
    if rest in {4, 5, 6} and 0 < low < 9:
        return words("约每10个中有{low}至{high}个", "about {low} to {high} in 10", low=low, high=low + 1)
    tenths = low + (rest > 5)
    if tenths == 0:
        return words("极少", "very few")
    if tenths == 10:
        return words("绝大多数", "nearly all")
    return words("约每10个中有{tenths}个", "about {tenths} in 10", tenths=tenths)
