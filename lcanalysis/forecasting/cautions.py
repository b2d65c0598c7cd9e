"""What a reader of a forecast must know, as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from lcanalysis.errors import FaultsError, LcAnalysisError
from lcanalysis.exhibits import Words, catalogue_words
from lcanalysis.forecasting.reference_class import ReferenceClass
from lcanalysis.wording import preferred_lang, say

UNCHOSEN: Final = "forecast.caution_general_most"
"""Of a forecast for which no class was chosen: what is said of its classes is said accordingly."""
_REFUSALS: Final = {
    "forecast.too_few": "forecast.refused_too_few",
    "forecast.too_few_known": "forecast.refused_too_few",
    "forecast.too_few_after_break": "forecast.refused_after_break",
    "forecast.nothing_published": "forecast.refused_nothing",
    "forecast.nothing_published_by": "forecast.refused_nothing",
    "forecast.not_positive": "forecast.refused_not_positive",
}


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a reader of the result must know: a key of the catalogue and its fields."""

    key: str
    fields: dict[str, Any] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """Return the sentence in `lang`; reference classes among the fields are written with their titles."""
        return say(self.key, lang, **{name: in_words(value, lang) for name, value in self.fields.items()})

    def __str__(self) -> str:
        return self.text(preferred_lang())


def refusal_words(problem: LcAnalysisError) -> Words:
    """Return why figures allow no forecast, as a page says it: without codes of series and names of arguments."""
    told = problem.faults if isinstance(problem, FaultsError) else (problem,)
    known = next((one for one in told if one.key in _REFUSALS), None)
    if known is None:
        return catalogue_words("forecast.refused_otherwise")
    return catalogue_words(_REFUSALS[known.key], **known.fields)


def class_titles(references: Iterable[ReferenceClass], cautions: Iterable[Caution], lang: str) -> str:
    """Return the titles of the classes that a forecast rests on; where none was chosen, they have the lesser part."""
    titles = say("forecast.and", lang).join(reference.title(lang) for reference in references)
    is_chosen = all(each.key != UNCHOSEN for each in cautions)
    return titles if is_chosen else say("forecast.classes_unchosen", lang, classes=titles)


def in_words(value: Any, lang: str) -> Any:
    """Return a field of a sentence as text: a phrase, a span of years, the title of a class, or a list of these."""
    if isinstance(value, Words):
        return value.text(lang)
    if isinstance(value, range):
        first, last = value[0], value[-1]
        return str(first) if first == last else say("forecast.years_span", lang, first=first, last=last)
    if isinstance(value, tuple):
        return say("forecast.and", lang).join(str(in_words(each, lang)) for each in value)
    return value.title(lang) if isinstance(value, ReferenceClass) else value
