"""A plan as an economist opens it: definition, observations, goals and findings in one object."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lcanalysis.definition import Definition, load_definition
from lcanalysis.errors import UsageError
from lcanalysis.exhibits import CaptionedFrame, DataTable, Words, catalogue_words, table, words_from
from lcanalysis.files.data_folder import find_data
from lcanalysis.observations import (
    DERIVED,
    PUBLISHED,
    Observation,
    in_use_frame,
    latest,
    newest_publication,
    observations_frame,
    published_in,
)
from lcanalysis.periods import is_period, last_day
from lcanalysis.plan_document import PlanDocument, read_document
from lcanalysis.processed_tables import processed_table, read_observations, undamaged
from lcanalysis.quantities.code_names import area_code, entity_code, indicator_code
from lcanalysis.reads import FINDINGS, GOALS, NEWEST, OBSERVATIONS, PLAN, SHARED, Whole, by_part, note
from lcanalysis.units import convert
from lcanalysis.wording import preferred_lang, say

OBSERVATIONS_SHOWN: Final = (
    "indicator", "entity", "area", "period", "value", "unit", "status", "scope", "source", "cell", "also_in",
)  # fmt: skip
GOALS_SHOWN: Final = ("goal", "indicator", "entity", "kind", "comparison", "value", "value_upper", "unit", "due_period")
QUALITATIVE_SHOWN: Final = ("goal", "entity", "text_{lang}", "due_period", "section")
FINDINGS_SHOWN: Final = (
    "severity", "kind", "certainty", "published", "recomputed", "discrepancy", "unit", "place", "text_{lang}",
)  # fmt: skip

SECTIONS: Final = frozenset(Definition.model_fields)
NUMBERS_FOUND: Final = ("published", "recomputed", "lower", "upper", "discrepancy")


class NotedDefinition(Definition):
    """The contents of plan.yml. Each section is noted when it is read; see `lcanalysis.reads`."""

    def __getattribute__(self, name: str) -> Any:
        """Return an attribute, and note the section that it is; what reads all sections at once names none of them."""
        if name in SECTIONS:
            note(PLAN, name)
        elif name in {"__dict__", "__iter__", "__eq__", "model_dump", "model_dump_json"}:
            note(PLAN)
        return super().__getattribute__(name)


@dataclass(frozen=True, eq=False)
class Plan:
    """A development plan with its cleaned data.

    `records` are the exact observations, and `all_observations` the same as a pandas table with the columns of
    ``observations.csv``. `observations` has one row per figure. `goals` and `findings` are tables with the columns of
    the files in data/processed; `goals` are those that set a number, `qualitative` those that set none.

    The plan notes what a page asks it for, so that the page is remade only when that changes. `records_of`, `goals_of` and
    `findings_on` note one subject, a field of the definition one section of plan.yml, and any other field a whole file.
    """

    data: Path
    definition: Definition
    records: Whole[tuple[Observation, ...]] = Whole(OBSERVATIONS)
    goals: Whole[pd.DataFrame] = Whole(GOALS)
    findings: Whole[pd.DataFrame] = Whole(FINDINGS)
    qualitative: Whole[pd.DataFrame] = Whole(GOALS)

    @cached_property
    def document(self) -> PlanDocument:
        """The plan's own text; empty if the folder has none."""
        return read_document(self.data, self.definition)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """The figures in use, one row per indicator, entity, area and period; values are floats in the printed unit.

        A figure that several tables or vintages print stands once, so that sums over groups are right; `also_in` names
        the other cells, whose rows are in `all_observations`. `period` compares with text and with numbers:
        ``period == 2018``.
        """
        return self._shown(in_use_frame(self.records), "results.observations")

    @cached_property
    def all_observations(self) -> pd.DataFrame:
        """Every printed figure, one row per cell, older vintages and repetitions included; as in `observations`."""
        return self._shown(observations_frame(self.records), "results.all_observations")

    def _shown(self, table: pd.DataFrame, caption: str) -> pd.DataFrame:
        found = CaptionedFrame(table, caption, [name for name in OBSERVATIONS_SHOWN if name in table.columns])
        found.attrs["vintage"] = self.vintage.isoformat()
        return found

    def table(self) -> DataTable:
        """Return what the plan holds and how to get at it, in both languages."""
        years = {row.period[:4] for row in self.records}
        segments = tuple(name for name, entity in self.definition.entities.items() if entity.kind == "segment")
        span = {"first": min(years, default="—"), "last": max(years, default="—")}
        rows: tuple[tuple[str, int, str, dict[str, Any]], ...] = (
            ("observations", len(self.observations), "observations", span),
            ("goals", len(self.goals), "goals", {}),
            ("qualitative", len(self.qualitative), "qualitative", {}),
            ("findings", len(self.findings), "findings", {}),
            ("segments", len(segments), f'series("revenue", "{self.definition.headline}")', {"names": segments}),
        )
        frame = pd.DataFrame(
            {
                "count": [count for _, count, _, _ in rows],
                "use": [f"plan.{use}" for _, _, use, _ in rows],
                "about": [catalogue_words(f"results.{name}_about", **about) for name, _, _, about in rows],
            },
            index=[name for name, *_ in rows],
            dtype="object",
        )
        return table(
            "plan",
            frame,
            title=words_from(self.definition.plan.title),
            columns={name: catalogue_words(f"results.column_{name}") for name in frame},
            index=catalogue_words("results.column_what"),
            rows=lambda name: catalogue_words(f"results.{name}_name"),
            source=words_from(self.definition.plan.publisher),
            notes=[
                catalogue_words(
                    "results.plan_note", headline=self.definition.headline, due=self.definition.plan.due_period
                )
            ],
        )

    def _repr_mimebundle_(self, **_wanted: Any) -> dict[str, Any]:
        return self.table()._repr_mimebundle_()

    def __repr__(self) -> str:
        lang = preferred_lang()
        counts = {"observations": len(latest(self.records)), "goals": len(self.goals), "findings": len(self.findings)}
        return say("results.plan_line", lang, title=self.definition.plan.title(lang), **counts)

    def observation(
        self, indicator: str, entity: str, period: str | int, area: str | None = None, as_of: date | None = None
    ) -> Observation | None:
        """Return the observation in use for a subject, or None if no figure was published or derived.

        Indicator, entity and area are codes, or names in either language; `area` is the plan's own unless given.
        `period` is ``2018`` (or the number), ``2018-06`` or ``2018-01--06``. A bound (1000余, 不到2%) is no figure, as for
        `series`; `records` has them all.

        Raises
        ------
        UsageError
            If the plan has no such indicator, entity or area, with the nearest names; or `period` is none.
        """
        if not is_period(str(period)):
            raise UsageError("errors.not_a_period", period=str(period))
        return self.find_observation(*self._codes(indicator, entity), str(period), self._area(area), as_of)

    def records_of(self, indicator: str, entity: str, area: str | None = None) -> tuple[Observation, ...]:
        """Return the observations of one subject, all periods and vintages; `area` is the plan's own unless given."""
        subject = (indicator, entity, area or self.definition.plan.area)
        note(OBSERVATIONS, *subject)
        return self._by_subject.get(subject, ())

    @cached_property
    def _by_subject(self) -> dict[tuple[str, str, str], tuple[Observation, ...]]:
        found: dict[tuple[str, str, str], list[Observation]] = {}
        for row in self._records:
            found.setdefault(row.subject[:3], []).append(row)
        return {subject: tuple(rows) for subject, rows in found.items()}

    def published_in(self, cells: Collection[tuple[str, str]]) -> tuple[Observation, ...]:
        """Return the published observations of some cells, each a file and the address in it, in their order."""
        found = published_in(self._records, cells)
        note(OBSERVATIONS, SHARED)
        for row in found:
            note(OBSERVATIONS, *row.subject[:3])
        if len(found) != len(set(cells)):  # a cell without a figure has no subject that could be noted
            note(OBSERVATIONS)
        return found

    def goals_of(self, indicator: str, entity: str) -> pd.DataFrame:
        """Return the rows of `goals` that are for an indicator of an entity, both by code."""
        note(GOALS, indicator, entity)
        goals = self._goals
        return goals[(goals["indicator"] == indicator) & (goals["entity"] == entity)]

    def findings_on(self, indicator: str) -> pd.DataFrame:
        """Return the rows of `findings` whose subject is an indicator, by code."""
        note(FINDINGS, indicator)
        findings: pd.DataFrame = vars(self)["findings"]
        return findings[findings["subject"].str.split("/").str[0] == indicator]

    @property
    def _records(self) -> tuple[Observation, ...]:
        """The records without a note; the caller notes the part that it uses."""
        held: tuple[Observation, ...] = vars(self)["records"]
        return held

    @property
    def _goals(self) -> pd.DataFrame:
        held: pd.DataFrame = vars(self)["goals"]
        return held

    def _codes(self, indicator: str, entity: str) -> tuple[str, str]:
        return indicator_code(self.definition, indicator), entity_code(self.definition, entity)

    def _area(self, area: str | None) -> str | None:
        return None if area is None else area_code(self.definition, area)

    def find_observation(
        self, indicator: str, entity: str, period: str, area: str | None = None, as_of: date | None = None
    ) -> Observation | None:
        """Return what `observation` does, by codes that a program puts together: an unknown one is no error."""
        return self._figures(indicator, entity, area, as_of).get(period)

    def _figures(self, indicator: str, entity: str, area: str | None, as_of: date | None) -> dict[str, Observation]:
        """Return the published and derived figures in use, without the bounds, by period."""
        rows = [row for row in self.records_of(indicator, entity, area) if row.status in {PUBLISHED, DERIVED}]
        return {subject[3]: row for subject, row in latest(rows, as_of).items()}

    def series(
        self, indicator: str, entity: str, area: str | None = None, as_of: date | None = None
    ) -> pd.Series[float]:
        """Return the yearly values of an indicator as a Series of floats indexed by year.

        Indicator, entity and area are codes, or names in either language; `area` is the plan's own unless given. Values
        are in the unit of the newest year, derived ones included; a year without an observation is absent, and so is one
        of which only a bound was published (1000余). The Series is empty if nothing was published, and named
        ``indicator/entity``. What `lcanalysis.forecast` takes from its ``attrs``, so that it answers as the pages do:
        ``unit``; ``breaks``, the first years of new levels, as plan.yml declares them; ``rounding``, by year the value
        and the ends of its rounding interval; ``vintage``, the day by which all of it was published; ``cells``, by year
        the raw cells that the values come from. `lcanalysis.series` gives quantities instead.

        Raises
        ------
        UsageError
            If the plan has no such indicator, entity or area; the message gives the nearest names.
        UnitMismatchError
            If the years were published in units of different kinds.
        """
        return self.find_series(*self._codes(indicator, entity), self._area(area), as_of)

    def find_series(
        self, indicator: str, entity: str, area: str | None = None, as_of: date | None = None
    ) -> pd.Series[float]:
        """Return what `series` does, by codes that a program puts together: an unknown one is no error."""
        rows = self.yearly(indicator, entity, area, as_of)
        return yearly_series(rows, f"{indicator}/{entity}", (as_of or self.vintage).isoformat())

    def yearly(
        self, indicator: str, entity: str, area: str | None = None, as_of: date | None = None
    ) -> tuple[Observation, ...]:
        """Return the yearly observations in use, in order of years: published or derived figures, no bounds.

        `area` is the plan's own unless given; with `as_of`, only what was published by that day.
        """
        found = self._figures(indicator, entity, area, as_of)
        return tuple(found[period] for period in sorted(found) if len(period) == len("2018"))

    @cached_property
    def vintage(self) -> date:
        """The day of the newest publication that the data hold: what was known then is what all pages rest on."""
        return self.newest_publication or last_day(self.definition.plan.published_on)

    @property
    def newest_publication(self) -> date | None:
        """The day of the newest publication among the observations; None if there are none."""
        note(OBSERVATIONS, NEWEST)
        return newest_publication(self._records)

    @property
    def base_year(self) -> int:
        """The plan's base year, from which its growth goals count."""
        return int(self.definition.plan.base_period[:4])

    def name(self, code: str, lang: str) -> str:
        """Return the name of an entity, indicator, area or scope in `lang`."""
        return self.definition.name(code, lang)

    def words(self, code: str) -> Words:
        """Return the name of an entity, indicator, area or scope, for sentences and tables in both languages."""
        return words_from(lambda lang: self.name(code, lang))


