"""The declared shape of a plan folder: plan.yml as validated records.

All that differs between plans is data: names, tables, the meaning of their columns, the relations between figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from lcanalysis.declarations.fields import (
    Alias,
    Code,
    Period,
    Positive,
    Prose,
    PublishedOn,
    RawFile,
    Text,
    Year,
)
from lcanalysis.declarations.published_files import DeclaredSource, DeclaredTable, Rule, Statements
from lcanalysis.declarations.yaml_files import Declared, MayBeEmpty, NodePath, line_of, load_declaration
from lcanalysis.errors import Fault
from lcanalysis.provenance import Place
from lcanalysis.safe_text import isolated
from lcanalysis.thresholds import Thresholds

FILE: Final = "plan.yml"
Detail = tuple[NodePath, str, dict[str, Any]]
"""What is wrong with an entry of plan.yml: where it is, the key of the sentence that says so, and its fields."""


class Name(Declared):
    """A name in both languages."""

    zh: Text
    en: Text

    def text(self, lang: str) -> str:
        """Return the name in `lang`."""
        return isolated(self.zh if lang == "zh" else self.en)


class Indicator(Name):
    """What is measured; `growth_of` and `ratio_of` say which figures it can be recomputed from.

    A growth is `comparable` (可比口径) where its publisher compares the same firms or prices in both years, so that it need
    not be the ratio of two levels. `unit` is the one in which figures are asked for, where it is not the first of the dimension.
    Amounts must not be below zero unless `may_be_negative`; a share above 100% gets a notice unless `may_exceed_100`.
    """

    dimension: Text
    unit: Text | None = None
    growth_of: str | None = None
    ratio_of: tuple[str, str] | None = Field(default=None, strict=False)
    may_be_negative: bool = False
    may_exceed_100: bool = False
    comparable: bool = False


class Scope(Name):
    """What a figure counts. `at_least`: the scopes whose figure is never above this one's, as 主营业务收入 is part of 营业收入.

    With it, a figure of one scope is a bound for a goal of the other; without it, the figure says nothing about that goal.
    """

    at_least: tuple[str, ...] = Field(default=(), strict=False)


class Entity(Name):
    """Who or what an indicator is measured for: a product, a firm, a segment, a group of firms.

    `is_defined: false` declares that the plan does not say who belongs to a group, so that its goals cannot be measured.
    """

    kind: Text
    aliases: tuple[Alias, ...] = Field(default=(), strict=False)
    proxy: tuple[str, ...] = Field(default=(), strict=False)
    members: tuple[str, ...] = Field(default=(), strict=False)
    is_defined: bool = True


class PlanTitle(Declared):
    """The development plan itself."""

    id: Code
    title_zh: Text
    title_en: Text
    publisher_zh: Text
    publisher_en: Text
    published_on: PublishedOn
    area: Text
    base_period: Year
    due_period: Year
    headline: Text | None = None  # the entity that stands for the plan as a whole
    text: RawFile | Literal[""] = ""
    """The file below raw/ that holds the plan's own text, in which quotations are looked up."""
    red_rises: dict[Literal["zh", "en"], bool] = Field(default_factory=dict)
    """Whether charts show a rise in red and a fall in blue, by language; unnamed: red in Chinese, blue in English."""
    reference_classes: tuple[Code, ...] = Field(default=(), strict=False)
    """The reference classes that forecasts rest on, of raw/reference or of those that `lcanalysis new` lists; unnamed: general ones."""

    def title(self, lang: str) -> str:
        """Return the plan's title in `lang`."""
        return isolated(self.title_zh if lang == "zh" else self.title_en)

    def publisher(self, lang: str) -> str:
        """Return the publisher's name in `lang`."""
        return isolated(self.publisher_zh if lang == "zh" else self.publisher_en)


class Member(Declared):
    """One figure of a total: whose, and where."""

    entity: Text
    area: Text


class Total(Declared):
    """A declared relation of a whole and its parts, for the audit.

    `identity`: the parts add up to the whole. `scope`: they would, if all were counted alike. `bound`: they are only some
    of the parts, and cannot exceed the whole.
    """

    name: Code
    kind: Literal["identity", "scope", "bound"]
    indicator: Text
    total: Member
    parts: tuple[Member, ...] = Field(strict=False, min_length=1)


class ProcessingRatio(Declared):
    """Products made per tonne of smelted metal: the two products whose outputs are compared, and what the ratio is called."""

    products: Text
    smelted: Text
    name: Name | None = None


class Cap(Declared):
    """A level that somebody states will not be exceeded, such as a licensed capacity: an assumption with its source.

    `scope` says what it counts, which need not be what the indicator counts. A cap below the latest observation is not
    applied unless `below_latest` asks for it; output must then fall to the cap.
    """

    entity: Text
    indicator: Text
    level: Positive
    unit: Text
    published_on: PublishedOn
    source: Name
    scope: Name
    quotation: Prose
    below_latest: bool = False


class LevelBreak(Declared):
    """A break in a series: from `period` on, method or scope differ, and the change of level into it is no growth.

    Examples are a census revision or another set of firms above scale. `area` is the plan's own unless given.
    """

    indicator: Text
    entity: Text
    area: Text | None = None
    period: Period
    reason: Name
    source: Name


class RemarkPlace(Declared):
    """Where in the plan a remark is found, and the words it stands on."""

    section: Text
    quotation: Prose


class RemarkFigure(Declared):
    """A published figure that a remark names; `area` is the plan's own unless given."""

    indicator: Text
    entity: Text
    period: Period
    area: Text | None = None


