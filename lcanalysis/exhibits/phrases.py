"""Phrases that many pages use, in both languages: periods, dates, rises and falls, the range of a probability."""

from __future__ import annotations

from lcanalysis.exhibits.words import Words, words, words_from
from lcanalysis.periods import date_in_words, period_in_words
from lcanalysis.quantities import Quantity
from lcanalysis.wording import LANGUAGES


def period_words(period: int | str) -> Words:
    """Return a year, a month, or the months of a year up to one, as each language writes it.

    Examples
    --------
    >>> period_words(2018).text("zh"), period_words("2018-01--06").text("zh")
    ('2018年', '2018年1—6月')
    """
    return words_from(lambda lang: period_in_words(str(period), lang))


def date_words(date: str) -> Words:
    """Return a date of publication, or a vintage named by one, as each language writes it.

    Examples
    --------
    >>> date_words("2019-11").text("zh"), date_words("2021-10-20").text("en")
    ('2019年11月', '20 October 2021')
    """
    return words_from(lambda lang: date_in_words(date, lang))


def change_words(rate: Quantity) -> Words:
    """Return a rate as a rise or a fall: 增长9.54%, up 9.54%. One of which only zeros are shown has no direction.

    Examples
    --------
    >>> [change_words(Quantity(rate, "%")).text("en") for rate in ("4.2", "-13.5", "0.0")]
    ['up 4.2%', 'down 13.5%', 'unchanged (0.0%)']
    >>> change_words(Quantity("-0.04", "%").shown(1)).text("en")
    'hardly changed (0.0%)'
    """
    if rate == 0:
        return words("持平（{rate}）", "unchanged ({rate})", rate=rate)
    if rate.prints_as_zero:
        return words("基本持平（{rate:abs}）", "hardly changed ({rate:abs})", rate=rate)
    if rate > 0:
        return words("增长{rate}", "up {rate}", rate=rate)
    return words("下降{rate:abs}", "down {rate:abs}", rate=rate)


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