def yearly_series(rows: Sequence[Observation], name: str, vintage: str | None = None) -> pd.Series[float]:
    """Return yearly observations of one subject, in order of years, as `Plan.series` does.

    Raises `UnitMismatchError` if they are in units of different kinds.
    """
    unit = rows[-1].unit if rows else ""
    levels = {int(row.period): _level(row, unit) for row in rows}
    found = {year: level[0] for year, level in levels.items()}
    series = pd.Series(found, dtype="float64", name=name).rename_axis("year")
    series.attrs["unit"] = unit
    series.attrs["breaks"] = break_years(rows)
    series.attrs["rounding"] = levels
    series.attrs["vintage"] = vintage
    series.attrs["cells"] = {int(row.period): row.addresses for row in rows}
    return series


def _level(row: Observation, unit: str) -> tuple[float, float, float]:
    value, lower, upper = (float(convert(number, row.unit, unit)) for number in (row.value, row.lower, row.upper))
    return value, lower, upper


def break_years(rows: Iterable[Observation]) -> tuple[int, ...]:
    """Return the years of yearly observations with which a declared break begins, in order."""
    return tuple(sorted(int(row.period) for row in rows if row.is_break))


def load(data: str | Path = "data") -> Plan:
    """Open a plan folder with its processed data as they are; `lcanalysis.load` sees first that they are up to date.

    `data`: a folder with raw/ and processed/, as for `lcanalysis.load`.

    Raises `UsageError` if there is no such folder, or it was not cleaned yet; `DeclarationError` if plan.yml is
    faulty; `DataError` if a file of processed/ is damaged.
    """
    folder = find_data(Path(data))
    with by_part():
        return _load(folder)


def _load(folder: Path) -> Plan:
    processed = folder / "processed"
    goals = processed_table(processed / "goals.csv", ("value", "value_upper"))
    findings = processed_table(processed / "findings.csv", NUMBERS_FOUND)
    definition = load_definition(folder)
    is_qualitative = goals["kind"] == "qualitative"
    return Plan(
        data=folder,
        definition=NotedDefinition.model_construct(definition.model_fields_set, **dict(definition)),
        records=undamaged(read_observations, processed / "observations.csv"),
        goals=CaptionedFrame(goals[~is_qualitative], "results.goals", GOALS_SHOWN),
        findings=CaptionedFrame(findings, "results.findings", FINDINGS_SHOWN),
        qualitative=CaptionedFrame(goals[is_qualitative], "results.qualitative", QUALITATIVE_SHOWN),
    )