class Remark(Declared):
    """A finding of the audit that a human reader of the plan made, since no rule can.

    `title` says in a few words what it is about; `zh` and `en` are its sentences, with `figures` in braces
    (``{growth:abs}``), so that no number of the data is typed twice. `certainty` says how sure it is: ``unexplained``,
    ``open`` (scope, version or relation to be stated) or ``wording``.
    """

    name: Code
    title: Name
    places: tuple[RemarkPlace, ...] = Field(strict=False, min_length=1)
    certainty: Literal["unexplained", "open", "wording"]
    figures: dict[Code, RemarkFigure] = Field(default_factory=dict)
    zh: Prose
    en: Prose

    def subjects(self, own_area: str) -> dict[str, tuple[str, str, str, str]]:
        """Return the subjects (indicator, entity, area, period) of the figures, by the names of their fields."""
        figures = self.figures.items()
        return {name: (one.indicator, one.entity, one.area or own_area, one.period) for name, one in figures}


class PinnedFigure(Declared):
    """A figure that the office wants on the first page, whatever the rules choose."""

    indicator: Text
    entity: Text


class PinnedProblem(Declared):
    """A problem in the office's own words, with its advice, who is responsible, and by when."""

    title: Name
    text: Name
    advice: Name
    who: Annotated[tuple[Text, ...], MayBeEmpty] = Field(default=(), strict=False)
    when: Name | None = None


class BriefingPins(Declared):
    """What the office itself puts first on the briefing; rules choose the rest."""

    figures: tuple[PinnedFigure, ...] = Field(default=(), strict=False, max_length=5)
    problems: tuple[PinnedProblem, ...] = Field(default=(), strict=False, max_length=3)


class Definition(Declared):
    """All of plan.yml."""

    plan: PlanTitle
    tables: Annotated[tuple[DeclaredTable, ...], MayBeEmpty] = Field(default=(), strict=False)
    statements: Annotated[tuple[Statements, ...], MayBeEmpty] = Field(default=(), strict=False)
    totals: Annotated[tuple[Total, ...], MayBeEmpty] = Field(default=(), strict=False)
    processing_ratios: dict[str, ProcessingRatio] = Field(default_factory=dict)
    caps: Annotated[tuple[Cap, ...], MayBeEmpty] = Field(default=(), strict=False)
    breaks: Annotated[tuple[LevelBreak, ...], MayBeEmpty] = Field(default=(), strict=False)
    remarks: Annotated[tuple[Remark, ...], MayBeEmpty] = Field(default=(), strict=False)
    briefing: BriefingPins = Field(default_factory=BriefingPins)
    indicators: dict[Code, Indicator]
    entities: dict[Code, Entity]
    areas: dict[Code, Name]
    scopes: dict[Code, Scope] = Field(default_factory=dict)
    notes: dict[Code, Name] = Field(default_factory=dict)
    categories: dict[Code, Name] = Field(default_factory=dict)
    """What goals are grouped by, in the plan's own order."""
    sections: dict[str, str] = Field(default_factory=dict)
    """English names of places that are no chapter or section, by the words of the plan."""
    assessment: Thresholds = Thresholds()

    @property
    def headline(self) -> str:
        """The entity that stands for the plan as a whole: the one declared, else the first segment."""
        return self.plan.headline or next((code for code, one in self.entities.items() if one.kind == "segment"), "")

    def is_area_itself(self, entity: str) -> bool:
        """Return whether an entity is the city that the plan is for, which need not be named beside its figures."""
        return entity == self.headline and self.entities[entity].zh == self.name(self.plan.area, "zh")

    def name(self, code: str, lang: str) -> str:
        """Return the name of an entity, else of an indicator, an area or a scope in `lang`; the code itself if unknown."""
        for register in (self.entities, self.indicators, self.areas, self.scopes):
            if code in register:
                return register[code].text(lang)
        return isolated(code)

    def growths_of(self, level: str) -> tuple[str, ...]:
        """Return the indicators that are declared as the growth of another (`growth_of`)."""
        return tuple(code for code, one in self.indicators.items() if one.growth_of == level)

    def rules_of(self, table: DeclaredTable) -> dict[str, Rule]:
        """Return the rules that hold for a table, by indicator: those of the table it continues, then its own."""
        first = next((one for one in self.tables if one.name == table.continues), None)
        return {**(first.rules if first else {}), **table.rules}

    def source_of(self, file: str, cell: str = "") -> DeclaredSource | None:
        """Return the declared table or statements that a cell of `file` (relative to data/raw) belongs to.

        `cell` is an address as observations have it (``C7``, ``[Sheet1] C7``); it tells the tables of one workbook
        apart, by sheet and by the last header above it.
        """
        found = [source for source in (*self.tables, *self.statements) if source.file == file]
        if len(found) < 2 or not (place := Place.at(file, cell)).cell:
            return found[0] if found else None
        tables = [one for one in found if isinstance(one, DeclaredTable) and one.sheet_in_addresses == place.sheet]
        above = [table for table in tables if table.header_rows is None or table.header_rows[1] < place.row]
        return max(above, default=None, key=lambda table: table.header_rows or (0, 0))


def load_definition(data: Path, *, context: Mapping[str, Any] | None = None) -> Definition:
    """Read ``raw/plan.yml`` of the plan folder `data`; `context` is that of `load_declaration`, which raises all its faults."""
    return load_declaration(data / "raw" / FILE, Definition, context=context)[0]


def plan_fault(lines: dict[NodePath, int], path: NodePath, key: str, fields: Mapping[str, Any]) -> Fault:
    """Return a fault of plan.yml, at the line of the entry."""
    return Fault(Place(FILE, line_of(lines, path)), key, {"where": ".".join(map(str, path)), **fields})
