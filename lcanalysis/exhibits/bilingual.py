"""What all bilingual exhibits share: they show one language in the notebook and carry both, with their numbers, as JSON.

The JSON travels in the executed notebook beside the HTML. Pages, Word files, workbooks, ``results.json`` and the
comparison of editions are made from it, so that none of them reads HTML and one execution serves both languages.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, Final

from lcanalysis.errors import UsageError
from lcanalysis.quantities import Quantity
from lcanalysis.wording import LANGUAGES, headed, preferred_lang

EXHIBIT_MIME: Final = "application/vnd.lcanalysis.exhibit+json"
"""MIME type under which an executed notebook keeps what a page shows of an exhibit, in both languages."""

Number = tuple[str, Quantity | str]
"""A number, or the code of a word, with the key it is kept under."""


class BilingualExhibit(ABC):
    """An object that a notebook cell ends with and a page shows, in either language.

    Its JSON has ``id``, ``kind`` (text, table, chart), ``numbers`` (by key: value as shown, unit, trace), and under the
    name of each language what is shown in it.
    """

    id: str
    kind: str

    @abstractmethod
    def numbers(self) -> Iterable[Number]:
        """Yield the numbers and codes that the exhibit shows, with their keys."""

    @abstractmethod
    def name(self, key: str, lang: str) -> str:
        """Return what a number is called by itself, outside the exhibit, such as in a comparison of editions."""

    @abstractmethod
    def shown(self, lang: str) -> dict[str, Any]:
        """Return what is shown in `lang`, as JSON values."""

    @abstractmethod
    def html(self, lang: str) -> str:
        """Return the exhibit as HTML for the notebook."""

    @abstractmethod
    def plain(self, lang: str) -> str:
        """Return the exhibit as plain text."""

    def details(self) -> dict[str, Any]:
        """Return further entries of the JSON, which are the same in both languages."""
        return {}

    def results(self) -> dict[str, dict[str, Any]]:
        """Return the numbers by key, as ``results.json`` holds them: value as shown, unit, trace, and its name in both languages.

        One number may stand there with more and with fewer digits: the most are kept. Raises `UsageError` if two numbers of the
        exhibit have one key.
        """
        found: dict[str, Quantity | str] = {}
        for key, number in self.numbers():
            held = found.setdefault(key, number)
            if held != number:
                raise UsageError("exhibit.two_numbers", exhibit=self.id, number=key)
            if isinstance(held, Quantity) and isinstance(number, Quantity) and number.places > held.places:
                found[key] = number
        return {key: _result(number) | {"name": self._names(key)} for key, number in found.items()}

    def _names(self, key: str) -> dict[str, str]:
        return {lang: headed(self.name(key, lang)) for lang in LANGUAGES}

    def to_json(self) -> dict[str, Any]:
        """Return the exhibit in both languages with its numbers, as JSON values."""
        shown: dict[str, Any] = {lang: self.shown(lang) for lang in LANGUAGES}
        return {"id": self.id, "kind": self.kind, **self.details(), **shown, "numbers": self.results()}

    def _repr_mimebundle_(self, **_wanted: Any) -> dict[str, Any]:
        lang = preferred_lang()
        return {"text/plain": self.plain(lang), "text/html": self.html(lang), EXHIBIT_MIME: self.to_json()}


def _result(number: Quantity | str) -> dict[str, Any]:
    if isinstance(number, str):
        return {"value": str(number), "unit": "", "trace": list(getattr(number, "trace", ()))}
    return number.result()
