"""The files of reference classes, and which classes a forecast asks for.

A class is a file ``<name>.csv`` with ``<name>.source.yml`` beside it. The package carries some; a plan may hold others in
``raw/reference``, and choose among all by ``reference_classes`` in plan.yml. Without a choice, a plan with classes of its own
uses these, and any other the general ones of the package, which are of no single industry; results then say so.

A class of kind `rows` has the columns series, year, value. One of kind `summary`, for sources whose rows may not be passed
on, holds only quantiles of growth, and in ``<name>.fitted.json`` its fitted summary of every year.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

from lcanalysis.declarations.yaml_files import load_declaration
from lcanalysis.definition import load_definition
from lcanalysis.errors import DataError, Fault, FaultsError, UsageError
from lcanalysis.exhibits import Words, joined, words, words_from
from lcanalysis.files.carried import carried
from lcanalysis.files.data_folder import find_data
from lcanalysis.files.regular_files import read_text, unreadable
from lcanalysis.forecasting.class_summary import ClassSummary
from lcanalysis.forecasting.distribution import GRID, Floats
from lcanalysis.forecasting.reference_class import Fitted, Growths, ReferenceClass, ReferenceSource
from lcanalysis.forecasting.scales import Transform
from lcanalysis.forecasting.series import LONG_COLUMNS, observed_table
from lcanalysis.plan import Plan
from lcanalysis.provenance import Place
from lcanalysis.reads import PLAN, by_part, note

MIX: Final = "mix"
"""Name of the default: the mix of all recommended classes."""


SUMMARY_HEAD: Final = ("first_year", "last_year", "horizon", "origins", "cases")
"""A summary's columns before its quantiles, which are headed by their percent."""

NO_CLASSES = "no_classes"
CLASSES_TOO_NEW = "classes_too_new"
ALL_YEARS = "_all_years"

Reference: TypeAlias = "str | pd.DataFrame | ReferenceClass"


def list_references(data: str | Path = "data", scale: str = "log") -> dict[str, ReferenceSource]:
    """Return the classes for a plan folder that speak on a scale, and what each declares, by name.

    Where plan.yml chooses classes of the scale, these are the recommended ones.

    Raises `UsageError` if there is no such plan folder, or plan.yml chooses a class that is nowhere; `DeclarationError` if
    a ``source.yml`` is faulty.
    """
    known = {name: _source(path) for name, path in _declarations(data).items()}
    found = {name: source for name, source in known.items() if source.scale == scale}
    chosen = found.keys() & set(_chosen(find_data(Path(data))))
    if not chosen:
        return found
    return {name: source.model_copy(update={"recommended": name in chosen}) for name, source in found.items()}


def list_carried() -> dict[str, ReferenceSource]:
    """Return the classes that the package carries, and what each declares, by name."""
    return {name: _source(path) for name, path in _declared_in(carried("reference")).items()}


def are_general(data: str | Path) -> bool:
    """Return whether only the general classes of the package are left: the plan chose none and holds none."""
    folder = find_data(Path(data))
    return not _chosen(folder) and not _declared_in(folder / "raw" / "reference")


def _declarations(data: str | Path) -> dict[str, Path]:
    """Return the declaration of each class for a plan folder, by name; its own go before those of the package."""
    folder = find_data(Path(data))
    own, chosen = _declared_in(folder / "raw" / "reference"), _chosen(folder)
    if own and not chosen:
        return own
    every = _declared_in(carried("reference")) | own
    for name in chosen:
        _require_known(name, every)
    return {
        name: path for name, path in every.items() if name in own or name in chosen or not _source(path).industry_en
    }


def _declared_in(folder: Path) -> dict[str, Path]:
    return {path.name.removesuffix(".source.yml"): path for path in sorted(folder.glob("*.source.yml"))}


def _chosen(folder: Path) -> tuple[str, ...]:
    note(PLAN, "plan")
    return _chosen_in(*_stamped(folder / "raw" / "plan.yml"))


def _require_known(name: str, known: Mapping[str, Path]) -> None:
    if name not in known:
        nearest = get_close_matches(name, known, n=1, cutoff=0.0)
        raise UsageError(
            "forecast.unknown_reference", name=name, nearest=nearest[0] if nearest else "-", known=", ".join(known)
        )


def _source(path: Path) -> ReferenceSource:
    return _declared(*_stamped(path))


