"""The plan's own text, if the plan folder has it: quotations are looked up in it, and some rules of the audit read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.files.regular_files import read_text

_GAPS: Final = re.compile(r"[\s*_#]+")
_ELLIPSIS: Final = re.compile("…+|\\.{3,}")
_HEADING: Final = re.compile(r"^[\s*#_-]*(第[零一二三四五六七八九十百\d]+[章节])\s+(\S.*?)[\s*_]*$", flags=re.MULTILINE)


@dataclass(frozen=True)
class PlanDocument:
    """The text of the plan, as it was transcribed: plain text or Markdown; empty if the folder has none."""

    text: str = ""

    @cached_property
    def plain(self) -> str:
        """The text as quotations are looked up in it: without spaces, line breaks and marks of Markdown."""
        return plain(self.text)

    def holds(self, quotation: str) -> bool:
        r"""Return whether the text has a quotation, word for word; a … in the quotation stands for any words.

        >>> document = PlanDocument("**发展目标** 力争年均\n增幅 5%左右，主营业务收入过1000亿元。")
        >>> document.holds("力争年均增幅5%左右"), document.holds("力争…过1000亿元"), document.holds("增幅8%")
        (True, True, False)
        """
        at = 0
        for part in filter(None, map(plain, _ELLIPSIS.split(quotation))):
            found = self.plain.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return True

    def headings(self) -> tuple[tuple[str, str], ...]:
        r"""Return the headings in their order, those of the contents first: place (第一章第二节) and title.

        >>> PlanDocument("第一章 基础\n第一节 现状\n正文第二节 不是标题\n").headings()
        (('第一章', '基础'), ('第一章第一节', '现状'))
        """
        return tuple((section, heading[2]) for section, heading in self._headings())

    def _headings(self) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield each heading with its place, which names the chapter of a section as well."""
        chapter = ""
        for heading in _HEADING.finditer(self.text):
            is_chapter = heading[1].endswith("章")
            chapter = heading[1] if is_chapter else chapter
            yield chapter if is_chapter else chapter + heading[1], heading

    def section_of(self, passage: str) -> str:
        r"""Return the heading (第二章第三节) below which a passage stands; empty if there is none above it.

        >>> PlanDocument("第一章 基础\n第一节 现状\n现有25户。").section_of("现有25户")
        '第一章第一节'
        """
        section, start = "", 0
        for following, heading in self._headings():
            if plain(passage) in plain(self.text[start : heading.start()]):
                return section
            section, start = following, heading.end()
        return section if plain(passage) in plain(self.text[start:]) else ""

    def section_of_single(self, passage: str) -> str:
        """Return the heading below which a passage stands; empty unless the text has the passage exactly once."""
        return self.section_of(passage) if self.plain.count(plain(passage) or "\0") == 1 else ""


NO_DOCUMENT: Final = PlanDocument()
"""The document of a plan folder that has no text."""


def plain(text: str) -> str:
    """Return a text in the form in which quotations are compared: width and spaces do not count."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", text))


def read_document(data: Path, definition: Definition) -> PlanDocument:
    """Return the text that plan.yml names (`plan.text`) below ``raw/``; an empty one if it names none.

    Raises `OSError` or `UnicodeDecodeError` if the file cannot be read.
    """
    name = definition.plan.text
    return PlanDocument(read_text(data / "raw" / name, "utf-8-sig") if name else "")
