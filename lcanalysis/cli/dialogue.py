"""What `add` shows and asks: what was understood, each question, and at last whether to write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from lcanalysis.cleaning.additions.add_table import Sent, add, as_faults, look_at
from lcanalysis.cleaning.additions.sent_file import Understood
from lcanalysis.cli import answers, terminal
from lcanalysis.cli.sent_file_text import added_text, changes_json, understood_text, unit_name
from lcanalysis.definition import Definition, Name, load_definition
from lcanalysis.errors import FaultsError, UsageError
from lcanalysis.intake.cells import plain_name
from lcanalysis.intake.reading import Question
from lcanalysis.periods import is_period
from lcanalysis.provenance import Place
from lcanalysis.units import PERCENT, RATIO, UNITS
from lcanalysis.wording import say

LEAVE_OUT = "-"
LEAVE_ALL_OUT = "--"


_MANY = frozenset({"row", "column"})
"""Of what there are often many that the plan does not watch; one answer leaves all out."""


def asked(data: Path, sent: Sent, lang: str) -> None:
    """Show what was understood, ask a person what is not certain, and write if the person agrees.

    Raises `FaultsError` if the file has faults that no answer mends; all of them.
    """
    definition = load_definition(data)
    found = look_at(data, sent)
    while (open_ones := _open(found, sent)) and not found.faults:
        question = open_ones[0]
        terminal.tell(say("adding.question_of", lang, left=len(open_ones)))
        alike = [one for one in open_ones if one.kind == question.kind] if question.kind in _MANY else []
        if len(alike) > 1:
            others = tuple(one.found for one in alike[1:])
            terminal.tell(say(f"adding.others_{question.kind}", lang, found=others, count=len(others)))
        answer = _ask(question, definition, found, lang, are_many=len(alike) > 1)
        answered = alike if answer == LEAVE_ALL_OUT else [question]
        answers = {(one.kind, one.found): answer.removeprefix(LEAVE_ALL_OUT) for one in answered}
        sent = replace(sent, answers={**sent.answers, **answers})
        found = look_at(data, sent)
    terminal.tell(understood_text(found, definition, lang))
    FaultsError.raise_if_any(found.faults)
    if found.taken_in or not found.changes:
        return
    if terminal.is_agreed(say("adding.confirm", lang)):
        terminal.tell(added_text(add(data, sent, found=found), data, lang))
    else:
        terminal.tell(say("adding.nothing_written", lang))


def _open(found: Understood, sent: Sent) -> tuple[Question, ...]:
    """Return what is to be asked: who published the file as well, where nothing says it."""
    origin = found.origin
    key = ("publisher", found.reading.file)
    if not origin.is_assumed or origin.publisher is None or key in sent.answers or found.taken_in or not found.changes:
        return found.questions
    return (*found.questions, Question(Place(found.reading.file), "publisher", found.reading.file, origin.publisher.zh))


def unasked(data: Path, sent: Sent, lang: str, *, is_agreed: bool, dry_run: bool, as_json: bool) -> None:
    """Show what was understood and, where that is agreed beforehand and nothing is in question, write it.

    Raises `FaultsError` with every fault and every question; `UsageError` if nothing is in question and nobody agreed.
    """
    definition = load_definition(data)
    found = look_at(data, sent)
    if not as_json:
        terminal.tell(understood_text(found, definition, lang))
    in_the_way = (*found.faults, *as_faults(found, definition))
    added = add(data, sent, dry_run=dry_run or not is_agreed, found=found) if not in_the_way else None
    if as_json:
        answers.show(changes_json(found, added, lang))
    FaultsError.raise_if_any(in_the_way)
    if added is None or added.cleaned is None:
        return
    if not (is_agreed or dry_run):
        raise UsageError("adding.not_agreed")
    if not as_json:
        terminal.tell(added_text(added, data, lang))


def _ask(question: Question, definition: Definition, found: Understood, lang: str, *, are_many: bool) -> str:
    """Return a person's answer in the words of the plan; what is no possible answer is asked for again."""
    code = question.proposal
    proposal = f"{definition.name(code, lang)} ({code})" if definition.name(code, lang) != code else code
    if question.kind in {"unit", "growth"}:
        proposal = unit_name(code, lang)
    terminal.tell(
        say(
            f"adding.asks_{question.kind}" if code else f"adding.asks_{question.kind}_openly",
            lang,
            found=question.found,
            proposal=proposal,
            place=question.place.text(lang),
            because=question.because,
        )
    )
    known = _possible(question, definition, found)
    while True:
        given = terminal.ask(say(f"adding.answer_{question.kind}", lang))
        if given.casefold() in {"y", "yes", "是"} and code:
            return code
        if given == LEAVE_ALL_OUT and are_many:
            return LEAVE_ALL_OUT
        if given == LEAVE_OUT and question.kind in {"row", "column", "line", "column_period", "growth"}:
            return ""
        if plain_name(given) in known:
            return known[plain_name(given)]
        if question.kind in {"period", "column_period"} and is_period(given):
            return given
        if question.kind == "publisher" and given:
            return given
        terminal.tell(
            say(
                "adding.no_answer",
                lang,
                given=given,
                known=tuple(unit_name(one, lang) for one in dict.fromkeys(known.values()))[:40],
            )
        )


def _possible(question: Question, definition: Definition, found: Understood) -> dict[str, str]:
    """Return the answers that a question admits, by what a person may type: code, name or alias."""
    if question.kind == "row":
        kinds = {
            table.rows.kind for table in definition.tables if table.name in {one.table for one in found.reading.tables}
        }
        alike = {code: one for code, one in definition.entities.items() if not kinds or one.kind in kinds}
        return {plain_name(name): code for code, one in alike.items() for name in (code, one.zh, one.en, *one.aliases)}
    if question.kind == "column":
        return {
            plain_name(name): code for code, one in definition.indicators.items() for name in (code, one.zh, one.en)
        }
    registers: dict[str, Mapping[str, Name]] = {
        "area": definition.areas,
        "unsaid_area": definition.areas,
        "line": definition.areas,
        "scope": definition.scopes,
        "whose": definition.entities,
    }
    if question.kind in registers:
        named = registers[question.kind]
        return {plain_name(name): code for code, one in named.items() for name in (code, one.zh, one.en)}
    if question.kind == "table":
        first = [table for table in definition.tables if table.continues is None]
        return {
            plain_name(name): table.name for table in first for name in (table.name, table.title_zh, table.title_en)
        }
    if question.kind == "growth":
        return {plain_name(name): unit for unit in (PERCENT, RATIO) for name in (unit, UNITS[unit].name("en"))}
    units = UNITS if question.kind == "unit" else ()
    return {name: symbol for symbol in units for name in (symbol, plain_name(UNITS[symbol].name("en")))}


@contextmanager
def marking(file: Path, marked: Path | None, lang: str) -> Iterator[None]:
    """Where faults of `file` end the work, write a copy of it with the faulty cells marked to `marked` first."""
    try:
        yield
    except FaultsError as faulty:
        of_cells = [fault for fault in faulty.faults if fault.place.file == file.name and fault.place.row]
        if of_cells and marked is not None:
            # Only who asks for a marked copy waits for the library that writes it.
            from lcanalysis.cleaning.additions.marked_copy import marked_bytes  # noqa: PLC0415

            terminal.write_file(marked, marked_bytes(file, of_cells, lang))
            terminal.tell(say("adding.marked_written", lang, file=marked.as_posix()))
        elif of_cells:
            terminal.tell(say("adding.marked_hint", lang), is_error=True)
        raise
