"""Takes another table into a plan folder: keeps the file unchanged, adds its entry to plan.yml, and cleans the plan."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from lcanalysis.cleaning.additions.plan_text import with_alias, with_entry
from lcanalysis.cleaning.additions.publishers import Publisher
from lcanalysis.cleaning.additions.sent_file import Understood, first_of, newest_period, same_file, understand
from lcanalysis.cleaning.additions.statement_files import workbook_wording, write_statements
from lcanalysis.cleaning.additions.transaction import take_in, write_source_record, write_text
from lcanalysis.cleaning.pipeline.clean import Cleaned, require_within
from lcanalysis.declarations.published_files import DeclaredTable
from lcanalysis.definition import Definition, Name, load_definition
from lcanalysis.errors import Fault, FaultsError, UsageError
from lcanalysis.files.confined_paths import safe_name
from lcanalysis.files.regular_files import read_text, sha256_of
from lcanalysis.intake.files.rich_text import whole
from lcanalysis.intake.reading import OF_THE_FILE, Answers, ColumnMeaning, Figure, TableReading
from lcanalysis.intake.remembered import BETWEEN_TITLES, to_be_recalled
from lcanalysis.intake.statements import Statement
from lcanalysis.names import free_name, without_unseen
from lcanalysis.observations import published_order
from lcanalysis.periods import last_day, period_in_words, with_years_moved, year_of
from lcanalysis.provenance import Place
from lcanalysis.units import UNITS
from lcanalysis.wording import LANGUAGES, say

FOLDER: Final = "added"
_WORDING: Final = {"transcription": "adding.source_transcription", "licence": "adding.source_licence"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sent, and what a person says of it.

    `published_on` is the day, month or year from which its figures are known; if it is empty, the one that the file states,
    else today. `source` names the document that it is or comes from, `table` the plan's table that it continues, and
    `answers` holds the answers to questions. `publisher` says who published it, if not the one that the file names, and
    `area` which area its tables are about, if they do not say so.
    """

    file: Path
    published_on: str
    source: str = ""
    table: str | None = None
    answers: Answers = field(default_factory=dict)
    publisher: str = ""
    area: str = ""

    @property
    def answered(self) -> Answers:
        """The answers, that about the area of the whole file among them."""
        return {**self.answers, **({OF_THE_FILE: self.area} if self.area else {})}


@dataclass(frozen=True, slots=True)
class Added:
    """What was taken in: the paths of the new files below raw/ (none if the plan had the file), and the result of cleaning."""

    files: tuple[str, ...]
    cleaned: Cleaned | None


def look_at(data: Path, sent: Sent) -> Understood:
    """Return what is understood of a sent file; nothing is written.

    Raises `FaultsError` if the file is refused as a whole, or the plan is faulty; `UsageError` if the date of
    publication is none, or the plan has no such table.
    """
    require_within(data)
    require_sent(load_definition(data), sent)
    said = (sent.publisher, sent.source)
    return understand(data, sent.file, sent.published_on, sent.table, sent.answered, said)


def add(data: Path, sent: Sent, *, dry_run: bool = False, found: Understood | None = None) -> Added:
    """Take a sent file into the plan folder; if anything is wrong or not certain, leave everything as it was.

    The file is copied unchanged to ``raw/<source>/<vintage>/`` with a record of where it comes from and its hash;
    plan.yml gains an entry for each of its tables, and the aliases that were accepted; every other character of it
    stays. All of that happens in a copy of the folder first, which must then be clean. A file whose contents the
    plan has changes nothing. A figure that the plan has in another version is kept beside it: the newer is used.
    `found` is what `look_at` has just understood of it; without that the file is looked at here.

    Raises `FaultsError` with every fault, and every question that has no answer, of the file; and what cleaning finds
    wrong; `UsageError` as `look_at`, or if the folder cannot be written to.
    """
    found = found or look_at(data, sent)
    FaultsError.raise_if_any(found.faults)
    FaultsError.raise_if_any(as_faults(found, load_definition(data)))
    if found.taken_in or not found.reading.tables:
        return Added((), None)

    sent = replace(sent, published_on=found.published_on)

    def put(raw: Path) -> Sequence[str]:
        # Another program may have taken the file in while this one waited.
        if same_file(raw, load_definition(raw.parent), sent.file):
            return ()
        return _put(raw, sent, found)

    files, cleaned = take_in(data, put, dry_run=dry_run)
    return Added(() if dry_run else files, cleaned)


