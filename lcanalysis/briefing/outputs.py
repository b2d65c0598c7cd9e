"""The outputs of a cell as parts of a page: figures, tables, sentences, and plain text as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import count
from typing import Any, Final

from lcanalysis.briefing.drawings import Drawings
from lcanalysis.briefing.fragments import frame_tables, html_text, reduce_html
from lcanalysis.briefing.prose import Prose, require_alt
from lcanalysis.exhibits import FOOT, foot_lines, strip_html, table_html
from lcanalysis.notebooks.notebook_cells import exhibit_of, is_answer, joined, shown_in
from lcanalysis.title_html import title_html
from lcanalysis.wording import say

# Colours of a terminal, in tracebacks and progress messages.
ESCAPES: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
PICTURES: Final = ("image/svg+xml", "image/png", "image/jpeg")
WIDGET: Final = "application/vnd.jupyter.widget-view+json"


def _labels(key: str, lang: str) -> Iterator[str]:
    return (say(key, lang, number=number) for number in count(1))


@dataclass(slots=True)
class Outputs:
    """Renders the outputs of one page, numbering its figures and tables as they come; `names` keeps what they are called."""

    lang: str
    prose: Prose
    is_front: bool = False
    figures: Iterator[str] = field(init=False)
    tables: Iterator[str] = field(init=False)
    names: list[str] = field(init=False, default_factory=list)
    has_verdict: bool = field(init=False, default=False)
    drawings: Drawings = field(init=False, default_factory=Drawings)

    def __post_init__(self) -> None:
        self.figures = _labels("page.figure", self.lang)
        self.tables = _labels("page.table", self.lang)

    def html(self, output: Mapping[str, Any]) -> str:
        """Return one output as HTML; of its forms the richest that a page may show.

        Raises `PageError` if it is a picture without an alt text of its own.
        """
        kind = output["output_type"]
        if kind == "stream":
            return _plain(output["text"], output["name"])
        if kind == "error":
            return _plain("\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}", "error")
        return self._display(output)

    def _display(self, output: Mapping[str, Any]) -> str:
        exhibit = exhibit_of(output)
        if exhibit is not None:
            return self._exhibit(exhibit, output)
        data = {mime: joined(value) for mime, value in output["data"].items()}
        picture = next((mime for mime in PICTURES if mime in data), "")
        if picture:
            return self._figure(picture, data[picture], output.get("metadata", {}).get(picture, {}))
        if "text/html" in data:
            return self._fragment(data["text/html"])
        if "text/markdown" in data:
            return self.prose.html(data["text/markdown"])
        # A widget's text form is the name of its class: nothing for a reader.
        return "" if WIDGET in data else _plain(data.get("text/plain", ""), "result")

    def _exhibit(self, exhibit: Mapping[str, Any], output: Mapping[str, Any]) -> str:
        shown = shown_in(exhibit, self.lang)
        if exhibit["kind"] == "chart":
            return self._chart(joined(output["data"][PICTURES[0]]), shown)
        if exhibit["kind"] == "table":
            label = next(self.tables)
            name = self._named(label, shown["title"])
            table = table_html(shown | {"form": exhibit.get("form", "")}, self.lang, label)
            frame = "wide" if exhibit.get("form") and self.is_front else "scroll"
            scrolls = f' role="region" tabindex="0" aria-label="{name}"' if frame == "scroll" else ""
            return f'<div class="{frame}"{scrolls}>{table}</div>'
        if exhibit["kind"] == "strip":
            return strip_html(shown, self.lang, is_page=True)
        if exhibit.get("role") == FOOT:
            return f'<div class="foot">{self.prose.html(shown["markdown"])}</div>'
        if self.is_front and is_answer(output) and not self.has_verdict:
            self.has_verdict = True
            return self._headline(shown["markdown"])
        return self._sentence(shown["markdown"], is_answer(output))

    def _headline(self, text: str) -> str:
        """Return the answer as the headline of a first page, with the rest as its lead."""
        first, _, rest = text.partition("\n\n")
        said = self.prose.inline(first.removeprefix("**").removesuffix("**"))
        heading = self.prose.add_heading(1, html_text(reduce_html(said)))
        lead = f'<div class="lead">{self.prose.html(rest)}</div>' if rest else ""
        return f'<h1 id="{escape(heading.anchor)}">{said if "<" in said else title_html(unescape(said), self.lang)}</h1>{lead}'

    def _chart(self, content: str, about: Mapping[str, Any]) -> str:
        """Return a chart of ours, drawn for each width, in the colours of the page; its title says what it shows."""
        alt = require_alt(about.get("alt"))
        drawn = dict(about.get("widths", {}))
        # Where a page has no other drawing for screen and paper, they show the notebook's.
        drawn |= {} if "screen" in drawn else {"wide": {"svg": content, "crop": about["crop"]}}
        picture = "".join(self._sized(place, one, alt) for place, one in drawn.items())
        _, title, foot = self._captions(next(self.figures), about)
        return f'<figure><figcaption>{title}</figcaption>{picture}<div class="lc-foot">{foot}</div></figure>'

    def _figure(self, mime: str, content: str, about: Mapping[str, Any]) -> str:
        """Return a picture that is no exhibit, on white: its colours are its own."""
        alt, label = require_alt(about.get("alt")), next(self.figures)
        if mime == "image/svg+xml":
            picture = self.drawings.inline(content, alt, about.get("crop", ()))
        else:
            picture = f'<img src="data:{mime};base64,{"".join(content.split())}" alt="{escape(alt)}">'
        name, title, foot = self._captions(label, about)
        return (
            f'<figure><div class="scroll card" role="region" tabindex="0" aria-label="{name}">{picture}</div>'
            f"<figcaption>{title}{foot}</figcaption></figure>"
        )

    def _captions(self, label: str, about: Mapping[str, Any]) -> tuple[str, str, str]:
        """Return the name of a figure, its title with the line below it, and its foot."""
        lines = foot_lines(str(about.get("source", "")), about.get("notes", ()), self.lang)
        foot = "".join(f'<p class="source">{escape(line)}</p>' for line in lines)
        below = f'<p class="sub">{escape(subtitle)}</p>' if (subtitle := str(about.get("subtitle", ""))) else ""
        caption = str(about.get("caption", ""))
        said = title_html(caption, self.lang, f'<span class="label">{escape(label)}</span> ')
        title = f'<p class="title">{said}</p>{below}'
        return self._named(label, caption), title, foot

    def _named(self, label: str, title: str) -> str:
        """Return the name of a table or a figure for an attribute."""
        self.names.append(f"{label} {title}")
        return escape(self.names[-1])

    def _sized(self, place: str, drawn: Mapping[str, Any], alt: str) -> str:
        picture = self.drawings.inline(joined(drawn["svg"]), alt, drawn["crop"], is_themed=True)
        return picture.replace("<svg ", f'<svg class="on-{place}" ', 1)

    def _fragment(self, source: str) -> str:
        root = reduce_html(source)
        frame_tables(root, self.tables, say("page.scrolls", self.lang))
        return html_text(root)

    def _sentence(self, text: str, is_ours: bool) -> str:
        if is_ours and not self.has_verdict:
            self.has_verdict = True
            return f'<div class="verdict">{self.prose.html(text)}</div>'
        return self.prose.html(text)


def _plain(text: Any, kind: str) -> str:
    shown = ESCAPES.sub("", joined(text)).strip("\n")
    return f'<pre class="{kind}" tabindex="0">{escape(shown)}</pre>' if shown else ""
