"""click's own words, for help and usage errors, in the language that was asked for."""

from __future__ import annotations

import sys
from functools import cache
from gettext import gettext, ngettext
from pathlib import Path

from lcanalysis.catalogues import read_po

CHINESE = Path(__file__).with_name("click.zh.po")


def speak(lang: str) -> None:
    """Let click say in `lang` what it says itself; a phrase that the catalogue lacks stays English.

    click asks gettext, which reads compiled catalogues in the language of the environment only. Ours are texts, and
    ``--lang`` decides; so what click's modules have imported of gettext is set for this process.
    """
    phrases = _chinese() if lang == "zh" else {}

    def one(text: str) -> str:
        return phrases.get(text) or gettext(text)

    def many(singular: str, plural: str, number: int) -> str:
        return phrases.get(singular if number == 1 else plural) or ngettext(singular, plural, number)

    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            for imported, said in (("_", one), ("ngettext", many)):
                if hasattr(module, imported):
                    setattr(module, imported, said)


@cache
def _chinese() -> dict[str, str]:
    with CHINESE.open("rb") as file:
        catalogue = read_po(file, locale="zh", charset="utf-8")
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
