"""Finds who published a sent file: by the command, the sheet or its title, else by the table that the file continues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lcanalysis.declarations.published_files import DeclaredTable
from lcanalysis.definition import Definition
from lcanalysis.errors import FaultsError
from lcanalysis.intake.citing import source_record
from lcanalysis.intake.labels import comparable, narrow, publishers_stated
from lcanalysis.intake.reading import Answers, Question, Reading
from lcanalysis.provenance import Place
from lcanalysis.wording import say

_ALIASES: Final = {
    "nbs": ("NBS",), "customs": ("GACC", "海关"), "miit": ("MIIT", "工信部"), "ndrc": ("NDRC", "国家发改委"), "mof": ("MOF",),
    "pboc": ("PBOC", "PBC"), "mnr": ("MNR",), "mofcom": ("MOFCOM",), "cnia": ("CNIA", "有色协会"), "cisa": ("CISA", "中钢协"),
}  # fmt: skip
"""Other names of the publishers of national figures; their own names stand in the catalogues."""
_BODY: Final = re.compile(
    r"[\u4e00-\u9fff]{2,14}?(?:统计局|统计厅|工信局|工信厅|信息化局|信息化厅|发改委|改革委员会|财政局|财政厅|商务局|商务厅|海关总署|海关|协会|学会|商会|联合会|研究院|研究所"
    r"|调查队|总局|总署|交易所|人民政府|管委会)"
    r"|\b(?:[A-Z][\w&]* (?:of |and |the )?)*(?:Bureau|Association|Ministry|Administration|Institute|Council|Agency|Exchange)\b"
    r"(?: of(?: [A-Z][\w&]*)+)?"
)
"""The name of a body that publishes figures."""
_OFFICE: Final = re.compile(
    r"[\u4e00-\u9fff()]{1,30}(?:局|委|厅|办|办公室|公司|集团|中心|厂|处|科|站|院|镇|乡|街道)|[\w&., ]+ (?:Office|Department|Ltd|Inc|Company)\.?"
)
"""A name that behind a label is the whole of an office or a firm."""
_DOCUMENT: Final = re.compile(r"《([^《》]+)》")
_JOINT: Final = re.compile(r"[、,;；，]\s*")


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher's name in both languages; one that is known in one language only has it in both."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """Return the name in `lang`."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Origin:
    """Who published a file, and which document it is or comes from.

    `publisher` is None while `question` is open. `is_assumed` is true where nothing says it and the publisher of the table
    that the file continues is taken.
    """

    publisher: Publisher | None
    document: str = ""
    is_assumed: bool = False
    question: Question | None = None


class Publishers:
    """The publishers that a plan knows: of its files, of the plan itself, and of national figures."""

    bodies: frozenset[Publisher]
    """The publishers that a title can name: those of the plan's files and of national figures, without the plan's own."""
    national: frozenset[Publisher]

    def __init__(self, raw: Path, definition: Definition) -> None:
        self._raw = raw
        about = definition.plan
        self.own = Publisher(about.publisher_zh, about.publisher_en)
        own = [self.own]
        files = dict.fromkeys(source.file for source in (*definition.tables, *definition.statements))
        held = [one for file in files if (one := self.of_file(file)) is not None]
        national = [Publisher(*(say(f"publishers.{name}", lang) for lang in ("zh", "en"))) for name in _ALIASES]
        self._names: dict[str, Publisher] = {}
        self.bodies = frozenset(
            one for one in (*held, *(part for joint in held for part in _parts(joint))) if one not in own
        )
        for one in (*held, *own, *(part for joint in held for part in _parts(joint)), *national):
            for name in (one.zh, one.en):
                self._names.setdefault(comparable(name), one)
        for (name, aliases), one in zip(_ALIASES.items(), national, strict=True):
            for alias in (name, *aliases):
                self._names.setdefault(comparable(alias), self._names[comparable(one.zh)])
        self.national = frozenset(self._names[comparable(one.zh)] for one in national)
        self.bodies |= self.national

    def of_file(self, file: str) -> Publisher | None:
        """Return who published a raw file, as its record says; None if it has none that can be read."""
        try:
            record = source_record(self._raw, file)
        except FaultsError:
            return None
        return Publisher(record.publisher_zh, record.publisher_en)

    def named(self, text: str) -> Publisher:
        """Return the publisher of a name; one that is not known has the same name in both languages."""
        known = self._names.get(comparable(text))
        if known is not None:
            return known
        parts = [self._names.get(comparable(part)) for part in _JOINT.split(text)]
        if len(parts) > 1 and all(parts):
            return Publisher("、".join(one.zh for one in parts if one), ", ".join(one.en for one in parts if one))
        return Publisher(text.strip(), text.strip())

    def within(self, text: str) -> list[Publisher]:
        """Return the known publishers that a text names, each once; a name within a longer one is not counted."""
        plain = comparable(text)
        found: dict[Publisher, None] = {}
        for name in sorted(self._names, key=len, reverse=True):
            edges = r"(?<![a-z])", r"(?![a-z])"
            pattern = f"{edges[0]}{re.escape(name)}{edges[1]}" if name.isascii() else re.escape(name)
            if len(name) > 2 and re.search(pattern, plain):
                found[self._names[name]] = None
                plain = re.sub(pattern, " ", plain)
        return list(found)


