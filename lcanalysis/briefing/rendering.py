"""One page: an executed notebook as a self-contained HTML file that opens anywhere and asks no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup
from nbformat import NotebookNode

from lcanalysis.briefing.front_fit import PlacedExhibit, print_size
from lcanalysis.briefing.masthead import Edition, document_name, notebook_name, page_name
from lcanalysis.briefing.outputs import Outputs
from lcanalysis.briefing.page_frame import FRONT as FRONT_PAGE
from lcanalysis.briefing.page_frame import fill
from lcanalysis.briefing.prose import PageHeading, Prose, contents_html
from lcanalysis.notebooks.notebook_cells import (
    ANNEX,
    BESIDE,
    DETAIL,
    FRONT,
    WORDS,
    exhibit_of,
    is_front,
    page_lang,
    parameters_of,
    shown_cells,
    shown_in,
    tags_of,
)
from lcanalysis.units import PERCENT, UNITS, printed_unit
from lcanalysis.wording import Lang, require_lang, say


def render_page(
    notebook: NotebookNode | None,
    *,
    run_id: str,
    lang: str | None = None,
    edition: Edition | None = None,
    siblings: Sequence[str] = (),
    error: str = "",
    with_code: bool = False,
) -> str:
    """Return the page of a run in one language.

    - `notebook`: the executed notebook; None for a run of which nothing could be kept.
    - `run_id`: names the run's files; the title where the notebook has no heading.
    - `lang`: language shown; by default the notebook's own parameter `lang`, else Chinese.
    - `edition`: what the header and footer say; without it the page stands alone, with no link to an index.
    - `siblings`: the languages this run has pages in, for the switch in the header.
    - `error`: of a failed run, why; the page then says first that it is not complete.
    - `with_code`: whether the code is shown, folded; it is in the notebook, to which the page leads.

    Raises `PageError` if a picture has no alt text of its own, or prose shows a picture that lies elsewhere.
    """
    language = page_lang(notebook) if lang is None else require_lang(lang)
    prose = Prose()
    is_first = is_front(notebook)
    body = _front_body(notebook, language, prose) if is_first else _body(notebook, language, prose, with_code=with_code)
    headings = [PageHeading(1, "", _title_of(notebook, language))] if is_first else prose.headings
    title = headings[0].text if headings else run_id
    return fill(
        FRONT_PAGE if is_first else "page.html.j2",
        language,
        title,
        edition,
        notebook=notebook_name(run_id, language, edition.languages) if edition else "",
        body=Markup(body),  # noqa: S704 (every part of it is escaped where it is made)
        has_heading=bool(prose.headings),
        contents=Markup(contents_html(prose.headings, say("page.contents", language))),  # noqa: S704
        documents=_documents(run_id, language, edition),
        switches=[(other, page_name(run_id, other)) for other in siblings if other != language],
        parameters=[(one, _unit_behind(one.unit, language)) for one in parameters_of(notebook)],
        error=error,
        print_size=print_size(list(_placed(notebook, language))) if is_first else 0,
    )


def _unit_behind(declared: str, lang: Lang) -> str:
    """Return the unit that a parameter declares, as it stands behind the value; a year needs none."""
    symbol = printed_unit(declared)
    unit = UNITS[symbol].name(lang) if symbol else declared
    if not unit or symbol == "年":
        return ""
    return unit if lang == "zh" or symbol == PERCENT else f" ({unit})"


def _documents(run_id: str, lang: str, edition: Edition | None) -> list[tuple[str, str]]:
    """Return the format and the file name of each document that lies beside the page."""
    kinds = edition.documents if edition else ()
    return [(kind, document_name(run_id, lang, kind)) for kind in kinds]


def _title_of(notebook: NotebookNode | None, lang: Lang) -> str:
    """Return the title of a first page, which stands in its masthead."""
    title = next(cell.source for cell in shown_cells(notebook, lang) if FRONT in tags_of(cell))
    return str(title).strip().lstrip("# ").partition("\n")[0]


def _front_body(notebook: NotebookNode | None, lang: Lang, prose: Prose) -> str:
    """Return the parts of a first page: no code, and side by side what stands side by side."""
    outputs, parts = Outputs(lang, prose, is_front=True), list[str]()
    for cell in shown_cells(notebook, lang):
        if cell.cell_type == "markdown" and FRONT not in tags_of(cell):
            parts.append(prose.html(cell.source))
        elif cell.cell_type == "code":
            shown = "\n".join(filter(None, map(outputs.html, cell.outputs)))
            if shown and BESIDE in tags_of(cell) and parts:
                parts[-1] = f'<div class="two"><div>{parts[-1]}</div><div>{shown}</div></div>'
            elif shown:
                parts.append(shown)
    return "\n".join(parts)


def _placed(notebook: NotebookNode | None, lang: Lang) -> Iterator[PlacedExhibit]:
    """Yield the exhibits of a first page."""
    for cell in shown_cells(notebook, lang):
        exhibits = [exhibit_of(output) for output in cell.get("outputs", ())]
        for at, exhibit in enumerate(one for one in exhibits if one is not None):
            yield PlacedExhibit(exhibit, shown_in(exhibit, lang), at == 0 and BESIDE in tags_of(cell))


@dataclass(slots=True)
class _Code:
    """Code that was not shown yet: it goes with the next output, so that a page is not littered with it."""

    lang: str
    sources: list[str]

    def take(self) -> str:
        source, self.sources = "\n\n".join(self.sources), []
        label = escape(say("page.code", self.lang))
        text = escape(source)
        return (
            f'<details class="code"><summary>{label}</summary><pre tabindex="0"><code>{text}</code></pre></details>'
            if source
            else ""
        )


@dataclass(slots=True)
class _Detail:
    """A part of the annex, folded: its title as HTML, and what stands below it."""

    title: str
    parts: list[str]

    def html(self) -> str:
        shown = "\n".join(self.parts)
        return f'<details class="detail"><summary>{self.title}</summary>\n{shown}\n</details>'


def _body(notebook: NotebookNode | None, lang: Lang, prose: Prose, *, with_code: bool) -> str:
    outputs, code = Outputs(lang, prose), _Code(lang, [])
    parts, annex, details = list[str](), "", list[_Detail]()
    for cell in shown_cells(notebook, lang):
        tags, named = tags_of(cell), len(outputs.names)
        title, shown = "", list[str]()
        if ANNEX in tags:
            annex = prose.html(cell.source)
        elif cell.cell_type == "markdown":
            first, _, rest = cell.source.partition("\n")
            title, text = (prose.html(first), rest) if DETAIL in tags else ("", cell.source)
            shown = [prose.html(text)]
        elif cell.cell_type == "code":
            is_analysis = with_code and cell.source.strip() and WORDS not in tags
            code.sources += [cell.source.strip()] if is_analysis else []
            shown = [html for html in map(outputs.html, cell.outputs) if html]
            shown += [code.take()] if shown else []
            title = escape(next(iter(outputs.names[named:]), "")) if DETAIL in tags else ""
        if title and annex:
            details.append(_Detail(title, []))
        (details[-1].parts if details else parts).extend(shown)
    if details:
        parts.append(f'<section class="annex">{annex}{"".join(detail.html() for detail in details)}</section>')
    return "\n".join([*parts, code.take()])
