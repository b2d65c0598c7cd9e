"""A phrase in Chinese and in English with the values that fill it, so that both languages say the same numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from string import Formatter
from typing import Any, Final, Self

from lcanalysis.errors import UsageError
from lcanalysis.exhibits.literal import literal
from lcanalysis.exhibits.number_words import places_of, quantity_in_words
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.numbers import is_missing
from lcanalysis.safe_text import isolated
from lcanalysis.wording import LANGUAGES, counted, headed, require_lang, say

_OPENING: Final = 24
"""Characters of a phrase that name it in an error, where it has no exhibit yet."""
_PART: Final = "_part_"
"""Begins the names of the fields of a joined phrase: its numbers are kept as those of its parts are."""
_GAP: Final = "\0"
_CLAUSE_ENDS: Final = re.compile(r"[。；：\n]|[.;:](?:\s|$)")
_FULL_STOPS: Final = ("。", "；", "！", "？", "\n")


class Code(str):
    """What is kept of a coded word, with the addresses that it follows from."""

    __slots__ = ("trace",)
    trace: tuple[str, ...]

    def __new__(cls, code: str, trace: tuple[str, ...] = ()) -> Self:
        """Return a code that follows from `trace`."""
        made = super().__new__(cls, code)
        made.trace = trace
        return made


@dataclass(frozen=True)
class Words:
    """A phrase in both languages.

    `zh` and `en` are templates in the form of `str.format`; `fields` holds their values: quantities, further phrases,
    whole numbers (years, counts), names, and lists of these. `code` is what is kept of a coded word, such as the
    verdict ``behind``, so that editions can be compared whatever the words, and `sources` what it follows from. Made by
    `words`.
    """

    zh: str
    en: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        used = {lang: _field_names(getattr(self, lang)) for lang in LANGUAGES}
        for lang in LANGUAGES:
            if lacking := sorted(used[lang] - self.fields.keys()):
                raise UsageError("exhibit.field_without_value", exhibit=self._opening, field=lacking[0], lang=lang)
        for name, value in self.fields.items():
            self._check(name, value)
            if used["zh"] ^ used["en"] and holds_number(value) and (name in used["zh"]) != (name in used["en"]):
                lang = "zh" if name in used["zh"] else "en"
                raise UsageError("exhibit.number_in_one_language", exhibit=self._opening, field=name, lang=lang)

    @property
    def _opening(self) -> str:
        text = " ".join(self.en.split())
        return text if len(text) <= _OPENING else f"{text[:_OPENING]}…"

    def _check(self, name: str, value: Any) -> None:
        if is_missing(value):
            raise UsageError("exhibit.missing_value", exhibit=self._opening, field=name)
        if is_bare_float(value):
            raise UsageError("exhibit.bare_float", exhibit=self._opening, field=name, value=str(value))
        if isinstance(value, list | tuple):
            for one in value:
                self._check(name, one)

    def text(self, lang: str) -> str:
        """Return the phrase in `lang`.

        >>> words("{year}年有{n}家", "{n:firm|firms} in {year}", year=2018, n=1).text("en")
        '1 firm in 2018'
        """
        return self._filled(require_lang(lang))

    def markdown(self, lang: str) -> str:
        r"""Return the phrase in `lang` as Markdown: marks of the phrase are marks, those in names are shown as they are.

        >>> print(words("**{name}**", "**{name}**", name="*steel*").markdown("en"))
        **\*steel\***
        """
        return self._filled(require_lang(lang), is_markdown=True)

    def _filled(self, lang: str, *, is_markdown: bool = False) -> str:
        return "".join(text + told for text, _, told in self._pieces(lang, is_markdown))

    def _pieces(self, lang: str, is_markdown: bool = False) -> tuple[tuple[str, str | None, str], ...]:
        """Return the texts of the phrase, each with the name of the field that follows, and how it is said.

        A part of a phrase is asked for its pieces with each number of the whole: they are made once.
        """
        if (lang, is_markdown) not in self._made:
            self._made[lang, is_markdown] = tuple(
                (text, name, "" if name is None else self._told(name, lang, spec, is_markdown))
                for text, name, spec in _parsed(getattr(self, lang))
            )
        return self._made[lang, is_markdown]

    def _told(self, name: str, lang: str, spec: str, is_markdown: bool) -> str:
        """Return how a field is said; a number holds no marks, and is said alike as plain text and as Markdown."""
        value = self.fields[name]
        if not isinstance(value, Quantity):
            return said(value, lang, spec, is_markdown=is_markdown)
        if (name, lang, spec) not in self._numbers_told:
            self._numbers_told[name, lang, spec] = said(value, lang, spec)
        return self._numbers_told[name, lang, spec]

    @cached_property
    def _numbers_told(self) -> dict[tuple[str, str, str], str]:
        return {}

    @cached_property
    def _made(self) -> dict[tuple[str, bool], tuple[tuple[str, str | None, str], ...]]:
        return {}

    def numbers(self) -> Iterator[tuple[str, Quantity]]:
        """Yield the quantities of the phrase, with as many decimals as are shown, and the names of their fields.

        Those of a phrase in it are named ``field/its field``. A field whose name begins with ``_`` only divides a long
        sentence: the numbers of its phrase keep their own names.
        """
        places = {**_places(self.en), **_places(self.zh)}
        for name, value in self.fields.items():
            if isinstance(value, Quantity):
                yield name, value.shown(places[name]) if name in places else value
            elif isinstance(value, Words):
                yield from ((_within(name, inner), one) for inner, one in value.numbers())
            elif isinstance(value, list | tuple):
                for at, one in enumerate(value, 1):
                    if isinstance(one, Quantity):
                        yield f"{name}/{at}", one
                    elif isinstance(one, Words):
                        yield from ((f"{name}/{at}/{inner}", number) for inner, number in one.numbers())

    def codes(self) -> Iterator[tuple[str, Code]]:
        """Yield the coded words of the phrase with the names of their fields; its own code has no name."""
        if self.code:
            yield "", Code(self.code, self.sources)
        for name, value in self.fields.items():
            if isinstance(value, Words):
                yield from ((_within(name, inner).rstrip("/"), code) for inner, code in value.codes())

    def kept(self, key: str) -> Iterator[tuple[str, Quantity | Code]]:
        """Yield the numbers and the coded words of the phrase, by their names below `key`."""
        yield from ((f"{key}/{name}", number) for name, number in self.numbers())
        yield from ((f"{key}/{name}".rstrip("/"), code) for name, code in self.codes())

    def around(self, path: str, lang: str) -> str:
        """Return the clause in which a field stands, with an ellipsis in its place: what the number is called elsewhere.

        `path` is the field's name as `numbers` gives it.

        >>> gap = Quantity("-10.7", "亿元")
        >>> words("若{year}年止步，将少{gap}。", "If it stops in {year}, {gap} are lacking.", year=2021, gap=gap).around("gap", "zh")
        '若2021年止步，将少…'
        """
        text = self._with_gap(path, lang)
        clause = next((part for part in _CLAUSE_ENDS.split(text) if _GAP in part), text)
        return clause.strip().replace(_GAP, "…")

    def _with_gap(self, path: str, lang: str) -> str:
        name = longest_beginning(path, self.fields)
        rest = path.removeprefix(name).removeprefix("/")
        if not name:
            outer = next(field for field in self.fields if field.startswith("_") and self._holds(field, path))
            return self.fields[outer]._with_gap(path, lang)  # type: ignore[no-any-return]  # noqa: SLF001 - its own
        value = self.fields[name]
        if isinstance(value, list | tuple):
            at, _, inner = rest.partition("/")
            gapped = [_gapped(one, inner, lang) if str(place) == at else one for place, one in enumerate(value, 1)]
            return replace(self, fields={**self.fields, name: gapped}).text(lang)
        gap = _gapped(value, rest, lang)
        return "".join(text + (gap if field == name else told) for text, field, told in self._pieces(lang))

    def because(self, *quantities: Any) -> Words:
        """Return a coded word that follows from these quantities, such as a verdict from its figures; None is passed over."""
        found = (source for one in quantities if isinstance(one, Quantity) for source in one.trace.machine)
        return replace(self, sources=tuple(dict.fromkeys((*self.sources, *found))))

    @cached_property
    def paths(self) -> frozenset[str]:
        """The names of the numbers and codes that the phrase holds: asked for once for each of them."""
        return frozenset(name for name, _ in (*self.numbers(), *self.codes()))

    def _holds(self, field: str, path: str) -> bool:
        value = self.fields[field]
        return isinstance(value, Words) and path in value.paths

    def __add__(self, other: Words) -> Words:
        """Return both phrases as one text; in English, or after a phrase without a full stop, a space stands between."""
        return joined([self, other])


def words(zh: str, en: str, *, code: str = "", **fields: Any) -> Words:
    """Return a phrase in both languages, for titles, heads, notes, and parts of sentences.

    Parameters
    ----------
    zh, en
        The phrase, with fields in braces. A quantity takes the formats of `quantity_in_words` (``{rate:.1}`` one
        decimal, ``{rate:+}`` with its sign, ``{rate:abs}`` without, ``{rate:n}`` without its unit); a count takes
        ``{n:firm|firms}``; a phrase or a name takes ``{name:Aa}`` where it heads a sentence.
    code
        What is kept of a coded word.
    **fields
        The values. Whole numbers stand as they are (years, counts); any other number must be a quantity. What has a
        method ``text(lang)``, such as a warning of a forecast, says itself.

    Raises
    ------
    UsageError
        If a field has no value or its value is missing, a number stands in one language only, or a number is a bare
        float: the message names the phrase, the field and the remedy.

    Examples
    --------
    >>> words("{year}年起", "from {year}", year=2019).text("zh")
    '2019年起'
    """
    return Words(zh, en, fields, code)


def name_words(names: Mapping[str, str]) -> Words:
    """Return a name, which may hold any character, as a phrase.

    >>> name_words({"zh": "铜{1}", "en": "copper {1}"}).text("en")
    'copper {1}'
    """
    return Words("{name}", "{name}", {"name": dict(names)})


def words_from(speak: Callable[[str], str]) -> Words:
    """Return what a function says in each language, such as the name of a goal, as a phrase.

    Examples
    --------
    >>> words_from({"zh": "铜", "en": "copper"}.__getitem__).text("en")
    'copper'
    """
    return name_words({lang: speak(lang) for lang in LANGUAGES})


def catalogue_words(key: str, /, **fields: Any) -> Words:
    """Return a phrase of the catalogues, filled, in both languages; its quantities are kept by the names of their fields.

    >>> full = catalogue_words("exhibit.source", source=words("规划", "the plan"))
    >>> full.text("zh"), full.text("en")
    ('资料来源：规划', 'Source: the plan')
    """
    phrase = words_from(lambda lang: say(key, lang, **{name: _value_in(one, lang) for name, one in fields.items()}))
    numbers = {name: one for name, one in fields.items() if isinstance(one, Quantity)}
    return replace(phrase, fields={**phrase.fields, **numbers})


def _value_in(value: Any, lang: str) -> Any:
    return value.text(lang) if isinstance(value, Quantity | Words) else value


def as_words(value: object) -> Words:
    """Return a phrase unchanged, and any other value that may fill a field (see `words`) as a phrase of both languages."""
    if isinstance(value, Words):
        return value
    if isinstance(value, Mapping):
        return name_words(value)
    return Words("{value}", "{value}", {"value": value})


def joined(parts: Sequence[Words] | Mapping[str, Words], zh: str = "", en: str = " ") -> Words:
    """Return phrases as one, in each language with its own joint; after a Chinese full stop there is none.

    The numbers of phrases that are given by name are kept under their names.

    Examples
    --------
    >>> both = {"copper": words("铜", "copper"), "tea": words("茶", "tea")}
    >>> joined(both, "、", ", ").text("zh"), joined(both, "、", " and ").text("en")
    ('铜、茶', 'copper and tea')
    """
    named = parts.items() if isinstance(parts, Mapping) else ((f"{_PART}{at}", part) for at, part in enumerate(parts))
    kept = {name: part for name, part in named if any(map(part.text, LANGUAGES))}
    texts, joints = dict.fromkeys(LANGUAGES, ""), {"zh": zh, "en": en}
    before: Words | None = None
    for name, part in kept.items():
        for lang, text in texts.items():
            is_end = before is None or text.endswith("\n") or before.text(lang).endswith(_FULL_STOPS)
            joint = "" if is_end else joints[lang].replace("{", "{{").replace("}", "}}")
            texts[lang] = f"{text}{joint}{{{name}}}"
        before = part
    return Words(texts["zh"], texts["en"], kept)


def named_list(parts: Mapping[str, Words]) -> Words:
    """Return phrases as a list within a sentence, the numbers of each kept under its name.

    In a list without names a number is kept under its place, and is another one as soon as a phrase before it is gone.

    >>> both = {"copper": words("铜", "copper"), "tea": words("茶", "tea")}
    >>> named_list(both).text("zh"), named_list(both).text("en")
    ('铜、茶', 'copper, tea')
    """
    return joined(parts, "、", ", ")


def holds_number(value: object) -> bool:
    """Return whether a value of a field is a quantity or holds one."""
    if isinstance(value, Words):
        return next(value.numbers(), None) is not None
    if isinstance(value, list | tuple):
        return any(map(holds_number, value))
    return isinstance(value, Quantity)


def is_bare_float(value: object) -> bool:
    """Return whether a value is a number with a fraction that is no quantity: nobody knows its unit or its source."""
    return hasattr(value, "__float__") and not hasattr(value, "__index__") and not isinstance(value, Quantity | str)


def said(value: Any, lang: str, spec: str = "", *, is_markdown: bool = False) -> str:
    """Return the value of a field as text in `lang`; for Markdown, with the marks in texts and names escaped."""
    if isinstance(value, Quantity):
        return quantity_in_words(value, lang, spec)
    if isinstance(value, list | tuple):
        joint = spec or ("、" if lang == "zh" else ", ")
        return joint.join(said(one, lang, is_markdown=is_markdown) for one in value)
    if isinstance(value, Words):
        text = value.markdown(lang) if is_markdown else value.text(lang)
    elif isinstance(value, Mapping | str):
        plain = isolated(value if isinstance(value, str) else str(value[lang]))
        text = literal(plain) if is_markdown else plain
    elif hasattr(value, "text"):
        plain = str(value.text(lang))
        text = literal(plain) if is_markdown else plain
    else:
        return _count(value, lang, spec)
    return headed(text) if spec == "Aa" else text


def _count(value: Any, lang: str, spec: str) -> str:
    if "|" in spec:
        return counted(_count(value, lang, ","), spec)
    if spec == ",":
        return f"{int(value):,}" if lang == "en" else str(int(value))
    return format(value, spec)


@lru_cache(maxsize=4096)
def _parsed(template: str) -> tuple[tuple[str, str | None, str], ...]:
    """Return the texts of a template, each with the name and the format of the field that follows, if one does."""
    return tuple((text, name, spec or "") for text, name, spec, _ in Formatter().parse(template))


def longest_beginning(path: str, names: Container[str]) -> str:
    """Return the longest of the names, which may have slashes themselves, that a path begins with; empty if none does.

    >>> longest_beginning("sums/2018/rate", {"sums", "sums/2018", "sums/20"})
    'sums/2018'
    """
    name = path
    while name and name not in names:
        name = name.rpartition("/")[0]
    return name


def _within(field: str, inner: str) -> str:
    return inner if field.startswith("_") else f"{field}/{inner}"


def _gapped(value: Any, path: str, lang: str) -> str:
    """Return a gap in the place of a number, or of the number at `path` of a phrase."""
    return value._with_gap(path, lang) if isinstance(value, Words) and path else _GAP  # noqa: SLF001


@lru_cache(maxsize=1024)
def _places(template: str) -> Mapping[str, int]:
    """Return the decimals that a template asks for, by field; of a field that stands in it twice, the most."""
    found: dict[str, int] = {}
    for _, name, spec in _parsed(template):
        places = places_of(spec)
        if name and places is not None:
            found[name] = max(places, found.get(name, 0))
    return found


def _field_names(template: str) -> set[str]:
    return {name for _, name, _ in _parsed(template) if name}
