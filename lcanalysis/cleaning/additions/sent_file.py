"""Compares a sent file with the plan: which figures are new, which are the same, and which it restates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, get_args

from lcanalysis.cleaning.additions.foreign_areas import ask_for_areas
from lcanalysis.cleaning.additions.publishers import Origin, Publishers, origin_of
from lcanalysis.declarations.published_files import DeclaredTable
from lcanalysis.definition import Definition, load_definition
from lcanalysis.errors import Fault
from lcanalysis.files.regular_files import sha256_of
from lcanalysis.intake.figures import STATUS
from lcanalysis.intake.labels import published_in
from lcanalysis.intake.published import read_published
from lcanalysis.intake.reading import Answers, Figure, Question, Reading, TableReading
from lcanalysis.intake.recognising import read_for_plan
from lcanalysis.observations import Observation, latest
from lcanalysis.periods import last_day
from lcanalysis.units import convert

Effect = Literal["new", "same", "revised", "older"]
EFFECTS: Final[tuple[Effect, ...]] = get_args(Effect)


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of the file, and the figure of the same subject that the plan uses now.

    `effect`: ``new`` where there is none; ``same`` where both are the same number; ``revised`` where the file restates
    it; ``older`` where the file restates it but was published before.
    """

    figure: Figure
    held: Observation | None
    effect: Effect


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a file: its reading, and what would change in the plan.

    `taken_in` is the path, below raw/, of the very same file if the plan has it already. `published_on` is what a person or
    the sheet says, else today; `origin` who published it.
    """

    reading: Reading
    changes: tuple[FigureChange, ...]
    published_on: str
    origin: Origin
    taken_in: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions that a person must answer before anything is written; none for a file that the plan has."""
        if self.taken_in:
            return ()
        return (*self.reading.questions, *([self.origin.question] if self.origin.question else []))

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What cannot be read, and no answer can mend."""
        return () if self.taken_in else self.reading.all_faults

    @property
    def missing(self) -> int:
        """How many cells print no figure."""
        return sum(len(table.missing) for table in self.reading.tables)

    def count(self, effect: Effect) -> int:
        """Return how many figures have this effect."""
        return sum(change.effect == effect for change in self.changes)


def understand(
    data: Path,
    file: Path,
    published_on: str,
    table: str | None,
    answers: Answers,
    said: tuple[str, str] = ("", ""),
) -> Understood:
    """Read a file for the plan folder `data`, and compare it with what the plan holds; nothing is written.

    - `published_on`: when its figures became known: a year, a month or a day. Empty: the date of publication that the
      file states, else today.
    - `table`: the plan's table that it is the next one of, if a person says so.
    - `said`: who published it and which document it is, as far as a person said so.

    Raises `FaultsError` if the file is refused as a whole, or the plan itself is faulty.
    """
    definition = load_definition(data)
    known = latest(read_published(data, definition))
    reading = read_for_plan(file, definition, table, answers, known)
    published_on = published_on or _stated_date(reading)
    publishers = Publishers(data / "raw", definition)
    first = [one for one in definition.tables if one.name in {table.table for table in reading.tables}]
    origin = origin_of(publishers, reading, first, said, answers)
    if origin.publisher is not None and not origin.is_assumed:
        reading = ask_for_areas(reading, origin.publisher, publishers, definition, known)
    changes = tuple(_change(figure, known, published_on) for one in reading.tables for figure in one.figures)
    return Understood(reading, changes, published_on, origin, same_file(data / "raw", definition, file))


def _stated_date(reading: Reading) -> str:
    """Return the date of publication that a file states; today if it states none, or one that is yet to come."""
    today = datetime.now().astimezone().date()
    stated = published_in(line for table in reading.tables for line in (*table.notes, table.title))
    return stated if stated and last_day(stated) <= today else today.isoformat()


def same_file(raw: Path, definition: Definition, file: Path) -> str:
    """Return the path of the declared raw file that has the very contents of `file`; empty if there is none."""
    size = file.stat().st_size
    # Beside a file of statements lies the workbook that they were taken from.
    folders = dict.fromkeys((raw / source.file).parent for source in (*definition.tables, *definition.statements))
    held = (path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir()))
    alike = [path for path in held if path.is_file() and path.stat().st_size == size]
    digest = sha256_of(file) if alike else ""
    return next((path.relative_to(raw).as_posix() for path in alike if sha256_of(path) == digest), "")


def first_of(definition: Definition, reading: TableReading) -> DeclaredTable:
    """Return the plan's table whose next year a table of the file is."""
    return next(table for table in definition.tables if table.name == reading.table)


def _change(figure: Figure, known: dict[tuple[str, str, str, str], Observation], published_on: str) -> FigureChange:
    held = known.get(figure.subject)
    if held is None:
        return FigureChange(figure, None, "new")
    unit = figure.printed.unit or held.unit
    if convert(held.value, held.unit, unit) == figure.printed.value and held.status == STATUS[figure.printed.bound]:
        return FigureChange(figure, held, "same")
    is_older = last_day(published_on) < last_day(held.published_on)
    return FigureChange(figure, held, "older" if is_older else "revised")


def newest_period(tables: Sequence[TableReading]) -> str:
    """Return the newest period that a column of the tables is of."""
    return max(column.period for table in tables for column in table.columns)
