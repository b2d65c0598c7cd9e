"""The frame of every page: templates, style, and content security policy. Nothing here is slow to import."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from lcanalysis.briefing.masthead import INDEX, index_name
from lcanalysis.periods import date_in_words, dates_in_words, edition_in_words
from lcanalysis.safe_text import for_page
from lcanalysis.title_html import title_html
from lcanalysis.wording import Lang, headed, say

if TYPE_CHECKING:
    from lcanalysis.briefing.masthead import Edition

FRONT: Final = "front.html.j2"
"""The template of a first page."""
HTML_LANG: Final[dict[str, str]] = {"zh": "zh-CN", "en": "en"}


def fill(template: str, lang: Lang, title: str, edition: Edition | None, **values: Any) -> str:
    """Return a template filled with `values` and what every page of an edition has."""
    header = edition.plan.title(lang) if edition else ""
    # A first page is one sheet, with its masthead on it.
    is_front = template == FRONT
    if is_front:
        style = "\n".join((stylesheet("front.css"), directions(lang, edition), print_letters(values["print_size"])))
    else:
        style = f"{stylesheet()}\n{print_margins(title, header, lang)}"
    return for_page(
        templates()
        .get_template(template)
        .render(
            lang=lang,
            html_lang=HTML_LANG[lang],
            html_langs=HTML_LANG,
            title=title,
            edition=edition,
            index=index_name(lang, edition.languages) if edition else INDEX,
            style=Markup(style),  # noqa: S704 (ours, and the escaped header)
            policy=policy(style),
            say=say,
            date_in_words=date_in_words,
            dates_in_words=dates_in_words,
            edition_in_words=edition_in_words,
            **values,
        )
    )


@cache
def templates() -> Environment:
    """Return the environment of the templates: escaping on, an unknown name an error."""
    made = Environment(
        loader=PackageLoader("lcanalysis.briefing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["in_clauses"] = lambda title, lang: Markup(title_html(title, lang))  # noqa: S704 (escaped)
    made.filters["headed"] = headed
    return made


@cache
def stylesheet(name: str = "page.css") -> str:
    """Return the style of every page, or of a first page, without comments and indentation."""
    loader = templates().loader
    if loader is None:
        raise LookupError("the templates have no loader")
    text = loader.get_source(templates(), name)[0]
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def directions(lang: Lang, edition: Edition | None) -> str:
    """Return the rule for the colours of a rise and a fall: as the plan sets them, or as readers of `lang` expect."""
    set_by_plan = edition.plan.red_rises if edition else {}
    rise, fall = ("red", "blue") if set_by_plan.get(lang, lang == "zh") else ("blue", "red")
    return f":root{{--rise:var(--{rise});--fall:var(--{fall})}}"


def print_letters(size_pt: float) -> str:
    """Return the rule for the size of letters on paper."""
    return f"@media print{{:root{{--size:{size_pt:g}pt}}}}"


def print_margins(title: str, plan: str, lang: str) -> str:
    """Return the rule for the margins of a print: the title of the page above, plan and page number below."""
    number = say("page.print_pages", lang, page="\0page\0", pages="\0pages\0").split("\0")
    pages = " ".join(f"counter({part})" if part in {"page", "pages"} else _css_string(part) for part in number)
    held = {"top-left": _css_string(title), "bottom-left": _css_string(plan), "bottom-right": pages}
    return f"@page{{{''.join(f'@{place}{{content:{content}}}' for place, content in held.items())}}}"


def _css_string(text: str) -> str:
    return '"' + "".join(char if char.isalnum() else f"\\{ord(char):x} " for char in text) + '"'


def policy(style: str) -> str:
    """Return the content security policy of a page: its own style, pictures in it, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