def as_faults(found: Understood, definition: Definition) -> tuple[Fault, ...]:
    """Return the questions as faults, for when nobody is there to answer them; or the fault that no table was found."""
    if not found.reading.tables and not found.faults:
        return (Fault(Place(found.reading.file), "adding.no_table"),)
    return tuple(
        Fault(
            one.place,
            f"adding.unanswered_{one.kind}" if one.proposal else f"adding.unanswered_{one.kind}_openly",
            {
                "found": one.found,
                "code": one.proposal,
                "zh": definition.name(one.proposal, "zh"),
                "because": one.because,
                "unit": _unit_names(one.proposal),
            },
        )
        for one in found.questions
    )


def _unit_names(symbol: str) -> Name:
    known = UNITS.get(symbol)
    return Name(zh=known.name("zh"), en=known.name("en")) if known else Name(zh=symbol or "—", en=symbol or "—")


def require_date(published_on: str) -> str:
    """Return a date of publication, a year, a month or a day; raise `UsageError` if it is none."""
    try:
        last_day(published_on)
    except ValueError:
        raise UsageError("adding.bad_date", found=published_on) from None
    return published_on


def require_sent(definition: Definition, sent: Sent) -> None:
    """Raise `UsageError` if a person names a date, a table or an area that there cannot be."""
    if sent.published_on:
        require_date(sent.published_on)
    tables = tuple(table.name for table in definition.tables)
    if sent.table is not None and sent.table not in tables:
        raise UsageError("adding.no_such_table", found=sent.table, known=tables)
    if sent.area and sent.area not in definition.areas:
        raise UsageError("adding.no_such_area", found=sent.area, known=tuple(definition.areas))


def _put(raw: Path, sent: Sent, found: Understood) -> list[str]:
    """Write the file, its record and its entries below `raw`, and return the paths of the new files."""
    definition = load_definition(raw.parent)
    file = _free_file(raw, sent, found)
    (raw / file).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(sent.file, raw / file)
    source, named = _source(sent, found, definition), _named_document(sent, found)
    names = {table.name for table in definition.tables}
    entries = []
    for table in (one for one in found.reading.tables if one.table):
        entries.append(_entry(first_of(definition, table), table, file, sent, names, definition.plan.area))
        names.add(entries[-1]["name"])
    document = named or _titled(entries) or _as_document(sent.file.name)
    record = write_source_record(raw, file, _WORDING, **source, **document, section=say("adding.section", "zh"))
    files = [file, record]
    text = read_text(raw / "plan.yml")
    for (kind, name), code in sent.answers.items():
        if kind == "row" and code:
            text = with_alias(text, code, name)
    sheets = [table for table in found.reading.tables if not table.table]
    if any(sheet.figures for sheet in sheets):
        known = {one.name for one in definition.statements}
        entry, written = _put_statements(raw, file, sent, source, named, sheets, known)
        text = with_entry(text, "statements", entry)
        files += written
    for entry in entries:
        text = with_entry(text, "tables", entry)
    write_text(raw / "plan.yml", text)
    return files


def _source(sent: Sent, found: Understood, definition: Definition) -> dict[str, str]:
    """Return what the records of new files say of their publisher and the date."""
    publisher = found.origin.publisher or Publisher(definition.plan.publisher_zh, definition.plan.publisher_en)
    return {
        "publisher_zh": whole(publisher.zh),
        "publisher_en": whole(publisher.en),
        "published_on": sent.published_on,
    }


def _named_document(sent: Sent, found: Understood) -> dict[str, str]:
    """Return the name of the document in both languages; empty if neither file nor person names one."""
    name = sent.source or found.origin.document
    return _as_document(name) if name else {}


