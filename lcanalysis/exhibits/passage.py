"""Sentences of a page in both languages: a paragraph, the answer of the page, a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat
from typing import Any, Final

from lcanalysis.errors import UsageError
from lcanalysis.exhibits.bilingual import BilingualExhibit, Number
from lcanalysis.exhibits.literal import NO_MATHEMATICS
from lcanalysis.exhibits.words import Words, as_words, joined, longest_beginning

ANSWER: Final = "answer"
PARAGRAPH: Final = "paragraph"
LIST: Final = "list"
FOOT: Final = "foot"


@dataclass(frozen=True)
class Passage(BilingualExhibit):
    """Sentences with the numbers they name, which are kept as ``id/field``.

    `role` is answer (put below the title of every page, its first part in bold), paragraph, list (an item for each
    part), or foot (a small paragraph for each label and its text). The numbers of a part that has a name are kept as
    ``id/name/field``. An answer that `is_nothing` says that the page has nothing to tell. Made by `text`, `answer` and
    `bullets`.
    """

    id: str
    parts: tuple[Words, ...]
    role: str = PARAGRAPH
    names: tuple[str, ...] = ()
    kind: str = "text"
    is_nothing: bool = False

    def markdown(self, lang: str) -> str:
        """Return the sentences as Markdown."""
        return self._written(lambda part: part.markdown(lang), "**{}**")

    def plain(self, lang: str) -> str:
        """Return the passage as plain text."""
        return self._written(lambda part: part.text(lang), "{}")

    def _written(self, say: Callable[[Words], str], bold: str) -> str:
        if self.role == LIST:
            return "\n".join(f"- {say(part)}" for part in self.parts)
        if self.role == FOOT:
            pairs = zip(self.parts[::2], self.parts[1::2], strict=True)
            return "\n\n".join(f"{bold.format(say(label))} {say(text)}" for label, text in pairs)
        if self.role == ANSWER and self.parts:
            first, *rest = self.parts
            return "\n\n".join(filter(None, [bold.format(say(first)), say(joined(rest))]))
        return say(joined(self.parts))

    def numbers(self) -> Iterator[Number]:
        """Yield the numbers and codes of all parts."""
        for part, named in zip(self.parts, self.names or repeat(""), strict=False):
            yield from part.kept(f"{self.id}/{named}" if named else self.id)

    def name(self, key: str, lang: str) -> str:
        """Return the clause that the number stands in, with an ellipsis in its place."""
        path = key.removeprefix(f"{self.id}/")
        named = longest_beginning(path.rpartition("/")[0], self._named)
        if named:
            return self._named[named].around(path.removeprefix(f"{named}/"), lang)
        part = self._part_of.get(path)
        return self.id if part is None else part.around(path, lang)

    @cached_property
    def _named(self) -> dict[str, Words]:
        """The parts that have a name."""
        return {name: part for name, part in zip(self.names, self.parts, strict=False) if name}

    @cached_property
    def _part_of(self) -> dict[str, Words]:
        """The first part that holds a number or a code, by its name."""
        return {path: part for part in reversed(self.parts) for path in part.paths}

    def shown(self, lang: str) -> dict[str, Any]:
        """Return the Markdown of one language."""
        return {"markdown": self.markdown(lang)}

    def details(self) -> dict[str, Any]:
        """Return the role of the passage on the page, and that it says that there is nothing to tell, if it does."""
        return {"role": self.role, **({"is_nothing": True} if self.is_nothing else {})}

    def html(self, lang: str) -> str:
        """Return the passage as HTML."""
        return passage_html(self.markdown(lang), lang)


def passage_html(markdown: str, lang: str) -> str:
    """Return the Markdown of a passage as HTML in which notebooks look for no mathematics; HTML within it stays text."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - commands show no HTML

    shown = MarkdownIt("commonmark", {"html": False}).render(markdown)
    return f'<div class="{NO_MATHEMATICS}" lang="{lang}">{shown}</div>'


def text(exhibit: str, zh: str, en: str, **fields: Any) -> Passage:
    """Return a paragraph in both languages.

    Parameters
    ----------
    exhibit
        Its name on the page; its numbers are kept as ``exhibit/field``.
    zh, en, **fields
        As `words` takes them.

    Raises
    ------
    UsageError
        As `words`, naming the exhibit.
    """
    try:
        return Passage(exhibit, (Words(zh, en, fields),))
    except UsageError as fault:
        raise UsageError(fault.key, **{**fault.fields, "exhibit": exhibit}) from None


def paragraph(exhibit: str, /, *parts: Any) -> Passage:
    """Return a paragraph of several sentences, as `answer` takes them; None is passed over."""
    return _passage(exhibit, parts, PARAGRAPH)


def answer(exhibit: str, /, *parts: Any, is_nothing: bool = False) -> Passage:
    """Return the answer of the page, which every export puts below the title; its first part stands in bold.

    A part is a phrase, or what may fill a field of one (see `words`); None is passed over. A dictionary of phrases is as
    many parts, whose numbers are kept under its keys. With `is_nothing` the answer is that the plan has nothing for this page
    to tell: the edition then has a line on its index instead of the page.
    """
    return replace(_passage(exhibit, parts, ANSWER), is_nothing=is_nothing)


def bullets(exhibit: str, /, *parts: Any) -> Passage:
    """Return a list with an item for each part, as `answer` takes them; None is passed over."""
    return _passage(exhibit, parts, LIST)


def foot(exhibit: str, /, *notes: tuple[Words, Words] | None) -> Passage:
    """Return what stands in small type at the end of a first page: labels and their texts; None is passed over.

    Raises
    ------
    UsageError
        If there is nothing to say.

    Examples
    --------
    >>> from lcanalysis.exhibits.words import words
    >>> said = foot("foot", (words("方法：", "Method:"), words("见说明。", "See the notes.")))
    >>> said.markdown("en")
    '**Method:** See the notes.'
    """
    kept = [part for note in notes if note is not None for part in note]
    if not kept:
        raise UsageError("exhibit.nothing_to_say", exhibit=exhibit)
    return Passage(exhibit, tuple(kept), FOOT, ("",) * len(kept))


def _passage(exhibit: str, parts: Iterable[Any], role: str) -> Passage:
    kept: list[tuple[str, Words]] = []
    for part in parts:
        is_named = isinstance(part, Mapping) and all(isinstance(one, Words) for one in part.values())
        if is_named:
            kept += part.items()
        elif part is not None:
            kept.append(("", as_words(part)))
    if not kept:
        raise UsageError("exhibit.nothing_to_say", exhibit=exhibit)
    return Passage(exhibit, tuple(part for _, part in kept), role, tuple(name for name, _ in kept))
