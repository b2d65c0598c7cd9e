"""What changed between two editions: verdicts, goals, what the office writes of them, probabilities, figures, growth, findings, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, Literal

from lcanalysis.briefing.comparison.former_keys import are_named, by_present_keys
from lcanalysis.briefing.comparison.input_changes import GOALS, ChangedInputs, changed_inputs
from lcanalysis.briefing.comparison.kept_edition import KeptEdition
from lcanalysis.briefing.comparison.naming import NumberNames, Words, finding_kind, was_said
from lcanalysis.briefing.masthead import titled
from lcanalysis.briefing.number_comparison import are_comparable, decimals_of, in_unit, is_number, is_same
from lcanalysis.errors import UsageError
from lcanalysis.number_format import PROBABILITY, format_probability, is_bound, told_probability
from lcanalysis.units import PERCENT, PERCENTAGE_POINT
from lcanalysis.wording import LANGUAGES

Kind = Literal["changed", "added", "removed"]
Group = Literal["verdict", "goal", "written", "probability", "figure", "growth", "finding", "other"]
GROUPS: Final[tuple[Group, ...]] = ("verdict", "goal", "written", "probability", "figure", "growth", "finding", "other")
"""The groups of changes, the most important first."""
QUIET: Final = "info"
"""The severity of a finding that reports no fault."""


@dataclass(frozen=True, slots=True)
class Side:
    """The numbers of a run in one edition, and those of all its runs."""

    numbers: Mapping[str, Mapping[str, Any]]
    all_runs: Mapping[str, Mapping[str, Mapping[str, Any]]]

    def number(self, key: str) -> Mapping[str, Any] | None:
        """Return a number by its key.

        A key of version 0.1 names the number itself, so that a number which any page shows neither came nor went. A later
        key says where on its own page the number stands.
        """
        if key in self.numbers:
            return self.numbers[key]
        found = next((numbers[key] for numbers in self.all_runs.values() if key in numbers), None)
        return None if found is not None and "name" in found else found


@dataclass(frozen=True, slots=True)
class Shown:
    """What an edition shows: a value as its digits are printed, or a code, with its unit; and words in its place.

    A probability is told by its words; its value has more digits.
    """

    value: str
    unit: str = ""
    words: Words = field(default_factory=dict)
    is_probability: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the two editions show differently.

    - `group`, `kind`: what it is, and whether it changed, came or went.
    - `key`: as ``results.json`` or ``basis.json`` has it.
    - `name`: in words, by language.
    - `old`, `new`: as shown before and now; None where there is none.
    - `apart`, `apart_unit`: new less old, exact to the digits that are shown, in its own unit: rates differ by 个百分点.
      None where no difference can be taken.
    - `trace`: every address it follows from.
    - `because`: those of them that differ.
    - `runs`: the pages that show it, by run; none for what only the data have.
    - `also`: other keys of the same number; of a finding, its subject.
    - `note`: what the edition says of it, by language: a finding's sentence.
    - `is_named`: whether the edition itself names the number; its key then says where on its page it stands.
    """

    group: Group
    kind: Kind
    key: str
    name: Words
    old: Shown | None
    new: Shown | None
    apart: Decimal | None = None
    apart_unit: str = ""
    trace: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    note: Words = field(default_factory=dict)
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class RunChange:
    """A run that came, went, failed, or is done again."""

    run: str
    kind: Literal["added", "removed", "failed", "mended"]
    titles: Words


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that changed between two editions of one plan.

    `changes` are in order of their groups, within one in order of the plan.
    """

    old: KeptEdition
    new: KeptEdition
    changes: tuple[Change, ...]
    runs: tuple[RunChange, ...]
    inputs: ChangedInputs

    def of(self, group: Group) -> tuple[Change, ...]:
        """Return the changes of one group."""
        return tuple(change for change in self.changes if change.group == group)

    @property
    def counts(self) -> dict[str, int]:
        """How many changes of each group there are."""
        return {group: len(self.of(group)) for group in GROUPS}


def compare(old: KeptEdition, new: KeptEdition) -> Comparison:
    """Return what changed from the edition `old` to `new`.

    A number that is only shown with more or fewer digits, or in another unit, has not changed. Of a run that one
    edition lacks, or in which it failed, the run is named and not each of its numbers. A published figure, a goal
    and a finding are named once, however many keys show them.

    Raises `UsageError` if the editions are of different plans; `DamagedEditionError` if the files of one are not what
    was written.
    """
    if old.plan != new.plan:
        raise UsageError("changes.other_plan", old=old.plan, new=new.plan)
    inputs, names = changed_inputs(old, new), NumberNames.of(old.basis, new.basis)
    told = [
        *_goals(old.basis, new.basis),
        *_texts(old.basis, new.basis, "qualitative", "goal"),
        *_texts(old.basis, new.basis, "written", "written"),
        *_figures(old.basis, new.basis, names),
        *_findings(old.basis, new.basis, names),
    ]
    numbers = sorted(_numbers(old, new, names), key=lambda change: names.rank(change.key))
    changes = [_with_runs(change, numbers) for change in told]
    changes += _once([number for number in numbers if not any(_tells(change, number) for change in told)])
    placed = [replace(change, because=inputs.behind(_traced(change, told, names))) for change in changes]
    ordered = sorted(placed, key=lambda change: (GROUPS.index(change.group), names.rank(change.key)))
    return Comparison(old, new, tuple(ordered), tuple(_runs(old, new)), inputs)


def _traced(change: Change, told: Sequence[Change], names: NumberNames) -> Iterator[str]:
    """Yield what a change may come from: its trace, and the goals and figures that its key names.

    A forecast has its figure in its key, and only the reference classes in its trace.
    """
    goals = names.goal_places(change.key)
    yield from (address for address in change.trace if address != GOALS or not goals)
    yield from goals
    for figure in told:
        subject = "/".join(figure.key.split("/")[:2])
        if figure.group == "figure" and any(f"/{subject}/" in f"/{key}/" for key in (change.key, *change.also)):
            yield from figure.trace


def _once(numbers: Sequence[Change]) -> list[Change]:
    """Return the changes, with those merged that are one number under two keys: their values and traces are the same.

    In version 0.1 the ends of the keys must be the same as well, since they name the number; a later key names its place.
    """
    found: dict[tuple[object, ...], Change] = {}
    for number in numbers:
        mark = (number.key.rpartition("/")[2] * (not number.is_named), number.old, number.new, number.group)
        twin = (*(repr(part) for part in mark), frozenset(number.trace))
        held = found.get(twin)
        found[twin] = (
            replace(held, runs=tuple(sorted({*held.runs, *number.runs})), also=(*held.also, number.key))
            if held
            else number
        )
    return list(found.values())


def _entries(
    old: Mapping[str, Any], new: Mapping[str, Any], section: str
) -> Iterator[tuple[str, tuple[dict[str, Any] | None, dict[str, Any] | None]]]:
    """Yield what a section has by key, before and now, in the order of now; nothing where an edition has no such section."""
    if section in old and section in new:
        for key in dict.fromkeys((*new[section], *old[section])):
            yield key, (old[section].get(key), new[section].get(key))


def _goals(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for goal, (was, now) in _entries(old, new, "goals"):
        if was is None or now is None or was["asks"] != now["asks"]:
            one = now or was or {}
            shown = [None if each is None else _goal_shown(each) for each in (was, now)]
            yield _change("goal", goal, one["name"], shown[0], shown[1], (one["trace"],))


def _goal_shown(goal: Mapping[str, Any]) -> Shown:
    """Return a goal in words; its value where it is one and the difference of two can be taken."""
    values = goal["values"]
    return Shown(values[0] if len(values) == 1 else "", goal["unit"], goal["wanted"])


def _texts(old: Mapping[str, Any], new: Mapping[str, Any], section: str, group: Group) -> Iterator[Change]:
    """Yield the texts of a section that came, went or became others."""
    for key, (was, now) in _entries(old, new, section):
        if was is None or now is None or was["text"] != now["text"]:
            one = now or was or {}
            shown = [None if each is None else Shown("", words=each["text"]) for each in (was, now)]
            yield _change(group, key, one["name"], shown[0], shown[1], (one["trace"],))


def _figures(old: Mapping[str, Any], new: Mapping[str, Any], names: NumberNames) -> Iterator[Change]:
    for key, (was, now) in _entries(old, new, "figures"):
        if was is None or now is None:
            # Another place of a figure that is in use anyway is no news.
            if "@" in key:
                continue
        elif is_same(was["value"], now["value"], was["unit"], now["unit"]):
            continue
        shown = [None if each is None else Shown(each["value"], each["unit"]) for each in (was, now)]
        trace = tuple(dict.fromkeys(each["trace"] for each in (was, now) if each))
        yield _change("figure", key, names.subject(key.partition("@")[0]), shown[0], shown[1], trace)


def _findings(old: Mapping[str, Any], new: Mapping[str, Any], names: NumberNames) -> Iterator[Change]:
    told = ("kind", "severity", "published", "recomputed", "discrepancy")
    for key, pair in _entries(old, new, "findings"):
        was, now = (None if one is None or one["severity"] == QUIET else one for one in pair)
        if (was or now) and (was is None or now is None or any(was[name] != now[name] for name in told)):
            shown = [None if one is None else Shown(one["kind"], words=finding_kind(one["kind"])) for one in pair]
            one = now or was or {}
            where = tuple(place.partition(" (")[0] for place in one["place"].split("; "))
            # A fault that is there no more is told by what is found now, if anything is.
            note = pair[1]["text"] if pair[1] else was_said(one["text"])
            yield replace(
                _change("finding", key, names.finding(key, one["subject"]), shown[0], shown[1], where),
                kind="changed" if was and now else "added" if now else "removed",
                note=note,
                also=(one["subject"],),
            )


def _numbers(old: KeptEdition, new: KeptEdition, names: NumberNames) -> Iterator[Change]:
    """Yield the changed numbers, each once with all the runs that show it so."""
    found: dict[str, list[Change]] = {}
    for run in new.results.keys() & old.results.keys():
        for change in _numbers_of_run(run, *_alike_in_keys(run, old, new), names):
            same = found.setdefault(change.key, [])
            twin = next((other for other in same if _are_alike(other, change)), None)
            if twin is None:
                same.append(change)
            else:
                same[same.index(twin)] = _merged(twin, change)
    for changes in found.values():
        yield from changes


def _alike_in_keys(run: str, old: KeptEdition, new: KeptEdition) -> tuple[Side, Side]:
    """Return both editions' numbers of a run, those of version 0.1 by their present keys, and what else each shows."""
    sides = (Side(old.results[run], old.results), Side(new.results[run], new.results))
    if not are_named(sides[0].numbers) and are_named(sides[1].numbers):
        renamed = by_present_keys(sides[0].numbers, new.notebook_of(run))
        kept = {key: number for key, number in sides[1].numbers.items() if key in renamed}
        return Side(renamed, {}), Side(kept, {})
    return sides