def load_reference(reference: Reference, data: str | Path = "data", transform: Transform = "log") -> ReferenceClass:
    """Return a reference class, by its name or from a long table (series, year, value).

    The years from which a declared class is comparable, and its breaks, are applied; ask for
    `from_year(None)` to see all years. `transform` says which values the rows of a table may hold.

    Raises `UsageError` if there is no class of that name; the message names the nearest; `FaultsError` if the class's
    rows are faulty.

    >>> table = pd.DataFrame({"series": ["a", "a"], "year": [2017, 2018], "value": [100.0, 110.0]})
    >>> load_reference(table).growths(1).share_reaching(0.10)
    1.0
    """
    if isinstance(reference, ReferenceClass):
        return reference
    if isinstance(reference, pd.DataFrame):
        return ReferenceClass("table", rows=observed_table(reference, "table", shortest=1, transform=transform))
    known = _declarations(data)
    _require_known(reference, known)
    source = _source(known[reference])
    if source.scale == "level" != transform:
        raise UsageError("forecast.class_in_levels_only", name=reference)
    path = known[reference].with_name(f"{reference}.csv")
    about: dict[str, Any] = {
        "name": reference,
        "source": source,
        "since": source.comparable_from,
        "breaks": source.breaks,
    }
    if source.kind == "summary":
        fitted = path.with_suffix(".fitted.json")
        summary = _read_summary(*_stamped(path))
        return ReferenceClass(**about, summary=summary, fitted=_read_fitted(*_stamped(fitted)))
    return replace(_read_rows(*_stamped(path), source.scale), **about)


def load_references(
    reference: Reference | Iterable[Reference] | None, data: str | Path = "data", transform: Transform = "log"
) -> tuple[ReferenceClass, ...]:
    """Return the classes to mix: those given, or for None and ``"mix"`` all recommended ones of the scale.

    For shares none is recommended, nor need one be for what may be negative: what is left is the generic class.

    Raises `UsageError` if a name is unknown, or no class is recommended for logs.
    """
    if reference is None or (isinstance(reference, str) and reference == MIX):
        names = [name for name, source in list_references(data, transform).items() if source.recommended]
        if not names and transform == "log":
            raise UsageError("forecast.no_recommended_reference", folder=f"{data}/raw/reference")
        return tuple(load_reference(name, data, transform) for name in names)
    if isinstance(reference, str | pd.DataFrame | ReferenceClass):
        return (load_reference(reference, data, transform),)
    return tuple(load_reference(each, data, transform) for each in reference)


@dataclass(frozen=True)
class ClassChoice:
    """The reference classes of a question about a plan.

    `reference` is the name of a class, or ``mix`` for all recommended ones; `known_year` is the last year whose growth
    may be used.
    """

    plan: Plan
    reference: str = MIX
    known_year: int = 0

    @cached_property
    def used(self) -> tuple[ReferenceClass, ...]:
        """The classes that the answer rests on.

        Raises `UsageError` if there is no such class, or none is recommended.
        """
        return load_references(self.reference, self.plan.data)

    @cached_property
    def contrasts(self) -> tuple[ReferenceClass, ...]:
        """The classes beside it: the others, and those of all years where only recent ones are used."""
        names = [name for name in list_references(self.plan.data) if name not in {each.name for each in self.used}]
        others = tuple(load_reference(name, self.plan.data) for name in names)
        return (*others, *(each.from_year(None) for each in self.used if each.since is not None))

    @cached_property
    def why_none(self) -> str:
        """Why there is no class to judge by; empty if there are.

        ``no_classes``: the folder holds neither the one asked for nor a recommended one; ``classes_too_new``: one of them
        has nothing of the years that were known.
        """
        held = list_references(self.plan.data)
        if self.reference not in held and not any(source.recommended for source in held.values()):
            return NO_CLASSES
        every = (
            each.growths(1, self.known_year) or each.from_year(None).growths(1, self.known_year) for each in self.used
        )
        return "" if all(every) else CLASSES_TOO_NEW

    def key(self, reference: ReferenceClass) -> str:
        """Return the code of a class in tables: its name, with ``_all_years`` where all its years stand beside the recent ones."""
        is_whole = reference.since is None and any(each.name == reference.name for each in self.used)
        has_recent = any(each.name == reference.name and each.since is not None for each in self.used)
        return f"{reference.name}{ALL_YEARS}" if is_whole and has_recent else reference.name

    def title(self, reference: ReferenceClass) -> Words:
        """Return the title of a class."""
        title = words_from(reference.title)
        is_whole = self.key(reference) != reference.name
        return words("{title}，全部年份", "{title}, all years", title=title) if is_whole else title

    def titles(self) -> Words:
        """Return the titles of the classes used, and whether they are general ones."""
        every = joined([self.title(each) for each in self.used], "、", "; ")
        if self.reference != MIX or not are_general(self.plan.data):
            return every
        return words(
            "主要为一般序列，部分为{every}（通用参照类，未为本规划选定）",
            "mostly any series at all, in part {every} (general classes; none was chosen for this plan)",
            every=every,
        )

    def sources(self) -> list[Words]:
        """Return where the classes used come from."""
        return [words_from(each.source.source) for each in self.used if each.source is not None]

    def notes(self) -> Iterator[Words]:
        """Yield why each class used is comparable."""
        for each in self.used:
            if each.source is not None:
                yield words(
                    "{title}：{why}", "{title}: {why}", title=self.title(each), why=words_from(each.source.comparable)
                )


