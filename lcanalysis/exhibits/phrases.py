"""Phrases that many pages use, in both languages: periods, rises and falls."""

from __future__ import annotations

from lcanalysis.exhibits.words import Words, words, words_from
from lcanalysis.periods import period_in_words
from lcanalysis.quantities import Quantity


def period_words(period: int | str) -> Words:
    """Return a year, a month, or the months of a year up to one, as each language writes it.

    Examples
    --------
    >>> period_words(2018).text("zh"), period_words("2018-01--06").text("zh")
    ('2018年', '2018年1—6月')
    """
    return words_from(lambda lang: period_in_words(str(period), lang))


def change_words(rate: Quantity) -> Words:
    """Return a rate as a rise or a fall: 增长9.54%, up 9.54%.

    Examples
    --------
    >>> [change_words(Quantity(rate, "%")).text("en") for rate in ("4.2", "-13.5", "0.0")]
    ['up 4.2%', 'down 13.5%', 'unchanged (0.0%)']
    """
    if rate == 0:
        return words("持平（{rate}）", "unchanged ({rate})", rate=rate)
    if rate > 0:
        return words("增长{rate}", "up {rate}", rate=rate)
    return words("下降{rate:abs}", "down {rate:abs}", rate=rate)