def _numbers_of_run(run: str, old: Side, new: Side, names: NumberNames) -> Iterator[Change]:
    for key in old.numbers.keys() | new.numbers.keys():
        was, now = old.number(key), new.number(key)
        if was is None or now is None or not is_same(was["value"], now["value"], was["unit"], now["unit"]):
            one = now or was or {}
            form = one.get("form", "")  # former editions have no such entry
            shown = [None if each is None else _number_shown(key, each, names, form) for each in (was, now)]
            told = [each.words for each in shown if each is not None]
            if form and len(told) == 2 and told[0] == told[1]:
                continue
            trace = tuple(sorted({address for each in (was, now) if each for address in each["trace"]}))
            change = _change(
                names.group(key, one["unit"], trace), key, names.called(key, one), shown[0], shown[1], trace
            )
            yield replace(change, runs=(run,), is_named="name" in one)


def _number_shown(key: str, number: Mapping[str, Any], names: NumberNames, form: str) -> Shown:
    value, unit = str(number["value"]), number["unit"]
    if form != PROBABILITY:
        return Shown(value, unit, names.code(key, value, unit))
    told: Words = {lang: format_probability(Decimal(value), lang) for lang in LANGUAGES}
    return Shown(value, unit, told, is_probability=True)


def _are_alike(one: Change, other: Change) -> bool:
    return all(
        a is b or (a is not None and b is not None and is_same(a.value, b.value, a.unit, b.unit))
        for a, b in ((one.old, other.old), (one.new, other.new))
    )


