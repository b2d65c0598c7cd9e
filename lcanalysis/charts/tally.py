"""Counts of rises and falls in words, for one thing or many, with those that did not move."""

from __future__ import annotations

from collections.abc import Mapping

from lcanalysis.wording import say


def movement_kind(rose: int, fell: int, total: int) -> str:
    """Return which finding holds: ``one_rose``, ``all_fell``, ``both`` (each of many rose or fell), or ``mixed``.

    >>> [movement_kind(*counts) for counts in ((1, 0, 1), (0, 3, 3), (0, 0, 2), (2, 1, 3), (2, 0, 3))]
    ['one_rose', 'all_fell', 'all_same', 'both', 'mixed']
    """
    directions = {"rose": rose, "fell": fell, "same": total - rose - fell}
    if total in directions.values():
        direction = next(name for name, count in directions.items() if count == total)
        return f"{'one' if total == 1 else 'all'}_{direction}"
    return "mixed" if directions["same"] else "both"


def counts_in_words(family: str, rose: int, fell: int, total: int, lang: str) -> str:
    """Return how many moved either way or not at all; a direction that nothing took is not named."""
    directions = {"rose": rose, "fell": fell, "same": total - rose - fell}
    each = (say(f"charts.{family}_{name}", lang, count=count) for name, count in directions.items() if count)
    return say("charts.list_comma", lang).join(each)


def extremes_in_words(family: str, lang: str, facts: Mapping[str, object]) -> str:
    """Return what rose most and what fell most, by the counts in `facts`; of a direction that one alone took, that it did."""
    keys = {name: "one" if facts[name] == 1 else "most" for name in ("rose", "fell") if facts[name]}
    told = (say(f"charts.{family}_{name}_{which}", lang, **facts) for name, which in keys.items())
    return say("charts.list_clauses", lang).join(told)
