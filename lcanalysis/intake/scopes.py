"""Finds the scope that a sheet names: firms above scale, all of society and others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.labels import narrow

_WORDS: Final = {
    "规模以上": r"规模以上|规上(?=企业|工业)|above (?:the )?(?:designated )?(?:scale|size)",
    "规模以下": r"规模以下|规下(?=企业|工业)|below (?:the )?(?:designated )?(?:scale|size)",
    "限额以上": "限额以上|限上(?=企业|单位)",
    "限额以下": "限额以下|限下(?=企业|单位)",
    "全社会": "全社会",
    "全口径": "全口径",
}


def scope_said(texts: Iterable[str], definition: Definition, usual: str) -> tuple[str, str]:
    """Return the scope that texts of a sheet name, and the word; `usual` and no word if they name none.

    The scope is empty if plan.yml declares none, or several, of that word.
    """
    said = {
        word for word, pattern in _WORDS.items() for text in texts if re.search(pattern, narrow(text), re.IGNORECASE)
    }
    words = "、".join(sorted(said))
    if not said:
        return usual, ""
    held = definition.scopes[usual].zh if usual in definition.scopes else ""
    if all(word in held for word in said):
        return usual, words
    found = [code for code, scope in definition.scopes.items() if all(word in scope.zh for word in said)]
    return (found[0] if len(found) == 1 else ""), words