# A file is read again only when it changed: a page asks for the same classes dozens of times.
Stamp: TypeAlias = tuple[int, int]


def _stamped(path: Path) -> tuple[Path, Stamp]:
    """Return the absolute path of a file, with its time and size."""
    try:
        found = path.stat()
    except OSError:
        raise DataError("errors.no_such_file", path=path.name) from None
    return path.absolute(), (found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=16)
def _chosen_in(path: Path, _changed: Stamp) -> tuple[str, ...]:
    with by_part():
        return load_definition(path.parents[1]).plan.reference_classes


@lru_cache(maxsize=64)
def _declared(path: Path, _changed: Stamp) -> ReferenceSource:
    return load_declaration(path, ReferenceSource)[0]


def _rows_of(path: Path) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(read_text(path), newline="")))
    except OSError as problem:
        raise FaultsError(faults=[unreadable(Place(path.name), problem)]) from None
    except UnicodeDecodeError:
        raise FaultsError(faults=[Fault(Place(path.name), "faults.not_utf8")]) from None
    except csv.Error as problem:
        raise FaultsError(faults=[Fault(Place(path.name), "intake.not_csv", {"problem": str(problem)})]) from None


@lru_cache(maxsize=32)
def _read_rows(path: Path, _changed: Stamp, transform: Transform) -> ReferenceClass:
    """Return the class of the rows of a file alone; what is computed from them is kept with it."""
    rows = _rows_of(path)
    if not rows or tuple(rows[0]) != LONG_COLUMNS or any(len(row) != len(LONG_COLUMNS) for row in rows):
        raise DataError("forecast.reference_columns", file=path.name, expected=",".join(LONG_COLUMNS))
    table = pd.DataFrame(
        [[series, _number(year, int), _number(value, float)] for series, year, value in rows[1:]],
        columns=list(LONG_COLUMNS),
        dtype=object,
    )
    return ReferenceClass(path.stem, rows=observed_table(table, path.name, shortest=1, transform=transform))


def _number(text: str, kind: type[int | float]) -> int | float | str:
    try:
        return kind(text)
    except ValueError:
        return text  # the check of the series names it with its place


@lru_cache(maxsize=32)
def _read_summary(path: Path, _changed: Stamp) -> tuple[Growths, ...]:
    head, *rows = _rows_of(path) or [[]]
    if tuple(head[: len(SUMMARY_HEAD)]) != SUMMARY_HEAD or any(len(row) != len(head) for row in rows):
        raise DataError(
            "forecast.reference_columns", file=path.name, expected=",".join((*SUMMARY_HEAD, "5", "10", "…"))
        )
    try:
        probabilities = np.array(head[len(SUMMARY_HEAD) :], dtype=np.float64) / 100
        return tuple(_window(row, probabilities) for row in rows)
    except ValueError as problem:
        raise DataError("forecast.reference_number", file=path.name, problem=str(problem)) from None


def _window(row: list[str], probabilities: Floats) -> Growths:
    first, last, horizon, origins, cases = (int(cell) for cell in row[: len(SUMMARY_HEAD)])
    quantiles = np.interp(GRID, probabilities, np.array(row[len(SUMMARY_HEAD) :], dtype=np.float64))
    return Growths(horizon, first, last, origins, cases, quantiles)


@lru_cache(maxsize=32)
def _read_fitted(path: Path, _changed: Stamp) -> Fitted:
    try:
        records = json.loads(read_text(path))
        found = [(record.pop("since"), ClassSummary.of_record(record)) for record in records]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as problem:
        raise DataError("forecast.reference_number", file=path.name, problem=str(problem)) from None
    return {(since, summary.as_of): summary for since, summary in found}