def _merged(one: Change, other: Change) -> Change:
    """Return the change as that of the two shows it which has more digits, with the runs of both."""
    digits = [sum(decimals_of(each.value) for each in (change.old, change.new) if each) for change in (one, other)]
    first = one if digits[0] >= digits[1] else other
    return replace(first, runs=tuple(sorted({*one.runs, *other.runs})), trace=tuple(sorted({*one.trace, *other.trace})))


def _tells(told: Change, number: Change) -> bool:
    """Return whether a goal, figure or finding that is told already tells this number too."""
    if told.group == "goal":
        return number.key.startswith(f"goal/{told.key}/value") or set(number.trace) == set(told.trace)
    if told.group == "finding":
        return f"/{told.key}/" in f"/{number.key}"
    return number.group != "verdict" and set(number.trace) == set(told.trace) and _are_alike(told, number)


def _with_runs(told: Change, numbers: Sequence[Change]) -> Change:
    runs = {run for number in numbers if _tells(told, number) for run in number.runs}
    return replace(told, runs=tuple(sorted(runs)))


def _change(
    group: Group, key: str, name: Words, old: Shown | None, new: Shown | None, trace: tuple[str, ...]
) -> Change:
    kind: Kind = "added" if old is None else "removed" if new is None else "changed"
    apart, unit = _apart(old, new)
    return Change(group, kind, key, name, old, new, apart, unit, trace)


