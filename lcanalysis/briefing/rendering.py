"""One page: an executed notebook as a self-contained HTML file that opens anywhere and asks no network."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from nbformat import NotebookNode

from lcanalysis.briefing.cells import page_lang, parameters_of, shown_cells
from lcanalysis.briefing.masthead import Edition, page_name
from lcanalysis.briefing.outputs import Outputs
from lcanalysis.briefing.prose import Prose, contents_html
from lcanalysis.wording import Lang, require_lang, say

HTML_LANG: Final[dict[str, str]] = {"zh": "zh-CN", "en": "en"}
INDEX: Final = "index.html"


def render_page(
    notebook: NotebookNode | None,
    *,
    run_id: str,
    lang: str | None = None,
    edition: Edition | None = None,
    siblings: Sequence[str] = (),
    error: str = "",
) -> str:
    """Return the page of a run in one language.

    Parameters
    ----------
    notebook
        The executed notebook; None for a run of which nothing could be kept.
    run_id
        Names the run's files; the title where the notebook has no heading.
    lang
        Language shown; by default the notebook's own parameter `lang`, else Chinese.
    edition
        What the header and footer say; without it the page stands alone, with no link to an index.
    siblings
        The languages this run has pages in, for the switch in the header.
    error
        Of a failed run, why; the page then says first that it is not complete.

    Raises
    ------
    PageError
        If a picture has no alt text of its own, or prose shows a picture that lies elsewhere.
    """
    language = page_lang(notebook) if lang is None else require_lang(lang)
    prose = Prose()
    body = _body(notebook, language, prose)
    title = prose.headings[0].text if prose.headings else run_id
    return fill(
        "page.html.j2",
        language,
        title,
        edition,
        body=Markup(body),  # noqa: S704 (every part of it is escaped where it is made)
        has_heading=bool(prose.headings),
        contents=Markup(contents_html(prose.headings, say("page.contents", language))),  # noqa: S704
        switches=[(other, page_name(run_id, other)) for other in siblings if other != language],
        parameters=parameters_of(notebook),
        error=error,
    )


def fill(template: str, lang: Lang, title: str, edition: Edition | None, **values: Any) -> str:
    """Return a template filled with `values` and what every page of an edition has."""
    header = edition.plan.title(lang) if edition else ""
    style = f"{stylesheet()}\n{print_header(header or title, lang)}"
    return (
        templates()
        .get_template(template)
        .render(
            lang=lang,
            html_lang=HTML_LANG[lang],
            html_langs=HTML_LANG,
            title=title,
            edition=edition,
            index=INDEX,
            style=Markup(style),  # noqa: S704 (ours, and the escaped header)
            policy=policy(style),
            say=say,
            **values,
        )
    )


@cache
def templates() -> Environment:
    """Return the environment of the templates: escaping on, an unknown name an error."""
    return Environment(
        loader=PackageLoader("lcanalysis.briefing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def stylesheet() -> str:
    """Return the style of every page, without comments and indentation."""
    loader = templates().loader
    if loader is None:
        raise LookupError("the templates have no loader")
    text = loader.get_source(templates(), "page.css")[0]
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def print_header(text: str, lang: str) -> str:
    """Return the rule for the running header and the page numbers of a print."""
    number = say("page.print_pages", lang, page="\0page\0", pages="\0pages\0").split("\0")
    pages = " ".join(f"counter({part})" if part in {"page", "pages"} else _css_string(part) for part in number)
    return f"@page{{@top-left{{content:{_css_string(text)}}}@bottom-center{{content:{pages}}}}}"


def _css_string(text: str) -> str:
    return '"' + "".join(char if char.isalnum() else f"\\{ord(char):x} " for char in text) + '"'


def policy(style: str) -> str:
    """Return the content security policy of a page: its own style, pictures in it, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


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


def _body(notebook: NotebookNode | None, lang: Lang, prose: Prose) -> str:
    outputs, code, parts = Outputs(lang, prose), _Code(lang, []), list[str]()
    for cell in shown_cells(notebook, lang):
        if cell.cell_type == "markdown":
            parts.append(prose.html(cell.source))
        elif cell.cell_type == "code" and cell.source.strip():
            code.sources.append(cell.source.strip())
            shown = [html for html in map(outputs.html, cell.outputs) if html]
            parts += [*shown, code.take()] if shown else []
    return "\n".join([*parts, code.take()])
