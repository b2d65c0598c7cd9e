"""What an edition rests on, in words: names, goals, the office's texts, published figures and findings, as ``basis.json`` keeps them.

An edition can thereby be compared with another, and be read, when its plan folder has long moved on. Nothing of
it depends on the language of a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from lcanalysis.briefing.comparison.naming import TABLE
from lcanalysis.definition import Total
from lcanalysis.errors import DeclarationError, LcAnalysisError
from lcanalysis.forecasting.reference_files import list_references
from lcanalysis.goals.assessing import plan_goals
from lcanalysis.goals.goal_words import goal_in_words, goal_name
from lcanalysis.goals.goals import FILE as GOALS_FILE
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.written import FILE, WRITTEN, written_table
from lcanalysis.intake.outcomes import load_outcomes
from lcanalysis.observations import DERIVED, latest
from lcanalysis.periods import date_in_words
from lcanalysis.plan import Plan
from lcanalysis.processed_tables import read_processed
from lcanalysis.wording import LANGUAGES, headed, say

_FINDING: Final = (
    "severity",
    "subject",
    "kind",
    "certainty",
    "place",
    "section",
    "published",
    "recomputed",
    "discrepancy",
)

Words = dict[str, str]


def basis_of(plan: Plan) -> dict[str, Any]:
    """Return the contents of ``basis.json``.

    ``plan`` has the title and the plan's own area; ``names`` what each code of the plan is called, the names of its
    relations, its tables (behind ``table/``) and its reference classes included; ``goals`` what each
    asks for, with its place; ``qualitative`` those that set no number, and ``written`` what the office wrote of
    either (no such section where assessment.yml is faulty); ``figures`` each published figure, as printed, with its cell;
    ``findings`` each finding of the audit. A figure's key is its subject. If another place or a later publication is in use
    instead, its file stands behind ``@``.
    """
    about = plan.definition.plan
    found: dict[str, dict[str, Any]] = {
        "plan": {"title": {lang: about.title(lang) for lang in LANGUAGES}, "area": about.area},
        "names": _names(plan),
        "goals": _goals(plan),
        "qualitative": _qualitative(plan),
        "figures": _figures(plan),
        "findings": _findings(plan),
    }
    with suppress(DeclarationError):
        found["written"] = _written(plan, {**found["goals"], **found["qualitative"]})
    return found


def _names(plan: Plan) -> dict[str, Words]:
    definition = plan.definition
    registers = (definition.scopes, definition.areas, definition.indicators, definition.entities)
    codes = sorted({code for register in registers for code in register})
    names: dict[str, Words] = {code: {lang: plan.name(code, lang) for lang in LANGUAGES} for code in codes}
    for total in definition.totals:
        names.setdefault(total.name, _relation_name(plan, total))
    for table in (*definition.tables, *definition.statements):
        names[f"{TABLE}{table.name}"] = {lang: table.title(lang) for lang in LANGUAGES}
    # A faulty declaration of a class or of outcomes fails the pages that read it, and nothing else.
    with suppress(LcAnalysisError):
        for name, source in list_references(plan.data).items():
            names.setdefault(name, {lang: source.title(lang) for lang in LANGUAGES})
    with suppress(DeclarationError):
        for one in load_outcomes(plan.data, definition):
            names[one.outcome] = {
                lang: say("changes.outcome", lang, name=one.name.text(lang), period=one.period) for lang in LANGUAGES
            }
    return names


def _relation_name(plan: Plan, relation: Total) -> Words:
    """Return a name for a sum: whose, of what, and its first part, which tells it from another sum of the same."""
    whole, first = relation.total, relation.parts[0]
    part = first.area if first.entity == whole.entity else first.entity
    return {
        lang: say(
            "changes.whole",
            lang,
            who=plan.name(whole.entity, lang),
            what=plan.name(relation.indicator, lang),
            part=plan.name(part, lang),
        )
        for lang in LANGUAGES
    }


def _goals(plan: Plan) -> dict[str, Any]:
    goals = plan_goals(plan)
    names = {goal.goal: _goal_name(plan, goal) for goal in goals}
    shared = Counter(name["zh"] for name in names.values())
    found = {}
    for goal in goals:
        wanted: Words = {lang: goal_in_words(goal, lang) for lang in LANGUAGES}
        name = names[goal.goal]
        if shared[name["zh"]] > 1:
            name = {lang: say("goals.with_unit", lang, name=name[lang], unit=wanted[lang]) for lang in name}
        ends = [str(end) for end in (goal.value, goal.value_upper) if end is not None]
        found[goal.goal] = {
            "name": name,
            "wanted": wanted,
            "asks": [goal.kind, goal.comparison, *ends, goal.unit, goal.base_period, goal.due_period],
            "values": ends,
            "unit": goal.unit,
            "trace": f"goals.yml {goal.goal}",
        }
    return found


def _qualitative(plan: Plan) -> dict[str, Any]:
    return {
        row["goal"]: {
            "name": {lang: row[f"text_{lang}"] for lang in LANGUAGES},
            "text": dict.fromkeys(LANGUAGES, row["quotation"]),
            "trace": f"{GOALS_FILE} {row['goal']}",
        }
        for row in plan.qualitative.to_dict("records")
    }


def _written(plan: Plan, goals: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the office wrote of goals, by goal and field, each with its day."""
    return {
        f"{goal}/{field}": {
            "name": {
                lang: say(f"changes.written_{field}", lang, name=goals[str(goal)]["name"][lang]) for lang in LANGUAGES
            },
            "text": {lang: _dated(row[field].text(lang), row["written_on"], lang) for lang in LANGUAGES},
            "trace": f"{FILE} {goal}",
        }
        for goal, row in written_table(plan).to_dict("index").items()
        for field in WRITTEN
        if row[field] != ""
    }


def _dated(text: str, day: str, lang: str) -> str:
    return say("changes.written_on", lang, text=text, day=date_in_words(day, lang)) if day else text


def _goal_name(plan: Plan, goal: Goal) -> Words:
    """Return whose goal it is and for what; a goal for growth is told from one for the level."""
    found: Words = {}
    for lang in LANGUAGES:
        name = headed(goal_name(plan.definition, goal, lang))
        found[lang] = say("changes.growth_of", lang, name=name) if goal.kind == "growth" else name
    return found


def _figures(plan: Plan) -> dict[str, Any]:
    used = latest(plan.records)
    found: dict[str, Any] = {}
    for row in plan.records:
        if row.status == DERIVED:
            continue
        key = "/".join(row.subject)
        if used.get(row.subject) is not row:
            key = f"{key}@{row.source}"
            key = f"{key} {row.cell}" if key in found else key
        found[key] = {"value": str(row.value), "unit": row.unit, "trace": row.trace}
    return found


def _findings(plan: Plan) -> dict[str, Any]:
    found = {}
    for row in read_processed(plan.data / "processed" / "findings.csv"):
        texts = {lang: row[f"text_{lang}"] for lang in LANGUAGES}
        found[row["finding"]] = {name: row[name] for name in _FINDING} | {"text": texts}
    return found
