"""What a document is made of, whatever its format: headings, paragraphs, items, tables, figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from lcanalysis.wording import Lang


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A stretch of text in one style."""

    text: str
    is_strong: bool = False
    is_emphasis: bool = False
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class DocumentHeading:
    """A heading; level 1 is the title of the document, `is_annex` marks that of the annex, which goes on to the end."""

    level: int
    text: str
    is_annex: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `is_verdict` marks the answer of the whole document, its first sentence, `is_note` what is in small type.

    `keeps_next` is one that introduces the table or the figure after it, and is not to be parted from it.
    """

    spans: Sequence[TextSpan]
    is_verdict: bool = False
    is_note: bool = False
    keeps_next: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: `depth` counts from zero, `number` is None in a list without numbers."""

    spans: Sequence[TextSpan]
    depth: int = 0
    number: int | None = None


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table: its text as shown, and whether that is a number."""

    text: str
    is_number: bool = False


@dataclass(frozen=True, eq=False)
class DocumentTable:
    """A table: label and title above, the unit at the upper right, source and notes below.

    `rows` are as long as `columns`; a table without heads has empty ones. `label` is such as ``表1``, with its
    number; it is empty, as is `title`, for a table that brings no caption. A table is equal to itself alone, so that what
    is measured of it is kept by it and not by its cells.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[TableCell]] = field(repr=False)
    label: str = ""
    title: str = ""
    unit: str = ""
    foot: Sequence[str] = ()
    is_dense: bool = False

    @cached_property
    def texts(self) -> list[list[str]]:
        """The rows as texts."""
        return [[cell.text for cell in row] for row in self.rows]

    @cached_property
    def number_columns(self) -> set[int]:
        """The places of the columns that hold numbers."""
        return {at for row in self.rows for at, cell in enumerate(row) if cell.is_number}


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure: label and caption, source and notes below, and the words for those who cannot see it.

    `svg` is the drawing, its part without title and source; `pixels` is the same as a PNG or JPEG file. Either may be
    missing. `is_beside` tells one that stands beside the picture before it.
    """

    alt: str
    label: str = ""
    caption: str = ""
    svg: str = field(default="", repr=False)
    pixels: bytes = field(default=b"", repr=False)
    foot: Sequence[str] = ()
    is_beside: bool = False


def keep_introductions(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks, each paragraph that alone leads to a table or a figure kept with it."""
    for before, block, after in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        is_between = isinstance(before, DocumentHeading | DocumentTable | Picture) and isinstance(
            after, DocumentTable | Picture
        )
        yield replace(block, keeps_next=True) if is_between and isinstance(block, Paragraph) else block


def in_pairs(blocks: Sequence[Block]) -> Iterator[Block | tuple[Picture, Picture]]:
    """Yield the blocks, two pictures that stand side by side as one pair."""
    held: Picture | None = None
    for block in blocks:
        if held is not None and isinstance(block, Picture) and block.is_beside:
            yield held, block
            held = None
            continue
        if held is not None:
            yield held
        held = block if isinstance(block, Picture) else None
        if held is None:
            yield block
    if held is not None:
        yield held


@dataclass(frozen=True, slots=True)
class Verbatim:
    """What a program printed: every space counts."""

    text: str


Block = DocumentHeading | Paragraph | Item | DocumentTable | Picture | Verbatim


@dataclass(frozen=True, slots=True)
class Document:
    """A document in one language.

    `subject` stands below the title: the plan and the edition; below it `notice`, what a reader must know first,
    such as that the run failed; `colophon` at the end: who published the figures, and what made the document.
    """

    lang: Lang
    title: str
    subject: Sequence[str]
    blocks: Sequence[Block] = field(repr=False)
    colophon: Sequence[str] = ()
    notice: Sequence[str] = ()
    author: str = ""

    @property
    def title_lines(self) -> str:
        r"""The title, what stands in brackets at its end in a line of its own.

        >>> Document("zh", "营业收入能否达到设定增速？（铜加工，年均增长8%）", (), ()).title_lines
        '营业收入能否达到设定增速？\n（铜加工，年均增长8%）'
        """
        return re.sub(r"(?<=.) ?([(（][^()（）]*[)）])$", r"\n\1", self.title)

    @property
    def opening(self) -> list[str]:
        """The lines above the first block, the title first."""
        return [self.title_lines, *self.subject, *self.notice]
