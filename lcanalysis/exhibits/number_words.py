"""How a number is written in a sentence, by the format of its field."""

from __future__ import annotations

import re
from typing import Final

from lcanalysis.errors import UsageError
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.probability import Probability
from lcanalysis.wording import counted, say

ABOUT: Final = "about"
_FORMAT: Final = re.compile(r"(?P<sign>abs|\+)?(?P<form>[ns])?(?:\.(?P<places>\d+))?")


def places_of(spec: str) -> int | None:
    """Return how many decimals a format asks for; None if it leaves that to the number.

    >>> places_of("abs.2"), places_of("year|years")
    (2, None)
    """
    form = _FORMAT.fullmatch(spec)
    return int(form["places"]) if form is not None and form["places"] is not None else None


def quantity_in_words(number: Quantity, lang: str, spec: str = "") -> str:
    """Return a quantity as it stands in a sentence of `lang`.

    `spec` is empty, or ``abs`` (without its sign) or ``+`` (with it, also above zero), then ``n`` (without its unit) or
    ``s`` (with the short name of its English unit: bn yuan), then ``.1`` (so many decimals); or ``year|years``, the word
    after one and after any other number; or ``about``, which says that a probability is rounded, unless it is a bound.

    Raises `UsageError` if `spec` is none of these.

    >>> drop = Quantity("-7.745", "%")
    >>> [quantity_in_words(drop, "zh", spec) for spec in ("", "abs", "abs.2", "n")]
    ['-7.7%', '7.7%', '7.75%', '-7.7']
    >>> [quantity_in_words(Quantity("813.9", "亿元", decimals=1), "en", spec) for spec in ("", "s")]
    ['81.39 billion yuan', '81.39 bn yuan']
    >>> [quantity_in_words(Probability(pct, "%"), "en", "about") for pct in (64.8, 2)]
    ['about 65%', 'below 5%']
    """
    if spec == ABOUT:
        is_bound = isinstance(number, Probability) and number.is_bound
        return number.text(lang) if is_bound else say("quantities.about", lang, value=number.text(lang))
    if "|" in spec:
        return counted(number.digits(lang), spec)
    form = _FORMAT.fullmatch(spec)
    if form is None:
        raise UsageError("exhibit.unknown_format", spec=spec)
    if form["places"] is not None:
        number = number.shown(int(form["places"]))
    said = abs(number) if form["sign"] == "abs" else number
    text = said.digits(lang) if form["form"] == "n" else said.text(lang, is_short=form["form"] == "s")
    if form["sign"] != "+":
        return text
    is_rise = number > 0 and any(digit in text for digit in "123456789")  # what rounds to zero has no sign
    return f"+{text}" if is_rise else text