def _titled(entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the titles of a file's tables as the name of its document, for readers to whom a file's name says nothing."""
    if not entries:
        return {}
    return {
        f"document_{lang}": BETWEEN_TITLES.join(dict.fromkeys(entry[f"title_{lang}"] for entry in entries))
        for lang in LANGUAGES
    }


def _as_document(name: str) -> dict[str, str]:
    # A name from another system may be no text here; a half of a character could not be written.
    return {f"document_{lang}": whole(name) for lang in LANGUAGES}


def _put_statements(
    raw: Path,
    file: str,
    sent: Sent,
    source: Mapping[str, str],
    named: Mapping[str, str],
    sheets: Sequence[TableReading],
    names: set[str],
) -> tuple[dict[str, Any], list[str]]:
    """Write the figures of sheets that are no table of the plan's, and return their entry and the paths of the new files."""
    figures = f"{file.rpartition('.')[0]}.figures.csv"
    statements = [_statement(one, sheet.sheet or sent.file.name) for sheet in sheets for one in sheet.figures]
    titles = dict.fromkeys(without_unseen(one.title) for one in sheets if one.title)
    called = {"document_zh": BETWEEN_TITLES.join(titles)} if titles else {}
    entry, record = write_statements(
        raw, figures, statements, workbook_wording("later"), **source, **(named or called), workbook=Path(file).name, section=say("beginning.section", "zh"),
        name=free_name(f"figures_{sent.published_on}", names),
    )  # fmt: skip
    entry |= {"title_zh": BETWEEN_TITLES.join(titles)} if titles else {}
    words = list(dict.fromkeys(without_unseen(one.known_by) for one in sheets if one.known_by))
    kept = to_be_recalled(sent.answered, [*titles, *([""] if words else [])])
    entry |= {"answers": kept} | ({"known_by": words} if words else {}) if kept else {}
    return entry, [figures, record]


def _statement(one: Figure, section: str) -> Statement:
    printed = one.printed
    return Statement(*one.subject, printed.as_printed, str(printed.unit), one.scope, one.quotation, section)


def _free_file(raw: Path, sent: Sent, found: Understood) -> str:
    """Return where the file goes: into the folder of its vintage, a new one if it restates figures of the same day.

    A day can see several vintages: ``2020-03-01``, then ``2020-03-01.2``.
    """
    day = last_day(sent.published_on)
    held = (change.held for change in found.changes if change.held is not None)
    same_day = [number for when, number in (published_order(row) for row in held) if when == day]
    number = max(same_day, default=0) + 1
    folder = safe_name(sent.source, FOLDER)
    name = safe_name(sent.file.stem, "table") + sent.file.suffix.lower()
    while True:
        vintage = sent.published_on if number == 1 else f"{sent.published_on}.{number}"
        file = f"{folder}/{vintage}/{name}"
        # What lies there with the same contents was left by a program that was killed; plan.yml does not name it.
        if not (raw / file).exists() or sha256_of(raw / file) == sha256_of(sent.file):
            return file
        number += 1


def _entry(
    first: DeclaredTable, table: TableReading, file: str, sent: Sent, names: set[str], own: str
) -> dict[str, Any]:
    """Return the entry of plan.yml for a table of the file, so explicit that nothing needs to be recognised again.

    `own` is the plan's own area.
    """
    newest = newest_period([table])
    unit = table.unit or first.unit
    entry: dict[str, Any] = {
        "name": free_name(f"{first.name}_{newest}", names),
        "title_zh": without_unseen(table.title) or _next_title(first, table, "zh"),
        "title_en": _next_title(first, table, "en"),
        "file": file,
        "section": say("adding.section", "zh"),
        "unit": unit,
        "published_on": sent.published_on,
        "scope": table.scope or first.scope,
        "continues": first.name,
    }
    if table.area and table.area != own:
        entry["area"] = table.area
    if table.sheet:
        entry["sheet"] = table.sheet
    entry["header_rows"] = list(table.header_rows)
    if table.is_turned:
        entry["is_turned"] = True
    entry["rows"] = _rows(first, table)
    if table.ignored:
        entry["ignore"] = list(table.ignored)
    entry["columns"] = {column.heading: _column(column, unit) for column in table.columns}
    return entry


def _next_title(first: DeclaredTable, table: TableReading, lang: str) -> str:
    """Return the first table's title with the year of this table, or with its quarter or months if the first was of a year."""
    newest, earlier = newest_period([table]), [column.period for column in first.columns.values()]
    year, within = newest[:4], period_in_words(newest, lang)
    by = year_of(newest) - max(map(year_of, earlier))
    title = with_years_moved(first.title_zh if lang == "zh" else first.title_en, by)
    if year not in title:
        return title if lang == "zh" else f"{title}, {within}"
    spans = {column.period[4:] for column in table.columns}
    is_other_part = len(spans) == 1 and not spans & {period[4:] for period in earlier}
    return title.replace(period_in_words(year, lang), within) if is_other_part else title


def _rows(first: DeclaredTable, table: TableReading) -> dict[str, Any]:
    rows: dict[str, Any] = {"column": table.row_column, "kind": first.rows.kind}
    if table.left_out:
        rows["ignore"] = list(table.left_out)
    if table.area_column:
        rows["area_column"] = table.area_column
    if table.entity:
        rows["entity"] = table.entity
    if table.row_areas:
        rows["areas"] = dict(table.row_areas)
    return rows


def _column(column: ColumnMeaning, unit: str) -> Mapping[str, Any]:
    meaning: dict[str, Any] = {"indicator": column.indicator, "period": column.period}
    if column.unit and column.unit != unit:
        meaning["unit"] = column.unit
    if not column.unit_is_printed:
        meaning["unit_is_printed"] = False
    if column.area:
        meaning["area"] = column.area
    return meaning
