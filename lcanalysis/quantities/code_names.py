"""Finds a plan's codes by what a user types: the code itself, or the name in either language."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from lcanalysis.definition import Definition, Name
from lcanalysis.errors import UsageError
from lcanalysis.wording import say

_NEAREST: Final = 3
_ALIKE: Final = 0.4


class UnknownNameError(UsageError):
    """A name that the plan does not have; the message gives the nearest, by code and by name in its language."""

    def text(self, lang: str) -> str:
        """Return the whole message in `lang`."""
        near = tuple(f"{code} ({name})" for code, name in self.fields[f"near_{lang}"])
        return say(self.key, lang, name=self.fields["name"], near=near)


def indicator_code(definition: Definition, name: str) -> str:
    """Return the code of an indicator.

    Raises `UnknownNameError` if the plan has none of that code or name.
    """
    return _code(definition.indicators, name, "quantities.unknown_indicator")


def entity_code(definition: Definition, name: str) -> str:
    """Return the code of an entity, which may be named by an alias as well. Raises as `indicator_code` does."""
    for code, entity in definition.entities.items():
        if name in entity.aliases and name not in definition.entities:
            return code
    return _code(definition.entities, name, "quantities.unknown_entity")


def area_code(definition: Definition, name: str) -> str:
    """Return the code of an area. Raises as `indicator_code` does."""
    return _code(definition.areas, name, "quantities.unknown_area")


def _code(register: Mapping[str, Name], name: str, key: str) -> str:
    if name in register:
        return name
    by_name = {shown.casefold(): code for code, one in register.items() for shown in (one.en, one.zh)}
    if str(name).casefold() in by_name:
        return by_name[str(name).casefold()]
    known = {code.casefold(): code for code in register} | by_name
    found = get_close_matches(str(name).casefold(), known, n=_NEAREST, cutoff=_ALIKE)
    near = dict.fromkeys(known[one] for one in found) or dict.fromkeys(list(register)[: 2 * _NEAREST])
    by_lang = {f"near_{lang}": tuple((code, register[code].text(lang)) for code in near) for lang in ("zh", "en")}
    raise UnknownNameError(key, name=str(name), **by_lang)
