"""A chart in both languages, drawn by one chart function from words and quantities that carry both."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import pandas as pd

from lcanalysis.charts.chart import PIXELS, PNG_MIME, SVG_MIME, Chart
from lcanalysis.charts.widths import DETAIL, Widths
from lcanalysis.exhibits import EXHIBIT_MIME, BilingualExhibit, Words
from lcanalysis.exhibits.bilingual import Number
from lcanalysis.exhibits.words import as_words, longest_beginning
from lcanalysis.quantities import Quantity
from lcanalysis.wording import LANGUAGES, preferred_lang, say

PAGE_LANGUAGES: Final = "LCANALYSIS_PAGE_LANGUAGES"
"""Environment variable with the languages of the pages that an execution serves: charts are drawn in each, and in all widths."""


@dataclass(frozen=True)
class BilingualChart(BilingualExhibit):
    """A chart that is drawn when it is shown, in the language it is shown in. Made by `chart`.

    Its numbers are kept as ``id/row/column`` by the labels of its table, and as ``id/option/field`` for those of a phrase.
    """

    id: str
    draw: Callable[..., Chart]
    data: tuple[Any, ...]
    options: Mapping[str, Any]
    widths: Widths = DETAIL
    kind: str = field(default="chart", init=False)
    _drawn: dict[str, Chart] = field(default_factory=dict, init=False, repr=False, compare=False)

    def numbers(self) -> Iterator[Number]:
        """Yield the quantities of the data and of the phrases, with their keys."""
        for one in self.data:
            # Rows without names are points of a line, which a table shows under keys that last.
            if isinstance(one, pd.DataFrame) and not (isinstance(one.index, pd.RangeIndex) and one.index.name is None):
                for at, *cells in one.itertuples(name=None):
                    for name, cell in zip(one.columns, cells, strict=True):
                        yield from _numbers_in(f"{self.id}/{at}/{name}", cell)
        for name, value in self.options.items():
            if isinstance(value, Words):
                yield from _numbers_in(f"{self.id}/{name}", value)

    def name(self, key: str, lang: str) -> str:
        """Return the clause of the phrase that the number stands in, or the title of the chart with the number's own name."""
        first, _, rest = key.removeprefix(f"{self.id}/").partition("/")
        value = self.options.get(first)
        if isinstance(value, Words):
            return value.around(rest, lang)
        path = key.removeprefix(f"{self.id}/")
        row = longest_beginning(path.rpartition("/")[0], self._rows)
        what = as_words(self._rows[row]).text(lang) if row else path.partition("/")[0]
        return say("exhibit.of", lang, title=self.in_language(lang).finding, what=what)

    @cached_property
    def _rows(self) -> dict[str, Any]:
        """The names of rows by their labels; of two tables, that of the first."""
        frames = (one for one in reversed(self.data) if isinstance(one, pd.DataFrame) and "name" in one)
        return {str(at): name for one in frames for at, name in one["name"].items()}

    def in_language(self, lang: str) -> Chart:
        """Return the chart as a figure with all its text in `lang`."""
        if lang not in self._drawn:
            # A document takes a chart of several widths in a width of its own.
            self._drawn[lang] = self._draw(lang, in_pixels=self.widths.of_document is None)
        return self._drawn[lang]

    def in_widths(self, lang: str) -> dict[str, dict[str, Any]]:
        """Return the drawings for places of a page that are not as wide as a notebook, with the part to show."""
        found = {}
        for name, (width, points) in self.widths.inches().items():
            drawn = self._bare(lang, width, points, in_pixels=False)
            found[name] = {"svg": drawn.svg(), "crop": drawn.described()["crop"]}
        return found

    def _bare(self, lang: str, width: float, points: float, *, in_pixels: bool = True) -> Chart:
        """Return the drawing in a width, alone: what stands above and below it is text of the page."""
        alone: dict[str, Any] = {"finding": "", "subtitle": "", "source": "", "notes": ()}
        return self._draw(lang, **alone, width_in=width, text_pt=points, in_pixels=in_pixels)

    def _draw(self, lang: str, **options: Any) -> Chart:
        data = (_said(one, lang) for one in self.data)
        given = {name: _said(value, lang) for name, value in self.options.items() if value is not None}
        return self.draw(*data, lang=lang, **{**given, **options})

    def shown(self, lang: str) -> dict[str, Any]:
        """Return what a page sets as text: title, alternative text, source, notes, and the part to show."""
        return self.in_language(lang).described()

    def html(self, lang: str) -> str:
        """Return the chart as an image with its alternative text."""
        return self.in_language(lang).image()

    def plain(self, lang: str) -> str:
        """Return the finding and the alternative text."""
        drawn = self.in_language(lang)
        return f"{drawn.finding}\n{drawn.alt}"

    def drawing(self, lang: str) -> dict[str, str]:
        """Return the chart by MIME type: as a drawing, in pixels where documents want them, as HTML, and in words."""
        drawn = self.in_language(lang)
        found = {SVG_MIME: drawn.svg(), "text/html": self.html(lang), "text/plain": self.plain(lang)}
        if os.environ.get(PIXELS):
            size = self.widths.of_document
            of_document = drawn if size is None else self._bare(lang, *size)
            found[PNG_MIME] = b64encode(of_document.png()).decode()
        return found

    def to_json(self) -> dict[str, Any]:
        """Return what the page of each language that is wanted here shows, with the numbers.

        The drawing in the language ``drawn`` stands beside this in the notebook; those in others, if wanted, under
        ``drawing``. Where pages are made, those of a chart of several widths stand under ``widths``.
        """
        own = preferred_lang()
        pages = os.environ.get(PAGE_LANGUAGES, "").split()
        wanted = [lang for lang in LANGUAGES if lang in {own, *pages}]
        shown: dict[str, Any] = {
            lang: self.shown(lang)
            | ({} if lang == own else {"drawing": self.drawing(lang)})
            | ({"widths": self.in_widths(lang)} if pages else {})
            for lang in wanted
        }
        return {"id": self.id, "kind": self.kind, "drawn": own, **shown, "numbers": self.results()}

    def _repr_mimebundle_(self, **_wanted: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # type: ignore[override]
        lang = preferred_lang()
        found = self.drawing(lang)
        pictures = [mime for mime in (SVG_MIME, PNG_MIME) if mime in found]
        return {**found, EXHIBIT_MIME: self.to_json()}, dict.fromkeys(pictures, self.shown(lang))


def chart(
    exhibit: str, draw: Callable[..., Chart], /, *data: Any, widths: Widths = DETAIL, **options: Any
) -> BilingualChart:
    """Return a chart in both languages.

    - `exhibit`: its name on the page; its numbers are kept below it.
    - `draw`: a chart function, such as ``lc.charts.draw_scenarios``; it is called for each language with `lang`, and
      for each width with `width_in` and `text_pt`.
    - `*data`, `**options`: what the function takes besides its language. A phrase of `words`, also within a table, a
      list or a record, becomes text of the language; a quantity keeps its digits. An option that is None is left out.
    - `widths`: the widths that a page draws it in; a first page has others, such as `lcanalysis.charts.widths.LEADING`.

    Raises `LcAnalysisError` what the chart function raises.

    >>> from lcanalysis.charts import draw_scenarios
    >>> from lcanalysis.exhibits import words
    >>> points = [{"kind": "history", "label": "", "year": year, "value": year - 1900} for year in (2017, 2018)]
    >>> drawn = chart("paths", draw_scenarios, points, name=words("产量", "output"), unit="吨")
    >>> drawn.in_language("en").lang
    'en'
    """
    made = BilingualChart(exhibit, draw, data, options, widths)
    made.in_language(preferred_lang()).drawn()  # a fault is the cell's, and not one of its display
    return made


def _numbers_in(key: str, value: Any) -> Iterator[Number]:
    if isinstance(value, Quantity):
        yield key, value
    elif isinstance(value, Words):
        yield from ((f"{key}/{name}", number) for name, number in value.numbers())


def _said(value: Any, lang: str) -> Any:
    """Return an argument for one language."""
    if isinstance(value, Words):
        return value.text(lang)
    if isinstance(value, pd.DataFrame):
        return value.astype("object").map(lambda cell: _said(cell, lang))
    if isinstance(value, Mapping):
        return value[lang] if value.keys() == set(LANGUAGES) else {key: _said(one, lang) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_said(one, lang) for one in value]
    return value