def _apart(old: Shown | None, new: Shown | None) -> tuple[Decimal | None, str]:
    if old is None or new is None or not (is_number(old.value) and is_number(new.value)):
        return None, ""
    if new.is_probability:
        before, after = (Decimal(each.value) for each in (old, new))
        if is_bound(before) or is_bound(after):
            return None, ""
        return Decimal(told_probability(after) - told_probability(before)), PERCENTAGE_POINT
    if not new.unit or not are_comparable(old.unit, new.unit):
        return None, ""
    apart = Decimal(new.value) - in_unit(Decimal(old.value), old.unit, new.unit)
    places = max(decimals_of(old.value), decimals_of(new.value)) if old.unit == new.unit else decimals_of(new.value)
    return round(apart, places), PERCENTAGE_POINT if new.unit == PERCENT else new.unit


def _runs(old: KeptEdition, new: KeptEdition) -> Iterator[RunChange]:
    before, after = _states(old), _states(new)
    for run in dict.fromkeys((*after, *before)):
        titles = _titles(new if run in after else old, run)
        if run not in before:
            yield RunChange(run, "added", titles)
        elif run not in after:
            yield RunChange(run, "removed", titles)
        elif before[run] != after[run]:
            yield RunChange(run, "mended" if after[run] else "failed", titles)


def _states(edition: KeptEdition) -> dict[str, bool]:
    """Return whether each run is done, in all its languages."""
    found: dict[str, bool] = {}
    for run in edition.runs:
        found[run["id"]] = found.get(run["id"], True) and run["status"] == "done"
    return found


def _titles(edition: KeptEdition, run_id: str) -> Words:
    given = {run["language"]: str(run.get("title") or run_id) for run in edition.runs if run["id"] == run_id}
    about = {run["language"]: str(run.get("about") or "") for run in edition.runs if run["id"] == run_id}
    return {lang: titled(given.get(lang, run_id), about.get(lang, ""), lang) for lang in LANGUAGES}