def origin_of(
    publishers: Publishers, reading: Reading, first: Sequence[DeclaredTable], said: tuple[str, str], answers: Answers
) -> Origin:
    """Return who published a sent file and in which document.

    `first` are the plan's tables that it continues, `said` the publisher and the document that a person named (empty if
    none), `answers` what a person answered; ``("publisher", file)`` is that to the question of this function.
    """
    publisher, document = said
    given = answers.get(("publisher", reading.file), "") or publisher
    notes = [note for table in reading.tables for note in table.notes]
    stated = publishers_stated(notes)
    document = document or next((match[1] for line in stated for match in [_DOCUMENT.search(line)] if match), "")
    if given:
        return Origin(publishers.named(given), document)
    titles = [text for table in reading.tables for text in (table.title, table.sheet)]
    from_command = _from_text(publishers, [said[1]] if said[1] else [])
    from_sheet = _from_label(publishers, stated) or _from_text(publishers, [*titles, Path(reading.file).stem])
    found = [one for one in (from_sheet, from_command) if one]
    if found and len(set(found)) == 1 and len(found[0]) == 1 and isinstance(found[0][0], Publisher):
        return Origin(found[0][0], document)
    if found:
        names = [one.zh if isinstance(one, Publisher) else one for parts in found for one in parts]
        return Origin(None, document, question=_question(reading, names[0]))
    held = list(dict.fromkeys(one for table in first if (one := publishers.of_file(table.file)) is not None))
    if len(held) == 1:
        return Origin(held[0], document, is_assumed=True)
    if not first:
        # Until it is known which table this is, its publisher stays open. A table of no form is the office's own.
        is_read = any(table.figures for table in reading.tables)
        return Origin(publishers.own if is_read else None, document, is_assumed=is_read)
    return Origin(None, document, question=_question(reading, held[0].zh if held else ""))


def _question(reading: Reading, proposal: str) -> Question:
    return Question(Place(reading.file), "publisher", reading.file, proposal)


def _from_label(publishers: Publishers, stated: Iterable[str]) -> tuple[Publisher | str, ...]:
    """Return who is stated behind a label such as 资料来源: a known publisher, else the text itself."""
    found: dict[Publisher | str, None] = {}
    for text in stated:
        bare = _DOCUMENT.sub("", text).strip()
        whole = publishers.named(bare) if bare else None
        known = publishers.within(text)
        if whole is not None and (whole.zh != bare or _is_body(bare) or whole in known):
            found[whole] = None
        else:
            found.update(dict.fromkeys(known if len(known) == 1 else [text]))
    return tuple(found)


def _is_body(text: str) -> bool:
    return any(pattern.fullmatch(narrow(text)) for pattern in (_BODY, _OFFICE))


def _from_text(publishers: Publishers, texts: Iterable[str]) -> tuple[Publisher | str, ...]:
    """Return the publishers that titles or the name of a document mention: known ones, else the text itself."""
    found: dict[Publisher | str, None] = {}
    for text in texts:
        for one in _mentioned(publishers, text):
            found[one] = None
    return tuple(found)


def _mentioned(publishers: Publishers, text: str) -> Iterator[Publisher | str]:
    bodies = [match[0] for match in _BODY.finditer(narrow(text))]
    known = publishers.within(text)
    for body in bodies:
        yield next((one for one in known if body.endswith((one.zh, one.en))), body)
    if not bodies:
        # A city publishes its plan, but its name in a title does not say who published the table.
        yield from (one for one in (*known, publishers.named(text)) if one in publishers.bodies)


def _parts(joint: Publisher) -> Iterator[Publisher]:
    """Yield each of several publishers that one record names, where both languages name as many."""
    zh, en = (_JOINT.split(text) for text in (joint.zh, joint.en))
    if len(zh) == len(en) > 1:
        yield from (Publisher(*names) for names in zip(zh, en, strict=True))
