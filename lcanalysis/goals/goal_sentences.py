"""The sentences of findings about goals: the one place that puts them into words, in both languages, with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lcanalysis.auditing.finding import Finding, finding_of
from lcanalysis.auditing.judgement import CONFLICT
from lcanalysis.auditing.record import Record
from lcanalysis.auditing.sentences import (
    code_words,
    count_of,
    followed_by,
    interval_words,
    phrase,
    printed,
    sentence,
    title,
)
from lcanalysis.definition import Definition
from lcanalysis.exhibits import Words, joined, named_list, words_from
from lcanalysis.exhibits.phrases import period_words
from lcanalysis.goals.criteria import band
from lcanalysis.goals.goal_words import goal_name, goal_quantity, goal_value_words, goal_words
from lcanalysis.goals.goals import FILE, Goal
from lcanalysis.goals.met_at_base import MetAtBase, is_kept
from lcanalysis.goals.pairs import REQUIRED_DECIMALS, GoalPair
from lcanalysis.goals.parts import AMID, Parts
from lcanalysis.goals.standards import OldStandard
from lcanalysis.goals.undefined_groups import UndefinedGroups
from lcanalysis.goals.unlike_units import UnlikeGoal
from lcanalysis.goals.utilisation import Underused
from lcanalysis.goals.volumes import Volume
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import rounded_down, rounded_up
from lcanalysis.units import RATIO

_BOUND_DECIMALS = REQUIRED_DECIMALS + 1


def goal_finding(definition: Definition, record: Record) -> Finding:
    """Return what a rule found of goals, in words.

    It is here so that whoever asks for one imports this module, which registers the sentences below.
    """
    return finding_of(definition, record)


@sentence.register
def _pair(about: GoalPair, definition: Definition) -> Words:
    growth, level, base = about.growth, about.level, about.base
    said = phrase(
        "goals.pair_short" if about.is_short else "goals.pair_beyond",
        name=_name(definition, level),
        growth=goal_words(growth),
        level=goal_words(level),
        base_period=period_words(growth.base_period),
        due=period_words(growth.due_period),
        base=base.quantity,
        rate=about.rate,
        projected=about.projected,
        gap=abs(about.wanted - about.projected).shown(2),
        required=about.required,
        interval=_interval(about.required),
    )
    return followed_by(said, _how_pair_agrees(about, definition))


def _how_pair_agrees(about: GoalPair, definition: Definition) -> Words:
    if about.kind == CONFLICT:
        return phrase("goals.pair_conflict")
    admitted: tuple[Words, ...] = ()
    if about.is_admitted:
        admitted = (phrase("goals.pair_about", band=interval_words(*band(about.growth))),)
    noted = tuple(
        phrase("goals.pair_note", note=_note(definition, goal)) for goal in (about.growth, about.level) if goal.note
    )
    if admitted or noted:
        return followed_by(*noted, *admitted)
    return phrase("goals.pair_open" if about.is_open_above else "goals.pair_vague")


@sentence.register
def _parts(about: Parts, definition: Definition) -> Words:
    whole = about.whole
    fields = {
        "name": _name(definition, whole),
        "whole": goal_words(whole),
        "parts": named_list(
            {
                part.goal: phrase("goals.figure", who=code_words(definition, part.entity), value=goal_words(part))
                for part in about.parts
            }
        ),
    }
    if about.position != AMID:
        return followed_by(
            phrase(f"goals.parts_{about.position}", **fields), phrase(f"goals.parts_{about.position}_{about.kind}")
        )
    trace = tuple(f"{FILE} {goal.goal}" for goal in (whole, *about.parts))
    return phrase(
        "goals.parts_within",
        **fields,
        indicator=code_words(definition, whole.indicator),
        rate=goal_quantity(whole, whole.value),
        above=[code_words(definition, part.entity) for part in about.above],
        below=[code_words(definition, part.entity) for part in about.below],
        base_period=period_words(whole.base_period),
        multiple=Quantity(about.multiple, RATIO, trace, decimals=2),
    )


@sentence.register
def _met(about: MetAtBase, definition: Definition) -> Words:
    goal = about.goals[0]
    fields: dict[str, Any] = {"name": _name(definition, goal), "base_period": period_words(goal.base_period)}
    figures = [
        named_list(
            {
                one.entity: phrase("goals.figure", who=code_words(definition, one.entity), value=one.quantity.shown(2))
                for one in meeting
            }
        )
        for meeting in about.meeting
    ]
    wanted = {one.goal: goal_words(one) for one in about.goals}
    if about.kind == CONFLICT:
        return phrase("goals.met_conflict", goal=goal_words(goal), figures=figures[0], **fields)
    each = {
        code: phrase("goals.met_each", goal=one, figures=held)
        for (code, one), held in zip(wanted.items(), figures, strict=True)
    }
    said = phrase("goals.met_scope", goals=joined(wanted, "、", " and "), each=joined(each, "，", "; "), **fields)
    reasons = []
    if about.other_scopes:
        scope, others = (
            [code_words(definition, code) for code in codes] for codes in (about.scopes, about.other_scopes)
        )
        reasons.append(phrase("goals.met_other_scope", scope=scope, others=others))
    if goal.note:
        reasons.append(phrase("goals.met_note", note=_note(definition, goal)))
    return followed_by(said, *(reasons or [phrase("goals.met_members")]))


@sentence.register
def _unlike(about: UnlikeGoal, definition: Definition) -> Words:
    return phrase(
        "goals.unlike_unit",
        name=_name(definition, about.goal),
        goal=goal_words(about.goal),
        published=printed(about.row),
        period=period_words(about.row.period),
    )


@sentence.register
def _underused(about: Underused, definition: Definition) -> Words:
    uses = {
        one.entity: phrase(
            "goals.used_at_most" if one.is_at_most else "goals.figure",
            who=code_words(definition, one.entity),
            value=one.share,
        )
        for one in about.uses
    }
    said = phrase(
        "goals.capacity_kept" if is_kept(about.goal) else "goals.capacity",
        name=_name(definition, about.goal),
        goal=goal_value_words(about.goal),
        period=period_words(about.period),
        uses=named_list(uses),
    )
    return followed_by(said, phrase("goals.capacity_open"))


@sentence.register
def _volume(about: Volume, definition: Definition) -> Words:
    return phrase(
        "goals.volume",
        ratio_name=_name(definition, about.ratio),
        ratio=goal_words(about.ratio),
        base_period=period_words(about.ratio.base_period),
        base=about.base.quantity,
        smelted=code_words(definition, about.smelted),
        products=code_words(definition, about.products),
        required=about.required,
        growth_name=_name(definition, about.growth),
        growth=goal_words(about.growth),
    )


@sentence.register
def _groups(about: UndefinedGroups, definition: Definition) -> Words:
    def counted(goals: Sequence[Goal]) -> Quantity:
        return count_of(len(goals), [f"{FILE} {goal.goal}" for goal in goals])

    groups = {
        code: phrase("goals.group", who=code_words(definition, code), count=counted(goals))
        for code, goals in about.goals.items()
    }
    every = [goal for goals in about.goals.values() for goal in goals]
    return phrase("goals.groups", groups=named_list(groups), count=counted(every))


@sentence.register
def _standard(about: OldStandard, definition: Definition) -> Words:
    standard = about.standard
    return phrase(
        "goals.standard",
        name=_name(definition, about.goal),
        standard=standard.name,
        successor=standard.successor,
        replaced=int(standard.replaced_on[:4]),
        lapsed=int(standard.lapsed_on[:4]),
    )


@title.register
def _of_groups(_about: UndefinedGroups, _definition: Definition, _subject: tuple[str, str, str, str]) -> Words:
    return phrase("goals.title_of_groups")


def _name(definition: Definition, goal: Goal) -> Words:
    return words_from(lambda lang: goal_name(definition, goal, lang))


def _note(definition: Definition, goal: Goal) -> Words:
    return words_from(definition.notes[goal.note].text)


def _interval(found: Quantity) -> Words:
    """Return the range of what rounding allows, its ends rounded outward."""
    lower, upper = rounded_down(found.bounds.lower, _BOUND_DECIMALS), rounded_up(found.bounds.upper, _BOUND_DECIMALS)
    return interval_words(*(Quantity(end, found.unit, found.trace, decimals=_BOUND_DECIMALS) for end in (lower, upper)))
