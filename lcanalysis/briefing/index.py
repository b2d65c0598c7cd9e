"""The index of an edition, a page for each language: every run with its verdict in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat
from markupsafe import Markup

from lcanalysis.briefing.masthead import TABLES, WORKBOOK, Edition, index_name
from lcanalysis.briefing.page_frame import fill
from lcanalysis.briefing.prose import Prose, first_paragraph
from lcanalysis.notebooks.notebook_cells import answer_markdown, shown_cells
from lcanalysis.periods import edition_in_words
from lcanalysis.wording import Lang, say

# Not what a run is about: the language stands beside it, and all runs share the plan folder.
COMMON_PARAMETERS = frozenset({"lang", "data"})
STOPS = ".!?。！？…"


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A run in one language, as a line of the index; without a `page` where there is nothing to say."""

    lang: Lang
    page: str
    title: str
    verdict: Markup
    is_done: bool
    parameters: str
    error: str = ""
    is_older: bool = False

    @property
    def stop(self) -> str:
        """The full stop that a verdict lacks which is a headline on its page; empty where it ends as a sentence."""
        text = self.verdict.striptags().rstrip("\N{RIGHT DOUBLE QUOTATION MARK}")
        return say("page.full_stop", self.lang) if text and text[-1] not in STOPS else ""


def page_title(notebook: nbformat.NotebookNode | None, lang: str) -> str:
    """Return the first heading that a notebook shows in `lang`; empty if it has none."""
    prose = Prose()
    for cell in shown_cells(notebook, lang):
        if cell.cell_type == "markdown":
            prose.html(cell.source)
        if prose.headings:
            return prose.headings[0].text
    return ""


def verdict_line(notebook: nbformat.NotebookNode | None, lang: str) -> Markup:
    """Return the first paragraph of a page's answer, as HTML."""
    return Markup(Prose().inline(first_paragraph(answer_markdown(notebook, lang))))  # noqa: S704 (escaped by the renderer)


def parameters_line(parameters: Mapping[str, Any]) -> str:
    """Return the parameters that tell a run from others of its notebook.

    >>> parameters_line({"lang": "zh", "segment": "copper", "goal_growth_pct": 5.0})
    'segment = copper, goal_growth_pct = 5.0'
    """
    return ", ".join(f"{name} = {value}" for name, value in parameters.items() if name not in COMMON_PARAMETERS)


def render_indexes(edition: Edition, entries: Sequence[IndexEntry]) -> dict[str, str]:
    """Return the index in each language, by file name; each leads to the others."""
    languages = tuple(dict.fromkeys((*edition.languages, *(entry.lang for entry in entries))))
    names = {lang: index_name(lang, languages) for lang in languages}
    return {name: _rendered(edition, entries, lang, names) for lang, name in names.items()}


def _rendered(edition: Edition, entries: Sequence[IndexEntry], lang: Lang, names: Mapping[Lang, str]) -> str:
    return fill(
        "index.html.j2",
        lang,
        re.sub(r"\s+", " ", say("page.index_title", lang, edition=edition_in_words(edition.name, lang))),
        edition,
        entries=[entry for entry in entries if entry.lang == lang],
        switches=[(other, name) for other, name in names.items() if other != lang],
        workbook=WORKBOOK if TABLES in edition.formats else "",
    )
