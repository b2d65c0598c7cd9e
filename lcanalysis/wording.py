"""Every reader-facing phrase by key, in Chinese and in English.

The phrases live in gettext catalogues, `locale/<lang>/<domain>.po`, one domain per stage of the data's
way. A key is `domain.name`; its text may hold `str.format` fields. A missing key is an error: a page that
silently falls back to a key or to the other language must never reach a reader.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final, Literal, Protocol, runtime_checkable

from lcanalysis.safe_text import isolated


@contextmanager
def _known_zone() -> Iterator[None]:
    """Set a valid time zone while babel is imported: it looks up the local one then, and fails if that is invalid."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before


with _known_zone():
    from babel.messages.pofile import read_po

Lang = Literal["zh", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = ("zh", "en")
_SESSION: Final[dict[str, Lang]] = {}
"""The language that was set for this session, under the key `lang`."""
CATALOGUES: Final = Path(__file__).parent / "locale"


@runtime_checkable
class _Worded(Protocol):
    def text(self, lang: str) -> str:
        """Return the words in `lang`."""


class MissingWordingError(KeyError):
    """A phrase is asked for that a catalogue does not hold: a fault of ours, never the user's."""


def require_lang(lang: str) -> Lang:
    """Return `lang` if it is a language of the catalogues.

    Raises `ValueError` if it is another language; the message lists the known ones.

    >>> require_lang("zh")
    'zh'
    """
    if lang not in LANGUAGES:
        raise ValueError(f"lang must be one of {', '.join(LANGUAGES)} (got {lang!r})")
    return lang


def set_session_lang(lang: str) -> Lang:
    """Set the language of messages and results for the rest of this session, and return it.

    `lcanalysis.load` and `lcanalysis.use_style` call it with the `lang` that they are given.

    Raises `ValueError` if `lang` is not a language of the catalogues.
    """
    _SESSION["lang"] = require_lang(lang)
    return _SESSION["lang"]


def preferred_lang() -> Lang:
    """Return the language of messages, and of results for which none is given.

    It is the one set for the session, else `LCANALYSIS_LANG`, else Chinese if the locale is Chinese, else English.
    """
    if "lang" in _SESSION:
        return _SESSION["lang"]
    declared = os.environ.get("LCANALYSIS_LANG", "")
    if declared in LANGUAGES:
        return declared
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if locale.startswith("zh") else "en"


@cache
def load_catalogue(domain: str, lang: Lang) -> dict[str, str]:
    """Return the phrases of one domain in one language, by their full key."""
    path = CATALOGUES / lang / f"{domain}.po"
    if not path.is_file():
        raise MissingWordingError(f"no catalogue {lang}/{domain}.po")
    with path.open("rb") as file:
        catalogue = read_po(file, locale=lang, charset="utf-8")
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


def say(key: str, lang: str, /, **values: object) -> str:
    """Return the phrase `key` in `lang`, with its fields filled from `values`.

    A tuple is written as a list, with 、 in Chinese and commas in English; an item that has both languages, such as a unit,
    is written in `lang`. A field ``{count:file|files}`` is a number followed by its noun, the first form after one.

    Raises `MissingWordingError` if the catalogue lacks the key, or the phrase has a field that `values` lacks.

    >>> say("unit.pp", "zh"), say("unit.pp", "en")
    ('个百分点', 'percentage points')
    >>> say("errors.unknown_unit", "en", unit="kg", known=("t", "g"))
    'unknown unit kg; known are t, g'
    >>> say("changes.group_code", "en", count=1)
    'Program: 1 file differs'
    """
    text = load_catalogue(key.partition(".")[0], require_lang(lang)).get(key)
    if text is None:
        raise MissingWordingError(f"no {lang} wording for {key!r}")
    joint = "、" if lang == "zh" else ", "
    listed = {
        name: joint.join(isolated(one.text(lang) if isinstance(one, _Worded) else str(one)) for one in value)
        if isinstance(value, tuple)
        else isolated(value)
        if isinstance(value, str)
        else value
        for name, value in values.items()
    }
    try:
        return _COUNTING.format(text, **listed) if "|" in text else text.format(**listed)
    except (KeyError, IndexError) as missing:
        raise MissingWordingError(f"{lang} wording {key!r} needs the field {missing}") from None


def counted(number: str, forms: str) -> str:
    """Return a number with its noun: the first form of ``firm|firms`` after one, the second after any other number.

    >>> counted("1", "firm|firms"), counted("1,642", "series|series")
    ('1 firm', '1,642 series')
    """
    one, more = forms.split("|", 1)
    return f"{number} {one if number == '1' else more}"


class _Counting(Formatter):
    """Fills the fields of a phrase; a field that counts gets its noun behind the number."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        return counted(str(value), format_spec) if "|" in format_spec else format(value, format_spec)


_COUNTING: Final = _Counting()


def headed(text: str, lang: str = "en") -> str:
    """Return a phrase with a capital, as it begins a row or a sentence; Chinese is left as it is."""
    return text if lang == "zh" else text[:1].upper() + text[1:]
