"""Markdown prose as HTML: no raw HTML, no foreign pictures, headings in one unbroken order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lcanalysis.errors import PageError
from lcanalysis.title_html import title_html

CHINESE: Final = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”‘’…]"
CHINESE_AT_END: Final = re.compile(f"{CHINESE}$")
CHINESE_AT_START: Final = re.compile(f"^{CHINESE}")
LETTERS: Final = re.compile(r"[^\w]+")
# The text nbconvert gives to a picture that has none: it satisfies checkers and says nothing.
PLACEHOLDERS: Final = frozenset({"no description has been provided for this image", "image", "figure", "png", "svg"})


@dataclass(frozen=True, slots=True)
class PageHeading:
    """A heading of the page: level 1 to 6, the anchor it has, and its text."""

    level: int
    anchor: str
    text: str


def require_alt(alt: object) -> str:
    """Return the alt text of a picture.

    Raises `PageError` if there is none, or only a placeholder.

    >>> require_alt(" Revenue rose by 14.9%. ")
    'Revenue rose by 14.9%.'
    """
    text = " ".join(str(alt or "").split())
    if not text or text.rstrip(".").casefold() in PLACEHOLDERS:
        raise PageError("page.no_alt", found=text)
    return text


class Prose:
    """Renders the prose of one page, and keeps its headings for the table of contents.

    The first heading of the page has level 1, any other at least 2, and none lies more than one level below
    the one before it; anchors are unique.
    """

    def __init__(self) -> None:
        self.headings: list[PageHeading] = []
        self._anchors: set[str] = set()
        self._parser = MarkdownIt("commonmark", {"html": False}).enable("table")

    def html(self, text: str) -> str:
        """Return Markdown `text` as HTML.

        Raises `PageError` if it shows a picture from elsewhere, or one without alt text.
        """
        tokens = self.tokens(text)
        for before, token in pairwise(tokens):
            if before.type == "heading_open":
                _break_between_clauses(token.children or ())
        return str(self._parser.renderer.render(tokens, self._parser.options, {}))

    def tokens(self, text: str) -> list[Token]:
        """Return Markdown `text` as tokens, headings with the level and the anchor they have on the page.

        Raises `PageError` as `html`.
        """
        tokens = self._parser.parse(text)
        for index, token in enumerate(tokens):
            if token.type == "heading_open":
                heading = self.add_heading(int(token.tag[1]), plain_text(tokens[index + 1]))
                token.tag = tokens[index + 2].tag = f"h{heading.level}"
                token.attrSet("id", heading.anchor)
            if token.children:
                _require_own_pictures(token.children)
                _join_chinese_lines(token.children)
        return tokens

    def inline(self, text: str) -> str:
        """Return one line of Markdown as HTML without a paragraph around it."""
        return str(self._parser.renderInline(text))

    def add_heading(self, level: int, text: str) -> PageHeading:
        """Return the page's next heading, with the level it may have and an anchor of its own."""
        before = self.headings[-1].level if self.headings else 0
        allowed = 1 if not before else min(max(level, 2), before + 1)
        heading = PageHeading(allowed, self._anchor(text), text)
        self.headings.append(heading)
        return heading

    def _anchor(self, text: str) -> str:
        stem = LETTERS.sub("-", unicodedata.normalize("NFKC", text)).strip("-").lower()[:60] or "section"
        anchor, count = stem, 1
        while anchor in self._anchors:
            count += 1
            anchor = f"{stem}-{count}"
        self._anchors.add(anchor)
        return anchor


def plain_text(token: Token) -> str:
    """Return the words of an inline token, without marks."""
    return "".join(
        child.content if child.type in {"text", "code_inline"} else " " if child.type == "softbreak" else ""
        for child in token.children or ()
    ).strip()


def first_paragraph(text: str) -> str:
    r"""Return the first paragraph of Markdown `text`, as one line of Markdown.

    >>> first_paragraph("## Verdict\n\nOn **track**,\nso far.\n\nMore.")
    'On **track**, so far.'
    """
    tokens = MarkdownIt("commonmark", {"html": False}).parse(text)
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open":
            lines = tokens[index + 1].content.splitlines()
            return re.sub(f"(?<={CHINESE}) (?={CHINESE})", "", " ".join(line.strip() for line in lines))
    return ""


def contents_html(headings: Sequence[PageHeading], label: str) -> str:
    """Return the table of contents, the headings of the second level, as a nav element; empty for fewer than two."""
    entries = [heading for heading in headings if heading.level == 2]
    if len(entries) < 2:
        return ""
    items = "".join(f'<li><a href="#{escape(entry.anchor)}">{escape(entry.text)}</a></li>' for entry in entries)
    return (
        f'<nav class="contents" aria-labelledby="contents"><p id="contents">{escape(label)}</p><ul>{items}</ul></nav>'
    )


def _break_between_clauses(children: Sequence[Token]) -> None:
    for child in children:
        if child.type == "text":
            lang = "zh" if re.search(CHINESE, child.content) else "en"
            child.type, child.content = "html_inline", title_html(child.content, lang)


def _require_own_pictures(children: Sequence[Token]) -> None:
    for child in children:
        if child.type == "image":
            require_alt(child.content)
            source = str(child.attrGet("src") or "")
            if not source.startswith("data:image/"):
                raise PageError("page.foreign_picture", source=source[:200])


def _join_chinese_lines(children: Sequence[Any]) -> None:
    """Let a line break between two Chinese characters be no space: the source is wrapped, the text is not."""
    for before, child, after in zip(children, children[1:], children[2:], strict=False):
        if (
            child.type == "softbreak"
            and CHINESE_AT_END.search(before.content)
            and CHINESE_AT_START.search(after.content)
        ):
            child.type, child.content = "text", ""
