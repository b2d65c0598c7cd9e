"""What the audit says to its readers: the answer, what stands behind it, and what to ask the publisher."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import Any, Final

from lcanalysis.auditing import Finding
from lcanalysis.auditing.address import listed, subject_in_words
from lcanalysis.auditing.judgement import (
    AGREES,
    CONFLICT,
    ERROR,
    NOTICE,
    REVISION,
    ROUNDING,
    SCOPE,
    TRUNCATED,
    UNIT,
    WARNING,
)
from lcanalysis.auditing.revision import RULE as RESTATED
from lcanalysis.errors import DataError
from lcanalysis.exhibits import Quantity, Statement
from lcanalysis.plan import Plan
from lcanalysis.stories.audit_numbers import Audited, address, by_gravity, is_sound
from lcanalysis.wording import headed, say

COUNT: Final = "项"
MAYBE_REVISED: Final = "maybe_revised"
CLAUSES: Final = (TRUNCATED, ROUNDING, SCOPE, REVISION)


def answer(plan: Plan, lang: str) -> Statement:
    """Return the answer of the audit: what follows from the published figures, what does not, what to check."""
    audited = Audited(plan)
    if not audited.findings and not audited.unchecked:
        return Statement(say("story_audit.nothing_to_check", lang))
    grave = [one for one in audited.findings if one.severity == ERROR]
    doubtful = [one for one in audited.findings if one.severity == WARNING]
    words = f"verdict_{'grave' if grave else 'sound'}"
    verdict = _counted(words, lang, key="verdict", grave=grave, doubtful=doubtful)
    rates = [
        _rates(plan, indicator, [one.kind for one, _ in found], lang) for indicator, found in audited.rates.items()
    ]
    rest = _rest(audited, lang)
    return _lines([verdict, *rates, *([rest] if rest else [])])


def _rest(audited: Audited, lang: str) -> Statement | None:
    """Return how many relations hold, prints agree, units are remarked on and rates unchecked; only of what there is."""
    relations, again = audited.of_rule("totals"), audited.of_rule("repeated")
    counts: dict[str, dict[str, Any]] = {
        "relations": {"relations": relations, "hold": [one for one in relations if is_sound(one)]},
        "again": {"again": again, "same": [one for one in again if is_sound(one)]},
        "units": {"units": [one for one in audited.findings if one.kind == UNIT]},
        "unchecked": {"unchecked": [one for one in audited.unchecked if one.is_missing]},
        "groundless": {"groundless": [one for one in audited.unchecked if not one.is_missing]},
    }
    clauses = [
        _counted(_of_one(f"rest_{name}", held[name]), lang, key="rest", **held)
        for name, held in counts.items()
        if held[name]
    ]
    if not clauses:
        return None
    joint = say("story_audit.rest_join", lang).join(one.text for one in clauses)
    return Statement(
        headed(say("story_audit.rest", lang, clauses=joint)), tuple(n for one in clauses for n in one.quantities)
    )


def explanations(plan: Plan, lang: str) -> Statement:
    """Return the sentence of each finding that is not plain agreement, the gravest first."""
    audited = Audited(plan)
    found = by_gravity(one for one in audited.findings if not is_sound(one))
    if not found:
        return Statement(say("story_audit.none_departures", lang))
    return _lines([Statement(one.text(lang), audited.quantities(one)) for one in found], mark="- ")


def questions(plan: Plan, lang: str) -> Statement:
    """Return what to ask the publisher: each grave or doubtful finding by itself, the others by kind."""
    audited = Audited(plan)
    found = by_gravity(audited.findings)
    asked = [_question(audited, one, lang) for one in found if one.severity in {ERROR, WARNING}]
    for kind in (TRUNCATED, ROUNDING, REVISION, MAYBE_REVISED, UNIT):
        mild = [one for one in found if one.severity == NOTICE and _asked_as(one) == kind]
        names = list(dict.fromkeys(audited.figure(one, lang) for one in mild))
        asked += [_counted(f"ask_all_{kind}", lang, count=names, figures=listed(names, lang))] if names else []
    missing = [one.published.subject for one in audited.unchecked if one.is_missing]
    if missing:
        subjects = [subject_in_words(plan.definition, subject, lang) for subject in missing]
        asked.append(_counted("ask_unchecked", lang, count=subjects, figures=listed(subjects, lang)))
    return _lines(asked, mark="1. ") if asked else Statement(say("story_audit.none_questions", lang))


def require_current_findings(plan: Plan) -> None:
    """Raise unless the findings in data/processed are those of the audit of its observations.

    Raises
    ------
    DataError
        If they differ: the processed files are not of one making, and `lcanalysis clean` makes them so.
    """
    written = dict(zip(plan.findings["finding"], plan.findings["kind"], strict=True))
    made = {one.finding: one.kind for one in Audited(plan).findings}
    stale = sorted(name for name, kind in made.items() if written.get(name) != kind)
    if stale:
        raise DataError("story_audit.stale", count=len(stale), names=", ".join(stale))


def _rates(plan: Plan, indicator: str, kinds: Sequence[str], lang: str) -> Statement:
    """Return how many recomputed rates of an indicator agree, and how the others stand."""
    of = {kind: [one for one in kinds if one == kind] for kind in (AGREES, *CLAUSES, CONFLICT)}
    name = plan.definition.name(indicator, lang)
    if len(of[AGREES]) == len(kinds):
        words = _of_one("rates_all_agree", kinds)
        return _counted(words, lang, key="rates_all_agree", all=kinds, of=indicator, indicator=name)
    words = _of_one("rates", kinds)
    head = _counted(words, lang, key="rates", all=kinds, agrees=of[AGREES], of=indicator, indicator=name)
    clauses = [_counted(f"clause_{kind}", lang, count=of[kind], of=indicator) for kind in CLAUSES if of[kind]]
    if of[CONFLICT]:
        clauses.append(_counted("clause_conflict", lang, count=of[CONFLICT], of=indicator))
    else:
        clauses.append(Statement(say("story_audit.clause_no_conflict", lang)))
    tail = say("story_audit.clause_join", lang).join(clause.text for clause in clauses)
    text = say("story_audit.rates_whole", lang, head=head.text, tail=tail)
    return Statement(text, head.quantities + tuple(one for clause in clauses for one in clause.quantities))


def _asked_as(one: Finding) -> str:
    return MAYBE_REVISED if one.kind == REVISION and one.rule != RESTATED else one.kind


def _of_one(words: str, things: Sized) -> str:
    """Return the phrase for so many things: that of one has its own, since it is no plural."""
    return f"{words}_one" if len(things) == 1 else words


def _question(audited: Audited, one: Finding, lang: str) -> Statement:
    numbers = audited.numbers(one)
    words = {name: quantity.text(lang) for name, quantity in numbers.items()}
    key = f"ask_{one.kind}" if one.kind in {SCOPE, UNIT} else "ask_conflict"
    text = say(f"story_audit.{key}", lang, figure=audited.figure(one, lang), place=address(one), **words)
    return Statement(text, tuple(numbers.values()))


def _counted(words: str, lang: str, *, key: str = "", of: str = "", **values: Any) -> Statement:
    """Return a phrase with counts of things, each a quantity, called by the phrase or `key`; text stands as it is."""
    counts = {name: things for name, things in values.items() if not isinstance(things, str)}
    stem = "/".join(part for part in ("audit", "count", of, key or words) if part)
    quantities = {
        name: Quantity(f"{stem}/{name}", len(things), COUNT, ("findings.csv",)) for name, things in counts.items()
    }
    digits = {name: quantity.digits(lang) for name, quantity in quantities.items()}
    return Statement(say(f"story_audit.{words}", lang, **(values | digits)), tuple(quantities.values()))


def _lines(statements: Sequence[Statement], mark: str = "") -> Statement:
    """Return statements one below the other: paragraphs, or a list if there is a mark."""
    text = ("\n" if mark else "\n\n").join(f"{mark}{one.text}" for one in statements)
    return Statement(text, tuple(quantity for one in statements for quantity in one.quantities))
