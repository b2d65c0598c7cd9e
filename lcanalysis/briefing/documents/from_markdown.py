"""Markdown as parts of a document: headings, paragraphs, items, tables, code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from lcanalysis.briefing.documents.blocks import (
    Block,
    DocumentHeading,
    DocumentTable,
    Item,
    Paragraph,
    TableCell,
    TextSpan,
    Verbatim,
)
from lcanalysis.briefing.fragments import NUMBER


def markdown_blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    r"""Yield the parts that the tokens of `Prose.tokens` stand for.

    >>> from lcanalysis.briefing.prose import Prose
    >>> [type(block).__name__ for block in markdown_blocks(Prose().tokens("# Revenue\n\nIt rose.\n\n- by 14.9%"))]
    ['DocumentHeading', 'Paragraph', 'Item']
    """
    lists: list[int | None] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            yield DocumentHeading(int(token.tag[1]), _plain(tokens[at + 1]))
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "inline" and tokens[at - 1].type == "paragraph_open":
            if lists and tokens[at - 2].type == "list_item_open":
                number = lists[-1]
                yield Item(tuple(_spans(token)), len(lists) - 1, number)
                lists[-1] = None if number is None else number + 1
            elif lists:
                yield Item(tuple(_spans(token)), len(lists), None)
            else:
                yield Paragraph(tuple(_spans(token)))
        elif token.type in {"fence", "code_block"}:
            yield from verbatim(token.content)
        elif token.type == "table_open":
            yield _markdown_grid(tokens, at)


def verbatim(text: str) -> Iterator[Verbatim]:
    """Yield a text in which every space counts; nothing for one without any sign."""
    shown = text.strip("\n")
    if shown.strip():
        yield Verbatim(shown)


def _markdown_grid(tokens: Sequence[Token], start: int) -> DocumentTable:
    rows: list[list[TableCell]] = []
    for at in range(start, len(tokens)):
        if tokens[at].type == "table_close":
            break
        if tokens[at].type == "tr_open":
            rows.append([])
        elif tokens[at].type == "inline":
            text = _plain(tokens[at])
            rows[-1].append(TableCell(text, NUMBER.fullmatch(text) is not None))
    head, *body = rows
    return DocumentTable([cell.text for cell in head], body)


def _plain(token: Token) -> str:
    return "".join(span.text for span in _spans(token)).strip()


def _spans(token: Token) -> Iterator[TextSpan]:
    """Yield the stretches of an inline token; of a link its words, and its address where that says more."""
    strong = emphasis = 0
    address = ""
    for child in token.children or ():
        if child.type in {"strong_open", "strong_close"}:
            strong += child.nesting
        elif child.type in {"em_open", "em_close"}:
            emphasis += child.nesting
        elif child.type == "link_open":
            address = str(child.attrGet("href") or "")
        elif child.type == "link_close" and address.startswith(("http://", "https://", "mailto:")):
            yield TextSpan(f" <{address}>")
        elif child.type == "image":
            yield TextSpan(child.content)
        elif text := "\n" if child.type == "hardbreak" else " " if child.type == "softbreak" else child.content:
            yield TextSpan(text, strong > 0, emphasis > 0, child.type == "code_inline")
